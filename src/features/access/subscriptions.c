/* The Client Subscriptions page of a staff member (ACC-10 to ACC-14). */
#include "app/cursor.h"
#include "base/fold.h"
#include "features/access/access_lists.h"
#include "features/access/subscriptions_store.h"

static const char *const assigned[] = {"none", "past", "future", "any"};
static const struct names assigned_names = {assigned, ARRAY_SIZE(assigned)};
static const char *const yes_no[] = {"yes", "no"};
static const struct names yes_no_names = {yes_no, ARRAY_SIZE(yes_no)};

#define SUBSCRIPTION(F, P)                                                                                             \
    F(P, client, OBJECT, BASIC, .of = &named_schema)                                                                   \
    F(P, events_past, INT, BASIC)                                                                                      \
    F(P, events_future, INT, BASIC)                                                                                    \
    F(P, next_event_at, INSTANT, BASIC)                                                                                \
    F(P, running, BOOL, BASIC)                                                                                         \
    F(P, preferred, BOOL, BASIC)                                                                                       \
    F(P, preferred_since, INSTANT, BASIC)                                                                              \
    F(P, pending_templates, INT, BASIC)                                                                                \
    F(P, do_not_schedule, BOOL, BASIC)                                                                                 \
    F(P, subscribed, BOOL, BASIC)                                                                                      \
    F(P, fades_at, INSTANT, BASIC)                                                                                     \
    F(P, fades_days, INT, BASIC)                                                                                       \
    F(P, faded, BOOL, BASIC)                                                                                           \
    F(P, dated_until, INSTANT, BASIC)                                                                                  \
    F(P, no_reason, BOOL, BASIC)                                                                                       \
    F(P, access, ENUM, ACCESS, .names = &access_names)                                                                 \
    F(P, removed_at, INSTANT, ACCESS)                                                                                  \
    F(P, removed_by, TEXT, ACCESS)                                                                                     \
    F(P, reason, TEXT, REASON)                                                                                         \
    F(P, severity, ENUM, REASON, .names = &severity_names)                                                             \
    F(P, review_on, DAY, REASON)                                                                                       \
    F(P, undo, INT, ACCESS)                                                                                            \
    F(P, switch_page, ADDRESS, ACCESS)                                                                                 \
    F(P, undo_page, ADDRESS, ACCESS)                                                                                   \
    F(P, subscription_page, ADDRESS, BASIC)
DOC_SCHEMA(subscription, SUBSCRIPTION);

/* A filter that is on, and the page without it. */
#define FILTER_CHIP(F, P)                                                                                              \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, without, ADDRESS, BASIC)
DOC_SCHEMA(filter_chip, FILTER_CHIP);

#define SUBSCRIPTION_FILTER(F, P)                                                                                      \
    F(P, q, TEXT, BASIC)                                                                                               \
    F(P, subscribed, ENUM, BASIC, .names = &yes_no_names)                                                              \
    F(P, access, ENUM, BASIC, .names = &access_names)                                                                  \
    F(P, preferred, ENUM, BASIC, .names = &yes_no_names)                                                               \
    F(P, do_not_schedule, ENUM, BASIC, .names = &yes_no_names)                                                         \
    F(P, assigned, ENUM, BASIC, .names = &assigned_names)                                                              \
    F(P, count, INT, BASIC)                                                                                            \
    F(P, any, BOOL, BASIC)                                                                                             \
    F(P, access_shown, BOOL, BASIC)                                                                                    \
    F(P, chips, LIST, BASIC, .of = &filter_chip_schema)
DOC_SCHEMA(subscription_filter_view, SUBSCRIPTION_FILTER);

#define SUBSCRIPTION_CAN(F, P)                                                                                         \
    F(P, switch_access, BOOL, BASIC)                                                                                   \
    F(P, subscribe, BOOL, BASIC)
DOC_SCHEMA(subscription_can, SUBSCRIPTION_CAN);

#define SUBSCRIPTIONS(F, P)                                                                                            \
    F(P, items, LIST, BASIC, .of = &subscription_schema)                                                               \
    F(P, next, TEXT, BASIC)                                                                                            \
    F(P, total, INT, BASIC)                                                                                            \
    F(P, next_page, ADDRESS, BASIC)                                                                                    \
    F(P, page, ADDRESS, BASIC)                                                                                         \
    F(P, staff, OBJECT, BASIC, .of = &named_schema)                                                                    \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, oneself, BOOL, BASIC)                                                                                         \
    F(P, all_clients, BOOL, BASIC)                                                                                     \
    F(P, filter, OBJECT, BASIC, .of = &subscription_filter_view_schema)                                                \
    F(P, can, OBJECT, BASIC, .of = &subscription_can_schema)
DOC_SCHEMA(subscriptions, SUBSCRIPTIONS);

static const struct input_field list_input[] = {
    {.name = "q", .kind = INPUT_TEXT, .max = 100, .label = "Client"},
    {.name = "subscribed", .kind = INPUT_TEXT, .max = 5, .label = "Subscription"},
    {.name = "access", .kind = INPUT_ENUM, .names = &access_names, .label = "Access"},
    {.name = "preferred", .kind = INPUT_TEXT, .max = 5, .label = "Preferred"},
    {.name = "do_not_schedule", .kind = INPUT_TEXT, .max = 5, .label = "Do not schedule"},
    {.name = "assigned", .kind = INPUT_ENUM, .names = &assigned_names, .label = "Assigned events"},
    {.name = "cursor", .kind = INPUT_TEXT, .max = 600},
    {.name = NULL},
};

/* "yes", "true", "on", "1" and their opposites, as people and programs write them in an address. */
MUST_CHECK static enum err read_tri(struct context *cx, const struct input *in, const char *name, enum tri *ret)
{
    static const char *const yes[] = {"yes", "true", "on", "1"}, *const no[] = {"no", "false", "off", "0"};
    struct str text = input_text(in, name);

    *ret = TRI_ANY;
    if (text.n == 0)
        return OK;
    for (size_t i = 0; i < ARRAY_SIZE(yes); i++) {
        if (str_is(text, yes[i]))
            *ret = TRI_YES;
        if (str_is(text, no[i]))
            *ret = TRI_NO;
    }
    if (*ret == TRI_ANY)
        return FAIL_FIELD(cx->arena, str_from(name), MSG_FIELD_CHOICE, P_STR("choices", STR("yes, no")));
    return OK;
}

MUST_CHECK static enum err read_filter(struct context *cx, const struct grant *g, const struct input *in,
                                       struct subscription_filter *ret)
{
    const struct person *person = picture_person(g->picture, cx_staff(cx));

    *ret = (struct subscription_filter){.staff = cx_staff(cx),
                                        .company = cx->company,
                                        .all_clients = person->class != ROLE_CLASS_RELATED,
                                        .assigned = (enum assigned)input_int(in, "assigned"),
                                        .typed = input_text(in, "q")};
    TRY(read_tri(cx, in, "subscribed", &ret->subscribed));
    TRY(read_tri(cx, in, "preferred", &ret->preferred));
    TRY(read_tri(cx, in, "do_not_schedule", &ret->do_not_schedule));
    if (input_int(in, "access")) {
        if (!access_shown(g, cx_staff(cx)))
            return FAIL_FIELD(cx->arena, STR("access"), MSG_ACCESS_FILTER);
        ret->removed = input_int(in, "access") == ACCESS_REMOVED ? TRI_YES : TRI_NO;
    }
    if (!cursor_parse(cx->arena, input_text(in, "cursor"), &ret->after_sort, &ret->after.n))
        return FAIL_FIELD(cx->arena, STR("cursor"), MSG_CURSOR);
    return OK;
}

bool access_shown(const struct grant *g, struct staff_id staff)
{
    return !g->person || policy_may_switch_access(g->picture, g->person, staff, g->now).allowed;
}

static void removal_document(struct context *cx, const struct grant *g, const struct subscription_row *row,
                             struct node *item)
{
    const char *page = row->removed_at ? "access" : "separation";

    doc_enum(item, subscription_access, row->removed_at ? ACCESS_REMOVED : ACCESS_GRANTED);
    doc_address(item, subscription_switch_page, pair_address(cx->arena, cx_staff(cx), row->client, page));
    if (!row->removed_at)
        return;
    doc_instant(item, subscription_removed_at, row->removed_at);
    doc_text(item, subscription_removed_by, staff_name(g, row->removed_by));
    doc_text(item, subscription_reason, row->removal_reason);
    doc_enum(item, subscription_severity, row->removal_severity);
    if (row->review_on)
        doc_day(item, subscription_review_on, row->review_on);
    if (row->removed_at + UNDO_HOURS * HOUR_US > g->now) {
        doc_int(item, subscription_undo, row->removal_change);
        doc_address(item, subscription_undo_page, pair_address(cx->arena, cx_staff(cx), row->client, "undo"));
    }
}

/* What time will change about the person's sight, or has changed. */
static void lapse_document(const struct grant *g, const struct person *person, struct client_id client,
                           struct node *item)
{
    struct decision sees = policy_sees_client(g->picture, person, client, g->now);
    bool ends = sees.allowed && sees.valid_until != INT64_MAX;

    doc_bool(item, subscription_faded, sees.reason == REASON_faded);
    if (ends && sees.reason == REASON_events) {
        doc_instant(item, subscription_fades_at, sees.valid_until);
        doc_int(item, subscription_fades_days, (sees.valid_until - g->now + DAY_US - 1) / DAY_US);
    }
    if (ends && sees.reason == REASON_dated)
        doc_instant(item, subscription_dated_until, sees.valid_until);
}

static void row_document(struct context *cx, const struct grant *g, const struct subscription_row *row,
                         struct node *item)
{
    named_document(doc_object(item, subscription_client), row->client.n, row->name);
    doc_int(item, subscription_events_past, row->events_past);
    doc_int(item, subscription_events_future, row->events_future);
    doc_instant(item, subscription_next_event_at, row->next_event_at);
    doc_bool(item, subscription_running, row->running);
    doc_bool(item, subscription_preferred, row->preferred_position > 0);
    doc_instant(item, subscription_preferred_since, row->preferred_at);
    doc_int(item, subscription_pending_templates, row->pending_lines);
    doc_bool(item, subscription_do_not_schedule, row->do_not_schedule);
    doc_bool(item, subscription_subscribed, row->subscribed);
    doc_bool(item, subscription_no_reason,
             !row->events_past && !row->events_future && !row->running && !row->preferred_position &&
                 !row->pending_lines);
    lapse_document(g, picture_person(g->picture, cx_staff(cx)), row->client, item);
    doc_address(item, subscription_subscription_page,
                pair_address(cx->arena, cx_staff(cx), row->client, "subscription"));
    if (access_shown(g, cx_staff(cx)))
        removal_document(cx, g, row, item);
}

/* ------------------------------------------------------------------ filters */

/* The page with all that was asked for but `without` and the cursor. */
static struct str page_without(struct context *cx, struct str path, const struct input *in, const char *without)
{
    struct buf out;
    char between = '?';

    buf_init(&out, cx->arena, 4096);
    buf_add(&out, path);
    for (const struct input_field *field = list_input; field->name; field++) {
        struct str typed = input_raw(in, str_from(field->name));

        if (!typed.n || strcmp(field->name, without) == 0 || strcmp(field->name, "cursor") == 0)
            continue;
        buf_format(&out, "%c%s=", between, field->name);
        url_encode(&out, typed);
        between = '&';
    }
    return buf_str(&out);
}

static void filter_document(struct context *cx, const struct input *in, const struct subscription_filter *filter,
                            struct str path, struct node *out)
{
    static const char *const relations[] = {"", "Without visits", "Only past visits", "With visits to come",
                                            "With visits"};
    const struct {
        const char *name, *label;
    } chips[] = {
        {"subscribed", filter->subscribed == TRI_YES ? "Subscription: on" : "Subscription: off"},
        {"access", filter->removed == TRI_YES ? "Access: removed" : "Access: on"},
        {"preferred", filter->preferred == TRI_YES ? "Preferred" : "Not Preferred"},
        {"do_not_schedule", filter->do_not_schedule == TRI_YES ? "Do Not Schedule" : "Not on Do Not Schedule"},
        {"assigned", relations[filter->assigned]},
    };
    struct node *list = doc_list(out, subscription_filter_view_chips);

    doc_text(out, subscription_filter_view_q, input_text(in, "q"));
    doc_enum(out, subscription_filter_view_subscribed, (int)filter->subscribed);
    doc_enum(out, subscription_filter_view_access, (int)input_int(in, "access"));
    doc_enum(out, subscription_filter_view_preferred, (int)filter->preferred);
    doc_enum(out, subscription_filter_view_do_not_schedule, (int)filter->do_not_schedule);
    doc_enum(out, subscription_filter_view_assigned, (int)filter->assigned);
    for (size_t i = 0; i < ARRAY_SIZE(chips); i++) {
        struct node *chip;

        if (!input_raw(in, str_from(chips[i].name)).n)
            continue;
        chip = doc_item(list);
        doc_text(chip, filter_chip_label, str_from(chips[i].label));
        doc_address(chip, filter_chip_without, page_without(cx, path, in, chips[i].name));
    }
    doc_int(out, subscription_filter_view_count, node_count(list));
    doc_bool(out, subscription_filter_view_any, node_count(list) > 0 || input_text(in, "q").n);
}

MUST_CHECK static enum err run_list(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct subscription_rows *rows = arena_new(cx->arena, struct subscription_rows);
    struct subscription_filter filter;
    struct node *items = doc_list(out, subscriptions_items);
    struct node *can = doc_object(out, subscriptions_can);
    struct str path = subscriptions_address(cx->arena, cx_staff(cx));

    TRY(read_filter(cx, g, in, &filter));
    TRY(subscription_rows_read(tx, g, &filter, rows));
    for (int i = 0; i < rows->count; i++)
        row_document(cx, g, &rows->items[i], doc_item(items));
    named_document(doc_object(out, subscriptions_staff), cx_staff(cx).n, staff_name(g, cx_staff(cx)));
    doc_text(out, subscriptions_name, staff_name(g, cx_staff(cx)));
    doc_bool(out, subscriptions_oneself, g->staff.n == cx_staff(cx).n);
    doc_bool(out, subscriptions_all_clients, filter.all_clients);
    doc_address(out, subscriptions_page, path);
    doc_int(out, subscriptions_total, rows->total);
    filter_document(cx, in, &filter, path, doc_object(out, subscriptions_filter));
    doc_bool(doc_object(out, subscriptions_filter), subscription_filter_view_access_shown,
             access_shown(g, cx_staff(cx)));
    doc_bool(can, subscription_can_switch_access, access_shown(g, cx_staff(cx)));
    doc_bool(can, subscription_can_subscribe, true);
    if (!rows->more) {
        doc_null(out, subscriptions_next);
        return OK;
    }
    const struct subscription_row *last = &rows->items[rows->count - 1];
    struct str cursor = cursor_text(cx->arena, last->sort, last->client.n);
    doc_text(out, subscriptions_next, cursor);
    doc_address(out, subscriptions_next_page, cursor_page(cx->arena, path, in, list_input, cursor));
    return OK;
}

/* ------------------------------------------------------------------ the subscription switch */

static const struct input_field subscribe_input[] = {
    {.name = "subscribed", .kind = INPUT_BOOL, .required = true, .label = "Subscription"},
    {.name = NULL},
};

MUST_CHECK static enum err run_subscribe(struct context *cx, struct tx *tx, const struct grant *g,
                                         const struct input *in, struct node *out)
{
    audit_about(cx, cx_staff(cx), cx_client(cx));
    TRY(relation_subscribe(cx, tx, g, cx_staff(cx), cx_client(cx), input_bool(in, "subscribed")));
    return access_document(cx, tx, g, cx_staff(cx), cx_client(cx), out);
}

static const struct operation operations[] = {
    {.name = "access.subscriptions",
     .summary =
         "The clients to which a {word.staff} has a relation, and why; for others also those whose access is removed.",
     .method = METHOD_GET,
     .path = "/staff/{staff}/client-subscriptions",
     .permission = PERMISSION_manage_staff,
     .own = PERMISSION_manage_own_notifications,
     .input = list_input,
     .output = &subscriptions_schema,
     .page = "access/subscriptions",
     .title = "Client subscriptions",
     .run = run_list},
    {.name = "access.subscribe",
     .summary = "Turns a {word.staff}'s subscription to a client on or off; locked while access is removed.",
     .method = METHOD_PUT,
     .path = "/staff/{staff}/clients/{client}/subscription",
     .permission = PERMISSION_manage_staff,
     .own = PERMISSION_manage_own_notifications,
     .input = subscribe_input,
     .output = &access_view_schema,
     .form = "access.subscriptions",
     .next = "/staff/{staff}/client-subscriptions",
     .run = run_subscribe},
};

const struct feature access_lists_feature = {
    .name = "access lists", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
