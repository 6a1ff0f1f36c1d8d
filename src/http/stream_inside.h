/* Inside of the event streams: stream.c (opening, writing, reading, ending) and stream_watch.c (what is written). */
#ifndef HTTP_STREAM_INSIDE_H
#define HTTP_STREAM_INSIDE_H

#include "http/stream.h"

#include <pthread.h>

enum {
    STREAM_BUFFER_MAX = 64 * 1024, /* a reader that is further behind is cut */
    STREAM_MAX = 10000,
    STREAM_MAX_PERSON = 8, /* the next one ends the oldest */
    STREAM_BEAT_US = 5000000,
    STREAM_NOTICE_US = 3000000, /* a person's notices are counted at most this often */
    STREAM_LOST_MAX = 1000,     /* clients named in one `lost` */
};

struct http_stream {
    struct streams *streams;
    struct http_stream *next, *previous; /* of its company; the table's lock */
    struct principal principal;
    int references; /* atomic: the reader's, the table's and a round's */

    /* the watcher's alone, once the stream is in the table */
    struct picture *picture; /* what the person was last told about */
    int64_t looked_at, lapse_at, change, beat_at;

    /* the notice counter's */
    int64_t unread, notice_at;
    bool notice_due; /* atomic */

    pthread_mutex_t lock; /* of what follows */
    struct buf out;
    size_t taken;
    bool over;
    void (*wake)(void *);
    bool (*gone)(void *);
    void *reader; /* given to both */
};

struct company_streams {
    struct company_id company;
    struct http_stream *first;
    int64_t announced; /* newest change heard of; 0: none */
    bool dirty;
    struct company_streams *next;
};

enum { COMPANY_BUCKETS = 1024 };

struct streams {
    struct http *http;
    struct app *app;
    pthread_mutex_t lock;
    pthread_cond_t news; /* CLOCK_MONOTONIC */
    struct company_streams *buckets[COMPANY_BUCKETS];
    int count;
    bool dirty, stopping, running; /* running: the threads were started */
    pthread_t watcher, counter;
};

/* ------------------------------------------------------------------ stream.c */

/* Where a company stands in the table, or would; with the lock. */
struct company_streams **streams_place(struct streams *streams, struct company_id company);
/* When what the stream's person sees, or whether they may look through other eyes (ROL-304), changes by itself. */
int64_t stream_lapse(const struct principal *principal, const struct picture *picture, int64_t now);
/* Appends an event; `data` is JSON on one line. */
void stream_send(struct http_stream *stream, const char *event, struct str data);
/* The last event: what is waiting is still sent. */
void stream_finish(struct http_stream *stream, const char *reason);
/* Ends it, without a word, if its reader has hung up: true. */
bool stream_end_if_gone(struct http_stream *stream);
void stream_release(struct http_stream *stream);
/* Every stream (of one company, or all where company.n is 0), each with a reference. */
struct stream_list {
    struct http_stream **items;
    int count;
};
struct stream_list streams_hold(struct streams *streams, struct company_id company, struct arena *arena);
void streams_release(struct stream_list *list);

/* ------------------------------------------------------------------ stream_watch.c */

/* The live_watcher. */
void streams_heard(void *data, struct company_id company, int64_t change);
void *streams_watch(void *data);
void *streams_count_notices(void *data);

#endif
