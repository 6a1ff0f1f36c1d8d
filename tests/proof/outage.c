/* AUD-05: what happens to a server and to what it acknowledged when it is killed, when it is told to stop, when the
 * disk is full, and when PostgreSQL goes away under it. On PostgreSQL with a server of our own. PETGATE_PROOF_ROUNDS
 * asks for more than the usual few rounds. */
#include "proof/ask.h"
#include "proof/house.h"
#include "proof/length.h"
#include "proof/load.h"
#include "proof/own_postgres.h"
#include "support/world_parts.h"

#include <libpq-fe.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { RIDERS = 4, KILL_AFTER_MS = 500, HAMMERS = 6 };

struct house {
    struct world *w;
    const struct test_database *database;
    struct served served;
    struct arena arena; /* of one step */
};

static int setup(void **state)
{
    struct house *house = calloc(1, sizeof(*house));

    house->w = world_new(test_engine());
    house->database = &house->w->stage->database;
    world_time(house->w, time_now_us());
    house->served = served_start(house->database);
    *state = house;
    return 0;
}

static int teardown(void **state)
{
    struct house *house = *state;

    served_end(&house->served, SIGTERM);
    arena_free(&house->arena);
    world_free(house->w);
    free(house);
    return 0;
}

static void check_all(struct house *house)
{
    const char *const words[] = {"audit", "verify", NULL};
    struct str said;
    int code;

    world_time(house->w, time_now_us() + SECOND_US);
    world_check(house->w);
    said = house_run(house->database, words, &house->arena, &code);
    if (code != 0)
        fail_msg("audit verify: %d %.*s", code, STR_ARG(said));
}

/* What stands at an address that needs no token: status and text. */
static int ask_plain(struct house *house, const char *path, const char *expected)
{
    struct str got = ask_raw(
        house->served.port,
        arena_format(&house->arena, "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", path), &house->arena);
    int64_t status = 0;

    if (!str_to_int(str_slice(got, 9, 3), &status) || (expected && !str_ends(got, str_from(expected))))
        fail_msg("%s: %.*s", path, STR_ARG(got));
    return (int)status;
}

static void await_ready(struct house *house)
{
    for (int ms = 0; ask_plain(house, "/readyz", NULL) != 200; ms += 20) {
        if (ms > 15000)
            fail_msg("it did not get well by itself");
        usleep(20000);
    }
}

static struct there switch_access(struct house *house, const char *client, bool removed)
{
    const char *path = world_text(house->w, "/staff/%s/clients/%s/access", staff_id(house->w, "dana"), client);

    return there_ask(house->served.port, world_token(house->w, "maya"), "PUT", path, "",
                     removed ? "{\"access\":\"removed\",\"reason\":\"Proof\"}" : "{\"access\":\"granted\"}",
                     &house->arena);
}

/* A write or a read that cannot be done now: 503, when to come again, and a text. */
static void assert_unavailable(struct there got)
{
    assert_int_equal(got.status, 503);
    assert_non_null(memmem(got.head.p, got.head.n, "Retry-After: ", 13));
    assert_non_null(memmem(got.body.p, got.body.n, "\"title\":", 8));
}

static struct there read_clients(struct house *house)
{
    return there_ask(house->served.port, world_token(house->w, "maya"), "GET", "/clients", "", NULL, &house->arena);
}

/* ------------------------------------------------------------------ killed and stopped */

static void AUD_05_a_server_killed_again_and_again_has_lost_nothing_that_it_acknowledged(void **state)
{
    struct house *house = *state;
    int acks = 0;

    for (int round = 0; round < 2 * rounds(2); round++) {
        struct load *load = load_start(house->w, RIDERS, house->served.port, true, 4242 + (uint64_t)round * 31);

        usleep((KILL_AFTER_MS + 97 * (unsigned)(round % 11)) * 1000);
        assert_int_equal(served_end(&house->served, SIGKILL), 128 + SIGKILL);
        acks += load_end(load, NULL);
        check_all(house);
        house->served = served_start(house->database);
        assert_int_equal(ask_plain(house, "/readyz", "ready\n"), 200);
        arena_reset(&house->arena);
    }
    assert_true(acks > 0);
}

struct hammer {
    struct house *house;
    const char *token, *path;
    pthread_t thread;
    struct arena arena;
    int good, cut, wrong;
};

/* Writes until nobody takes connections any more. */
static void *hammer(void *data)
{
    struct hammer *h = data;
    int none = 0;

    for (int i = 0; none < 3; i++) {
        struct there got = there_ask(h->house->served.port, h->token, "PUT", h->path, "",
                                     i % 2 ? "{\"reason\":\"Proof\"}" : "{\"reason\":\"Proof again\"}", &h->arena);

        none = got.status == 0 && !got.cut ? none + 1 : 0;
        h->good += got.status == 200;
        h->cut += got.cut;
        h->wrong += got.status != 0 && got.status != 200 && got.status != 503;
        arena_reset(&h->arena);
    }
    return NULL;
}

static void told_to_stop_it_finishes_what_runs_ends_the_streams_and_exits_with_0(void **state)
{
    static const char *const clients[HAMMERS] = {"Ellis", "Bennett", "Carter", "Kowalski", "Ito", "Jansen"};
    struct house *house = *state;

    for (int round = 0; round < rounds(2); round++) {
        struct hammer hammers[HAMMERS];
        int stream = there_stream(house->served.port, world_token(house->w, "sam")), good = 0;
        int64_t began;

        for (int i = 0; i < HAMMERS; i++) {
            hammers[i] =
                (struct hammer){.house = house,
                                .token = world_token(house->w, "maya"),
                                .path = world_text(house->w, "/staff/%s/clients/%s/do-not-schedule",
                                                   staff_id(house->w, "sam"), client_id(house->w, clients[i]))};
            assert_int_equal(pthread_create(&hammers[i].thread, NULL, hammer, &hammers[i]), 0);
        }
        usleep(400000);
        began = time_monotonic_us();
        kill(house->served.pid, SIGTERM);
        if (there_hear(stream, "\"reason\":\"stopping\"", 5000) < 0)
            fail_msg("the open page was not told");
        close(stream);
        assert_int_equal(served_ended(&house->served, 10000), 0);
        assert_in_range(time_monotonic_us() - began, 0, 5 * SECOND_US);
        for (int i = 0; i < HAMMERS; i++) {
            pthread_join(hammers[i].thread, NULL);
            assert_int_equal(hammers[i].cut, 0);
            assert_int_equal(hammers[i].wrong, 0);
            good += hammers[i].good;
            arena_free(&hammers[i].arena);
        }
        assert_true(good > 0);
        check_all(house);
        house->served = served_start(house->database);
    }
}

/* ------------------------------------------------------------------ a full disk (SQLite) */

static void limit_files(const struct house *house, rlim_t bytes)
{
    struct rlimit limit;

    assert_int_equal(prlimit(house->served.pid, RLIMIT_FSIZE, NULL, &limit), 0);
    limit.rlim_cur = bytes == RLIM_INFINITY ? limit.rlim_max : bytes;
    assert_int_equal(prlimit(house->served.pid, RLIMIT_FSIZE, &limit, NULL), 0);
}

/* No file may grow: what a full disk is to the program, without privileges. */
static void AUD_05_on_a_full_disk_writes_are_503_and_half_of_nothing_is_kept(void **state)
{
    struct house *house = *state;
    const char *client = client_id(house->w, "Ellis");
    bool removed = true;

    for (int round = 0; round < rounds(2); round++) {
        assert_int_equal(switch_access(house, client, removed).status, 200);
        limit_files(house, 4096);
        for (int i = 0; i < 5; i++)
            assert_unavailable(switch_access(house, client, !removed));
        assert_int_equal(ask_plain(house, "/readyz", "the database cannot be written\n"), 503);
        assert_int_equal(ask_plain(house, "/healthz", "ok\n"), 200);
        assert_int_equal(read_clients(house).status, 200); /* reading goes on */
        limit_files(house, RLIM_INFINITY);
        assert_int_equal(ask_plain(house, "/readyz", "ready\n"), 200);
        check_all(house);
        removed = !removed;
    }
    assert_int_equal(switch_access(house, client, removed).status, 200);
}

static void under_load_the_disk_fills_and_is_freed_again_and_nothing_acknowledged_is_lost(void **state)
{
    struct house *house = *state;
    struct load *load = load_start(house->w, RIDERS, house->served.port, false, 99);

    for (int round = 0; round < 2 * rounds(2); round++) {
        usleep(150000);
        limit_files(house, 64 * 1024 + 4096 * (rlim_t)(round % 7));
        usleep(150000);
        limit_files(house, RLIM_INFINITY);
    }
    await_ready(house);
    usleep(150000);
    assert_true(load_end(load, NULL) > 0);
    check_all(house);
}

static void a_data_folder_that_cannot_be_written_is_said_so_at_start(void **state)
{
    struct house *house = *state;
    struct test_database database = *house->database;
    struct served served;
    size_t n = strlen(database.dir);
    char path[128];

    /* A folder in the file's place is as little writable for root as for anybody. */
    assert_true(n + sizeof("/x") <= sizeof(database.dir));
    memcpy(database.dir + n, "/x", sizeof("/x"));
    snprintf(path, sizeof(path), "%s/petgate.db", database.dir);
    assert_int_equal(mkdir(database.dir, 0700), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_false(served_started(served_begin(&database, NULL), &served));
}

/* ------------------------------------------------------------------ PostgreSQL goes away */

static void stop_as_operator(void)
{
    own_postgres_stop(false);
}

static void stop_at_once(void)
{
    own_postgres_stop(true);
}

/* Under load it goes away, and comes back after a while; the server is well by itself. */
static void gone_and_back(struct house *house, void (*go)(void), int round)
{
    struct load *load = load_start(house->w, RIDERS, house->served.port, false, 5 + (uint64_t)round);
    const char *client = client_id(house->w, "Ellis");

    usleep((300 + 61 * (unsigned)(round % 7)) * 1000);
    go();
    assert_int_equal(ask_plain(house, "/readyz", "no database\n"), 503);
    assert_int_equal(ask_plain(house, "/healthz", "ok\n"), 200);
    assert_unavailable(read_clients(house));
    assert_unavailable(switch_access(house, client, true));
    own_postgres_start();
    await_ready(house);
    usleep(300000);
    assert_true(load_end(load, NULL) > 0);
    check_all(house);
    arena_reset(&house->arena);
}

static void AUD_05_postgres_stops_and_comes_back_under_load(void **state)
{
    for (int round = 0; round < rounds(2); round++)
        gone_and_back(*state, round % 2 == 0 ? stop_at_once : stop_as_operator, round);
}

static void AUD_05_postgres_killed_with_all_its_processes_again_and_again_has_lost_nothing_acknowledged(void **state)
{
    for (int round = 0; round < 2 * rounds(2); round++)
        gone_and_back(*state, own_postgres_kill, 100 + round);
}

/* An open page stays open meanwhile, and hears what happened afterwards. */
static void ACC_07_a_stream_outlives_an_outage_of_postgres(void **state)
{
    struct house *house = *state;
    const char *client = client_id(house->w, "Ellis");
    int fd = there_stream(house->served.port, world_token(house->w, "maya"));

    own_postgres_stop(false);
    usleep(1500000);
    own_postgres_start();
    await_ready(house);
    assert_int_equal(switch_access(house, client, false).status, 200);
    if (there_hear(fd, "event: change", 3000) < 0)
        fail_msg("the stream is dead");
    close(fd);
}

/* ------------------------------------------------------------------ PostgreSQL goes away at COMMIT */

/* As who may do everything to the server, in the test's own schema. */
static PGconn *superuser(const struct house *house)
{
    char url[sizeof(house->database->url) + 32];

    snprintf(url, sizeof(url), "%s&user=superuser", house->database->url);
    PGconn *conn = PQconnectdb(url);
    if (PQstatus(conn) != CONNECTION_OK)
        fail_msg("%s", PQerrorMessage(conn));
    return conn;
}

/* The first value of the last row, or 0. */
static int64_t tell(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);
    int64_t value = 0;

    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(conn));
    if (PQntuples(result) > 0)
        value = strtoll(PQgetvalue(result, PQntuples(result) - 1, 0), NULL, 10);
    PQclear(result);
    return value;
}

/* How the connection is lost: before what it commits stands, or after. */
static const char *const SLOW_COMMIT[] = {
    "CREATE SEQUENCE slow_once",
    "GRANT ALL ON SEQUENCE slow_once TO PUBLIC",
    "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN IF nextval('slow_once') = 1 THEN PERFORM pg_sleep(20); END IF; RETURN NULL; END$$",
    "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON audit DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION slow()",
    NULL,
};
static const char *const FAST_COMMIT[] = {"DROP TRIGGER IF EXISTS slow ON audit", "DROP FUNCTION IF EXISTS slow",
                                          "DROP SEQUENCE IF EXISTS slow_once", NULL};
/* A commit that waits for a second server that never comes stands already, and has told nobody. */
static const char *const UNTOLD_COMMIT[] = {"ALTER SYSTEM SET synchronous_standby_names = 'nobody'",
                                            "SELECT pg_reload_conf()", NULL};
static const char *const TOLD_COMMIT[] = {"ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()",
                                          NULL};

static void tell_all(PGconn *conn, const char *const *statements)
{
    for (; *statements != NULL; statements++)
        (void)tell(conn, *statements);
}

struct cutter {
    struct house *house;
    const char *state;
    bool stops; /* the whole server, instead of the one connection */
    bool over;  /* atomic: the act was answered */
    pthread_t thread;
};

/* Until the act is answered: what the server writes by itself may come to the same point before it, or after. */
static void *cut_at_commit(void *data)
{
    struct cutter *cutter = data;
    PGconn *conn = superuser(cutter->house);
    char sql[300];

    snprintf(sql, sizeof(sql),
             "SELECT %s FROM pg_stat_activity WHERE application_name = 'petgate' AND query = 'COMMIT' AND %s",
             cutter->stops ? "1" : "pg_terminate_backend(pid, 5000)::int", cutter->state);
    for (int ms = 0; ms < 15000 && !__atomic_load_n(&cutter->over, __ATOMIC_ACQUIRE); ms += 5) {
        if (tell(conn, sql) != 0 && cutter->stops)
            break;
        usleep(5000);
    }
    PQfinish(conn);
    if (cutter->stops)
        own_postgres_stop(true);
    return NULL;
}

/* A short act, or a long one, whose COMMIT is cut off. */
static struct there act(struct house *house, bool bulk)
{
    const char *event = world_text(house->w, "{\"events\":[\"%s\"],\"action\":\"reassign\",\"staff\":\"%s\"}",
                                   event_id(house->w, "Bennett", "dana", 0), staff_id(house->w, "tess"));

    if (!bulk)
        return switch_access(house, client_id(house->w, "Ellis"), true);
    return there_ask(house->served.port, world_token(house->w, "maya"), "POST", "/events/bulk-update", "", event,
                     &house->arena);
}

static int64_t acts(void *conn)
{
    return tell(conn, "SELECT change FROM company WHERE slug = 'happy-tails'");
}

static void cut_off(struct house *house, bool bulk, struct cutter cutter, const char *const *begin,
                    const char *const *end)
{
    PGconn *conn = superuser(house);
    int64_t before = house_settled(acts, conn);
    struct there got;

    tell_all(conn, begin);
    assert_int_equal(pthread_create(&cutter.thread, NULL, cut_at_commit, &cutter), 0);
    got = act(house, bulk);
    __atomic_store_n(&cutter.over, true, __ATOMIC_RELEASE);
    pthread_join(cutter.thread, NULL);
    if (end)
        tell_all(conn, end);
    if (got.status != 200)
        fail_msg("%d %.*s", got.status, STR_ARG(got.body));
    assert_int_equal(acts(conn), before + 1);
    PQfinish(conn);
    check_all(house);
}

static void AUD_05_an_act_whose_commit_is_cut_off_before_it_stands_is_done_again(void **state)
{
    struct house *house = *state;

    cut_off(house, false, (struct cutter){.house = house, .state = "wait_event = 'PgSleep'"}, SLOW_COMMIT, FAST_COMMIT);
    cut_off(house, true, (struct cutter){.house = house, .state = "wait_event = 'PgSleep'"}, SLOW_COMMIT, FAST_COMMIT);
}

static void AUD_05_an_act_whose_commit_is_cut_off_when_it_stands_is_not_done_twice(void **state)
{
    struct house *house = *state;
    struct test_database database = *house->database;
    char *off = strstr(database.url, "synchronous_commit%3Doff");

    assert_non_null(off);
    memcpy(off, "synchronous_commit%3Don ", strlen("synchronous_commit%3Don"));
    memmove(off + strlen("synchronous_commit%3Don"), off + strlen("synchronous_commit%3Doff"),
            strlen(off + strlen("synchronous_commit%3Doff")) + 1);
    assert_int_equal(served_end(&house->served, SIGTERM), 0);
    house->served = served_start(&database);
    cut_off(house, false, (struct cutter){.house = house, .state = "wait_event = 'SyncRep'"}, UNTOLD_COMMIT,
            TOLD_COMMIT);
    cut_off(house, true, (struct cutter){.house = house, .state = "wait_event = 'SyncRep'"}, UNTOLD_COMMIT,
            TOLD_COMMIT);
}

static void AUD_05_where_postgres_dies_in_a_commit_nobody_is_told_that_nothing_was_changed(void **state)
{
    struct house *house = *state;
    struct cutter cutter = {.house = house, .state = "wait_event = 'PgSleep'", .stops = true};

    for (int bulk = 0; bulk < 2; bulk++) {
        PGconn *conn = superuser(house);
        struct there got;

        (void)house_settled(acts, conn);
        tell_all(conn, SLOW_COMMIT);
        PQfinish(conn);
        assert_int_equal(pthread_create(&cutter.thread, NULL, cut_at_commit, &cutter), 0);
        got = act(house, bulk);
        pthread_join(cutter.thread, NULL);
        assert_int_equal(got.status, 503);
        assert_non_null(memmem(got.body.p, got.body.n, "is not known", 12));
        assert_null(memmem(got.body.p, got.body.n, "Nothing was changed", 19));
        own_postgres_start();
        await_ready(house);
        conn = superuser(house);
        tell_all(conn, FAST_COMMIT);
        PQfinish(conn);
        check_all(house);
    }
}

/* ------------------------------------------------------------------ PostgreSQL cannot write */

/* What PostgreSQL says when there is no space for a row: the last one of an act. */
static const char *const FULL_DISK[] = {
    "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END$$",
    "CREATE TRIGGER full_disk BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION full_disk()",
    NULL,
};
static const char *const FREED_DISK[] = {"DROP TRIGGER full_disk ON audit", "DROP FUNCTION full_disk", NULL};

static void AUD_05_where_postgres_has_no_space_writes_are_503_and_half_of_nothing_is_kept(void **state)
{
    struct house *house = *state;
    const char *client = client_id(house->w, "Ellis");
    PGconn *conn = superuser(house);
    int64_t before;

    assert_int_equal(switch_access(house, client, true).status, 200);
    before = house_settled(acts, conn);
    tell_all(conn, FULL_DISK);
    for (int i = 0; i < 5; i++) {
        assert_unavailable(switch_access(house, client, false));
        assert_unavailable(act(house, true));
    }
    assert_int_equal(read_clients(house).status, 200);
    assert_int_equal(acts(conn), before);
    tell_all(conn, FREED_DISK);
    check_all(house);
    assert_int_equal(switch_access(house, client, false).status, 200);
    assert_int_equal(ask_plain(house, "/readyz", "ready\n"), 200);
    PQfinish(conn);
}

static void AUD_05_on_a_standby_that_only_reads_writes_are_503_until_it_is_promoted(void **state)
{
    struct house *house = *state;
    const char *client = client_id(house->w, "Ellis");
    PGconn *conn;

    own_postgres_stop(false);
    own_postgres_standby();
    own_postgres_start();
    for (int ms = 0; read_clients(house).status != 200; ms += 20) {
        if (ms > 15000)
            fail_msg("it does not read");
        usleep(20000);
    }
    for (int i = 0; i < 5; i++)
        assert_unavailable(switch_access(house, client, true));
    assert_int_equal(read_clients(house).status, 200);
    assert_int_equal(ask_plain(house, "/readyz", "the database cannot be written\n"), 503);
    conn = superuser(house);
    (void)tell(conn, "SELECT pg_promote()");
    await_ready(house);
    assert_int_equal(switch_access(house, client, true).status, 200);
    PQfinish(conn);
    check_all(house);
}

static void where_transactions_only_read_by_default_petgate_writes(void **state)
{
    struct house *house = *state;
    PGconn *conn = superuser(house);

    tell_all(conn, (const char *const[]){"ALTER SYSTEM SET default_transaction_read_only = on",
                                         "SELECT pg_reload_conf()", NULL});
    assert_int_equal(served_end(&house->served, SIGTERM), 0);
    house->served = served_start(house->database);
    assert_int_equal(switch_access(house, client_id(house->w, "Ellis"), true).status, 200);
    tell_all(conn, (const char *const[]){"SET default_transaction_read_only = off",
                                         "ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()",
                                         NULL});
    PQfinish(conn);
    check_all(house);
}

int main(void)
{
#define HOUSE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest sqlite[] = {
        HOUSE(AUD_05_a_server_killed_again_and_again_has_lost_nothing_that_it_acknowledged),
        HOUSE(told_to_stop_it_finishes_what_runs_ends_the_streams_and_exits_with_0),
        HOUSE(AUD_05_on_a_full_disk_writes_are_503_and_half_of_nothing_is_kept),
        HOUSE(under_load_the_disk_fills_and_is_freed_again_and_nothing_acknowledged_is_lost),
        HOUSE(a_data_folder_that_cannot_be_written_is_said_so_at_start),
    };
    const struct CMUnitTest postgres[] = {
        HOUSE(AUD_05_a_server_killed_again_and_again_has_lost_nothing_that_it_acknowledged),
        HOUSE(told_to_stop_it_finishes_what_runs_ends_the_streams_and_exits_with_0),
        HOUSE(AUD_05_postgres_stops_and_comes_back_under_load),
        HOUSE(AUD_05_postgres_killed_with_all_its_processes_again_and_again_has_lost_nothing_acknowledged),
        HOUSE(AUD_05_where_postgres_has_no_space_writes_are_503_and_half_of_nothing_is_kept),
        HOUSE(where_transactions_only_read_by_default_petgate_writes),
        HOUSE(AUD_05_on_a_standby_that_only_reads_writes_are_503_until_it_is_promoted),
        HOUSE(ACC_07_a_stream_outlives_an_outage_of_postgres),
        HOUSE(AUD_05_an_act_whose_commit_is_cut_off_before_it_stands_is_done_again),
        HOUSE(AUD_05_an_act_whose_commit_is_cut_off_when_it_stands_is_not_done_twice),
        HOUSE(AUD_05_where_postgres_dies_in_a_commit_nobody_is_told_that_nothing_was_changed),
    };

    signal(SIGPIPE, SIG_IGN);
    if (test_engine() != STORE_POSTGRES)
        return cmocka_run_group_tests(sqlite, NULL, NULL);
    own_postgres_begin();
    return cmocka_run_group_tests(postgres, NULL, NULL);
}
