/* The pages of custom roles (ROL-301): a copy begins, one role. */
#include "features/roles/custom_docs.h"

/* ------------------------------------------------------------------ documents */

struct str role_page(struct arena *arena, int role)
{
    return arena_format(arena, "/settings/roles/%.*s", STR_ARG(id_text(arena, role)));
}

void role_option_put(struct arena *arena, const struct grant *g, const struct role_facts *role, bool selected,
                     struct node *list)
{
    struct node *item = option_put(list, picture_role_wire(g->picture, role->id, arena), role->name, selected);

    doc_text(item, role_option_for_whom, role_for_whom(role));
}

void role_named_document(struct context *cx, const struct grant *g, int role, struct node *item)
{
    struct role_facts facts;

    if (!picture_role(g->picture, role, &facts))
        return;
    doc_text(item, role_named_role, picture_role_wire(g->picture, role, cx->arena));
    doc_text(item, role_named_label, facts.name);
    if (role >= ROLE_CUSTOM_FIRST)
        doc_address(item, role_named_page, role_page(cx->arena, role));
}

void custom_holders_document(struct context *cx, const struct person *const *people, int count, struct node *list)
{
    static const char *const statuses[STAFF_STATUS__MAX] = {
        [STAFF_ACTIVE] = "active",
        [STAFF_INVITED] = "invited",
        [STAFF_FROZEN] = "frozen",
        [STAFF_INACTIVE] = "inactive",
    };

    (void)cx;
    for (int i = 0; i < count; i++) {
        struct node *item = doc_item(list);

        doc_id(item, role_holder_id, people[i]->id.n);
        doc_text(item, role_holder_name, people[i]->name);
        doc_text(item, role_holder_status, str_from(statuses[people[i]->status]));
    }
}

static void put_differences(const struct context *cx, const struct grant *g, const struct custom_role *role,
                            uint64_t cells, struct node *list)
{
    uint64_t differing = (cells ^ custom_cells(g->picture, role->source)) & custom_editable(role->base);

    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        const struct permission_info *info = permission_info((enum permission)i);
        bool on = (cells & PERMISSION_BIT(i)) != 0;
        struct node *item;

        if ((differing & PERMISSION_BIT(i)) == 0)
            continue;
        item = doc_item(list);
        doc_text(item, role_difference_permission, str_from(info->name));
        doc_text(item, role_difference_label, company_text(cx, info->label_text));
        doc_bool(item, role_difference_on, on);
        doc_text(item, role_difference_meaning, company_text(cx, on ? info->gives_text : info->lacks_text));
    }
}

static void put_cells(enum role base, uint64_t cells, struct node *map)
{
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        struct cell cell = {scheme_cell(base, (enum permission)i), (cells & PERMISSION_BIT(i)) != 0};

        permission_cell_document(cell, doc_entry(map, str_from(permission_info((enum permission)i)->name)));
    }
}

static void put_form(const struct custom_role *role, struct node *form)
{
    doc_text(form, role_form_name, role->name);
    doc_text(form, role_form_description, role->description);
}

void custom_role_document(struct context *cx, const struct grant *g, const struct custom_role *role, uint64_t cells,
                          struct node *out)
{
    struct node *can = doc_object(out, role_view_can);
    const struct person *const *people;
    int count = custom_role_holders(g, role->id, cx->arena, &people);

    doc_id(out, role_view_id, role->id);
    doc_text(out, role_view_base, str_from(role_info(role->base)->wire));
    doc_text(out, role_view_name, role->name);
    doc_text(out, role_view_description, role->description);
    doc_text(out, role_view_base_label, label_of_role(cx, role->base));
    role_named_document(cx, g, role->source, doc_object(out, role_view_source));
    doc_bool(out, role_view_archived, role->archived_at != 0);
    if (role->archived_at)
        doc_instant(out, role_view_archived_at, role->archived_at);
    doc_instant(out, role_view_created_at, role->created_at);
    custom_holders_document(cx, people, count, doc_list(out, role_view_people));
    put_cells(role->base, cells, doc_map(out, role_view_permissions));
    put_differences(cx, g, role, cells, doc_list(out, role_view_differences));
    doc_address(out, role_view_cells_page,
                arena_format(cx->arena, "/settings/permissions?role=%.*s", STR_ARG(id_text(cx->arena, role->id))));
    doc_address(out, role_view_compare_page,
                arena_format(cx->arena, "/settings/permissions/compare?left=%.*s&right=%.*s",
                             STR_ARG(picture_role_wire(g->picture, role->source, cx->arena)),
                             STR_ARG(id_text(cx->arena, role->id))));
    doc_bool(can, role_can_archive, !role->archived_at && count == 0);
    doc_bool(can, role_can_restore, role->archived_at != 0);
    put_form(role, doc_object(out, role_view_form));
    doc_int(out, role_view_changed, role->changed);
}

MUST_CHECK static enum err run_read(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct custom_role role;

    (void)in;
    TRY(custom_role_read(tx, g, (int)cx->target[TARGET_ROLE], &role));
    custom_role_document(cx, g, &role, custom_cells(g->picture, role.id), out);
    return OK;
}

/* ------------------------------------------------------------------ a copy begins */

#define NEW_FORM(F, P)                                                                                                 \
    F(P, source_options, LIST, BASIC, .of = &role_option_schema)                                                       \
    F(P, source_error, TEXT, BASIC)                                                                                    \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, name_error, TEXT, BASIC)                                                                                      \
    F(P, description, TEXT, BASIC)                                                                                     \
    F(P, description_error, TEXT, BASIC)
DOC_SCHEMA(role_new_form, NEW_FORM);

#define NEW(F, P) F(P, form, OBJECT, BASIC, .of = &role_new_form_schema)
DOC_SCHEMA(role_new, NEW);

static const struct input_field new_input[] = {
    {.name = "source", .kind = INPUT_TEXT, .max = 40, .label = "Copied from"},
    {.name = NULL},
};

MUST_CHECK static enum err run_new(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct node *options = doc_list(doc_object(out, role_new_form), role_new_form_source_options);

    (void)tx;
    for (int i = 0; i < picture_role_count(g->picture); i++) {
        struct role_facts role = picture_role_at(g->picture, i);
        struct str wire = picture_role_wire(g->picture, role.id, cx->arena);

        if (!role.archived)
            role_option_put(cx->arena, g, &role, str_equal(wire, input_text(in, "source")), options);
    }
    return OK;
}

static const struct operation operations[] = {
    {.name = "roles.new",
     .summary = "The form of a copy of a role: which role, the copy's name and what it is for.",
     .method = METHOD_GET,
     .path = "/settings/roles/new",
     .permission = PERMISSION_manage_permissions,
     .input = new_input,
     .output = &role_new_schema,
     .page = "roles/new",
     .title = "Copy a role",
     .run = run_new},
    {.name = "roles.read",
     .summary = "A company's own role: whose copy it is, its cells and how they differ from that role's, who holds it.",
     .method = METHOD_GET,
     .path = "/settings/roles/{role}",
     .permission = PERMISSION_manage_permissions,
     .output = &role_view_schema,
     .page = "roles/role",
     .title = "Role {name}",
     .run = run_read},
};

SQL(custom_known, "SELECT 1 FROM custom_role WHERE company_id = $1 AND id = $2");

MUST_CHECK static enum err resolve(struct tx *tx, struct company_id company, int64_t id, struct subject *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = ABOUT_COMPANY;
    TRY(QUERY(tx, &custom_known, &q, SQL_INT(company.n), SQL_INT(id)));
    if (query_next(&q))
        return query_done(&q);
    TRY(query_done(&q));
    return ERR_ABSENT;
}

static const struct target_rule targets[] = {{TARGET_ROLE, resolve}};

const struct feature custom_roles_feature = {.name = "custom roles",
                                             .operations = operations,
                                             .operation_count = ARRAY_SIZE(operations),
                                             .targets = targets,
                                             .target_count = ARRAY_SIZE(targets)};
