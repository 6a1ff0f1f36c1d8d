/* Undo (ACC-26): for 24 hours a removal and all that was resolved with it is taken back in one step, as far as nothing
 * it touched has changed since; what cannot be taken back is listed. */
#include "features/access/requests.h"

SQL(undo_insert, "INSERT INTO undo (company_id, change, position, kind, a, b, before1, before2, before_text, until_at)"
                 " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
SQL(undo_steps, "SELECT position, kind, a, b, before1, before2 FROM undo WHERE company_id = $1 AND change = $2"
                " AND until_at > $3 AND undone_change = 0 ORDER BY position DESC LIMIT 5000");
SQL(undo_done, "UPDATE undo SET undone_change = $3 WHERE company_id = $1 AND change = $2");

enum err undo_keep(struct context *cx, struct tx *tx, const struct grant *g, int position, const struct undo_step *step)
{
    return EXECUTE(tx, &undo_insert, NULL, SQL_INT(g->company.n), SQL_INT(cx->change), SQL_INT(position),
                   SQL_INT(step->kind), SQL_INT(step->a), SQL_INT(step->b), SQL_INT(step->before1),
                   SQL_INT(step->before2), SQL_TEXT(step->before_text), SQL_INT(cx->now + UNDO_HOURS * HOUR_US));
}

static const char *const parts[] = {"preferred", "event", "template", "request"};
static const struct names part_names = {parts, ARRAY_SIZE(parts)};
enum part { PART_PREFERRED = 1, PART_EVENT, PART_TEMPLATE, PART_REQUEST };

#define LEFT(F, P)                                                                                                     \
    F(P, kind, ENUM, BASIC, .names = &part_names)                                                                      \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, title, TEXT, BASIC)                                                                                           \
    F(P, why, TEXT, BASIC)
DOC_SCHEMA(undo_left, LEFT);

#define UNDONE(F, P)                                                                                                   \
    F(P, staff, OBJECT, BASIC, .of = &named_schema)                                                                    \
    F(P, client, OBJECT, BASIC, .of = &named_schema)                                                                   \
    F(P, restored, INT, BASIC)                                                                                         \
    F(P, left, LIST, BASIC, .of = &undo_left_schema)                                                                   \
    F(P, generation, INT, BASIC)                                                                                       \
    F(P, back, ADDRESS, BASIC)
DOC_SCHEMA(undone, UNDONE);

/* One undo under way: `act` is the change number of the removal. */
struct undoing {
    struct context *cx;
    struct tx *tx;
    const struct grant *g;
    struct staff_id staff;
    struct client_id client;
    int64_t act;
    struct node *left;
    struct str title; /* of the step under way, where it is known */
    int restored;
};

static void leave(struct undoing *u, enum part part, int64_t id, struct str why)
{
    struct node *item = doc_item(u->left);

    doc_enum(item, undo_left_kind, part);
    doc_id(item, undo_left_id, id);
    doc_text(item, undo_left_title, u->title);
    doc_text(item, undo_left_why, why);
}

/* Runs one step so that its refusal leaves the others standing: a step that the gate refuses is listed, not an error.
 */
MUST_CHECK static enum err attempt(struct undoing *u, enum err (*step)(struct undoing *, const struct undo_step *),
                                   const struct undo_step *what, enum part part)
{
    struct str why;
    enum err err;

    u->title = (struct str){0};
    TRY(tx_mark(u->tx));
    err = step(u, what);
    if (err == OK) {
        u->restored++;
        return tx_keep(u->tx);
    }
    if (err != ERR_CONFLICT)
        return err;
    why = message_format(&u->cx->arena->failure.text, NULL, NULL, u->cx->arena);
    fail_clear(u->cx->arena);
    TRY(tx_undo(u->tx));
    leave(u, part, what->a, why);
    return OK;
}

MUST_CHECK static enum err back_preferred(struct undoing *u, const struct undo_step *step)
{
    u->title = STR("Preferred listing");
    return relation_prefer(u->cx, u->tx, u->g, u->staff, u->client, (int)step->before1);
}

MUST_CHECK static enum err back_event(struct undoing *u, const struct undo_step *step)
{
    struct event event;

    TRY(event_read(u->tx, u->g, (struct event_id){step->a}, &event));
    u->title = event_words(u->cx->arena, u->cx->company, &event);
    if (event.changed != u->act)
        return FAIL(u->cx->arena, ERR_CONFLICT, MSG_UNDO_CHANGED, P_STR("what", u->title));
    if (step->kind == UNDO_EVENT_STATUS)
        return event_set_status(u->cx, u->tx, u->g, &event, (enum event_status)step->before1, (struct str){0});
    if (event.status == EVENT_SCHEDULED && event.starts_at <= u->cx->now)
        return FAIL(u->cx->arena, ERR_CONFLICT, MSG_UNDO_BEGUN, P_STR("what", u->title));
    return event_reassign(u->cx, u->tx, u->g, &event, (struct staff_id){step->before1});
}

MUST_CHECK static enum err back_line(struct undoing *u, const struct undo_step *step)
{
    bool done = false;

    u->title = STR("Template line");
    TRY(templates_take_back(u->cx, u->tx, u->g, (struct line_id){step->a}, u->staff, u->act, &done));
    if (!done)
        return FAIL(u->cx->arena, ERR_CONFLICT, MSG_UNDO_CHANGED, P_STR("what", STR("The template line")));
    return OK;
}

MUST_CHECK static enum err back_request(struct undoing *u, const struct undo_step *step)
{
    u->title = STR("Separation request");
    return request_reopen(u->cx, u->tx, u->g, (struct request_id){step->a}, u->act);
}

MUST_CHECK static enum err take_back(struct undoing *u, const struct undo_step *step)
{
    switch (step->kind) {
    case UNDO_PREFERRED:
        return attempt(u, back_preferred, step, PART_PREFERRED);
    case UNDO_EVENT_STAFF:
    case UNDO_EVENT_STATUS:
        return attempt(u, back_event, step, PART_EVENT);
    case UNDO_LINE_STAFF:
        return attempt(u, back_line, step, PART_TEMPLATE);
    case UNDO_REQUEST:
        return attempt(u, back_request, step, PART_REQUEST);
    case UNDO_REMOVAL:
        break;
    }
    return OK; /* the removal itself went first */
}

MUST_CHECK static enum err read_steps(struct undoing *u, struct undo_step **ret, int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    struct undo_step *steps = arena_array(u->cx->arena, struct undo_step, UNDO_STEPS_MAX);
    int count = 0;

    TRY(QUERY(u->tx, &undo_steps, &q, SQL_INT(u->g->company.n), SQL_INT(u->act), SQL_INT(u->cx->now)));
    while (count < UNDO_STEPS_MAX && query_next(&q))
        steps[count++] = (struct undo_step){.kind = (enum undo_kind)query_int(&q, 1),
                                            .a = query_int(&q, 2),
                                            .b = query_int(&q, 3),
                                            .before1 = query_int(&q, 4),
                                            .before2 = query_int(&q, 5)};
    TRY(query_done(&q));
    *ret = steps;
    *ret_count = count;
    return OK;
}

MUST_CHECK static enum err undo_all(struct undoing *u, const struct undo_step *steps, int count)
{
    /* The removal was last, so it goes first: the gate lets the rest through again. */
    for (int i = 0; i < count; i++) {
        if (steps[i].kind == UNDO_REMOVAL)
            TRY(access_restore(u->cx, u->tx, u->g, u->staff, u->client, steps[i].before1 != 0));
    }
    for (int i = 0; i < count; i++)
        TRY(take_back(u, &steps[i]));
    return EXECUTE(u->tx, &undo_done, NULL, SQL_INT(u->g->company.n), SQL_INT(u->act), SQL_INT(u->cx->change));
}

MUST_CHECK static enum err run_undo(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct undoing u = {.cx = cx, .tx = tx, .g = g, .staff = cx_staff(cx), .client = cx_client(cx)};
    struct undo_step *steps = NULL;
    struct relation pair;
    struct str name;
    int count = 0;

    (void)in;
    TRY(may_switch(cx, g, u.staff));
    TRY(relation_read(tx, g, u.staff, u.client, &pair));
    u.act = pair.removal_change;
    u.left = doc_list(out, undone_left);
    if (pair.removed_at)
        TRY(read_steps(&u, &steps, &count));
    if (count == 0)
        return FAIL(cx->arena, ERR_STALE, MSG_UNDO_LATE);
    audit_about(cx, u.staff, u.client);
    TRY(undo_all(&u, steps, count));
    TRY(client_name(tx, g, u.client, &name));
    named_document(doc_object(out, undone_staff), u.staff.n, staff_name(g, u.staff));
    named_document(doc_object(out, undone_client), u.client.n, name);
    doc_address(out, undone_back, subscriptions_address(cx->arena, u.staff));
    if (node_count(u.left) == 0) /* nothing to read: back to the list */
        cx->location = subscriptions_address(cx->arena, u.staff);
    doc_int(out, undone_restored, u.restored);
    doc_int(out, undone_generation, cx->change);
    return OK;
}

static const struct operation operations[] = {
    {.name = "access.undo",
     .summary = "Takes a removal of the last 24 hours back, with all that was resolved for it, as far as nothing "
                "changed since.",
     .method = METHOD_POST,
     .path = "/staff/{staff}/clients/{client}/undo",
     .permission = PERMISSION_manage_staff,
     .output = &undone_schema,
     .form = "access.question",
     .page = "access/undone",
     .title = "Taken back",
     .run = run_undo,
     .flags = OP_UNDO},
};

const struct feature access_undo_feature = {
    .name = "access undo", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
