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
    {"0A000", MEANS_LOST, "; the server is a read-only standby, or its tables were changed"},
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

void pipeline_note(struct link *link, const char *name, struct kept *preparing, PGresult **ret)
{
    assert(link->queued < QUEUE_MAX);
    link->queue[link->queued++] = (struct queued){name, preparing, ret};
    if (preparing)
        preparing->queued = true;
}

/* Nothing is queued any more. */
static void forget(struct link *link)
{
    for (int i = 0; i < link->queued; i++) {
        if (link->queue[i].preparing)
            link->queue[i].preparing->queued = false;
    }
    link->queued = 0;
}

/* The result of the `at`-th command. */
static void sort_out(struct link *link, int at, PGresult *result, PGresult **ret_failed, const char **ret_name)
{
    ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    const struct queued *queued = at < link->queued ? &link->queue[at] : NULL;

    if (good && queued && queued->preparing)
        queued->preparing->prepared = true;
    if (good && queued && queued->ret && !*queued->ret) {
        *queued->ret = result;
        return;
    }
    if (status == PGRES_FATAL_ERROR && !*ret_failed) {
        *ret_failed = result;
        *ret_name = queued ? queued->name : "sync";
        return;
    }
    PQclear(result);
}

/* Takes the answers up to the sync: each result to where it belongs, and the first failure if there is one. */
static void collect(struct link *link, PGresult **ret_failed, const char **ret_name)
{
    int at = 0;
    bool ended = false; /* a NULL ends the results of each command; two say that nothing more will come */

    while (at <= link->queued) {
        PGresult *result = PQgetResult(link->conn);

        if (!result) {
            if (ended || PQstatus(link->conn) == CONNECTION_BAD)
                break;
            ended = true;
            at++;
            continue;
        }
        ended = false;
        if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            return;
        }
        sort_out(link, at, result, ret_failed, ret_name);
    }
    link->lost = true;
}

/* Whether every result that was asked for came; if not, none is left. */
static bool all_came(struct link *link, bool good)
{
    for (int i = 0; i < link->queued; i++)
        good = good && (!link->queue[i].ret || *link->queue[i].ret);
    for (int i = 0; i < link->queued && !good; i++) {
        if (link->queue[i].ret) {
            PQclear(*link->queue[i].ret);
            *link->queue[i].ret = NULL;
        }
    }
    return good;
}

enum err pipeline_sync(struct link *link, struct tx *tx, struct arena *arena, const char *name, PGresult **ret_result)
{
    PGresult *last = NULL;
    PGresult *failed = NULL;
    enum err err = OK;

    if (link->queued > 0 && !link->queue[link->queued - 1].ret)
        link->queue[link->queued - 1].ret = &last;
    if (PQpipelineSync(link->conn))
        collect(link, &failed, &name);
    else
        link->lost = true;
    if (!all_came(link, !failed && !link->lost))
        err = link_fail(link, tx, arena, failed, name);
    PQclear(failed);
    forget(link);
    link->stands = err == OK && link->begun;
    if (err == OK && ret_result)
        *ret_result = last;
    else
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
    PGresult *failed = NULL;
    const char *name;

    if (!link->ending)
        return;
    link->ending = false;
    collect(link, &failed, &name);
    if (failed)
        link->lost = true;
    PQclear(failed);
    forget(link);
}
