#include "store/postgres/postgres.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>

/* The parameters of one call as libpq wants them. All is in binary, what comes back too. */
struct call {
    const char *values[SQL_PARAMS_MAX];
    int lengths[SQL_PARAMS_MAX];
    int formats[SQL_PARAMS_MAX];
    int64_t numbers[SQL_PARAMS_MAX];
};

static Oid type_of(const struct param *param)
{
    static const Oid types[PARAM_KIND__MAX] = {
        [PARAM_NULL] = OID_NONE,   [PARAM_INT] = OID_INT8,       [PARAM_TEXT] = OID_TEXT,
        [PARAM_BYTES] = OID_BYTEA, [PARAM_IDS] = OID_INT8_ARRAY,
    };

    assert(param->kind > 0 && param->kind < PARAM_KIND__MAX);
    return types[param->kind];
}

static bool fits(const struct kept *kept, const struct param *params, int count)
{
    for (int i = 0; i < kept->param_count; i++) {
        Oid type = kept->order[i] <= count ? type_of(&params[kept->order[i] - 1]) : OID_NONE;

        if (type != OID_NONE && type != kept->types[i])
            return false;
    }
    return true;
}

/* A new entry of the cache, not prepared yet. */
static enum err make(struct tx *tx, const struct sql *sql, unsigned fragments, const struct param *params, int count,
                     struct kept **ret)
{
    struct link *link = tx->connection;
    struct kept **bucket = &link->kept[kept_bucket(sql, fragments)];
    struct kept *kept = arena_new(&link->memory, struct kept);
    struct sql_text expanded;

    sql_expand(tx->arena, sql_assemble(tx->arena, sql, fragments), STORE_POSTGRES, &expanded);
    kept->sql = sql;
    kept->fragments = fragments;
    kept->param_count = expanded.param_count;
    kept->text = arena_cstr(&link->memory, expanded.text);
    kept->order = arena_alloc(&link->memory, (size_t)expanded.param_count);
    kept->types = arena_array(&link->memory, Oid, (size_t)expanded.param_count);
    for (int i = 0; i < expanded.param_count; i++) {
        int number = expanded.order[i];

        if (number > count)
            return fail_internal(tx->arena, "%s: $%d has no value", sql->name, number);
        kept->order[i] = (uint8_t)number;
        kept->types[i] = type_of(&params[number - 1]);
    }
    snprintf(kept->name, sizeof(kept->name), "s%d", ++link->names);
    kept->next = *bucket;
    *bucket = kept;
    *ret = kept;
    return OK;
}

static enum err keep(struct tx *tx, const struct sql *sql, unsigned fragments, const struct param *params, int count,
                     struct kept **ret)
{
    struct link *link = tx->connection;

    for (struct kept *kept = link->kept[kept_bucket(sql, fragments)]; kept; kept = kept->next) {
        if (kept->sql == sql && kept->fragments == fragments && fits(kept, params, count)) {
            *ret = kept;
            return OK;
        }
    }
    return make(tx, sql, fragments, params, count, ret);
}

/* Queues the preparation if it is due, or once more if it failed. */
static bool prepare(struct link *link, struct kept *kept)
{
    if (kept->prepared || kept->queued)
        return true;
    pipeline_note(link, kept->sql->name, kept, NULL);
    return PQsendPrepare(link->conn, kept->name, kept->text, kept->param_count, kept->types);
}

/* An array as array_recv reads it: dimensions, whether any is NULL, the type, then of each dimension its length and its
 * first number, then each item behind its length. No item: no dimension. */
struct array_item {
    uint32_t length;
    int64_t number;
} __attribute__((packed));
struct array_image {
    uint32_t dimensions, nulls, type, count, first;
    struct array_item items[];
} __attribute__((packed));

static struct str array_image(struct arena *arena, const int64_t *ids, int count)
{
    size_t bytes = sizeof(struct array_image) + (size_t)count * sizeof(struct array_item);
    struct array_image *image = arena_alloc(arena, bytes);

    image->dimensions = htobe32(count > 0);
    image->nulls = 0;
    image->type = htobe32(OID_INT8);
    image->count = htobe32((uint32_t)count);
    image->first = htobe32(1);
    for (int i = 0; i < count; i++) {
        image->items[i].length = htobe32(sizeof(ids[i]));
        image->items[i].number = (int64_t)htobe64((uint64_t)ids[i]);
    }
    return (struct str){(const char *)image, count ? bytes : offsetof(struct array_image, count)};
}

static void fill(struct call *call, int at, const struct param *param, struct arena *arena)
{
    struct str text = param->text;

    call->values[at] = NULL;
    call->lengths[at] = 0;
    call->formats[at] = 1;
    if (param->kind == PARAM_NULL)
        return;
    if (param->kind == PARAM_INT) {
        call->numbers[at] = (int64_t)htobe64((uint64_t)param->number);
        call->values[at] = (const char *)&call->numbers[at];
        call->lengths[at] = sizeof(call->numbers[at]);
        return;
    }
    if (param->kind == PARAM_IDS)
        text = array_image(arena, param->ids, param->id_count);
    assert(text.n < INT32_MAX);
    call->values[at] = text.p ? text.p : "";
    call->lengths[at] = (int)text.n;
}

bool postgres_begin(struct tx *tx)
{
    struct link *link = tx->connection;
    char company[24] = "all";

    if (link->begun)
        return true;
    link->begun = true;
    if (tx->company.n != COMPANY_ALL.n)
        snprintf(company, sizeof(company), "%lld", (long long)tx->company.n);
    return pipeline_fixed(link, tx->writes ? FIXED_BEGIN_WRITE : FIXED_BEGIN_READ, NULL) &&
           pipeline_fixed(link, FIXED_COMPANY, company);
}

/* Sends one statement, and whatever must go before it; `ret` (may be NULL) gets its result with the next sync. */
static enum err send(struct tx *tx, const struct query_ask *ask, PGresult **ret)
{
    const struct sql *sql = ask->sql;
    const struct param *params = ask->params;
    int count = ask->count;
    struct link *link = tx->connection;
    struct kept *kept = NULL;
    struct call call;
    bool sent;
    enum err err;

    if (link->lost)
        return ERR_UNAVAILABLE; /* recorded when it happened */
    TRY(keep(tx, sql, ask->fragments, params, count, &kept));
    assert(kept);
    for (int i = 0; i < kept->param_count; i++)
        fill(&call, i, &params[kept->order[i] - 1], tx->arena);
    sent = postgres_begin(tx) && prepare(link, kept);
    pipeline_note(link, sql->name, NULL, ret);
    sent = sent &&
           PQsendQueryPrepared(link->conn, kept->name, kept->param_count, call.values, call.lengths, call.formats, 1);
    if (sent)
        return OK;
    err = link_fail(link, tx, tx->arena, NULL, sql->name);
    link->lost = true;
    return err;
}

enum err postgres_query(struct query *query, const struct sql *sql, unsigned fragments, const struct param *params,
                        int count)
{
    struct tx *tx = query->tx;
    const struct query_ask ask = {sql, params, count, query, fragments};
    PGresult *result = NULL;

    TRY(send(tx, &ask, NULL));
    TRY(pipeline_sync(tx->connection, tx, tx->arena, sql->name, &result));
    query->result = result;
    query->row_count = PQntuples(result);
    return OK;
}

enum err postgres_query_all(struct tx *tx, const struct query_ask *asks, int count)
{
    struct link *link = tx->connection;
    PGresult *results[QUERY_ALL_MAX] = {NULL};
    enum err err = OK;

    for (int i = 0; i < count && err == OK; i++)
        err = send(tx, &asks[i], &results[i]);
    for (int i = 0; i < link->queued && err != OK; i++)
        link->queue[i].ret = NULL; /* they end with this call */
    TRY(err);
    TRY(pipeline_sync(link, tx, tx->arena, asks[count - 1].sql->name, NULL));
    for (int i = 0; i < count; i++) {
        asks[i].query->result = results[i];
        asks[i].query->row_count = PQntuples(results[i]);
    }
    return OK;
}

bool postgres_next(struct query *query)
{
    if (query->row + 1 >= query->row_count)
        return false;
    query->row++;
    return true;
}

void postgres_end(struct query *query)
{
    PQclear(query->result);
}

enum err postgres_execute(struct tx *tx, const struct sql *sql, const struct param *params, int count,
                          int64_t *ret_changed)
{
    struct link *link = tx->connection;
    const struct query_ask ask = {.sql = sql, .params = params, .count = count};
    PGresult *result = NULL;

    TRY(send(tx, &ask, NULL));
    /* A mark wants to know what failed within it; and a connection that died while it was idle must not be found out
     * at COMMIT, when nobody can tell any more what became of it. */
    if (!ret_changed && link->stands && tx->writes && tx->marks == 0 && link->queued < QUEUE_DEFERRED_MAX)
        return OK;
    TRY(pipeline_sync(link, tx, tx->arena, sql->name, &result));
    if (ret_changed && !str_starts(str_from(PQcmdStatus(result)), STR("SELECT")))
        *ret_changed = strtoll(PQcmdTuples(result), NULL, 10);
    PQclear(result);
    return OK;
}

static const PGresult *row_of(const struct query *query, int column)
{
    assert(query->result && query->row >= 0 && query->row < query->row_count);
    assert(column >= 0 && column < PQnfields(query->result));
    return query->result;
}

bool postgres_is_null(const struct query *query, int column)
{
    return PQgetisnull(row_of(query, column), query->row, column);
}

/* A numeric as numeric_send writes it: how many digits to the base of 10,000 there are, how many of them more than one
 * stand before the point, the sign, how many places were written behind it, then the digits. */
struct numeric_image {
    uint16_t count;
    int16_t weight;
    uint16_t sign, scale, digits[];
};
enum { NUMERIC_BASE = 10000, NUMERIC_NEGATIVE = 0x4000 };

static int64_t whole_of(const char *image)
{
    const struct numeric_image *numeric = (const void *)image;
    int16_t weight = (int16_t)be16toh((uint16_t)numeric->weight);
    int64_t whole = 0;

    for (int i = 0; i <= weight; i++) {
        int64_t digit = i < be16toh(numeric->count) ? be16toh(numeric->digits[i]) : 0;

        if (__builtin_mul_overflow(whole, NUMERIC_BASE, &whole) || __builtin_add_overflow(whole, digit, &whole))
            return be16toh(numeric->sign) == NUMERIC_NEGATIVE ? INT64_MIN : INT64_MAX;
    }
    return be16toh(numeric->sign) == NUMERIC_NEGATIVE ? -whole : whole;
}

/* Of a fraction the part before the point, as SQLite has it; a boolean is 1 or 0, NULL is 0. */
int64_t postgres_integer(const struct query *query, int column)
{
    const PGresult *result = row_of(query, column);
    const char *value = PQgetvalue(result, query->row, column);
    uint64_t eight;
    uint32_t four;

    if (PQgetlength(result, query->row, column) == 0)
        return 0;
    switch (PQftype(result, column)) {
    case OID_BOOL:
        return value[0] != 0;
    case OID_INT8:
        memcpy(&eight, value, sizeof(eight));
        return (int64_t)be64toh(eight);
    case OID_INT4:
        memcpy(&four, value, sizeof(four));
        return (int32_t)be32toh(four);
    case OID_NUMERIC:
        return whole_of(value);
    default:
        return strtoll(value, NULL, 10);
    }
}

struct str postgres_text(const struct query *query, int column)
{
    const PGresult *result = row_of(query, column);
    Oid type = PQftype(result, column);
    struct str text = {PQgetvalue(result, query->row, column), (size_t)PQgetlength(result, query->row, column)};

    if (text.n > 0 && (type == OID_BOOL || type == OID_INT8 || type == OID_INT4 || type == OID_NUMERIC))
        return arena_format(query->tx->arena, "%lld", (long long)postgres_integer(query, column));
    return arena_str(query->tx->arena, text);
}
