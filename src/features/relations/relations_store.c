#include "features/relations/pair.h"

SQL(relation_row,
    "SELECT events, last_start_at, last_scheduled_at, last_end_at, in_progress_end_at, preferred_position, "
    "preferred_at,"
    " do_not_schedule, do_not_schedule_reason, removed_at, removed_by, removal_reason, removal_severity, "
    "removal_change,"
    " review_on, hold, subscribed, changed FROM relation WHERE company_id = $1 AND staff_id = $2 AND client_id = $3");
SQL(relation_save,
    "INSERT INTO relation (company_id, staff_id, client_id, preferred_position, preferred_at, do_not_schedule,"
    " do_not_schedule_reason, removed_at, removed_by, removal_reason, removal_severity, removal_change, review_on, "
    "hold,"
    " subscribed, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    " ON CONFLICT (company_id, staff_id, client_id) DO UPDATE SET preferred_position = excluded.preferred_position,"
    " preferred_at = excluded.preferred_at, do_not_schedule = excluded.do_not_schedule,"
    " do_not_schedule_reason = excluded.do_not_schedule_reason, removed_at = excluded.removed_at,"
    " removed_by = excluded.removed_by, removal_reason = excluded.removal_reason,"
    " removal_severity = excluded.removal_severity, removal_change = excluded.removal_change,"
    " review_on = excluded.review_on, hold = excluded.hold, subscribed = excluded.subscribed,"
    " changed = excluded.changed");
SQL(relation_names, "SELECT s.name, c.name FROM staff s JOIN client c ON c.company_id = s.company_id AND c.id = $3"
                    " WHERE s.company_id = $1 AND s.id = $2");

enum err relation_read(struct tx *tx, const struct grant *g, struct staff_id staff, struct client_id client,
                       struct relation *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct relation){.staff = staff, .client = client};
    TRY(QUERY(tx, &relation_row, &q, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(client.n)));
    if (query_next(&q)) {
        *ret = (struct relation){
            .staff = staff,
            .client = client,
            .events = query_int(&q, 0),
            .last_start_at = query_int(&q, 1),
            .last_scheduled_at = query_int(&q, 2),
            .last_end_at = query_int(&q, 3),
            .in_progress_end_at = query_int(&q, 4),
            .preferred_position = query_int(&q, 5),
            .preferred_at = query_int(&q, 6),
            .do_not_schedule = query_bool(&q, 7),
            .do_not_schedule_reason = query_text(&q, 8),
            .removed_at = query_int(&q, 9),
            .removed_by = {query_int(&q, 10)},
            .removal_reason = query_text(&q, 11),
            .removal_severity = (int)query_int(&q, 12),
            .removal_change = query_int(&q, 13),
            .review_on = (int32_t)query_int(&q, 14),
            .hold = query_bool(&q, 15),
            .subscribed = query_bool(&q, 16),
            .changed = query_int(&q, 17),
        };
    }
    return query_done(&q);
}

enum err pair_history(struct context *cx, struct tx *tx, const struct grant *g, const struct relation *pair)
{
    struct history_key key = {HISTORY_PAIR, pair->staff.n, pair->client.n, 0};
    int64_t flags = 0;

    flags |= pair->events > 0 ? PAIR_EVENTS : 0;
    flags |= pair->preferred_position > 0 ? PAIR_PREFERRED : 0;
    flags |= pair->removed_at > 0 ? PAIR_REMOVED : 0;
    flags |= pair->do_not_schedule ? PAIR_DO_NOT_SCHEDULE : 0;
    flags |= pair->hold ? PAIR_HOLD : 0;
    flags |= pair->subscribed ? PAIR_SUBSCRIBED : 0;
    return history_put(tx, g->company, cx->change, cx->now, key,
                       (const int64_t[3]){flags, pair->preferred_position, pair->last_end_at});
}

enum err pair_save(struct context *cx, struct tx *tx, const struct grant *g, struct relation *pair)
{
    pair->changed = cx->change;
    TRY(EXECUTE(tx, &relation_save, NULL, SQL_INT(g->company.n), SQL_INT(pair->staff.n), SQL_INT(pair->client.n),
                SQL_INT(pair->preferred_position), SQL_INT(pair->preferred_at), SQL_BOOL(pair->do_not_schedule),
                SQL_TEXT(pair->do_not_schedule_reason), SQL_INT(pair->removed_at), SQL_INT(pair->removed_by.n),
                SQL_TEXT(pair->removal_reason), SQL_INT(pair->removal_severity), SQL_INT(pair->removal_change),
                SQL_INT_OR_NULL(pair->review_on), SQL_BOOL(pair->hold), SQL_BOOL(pair->subscribed),
                SQL_INT(pair->changed)));
    return pair_history(cx, tx, g, pair);
}

enum err pair_refuse(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                     struct client_id client, enum message message)
{
    CLEANUP(query_end) struct query q = {0};
    struct str person = {0}, name = {0};

    TRY(QUERY(tx, &relation_names, &q, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(client.n)));
    if (query_next(&q)) {
        person = query_text(&q, 0);
        name = query_text(&q, 1);
    }
    TRY(query_done(&q));
    return FAIL(cx->arena, ERR_CONFLICT, message, P_STR("person", person), P_STR("client", name));
}
