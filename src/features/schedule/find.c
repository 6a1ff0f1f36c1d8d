#include "features/schedule/find.h"

/* Lists of events go along their start; who sees what is tested row by row (ACC-06), and whose events. */
#define SIGHT                                                                                                          \
    "AND AMONG($4, e.client_id)", "AND NOT AMONG($4, e.client_id)", "AND e.staff_id = $5", "AND e.client_id = $6",     \
        "AND e.staff_id = $7", "AND e.staff_id IS NULL", "AND e.status = $8", "AND e.service_id = $9",                 \
        "AND e.id % $13 = 0", "AND +e.status = $8"
enum {
    BIT_ONLY = 1 << 0,
    BIT_ALL_BUT = 1 << 1,
    BIT_OWN = 1 << 2,
    BIT_CLIENT = 1 << 3,
    BIT_STAFF = 1 << 4,
    BIT_NOBODY = 1 << 5,
    BIT_STATUS = 1 << 6,
    BIT_SERVICE = 1 << 7,
    BIT_SHARE = 1 << 8,
    BIT_STATUS_TOO = 1 << 9,
};
#define ALL_BITS "{0} {1} {2} {3} {4} {5} {6} {7} {9}"
#define SHARE " {8}"

SQL_LIST(event_list_up,
         "SELECT " EVENT_COLUMNS " FROM event e WHERE e.company_id = $1 AND e.starts_at >= $2"
         " AND e.starts_at < $3 AND (e.starts_at, e.id) > ($10, $11) " ALL_BITS " ORDER BY e.starts_at, e.id LIMIT $12",
         SIGHT);
SQL_LIST(event_list_down,
         "SELECT " EVENT_COLUMNS " FROM event e WHERE e.company_id = $1 AND e.starts_at >= $2"
         " AND e.starts_at < $3 AND (e.starts_at, e.id) < ($10, $11) " ALL_BITS
         " ORDER BY e.starts_at DESC, e.id DESC LIMIT $12",
         SIGHT);
SQL_LIST(event_list_total,
         "SELECT count(*) FROM (SELECT 1 FROM event e WHERE e.company_id = $1 AND e.starts_at >= $2"
         " AND e.starts_at < $3 " ALL_BITS " LIMIT $12) AS counted",
         SIGHT);
#define ON_DAY(from, to)                                                                                               \
    "(SELECT count(*) FROM event e WHERE e.company_id = $1 AND e.starts_at >= $" from " AND e.starts_at < $" to        \
    " " ALL_BITS ")"
SQL_LIST(event_list_days,
         "SELECT " ON_DAY("14", "15") ", " ON_DAY("15", "16") ", " ON_DAY("16", "17") ", " ON_DAY(
             "17", "18") ", " ON_DAY("18", "19") ", " ON_DAY("19", "20") ", " ON_DAY("20", "21"),
         SIGHT);
/* What touches [$2, $3): begun since the day before ($10), or one of the few that last longer, which have an index. All
 * that the calendar shows but the names stands in the index along the start. */
#define CALENDAR_COLUMNS "e.id, e.client_id, e.staff_id, e.service_id, e.starts_at, e.ends_at, e.status"
#define LASTING " AND e.starts_at > $14 AND e.starts_at <= $10 AND e.ends_at - e.starts_at > 86400000000"
SQL_LIST(event_list_touching,
         "SELECT " CALENDAR_COLUMNS " FROM event e WHERE e.company_id = $1 AND e.starts_at > $10"
         " AND e.starts_at < $3 AND e.ends_at > $2 " ALL_BITS SHARE " UNION ALL SELECT " CALENDAR_COLUMNS
         " FROM event e WHERE e.company_id = $1" LASTING " AND e.ends_at > $2 " ALL_BITS " LIMIT $12",
         SIGHT);
SQL_LIST(event_list_by_ids,
         "SELECT " EVENT_COLUMNS " FROM event e WHERE e.company_id = $1 AND e.id IN IDS($2) {0} {1} {2}"
         " ORDER BY e.starts_at, e.id",
         "AND AMONG($4, e.client_id)", "AND NOT AMONG($4, e.client_id)", "AND e.staff_id = $3");
/* The opposite of the scope: who is busy, and nothing of where. */
#define BUSY                                                                                                           \
    "SELECT e.staff_id, e.starts_at, e.ends_at, e.id FROM event e WHERE e.company_id = $1 AND e.ends_at > $2"          \
    " AND e.status <> 4 AND e.staff_id IS NOT NULL {0} {1} {2} "
SQL_LIST(event_list_busy,
         BUSY "{3} AND e.starts_at > $5 AND e.starts_at < $3 UNION ALL " BUSY
              " AND e.starts_at > $9 AND e.starts_at <= $5 AND e.ends_at - e.starts_at > 86400000000"
              " ORDER BY 2, 4 LIMIT $7",
         "AND NOT AMONG($4, e.client_id)", "AND AMONG($4, e.client_id)", "AND e.staff_id = $6", "AND e.id % $8 = 0");

static_assert(DAY_US == INT64_C(86400000000), "as the statements say");
static_assert(EVENT_CANCELLED == 4, "as event_list_busy says");

/* ------------------------------------------------------------------ what is asked for */

void filter_read(const struct input *in, struct event_filter *ret)
{
    *ret = (struct event_filter){.client = input_client(in, "client"),
                                 .staff = input_staff(in, "staff"),
                                 .unassigned = input_bool(in, "unassigned"),
                                 .service = input_service(in, "service"),
                                 .status = (enum event_status)input_int(in, "status"),
                                 .from = INSTANT_MIN,
                                 .to = INSTANT_MAX};
}

/* A '+' that came unescaped in an address is a space by now. */
static struct str with_plus(struct arena *arena, struct str text)
{
    ptrdiff_t at = str_find(text, ' ', 0);

    if (at < 0)
        return text;
    return arena_format(arena, "%.*s+%.*s", (int)at, text.p, STR_ARG(str_slice(text, (size_t)at + 1, text.n)));
}

struct str today_text(const struct context *cx)
{
    return day_text(cx->arena, time_local(cx->company->zone, cx->now).day_number);
}

/* A day begins where it begins; as an end it counts whole. "today", so that a link can say it. */
static bool read_time(struct context *cx, struct str text, bool end, int64_t *ret)
{
    const struct zone *zone = cx->company->zone;
    int32_t day;

    if (str_is(text, "today"))
        text = today_text(cx);
    if (day_parse(text, &day)) {
        *ret = time_day_start(zone, end ? day + 1 : day);
        return true;
    }
    return time_parse(with_plus(cx->arena, text), ret) || time_parse_local(zone, text, ret);
}

enum err filter_read_span(struct context *cx, const struct input *in, struct event_filter *ret)
{
    struct str from = input_text(in, "from"), to = input_text(in, "to");
    enum err err = OK;

    if (from.n && !read_time(cx, from, false, &ret->from))
        err = FAIL_FIELD(cx->arena, STR("from"), MSG_EVENT_SPAN);
    if (to.n && !read_time(cx, to, true, &ret->to))
        err = FAIL_FIELD(cx->arena, STR("to"), MSG_EVENT_SPAN);
    return err;
}

/* ------------------------------------------------------------------ the statements */

static unsigned filter_bits(const struct grant *g, const struct event_filter *filter)
{
    unsigned bits = grant_scope_bits(g);

    bits |= filter->everyones || grant_sees_others_events(g) ? 0u : BIT_OWN;
    bits |= filter->client.n ? BIT_CLIENT : 0u;
    bits |= filter->staff.n ? BIT_STAFF : 0u;
    bits |= filter->unassigned ? BIT_NOBODY : 0u;
    /* The status leads only where nothing narrower does. */
    if (filter->status)
        bits |= bits & (BIT_OWN | BIT_CLIENT | BIT_STAFF | BIT_NOBODY) ? BIT_STATUS_TOO : BIT_STATUS;
    return bits | (filter->service.n ? BIT_SERVICE : 0u);
}

enum { FILTER_PARAMS = 13 };

static void filter_params(const struct grant *g, const struct event_filter *filter, int64_t limit, struct param *ret)
{
    const struct param params[FILTER_PARAMS] = {SQL_INT(g->company.n),      SQL_INT(filter->from),
                                                SQL_INT(filter->to),        SQL_IDS(g->scope.ids, g->scope.count),
                                                SQL_INT(g->staff.n),        SQL_INT(filter->client.n),
                                                SQL_INT(filter->staff.n),   SQL_INT(filter->status),
                                                SQL_INT(filter->service.n), SQL_INT(filter->after_start),
                                                SQL_INT(filter->after.n),   SQL_INT(limit),
                                                SQL_INT(filter->share)};

    memcpy(ret, params, sizeof(params));
}

enum err events_find(struct tx *tx, const struct grant *g, const struct event_filter *filter, int limit,
                     struct event_list *ret)
{
    CLEANUP(query_end) struct query q = {0};
    struct param params[FILTER_PARAMS];
    struct event_filter from = *filter;

    if (!from.after.n) /* no id is as small as none */
        from.after_start = from.newest_first ? from.to : from.from;
    else if (from.newest_first && from.after_start < from.to) /* the index is entered where the last page ended */
        from.to = from.after_start + 1;
    else if (!from.newest_first && from.after_start > from.from)
        from.from = from.after_start;
    filter_params(g, &from, limit, params);
    TRY(query_open(tx, from.newest_first ? &event_list_down : &event_list_up, filter_bits(g, filter), params,
                   FILTER_PARAMS, &q));
    return events_collect(tx, &q, ret);
}

enum err events_count(struct tx *tx, const struct grant *g, const struct event_filter *filter, int64_t most,
                      int64_t *ret)
{
    CLEANUP(query_end) struct query q = {0};
    struct param params[FILTER_PARAMS];

    filter_params(g, filter, most, params);
    TRY(query_open(tx, &event_list_total, filter_bits(g, filter), params, FILTER_PARAMS, &q));
    *ret = query_next(&q) ? query_int(&q, 0) : 0;
    return query_done(&q);
}

enum err events_before_count(struct tx *tx, const struct grant *g, enum event_status status, int64_t before,
                             int64_t most, int64_t *ret)
{
    const struct event_filter filter = {.status = status, .from = INSTANT_MIN, .to = before};

    return events_count(tx, g, &filter, most, ret);
}

enum err events_count_days(struct tx *tx, const struct grant *g, const struct event_filter *filter,
                           const int64_t starts[COUNTED_DAYS + 1], int64_t ret[COUNTED_DAYS])
{
    CLEANUP(query_end) struct query q = {0};
    struct param params[FILTER_PARAMS + COUNTED_DAYS + 1];

    filter_params(g, filter, 0, params);
    for (int i = 0; i <= COUNTED_DAYS; i++)
        params[FILTER_PARAMS + i] = SQL_INT(starts[i]);
    TRY(query_open(tx, &event_list_days, filter_bits(g, filter), params, ARRAY_SIZE(params), &q));
    memset(ret, 0, COUNTED_DAYS * sizeof(*ret));
    if (query_next(&q)) {
        for (int i = 0; i < COUNTED_DAYS; i++)
            ret[i] = query_int(&q, i);
    }
    return query_done(&q);
}

enum err events_by_ids(struct tx *tx, const struct grant *g, const int64_t *ids, int count, struct event_list *ret)
{
    CLEANUP(query_end) struct query q = {0};
    unsigned bits = grant_scope_bits(g) | (grant_sees_others_events(g) ? 0u : BIT_OWN);

    TRY(QUERY_LIST(tx, &event_list_by_ids, bits, &q, SQL_INT(g->company.n), SQL_IDS(ids, count), SQL_INT(g->staff.n),
                   SQL_IDS(g->scope.ids, g->scope.count)));
    return events_collect(tx, &q, ret);
}

enum err events_touching(struct tx *tx, const struct grant *g, const struct event_filter *filter, struct event **ret,
                         int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    struct param params[FILTER_PARAMS + 1];
    struct event_filter from = *filter;
    struct event *items = NULL;
    int capacity = 0, count = 0;

    from.after_start = filter->from - DAY_US;
    filter_params(g, &from, EVENTS_MAX, params);
    params[FILTER_PARAMS] = SQL_INT(filter->from - EVENT_LONGEST_US);
    TRY(query_open(tx, &event_list_touching, filter_bits(g, filter) | (filter->share > 1 ? BIT_SHARE : 0u), params,
                   ARRAY_SIZE(params), &q));
    while (count < EVENTS_MAX && query_next(&q)) {
        if (count == capacity) {
            int grown = capacity ? capacity * 2 : 64;

            items = arena_grow(tx_arena(tx), items, (size_t)capacity * sizeof(*items), (size_t)grown * sizeof(*items));
            capacity = grown;
        }
        items[count++] = (struct event){.id = {query_int(&q, 0)},
                                        .client = {query_int(&q, 1)},
                                        .staff = {query_int(&q, 2)},
                                        .service = {query_int(&q, 3)},
                                        .starts_at = query_int(&q, 4),
                                        .ends_at = query_int(&q, 5),
                                        .status = (enum event_status)query_int(&q, 6)};
    }
    *ret = items;
    *ret_count = count;
    return count < EVENTS_MAX ? query_done(&q) : OK;
}

enum err busy_touching(struct tx *tx, const struct grant *g, const struct event_filter *filter, struct busy_times *ret)
{
    CLEANUP(query_end) struct query q = {0};
    struct busy_time *items = arena_array(tx_arena(tx), struct busy_time, EVENTS_MAX);
    unsigned bits = grant_scope_bits(g) | (filter->staff.n ? 1u << 2 : 0u) | (filter->share > 1 ? 1u << 3 : 0u);

    *ret = (struct busy_times){.items = items};
    TRY(QUERY_LIST(tx, &event_list_busy, bits, &q, SQL_INT(g->company.n), SQL_INT(filter->from), SQL_INT(filter->to),
                   SQL_IDS(g->scope.ids, g->scope.count), SQL_INT(filter->from - DAY_US), SQL_INT(filter->staff.n),
                   SQL_INT(EVENTS_MAX), SQL_INT(filter->share), SQL_INT(filter->from - EVENT_LONGEST_US)));
    while (query_next(&q) && ret->count < EVENTS_MAX)
        items[ret->count++] =
            (struct busy_time){.staff = {query_int(&q, 0)}, .starts_at = query_int(&q, 1), .ends_at = query_int(&q, 2)};
    return ret->count < EVENTS_MAX ? query_done(&q) : OK;
}
