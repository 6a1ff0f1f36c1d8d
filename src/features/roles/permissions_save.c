/* Saving permissions, and what saving would do (ROL-05). */
#include "features/roles/custom.h"
#include "features/roles/effects.h"
#include "features/roles/permissions.h"

/* ------------------------------------------------------------------ input and documents */

/* A cell that moves. `because`: what it is coupled with; `input` and `value`: for the form that saves, and `id_input`
 * with `role` where it is a custom role's. */
#define MOVED(F, P)                                                                                                    \
    F(P, role, TEXT, BASIC)                                                                                            \
    F(P, role_label, TEXT, BASIC)                                                                                      \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, on, BOOL, BASIC)                                                                                              \
    F(P, because, TEXT, BASIC)                                                                                         \
    F(P, input, TEXT, BASIC)                                                                                           \
    F(P, value, TEXT, BASIC)                                                                                           \
    F(P, id_input, TEXT, BASIC)
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
/* Of a company's own role; `reset`: as the role it was copied from is set. */
static const struct input_field custom_input[] = {
    {.name = "id", .kind = INPUT_ID, .required = true, .target = TARGET_ROLE, .label = "Role"},
    {.name = "permissions", .kind = INPUT_OBJECT, .of = cells_input, .label = "Permissions"},
    {.name = "reset", .kind = INPUT_BOOL, .absent_is_no = true, .label = "Reset to the role it was copied from"},
    {.name = NULL},
};

/* Role, then permission; what is left out stays. */
static const struct input_field save_input[] = {
    ROLE_CELLS("trainee", "Trainee"),
    ROLE_CELLS("staff", "Staff"),
    ROLE_CELLS("office_manager", "Office Manager"),
    ROLE_CELLS("service_supporter", "Service Supporter"),
    ROLE_CELLS("service_performer", "Service Performer"),
    ROLE_CELLS("admin", "Admin"),
    ROLE_CELLS("owner_admin", "Owner Admin"),
    {.name = "custom_roles",
     .kind = INPUT_LIST,
     .of = custom_input,
     .max = CUSTOM_ROLES_IN_USE_MAX,
     .label = "The company's own roles"},
    {.name = "reset", .kind = INPUT_BOOL, .absent_is_no = true, .label = "Reset to defaults"},
    {.name = "dry_run", .kind = INPUT_BOOL, .absent_is_no = true, .label = "Dry run"},
    {.name = "changed", .kind = INPUT_INT, .max = INT64_MAX},
    {.name = NULL},
};

struct str permissions_input_name(struct arena *arena, struct role_facts role, enum permission permission)
{
    const char *name = permission_info(permission)->name;

    if (role.source)
        return arena_format(arena, "custom_roles.%d.permissions.%s", role.id, name);
    return arena_format(arena, "%s.%s", role_info(role.base)->wire, name);
}

struct str permissions_input_id(struct arena *arena, struct role_facts role)
{
    return role.source ? arena_format(arena, "custom_roles.%d.id", role.id) : STR("");
}

/* ------------------------------------------------------------------ what is asked for */

/* What somebody asks of one role; `label`: how they numbered it among the custom ones. */
struct asked {
    const struct input *cells; /* NULL: none by name */
    bool reset;
    struct str label;
};

static struct str field_name(struct context *cx, const struct asked *asked, const struct cell_plan *plan,
                             enum permission permission)
{
    if (asked->label.n == 0)
        return permissions_input_name(cx->arena, plan->role, permission);
    return arena_format(cx->arena, "custom_roles.%.*s.permissions.%s", STR_ARG(asked->label),
                        permission_info(permission)->name);
}

/* ERR_INVALID naming the cell. */
MUST_CHECK static enum err ask(struct context *cx, const struct grant *g, const struct asked *asked,
                               struct cell_plan *plan, enum permission permission, bool on)
{
    if (cell_plan_ask(g->picture, plan, permission, on))
        return OK;
    return FAIL_FIELD(cx->arena, field_name(cx, asked, plan, permission), MSG_PERMISSION_LOCKED,
                      P_STR("permission", label_of_permission(cx, permission)), P_STR("role", plan->role.name));
}

/* What a reset gives: the scheme's default, or the cell of the role that this one was copied from. */
static bool reset_value(const struct grant *g, struct role_facts role, enum permission permission)
{
    return role.source ? picture_cell(g->picture, role.source, permission).on : cell_default_of(role, permission);
}

/* All that is wrong is said at once. */
MUST_CHECK static enum err ask_for(struct context *cx, const struct grant *g, const struct asked *asked,
                                   struct cell_plan *plan)
{
    enum permission against;
    enum err err = OK;

    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        enum permission permission = (enum permission)i;
        const char *name = permission_info(permission)->name;
        enum err one = OK;

        if (asked->cells && input_given(asked->cells, name))
            one = ask(cx, g, asked, plan, permission, input_bool(asked->cells, name));
        else if (asked->reset && !cell_is_locked(picture_cell(g->picture, plan->role.id, permission).kind))
            one = ask(cx, g, asked, plan, permission, reset_value(g, plan->role, permission));
        if (one != OK)
            err = one;
    }
    if (err != OK)
        return err;
    against = cell_plan_couple(g->picture, plan);
    if (against == PERMISSION__NONE)
        return OK;
    return FAIL_FIELD(cx->arena, field_name(cx, asked, plan, against), MSG_PERMISSION_COUPLED,
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

/* What is asked of a custom role; twice about the same one is a fault. */
MUST_CHECK static enum err asked_of_custom(struct context *cx, const struct input *in, struct role_facts role,
                                           struct asked *ret)
{
    for (int i = 0; i < input_count(in, "custom_roles"); i++) {
        const struct input *item = input_item(in, "custom_roles", i);

        if (input_int(item, "id") != role.id)
            continue;
        if (ret->label.n || role.archived)
            return FAIL_FIELD(cx->arena, arena_format(cx->arena, "custom_roles.%.*s.id", STR_ARG(input_label(item))),
                              role.archived ? MSG_ROLE_ARCHIVED : MSG_ROLE_TWICE, P_STR("role", role.name));
        *ret = (struct asked){input_object(item, "permissions"), input_bool(item, "reset"), input_label(item)};
    }
    return OK;
}

MUST_CHECK static enum err make_plan(struct context *cx, const struct grant *g, const struct input *in,
                                     struct role_facts role, struct cell_plan *ret)
{
    struct asked asked = {0};

    *ret = cell_plan_begin(g->picture, role);
    if (role.source)
        TRY(asked_of_custom(cx, in, role, &asked));
    else
        asked = (struct asked){.cells = input_object(in, role_info(role.base)->wire), .reset = input_bool(in, "reset")};
    return ask_for(cx, g, &asked, ret);
}

/* One plan a role of the picture. */
MUST_CHECK static enum err make_plans(struct context *cx, const struct grant *g, const struct input *in,
                                      struct cell_plan *plans)
{
    enum err err = refuse_foreign(cx, g, in);

    for (int i = 0; i < picture_role_count(g->picture); i++) {
        enum err one = make_plan(cx, g, in, picture_role_at(g->picture, i), &plans[i]);

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

static void put_moved(struct context *cx, const struct grant *g, const struct cell_plan *plan, struct node *list)
{
    struct str id_input = permissions_input_id(cx->arena, plan->role);

    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        enum permission permission = (enum permission)i;
        bool on = (plan->after & PERMISSION_BIT(i)) != 0;
        struct node *item;

        if (((plan->before ^ plan->after) & PERMISSION_BIT(i)) == 0)
            continue;
        item = doc_item(list);
        doc_text(item, moved_cell_role, picture_role_wire(g->picture, plan->role.id, cx->arena));
        doc_text(item, moved_cell_role_label, plan->role.name);
        doc_text(item, moved_cell_permission, str_from(permission_info(permission)->name));
        doc_text(item, moved_cell_label, label_of_permission(cx, permission));
        doc_bool(item, moved_cell_on, on);
        if ((plan->asked & PERMISSION_BIT(i)) == 0)
            doc_text(item, moved_cell_because, because(cx, plan, permission));
        doc_text(item, moved_cell_input, permissions_input_name(cx->arena, plan->role, permission));
        doc_text(item, moved_cell_value, on ? STR("1") : STR("0"));
        if (id_input.n)
            doc_text(item, moved_cell_id_input, id_input);
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
        put_moved(cx, g, &plans[i], changes);
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
         "not named go back to their defaults, those of a custom role to the role it was copied from; with `dry_run` "
         "only says what would change, by name.",
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
