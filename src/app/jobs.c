#include "app/jobs.h"
#include "base/random.h"

#include <string.h>

enum { WAIT_DOUBLINGS_MAX = 6 };
#define LEASE (10 * MINUTE_US) /* longer than a job may take */
#define FIRST_WAIT MINUTE_US   /* doubled up to 64 minutes */

SQL(job_upsert, "INSERT INTO job (id, company_id, kind, subject_id, due_at) VALUES ($1, $2, $3, $4, $5)"
                " ON CONFLICT (company_id, kind, subject_id) DO UPDATE SET due_at = CASE"
                " WHEN job.lease_until = 0 AND job.due_at < $5 THEN job.due_at ELSE $5 END, lease_until = 0,"
                " attempts = 0");
SQL(job_delete, "DELETE FROM job WHERE company_id = $1 AND kind = $2 AND subject_id = $3");
SQL(job_claim, "UPDATE job SET lease_until = $2, attempts = attempts + 1 WHERE id ="
               " (SELECT j.id FROM job j WHERE j.due_at <= $1 AND j.lease_until < $1 ORDER BY j.due_at, j.id LIMIT 1)"
               " AND lease_until < $1 RETURNING id, company_id, kind, subject_id, due_at, attempts"
               " /* scope: all companies: one runner for all */");
/* By the lease: what asked for itself again meanwhile has none, and stays. */
SQL(job_finish, "DELETE FROM job WHERE id = $1 AND lease_until = $2 /* scope: all companies: the one just run */");
SQL(job_again, "UPDATE job SET lease_until = 0, due_at = $3, attempts = $4 WHERE id = $1 AND lease_until = $2"
               " /* scope: all companies: the one just run */");

/* No id_new of the instant it is due: ids of what comes after would count on from there, one by one, until then. */
static int64_t job_id(void)
{
    return (int64_t)(random_u64() >> 1 | 1);
}

enum err job_add(struct tx *tx, struct company_id company, const char *kind, int64_t subject, int64_t due_at)
{
    return EXECUTE(tx, &job_upsert, NULL, SQL_INT(job_id()), SQL_INT(company.n), SQL_TEXT(str_from(kind)),
                   SQL_INT(subject), SQL_INT(due_at));
}

enum err job_drop(struct tx *tx, struct company_id company, const char *kind, int64_t subject)
{
    return EXECUTE(tx, &job_delete, NULL, SQL_INT(company.n), SQL_TEXT(str_from(kind)), SQL_INT(subject));
}

struct job {
    int64_t now, lease_until;
    int64_t id; /* 0: nothing is due */
    struct company_id company;
    struct str kind;
    int64_t subject, due_at, attempts;
    const struct job_rule *rule; /* NULL: unknown, of a newer version */
    bool done;
};

MUST_CHECK static enum err claim_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct job *job = data;

    job->id = 0;
    TRY(QUERY(tx, &job_claim, &q, SQL_INT(job->now), SQL_INT(job->lease_until)));
    if (query_next(&q)) {
        job->id = query_int(&q, 0);
        job->company.n = query_int(&q, 1);
        job->kind = query_text(&q, 2);
        job->subject = query_int(&q, 3);
        job->due_at = query_int(&q, 4);
        job->attempts = query_int(&q, 5);
    }
    return query_done(&q);
}

MUST_CHECK static enum err settle_body(struct tx *tx, void *data)
{
    const struct job *job = data;
    int64_t doublings = job->attempts - 1 < WAIT_DOUBLINGS_MAX ? job->attempts - 1 : WAIT_DOUBLINGS_MAX;
    int64_t next = job->now + (FIRST_WAIT << doublings);

    if (job->done && !job->rule->every_us)
        return EXECUTE(tx, &job_finish, NULL, SQL_INT(job->id), SQL_INT(job->lease_until));
    if (job->done) { /* in its rhythm, but what was missed while nothing ran is not made up for */
        next = job->due_at + job->rule->every_us;
        if (next <= job->now)
            next = job->now + job->rule->every_us;
    }
    return EXECUTE(tx, &job_again, NULL, SQL_INT(job->id), SQL_INT(job->lease_until), SQL_INT(next),
                   SQL_INT(job->done ? 0 : job->attempts));
}

static const struct job_rule *rule_of(const struct app *app, struct str kind)
{
    for (int f = 0; f < app->config.feature_count; f++) {
        const struct feature *feature = app->config.features[f];

        for (int i = 0; i < feature->job_count; i++) {
            if (str_is(kind, feature->jobs[i].kind))
                return &feature->jobs[i];
        }
    }
    return NULL;
}

/* Runs the operation. A subject that is gone is no failure: there is nothing left to do. */
static void run(struct app *app, struct job *job, struct arena *arena)
{
    int64_t targets[TARGET__MAX] = {0};
    struct outcome outcome = {.err = OK};

    if (!job->rule) {
        LOG(&app->config.log, LOG_WARNING, "job_unknown", L_STR("kind", job->kind));
        return;
    }
    if (job->rule->target)
        targets[job->rule->target] = job->subject;
    app_call_system(app, job->rule->operation, job->company, SURFACE_JOB, targets, STR("{}"), arena, &outcome);
    job->done = outcome.err == OK || outcome.err == ERR_ABSENT;
    if (!job->done)
        LOG(&app->config.log, LOG_ERROR, "job_failed", L_STR("kind", job->kind), L_INT("company", job->company.n),
            L_INT("subject", job->subject), L_INT("attempts", job->attempts), L_STR("detail", arena->failure.log));
    app_outcome_end(app, &outcome);
    fail_clear(arena);
}

enum err jobs_run(struct app *app, int max, struct arena *arena, int *ret_ran)
{
    *ret_ran = 0;
    for (int i = 0; i < max; i++) {
        struct job job = {.now = app_now(app)};

        job.lease_until = job.now + LEASE;
        TRY(store_write(app->store, COMPANY_NONE, arena, claim_body, &job, NULL));
        if (!job.id)
            return OK;
        job.rule = rule_of(app, job.kind);
        run(app, &job, arena);
        job.now = app_now(app);
        TRY(store_write(app->store, COMPANY_NONE, arena, settle_body, &job, NULL));
        *ret_ran += job.done;
    }
    return OK;
}
