/* The cells of roles: planned, then written. */
#include "features/roles/cells.h"

SQL(role_cell_upsert, "INSERT INTO role_cell (company_id, role, permission, allowed, changed)"
                      " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (company_id, role, permission) DO UPDATE SET"
                      " allowed = $4, changed = $5");
SQL(role_cell_delete, "DELETE FROM role_cell WHERE company_id = $1 AND role = $2 AND permission = $3");

struct str cell_words(bool on)
{
    return on ? STR("on") : STR("off");
}

enum err cell_refuse_locked(struct context *cx, enum permission permission, struct str role)
{
    return FAIL(cx->arena, ERR_CONFLICT, MSG_PERMISSION_LOCKED,
                P_STR("permission", label_of_permission(cx, permission)), P_STR("role", role));
}

bool cell_default_of(struct role_facts role, enum permission permission)
{
    return cell_default(scheme_cell(role.base, permission));
}

/* ------------------------------------------------------------------ the plan */

struct cell_plan cell_plan_begin(const struct picture *picture, struct role_facts role)
{
    struct cell_plan plan = {.role = role};

    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        if (picture_cell(picture, role.id, (enum permission)i).on)
            plan.before |= PERMISSION_BIT(i);
    }
    plan.after = plan.before;
    return plan;
}

bool cell_plan_ask(const struct picture *picture, struct cell_plan *plan, enum permission permission, bool on)
{
    uint64_t bit = PERMISSION_BIT(permission);

    if (((plan->before & bit) != 0) == on)
        return true;
    if (cell_is_locked(picture_cell(picture, plan->role.id, permission).kind))
        return false;
    plan->asked |= bit;
    plan->after ^= bit;
    return true;
}

/* One pair, both editable: what rests on the other, and the other. False: the wishes contradict each other. */
static bool couple(struct cell_plan *plan, uint64_t rests, uint64_t needed)
{
    bool wants = (plan->after & rests) != 0, has = (plan->after & needed) != 0;

    if (!wants || has)
        return true;
    if ((plan->asked & rests) && (plan->asked & needed))
        return false;
    if (plan->asked & needed)
        plan->after &= ~rests;
    else
        plan->after |= needed;
    return true;
}

enum permission cell_plan_couple(const struct picture *picture, struct cell_plan *plan)
{
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        enum permission permission = (enum permission)i;
        enum permission needs = permission_needs(plan->role.base, permission);

        if (needs == PERMISSION__NONE || cell_is_locked(picture_cell(picture, plan->role.id, permission).kind) ||
            cell_is_locked(picture_cell(picture, plan->role.id, needs).kind))
            continue;
        if (!couple(plan, PERMISSION_BIT(permission), PERMISSION_BIT(needs)))
            return permission;
    }
    return PERMISSION__NONE;
}

/* ------------------------------------------------------------------ writing */

MUST_CHECK static enum err write_cell(struct context *cx, struct tx *tx, const struct grant *g, struct role_facts role,
                                      enum permission permission, bool on)
{
    int number = permission_number(permission);
    const struct history_key key = {HISTORY_CELL, role.id, number, 0};

    audit_change(cx, "role", role.id, permission_info(permission)->name, cell_words(!on), cell_words(on));
    if (cell_default_of(role, permission) == on) {
        TRY(EXECUTE(tx, &role_cell_delete, NULL, SQL_INT(g->company.n), SQL_INT(role.id), SQL_INT(number)));
        return history_end(tx, g->company, cx->change, cx->now, key);
    }
    TRY(EXECUTE(tx, &role_cell_upsert, NULL, SQL_INT(g->company.n), SQL_INT(role.id), SQL_INT(number), SQL_BOOL(on),
                SQL_INT(cx->change)));
    return history_put(tx, g->company, cx->change, cx->now, key, (const int64_t[]){on, 0, 0});
}

enum err cell_plan_write(struct context *cx, struct tx *tx, const struct grant *g, const struct cell_plan *plan)
{
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        if ((plan->before ^ plan->after) & PERMISSION_BIT(i))
            TRY(write_cell(cx, tx, g, plan->role, (enum permission)i, (plan->after & PERMISSION_BIT(i)) != 0));
    }
    return OK;
}

enum err role_cell_put(struct context *cx, struct tx *tx, const struct grant *g, int role, enum permission permission,
                       bool on)
{
    struct role_facts facts;
    struct cell_plan plan;

    if (!picture_role(g->picture, role, &facts))
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    plan = cell_plan_begin(g->picture, facts);
    if (!cell_plan_ask(g->picture, &plan, permission, on))
        return cell_refuse_locked(cx, permission, facts.name);
    if (cell_plan_couple(g->picture, &plan) != PERMISSION__NONE)
        return fail_internal(cx->arena, "one wish cannot contradict itself");
    return cell_plan_write(cx, tx, g, &plan);
}
