#include "app/rows.h"

MUST_CHECK static enum err take_rows(const struct loading *in, const struct rows_wanted *wanted, struct query *q)
{
    struct rows rows = {.arena = in->arena};

    while (query_next(q))
        wanted->take(q, &rows);
    TRY(query_done(q));
    *wanted->ret_items = rows.items;
    *wanted->ret_count = rows.count;
    return OK;
}

enum err rows_load_all(const struct loading *in, const struct rows_wanted *wanted, int count)
{
    const struct param params[] = {SQL_INT(in->company.n),
                                   in->by_ids ? SQL_IDS(in->ids, in->id_count) : SQL_INT(in->than)};
    struct query queries[QUERY_ALL_MAX] = {{0}};
    struct query_ask asks[QUERY_ALL_MAX] = {{0}};
    enum err err = OK;

    assert(count <= QUERY_ALL_MAX);
    for (int i = 0; i < count; i++)
        asks[i] = (struct query_ask){wanted[i].sql, params, strstr(wanted[i].sql->text, "$2") ? 2 : 1, &queries[i],
                                     .fragments = 0};
    TRY(query_open_all(in->tx, asks, count));
    for (int i = 0; i < count; i++) {
        if (err == OK)
            err = take_rows(in, &wanted[i], &queries[i]);
        query_end(&queries[i]);
    }
    return err;
}

enum err rows_load(const struct loading *in, const struct sql *sql, void (*take)(const struct query *, struct rows *),
                   const void **ret_items, int *ret_count)
{
    return rows_load_all(in, &(struct rows_wanted){sql, take, ret_items, ret_count}, 1);
}
