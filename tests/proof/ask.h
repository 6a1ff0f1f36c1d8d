/* One request as a member of the crew sends it, in process or over a socket, and its answer in a form that can be
 * compared. */
#ifndef PROOF_ASK_H
#define PROOF_ASK_H

#include "proof/crew.h"

enum ask_form { ASK_JSON = 1, ASK_PAGE, ASK_FORM__MAX };

struct ask {
    const struct member *who;
    enum ask_form form;
    enum method method;
    struct str path;  /* of the row, filled in: without /api/v1 */
    bool root;        /* JSON stands at the path itself, too (OP_ROOT) */
    struct str query; /* without '?' */
    struct str body;  /* JSON, even where it goes as a form; empty: none */
};
struct got {
    int status;
    struct str location;
    struct str body;
    struct str told; /* all headers and the body, without what differs from request to request */
};
/* `ids`: taken out of `told`. Everything lives in the arena. */
struct got ask_handle(struct http *http, const struct ask *ask, const struct str *ids, int id_count,
                      struct arena *arena);
/* An event stream, open until http_stream_end. Fails the test where there is none. */
struct http_stream *ask_stream(struct http *http, const struct ask *ask, struct arena *arena);
/* The status alone, over a real socket; 0: no answer within some seconds. */
int ask_socket(int port, const struct ask *ask, struct arena *arena, struct str *ret_location);
/* Sends a whole request and reads what comes; empty: no connection, or none that lasted. */
struct str ask_raw(int port, struct str text, struct arena *arena);
/* {"a": {"b": 1}} → a.b=1; of lists objects as a.0.b=…, others as a=… again and again. */
struct str ask_form_body(struct str json, struct arena *arena);

#endif
