#include "store/sqlite/sqlite.h"

static const char *const fixed_text[FIXED__MAX] = {
    [FIXED_BEGIN] = "BEGIN",
    [FIXED_BEGIN_IMMEDIATE] = "BEGIN IMMEDIATE",
    [FIXED_COMMIT] = "COMMIT",
    [FIXED_ROLLBACK] = "ROLLBACK",
    [FIXED_MEMBER] = "SAVEPOINT member",
    [FIXED_MEMBER_KEEP] = "RELEASE member",
    [FIXED_MEMBER_UNDO] = "ROLLBACK TO member",
    [FIXED_MARK] = "SAVEPOINT mark",
    [FIXED_MARK_KEEP] = "RELEASE mark",
    [FIXED_MARK_UNDO] = "ROLLBACK TO mark",
    [FIXED_DATA_VERSION] = "PRAGMA data_version",
};

/* What an operator can do about a primary result code; the codes that are not here are our own mistakes. */
static const struct {
    int code;
    const char *advice;
} advices[] = {
    {SQLITE_FULL, "the disk is full: free space, nothing was changed"},
    {SQLITE_IOERR, "the disk failed to read or write: look at the kernel's log"},
    {SQLITE_READONLY, "the file or its directory cannot be written: look at owner, mode and mount"},
    {SQLITE_CANTOPEN, "the file cannot be opened: look at owner, mode and the number of open files"},
    {SQLITE_PERM, "the file may not be opened: look at owner and mode"},
    {SQLITE_AUTH, "the file may not be opened: look at owner and mode"},
    {SQLITE_CORRUPT, "the file is damaged: stop the server and restore the last backup"},
    {SQLITE_NOTADB, "the file is no SQLite database: stop the server and restore the last backup"},
    {SQLITE_PROTOCOL, "the file is locked by another program: SQLite needs a local file system"},
    {SQLITE_INTERRUPT, "the statement was interrupted"},
    {SQLITE_NOMEM, "out of memory"},
};

static bool is_reference(int extended)
{
    return extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY ||
           extended == SQLITE_CONSTRAINT_ROWID || extended == SQLITE_CONSTRAINT_FOREIGNKEY;
}

enum err connection_fail(struct connection *connection, struct tx *tx, struct arena *arena, int code, const char *name)
{
    const char *said = connection->db ? sqlite3_errmsg(connection->db) : sqlite3_errstr(code);
    int primary = code & 0xff;

    if (tx && primary == SQLITE_CONSTRAINT && is_reference(code))
        return fail_constraint(tx, name, said);
    if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) {
        (void)fail_unavailable(arena, "%s: %s: %s", connection->path, name, said);
        return ERR_RETRY;
    }
    for (size_t i = 0; i < ARRAY_SIZE(advices); i++) {
        if (advices[i].code == primary)
            return fail_unavailable(arena, "%s: %s: %s (%d); %s", connection->path, name, said, code,
                                    advices[i].advice);
    }
    return fail_internal(arena, "%s: %s: %s (%d)", connection->path, name, said, code);
}

int connection_run(struct connection *connection, enum fixed fixed)
{
    sqlite3_stmt **statement = &connection->fixed[fixed];
    int code;

    if (!*statement) {
        code = sqlite3_prepare_v3(connection->db, fixed_text[fixed], -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
        if (code != SQLITE_OK)
            return code;
    }
    code = sqlite3_step(*statement);
    (void)sqlite3_reset(*statement); /* says the same again */
    return code == SQLITE_DONE || code == SQLITE_ROW ? SQLITE_OK : code;
}

/* What holds for every connection. SQLite's own mapping stays off: it cuts reads beside a writer to a third; those that
 * only read have map.c's. */
static const char settings[] = "PRAGMA foreign_keys = ON;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA mmap_size = 0;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA cache_size = -16000;"
                               "PRAGMA journal_size_limit = 67108864;";

static int configure(sqlite3 *db)
{
    int code = sqlite3_extended_result_codes(db, 1);

    if (code == SQLITE_OK)
        code = sqlite3_busy_timeout(db, WAIT_MAX_MS);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db, settings, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = among_register(db);
    return code;
}

enum err connection_open(struct connection *connection, const char *path, int flags, struct arena *arena)
{
    int code;

    *connection = (struct connection){.path = path, .memory = ARENA_INIT};
    /* Without SQLite's own lock: a connection is used by one thread at a time, which our locks see to. */
    code = sqlite3_open_v2(path, &connection->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = configure(connection->db);
    if (code == SQLITE_OK)
        return OK;
    (void)connection_fail(connection, NULL, arena, code, "open");
    connection_close(connection);
    return ERR_UNAVAILABLE;
}

void connection_close(struct connection *connection)
{
    for (int i = 0; i < FIXED__MAX; i++)
        sqlite3_finalize(connection->fixed[i]);
    for (int i = 0; i < KEPT_BUCKETS; i++) {
        for (struct kept *kept = connection->kept[i]; kept; kept = kept->next)
            sqlite3_finalize(kept->statement);
    }
    sqlite3_close(connection->db);
    arena_free(&connection->memory);
    *connection = (struct connection){.db = NULL};
}
