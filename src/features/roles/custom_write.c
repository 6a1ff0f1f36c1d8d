/* Custom roles are made, called otherwise, archived and taken back into use (ROL-301). */
#include "features/roles/custom_docs.h"
#include "features/roles/effects.h"

#define ROLE_PROBLEM(F, P) F(P, people, LIST, BASIC, .of = &role_holder_schema)
DOC_SCHEMA(role_problem, ROLE_PROBLEM);

static const struct input_field create_input[] = {
    {.name = "source", .kind = INPUT_TEXT, .required = true, .max = 40, .label = "Copied from"},
    {.name = "name", .kind = INPUT_TEXT, .required = true, .max = CUSTOM_NAME_MAX_CHARACTERS, .label = "Name"},
    {.name = "description", .kind = INPUT_TEXT, .max = CUSTOM_DESCRIPTION_MAX_CHARACTERS, .label = "For whom"},
    {.name = NULL},
};
static const struct input_field update_input[] = {
    {.name = "name", .kind = INPUT_TEXT, .min = 1, .max = CUSTOM_NAME_MAX_CHARACTERS, .label = "Name"},
    {.name = "description", .kind = INPUT_TEXT, .max = CUSTOM_DESCRIPTION_MAX_CHARACTERS, .label = "For whom"},
    {.name = "changed", .kind = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = NULL},
};
static const struct input_field stamp_input[] = {
    {.name = "changed", .kind = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = NULL},
};

static void offer_undo(struct context *cx, int role)
{
    cx->undo = arena_format(cx->arena, "%.*s/undo/%.*s", STR_ARG(role_page(cx->arena, role)),
                            STR_ARG(id_text(cx->arena, cx->change)));
}

/* ------------------------------------------------------------------ a copy */

MUST_CHECK static enum err read_source(struct context *cx, const struct grant *g, const struct input *in,
                                       struct role_facts *ret)
{
    int source;

    if (!picture_role_find(g->picture, input_text(in, "source"), &source) || !picture_role(g->picture, source, ret))
        return FAIL_FIELD(cx->arena, STR("source"), MSG_FIELD_REFERENCE);
    if (ret->archived)
        return FAIL_FIELD(cx->arena, STR("source"), MSG_ROLE_ARCHIVED, P_STR("role", ret->name));
    return OK;
}

/* The new role's cells: those of the role it is copied from, as they are set. */
static struct cell_plan copied_cells(const struct grant *g, const struct custom_role *role)
{
    uint64_t editable = custom_editable(role->base);
    struct cell_plan plan = {.role = {.id = role->id, .base = role->base, .name = role->name, .source = role->source}};

    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        if (cell_default_of(plan.role, (enum permission)i))
            plan.before |= PERMISSION_BIT(i) & editable;
    }
    plan.after = custom_cells(g->picture, role->source) & editable;
    return plan;
}

MUST_CHECK static enum err run_create(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct custom_role role = {.name = input_text(in, "name"), .description = input_text(in, "description")};
    struct role_facts source;
    struct cell_plan plan;
    enum err err = read_source(cx, g, in, &source), named = custom_role_check_name(cx, tx, g, &role);

    TRY(err);
    TRY(named);
    TRY(custom_roles_check_room(cx, tx, g, true));
    role.base = source.base;
    role.source = source.id;
    TRY(custom_role_insert(cx, tx, g, &role));
    plan = copied_cells(g, &role);
    TRY(cell_plan_write(cx, tx, g, &plan));
    custom_role_document(cx, g, &role, custom_cells(g->picture, source.id), out);
    offer_undo(cx, role.id);
    return OK;
}

/* ------------------------------------------------------------------ its words */

MUST_CHECK static enum err run_update(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct custom_role role, before;

    TRY(custom_role_read(tx, g, (int)cx->target[TARGET_ROLE], &role));
    TRY(changed_check(cx, in, role.changed));
    before = role;
    if (input_given(in, "name"))
        role.name = input_text(in, "name");
    if (input_given(in, "description"))
        role.description = input_text(in, "description");
    TRY(custom_role_check_name(cx, tx, g, &role));
    TRY(custom_role_write(cx, tx, g, &before, &role));
    custom_role_document(cx, g, &role, custom_cells(g->picture, role.id), out);
    offer_undo(cx, role.id);
    return OK;
}

/* ------------------------------------------------------------------ archived, and in use again */

/* The picture is that of before this act, and nobody gets a role meanwhile: acts of a company follow one another. */
MUST_CHECK static enum err archive(struct context *cx, struct tx *tx, const struct grant *g, struct custom_role *role)
{
    const struct custom_role before = *role;
    const struct person *const *people;
    int count = custom_role_holders(g, role->id, cx->arena, &people);

    if (count > 0) {
        if (cx->operation->problem)
            custom_holders_document(cx, people, count, doc_list(problem_begin(cx, g), role_problem_people));
        return FAIL(cx->arena, ERR_CONFLICT, MSG_ROLE_HELD, P_STR("role", role->name),
                    P_STR("people", people_text(cx->arena, people, count)));
    }
    if (!role->archived_at)
        role->archived_at = cx->now;
    return custom_role_write(cx, tx, g, &before, role);
}

MUST_CHECK static enum err restore(struct context *cx, struct tx *tx, const struct grant *g, struct custom_role *role)
{
    const struct custom_role before = *role;

    if (role->archived_at)
        TRY(custom_roles_check_room(cx, tx, g, false));
    role->archived_at = 0;
    return custom_role_write(cx, tx, g, &before, role);
}

MUST_CHECK static enum err stand(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                 bool archived, struct node *out)
{
    struct custom_role role;

    TRY(custom_role_read(tx, g, (int)cx->target[TARGET_ROLE], &role));
    TRY(changed_check(cx, in, role.changed));
    TRY(archived ? archive(cx, tx, g, &role) : restore(cx, tx, g, &role));
    custom_role_document(cx, g, &role, custom_cells(g->picture, role.id), out);
    offer_undo(cx, role.id);
    return OK;
}

MUST_CHECK static enum err run_archive(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                       struct node *out)
{
    return stand(cx, tx, g, in, true, out);
}

MUST_CHECK static enum err run_restore(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                       struct node *out)
{
    return stand(cx, tx, g, in, false, out);
}

/* ------------------------------------------------------------------ undo */

/* The last act on the role itself, named by its number in the record. A copy that was just made is archived: the record
 * names it. */
MUST_CHECK static enum err take_back(struct context *cx, struct tx *tx, const struct grant *g, struct custom_role *role)
{
    const struct custom_role before = *role;
    struct custom_words words;

    TRY(custom_role_words(tx, g, role->id, &words));
    if (words.change != role->changed || words.first)
        return role->archived_at ? restore(cx, tx, g, role) : archive(cx, tx, g, role);
    role->name = words.name;
    role->description = words.description;
    TRY(custom_role_check_name(cx, tx, g, role)); /* another role may be called so by now */
    return custom_role_write(cx, tx, g, &before, role);
}

MUST_CHECK static enum err run_undo(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct custom_role role;

    (void)in;
    TRY(custom_role_read(tx, g, (int)cx->target[TARGET_ROLE], &role));
    if (role.changed != cx->target[TARGET_ENTRY])
        return FAIL(cx->arena, ERR_STALE, MSG_STALE);
    TRY(take_back(cx, tx, g, &role));
    custom_role_document(cx, g, &role, custom_cells(g->picture, role.id), out);
    return OK;
}

static const struct operation operations[] = {
    {.name = "roles.create",
     .summary = "Copies a role, built-in or custom, with its cells as they are set; its locks, class and level hold.",
     .method = METHOD_POST,
     .path = "/settings/roles",
     .permission = PERMISSION_manage_permissions,
     .input = create_input,
     .output = &role_view_schema,
     .form = "roles.new",
     .next = "/settings/permissions?role={id}",
     .run = run_create},
    {.name = "roles.update",
     .summary = "Calls a custom role otherwise, or says otherwise whom it is for.",
     .method = METHOD_PATCH,
     .path = "/settings/roles/{role}",
     .permission = PERMISSION_manage_permissions,
     .input = update_input,
     .output = &role_view_schema,
     .form = "roles.read",
     .next = "/settings/roles/{role}",
     .run = run_update},
    {.name = "roles.archive",
     .summary = "Takes a custom role that nobody holds out of use. It stays in the record.",
     .method = METHOD_POST,
     .path = "/settings/roles/{role}/archive",
     .permission = PERMISSION_manage_permissions,
     .input = stamp_input,
     .output = &role_view_schema,
     .problem = &role_problem_schema,
     .form = "roles.read",
     .next = "/settings/roles/{role}",
     .flags = OP_CHANGES,
     .run = run_archive},
    {.name = "roles.restore",
     .summary = "Takes an archived role back into use.",
     .method = METHOD_POST,
     .path = "/settings/roles/{role}/restore",
     .permission = PERMISSION_manage_permissions,
     .input = stamp_input,
     .output = &role_view_schema,
     .form = "roles.read",
     .next = "/settings/roles/{role}",
     .flags = OP_CHANGES,
     .run = run_restore},
    {.name = "roles.undo",
     .summary = "Takes back an act on a custom role itself, named by its number, where none came after it: its words, "
                "its archiving, its restoring; a copy just made is archived.",
     .method = METHOD_POST,
     .path = "/settings/roles/{role}/undo/{entry}",
     .permission = PERMISSION_manage_permissions,
     .output = &role_view_schema,
     .form = "roles.read",
     .next = "/settings/roles/{role}",
     .flags = OP_UNDO | OP_CHANGES,
     .run = run_undo},
};

const struct feature custom_roles_write_feature = {
    .name = "custom roles write", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
