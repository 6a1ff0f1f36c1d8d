/* Opening: migrations, and what is refused. */
#include "store/fixture.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void assert_refused(struct fixture *f, const struct store_config *config, const struct migration_set *set,
                           const char *because)
{
    struct store *store = NULL;

    assert_int_equal(store_open_with(config, set, &f->arena, &store), ERR_UNAVAILABLE);
    assert_null(store);
    if (!strstr(arena_cstr(&f->arena, f->arena.failure.log), because)) {
        print_error("%.*s\n", STR_ARG(f->arena.failure.log));
        _fail(__FILE__, __LINE__);
    }
}

SQL(version, "SELECT MAX(version), COUNT(*), MIN(applied_at) FROM schema /* scope: all companies */");
SQL(version_put, "INSERT INTO schema (version, applied_at) VALUES ($1, 0) /* scope: all companies */");

static enum err read_version(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t *ret = data;

    TRY(QUERY(tx, &version, &q));
    assert_true(query_next(&q));
    for (int i = 0; i < 3; i++)
        ret[i] = query_int(&q, i);
    return query_done(&q);
}

static enum err put_version(struct tx *tx, void *data)
{
    return EXECUTE(tx, &version_put, NULL, SQL_INT(*(int64_t *)data));
}

static void assert_version(struct fixture *f, int64_t expected)
{
    int64_t found[3];

    assert_ok(&f->arena, store_read(f->store, COMPANY_NONE, &f->arena, read_version, found));
    assert_int_equal(found[0], expected);
    assert_int_equal(found[1], expected);
    assert_true(found[2] > 0);
}

static void an_empty_database_is_migrated_and_an_old_one_too(struct fixture *f)
{
    struct migration steps[3] = {small_schema.list[0],
                                 small_schema.list[1],
                                 {3, "more", "CREATE TABLE more (a INTEGER) STRICT; INSERT INTO more VALUES (1);",
                                  "CREATE TABLE more (a bigint); INSERT INTO more VALUES (1);"}};
    struct migration_set set = {steps, 3};

    assert_version(f, 2);
    assert_ok(&f->arena, put_one(f, 1, "kept"));
    store_close(f->store);
    f->store = NULL;
    assert_ok(&f->arena, store_open_with(&f->database.config, &set, &f->arena, &f->store));
    assert_version(f, 3);
    assert_int_equal(count_committed(f), 1);
}

static void a_newer_schema_is_refused(struct fixture *f)
{
    int64_t newer = 3;

    assert_ok(&f->arena, store_write(f->store, COMPANY_NONE, &f->arena, put_version, &newer, NULL));
    assert_refused(f, &f->database.config, &small_schema, "newer");
}

static void a_migration_that_fails_leaves_nothing(struct fixture *f)
{
    struct migration steps[3] = {small_schema.list[0],
                                 small_schema.list[1],
                                 {3, "wrong", "CREATE TABLE half (a INTEGER) STRICT; CREATE TABLE half (a INTEGER);",
                                  "CREATE TABLE half (a bigint); CREATE TABLE half (a bigint)"}};
    struct migration_set set = {steps, 3};
    struct store *store = NULL;

    assert_int_equal(store_open_with(&f->database.config, &set, &f->arena, &store), ERR_INTERNAL);
    assert_version(f, 2);
    steps[2].sqlite = "CREATE TABLE half (a INTEGER)";
    steps[2].postgres = "CREATE TABLE half (a bigint)";
    store_close(f->store);
    f->store = NULL;
    assert_ok(&f->arena, store_open_with(&f->database.config, &set, &f->arena, &f->store));
    assert_version(f, 3);
}

struct opener {
    struct test_database *database;
    pthread_t thread;
    struct store *store;
    enum err result;
    struct arena arena;
};

static void *open_it(void *data)
{
    struct opener *opener = data;

    opener->result = store_open_with(&opener->database->config, &small_schema, &opener->arena, &opener->store);
    return NULL;
}

static void open_an_empty_one_at_once(struct fixture *f)
{
    struct test_database empty;
    struct opener openers[4] = {0};

    test_database_make(&empty, f->database.engine);
    for (int i = 0; i < 4; i++) {
        openers[i].database = &empty;
        pthread_create(&openers[i].thread, NULL, open_it, &openers[i]);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(openers[i].thread, NULL);
        assert_ok(&openers[i].arena, openers[i].result);
        store_close(openers[i].store);
        arena_free(&openers[i].arena);
    }
    test_database_drop(&empty);
}

/* On SQLite often: where two turn the log on at the very same time, one is told that the file is locked at once. */
static void several_that_open_an_empty_database_migrate_it_once(struct fixture *f)
{
    int rounds = f->database.engine == STORE_SQLITE ? 200 : 1;

    for (int i = 0; i < rounds; i++)
        open_an_empty_one_at_once(f);
}

static void for_reading_only_it_neither_migrates_nor_writes(struct fixture *f)
{
    struct migration_set older = {small_schema.list, 1};
    struct store_config config = f->database.config;
    struct put put = {.id = 2};
    struct test_database empty;
    struct store *store = NULL;

    config.read_only = true;
    assert_refused(f, &config, &older, "newer");
    assert_ok(&f->arena, put_one(f, 1, "a"));
    assert_ok(&f->arena, store_open_with(&config, &small_schema, &f->arena, &store));
    assert_int_equal(store_write(store, OURS, &f->arena, put_thing, &put, NULL), ERR_UNAVAILABLE);
    store_close(store);
    assert_int_equal(count_committed(f), 1);

    test_database_make(&empty, f->database.engine);
    empty.config.read_only = true;
    assert_refused(f, &empty.config, &small_schema,
                   f->database.engine == STORE_SQLITE ? "cannot be opened" : "may only read");
    test_database_drop(&empty);
}

static void the_programs_own_schema_opens(struct fixture *f)
{
    struct test_database own;
    struct store *store = NULL;

    test_database_make(&own, f->database.engine);
    assert_ok(&f->arena, store_open(&own.config, &f->arena, &store));
    store_close(store);
    assert_true(store_schema_version() >= 1);
    test_database_drop(&own);
}

static void the_file_is_for_its_owner_only(struct fixture *f)
{
    struct store_config config = {.data_dir = arena_format(&f->arena, "%s/new/deep", f->database.dir)};
    struct store *store = NULL;
    struct stat status;

    assert_ok(&f->arena, store_open_with(&config, &small_schema, &f->arena, &store));
    assert_int_equal(stat(arena_format(&f->arena, "%s/new/deep/petgate.db", f->database.dir).p, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(stat(arena_format(&f->arena, "%s/new", f->database.dir).p, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    store_close(store);
}

/* ------------------------------------------------------------------ PostgreSQL's roles */

/* The test's address with another role; the role's name stands once in it. */
static struct str url_of(struct fixture *f, const char *role)
{
    const char *at = strstr(f->database.url, "//petgate_test@");

    assert_non_null(at);
    return arena_format(&f->arena, "postgresql://%s@%s", role, at + strlen("//petgate_test@"));
}

static void as_superuser(struct fixture *f, const char *sql)
{
    PGconn *conn = PQconnectdb(url_of(f, "superuser").p);
    PGresult *result = PQexec(conn, sql);

    assert_int_equal(PQresultStatus(result), PGRES_COMMAND_OK);
    PQclear(result);
    PQfinish(conn);
}

static void a_superuser_is_refused_with_what_to_do(struct fixture *f)
{
    struct store_config config = {.database_url = url_of(f, "superuser")};

    assert_refused(f, &config, &small_schema, "CREATE ROLE petgate LOGIN");
}

static void a_role_that_bypasses_row_level_security_is_refused(struct fixture *f)
{
    struct str role = arena_format(&f->arena, "bypass_%s", f->database.schema);
    struct store_config config = {.database_url = url_of(f, role.p)};

    as_superuser(f, arena_format(&f->arena, "CREATE ROLE %s LOGIN BYPASSRLS", role.p).p);
    assert_refused(f, &config, &small_schema, "bypasses row-level security");
    as_superuser(f, arena_format(&f->arena, "DROP ROLE %s", role.p).p);
}

static void a_server_that_is_not_there_is_unavailable(struct fixture *f)
{
    struct store_config config = {.database_url = STR("postgresql://nobody@/nothing?host=/nonexistent")};

    assert_refused(f, &config, &small_schema, "cannot connect to PostgreSQL");
}

enum { NOBODY = 65534 };

/* In a process without privileges, which the root of a container is not: opens, and writes if that went well. Says into
 * `out` what an operator reads. */
static _Noreturn void open_and_write(struct fixture *f, int out)
{
    struct put put = {.id = 7, .name = STR("x")};
    struct str said;
    enum err err;

    if (geteuid() == 0 && setuid(NOBODY) != 0)
        _exit(9);
    err = store_open_with(&f->database.config, &small_schema, &f->arena, &f->store);
    if (err == OK)
        err = store_write(f->store, OURS, &f->arena, put_thing, &put, NULL);
    said = err == OK ? STR("written") : f->arena.failure.log;
    if (write(out, said.p, said.n) < 0)
        _exit(9);
    _exit(err == ERR_UNAVAILABLE ? 3 : 1);
}

static void assert_cannot_be_written(struct fixture *f, mode_t folder, mode_t file)
{
    char path[128], said[1024] = "";
    int ends[2], status;
    pid_t child;

    snprintf(path, sizeof(path), "%s/petgate.db", f->database.dir);
    assert_true(geteuid() != 0 || (chown(path, NOBODY, NOBODY) == 0 && chown(f->database.dir, NOBODY, NOBODY) == 0));
    assert_int_equal(chmod(path, file), 0);
    assert_int_equal(chmod(f->database.dir, folder), 0);
    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0)
        open_and_write(f, ends[1]);
    close(ends[1]);
    assert_true(read(ends[0], said, sizeof(said) - 1) > 0);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(chmod(f->database.dir, 0700), 0);
    assert_int_equal(chmod(path, 0600), 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 3 || !strstr(said, "petgate.db") ||
        !strstr(said, "look at owner")) {
        print_error("folder %o, file %o: %s\n", (unsigned)folder, (unsigned)file, said);
        _fail(__FILE__, __LINE__);
    }
}

static void a_file_or_folder_that_cannot_be_written_is_said_so_and_stays_as_it_was(struct fixture *f)
{
    assert_ok(&f->arena, put_one(f, 1, "kept"));
    store_close(f->store);
    f->store = NULL;
    assert_cannot_be_written(f, 0700, 0400);
    assert_cannot_be_written(f, 0500, 0600);
    assert_cannot_be_written(f, 0500, 0400);
    assert_ok(&f->arena, store_open_with(&f->database.config, &small_schema, &f->arena, &f->store));
    assert_int_equal(count_committed(f), 1);
}

static const struct store_test list[] = {
    TEST(an_empty_database_is_migrated_and_an_old_one_too),
    TEST(a_newer_schema_is_refused),
    TEST(a_migration_that_fails_leaves_nothing),
    TEST(several_that_open_an_empty_database_migrate_it_once),
    TEST(for_reading_only_it_neither_migrates_nor_writes),
    TEST(the_programs_own_schema_opens),
    TEST_ON(STORE_SQLITE, the_file_is_for_its_owner_only),
    TEST_ON(STORE_SQLITE, a_file_or_folder_that_cannot_be_written_is_said_so_and_stays_as_it_was),
    TEST_ON(STORE_POSTGRES, a_superuser_is_refused_with_what_to_do),
    TEST_ON(STORE_POSTGRES, a_role_that_bypasses_row_level_security_is_refused),
    TEST_ON(STORE_POSTGRES, a_server_that_is_not_there_is_unavailable),
};
const struct store_tests open_tests = {list, (int)ARRAY_SIZE(list)};
