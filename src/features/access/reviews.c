/* Removals whose review date has come: lift them or confirm them (ACC-32). */
#include "app/cursor.h"
#include "features/access/access_docs.h"

#define REVIEW_COLUMNS                                                                                                 \
    "SELECT r.staff_id, r.client_id, c.name, r.removed_at, r.removed_by, r.removal_reason, r.removal_severity,"        \
    " r.review_on"
#define REVIEW_TABLES " FROM relation r JOIN client c ON c.company_id = r.company_id AND c.id = r.client_id"
/* Removals are few: their own index holds no other pairs. */
#define REVIEW_DUE " WHERE r.company_id = $1 AND r.removed_at > 0 AND r.review_on IS NOT NULL AND r.review_on <= $2"

SQL(reviews_due, REVIEW_COLUMNS REVIEW_TABLES REVIEW_DUE " ORDER BY r.review_on, c.sort, r.staff_id LIMIT 200");
SQL(reviews_due_total, "SELECT count(*) FROM relation r" REVIEW_DUE);

enum { AHEAD_DAYS = 30 };

#define REVIEW(F, P)                                                                                                   \
    F(P, staff, OBJECT, ACCESS, .of = &named_schema)                                                                   \
    F(P, client, OBJECT, ACCESS, .of = &named_schema)                                                                  \
    F(P, review_on, DAY, REASON)                                                                                       \
    F(P, due, BOOL, REASON)                                                                                            \
    F(P, removed_at, INSTANT, ACCESS)                                                                                  \
    F(P, removed_by, TEXT, ACCESS)                                                                                     \
    F(P, reason, TEXT, REASON)                                                                                         \
    F(P, severity, ENUM, REASON, .names = &severity_names)                                                             \
    F(P, switch_page, ADDRESS, ACCESS)                                                                                 \
    F(P, review_page, ADDRESS, ACCESS)
DOC_SCHEMA(review, REVIEW);

#define REVIEWS(F, P)                                                                                                  \
    F(P, items, LIST, ACCESS, .of = &review_schema)                                                                    \
    F(P, total, INT, ACCESS)                                                                                           \
    F(P, ahead, BOOL, BASIC)
DOC_SCHEMA(reviews, REVIEWS);

static const struct input_field list_input[] = {
    {.name = "ahead", .kind = INPUT_BOOL, .label = "The next 30 days, too"},
    {.name = NULL},
};

static int32_t today(const struct context *cx)
{
    return time_local(cx->company->zone, cx->now).day_number;
}

enum err reviews_due_count(struct tx *tx, const struct grant *g, int32_t day, int64_t *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &reviews_due_total, &q, SQL_INT(g->company.n), SQL_INT(day)));
    *ret = query_next(&q) ? query_int(&q, 0) : 0;
    return query_done(&q);
}

static void review_document(struct context *cx, const struct grant *g, const struct query *q, struct node *item)
{
    struct staff_id staff = {query_int(q, 0)};
    struct client_id client = {query_int(q, 1)};

    named_document(doc_object(item, review_staff), staff.n, staff_name(g, staff));
    named_document(doc_object(item, review_client), client.n, query_text(q, 2));
    doc_instant(item, review_removed_at, query_int(q, 3));
    doc_text(item, review_removed_by, staff_name(g, (struct staff_id){query_int(q, 4)}));
    doc_text(item, review_reason, query_text(q, 5));
    doc_enum(item, review_severity, (int)query_int(q, 6));
    doc_day(item, review_review_on, (int32_t)query_int(q, 7));
    doc_bool(item, review_due, query_int(q, 7) <= today(cx));
    if (!g->person || policy_may_switch_access(g->picture, g->person, staff, g->now).allowed) {
        doc_address(item, review_switch_page, pair_address(cx->arena, staff, client, "access"));
        doc_address(item, review_review_page, pair_address(cx->arena, staff, client, "access/review"));
    }
}

MUST_CHECK static enum err run_list(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    CLEANUP(query_end) struct query q = {0};
    struct node *items = doc_list(out, reviews_items);
    int32_t until = today(cx) + (input_bool(in, "ahead") ? AHEAD_DAYS : 0);

    TRY(QUERY(tx, &reviews_due, &q, SQL_INT(g->company.n), SQL_INT(until)));
    while (query_next(&q))
        review_document(cx, g, &q, doc_item(items));
    TRY(query_done(&q));
    doc_int(out, reviews_total, node_count(items));
    doc_bool(out, reviews_ahead, input_bool(in, "ahead"));
    return OK;
}

/* ------------------------------------------------------------------ confirming */

static const struct input_field confirm_input[] = {
    {.name = "review_on", .kind = INPUT_DAY, .nullable = true, .label = "Next review"},
    {.name = NULL},
};

MUST_CHECK static enum err run_confirm(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                       struct node *out)
{
    struct relation pair;
    int32_t next = (int32_t)input_int(in, "review_on");

    TRY(may_switch(cx, g, cx_staff(cx)));
    TRY(relation_read(tx, g, cx_staff(cx), cx_client(cx), &pair));
    if (!pair.removed_at)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_NOT_REMOVED, P_STR("person", staff_name(g, pair.staff)));
    if (next && next <= today(cx))
        return FAIL_FIELD(cx->arena, STR("review_on"), MSG_REVIEW_DAY);
    audit_about(cx, pair.staff, pair.client);
    pair.review_on = next;
    TRY(relation_amend_removal(cx, tx, g, &pair));
    return access_document(cx, tx, g, pair.staff, pair.client, out);
}

static const struct operation operations[] = {
    {.name = "access.reviews",
     .summary = "Access removals whose review date has come, the oldest date first; with `ahead` those of the next 30 "
                "days, too.",
     .method = METHOD_GET,
     .path = "/reviews/removals",
     .permission = PERMISSION_manage_staff,
     .input = list_input,
     .output = &reviews_schema,
     .page = "access/reviews",
     .title = "Removals to review",
     .run = run_list},
    {.name = "access.review",
     .summary = "Confirms an access removal, with the day of the next review or none.",
     .method = METHOD_PUT,
     .path = "/staff/{staff}/clients/{client}/access/review",
     .permission = PERMISSION_manage_staff,
     .input = confirm_input,
     .output = &access_view_schema,
     .form = "access.reviews",
     .next = "/reviews/removals",
     .run = run_confirm},
};

const struct feature access_reviews_feature = {
    .name = "access reviews", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
