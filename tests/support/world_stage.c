#include "support/world_stage.h"

#include "app/system.h"
#include "features/demo/demo.h"
#include "features/features.h"
#include "features/identity/identity.h"
#include "support/world.h"
#include "view/templates.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct stage master; /* SQLite: what copies are made of */
static bool master_made;
static struct stage *stages; /* PostgreSQL */

static _Noreturn void die(const char *what, const char *detail)
{
    fprintf(stderr, "world: %s: %s\n", what, detail);
    abort();
}

static void must(enum err err, const struct arena *arena, const char *what)
{
    if (err != OK)
        die(what, arena->failure.log.n ? arena->failure.log.p : "refused");
}

/* ------------------------------------------------------------------ features */

enum { FEATURES_MAX = 100 };
static struct feature feature_copies[FEATURES_MAX];
static const struct feature *feature_list[FEATURES_MAX];
static pthread_once_t features_once = PTHREAD_ONCE_INIT;

static bool has_page(const char *page)
{
    for (int i = 0; i < builtin_template_count; i++) {
        if (str_is(builtin_templates[i].name, page))
            return true;
    }
    return false;
}

/* Whether the row of this name lost its page. */
static bool lost_page(const char *name)
{
    for (int f = 0; f < feature_count; f++) {
        for (int i = 0; i < features[f]->operation_count; i++) {
            const struct operation *op = &features[f]->operations[i];

            if (strcmp(op->name, name) == 0)
                return op->page && !has_page(op->page);
        }
    }
    return true;
}

static void copy_feature(const struct feature *from, struct feature *to)
{
    struct operation *rows = calloc((size_t)from->operation_count + 1, sizeof(*rows));

    if (!rows)
        abort();
    *to = *from;
    to->operations = rows;
    for (int i = 0; i < from->operation_count; i++) {
        memcpy(&rows[i], &from->operations[i], sizeof(rows[i]));
        if (rows[i].page && !has_page(rows[i].page))
            rows[i].page = NULL;
        if (rows[i].form && lost_page(rows[i].form))
            rows[i].form = NULL;
    }
}

static void copy_features(void)
{
    if (feature_count > FEATURES_MAX)
        die("there are too many features", "raise FEATURES_MAX");
    for (int i = 0; i < feature_count; i++) {
        copy_feature(features[i], &feature_copies[i]);
        feature_list[i] = &feature_copies[i];
    }
}

const struct feature *const *stage_features(int *ret_count)
{
    pthread_once(&features_once, copy_features);
    *ret_count = feature_count;
    return feature_list;
}

/* ------------------------------------------------------------------ making one */

SQL(stage_people, "SELECT p.company_id, p.id, p.account_id, a.email FROM staff p JOIN account a ON a.id = p.account_id"
                  " /* scope: all companies: the cast */ ORDER BY a.email");

static const char *key_of(struct str email)
{
    for (int c = 0; c < DEMO_COMPANY_COUNT; c++) {
        for (int i = 0; i < demo_companies[c]->person_count; i++) {
            struct str key = str_from(demo_companies[c]->people[i].key);

            if (str_starts(email, key) && email.p[key.n] == '@')
                return demo_companies[c]->people[i].key;
        }
    }
    die("a person who is not of the cast", email.p);
}

MUST_CHECK static enum err read_cast(struct tx *tx, struct stage *stage)
{
    CLEANUP(query_end) struct query q = {0};

    stage->cast_count = 0;
    TRY(query_open(tx, &stage_people, 0, NULL, 0, &q));
    while (query_next(&q) && stage->cast_count < CAST_MAX)
        stage->cast[stage->cast_count++] = (struct cast){.key = key_of(query_text(&q, 3)),
                                                         .company = {query_int(&q, 0)},
                                                         .staff = {query_int(&q, 1)},
                                                         .account = {query_int(&q, 2)}};
    return query_done(&q);
}

MUST_CHECK static enum err tokens_body(struct tx *tx, void *data)
{
    struct stage *stage = data;

    TRY(read_cast(tx, stage));
    for (int i = 0; i < stage->cast_count; i++) {
        struct cast *person = &stage->cast[i];
        struct system_access access = {NULL};
        struct str secret;

        TRY(system_access_open(tx, person->company, PERMISSION_manage_staff, WORLD_NOW, &access));
        system_access_end(&access); /* only the company is looked at */
        TRY(identity_token(tx, &access.grant, person->staff, STR("Test"), ~UINT64_C(0), 0, &secret));
        snprintf(person->token, sizeof(person->token), "%.*s", STR_ARG(secret));
    }
    return OK;
}

static int64_t fixed_clock(void *data)
{
    (void)data;
    return WORLD_NOW;
}

static void fill(struct stage *stage)
{
    struct arena arena = ARENA_INIT;
    struct demo_request request = {.small = true, .password = STR(WORLD_PASSWORD), .now = WORLD_NOW};
    struct app_config config = {.log = {.fd = STDERR_FILENO, .least = LOG_ERROR},
                                .features = features,
                                .feature_count = feature_count,
                                .clock = fixed_clock,
                                .cheap_passwords = true};
    struct app *app = NULL;

    must(store_open(&stage->database.config, &arena, &config.store), &arena, "the store does not open");
    must(app_new(&config, &arena, &app), &arena, "the app does not start");
    must(demo_make(app, &request, &arena), &arena, "the demonstration cannot be made");
    must(store_write(config.store, COMPANY_ALL, &arena, tokens_body, stage, NULL), &arena, "no tokens");
    app_free(app);
    store_close(config.store);
    arena_free(&arena);
}

/* ------------------------------------------------------------------ SQLite: copies of a file */

static void drop_master(void)
{
    test_database_drop(&master.database);
}

static void copy_file(const char *from, const char *to)
{
    static char bytes[1 << 16];
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ssize_t n = 0;

    while (in >= 0 && out >= 0 && (n = read(in, bytes, sizeof(bytes))) > 0) {
        if (write(out, bytes, (size_t)n) != n)
            n = -1;
    }
    if (in < 0 || out < 0 || n < 0)
        die("the database cannot be copied", from);
    close(in);
    close(out);
}

static struct stage *take_copy(void)
{
    struct stage *stage = calloc(1, sizeof(*stage));
    char from[128], to[128];

    if (!stage)
        abort();
    if (!master_made) {
        test_database_make(&master.database, STORE_SQLITE);
        atexit(drop_master);
        fill(&master);
        master_made = true;
    }
    test_database_make(&stage->database, STORE_SQLITE);
    snprintf(from, sizeof(from), "%s/petgate.db", master.database.dir);
    snprintf(to, sizeof(to), "%s/petgate.db", stage->database.dir);
    copy_file(from, to);
    memcpy(stage->cast, master.cast, sizeof(stage->cast));
    stage->cast_count = master.cast_count;
    return stage;
}

/* ------------------------------------------------------------------ PostgreSQL: put back */

static PGconn *connect_as_owner(void)
{
    PGconn *conn = PQconnectdb(getenv("PETGATE_TEST_POSTGRES"));

    if (PQstatus(conn) != CONNECTION_OK)
        die("no connection", PQerrorMessage(conn));
    return conn;
}

static PGresult *ask(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);

    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
        die(sql, PQerrorMessage(conn));
    return result;
}

static void tell(PGconn *conn, const char *format, ...) PRINTF_LIKE(2, 3);
static void tell(PGconn *conn, const char *format, ...)
{
    char sql[512];
    va_list args;

    va_start(args, format);
    vsnprintf(sql, sizeof(sql), format, args);
    va_end(args);
    PQclear(ask(conn, sql));
}

/* The tables in the order in which they were made, so that what is referred to comes first. */
static PGresult *tables_of(PGconn *conn, const char *schema)
{
    char sql[512];

    snprintf(sql, sizeof(sql),
             "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
             " WHERE n.nspname = '%s' AND c.relkind = 'r' AND c.relname <> 'schema' ORDER BY c.oid",
             schema);
    return ask(conn, sql);
}

static void begin(PGconn *conn)
{
    PQclear(ask(conn, "SET client_min_messages = 'error'"));
    PQclear(ask(conn, "SET synchronous_commit = off"));
    PQclear(ask(conn, "BEGIN"));
    PQclear(ask(conn, "SELECT set_config('petgate.company', 'all', true)"));
}

static void keep(const char *schema)
{
    PGconn *conn = connect_as_owner();
    PGresult *tables;

    begin(conn);
    tell(conn, "CREATE SCHEMA %s_kept", schema);
    tables = tables_of(conn, schema);
    for (int i = 0; i < PQntuples(tables); i++)
        tell(conn, "CREATE TABLE %s_kept.%s AS TABLE %s.%s", schema, PQgetvalue(tables, i, 0), schema,
             PQgetvalue(tables, i, 0));
    PQclear(tables);
    PQclear(ask(conn, "COMMIT"));
    PQfinish(conn);
}

static void put_back(const char *schema)
{
    PGconn *conn = connect_as_owner();
    PGresult *tables;

    begin(conn);
    tables = tables_of(conn, schema);
    for (int i = PQntuples(tables) - 1; i >= 0; i--)
        tell(conn, "DELETE FROM %s.%s", schema, PQgetvalue(tables, i, 0));
    for (int i = 0; i < PQntuples(tables); i++)
        tell(conn, "INSERT INTO %s.%s TABLE %s_kept.%s", schema, PQgetvalue(tables, i, 0), schema,
             PQgetvalue(tables, i, 0));
    PQclear(tables);
    PQclear(ask(conn, "COMMIT"));
    PQfinish(conn);
}

static void drop_stages(void)
{
    while (stages) {
        struct stage *stage = stages;
        PGconn *conn = connect_as_owner();

        PQclear(ask(conn, "SET client_min_messages = 'error'"));
        tell(conn, "DROP SCHEMA %s_kept CASCADE", stage->database.schema);
        PQfinish(conn);
        stages = stage->next;
        test_database_drop(&stage->database);
        free(stage);
    }
}

static struct stage *take_schema(void)
{
    struct stage *stage = stages;

    while (stage && stage->busy)
        stage = stage->next;
    if (stage) {
        put_back(stage->database.schema);
        return stage;
    }
    stage = calloc(1, sizeof(*stage));
    if (!stage)
        abort();
    if (!stages)
        atexit(drop_stages);
    test_database_make(&stage->database, STORE_POSTGRES);
    fill(stage);
    keep(stage->database.schema);
    stage->next = stages;
    stages = stage;
    return stage;
}

/* ------------------------------------------------------------------ both */

struct stage *stage_take(enum store_engine engine)
{
    struct stage *stage;

    pthread_mutex_lock(&lock);
    stage = engine == STORE_POSTGRES ? take_schema() : take_copy();
    stage->busy = true;
    pthread_mutex_unlock(&lock);
    return stage;
}

void stage_give(struct stage *stage)
{
    pthread_mutex_lock(&lock);
    stage->busy = false;
    if (stage->database.engine != STORE_POSTGRES) {
        test_database_drop(&stage->database);
        free(stage);
    }
    pthread_mutex_unlock(&lock);
}
