/* Bulk Update: what is asked, what stands against it, the ways on. */
#include "features/schedule/bulk.h"

#include "features/access/access.h"
#include "features/relations/relations.h"
#include "features/schedule/bulk_form.h"

#include <stdlib.h>

NAMES(fate_names, "change", "same", "stuck", "access_removed", "separation_request", "not_assignable");

/* ------------------------------------------------------------------ documents */

/* A client whose events cannot be changed so, because of a person. */
#define LACKING(F, P)                                                                                                  \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, events, INT, BASIC)                                                                                           \
    F(P, staff, OBJECT, BASIC, .of = &event_party_schema)                                                              \
    F(P, why, ENUM, BASIC, .names = &fate_names)
DOC_SCHEMA(bulk_lacking, LACKING);

#define PROBLEM_CAN(F, P) F(P, restore, BOOL, BASIC)
DOC_SCHEMA(bulk_problem_can, PROBLEM_CAN);

#define PROBLEM(F, P)                                                                                                  \
    F(P, clients, LIST, BASIC, .of = &bulk_lacking_schema)                                                             \
    F(P, lacking, INT, BASIC)                                                                                          \
    F(P, stuck, INT, BASIC)                                                                                            \
    F(P, allowed, INT, BASIC)                                                                                          \
    F(P, warnings, LIST, BASIC, .of = &event_warning_schema)                                                           \
    F(P, can, OBJECT, BASIC, .of = &bulk_problem_can_schema)
DOC_SCHEMA(bulk_problem, PROBLEM);

#define RESULT(F, P)                                                                                                   \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, unchanged, INT, BASIC)                                                                                        \
    F(P, left, LIST, BASIC, .of = &event_row_view_schema)                                                              \
    F(P, left_events, INT, BASIC)                                                                                      \
    F(P, clients, LIST, BASIC, .of = &bulk_lacking_schema)
DOC_SCHEMA(bulk_result, RESULT);

NAMES(apply_names, "all", "allowed", "restore", "drop");
enum { APPLY_ALL = 1, APPLY_ALLOWED, APPLY_RESTORE, APPLY_DROP };

static const struct input_field bulk_input[] = {
    {.name = "events", .kind = INPUT_IDS, .required = true, .min = 1, .max = BULK_MAX, .label = "Visits"},
    {.name = "action", .kind = INPUT_ENUM, .required = true, .names = &bulk_action_names, .label = "What to do"},
    {.name = "staff", .kind = INPUT_ID, .target = TARGET_STAFF, .label = "Person"},
    {.name = "status", .kind = INPUT_ENUM, .names = &event_status_names, .label = "Status"},
    {.name = "apply", .kind = INPUT_ENUM, .names = &apply_names, .label = "How to go on"},
    {.name = "confirm", .kind = INPUT_BOOL, .label = "Confirmed"},
    {.name = NULL},
};

/* ------------------------------------------------------------------ what is asked */

MUST_CHECK static enum err read_bulk(struct context *cx, const struct grant *g, const struct input *in,
                                     struct bulk *bulk)
{
    *bulk = (struct bulk){.action = (enum bulk_action)input_int(in, "action")};
    if (bulk->action == BULK_STATUS) {
        bulk->status = (enum event_status)input_int(in, "status");
        return bulk->status ? OK : FAIL_FIELD(cx->arena, STR("status"), MSG_FIELD_REQUIRED);
    }
    if (bulk->action == BULK_UNASSIGN) {
        bulk->action = BULK_REASSIGN;
        return OK;
    }
    bulk->to = input_staff(in, "staff");
    if (!bulk->to.n)
        return FAIL_FIELD(cx->arena, STR("staff"), MSG_FIELD_REQUIRED);
    if (!policy_can_be_tied(picture_person(g->picture, bulk->to)))
        return FAIL_FIELD(cx->arena, STR("staff"), MSG_BULK_NOT_ASSIGNABLE);
    return OK;
}

MUST_CHECK static enum err read_events(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                       struct event_list *ret)
{
    const int64_t *ids;
    int count;

    input_ids(in, "events", &ids, &count);
    TRY(events_by_ids(tx, g, ids, count, ret));
    return ret->count == count ? OK : FAIL_FIELD(cx->arena, STR("events"), MSG_FIELD_REFERENCE);
}

/* ------------------------------------------------------------------ what stands against it */

static bool is_lacking(const struct bulk_item *item)
{
    return item->fate == FATE_REMOVED || item->fate == FATE_HELD || item->fate == FATE_NEVER;
}

struct lacking {
    struct staff_id staff;
    struct client_id client;
    struct str name;
    enum bulk_fate fate;
    int events;
};
struct lacking_list {
    struct lacking *items;
    int count;
};

static int compare_lacking(const void *a, const void *b)
{
    const struct lacking *first = a, *second = b;

    if (first->client.n != second->client.n)
        return first->client.n < second->client.n ? -1 : 1;
    return (first->staff.n > second->staff.n) - (first->staff.n < second->staff.n);
}

/* By pair, each once with its number of events: those that lack access, or those that are warned of. */
static struct lacking_list pairs_of(const struct bulk *bulk, struct arena *arena, bool warned)
{
    struct lacking_list all = {arena_array(arena, struct lacking, (size_t)bulk->count), 0};
    int count = 0;

    for (int i = 0; i < bulk->count; i++) {
        const struct event *event = &bulk->items[i].event;

        if (warned ? bulk->items[i].warned : is_lacking(&bulk->items[i]))
            all.items[all.count++] =
                (struct lacking){bulk_person(bulk, event), event->client, event->client_name, bulk->items[i].fate, 1};
    }
    if (all.count)
        qsort(all.items, (size_t)all.count, sizeof(*all.items), compare_lacking);
    for (int i = 0; i < all.count; i++) {
        if (count && compare_lacking(&all.items[count - 1], &all.items[i]) == 0)
            all.items[count - 1].events++;
        else
            all.items[count++] = all.items[i];
    }
    all.count = count;
    return all;
}

static void lacking_document(const struct grant *g, const struct lacking_list *all, struct node *list)
{
    for (int i = 0; i < all->count; i++) {
        struct node *item = doc_item(list);

        doc_id(item, bulk_lacking_id, all->items[i].client.n);
        doc_text(item, bulk_lacking_name, all->items[i].name);
        doc_int(item, bulk_lacking_events, all->items[i].events);
        staff_document(g, item, bulk_lacking_staff, all->items[i].staff);
        doc_enum(item, bulk_lacking_why, all->items[i].fate);
    }
}

/* ACC-42: whether restoring access clears the way, and the person may. */
static bool can_restore(const struct grant *g, const struct lacking_list *all)
{
    for (int i = 0; i < all->count; i++) {
        if (all->items[i].fate != FATE_REMOVED || !g->person ||
            !policy_may_switch_access(g->picture, g->person, all->items[i].staff, g->now).allowed)
            return false;
    }
    return all->count > 0;
}

MUST_CHECK static enum err refuse(struct context *cx, const struct grant *g, const struct bulk *bulk,
                                  const struct lacking_list *all)
{
    struct node *problem = problem_begin(cx, g);
    int lacking = bulk->fates[FATE_REMOVED] + bulk->fates[FATE_HELD] + bulk->fates[FATE_NEVER];

    lacking_document(g, all, doc_list(problem, bulk_problem_clients));
    doc_int(problem, bulk_problem_lacking, lacking);
    doc_int(problem, bulk_problem_stuck, bulk->fates[FATE_STUCK]);
    doc_int(problem, bulk_problem_allowed, bulk->fates[FATE_CHANGE]);
    doc_bool(doc_object(problem, bulk_problem_can), bulk_problem_can_restore, can_restore(g, all));
    if (!all->count)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_BULK_STUCK);
    return FAIL(cx->arena, ERR_CONFLICT, MSG_BULK_LACKING, P_STR("client", all->items[0].name),
                P_STR("count", arena_format(cx->arena, "%d", all->count)));
}

/* Do Not Schedule asks to confirm (SCH-03): once for each pair, told together. */
MUST_CHECK static enum err warn(struct context *cx, const struct grant *g, const struct bulk *bulk)
{
    struct lacking_list pairs = pairs_of(bulk, cx->arena, true);
    struct node *problem, *list;

    if (!pairs.count)
        return OK;
    problem = problem_begin(cx, g);
    list = doc_list(problem, bulk_problem_warnings);
    for (int i = 0; i < pairs.count; i++) {
        const struct person *person = picture_person(g->picture, pairs.items[i].staff);
        const struct message_text text = {
            MSG_EVENT_WARN_LISTED,
            2,
            {P_STR("person", person ? person->name : STR("")), P_STR("client", pairs.items[i].name)}};
        struct node *item = doc_item(list);

        doc_enum(item, event_warning_kind, WARNING_DO_NOT_SCHEDULE);
        doc_text(item, event_warning_text, message_format(&text, NULL, NULL, cx->arena));
    }
    doc_int(problem, bulk_problem_allowed, bulk->fates[FATE_CHANGE]);
    return FAIL(cx->arena, ERR_CONFLICT, MSG_EVENT_WARNINGS);
}

/* ------------------------------------------------------------------ the ways on */

MUST_CHECK static enum err restore(struct context *cx, struct tx *tx, const struct grant *g, struct bulk *bulk,
                                   const struct lacking_list *all)
{
    if (!can_restore(g, all))
        return refuse(cx, g, bulk, all);
    for (int i = 0; i < all->count; i++)
        TRY(access_restore(cx, tx, g, all->items[i].staff, all->items[i].client, false));
    for (int i = 0; i < bulk->count; i++) {
        if (is_lacking(&bulk->items[i]))
            bulk->items[i].fate = FATE_CHANGE;
    }
    bulk->fates[FATE_CHANGE] += bulk->fates[FATE_REMOVED];
    bulk->fates[FATE_REMOVED] = 0;
    return OK;
}

static void result_document(const struct grant *g, const struct bulk *bulk, const struct lacking_list *all,
                            bool dropped, struct node *out)
{
    struct node *left = doc_list(out, bulk_result_left);
    int left_events = 0;

    for (int i = 0; i < bulk->count && !dropped; i++) {
        if (!is_lacking(&bulk->items[i]) && bulk->items[i].fate != FATE_STUCK)
            continue;
        event_row_document(g, &bulk->items[i].event, doc_item(left));
        left_events++;
    }
    doc_int(out, bulk_result_changed, bulk->fates[FATE_CHANGE]);
    doc_int(out, bulk_result_unchanged, bulk->fates[FATE_SAME]);
    doc_int(out, bulk_result_left_events, left_events);
    lacking_document(g, dropped ? &(struct lacking_list){0} : all, doc_list(out, bulk_result_clients));
}

MUST_CHECK static enum err run_bulk(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct event_list events;
    struct bulk bulk;
    struct lacking_list lacking;
    int64_t apply = input_given(in, "apply") ? input_int(in, "apply") : APPLY_ALL;
    bool stands;

    TRY(read_bulk(cx, g, in, &bulk));
    TRY(read_events(cx, tx, g, in, &events));
    bulk_plan(&bulk, g, &events, cx->arena);
    lacking = pairs_of(&bulk, cx->arena, false);
    if (apply == APPLY_RESTORE && lacking.count)
        TRY(restore(cx, tx, g, &bulk, &lacking));
    stands = (lacking.count && apply == APPLY_ALL) ||
             (bulk.fates[FATE_STUCK] && (apply == APPLY_ALL || apply == APPLY_RESTORE));
    if (stands)
        return refuse(cx, g, &bulk, &lacking);
    if (!input_bool(in, "confirm"))
        TRY(warn(cx, g, &bulk));
    TRY(bulk_apply(cx, tx, g, &bulk));
    if (apply == APPLY_RESTORE)
        lacking.count = 0;
    result_document(g, &bulk, &lacking, apply == APPLY_DROP, out);
    if (apply != APPLY_ALLOWED || (!lacking.count && !bulk.fates[FATE_STUCK]))
        cx->location = STR("/events/bulk-update"); /* nothing is left to be listed */
    return OK;
}

static const struct operation operations[] = {
    {.name = "events.bulk",
     .summary = "Finds the events of a Bulk Update, up to 4,000, and holds its form.",
     .method = METHOD_GET,
     .path = "/events/bulk-update",
     .permission = PERMISSION_manage_scheduling,
     .input = bulk_form_input,
     .output = &bulk_form_answer,
     .page = "schedule/bulk",
     .title = "Change many visits",
     .run = run_bulk_form},
    {.name = "events.bulk_update",
     .summary = "Gives up to 4,000 events to a person, or changes their status: all, or nothing and who lacks access.",
     .method = METHOD_POST,
     .path = "/events/bulk-update",
     .permission = PERMISSION_manage_scheduling,
     .input = bulk_input,
     .output = &bulk_result_schema,
     .problem = &bulk_problem_schema,
     .page = "schedule/bulk_left",
     .title = "What is left",
     .form = "events.bulk",
     .run = run_bulk,
     .flags = OP_LONG},
};

const struct feature schedule_bulk_feature = {
    .name = "schedule", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
