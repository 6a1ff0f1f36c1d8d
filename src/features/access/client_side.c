/* The same relation seen from the client: who can see it and why (ACC-15), and the picker's groups (ACC-41). */
#include "features/access/access_lists.h"

#include <stdlib.h>

/* ------------------------------------------------------------------ staff access */

#define CLIENT_STAFF(F, P)                                                                                             \
    F(P, staff, OBJECT, BASIC, .of = &named_schema)                                                                    \
    F(P, role, TEXT, BASIC)                                                                                            \
    F(P, status, TEXT, BASIC)                                                                                          \
    F(P, sees_client, BOOL, ACCESS)                                                                                    \
    F(P, why, TEXT, ACCESS)                                                                                            \
    F(P, rule, TEXT, ACCESS)                                                                                           \
    F(P, fades_at, INSTANT, ACCESS)                                                                                    \
    F(P, access, ENUM, ACCESS, .names = &access_names)                                                                 \
    F(P, removed_at, INSTANT, ACCESS)                                                                                  \
    F(P, removed_by, TEXT, ACCESS)                                                                                     \
    F(P, reason, TEXT, REASON)                                                                                         \
    F(P, severity, ENUM, REASON, .names = &severity_names)                                                             \
    F(P, review_on, DAY, REASON)                                                                                       \
    F(P, preferred, BOOL, BASIC)                                                                                       \
    F(P, do_not_schedule, BOOL, OFFICE)                                                                                \
    F(P, can_switch, BOOL, ACCESS)                                                                                     \
    F(P, switch_page, ADDRESS, ACCESS)
DOC_SCHEMA(client_staff, CLIENT_STAFF);

#define STAFF_ACCESS(F, P)                                                                                             \
    F(P, client, OBJECT, BASIC, .of = &named_schema)                                                                   \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, items, LIST, ACCESS, .of = &client_staff_schema)                                                              \
    F(P, removed, LIST, ACCESS, .of = &client_staff_schema)                                                            \
    F(P, others, LIST, ACCESS, .of = &client_staff_schema)                                                             \
    F(P, total, INT, ACCESS)
DOC_SCHEMA(staff_access, STAFF_ACCESS);

SQL(client_removals, "SELECT staff_id, removed_at, removed_by, removal_reason, removal_severity, review_on FROM relation"
                     " WHERE company_id = $1 AND client_id = $2 AND removed_at > 0");

struct removal {
    struct staff_id staff, by;
    int64_t at;
    struct str reason;
    int severity;
    int32_t review_on;
};

MUST_CHECK static enum err read_removals(struct tx *tx, const struct grant *g, struct client_id client,
                                         struct removal **ret, int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    int max = picture_person_count(g->picture), count = 0;
    struct removal *all = arena_array(tx_arena(tx), struct removal, (size_t)max);

    TRY(QUERY(tx, &client_removals, &q, SQL_INT(g->company.n), SQL_INT(client.n)));
    while (count < max && query_next(&q))
        all[count++] = (struct removal){.staff = {query_int(&q, 0)},
                                        .at = query_int(&q, 1),
                                        .by = {query_int(&q, 2)},
                                        .reason = query_text(&q, 3),
                                        .severity = (int)query_int(&q, 4),
                                        .review_on = (int32_t)query_int(&q, 5)};
    *ret = all;
    *ret_count = count;
    return OK;
}

static const struct removal *find_removal(const struct removal *all, int count, struct staff_id staff)
{
    for (int i = 0; i < count; i++) {
        if (all[i].staff.n == staff.n)
            return &all[i];
    }
    return NULL;
}

static const char *status_words(enum staff_status status)
{
    static const char *const words[] = {"", "active", "invited", "frozen", "inactive"};

    return words[status];
}

static struct str why_words(struct context *cx, const struct person *person, struct decision sees, struct str client)
{
    const struct message_text text = {
        .param_count = 3,
        .params = {P_STR("person", person->name), P_STR("client", client),
                   P_STR("role", str_from(role_info(person->base)->label))}};

    return message_fill(str_from(policy_reason_admin(sees.reason)), &text, NULL, NULL, cx->arena);
}

static void removal_fields(const struct grant *g, const struct removal *removal, struct node *item)
{
    doc_enum(item, client_staff_access, 2);
    doc_instant(item, client_staff_removed_at, removal->at);
    doc_text(item, client_staff_removed_by, staff_name(g, removal->by));
    doc_text(item, client_staff_reason, removal->reason);
    doc_enum(item, client_staff_severity, removal->severity);
    if (removal->review_on)
        doc_day(item, client_staff_review_on, removal->review_on);
}

static void person_document(struct context *cx, const struct grant *g, const struct person *person,
                            const struct removal *removal, struct str client, struct node *item)
{
    struct decision sees = policy_sees_client(g->picture, person, cx_client(cx), g->now);
    struct pair_facts pair = picture_pair(g->picture, person, cx_client(cx));
    struct node *staff = doc_object(item, client_staff_staff);
    bool may = access_shown(g, person->id);

    doc_id(staff, named_id, person->id.n);
    doc_text(staff, named_name, person->name);
    doc_text(item, client_staff_role, str_from(role_info(person->base)->label));
    doc_text(item, client_staff_status, str_from(status_words(person->status)));
    doc_bool(item, client_staff_sees_client, sees.allowed);
    doc_text(item, client_staff_why, why_words(cx, person, sees, client));
    doc_text(item, client_staff_rule, str_from(policy_reason_rule(sees.reason)));
    if (sees.allowed && sees.valid_until != INT64_MAX)
        doc_instant(item, client_staff_fades_at, sees.valid_until);
    if (removal)
        removal_fields(g, removal, item);
    else
        doc_enum(item, client_staff_access, 1);
    doc_bool(item, client_staff_preferred, pair.flags & PAIR_PREFERRED);
    doc_bool(item, client_staff_do_not_schedule, pair.flags & PAIR_DO_NOT_SCHEDULE);
    doc_bool(item, client_staff_can_switch, may);
    if (may)
        doc_address(item, client_staff_switch_page,
                    arena_format(cx->arena, "/staff/%.*s/clients/%.*s/%s", STR_ARG(id_text(cx->arena, person->id.n)),
                                 STR_ARG(id_text(cx->arena, cx_client(cx).n)), removal ? "access" : "separation"));
}

MUST_CHECK static enum err run_staff_access(struct context *cx, struct tx *tx, const struct grant *g,
                                            const struct input *in, struct node *out)
{
    struct node *client = doc_object(out, staff_access_client);
    struct node *items = doc_list(out, staff_access_items);
    struct node *removed = doc_list(out, staff_access_removed);
    struct node *others = doc_list(out, staff_access_others);
    struct removal *removals = NULL;
    int count = 0;
    struct str name;

    (void)in;
    TRY(client_name(tx, g, cx_client(cx), &name));
    TRY(read_removals(tx, g, cx_client(cx), &removals, &count));
    doc_id(client, named_id, cx_client(cx).n);
    doc_text(client, named_name, name);
    doc_text(out, staff_access_name, name);
    for (int i = 0; i < picture_person_count(g->picture); i++) {
        const struct person *person = picture_person_at(g->picture, i);
        const struct removal *removal = find_removal(removals, count, person->id);
        bool sees = policy_sees_client(g->picture, person, cx_client(cx), g->now).allowed;

        if (removal)
            person_document(cx, g, person, removal, name, doc_item(removed));
        else if (sees)
            person_document(cx, g, person, NULL, name, doc_item(items));
        else if (person->status != STAFF_INACTIVE) /* access can be removed beforehand (ACC-15) */
            person_document(cx, g, person, NULL, name, doc_item(others));
    }
    doc_int(out, staff_access_total, node_count(items));
    return OK;
}

/* ------------------------------------------------------------------ picker */

#define PICK(F, P)                                                                                                     \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, selectable, BOOL, BASIC)                                                                                      \
    F(P, note, TEXT, BASIC)                                                                                            \
    F(P, busy, BOOL, BASIC)
DOC_SCHEMA(pick, PICK);

#define PICKER_GROUPS(F, P)                                                                                            \
    F(P, preferred, LIST, BASIC, .of = &pick_schema)                                                                   \
    F(P, available, LIST, BASIC, .of = &pick_schema)                                                                   \
    F(P, do_not_schedule, LIST, BASIC, .of = &pick_schema)                                                             \
    F(P, access_removed, LIST, BASIC, .of = &pick_schema)
DOC_SCHEMA(picker_groups, PICKER_GROUPS);

#define PICKER_VIEW(F, P) F(P, groups, OBJECT, BASIC, .of = &picker_groups_schema)
DOC_SCHEMA(picker_view, PICKER_VIEW);

static const struct input_field picker_input[] = {
    {.name = "at", .kind = INPUT_INSTANT, .label = "Start"},
    {.name = "minutes", .kind = INPUT_INT, .min = 5, .max = 44640, .label = "Minutes"},
    {.name = "event", .kind = INPUT_ID, .target = TARGET_EVENT, .label = "Visit"},
    {.name = NULL},
};

static struct str note_of(const struct grant *g, const struct picker_choice *choice, bool busy)
{
    bool may_know = access_shown(g, choice->person->id);

    if (choice->tie == TIE_REMOVED)
        return may_know ? STR("Access removed") : STR("Not available for this client");
    if (choice->tie == TIE_HOLD)
        return may_know ? STR("A separation request waits") : STR("Not available for this client");
    if (choice->tie == TIE_WARN)
        return STR("On the Do Not Schedule list");
    if (busy)
        return STR("Busy at that time");
    return choice->person->status == STAFF_INVITED ? STR("Invited, has not signed in yet") : STR("");
}

static int id_order(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

MUST_CHECK static enum err run_picker(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    static const int fields[] = {[PICKER_PREFERRED] = picker_groups_preferred,
                                 [PICKER_AVAILABLE] = picker_groups_available,
                                 [PICKER_DO_NOT_SCHEDULE] = picker_groups_do_not_schedule,
                                 [PICKER_ACCESS_REMOVED] = picker_groups_access_removed};
    struct node *groups = doc_object(out, picker_view_groups);
    const int64_t *busy = NULL;
    int busy_count = 0;
    int64_t at = input_int(in, "at"), minutes = input_int(in, "minutes");
    struct picker picker;

    if (at)
        TRY(schedule_busy(tx, g, at, at + (minutes ? minutes : 30) * MINUTE_US, input_event(in, "event"), &busy,
                          &busy_count));
    policy_picker(g->picture, cx_client(cx), cx->arena, &picker);
    for (int group = PICKER_PREFERRED; group < PICKER_GROUP__MAX; group++) {
        struct node *list = doc_list(groups, fields[group]);

        for (int i = picker.first[group]; i < picker.first[group + 1]; i++) {
            const struct picker_choice *choice = &picker.choices[i];
            struct node *item = doc_item(list);
            bool taken = busy_count && bsearch(&choice->person->id.n, busy, (size_t)busy_count, sizeof(*busy), id_order);

            doc_id(item, pick_id, choice->person->id.n);
            doc_text(item, pick_name, choice->person->name);
            doc_bool(item, pick_selectable, choice->selectable);
            doc_text(item, pick_note, note_of(g, choice, taken));
            doc_bool(item, pick_busy, taken);
        }
    }
    return OK;
}

static const struct operation operations[] = {
    {.name = "access.staff_access",
     .summary = "Who can see this client and why, and whose access was removed, by whom and when.",
     .method = METHOD_GET,
     .path = "/clients/{client}/staff-access",
     .permission = PERMISSION_manage_staff,
     .output = &staff_access_schema,
     .page = "access/staff_access",
     .title = "Staff access",
     .run = run_staff_access},
    {.name = "access.picker",
     .summary = "The people who can be chosen for a client, in four groups.",
     .method = METHOD_GET,
     .path = "/clients/{client}/staff-picker",
     .permission = PERMISSION_manage_scheduling,
     .input = picker_input,
     .output = &picker_view_schema,
     .run = run_picker},
};

const struct feature access_client_feature = {
    .name = "access of a client", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
