#include "store/postgres/postgres.h"

static const struct {
    const char *name;
    const char *text;
    int params;
} fixed_statements[FIXED__MAX] = {
    [FIXED_BEGIN_READ] = {"begin_read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", 0},
    [FIXED_BEGIN_WRITE] = {"begin_write", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", 0},
    [FIXED_COMPANY] = {"company", "SELECT set_config('petgate.company', $1, true)", 1},
    [FIXED_COMMIT] = {"commit", "COMMIT", 0},
    [FIXED_ROLLBACK] = {"rollback", "ROLLBACK", 0},
    [FIXED_MARK] = {"mark", "SAVEPOINT mark", 0},
    [FIXED_MARK_KEEP] = {"mark_keep", "RELEASE mark", 0},
    [FIXED_MARK_UNDO] = {"mark_undo", "ROLLBACK TO mark", 0},
};

bool pipeline_fixed(struct link *link, enum fixed fixed, const char *param)
{
    pipeline_note(link, fixed_statements[fixed].name, NULL, NULL);
    return PQsendQueryPrepared(link->conn, fixed_statements[fixed].name, fixed_statements[fixed].params, &param, NULL,
                               NULL, 0);
}

/* Written before the address, whose own settings win. A partner that vanished is noticed within half a minute, on both
 * sides, so that it does not keep a company's row locked. */
static const char *const keywords[] = {
    "application_name",
    "connect_timeout",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
    "dbname",
    "client_encoding",
    NULL,
};

static const char session_settings[] =
    "SET lock_timeout = '5s';"
    "SET idle_in_transaction_session_timeout = '120s';"
    "SET row_security = on;"
    "SET timezone = 'UTC';"
    "SET standard_conforming_strings = on;"
    /* As with SQLite (sqlite/plan.c): one plan a statement, along indexes, whatever it is asked for. Each combination
     * of fragments is a statement of its own, so that there is nothing to plan anew. */
    "SET plan_cache_mode = force_generic_plan;"
    "SET random_page_cost = 1.1;"
    "SET jit = off;"
    "SET client_min_messages = 'error';"
    "SET tcp_keepalives_idle = 15;"
    "SET tcp_keepalives_interval = 5;"
    "SET tcp_keepalives_count = 3;"
    /* What is answered is durable, whatever the server's default is. */
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

static const char role_question[] =
    "SELECT rolname, rolsuper OR rolbypassrls, current_setting('server_encoding'), "
    "current_setting('server_version_num')::int FROM pg_roles WHERE rolname = current_user";

enum { SERVER_VERSION_MIN = 130000 };

static void ignore_notice(void *data, const char *message)
{
    (void)data;
    (void)message;
}

/* Refuses a role for which the database would show every company's rows. */
static enum err check_role(struct link *link, struct arena *arena)
{
    PGresult *result = PQexec(link->conn, role_question);
    enum err err = OK;

    if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1) {
        (void)link_fail(link, NULL, arena, result, "asking for the role");
        err = ERR_UNAVAILABLE;
    } else if (PQgetvalue(result, 0, 1)[0] == 't') {
        err = fail_unavailable(arena,
                               "the PostgreSQL role \"%s\" is a superuser or bypasses row-level security, which would "
                               "take down the wall between companies. Make an ordinary one that owns the database: "
                               "CREATE ROLE petgate LOGIN PASSWORD '...'; CREATE DATABASE petgate OWNER petgate;",
                               PQgetvalue(result, 0, 0));
    } else if (strcmp(PQgetvalue(result, 0, 2), "UTF8") != 0) {
        err = fail_unavailable(arena, "the PostgreSQL database is encoded in %s; make it with ENCODING 'UTF8'",
                               PQgetvalue(result, 0, 2));
    } else if (PQserverVersion(link->conn) < SERVER_VERSION_MIN) {
        err = fail_unavailable(arena, "the PostgreSQL server is older than version 13");
    }
    PQclear(result);
    return err;
}

static enum err run_settings(struct link *link, struct arena *arena)
{
    PGresult *result = PQexec(link->conn, session_settings);
    enum err err = OK;

    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        (void)link_fail(link, NULL, arena, result, "settings of the session");
        err = ERR_UNAVAILABLE;
    }
    PQclear(result);
    return err;
}

enum err link_connect(struct link *link, const char *url, struct arena *arena)
{
    const char *const values[] = {"petgate", "5", "15", "5", "3", "20000", url, "UTF8", NULL};
    enum err err;

    *link = (struct link){.memory = ARENA_INIT};
    link->conn = PQconnectdbParams(keywords, values, 1);
    if (PQstatus(link->conn) != CONNECTION_OK) {
        err = fail_unavailable(arena, "cannot connect to PostgreSQL: %.*s",
                               STR_ARG(str_trim(str_from(PQerrorMessage(link->conn)))));
        link_close(link);
        return err;
    }
    PQsetNoticeProcessor(link->conn, ignore_notice, NULL);
    err = check_role(link, arena);
    if (err == OK)
        err = run_settings(link, arena);
    if (err != OK)
        link_close(link);
    return err;
}

/* What every transaction needs, prepared in one round trip. */
static enum err prepare_fixed(struct link *link, struct arena *arena)
{
    if (!PQenterPipelineMode(link->conn))
        return link_fail(link, NULL, arena, NULL, "entering pipeline mode");
    for (int i = 1; i < FIXED__MAX; i++) {
        if (!PQsendPrepare(link->conn, fixed_statements[i].name, fixed_statements[i].text, 0, NULL))
            return link_fail(link, NULL, arena, NULL, fixed_statements[i].name);
        pipeline_note(link, fixed_statements[i].name, NULL, NULL);
    }
    return pipeline_sync(link, NULL, arena, "preparing what every transaction needs", NULL);
}

enum err link_open(struct link *link, const char *url, struct arena *arena)
{
    TRY(link_connect(link, url, arena));
    if (prepare_fixed(link, arena) == OK)
        return OK;
    link_close(link);
    return ERR_UNAVAILABLE;
}

void link_close(struct link *link)
{
    struct link *next_idle = link->next_idle;

    PQfinish(link->conn);
    arena_free(&link->memory);
    *link = (struct link){.next_idle = next_idle};
}
