#include "store/sqlite/sqlite.h"

static enum err prepare(struct tx *tx, struct kept *kept)
{
    struct connection *connection = tx->connection;
    struct str text = sql_assemble(tx->arena, kept->sql, kept->fragments);
    struct sql_text expanded;
    const char *tail = NULL;
    int code;

    sql_expand(tx->arena, text, STORE_SQLITE, &expanded);
    code = sqlite3_prepare_v3(connection->db, expanded.text.p, (int)expanded.text.n + 1, SQLITE_PREPARE_PERSISTENT,
                              &kept->statement, &tail);
    if (code != SQLITE_OK)
        return connection_fail(connection, tx, tx->arena, code, kept->sql->name);
    assert(kept->statement && sqlite3_bind_parameter_count(kept->statement) == expanded.param_count);
    kept->param_count = expanded.param_count;
    kept->order = arena_alloc(&connection->memory, (size_t)expanded.param_count);
    kept->among = arena_array(&connection->memory, bool, (size_t)expanded.param_count);
    for (int i = 0; i < expanded.param_count; i++) {
        kept->order[i] = (uint8_t)expanded.order[i];
        kept->among[i] = expanded.among[i];
    }
    return OK;
}

/* The statement, prepared now or earlier and in nobody's use. */
static enum err keep(struct tx *tx, const struct sql *sql, unsigned fragments, struct kept **ret)
{
    struct connection *connection = tx->connection;
    struct kept **bucket = &connection->kept[kept_bucket(sql, fragments)];
    struct kept wanted = {.sql = sql, .fragments = fragments};
    struct kept *kept;

    for (kept = *bucket; kept; kept = kept->next) {
        if (kept->sql == sql && kept->fragments == fragments && !kept->busy) {
            *ret = kept;
            return OK;
        }
    }
    TRY(prepare(tx, &wanted));
    kept = arena_new(&connection->memory, struct kept);
    *kept = wanted;
    kept->next = *bucket;
    *bucket = kept;
    *ret = kept;
    return OK;
}

static int bind_one(sqlite3_stmt *statement, int at, const struct param *param, struct arena *arena, bool copy)
{
    struct str text = param->text;

    switch (param->kind) {
    case PARAM_NULL:
        return sqlite3_bind_null(statement, at);
    case PARAM_INT:
        return sqlite3_bind_int64(statement, at, param->number);
    case PARAM_TEXT:
    case PARAM_BYTES:
        /* SQLite keeps the pointer, the caller's bytes may go before the last row: they live on in the arena. */
        text = copy ? arena_str(arena, text) : text;
        text.p = text.p ? text.p : "";
        if (param->kind == PARAM_TEXT)
            return sqlite3_bind_text64(statement, at, text.p, text.n, SQLITE_STATIC, SQLITE_UTF8);
        return sqlite3_bind_blob64(statement, at, text.p, text.n, SQLITE_STATIC);
    case PARAM_IDS:
        text = sql_ids(arena, param->ids, param->id_count);
        return sqlite3_bind_text64(statement, at, text.p, text.n, SQLITE_STATIC, SQLITE_UTF8);
    case PARAM_KIND__MAX:
        break;
    }
    assert(!"a parameter without a kind");
    return SQLITE_MISUSE;
}

static enum err bind(struct tx *tx, struct kept *kept, const struct param *params, int count, bool copy)
{
    for (int i = 0; i < kept->param_count; i++) {
        int number = kept->order[i];
        int code;

        if (number > count)
            return fail_internal(tx->arena, "%s: $%d has no value", kept->sql->name, number);
        if (kept->among[i])
            code = among_bind(kept->statement, i + 1, &params[number - 1], tx->arena);
        else
            code = bind_one(kept->statement, i + 1, &params[number - 1], tx->arena, copy);
        if (code != SQLITE_OK)
            return connection_fail(tx->connection, tx, tx->arena, code, kept->sql->name);
    }
    return OK;
}

/* True at a row. Otherwise the statement is over, by a fault if `*ret_err` says so. */
static bool step(struct tx *tx, struct kept *kept, enum err *ret_err)
{
    int code = sqlite3_step(kept->statement);

    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        *ret_err = connection_fail(tx->connection, tx, tx->arena, code, kept->sql->name);
    (void)sqlite3_reset(kept->statement);
    return false;
}

enum err sqlite_query(struct query *query, const struct sql *sql, unsigned fragments, const struct param *params,
                      int count)
{
    struct kept *kept = NULL;

    TRY(keep(query->tx, sql, fragments, &kept));
    TRY(bind(query->tx, kept, params, count, true));
    kept->busy = true;
    query->statement = kept;
    /* The first row at once, so that what fails fails here, as it does on PostgreSQL. */
    query->row_count = step(query->tx, kept, &query->err) ? 1 : 0;
    return query->err;
}

bool sqlite_next(struct query *query)
{
    if (query->row_count == 0)
        return false;
    if (query->row >= 0 && !step(query->tx, query->statement, &query->err)) {
        query->row_count = 0;
        return false;
    }
    query->row++;
    return true;
}

void sqlite_end(struct query *query)
{
    struct kept *kept = query->statement;

    if (!kept)
        return;
    (void)sqlite3_reset(kept->statement);
    kept->busy = false;
}

enum err sqlite_execute(struct tx *tx, const struct sql *sql, const struct param *params, int count,
                        int64_t *ret_changed)
{
    struct connection *connection = tx->connection;
    struct kept *kept = NULL;
    enum err err = OK;

    TRY(keep(tx, sql, 0, &kept));
    TRY(bind(tx, kept, params, count, false));
    while (step(tx, kept, &err))
        ;
    /* SQLite reports the last statement that changes rows, which a SELECT is not. */
    if (ret_changed && !sqlite3_stmt_readonly(kept->statement))
        *ret_changed = sqlite3_changes64(connection->db);
    return err;
}

static sqlite3_stmt *row_of(const struct query *query, int column)
{
    struct kept *kept = query->statement;

    assert(kept && query->row >= 0 && query->row_count > 0);
    assert(column >= 0 && column < sqlite3_column_count(kept->statement));
    return kept->statement;
}

bool sqlite_is_null(const struct query *query, int column)
{
    return sqlite3_column_type(row_of(query, column), column) == SQLITE_NULL;
}

int64_t sqlite_integer(const struct query *query, int column)
{
    return sqlite3_column_int64(row_of(query, column), column);
}

struct str sqlite_text(const struct query *query, int column)
{
    sqlite3_stmt *statement = row_of(query, column);
    const char *text = (const char *)sqlite3_column_text(statement, column);

    return arena_str(query->tx->arena, (struct str){text, (size_t)sqlite3_column_bytes(statement, column)});
}

struct str sqlite_bytes(const struct query *query, int column)
{
    sqlite3_stmt *statement = row_of(query, column);
    const char *bytes = sqlite3_column_blob(statement, column);

    return arena_str(query->tx->arena, (struct str){bytes, (size_t)sqlite3_column_bytes(statement, column)});
}
