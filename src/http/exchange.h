/* Inside of http/: one request on its way to its response. */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "base/random.h"
#include "features/identity/identity.h"
#include "http/http.h"
#include "http/router.h"

struct pages;
struct streams;
struct figures;

struct http {
    struct http_config config;
    struct app *app;
    struct arena arena; /* of what lives as long as the server */
    struct router *router;
    struct pages *pages;
    struct streams *streams;
    struct figures *figures;
    uint8_t request_key[SERIES_BYTES];
    uint64_t requests; /* atomic; each is called by random_series */
    bool stopping;     /* atomic */
};

/* Fields of a form that are http's own: they begin with an underscore and never reach an operation. */
struct form_controls {
    struct str method;    /* _method: PUT, PATCH or DELETE */
    struct str token;     /* _token */
    struct str return_to; /* _return: a path on this server; empty if it is none */
};

struct exchange {
    struct http *http;
    struct app *app;
    const struct http_request *request;
    struct arena *arena;
    struct http_response *response;
    int64_t now;
    int64_t began;      /* monotonic */
    bool tls;           /* by us or by a trusted proxy */
    struct str address; /* the person's, behind a trusted proxy */
    struct str request_id;
    bool api;     /* JSON is the form of this address, of its errors too */
    bool partial; /* sent by htmx: errors come without the frame */
    /* route */
    enum method method; /* of the row: after _method */
    const struct route *route;
    struct str places[TARGET__MAX];
    struct str allow; /* of a 405 */
    /* session */
    struct identity_found who;
    bool bearer, cookie; /* what was sent */
    struct str session_secret;
    struct str form_key;     /* what form tokens are derived from: the session's, or the cookie before sign-in */
    struct str set_form_key; /* a new cookie before sign-in */
    /* body */
    struct form_controls controls;
    struct str body;     /* without the controls */
    struct str upload;   /* OP_UPLOAD: the file */
    bool broken_form;    /* its multipart body is none */
    struct pages *pages; /* --dev: read for this request */
    /* for the log */
    const char *route_name;
    enum message problem;
    int statements;
};

/* ------------------------------------------------------------------ request.c */

/* Fills address, tls, request_id, api, partial. */
void exchange_read_head(struct exchange *x);
/* The value of a cookie, or empty. */
struct str request_cookie(const struct http_request *request, const char *name);
/* Method and headers, which lie where they came in, go into the arena; so does all else already. */
void request_keep(struct http_request *request, struct arena *arena);
/* "/…" on this server and nothing that a browser takes for another host. */
bool is_local_path(struct str path);
/* Takes the controls out of an urlencoded body; the rest stays as it came. */
void form_controls_take(struct arena *arena, struct str body, struct form_controls *ret, struct str *ret_rest);
/* The first value of a name in a query or form, decoded; empty if there is none. */
struct str form_value(struct arena *arena, struct str text, const char *name);
bool media_type_is(struct str content_type, const char *type);
bool is_loopback(struct str address);

#endif
