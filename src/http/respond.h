/* From an outcome to a response: status, headers, JSON. Pages are page.h's. */
#ifndef HTTP_RESPOND_H
#define HTTP_RESPOND_H

#include "http/exchange.h"

/* The one table from `enum err` to status. */
int status_of(enum err err);
const char *status_title(int status);

/* Appends a header; a value that could break out of its line is left out. */
void respond_header(struct http_response *response, const char *name, struct str value);
/* Takes what the headers of every answer need, also of static and faulty ones. */
void respond_finish(struct exchange *x);

/* The API's answer to an outcome, OK or not. */
void respond_json(struct exchange *x, const struct outcome *outcome);
/* A row with OP_CSV that succeeded: a file named as its address ends. */
void respond_csv(struct exchange *x, const struct outcome *outcome);
/* Problem details (RFC 9457) for the failure of the exchange's arena. `problem`: the document of a 409, or NULL.
 * A 404 is the same bytes whatever the reason (ACC-06). */
void respond_problem(struct exchange *x, enum err err, const struct outcome *outcome);
/* What JSON and pages have in common: cookies, generation, ETag, statement count. */
void respond_effects(struct exchange *x, const struct outcome *outcome);
/* Whatever the form of the address: status, and what goes with it (Allow, Retry-After, WWW-Authenticate, close). */
void respond_status(struct exchange *x, enum err err);

/* The failure's sentence and a field's, in the company's words. */
struct str failure_text(const struct exchange *x, const struct outcome *outcome, const struct message_text *text);
/* The message of a failure as it may be told: a hidden thing's is always the same. */
struct message_text failure_told(enum err err, const struct failure *failure);

#endif
