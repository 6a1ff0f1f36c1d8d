/* Home: one's own day, and for whoever schedules the company's. */
#include "features/access/access.h"
#include "features/company/company.h"
#include "features/reviews/reviews.h"
#include "features/schedule/schedule.h"
#include "features/templates/templates.h"

enum { VISITS_SHOWN = 30, LATE_SHOWN = 100 };

#define DAY_WHERE " WHERE e.company_id = $1 AND e.starts_at >= $2 AND e.starts_at < $3"
SQL_LIST(home_own_visits,
         "SELECT e.id, e.starts_at, e.ends_at, e.status, c.id, c.name, s.name FROM event e"
         " JOIN client c ON c.company_id = e.company_id AND c.id = e.client_id"
         " JOIN service s ON s.company_id = e.company_id AND s.id = e.service_id" DAY_WHERE
         " AND e.staff_id = $4 AND e.status <> $5 {0} {1} ORDER BY e.starts_at, e.id LIMIT $6",
         "AND AMONG($7, e.client_id)", "AND NOT AMONG($7, e.client_id)");
SQL_LIST(home_day, "SELECT e.status, COUNT(*), COUNT(e.staff_id) FROM event e" DAY_WHERE " {0} {1} GROUP BY e.status",
         "AND AMONG($4, e.client_id)", "AND NOT AMONG($4, e.client_id)");

/* ------------------------------------------------------------------ documents */

#define HOME_VISIT(F, P)                                                                                               \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, client, ID, BASIC)                                                                                            \
    F(P, client_name, TEXT, BASIC)                                                                                     \
    F(P, service, TEXT, BASIC)                                                                                         \
    F(P, starts_at, INSTANT, BASIC)                                                                                    \
    F(P, ends_at, INSTANT, BASIC)                                                                                      \
    F(P, status, ENUM, BASIC, .names = &event_status_names)
DOC_SCHEMA(home_visit, HOME_VISIT);

#define HOME_DAY(F, P)                                                                                                 \
    F(P, visits, INT, BASIC)                                                                                           \
    F(P, completed, INT, BASIC)                                                                                        \
    F(P, in_progress, INT, BASIC)                                                                                      \
    F(P, cancelled, INT, BASIC)                                                                                        \
    F(P, unassigned, INT, BASIC)
DOC_SCHEMA(home_day_row, HOME_DAY);

/* What should be done already: `count` goes up to 100, `more` says that there are more. */
#define HOME_LATE(F, P)                                                                                                \
    F(P, count, INT, BASIC)                                                                                            \
    F(P, more, BOOL, BASIC)                                                                                            \
    F(P, page, ADDRESS, BASIC)
DOC_SCHEMA(home_late, HOME_LATE);

/* The access review that one has to finish. */
#define HOME_REVIEW(F, P)                                                                                              \
    F(P, due_on, DAY, BASIC)                                                                                           \
    F(P, late, BOOL, BASIC)                                                                                            \
    F(P, page, ADDRESS, BASIC)
DOC_SCHEMA(home_review, HOME_REVIEW);

/* `not_begun`: visits whose time has come and that are still scheduled; `not_ended`: visits under way for longer than
 * the company lets one run; both for whoever schedules, absent where there are none. `templates`: those that wait for
 * approval, for whoever manages them, alike. `company_day`: the whole
 * company's, for whoever schedules. `requests`: separation requests that wait, for whoever decides them; `reviews`:
 * access removals whose review date has come; `access_review`: one's own list, for whoever manages access;
 * `access_reports`: what the owner was told of people who see too much. */
#define HOME_PAGE(F, P)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, day, DAY, BASIC)                                                                                              \
    F(P, assignable, BOOL, BASIC)                                                                                      \
    F(P, visits, LIST, BASIC, .of = &home_visit_schema)                                                                \
    F(P, visit_count, INT, BASIC)                                                                                      \
    F(P, company_day, OBJECT, BASIC, .of = &home_day_row_schema)                                                       \
    F(P, not_begun, OBJECT, BASIC, .of = &home_late_schema)                                                            \
    F(P, not_ended, OBJECT, BASIC, .of = &home_late_schema)                                                            \
    F(P, templates, OBJECT, BASIC, .of = &home_late_schema)                                                            \
    F(P, requests, INT, ACCESS)                                                                                        \
    F(P, reviews, INT, ACCESS)                                                                                         \
    F(P, access_review, OBJECT, BASIC, .of = &home_review_schema)                                                      \
    F(P, access_reports, INT, BASIC)
DOC_SCHEMA(home_page, HOME_PAGE);

struct day {
    int32_t number;
    int64_t from, until;
};

static unsigned fragments_of(const struct grant *g)
{
    return grant_scope_bits(g);
}

MUST_CHECK static enum err put_own(struct tx *tx, const struct grant *g, const struct day *day, struct node *out)
{
    struct node *list = doc_list(out, home_page_visits);
    CLEANUP(query_end) struct query q = {0};
    int count = 0;

    TRY(QUERY_LIST(tx, &home_own_visits, fragments_of(g), &q, SQL_INT(g->company.n), SQL_INT(day->from),
                   SQL_INT(day->until), SQL_INT(g->staff.n), SQL_INT(EVENT_CANCELLED), SQL_INT(VISITS_SHOWN),
                   SQL_IDS(g->scope.ids, g->scope.count)));
    for (; query_next(&q); count++) {
        struct node *visit = doc_item(list);

        doc_id(visit, home_visit_id, query_int(&q, 0));
        doc_instant(visit, home_visit_starts_at, query_int(&q, 1));
        doc_instant(visit, home_visit_ends_at, query_int(&q, 2));
        doc_enum(visit, home_visit_status, (int)query_int(&q, 3));
        doc_id(visit, home_visit_client, query_int(&q, 4));
        doc_text(visit, home_visit_client_name, query_text(&q, 5));
        doc_text(visit, home_visit_service, query_text(&q, 6));
    }
    doc_int(out, home_page_visit_count, count);
    return query_done(&q);
}

MUST_CHECK static enum err put_company_day(struct tx *tx, const struct grant *g, const struct day *day,
                                           struct node *out)
{
    int64_t counts[EVENT_STATUS__MAX] = {0}, all = 0, unassigned = 0;
    struct node *row = doc_object(out, home_page_company_day);
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY_LIST(tx, &home_day, fragments_of(g), &q, SQL_INT(g->company.n), SQL_INT(day->from), SQL_INT(day->until),
                   SQL_IDS(g->scope.ids, g->scope.count)));
    while (query_next(&q)) {
        int64_t status = query_int(&q, 0);

        if (status <= 0 || status >= EVENT_STATUS__MAX)
            continue;
        counts[status] = query_int(&q, 1);
        if (status == EVENT_CANCELLED)
            continue;
        all += counts[status];
        unassigned += counts[status] - query_int(&q, 2);
    }
    TRY(query_done(&q));
    doc_int(row, home_day_row_visits, all);
    doc_int(row, home_day_row_completed, counts[EVENT_COMPLETED]);
    doc_int(row, home_day_row_in_progress, counts[EVENT_IN_PROGRESS]);
    doc_int(row, home_day_row_cancelled, counts[EVENT_CANCELLED]);
    doc_int(row, home_day_row_unassigned, unassigned);
    return OK;
}

/* SCH-12: what the list behind it shows is what was counted. */
MUST_CHECK static enum err put_late(const struct context *cx, struct tx *tx, const struct grant *g,
                                    enum event_status status, int64_t before, struct node *out)
{
    int field = status == EVENT_SCHEDULED ? home_page_not_begun : home_page_not_ended;
    struct node *late;
    int64_t count;

    TRY(events_before_count(tx, g, status, before, LATE_SHOWN + 1, &count));
    if (!count)
        return OK;
    late = doc_object(out, field);
    doc_int(late, home_late_count, count < LATE_SHOWN ? count : LATE_SHOWN);
    doc_bool(late, home_late_more, count > LATE_SHOWN);
    doc_address(late, home_late_page,
                arena_format(cx->arena, "/events?status=%s&to=%.*s&order=newest", event_status_names.list[status - 1],
                             STR_ARG(time_text(cx->arena, zone_utc, before))));
    return OK;
}

MUST_CHECK static enum err put_overdue(const struct context *cx, struct tx *tx, const struct grant *g, struct node *out)
{
    int64_t running = picture_company(g->picture)->running_hours * HOUR_US;

    TRY(put_late(cx, tx, g, EVENT_SCHEDULED, cx->now, out));
    return put_late(cx, tx, g, EVENT_IN_PROGRESS, cx->now - running, out);
}

MUST_CHECK static enum err put_templates(struct tx *tx, const struct grant *g, int32_t today, struct node *out)
{
    const int64_t *ids;
    struct node *late;
    int count;

    TRY(templates_waiting(tx, g, today, WAITING_SHOWN + 1, &ids, &count));
    if (!count)
        return OK;
    late = doc_object(out, home_page_templates);
    doc_int(late, home_late_count, count < WAITING_SHOWN ? count : WAITING_SHOWN);
    doc_bool(late, home_late_more, count > WAITING_SHOWN);
    doc_address(late, home_late_page, STR("/templates?status=waiting"));
    return OK;
}

MUST_CHECK static enum err put_waiting(struct tx *tx, const struct grant *g, int32_t today, struct node *out)
{
    int64_t requests = 0, reviews = 0;

    TRY(requests_open_count(tx, g, &requests));
    TRY(reviews_due_count(tx, g, today, &reviews));
    doc_int(out, home_page_requests, requests);
    doc_int(out, home_page_reviews, reviews);
    return OK;
}

/* In a view they are not the viewer's to see (ROL-304). */
MUST_CHECK static enum err put_access(const struct context *cx, struct tx *tx, const struct grant *g, int32_t today,
                                      struct node *out)
{
    struct review_waiting waiting = {.copy = 0};
    int64_t reports = 0;
    struct node *review;

    if (cx->principal.viewed.n)
        return OK;
    if (grant_is_owner(g))
        TRY(reports_waiting(tx, g, &reports));
    if (reports)
        doc_int(out, home_page_access_reports, reports);
    if (grant_holds(g, PERMISSION_manage_access))
        TRY(review_waiting(tx, g, &waiting));
    if (!waiting.copy)
        return OK;
    review = doc_object(out, home_page_access_review);
    doc_day(review, home_review_due_on, waiting.due_on);
    doc_bool(review, home_review_late, today > waiting.due_on);
    doc_address(review, home_review_page,
                arena_format(cx->arena, "/reviews/%.*s", STR_ARG(id_text(cx->arena, waiting.copy))));
    return OK;
}

MUST_CHECK static enum err run_home(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct day day = {.number = time_local(cx->company->zone, cx->now).day_number};

    (void)in;
    day.from = time_day_start(cx->company->zone, day.number);
    day.until = time_day_start(cx->company->zone, day.number + 1);
    doc_text(out, home_page_name, g->person->name);
    doc_day(out, home_page_day, day.number);
    doc_bool(out, home_page_assignable, g->person->base && role_info(g->person->base)->can_be_assigned);
    TRY(put_own(tx, g, &day, out));
    if (grant_holds(g, PERMISSION_manage_scheduling)) {
        TRY(put_company_day(tx, g, &day, out));
        TRY(put_overdue(cx, tx, g, out));
    }
    if (grant_holds(g, PERMISSION_manage_templates))
        TRY(put_templates(tx, g, day.number, out));
    if (doc_wants(out, home_page_requests) && grant_holds(g, PERMISSION_manage_staff))
        TRY(put_waiting(tx, g, day.number, out));
    return put_access(cx, tx, g, day.number, out);
}

static const struct operation rows[] = {
    {
        .name = "home.show",
        .summary = "One's own visits of today and, for whoever schedules, the company's day in numbers.",
        .method = METHOD_GET,
        .path = "/home",
        .permission = PERMISSION_signed_in,
        .output = &home_page_schema,
        .page = "company/home",
        .title = "Home",
        .run = run_home,
    },
};

const struct feature home_feature = {.name = "home", .operations = rows, .operation_count = ARRAY_SIZE(rows)};
