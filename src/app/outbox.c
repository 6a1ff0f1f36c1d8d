#include "app/outbox.h"

#include "app/mail.h"

enum { ATTEMPTS_MAX = 40, DETAIL_MAX = 300, WAIT_DOUBLINGS_MAX = 8 };
#define LEASE (5 * MINUTE_US) /* longer than a mail can take */
#define FIRST_WAIT MINUTE_US  /* doubled up to 256 minutes */
#define GIVE_UP (5 * DAY_US)

SQL(outbox_insert, "INSERT INTO outbox (company_id, id, recipient, subject, body, state, due_at, created_at)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $7)");
SQL(outbox_claim,
    "UPDATE outbox SET lease_until = $2, attempts = attempts + 1 WHERE (company_id, id) ="
    " (SELECT o.company_id, o.id FROM outbox o WHERE o.state = $3 AND o.due_at <= $1 AND o.lease_until < $1"
    " ORDER BY o.due_at, o.id LIMIT 1) AND state = $3 AND lease_until < $1"
    " RETURNING company_id, id, recipient, subject, body, attempts, created_at"
    " /* scope: all companies: one sender for all */");
/* What need not be sent any more is not kept: bodies hold the secrets of links. */
SQL(outbox_settle, "UPDATE outbox SET state = $4, lease_until = 0, due_at = $5, error = $6, sent_at = $7,"
                   " body = CASE WHEN CAST($4 AS bigint) = 1 THEN body ELSE '' END"
                   " WHERE company_id = $1 AND id = $2 AND lease_until = $3");

enum err outbox_add(struct tx *tx, struct company_id company, struct str recipient, struct str subject, struct str body,
                    int64_t now)
{
    return EXECUTE(tx, &outbox_insert, NULL, SQL_INT(company.n), SQL_INT(id_new(now)), SQL_TEXT(recipient),
                   SQL_TEXT(subject), SQL_TEXT(body), SQL_INT(OUTBOX_QUEUED), SQL_INT(now));
}

struct sending {
    int64_t now, lease_until;
    struct company_id company;
    struct mail mail; /* id 0: nothing is due */
    int64_t attempts;
    enum outbox_state state;
    int64_t due_at, sent_at;
    struct str detail;
};

MUST_CHECK static enum err claim_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct sending *job = data;

    job->mail.id = 0;
    TRY(QUERY(tx, &outbox_claim, &q, SQL_INT(job->now), SQL_INT(job->lease_until), SQL_INT(OUTBOX_QUEUED)));
    if (query_next(&q)) {
        job->company.n = query_int(&q, 0);
        job->mail = (struct mail){.id = query_int(&q, 1),
                                  .recipient = query_text(&q, 2),
                                  .subject = query_text(&q, 3),
                                  .body = query_text(&q, 4),
                                  .at = query_int(&q, 6)};
        job->attempts = query_int(&q, 5);
    }
    return query_done(&q);
}

MUST_CHECK static enum err settle_body(struct tx *tx, void *data)
{
    const struct sending *job = data;

    return EXECUTE(tx, &outbox_settle, NULL, SQL_INT(job->company.n), SQL_INT(job->mail.id), SQL_INT(job->lease_until),
                   SQL_INT(job->state), SQL_INT(job->due_at), SQL_TEXT(job->detail), SQL_INT(job->sent_at));
}

/* What becomes of the row. */
static void judge(struct sending *job, enum mail_verdict verdict, struct arena *arena)
{
    int64_t doublings = job->attempts - 1 < WAIT_DOUBLINGS_MAX ? job->attempts - 1 : WAIT_DOUBLINGS_MAX;
    bool over = job->attempts >= ATTEMPTS_MAX || job->now - job->mail.at >= GIVE_UP;
    struct str detail = str_slice(job->detail, 0, DETAIL_MAX);
    char *kept = arena_alloc(arena, detail.n);

    job->due_at = job->now;
    job->sent_at = 0;
    if (verdict == MAIL_ACCEPTED) {
        job->state = OUTBOX_SENT;
        job->sent_at = job->now;
        job->detail = STR("");
        return;
    }
    job->state = verdict == MAIL_REFUSED || over ? OUTBOX_FAILED : OUTBOX_QUEUED;
    job->due_at = job->now + (FIRST_WAIT << doublings);
    for (size_t i = 0; i < detail.n; i++) /* a server's words may be any bytes */
        kept[i] = detail.p[i] >= ' ' && detail.p[i] <= '~' ? detail.p[i] : '?';
    job->detail = (struct str){kept, detail.n};
}

MUST_CHECK static enum err send_one(struct app *app, struct mailer *mailer, struct sending *job, struct arena *arena)
{
    enum mail_verdict verdict;

    job->now = app_now(app);
    job->lease_until = job->now + LEASE;
    TRY(store_write(app->store, COMPANY_ALL, arena, claim_body, job, NULL));
    if (!job->mail.id)
        return OK;
    verdict = mailer_send(mailer, &job->mail, arena, &job->detail);
    judge(job, verdict, arena);
    return store_write(app->store, COMPANY_ALL, arena, settle_body, job, NULL);
}

enum err outbox_run(struct app *app, const struct mail_config *config, int max, struct arena *arena, int *ret_sent)
{
    struct mailer *mailer;
    enum err err = OK;

    *ret_sent = 0;
    if (!config->url.n)
        return OK;
    mailer = mailer_new(config);
    for (int i = 0; i < max && err == OK; i++) {
        struct sending job = {.now = 0};

        err = send_one(app, mailer, &job, arena);
        if (!job.mail.id)
            break;
        *ret_sent += job.state == OUTBOX_SENT;
        if (job.state == OUTBOX_QUEUED) /* the server is not to be had; the others need not find out one by one */
            break;
    }
    mailer_free(mailer);
    return err;
}
