/* AMONG($n, x): a list of ids bound as a pointer, so that it is neither written as text nor made into a table for each
 * query; a row is tested by halving. */
#include "store/sqlite/sqlite.h"

#include <stdlib.h>

static const char pointer_type[] = "petgate ids";

struct id_list {
    const int64_t *ids; /* rising */
    int count;
};

static int by_value(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

static void among(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct id_list *list = sqlite3_value_pointer(values[0], pointer_type);
    int64_t id = sqlite3_value_int64(values[1]);

    (void)count;
    if (!list)
        sqlite3_result_error(context, "AMONG wants a list of ids", -1);
    else
        sqlite3_result_int(context, list->count > 0 && sqlite3_value_type(values[1]) == SQLITE_INTEGER &&
                                        bsearch(&id, list->ids, (size_t)list->count, sizeof(id), by_value) != NULL);
}

int among_register(sqlite3 *db)
{
    return sqlite3_create_function_v2(db, "petgate_among", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                      NULL, among, NULL, NULL, NULL);
}

int among_bind(sqlite3_stmt *statement, int at, const struct param *param, struct arena *arena)
{
    struct id_list *list = arena_new(arena, struct id_list);
    int64_t *ids = arena_array(arena, int64_t, (size_t)param->id_count); /* the caller's may go before the last row */
    bool rising = true;

    assert(param->kind == PARAM_IDS);
    for (int i = 1; i < param->id_count && rising; i++)
        rising = param->ids[i - 1] <= param->ids[i];
    if (param->id_count > 0)
        memcpy(ids, param->ids, (size_t)param->id_count * sizeof(*ids));
    if (!rising)
        qsort(ids, (size_t)param->id_count, sizeof(*ids), by_value);
    *list = (struct id_list){ids, param->id_count};
    return sqlite3_bind_pointer(statement, at, list, pointer_type, NULL);
}
