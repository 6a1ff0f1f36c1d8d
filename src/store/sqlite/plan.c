/* How SQLite is to plan. Without figures it takes a company for ten rows and reads all of it by the primary key rather
 * than use an index; figures gathered from a file would change its plans as the file grows. So the figures are made up,
 * once with each migration, after the proportions of a large company: plans are the same in every file, and the ones
 * that the check of statements looked at. Nobody runs ANALYZE. */
#include "store/sqlite/sqlite.h"

#include "base/buf.h"

enum { STATISTICS_MAX = 256 * 1024, TABLE_ROWS_DEFAULT = 2000, DISTINCT_DEFAULT = 10000, PARTIAL_SHARE = 10 };

struct figure {
    const char *name;
    int64_t count;
};

/* Rows of four large companies in one file. */
static const struct figure table_rows[] = {
    {"audit", 2000000},
    {"event_pet", 1500000},
    {"event", 1000000},
    {"service", 1000000}, /* not so many, but a table taken for smaller than what is looked up in it is read whole
                             first, of all companies, for a Bloom filter */
    {"history", 1000000},
    {"notice", 1000000},
    {"search_word", 600000},
    {"relation", 400000},
    {"contact", 120000},
    {"pet", 120000},
    {"contact_line", 250000},
    {"outbox", 100000},
    {"idempotency", 100000},
    {"undo", 100000},
    {"client", 80000},
    {"template_visit", 80000},
    {"template_line", 60000},
    {"template_line_pet", 60000},
    {"template", 40000},
    {"template_period", 40000},
    {"dated_access", 10000},
    {"session", 10000},
    {"account", 10000},
};

/* Different values of a column, within a company. */
static const struct figure column_values[] = {
    {"company_id", 4},   {"status", 4},     {"state", 4},      {"kind", 8},          {"role", 8},
    {"permission", 100}, {"staff_id", 500}, {"actor_id", 500}, {"account_id", 2000}, {"client_id", 20000},
};

static int64_t figure_of(const struct figure *figures, size_t count, struct str name, int64_t otherwise)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(name, figures[i].name))
            return figures[i].count;
    }
    return otherwise;
}

/* "1000000 250000 500 2": the rows, then how many have the same first column, the same first two, … */
static void write_figures(struct buf *out, struct str table, struct str columns, bool unique, bool partial)
{
    int64_t rows = figure_of(table_rows, ARRAY_SIZE(table_rows), table, TABLE_ROWS_DEFAULT);

    rows = partial ? rows / PARTIAL_SHARE : rows;
    buf_add_int(out, rows);
    while (columns.n > 0) {
        struct str column = str_cut(&columns, ' ');

        rows /= figure_of(column_values, ARRAY_SIZE(column_values), column, DISTINCT_DEFAULT);
        rows = rows < 2 ? 2 : rows;
        buf_add_char(out, ' ');
        buf_add_int(out, unique && columns.n == 0 ? 1 : rows);
    }
}

static const char indexes[] =
    "SELECT t.name, CASE WHEN t.wr AND l.origin = 'pk' THEN t.name ELSE l.name END, l.\"unique\", l.partial,"
    " (SELECT group_concat(c.name, ' ') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) AS c)"
    " FROM pragma_table_list AS t JOIN pragma_index_list(t.name) AS l"
    " WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

static struct str column_text(sqlite3_stmt *statement, int column)
{
    return str_from((const char *)sqlite3_column_text(statement, column));
}

/* Names come from our own migrations and hold no quotes. */
static int write_rows(sqlite3 *db, struct buf *out)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, indexes, -1, &statement, NULL);

    while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        struct str table = column_text(statement, 0);

        buf_format(out, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('%.*s', '%.*s', '", STR_ARG(table),
                   STR_ARG(column_text(statement, 1)));
        write_figures(out, table, column_text(statement, 4), sqlite3_column_int(statement, 2),
                      sqlite3_column_int(statement, 3));
        buf_add(out, STR("');"));
        code = SQLITE_OK;
    }
    (void)sqlite3_finalize(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

int plan_statistics(struct connection *connection, struct arena *arena)
{
    struct buf sql;
    int code;

    buf_init(&sql, arena, STATISTICS_MAX);
    /* The table of figures comes into being by ANALYZE only, which is quick with a limit. */
    buf_add(&sql, STR("PRAGMA analysis_limit = 1; ANALYZE; DELETE FROM sqlite_stat1;"));
    code = write_rows(connection->db, &sql);
    if (code != SQLITE_OK)
        return code;
    buf_add(&sql, STR("ANALYZE sqlite_schema;"));
    buf_add_char(&sql, '\0');
    assert(!sql.full);
    return sqlite3_exec(connection->db, sql.p, NULL, NULL, NULL);
}
