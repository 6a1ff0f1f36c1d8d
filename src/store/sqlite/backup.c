/* A copy of the whole database while others read and write it. */
#include "store/sqlite/sqlite.h"

/* All at once: with WAL that is a snapshot for which nobody has to wait. In steps it would begin anew after every write
 * of another connection, so that beside a busy server it never ended. */
static int copy_all(sqlite3 *from, sqlite3 *to)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");

    if (!backup)
        return sqlite3_extended_errcode(to);
    (void)sqlite3_backup_step(backup, -1);
    return sqlite3_backup_finish(backup);
}

enum err sqlite_backup(const char *from, const char *to, struct arena *arena)
{
    struct connection source, copy;
    int code;

    /* Nothing is written there; but where no server runs, reading a WAL needs its shared memory made. */
    TRY(connection_open(&source, from, SQLITE_OPEN_READWRITE, arena));
    enum err err = connection_open(&copy, to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, arena);
    if (err == OK) {
        code = copy_all(source.db, copy.db);
        if (code != SQLITE_OK)
            err =
                connection_fail(&copy, NULL, arena, code, "copy") == ERR_RETRY ? ERR_UNAVAILABLE : arena->failure.code;
        connection_close(&copy);
    }
    connection_close(&source);
    return err;
}
