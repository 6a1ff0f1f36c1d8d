/* Whether an unsafe request was meant by the person whose cookie it carries (IDN-05), for all operations in one place.
 */
#ifndef HTTP_ORIGIN_H
#define HTTP_ORIGIN_H

#include "http/exchange.h"

enum origin {
    ORIGIN_SAME = 1, /* the browser says that our own page, or the person directly, sent it */
    ORIGIN_UNKNOWN,  /* nothing is said */
    ORIGIN_OTHER,
    ORIGIN__MAX,
};
enum origin origin_of(const struct exchange *x);

/* The token that a form carries in `_token` and a script in X-Petgate-Token. */
struct str form_token(struct arena *arena, struct str form_key);

/* OK, or ERR_FORBIDDEN. A bearer token needs no more: no browser sends it by itself. */
MUST_CHECK enum err origin_check(struct exchange *x);

#endif
