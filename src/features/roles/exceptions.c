/* Personal exceptions (ROL-302). */
#include "features/roles/cells.h"

SQL(exception_row,
    "SELECT allowed, until_at FROM exception WHERE company_id = $1 AND staff_id = $2 AND permission = $3");
SQL(exception_upsert,
    "INSERT INTO exception (company_id, staff_id, permission, allowed, until_at, reason, made_by, made_at, changed)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (company_id, staff_id, permission) DO UPDATE SET"
    " allowed = $4, until_at = $5, reason = $6, made_by = $7, made_at = $8, changed = $9");
SQL(exception_delete, "DELETE FROM exception WHERE company_id = $1 AND staff_id = $2 AND permission = $3");

/* ------------------------------------------------------------------ exceptions */

/* ROL-140: of two coupled permissions that both can be switched, which one stands against the other's change, or none.
 */
static enum permission coupled_against(const struct picture *picture, const struct person *person,
                                       enum permission permission, bool on, int64_t now)
{
    enum permission needs = permission_needs(person->base, permission);

    if (on)
        return needs != PERMISSION__NONE && !picture_holds(picture, person, needs, now, NULL) ? needs
                                                                                              : PERMISSION__NONE;
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        enum permission other = (enum permission)i;

        if (permission_needs(person->base, other) == permission &&
            !cell_is_locked(picture_cell(picture, person->role, other).kind) &&
            picture_holds(picture, person, other, now, NULL))
            return other;
    }
    return PERMISSION__NONE;
}

MUST_CHECK static enum err check_exception(struct context *cx, const struct picture *picture,
                                           const struct permission_exception *exception)
{
    const struct person *person = picture_person(picture, exception->staff);
    struct role_facts role;
    enum permission against;

    if (!person || !picture_role(picture, person->role, &role))
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    if (cell_is_locked(picture_cell(picture, person->role, exception->permission).kind))
        return cell_refuse_locked(cx, exception->permission, role.name);
    against = coupled_against(picture, person, exception->permission, exception->on, cx->now);
    if (against == PERMISSION__NONE)
        return OK;
    return FAIL(cx->arena, ERR_CONFLICT, exception->on ? MSG_EXCEPTION_NEEDS : MSG_EXCEPTION_NEEDED,
                P_STR("permission", label_of_permission(cx, exception->permission)),
                P_STR("other", label_of_permission(cx, against)), P_STR("person", person->name));
}

MUST_CHECK static enum err note_exception(struct context *cx, struct tx *tx, const struct grant *g,
                                          struct staff_id staff, enum permission permission, struct str after)
{
    CLEANUP(query_end) struct query q = {0};
    struct str before = {0};

    TRY(QUERY(tx, &exception_row, &q, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(permission_number(permission))));
    if (query_next(&q))
        before = cell_words(query_bool(&q, 0));
    TRY(query_done(&q));
    audit_about(cx, staff, (struct client_id){0});
    audit_change(cx, "exception", staff.n, permission_info(permission)->name, before, after);
    return OK;
}

enum err exception_put(struct context *cx, struct tx *tx, const struct grant *g,
                       const struct permission_exception *exception)
{
    int number = permission_number(exception->permission);
    struct picture *picture = NULL;
    enum err err;

    /* From inside: an earlier step of the same act may have changed role or exceptions. */
    TRY(picture_inside(tx, g, &picture));
    err = check_exception(cx, picture, exception);
    picture_release(picture);
    TRY(err);
    TRY(note_exception(cx, tx, g, exception->staff, exception->permission, cell_words(exception->on)));
    TRY(EXECUTE(tx, &exception_upsert, NULL, SQL_INT(g->company.n), SQL_INT(exception->staff.n), SQL_INT(number),
                SQL_BOOL(exception->on), SQL_INT(exception->until), SQL_TEXT(exception->reason),
                SQL_INT(cx->principal.staff.n), SQL_INT(cx->now), SQL_INT(cx->change)));
    return history_put(tx, g->company, cx->change, cx->now,
                       (struct history_key){HISTORY_EXCEPTION, exception->staff.n, number, 0},
                       (const int64_t[]){exception->on, exception->until, 0});
}

enum err exception_end(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                       enum permission permission)
{
    int number = permission_number(permission);
    int64_t deleted = 0;

    TRY(note_exception(cx, tx, g, staff, permission, STR("")));
    TRY(EXECUTE(tx, &exception_delete, &deleted, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(number)));
    if (!deleted)
        return OK;
    return history_end(tx, g->company, cx->change, cx->now,
                       (struct history_key){HISTORY_EXCEPTION, staff.n, number, 0});
}
