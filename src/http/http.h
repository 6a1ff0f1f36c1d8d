/* Whole request → whole response: what the server, tests and fuzzers call. Knows no sockets; those are mhd.c's and
 * server.c's. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "app/app.h"

struct http_header {
    struct str name, value;
};
struct http_request {
    struct str method, path, query; /* path still percent-encoded; query without '?' */
    struct str version;             /* "HTTP/1.1"; empty: it did not come over a socket */
    const struct http_header *headers;
    int header_count;
    struct str body;       /* an upload's is a file's, mapped */
    struct str peer;       /* address of the other end */
    bool tls;              /* by us or by a trusted proxy */
    int64_t store_version; /* of http_is_quick, for http_handle: the store's, since the request came in; 0: not asked */
};
enum { HTTP_RESPONSE_HEADERS_MAX = 32, HTTP_BODY_MAX = 1024 * 1024 };
/* A file of 8 MB and what a form puts around it. */
enum { HTTP_FILE_MAX = 8 * 1024 * 1024, HTTP_UPLOAD_MAX = HTTP_FILE_MAX + 64 * 1024 };
struct http_response {
    int status;
    struct http_header headers[HTTP_RESPONSE_HEADERS_MAX];
    int header_count;
    struct str body;            /* in the arena, static (assets), or a file's, mapped */
    struct str mapped;          /* a file's bytes: files_unmap them when the body was sent */
    struct http_stream *stream; /* an event stream follows instead of a body; NULL ordinarily */
    bool close;                 /* end the connection after it */
};

struct http_config {
    struct app *app;
    struct str dev_source;    /* --dev: templates are read from this src/ folder at every request; empty: built in */
    struct str trusted_proxy; /* whose X-Forwarded-For/-Proto count: an address, or "loopback"; empty: nobody's */
    bool open_metrics;        /* /metrics for everyone, not only for this machine */
    int stream_max;           /* event streams in all; 0: 10,000 */
    int stream_max_person;    /* of one person, the newest; 0: 8 */
};
struct http;

/* Parses every page against its operation's schema; a fault is ERR_INTERNAL with the place in the log line. */
MUST_CHECK enum err http_new(const struct http_config *config, struct arena *arena, struct http **ret);
void http_free(struct http *http);
void http_handle(struct http *http, const struct http_request *request, struct arena *arena, struct http_response *ret);
/* Whether http_handle answers this, whose head is sound, without the database, and quickly: health, figures, assets,
 * and on SQLite what a row calls quick and memory answers. Anything else would hold up a network thread. */
bool http_is_quick(const struct http *http, struct http_request *request);
/* Whether this is an upload, whose body may have HTTP_UPLOAD_MAX bytes and belongs into a file: http_spool opens one
 * without a name, or answers -1. */
bool http_is_upload(const struct http *http, const struct http_request *request);
int http_spool(const struct http *http);
/* The value of a header, or empty. */
struct str http_header(const struct http_request *request, const char *name);
/* A request that is refused before it is read to its end: no length of the body (ERR_NO_LENGTH), too large a one
 * (ERR_TOO_LARGE), overload (ERR_UNAVAILABLE). */
void http_refuse(struct http *http, const struct http_request *request, enum err err, struct arena *arena,
                 struct http_response *ret);
/* From now on /readyz answers 503, and no stream begins. */
void http_stopping(struct http *http);
/* A figure that the server knows, for /metrics. Thread-safe. */
enum http_gauge { GAUGE_CONNECTIONS = 1, GAUGE_QUEUE, GAUGE_BUSY_WORKERS, GAUGE_STREAMS, GAUGE__MAX };
void http_gauge(struct http *http, enum http_gauge gauge, int64_t delta);

/* ------------------------------------------------------------------ event streams */

struct http_stream;
/* Bytes to send now, at most `max` into `out`; 0: nothing yet; -1: over. Never blocks. */
ptrdiff_t http_stream_read(struct http_stream *stream, char *out, size_t max);
/* Whether http_stream_read would give something (or its end) now. */
bool http_stream_waits(struct http_stream *stream);
/* From now on until http_stream_end: `wake` is called, from any thread, when there is something to read; `gone` (may be
 * NULL) is asked whether the other end has hung up. Neither may block, or call anything here. */
void http_stream_reader(struct http_stream *stream, void (*wake)(void *), bool (*gone)(void *), void *data);
void http_stream_end(struct http_stream *stream);

/* ------------------------------------------------------------------ the server (server.c) */

struct server_config {
    struct http *http;
    struct str listen; /* "127.0.0.1:8080"; port 0: a free one */
    int workers;       /* 0: 4 */
    int queue_max;     /* 0: 1024; beyond it 503 */
    int idle_s;        /* 0: 30; a connection that says nothing for so long is ended */
};
struct server;
MUST_CHECK enum err server_start(const struct server_config *config, struct arena *arena, struct server **ret);
int server_port(const struct server *server);
/* libmicrohttpd from 1.0 on refuses by itself what hygiene_size finds, and a bare LF within chunks, which nobody else
 * could tell: with an older one no chunked body is taken. (It also cuts off the blanks behind a value, so that a sound
 * head would not have the size it should.) */
bool server_library_is_strict(void);
/* Graceful: refuses new connections, ends streams, waits up to `wait_ms` for what runs, resumes whatever is suspended.
 */
void server_stop(struct server *server, int wait_ms);

#endif
