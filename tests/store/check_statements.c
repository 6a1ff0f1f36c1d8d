/* Every statement that the program declares, in every combination of its fragments: it prepares on the engine at hand,
 * names its company, and scans no large table. The checks are first shown to refuse what they are for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "store/sql.h"
#include "store/sqlite/sqlite.h"
#include "store/store.h"
#include "support/database.h"

#include <cmocka.h>
#undef fail

#include <libpq-fe.h>
#include <sqlite3.h>

enum { ALL_COMBINATIONS_TO = 8, OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25, OID_INT8_ARRAY = 1016 };

struct bench {
    struct test_database database;
    struct arena arena; /* of one statement */
    sqlite3 *sqlite;
    PGconn *postgres;
    int prepared;
    bool quiet;
};

/* Prints the statement's fault; returns 1. */
static int fault(const struct bench *bench, const struct sql *sql, unsigned fragments, const char *what,
                 const char *detail)
{
    if (!bench->quiet)
        print_error("%s (fragments 0x%x): %s: %s\n", sql->name, fragments, what, detail);
    return 1;
}

/* ------------------------------------------------------------------ prepares */

static sqlite3_stmt *prepare_sqlite(struct bench *bench, const char *prefix, const char *text)
{
    struct str whole = arena_format(&bench->arena, "%s%s", prefix, text);
    sqlite3_stmt *statement = NULL;

    (void)sqlite3_prepare_v2(bench->sqlite, whole.p, -1, &statement, NULL);
    return statement;
}

/* Once more as the driver prepares it, which sends every number as a bigint: substr(text, $1) fits a guessed type only.
 */
static int prepare_as_sent(struct bench *bench, const struct sql *sql, unsigned fragments, const char *text)
{
    PGresult *described = PQdescribePrepared(bench->postgres, "");
    Oid types[SQL_PARAMS_MAX];
    int count = PQnparams(described);
    int faults = 0;
    PGresult *result;

    for (int i = 0; i < count; i++) {
        types[i] = PQparamtype(described, i);
        if (types[i] != OID_TEXT && types[i] != OID_BYTEA && types[i] != OID_INT8_ARRAY)
            types[i] = OID_INT8;
    }
    PQclear(described);
    result = PQprepare(bench->postgres, "", text, count, types);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        faults = fault(bench, sql, fragments, "with bigint parameters", PQresultErrorMessage(result));
    PQclear(result);
    return faults;
}

static int check_prepares(struct bench *bench, const struct sql *sql, unsigned fragments, const struct sql_text *text)
{
    sqlite3_stmt *statement;
    PGresult *result;
    int faults = 0;

    if (!bench->postgres) {
        statement = prepare_sqlite(bench, "", text->text.p);
        if (!statement)
            faults = fault(bench, sql, fragments, "does not prepare", sqlite3_errmsg(bench->sqlite));
        sqlite3_finalize(statement);
        return faults;
    }
    result = PQprepare(bench->postgres, "", text->text.p, 0, NULL);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        faults = fault(bench, sql, fragments, "does not prepare", PQresultErrorMessage(result));
    PQclear(result);
    return faults ? faults : prepare_as_sent(bench, sql, fragments, text->text.p);
}

/* ------------------------------------------------------------------ names its company */

static int check_company(struct bench *bench, const struct sql *sql, unsigned fragments, const struct sql_text *text)
{
    static const char *const accepted[] = {"company_id", "/* scope: all companies", "/* scope: account"};

    for (size_t i = 0; i < ARRAY_SIZE(accepted); i++) {
        if (strstr(text->text.p, accepted[i]))
            return 0;
    }
    return fault(bench, sql, fragments, "names neither company_id nor its scope", text->text.p);
}

/* ------------------------------------------------------------------ scans no large table */

static const char *const large_tables[] = {
    "event", "relation", "client", "audit", "fact", "notice", "search_word", "event_pet", "pet", "outbox",
};

static bool is_large(struct str name)
{
    for (size_t i = 0; i < ARRAY_SIZE(large_tables); i++) {
        if (str_is(name, large_tables[i]))
            return true;
    }
    return false;
}

static struct str next_word(struct str *rest)
{
    struct str word;
    size_t from = 0, to;

    while (from < rest->n && strchr(" ,()\n\t", rest->p[from]))
        from++;
    to = from;
    while (to < rest->n && !strchr(" ,()\n\t", rest->p[to]))
        to++;
    word = str_slice(*rest, from, to - from);
    *rest = str_slice(*rest, to, rest->n);
    return word;
}

/* SQLite's plan says the alias where there is one: whether some large table goes by this name in the text. */
static bool stands_for_large(struct str text, struct str name)
{
    struct str before = {0}, word;

    if (is_large(name))
        return true;
    for (word = next_word(&text); word.n > 0; word = next_word(&text)) {
        if (str_equal(word, name) && is_large(before))
            return true;
        if (!str_equal_nocase(word, STR("AS")))
            before = word;
    }
    return false;
}

/* A step of the plan that goes through a whole large table, or through a whole company's part of one without an end. */
static bool is_scan(struct str text, const char *detail, bool bounded)
{
    struct str rest = str_from(detail);
    struct str how = next_word(&rest);
    struct str name = next_word(&rest);

    if (!stands_for_large(text, name))
        return false;
    if (str_is(how, "SCAN") || strstr(detail, "ANY(")) /* ANY: one search for each value there is */
        return true;
    return str_is(how, "SEARCH") && str_ends(str_from(detail), STR("(company_id=?)")) && !bounded;
}

static int check_scan(struct bench *bench, const struct sql *sql, unsigned fragments, const struct sql_text *text)
{
    const char *details[64];
    bool sorts = false, bounded, explained = strstr(text->text.p, "/* scan: ") != NULL;
    sqlite3_stmt *statement;
    int count = 0;

    if (bench->postgres)
        return 0;
    statement = prepare_sqlite(bench, "EXPLAIN QUERY PLAN ", text->text.p);
    if (!statement)
        return 0; /* said already */
    while (sqlite3_step(statement) == SQLITE_ROW && count < (int)ARRAY_SIZE(details)) {
        details[count] = arena_format(&bench->arena, "%s", (const char *)sqlite3_column_text(statement, 3)).p;
        sorts |= strstr(details[count++], "USE TEMP B-TREE FOR ORDER BY") != NULL;
    }
    sqlite3_finalize(statement);
    bounded = strstr(text->text.p, "LIMIT") && !sorts;
    for (int i = 0; i < count; i++) {
        /* It is filled from the table's every row, those of all other companies among them. */
        if (strstr(details[i], "BLOOM FILTER"))
            return fault(bench, sql, fragments, "reads a whole table", details[i]);
        if (!explained && is_scan(text->text, details[i], bounded))
            return fault(bench, sql, fragments, "scans a large table (say why in a comment: scan: ...)", details[i]);
    }
    return 0;
}

/* ------------------------------------------------------------------ all statements */

typedef int check_function(struct bench *bench, const struct sql *sql, unsigned fragments, const struct sql_text *text);

/* Up to 2^8 all combinations; of longer lists those with few fragments in and those with few left out. */
static bool is_wanted(unsigned fragments, int count)
{
    int in = __builtin_popcount(fragments);

    return count <= ALL_COMBINATIONS_TO || in <= 2 || in >= count - 1;
}

static int check_statement(struct bench *bench, const struct sql *sql, check_function *check)
{
    int count = sql_fragment_count(sql);
    int faults = 0;

    for (unsigned fragments = 0; fragments < 1u << count; fragments++) {
        struct sql_text text;

        if (!is_wanted(fragments, count))
            continue;
        sql_expand(&bench->arena, sql_assemble(&bench->arena, sql, fragments), bench->database.engine, &text);
        faults += check(bench, sql, fragments, &text);
        bench->prepared++;
        arena_reset(&bench->arena);
    }
    return faults;
}

static void check_all(void **state, check_function *check)
{
    struct bench *bench = *state;
    const struct sql *const *first;
    const struct sql *const *end;
    int faults = 0;

    bench->prepared = 0;
    sql_all(&first, &end);
    for (const struct sql *const *sql = first; sql < end; sql++)
        faults += check_statement(bench, *sql, check);
    print_message("%d statements, %d texts\n", (int)(end - first), bench->prepared);
    assert_int_equal(faults, 0);
}

static void every_statement_prepares(void **state)
{
    check_all(state, check_prepares);
}

static void every_statement_names_its_company(void **state)
{
    check_all(state, check_company);
}

static void no_statement_scans_a_large_table(void **state)
{
    check_all(state, check_scan);
}

/* ------------------------------------------------------------------ the checks can fail */

static int faults_of(struct bench *bench, check_function *check, const char *text)
{
    struct sql sql = {"made_up", text, {NULL}};
    int faults;

    bench->quiet = true;
    faults = check_statement(bench, &sql, check);
    bench->quiet = false;
    return faults;
}

static void the_checks_refuse_what_they_are_for(void **state)
{
    struct bench *bench = *state;

    assert_int_equal(faults_of(bench, check_prepares, "SELECT nonsense FROM client"), 1);
    assert_int_equal(faults_of(bench, check_prepares, "SELECT \"nonsense\" FROM client"), 1);
    assert_int_equal(faults_of(bench, check_prepares, "SELECT id FROM client WHERE id = $1"), 0);
    assert_int_equal(faults_of(bench, check_company, "SELECT id FROM client WHERE id = $1"), 1);
    assert_int_equal(faults_of(bench, check_company, "SELECT id FROM client WHERE company_id = $1"), 0);
    assert_int_equal(faults_of(bench, check_company, "SELECT 1 /* scope: all companies: it asks no table */"), 0);
    if (bench->postgres) {
        assert_int_equal(faults_of(bench, check_prepares, "SELECT substr(name, $1) FROM client"), 1);
        return;
    }
    assert_int_equal(faults_of(bench, check_scan, "SELECT id FROM client AS c WHERE city = $1"), 1);
    assert_int_equal(faults_of(bench, check_scan, "SELECT c.id FROM client c JOIN staff s ON s.id = c.id"), 1);
    assert_int_equal(faults_of(bench, check_scan, "SELECT id FROM client WHERE company_id = $1 AND city = $2"), 1);
    assert_int_equal(faults_of(bench, check_scan, "SELECT id FROM client WHERE company_id = $1 ORDER BY city LIMIT 9"),
                     1);
    assert_int_equal(faults_of(bench, check_scan, "SELECT id FROM client WHERE company_id = $1 ORDER BY sort LIMIT 9"),
                     0);
    assert_int_equal(faults_of(bench, check_scan, "SELECT id FROM client WHERE company_id = $1 AND id = $2"), 0);
    assert_int_equal(faults_of(bench, check_scan, "SELECT id FROM client WHERE city = $1 /* scan: by hand */"), 0);
}

/* ------------------------------------------------------------------ a plan that matters */

static const struct sql *statement_called(const char *name)
{
    const struct sql *const *first, *const *end;

    sql_all(&first, &end);
    while (first < end && strcmp((*first)->name, name) != 0)
        first++;
    assert_true(first < end);
    return *first;
}

/* The whole plan as text, for PostgreSQL with these values; it is told to think of a large table, since this one is
 * empty. */
static const char *plan_of(struct bench *bench, const struct sql *sql, unsigned fragments, const char *values)
{
    struct buf out;
    struct sql_text text;

    sql_expand(&bench->arena, sql_assemble(&bench->arena, sql, fragments), bench->database.engine, &text);
    buf_init(&out, &bench->arena, 64 * 1024);
    if (!bench->postgres) {
        sqlite3_stmt *statement = prepare_sqlite(bench, "EXPLAIN QUERY PLAN ", text.text.p);

        while (sqlite3_step(statement) == SQLITE_ROW)
            buf_format(&out, "%s\n", (const char *)sqlite3_column_text(statement, 3));
        sqlite3_finalize(statement);
        return arena_cstr(&bench->arena, buf_str(&out));
    }
    PQclear(PQexec(bench->postgres, "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;"
                                    " SET enable_bitmapscan = off; DEALLOCATE ALL"));
    PQclear(PQexec(bench->postgres, arena_format(&bench->arena, "PREPARE one AS %s", text.text.p).p));
    PGresult *result = PQexec(bench->postgres, arena_format(&bench->arena, "EXPLAIN EXECUTE one(%s)", values).p);
    for (int i = 0; i < PQntuples(result); i++)
        buf_format(&out, "%s\n", PQgetvalue(result, i, 0));
    buf_format(&out, "%s", PQresultErrorMessage(result));
    PQclear(result);
    return arena_cstr(&bench->arena, buf_str(&out));
}

/* AUD-04: of a rare kind what is shown is read, and not all that happened since: by the index that begins with the
 * kind, in its order. */
static void AUD_04_the_record_of_a_kind_is_read_by_its_index(void **state)
{
    struct bench *bench = *state;
    const struct sql *entries = statement_called("audit_entries");
    const char *plan = plan_of(bench, entries, 1u << 12, "1, 'events.delete', 51"), *all;

    if (!strstr(plan, "audit_operation") || strstr(plan, "Sort") || strstr(plan, "ORDER BY"))
        print_error("%s\n", plan);
    assert_non_null(strstr(plan, "audit_operation"));
    assert_null(strstr(plan, "Sort"));
    assert_null(strstr(plan, "ORDER BY"));
    all = plan_of(bench, entries, 0, "1, 51");
    assert_null(strstr(all, "audit_operation"));
    assert_non_null(strstr(all, "audit_at"));
}

/* PRD-53: a page of visits ends where it is full, whether PostgreSQL expects few visits or many: they stand alone in
 * the plan, along their start, so that nothing can be joined or sorted before. */
static void PRD_53_a_page_of_visits_is_read_along_the_start(void **state)
{
    static const char *const names[] = {"event_list_up", "event_list_down"};
    static const char *const refused[] = {"Sort", "ORDER BY", "Join", "Loop", "Bitmap", "SCAN"};
    struct bench *bench = *state;

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        const char *plan = plan_of(bench, statement_called(names[i]), 0, "1, 2, 3, 2, 0, 51");

        assert_non_null(strstr(plan, "event_start"));
        for (size_t j = 0; j < ARRAY_SIZE(refused); j++) {
            if (strstr(plan, refused[j]))
                print_error("%s\n", plan);
            assert_null(strstr(plan, refused[j]));
        }
    }
}

static int set_up(void **state)
{
    static struct bench bench;
    struct store *store = NULL;

    test_database_make(&bench.database, test_engine());
    if (store_open(&bench.database.config, &bench.arena, &store) != OK) {
        print_error("%.*s\n", STR_ARG(bench.arena.failure.log));
        return -1;
    }
    store_close(store);
    *state = &bench;
    if (bench.database.engine == STORE_POSTGRES) {
        bench.postgres = PQconnectdb(bench.database.url);
        return PQstatus(bench.postgres) == CONNECTION_OK ? 0 : -1;
    }
    if (sqlite3_open(arena_format(&bench.arena, "%s/petgate.db", bench.database.dir).p, &bench.sqlite) != SQLITE_OK ||
        among_register(bench.sqlite) != SQLITE_OK)
        return -1;
    return sqlite3_db_config(bench.sqlite, SQLITE_DBCONFIG_DQS_DML, 0, NULL) == SQLITE_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;

    sqlite3_close(bench->sqlite);
    PQfinish(bench->postgres);
    test_database_drop(&bench->database);
    arena_free(&bench->arena);
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_checks_refuse_what_they_are_for),
        cmocka_unit_test(every_statement_prepares),
        cmocka_unit_test(every_statement_names_its_company),
        cmocka_unit_test(no_statement_scans_a_large_table),
        cmocka_unit_test(AUD_04_the_record_of_a_kind_is_read_by_its_index),
        cmocka_unit_test(PRD_53_a_page_of_visits_is_read_along_the_start),
    };

    return cmocka_run_group_tests_name("statements", tests, set_up, tear_down);
}
