/* Two roles or two people side by side (ROL-305). */
#include "features/roles/compare.h"

#include "doc/option.h"

enum { NAMES_MAX = 20, CANDIDATES_MAX = 500 };

SQL(compare_clients, "SELECT id, name FROM client WHERE company_id = $1 AND id IN IDS($2) ORDER BY sort, id LIMIT 20");

/* ------------------------------------------------------------------ documents */

NAMES(side_kinds, "role", "person");
NAMES(side_sights, "all", "related", "support");
NAMES(side_sources, "role", "custom_role", "exception", "coupling", "lock");

#define SIDE(F, P)                                                                                                     \
    F(P, kind, ENUM, BASIC, .names = &side_kinds)                                                                      \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, role, TEXT, BASIC)                                                                                            \
    F(P, role_label, TEXT, BASIC)                                                                                      \
    F(P, base, TEXT, BASIC)                                                                                            \
    F(P, base_label, TEXT, BASIC)                                                                                      \
    F(P, sees, ENUM, BASIC, .names = &side_sights)                                                                     \
    F(P, people, INT, BASIC)                                                                                           \
    F(P, clients_seen, INT, BASIC)                                                                                     \
    F(P, held, INT, BASIC)                                                                                             \
    F(P, active, BOOL, BASIC)                                                                                          \
    F(P, page, ADDRESS, BASIC)
DOC_SCHEMA(compare_side, SIDE);

/* `source`: where the answer comes from; `until`: when it changes by itself. */
#define CELL(F, P)                                                                                                     \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, on, BOOL, BASIC)                                                                                              \
    F(P, locked, BOOL, BASIC)                                                                                          \
    F(P, source, ENUM, BASIC, .names = &side_sources)                                                                  \
    F(P, why, TEXT, BASIC)                                                                                             \
    F(P, until, INSTANT, BASIC)
DOC_SCHEMA(compare_cell, CELL);

#define COMPARED(F, P)                                                                                                 \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, gives, TEXT, BASIC)                                                                                           \
    F(P, differs, BOOL, BASIC)                                                                                         \
    F(P, left, OBJECT, BASIC, .of = &compare_cell_schema)                                                              \
    F(P, right, OBJECT, BASIC, .of = &compare_cell_schema)
DOC_SCHEMA(compared_permission, COMPARED);

#define GROUP(F, P)                                                                                                    \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, left_label, TEXT, BASIC)                                                                                      \
    F(P, right_label, TEXT, BASIC)                                                                                     \
    F(P, permissions, LIST, BASIC, .of = &compared_permission_schema)
DOC_SCHEMA(compared_group, GROUP);

#define CLIENT(F, P)                                                                                                   \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)
DOC_SCHEMA(compared_client, CLIENT);

/* Of two people: how many clients both see, and each alone; up to 20 of these by name where they can be listed. */
#define CLIENTS(F, P)                                                                                                  \
    F(P, both, INT, BASIC)                                                                                             \
    F(P, only_left, INT, BASIC)                                                                                        \
    F(P, only_right, INT, BASIC)                                                                                       \
    F(P, left_names, LIST, BASIC, .of = &compared_client_schema)                                                       \
    F(P, right_names, LIST, BASIC, .of = &compared_client_schema)
DOC_SCHEMA(compared_clients, CLIENTS);

#define CHOICE(F, P)                                                                                                   \
    F(P, roles, LIST, BASIC, .of = &option_schema)                                                                     \
    F(P, people, LIST, BASIC, .of = &option_schema)
DOC_SCHEMA(compare_choice, CHOICE);

#define CAN(F, P) F(P, manage_permissions, BOOL, BASIC)
DOC_SCHEMA(compare_can, CAN);

#define COMPARE(F, P)                                                                                                  \
    F(P, left, OBJECT, BASIC, .of = &compare_side_schema)                                                              \
    F(P, right, OBJECT, BASIC, .of = &compare_side_schema)                                                             \
    F(P, differing, INT, BASIC)                                                                                        \
    F(P, clients, OBJECT, BASIC, .of = &compared_clients_schema)                                                       \
    F(P, groups, LIST, BASIC, .of = &compared_group_schema)                                                            \
    F(P, only_differing, BOOL, BASIC)                                                                                  \
    F(P, left_choice, OBJECT, BASIC, .of = &compare_choice_schema)                                                     \
    F(P, right_choice, OBJECT, BASIC, .of = &compare_choice_schema)                                                    \
    F(P, can, OBJECT, BASIC, .of = &compare_can_schema)
DOC_SCHEMA(settings_compare, COMPARE);

static const struct input_field query_input[] = {
    {.name = "left", .kind = INPUT_TEXT, .max = 40, .label = "First"},
    {.name = "right", .kind = INPUT_TEXT, .max = 40, .label = "Second"},
    {.name = "only_differing", .kind = INPUT_BOOL, .label = "Only differences"},
    {.name = NULL},
};

/* ------------------------------------------------------------------ what can be chosen */

static void put_option(struct context *cx, const struct grant *g, const struct side *side, struct str label,
                       struct str chosen, struct node *list)
{
    struct str value = side_value(cx, g, side);

    option_put(list, value, label, str_equal(value, chosen));
}

static void put_choice(struct context *cx, const struct grant *g, struct str chosen, struct node *choice)
{
    struct node *roles = doc_list(choice, compare_choice_roles), *people = doc_list(choice, compare_choice_people);
    bool all = grant_holds(g, PERMISSION_manage_permissions);

    for (int i = 0; all && i < picture_role_count(g->picture); i++) {
        struct side side = {.role = picture_role_at(g->picture, i)};

        if (!side.role.archived)
            put_option(cx, g, &side, side.role.name, chosen, roles);
    }
    for (int i = 0; i < picture_person_count(g->picture); i++) {
        struct side side = {.person = picture_person_at(g->picture, i)};

        if (side.person->status != STAFF_INACTIVE && role_may_compare(g, side.person))
            put_option(cx, g, &side, side.person->name, chosen, people);
    }
}

/* ------------------------------------------------------------------ a side */

static int64_t seen_count(const struct grant *g, const struct scope *scope)
{
    int all = picture_client_count(g->picture);

    if (scope->kind == SCOPE_ONLY)
        return scope->count;
    return scope->kind == SCOPE_ALL ? all : all - scope->count;
}

static int holder_count(const struct grant *g, int role)
{
    int count = 0;

    for (int i = 0; i < picture_person_count(g->picture); i++) {
        const struct person *person = picture_person_at(g->picture, i);

        count += person->role == role && person->status != STAFF_INACTIVE;
    }
    return count;
}

static void put_person(struct context *cx, const struct grant *g, const struct person *person, struct node *out)
{
    struct scope scope;
    int64_t valid_until;

    policy_scope(g->picture, person, g->now, cx->arena, &scope, &valid_until);
    doc_id(out, compare_side_id, person->id.n);
    doc_text(out, compare_side_label, person->name);
    doc_int(out, compare_side_clients_seen, seen_count(g, &scope));
    doc_bool(out, compare_side_active, person->status == STAFF_ACTIVE);
    doc_address(out, compare_side_page,
                arena_format(cx->arena, "/staff/%.*s/permissions", STR_ARG(id_text(cx->arena, person->id.n))));
}

static void put_side(struct context *cx, const struct grant *g, const struct side *side, struct node *out)
{
    const struct role_info *info = role_info(side->role.base);

    doc_enum(out, compare_side_kind, side->person ? 2 : 1);
    doc_text(out, compare_side_role, picture_role_wire(g->picture, side->role.id, cx->arena));
    doc_text(out, compare_side_role_label, side->role.name);
    if (side->role.source) {
        doc_text(out, compare_side_base, str_from(info->wire));
        doc_text(out, compare_side_base_label, company_text(cx, info->label_text));
    }
    doc_enum(out, compare_side_sees, info->class);
    if (side->person) {
        put_person(cx, g, side->person, out);
        return;
    }
    doc_text(out, compare_side_label, side->role.name);
    doc_int(out, compare_side_people, holder_count(g, side->role.id));
    if (side->role.source)
        doc_address(out, compare_side_page, role_page(cx->arena, side->role.id));
}

/* ------------------------------------------------------------------ permissions */

static struct str side_label(const struct side *side)
{
    return side->person ? side->person->name : side->role.name;
}

static void put_cell(struct str label, const struct side_cell *cell, struct node *out)
{
    doc_text(out, compare_cell_label, label);
    doc_bool(out, compare_cell_on, cell->on);
    doc_bool(out, compare_cell_locked, cell->locked);
    doc_enum(out, compare_cell_source, cell->source);
    doc_text(out, compare_cell_why, cell->why);
    if (cell->until != INT64_MAX)
        doc_instant(out, compare_cell_until, cell->until);
}

struct comparing {
    struct context *cx;
    const struct grant *g;
    struct side left, right;
    bool only_differing;
    int differing, held_left, held_right;
};

/* The group's row, made when the first of its permissions is shown. */
static struct node *group_rows(const struct comparing *c, enum permission_group group, struct node *list)
{
    struct node *item = doc_item(list);

    doc_text(item, compared_group_label, permission_group_label(group, company_wording(c->cx->company), c->cx->arena));
    doc_text(item, compared_group_left_label, side_label(&c->left));
    doc_text(item, compared_group_right_label, side_label(&c->right));
    return doc_list(item, compared_group_permissions);
}

static void put_group(struct comparing *c, enum permission_group group, struct node *list)
{
    struct node *rows = NULL;

    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        enum permission permission = (enum permission)i;
        const struct permission_info *info = permission_info(permission);
        struct side_cell left, right;
        struct node *row;
        bool differs;

        if (info->group != group ||
            (permission == PERMISSION_private_message && !picture_company(c->g->picture)->private_messaging))
            continue;
        left = side_cell(c->cx, c->g, &c->left, permission);
        right = side_cell(c->cx, c->g, &c->right, permission);
        differs = left.on != right.on || left.reach != right.reach;
        c->differing += differs;
        c->held_left += left.on;
        c->held_right += right.on;
        if (c->only_differing && !differs)
            continue;
        if (!rows)
            rows = group_rows(c, group, list);
        row = doc_item(rows);
        doc_text(row, compared_permission_permission, str_from(info->name));
        doc_text(row, compared_permission_label, company_text(c->cx, info->label_text));
        doc_text(row, compared_permission_gives, company_text(c->cx, info->gives_text));
        doc_bool(row, compared_permission_differs, differs);
        put_cell(side_label(&c->left), &left, doc_object(row, compared_permission_left));
        put_cell(side_label(&c->right), &right, doc_object(row, compared_permission_right));
    }
}

/* ------------------------------------------------------------------ clients */

struct seeing {
    const struct person *person;
    struct scope scope;
};

static bool sees(const struct grant *g, const struct seeing *one, int64_t client)
{
    return policy_sees_client(g->picture, one->person, (struct client_id){client}, g->now).allowed;
}

/* How many of `ids` this one sees (or does not). */
static int64_t count_seen(const struct grant *g, const struct seeing *one, const struct scope *of, bool seen)
{
    int64_t count = 0;

    for (int i = 0; i < of->count; i++)
        count += sees(g, one, of->ids[i]) == seen;
    return count;
}

static int64_t both_see(const struct grant *g, const struct seeing *left, const struct seeing *right)
{
    if (left->scope.kind == SCOPE_ONLY)
        return count_seen(g, right, &left->scope, true);
    if (right->scope.kind == SCOPE_ONLY)
        return count_seen(g, left, &right->scope, true);
    /* Both see nearly all: what is hidden from the one, and what from the other alone. */
    if (left->scope.kind == SCOPE_ALL)
        return seen_count(g, &right->scope);
    return seen_count(g, &left->scope) -
           (right->scope.kind == SCOPE_ALL_BUT ? count_seen(g, left, &right->scope, true) : 0);
}

/* The clients that `one` sees and `other` does not, where few can be named: those that `one` sees, or those that are
 * hidden from `other`. */
MUST_CHECK static enum err put_names(struct tx *tx, const struct grant *g, const struct seeing *one,
                                     const struct seeing *other, struct node *list)
{
    CLEANUP(query_end) struct query q = {0};
    const struct scope *from = one->scope.kind == SCOPE_ONLY ? &one->scope : &other->scope;
    int64_t ids[CANDIDATES_MAX];
    int count = 0;

    if (from == &other->scope && other->scope.kind != SCOPE_ALL_BUT)
        return OK;
    for (int i = 0; i < from->count && count < CANDIDATES_MAX; i++) {
        int64_t client = from->ids[i];

        if (sees(g, one, client) && !sees(g, other, client) && grant_sees_client(g, (struct client_id){client}))
            ids[count++] = client;
    }
    if (count == 0)
        return OK;
    TRY(QUERY(tx, &compare_clients, &q, SQL_INT(g->company.n), SQL_IDS(ids, count)));
    while (query_next(&q)) {
        struct node *item = doc_item(list);

        doc_id(item, compared_client_id, query_int(&q, 0));
        doc_text(item, compared_client_name, query_text(&q, 1));
    }
    return query_done(&q);
}

static struct seeing seeing_of(struct context *cx, const struct grant *g, const struct person *person)
{
    struct seeing one = {.person = person};
    int64_t valid_until;

    policy_scope(g->picture, person, g->now, cx->arena, &one.scope, &valid_until);
    return one;
}

MUST_CHECK static enum err put_clients(const struct comparing *c, struct tx *tx, struct node *out)
{
    struct seeing left = seeing_of(c->cx, c->g, c->left.person), right = seeing_of(c->cx, c->g, c->right.person);
    int64_t both = both_see(c->g, &left, &right);

    doc_int(out, compared_clients_both, both);
    doc_int(out, compared_clients_only_left, seen_count(c->g, &left.scope) - both);
    doc_int(out, compared_clients_only_right, seen_count(c->g, &right.scope) - both);
    TRY(put_names(tx, c->g, &left, &right, doc_list(out, compared_clients_left_names)));
    return put_names(tx, c->g, &right, &left, doc_list(out, compared_clients_right_names));
}

/* ------------------------------------------------------------------ the page */

MUST_CHECK static enum err compare(struct comparing *c, struct tx *tx, struct node *out)
{
    struct node *groups = doc_list(out, settings_compare_groups);
    struct node *left = doc_object(out, settings_compare_left), *right = doc_object(out, settings_compare_right);

    put_side(c->cx, c->g, &c->left, left);
    put_side(c->cx, c->g, &c->right, right);
    for (int group = 1; group < GROUP__MAX; group++)
        put_group(c, (enum permission_group)group, groups);
    doc_int(left, compare_side_held, c->held_left);
    doc_int(right, compare_side_held, c->held_right);
    doc_int(out, settings_compare_differing, c->differing);
    if (!c->left.person || !c->right.person)
        return OK;
    return put_clients(c, tx, doc_object(out, settings_compare_clients));
}

MUST_CHECK static enum err run_compare(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                       struct node *out)
{
    struct comparing c = {.cx = cx, .g = g, .only_differing = input_bool(in, "only_differing")};
    bool has_left, has_right;

    TRY(side_read(cx, g, in, "left", &c.left, &has_left));
    TRY(side_read(cx, g, in, "right", &c.right, &has_right));
    put_choice(cx, g, input_text(in, "left"), doc_object(out, settings_compare_left_choice));
    put_choice(cx, g, input_text(in, "right"), doc_object(out, settings_compare_right_choice));
    doc_bool(out, settings_compare_only_differing, c.only_differing);
    doc_bool(doc_object(out, settings_compare_can), compare_can_manage_permissions,
             grant_holds(g, PERMISSION_manage_permissions));
    return has_left && has_right ? compare(&c, tx, out) : OK;
}

static const struct operation operations[] = {
    {.name = "settings.compare",
     .summary = "Two roles or two people side by side, permission by permission, each with its source; of people also "
                "whom of the clients each sees alone. `left` and `right`: a role as it is called on the wire, or "
                "person:ID.",
     .method = METHOD_GET,
     .path = "/settings/permissions/compare",
     .permission = PERMISSION_manage_staff,
     .either = PERMISSION_manage_permissions,
     .input = query_input,
     .output = &settings_compare_schema,
     .page = "roles/compare",
     .title = "Compare",
     .run = run_compare},
};

const struct feature compare_feature = {
    .name = "compare", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
