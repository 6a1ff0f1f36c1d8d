#include "store/sqlite/sqlite.h"

#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { READERS_DEFAULT = 4, PATH_LENGTH_MAX = 3900 };

/* Its entries are on the disk: SQLite sees to that within the data directory, not above it. One that we may not read is
 * left to its file system. */
static bool sync_directory(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd < 0 || fsync(fd) == 0;

    if (fd >= 0)
        (void)close(fd);
    return good;
}

/* Every directory of `path`, each only for its owner. */
static enum err make_directories(struct str path, struct arena *arena)
{
    const char *parent = path.n > 0 && path.p[0] == '/' ? "/" : ".";

    for (size_t i = 1; i <= path.n; i++) {
        const char *part;

        if (i < path.n && path.p[i] != '/')
            continue;
        part = arena_cstr(arena, str_slice(path, 0, i));
        if (mkdir(part, 0700) == 0) {
            if (!sync_directory(parent))
                return fail_unavailable(arena, "cannot sync the directory %s: %s", parent, strerror(errno));
        } else if (errno != EEXIST) {
            return fail_unavailable(arena, "cannot make the data directory %s: %s", part, strerror(errno));
        }
        parent = part;
    }
    return OK;
}

/* The empty file, for its owner only; the files that SQLite puts beside it take over its mode. Made with O_EXCL:
 * opening and closing a database that is in use would drop this process's locks on it. */
static enum err make_file(const char *path, struct arena *arena)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0 && errno != EEXIST)
        return fail_unavailable(arena, "cannot make the database %s: %s", path, strerror(errno));
    if (fd >= 0)
        (void)close(fd);
    return OK;
}

/* ------------------------------------------------------------------ migrations */

static enum err fail_text(struct connection *connection, struct arena *arena, int code, const char *what)
{
    enum err err = connection_fail(connection, NULL, arena, code, what);

    return err == ERR_INTERNAL ? err : ERR_UNAVAILABLE;
}

/* One number, or `missing` where the statement cannot be prepared for want of the table. */
static int read_number(struct connection *connection, const char *sql, int *ret)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(connection->db, sql, -1, &statement, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *ret = sqlite3_column_int(statement, 0);
    (void)sqlite3_finalize(statement);
    return code == SQLITE_ROW ? SQLITE_OK : code;
}

static enum err read_version(void *state, struct arena *arena, int *ret)
{
    struct connection *connection = state;
    int tables = 0;
    int code =
        read_number(connection, "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema'", &tables);

    *ret = 0;
    if (code == SQLITE_OK && tables > 0)
        code = read_number(connection, "SELECT COALESCE(MAX(version), 0) FROM schema", ret);
    return code == SQLITE_OK ? OK : fail_text(connection, arena, code, "reading the schema's version");
}

static const char schema_table[] =
    "CREATE TABLE IF NOT EXISTS schema (version INTEGER NOT NULL PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT;";

static enum err apply_locked(struct connection *connection, const struct migration *migration, struct arena *arena)
{
    struct str row;
    int version = 0;
    int code;

    TRY(read_version(connection, arena, &version));
    if (version != migration->version - 1)
        return OK;
    row = arena_format(arena, "INSERT INTO schema (version, applied_at) VALUES (%d, %lld)", migration->version,
                       (long long)time_now_us());
    code = sqlite3_exec(connection->db, schema_table, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(connection->db, migration->sqlite, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(connection->db, row.p, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = plan_statistics(connection, arena);
    return code == SQLITE_OK ? OK : fail_text(connection, arena, code, migration->name);
}

static enum err apply(void *state, const struct migration *migration, struct arena *arena)
{
    struct connection *connection = state;
    int code = connection_run(connection, FIXED_BEGIN_IMMEDIATE);
    enum err err;

    if (code != SQLITE_OK)
        return fail_text(connection, arena, code, "locking the database to migrate it");
    err = apply_locked(connection, migration, arena);
    if (err == OK) {
        code = connection_run(connection, FIXED_COMMIT);
        if (code != SQLITE_OK)
            err = fail_text(connection, arena, code, migration->name);
    }
    if (!sqlite3_get_autocommit(connection->db))
        (void)connection_run(connection, FIXED_ROLLBACK);
    return err;
}

/* ------------------------------------------------------------------ open and close */

/* Where two do it at the very same time, on an empty file, SQLite tells one of them at once that it is locked, lest
 * they wait for each other; a moment later the other has done it. */
static int turn_on_log(sqlite3 *db)
{
    const int64_t until = time_monotonic_us() + (int64_t)WAIT_MAX_MS * 1000;
    int code;

    while (((code = sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL)) & 0xff) == SQLITE_BUSY &&
           time_monotonic_us() < until)
        nanosleep(&(struct timespec){.tv_nsec = 5 * 1000000}, NULL);
    return code;
}

static enum err open_writer(struct sqlite *sqlite, const struct migration_set *set, struct arena *arena)
{
    struct connection *connection = &sqlite->writer.connection;
    int code;

    TRY(connection_open(connection, sqlite->path, SQLITE_OPEN_READWRITE, arena));
    code = turn_on_log(connection->db);
    if (code != SQLITE_OK)
        return fail_text(connection, arena, code, "turning on the write-ahead log");
    return migrate(&(struct migrator){connection, read_version, apply}, set, false, arena);
}

static enum err open_all(struct sqlite *sqlite, struct store *store, const struct store_config *config,
                         const struct migration_set *set, struct arena *arena)
{
    int readers = config->readers > 0 ? config->readers : READERS_DEFAULT;

    if (!config->read_only) {
        TRY(make_directories(config->data_dir, arena));
        TRY(make_file(sqlite->path, arena));
    }
    map_open(&sqlite->readers.map, sqlite->path);
    if (!config->read_only)
        TRY(open_writer(sqlite, set, arena));
    TRY(watch_open(&sqlite->watch, sqlite->path, arena));
    if (config->read_only)
        TRY(migrate(&(struct migrator){&sqlite->watch.connection, read_version, apply}, set, true, arena));
    return readers_open(&sqlite->readers, store, sqlite->path, readers, arena);
}

static enum err sqlite_open(struct store *store, const struct store_config *config, const struct migration_set *set,
                            struct arena *arena)
{
    struct sqlite *sqlite;

    if (config->data_dir.n == 0 || config->data_dir.n > PATH_LENGTH_MAX)
        return fail_unavailable(arena, "no data directory was named");
    sqlite = arena_new(&store->memory, struct sqlite);
    sqlite->path = arena_format(&store->memory, "%.*s/petgate.db", STR_ARG(config->data_dir)).p;
    writer_init(&sqlite->writer);
    pthread_mutex_init(&sqlite->readers.mutex, NULL);
    condition_init(&sqlite->readers.given_back);
    pthread_mutex_init(&sqlite->watch.mutex, NULL);
    store->state = sqlite;
    return open_all(sqlite, store, config, set, arena);
}

static void sqlite_close(struct store *store)
{
    struct sqlite *sqlite = store->state;

    watch_close(&sqlite->watch);
    readers_close(&sqlite->readers);
    /* Last, since the last connection that may write moves the log into the file. */
    connection_close(&sqlite->writer.connection);
    writer_close(&sqlite->writer);
}

/* ------------------------------------------------------------------ what the common part calls */

static enum err sqlite_run(struct run *run)
{
    struct sqlite *sqlite = run->store->state;

    if (run->mode == TX_READ)
        return readers_run(&sqlite->readers, run);
    return writer_run(&sqlite->writer, run);
}

static enum err sqlite_mark(struct tx *tx, enum tx_mark mark)
{
    struct connection *connection = tx->connection;
    int code = SQLITE_OK;

    if (mark == MARK_UNDO)
        code = connection_run(connection, FIXED_MARK_UNDO);
    if (code == SQLITE_OK)
        code = connection_run(connection, mark == MARK_SET ? FIXED_MARK : FIXED_MARK_KEEP);
    return code == SQLITE_OK ? OK : connection_fail(connection, tx, tx->arena, code, "a mark");
}

static int64_t sqlite_data_version(struct store *store)
{
    struct sqlite *sqlite = store->state;

    return watch_version(&sqlite->watch);
}

const struct driver sqlite_driver = {
    .open = sqlite_open,
    .close = sqlite_close,
    .run = sqlite_run,
    .mark = sqlite_mark,
    .query = sqlite_query,
    .next = sqlite_next,
    .end = sqlite_end,
    .execute = sqlite_execute,
    .is_null = sqlite_is_null,
    .integer = sqlite_integer,
    .text = sqlite_text,
    .bytes = sqlite_bytes,
    .data_version = sqlite_data_version,
};
