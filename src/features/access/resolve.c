/* Resolve and remove (ACC-24): every barrier with its cure, applied together with the removal, or nothing. */
#include "features/access/access_docs.h"
#include "features/access/suggest.h"

static const char *const drop[] = {"drop"};
static const struct names drop_names = {drop, ARRAY_SIZE(drop)};

static const struct input_field cure_fields[] = {
    {.name = "preferred", .kind = INPUT_ENUM, .names = &drop_names, .label = "Preferred"},
    {.name = "events", .kind = INPUT_MAP, .target = TARGET_STAFF, .max = 5000, .label = "Visits"},
    {.name = "complete", .kind = INPUT_IDS, .target = TARGET_EVENT, .max = 100, .label = "Visits to complete"},
    {.name = "templates", .kind = INPUT_MAP, .target = TARGET_STAFF, .max = 500, .label = "Template lines"},
    {.name = NULL},
};
static const struct input_field resolve_input[] = {
    {.name = "cures", .kind = INPUT_OBJECT, .of = cure_fields, .label = "Cures"},
    REMOVAL_INPUTS,
    {.name = NULL},
};

/* What of a map is meant for this id: its own entry, else that of "*". False: nothing was said. */
static bool find_cure(const struct input *cures, const char *name, int64_t id, struct staff_id *ret)
{
    bool found = false;

    for (int i = 0; cures && i < input_count(cures, name); i++) {
        struct input_entry entry = input_entry(cures, name, i);
        int64_t key = 0;

        if (str_is(entry.key, "*") && !found) {
            ret->n = entry.id;
            found = true;
        } else if (id_parse(entry.key, &key) && key == id) {
            ret->n = entry.id;
            return true;
        }
    }
    return found;
}

static bool completes(const struct input *cures, struct event_id event)
{
    const int64_t *ids = NULL;
    int count = 0;

    if (cures)
        input_ids(cures, "complete", &ids, &count);
    for (int i = 0; i < count; i++) {
        if (ids[i] == event.n)
            return true;
    }
    return false;
}

/* One resolution under way. */
struct resolution {
    struct context *cx;
    struct tx *tx;
    const struct grant *g;
    struct staff_id staff;
    struct client_id client;
    const struct input *cures;
    int position; /* of the next undo step; 0 is the removal's own */
};

MUST_CHECK static enum err keep(struct resolution *r, struct undo_step step)
{
    return undo_keep(r->cx, r->tx, r->g, ++r->position, &step);
}

MUST_CHECK static enum err cure_preferred(struct resolution *r, int64_t position)
{
    if (!position || !r->cures || !input_int(r->cures, "preferred"))
        return OK;
    TRY(keep(r, (struct undo_step){UNDO_PREFERRED, r->staff.n, r->client.n, position, 0, {0}}));
    return relation_prefer(r->cx, r->tx, r->g, r->staff, r->client, 0);
}

MUST_CHECK static enum err cure_event(struct resolution *r, const struct event *event)
{
    struct staff_id to = {0};

    if (event->status == EVENT_IN_PROGRESS && completes(r->cures, event->id)) {
        TRY(keep(r, (struct undo_step){UNDO_EVENT_STATUS, event->id.n, 0, event->status, event->started_at, {0}}));
        return event_set_status(r->cx, r->tx, r->g, event, EVENT_COMPLETED, (struct str){0});
    }
    if (!find_cure(r->cures, "events", event->id.n, &to) || to.n == r->staff.n)
        return OK; /* stays a barrier and is reported as one */
    if (event->status == EVENT_IN_PROGRESS && !to.n)
        return OK; /* someone is in the house: complete it or hand it over */
    TRY(keep(r, (struct undo_step){UNDO_EVENT_STAFF, event->id.n, 0, event->staff.n, to.n, {0}}));
    return event_reassign(r->cx, r->tx, r->g, event, to);
}

MUST_CHECK static enum err cure_line(struct resolution *r, const struct pending_line *line)
{
    struct staff_id to = {0};

    if (!find_cure(r->cures, "templates", line->line.n, &to) || to.n == r->staff.n)
        return OK;
    TRY(keep(r, (struct undo_step){UNDO_LINE_STAFF, line->line.n, 0, r->staff.n, to.n, {0}}));
    return templates_hand_over(r->cx, r->tx, r->g, line->line, r->staff, to);
}

MUST_CHECK static enum err apply(struct resolution *r, const struct barriers *barriers)
{
    TRY(cure_preferred(r, barriers->preferred_position));
    for (int i = 0; i < barriers->events.count; i++)
        TRY(cure_event(r, &barriers->events.items[i]));
    for (int i = 0; i < barriers->lines.count; i++)
        TRY(cure_line(r, &barriers->lines.items[i]));
    return OK;
}

MUST_CHECK static enum err run_resolve(struct context *cx, struct tx *tx, const struct grant *g,
                                       const struct input *in, struct node *out)
{
    struct resolution r = {.cx = cx,
                           .tx = tx,
                           .g = g,
                           .staff = cx_staff(cx),
                           .client = cx_client(cx),
                           .cures = input_object(in, "cures")};
    struct barriers barriers;
    struct relation pair;

    TRY(may_switch(cx, g, r.staff));
    TRY(relation_read(tx, g, r.staff, r.client, &pair));
    if (pair.removed_at)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_REMOVED_ALREADY, P_STR("person", staff_name(g, r.staff)));
    TRY(barriers_read(cx, tx, g, r.staff, r.client, &barriers));
    TRY(apply(&r, &barriers));
    TRY(barriers_read(cx, tx, g, r.staff, r.client, &barriers));
    if (barriers_count(&barriers) > 0)
        return barriers_refuse(cx, g, r.staff, r.client, &barriers);
    TRY(access_remove(cx, tx, g, r.staff, r.client, in));
    return access_document(cx, tx, g, r.staff, r.client, out);
}

/* ------------------------------------------------------------------ the sheet */

#define SHEET_BARRIER(F, P)                                                                                            \
    F(P, kind, ENUM, BASIC, .names = &barrier_kind_names)                                                              \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, title, TEXT, BASIC)                                                                                           \
    F(P, starts_at, INSTANT, BASIC)                                                                                    \
    F(P, running, BOOL, BASIC)                                                                                         \
    F(P, visits, INT, BASIC)                                                                                           \
    F(P, cure, TEXT, BASIC)                                                                                            \
    F(P, choices, LIST, BASIC, .of = &choice_schema)
DOC_SCHEMA(sheet_barrier, SHEET_BARRIER);

#define SHEET(F, P)                                                                                                    \
    F(P, staff, OBJECT, BASIC, .of = &named_schema)                                                                    \
    F(P, client, OBJECT, BASIC, .of = &named_schema)                                                                   \
    F(P, barriers, LIST, BASIC, .of = &sheet_barrier_schema)                                                           \
    F(P, count, INT, BASIC)                                                                                            \
    F(P, separations, LIST, REASON, .of = &named_schema)                                                               \
    F(P, form, OBJECT, BASIC, .of = &sheet_form_schema)                                                                \
    F(P, back, ADDRESS, BASIC)
#define SHEET_FORM(F, P)                                                                                               \
    F(P, reason, TEXT, REASON)                                                                                         \
    F(P, severity, ENUM, REASON, .names = &severity_names)                                                             \
    F(P, review_on, TEXT, REASON)
DOC_SCHEMA(sheet_form, SHEET_FORM);
DOC_SCHEMA(sheet, SHEET);

/* The fields of a barrier are the first of a sheet's, in the same order. */
_Static_assert((int)sheet_barrier_cure == (int)barrier_cure, "barriers_document fills both");

MUST_CHECK static enum err add_choices(struct context *cx, struct tx *tx, const struct grant *g,
                                       const struct barriers *barriers, struct node *list)
{
    struct node *item = NULL;
    int index = barriers->preferred_position ? -1 : 0;

    while ((item = node_next(list, item))) {
        const struct event *event =
            index >= 0 && index < barriers->events.count ? &barriers->events.items[index] : NULL;

        if (index >= 0)
            TRY(suggest_document(cx, tx, g, cx_staff(cx), cx_client(cx), event, doc_list(item, sheet_barrier_choices)));
        index++;
    }
    return OK;
}

MUST_CHECK static enum err run_sheet(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                     struct node *out)
{
    struct node *person = doc_object(out, sheet_staff);
    struct node *home = doc_object(out, sheet_client);
    struct node *list = doc_list(out, sheet_barriers);
    struct node *form = doc_object(out, sheet_form);
    struct barriers barriers;
    struct str name;

    (void)in;
    TRY(may_switch(cx, g, cx_staff(cx)));
    TRY(barriers_read(cx, tx, g, cx_staff(cx), cx_client(cx), &barriers));
    TRY(client_name(tx, g, cx_client(cx), &name));
    doc_id(person, named_id, cx_staff(cx).n);
    doc_text(person, named_name, staff_name(g, cx_staff(cx)));
    doc_id(home, named_id, cx_client(cx).n);
    doc_text(home, named_name, name);
    barriers_document(cx, &barriers, list);
    TRY(add_choices(cx, tx, g, &barriers, list));
    doc_int(out, sheet_count, barriers_count(&barriers));
    doc_text(form, sheet_form_reason, (struct str){0});
    doc_text(form, sheet_form_review_on, (struct str){0});
    doc_address(out, sheet_back,
                arena_format(cx->arena, "/staff/%.*s/client-subscriptions", STR_ARG(id_text(cx->arena, cx_staff(cx).n))));
    return OK;
}

static const struct operation operations[] = {
    {.name = "access.sheet",
     .summary = "All that stands against removing access, each barrier with people who could take over, best first.",
     .method = METHOD_GET,
     .path = "/staff/{staff}/clients/{client}/separation",
     .permission = PERMISSION_manage_staff,
     .output = &sheet_schema,
     .page = "access/sheet",
     .title = "Remove access",
     .run = run_sheet},
    {.name = "access.resolve",
     .summary = "Applies a cure for every barrier and removes access, together or not at all.",
     .method = METHOD_POST,
     .path = "/staff/{staff}/clients/{client}/separation",
     .permission = PERMISSION_manage_staff,
     .input = resolve_input,
     .output = &access_view_schema,
     .problem = &barriers_problem_schema,
     .form = "access.sheet",
     .next = "/staff/{staff}/client-subscriptions",
     .run = run_resolve},
};

const struct feature access_resolve_feature = {
    .name = "access resolve", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
