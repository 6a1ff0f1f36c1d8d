/* Inside of app/: a statement's rows as an array of structs. */
#ifndef APP_ROWS_H
#define APP_ROWS_H

#include "store/store.h"

#include <stdlib.h>
#include <string.h>

struct rows {
    struct arena *arena;
    char *items;
    size_t size;
    int count, capacity;
};

/* A new zeroed item at the end; earlier ones may move. */
static inline void *rows_add(struct rows *rows, size_t size)
{
    if (rows->count == rows->capacity) {
        int capacity = rows->capacity ? rows->capacity * 2 : 16;
        char *grown = arena_alloc_array(rows->arena, (size_t)capacity, size);

        if (rows->count)
            memcpy(grown, rows->items, (size_t)rows->count * size);
        rows->items = grown;
        rows->capacity = capacity;
        rows->size = size;
    }
    return rows->items + (size_t)rows->count++ * size;
}

struct loading {
    struct tx *tx;
    struct company_id company;
    int64_t than; /* $2: newer than this change, or the instant */
    struct arena *arena;
    const int64_t *ids; /* $2 instead, where `by_ids` */
    int id_count;
    bool by_ids;
};

/* One statement's rows, and where they go. */
struct rows_wanted {
    const struct sql *sql;
    void (*take)(const struct query *, struct rows *);
    const void **ret_items;
    int *ret_count;
};
/* Runs all, with the company as $1 and `than` or `ids` as $2 (where they name it), and takes each row. */
MUST_CHECK enum err rows_load_all(const struct loading *in, const struct rows_wanted *wanted, int count);
/* As rows_load_all, of one. */
MUST_CHECK enum err rows_load(const struct loading *in, const struct sql *sql,
                              void (*take)(const struct query *, struct rows *), const void **ret_items,
                              int *ret_count);

#endif
