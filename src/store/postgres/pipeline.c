#include "store/postgres/postgres.h"

enum meaning { MEANS_RETRY = 1, MEANS_CONSTRAINT, MEANS_UNAVAILABLE, MEANS_LOST, MEANING__MAX };

/* By SQLSTATE, the first line that fits; what is not here is our own mistake. */
static const struct {
    const char *state; /* or how it begins */
    enum meaning meaning;
    const char *advice;
} meanings[] = {
    {"40001", MEANS_RETRY, ""},
    {"40P01", MEANS_RETRY, ""},
    {"23505", MEANS_CONSTRAINT, ""},
    {"23503", MEANS_CONSTRAINT, ""},
    {"23P01", MEANS_CONSTRAINT, ""},
    {"55P03", MEANS_UNAVAILABLE, "; another transaction kept the row for over 5 s"},
    {"57014", MEANS_UNAVAILABLE, "; the statement was cancelled"},
    {"53", MEANS_UNAVAILABLE, "; the server lacks disk, memory or connections"},
    {"58", MEANS_UNAVAILABLE, "; look at the server's log"},
    {"XX", MEANS_UNAVAILABLE, "; look at the server's log, the database may be damaged"},
    {"25006", MEANS_LOST, "; the server is a read-only standby"},
    {"25P03", MEANS_LOST, "; the transaction stood still for too long"},
    {"26000", MEANS_LOST, "; prepared statements were dropped: a pooler must keep sessions apart"},
    {"57P", MEANS_LOST, ""},
    {"08", MEANS_LOST, ""},
};

/* Whatever has no SQLSTATE comes from a broken connection. */
static enum meaning meaning_of(const struct link *link, const char *state, const char **ret_advice)
{
    *ret_advice = "";
    if (PQstatus(link->conn) == CONNECTION_BAD || !state)
        return MEANS_LOST;
    for (size_t i = 0; i < ARRAY_SIZE(meanings); i++) {
        if (!str_starts(str_from(state), str_from(meanings[i].state)))
            continue;
        *ret_advice = meanings[i].advice;
        return meanings[i].meaning;
    }
    return MEANING__MAX;
}

enum err link_fail(struct link *link, struct tx *tx, struct arena *arena, const PGresult *result, const char *name)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *message = state ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : PQerrorMessage(link->conn);
    struct str said = str_trim(str_from(message));
    const char *advice;
    enum meaning meaning = meaning_of(link, state, &advice);

    if (meaning == MEANS_LOST)
        link->lost = true;
    if (meaning == MEANS_CONSTRAINT && tx)
        return fail_constraint(tx, name, arena_cstr(arena, said));
    if (meaning == MEANING__MAX || meaning == MEANS_CONSTRAINT)
        return fail_internal(arena, "PostgreSQL: %s: %.*s (%s)", name, STR_ARG(said), state);
    (void)fail_unavailable(arena, "PostgreSQL: %s: %.*s (%s)%s", name, STR_ARG(said), state ? state : "connection lost",
                           advice);
    return meaning == MEANS_RETRY ? ERR_RETRY : ERR_UNAVAILABLE;
}

/* Takes the answers up to the sync: the last command's result if it stands, the first failure if there is one. */
static void collect(struct link *link, PGresult **ret_last, PGresult **ret_failed)
{
    int at = 0;
    bool ended = false; /* a NULL ends the results of each command; two say that nothing more will come */

    while (at <= link->queued) {
        PGresult *result = PQgetResult(link->conn);
        ExecStatusType status = PQresultStatus(result);

        if (!result) {
            if (ended || PQstatus(link->conn) == CONNECTION_BAD)
                break;
            ended = true;
            at++;
            continue;
        }
        ended = false;
        if (status == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            link->queued = 0;
            return;
        }
        if (status == PGRES_COMMAND_OK && link->preparing && at == link->preparing_at)
            link->preparing->prepared = true;
        if ((status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) && at == link->queued - 1 && !*ret_last)
            *ret_last = result;
        else if (status == PGRES_FATAL_ERROR && !*ret_failed)
            *ret_failed = result;
        else
            PQclear(result);
    }
    link->lost = true;
    link->queued = 0;
}

enum err pipeline_sync(struct link *link, struct tx *tx, struct arena *arena, const char *name, PGresult **ret_result)
{
    PGresult *last = NULL;
    PGresult *failed = NULL;
    enum err err = OK;

    if (!PQpipelineSync(link->conn)) {
        err = link_fail(link, tx, arena, NULL, name);
        link->lost = true;
        link->queued = 0;
        return err;
    }
    collect(link, &last, &failed);
    link->preparing = NULL;
    if (failed || link->lost || !last)
        err = link_fail(link, tx, arena, failed, name);
    PQclear(failed);
    if (err == OK && ret_result) {
        *ret_result = last;
        return OK;
    }
    PQclear(last);
    return err;
}

void pipeline_leave(struct link *link)
{
    if (PQpipelineSync(link->conn))
        link->ending = true;
    else
        link->lost = true;
}

void pipeline_settle(struct link *link)
{
    PGresult *last = NULL;
    PGresult *failed = NULL;

    if (!link->ending)
        return;
    link->ending = false;
    collect(link, &last, &failed);
    if (failed || !last)
        link->lost = true;
    PQclear(failed);
    PQclear(last);
}
