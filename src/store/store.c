#include "store/driver.h"
#include "store/sqlite/sqlite.h"

#include "base/random.h"

enum { ATTEMPTS_MAX = 8 };

static const struct driver *const drivers[STORE_ENGINE__MAX] = {
    [STORE_SQLITE] = &sqlite_driver,
    [STORE_POSTGRES] = &postgres_driver,
};

enum err store_open(const struct store_config *config, struct arena *arena, struct store **ret)
{
    return store_open_with(config, &migrations, arena, ret);
}

enum err store_open_with(const struct store_config *config, const struct migration_set *set, struct arena *arena,
                         struct store **ret)
{
    struct arena memory = ARENA_INIT;
    struct store *store = arena_new(&memory, struct store);
    enum err err;

    store->engine = config->database_url.n > 0 ? STORE_POSTGRES : STORE_SQLITE;
    store->driver = drivers[store->engine];
    store->read_only = config->read_only;
    store->memory = memory;
    err = store->driver->open(store, config, set, arena);
    if (err != OK) {
        store_close(store);
        return err;
    }
    *ret = store;
    return OK;
}

void store_close(struct store *store)
{
    struct arena memory;

    if (!store)
        return;
    if (store->state)
        store->driver->close(store);
    memory = store->memory; /* the store itself lies in it */
    arena_free(&memory);
}

enum err store_backup(struct str data_dir, struct str to, struct arena *arena)
{
    return sqlite_backup(arena_format(arena, "%.*s/petgate.db", STR_ARG(data_dir)).p, arena_cstr(arena, to), arena);
}

enum store_engine store_engine(const struct store *store)
{
    return store->engine;
}

int64_t store_data_version(struct store *store)
{
    return store->driver->data_version(store);
}

/* ------------------------------------------------------------------ transactions */

/* Before another attempt at what lost a race: 2 ms, doubled each time, plus as much again by chance, so that the two of
 * a deadlock do not meet again. */
static void back_off(int attempt)
{
    int64_t step_ns = INT64_C(2000000) << (attempt < 7 ? attempt : 7);
    int64_t wait_ns = step_ns + (int64_t)(random_u64() % (uint64_t)step_ns);

    nanosleep(&(struct timespec){.tv_sec = wait_ns / 1000000000, .tv_nsec = wait_ns % 1000000000}, NULL);
}

static enum err run_all(struct run *run)
{
    for (run->attempt = 1; run->attempt <= ATTEMPTS_MAX; run->attempt++) {
        enum err err;

        if (run->attempt > 1)
            fail_clear(run->arena);
        if (run->attempt > 2)
            back_off(run->attempt - 2);
        err = run->store->driver->run(run);
        if (err != ERR_RETRY)
            return err;
    }
    return fail_unavailable(run->arena, "a transaction lost %d races in a row: %.*s", ATTEMPTS_MAX,
                            STR_ARG(run->arena->failure.log));
}

static enum err run_writing(struct run *run)
{
    enum err err;

    if (run->store->read_only)
        return fail_unavailable(run->arena, "the database was opened for reading only");
    if (run->store->dry)
        run->mode = TX_TRY;
    err = run_all(run);
    if (err == ERR_UNAVAILABLE)
        __atomic_store_n(&run->store->write_failed, true, __ATOMIC_RELAXED);
    return err;
}

bool store_write_failed(const struct store *store)
{
    return __atomic_load_n(&store->write_failed, __ATOMIC_RELAXED);
}

void store_write_forgive(struct store *store)
{
    __atomic_store_n(&store->write_failed, false, __ATOMIC_RELAXED);
}

enum err store_read(struct store *store, struct company_id company, struct arena *arena, store_body *body, void *data)
{
    struct run run = {store, company, arena, body, data, .mode = TX_READ};

    return run_all(&run);
}

static enum err write_as(enum tx_mode mode, struct run *run, bool *ret_unknown)
{
    run->mode = mode;
    enum err err = run_writing(run);

    if (ret_unknown)
        *ret_unknown = run->unknown;
    return err;
}

enum err store_write(struct store *store, struct company_id company, struct arena *arena, store_body *body, void *data,
                     bool *ret_unknown)
{
    struct run run = {store, company, arena, body, data};

    return write_as(TX_WRITE, &run, ret_unknown);
}

enum err store_write_alone(struct store *store, struct company_id company, struct arena *arena, store_body *body,
                           void *data, bool *ret_unknown)
{
    struct run run = {store, company, arena, body, data};

    return write_as(TX_ALONE, &run, ret_unknown);
}

enum err store_try(struct store *store, struct company_id company, struct arena *arena, store_body *body, void *data)
{
    struct run run = {store, company, arena, body, data, .mode = TX_TRY};

    return run_writing(&run);
}

void store_dry(struct store *store, bool dry)
{
    store->dry = dry;
}

enum err run_body(const struct run *run, struct tx *tx)
{
    enum err err = run->body(tx, run->data);

    assert(tx->open_queries == 0);
    assert(err != OK || tx->marks == 0);
    return err;
}

struct arena *tx_arena(struct tx *tx)
{
    return tx->arena;
}

bool tx_writes(const struct tx *tx)
{
    return tx->writes;
}

int tx_statements(const struct tx *tx)
{
    return tx->statements;
}

bool tx_was_constraint(const struct tx *tx)
{
    return tx->constraint;
}

enum err tx_mark(struct tx *tx)
{
    assert(tx->writes);
    TRY(tx->store->driver->mark(tx, MARK_SET));
    tx->marks++;
    return OK;
}

enum err tx_keep(struct tx *tx)
{
    assert(tx->marks > 0);
    TRY(tx->store->driver->mark(tx, MARK_KEEP));
    tx->marks--;
    return OK;
}

enum err tx_undo(struct tx *tx)
{
    assert(tx->marks > 0);
    TRY(tx->store->driver->mark(tx, MARK_UNDO));
    tx->marks--;
    return OK;
}

enum err fail_constraint(struct tx *tx, const char *name, const char *detail)
{
    tx->constraint = true;
    FAIL(tx->arena, ERR_CONFLICT, MSG_CONSTRAINT);
    tx->arena->failure.log = arena_format(tx->arena, "%s: %s", name, detail);
    return ERR_CONFLICT;
}

/* ------------------------------------------------------------------ for the drivers */

void condition_init(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

struct timespec wait_deadline(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += WAIT_MAX_MS / 1000;
    return at;
}

/* ------------------------------------------------------------------ queries */

unsigned kept_bucket(const struct sql *sql, unsigned fragments)
{
    uint64_t hash = ((uint64_t)(uintptr_t)sql ^ (uint64_t)fragments << 48) * UINT64_C(0x9e3779b97f4a7c15);

    return (unsigned)(hash >> 56) % KEPT_BUCKETS;
}

/* Neither engine can keep a NUL in a text; input refuses it long before. */
static enum err check_params(struct tx *tx, const struct sql *sql, const struct param *params, int count)
{
    tx->constraint = false;
    tx->statements++;
    for (int i = 0; i < count; i++) {
        if (params[i].kind == PARAM_TEXT && params[i].text.n > 0 && memchr(params[i].text.p, '\0', params[i].text.n))
            return fail_internal(tx->arena, "%s: a NUL in the text of $%d", sql->name, i + 1);
    }
    return OK;
}

enum err query_open(struct tx *tx, const struct sql *sql, unsigned fragments, const struct param *params, int count,
                    struct query *ret)
{
    enum err err;

    assert(!ret->tx);
    TRY(check_params(tx, sql, params, count));
    *ret = (struct query){.tx = tx, .row = -1};
    tx->open_queries++;
    err = tx->store->driver->query(ret, sql, fragments, params, count);
    if (err != OK)
        query_end(ret);
    return err;
}

enum err query_open_all(struct tx *tx, const struct query_ask *asks, int count)
{
    const struct driver *driver = tx->store->driver;
    enum err err = OK;

    assert(count > 0 && count <= QUERY_ALL_MAX);
    for (int i = 0; i < count; i++) {
        assert(!asks[i].query->tx);
        TRY(check_params(tx, asks[i].sql, asks[i].params, asks[i].count));
    }
    for (int i = 0; i < count; i++) {
        *asks[i].query = (struct query){.tx = tx, .row = -1};
        tx->open_queries++;
    }
    if (driver->query_all)
        err = driver->query_all(tx, asks, count);
    for (int i = 0; !driver->query_all && err == OK && i < count; i++)
        err = driver->query(asks[i].query, asks[i].sql, asks[i].fragments, asks[i].params, asks[i].count);
    for (int i = 0; err != OK && i < count; i++)
        query_end(asks[i].query);
    return err;
}

bool query_next(struct query *query)
{
    if (!query->tx || query->err != OK)
        return false;
    return query->tx->store->driver->next(query);
}

enum err query_done(struct query *query)
{
    enum err err = query->err;

    query_end(query);
    return err;
}

void query_end(struct query *query)
{
    if (!query->tx)
        return;
    query->tx->store->driver->end(query);
    query->tx->open_queries--;
    *query = (struct query){.tx = NULL};
}

int64_t query_int(const struct query *query, int column)
{
    return query->tx->store->driver->integer(query, column);
}

bool query_bool(const struct query *query, int column)
{
    return query_int(query, column) != 0;
}

bool query_is_null(const struct query *query, int column)
{
    return query->tx->store->driver->is_null(query, column);
}

struct str query_text(const struct query *query, int column)
{
    return query->tx->store->driver->text(query, column);
}

struct str query_bytes(const struct query *query, int column)
{
    return query->tx->store->driver->bytes(query, column);
}

enum err execute(struct tx *tx, const struct sql *sql, const struct param *params, int count, int64_t *ret_changed)
{
    int64_t changed = 0;

    TRY(check_params(tx, sql, params, count));
    TRY(tx->store->driver->execute(tx, sql, params, count, ret_changed ? &changed : NULL));
    if (ret_changed)
        *ret_changed = changed;
    return OK;
}
