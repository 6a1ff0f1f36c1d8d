/* Resolve and remove (ACC-24): every barrier with its cure, applied together with the removal, or nothing. */
#include "features/access/access_docs.h"

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
    {.name = "all_to", .kind = INPUT_ID, .target = TARGET_STAFF, .label = "All visits to"},
    REMOVAL_INPUTS,
    {.name = NULL},
};

/* What was said about one visit or line. */
struct cure {
    bool said, own; /* own: by its id; else by "*" or `all_to`, for all */
    struct staff_id to;
};

/* What of a map is meant for this id: its own entry, else that of "*". */
static struct cure find_cure(const struct input *cures, const char *name, int64_t id)
{
    struct cure cure = {0};

    for (int i = 0; cures && i < input_count(cures, name); i++) {
        struct input_entry entry = input_entry(cures, name, i);
        int64_t key = 0;

        if (str_is(entry.key, "*"))
            cure = (struct cure){true, false, {entry.id}};
        else if (id_parse(entry.key, &key) && key == id)
            return (struct cure){true, true, {entry.id}};
    }
    return cure;
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
    struct staff_id all_to;
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

/* One person for everything goes before what is said one by one: a form's selects all say something. */
static struct cure cure_of(const struct resolution *r, const char *name, int64_t id)
{
    if (r->all_to.n)
        return (struct cure){true, false, r->all_to};
    return find_cure(r->cures, name, id);
}

/* Someone is in the house. It is completed where that was said, or where its own cure is nobody; nobody for all
 * visits is not meant for it. */
MUST_CHECK static enum err cure_running(struct resolution *r, const struct event *event)
{
    struct cure own = find_cure(r->cures, "events", event->id.n);
    struct cure cure = cure_of(r, "events", event->id.n);

    if (completes(r->cures, event->id) || (own.own && !own.to.n)) {
        TRY(keep(r, (struct undo_step){UNDO_EVENT_STATUS, event->id.n, 0, event->status, event->started_at, {0}}));
        return event_set_status(r->cx, r->tx, r->g, event, EVENT_COMPLETED, (struct str){0});
    }
    if (!cure.said || !cure.to.n || cure.to.n == r->staff.n)
        return OK;
    TRY(keep(r, (struct undo_step){UNDO_EVENT_STAFF, event->id.n, 0, event->staff.n, cure.to.n, {0}}));
    return event_reassign(r->cx, r->tx, r->g, event, cure.to);
}

/* What is not cured stays a barrier, and is reported as one. */
MUST_CHECK static enum err cure_event(struct resolution *r, const struct event *event)
{
    struct cure cure;

    if (event->status == EVENT_IN_PROGRESS)
        return cure_running(r, event);
    cure = cure_of(r, "events", event->id.n);
    if (!cure.said || cure.to.n == r->staff.n)
        return OK;
    TRY(keep(r, (struct undo_step){UNDO_EVENT_STAFF, event->id.n, 0, event->staff.n, cure.to.n, {0}}));
    return event_reassign(r->cx, r->tx, r->g, event, cure.to);
}

MUST_CHECK static enum err cure_line(struct resolution *r, const struct pending_line *line)
{
    struct cure cure = cure_of(r, "templates", line->line.n);

    if (!cure.said || cure.to.n == r->staff.n)
        return OK;
    TRY(keep(r, (struct undo_step){UNDO_LINE_STAFF, line->line.n, 0, r->staff.n, cure.to.n, {0}}));
    return templates_hand_over(r->cx, r->tx, r->g, line->line, r->staff, cure.to);
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

MUST_CHECK static enum err run_resolve(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                       struct node *out)
{
    struct resolution r = {.cx = cx,
                           .tx = tx,
                           .g = g,
                           .staff = cx_staff(cx),
                           .client = cx_client(cx),
                           .cures = input_object(in, "cures"),
                           .all_to = input_staff(in, "all_to")};
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
    const struct relation removal = removal_from(r.staff, r.client, in);
    TRY(access_remove(cx, tx, g, &removal));
    return access_document(cx, tx, g, r.staff, r.client, out);
}

static const struct operation operations[] = {
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
