/* JSON that comes in (RFC 8259), as a tree in the arena. Strict: no names twice in one object, no comments, nothing
 * behind the value, UTF-8 alone, no lone surrogates. Made for this rather than taken from a library because reading is
 * most of what a decision costs a program that asks (docs/performance.md). */
#ifndef DOC_JSON_READ_H
#define DOC_JSON_READ_H

#include "base/arena.h"

enum json_kind {
    JSON_KIND_NULL = 1,
    JSON_KIND_BOOL,
    JSON_KIND_INT,  /* of 64 bits; a larger one is a fault */
    JSON_KIND_REAL, /* with a fraction or exponent; its value is not kept, since numbers are whole here */
    JSON_KIND_TEXT,
    JSON_KIND_LIST,
    JSON_KIND_OBJECT,
    JSON_KIND__MAX,
};

struct json {
    enum json_kind kind;
    int count;               /* LIST, OBJECT */
    int64_t number;          /* INT, BOOL */
    struct str text;         /* TEXT; borrows from what was read where nothing is escaped */
    struct str name;         /* within an object */
    const struct json *next; /* the next entry or member, in the order of the text */
    const struct json *first;
};

enum { JSON_DEPTH_MAX = 16 };

/* Of `text`, which must live as long as the tree. False: `ret_fault` says in English what is wrong, and on which line.
 * At most JSON_DEPTH_MAX lists and objects within each other. `nul`: texts may hold "\u0000". */
MUST_CHECK bool json_read(struct arena *arena, struct str text, bool nul, const struct json **ret,
                          struct str *ret_fault);
/* NULL where the object has none. */
const struct json *json_member(const struct json *object, const char *name);

#endif
