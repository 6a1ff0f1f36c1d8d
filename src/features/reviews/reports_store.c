#include "features/reviews/reports.h"

#define REPORT_COLUMNS                                                                                                 \
    "SELECT id, about_staff_id, about_text, by_staff_id, reason, made_at, done_at, done_note FROM access_report"       \
    " WHERE company_id = $1"
/* Never to whom it is about, who may have become the owner since. */
SQL_LIST(report_rows, REPORT_COLUMNS " AND about_staff_id <> $2 {0} {1} ORDER BY id DESC LIMIT $4",
         "AND by_staff_id = $2", "AND id = $3");
SQL(report_insert_row, "INSERT INTO access_report (company_id, id, about_staff_id, about_text, by_staff_id, reason,"
                       " made_at, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
SQL(report_done_row, "UPDATE access_report SET done_at = $3, done_note = $4, changed = $5 WHERE company_id = $1"
                     " AND id = $2");
SQL(report_waiting, "SELECT count(*) FROM access_report WHERE company_id = $1 AND done_at = 0"
                    " AND about_staff_id <> $2");
SQL(report_lately, "SELECT count(*) FROM access_report WHERE company_id = $1 AND by_staff_id = $2 AND made_at > $3");

enum { OWN = 1 << 0, ONE = 1 << 1 };

MUST_CHECK static enum err read_some(struct tx *tx, const struct grant *g, unsigned parts, int64_t id, int max,
                                     struct report *ret, int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};

    *ret_count = 0;
    TRY(QUERY_LIST(tx, &report_rows, parts, &q, SQL_INT(g->company.n), SQL_INT(g->staff.n), SQL_INT(id), SQL_INT(max)));
    while (*ret_count < max && query_next(&q))
        ret[(*ret_count)++] = (struct report){.id = query_int(&q, 0),
                                              .about = {query_int(&q, 1)},
                                              .about_text = query_text(&q, 2),
                                              .by = {query_int(&q, 3)},
                                              .reason = query_text(&q, 4),
                                              .made_at = query_int(&q, 5),
                                              .done_at = query_int(&q, 6),
                                              .done_note = query_text(&q, 7)};
    return *ret_count < max ? query_done(&q) : OK;
}

enum err reports_read(struct tx *tx, const struct grant *g, struct report ret[REPORTS_SHOWN_MAX], int *ret_count)
{
    return read_some(tx, g, grant_is_owner(g) ? 0u : OWN, 0, REPORTS_SHOWN_MAX, ret, ret_count);
}

enum err report_read(struct tx *tx, const struct grant *g, int64_t id, struct report *ret)
{
    int count = 0;

    TRY(read_some(tx, g, ONE, id, 1, ret, &count));
    return count ? OK : FAIL(tx_arena(tx), ERR_ABSENT, MSG_ABSENT);
}

enum err report_insert(struct context *cx, struct tx *tx, const struct grant *g, struct report *report)
{
    report->id = id_new(cx->now);
    return EXECUTE(tx, &report_insert_row, NULL, SQL_INT(g->company.n), SQL_INT(report->id), SQL_INT(report->about.n),
                   SQL_TEXT(report->about_text), SQL_INT(report->by.n), SQL_TEXT(report->reason),
                   SQL_INT(report->made_at), SQL_INT(cx->change));
}

enum err report_done(struct context *cx, struct tx *tx, const struct grant *g, const struct report *report)
{
    return EXECUTE(tx, &report_done_row, NULL, SQL_INT(g->company.n), SQL_INT(report->id), SQL_INT(report->done_at),
                   SQL_TEXT(report->done_note), SQL_INT(cx->change));
}

MUST_CHECK static enum err count(struct tx *tx, const struct sql *sql, const struct grant *g, int64_t since,
                                 int64_t *ret)
{
    const struct param params[] = {SQL_INT(g->company.n), SQL_INT(g->staff.n), SQL_INT(since)};
    CLEANUP(query_end) struct query q = {0};

    *ret = 0;
    TRY(query_open(tx, sql, 0, params, since ? 3 : 2, &q));
    if (query_next(&q))
        *ret = query_int(&q, 0);
    return query_done(&q);
}

enum err reports_waiting(struct tx *tx, const struct grant *g, int64_t *ret)
{
    return count(tx, &report_waiting, g, 0, ret);
}

enum err reports_since(struct tx *tx, const struct grant *g, int64_t since, int64_t *ret)
{
    return count(tx, &report_lately, g, since, ret);
}
