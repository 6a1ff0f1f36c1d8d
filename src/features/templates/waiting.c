/* Which templates wait for approval (SCH-21). The day is kept with the template whenever its periods change, so that
 * those whose day has come are found along an index; whether a period is open still is looked up for these alone, since
 * time alone makes a period go by. */
#include "features/templates/templates_store.h"

enum { LOOKED_AT_ONCE = 100 };

SQL_LIST(
    templates_due,
    "SELECT t.id, t.billing, t.every_weeks, t.first_day, t.ends_on, t.approve_days_before, t.waits_on"
    " FROM template t WHERE t.company_id = $1 AND t.status = 1 AND t.waits_on <= $2 AND (t.waits_on, t.id) > ($3, $4)"
    " AND coalesce(t.ends_on, $2) >= $2 AND EXISTS (SELECT 1 FROM template_line l WHERE l.company_id = $1"
    " AND l.template_id = t.id AND coalesce(l.until_day, $2) >= $2) {0} {1} ORDER BY t.waits_on, t.id LIMIT $5",
    "AND AMONG($6, t.client_id)", "AND NOT AMONG($6, t.client_id)");
SQL(templates_due_periods, "SELECT template_id, starts_on, ends_on, status FROM template_period WHERE company_id = $1"
                           " AND template_id IN IDS($2) AND ends_on >= $3 ORDER BY template_id, starts_on");
SQL(template_waits_update, "UPDATE template SET waits_on = $3 WHERE company_id = $1 AND id = $2");
static_assert(TEMPLATE_ACTIVE == 1, "as the statements say");

int32_t template_waits_on(const struct template *template, const struct booked_periods *booked, int32_t today)
{
    int before = template->approve_days_before < 0 ? BY_HAND_DAYS_BEFORE : template->approve_days_before;
    int32_t day = template->first_day > today ? template->first_day : today;

    for (int i = 0; i < PROJECTION_DAYS; i++) {
        struct template_span span = template_span_of(template, day);

        if (span.ends_on < day) /* the template ends */
            return WAITS_NEVER;
        if (!booked_is_approved(booked, &span))
            return span.starts_on - before;
        day = span.ends_on + 1;
    }
    return WAITS_NEVER;
}

enum err template_waits_write(struct tx *tx, const struct grant *g, struct template_id id, int32_t day)
{
    return EXECUTE(tx, &template_waits_update, NULL, SQL_INT(g->company.n), SQL_INT(id.n),
                   day == WAITS_NEVER ? SQL_NULL : SQL_INT(day));
}

/* ------------------------------------------------------------------ finding them */

/* Templates whose day has come, in order of it, with their periods. */
struct due {
    struct template items[LOOKED_AT_ONCE];
    struct booked_periods booked[LOOKED_AT_ONCE];
    int64_t ids[LOOKED_AT_ONCE];
    int count;
    int64_t last_day, last_id; /* behind these the next ones begin */
};

MUST_CHECK static enum err read_due(struct tx *tx, const struct grant *g, int32_t today, struct due *due)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY_LIST(tx, &templates_due, grant_scope_bits(g), &q, SQL_INT(g->company.n), SQL_INT(today),
                   SQL_INT(due->last_day), SQL_INT(due->last_id), SQL_INT(LOOKED_AT_ONCE),
                   SQL_IDS(g->scope.ids, g->scope.count)));
    due->count = 0;
    while (due->count < LOOKED_AT_ONCE && query_next(&q)) {
        due->ids[due->count] = due->last_id = query_int(&q, 0);
        due->last_day = query_int(&q, 6);
        due->booked[due->count] = (struct booked_periods){0};
        due->items[due->count++] =
            (struct template){.id = {query_int(&q, 0)},
                              .billing = (enum template_billing)query_int(&q, 1),
                              .every_weeks = (int)query_int(&q, 2),
                              .first_day = (int32_t)query_int(&q, 3),
                              .ends_on = (int32_t)query_int(&q, 4),
                              .approve_days_before = query_is_null(&q, 5) ? -1 : (int)query_int(&q, 5),
                              .status = TEMPLATE_ACTIVE};
    }
    return due->count < LOOKED_AT_ONCE ? query_done(&q) : OK;
}

MUST_CHECK static enum err read_periods(struct tx *tx, const struct grant *g, int32_t today, struct due *due)
{
    CLEANUP(query_end) struct query q = {0};
    size_t size = sizeof(*due->booked->items);

    TRY(QUERY(tx, &templates_due_periods, &q, SQL_INT(g->company.n), SQL_IDS(due->ids, due->count), SQL_INT(today)));
    while (query_next(&q)) {
        for (int i = 0; i < due->count; i++) {
            struct booked_periods *booked = &due->booked[i];
            size_t count = (size_t)booked->count;

            if (due->ids[i] != query_int(&q, 0))
                continue;
            booked->items = arena_grow(tx_arena(tx), booked->items, count * size, (count + 1) * size);
            booked->items[booked->count++] = (struct booked_period){.starts_on = (int32_t)query_int(&q, 1),
                                                                    .ends_on = (int32_t)query_int(&q, 2),
                                                                    .status = (enum period_status)query_int(&q, 3)};
        }
    }
    return query_done(&q);
}

enum err templates_waiting(struct tx *tx, const struct grant *g, int32_t today, int most, const int64_t **ret_ids,
                           int *ret_count)
{
    struct due *due = arena_new(tx_arena(tx), struct due);
    int64_t *ids = arena_array(tx_arena(tx), int64_t, (size_t)most);
    int count = 0;

    due->last_day = INT32_MIN;
    do {
        TRY(read_due(tx, g, today, due));
        if (due->count)
            TRY(read_periods(tx, g, today, due));
        for (int i = 0; i < due->count && count < most; i++) {
            if (template_waits_on(&due->items[i], &due->booked[i], today) <= today)
                ids[count++] = due->ids[i];
        }
    } while (due->count == LOOKED_AT_ONCE && count < most);
    *ret_ids = ids;
    *ret_count = count;
    return OK;
}
