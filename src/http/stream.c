#include "http/stream_inside.h"

#include "base/heap.h"
#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>

/* ------------------------------------------------------------------ the table */

struct company_streams **streams_place(struct streams *streams, struct company_id company)
{
    uint64_t hash = (uint64_t)company.n * UINT64_C(0x9e3779b97f4a7c15);
    struct company_streams **place = &streams->buckets[hash >> 54];

    while (*place != NULL && (*place)->company.n != company.n)
        place = &(*place)->next;
    return place;
}

static_assert(COMPANY_BUCKETS == 1 << 10, "streams_place shifts by 54");

struct streams *streams_new(struct http *http)
{
    struct streams *streams = heap_new(sizeof(*streams));
    pthread_condattr_t monotonic;

    streams->http = http;
    streams->app = http->app;
    pthread_mutex_init(&streams->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&streams->news, &monotonic);
    pthread_condattr_destroy(&monotonic);
    live_watch(http->app, streams_heard, streams);
    return streams;
}

void streams_stop(struct streams *streams)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    struct stream_list list;

    pthread_mutex_lock(&streams->lock);
    streams->stopping = true;
    pthread_cond_broadcast(&streams->news);
    pthread_mutex_unlock(&streams->lock);
    list = streams_hold(streams, (struct company_id){0}, &arena);
    for (int i = 0; i < list.count; i++)
        stream_finish(list.items[i], "stopping");
    streams_release(&list);
}

void streams_free(struct streams *streams)
{
    if (streams == NULL)
        return;
    live_watch(streams->app, NULL, NULL);
    streams_stop(streams);
    if (streams->running) {
        pthread_join(streams->watcher, NULL);
        pthread_join(streams->counter, NULL);
    }
    assert(streams->count == 0);
    for (int i = 0; i < COMPANY_BUCKETS; i++) {
        for (struct company_streams *company = streams->buckets[i], *next; company != NULL; company = next) {
            next = company->next;
            heap_free(company);
        }
    }
    pthread_cond_destroy(&streams->news);
    pthread_mutex_destroy(&streams->lock);
    heap_free(streams);
}

struct stream_list streams_hold(struct streams *streams, struct company_id company, struct arena *arena)
{
    struct stream_list list = {NULL, 0};

    pthread_mutex_lock(&streams->lock);
    list.items = arena_array(arena, struct http_stream *, (size_t)streams->count);
    for (int i = 0; i < COMPANY_BUCKETS; i++) {
        for (struct company_streams *one = streams->buckets[i]; one != NULL; one = one->next) {
            if (company.n != 0 && one->company.n != company.n)
                continue;
            for (struct http_stream *stream = one->first; stream != NULL; stream = stream->next) {
                __atomic_add_fetch(&stream->references, 1, __ATOMIC_RELAXED);
                list.items[list.count++] = stream;
            }
        }
    }
    pthread_mutex_unlock(&streams->lock);
    return list;
}

void streams_release(struct stream_list *list)
{
    for (int i = 0; i < list->count; i++)
        stream_release(list->items[i]);
    list->count = 0;
}

void stream_release(struct http_stream *stream)
{
    if (__atomic_sub_fetch(&stream->references, 1, __ATOMIC_ACQ_REL) != 0)
        return;
    picture_release(stream->picture);
    buf_free(&stream->out);
    pthread_mutex_destroy(&stream->lock);
    heap_free(stream);
}

/* ------------------------------------------------------------------ opening */

/* Whether somebody still reads it; whose reader hung up is ended here. */
static bool stream_lives(struct http_stream *stream)
{
    bool lives;

    (void)stream_end_if_gone(stream);
    pthread_mutex_lock(&stream->lock);
    lives = !stream->over;
    pthread_mutex_unlock(&stream->lock);
    return lives;
}

/* With the table's lock: the stream that must end for the person to get another, with a reference; NULL: none. */
static struct http_stream *one_too_many(const struct company_streams *company, struct staff_id staff, int most)
{
    struct http_stream *oldest = NULL;
    int all = 0, living = 0;

    for (const struct http_stream *stream = company ? company->first : NULL; stream != NULL; stream = stream->next)
        all += stream->principal.staff.n == staff.n;
    if (company == NULL || all < most)
        return NULL;
    for (struct http_stream *stream = company->first; stream != NULL; stream = stream->next) {
        if (stream->principal.staff.n == staff.n && stream_lives(stream)) {
            oldest = stream; /* the newest stands first */
            living++;
        }
    }
    if (living < most)
        return NULL;
    __atomic_add_fetch(&oldest->references, 1, __ATOMIC_RELAXED);
    return oldest;
}

int64_t stream_lapse(const struct principal *principal, const struct picture *picture, int64_t now)
{
    const struct person *person = picture_person(picture, principal_eyes(principal));
    const struct person *viewer = principal->viewed.n ? picture_person(picture, principal->staff) : NULL;
    int64_t lapse = person ? policy_next_lapse(picture, person, now) : INT64_MAX;
    int64_t view = viewer ? policy_next_lapse(picture, viewer, now) : INT64_MAX;

    if (viewer && principal->viewed_until < view)
        view = principal->viewed_until;
    return view < lapse ? view : lapse;
}

static struct http_stream *stream_make(struct streams *streams, const struct principal *principal,
                                       struct picture *picture)
{
    struct http_stream *stream = heap_new(sizeof(*stream));
    int64_t now = app_now(streams->app);

    stream->streams = streams;
    stream->principal = *principal;
    stream->references = 2; /* the table's and the reader's */
    stream->picture = picture_hold(picture);
    stream->looked_at = now;
    stream->lapse_at = stream_lapse(principal, picture, now);
    stream->change = picture_company(picture)->change;
    stream->beat_at = time_monotonic_us() + STREAM_BEAT_US;
    stream->unread = -1;
    stream->notice_due = true;
    pthread_mutex_init(&stream->lock, NULL);
    buf_init(&stream->out, NULL, STREAM_BUFFER_MAX);
    return stream;
}

/* Into the table, with the lock. */
static void enter(struct streams *streams, struct http_stream *stream)
{
    struct company_streams **place = streams_place(streams, stream->principal.company);

    if (*place == NULL) {
        *place = heap_new(sizeof(**place));
        (*place)->company = stream->principal.company;
    }
    stream->next = (*place)->first;
    if (stream->next != NULL)
        stream->next->previous = stream;
    (*place)->first = stream;
    /* A change after the stream's picture may have been heard before it stood here. */
    (*place)->dirty = streams->dirty = true;
    streams->count++;
}

static void start_threads(struct streams *streams)
{
    if (streams->running)
        return;
    streams->running = pthread_create(&streams->watcher, NULL, streams_watch, streams) == 0;
    if (!streams->running)
        return;
    if (pthread_create(&streams->counter, NULL, streams_count_notices, streams) == 0)
        return;
    fprintf(stderr, "petgate: no more threads\n");
    abort();
}

MUST_CHECK static enum err stream_enter(struct streams *streams, struct http_stream *stream, struct arena *arena)
{
    const struct http_config *config = &streams->http->config;
    int most = config->stream_max ? config->stream_max : STREAM_MAX;
    int most_person = config->stream_max_person ? config->stream_max_person : STREAM_MAX_PERSON;
    struct http_stream *ended = NULL;
    enum err err = OK;

    pthread_mutex_lock(&streams->lock);
    start_threads(streams);
    if (streams->stopping || !streams->running || streams->count >= most) {
        err = FAIL(arena, ERR_UNAVAILABLE, MSG_BUSY);
    } else {
        ended = one_too_many(*streams_place(streams, stream->principal.company), stream->principal.staff, most_person);
        enter(streams, stream);
    }
    pthread_cond_broadcast(&streams->news);
    pthread_mutex_unlock(&streams->lock);
    if (ended != NULL) {
        stream_finish(ended, "replaced");
        stream_release(ended);
    }
    return err;
}

/* When a server starts anew all pages come back; each waits another while, so that they do not come at once. */
static void stream_greet(struct http_stream *stream, struct arena *arena)
{
    enum { RETRY_MS = 1000, RETRY_SPREAD_MS = 2000 };
    int wait = RETRY_MS + (int)(random_u64() % RETRY_SPREAD_MS);

    buf_format(&stream->out, "retry: %d\n", wait);
    stream_send(stream, "hello",
                arena_format(arena, "{\"change\":%lld,\"person\":\"%.*s\"}", (long long)stream->change,
                             STR_ARG(id_text(arena, principal_eyes(&stream->principal).n))));
}

enum err stream_open(struct http *http, const struct principal *principal, int64_t change, struct arena *arena,
                     struct http_stream **ret)
{
    const struct company_state *state;
    struct http_stream *stream;
    enum err err;

    TRY(company_state(http->app, principal->company, change, arena, &state));
    stream = stream_make(http->streams, principal, state->picture);
    company_release(http->app, state);
    stream_greet(stream, arena);
    err = stream_enter(http->streams, stream, arena);
    if (err != OK) {
        stream->references = 1;
        stream_release(stream);
        return err;
    }
    http_gauge(http, GAUGE_STREAMS, 1);
    *ret = stream;
    return OK;
}

/* ------------------------------------------------------------------ writing */

static void wake(struct http_stream *stream)
{
    if (stream->wake != NULL)
        stream->wake(stream->reader);
}

/* What was read makes room again. */
static void compact(struct http_stream *stream)
{
    struct buf *out = &stream->out;

    if (stream->taken == 0)
        return;
    memmove(out->p, out->p + stream->taken, out->n - stream->taken);
    out->n -= stream->taken;
    stream->taken = 0;
}

void stream_send(struct http_stream *stream, const char *event, struct str data)
{
    pthread_mutex_lock(&stream->lock);
    if (!stream->over) {
        compact(stream);
        buf_format(&stream->out, "event: %s\ndata: ", event);
        buf_add(&stream->out, data);
        buf_add(&stream->out, STR("\n\n"));
        stream->over = stream->out.full; /* half an event is none */
        wake(stream);
    }
    pthread_mutex_unlock(&stream->lock);
}

void stream_finish(struct http_stream *stream, const char *reason)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;

    stream_send(stream, "end", arena_format(&arena, "{\"reason\":\"%s\"}", reason));
    pthread_mutex_lock(&stream->lock);
    stream->over = true;
    wake(stream);
    pthread_mutex_unlock(&stream->lock);
}

bool stream_end_if_gone(struct http_stream *stream)
{
    bool gone;

    pthread_mutex_lock(&stream->lock);
    gone = stream->gone != NULL && stream->gone(stream->reader);
    if (gone) {
        stream->over = true;
        wake(stream);
    }
    pthread_mutex_unlock(&stream->lock);
    return gone;
}

/* ------------------------------------------------------------------ reading */

ptrdiff_t http_stream_read(struct http_stream *stream, char *out, size_t max)
{
    ptrdiff_t n;

    pthread_mutex_lock(&stream->lock);
    n = (ptrdiff_t)(stream->out.n - stream->taken);
    if ((size_t)n > max)
        n = (ptrdiff_t)max;
    if (stream->out.full)
        n = -1;
    else if (n > 0)
        memcpy(out, stream->out.p + stream->taken, (size_t)n);
    else if (stream->over)
        n = -1;
    if (n > 0)
        stream->taken += (size_t)n;
    if (stream->taken == stream->out.n)
        stream->taken = stream->out.n = 0;
    pthread_mutex_unlock(&stream->lock);
    return n;
}

bool http_stream_waits(struct http_stream *stream)
{
    bool waits;

    pthread_mutex_lock(&stream->lock);
    waits = stream->out.n > stream->taken || stream->over;
    pthread_mutex_unlock(&stream->lock);
    return waits;
}

void http_stream_reader(struct http_stream *stream, void (*wake_reader)(void *), bool (*gone)(void *), void *data)
{
    pthread_mutex_lock(&stream->lock);
    stream->wake = wake_reader;
    stream->gone = gone;
    stream->reader = data;
    pthread_mutex_unlock(&stream->lock);
}

void http_stream_end(struct http_stream *stream)
{
    struct streams *streams = stream->streams;
    struct company_streams **place;

    pthread_mutex_lock(&stream->lock);
    stream->over = true;
    stream->wake = NULL;
    stream->gone = NULL;
    pthread_mutex_unlock(&stream->lock);

    pthread_mutex_lock(&streams->lock);
    place = streams_place(streams, stream->principal.company);
    assert(*place != NULL); /* it holds this stream */
    if (stream->previous != NULL)
        stream->previous->next = stream->next;
    else
        (*place)->first = stream->next;
    if (stream->next != NULL)
        stream->next->previous = stream->previous;
    if ((*place)->first == NULL) {
        struct company_streams *empty = *place;

        *place = empty->next;
        heap_free(empty);
    }
    streams->count--;
    pthread_mutex_unlock(&streams->lock);
    http_gauge(streams->http, GAUGE_STREAMS, -1);
    stream_release(stream); /* the table's */
    stream_release(stream); /* the reader's */
}
