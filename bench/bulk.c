/* Rows in bulk, and what the programs of bench/ have in common. */
#include "large.h"

#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ rows */

static int count_columns(const char *columns)
{
    int count = 1;

    for (; *columns; columns++)
        count += *columns == ',';
    return count;
}

/* "INSERT INTO table (columns) VALUES ($1, $2, $3), ($1, $2, $4) …" with the shared ones first. */
static void write_text(const struct bulk *bulk, const char *table, const char *columns, int rows, char *text)
{
    int n = snprintf(text, BULK_TEXT_MAX, "INSERT INTO %s (%s) VALUES ", table, columns), next = bulk->shared + 1;

    for (int row = 0; row < rows; row++) {
        n += snprintf(text + n, (size_t)(BULK_TEXT_MAX - n), row ? ", (" : "(");
        for (int i = 1; i <= bulk->columns; i++)
            n += snprintf(text + n, (size_t)(BULK_TEXT_MAX - n), "%s$%d", i > 1 ? ", " : "",
                          i <= bulk->shared ? i : next++);
        n += snprintf(text + n, (size_t)(BULK_TEXT_MAX - n), ")");
        assert(n < BULK_TEXT_MAX);
    }
}

/* On SQLite a statement costs next to nothing, while one of several rows keeps a journal of its own, which in a long
 * transaction takes longer with each. */
void bulk_init(struct bulk *bulk, enum store_engine engine, const char *table, const char *columns, int shared)
{
    *bulk = (struct bulk){.shared = shared, .columns = count_columns(columns)};
    bulk->rows_max = engine == STORE_SQLITE ? 1 : (BULK_PARAMS_MAX - shared) / (bulk->columns - shared);
    write_text(bulk, table, columns, bulk->rows_max, bulk->many_text);
    write_text(bulk, table, columns, 1, bulk->one_text);
    /* The texts are made here, so the statements cannot be declared with SQL(). */
    bulk->many = (struct sql){.name = "bulk_many", .text = bulk->many_text};
    bulk->one = (struct sql){.name = "bulk_one", .text = bulk->one_text};
}

void bulk_begin(struct bulk *bulk, struct tx *tx, const struct param *shared)
{
    bulk->tx = tx;
    bulk->rows = 0;
    memcpy(bulk->params, shared, (size_t)bulk->shared * sizeof(*shared));
}

enum err bulk_add(struct bulk *bulk, const struct param *row)
{
    int own = bulk->columns - bulk->shared;

    memcpy(&bulk->params[bulk->shared + bulk->rows * own], row, (size_t)own * sizeof(*row));
    if (++bulk->rows < bulk->rows_max)
        return OK;
    bulk->rows = 0;
    return execute(bulk->tx, &bulk->many, bulk->params, bulk->shared + bulk->rows_max * own, NULL);
}

enum err bulk_end(struct bulk *bulk)
{
    int own = bulk->columns - bulk->shared;
    struct param params[BULK_PARAMS_MAX];

    memcpy(params, bulk->params, sizeof(params));
    for (int row = 0; row < bulk->rows; row++) {
        memcpy(&params[bulk->shared], &bulk->params[bulk->shared + row * own], (size_t)own * sizeof(*params));
        TRY(execute(bulk->tx, &bulk->one, params, bulk->shared + own, NULL));
    }
    bulk->rows = 0;
    return OK;
}

/* ------------------------------------------------------------------ programs */

void bench_must(enum err err, const struct arena *arena, const char *what)
{
    if (err == OK)
        return;
    fprintf(stderr, "bench: %s: error %d: %.*s\n", what, (int)err, STR_ARG(arena->failure.log));
    exit(EXIT_FAILURE);
}

static struct str option(int argc, char **argv, const char *name)
{
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], name) == 0)
            return str_from(argv[i + 1]);
    }
    return STR("");
}

bool bench_switch(int argc, char **argv, const char *name)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], name) == 0)
            return true;
    }
    return false;
}

int bench_number(int argc, char **argv, const char *name)
{
    int64_t number = 0;

    return str_to_int(option(argc, argv, name), &number) ? (int)number : 0;
}

void bench_open(int argc, char **argv, struct bench_app *ret)
{
    struct store_config store = {.data_dir = option(argc, argv, "--data"),
                                 .database_url = option(argc, argv, "--database")};
    struct app_config config = {.log = {.fd = 2, .least = LOG_ERROR},
                                .features = features,
                                .feature_count = feature_count,
                                .base_address = STR("http://localhost")};

    if (!store.data_dir.n && !store.database_url.n) {
        fprintf(stderr, "usage: %s --data DIR | --database URL\n", argv[0]);
        exit(2);
    }
    random_start();
    bench_must(store_open(&store, &ret->arena, &ret->store), &ret->arena, "the database does not open");
    config.store = ret->store;
    bench_must(app_new(&config, &ret->arena, &ret->app), &ret->arena, "the app does not start");
}

void bench_close(struct bench_app *on)
{
    app_free(on->app);
    store_close(on->store);
    arena_free(&on->arena);
}
