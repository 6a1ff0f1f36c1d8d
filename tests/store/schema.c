/* Petgate's own schema: the same on both engines, and on PostgreSQL a wall between companies around every table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"
#include "support/database.h"

#include <cmocka.h>
#undef fail

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdlib.h>

enum { LINES_MAX = 2000 };

struct lines {
    struct str line[LINES_MAX];
    int count;
};

/* A database with the schema, closed again. */
static void make(struct test_database *database, enum store_engine engine, struct arena *arena)
{
    struct store *store = NULL;

    test_database_make(database, engine);
    if (store_open(&database->config, arena, &store) != OK) {
        print_error("%.*s\n", STR_ARG(arena->failure.log));
        _fail(__FILE__, __LINE__);
    }
    store_close(store);
}

static void read_sqlite(const struct test_database *database, const char *sql, struct arena *arena, struct lines *ret)
{
    sqlite3_stmt *statement = NULL;
    sqlite3 *db = NULL;

    ret->count = 0;
    assert_int_equal(sqlite3_open(arena_format(arena, "%s/petgate.db", database->dir).p, &db), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        print_error("%s\n", sqlite3_errmsg(db));
    while (sqlite3_step(statement) == SQLITE_ROW && ret->count < LINES_MAX)
        ret->line[ret->count++] = arena_format(arena, "%s", (const char *)sqlite3_column_text(statement, 0));
    assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
    sqlite3_close(db);
}

static void run_postgres(PGconn *conn, const char *sql, struct arena *arena, struct lines *ret)
{
    PGresult *result = PQexec(conn, sql);

    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK) {
        print_error("%s: %s\n", sql, PQerrorMessage(conn));
        _fail(__FILE__, __LINE__);
    }
    if (ret) {
        ret->count = 0;
        for (int i = 0; i < PQntuples(result) && i < LINES_MAX; i++)
            ret->line[ret->count++] = arena_format(arena, "%s", PQgetvalue(result, i, 0));
    }
    PQclear(result);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct str *)a)->p, ((const struct str *)b)->p);
}

/* Prints what stands in one list alone. */
static int differences(struct lines *sqlite, struct lines *postgres)
{
    int count = 0;
    int i = 0, j = 0;

    qsort(sqlite->line, (size_t)sqlite->count, sizeof(struct str), by_text);
    qsort(postgres->line, (size_t)postgres->count, sizeof(struct str), by_text);
    while (i < sqlite->count || j < postgres->count) {
        int order = i == sqlite->count ? 1 : j == postgres->count ? -1 : strcmp(sqlite->line[i].p, postgres->line[j].p);

        if (order < 0)
            print_error("only on SQLite:     %s\n", sqlite->line[i].p);
        if (order > 0)
            print_error("only on PostgreSQL: %s\n", postgres->line[j].p);
        count += order != 0;
        i += order <= 0;
        j += order >= 0;
    }
    return count;
}

/* ------------------------------------------------------------------ the same on both */

#define SQLITE_TABLES "sqlite_schema AS t WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
#define POSTGRES_TABLES                                                                                                \
    "pg_class AS t WHERE t.relkind = 'r' AND t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = "          \
    "current_schema())"

static const struct {
    const char *what;
    const char *sqlite;
    const char *postgres;
} comparisons[] = {
    {"columns",
     "SELECT t.name || '.' || c.name || ' ' || CASE c.type WHEN 'INTEGER' THEN 'bigint' WHEN 'TEXT' THEN 'text' WHEN "
     "'BLOB' THEN 'bytea' ELSE c.type END || ' not null ' || c.\"notnull\" || ' default ' || COALESCE(c.dflt_value, "
     "'-') || ' key ' || c.pk FROM pragma_table_info(t.name) AS c, " SQLITE_TABLES,
     "SELECT t.relname || '.' || a.attname || ' ' || format_type(a.atttypid, NULL) || ' not null ' || "
     "a.attnotnull::int || ' default ' || COALESCE(regexp_replace(pg_get_expr(d.adbin, d.adrelid), "
     "'::(text|bytea|bigint)', ''), '-') || ' key ' || COALESCE((SELECT k.ord FROM pg_index AS i, unnest(i.indkey) "
     "WITH ORDINALITY AS k(num, ord) WHERE i.indrelid = t.oid AND i.indisprimary AND k.num = a.attnum), 0) "
     "FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = "
     "a.attnum, " POSTGRES_TABLES " AND a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped"},
    {"indexes",
     "SELECT t.name || ' ' || CASE l.origin WHEN 'c' THEN l.name ELSE '-' END || ' unique ' || l.\"unique\" || "
     "' partial ' || l.partial || ' (' || (SELECT group_concat(n, ' ') FROM (SELECT name AS n FROM "
     "pragma_index_info(l.name) ORDER BY seqno)) || ')' FROM pragma_index_list(t.name) AS l, " SQLITE_TABLES
     " AND l.origin <> 'pk'",
     "SELECT t.relname || ' ' || CASE WHEN EXISTS (SELECT 1 FROM pg_constraint AS o WHERE o.conindid = i.indexrelid "
     "AND "
     "o.contype = 'u') THEN '-' ELSE x.relname::text END || ' unique ' || i.indisunique::int || ' partial ' || "
     "(i.indpred IS NOT NULL)::int || ' (' || (SELECT string_agg(a.attname, ' ' ORDER BY k.ord) FROM unnest(i.indkey) "
     "WITH ORDINALITY AS k(num, ord) JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.num) || ')' "
     "FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid, " POSTGRES_TABLES
     " AND i.indrelid = t.oid AND NOT i.indisprimary"},
    {"foreign keys",
     "SELECT t.name || ' (' || group_concat(f.\"from\", ' ') || ') -> ' || f.\"table\" || ' (' || "
     "group_concat(f.\"to\", "
     "' ') || ') ' || f.on_delete FROM pragma_foreign_key_list(t.name) AS f, " SQLITE_TABLES
     " GROUP BY t.name, f.id, f.\"table\", f.on_delete",
     "SELECT t.relname || ' (' || (SELECT string_agg(a.attname, ' ' ORDER BY k.ord) FROM unnest(o.conkey) WITH "
     "ORDINALITY AS k(num, ord) JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.num) || ') -> ' || "
     "r.relname || ' (' || (SELECT string_agg(a.attname, ' ' ORDER BY k.ord) FROM unnest(o.confkey) WITH ORDINALITY AS "
     "k(num, ord) JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum = k.num) || ') ' || CASE o.confdeltype "
     "WHEN 'a' THEN 'NO ACTION' WHEN 'c' THEN 'CASCADE' ELSE o.confdeltype::text END "
     "FROM pg_constraint AS o JOIN pg_class AS r ON r.oid = o.confrelid, " POSTGRES_TABLES
     " AND o.conrelid = t.oid AND o.contype = 'f'"},
    {"tables with their checks",
     "SELECT t.name || ' ' || ((length(t.sql) - length(replace(t.sql, 'CHECK (', ''))) / 7) FROM " SQLITE_TABLES,
     "SELECT t.relname || ' ' || (SELECT COUNT(*) FROM pg_constraint AS o WHERE o.conrelid = t.oid AND o.contype = "
     "'c') "
     "FROM " POSTGRES_TABLES},
};

static void both_engines_have_the_same_tables_keys_and_indexes(void **state)
{
    struct test_database sqlite, postgres;
    static struct lines left, right;
    struct arena arena = ARENA_INIT;
    PGconn *conn;

    (void)state;
    make(&sqlite, STORE_SQLITE, &arena);
    make(&postgres, STORE_POSTGRES, &arena);
    conn = PQconnectdb(postgres.url);
    for (size_t i = 0; i < ARRAY_SIZE(comparisons); i++) {
        read_sqlite(&sqlite, comparisons[i].sqlite, &arena, &left);
        run_postgres(conn, comparisons[i].postgres, &arena, &right);
        print_message("%d %s\n", left.count, comparisons[i].what);
        assert_true(left.count > 0);
        assert_int_equal(differences(&left, &right), 0);
    }
    PQfinish(conn);
    test_database_drop(&postgres);
    test_database_drop(&sqlite);
    arena_free(&arena);
}

/* What `sql` finds is missing something. */
static void none_on_postgres(const char *sql, const char *what)
{
    struct test_database postgres;
    static struct lines lines;
    struct arena arena = ARENA_INIT;
    PGconn *conn;

    make(&postgres, STORE_POSTGRES, &arena);
    conn = PQconnectdb(postgres.url);
    run_postgres(conn, sql, &arena, &lines);
    for (int i = 0; i < lines.count; i++)
        print_error("without %s: %s\n", what, lines.line[i].p);
    assert_int_equal(lines.count, 0);
    PQfinish(conn);
    test_database_drop(&postgres);
    arena_free(&arena);
}

/* PRD-53: how a statement is planned does not hang on how large the companies beside this one are (0016). */
static void PRD_53_postgres_is_told_how_large_a_company_may_be(void **state)
{
    (void)state;
    none_on_postgres("SELECT t.relname FROM pg_attribute AS a, " POSTGRES_TABLES
                     " AND a.attrelid = t.oid AND a.attname = 'company_id'"
                     " AND NOT COALESCE(a.attoptions && '{n_distinct=1,n_distinct=10}', false)",
                     "ALTER COLUMN company_id SET (n_distinct = 10), or 1");
}

/* ------------------------------------------------------------------ SQLite */

static void every_sqlite_table_is_strict_and_sound(void **state)
{
    struct test_database sqlite;
    static struct lines lines;
    struct arena arena = ARENA_INIT;

    (void)state;
    make(&sqlite, STORE_SQLITE, &arena);
    read_sqlite(&sqlite, "SELECT name FROM pragma_table_list WHERE strict = 0 AND name NOT LIKE 'sqlite_%'", &arena,
                &lines);
    for (int i = 0; i < lines.count; i++)
        print_error("not STRICT: %s\n", lines.line[i].p);
    assert_int_equal(lines.count, 0);
    read_sqlite(&sqlite, "PRAGMA integrity_check", &arena, &lines);
    assert_string_equal(lines.line[0].p, "ok");
    test_database_drop(&sqlite);
    arena_free(&arena);
}

/* ------------------------------------------------------------------ PostgreSQL's wall */

/* Tables that have a company_id and no wall: they are looked up before a company is known, by a secret's hash, or
 * worked through for all companies. */
#define OPEN_TABLES "'session', 'token', 'one_time_link', 'job'"

static PGconn *superuser(const struct test_database *database, struct arena *arena)
{
    const char *at = strstr(database->url, "//petgate_test@");
    PGconn *conn;

    assert_non_null(at);
    conn = PQconnectdb(arena_format(arena, "postgresql://superuser@%s", at + strlen("//petgate_test@")).p);
    assert_int_equal(PQstatus(conn), CONNECTION_OK);
    return conn;
}

static const char drop_checks[] =
    "DO $$DECLARE o record; BEGIN FOR o IN SELECT conrelid::regclass AS at, conname FROM pg_constraint WHERE contype = "
    "'c' "
    "AND connamespace = current_schema()::regnamespace LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', o.at, "
    "o.conname); END LOOP; END$$";

/* One row of company 1 in each table, of ones and empty texts: foreign keys are off and checks are gone. The table
 * company's own key is the company. */
static void fill_tables(const struct test_database *database, const struct lines *tables, struct arena *arena)
{
    PGconn *conn = superuser(database, arena);

    run_postgres(conn, "SET session_replication_role = replica", arena, NULL);
    run_postgres(conn, drop_checks, arena, NULL);
    for (int i = 0; i < tables->count; i++) {
        static struct lines statement;

        run_postgres(
            conn,
            arena_format(arena,
                         "SELECT format('INSERT INTO %%I (%%s) VALUES (%%s)', '%s', string_agg(attname, ', '), "
                         "string_agg(CASE atttypid WHEN 'bigint'::regtype THEN '1' ELSE '''''' END, ', ')) FROM "
                         "pg_attribute WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped",
                         tables->line[i].p, tables->line[i].p)
                .p,
            arena, &statement);
        run_postgres(conn, statement.line[0].p, arena, NULL);
    }
    PQfinish(conn);
}

static int rows_seen(PGconn *conn, const char *table, const char *company, struct arena *arena)
{
    static struct lines lines;

    run_postgres(conn, arena_format(arena, "SET petgate.company = '%s'", company).p, arena, NULL);
    run_postgres(conn, arena_format(arena, "SELECT 1 FROM %s", table).p, arena, &lines);
    return lines.count;
}

static void no_table_shows_a_row_without_its_company(void **state)
{
    struct test_database postgres;
    static struct lines tables;
    struct arena arena = ARENA_INIT;
    PGconn *conn;

    (void)state;
    make(&postgres, STORE_POSTGRES, &arena);
    conn = PQconnectdb(postgres.url);
    run_postgres(conn,
                 "SELECT t.relname FROM " POSTGRES_TABLES " AND t.relname NOT IN (" OPEN_TABLES
                 ") AND (t.relname = 'company' OR EXISTS (SELECT 1 FROM pg_attribute AS a WHERE a.attrelid = t.oid AND "
                 "a.attname = 'company_id'))",
                 &arena, &tables);
    assert_true(tables.count > 10);
    fill_tables(&postgres, &tables, &arena);
    for (int i = 0; i < tables.count; i++) {
        const char *table = tables.line[i].p;

        print_message("%s\n", table);
        assert_int_equal(rows_seen(conn, table, "1", &arena), 1);
        assert_int_equal(rows_seen(conn, table, "all", &arena), 1);
        assert_int_equal(rows_seen(conn, table, "0", &arena), 0);
        assert_int_equal(rows_seen(conn, table, "", &arena), 0);
        assert_int_equal(rows_seen(conn, table, "2", &arena), 0);
    }
    PQfinish(conn);
    test_database_drop(&postgres);
    arena_free(&arena);
}

static void text_is_compared_by_its_bytes_on_postgres(void **state)
{
    (void)state;
    none_on_postgres(
        "SELECT t.relname || '.' || a.attname FROM pg_attribute AS a, " POSTGRES_TABLES
        " AND a.attrelid = t.oid AND a.attnum > 0 AND a.attcollation NOT IN (0, 'pg_catalog.\"C\"'::regcollation)",
        "COLLATE \"C\"");
}

int main(void)
{
    static const struct CMUnitTest on_sqlite[] = {
        cmocka_unit_test(every_sqlite_table_is_strict_and_sound),
    };
    static const struct CMUnitTest on_postgres[] = {
        cmocka_unit_test(both_engines_have_the_same_tables_keys_and_indexes),
        cmocka_unit_test(PRD_53_postgres_is_told_how_large_a_company_may_be),
        cmocka_unit_test(no_table_shows_a_row_without_its_company),
        cmocka_unit_test(text_is_compared_by_its_bytes_on_postgres),
    };

    if (test_engine() == STORE_SQLITE)
        return cmocka_run_group_tests_name("schema", on_sqlite, NULL, NULL);
    return cmocka_run_group_tests_name("schema", on_postgres, NULL, NULL);
}
