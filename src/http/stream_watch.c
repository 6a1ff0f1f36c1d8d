#include "http/stream_inside.h"

#include <errno.h>
#include <time.h>

enum {
    TICK_US = 250000,      /* lapses and beats are looked for this often */
    ROUND_US = 40000,      /* rounds over what changed are at least this far apart: writes gather */
    POLL_US = 250000,      /* other processes' writes */
    SESSIONS_US = 1000000, /* ended sessions */
    COMPANIES_MAX = 4096,  /* of one round; the rest has the next */
};

/* ------------------------------------------------------------------ hearing */

void streams_heard(void *data, struct company_id company, int64_t change)
{
    struct streams *streams = data;
    struct company_streams *one;

    pthread_mutex_lock(&streams->lock);
    one = *streams_place(streams, company);
    if (one != NULL && one->announced < change) {
        one->announced = change;
        one->dirty = streams->dirty = true;
        pthread_cond_broadcast(&streams->news);
    }
    pthread_mutex_unlock(&streams->lock);
}

/* What could not be looked at is looked at again, with the next tick. */
static void look_again(struct streams *streams, struct company_id company)
{
    struct company_streams *one;

    pthread_mutex_lock(&streams->lock);
    one = *streams_place(streams, company);
    if (one != NULL)
        one->dirty = true;
    pthread_mutex_unlock(&streams->lock);
}

/* ------------------------------------------------------------------ looking */

static bool same_exceptions(const struct person *a, const struct person *b)
{
    if (a->exception_count != b->exception_count)
        return false;
    for (int i = 0; i < a->exception_count; i++) {
        const struct exception_facts *one = &a->exceptions[i], *other = &b->exceptions[i];

        if (one->permission != other->permission || one->on != other->on || one->until != other->until)
            return false;
    }
    return true;
}

/* Whether what a person sees cannot differ between two pictures: nearly always, and cheaply told. New clients only add.
 */
static bool same_sight(const struct picture *before, const struct person *a, const struct picture *after,
                       const struct person *b)
{
    const struct company_facts *one = picture_company(before), *other = picture_company(after);

    return a != NULL && a->pairs == b->pairs && a->role == b->role && a->base == b->base && a->class == b->class &&
           a->permissions == b->permissions && a->status == b->status && a->owner == b->owner &&
           same_exceptions(a, b) && one->fade_days == other->fade_days && one->running_hours == other->running_hours &&
           one->surfaces_lifted == other->surfaces_lifted;
}

static void send_lost(struct http_stream *stream, const int64_t *ids, int count, int64_t change, struct arena *arena)
{
    struct buf data;
    char id[ID_TEXT_LENGTH];

    buf_init(&data, arena, STREAM_BUFFER_MAX);
    buf_add_char(&data, '{');
    if (count > STREAM_LOST_MAX) {
        buf_add(&data, STR("\"all\":true"));
    } else {
        buf_add(&data, STR("\"clients\":["));
        for (int i = 0; i < count; i++) {
            id_write(id, ids[i]);
            buf_add(&data, i ? STR(",\"") : STR("\""));
            buf_add(&data, (struct str){id, ID_TEXT_LENGTH});
            buf_add_char(&data, '"');
        }
        buf_add_char(&data, ']');
    }
    buf_format(&data, ",\"change\":%lld}", (long long)change);
    stream_send(stream, "lost", buf_str(&data));
}

/* ROL-304: whoever looks through somebody's eyes may do so no longer. */
static bool view_over(const struct http_stream *stream, const struct picture *picture, int64_t now)
{
    const struct principal *principal = &stream->principal;
    const struct person *viewer = picture_person(picture, principal->staff);

    return principal->viewed.n != 0 && (viewer == NULL || now >= principal->viewed_until ||
                                        !policy_may_view_as(picture, viewer, principal->viewed, now).allowed);
}

/* Compares what the person was told about with what is now, and tells. */
static void look(struct http_stream *stream, struct picture *picture, int64_t now, struct arena *arena)
{
    struct staff_id eyes = principal_eyes(&stream->principal);
    const struct person *before = picture_person(stream->picture, eyes);
    const struct person *person = picture_person(picture, eyes);
    int64_t change = picture_company(picture)->change;
    const int64_t *lost = NULL;
    int count = 0;

    if (view_over(stream, picture, now)) {
        stream_finish(stream, "view");
        return;
    }
    if (person == NULL || person->status != STAFF_ACTIVE) {
        stream_finish(stream, "inactive");
        return;
    }
    if (change < stream->change)
        return;
    if (now >= stream->lapse_at || !same_sight(stream->picture, before, picture, person))
        count = policy_lost_clients(stream->picture, stream->looked_at, picture, now, eyes, arena, &lost);
    if (count > 0)
        send_lost(stream, lost, count, change, arena);
    if (change > stream->change) {
        stream_send(stream, "change", arena_format(arena, "{\"change\":%lld}", (long long)change));
        __atomic_store_n(&stream->notice_due, true, __ATOMIC_RELEASE);
    }
    if (picture != stream->picture) {
        picture_hold(picture);
        picture_release(stream->picture);
        stream->picture = picture;
    }
    stream->change = change;
    stream->looked_at = now;
    stream->lapse_at = stream_lapse(&stream->principal, picture, now);
}

/* The company as it stands now. `change` 0: nothing was heard since its first stream, so the database is asked. */
MUST_CHECK static enum err state_now(struct streams *streams, struct company_id company, int64_t change,
                                     struct arena *arena, const struct company_state **ret)
{
    if (change == 0)
        TRY(company_changes(streams->app, &company, 1, arena, &change));
    return company_state(streams->app, company, change, arena, ret);
}

static void look_company(struct streams *streams, struct company_id company, int64_t change)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    const struct company_state *state;
    struct stream_list list;
    int64_t now = app_now(streams->app);

    if (state_now(streams, company, change, &arena, &state) != OK) {
        LOG(&streams->app->config.log, LOG_WARNING, "stream", L_STR("fault", arena.failure.log));
        look_again(streams, company);
        return;
    }
    list = streams_hold(streams, company, &arena);
    for (int i = 0; i < list.count; i++)
        look(list.items[i], state->picture, now, &arena);
    streams_release(&list);
    company_release(streams->app, state);
}

/* ------------------------------------------------------------------ rounds */

struct work {
    struct company_id companies[COMPANIES_MAX];
    int64_t changes[COMPANIES_MAX];
    int count;
};

/* What is to be looked at, with the table's lock. */
static void take_work(struct streams *streams, struct work *work)
{
    work->count = 0;
    streams->dirty = false;
    for (int i = 0; i < COMPANY_BUCKETS; i++) {
        for (struct company_streams *one = streams->buckets[i]; one != NULL; one = one->next) {
            if (!one->dirty)
                continue;
            if (work->count == COMPANIES_MAX) {
                streams->dirty = true;
                return;
            }
            one->dirty = false;
            work->companies[work->count] = one->company;
            work->changes[work->count++] = one->announced;
        }
    }
}

/* Beats, and what changes by itself at an instant (ACC-08, ACC-09, the end of an exception). */
static void tick(struct streams *streams)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    struct stream_list list = streams_hold(streams, (struct company_id){0}, &arena);
    int64_t now = app_now(streams->app), monotonic = time_monotonic_us();

    for (int i = 0; i < list.count; i++) {
        struct http_stream *stream = list.items[i];

        if (now >= stream->lapse_at)
            look(stream, stream->picture, now, &arena);
        if (monotonic >= stream->beat_at) {
            stream->beat_at = monotonic + STREAM_BEAT_US;
            if (!stream_end_if_gone(stream))
                stream_send(stream, "beat", STR("{}"));
        }
    }
    streams_release(&list);
}

/* Writes of other processes: on SQLite the database says that there were any, on PostgreSQL the companies are asked. */
static void poll_changes(struct streams *streams, int64_t *data_version)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    int64_t version = store_data_version(streams->app->store);
    struct company_id *companies;
    int64_t *changes;
    int count = 0;

    if (store_engine(streams->app->store) == STORE_SQLITE && version == *data_version)
        return;
    *data_version = version;
    pthread_mutex_lock(&streams->lock);
    companies = arena_array(&arena, struct company_id, (size_t)streams->count);
    for (int i = 0; i < COMPANY_BUCKETS; i++) {
        for (struct company_streams *one = streams->buckets[i]; one != NULL; one = one->next)
            companies[count++] = one->company;
    }
    pthread_mutex_unlock(&streams->lock);
    changes = arena_array(&arena, int64_t, (size_t)count);
    if (count == 0)
        return;
    if (company_changes(streams->app, companies, count, &arena, changes) != OK) {
        LOG(&streams->app->config.log, LOG_WARNING, "stream", L_STR("fault", arena.failure.log));
        *data_version = -1;
        return;
    }
    for (int i = 0; i < count; i++)
        streams_heard(streams, companies[i], changes[i]);
}

/* Whoever was frozen is not alive as a session either, and this may be seen first: the page is told which it was. */
static void end_session(struct streams *streams, struct http_stream *stream, int64_t now)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    const struct company_state *state;

    if (state_now(streams, stream->principal.company, 0, &arena, &state) == OK) {
        look(stream, state->picture, now, &arena);
        company_release(streams->app, state);
    }
    stream_finish(stream, "signed_out");
}

static void end_sessions(struct streams *streams)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    struct stream_list list = streams_hold(streams, (struct company_id){0}, &arena);
    const struct principal **principals = arena_array(&arena, const struct principal *, (size_t)list.count);
    enum identity_end *ends = arena_array(&arena, enum identity_end, (size_t)list.count);
    int64_t now = app_now(streams->app);
    enum err err = OK;

    for (int i = 0; i < list.count; i++)
        principals[i] = &list.items[i]->principal;
    if (list.count > 0)
        err = identity_ended(streams->app, principals, list.count, now, &arena, ends);
    for (int i = 0; err == OK && i < list.count; i++) {
        if (ends[i] == IDENTITY_ENDED)
            end_session(streams, list.items[i], now);
        else if (ends[i] == IDENTITY_OTHER_EYES)
            stream_finish(list.items[i], "view");
    }
    streams_release(&list);
}

/* Until something changed or an instant comes; without streams there is nothing to wait for but a first one. */
static void wait_for_news(struct streams *streams, int64_t until)
{
    struct timespec at = {.tv_sec = until / SECOND_US, .tv_nsec = until % SECOND_US * 1000};

    while (streams->count == 0 && !streams->stopping)
        pthread_cond_wait(&streams->news, &streams->lock);
    while (!streams->dirty && !streams->stopping && time_monotonic_us() < until) {
        if (pthread_cond_timedwait(&streams->news, &streams->lock, &at) == ETIMEDOUT)
            return;
    }
}

void *streams_watch(void *data)
{
    struct streams *streams = data;
    struct arena arena = ARENA_INIT;
    struct work *work = arena_new(&arena, struct work);
    int64_t tick_at = 0, poll_at = 0, sessions_at = 0, data_version = -1;

    for (;;) {
        int64_t now;

        pthread_mutex_lock(&streams->lock);
        wait_for_news(streams, tick_at);
        if (streams->stopping) {
            pthread_mutex_unlock(&streams->lock);
            break;
        }
        take_work(streams, work);
        pthread_mutex_unlock(&streams->lock);
        for (int i = 0; i < work->count; i++)
            look_company(streams, work->companies[i], work->changes[i]);
        now = time_monotonic_us();
        if (now >= tick_at) {
            tick_at = now + TICK_US;
            tick(streams);
        }
        if (now >= poll_at) {
            poll_at = now + POLL_US;
            poll_changes(streams, &data_version);
        }
        if (now >= sessions_at) {
            sessions_at = now + SESSIONS_US;
            end_sessions(streams);
        }
        if (work->count > 0)
            clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = ROUND_US * 1000}, NULL);
    }
    arena_free(&arena);
    return NULL;
}

/* ------------------------------------------------------------------ notices */

static int64_t count_notices(struct streams *streams, const struct operation *operation, struct http_stream *stream,
                             struct arena *arena)
{
    struct call call = {.operation = operation, .principal = stream->principal, .form = CALL_JSON};
    struct outcome outcome = {0};
    int64_t unread = -1;

    app_call(streams->app, &call, arena, &outcome);
    if (outcome.err == OK && outcome.doc != NULL) {
        int field = schema_find(doc_schema(outcome.doc), STR("unread"));
        struct value value = field < 0 ? (struct value){0} : doc_get(doc_root(outcome.doc), field);

        if (value.type == TYPE_INT && !value.null)
            unread = value.number;
    }
    app_outcome_end(streams->app, &outcome);
    return unread;
}

static void count_round(struct streams *streams, const struct operation *operation)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    CLEANUP(arena_free) struct arena one = ARENA_INIT;
    struct stream_list list = streams_hold(streams, (struct company_id){0}, &arena);

    for (int i = 0; i < list.count; i++) {
        struct http_stream *stream = list.items[i];
        int64_t now = time_monotonic_us(), unread;

        if (now < stream->notice_at || !__atomic_exchange_n(&stream->notice_due, false, __ATOMIC_ACQ_REL))
            continue;
        stream->notice_at = now + STREAM_NOTICE_US;
        arena_reset(&one);
        unread = count_notices(streams, operation, stream, &one);
        if (unread < 0 || unread == stream->unread)
            continue;
        stream->unread = unread;
        stream_send(stream, "notice", arena_format(&one, "{\"unread\":%lld}", (long long)unread));
    }
    streams_release(&list);
}

void *streams_count_notices(void *data)
{
    struct streams *streams = data;
    const struct operation *operation = app_operation(streams->app, "notices.unread");
    bool stopping = operation == NULL;

    while (!stopping) {
        count_round(streams, operation);
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = TICK_US * 1000L}, NULL);
        pthread_mutex_lock(&streams->lock);
        while (streams->count == 0 && !streams->stopping)
            pthread_cond_wait(&streams->news, &streams->lock);
        stopping = streams->stopping;
        pthread_mutex_unlock(&streams->lock);
    }
    return NULL;
}
