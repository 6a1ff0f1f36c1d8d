#include "features/schedule/calendar.h"

#include "features/templates/templates.h"

#include <stdlib.h>

enum { HUES = 8, FIRST_HOUR = 7, LAST_HOUR = 19, WEEK_VISITS = 300 };

SQL(calendar_clients, "SELECT id, name FROM client WHERE company_id = $1 AND id IN IDS($2) ORDER BY id");

/* ------------------------------------------------------------------ gathering */

static void add(struct entries *entries, struct entry entry)
{
    entries->items[entries->count++] = entry;
}

static void add_events(const struct grant *g, struct event *events, int count, struct entries *entries)
{
    for (int i = 0; i < count; i++) {
        struct event *event = &events[i];

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

/* ACC-03: a pending visit gives no sight of its client; it is shown to those who have it, and for whom it is. */
static bool shows_projected(const struct grant *g, const struct event_filter *filter,
                            const struct projected_visit *visit)
{
    if (filter->status || (filter->service.n && filter->service.n != visit->service.n))
        return false;
    if (filter->unassigned && visit->staff.n)
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
                                          .line = visit->line,
                                          .local_day = visit->day,
                                          .service_name = visit->service_name,
                                          .status = EVENT_SCHEDULED,
                                          .starts_at = visit->starts_at,
                                          .ends_at = visit->ends_at};
    }
    return count;
}

static void add_projected(const struct grant *g, struct event *events, int count, struct entries *entries)
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

/* What one reading of the calendar gathers. */
struct gathering {
    struct event_filter filter; /* of whole days */
    bool company;
    struct event *projected;
    int projected_count;
};

/* Begins with what templates will bring. */
MUST_CHECK static enum err gather(struct context *cx, struct tx *tx, const struct grant *g, int32_t from_day,
                                  int32_t to_day, struct gathering *ret)
{
    const struct projection projection = {from_day, to_day, ret->filter.staff, ret->filter.client};
    struct projected_visits visits;

    ret->filter.from = time_day_start(cx->company->zone, from_day);
    ret->filter.to = time_day_start(cx->company->zone, to_day + 1);
    ret->filter.everyones = ret->company;
    TRY(templates_projected(tx, g, cx->company->zone, &projection, &visits));
    ret->projected = arena_array(cx->arena, struct event, (size_t)visits.count);
    ret->projected_count = projected_events(g, &ret->filter, &visits, ret->projected);
    return OK;
}

MUST_CHECK static enum err finish(struct tx *tx, const struct grant *g, const struct gathering *from,
                                  struct entries *ret)
{
    struct busy_times busy = {0};
    struct event *events = NULL;
    int count = 0;

    TRY(events_touching(tx, g, &from->filter, &events, &count));
    if (wants_busy(g, &from->filter, from->company))
        TRY(busy_touching(tx, g, &from->filter, &busy));
    ret->items = arena_array(tx_arena(tx), struct entry, (size_t)(count + busy.count + from->projected_count));
    ret->count = 0;
    add_events(g, events, count, ret);
    add_busy(&busy, ret);
    add_projected(g, from->projected, from->projected_count, ret);
    if (ret->count)
        qsort(ret->items, (size_t)ret->count, sizeof(*ret->items), by_start);
    return OK;
}

enum err entries_read(struct context *cx, struct tx *tx, const struct grant *g, int32_t from_day, int32_t to_day,
                      const struct event_filter *filter, bool company, struct entries *ret)
{
    struct gathering gathering = {.filter = *filter, .company = company};

    TRY(gather(cx, tx, g, from_day, to_day, &gathering));
    return finish(tx, g, &gathering, ret);
}

/* The day of the week that lies in; COUNTED_DAYS: none. */
static int day_within(const int64_t starts[COUNTED_DAYS + 1], int64_t at)
{
    int day = 0;

    if (at < starts[0])
        return COUNTED_DAYS;
    while (day < COUNTED_DAYS && at >= starts[day + 1])
        day++;
    return day;
}

/* One of so many, like events by their ids. */
static void thin_out(struct gathering *gathering)
{
    int share = gathering->filter.share, count = 0;

    for (int i = 0; i < gathering->projected_count && share > 1; i++) {
        const struct event *event = &gathering->projected[i];

        if ((event->line.n + event->local_day) % share == 0)
            gathering->projected[count++] = *event;
    }
    gathering->projected_count = share > 1 ? count : gathering->projected_count;
}

enum err entries_read_week(struct context *cx, struct tx *tx, const struct grant *g, int32_t from_day,
                           const struct event_filter *filter, struct entries *ret, struct left_out *ret_left)
{
    struct gathering gathering = {.filter = *filter, .company = true};
    int64_t starts[COUNTED_DAYS + 1], all = 0;
    struct left_out left = {0};

    *ret_left = (struct left_out){0};
    TRY(gather(cx, tx, g, from_day, from_day + COUNTED_DAYS - 1, &gathering));
    if (filter->staff.n || filter->client.n) /* one person's and one client's week is never too full */
        return finish(tx, g, &gathering, ret);
    for (int i = 0; i <= COUNTED_DAYS; i++)
        starts[i] = time_day_start(cx->company->zone, from_day + i);
    TRY(events_count_days(tx, g, &gathering.filter, starts, left.days));
    for (int i = 0; i < gathering.projected_count; i++)
        left.days[gathering.projected[i].local_day - from_day]++;
    for (int i = 0; i < COUNTED_DAYS; i++)
        all += left.days[i];
    gathering.filter.share = (int)((all + WEEK_VISITS - 1) / WEEK_VISITS);
    thin_out(&gathering);
    TRY(finish(tx, g, &gathering, ret));
    for (int i = 0; i < ret->count; i++) {
        int day = day_within(starts, ret->items[i].starts_at);

        if (ret->items[i].event && day < COUNTED_DAYS)
            left.days[day]--;
    }
    if (gathering.filter.share > 1)
        *ret_left = left;
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

/* ------------------------------------------------------------------ names */

struct client_name {
    int64_t id;
    struct str name;
};

static int by_number(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;

    return (first > second) - (first < second);
}

/* The clients of these, each once. */
static int clients_of(const struct entries *parts, int count, int64_t *ids)
{
    int found = 0, kept = 0;

    for (int i = 0; i < count; i++) {
        for (int k = 0; k < parts[i].count; k++) {
            if (parts[i].items[k].event)
                ids[found++] = parts[i].items[k].event->client.n;
        }
    }
    if (found)
        qsort(ids, (size_t)found, sizeof(*ids), by_number);
    for (int i = 0; i < found; i++) {
        if (i == 0 || ids[i] != ids[i - 1])
            ids[kept++] = ids[i];
    }
    return kept;
}

static struct str service_name(const struct service_list *services, struct service_id id)
{
    for (int i = 0; i < services->count; i++) {
        if (services->items[i].id.n == id.n)
            return services->items[i].name;
    }
    return (struct str){0};
}

static void put_names(const struct service_list *services, const struct client_name *names, int name_count,
                      const struct entries *entries)
{
    for (int i = 0; i < entries->count; i++) {
        struct event *event = entries->items[i].event;
        const struct client_name *name;

        if (!event)
            continue;
        name = bsearch(&event->client.n, names, (size_t)name_count, sizeof(*names), by_number);
        event->client_name = name ? name->name : (struct str){0};
        event->service_name = service_name(services, event->service);
    }
}

enum err entries_name(struct tx *tx, const struct grant *g, const struct service_list *services,
                      const struct entries *parts, int count)
{
    CLEANUP(query_end) struct query q = {0};
    struct client_name *names;
    int64_t *ids;
    int all = 0, id_count, name_count = 0;

    for (int i = 0; i < count; i++)
        all += parts[i].count;
    ids = arena_array(tx_arena(tx), int64_t, (size_t)all);
    id_count = clients_of(parts, count, ids);
    if (!id_count)
        return OK;
    names = arena_array(tx_arena(tx), struct client_name, (size_t)id_count);
    TRY(QUERY(tx, &calendar_clients, &q, SQL_INT(g->company.n), SQL_IDS(ids, id_count)));
    while (name_count < id_count && query_next(&q))
        names[name_count++] = (struct client_name){query_int(&q, 0), query_text(&q, 1)};
    TRY(query_done(&q));
    for (int i = 0; i < count; i++)
        put_names(services, names, name_count, &parts[i]);
    return OK;
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
