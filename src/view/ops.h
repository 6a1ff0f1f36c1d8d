/* A template as it is kept: a flat list of steps, with names resolved to indexes. For the files of view/ alone. */
#ifndef VIEW_OPS_H
#define VIEW_OPS_H

#include "view/view.h"

enum { VIEW_STEPS_MAX = 8, VIEW_ARGUMENTS_MAX = 2 };

/* A step of a path: a field of an object, or a fixed key of a map. */
struct step {
    int field; /* -1: by key */
    struct str key;
};

/* What the names with a leading dot stand for, within a list, map or list of texts. */
enum dotted { DOTTED_NONE = 0, DOTTED_SELF, DOTTED_KEY, DOTTED_FIRST, DOTTED_LAST, DOTTED_NUMBER };

struct path {
    bool at; /* begins at the frame's document */
    enum dotted dotted;
    int count;
    struct step steps[VIEW_STEPS_MAX];
    const struct field *field; /* the last one; NULL for `dotted` and a key */
    const struct schema *of;   /* what an OBJECT, LIST or MAP holds */
    enum type type;            /* of the value */
    int choice;                /* "status.scheduled": the name's value, else 0 */
};

struct filter;

enum op_kind { OP_TEXT = 1, OP_VALUE, OP_IF, OP_UNLESS, OP_EACH, OP_WITH, OP_KIND__MAX };

struct op {
    enum op_kind kind;
    bool json;                   /* VALUE within an attribute that is JSON */
    int end;                     /* IF to WITH: index behind the body */
    struct str text;             /* TEXT */
    const struct path *path;     /* all others */
    const struct filter *filter; /* VALUE */
    struct str arguments[VIEW_ARGUMENTS_MAX];
};

struct view {
    struct str name;
    const struct schema *schema;
    const struct schema *at;
    const struct op *ops;
    int count;
};

/* The page being written. */
struct render {
    const struct view_context *context;
    const struct zone *zone;
    struct buf *out;
    bool json; /* the value stands in an attribute that is JSON */
};

/* Writes one value, which is neither absent nor null, escaped. */
typedef void filter_write(struct render *render, const struct value *value, const struct op *op);

struct filter {
    const char *name;
    filter_write *write;
    const char *scheme; /* makes a text fit to stand behind this in an address */
    unsigned types;     /* bits of enum type */
    int arguments;
};
#define TYPE_BIT(type) (1u << (type))

/* NULL if there is none of that name. */
const struct filter *filter_find(struct str name);
/* How a type is written without a filter; NULL for what cannot be. */
const struct filter *filter_plain(enum type type);
/* "text", "a list"…, for errors. */
const char *type_words(enum type type);

/* Text with what HTML (and JSON, where asked) would take for its own replaced. */
void write_escaped(struct render *render, struct str text);

#endif
