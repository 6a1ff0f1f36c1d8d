#include "features/access/subscriptions_store.h"

#define ON_PAIR "r.company_id = c.company_id AND r.client_id = c.id AND r.staff_id = $2"
#define COLUMNS                                                                                                        \
    "SELECT c.id, c.name, c.sort, coalesce(r.preferred_position, 0), coalesce(r.preferred_at, 0),"                     \
    " coalesce(r.do_not_schedule, 0), coalesce(r.subscribed, 0), coalesce(r.removed_at, 0),"                           \
    " coalesce(r.removed_by, 0), coalesce(r.removal_reason, ''), coalesce(r.removal_severity, 0),"                     \
    " coalesce(r.review_on, 0), coalesce(r.removal_change, 0)"

/* A relation by events, Preferred or dated access ($3), or a removal. */
#define RELATED                                                                                                        \
    "AND (r.events > 0 OR (r.preferred_position > 0 AND $13 = 1) OR r.removed_at > 0 OR AMONG($3, r.client_id))"
#define FILTERS(client)                                                                                                \
    "AND AMONG($4, " client ")", "AND NOT AMONG($4, " client ")", "AND AMONG($5, " client ")",                         \
        "AND coalesce(r.subscribed, 0) = $6", "AND (coalesce(r.removed_at, 0) > 0) = ($7 = 1)",                        \
        "AND (coalesce(r.preferred_position, 0) > 0) = ($8 = 1)", "AND coalesce(r.do_not_schedule, 0) = $9",           \
        "AND CASE WHEN $10 = 1 THEN coalesce(r.events, 0) = 0"                                                         \
        " WHEN $10 = 2 THEN r.events > 0 AND r.last_start_at <= $11 AND r.in_progress_end_at <= $12"                   \
        " WHEN $10 = 3 THEN r.last_scheduled_at > $11 ELSE r.events > 0 END"
enum {
    BIT_ONLY = 1 << 0,
    BIT_ALL_BUT = 1 << 1,
    BIT_FOUND = 1 << 2,
    BIT_SUBSCRIBED = 1 << 3,
    BIT_REMOVED = 1 << 4,
    BIT_PREFERRED = 1 << 5,
    BIT_DO_NOT_SCHEDULE = 1 << 6,
    BIT_ASSIGNED = 1 << 7,
    BIT_AFTER = 1 << 8,
};
#define BEHIND "AND (c.sort, c.id) > ($14, $15)"
#define PLACES "{0} {1} {2} {3} {4} {5} {6} {7}"

SQL_LIST(subscription_related,
         COLUMNS " FROM relation r JOIN client c ON c.company_id = r.company_id AND c.id = r.client_id"
                 " WHERE r.company_id = $1 AND r.staff_id = $2 " RELATED " " PLACES
                 " {8} ORDER BY c.sort, c.id LIMIT $16",
         FILTERS("c.id"), BEHIND);
SQL_LIST(subscription_all,
         COLUMNS " FROM client c LEFT JOIN relation r ON " ON_PAIR " WHERE c.company_id = $1 " PLACES
                 " {8} ORDER BY c.sort, c.id LIMIT $16",
         FILTERS("c.id"), BEHIND);
SQL_LIST(subscription_related_total,
         "SELECT count(*) FROM relation r"
         " WHERE r.company_id = $1 AND r.staff_id = $2 " RELATED " " PLACES,
         FILTERS("r.client_id"));
SQL_LIST(subscription_all_total,
         "SELECT count(*) FROM client c LEFT JOIN relation r ON " ON_PAIR " WHERE c.company_id = $1 " PLACES
         " /* scan: the count over one covering index; managers and Supporters see all clients */",
         FILTERS("c.id"));
/* Past: started, and not running ($4: the instant after which a planned end is not long over). */
SQL(subscription_events,
    "SELECT client_id,"
    " count(*) FILTER (WHERE starts_at <= $3 AND NOT (status = 2 AND ends_at > $4)),"
    " count(*) FILTER (WHERE starts_at > $3 AND status <> 2), min(starts_at) FILTER (WHERE starts_at > $3 AND status = "
    "1),"
    " count(*) FILTER (WHERE status = 2 AND ends_at > $4)"
    " FROM event WHERE company_id = $1 AND staff_id = $2 AND client_id IN IDS($5) GROUP BY client_id");

static_assert(EVENT_SCHEDULED == 1 && EVENT_IN_PROGRESS == 2, "as subscription_events says");

static unsigned filter_bits(const struct grant *g, const struct subscription_filter *filter,
                            const struct found_clients *found)
{
    unsigned bits = grant_scope_bits(g);

    bits |= found->typed ? BIT_FOUND : 0u;
    bits |= filter->subscribed ? BIT_SUBSCRIBED : 0u;
    bits |= filter->removed ? BIT_REMOVED : 0u;
    bits |= filter->preferred ? BIT_PREFERRED : 0u;
    bits |= filter->do_not_schedule ? BIT_DO_NOT_SCHEDULE : 0u;
    bits |= filter->assigned ? BIT_ASSIGNED : 0u;
    return bits;
}

static void map_row(const struct query *q, struct subscription_row *row)
{
    *row = (struct subscription_row){.client = {query_int(q, 0)},
                                     .name = query_text(q, 1),
                                     .sort = query_text(q, 2),
                                     .preferred_position = query_int(q, 3),
                                     .preferred_at = query_int(q, 4),
                                     .do_not_schedule = query_bool(q, 5),
                                     .subscribed = query_bool(q, 6),
                                     .removed_at = query_int(q, 7),
                                     .removed_by = {query_int(q, 8)},
                                     .removal_reason = query_text(q, 9),
                                     .removal_severity = (int)query_int(q, 10),
                                     .review_on = (int32_t)query_int(q, 11),
                                     .removal_change = query_int(q, 12)};
}

static struct subscription_row *find_row(struct subscription_rows *rows, int64_t client)
{
    for (int i = 0; i < rows->count; i++) {
        if (rows->items[i].client.n == client)
            return &rows->items[i];
    }
    return NULL;
}

MUST_CHECK static enum err add_events(struct tx *tx, const struct grant *g, struct staff_id staff,
                                      struct subscription_rows *rows)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t ids[SUBSCRIPTION_PAGE];
    int64_t running_since = g->now - (int64_t)picture_company(g->picture)->running_hours * HOUR_US;

    for (int i = 0; i < rows->count; i++)
        ids[i] = rows->items[i].client.n;
    TRY(QUERY(tx, &subscription_events, &q, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(g->now),
              SQL_INT(running_since), SQL_IDS(ids, rows->count)));
    while (query_next(&q)) {
        struct subscription_row *row = find_row(rows, query_int(&q, 0));

        if (!row)
            continue;
        row->events_past = query_int(&q, 1);
        row->events_future = query_int(&q, 2);
        row->next_event_at = query_int(&q, 3);
        row->running = query_int(&q, 4) > 0;
    }
    return query_done(&q);
}

MUST_CHECK static enum err add_lines(struct tx *tx, const struct grant *g, const struct subscription_filter *filter,
                                     struct subscription_rows *rows)
{
    struct pending_lines lines;

    TRY(templates_pending(tx, g, filter->staff, (struct client_id){0}, filter->company, &lines));
    for (int i = 0; i < lines.count; i++) {
        struct subscription_row *row = find_row(rows, lines.items[i].client.n);

        if (row)
            row->pending_lines++;
    }
    return OK;
}

/* The clients to which dated access runs now: part of "related". */
static int dated_now(const struct grant *g, struct staff_id staff, struct arena *arena, const int64_t **ret)
{
    const struct person *person = picture_person(g->picture, staff);
    struct pair_facts pair;
    int position = 0, count = 0, capacity = 0;
    int64_t *ids, until;

    while (person && picture_next_pair(person, &position, &pair))
        capacity++;
    ids = arena_array(arena, int64_t, (size_t)capacity);
    position = 0;
    while (person && picture_next_pair(person, &position, &pair)) {
        if (picture_dated(person, pair.client, g->now, &until))
            ids[count++] = pair.client.n;
    }
    *ret = ids;
    return count;
}

enum err subscription_rows_read(struct tx *tx, const struct grant *g, const struct subscription_filter *filter,
                                struct subscription_rows *ret)
{
    CLEANUP(query_end) struct query q = {0};
    CLEANUP(query_end) struct query total = {0};
    const int64_t *dated = NULL;
    int dated_count = dated_now(g, filter->staff, tx_arena(tx), &dated);
    struct found_clients found;

    TRY(clients_found(tx, g, filter->typed, &found));
    unsigned bits = filter_bits(g, filter, &found);
    const struct param params[] = {SQL_INT(g->company.n),
                                   SQL_INT(filter->staff.n),
                                   SQL_IDS(dated, dated_count),
                                   SQL_IDS(g->scope.ids, g->scope.count),
                                   SQL_IDS(found.ids, found.count),
                                   SQL_INT(filter->subscribed == TRI_YES),
                                   SQL_INT(filter->removed == TRI_YES),
                                   SQL_INT(filter->preferred == TRI_YES),
                                   SQL_INT(filter->do_not_schedule == TRI_YES),
                                   SQL_INT(filter->assigned),
                                   SQL_INT(g->now),
                                   SQL_INT(g->now - (int64_t)picture_company(g->picture)->running_hours * HOUR_US),
                                   SQL_BOOL(filter->preferred_relates),
                                   SQL_TEXT(filter->after_sort),
                                   SQL_INT(filter->after.n),
                                   SQL_INT(SUBSCRIPTION_PAGE + 1)};

    *ret = (struct subscription_rows){0};
    TRY(query_open(tx, filter->all_clients ? &subscription_all : &subscription_related,
                   bits | (filter->after.n ? BIT_AFTER : 0u), params, ARRAY_SIZE(params), &q));
    while (!ret->more && query_next(&q)) {
        if (ret->count == SUBSCRIPTION_PAGE)
            ret->more = true;
        else
            map_row(&q, &ret->items[ret->count++]);
    }
    if (!ret->more)
        TRY(query_done(&q));
    if (filter->all_clients && bits < BIT_SUBSCRIBED) {
        ret->total = clients_seen_count(g, &found);
    } else {
        TRY(query_open(tx, filter->all_clients ? &subscription_all_total : &subscription_related_total, bits, params,
                       13, &total));
        if (query_next(&total))
            ret->total = query_int(&total, 0);
        TRY(query_done(&total));
    }
    TRY(add_events(tx, g, filter->staff, ret));
    return add_lines(tx, g, filter, ret);
}
