/* A side of a comparison: who or what it is, and what it may. */
#include "app/reason.h"
#include "features/roles/compare.h"

#define PERSON_PREFIX "person:"

bool role_may_compare(const struct grant *g, const struct person *person)
{
    return !g->person || policy_may_compare(g->picture, g->person, person->id, g->now).allowed;
}

/* Who is hidden is as unknown as who is not there. */
MUST_CHECK static enum err may_compare(struct context *cx, const struct grant *g, struct staff_id staff,
                                       const char *field)
{
    struct decision may;

    if (!g->person)
        return OK;
    may = policy_may_compare(g->picture, g->person, staff, g->now);
    if (!may.allowed && policy_reason_hides(may.reason))
        return FAIL_FIELD(cx->arena, str_from(field), MSG_FIELD_REFERENCE);
    return reason_allowed(cx, g, PERMISSION_manage_staff, may);
}

MUST_CHECK static enum err read_person(struct context *cx, const struct grant *g, struct str id, const char *field,
                                       struct side *ret)
{
    struct staff_id staff;

    if (!id_parse(id, &staff.n) || !picture_person(g->picture, staff))
        return FAIL_FIELD(cx->arena, str_from(field), MSG_FIELD_REFERENCE);
    TRY(may_compare(cx, g, staff, field));
    ret->person = picture_person(g->picture, staff);
    if (!picture_role(g->picture, ret->person->role, &ret->role))
        return FAIL_FIELD(cx->arena, str_from(field), MSG_FIELD_REFERENCE);
    return OK;
}

MUST_CHECK static enum err read_role(struct context *cx, const struct grant *g, struct str wire, const char *field,
                                     struct side *ret)
{
    int role;

    TRY(reason_holds(cx, g, PERMISSION_manage_permissions));
    if (!picture_role_find(g->picture, wire, &role) || !picture_role(g->picture, role, &ret->role))
        return FAIL_FIELD(cx->arena, str_from(field), MSG_FIELD_REFERENCE);
    return OK;
}

enum err side_read(struct context *cx, const struct grant *g, const struct input *in, const char *field,
                   struct side *ret, bool *ret_given)
{
    struct str text = input_text(in, field);

    *ret = (struct side){0};
    *ret_given = text.n > 0;
    if (text.n == 0)
        return OK;
    if (str_starts(text, STR(PERSON_PREFIX)))
        return read_person(cx, g, str_slice(text, sizeof PERSON_PREFIX - 1, text.n), field, ret);
    return read_role(cx, g, text, field, ret);
}

struct str side_value(struct context *cx, const struct grant *g, const struct side *side)
{
    if (!side->person)
        return picture_role_wire(g->picture, side->role.id, cx->arena);
    return arena_format(cx->arena, PERSON_PREFIX "%.*s", STR_ARG(id_text(cx->arena, side->person->id.n)));
}

/* ------------------------------------------------------------------ what it may */

static int reach_of(enum cell_kind kind)
{
    bool limits = kind == CELL_SUPPORT || kind == CELL_OWN || kind == CELL_WORKERS || kind == CELL_WITH_STAFF;

    return limits ? (int)kind : 0;
}

static enum side_source source_of(const struct side *side, enum reason reason, bool locked)
{
    if (reason == REASON_exception || reason == REASON_exception_off)
        return FROM_EXCEPTION;
    if (reason == REASON_coupled_off)
        return FROM_COUPLING;
    if (locked)
        return FROM_LOCK;
    return side->role.source ? FROM_CUSTOM_ROLE : FROM_ROLE;
}

/* What the decision says, were the person active: what their standing takes away is said once, above. */
static void ask_person(struct context *cx, const struct grant *g, const struct side *side, enum permission permission,
                       struct side_cell *ret)
{
    const struct question question = {permission, SURFACE_ANY, ABOUT_COMPANY, g->now};
    const struct reason_words words = {
        .picture = g->picture, .person = side->person, .person_name = side->person->name, .permission = permission};
    struct person person = *side->person;
    struct decision decision;

    person.status = STAFF_ACTIVE;
    decision = policy_decide(g->picture, &person, &question);
    ret->on = decision.allowed;
    ret->source = source_of(side, decision.reason, ret->locked);
    ret->why = reason_text(cx->arena, &words, policy_reason_admin(decision.reason));
    ret->until = decision.valid_until;
}

struct side_cell side_cell(struct context *cx, const struct grant *g, const struct side *side,
                           enum permission permission)
{
    struct cell cell = picture_cell(g->picture, side->role.id, permission);
    const char *lock = permission_lock_text(cell.kind);
    struct side_cell answer = {.on = cell.on,
                               .locked = cell_is_locked(cell.kind),
                               .reach = reach_of(cell.kind),
                               .until = INT64_MAX,
                               .why = lock ? company_text(cx, lock) : STR("")};

    answer.source = source_of(side, REASON_role, answer.locked);
    if (side->person)
        ask_person(cx, g, side, permission, &answer);
    return answer;
}
