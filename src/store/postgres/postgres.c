#include "store/postgres/postgres.h"

#include <errno.h>

enum { CONNECTIONS_DEFAULT = 8 };

/* ------------------------------------------------------------------ the pool */

/* The connection used last. NULL after WAIT_MAX_MS. */
static struct link *take(struct postgres *postgres)
{
    struct timespec deadline = {0};
    struct link *link;

    pthread_mutex_lock(&postgres->mutex);
    while (!postgres->idle) {
        if (deadline.tv_sec == 0)
            deadline = wait_deadline();
        if (pthread_cond_timedwait(&postgres->given_back, &postgres->mutex, &deadline) == ETIMEDOUT)
            break;
    }
    link = postgres->idle;
    if (link)
        postgres->idle = link->next_idle;
    pthread_mutex_unlock(&postgres->mutex);
    return link;
}

static void give_back(struct postgres *postgres, struct link *link)
{
    pthread_mutex_lock(&postgres->mutex);
    link->next_idle = postgres->idle;
    postgres->idle = link;
    pthread_cond_signal(&postgres->given_back);
    pthread_mutex_unlock(&postgres->mutex);
}

/* Connected and ready: made anew if it broke, or if an earlier attempt met a broken one, since then the others of the
 * pool are likely to be broken too. */
static enum err make_ready(struct postgres *postgres, struct link *link, const struct run *run)
{
    pipeline_settle(link);
    if (link->conn && !link->lost && !run->lost)
        return OK;
    link_close(link);
    return link_open(link, postgres->url, run->arena);
}

/* ------------------------------------------------------------------ a transaction */

static void roll_back(struct link *link, struct arena *arena)
{
    struct failure failure = arena->failure;

    /* What is still queued would, where it fails, eat the ROLLBACK. */
    if (!link->lost && link->queued > 0 && pipeline_sync(link, NULL, arena, "before ROLLBACK", NULL) != OK)
        arena->failure = failure;
    if (link->lost || PQtransactionStatus(link->conn) == PQTRANS_IDLE)
        return;
    if (!pipeline_fixed(link, FIXED_ROLLBACK, NULL) || pipeline_sync(link, NULL, arena, "ROLLBACK", NULL) != OK)
        link->lost = true;
    arena->failure = failure; /* the first one is what happened */
}

static enum err commit(struct link *link, struct run *run, struct tx *tx)
{
    PGresult *result = NULL;
    bool undone;
    enum err err;

    if (!link->begun)
        return OK; /* nothing was asked */
    if (PQtransactionStatus(link->conn) == PQTRANS_INERROR)
        return fail_internal(run->arena, "a transaction went on after a failed statement");
    if (!pipeline_fixed(link, FIXED_COMMIT, NULL)) {
        err = link_fail(link, tx, run->arena, NULL, "COMMIT");
        link->lost = true;
        return err;
    }
    err = pipeline_sync(link, tx, run->arena, "COMMIT", &result);
    if (err == OK) {
        undone = strcmp(PQcmdStatus(result), "COMMIT") != 0;
        PQclear(result);
        return undone ? fail_internal(run->arena, "a transaction was rolled back at COMMIT") : OK;
    }
    if (!link->lost)
        return err;
    run->unknown = true;
    err = fail_unavailable(run->arena, "the connection to PostgreSQL broke at COMMIT: %.*s",
                           STR_ARG(run->arena->failure.log));
    run->arena->failure.text.id = MSG_UNAVAILABLE_UNKNOWN;
    return err;
}

static void end_read(struct link *link)
{
    if (link->lost || !link->begun)
        return;
    /* Nobody waits for its answer; the next transaction takes it. */
    if (pipeline_fixed(link, FIXED_ROLLBACK, NULL))
        pipeline_leave(link);
    else
        link->lost = true;
}

static enum err run_once(struct link *link, struct run *run)
{
    struct tx tx = {run->store, run->arena, run->company, .writes = run->mode != TX_READ, .connection = link};
    enum err err;

    link->begun = link->stands = false;
    err = run_body(run, &tx);
    if (!tx.writes)
        end_read(link);
    else if (err == OK && !link->lost && run->mode != TX_TRY)
        err = commit(link, run, &tx);
    if (tx.writes)
        roll_back(link, run->arena);
    if (!link->lost || run->unknown)
        return err;
    /* Broken before COMMIT: nothing was done. Once more on a new connection. */
    if (run->lost)
        return err == OK || err == ERR_RETRY ? ERR_UNAVAILABLE : err;
    run->lost = true;
    return ERR_RETRY;
}

static enum err postgres_run(struct run *run)
{
    struct postgres *postgres = run->store->state;
    struct link *link = take(postgres);
    enum err err;

    if (!link)
        return fail_unavailable(run->arena, "all %d connections to PostgreSQL were in use for %d s", postgres->count,
                                WAIT_MAX_MS / 1000);
    err = make_ready(postgres, link, run);
    if (err == OK)
        err = run_once(link, run);
    if (link->lost)
        link_close(link); /* now: what it still holds locked would be in the way of the next attempt */
    give_back(postgres, link);
    return err;
}

static enum err postgres_mark(struct tx *tx, enum tx_mark mark)
{
    struct link *link = tx->connection;
    bool sent = true;
    enum err err;

    if (link->lost)
        return ERR_UNAVAILABLE;
    if (mark == MARK_SET)
        sent = postgres_begin(tx);
    if (sent && mark == MARK_UNDO)
        sent = pipeline_fixed(link, FIXED_MARK_UNDO, NULL);
    if (sent)
        sent = pipeline_fixed(link, mark == MARK_SET ? FIXED_MARK : FIXED_MARK_KEEP, NULL);
    if (sent)
        return pipeline_sync(link, tx, tx->arena, "a mark", NULL);
    err = link_fail(link, tx, tx->arena, NULL, "a mark");
    link->lost = true;
    return err;
}

/* ------------------------------------------------------------------ open and close */

static enum err postgres_open(struct store *store, const struct store_config *config, const struct migration_set *set,
                              struct arena *arena)
{
    struct postgres *postgres = arena_new(&store->memory, struct postgres);

    postgres->url = arena_cstr(&store->memory, config->database_url);
    postgres->count = config->readers > 0 ? config->readers : CONNECTIONS_DEFAULT;
    postgres->all = arena_array(&store->memory, struct link, (size_t)postgres->count);
    pthread_mutex_init(&postgres->mutex, NULL);
    condition_init(&postgres->given_back);
    store->state = postgres;
    for (int i = postgres->count - 1; i >= 0; i--) {
        postgres->all[i].next_idle = postgres->idle;
        postgres->idle = &postgres->all[i];
    }
    return postgres_migrate(postgres->url, set, config->read_only, arena);
}

static void postgres_close(struct store *store)
{
    struct postgres *postgres = store->state;

    for (int i = 0; i < postgres->count; i++)
        link_close(&postgres->all[i]);
    pthread_cond_destroy(&postgres->given_back);
    pthread_mutex_destroy(&postgres->mutex);
}

static int64_t postgres_data_version(struct store *store)
{
    (void)store;
    return 0;
}

const struct driver postgres_driver = {
    .open = postgres_open,
    .close = postgres_close,
    .run = postgres_run,
    .mark = postgres_mark,
    .query = postgres_query,
    .query_all = postgres_query_all,
    .next = postgres_next,
    .end = postgres_end,
    .execute = postgres_execute,
    .is_null = postgres_is_null,
    .integer = postgres_integer,
    .text = postgres_text,
    .bytes = postgres_text,
    .data_version = postgres_data_version,
};
