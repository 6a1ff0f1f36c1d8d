#include "app/app.h"

SQL(company_changes_of, "SELECT id, change FROM company WHERE id IN IDS($1)"
                        " /* scope: all companies: those with open pages, whatever their number; names no person */");

struct changes {
    const struct company_id *companies;
    const int64_t *ids;
    int count;
    int64_t *changes;
};

MUST_CHECK static enum err changes_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct changes *changes = data;

    TRY(QUERY(tx, &company_changes_of, &q, SQL_IDS(changes->ids, changes->count)));
    while (query_next(&q)) {
        for (int i = 0; i < changes->count; i++) {
            if (changes->ids[i] == query_int(&q, 0))
                changes->changes[i] = query_int(&q, 1);
        }
    }
    return query_done(&q);
}

enum err company_changes(struct app *app, const struct company_id *companies, int count, struct arena *arena,
                         int64_t *ret_changes)
{
    int64_t *ids = arena_array(arena, int64_t, (size_t)count);
    struct changes changes = {companies, ids, count, ret_changes};

    for (int i = 0; i < count; i++) {
        ids[i] = companies[i].n;
        ret_changes[i] = 0;
    }
    return store_read(app->store, COMPANY_ALL, arena, changes_body, &changes);
}
