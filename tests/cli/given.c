#include "cli/given.h"

#include "base/random.h"
#include "support/program.h"

#include <string.h>

SQL(test_company, "SELECT id, change FROM company WHERE slug = 'happy-tails' /* scope: all companies: a test */");

const char *given_program;
static struct given shared;

struct ended petgate_on(struct given *given, const char *where, const char *words)
{
    struct ran ran = program_run(given_program, arena_format(&given->arena, "%s %s", words, where).p, &given->arena);

    return (struct ended){
        .code = ran.code, .said = ran.said, .json = json_loadb(ran.said, ran.length, JSON_DISABLE_EOF_CHECK, NULL)};
}

const char *given_where(struct given *given)
{
    if (given->database.engine == STORE_SQLITE)
        return arena_format(&given->arena, "--data %s", given->database.dir).p;
    return arena_format(&given->arena, "--data %s --database %s", given->database.dir, given->database.url).p;
}

struct ended petgate(struct given *given, const char *words)
{
    return petgate_on(given, given_where(given), words);
}

/* ------------------------------------------------------------------ behind its back */

struct tampering {
    enum err (*how)(struct tx *tx, struct company_id company, int64_t entry);
    int64_t entry;
    struct company_id company;
    int64_t change;
};

static enum err find_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct tampering *job = data;

    TRY(query_open(tx, &test_company, 0, NULL, 0, &q));
    if (query_next(&q)) {
        job->company.n = query_int(&q, 0);
        job->change = query_int(&q, 1);
    }
    return query_done(&q);
}

static enum err tamper_body(struct tx *tx, void *data)
{
    const struct tampering *job = data;

    return job->how(tx, job->company, job->entry);
}

int64_t tamper(struct given *given, enum err (*how)(struct tx *, struct company_id, int64_t), int64_t entry)
{
    struct tampering job = {.how = how, .entry = entry};
    struct arena arena = ARENA_INIT;
    struct store *store;

    assert_int_equal(store_open(&given->database.config, &arena, &store), OK);
    assert_int_equal(store_read(store, COMPANY_ALL, &arena, find_body, &job), OK);
    if (how)
        assert_int_equal(store_write(store, job.company, &arena, tamper_body, &job, NULL), OK);
    store_close(store);
    arena_free(&arena);
    return job.change;
}

/* ------------------------------------------------------------------ one demonstration for all */

int given_setup(void **state)
{
    struct ended made;

    random_start();
    shared = (struct given){.arena = ARENA_INIT};
    test_database_make(&shared.database, test_engine());
    made = petgate(&shared, "demo --small --password seven-crooked-teapots");
    if (made.code != CLI_OK || strstr(made.said, "dana@happytails.example") == NULL)
        print_error("%d: %s\n", made.code, made.said);
    *state = &shared;
    return made.code == CLI_OK ? 0 : -1;
}

int given_teardown(void **state)
{
    struct given *given = *state;

    test_database_drop(&given->database);
    arena_free(&given->arena);
    return 0;
}
