#include "store/postgres/postgres.h"

#include "base/time.h"

#include <stdlib.h>

/* "petgate" as a number: the key of the advisory lock that lets one process at a time migrate. */
#define MIGRATION_LOCK "31640523018331237"

/* Runs plain SQL, several statements if need be; the last one's result. */
static enum err run(struct link *link, struct arena *arena, const char *name, const char *sql, PGresult **ret)
{
    PGresult *result = PQexec(link->conn, sql);
    ExecStatusType status = PQresultStatus(result);
    enum err err = OK;

    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        err = link_fail(link, NULL, arena, result, name);
        err = err == ERR_INTERNAL ? err : ERR_UNAVAILABLE;
    }
    if (err == OK && ret)
        *ret = result;
    else
        PQclear(result);
    return err;
}

static enum err read_version(void *state, struct arena *arena, int *ret)
{
    struct link *link = state;
    PGresult *result = NULL;
    bool missing;

    *ret = 0;
    TRY(run(link, arena, "looking for the table schema", "SELECT to_regclass('schema') IS NULL", &result));
    missing = PQgetvalue(result, 0, 0)[0] == 't';
    PQclear(result);
    if (missing)
        return OK;
    TRY(run(link, arena, "reading the schema's version", "SELECT COALESCE(MAX(version), 0) FROM schema", &result));
    *ret = (int)strtol(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return OK;
}

static const char begin_locked[] =
    "BEGIN;"
    "SET LOCAL lock_timeout = '120s';" /* another process may be at it */
    "SELECT pg_advisory_xact_lock(" MIGRATION_LOCK ");"
    "SELECT set_config('petgate.company', 'all', true);"
    "CREATE TABLE IF NOT EXISTS schema (version bigint NOT NULL PRIMARY KEY, applied_at bigint NOT NULL)";

static enum err apply_locked(struct link *link, const struct migration *migration, struct arena *arena)
{
    struct str row;
    int version = 0;

    TRY(run(link, arena, "locking the database to migrate it", begin_locked, NULL));
    TRY(read_version(link, arena, &version));
    if (version != migration->version - 1)
        return run(link, arena, "leaving a migration to another process", "ROLLBACK", NULL);
    row = arena_format(arena, "INSERT INTO schema (version, applied_at) VALUES (%d, %lld)", migration->version,
                       (long long)time_now_us());
    TRY(run(link, arena, migration->name, migration->postgres, NULL));
    TRY(run(link, arena, migration->name, row.p, NULL));
    return run(link, arena, migration->name, "COMMIT", NULL);
}

static enum err apply(void *state, const struct migration *migration, struct arena *arena)
{
    struct link *link = state;
    enum err err = apply_locked(link, migration, arena);

    if (err != OK)
        PQclear(PQexec(link->conn, "ROLLBACK"));
    return err;
}

enum err postgres_migrate(const char *url, const struct migration_set *set, bool read_only, struct arena *arena)
{
    CLEANUP(link_close) struct link link = {.conn = NULL};

    TRY(link_connect(&link, url, arena));
    return migrate(&(struct migrator){&link, read_version, apply}, set, read_only, arena);
}
