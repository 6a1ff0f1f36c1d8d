/* What breaks from outside: processes killed, connections cut, locks kept, files damaged. Nothing acknowledged is
 * missing, nothing unacknowledged is half there (AUD-05). */
#include "store/fixture.h"

#include "base/time.h"
#include "store/driver.h"

#include "store/sqlite/sqlite.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* ------------------------------------------------------------------ a killed process */

enum { KILL_WRITERS = 4, KILL_AFTER_MS = 150 };

struct doomed {
    struct store *store;
    int64_t first;
    int pipe;
};

/* Puts pairs of rows, 2n and 2n + 1, and says n when told that they are kept. */
static enum err put_pair(struct tx *tx, void *data)
{
    int64_t n = *(int64_t *)data;

    TRY(put_thing(tx, &(struct put){.id = 2 * n}));
    return put_thing(tx, &(struct put){.id = 2 * n + 1});
}

static void *write_until_killed(void *data)
{
    struct doomed *doomed = data;
    struct arena arena = ARENA_INIT;

    for (int64_t n = doomed->first;; n++) {
        if (store_write(doomed->store, OURS, &arena, put_pair, &n, NULL) != OK ||
            write(doomed->pipe, &n, sizeof(n)) != sizeof(n))
            _exit(1);
        arena_reset(&arena);
    }
}

static _Noreturn void be_doomed(const struct fixture *f, int out)
{
    struct doomed doomed[KILL_WRITERS];
    struct arena arena = ARENA_INIT;
    struct store *store = NULL;
    pthread_t thread;

    if (store_open_with(&f->database.config, &small_schema, &arena, &store) != OK)
        _exit(1);
    for (int i = 0; i < KILL_WRITERS; i++) {
        doomed[i] = (struct doomed){store, 1 + 1000000 * i, out};
        pthread_create(&thread, NULL, write_until_killed, &doomed[i]);
    }
    for (;;)
        pause();
}

SQL(pair_count, "SELECT COUNT(*) FROM thing WHERE company_id = $1 AND id IN IDS($2)");
SQL(half_pairs, "SELECT COUNT(*) FROM thing AS one WHERE company_id = $1 AND NOT EXISTS (SELECT 1 FROM thing AS other "
                "WHERE other.company_id = $1 AND other.id = one.id - (one.id % 2) * 2 + 1)");

struct after {
    int64_t *ids;
    int count;
    int64_t found, halves;
};

static enum err look_after(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query found = {0};
    CLEANUP(query_end) struct query halves = {0};
    struct after *after = data;

    TRY(QUERY(tx, &pair_count, &found, SQL_ID(OURS), SQL_IDS(after->ids, after->count)));
    assert_true(query_next(&found));
    after->found = query_int(&found, 0);
    TRY(QUERY(tx, &half_pairs, &halves, SQL_ID(OURS)));
    assert_true(query_next(&halves));
    after->halves = query_int(&halves, 0);
    return OK;
}

static void AUD_05_a_killed_writer_loses_nothing_acknowledged(struct fixture *f)
{
    struct after after = {.ids = arena_array(&f->arena, int64_t, 200000)};
    int64_t n, until;
    int ends[2];
    pid_t child;

    store_close(f->store);
    f->store = NULL;
    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0)
        be_doomed(f, ends[1]);
    close(ends[1]);
    until = INT64_MAX; /* the killing comes so long after the first answer */
    while (read(ends[0], &n, sizeof(n)) == sizeof(n) && after.count < 199990) {
        after.ids[after.count++] = 2 * n;
        after.ids[after.count++] = 2 * n + 1;
        if (until == INT64_MAX)
            until = time_monotonic_us() + KILL_AFTER_MS * 1000;
        if (time_monotonic_us() >= until)
            kill(child, SIGKILL);
    }
    close(ends[0]);
    waitpid(child, NULL, 0);
    reopen(f);
    assert_ok(&f->arena, store_read(f->store, OURS, &f->arena, look_after, &after));
    assert_true(after.count > 0);
    assert_int_equal(after.found, after.count);
    assert_int_equal(after.halves, 0);
}

/* ------------------------------------------------------------------ other processes */

static void a_write_of_another_process_moves_the_data_version(struct fixture *f)
{
    int64_t first = store_data_version(f->store);
    struct fixture other = {.database = f->database};

    assert_int_equal(store_data_version(f->store), first);
    other.database.config.data_dir = str_from(f->database.dir);
    reopen(&other);
    assert_ok(&other.arena, put_one(&other, 1, "theirs"));
    assert_int_not_equal(store_data_version(f->store), first);
    first = store_data_version(f->store);
    assert_ok(&f->arena, put_one(f, 2, "ours"));
    assert_int_not_equal(store_data_version(f->store), first);
    first = store_data_version(f->store);
    assert_int_equal(count_committed(f), 2);
    assert_int_equal(store_data_version(f->store), first);
    store_close(other.store);
    arena_free(&other.arena);
}

enum { COMMITS = 20, VERSIONS = 2 * COMMITS + 1 };

/* A version that was not there before. */
static void assert_moved(struct fixture *f, int64_t *versions, int *count)
{
    int64_t version = store_data_version(f->store);

    assert_true(version > 0);
    for (int i = 0; i < *count; i++)
        assert_true(versions[i] != version);
    assert_true(store_data_version(f->store) == version);
    versions[(*count)++] = version;
}

/* What a process leaves that dies while it writes the head of the index: SQLite makes it anew from the log. */
static void spoil_index(struct fixture *f)
{
    struct str path = arena_format(&f->arena, "%s/petgate.db-shm", f->database.dir);
    uint8_t spoilt[96];
    int fd = open(path.p, O_RDWR | O_CLOEXEC);

    memset(spoilt, 0xa5, sizeof(spoilt));
    assert_int_equal(pwrite(fd, spoilt, sizeof(spoilt), 0), sizeof(spoilt));
    close(fd);
}

static void no_version_comes_twice_even_if_the_index_is_made_anew(struct fixture *f)
{
    struct sqlite *sqlite = f->store->state;
    int64_t versions[VERSIONS] = {0};
    int count = 0;

    assert_non_null(sqlite->watch.head); /* SQLite's index is as we know it */
    for (int half = 0; half < 2; half++) {
        for (int id = 1 + half * COMMITS; id <= (half + 1) * COMMITS; id++) {
            assert_ok(&f->arena, put_one(f, id, arena_format(&f->arena, "ours %d", id).p));
            assert_moved(f, versions, &count);
        }
        spoil_index(f);
    }
    assert_int_equal(count_committed(f), 2 * COMMITS);
    assert_moved(f, versions, &count);
}

/* Where the index is another than we know. */
static void without_the_index_the_version_is_asked_for(struct fixture *f)
{
    struct sqlite *sqlite = f->store->state;
    int64_t versions[VERSIONS] = {0};
    int count = 0;

    sqlite->watch.head = NULL;
    for (int i = 0; i < COMMITS; i++) {
        assert_ok(&f->arena, put_one(f, 1 + i, arena_format(&f->arena, "ours %d", i).p));
        assert_moved(f, versions, &count);
    }
}

static void a_lock_kept_by_another_process_is_unavailable(struct fixture *f)
{
    struct str path = arena_format(&f->arena, "%s/petgate.db", f->database.dir);
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open(path.p, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(put_one(f, 1, "a"), ERR_UNAVAILABLE);
    assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_ok(&f->arena, put_one(f, 1, "a"));
}

static void a_file_that_is_no_database_is_unavailable(struct fixture *f)
{
    struct str path = arena_format(&f->arena, "%s/petgate.db", f->database.dir);
    FILE *file;

    store_close(f->store);
    f->store = NULL;
    file = fopen(path.p, "w");
    assert_non_null(file);
    for (int i = 0; i < 4096; i++)
        fputs("no database ", file);
    fclose(file);
    assert_int_equal(store_open_with(&f->database.config, &small_schema, &f->arena, &f->store), ERR_UNAVAILABLE);
    assert_non_null(strstr(arena_cstr(&f->arena, f->arena.failure.log), "restore the last backup"));
}

/* ------------------------------------------------------------------ PostgreSQL's connections */

/* From outside of the store, with the rights that row-level security leaves the owner. */
static PGconn *outside(struct fixture *f)
{
    PGconn *conn = PQconnectdb(f->database.url);

    assert_int_equal(PQstatus(conn), CONNECTION_OK);
    PQclear(PQexec(conn, "SET petgate.company = '1'"));
    return conn;
}

static int outside_run(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);
    int rows = PQntuples(result);

    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK) {
        print_error("%s: %s\n", sql, PQerrorMessage(conn));
        _fail(__FILE__, __LINE__);
    }
    PQclear(result);
    return rows;
}

/* Cuts the store's connections that are in the named state; returns how many. */
static int cut(PGconn *conn, const char *state)
{
    char sql[400];

    snprintf(sql, sizeof(sql),
             "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
             "application_name = 'petgate' AND datname = current_database() AND (%s)",
             state);
    return outside_run(conn, sql);
}

/* The connection that migrated may still be on its way out. */
static void await_one_connection(PGconn *conn)
{
    static const char sql[] = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'petgate'"
                              " AND datname = current_database()";

    for (int i = 0; i < 5000 && outside_run(conn, sql) != 1; i++)
        usleep(1000);
}

struct cutting {
    struct put put;
    struct fixture *f;
    PGconn *conn;
    int cuts; /* how often it still cuts itself off */
};

static enum err put_and_cut(struct tx *tx, void *data)
{
    struct cutting *cutting = data;

    TRY(put_thing(tx, &cutting->put));
    if (cutting->cuts-- > 0)
        assert_int_equal(cut(cutting->conn, "state = 'idle in transaction'"), 1);
    cutting->put.id++;
    return put_thing(tx, &cutting->put);
}

static void a_connection_cut_before_commit_is_made_anew_and_the_body_run_again(struct fixture *f)
{
    struct cutting cutting = {{.id = 1}, f, outside(f), 1};
    bool unknown = true;

    assert_ok(&f->arena, store_write(f->store, OURS, &f->arena, put_and_cut, &cutting, &unknown));
    assert_false(unknown);
    assert_int_equal(cutting.put.runs, 4); /* put, cut and failed, put, put */
    assert_int_equal(count_committed(f), 2);
    PQfinish(cutting.conn);
}

static void a_connection_cut_twice_is_unavailable(struct fixture *f)
{
    struct cutting cutting = {{.id = 1}, f, outside(f), 2};
    bool unknown = true;

    assert_int_equal(store_write(f->store, OURS, &f->arena, put_and_cut, &cutting, &unknown), ERR_UNAVAILABLE);
    assert_false(unknown);
    assert_int_equal(count_committed(f), 0);
    PQfinish(cutting.conn);
}

static void connections_cut_while_idle_are_not_noticed_by_callers(struct fixture *f)
{
    PGconn *conn = outside(f);

    assert_ok(&f->arena, put_one(f, 1, "a"));
    await_one_connection(conn);
    assert_int_equal(cut(conn, "state = 'idle'"), 1);
    assert_ok(&f->arena, put_one(f, 2, "b"));
    assert_int_equal(cut(conn, "state = 'idle'"), 1);
    assert_int_equal(count_committed(f), 2);
    PQfinish(conn);
}

static void *cut_the_sleeper(void *data)
{
    PGconn *conn = data;

    while (cut(conn, "state = 'active' AND query = 'COMMIT'") == 0)
        usleep(2000);
    return NULL;
}

static void a_connection_cut_at_commit_leaves_the_outcome_unknown(struct fixture *f)
{
    struct put put = {.id = 1};
    PGconn *conn = outside(f);
    bool unknown = false;
    pthread_t thread;

    /* A check that is put off to COMMIT and takes long, so that the cut falls into it. */
    (void)outside_run(conn, "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
                            "$$BEGIN PERFORM pg_sleep(20); RETURN NULL; END$$");
    (void)outside_run(conn, "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED "
                            "FOR EACH ROW EXECUTE FUNCTION slow()");
    pthread_create(&thread, NULL, cut_the_sleeper, conn);
    assert_int_equal(store_write(f->store, OURS, &f->arena, put_thing, &put, &unknown), ERR_UNAVAILABLE);
    assert_int_equal(f->arena.failure.text.id, MSG_UNAVAILABLE_UNKNOWN);
    pthread_join(thread, NULL);
    assert_true(unknown);
    assert_int_equal(put.runs, 1);
    assert_int_equal(count_committed(f), 0);
    PQfinish(conn);
}

SQL(bump, "UPDATE thing SET amount = COALESCE(amount, 0) + 1 WHERE company_id = $1 AND id = $2");

static enum err bump_one(struct tx *tx, void *data)
{
    int64_t changed;

    return EXECUTE(tx, &bump, &changed, SQL_ID(OURS), SQL_INT(*(int64_t *)data));
}

static void a_row_kept_locked_for_five_seconds_is_unavailable(struct fixture *f)
{
    PGconn *conn = outside(f);
    int64_t id = 1;

    assert_ok(&f->arena, put_one(f, 1, "a"));
    (void)outside_run(conn, "BEGIN");
    (void)outside_run(conn, "UPDATE thing SET amount = 5 WHERE id = 1");
    assert_int_equal(store_write(f->store, OURS, &f->arena, bump_one, &id, NULL), ERR_UNAVAILABLE);
    (void)outside_run(conn, "COMMIT");
    assert_ok(&f->arena, store_write(f->store, OURS, &f->arena, bump_one, &id, NULL));
    PQfinish(conn);
}

/* ------------------------------------------------------------------ deadlock */

struct crossing {
    struct fixture *f;
    pthread_t thread;
    int64_t first, second;
    pthread_barrier_t
        *both; /* PostgreSQL: each waits until the other has its first row; SQLite lets one write at a time */
    int runs;
    enum err result;
    struct arena arena;
};

static enum err bump_both(struct tx *tx, void *data)
{
    struct crossing *crossing = data;

    crossing->runs++;
    TRY(bump_one(tx, &crossing->first));
    if (crossing->runs == 1 && crossing->both)
        pthread_barrier_wait(crossing->both);
    return bump_one(tx, &crossing->second);
}

static void *cross(void *data)
{
    struct crossing *crossing = data;

    crossing->result = store_write(crossing->f->store, OURS, &crossing->arena, bump_both, crossing, NULL);
    return NULL;
}

static void of_two_in_a_deadlock_both_succeed_in_the_end(struct fixture *f)
{
    pthread_barrier_t barrier, *both = store_engine(f->store) == STORE_POSTGRES ? &barrier : NULL;
    struct crossing crossings[2] = {{f, .first = 1, .second = 2, .both = both},
                                    {f, .first = 2, .second = 1, .both = both}};

    pthread_barrier_init(&barrier, NULL, 2);
    assert_ok(&f->arena, put_one(f, 1, "a"));
    assert_ok(&f->arena, put_one(f, 2, "b"));
    for (int i = 0; i < 2; i++)
        pthread_create(&crossings[i].thread, NULL, cross, &crossings[i]);
    for (int i = 0; i < 2; i++) {
        pthread_join(crossings[i].thread, NULL);
        assert_int_equal(crossings[i].result, OK);
        arena_free(&crossings[i].arena);
    }
    pthread_barrier_destroy(&barrier);
    if (both)
        assert_true(crossings[0].runs + crossings[1].runs > 2);
}

static const struct store_test list[] = {
    TEST(AUD_05_a_killed_writer_loses_nothing_acknowledged),
    TEST(of_two_in_a_deadlock_both_succeed_in_the_end),
    TEST_ON(STORE_SQLITE, a_write_of_another_process_moves_the_data_version),
    TEST_ON(STORE_SQLITE, no_version_comes_twice_even_if_the_index_is_made_anew),
    TEST_ON(STORE_SQLITE, without_the_index_the_version_is_asked_for),
    TEST_ON(STORE_SQLITE, a_lock_kept_by_another_process_is_unavailable),
    TEST_ON(STORE_SQLITE, a_file_that_is_no_database_is_unavailable),
    TEST_ON(STORE_POSTGRES, a_connection_cut_before_commit_is_made_anew_and_the_body_run_again),
    TEST_ON(STORE_POSTGRES, a_connection_cut_twice_is_unavailable),
    TEST_ON(STORE_POSTGRES, connections_cut_while_idle_are_not_noticed_by_callers),
    TEST_ON(STORE_POSTGRES, a_connection_cut_at_commit_leaves_the_outcome_unknown),
    TEST_ON(STORE_POSTGRES, a_row_kept_locked_for_five_seconds_is_unavailable),
};
const struct store_tests failure_tests = {list, (int)ARRAY_SIZE(list)};
