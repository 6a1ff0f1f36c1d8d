#include "store/sqlite/sqlite.h"

#include <errno.h>

enum err readers_open(struct readers *readers, struct store *store, const char *path, int count, struct arena *arena)
{
    readers->all = arena_array(&store->memory, struct connection, (size_t)count);
    for (int i = 0; i < count; i++) {
        struct connection *connection = &readers->all[i];
        int code;

        TRY(connection_open(connection, path, SQLITE_OPEN_READONLY, arena));
        readers->count++;
        code = map_attach(&readers->map, connection->db);
        if (code != SQLITE_OK)
            return connection_fail(connection, NULL, arena, code, "map");
        connection->next_idle = readers->idle;
        readers->idle = connection;
    }
    return OK;
}

void readers_close(struct readers *readers)
{
    for (int i = 0; i < readers->count; i++)
        connection_close(&readers->all[i]);
    map_close(&readers->map);
    pthread_cond_destroy(&readers->given_back);
    pthread_mutex_destroy(&readers->mutex);
}

/* The connection used last, whose cache is warm. NULL after WAIT_MAX_MS. */
static struct connection *take(struct readers *readers)
{
    struct timespec deadline = {0};
    struct connection *connection;

    pthread_mutex_lock(&readers->mutex);
    while (!readers->idle) {
        if (deadline.tv_sec == 0)
            deadline = wait_deadline();
        if (pthread_cond_timedwait(&readers->given_back, &readers->mutex, &deadline) == ETIMEDOUT)
            break;
    }
    connection = readers->idle;
    if (connection)
        readers->idle = connection->next_idle;
    pthread_mutex_unlock(&readers->mutex);
    return connection;
}

static void give_back(struct readers *readers, struct connection *connection)
{
    pthread_mutex_lock(&readers->mutex);
    connection->next_idle = readers->idle;
    readers->idle = connection;
    pthread_cond_signal(&readers->given_back);
    pthread_mutex_unlock(&readers->mutex);
}

static enum err run_on(struct connection *connection, struct run *run)
{
    struct tx tx = {run->store, run->arena, run->company, .writes = false, .connection = connection};
    int code = connection_run(connection, FIXED_BEGIN);
    enum err err;

    if (code != SQLITE_OK)
        return connection_fail(connection, &tx, run->arena, code, "BEGIN");
    err = run_body(run, &tx);
    /* A fault may have ended the transaction; there is nothing to lose either way. */
    if (!sqlite3_get_autocommit(connection->db))
        (void)connection_run(connection, FIXED_ROLLBACK);
    return err;
}

enum err readers_run(struct readers *readers, struct run *run)
{
    struct connection *connection = take(readers);
    bool was_broken;
    enum err err;

    if (!connection)
        return fail_unavailable(run->arena, "all %d reading connections were in use for %d s", readers->count,
                                WAIT_MAX_MS / 1000);
    was_broken = map_enter(&readers->map);
    err = run_on(connection, run);
    if (!map_leave(&readers->map, was_broken)) {
        (void)fail_unavailable(run->arena, "%s: the disk failed to read: look at the kernel's log", connection->path);
        err = ERR_RETRY;
    }
    give_back(readers, connection);
    return err;
}
