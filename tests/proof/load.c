#include "proof/load.h"

#include "base/buf.h"
#include "proof/ask.h"

#include <pthread.h>
#include <unistd.h>

enum { TEXT_MAX = 64 * 1024, CHANGES_MAX = 4 * 1024 * 1024, USUAL = 3 /* weight */ };

static const char *const actors[] = {"olivia", "andre", "maya"};
static const char *const workers[] = {"dana", "sam", "tess"};
static const char *const clients[] = {"Ellis", "Bennett", "Carter", "Kowalski"};

/* @staff, @client, @event, @other (another event), @service, @soon (an instant to come) and @role are filled in. An act
 * whose row is not there (yet) is left out. */
struct act {
    const char *row;
    const char *method, *path, *body;
    int weight;
};
#define PAIR "/staff/@staff/clients/@client"
static const struct act acts[] = {
    {"events.create", "POST", "/events",
     "{\"client\":\"@client\",\"staff\":\"@staff\",\"service\":\"@service\",\"starts_at\":\"@soon\",\"confirm\":true,"
     "\"confirm_do_not_schedule\":true}",
     6},
    {"events.update", "PATCH", "/events/@event",
     "{\"staff\":\"@staff\",\"confirm\":true,\"confirm_do_not_schedule\":true}", 4},
    {"events.update", "PATCH", "/events/@event",
     "{\"client\":\"@client\",\"confirm\":true,\"confirm_do_not_schedule\":true}", 2},
    {"events.update", "PATCH", "/events/@event", "{\"status\":\"cancelled\"}", 3},
    {"events.update", "PATCH", "/events/@event",
     "{\"status\":\"scheduled\",\"confirm\":true,\"confirm_do_not_schedule\":true}", 3},
    {"events.start", "POST", "/events/@event/start", NULL, 1},
    {"events.complete", "POST", "/events/@event/complete", "{\"message\":\"Done\"}", 2},
    {"events.delete", "DELETE", "/events/@event", NULL, 2},
    {"events.bulk_update", "POST", "/events/bulk-update",
     "{\"events\":[\"@event\",\"@other\"],\"action\":\"reassign\",\"staff\":\"@staff\",\"apply\":\"allowed\","
     "\"confirm\":true}",
     3},
    {"access.prefer", "PUT", PAIR "/preferred", "{\"position\":1}", 3},
    {"access.drop_preferred", "DELETE", PAIR "/preferred", NULL, 3},
    {"access.do_not_schedule", "PUT", PAIR "/do-not-schedule", "{\"reason\":\"Proof\"}", 2},
    {"access.allow_schedule", "DELETE", PAIR "/do-not-schedule", NULL, 2},
    {"access.switch", "PUT", PAIR "/access", "{\"access\":\"removed\",\"reason\":\"Proof\"}", 6},
    {"access.switch", "PUT", PAIR "/access", "{\"access\":\"granted\",\"subscribe\":true}", 4},
    {"access.resolve", "POST", PAIR "/separation",
     "{\"cures\":{\"preferred\":\"drop\",\"events\":{\"*\":null},\"templates\":{\"*\":null}},\"reason\":\"Proof\"}", 3},
    {"access.undo", "POST", PAIR "/undo", NULL, 2},
    {"access.subscribe", "PUT", PAIR "/subscription", "{\"subscribed\":true}", 2},
    {"templates.create", "POST", "/templates",
     "{\"client\":\"@client\",\"name\":\"Proof\",\"billing\":\"weekly\",\"first_day\":\"2026-06-01\"}", 1},
    {"templates.line_update", "PATCH", "/lines/@line", "{\"staff\":\"@staff\",\"from_day\":\"2026-06-01\"}", 2},
    {"staff.role", "PUT", "/staff/@staff/role", "{\"role\":\"@role\",\"reason\":\"Proof\"}", 3},
    {"staff.freeze", "POST", "/staff/@staff/freeze", "{\"reason\":\"Proof\"}", 1},
    {"staff.make_inactive", "POST", "/staff/@staff/inactive",
     "{\"events\":{\"*\":null},\"templates\":{\"*\":null},\"preferred\":{\"*\":null},\"leave_unfinished\":true,"
     "\"reason\":\"Proof\"}",
     1},
    {"staff.activate", "POST", "/staff/@staff/active", "{\"reason\":\"Proof\"}", 3},
};
_Static_assert(ARRAY_SIZE(acts) <= LOAD_ACTS_MAX, "every kind is counted");

/* ------------------------------------------------------------------ chance */

static uint64_t next(struct rider *r)
{
    r->random ^= r->random << 13;
    r->random ^= r->random >> 7;
    r->random ^= r->random << 17;
    return r->random;
}

static size_t below(struct rider *r, size_t n)
{
    return (size_t)((next(r) >> 11) % n);
}

static const struct act *any_act(struct rider *r)
{
    struct app *app = world_app(r->load->world);

    for (;;) {
        const struct act *act = &acts[below(r, ARRAY_SIZE(acts))];

        if ((int)below(r, 6) < act->weight && app_operation(app, act->row))
            return act;
    }
}

/* ------------------------------------------------------------------ requests */

/* Ids of the cast, read once: afterwards the riders know them all. */
static struct {
    const char *staff[ARRAY_SIZE(workers)], *clients[ARRAY_SIZE(clients)], *service, *line;
    const char *tokens[ARRAY_SIZE(actors)];
} known;

static void know(struct world *w)
{
    for (size_t i = 0; i < ARRAY_SIZE(workers); i++)
        known.staff[i] = staff_id(w, workers[i]);
    for (size_t i = 0; i < ARRAY_SIZE(clients); i++)
        known.clients[i] = client_id(w, clients[i]);
    for (size_t i = 0; i < ARRAY_SIZE(actors); i++)
        known.tokens[i] = world_token(w, actors[i]);
    known.service = service_id(w, "Dog Walk");
    known.line = line_id(w, "Dawson");
}

static struct str value_of(struct rider *r, struct str mark)
{
    static const char *const roles[] = {"staff", "trainee", "office_manager", "admin"};

    if (str_is(mark, "staff"))
        return str_from(known.staff[below(r, ARRAY_SIZE(workers))]);
    if (str_is(mark, "client"))
        return str_from(known.clients[below(r, ARRAY_SIZE(clients))]);
    if (str_is(mark, "service"))
        return str_from(known.service);
    if (str_is(mark, "line"))
        return str_from(known.line);
    if (str_is(mark, "role"))
        return str_from(roles[below(r, ARRAY_SIZE(roles))]);
    if (str_is(mark, "soon"))
        return arena_format(&r->arena, "2027-%02d-%02dT%02d:00:00Z", 1 + (int)below(r, 12), 1 + (int)below(r, 28),
                            (int)below(r, 24));
    size_t known_events = r->made == 0 ? 1 : r->made < LOAD_EVENTS ? (size_t)r->made : LOAD_EVENTS;

    return id_text(&r->arena, r->events[below(r, known_events)]);
}

static struct str fill(struct rider *r, const char *text)
{
    struct buf out;

    buf_init(&out, &r->arena, TEXT_MAX);
    while (text && *text) {
        size_t n = 0;

        if (*text != '@') {
            buf_add_char(&out, *text++);
            continue;
        }
        for (text++; text[n] >= 'a' && text[n] <= 'z';)
            n++;
        buf_add(&out, value_of(r, (struct str){text, n}));
        text += n;
    }
    return buf_str(&out);
}

struct reply {
    int status;
    int64_t change;
    bool retry_after;
    struct str body;
};

static struct reply send_here(struct rider *r, struct str method, struct str path, struct str body)
{
    struct http_header headers[] = {
        {STR("Host"), STR("localhost")},
        {STR("Content-Type"), STR("application/json")},
        {STR("Authorization"), arena_format(&r->arena, "Bearer %s", known.tokens[below(r, ARRAY_SIZE(actors))])},
    };
    struct http_request request = {.method = method,
                                   .path = path,
                                   .headers = headers,
                                   .header_count = ARRAY_SIZE(headers),
                                   .body = body,
                                   .peer = STR("127.0.0.1")};
    struct http_response response = {0};
    struct reply reply = {0};

    http_handle(world_http(r->load->world), &request, &r->arena, &response);
    reply.status = response.status;
    reply.body = response.body;
    for (int i = 0; i < response.header_count; i++) {
        if (str_is(response.headers[i].name, "Petgate-Change") && !str_to_int(response.headers[i].value, &reply.change))
            reply.change = 0;
        reply.retry_after = reply.retry_after || str_is(response.headers[i].name, "Retry-After");
    }
    return reply;
}

static struct reply send_there(struct rider *r, struct str method, struct str path, struct str body)
{
    static const char change[] = "\r\nPetgate-Change: ";
    struct str text =
        arena_format(&r->arena,
                     "%.*s %.*s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                     "Authorization: Bearer %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%.*s",
                     STR_ARG(method), STR_ARG(path), known.tokens[below(r, ARRAY_SIZE(actors))], body.n, STR_ARG(body));
    struct str got = ask_raw(r->load->port, text, &r->arena);
    const char *at = got.n ? memmem(got.p, got.n, change, sizeof(change) - 1) : NULL;
    const char *end = got.n ? memmem(got.p, got.n, "\r\n\r\n", 4) : NULL;
    struct reply reply = {.body = got};
    int64_t status;

    if (!end || !str_to_int(str_slice(got, 9, 3), &status))
        return reply; /* cut off within the head: not acknowledged */
    reply.status = (int)status;
    reply.body = str_slice(got, (size_t)(end - got.p) + 4, got.n);
    reply.retry_after = memmem(got.p, got.n, "\r\nRetry-After: ", 15) != NULL;
    if (at && at < end) {
        struct str rest = str_slice(got, (size_t)(at - got.p) + sizeof(change) - 1, 20);

        if (!str_to_int(str_cut(&rest, '\r'), &reply.change))
            reply.change = 0;
    }
    return reply;
}

/* ------------------------------------------------------------------ answers */

static void keep_event(struct rider *r, const struct act *act, struct str body)
{
    static const char mark[] = "{\"id\":\"";
    int64_t id;

    if (strcmp(act->row, "events.create") == 0 && str_starts(body, STR("{\"id\":\"")) &&
        id_parse(str_slice(body, sizeof(mark) - 1, ID_TEXT_LENGTH), &id))
        r->events[r->made++ % LOAD_EVENTS] = id;
}

static void take(struct rider *r, const struct act *act, struct str path, const struct reply *reply)
{
    if (reply->status == 0 && r->load->may_lose) {
        r->lost++;
        usleep(20000);
    } else if (reply->status >= 200 && reply->status < 300 && reply->change && r->ack_count < ACKS_MAX) {
        r->acks[r->ack_count] = reply->change;
        r->ack_count++;
        r->done[act - acts]++;
        keep_event(r, act, reply->body);
    } else if (reply->status == 503 && reply->retry_after) {
        r->busy++;
    } else if (reply->status >= 400 && reply->status < 500) {
        r->refused++;
    } else if (!r->fault[0]) {
        snprintf(r->fault, sizeof(r->fault), "%s %.*s: %d %.*s", act->method, STR_ARG(path), reply->status,
                 (int)(reply->body.n < 300 ? reply->body.n : 300), reply->body.p ? reply->body.p : "");
    }
}

static void *ride(void *data)
{
    struct rider *r = data;

    while (!r->load->stop && !r->fault[0]) {
        if (r->load->pause) {
            usleep(1000);
            continue;
        }
        const struct act *act = any_act(r);
        struct str path = arena_format(&r->arena, "/api/v1%.*s", STR_ARG(fill(r, act->path)));
        struct str body = fill(r, act->body);
        struct reply reply = r->load->port ? send_there(r, str_from(act->method), path, body)
                                           : send_here(r, str_from(act->method), path, body);

        take(r, act, path, &reply);
        arena_reset(&r->arena);
    }
    return NULL;
}

struct load *load_start(struct world *w, int riders, int port, bool may_lose, uint64_t seed)
{
    struct load *load = calloc(1, sizeof(*load));

    assert_non_null(load);
    know(w);
    *load = (struct load){.world = w, .port = port, .may_lose = may_lose, .rider_count = riders};
    for (int i = 0; i < riders; i++) {
        struct rider *r = &load->riders[i];

        r->load = load;
        r->random = (seed + (uint64_t)i + 1) * UINT64_C(0x9E3779B97F4A7C15);
        r->acks = calloc(ACKS_MAX, sizeof(*r->acks));
        for (int e = 0; e < LOAD_EVENTS; e++)
            r->events[e] = NO_EVENT;
        assert_int_equal(pthread_create(&r->thread, NULL, ride, r), 0);
    }
    return load;
}

/* ------------------------------------------------------------------ what was acknowledged */

SQL(load_record, "SELECT change FROM audit WHERE company_id = $1 /* scan: a test's */");

struct record {
    struct company_id company;
    uint8_t *seen; /* 1 in the record, 2 acknowledged too */
};

MUST_CHECK static enum err record_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct record *record = data;

    TRY(QUERY(tx, &load_record, &q, SQL_INT(record->company.n)));
    while (query_next(&q)) {
        int64_t change = query_int(&q, 0);

        if (change > 0 && change < CHANGES_MAX)
            record->seen[change] = 1;
    }
    return query_done(&q);
}

/* The first acknowledged change that is not in the record, or that two were told; 0: none. */
static int64_t missing(const struct load *load, uint8_t *seen)
{
    for (int i = 0; i < load->rider_count; i++) {
        for (int k = 0; k < load->riders[i].ack_count; k++) {
            int64_t change = load->riders[i].acks[k];

            if (change >= CHANGES_MAX || seen[change] != 1)
                return change;
            seen[change] = 2;
        }
    }
    return 0;
}

const char *load_left_out(struct world *w, const int done[LOAD_ACTS_MAX])
{
    for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
        int of_row = 0;

        for (size_t k = 0; k < ARRAY_SIZE(acts); k++)
            of_row += strcmp(acts[k].row, acts[i].row) == 0 ? done[k] : 0;
        if (acts[i].weight >= USUAL && of_row == 0 && app_operation(world_app(w), acts[i].row))
            return acts[i].row;
    }
    return NULL;
}

int load_end(struct load *load, int done[LOAD_ACTS_MAX])
{
    struct record record = {world_company(load->world, "happy-tails"), calloc(CHANGES_MAX, 1)};
    struct arena arena = ARENA_INIT;
    char fault[600] = "";
    int acks = 0, refused = 0, busy = 0;
    int64_t lost;

    load->stop = true;
    for (int i = 0; i < load->rider_count; i++) {
        struct rider *r = &load->riders[i];

        pthread_join(r->thread, NULL);
        acks += r->ack_count;
        for (size_t k = 0; done && k < ARRAY_SIZE(acts); k++)
            done[k] += r->done[k];
        refused += r->refused;
        busy += r->busy;
        if (r->fault[0])
            memcpy(fault, r->fault, sizeof(fault));
    }
    if (store_read(world_store(load->world), record.company, &arena, record_body, &record) != OK)
        fail_msg("%.*s", STR_ARG(arena.failure.log));
    lost = missing(load, record.seen);
    for (int i = 0; i < load->rider_count; i++) {
        free(load->riders[i].acks);
        arena_free(&load->riders[i].arena);
    }
    free(record.seen);
    free(load);
    arena_free(&arena);
    fprintf(stderr, "# %d acts acknowledged, %d refused, %d busy\n", acks, refused, busy);
    if (fault[0])
        fail_msg("%s", fault);
    if (lost)
        fail_msg("act %lld was acknowledged, and is not in the record, or twice", (long long)lost);
    return acks;
}
