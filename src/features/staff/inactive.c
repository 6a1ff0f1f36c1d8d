/* Leaving: the plan, and making inactive, which hands over everything or does nothing (ACC-61). */
#include "features/identity/identity.h"
#include "features/relations/relations.h"
#include "features/staff/leaver.h"
#include "policy/rules.h"

enum { CURES_MAX = 5000, COMPLETED_MAX = 500 };

/* A running visit, or a past one never finished, that can be completed in the same step. */
#define LEAVER_COMPLETE(F, P)                                                                                          \
    F(P, value, ID, BASIC)                                                                                             \
    F(P, selected, BOOL, BASIC)                                                                                        \
    F(P, running, BOOL, BASIC)                                                                                         \
    F(P, event, OBJECT, BASIC, .of = &leaver_event_schema)
DOC_SCHEMA(leaver_complete, LEAVER_COMPLETE);

#define LEAVER_FORM(F, P)                                                                                              \
    F(P, complete_options, LIST, BASIC, .of = &leaver_complete_schema)                                                 \
    F(P, reason, TEXT, BASIC)                                                                                          \
    F(P, leave_unfinished, BOOL, BASIC)
DOC_SCHEMA(leaver_form, LEAVER_FORM);

#define LEAVER_PAGE(F, P)                                                                                              \
    STAFF_HEAD(F, P)                                                                                                   \
    F(P, plan, OBJECT, BASIC, .of = &leaver_plan_schema)                                                               \
    F(P, form, OBJECT, BASIC, .of = &leaver_form_schema)
DOC_SCHEMA(leaver_page, LEAVER_PAGE);

/* A client whom the chosen person may not be given. */
#define LACKING(F, P)                                                                                                  \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, staff, OBJECT, BASIC, .of = &staff_named_schema)
DOC_SCHEMA(leaver_lacking, LACKING);

#define LEAVER_PROBLEM(F, P)                                                                                           \
    F(P, clients, LIST, BASIC, .of = &leaver_lacking_schema)                                                           \
    F(P, plan, OBJECT, BASIC, .of = &leaver_plan_schema)
DOC_SCHEMA(leaver_problem, LEAVER_PROBLEM);

#define LEFT(F, P)                                                                                                     \
    F(P, staff, OBJECT, BASIC, .of = &staff_head_schema)                                                               \
    F(P, status, ENUM, BASIC, .names = &staff_status_names)                                                            \
    F(P, events, INT, BASIC)                                                                                           \
    F(P, templates, INT, BASIC)                                                                                        \
    F(P, preferred, INT, BASIC)                                                                                        \
    F(P, unfinished, INT, BASIC)                                                                                       \
    F(P, ended, INT, BASIC)                                                                                            \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(leaver_left_view, LEFT);

/* In all three maps a key is the thing's id, its client's, or "*" for all; the nearest counts. The leaver's own id as a
 * value means "not decided yet". */
static const struct input_field inactive_input[] = {
    {.name = "events", .kind = INPUT_MAP, .target = TARGET_STAFF, .max = CURES_MAX, .label = "Visits"},
    {.name = "templates", .kind = INPUT_MAP, .target = TARGET_STAFF, .max = CURES_MAX, .label = "Template lines"},
    {.name = "preferred", .kind = INPUT_MAP, .target = TARGET_STAFF, .max = CURES_MAX, .label = "Preferred"},
    {.name = "complete", .kind = INPUT_IDS, .target = TARGET_EVENT, .max = COMPLETED_MAX, .label = "Completed visits"},
    {.name = "leave_unfinished", .kind = INPUT_BOOL, .absent_is_no = true, .label = "Leave past visits as they are"},
    {.name = "reason", .kind = INPUT_LONG, .max = 500, .label = "Reason"},
    {.name = NULL},
};

/* ------------------------------------------------------------------ what was decided */

struct cures {
    struct cure {
        int64_t key; /* 0: "*" */
        struct staff_id to;
    } * items;
    int count;
};

/* A departure under way. */
struct leaving {
    struct context *cx;
    struct tx *tx;
    const struct grant *g;
    struct staff staff;
    struct leaver_left left;
    struct cures events, lines, listings;
    const int64_t *complete;
    int complete_count;
    bool leave_unfinished;
};

static struct cures read_cures(struct arena *arena, const struct input *in, const char *name)
{
    int count = input_count(in, name);
    struct cures cures = {arena_array(arena, struct cure, (size_t)count), 0};

    for (int i = 0; i < count; i++) {
        struct input_entry entry = input_entry(in, name, i);
        int64_t key = 0;

        if (str_is(entry.key, "*") || id_parse(entry.key, &key))
            cures.items[cures.count++] = (struct cure){key, {entry.id}};
    }
    return cures;
}

/* Who gets it; false: not decided. */
static bool decided(const struct leaving *l, const struct cures *cures, int64_t id, struct client_id client,
                    struct staff_id *ret)
{
    const int64_t keys[] = {id, client.n, 0};

    for (size_t k = 0; k < ARRAY_SIZE(keys); k++) {
        for (int i = 0; i < cures->count; i++) {
            if (cures->items[i].key != keys[k] || cures->items[i].to.n == l->staff.id.n)
                continue;
            *ret = cures->items[i].to;
            return true;
        }
    }
    return false;
}

static bool completes(const struct leaving *l, struct event_id event)
{
    for (int i = 0; i < l->complete_count; i++) {
        if (l->complete[i] == event.n)
            return true;
    }
    return false;
}

/* Someone is in the house: nobody cannot take that over. */
static bool event_decided(const struct leaving *l, const struct event *event, struct staff_id *ret)
{
    return decided(l, &l->events, event->id.n, event->client, ret) && (ret->n || event->status != EVENT_IN_PROGRESS);
}

/* ------------------------------------------------------------------ what stands against it */

struct lacking {
    struct client_id client;
    struct staff_id staff;
};
struct lackings {
    struct lacking *items;
    int count;
};

static void look_at(const struct leaving *l, struct client_id client, struct staff_id to, struct lackings *ret)
{
    const struct person *person = to.n ? picture_person(l->g->picture, to) : NULL;
    enum tie tie = person ? policy_tie(l->g->picture, person, client) : TIE_FREE;

    if (tie != TIE_REMOVED && tie != TIE_HOLD)
        return;
    for (int i = 0; i < ret->count; i++) {
        if (ret->items[i].client.n == client.n && ret->items[i].staff.n == to.n)
            return;
    }
    ret->items[ret->count++] = (struct lacking){client, to};
}

static void find_lacking(const struct leaving *l, struct lackings *ret)
{
    const struct leaver_left *left = &l->left;
    struct staff_id to = {0};

    ret->count = 0;
    ret->items = arena_array(l->cx->arena, struct lacking,
                             (size_t)(left->events.count + left->lines.count + left->listing_count));
    for (int i = 0; i < left->events.count; i++) {
        const struct event *event = &left->events.items[i];

        if (!completes(l, event->id) && event_decided(l, event, &to))
            look_at(l, event->client, to, ret);
    }
    for (int i = 0; i < left->lines.count; i++) {
        const struct pending_line *line = &left->lines.items[i];

        if (decided(l, &l->lines, line->line.n, line->client, &to))
            look_at(l, line->client, to, ret);
    }
    for (int i = 0; i < left->listing_count; i++) {
        struct client_id client = left->listings[i].client;

        if (decided(l, &l->listings, client.n, client, &to))
            look_at(l, client, to, ret);
    }
}

MUST_CHECK static enum err refuse_lacking(struct leaving *l)
{
    struct lackings lacking;
    struct buf names;
    struct node *list;

    find_lacking(l, &lacking);
    if (lacking.count == 0)
        return OK;
    list = doc_list(problem_begin(l->cx, l->g), leaver_problem_clients);
    buf_init(&names, l->cx->arena, 2000);
    for (int i = 0; i < lacking.count; i++) {
        const struct person *person = picture_person(l->g->picture, lacking.items[i].staff);
        struct str client = client_names_find(&l->left.names, lacking.items[i].client);
        struct node *item = doc_item(list);
        struct node *staff = doc_object(item, leaver_lacking_staff);

        doc_id(item, leaver_lacking_id, lacking.items[i].client.n);
        doc_text(item, leaver_lacking_name, client);
        doc_id(staff, staff_named_id, person->id.n);
        doc_text(staff, staff_named_name, person->name);
        buf_format(&names, "%s%.*s (%.*s)", i ? ", " : "", STR_ARG(client), STR_ARG(person->name));
    }
    return FAIL(l->cx->arena, ERR_CONFLICT, MSG_LEAVER_LACKING, P_STR("clients", buf_str(&names)));
}

/* What is left of the plan when everything decided is taken off. */
static struct leaver_left undecided(const struct leaving *l)
{
    struct arena *arena = l->cx->arena;
    struct leaver_left rest = {.names = l->left.names};
    struct event *events = arena_array(arena, struct event, (size_t)l->left.events.count);
    struct event *unfinished = arena_array(arena, struct event, (size_t)l->left.unfinished.count);
    struct pending_line *lines = arena_array(arena, struct pending_line, (size_t)l->left.lines.count);
    struct leaver_listing *listings = arena_array(arena, struct leaver_listing, (size_t)l->left.listing_count);
    struct staff_id to;

    for (int i = 0; i < l->left.events.count; i++) {
        const struct event *event = &l->left.events.items[i];

        if (!(event->status == EVENT_IN_PROGRESS && completes(l, event->id)) && !event_decided(l, event, &to))
            events[rest.events.count++] = *event;
    }
    for (int i = 0; i < l->left.unfinished.count; i++) {
        const struct event *event = &l->left.unfinished.items[i];

        if (!l->leave_unfinished && !completes(l, event->id))
            unfinished[rest.unfinished.count++] = *event;
    }
    for (int i = 0; i < l->left.lines.count; i++) {
        const struct pending_line *line = &l->left.lines.items[i];

        if (!decided(l, &l->lines, line->line.n, line->client, &to))
            lines[rest.lines.count++] = *line;
    }
    for (int i = 0; i < l->left.listing_count; i++) {
        struct leaver_listing listing = l->left.listings[i];

        if (!decided(l, &l->listings, listing.client.n, listing.client, &to))
            listings[rest.listing_count++] = listing;
    }
    rest.events.items = events;
    rest.unfinished.items = unfinished;
    rest.lines.items = lines;
    rest.listings = listings;
    return rest;
}

MUST_CHECK static enum err refuse_undecided(struct leaving *l)
{
    struct leaver_left rest = undecided(l);
    int count = rest.events.count + rest.unfinished.count + rest.lines.count + rest.listing_count;

    if (count == 0)
        return OK;
    leaver_document(l->cx, l->g, l->staff.id, &rest, false,
                    doc_object(problem_begin(l->cx, l->g), leaver_problem_plan));
    return FAIL(l->cx->arena, ERR_CONFLICT, MSG_LEAVER_UNDECIDED, P_STR("person", l->staff.name),
                P_STR("count", arena_format(l->cx->arena, "%d", count)));
}

/* ------------------------------------------------------------------ handing over */

MUST_CHECK static enum err hand_over_events(struct leaving *l)
{
    for (int i = 0; i < l->left.events.count; i++) {
        const struct event *event = &l->left.events.items[i];
        struct staff_id to = {0};

        if (event->status == EVENT_IN_PROGRESS && completes(l, event->id))
            TRY(event_set_status(l->cx, l->tx, l->g, event, EVENT_COMPLETED, (struct str){0}));
        else if (event_decided(l, event, &to))
            TRY(event_reassign(l->cx, l->tx, l->g, event, to));
    }
    for (int i = 0; i < l->left.unfinished.count; i++) {
        const struct event *event = &l->left.unfinished.items[i];

        if (completes(l, event->id))
            TRY(event_set_status(l->cx, l->tx, l->g, event, EVENT_COMPLETED, (struct str){0}));
    }
    return OK;
}

MUST_CHECK static enum err hand_over_lines(struct leaving *l)
{
    for (int i = 0; i < l->left.lines.count; i++) {
        const struct pending_line *line = &l->left.lines.items[i];
        struct staff_id to = {0};

        if (decided(l, &l->lines, line->line.n, line->client, &to))
            TRY(templates_hand_over(l->cx, l->tx, l->g, line->line, l->staff.id, to));
    }
    return OK;
}

/* *Replace with*: the other takes the place in the list, unless they stand in it already. */
MUST_CHECK static enum err hand_over_listings(struct leaving *l)
{
    for (int i = 0; i < l->left.listing_count; i++) {
        const struct leaver_listing *listing = &l->left.listings[i];
        const struct person *person;
        struct staff_id to = {0};

        if (!decided(l, &l->listings, listing->client.n, listing->client, &to))
            continue;
        TRY(relation_prefer(l->cx, l->tx, l->g, l->staff.id, listing->client, 0));
        person = to.n ? picture_person(l->g->picture, to) : NULL;
        if (person && !(picture_pair(l->g->picture, person, listing->client).flags & PAIR_PREFERRED))
            TRY(relation_prefer(l->cx, l->tx, l->g, to, listing->client, listing->position));
    }
    return OK;
}

MUST_CHECK static enum err leave(struct leaving *l, int64_t *ret_ended)
{
    struct staff before = l->staff;

    TRY(hand_over_events(l));
    TRY(hand_over_lines(l));
    TRY(hand_over_listings(l));
    TRY(identity_end_all(l->tx, l->g, l->staff.id, l->cx->now, ret_ended));
    audit_change_int(l->cx, "staff", l->staff.id.n, "sessions_ended", 0, *ret_ended);
    l->staff.status = STAFF_INACTIVE;
    return staff_write(l->cx, l->tx, l->g, &before, &l->staff);
}

MUST_CHECK static enum err run_inactive(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct input *in, struct node *out)
{
    struct leaving l = {.cx = cx, .tx = tx, .g = g, .leave_unfinished = input_bool(in, "leave_unfinished")};
    int64_t ended = 0;

    TRY(staff_may_freeze(cx, g, cx_staff(cx)));
    TRY(staff_read(tx, g, cx_staff(cx), &l.staff));
    TRY(leaver_read(cx, tx, g, l.staff.id, &l.left));
    l.events = read_cures(cx->arena, in, "events");
    l.lines = read_cures(cx->arena, in, "templates");
    l.listings = read_cures(cx->arena, in, "preferred");
    input_ids(in, "complete", &l.complete, &l.complete_count);
    TRY(refuse_lacking(&l));
    TRY(refuse_undecided(&l));
    audit_reason(cx, input_text(in, "reason"));
    TRY(leave(&l, &ended));
    staff_head_document(cx, g, &l.staff, doc_object(out, leaver_left_view_staff));
    doc_enum(out, leaver_left_view_status, l.staff.status);
    doc_int(out, leaver_left_view_events, l.left.events.count);
    doc_int(out, leaver_left_view_templates, l.left.lines.count);
    doc_int(out, leaver_left_view_preferred, l.left.listing_count);
    doc_int(out, leaver_left_view_unfinished, l.left.unfinished.count);
    doc_int(out, leaver_left_view_ended, ended);
    doc_int(out, leaver_left_view_changed, l.staff.changed);
    return OK;
}

static void complete_document(const struct leaver_left *left, const struct event *event, bool running,
                              struct node *list)
{
    struct node *item = doc_item(list);

    doc_id(item, leaver_complete_value, event->id.n);
    doc_bool(item, leaver_complete_running, running);
    leaver_event_document(left, event, doc_object(item, leaver_complete_event));
}

static void form_document(const struct leaver_left *left, struct node *form)
{
    struct node *list = doc_list(form, leaver_form_complete_options);

    for (int i = 0; i < left->events.count; i++) {
        if (left->events.items[i].status == EVENT_IN_PROGRESS)
            complete_document(left, &left->events.items[i], true, list);
    }
    for (int i = 0; i < left->unfinished.count; i++)
        complete_document(left, &left->unfinished.items[i], false, list);
    doc_bool(form, leaver_form_leave_unfinished, false);
}

MUST_CHECK static enum err run_plan(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct leaver_left left;
    struct staff staff;

    (void)in;
    TRY(staff_may_freeze(cx, g, cx_staff(cx)));
    TRY(staff_read(tx, g, cx_staff(cx), &staff));
    TRY(leaver_read(cx, tx, g, staff.id, &left));
    staff_head_document(cx, g, &staff, out);
    leaver_document(cx, g, staff.id, &left, true, doc_object(out, leaver_page_plan));
    form_document(&left, doc_object(out, leaver_page_form));
    return OK;
}

static const struct operation operations[] = {
    {.name = "staff.plan",
     .summary = "The leaver's plan: what a person would leave behind, and who could take it over.",
     .method = METHOD_GET,
     .path = "/staff/{staff}/inactive",
     .permission = PERMISSION_manage_staff,
     .output = &leaver_page_schema,
     .page = "staff/inactive",
     .title = "{name} leaves",
     .run = run_plan},
    {.name = "staff.make_inactive",
     .summary = "Hands over everything that is still to come, ends all sessions and makes a person inactive, together "
                "or not at all.",
     .method = METHOD_POST,
     .path = "/staff/{staff}/inactive",
     .permission = PERMISSION_manage_staff,
     .input = inactive_input,
     .output = &leaver_left_view_schema,
     .problem = &leaver_problem_schema,
     .form = "staff.plan",
     .next = "/staff/{staff}/settings",
     .run = run_inactive,
     .flags = OP_LONG},
};

const struct feature staff_leaver_feature = {
    .name = "staff leaver", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
