/* The calendar of the company and everybody's own schedule. */
#include "features/schedule/calendar.h"

#include "base/local.h"
#include "features/schedule/picker.h"

/* Side by side, with names that can be read: in a column of a week, of a day. */
enum { WEEK_ROOM = 3, DAY_ROOM = 4 };
enum { WEEK_DAYS = 7, ADDRESS_MAX = 2048 };
/* A day of more people than these shows those who have visits, so many at once. */
enum { DAY_COLUMNS = 40 };

NAMES(view_names, "week", "day");
enum { VIEW_WEEK = 1, VIEW_DAY };

#define HOUR(F, P)                                                                                                     \
    F(P, minute, INT, BASIC)                                                                                           \
    F(P, label, MINUTES, BASIC)
DOC_SCHEMA(calendar_hour, HOUR);

#define NOW(F, P) F(P, minute, INT, BASIC)
DOC_SCHEMA(calendar_now, NOW);

/* A day, or in the view of one day a person. `more`: how many visits found no room beside each other; a week of more
 * than 300 visits brings a share of them, spread over all hours, and counts the others here. */
#define COLUMN(F, P)                                                                                                   \
    F(P, day, DAY, BASIC)                                                                                              \
    F(P, staff, OBJECT, BASIC, .of = &event_party_schema)                                                              \
    F(P, by_staff, BOOL, BASIC)                                                                                        \
    F(P, today, BOOL, BASIC)                                                                                           \
    F(P, visits, LIST, BASIC, .of = &calendar_visit_schema)                                                            \
    F(P, now, OBJECT, BASIC, .of = &calendar_now_schema)                                                               \
    F(P, more, INT, BASIC)                                                                                             \
    F(P, open, ADDRESS, BASIC)
DOC_SCHEMA(calendar_column, COLUMN);

/* Where a day has too many people for one page: which of those with visits these columns are, and who has none. */
#define PEOPLE(F, P)                                                                                                   \
    F(P, from, INT, BASIC)                                                                                             \
    F(P, to, INT, BASIC)                                                                                               \
    F(P, total, INT, BASIC)                                                                                            \
    F(P, previous, ADDRESS, BASIC)                                                                                     \
    F(P, next, ADDRESS, BASIC)                                                                                         \
    F(P, free, LIST, BASIC, .of = &event_party_schema)
DOC_SCHEMA(calendar_people, PEOPLE);

#define FILTER(F, P)                                                                                                   \
    F(P, client, OBJECT, BASIC, .of = &event_party_schema)                                                             \
    F(P, staff, LIST, BASIC, .of = &staff_option_schema)                                                               \
    F(P, service, LIST, BASIC, .of = &event_choice_schema)                                                             \
    F(P, unassigned, BOOL, BASIC)                                                                                      \
    F(P, status, ENUM, BASIC, .names = &event_status_names)                                                            \
    F(P, count, INT, BASIC)
DOC_SCHEMA(calendar_filter, FILTER);

#define CAN(F, P)                                                                                                      \
    F(P, add, BOOL, BASIC)                                                                                             \
    F(P, bulk, BOOL, BASIC)
DOC_SCHEMA(calendar_can, CAN);

#define CALENDAR(F, P)                                                                                                 \
    F(P, view, ENUM, BASIC, .names = &view_names)                                                                      \
    F(P, date, DAY, BASIC)                                                                                             \
    F(P, from, DAY, BASIC)                                                                                             \
    F(P, to, DAY, BASIC)                                                                                               \
    F(P, from_hour, INT, BASIC)                                                                                        \
    F(P, to_hour, INT, BASIC)                                                                                          \
    F(P, hours, LIST, BASIC, .of = &calendar_hour_schema)                                                              \
    F(P, columns, LIST, BASIC, .of = &calendar_column_schema)                                                          \
    F(P, people, OBJECT, BASIC, .of = &calendar_people_schema)                                                         \
    F(P, previous, ADDRESS, BASIC)                                                                                     \
    F(P, next, ADDRESS, BASIC)                                                                                         \
    F(P, today, ADDRESS, BASIC)                                                                                        \
    F(P, as_week, ADDRESS, BASIC)                                                                                      \
    F(P, as_day, ADDRESS, BASIC)                                                                                       \
    F(P, filter, OBJECT, BASIC, .of = &calendar_filter_schema)                                                         \
    F(P, can, OBJECT, BASIC, .of = &calendar_can_schema)
DOC_SCHEMA(calendar, CALENDAR);

static const struct input_field calendar_input[] = {
    {.name = "view", .kind = INPUT_ENUM, .names = &view_names, .label = "View"},
    {.name = "date", .kind = INPUT_DAY, .label = "Day"},
    {.name = "page", .kind = INPUT_INT, .min = 1, .max = 1000, .label = "Page of people"},
    FILTER_INPUT,
    {.name = NULL},
};
static const struct input_field *const calendar_filters = calendar_input + 3;

/* ------------------------------------------------------------------ what is asked for */

struct asked {
    int view;
    int32_t date, from, to; /* days; both ends count */
    int32_t today;
};

static struct asked asked_of(const struct context *cx, const struct input *in)
{
    struct asked asked = {.view = VIEW_WEEK, .today = time_local(cx->company->zone, cx->now).day_number};

    if (input_given(in, "view"))
        asked.view = (int)input_int(in, "view");
    asked.date = input_given(in, "date") ? (int32_t)input_int(in, "date") : asked.today;
    asked.from = asked.to = asked.date;
    if (asked.view == VIEW_WEEK) {
        asked.from = local_week_of(cx->company->locale, asked.date);
        asked.to = asked.from + WEEK_DAYS - 1;
    }
    return asked;
}

/* The same filters at another time or in another view. */
static struct str address(struct context *cx, const struct input *in, int view, int32_t date)
{
    struct buf out;

    buf_init(&out, cx->arena, ADDRESS_MAX);
    buf_format(&out, "/calendar?view=%s&date=%.*s", view_names.list[view - 1], STR_ARG(day_text(cx->arena, date)));
    for (const struct input_field *field = calendar_filters; field->name; field++) {
        struct str typed = input_raw(in, str_from(field->name));

        if (!typed.n)
            continue;
        buf_format(&out, "&%s=", field->name);
        url_encode(&out, typed);
    }
    return buf_str(&out);
}

/* ------------------------------------------------------------------ columns */

static void now_document(const struct context *cx, bool today, bool by_staff, struct node *column)
{
    struct local_time now = time_local(cx->company->zone, cx->now);
    int minute = now.hour * 60 + now.minute;

    /* Of people's columns all are today's or none: the date above says it. */
    doc_bool(column, calendar_column_today, today && !by_staff);
    if (today)
        doc_int(doc_object(column, calendar_column_now), calendar_now_minute, minute - minute % LANE_STEP);
}

static void day_columns(struct context *cx, const struct grant *g, const struct input *in, const struct asked *asked,
                        const struct entries *entries, const struct left_out *left, struct node *list)
{
    for (int32_t day = asked->from; day <= asked->to; day++) {
        struct node *column = doc_item(list);
        struct node *visits = doc_list(column, calendar_column_visits);

        doc_day(column, calendar_column_day, day);
        doc_bool(column, calendar_column_by_staff, false);
        doc_int(column, calendar_column_more,
                entries_document(cx, g, entries, day, WEEK_ROOM, visits) + left->days[day - asked->from]);
        doc_address(column, calendar_column_open, address(cx, in, VIEW_DAY, day));
        now_document(cx, day == asked->today, false, column);
    }
}

/* Of one person, or of nobody. */
struct day_column {
    const struct person *person;
    struct entries own;
};
struct day_columns {
    struct day_column *items;
    int count, first, end; /* how many there are; which are shown */
    const struct person **free;
    int free_count;
};

/* Where not all have room: the people with visits, one page of them, and the others. */
static void turn_to(struct day_columns *columns, int page)
{
    int free = 0;

    columns->end = columns->count;
    if (columns->count <= DAY_COLUMNS)
        return;
    for (int i = 0; i < columns->count; i++) {
        if (columns->items[i].own.count)
            columns->items[i - free] = columns->items[i];
        else
            columns->free[free++] = columns->items[i].person;
    }
    columns->free_count = free;
    columns->count -= free;
    while (page > 1 && (page - 1) * DAY_COLUMNS >= columns->count)
        page--;
    columns->first = (page - 1) * DAY_COLUMNS;
    columns->end = columns->first + DAY_COLUMNS < columns->count ? columns->first + DAY_COLUMNS : columns->count;
}

/* Who schedules sees everybody who could take a visit, free people too: as columns where all have room, else named
 * beside them. */
static void choose_columns(struct context *cx, const struct grant *g, const struct input *in,
                           const struct event_filter *filter, struct entries *entries, struct day_columns *ret)
{
    int people = picture_person_count(g->picture);
    bool all =
        grant_holds(g, PERMISSION_manage_scheduling) && !filter->staff.n && !filter->unassigned && !filter->client.n;
    struct entries own;

    *ret = (struct day_columns){.items = arena_array(cx->arena, struct day_column, (size_t)people + 1),
                                .free = arena_array(cx->arena, const struct person *, (size_t)people)};
    entries_by_staff(entries);
    own = entries_of(entries, (struct staff_id){0});
    if (own.count)
        ret->items[ret->count++].own = own;
    for (int i = 0; i < people; i++) {
        const struct person *person = picture_person_at(g->picture, i);

        own = entries_of(entries, person->id);
        if ((all && policy_can_be_tied(person)) || own.count || person->id.n == filter->staff.n)
            ret->items[ret->count++] = (struct day_column){person, own};
    }
    turn_to(ret, input_given(in, "page") ? (int)input_int(in, "page") : 1);
}

MUST_CHECK static enum err name_columns(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct service_list *services, const struct day_columns *columns)
{
    int count = columns->end - columns->first;
    struct entries *shown = arena_array(cx->arena, struct entries, (size_t)count);

    for (int i = 0; i < count; i++)
        shown[i] = columns->items[columns->first + i].own;
    return entries_name(tx, g, services, shown, count);
}

static void staff_column(struct context *cx, const struct grant *g, const struct asked *asked,
                         const struct day_column *shown, struct node *column)
{
    doc_day(column, calendar_column_day, asked->date);
    doc_bool(column, calendar_column_by_staff, true);
    staff_document(g, column, calendar_column_staff, shown->person ? shown->person->id : (struct staff_id){0});
    doc_int(column, calendar_column_more,
            entries_document(cx, g, &shown->own, asked->date, DAY_ROOM, doc_list(column, calendar_column_visits)));
    now_document(cx, asked->date == asked->today, true, column);
}

static void people_paged_document(struct context *cx, const struct input *in, const struct asked *asked,
                                  const struct day_columns *columns, struct node *out)
{
    struct str here = address(cx, in, VIEW_DAY, asked->date);
    int page = columns->first / DAY_COLUMNS + 1;
    struct node *free = doc_list(out, calendar_people_free);

    doc_int(out, calendar_people_from, columns->count ? columns->first + 1 : 0);
    doc_int(out, calendar_people_to, columns->end);
    doc_int(out, calendar_people_total, columns->count);
    if (page > 1)
        doc_address(out, calendar_people_previous, arena_format(cx->arena, "%.*s&page=%d", STR_ARG(here), page - 1));
    if (columns->end < columns->count)
        doc_address(out, calendar_people_next, arena_format(cx->arena, "%.*s&page=%d", STR_ARG(here), page + 1));
    for (int i = 0; i < columns->free_count; i++)
        party_document(doc_item(free), columns->free[i]->id.n, columns->free[i]->name);
}

/* ------------------------------------------------------------------ the calendar */

static void hours_document(int from, int to, struct node *out)
{
    struct node *hours = doc_list(out, calendar_hours);

    doc_int(out, calendar_from_hour, from);
    doc_int(out, calendar_to_hour, to);
    for (int hour = from; hour < to; hour++) {
        struct node *item = doc_item(hours);

        doc_int(item, calendar_hour_minute, hour * 60);
        doc_int(item, calendar_hour_label, hour * 60);
    }
}

static void ways_document(struct context *cx, const struct input *in, const struct asked *asked, struct node *out)
{
    int32_t step = asked->view == VIEW_WEEK ? WEEK_DAYS : 1;

    doc_enum(out, calendar_view, asked->view);
    doc_day(out, calendar_date, asked->date);
    doc_day(out, calendar_from, asked->from);
    doc_day(out, calendar_to, asked->to);
    doc_address(out, calendar_previous, address(cx, in, asked->view, asked->date - step));
    doc_address(out, calendar_next, address(cx, in, asked->view, asked->date + step));
    doc_address(out, calendar_today, address(cx, in, asked->view, asked->today));
    doc_address(out, calendar_as_week, address(cx, in, VIEW_WEEK, asked->date));
    doc_address(out, calendar_as_day, address(cx, in, VIEW_DAY, asked->date));
}

MUST_CHECK static enum err filter_document(struct context *cx, struct tx *tx, const struct grant *g,
                                           const struct event_filter *filter, const struct service_list *services,
                                           struct node *out)
{
    int count = (filter->client.n != 0) + (filter->staff.n != 0) + filter->unassigned + (filter->service.n != 0) +
                (filter->status != 0);

    if (filter->client.n)
        TRY(named_client_document(tx, g, filter->client, doc_object(out, calendar_filter_client)));
    if (grant_holds(g, PERMISSION_manage_scheduling))
        people_document(cx, g, filter->staff, doc_list(out, calendar_filter_staff));
    service_list_document(services, filter->service, doc_list(out, calendar_filter_service));
    doc_bool(out, calendar_filter_unassigned, filter->unassigned);
    doc_enum(out, calendar_filter_status, filter->status);
    doc_int(out, calendar_filter_count, count);
    return OK;
}

MUST_CHECK static enum err week_document(struct context *cx, struct tx *tx, const struct grant *g,
                                         const struct input *in, const struct service_list *services, struct node *out)
{
    struct asked asked = asked_of(cx, in);
    struct event_filter filter;
    struct entries entries;
    struct left_out left;
    int from_hour, to_hour;

    filter_read(in, &filter);
    TRY(entries_read_week(cx, tx, g, asked.from, &filter, &entries, &left));
    TRY(entries_name(tx, g, services, &entries, 1));
    entries_hours(cx, &entries, asked.from, asked.to, &from_hour, &to_hour);
    hours_document(from_hour, to_hour, out);
    day_columns(cx, g, in, &asked, &entries, &left, doc_list(out, calendar_columns));
    return OK;
}

MUST_CHECK static enum err day_document(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct input *in, const struct service_list *services, struct node *out)
{
    struct asked asked = asked_of(cx, in);
    struct day_columns columns;
    struct event_filter filter;
    struct entries entries;
    struct node *list;
    int from_hour, to_hour;

    filter_read(in, &filter);
    TRY(entries_read(cx, tx, g, asked.from, asked.to, &filter, true, &entries));
    entries_hours(cx, &entries, asked.from, asked.to, &from_hour, &to_hour);
    hours_document(from_hour, to_hour, out);
    choose_columns(cx, g, in, &filter, &entries, &columns);
    TRY(name_columns(cx, tx, g, services, &columns));
    list = doc_list(out, calendar_columns);
    for (int i = columns.first; i < columns.end; i++)
        staff_column(cx, g, &asked, &columns.items[i], doc_item(list));
    if (columns.free_count || columns.end - columns.first < columns.count)
        people_paged_document(cx, in, &asked, &columns, doc_object(out, calendar_people));
    return OK;
}

MUST_CHECK static enum err run_calendar(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct input *in, struct node *out)
{
    struct asked asked = asked_of(cx, in);
    bool manager = grant_holds(g, PERMISSION_manage_scheduling);
    struct event_filter filter;
    struct service_list services;

    filter_read(in, &filter);
    TRY(services_read(tx, g, false, &services));
    ways_document(cx, in, &asked, out);
    if (asked.view == VIEW_WEEK)
        TRY(week_document(cx, tx, g, in, &services, out));
    else
        TRY(day_document(cx, tx, g, in, &services, out));
    doc_bool(doc_object(out, calendar_can), calendar_can_add, manager);
    doc_bool(doc_object(out, calendar_can), calendar_can_bulk, manager);
    return filter_document(cx, tx, g, &filter, &services, doc_object(out, calendar_filter));
}

/* ------------------------------------------------------------------ one's own */

#define OWN_DAY(F, P)                                                                                                  \
    F(P, day, DAY, BASIC)                                                                                              \
    F(P, today, BOOL, BASIC)                                                                                           \
    F(P, visits, LIST, BASIC, .of = &calendar_visit_schema)
DOC_SCHEMA(own_day, OWN_DAY);

#define OWN_CAN(F, P) F(P, company_calendar, BOOL, BASIC)
DOC_SCHEMA(own_can, OWN_CAN);

#define OWN(F, P)                                                                                                      \
    F(P, from, DAY, BASIC)                                                                                             \
    F(P, to, DAY, BASIC)                                                                                               \
    F(P, days, LIST, BASIC, .of = &own_day_schema)                                                                     \
    F(P, total, INT, BASIC)                                                                                            \
    F(P, previous, ADDRESS, BASIC)                                                                                     \
    F(P, next, ADDRESS, BASIC)                                                                                         \
    F(P, can, OBJECT, BASIC, .of = &own_can_schema)
DOC_SCHEMA(own_schedule, OWN);

static const struct input_field own_input[] = {
    {.name = "date", .kind = INPUT_DAY, .label = "Day"},
    {.name = NULL},
};

static struct str own_address(struct context *cx, int32_t date)
{
    return arena_format(cx->arena, "/my-schedule?date=%.*s", STR_ARG(day_text(cx->arena, date)));
}

MUST_CHECK static enum err run_own(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    int32_t today = time_local(cx->company->zone, cx->now).day_number;
    int32_t from = input_given(in, "date") ? (int32_t)input_int(in, "date") : today;
    struct event_filter filter = {.staff = g->staff};
    struct node *days = doc_list(out, own_schedule_days);
    struct service_list services;
    struct entries entries;

    TRY(entries_read(cx, tx, g, from, from + WEEK_DAYS - 1, &filter, false, &entries));
    TRY(services_read(tx, g, false, &services));
    TRY(entries_name(tx, g, &services, &entries, 1));
    for (int32_t day = from; day < from + WEEK_DAYS; day++) {
        struct node *item = doc_item(days);

        doc_day(item, own_day_day, day);
        doc_bool(item, own_day_today, day == today);
        (void)entries_document(cx, g, &entries, day, DAY_ROOM, doc_list(item, own_day_visits));
    }
    doc_day(out, own_schedule_from, from);
    doc_day(out, own_schedule_to, from + WEEK_DAYS - 1);
    doc_int(out, own_schedule_total, entries.count);
    doc_address(out, own_schedule_previous, own_address(cx, from - WEEK_DAYS));
    doc_address(out, own_schedule_next, own_address(cx, from + WEEK_DAYS));
    doc_bool(doc_object(out, own_schedule_can), own_can_company_calendar,
             grant_holds(g, PERMISSION_manage_scheduling) || grant_holds(g, PERMISSION_view_company_calendar));
    return OK;
}

static const struct operation operations[] = {
    {.name = "calendar.read",
     .summary =
         "The company's calendar: a week by days, or a day by people. Of clients that are not seen, busy time alone.",
     .method = METHOD_GET,
     .path = "/calendar",
     .permission = PERMISSION_manage_scheduling,
     .either = PERMISSION_view_company_calendar,
     .input = calendar_input,
     .output = &calendar_schema,
     .page = "schedule/calendar",
     .title = "Schedule",
     .run = run_calendar},
    {.name = "calendar.own",
     .summary = "One's own visits of seven days.",
     .method = METHOD_GET,
     .path = "/my-schedule",
     .permission = PERMISSION_signed_in,
     .input = own_input,
     .output = &own_schedule_schema,
     .page = "schedule/own",
     .title = "My schedule",
     .run = run_own},
};

const struct feature schedule_calendar_feature = {
    .name = "schedule", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
