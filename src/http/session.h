/* From cookie or token to person, and back into cookies. Names carry the __Host- prefix under TLS, so that no other
 * host of the domain can set them. */
#ifndef HTTP_SESSION_H
#define HTTP_SESSION_H

#include "http/exchange.h"

/* Fills who, bearer, cookie, session_secret and form_key. Nobody is no error: who.valid is false. */
MUST_CHECK enum err session_find(struct exchange *x);
/* Where the request brings a token that is known without a look into the database, and so is all that decides: the
 * version of the store with which that holds; else 0. */
int64_t session_at_hand(const struct http *http, const struct http_request *request);
/* Before sign-in there is no session to bind a form to: a page that is shown then brings a cookie of its own (double
 * submit). Does nothing where form_key stands. */
void session_give_form_key(struct exchange *x);
/* Whether a person is behind the request. */
bool session_signed_in(const struct exchange *x);

struct str cookie_session(const struct exchange *x, struct str secret);
struct str cookie_session_end(const struct exchange *x);
struct str cookie_form_key(const struct exchange *x, struct str key);

#endif
