/* Saving permissions, and what saving would do (ROL-05). */
#include "features/roles/effects.h"
#include "features/roles/permissions.h"

/* ------------------------------------------------------------------ input and documents */

/* A cell that moves. `because`: what it is coupled with; `input` and `value`: for the form that saves. */
#define MOVED(F, P)                                                                                                    \
    F(P, role, TEXT, BASIC)                                                                                            \
    F(P, role_label, TEXT, BASIC)                                                                                      \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, on, BOOL, BASIC)                                                                                              \
    F(P, because, TEXT, BASIC)                                                                                         \
    F(P, input, TEXT, BASIC)                                                                                           \
    F(P, value, TEXT, BASIC)
DOC_SCHEMA(moved_cell, MOVED);

/* Begins as `effects`. */
#define SAVED(F, P)                                                                                                    \
    EFFECTS(F, P)                                                                                                      \
    F(P, changes, LIST, BASIC, .of = &moved_cell_schema)                                                               \
    F(P, dry_run, BOOL, BASIC)                                                                                         \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(permissions_saved, SAVED);

static const struct input_field cells_input[] = {
#define PERMISSION(id, rule, group, text, gives, lacks)                                                                \
    {.name = #id, .kind = INPUT_BOOL, .in_value = true, .label = text},
#include "policy/permissions.def"
#undef PERMISSION
    {.name = NULL},
};

#define ROLE_CELLS(wire, text)                                                                                         \
    {                                                                                                                  \
        .name = wire, .kind = INPUT_OBJECT, .of = cells_input, .label = text                                           \
    }
/* Role, then permission; what is left out stays. */
static const struct input_field save_input[] = {
    ROLE_CELLS("trainee", "Trainee"),
    ROLE_CELLS("staff", "Staff"),
    ROLE_CELLS("office_manager", "Office Manager"),
    ROLE_CELLS("service_supporter", "Service Supporter"),
    ROLE_CELLS("service_performer", "Service Performer"),
    ROLE_CELLS("admin", "Admin"),
    ROLE_CELLS("owner_admin", "Owner Admin"),
    {.name = "reset", .kind = INPUT_BOOL, .absent_is_no = true, .label = "Reset to defaults"},
    {.name = "dry_run", .kind = INPUT_BOOL, .absent_is_no = true, .label = "Dry run"},
    {.name = "changed", .kind = INPUT_INT, .max = INT64_MAX},
    {.name = NULL},
};

struct str permissions_input_name(struct arena *arena, struct role_facts role, enum permission permission)
{
    return arena_format(arena, "%s.%s", role_info(role.base)->wire, permission_info(permission)->name);
}

/* ------------------------------------------------------------------ what is asked for */

/* ERR_INVALID naming the cell. */
MUST_CHECK static enum err ask(struct context *cx, const struct grant *g, struct cell_plan *plan,
                               enum permission permission, bool on)
{
    if (cell_plan_ask(g->picture, plan, permission, on))
        return OK;
    return FAIL_FIELD(cx->arena, permissions_input_name(cx->arena, plan->role, permission), MSG_PERMISSION_LOCKED,
                      P_STR("permission", label_of_permission(cx, permission)), P_STR("role", plan->role.name));
}

/* All that is wrong is said at once. */
MUST_CHECK static enum err ask_for(struct context *cx, const struct grant *g, const struct input *cells, bool reset,
                                   struct cell_plan *plan)
{
    enum permission against;
    enum err err = OK;

    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        enum permission permission = (enum permission)i;
        const char *name = permission_info(permission)->name;
        enum err one = OK;

        if (cells && input_given(cells, name))
            one = ask(cx, g, plan, permission, input_bool(cells, name));
        else if (reset && !cell_is_locked(picture_cell(g->picture, plan->role.id, permission).kind))
            one = ask(cx, g, plan, permission, cell_default_of(plan->role, permission));
        if (one != OK)
            err = one;
    }
    if (err != OK)
        return err;
    against = cell_plan_couple(g->picture, plan);
    if (against == PERMISSION__NONE)
        return OK;
    return FAIL_FIELD(cx->arena, permissions_input_name(cx->arena, plan->role, against), MSG_PERMISSION_COUPLED,
                      P_STR("permission", label_of_permission(cx, against)),
                      P_STR("other", label_of_permission(cx, permission_needs(plan->role.base, against))));
}

/* A role of the other scheme is as unknown as any other name. */
MUST_CHECK static enum err refuse_foreign(struct context *cx, const struct grant *g, const struct input *in)
{
    enum scheme scheme = picture_company(g->picture)->scheme;
    enum role role;
    enum err err = OK;

    for (const struct input_field *field = save_input; field->kind == INPUT_OBJECT; field++) {
        if (input_object(in, field->name) && !role_parse(scheme, str_from(field->name), &role))
            err = FAIL_FIELD(cx->arena, str_from(field->name), MSG_FIELD_UNKNOWN);
    }
    return err;
}

/* One plan a role of the picture. */
MUST_CHECK static enum err make_plans(struct context *cx, const struct grant *g, const struct input *in,
                                      struct cell_plan *plans)
{
    enum err err = refuse_foreign(cx, g, in);

    for (int i = 0; i < picture_role_count(g->picture); i++) {
        struct role_facts role = picture_role_at(g->picture, i);
        const struct input *cells = role.id < ROLE__MAX ? input_object(in, role_info(role.base)->wire) : NULL;

        plans[i] = cell_plan_begin(g->picture, role);
        enum err one = ask_for(cx, g, cells, input_bool(in, "reset"), &plans[i]);
        if (one != OK)
            err = one;
    }
    return err;
}

/* ------------------------------------------------------------------ what comes of it */

/* What a cell that nobody asked about is coupled with. */
static struct str because(const struct context *cx, const struct cell_plan *plan, enum permission permission)
{
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        enum permission other = (enum permission)i;
        bool coupled = permission_needs(plan->role.base, permission) == other ||
                       permission_needs(plan->role.base, other) == permission;

        if (coupled && ((plan->before ^ plan->after) & PERMISSION_BIT(i)))
            return label_of_permission(cx, other);
    }
    return (struct str){0};
}

static void put_moved(struct context *cx, const struct cell_plan *plan, struct node *list)
{
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        enum permission permission = (enum permission)i;
        bool on = (plan->after & PERMISSION_BIT(i)) != 0;
        struct node *item;

        if (((plan->before ^ plan->after) & PERMISSION_BIT(i)) == 0)
            continue;
        item = doc_item(list);
        doc_text(item, moved_cell_role, str_from(role_info(plan->role.base)->wire));
        doc_text(item, moved_cell_role_label, plan->role.name);
        doc_text(item, moved_cell_permission, str_from(permission_info(permission)->name));
        doc_text(item, moved_cell_label, label_of_permission(cx, permission));
        doc_bool(item, moved_cell_on, on);
        if ((plan->asked & PERMISSION_BIT(i)) == 0)
            doc_text(item, moved_cell_because, because(cx, plan, permission));
        doc_text(item, moved_cell_input, permissions_input_name(cx->arena, plan->role, permission));
        doc_text(item, moved_cell_value, on ? STR("1") : STR("0"));
    }
}

/* Writes, and looks from inside at what came of it; a dry run is taken back by dispatch. */
MUST_CHECK static enum err save(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                struct node *out)
{
    int roles = picture_role_count(g->picture);
    struct cell_plan *plans = arena_array(cx->arena, struct cell_plan, (size_t)roles);
    struct node *changes = doc_list(out, permissions_saved_changes);
    struct picture *after = NULL;
    int64_t changed;

    TRY(permissions_changed(tx, g, &changed));
    TRY(changed_check(cx, in, changed));
    TRY(make_plans(cx, g, in, plans));
    for (int i = 0; i < roles; i++) {
        TRY(cell_plan_write(cx, tx, g, &plans[i]));
        put_moved(cx, &plans[i], changes);
    }
    TRY(picture_inside(tx, g, &after));
    effects_document(cx, g->picture, after, g->now, out);
    picture_release(after);
    doc_bool(out, permissions_saved_dry_run, cx->dry_run);
    doc_int(out, permissions_saved_changed, changed);
    return OK;
}

MUST_CHECK static enum err run_save(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    cx->dry_run = input_bool(in, "dry_run");
    return save(cx, tx, g, in, out);
}

MUST_CHECK static enum err run_preview(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                       struct node *out)
{
    cx->dry_run = true;
    return save(cx, tx, g, in, out);
}

static const struct operation operations[] = {
    {.name = "settings.permissions_save",
     .summary =
         "Switches cells of roles, with what is coupled (ROL-140); what is left out stays. With `reset` all cells "
         "not named go back to their defaults; with `dry_run` only says what would change, by name.",
     .method = METHOD_PUT,
     .path = "/settings/permissions",
     .permission = PERMISSION_manage_permissions,
     .input = save_input,
     .output = &permissions_saved_schema,
     .form = "settings.permissions",
     .next = "/settings/permissions",
     .flags = OP_STRICT, /* ROL-03 */
     .run = run_save},
    {.name = "settings.permissions_preview",
     .summary = "What saving these cells would change, by name, and the form that saves them.",
     .method = METHOD_POST,
     .path = "/settings/permissions/preview",
     .permission = PERMISSION_manage_permissions,
     .input = save_input,
     .output = &permissions_saved_schema,
     .page = "roles/preview",
     .title = "What changes",
     .form = "settings.permissions",
     .flags = OP_CHANGES | OP_STRICT,
     .run = run_preview},
};

const struct feature permissions_save_feature = {
    .name = "permissions save", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
