#include "store/fixture.h"

#include <stdio.h>
#include <stdlib.h>

static const struct migration small_steps[] = {
    {1, "things",
     "CREATE TABLE thing (company_id INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT, body BLOB, amount INTEGER,"
     " PRIMARY KEY (company_id, id)) WITHOUT ROWID, STRICT;"
     "CREATE UNIQUE INDEX thing_name ON thing (company_id, name);",
     "CREATE TABLE thing (company_id bigint NOT NULL, id bigint NOT NULL, name text COLLATE \"C\", body bytea,"
     " amount bigint, PRIMARY KEY (company_id, id));"
     "CREATE UNIQUE INDEX thing_name ON thing (company_id, name);"
     "ALTER TABLE thing ENABLE ROW LEVEL SECURITY;"
     "ALTER TABLE thing FORCE ROW LEVEL SECURITY;"
     "CREATE POLICY one_company ON thing USING (company_id::text = current_setting('petgate.company', true));"
     "CREATE POLICY all_companies ON thing USING (current_setting('petgate.company', true) = 'all');"},
    {2, "parts",
     "CREATE TABLE part (company_id INTEGER NOT NULL, id INTEGER NOT NULL, thing_id INTEGER NOT NULL,"
     " PRIMARY KEY (company_id, id), FOREIGN KEY (company_id, thing_id) REFERENCES thing (company_id, id)) STRICT;",
     "CREATE TABLE part (company_id bigint NOT NULL, id bigint NOT NULL, thing_id bigint NOT NULL,"
     " PRIMARY KEY (company_id, id), FOREIGN KEY (company_id, thing_id) REFERENCES thing (company_id, id));"},
};
const struct migration_set small_schema = {small_steps, (int)ARRAY_SIZE(small_steps)};

SQL(thing_put, "INSERT INTO thing (company_id, id, name) VALUES ($1, $2, $3)");
SQL(thing_count, "SELECT COUNT(*) FROM thing WHERE company_id = $1");

void assert_ok(struct arena *arena, enum err err)
{
    if (err == OK)
        return;
    print_error("error %d: %.*s\n", (int)err, STR_ARG(arena->failure.log));
    _fail(__FILE__, __LINE__);
}

enum err put_thing(struct tx *tx, void *data)
{
    struct put *put = data;
    int64_t changed; /* asked for, so that a failure is told at once */

    put->runs++;
    TRY(EXECUTE(tx, &thing_put, &changed, SQL_ID(OURS), SQL_INT(put->id), SQL_TEXT_OR_NULL(put->name)));
    return put->then;
}

enum err put_one(struct fixture *f, int64_t id, const char *name)
{
    struct put put = {.id = id, .name = str_from(name)};

    return store_write(f->store, OURS, &f->arena, put_thing, &put, NULL);
}

static enum err count_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t *ret = data;

    TRY(QUERY(tx, &thing_count, &q, SQL_ID(OURS)));
    assert_true(query_next(&q));
    *ret = query_int(&q, 0);
    return query_done(&q);
}

int64_t count_things(struct tx *tx)
{
    int64_t count = -1;

    assert_ok(tx_arena(tx), count_body(tx, &count));
    return count;
}

int64_t count_committed(struct fixture *f)
{
    int64_t count = -1;

    assert_ok(&f->arena, store_read(f->store, OURS, &f->arena, count_body, &count));
    return count;
}

void reopen(struct fixture *f)
{
    store_close(f->store);
    f->store = NULL;
    assert_ok(&f->arena, store_open_with(&f->database.config, &small_schema, &f->arena, &f->store));
}

/* ------------------------------------------------------------------ the suite */

struct job {
    const struct store_test *test;
    enum store_engine engine;
};

static void run_one(void **state)
{
    const struct job *job = *state;
    struct fixture f = {.arena = ARENA_INIT};

    test_database_make(&f.database, job->engine);
    reopen(&f);
    job->test->run(&f);
    store_close(f.store);
    test_database_drop(&f.database);
    arena_free(&f.arena);
}

static int run_group(const struct store_tests *tests, enum store_engine engine)
{
    struct arena arena = ARENA_INIT;
    struct CMUnitTest *list = arena_array(&arena, struct CMUnitTest, (size_t)tests->count);
    struct job *jobs = arena_array(&arena, struct job, (size_t)tests->count);
    size_t count = 0;
    int failed;

    for (int i = 0; i < tests->count; i++) {
        const struct store_test *test = &tests->list[i];

        if (test->only && test->only != engine)
            continue;
        jobs[count] = (struct job){test, engine};
        list[count] = (struct CMUnitTest){.name = test->name, .test_func = run_one, .initial_state = &jobs[count]};
        count++;
    }
    failed = _cmocka_run_group_tests("store", list, count, NULL, NULL);
    arena_free(&arena);
    return failed;
}

int main(int argc, char **argv)
{
    static const struct store_tests *const groups[] = {
        &value_tests, &transaction_tests, &group_tests, &failure_tests, &open_tests, &map_tests,
    };
    int failed = 0;

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
        failed += run_group(groups[i], test_engine());
    }
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
