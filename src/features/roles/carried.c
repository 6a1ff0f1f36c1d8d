/* What a person's exceptions come to with another role (ACC-52, ROL-302, ROL-140). */
#include "features/roles/cells.h"

enum effect { FALLS_IDLE = 1, COMES_TO_LIFE };
static const char *const effects[] = {"falls_idle", "comes_to_life"};
const struct names carried_effect_names = {effects, ARRAY_SIZE(effects)};

SQL(carried_exceptions, "SELECT permission, allowed, until_at FROM exception WHERE company_id = $1 AND staff_id = $2"
                        " AND (until_at = 0 OR until_at > $3) ORDER BY permission");

struct carrying {
    struct context *cx;
    const struct picture *before, *after;
    const struct person *was, *is;
    struct role_facts role;         /* the new one */
    uint64_t on, off;               /* as running exceptions say, PERMISSION_BIT */
    int64_t until[PERMISSION__MAX]; /* 0: no end */
};

MUST_CHECK static enum err read_exceptions(struct tx *tx, const struct grant *g, struct carrying *c)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &carried_exceptions, &q, SQL_INT(g->company.n), SQL_INT(c->is->id.n), SQL_INT(g->now)));
    while (query_next(&q)) {
        enum permission permission = permission_by_number((int)query_int(&q, 0));

        if (permission == PERMISSION__NONE)
            continue;
        if (query_bool(&q, 1))
            c->on |= PERMISSION_BIT(permission);
        else
            c->off |= PERMISSION_BIT(permission);
        c->until[permission] = query_int(&q, 2);
    }
    return query_done(&q);
}

static bool is_locked(const struct picture *picture, const struct person *person, enum permission permission)
{
    return cell_is_locked(picture_cell(picture, person->role, permission).kind);
}

/* ------------------------------------------------------------------ exceptions */

static void put_exception(const struct carrying *c, enum permission permission, struct node *list)
{
    bool on = (c->on & PERMISSION_BIT(permission)) != 0, idle = is_locked(c->after, c->is, permission);
    bool held = picture_cell(c->after, c->role.id, permission).on;
    const struct message_text text = {.id = idle ? MSG_EXCEPTION_FALLS_IDLE : MSG_EXCEPTION_COMES_TO_LIFE,
                                      .param_count = 4,
                                      .params = {P_STR("permission", label_of_permission(c->cx, permission)),
                                                 P_STR("state", cell_words(on)), P_STR("locked", cell_words(held)),
                                                 P_STR("role", c->role.name)}};
    struct node *item = doc_item(list);

    doc_text(item, carried_exception_permission, str_from(permission_info(permission)->name));
    doc_text(item, carried_exception_label, label_of_permission(c->cx, permission));
    doc_bool(item, carried_exception_on, on);
    doc_instant(item, carried_exception_until, c->until[permission]);
    doc_enum(item, carried_exception_effect, idle ? FALLS_IDLE : COMES_TO_LIFE);
    doc_text(item, carried_exception_text, message_format(&text, NULL, NULL, c->cx->arena));
}

/* ------------------------------------------------------------------ couplings */

/* On by role or exception, and not held. */
static bool is_uncoupled(const struct carrying *c, const struct picture *picture, const struct person *person,
                         enum permission permission)
{
    struct cell cell = picture_cell(picture, person->role, permission);
    bool on = ((cell.on ? PERMISSION_BIT(permission) : 0) | c->on) & ~c->off & PERMISSION_BIT(permission);

    return !cell_is_locked(cell.kind) && on && !picture_holds(picture, person, permission, c->cx->now, NULL);
}

static void put_uncoupled(const struct carrying *c, enum permission permission, struct node *list)
{
    enum permission needs = permission_needs(c->role.base, permission);
    const struct message_text text = {.id = MSG_COUPLING_BREAKS,
                                      .param_count = 3,
                                      .params = {P_STR("permission", label_of_permission(c->cx, permission)),
                                                 P_STR("other", label_of_permission(c->cx, needs)),
                                                 P_STR("role", c->role.name)}};
    struct node *item = doc_item(list);

    doc_text(item, uncoupled_permission, str_from(permission_info(permission)->name));
    doc_text(item, uncoupled_label, label_of_permission(c->cx, permission));
    doc_text(item, uncoupled_needs, str_from(permission_info(needs)->name));
    doc_text(item, uncoupled_text, message_format(&text, NULL, NULL, c->cx->arena));
}

enum err carried_document(struct context *cx, struct tx *tx, const struct grant *g, const struct picture *after,
                          struct staff_id staff, struct node *exceptions, struct node *couplings)
{
    struct carrying c = {.cx = cx,
                         .before = g->picture,
                         .after = after,
                         .was = picture_person(g->picture, staff),
                         .is = picture_person(after, staff)};

    if (!picture_role(after, c.is->role, &c.role))
        return fail_internal(cx->arena, "a preview with a role that is none");
    TRY(read_exceptions(tx, g, &c));
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        enum permission permission = (enum permission)i;

        if (((c.on | c.off) & PERMISSION_BIT(i)) &&
            is_locked(c.before, c.was, permission) != is_locked(after, c.is, permission))
            put_exception(&c, permission, exceptions);
        if (is_uncoupled(&c, after, c.is, permission) && !is_uncoupled(&c, c.before, c.was, permission))
            put_uncoupled(&c, permission, couplings);
    }
    return OK;
}
