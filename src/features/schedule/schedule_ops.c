/* The rows about events, and those that only read. */
#include "app/cursor.h"
#include "features/schedule/find.h"
#include "features/schedule/picker.h"
#include "features/schedule/schedule_ops.h"
#include "features/services/services.h"

/* A list counts no further: what is asked of a company of a million visits is answered as soon. `total_more` tells. */
enum { EVENT_PAGE = 50, EVENT_TOTAL_MAX = 1000 };

/* ------------------------------------------------------------------ list */

NAMES(order_names, "soonest", "newest");
enum { ORDER_SOONEST = 1, ORDER_NEWEST };

#define LIST_FILTER(F, P)                                                                                              \
    F(P, client, OBJECT, BASIC, .of = &event_party_schema)                                                             \
    F(P, staff, LIST, BASIC, .of = &staff_option_schema)                                                               \
    F(P, service, LIST, BASIC, .of = &event_choice_schema)                                                             \
    F(P, unassigned, BOOL, BASIC)                                                                                      \
    F(P, status, ENUM, BASIC, .names = &event_status_names)                                                            \
    F(P, from, TEXT, BASIC)                                                                                            \
    F(P, to, TEXT, BASIC)                                                                                              \
    F(P, order, ENUM, BASIC, .names = &order_names)                                                                    \
    F(P, count, INT, BASIC)
DOC_SCHEMA(event_filter_view, LIST_FILTER);

#define LIST_CAN(F, P)                                                                                                 \
    F(P, add, BOOL, BASIC)                                                                                             \
    F(P, bulk, BOOL, BASIC)
DOC_SCHEMA(event_list_can, LIST_CAN);

#define LIST(F, P)                                                                                                     \
    F(P, items, LIST, BASIC, .of = &event_row_view_schema)                                                             \
    F(P, next, TEXT, BASIC)                                                                                            \
    F(P, total, INT, BASIC)                                                                                            \
    F(P, total_more, BOOL, BASIC)                                                                                      \
    F(P, next_page, ADDRESS, BASIC)                                                                                    \
    F(P, bulk, ADDRESS, BASIC)                                                                                         \
    F(P, filter, OBJECT, BASIC, .of = &event_filter_view_schema)                                                       \
    F(P, can, OBJECT, BASIC, .of = &event_list_can_schema)
DOC_SCHEMA(event_list_view, LIST);

static const struct input_field list_input[] = {
    FILTER_INPUT,
    SPAN_INPUT,
    {.name = "order", .kind = INPUT_ENUM, .names = &order_names, .label = "Order"},
    {.name = "cursor", .kind = INPUT_TEXT, .max = 600},
    {.name = NULL},
};

MUST_CHECK static enum err read_cursor(struct context *cx, const struct input *in, struct event_filter *filter)
{
    struct str sort;

    if (!cursor_parse(cx->arena, input_text(in, "cursor"), &sort, &filter->after.n) ||
        (filter->after.n && !str_to_int(sort, &filter->after_start)))
        return FAIL_FIELD(cx->arena, STR("cursor"), MSG_CURSOR);
    return OK;
}

/* Without a beginning the latest come first: what lies years back is rarely looked for. */
static bool newest_first(const struct input *in)
{
    if (input_given(in, "order"))
        return input_int(in, "order") == ORDER_NEWEST;
    return input_text(in, "from").n == 0;
}

/* As a date field takes it. */
static struct str day_typed(const struct context *cx, const struct input *in, const char *name)
{
    struct str text = input_text(in, name);

    return str_is(text, "today") ? today_text(cx) : text;
}

MUST_CHECK static enum err filter_document(struct context *cx, struct tx *tx, const struct grant *g,
                                           const struct event_filter *filter, const struct input *in, struct node *out)
{
    static const char *const counted[] = {"client", "staff", "unassigned", "service", "status", "from", "to"};
    int count = 0;

    for (size_t i = 0; i < ARRAY_SIZE(counted); i++)
        count += input_raw(in, str_from(counted[i])).n > 0 && !str_is(input_raw(in, str_from(counted[i])), "today");
    if (filter->client.n)
        TRY(named_client_document(tx, g, filter->client, doc_object(out, event_filter_view_client)));
    if (grant_holds(g, PERMISSION_manage_scheduling))
        people_document(cx, g, filter->staff, doc_list(out, event_filter_view_staff));
    TRY(service_choices_document(tx, g, filter->service, doc_list(out, event_filter_view_service)));
    doc_bool(out, event_filter_view_unassigned, filter->unassigned);
    doc_enum(out, event_filter_view_status, filter->status);
    doc_text(out, event_filter_view_from, day_typed(cx, in, "from"));
    doc_text(out, event_filter_view_to, day_typed(cx, in, "to"));
    doc_enum(out, event_filter_view_order, filter->newest_first ? ORDER_NEWEST : ORDER_SOONEST);
    doc_int(out, event_filter_view_count, count);
    return OK;
}

static void next_document(struct context *cx, const struct input *in, const struct event *last, struct node *out)
{
    struct str sort = arena_format(cx->arena, "%lld", (long long)last->starts_at);
    struct str cursor = cursor_text(cx->arena, sort, last->id.n);

    doc_text(out, event_list_view_next, cursor);
    doc_address(out, event_list_view_next_page, cursor_page(cx->arena, STR("/events"), in, list_input, cursor));
}

MUST_CHECK static enum err run_list(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct node *items = doc_list(out, event_list_view_items);
    struct node *can = doc_object(out, event_list_view_can);
    struct event_filter filter;
    struct event_list events;
    int64_t total;

    filter_read(in, &filter);
    TRY(filter_read_span(cx, in, &filter));
    TRY(read_cursor(cx, in, &filter));
    filter.newest_first = newest_first(in);
    TRY(events_find(tx, g, &filter, EVENT_PAGE + 1, &events));
    TRY(events_count(tx, g, &filter, EVENT_TOTAL_MAX + 1, &total));
    for (int i = 0; i < events.count && i < EVENT_PAGE; i++)
        event_row_document(g, &events.items[i], doc_item(items));
    if (events.count > EVENT_PAGE)
        next_document(cx, in, &events.items[EVENT_PAGE - 1], out);
    else
        doc_null(out, event_list_view_next);
    doc_int(out, event_list_view_total, total > EVENT_TOTAL_MAX ? EVENT_TOTAL_MAX : total);
    doc_bool(out, event_list_view_total_more, total > EVENT_TOTAL_MAX);
    doc_address(out, event_list_view_bulk, cursor_page(cx->arena, STR("/events/bulk-update"), in, list_input, STR("")));
    doc_bool(can, event_list_can_add, grant_holds(g, PERMISSION_manage_scheduling));
    doc_bool(can, event_list_can_bulk, grant_holds(g, PERMISSION_manage_scheduling) && total > 0);
    return filter_document(cx, tx, g, &filter, in, doc_object(out, event_list_view_filter));
}

/* ------------------------------------------------------------------ one */

MUST_CHECK static enum err run_read(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    (void)in;
    doc_text(doc_object(out, event_view_form), event_message_message, STR(""));
    return event_answer(tx, g, cx_event(cx), out);
}

/* ------------------------------------------------------------------ the rows */

static const struct operation operations[] = {
    {.name = "events.list",
     .summary =
         "The events that the person may see: of clients they see, their own or, with View Client Schedule, all.",
     .method = METHOD_GET,
     .path = "/events",
     .permission = PERMISSION_signed_in,
     .input = list_input,
     .output = &event_list_view_schema,
     .page = "schedule/list",
     .title = "Visits",
     .run = run_list},
    {.name = "events.new",
     .summary = "The form for a new event, for a client or to choose one.",
     .method = METHOD_GET,
     .path = "/events/new",
     .permission = PERMISSION_manage_scheduling,
     .input = event_new_input,
     .output = &event_form_answer,
     .page = "schedule/new",
     .title = "New visit",
     .run = run_event_new},
    {.name = "events.create",
     .summary = "Adds an event. What a scheduler should know first is answered as 409 with warnings, unless confirmed.",
     .method = METHOD_POST,
     .path = "/events",
     .permission = PERMISSION_manage_scheduling,
     .input = event_create_input,
     .output = &event_view_schema,
     .problem = &event_warnings_schema,
     .form = "events.new",
     .next = "/events/{id}",
     .run = run_event_create},
    {.name = "events.read",
     .summary = "One event, with what may be done with it.",
     .method = METHOD_GET,
     .path = "/events/{event}",
     .permission = PERMISSION_signed_in,
     .output = &event_view_schema,
     .page = "schedule/event",
     .title = "Visit",
     .run = run_read},
    {.name = "events.edit",
     .summary = "The form of an event; `q` finds another client for it.",
     .method = METHOD_GET,
     .path = "/events/{event}/edit",
     .permission = PERMISSION_manage_scheduling,
     .input = event_edit_input,
     .output = &event_form_answer,
     .page = "schedule/edit",
     .title = "{title}",
     .run = run_event_edit},
    {.name = "events.update",
     .summary =
         "Changes an event. Those it is assigned to start and complete it; anything else needs Manage Scheduling.",
     .method = METHOD_PATCH,
     .path = "/events/{event}",
     .permission = PERMISSION_manage_scheduling,
     .either = PERMISSION_deliver_services,
     .input = event_update_input,
     .output = &event_view_schema,
     .problem = &event_warnings_schema,
     .form = "events.edit",
     .next = "/events/{event}",
     .run = run_event_update},
    {.name = "events.start",
     .summary = "Starts an event now.",
     .method = METHOD_POST,
     .path = "/events/{event}/start",
     .permission = PERMISSION_manage_scheduling,
     .either = PERMISSION_deliver_services,
     .input = event_start_input,
     .output = &event_view_schema,
     .form = "events.read",
     .next = "/events/{event}",
     .run = run_event_start,
     .flags = OP_CHANGES},
    {.name = "events.complete",
     .summary = "Completes an event, with a message where the person needs one.",
     .method = METHOD_POST,
     .path = "/events/{event}/complete",
     .permission = PERMISSION_manage_scheduling,
     .either = PERMISSION_deliver_services,
     .input = event_complete_input,
     .output = &event_view_schema,
     .form = "events.read",
     .next = "/events/{event}",
     .run = run_event_complete,
     .flags = OP_CHANGES},
    {.name = "events.delete",
     .summary = "Deletes an event that is not completed.",
     .method = METHOD_DELETE,
     .path = "/events/{event}",
     .permission = PERMISSION_manage_scheduling,
     .form = "events.read",
     .next = "/events",
     .run = run_event_delete},
};

static const struct target_rule targets[] = {{TARGET_EVENT, event_resolve}};

const struct feature schedule_feature = {.name = "schedule",
                                         .operations = operations,
                                         .operation_count = ARRAY_SIZE(operations),
                                         .targets = targets,
                                         .target_count = ARRAY_SIZE(targets)};
