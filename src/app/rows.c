#include "app/rows.h"

enum err rows_load(const struct loading *in, const struct sql *sql, void (*take)(const struct query *, struct rows *),
                   const void **ret_items, int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    struct rows rows = {.arena = in->arena};

    if (strstr(sql->text, "$2"))
        TRY(QUERY(in->tx, sql, &q, SQL_INT(in->company.n), SQL_INT(in->than)));
    else
        TRY(QUERY(in->tx, sql, &q, SQL_INT(in->company.n)));
    while (query_next(&q))
        take(&q, &rows);
    TRY(query_done(&q));
    *ret_items = rows.items;
    *ret_count = rows.count;
    return OK;
}
