#include "store/sqlite/sqlite.h"

/* The head of the wal-index, which every connection of every process shares (sqlite.org/walformat.html, 2.1): a commit
 * counts COMMITS up before it is acknowledged; rebuilding the index after a crash counts anew, so the head's checksum
 * belongs to the version. */
enum { HEAD_VERSION = 0, HEAD_COMMITS = 2, HEAD_CHECKSUM = 11, HEAD_KNOWN = 3007000, INDEX_REGION = 32768 };

/* By SQLite's own ways, so that it stays as long as the connection; NULL where the index is not as we know it. */
static const uint32_t *find_head(sqlite3 *db)
{
    sqlite3_file *file = NULL;
    void volatile *region = NULL;
    const uint32_t *head;

    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file || !file->pMethods ||
        file->pMethods->iVersion < 2 || !file->pMethods->xShmMap)
        return NULL;
    (void)file->pMethods->xShmMap(file, 0, INDEX_REGION, 0, &region);
    head = (const uint32_t *)(uintptr_t)region;
    return head && head[HEAD_VERSION] == HEAD_KNOWN ? head : NULL;
}

enum err watch_open(struct watch *watch, const char *path, struct arena *arena)
{
    TRY(connection_open(&watch->connection, path, SQLITE_OPEN_READONLY, arena));
    (void)connection_run(&watch->connection, FIXED_DATA_VERSION); /* opens the log, and with it the index */
    watch->head = find_head(watch->connection.db);
    return OK;
}

void watch_close(struct watch *watch)
{
    watch->head = NULL;
    connection_close(&watch->connection);
    pthread_mutex_destroy(&watch->mutex);
}

static int64_t ask(struct watch *watch)
{
    sqlite3_stmt **statement = &watch->connection.fixed[FIXED_DATA_VERSION];
    int64_t version;

    pthread_mutex_lock(&watch->mutex);
    if (!*statement)
        (void)connection_run(&watch->connection, FIXED_DATA_VERSION);
    if (*statement && sqlite3_step(*statement) == SQLITE_ROW)
        version = sqlite3_column_int64(*statement, 0);
    else
        version = --watch->unreadable; /* never the same: look, rather than trust what is in memory */
    (void)sqlite3_reset(*statement);
    pthread_mutex_unlock(&watch->mutex);
    return version;
}

/* Half of one commit and half of the next is no fault: such a version never comes again, so what is kept under it is
 * never found. */
int64_t watch_version(struct watch *watch)
{
    const uint32_t *head = watch->head;

    if (!head)
        return ask(watch);
    return (int64_t)(__atomic_load_n(&head[HEAD_COMMITS], __ATOMIC_ACQUIRE) & INT32_MAX) << 32 |
           __atomic_load_n(&head[HEAD_CHECKSUM], __ATOMIC_ACQUIRE) | 1;
}
