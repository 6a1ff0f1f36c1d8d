#include "features/access/subscriptions_store.h"

#include <stdlib.h>

#define COLUMNS                                                                                                        \
    "SELECT c.id, c.name, c.sort, coalesce(r.preferred_position, 0), coalesce(r.preferred_at, 0),"                     \
    " coalesce(r.do_not_schedule, 0), coalesce(r.subscribed, 0), coalesce(r.removed_at, 0),"                           \
    " coalesce(r.removed_by, 0), coalesce(r.removal_reason, ''), coalesce(r.removal_severity, 0),"                     \
    " coalesce(r.review_on, 0), coalesce(r.removal_change, 0)"
#define PAIRS                                                                                                          \
    " FROM client c LEFT JOIN relation r ON r.company_id = c.company_id AND r.client_id = c.id AND r.staff_id = $2"    \
    " WHERE c.company_id = $1"

/* Few clients lead, many are tested along the order shown. */
#define ELIGIBLE(client) "AND " client " IN IDS($3)", "AND AMONG($3, " client ")", "AND NOT AMONG($3, " client ")"
#define FILTERS                                                                                                        \
    ELIGIBLE("c.id"), "AND coalesce(r.subscribed, 0) = $4", "AND (coalesce(r.removed_at, 0) > 0) = ($5 = 1)",          \
        "AND (coalesce(r.preferred_position, 0) > 0) = ($6 = 1)", "AND coalesce(r.do_not_schedule, 0) = $7",           \
        "AND CASE WHEN $8 = 1 THEN coalesce(r.events, 0) = 0"                                                          \
        " WHEN $8 = 2 THEN r.events > 0 AND r.last_start_at <= $9 AND r.in_progress_end_at <= $10"                     \
        " WHEN $8 = 3 THEN r.last_scheduled_at > $9 ELSE r.events > 0 END"
enum {
    BIT_LED = 1 << 0,
    BIT_AMONG = 1 << 1,
    BIT_ALL_BUT = 1 << 2,
    BIT_SUBSCRIBED = 1 << 3,
    BIT_REMOVED = 1 << 4,
    BIT_PREFERRED = 1 << 5,
    BIT_DO_NOT_SCHEDULE = 1 << 6,
    BIT_ASSIGNED = 1 << 7,
    BIT_AFTER = 1 << 8,
};
enum { TOTAL_PARAMS = 10 };
#define PLACES " {0} {1} {2} {3} {4} {5} {6} {7}"

/* Where nothing is asked of the pairs the page is found in the clients' index, and they are read of those alone: since
 * the page says of which company, PostgreSQL cannot but look up each, however few it expects. */
SQL_LIST(subscription_page,
         COLUMNS " FROM (SELECT x.company_id, x.sort, x.id FROM client x WHERE x.company_id = $1 {0} {1} {2} {3}"
                 " ORDER BY x.sort, x.id LIMIT 51) p JOIN client c ON c.company_id = p.company_id AND c.id = p.id"
                 " LEFT JOIN relation r ON r.company_id = p.company_id AND r.client_id = p.id AND r.staff_id = $2"
                 " ORDER BY p.sort, p.id /* scan: along the order shown, until the page is full */",
         ELIGIBLE("x.id"), "AND (x.sort, x.id) > ($11, $12)");
enum { PAGE_BIT_AFTER = 1 << 3 };
SQL_LIST(subscription_filtered,
         COLUMNS PAIRS PLACES " {8} ORDER BY c.sort, c.id LIMIT 51"
                              " /* scan: along the order shown, until the page is full */",
         FILTERS, "AND (c.sort, c.id) > ($11, $12)");
static_assert(SUBSCRIPTION_PAGE == 50, "one less than the statements say");
SQL_LIST(subscription_total,
         "SELECT count(*)" PAIRS PLACES
         " /* scan: the count over one covering index; managers and Supporters see all clients */",
         FILTERS);
/* Past: started, and not running ($4: the instant after which a planned end is not long over). */
SQL(subscription_events,
    "SELECT client_id,"
    " count(*) FILTER (WHERE starts_at <= $3 AND NOT (status = 2 AND ends_at > $4)),"
    " count(*) FILTER (WHERE starts_at > $3 AND status <> 2), min(starts_at) FILTER (WHERE starts_at > $3 AND status = "
    "1),"
    " count(*) FILTER (WHERE status = 2 AND ends_at > $4)"
    " FROM event WHERE company_id = $1 AND staff_id = $2 AND client_id IN IDS($5) GROUP BY client_id");

static_assert(EVENT_SCHEDULED == 1 && EVENT_IN_PROGRESS == 2, "as subscription_events says");

/* The clients that the page may show, whatever else is filtered for. */
struct eligible {
    bool all_but; /* all but these */
    int64_t *ids;
    int count;
};

static unsigned filter_bits(const struct subscription_filter *filter, const struct eligible *eligible)
{
    unsigned bits = eligible->count > CLIENTS_LEAD ? BIT_AMONG : BIT_LED;

    if (eligible->all_but)
        bits = eligible->count ? BIT_ALL_BUT : 0u;
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

static int by_number(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;

    return (first > second) - (first < second);
}

/* Whether the pair has a relation by events, Preferred or dated access, or a removal. */
static bool is_related(const struct grant *g, const struct person *person, const struct pair_facts *pair)
{
    int64_t until;

    return pair->flags & (person->relating | PAIR_REMOVED) || picture_dated(person, pair->client, g->now, &until);
}

static bool is_found(const struct found_clients *found, int64_t client)
{
    if (!found->typed || !found->count)
        return !found->typed;
    return bsearch(&client, found->ids, (size_t)found->count, sizeof(client), by_number);
}

static void add_eligible(const struct grant *g, int64_t client, struct eligible *eligible)
{
    if (grant_sees_client(g, (struct client_id){client}))
        eligible->ids[eligible->count++] = client;
}

static void related_clients(const struct grant *g, const struct person *person, const struct found_clients *found,
                            struct arena *arena, struct eligible *ret)
{
    struct pair_facts pair;
    int position = 0, room = 0;

    while (picture_next_pair(person, &position, &pair))
        room++;
    *ret = (struct eligible){.ids = arena_array(arena, int64_t, (size_t)room)};
    position = 0;
    while (picture_next_pair(person, &position, &pair)) {
        if (is_related(g, person, &pair) && is_found(found, pair.client.n))
            add_eligible(g, pair.client.n, ret);
    }
}

static void eligible_clients(const struct grant *g, const struct subscription_filter *filter,
                             const struct found_clients *found, struct arena *arena, struct eligible *ret)
{
    const int64_t *ids = found->typed ? found->ids : g->scope.ids;
    int count = found->typed ? found->count : g->scope.count;

    if (!filter->all_clients) {
        related_clients(g, picture_person(g->picture, filter->staff), found, arena, ret);
        return;
    }
    *ret = (struct eligible){.ids = arena_array(arena, int64_t, (size_t)count)};
    ret->all_but = !found->typed && g->scope.kind != SCOPE_ONLY;
    for (int i = 0; i < count; i++) {
        if (ret->all_but)
            ret->ids[ret->count++] = ids[i];
        else
            add_eligible(g, ids[i], ret);
    }
}

MUST_CHECK static enum err count_all(struct tx *tx, const struct grant *g, const struct eligible *eligible,
                                     unsigned bits, const struct param *params, int64_t *ret)
{
    CLEANUP(query_end) struct query q = {0};

    if (bits < BIT_SUBSCRIBED) { /* nothing else was filtered for */
        *ret = eligible->all_but ? picture_client_count(g->picture) - eligible->count : eligible->count;
        return OK;
    }
    TRY(query_open(tx, &subscription_total, bits, params, TOTAL_PARAMS, &q));
    *ret = query_next(&q) ? query_int(&q, 0) : 0;
    return query_done(&q);
}

enum err subscription_rows_read(struct tx *tx, const struct grant *g, const struct subscription_filter *filter,
                                struct subscription_rows *ret)
{
    CLEANUP(query_end) struct query q = {0};
    struct found_clients found;
    struct eligible eligible;
    unsigned bits;

    *ret = (struct subscription_rows){0};
    TRY(clients_found(tx, g, filter->typed, &found));
    eligible_clients(g, filter, &found, tx_arena(tx), &eligible);
    bits = filter_bits(filter, &eligible);
    const struct param params[] = {SQL_INT(g->company.n),
                                   SQL_INT(filter->staff.n),
                                   SQL_IDS(eligible.ids, eligible.count),
                                   SQL_INT(filter->subscribed == TRI_YES),
                                   SQL_INT(filter->removed == TRI_YES),
                                   SQL_INT(filter->preferred == TRI_YES),
                                   SQL_INT(filter->do_not_schedule == TRI_YES),
                                   SQL_INT(filter->assigned),
                                   SQL_INT(g->now),
                                   SQL_INT(g->now - (int64_t)picture_company(g->picture)->running_hours * HOUR_US),
                                   SQL_TEXT(filter->after_sort),
                                   SQL_INT(filter->after.n)};

    if (bits < BIT_SUBSCRIBED)
        TRY(query_open(tx, &subscription_page, bits | (filter->after.n ? PAGE_BIT_AFTER : 0u), params,
                       ARRAY_SIZE(params), &q));
    else
        TRY(query_open(tx, &subscription_filtered, bits | (filter->after.n ? BIT_AFTER : 0u), params,
                       ARRAY_SIZE(params), &q));
    while (!ret->more && query_next(&q)) {
        if (ret->count == SUBSCRIPTION_PAGE)
            ret->more = true;
        else
            map_row(&q, &ret->items[ret->count++]);
    }
    if (!ret->more)
        TRY(query_done(&q));
    TRY(count_all(tx, g, &eligible, bits, params, &ret->total));
    TRY(add_events(tx, g, filter->staff, ret));
    return add_lines(tx, g, filter, ret);
}
