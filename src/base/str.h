/* A string is a pointer and a length; it need not end in NUL and owns nothing. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/def.h"

#include <string.h>

struct str {
    const char *p; /* may be NULL when n is 0 */
    size_t n;
};

/* For literals: STR("GET"). In a static initializer use STR_INIT. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_INIT(literal)                                                                                              \
    {                                                                                                                  \
        "" literal, sizeof(literal) - 1                                                                                \
    }
/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).n, (s).p

static inline struct str str_from(const char *c_string)
{
    return (struct str){c_string, c_string ? strlen(c_string) : 0};
}

static inline bool str_equal(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Most texts that are not it differ in the first byte, which costs less to see than a length. */
static inline bool str_is(struct str a, const char *c_string)
{
    if (a.n > 0 && c_string && a.p[0] != c_string[0])
        return false;
    return str_equal(a, str_from(c_string));
}

/* ASCII letters only; for header names and the like. */
bool str_equal_nocase(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* The part of `s` from `from` on, up to `length` bytes; out of range gives less, never an error. */
struct str str_slice(struct str s, size_t from, size_t length);
/* Index of the first `c` at or after `from`, or -1. */
ptrdiff_t str_find(struct str s, char c, size_t from);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* Cuts `*rest` at the first `separator`: returns what stands before it and moves `*rest` behind it.
 * Without a separator returns all and leaves `*rest` empty with p == NULL. */
struct str str_cut(struct str *rest, char separator);
/* Whole decimal int64, optional minus, nothing else; false if not or out of range. */
MUST_CHECK bool str_to_int(struct str s, int64_t *ret);
/* Well-formed UTF-8 without NUL. */
bool str_is_utf8(struct str s);
/* The length of the well-formed UTF-8 character at `from`; 0 at the end, at NUL and where there is none. */
size_t str_utf8_next(struct str s, size_t from);
/* FNV-1a; for tables in memory, not for anything an attacker may gain by. */
uint64_t str_hash(struct str s);
/* Constant time for equal lengths; for secrets. */
bool str_equal_secret(struct str a, struct str b);

#endif
