/* PRD-04: several processes on one database. On PostgreSQL two servers; on SQLite one server, with this process and the
 * command line writing beside it. PETGATE_PROOF_ROUNDS asks for more than the usual few rounds. */
#include "app/jobs.h"
#include "proof/ask.h"
#include "proof/house.h"
#include "proof/length.h"
#include "proof/load.h"
#include "support/world_parts.h"

#include <signal.h>

enum { RIDERS = 4, LOAD_MS = 2500, TOLD_MAX_MS = 2000 };

/* ------------------------------------------------------------------ two at once */

struct two {
    struct world *w;
    const struct test_database *database;
    struct served a, b; /* SQLite: `a` is this process */
    struct arena arena; /* of one step */
};

static int setup(void **state)
{
    struct two *two = calloc(1, sizeof(*two));

    two->w = world_new(test_engine());
    two->database = &two->w->stage->database;
    world_time(two->w, time_now_us()); /* the servers' clock */
    if (test_engine() == STORE_POSTGRES)
        two->a = served_start(two->database);
    two->b = served_start(two->database);
    *state = two;
    return 0;
}

static int teardown(void **state)
{
    struct two *two = *state;

    served_end(&two->a, SIGTERM);
    served_end(&two->b, SIGTERM);
    arena_free(&two->arena);
    world_free(two->w);
    free(two);
    return 0;
}

/* Through A or B, as this person. */
static struct there ask_one(struct two *two, const struct served *served, const char *who, const char *method,
                            const char *path, const char *headers, const char *body)
{
    struct answer here;

    if (served->pid)
        return there_ask(served->port, world_token(two->w, who), method, path, headers, body, &two->arena);
    world_time(two->w, time_now_us());
    here = api(two->w, who, method, world_text(two->w, "/api/v1%s", path), body);
    return (struct there){.status = here.status, .body = here.body};
}

static void switch_access(struct two *two, const struct served *through, const char *client, bool removed)
{
    struct there got = ask_one(two, through, "maya", "PUT",
                               world_text(two->w, "/staff/%s/clients/%s/access", staff_id(two->w, "dana"), client), "",
                               removed ? "{\"access\":\"removed\",\"reason\":\"Proof\"}" : "{\"access\":\"granted\"}");

    if (got.status != 200)
        fail_msg("%d %.*s", got.status, STR_ARG(got.body));
}

/* A client whom Dana sees by relation, with nothing in the way of a removal. */
static const char *some_client(struct two *two)
{
    static const char *const names[] = {"Ellis", "Bennett", "Carter", "Kowalski", "Alvarez", "Dawson", "Ito", "Jansen"};

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        const char *client = client_id(two->w, names[i]);
        const char *pair = world_text(two->w, "/staff/%s/clients/%s/access", staff_id(two->w, "dana"), client);
        const char *seen = world_text(two->w, "/clients/%s", client);

        if (ask_one(two, &two->b, "dana", "GET", seen, "", NULL).status != 200 ||
            ask_one(two, &two->b, "maya", "PUT", pair, "", "{\"access\":\"removed\",\"reason\":\"Proof\"}").status !=
                200)
            continue;
        switch_access(two, &two->b, client, false);
        if (ask_one(two, &two->b, "dana", "GET", seen, "", NULL).status == 200)
            return client;
    }
    fail_msg("Dana has no client to be removed from");
    return NULL;
}

static void ACC_07_what_one_removes_the_other_refuses_at_the_very_next_request(void **state)
{
    struct two *two = *state;
    const char *client = some_client(two);
    const char *path = world_text(two->w, "/clients/%s", client);

    for (int i = 0; i < 10 * rounds(2); i++) {
        const struct served *writer = i % 2 ? &two->b : &two->a, *reader = i % 2 ? &two->a : &two->b;

        switch_access(two, writer, client, true);
        assert_int_equal(ask_one(two, reader, "dana", "GET", path, "", NULL).status, 404);
        switch_access(two, writer, client, false);
        assert_int_equal(ask_one(two, reader, "dana", "GET", path, "", NULL).status, 200);
        arena_reset(&two->arena);
    }
}

static void ACC_07_an_open_page_at_one_is_told_within_two_seconds_of_a_removal_at_the_other(void **state)
{
    struct two *two = *state;
    const char *client = some_client(two);
    int slowest = 0;

    for (int i = 0; i < 2 * rounds(2); i++) {
        int fd = there_stream(two->b.port, world_token(two->w, "dana"));
        int ms;

        switch_access(two, &two->a, client, true);
        ms = there_hear(fd, world_text(two->w, "event: lost\ndata: {\"clients\":[\"%s\"]", client), TOLD_MAX_MS);
        if (ms < 0)
            fail_msg("not told within %d ms", TOLD_MAX_MS);
        slowest = ms > slowest ? ms : slowest;
        close(fd);
        switch_access(two, &two->a, client, false);
    }
    fprintf(stderr, "# told after %d ms at the latest\n", slowest);
}

static void a_session_that_ends_at_one_is_over_at_the_other(void **state)
{
    struct two *two = *state;
    const char *cookie = world_text(two->w, "Cookie: petgate_session=%s\r\n", world_session(two->w, "tess"));
    struct there got = there_ask(two->b.port, NULL, "GET", "/me/sessions", cookie, NULL, &two->arena);

    assert_int_equal(got.status, 200);
    got = ask_one(two, &two->a, "maya", "POST", world_text(two->w, "/staff/%s/freeze", staff_id(two->w, "tess")), "",
                  "{\"reason\":\"Proof\"}");
    if (got.status != 200)
        fail_msg("%d %.*s", got.status, STR_ARG(got.body));
    assert_int_equal(there_ask(two->b.port, NULL, "GET", "/me/sessions", cookie, NULL, &two->arena).status, 401);
    assert_int_equal(ask_one(two, &two->b, "tess", "GET", "/me/sessions", "", NULL).status, 401);
}

static void a_token_made_by_the_command_line_works_at_the_next_request(void **state)
{
    static const char mark[] = "\"token\":\"";
    const char *const words[] = {"token",  "create", "--company", "happy-tails", "--staff", "maya@happytails.example",
                                 "--name", "Proof",  "--json",    NULL};
    struct two *two = *state;
    int code;
    struct str said = house_run(two->database, words, &two->arena, &code);
    const char *at = said.n ? memmem(said.p, said.n, mark, sizeof(mark) - 1) : NULL;
    struct str rest;

    assert_int_equal(code, 0);
    assert_non_null(at);
    rest = str_slice(said, (size_t)(at - said.p) + sizeof(mark) - 1, said.n);
    rest = str_cut(&rest, '"');
    assert_int_equal(
        there_ask(two->b.port, arena_cstr(&two->arena, rest), "GET", "/clients", "", NULL, &two->arena).status, 200);
}

/* ------------------------------------------------------------------ once, whoever asks */

struct asking {
    struct two *two;
    const struct served *served;
    const char *token, *body, *headers;
    struct arena arena;
    struct there got;
    pthread_t thread;
};

static void *ask_thread(void *data)
{
    struct asking *asking = data;

    asking->got = there_ask(asking->served->port, asking->token, "POST", "/events", asking->headers, asking->body,
                            &asking->arena);
    return NULL;
}

SQL(count_events, "SELECT count(*) FROM event WHERE company_id = $1 /* scan: a test's */");

/* Six requests with one key, at both servers at once: one event, one answer. */
static void API_01_one_idempotency_key_is_one_act_at_both(void **state)
{
    struct two *two = *state;
    int64_t company = world_company(two->w, "happy-tails").n;
    struct asking asking[6];

    for (int round = 0; round < 3 * rounds(2); round++) {
        int64_t before = world_count(two->w, &count_events, company, 0, 0);
        const char *body =
            world_text(two->w, "{\"client\":\"%s\",\"service\":\"%s\",\"starts_at\":\"2030-05-%02dT10:00:00Z\"}",
                       client_id(two->w, "Bennett"), service_id(two->w, "Dog Walk"), 1 + round % 28);
        const char *key = world_text(two->w, "Idempotency-Key: proof-%d\r\n", round);

        for (size_t i = 0; i < ARRAY_SIZE(asking); i++) {
            asking[i] = (struct asking){.two = two,
                                        .served = i % 2 && two->a.pid ? &two->a : &two->b,
                                        .token = world_token(two->w, "maya"),
                                        .body = body,
                                        .headers = key};
            assert_int_equal(pthread_create(&asking[i].thread, NULL, ask_thread, &asking[i]), 0);
        }
        for (size_t i = 0; i < ARRAY_SIZE(asking); i++)
            pthread_join(asking[i].thread, NULL);
        for (size_t i = 0; i < ARRAY_SIZE(asking); i++) {
            if (asking[i].got.status / 100 != 2 || !str_equal(asking[i].got.body, asking[0].got.body))
                fail_msg("%d %.*s", asking[i].got.status, STR_ARG(asking[i].got.body));
        }
        for (size_t i = 0; i < ARRAY_SIZE(asking); i++)
            arena_free(&asking[i].arena);
        assert_int_equal(world_count(two->w, &count_events, company, 0, 0), before + 1);
    }
}

SQL(jobs_all_due,
    "INSERT INTO job (id, company_id, kind, subject_id, due_at) SELECT id, company_id, 'templates.approve_due', id,"
    " 1 FROM template WHERE company_id = $1 ON CONFLICT (company_id, kind, subject_id)"
    " DO UPDATE SET due_at = 1, lease_until = 0, attempts = 0");
SQL(jobs_due, "SELECT count(*) FROM job WHERE company_id = $1 AND due_at <= $2 /* scan: a test's */");
SQL(jobs_ran, "SELECT count(*) FROM audit WHERE company_id = $1 AND operation = 'templates.approve_due'"
              " /* scan: a test's */");
SQL(templates_all, "SELECT count(*) FROM template WHERE company_id = $1 /* scan: a test's */");

MUST_CHECK static enum err due_body(struct tx *tx, void *data)
{
    return EXECUTE(tx, &jobs_all_due, NULL, SQL_INT(((struct company_id *)data)->n));
}

static void await_no_job(struct two *two, struct company_id company)
{
    for (int i = 0; i < 300; i++) {
        if (world_count(two->w, &jobs_due, company.n, time_now_us(), 0) == 0)
            return;
        usleep(50000);
    }
    fail_msg("jobs stayed due");
}

static void each_job_runs_once_however_many_servers_look_for_it(void **state)
{
    struct two *two = *state;
    struct company_id company = world_company(two->w, "happy-tails");

    await_no_job(two, company); /* what came due while nobody served */
    for (int round = 0; round < rounds(2); round++) {
        int64_t ran = world_count(two->w, &jobs_ran, company.n, 0, 0);
        int64_t all = world_count(two->w, &templates_all, company.n, 0, 0);

        assert_true(all > 1);
        assert_int_equal(store_write(world_store(two->w), company, &two->arena, due_body, &company, NULL), OK);
        await_no_job(two, company);
        assert_int_equal(world_count(two->w, &jobs_ran, company.n, 0, 0), ran + all);
    }
}

/* ------------------------------------------------------------------ against each other */

static void ACC_27_removing_and_scheduling_through_both_leaves_everything_whole(void **state)
{
    struct two *two = *state;
    int acks = 0;

    for (int round = 0; round < rounds(2); round++) {
        /* On SQLite the second is this process: two programs that write one file. */
        struct load *one = load_start(two->w, RIDERS, two->a.port, false, 7 + (uint64_t)round * 100);
        struct load *other = load_start(two->w, RIDERS, two->b.port, false, 77 + (uint64_t)round * 100);

        for (int ms = 0; ms < LOAD_MS; ms += 100) {
            usleep(100000);
            world_time(two->w, time_now_us() + SECOND_US);
        }
        acks += load_end(one, NULL);
        acks += load_end(other, NULL);
        world_time(two->w, time_now_us() + SECOND_US);
        world_check(two->w);
    }
    assert_true(acks > 0);
}

/* ------------------------------------------------------------------ schemas */

static void PRD_04_two_that_start_on_an_empty_database_migrate_it_once(void **state)
{
    struct test_database database;
    struct starting starting[3];
    struct served served[ARRAY_SIZE(starting)] = {{0}};
    struct arena arena = ARENA_INIT;

    (void)state;
    test_database_make(&database, test_engine());
    for (size_t i = 0; i < ARRAY_SIZE(starting); i++)
        starting[i] = served_begin(&database, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(starting); i++) {
        if (!served_started(starting[i], &served[i]))
            fail_msg("one did not start: see %s/served.log", database.dir);
    }
    for (size_t i = 0; i < ARRAY_SIZE(starting); i++) {
        struct str got =
            ask_raw(served[i].port, STR("GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), &arena);

        assert_true(str_starts(got, STR("HTTP/1.1 200")));
        assert_int_equal(served_end(&served[i], SIGTERM), 0);
    }
    arena_free(&arena);
    test_database_drop(&database);
}

SQL(newer_put, "INSERT INTO schema (version, applied_at) VALUES ($1, 1)");
SQL(newer_drop, "DELETE FROM schema WHERE version = $1");

MUST_CHECK static enum err newer_body(struct tx *tx, void *data)
{
    const struct sql *sql = *(const struct sql *const *)data;

    return EXECUTE(tx, sql, NULL, SQL_INT(store_schema_version() + 1));
}

static void set_newer(struct two *two, const struct sql *sql)
{
    assert_int_equal(store_write(world_store(two->w), COMPANY_NONE, &two->arena, newer_body, &sql, NULL), OK);
}

/* As if a newer Petgate had been started beside it. */
static void PRD_04_a_server_older_than_the_schema_answers_503_and_ends(void **state)
{
    struct two *two = *state;
    struct there got;
    int code;

    set_newer(two, &newer_put);
    got = there_ask(two->b.port, world_token(two->w, "maya"), "GET", "/clients", "", NULL, &two->arena);
    code = served_ended(&two->b, 5000);
    set_newer(two, &newer_drop);                       /* PostgreSQL: others use this database after us */
    assert_true(got.status == 503 || got.status == 0); /* 0: it has ended already */
    assert_int_equal(code, 4);
    if (two->a.pid)
        assert_int_equal(served_ended(&two->a, 5000), 4);
}

int main(void)
{
#define TWO(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TWO(ACC_07_what_one_removes_the_other_refuses_at_the_very_next_request),
        TWO(ACC_07_an_open_page_at_one_is_told_within_two_seconds_of_a_removal_at_the_other),
        TWO(a_session_that_ends_at_one_is_over_at_the_other),
        TWO(a_token_made_by_the_command_line_works_at_the_next_request),
        TWO(API_01_one_idempotency_key_is_one_act_at_both),
        TWO(each_job_runs_once_however_many_servers_look_for_it),
        TWO(ACC_27_removing_and_scheduling_through_both_leaves_everything_whole),
        cmocka_unit_test(PRD_04_two_that_start_on_an_empty_database_migrate_it_once),
        TWO(PRD_04_a_server_older_than_the_schema_answers_503_and_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
