/* ACC-07, raced: one removes a worker's access to a client and restores it, over and over; eight read, in every way in
 * which the client could be met. A read that began after a removal was acknowledged and was answered before its restore
 * was sent may show nothing; one between a restore and the next removal must show the client. At one server, and with
 * the writer at one and the readers at another: on PostgreSQL two servers, on SQLite this process and a server. Open
 * streams are told within a second. PETGATE_PROOF_ROUNDS asks for more than the usual few rounds. */
#include "base/buf.h"
#include "base/random.h"
#include "proof/ask.h"
#include "proof/house.h"
#include "proof/length.h"
#include "support/world_parts.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/time.h>

enum { READERS = 8, RACE_MS = 1500, HOLD_MAX_US = 60000, TOLD_MS = 1000, WAIT_S = 20, ANSWER_MAX = 1024 * 1024 };

#define REASON "{\"reason\":\"Proof\"}"

/* ------------------------------------------------------------------ the questions */

/* How an answer shows the client. */
enum sign {
    SIGN_ID = 1,   /* 200, and the client's id is in it */
    SIGN_WHOLE,    /* 200 */
    SIGN_DECISION, /* a decision is yes */
    SIGN_PICKER,   /* the worker is not in the group access_removed */
};
static const struct asked {
    const char *label, *path, *body; /* @client, @name, @pet, @event, @day, @staff are filled in; body NULL: a GET */
    enum sign sign;
    int hidden; /* the status while access is removed */
    bool page;  /* by session, as HTML */
    bool by_manager;
} questions[] = {
    {"the client", "/api/v1/clients/@client", NULL, SIGN_ID, 404, false, false},
    {"the client's page", "/clients/@client", NULL, SIGN_WHOLE, 404, true, false},
    {"the list of clients", "/api/v1/clients?q=@name", NULL, SIGN_ID, 200, false, false},
    {"the page of clients", "/clients?q=@name", NULL, SIGN_ID, 200, true, false},
    {"search", "/api/v1/search?q=@name", NULL, SIGN_ID, 200, false, false},
    {"one's own week", "/api/v1/my-schedule?date=@day", NULL, SIGN_ID, 200, false, false},
    {"the page of one's own week", "/my-schedule?date=@day", NULL, SIGN_ID, 200, true, false},
    {"the list of events", "/api/v1/events?from=@day&to=@day", NULL, SIGN_ID, 200, false, false},
    {"an event", "/api/v1/events/@event", NULL, SIGN_WHOLE, 404, false, false},
    {"a pet", "/api/v1/pets/@pet", NULL, SIGN_WHOLE, 404, false, false},
    {"the picker", "/api/v1/clients/@client/staff-picker", NULL, SIGN_PICKER, 200, false, true},
    {"one evaluation", "/access/v1/evaluation",
     "{\"subject\":{\"type\":\"staff\",\"id\":\"@staff\"},\"action\":{\"name\":\"view\"},"
     "\"resource\":{\"type\":\"client\",\"id\":\"@client\"}}",
     SIGN_DECISION, 200, false, false},
    {"evaluations", "/access/v1/evaluations",
     "{\"subject\":{\"type\":\"staff\",\"id\":\"@staff\"},\"action\":{\"name\":\"view\"},\"evaluations\":["
     "{\"resource\":{\"type\":\"client\",\"id\":\"@client\"}},{\"resource\":{\"type\":\"event\",\"id\":\"@event\"}},"
     "{\"resource\":{\"type\":\"pet\",\"id\":\"@pet\"}}]}",
     SIGN_DECISION, 200, false, false},
    {"a search of resources", "/access/v1/search/resource",
     "{\"subject\":{\"type\":\"staff\",\"id\":\"@staff\"},\"action\":{\"name\":\"view\"},"
     "\"resource\":{\"type\":\"client\"}}",
     SIGN_ID, 200, false, false},
};
enum { QUESTIONS = ARRAY_SIZE(questions) };

/* ------------------------------------------------------------------ the race */

/* Which stretch of time it is: three times the round, and one of these. In the first a write is on its way, and either
 * answer is right. */
enum { UNSETTLED, REMOVED, GRANTED, STRETCHES };

struct race;
struct reader {
    struct race *race;
    pthread_t thread;
    struct arena arena; /* of one read */
    int first;          /* the question it begins with */
    bool keeps;         /* one connection for all, rather than one a read */
    int fd;
    char *answer;
    int hidden[QUESTIONS], shown[QUESTIONS]; /* reads that had to be the one, and were; had to be the other, and were */
    int unsettled;
    char fault[800];
};
struct race {
    struct world *w;
    const struct test_database *database;
    struct served a, b; /* the writer's and the readers'; SQLite: `a` is this process */
    const char *client, *name, *pet, *event, *day, *staff;
    const char *token, *session, *manager;
    char *asked[QUESTIONS]; /* whole requests */
    _Atomic int64_t stretch;
    _Atomic bool stop;
    struct reader readers[READERS];
    struct arena arena; /* of one write */
    int removals;
};

static struct there write_access(struct race *race, const struct served *through, bool removed)
{
    const char *path = arena_format(&race->arena, "/staff/%s/clients/%s/access", race->staff, race->client).p;
    const char *body = removed ? "{\"access\":\"removed\",\"reason\":\"Proof\"}" : "{\"access\":\"granted\"}";

    if (through->pid)
        return there_ask(through->port, race->manager, "PUT", path, "", body, &race->arena);
    const struct http_header headers[] = {
        {STR("Host"), STR("localhost")},
        {STR("Content-Type"), STR("application/json")},
        {STR("Authorization"), arena_format(&race->arena, "Bearer %s", race->manager)}};
    struct http_request request = {.method = STR("PUT"),
                                   .path = arena_format(&race->arena, "/api/v1%s", path),
                                   .headers = headers,
                                   .header_count = ARRAY_SIZE(headers),
                                   .body = str_from(body),
                                   .peer = STR("127.0.0.1")};
    struct http_response response = {0};

    world_time(race->w, time_now_us());
    http_handle(world_http(race->w), &request, &race->arena, &response);
    return (struct there){.status = response.status, .body = response.body};
}

static void must_write(struct race *race, const struct served *through, bool removed)
{
    struct there got = write_access(race, through, removed);

    if (got.status != 200)
        fail_msg("%s: %d %.*s", removed ? "remove" : "restore", got.status, STR_ARG(got.body));
}

/* ------------------------------------------------------------------ reading */

static void connect_reader(struct reader *r)
{
    struct timeval wait = {.tv_sec = WAIT_S};

    r->fd = there_connect(r->race->b.port);
    (void)setsockopt(r->fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
}

/* One whole answer, as long as its head says. */
static struct there read_one(struct reader *r)
{
    static const char length[] = "\r\nContent-Length: ";
    size_t n = 0, whole = 0;
    struct there got = {0};
    int64_t status;

    while (whole == 0 || n < whole) {
        ssize_t more = n < ANSWER_MAX ? recv(r->fd, r->answer + n, ANSWER_MAX - n, 0) : 0;
        const char *end, *at;

        if (more <= 0)
            return got;
        n += (size_t)more;
        end = whole ? NULL : memmem(r->answer, n, "\r\n\r\n", 4);
        if (!end)
            continue;
        got.head = (struct str){r->answer, (size_t)(end - r->answer) + 2};
        at = memmem(got.head.p, got.head.n, length, sizeof(length) - 1);
        whole = got.head.n + 2 + (at ? (size_t)strtol(at + sizeof(length) - 1, NULL, 10) : 0);
    }
    got.body = (struct str){r->answer + got.head.n + 2, whole - got.head.n - 2};
    if (str_to_int(str_slice(got.head, 9, 3), &status))
        got.status = (int)status;
    return got;
}

static struct there read_answer(struct reader *r, const char *text)
{
    size_t n = strlen(text);
    struct there got = {0};

    if (r->fd < 0)
        connect_reader(r);
    if (send(r->fd, text, n, MSG_NOSIGNAL) == (ssize_t)n)
        got = read_one(r);
    if (!r->keeps || got.status == 0 || (got.head.n && memmem(got.head.p, got.head.n, "Connection: close", 17))) {
        close(r->fd);
        r->fd = -1;
    }
    return got;
}

static bool holds(struct str text, const char *word)
{
    return text.n && memmem(text.p, text.n, word, strlen(word)) != NULL;
}

static bool shows(const struct race *race, const struct asked *question, const struct there *got)
{
    static const char group[] = "\"access_removed\":[";
    const char *at;
    struct str rest;

    switch (question->sign) {
    case SIGN_ID:
        return got->status == 200 && holds(got->body, race->client);
    case SIGN_DECISION:
        return holds(got->body, "\"decision\":true");
    case SIGN_PICKER:
        at = got->body.n ? memmem(got->body.p, got->body.n, group, sizeof(group) - 1) : NULL;
        rest = at ? str_slice(got->body, (size_t)(at - got->body.p), got->body.n) : STR("");
        return at && !holds(str_cut(&rest, ']'), race->staff);
    case SIGN_WHOLE:
    default:
        return got->status == 200;
    }
}

/* The whole answer says what it has to: the status too, and of three decisions none is another. */
static bool right(const struct race *race, const struct asked *question, const struct there *got, bool removed)
{
    if (removed)
        return got->status == question->hidden && !shows(race, question, got);
    return got->status == 200 && shows(race, question, got) &&
           !(question->sign == SIGN_DECISION && holds(got->body, "\"decision\":false"));
}

static void ask_one(struct reader *r, int q)
{
    struct race *race = r->race;
    int64_t before = atomic_load(&race->stretch);
    struct there got = read_answer(r, race->asked[q]);
    int64_t after = atomic_load(&race->stretch);
    int stretch = (int)(before % STRETCHES);

    if (got.status == 0 || got.status >= 500) {
        snprintf(r->fault, sizeof(r->fault), "%s: no answer (%d)", questions[q].label, got.status);
        return;
    }
    if (before != after || stretch == UNSETTLED) {
        r->unsettled++;
        return;
    }
    if (!right(race, &questions[q], &got, stretch == REMOVED)) {
        snprintf(r->fault, sizeof(r->fault), "%s, asked while access was %s: %d %.*s", questions[q].label,
                 stretch == REMOVED ? "removed" : "granted", got.status, (int)(got.body.n < 500 ? got.body.n : 500),
                 got.body.p ? got.body.p : "");
        return;
    }
    (stretch == REMOVED ? r->hidden : r->shown)[q]++;
}

static void *read_on(void *data)
{
    struct reader *r = data;

    for (int q = r->first; !r->race->stop && !r->fault[0]; q = (q + 1) % QUESTIONS)
        ask_one(r, q);
    if (r->fd >= 0)
        close(r->fd);
    return NULL;
}

/* ------------------------------------------------------------------ preparing */

SQL(race_pet, "SELECT id FROM pet WHERE client_id = $1 /* scope: all companies: a test's */ ORDER BY id LIMIT 1");
SQL(race_event, "SELECT id FROM event WHERE client_id = $1 AND staff_id = $2 /* scope: all companies: a test's */"
                " ORDER BY starts_at LIMIT 1");
SQL(race_day, "SELECT local_day FROM event WHERE client_id = $1 AND staff_id = $2"
              " /* scope: all companies: a test's */ ORDER BY starts_at LIMIT 1");

static const char *id_of(struct race *race, int64_t id)
{
    assert_true(id != 0);
    return arena_cstr(world_arena(race->w), id_text(world_arena(race->w), id));
}

/* A client whom Dana sees by past visits, with a pet, and nothing in the way of a removal. */
static bool choose(struct race *race, const char *name)
{
    struct world *w = race->w;
    int64_t client = id_number(client_id(w, name)), staff = id_number(race->staff);
    int64_t pet = world_count(w, &race_pet, client, 0, 0), event = world_count(w, &race_event, client, staff, 0);

    if (!pet || !event)
        return false;
    race->client = client_id(w, name);
    race->name = name;
    race->pet = id_of(race, pet);
    race->event = id_of(race, event);
    race->day =
        arena_cstr(world_arena(w), day_text(world_arena(w), (int32_t)world_count(w, &race_day, client, staff, 0)));
    if (write_access(race, &race->b, true).status != 200)
        return false;
    must_write(race, &race->b, false);
    return there_ask(race->b.port, race->token, "GET", world_text(w, "/clients/%s", race->client), "", NULL,
                     &race->arena)
               .status == 200;
}

static char *filled(const struct race *race, const char *text)
{
    const struct {
        const char *mark, *value;
    } places[] = {{"@client", race->client}, {"@name", race->name}, {"@pet", race->pet},
                  {"@event", race->event},   {"@day", race->day},   {"@staff", race->staff}};
    struct arena *arena = world_arena(race->w);
    struct buf out;

    buf_init(&out, arena, ANSWER_MAX);
    while (*text) {
        bool found = false;

        for (size_t i = 0; i < ARRAY_SIZE(places) && !found; i++) {
            found = strncmp(text, places[i].mark, strlen(places[i].mark)) == 0;
            if (found) {
                buf_add(&out, str_from(places[i].value));
                text += strlen(places[i].mark);
            }
        }
        if (!found)
            buf_add_char(&out, *text++);
    }
    return (char *)(uintptr_t)arena_cstr(arena, buf_str(&out));
}

static void prepare_questions(struct race *race)
{
    struct arena *arena = world_arena(race->w);

    for (int q = 0; q < QUESTIONS; q++) {
        const struct asked *question = &questions[q];
        const char *body = question->body ? filled(race, question->body) : "";
        struct str proof = question->page ? arena_format(arena, "Cookie: petgate_session=%s", race->session)
                                          : arena_format(arena, "Authorization: Bearer %s",
                                                         question->by_manager ? race->manager : race->token);

        race->asked[q] = (char *)(uintptr_t)arena_format(
                             arena,
                             "%s %s HTTP/1.1\r\nHost: localhost\r\nAccept: %s\r\nContent-Type: application/json\r\n"
                             "%.*s\r\nContent-Length: %zu\r\n\r\n%s",
                             question->body ? "POST" : "GET", filled(race, question->path),
                             question->page ? "text/html" : "application/json", STR_ARG(proof), strlen(body), body)
                             .p;
    }
}

static int setup(void **state)
{
    static const char *const names[] = {"Ellis", "Bennett", "Carter", "Kowalski", "Alvarez", "Dawson", "Ito", "Jansen"};
    struct race *race = calloc(1, sizeof(*race));
    bool chosen = false;

    race->w = world_new(test_engine());
    race->database = world_database(race->w);
    world_time(race->w, time_now_us()); /* the servers' clock */
    race->token = world_token(race->w, "dana");
    race->session = world_session(race->w, "dana");
    race->manager = world_token(race->w, "maya");
    race->staff = staff_id(race->w, "dana");
    if (test_engine() == STORE_POSTGRES)
        race->a = served_start(race->database);
    race->b = served_start(race->database);
    for (size_t i = 0; i < ARRAY_SIZE(names) && !chosen; i++)
        chosen = choose(race, names[i]);
    if (!chosen)
        fail_msg("Dana has no client to be removed from");
    prepare_questions(race);
    *state = race;
    return 0;
}

static int teardown(void **state)
{
    struct race *race = *state;

    served_end(&race->a, SIGTERM);
    served_end(&race->b, SIGTERM);
    arena_free(&race->arena);
    world_free(race->w);
    free(race);
    return 0;
}

/* ------------------------------------------------------------------ running */

static void begin_readers(struct race *race)
{
    race->stop = false;
    race->removals = 0;
    atomic_store(&race->stretch, GRANTED);
    for (int i = 0; i < READERS; i++) {
        struct reader *r = &race->readers[i];

        *r = (struct reader){.race = race, .first = i * QUESTIONS / READERS, .keeps = i % 2, .fd = -1};
        r->answer = malloc(ANSWER_MAX);
        assert_non_null(r->answer);
        assert_int_equal(pthread_create(&r->thread, NULL, read_on, r), 0);
    }
}

struct told {
    int hidden, shown, unsettled, removals;
};

/* `both`: every question must have been answered on both sides of a removal. */
static struct told end_readers(struct race *race, bool both)
{
    int hidden[QUESTIONS] = {0}, shown[QUESTIONS] = {0};
    struct told told = {.removals = race->removals};
    char fault[800] = "";

    race->stop = true;
    for (int i = 0; i < READERS; i++) {
        struct reader *r = &race->readers[i];

        pthread_join(r->thread, NULL);
        for (int q = 0; q < QUESTIONS; q++) {
            hidden[q] += r->hidden[q];
            shown[q] += r->shown[q];
            told.hidden += r->hidden[q];
            told.shown += r->shown[q];
        }
        told.unsettled += r->unsettled;
        if (r->fault[0])
            memcpy(fault, r->fault, sizeof(fault));
        free(r->answer);
        arena_free(&r->arena);
    }
    if (fault[0])
        fail_msg("%s", fault);
    for (int q = 0; both && q < QUESTIONS; q++) {
        if (!hidden[q] || !shown[q])
            fail_msg("%s: %d reads while removed, %d while granted", questions[q].label, hidden[q], shown[q]);
    }
    return told;
}

/* Removes, and restores; each is acknowledged before its stretch begins, and the next is not sent before it ends. */
static void turn(struct race *race, const struct served *through, int64_t round)
{
    atomic_store(&race->stretch, STRETCHES * round + UNSETTLED);
    must_write(race, through, true);
    atomic_store(&race->stretch, STRETCHES * round + REMOVED);
    usleep((unsigned)(random_u64() % HOLD_MAX_US));
    atomic_store(&race->stretch, STRETCHES * (round + 1) + UNSETTLED);
    must_write(race, through, false);
    atomic_store(&race->stretch, STRETCHES * (round + 1) + GRANTED);
    usleep((unsigned)(random_u64() % HOLD_MAX_US));
    race->removals++;
    arena_reset(&race->arena);
}

static void any_fault(struct race *race)
{
    for (int i = 0; i < READERS; i++)
        race->stop = race->stop || race->readers[i].fault[0];
}

static void say_summary(const char *where, struct told told)
{
    struct arena arena = ARENA_INIT;
    struct str text =
        arena_format(&arena, "%d removals of access raced by %d reads %s on %s: %d after a removal, none let in",
                     told.removals, told.hidden + told.shown + told.unsettled, where, database_said(), told.hidden);

    fprintf(stderr, "# %s\n", text.p);
    summarize("%s\n", text.p);
    arena_free(&arena);
}

static struct told run(struct race *race, const struct served *through)
{
    int64_t end = time_monotonic_us() + (int64_t)RACE_MS * 1000 * rounds(2), round = 1;

    begin_readers(race);
    while (time_monotonic_us() < end && !race->stop) {
        turn(race, through, round);
        round += 2;
        any_fault(race);
    }
    return end_readers(race, true);
}

static void ACC_07_no_read_that_began_after_a_removal_shows_the_client_at_one_server(void **state)
{
    struct race *race = *state;

    say_summary("at one server", run(race, &race->b));
}

static void ACC_07_no_read_at_one_server_shows_what_was_removed_at_another(void **state)
{
    struct race *race = *state;

    say_summary(race->a.pid ? "at another server" : "at a server beside another program", run(race, &race->a));
}

/* ------------------------------------------------------------------ streams */

/* While eight read. What a stream says of a removal is its `lost` with the client's id. */
static void hear_removals(struct race *race, const struct served *through, const char *where)
{
    const char *lost = world_text(race->w, "event: lost\ndata: {\"clients\":[\"%s\"]", race->client);
    int slowest = 0, ms = 0;

    begin_readers(race);
    for (int i = 0; i < 3 * rounds(2) && ms >= 0; i++) {
        int fd = there_stream(race->b.port, race->token);

        atomic_store(&race->stretch, STRETCHES * 2 * i + UNSETTLED);
        must_write(race, through, true);
        atomic_store(&race->stretch, STRETCHES * 2 * i + REMOVED);
        ms = there_hear(fd, lost, TOLD_MS);
        slowest = ms > slowest ? ms : slowest;
        close(fd);
        atomic_store(&race->stretch, STRETCHES * (2 * i + 1) + UNSETTLED);
        must_write(race, through, false);
        atomic_store(&race->stretch, STRETCHES * (2 * i + 1) + GRANTED);
        arena_reset(&race->arena);
        race->removals++;
    }
    (void)end_readers(race, false);
    if (ms < 0)
        fail_msg("%s: an open stream was not told within %d ms", where, TOLD_MS);
    fprintf(stderr, "# %s: a stream was told after %d ms at the latest\n", where, slowest);
}

static void ACC_07_an_open_stream_is_told_of_a_removal_within_a_second_while_others_read(void **state)
{
    struct race *race = *state;

    hear_removals(race, &race->b, "at one server");
    hear_removals(race, &race->a, "at another");
}

static void freeze(struct race *race, const struct served *through, const char *who)
{
    const char *path = world_text(race->w, "/staff/%s/freeze", staff_id(race->w, who));

    if (through->pid) {
        assert_int_equal(there_ask(through->port, race->manager, "POST", path, "", REASON, &race->arena).status, 200);
        return;
    }
    world_time(race->w, time_now_us());
    assert_status(api(race->w, "maya", "POST", world_text(race->w, "/api/v1%s", path), REASON), 200);
}

static void ACC_60_a_stream_of_a_person_who_is_frozen_is_cut_within_a_second(void **state)
{
    static const char *const people[] = {"dana", "sam"};
    struct race *race = *state;
    const struct served *const writers[] = {&race->b, &race->a};

    for (size_t i = 0; i < ARRAY_SIZE(people); i++) {
        int fd = there_stream(race->b.port, world_token(race->w, people[i])), ms;

        freeze(race, writers[i], people[i]);
        ms = there_hear(fd, "event: end\ndata: {\"reason\":\"inactive\"}", TOLD_MS);
        close(fd);
        if (ms < 0)
            fail_msg("the stream was not cut within %d ms", TOLD_MS);
        fprintf(stderr, "# cut after %d ms\n", ms);
    }
}

int main(void)
{
#define RACE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        RACE(ACC_07_no_read_that_began_after_a_removal_shows_the_client_at_one_server),
        RACE(ACC_07_no_read_at_one_server_shows_what_was_removed_at_another),
        RACE(ACC_07_an_open_stream_is_told_of_a_removal_within_a_second_while_others_read),
        RACE(ACC_60_a_stream_of_a_person_who_is_frozen_is_cut_within_a_second),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
