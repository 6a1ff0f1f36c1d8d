/* Whom one can choose for a client, in four groups (ACC-41). */
#include "features/access/access_lists.h"

#include <stdlib.h>

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
            bool taken =
                busy_count && bsearch(&choice->person->id.n, busy, (size_t)busy_count, sizeof(*busy), id_order);

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
    {.name = "access.picker",
     .summary = "The people who can be chosen for a client, in four groups.",
     .method = METHOD_GET,
     .path = "/clients/{client}/staff-picker",
     .permission = PERMISSION_manage_scheduling,
     .input = picker_input,
     .output = &picker_view_schema,
     .run = run_picker},
};

const struct feature access_picker_feature = {
    .name = "access picker", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
