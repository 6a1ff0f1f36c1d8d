#include "features/schedule/calendar.h"

#include "features/templates/templates.h"

#include <stdlib.h>

enum { HUES = 8, FIRST_HOUR = 7, LAST_HOUR = 19, WEEK_VISITS = 400 };

SQL(calendar_clients, "SELECT id, name FROM client WHERE company_id = $1 AND id IN IDS($2) ORDER BY id");

/* ------------------------------------------------------------------ gathering */

static void add(struct entries *entries, struct entry entry)
{
    entries->items[entries->count++] = entry;
}

static void add_events(const struct grant *g, const struct event_list *events, struct entries *entries)
{
    for (int i = 0; i < events->count; i++) {
        const struct event *event = &events->items[i];

        add(entries, (struct entry){.event = event,
                                    .opens = grant_sees_event(g, event->client, event->staff),
                                    .staff = event->staff,
                                    .starts_at = event->starts_at,
                                    .ends_at = event->ends_at});
    }
}

static void add_busy(const struct busy_times *busy, struct entries *entries)
{
    for (int i = 0; i < busy->count; i++)
        add(entries, (struct entry){.staff = busy->items[i].staff,
                                    .starts_at = busy->items[i].starts_at,
                                    .ends_at = busy->items[i].ends_at});
}

MUST_CHECK static enum err name_clients(struct tx *tx, const struct grant *g, struct event *events, int count)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t *ids = arena_array(tx_arena(tx), int64_t, (size_t)count);

    if (!count)
        return OK;
    for (int i = 0; i < count; i++)
        ids[i] = events[i].client.n;
    TRY(QUERY(tx, &calendar_clients, &q, SQL_INT(g->company.n), SQL_IDS(ids, count)));
    while (query_next(&q)) {
        int64_t id = query_int(&q, 0);
        struct str name = query_text(&q, 1);

        for (int i = 0; i < count; i++) {
            if (events[i].client.n == id)
                events[i].client_name = name;
        }
    }
    return query_done(&q);
}

/* ACC-03: a pending visit gives no sight of its client; it is shown to those who have it, and for whom it is. */
static bool shows_projected(const struct grant *g, const struct event_filter *filter,
                            const struct projected_visit *visit)
{
    if (filter->status || (filter->service.n && filter->service.n != visit->service.n))
        return false;
    if (filter->unassigned && visit->staff.n)
        return false;
    if (!filter->everyones && !grant_sees_others_events(g) && visit->staff.n != g->staff.n)
        return false;
    return grant_sees_client(g, visit->client);
}

/* Those shown, written like events; `ret` has room for them. */
static int projected_events(const struct grant *g, const struct event_filter *filter,
                            const struct projected_visits *visits, struct event *ret)
{
    int count = 0;

    for (int i = 0; i < visits->count; i++) {
        const struct projected_visit *visit = &visits->items[i];

        if (shows_projected(g, filter, visit))
            ret[count++] = (struct event){.client = visit->client,
                                          .staff = visit->staff,
                                          .service = visit->service,
                                          .template = visit->template,
                                          .service_name = visit->service_name,
                                          .status = EVENT_SCHEDULED,
                                          .starts_at = visit->starts_at,
                                          .ends_at = visit->ends_at};
    }
    return count;
}

static void add_projected(const struct grant *g, const struct event *events, int count, struct entries *entries)
{
    bool opens = grant_holds(g, PERMISSION_manage_templates);

    for (int i = 0; i < count; i++)
        add(entries, (struct entry){.event = &events[i],
                                    .projected = true,
                                    .opens = opens,
                                    .staff = events[i].staff,
                                    .starts_at = events[i].starts_at,
                                    .ends_at = events[i].ends_at});
}

static int by_start(const void *a, const void *b)
{
    const struct entry *first = a, *second = b;

    if (first->starts_at != second->starts_at)
        return first->starts_at < second->starts_at ? -1 : 1;
    if (first->ends_at != second->ends_at)
        return first->ends_at < second->ends_at ? -1 : 1;
    return (first->staff.n > second->staff.n) - (first->staff.n < second->staff.n);
}

/* Filters that say something of the client, service or status of busy time would tell what is not shown. */
static bool wants_busy(const struct grant *g, const struct event_filter *filter, bool company)
{
    return company && g->scope.kind != SCOPE_ALL && !filter->client.n && !filter->service.n && !filter->status &&
           !filter->unassigned;
}

enum err entries_read(struct context *cx, struct tx *tx, const struct grant *g, int32_t from_day, int32_t to_day,
                      const struct event_filter *filter, bool company, struct entries *ret)
{
    const struct projection projection = {from_day, to_day, filter->staff, filter->client};
    struct event_filter days = *filter;
    struct event_list events;
    struct busy_times busy = {0};
    struct projected_visits visits;
    struct event *projected;
    int projected_count;

    days.from = time_day_start(cx->company->zone, from_day);
    days.to = time_day_start(cx->company->zone, to_day + 1);
    days.everyones = company;
    TRY(events_touching(tx, g, &days, &events));
    if (wants_busy(g, filter, company))
        TRY(busy_touching(tx, g, &days, &busy));
    TRY(templates_projected(tx, g, cx->company->zone, &projection, &visits));
    projected = arena_array(cx->arena, struct event, (size_t)visits.count);
    projected_count = projected_events(g, &days, &visits, projected);
    TRY(name_clients(tx, g, projected, projected_count));
    ret->items = arena_array(cx->arena, struct entry, (size_t)(events.count + busy.count + projected_count));
    ret->count = 0;
    add_events(g, &events, ret);
    add_busy(&busy, ret);
    add_projected(g, projected, projected_count, ret);
    if (ret->count)
        qsort(ret->items, (size_t)ret->count, sizeof(*ret->items), by_start);
    return OK;
}

enum err entries_read_week(struct context *cx, struct tx *tx, const struct grant *g, int32_t from_day,
                           const struct event_filter *filter, bool company, struct entries *ret,
                           struct left_out *ret_left)
{
    struct event_filter share = *filter;
    int64_t starts[COUNTED_DAYS + 1], all = 0;

    *ret_left = (struct left_out){0};
    share.everyones = company;
    for (int i = 0; i <= COUNTED_DAYS; i++)
        starts[i] = time_day_start(cx->company->zone, from_day + i);
    if (!filter->staff.n && !filter->client.n) /* one person's and one client's week is never too full */
        TRY(events_count_days(tx, g, &share, starts, ret_left->days));
    for (int i = 0; i < COUNTED_DAYS; i++)
        all += ret_left->days[i];
    share.share = (int)((all + WEEK_VISITS - 1) / WEEK_VISITS);
    TRY(entries_read(cx, tx, g, from_day, from_day + COUNTED_DAYS - 1, &share, company, ret));
    if (share.share <= 1)
        *ret_left = (struct left_out){0};
    for (int i = 0; i < ret->count && share.share > 1; i++) {
        const struct entry *entry = &ret->items[i];
        int day = 0;

        while (day < COUNTED_DAYS && entry->starts_at >= starts[day + 1])
            day++;
        if (entry->event && !entry->projected && entry->starts_at >= starts[0] && day < COUNTED_DAYS)
            ret_left->days[day]--;
    }
    return OK;
}

static int by_staff(const void *a, const void *b)
{
    const struct entry *first = a, *second = b;

    if (first->staff.n != second->staff.n)
        return first->staff.n < second->staff.n ? -1 : 1;
    return by_start(a, b);
}

void entries_by_staff(struct entries *entries)
{
    if (entries->count)
        qsort(entries->items, (size_t)entries->count, sizeof(*entries->items), by_staff);
}

struct entries entries_of(const struct entries *entries, struct staff_id staff)
{
    int from = 0, to = entries->count, end;

    while (from < to) {
        int middle = from + (to - from) / 2;

        if (entries->items[middle].staff.n < staff.n)
            from = middle + 1;
        else
            to = middle;
    }
    for (end = from; end < entries->count && entries->items[end].staff.n == staff.n;)
        end++;
    return (struct entries){entries->items + from, end - from};
}

/* ------------------------------------------------------------------ showing */

/* A person keeps a colour. Nobody's are all alike. */
static int hue_of(struct staff_id staff)
{
    return staff.n ? (int)(str_hash((struct str){(const char *)&staff.n, sizeof(staff.n)}) % HUES) + 1 : HUES;
}

static void event_parts(const struct grant *g, const struct entry *entry, struct node *item)
{
    const struct event *event = entry->event;

    if (entry->projected && entry->opens)
        doc_id(item, calendar_visit_template, event->template.n);
    else if (entry->opens)
        doc_id(item, calendar_visit_id, event->id.n);
    party_document(doc_object(item, calendar_visit_client), event->client.n, event->client_name);
    doc_text(item, calendar_visit_service, event->service_name);
    doc_enum(item, calendar_visit_status, event->status);
    doc_bool(item, calendar_visit_overdue,
             !entry->projected && event->ends_at < g->now && event->status < EVENT_COMPLETED);
}

static void entry_document(const struct grant *g, const struct entry *entry, const struct lane_span *span,
                           struct node *item)
{
    if (entry->event)
        event_parts(g, entry, item);
    staff_document(g, item, calendar_visit_staff, entry->staff);
    doc_instant(item, calendar_visit_starts_at, entry->starts_at);
    doc_instant(item, calendar_visit_ends_at, entry->ends_at);
    doc_bool(item, calendar_visit_projected, entry->projected);
    doc_bool(item, calendar_visit_busy, !entry->event);
    doc_int(item, calendar_visit_start_minute, span->start);
    doc_int(item, calendar_visit_minutes, span->minutes);
    doc_int(item, calendar_visit_lane, span->lane);
    doc_int(item, calendar_visit_lanes, span->lanes);
    doc_int(item, calendar_visit_hue, hue_of(entry->staff));
}

int entries_document(struct context *cx, const struct grant *g, const struct entries *entries, int32_t day, int room,
                     struct node *list)
{
    int64_t begin = time_day_start(cx->company->zone, day), end = time_day_start(cx->company->zone, day + 1);
    struct lane_span *spans = arena_array(cx->arena, struct lane_span, (size_t)entries->count);
    const struct entry **chosen = arena_array(cx->arena, const struct entry *, (size_t)entries->count);
    int count = 0, more = 0;

    for (int i = 0; i < entries->count; i++) {
        const struct entry *entry = &entries->items[i];

        if (entry->starts_at < end && entry->ends_at > begin &&
            lane_cut(cx->company->zone, day, entry->starts_at, entry->ends_at, &spans[count]))
            chosen[count++] = entry;
    }
    lanes_assign(spans, count, room);
    for (int i = 0; i < count; i++) {
        struct node *item = doc_item(list);
        bool left_over = spans[i].lane > room;

        spans[i].lane = left_over ? room : spans[i].lane;
        entry_document(g, chosen[i], &spans[i], item);
        doc_bool(item, calendar_visit_more, left_over);
        more += left_over;
    }
    return more;
}

void entries_hours(const struct context *cx, const struct entries *entries, int32_t from_day, int32_t to_day,
                   int *ret_from, int *ret_to)
{
    *ret_from = FIRST_HOUR;
    *ret_to = LAST_HOUR;
    for (int32_t day = from_day; day <= to_day; day++) {
        int64_t begin = time_day_start(cx->company->zone, day), end = time_day_start(cx->company->zone, day + 1);

        for (int i = 0; i < entries->count; i++) {
            struct lane_span span;
            int from, to;

            if (entries->items[i].starts_at >= end || entries->items[i].ends_at <= begin ||
                !lane_cut(cx->company->zone, day, entries->items[i].starts_at, entries->items[i].ends_at, &span))
                continue;
            from = span.start / 60;
            to = (span.start + span.minutes + 59) / 60;
            *ret_from = from < *ret_from ? from : *ret_from;
            *ret_to = to > *ret_to ? to : *ret_to;
        }
    }
}
