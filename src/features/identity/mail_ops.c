/* The e-mail log (MSG-13), and what identity/ does in the background. */
#include "app/cursor.h"
#include "features/identity/identity_parts.h"

enum { PAGE_SIZE = 50, CURSOR_MAX = 200 };
NAMES(mail_states, "queued", "sent", "failed");

SQL_LIST(mail_list,
         "SELECT id, recipient, subject, state, attempts, error, created_at, sent_at, due_at FROM outbox"
         " WHERE company_id = $1 {0} {1} ORDER BY id DESC LIMIT $2",
         "AND id < $3", "AND state = $4");
SQL_LIST(mail_total,
         "SELECT COUNT(*) FROM outbox WHERE company_id = $1 {0} /* scan: the company's own mails, seldom */",
         "AND state = $2");

#define MAIL_ROW(F, P)                                                                                                 \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, recipient, TEXT, BASIC)                                                                                       \
    F(P, subject, TEXT, BASIC)                                                                                         \
    F(P, state, ENUM, BASIC, .names = &mail_states)                                                                    \
    F(P, attempts, INT, BASIC)                                                                                         \
    F(P, error, TEXT, BASIC)                                                                                           \
    F(P, created_at, INSTANT, BASIC)                                                                                   \
    F(P, sent_at, INSTANT, BASIC)                                                                                      \
    F(P, next_attempt_at, INSTANT, BASIC)
DOC_SCHEMA(mail_row, MAIL_ROW);

#define MAIL_FILTER(F, P)                                                                                              \
    F(P, state, ENUM, BASIC, .names = &mail_states)                                                                    \
    F(P, count, INT, BASIC)
DOC_SCHEMA(mail_filter, MAIL_FILTER);

#define MAIL_LOG(F, P)                                                                                                 \
    F(P, items, LIST, BASIC, .of = &mail_row_schema)                                                                   \
    F(P, next, TEXT, BASIC)                                                                                            \
    F(P, total, INT, BASIC)                                                                                            \
    F(P, next_page, ADDRESS, BASIC)                                                                                    \
    F(P, filter, OBJECT, BASIC, .of = &mail_filter_schema)
DOC_SCHEMA(mail_log, MAIL_LOG);

static const struct input_field log_query[] = {{.name = "state", .kind = INPUT_ENUM, .names = &mail_states},
                                               {.name = "cursor", .kind = INPUT_TEXT, .max = CURSOR_MAX},
                                               {.name = NULL}};

static void put_row(const struct query *q, struct node *item)
{
    doc_id(item, mail_row_id, query_int(q, 0));
    doc_text(item, mail_row_recipient, query_text(q, 1));
    doc_text(item, mail_row_subject, query_text(q, 2));
    doc_enum(item, mail_row_state, (int)query_int(q, 3));
    doc_int(item, mail_row_attempts, query_int(q, 4));
    doc_text(item, mail_row_error, query_text(q, 5));
    doc_instant(item, mail_row_created_at, query_int(q, 6));
    doc_instant(item, mail_row_sent_at, query_int(q, 7));
    doc_instant(item, mail_row_next_attempt_at, query_int(q, 3) == OUTBOX_QUEUED ? query_int(q, 8) : 0);
}

MUST_CHECK static enum err put_total(struct tx *tx, const struct grant *g, int64_t state, struct node *out)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY_LIST(tx, &mail_total, state ? 1u : 0u, &q, SQL_INT(g->company.n), SQL_INT(state)));
    if (query_next(&q))
        doc_int(out, mail_log_total, query_int(&q, 0));
    return query_done(&q);
}

MUST_CHECK static enum err run_log(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct node *list = doc_list(out, mail_log_items), *filter = doc_object(out, mail_log_filter);
    int64_t state = input_int(in, "state"), from = 0, last = 0;
    CLEANUP(query_end) struct query q = {0};
    struct str none, cursor;
    int count = 0;

    if (!cursor_parse(cx->arena, input_text(in, "cursor"), &none, &from))
        return FAIL_FIELD(cx->arena, STR("cursor"), MSG_CURSOR);
    TRY(QUERY_LIST(tx, &mail_list, (from ? 1u : 0u) | (state ? 2u : 0u), &q, SQL_INT(g->company.n),
                   SQL_INT(PAGE_SIZE + 1), SQL_INT(from), SQL_INT(state)));
    while (query_next(&q)) {
        if (count++ == PAGE_SIZE)
            continue;
        put_row(&q, doc_item(list));
        last = query_int(&q, 0);
    }
    doc_null(out, mail_log_next);
    if (count > PAGE_SIZE) {
        cursor = cursor_text(cx->arena, STR(""), last);
        doc_text(out, mail_log_next, cursor);
        doc_address(out, mail_log_next_page, cursor_page(cx->arena, STR("/settings/email-log"), in, log_query, cursor));
    }
    TRY(query_done(&q));
    doc_enum(filter, mail_filter_state, (int)state);
    doc_int(filter, mail_filter_count, state ? 1 : 0);
    return put_total(tx, g, state, out);
}

MUST_CHECK static enum err housekeeping(struct app *app, bool hourly, struct arena *arena)
{
    int64_t now = app_now(app);

    TRY(sessions_flush(app, now, arena));
    return hourly ? identity_sweep(app, now, arena) : OK;
}

static const struct operation rows[] = {
    {
        .name = "mail.log",
        .summary = "The company's e-mails and their state, newest first.",
        .method = METHOD_GET,
        .path = "/settings/email-log",
        .permission = PERMISSION_company_settings,
        .input = log_query,
        .output = &mail_log_schema,
        .page = "identity/email_log",
        .title = "E-mail log",
        .run = run_log,
    },
};

const struct feature mail_feature = {
    .name = "mail", .operations = rows, .operation_count = ARRAY_SIZE(rows), .housekeeping = housekeeping};
