/* AUD-01: the head of a record by mail, to whom the company names, and to the webhook that the operator named. */
#include "app/jobs.h"
#include "app/outbox.h"
#include "base/fold.h"
#include "base/local.h"
#include "features/audit/audit_docs.h"
#include "features/audit/heads.h"

enum { ADDRESSES_MAX = 10, ADDRESSES_TEXT_MAX = 2600 };
#define SEND_JOB "audit.send_head"
#define REST_US (60 * SECOND_US) /* a dead webhook is not asked for each of a thousand companies */

/* Whoever moves the day on does the day's work: once, in whatever process. The day is no act of the company's. */
SQL(heads_take_mail, "UPDATE company SET heads_mailed = $2 WHERE id = $1 AND heads_mailed < $2 AND heads_to <> ''"
                     " /* company_id = $1 */ RETURNING heads_to");
SQL(heads_take_hook,
    "UPDATE company SET heads_hooked = $2 WHERE id = $1 AND heads_hooked < $2 /* company_id = $1 */ RETURNING id");
SQL(heads_read_to, "SELECT heads_to, heads_mailed FROM company WHERE id = $1 /* company_id = $1 */");
SQL(heads_write_to, "UPDATE company SET heads_to = $2 WHERE id = $1 /* company_id = $1 */");

/* ------------------------------------------------------------------ by mail */

struct sending {
    struct app *app;
    struct head_company *company;
};

MUST_CHECK static enum err queue_mails(struct tx *tx, const struct sending *job, struct str to)
{
    const struct head_company *company = job->company;
    struct arena *arena = tx_arena(tx);
    struct str head = audit_head_text(arena, &company->head);
    struct message_text subject = {.id = MSG_MAIL_HEAD_SUBJECT, .param_count = 2};
    struct message_text body = {.id = MSG_MAIL_HEAD_BODY, .param_count = 4};
    struct buf day;

    buf_init(&day, arena, 64);
    local_date(&day, company->locale, company->today);
    subject.params[0] = body.params[0] = P_STR("company", company->name);
    subject.params[1] = body.params[1] = P_STR("day", buf_str(&day));
    body.params[2] = P_STR("head", head);
    body.params[3] = P_STR("slug", company->slug);
    while (to.n > 0)
        TRY(outbox_add(tx, company->id, str_cut(&to, '\n'), message_format(&subject, NULL, NULL, arena),
                       message_format(&body, NULL, NULL, arena), app_now(job->app)));
    return OK;
}

MUST_CHECK static enum err mail_body(struct tx *tx, void *data)
{
    struct sending *job = data;
    struct head_company *company = job->company;
    CLEANUP(query_end) struct query q = {0};
    struct str to = {0};

    TRY(QUERY(tx, &heads_take_mail, &q, SQL_INT(company->id.n), SQL_INT(company->today)));
    if (query_next(&q))
        to = query_text(&q, 0);
    TRY(query_done(&q));
    if (!to.n)
        return OK;
    TRY(audit_head(tx, company->id, &company->head));
    return queue_mails(tx, job, to);
}

/* ------------------------------------------------------------------ by webhook */

MUST_CHECK static enum err hook_body(struct tx *tx, void *data)
{
    const struct sending *job = data;
    CLEANUP(query_end) struct query q = {0};
    bool taken;

    TRY(QUERY(tx, &heads_take_hook, &q, SQL_INT(job->company->id.n), SQL_INT(job->company->today)));
    taken = query_next(&q);
    TRY(query_done(&q));
    return taken ? job_add(tx, job->company->id, SEND_JOB, 0, app_now(job->app)) : OK;
}

enum err heads_send(struct app *app, struct head_company *company, struct arena *arena)
{
    struct sending job = {app, company};

    if (company->heads_to.n && company->mailed < company->today)
        TRY(store_write(app->store, company->id, arena, mail_body, &job, NULL));
    if (app->config.heads_webhook.url.n && company->hooked < company->today)
        TRY(store_write(app->store, company->id, arena, hook_body, &job, NULL));
    return OK;
}

MUST_CHECK static enum err head_body(struct tx *tx, void *data)
{
    struct head_company *company = data;

    return audit_head(tx, company->id, &company->head);
}

static struct str payload(const struct context *cx, const struct head_company *company)
{
    const struct zone *zone = cx->company->zone;

    return arena_format(
        cx->arena,
        "{\"kind\":\"audit.head\",\"company\":\"%.*s\",\"day\":\"%.*s\",\"entries\":%lld,\"at\":\"%.*s\","
        "\"head\":\"%.*s\"}",
        STR_ARG(company->slug), STR_ARG(day_text(cx->arena, time_local(zone, cx->now).day_number)),
        (long long)company->head.change, STR_ARG(time_text(cx->arena, zone, company->head.at)),
        STR_ARG(audit_head_text(cx->arena, &company->head)));
}

/* Outside of any transaction: the other side may take its time. What fails comes again, with the head as it stands
 * then. */
MUST_CHECK static enum err run_send(struct context *cx, const struct grant *g, const struct input *in, struct node *out)
{
    const struct webhook_config *config = &cx->app->config.heads_webhook;
    struct head_company company = {.id = cx->company->id, .slug = cx->company->slug};
    int64_t *rests_until = &cx->app->webhook_rests_until;
    struct str detail;

    (void)g, (void)in, (void)out;
    if (!config->url.n) /* taken away again meanwhile */
        return OK;
    if (cx->now < __atomic_load_n(rests_until, __ATOMIC_ACQUIRE))
        return fail_unavailable(cx->arena, "the webhook for heads failed just now");
    TRY(store_read(cx->app->store, company.id, cx->arena, head_body, &company));
    if (webhook_post(config, payload(cx, &company), cx->now, cx->arena, &detail))
        return OK;
    __atomic_store_n(rests_until, cx->now + REST_US, __ATOMIC_RELEASE);
    return fail_unavailable(cx->arena, "the webhook for heads: %.*s", STR_ARG(detail));
}

/* ------------------------------------------------------------------ to whom */

#define HEADS_TO(F, P)                                                                                                 \
    F(P, addresses, TEXTS, SECURITY)                                                                                   \
    F(P, changed, BOOL, BASIC)
DOC_SCHEMA(heads_to, HEADS_TO);

static const struct input_field save_input[] = {
    {.name = "addresses", .kind = INPUT_LONG, .nullable = true, .max = ADDRESSES_TEXT_MAX, .label = "E-mail addresses"},
    {.name = NULL},
};

enum err heads_recipients(struct tx *tx, const struct grant *g, struct str *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = STR("");
    TRY(QUERY(tx, &heads_read_to, &q, SQL_INT(g->company.n)));
    if (query_next(&q))
        *ret = query_text(&q, 0);
    return query_done(&q);
}

static bool is_there(struct str lines, struct str line)
{
    while (lines.n > 0) {
        if (str_equal(str_cut(&lines, '\n'), line))
            return true;
    }
    return false;
}

/* One a line, or between commas; each once. */
MUST_CHECK static enum err read_addresses(struct context *cx, struct str typed, struct str *ret)
{
    struct buf out;
    int count = 0;

    buf_init(&out, cx->arena, 2 * ADDRESSES_TEXT_MAX);
    while (typed.n > 0) {
        struct str line = str_cut(&typed, '\n');

        while (line.n > 0) {
            struct str one = str_trim(str_cut(&line, ',')), address;

            if (!one.n)
                continue;
            if (!fold_email(cx->arena, one, &address))
                return FAIL_FIELD(cx->arena, STR("addresses"), MSG_HEADS_ADDRESS, P_STR("address", one));
            if (is_there(buf_str(&out), address))
                continue;
            if (count++ == ADDRESSES_MAX)
                return FAIL_FIELD(cx->arena, STR("addresses"), MSG_HEADS_MANY, P_STR("max", STR("10")));
            if (out.n)
                buf_add_char(&out, '\n');
            buf_add(&out, address);
        }
    }
    *ret = buf_str(&out);
    return OK;
}

static_assert(ADDRESSES_MAX == 10, "as read_addresses says");

MUST_CHECK static enum err run_save(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct str before, after;

    TRY(heads_recipients(tx, g, &before));
    after = before;
    if (input_given(in, "addresses"))
        TRY(read_addresses(cx, input_text(in, "addresses"), &after));
    TRY(EXECUTE(tx, &heads_write_to, NULL, SQL_INT(g->company.n), SQL_TEXT(after)));
    if (!str_equal(before, after))
        audit_change(cx, "company", g->company.n, "heads_to", before, after);
    doc_list(out, heads_to_addresses);
    doc_bool(out, heads_to_changed, !str_equal(before, after));
    while (after.n > 0)
        doc_add_text(out, heads_to_addresses, str_cut(&after, '\n'));
    return OK;
}

static const struct operation operations[] = {
    {.name = "audit.heads_save",
     .summary = "Names who gets the day's head of the record by e-mail, up to ten addresses, one a line; none: nobody.",
     .method = METHOD_PUT,
     .path = "/audit/head",
     .permission = PERMISSION_company_settings,
     .input = save_input,
     .output = &heads_to_schema,
     .form = "audit.head",
     .next = "/audit/head",
     .run = run_save},
    {.name = "audit.send_head",
     .summary = "Sends the head of the record to the webhook of the server's operator.",
     .method = METHOD_POST,
     .path = "/audit/head/send",
     .permission = PERMISSION_view_audit,
     .run_alone = run_send,
     .flags = OP_SYSTEM | OP_NO_AUDIT}, /* it changes nothing of the company */
};

static const struct job_rule jobs[] = {{SEND_JOB, "audit.send_head", TARGET__NONE, 0}};

const struct feature audit_heads_feature = {.name = "audit heads",
                                            .operations = operations,
                                            .operation_count = ARRAY_SIZE(operations),
                                            .jobs = jobs,
                                            .job_count = ARRAY_SIZE(jobs)};
