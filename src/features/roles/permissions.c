/* Settings > Staff > Permissions (ROL-05): every role, every permission, what each gates today. */
#include "features/roles/permissions.h"
#include "features/roles/today.h"

#include "base/fold.h"

/* ------------------------------------------------------------------ documents */

NAMES(cell_states, "locked_off", "locked_on", "editable");

#define CELL(F, P)                                                                                                     \
    F(P, state, ENUM, BASIC, .names = &cell_states)                                                                    \
    F(P, value, BOOL, BASIC)
DOC_SCHEMA(permission_cell, CELL);

/* A role's card. */
#define CARD(F, P)                                                                                                     \
    F(P, role, TEXT, BASIC)                                                                                            \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, for_whom, TEXT, BASIC)                                                                                        \
    F(P, people, INT, BASIC)
DOC_SCHEMA(role_card, CARD);

/* A cell as the table shows it. `input`: its name in the form; `needs`: that of the cell it rests on (ROL-140); `lock`:
 * why it cannot be changed; `changed`: other than the default. */
#define SHOWN_CELL(F, P)                                                                                               \
    F(P, role_label, TEXT, BASIC)                                                                                      \
    F(P, input, TEXT, BASIC)                                                                                           \
    F(P, needs, TEXT, BASIC)                                                                                           \
    F(P, on, BOOL, BASIC)                                                                                              \
    F(P, editable, BOOL, BASIC)                                                                                        \
    F(P, changed, BOOL, BASIC)                                                                                         \
    F(P, lock, TEXT, BASIC)
DOC_SCHEMA(shown_cell, SHOWN_CELL);

/* `pages` and `acts`: how many rows of the operation table ask for it today, `uses` what they do, `inside` what it
 * decides within them. */
#define SHOWN_PERMISSION(F, P)                                                                                         \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, rule, TEXT, BASIC)                                                                                            \
    F(P, gives, TEXT, BASIC)                                                                                           \
    F(P, lacks, TEXT, BASIC)                                                                                           \
    F(P, coupled, TEXT, BASIC)                                                                                         \
    F(P, limit, TEXT, BASIC)                                                                                           \
    F(P, limit_lifted, BOOL, BASIC)                                                                                    \
    F(P, pages, INT, BASIC)                                                                                            \
    F(P, acts, INT, BASIC)                                                                                             \
    F(P, gates_nothing, BOOL, BASIC)                                                                                   \
    F(P, inside, TEXT, BASIC)                                                                                          \
    F(P, uses, TEXTS, BASIC)                                                                                           \
    F(P, differs, BOOL, BASIC)                                                                                         \
    F(P, cells, LIST, BASIC, .of = &shown_cell_schema)
DOC_SCHEMA(shown_permission, SHOWN_PERMISSION);

#define SHOWN_GROUP(F, P)                                                                                              \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, columns, INT, BASIC)                                                                                          \
    F(P, permissions, LIST, BASIC, .of = &shown_permission_schema)
DOC_SCHEMA(shown_group, SHOWN_GROUP);

#define FILTER(F, P)                                                                                                   \
    F(P, q, TEXT, BASIC)                                                                                               \
    F(P, changed, BOOL, BASIC)
DOC_SCHEMA(permission_filter, FILTER);

/* One MAP a built-in role of the scheme, by its wire name (contract.md); the rest is for the page. */
#define PERMISSIONS(F, P)                                                                                              \
    F(P, trainee, MAP, BASIC, .of = &permission_cell_schema)                                                           \
    F(P, staff, MAP, BASIC, .of = &permission_cell_schema)                                                             \
    F(P, office_manager, MAP, BASIC, .of = &permission_cell_schema)                                                    \
    F(P, service_supporter, MAP, BASIC, .of = &permission_cell_schema)                                                 \
    F(P, service_performer, MAP, BASIC, .of = &permission_cell_schema)                                                 \
    F(P, admin, MAP, BASIC, .of = &permission_cell_schema)                                                             \
    F(P, owner_admin, MAP, BASIC, .of = &permission_cell_schema)                                                       \
    F(P, cards, LIST, BASIC, .of = &role_card_schema)                                                                  \
    F(P, groups, LIST, BASIC, .of = &shown_group_schema)                                                               \
    F(P, differing, INT, BASIC)                                                                                        \
    F(P, filter, OBJECT, BASIC, .of = &permission_filter_schema)                                                       \
    F(P, last, OBJECT, BASIC, .of = &permissions_last_schema)                                                          \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(settings_permissions, PERMISSIONS);

static const struct input_field query_input[] = {
    {.name = "q", .kind = INPUT_TEXT, .max = 80, .label = "Search"},
    {.name = "changed", .kind = INPUT_BOOL, .label = "Only what differs from the defaults"},
    {.name = NULL},
};

/* ------------------------------------------------------------------ role by role, as programs read it */

static int role_field(struct role_facts role)
{
    return role.id < ROLE__MAX ? schema_find(&settings_permissions_schema, str_from(role_info(role.base)->wire)) : -1;
}

static void put_role(const struct grant *g, struct role_facts role, struct node *out)
{
    int field = role_field(role);
    struct node *map = field < 0 ? NULL : doc_map(out, field);

    for (int i = PERMISSION__NONE + 1; map && i < PERMISSION__MAX; i++) {
        enum permission permission = (enum permission)i;
        struct cell cell = picture_cell(g->picture, role.id, permission);
        struct node *entry = doc_entry(map, str_from(permission_info(permission)->name));

        doc_enum(entry, permission_cell_state, cell_is_locked(cell.kind) ? 1 + cell_default(cell.kind) : 3);
        doc_bool(entry, permission_cell_value, cell.on);
    }
}

static int people_of(const struct grant *g, int role)
{
    int people = 0;

    for (int i = 0; i < picture_person_count(g->picture); i++) {
        const struct person *person = picture_person_at(g->picture, i);

        people += person->role == role && person->status != STAFF_INACTIVE;
    }
    return people;
}

static void put_cards(const struct context *cx, const struct grant *g, struct node *out)
{
    struct node *cards = doc_list(out, settings_permissions_cards);

    for (int i = 0; i < picture_role_count(g->picture); i++) {
        struct role_facts role = picture_role_at(g->picture, i);
        const struct role_info *info = role_info(role.base);
        struct node *card = doc_item(cards);

        put_role(g, role, out);
        doc_text(card, role_card_role, str_from(info->wire));
        doc_text(card, role_card_label, role.name);
        doc_text(card, role_card_for_whom, company_text(cx, info->for_whom_text));
        doc_int(card, role_card_people, people_of(g, role.id));
    }
}

/* ------------------------------------------------------------------ the table, as people read it */

static const char *lock_text(enum cell_kind kind)
{
    static const char *const texts[CELL_KIND__MAX] = {
        [CELL_LOCKED_OFF] = "Never in this role. It takes another role.",
        [CELL_LOCKED_ON] = "Always in this role.",
        [CELL_SUPPORT] = "Always, in the support view: without secrets, keys and money.",
        [CELL_OWN] = "Only about oneself, always.",
        [CELL_WITH_STAFF] = "Comes and goes with Manage {word.Staff}, about people at or below one's level.",
        [CELL_WORKERS] = "Always, about performers and supporters only.",
        [CELL_ANY_ROLE] = "Always, about any role.",
        [CELL_WITH_INVOICING] = "Comes and goes with Manage Invoicing.",
        [CELL_WITH_SCHEDULES] = "Comes and goes with Schedule reports.",
    };

    return texts[kind];
}

/* Whether the cell is other than the scheme has it. */
static bool is_changed(const struct grant *g, struct role_facts role, enum permission permission)
{
    struct cell cell = picture_cell(g->picture, role.id, permission);

    return !cell_is_locked(cell.kind) && cell.on != cell_default(cell.kind);
}

static void put_cell(struct context *cx, const struct grant *g, struct role_facts role, enum permission permission,
                     struct node *item)
{
    struct cell cell = picture_cell(g->picture, role.id, permission);
    enum permission needs = permission_needs(role.base, permission);

    doc_text(item, shown_cell_role_label, role.name);
    doc_bool(item, shown_cell_on, cell.on);
    if (cell_is_locked(cell.kind)) {
        doc_text(item, shown_cell_lock, company_text(cx, lock_text(cell.kind)));
        return;
    }
    doc_bool(item, shown_cell_editable, true);
    doc_bool(item, shown_cell_changed, is_changed(g, role, permission));
    doc_text(item, shown_cell_input, permissions_input_name(cx->arena, role, permission));
    if (needs != PERMISSION__NONE && !cell_is_locked(picture_cell(g->picture, role.id, needs).kind))
        doc_text(item, shown_cell_needs, permissions_input_name(cx->arena, role, needs));
}

static void put_today(struct context *cx, enum permission permission, struct node *row)
{
    const char *inside = today_inside(permission);
    int pages = 0, acts = 0;

    doc_list(row, shown_permission_uses);
    for (int i = 0; i < cx->app->operation_count; i++) {
        const struct operation *op = cx->app->operations[i];

        if (!today_gates(op, permission) || (op->flags & OP_SYSTEM))
            continue;
        pages += op->method == METHOD_GET;
        acts += op->method != METHOD_GET;
        doc_add_text(row, shown_permission_uses, company_text(cx, op->summary));
    }
    doc_int(row, shown_permission_pages, pages);
    doc_int(row, shown_permission_acts, acts);
    doc_bool(row, shown_permission_gates_nothing, pages + acts == 0 && !inside);
    if (inside)
        doc_text(row, shown_permission_inside, str_from(inside));
}

/* ROL-140, in words; empty where nothing is coupled. */
static struct str coupled_text(struct context *cx, const struct grant *g, enum permission permission)
{
    enum scheme scheme = picture_company(g->picture)->scheme;

    for (int i = 1; i < ROLE__MAX; i++) {
        for (int other = PERMISSION__NONE + 1; other < PERMISSION__MAX; other++) {
            enum role role = (enum role)i;
            struct str label = label_of_permission(cx, (enum permission)other);

            if (role_info(role)->scheme != scheme || cell_is_locked(scheme_cell(role, permission)) ||
                cell_is_locked(scheme_cell(role, (enum permission)other)))
                continue;
            if (permission_needs(role, permission) == (enum permission)other)
                return arena_format(cx->arena, "On turns %.*s on as well.", STR_ARG(label));
            if (permission_needs(role, (enum permission)other) == permission)
                return arena_format(cx->arena, "Off turns %.*s off as well.", STR_ARG(label));
        }
    }
    return (struct str){0};
}

static void put_permission(struct context *cx, const struct grant *g, enum permission permission, struct node *row)
{
    const struct permission_info *info = permission_info(permission);
    struct node *cells = doc_list(row, shown_permission_cells);
    struct str coupled = coupled_text(cx, g, permission), limit = limit_of_roles(cx, g->picture, permission);
    bool differs = false;

    doc_text(row, shown_permission_permission, str_from(info->name));
    doc_text(row, shown_permission_label, company_text(cx, info->label_text));
    doc_text(row, shown_permission_rule, str_from(info->rule));
    doc_text(row, shown_permission_gives, company_text(cx, info->gives_text));
    doc_text(row, shown_permission_lacks, company_text(cx, info->lacks_text));
    if (coupled.n)
        doc_text(row, shown_permission_coupled, coupled);
    if (limit.n) {
        doc_text(row, shown_permission_limit, limit);
        doc_bool(row, shown_permission_limit_lifted, picture_company(g->picture)->surfaces_lifted);
    }
    put_today(cx, permission, row);
    for (int i = 0; i < picture_role_count(g->picture); i++) {
        struct role_facts role = picture_role_at(g->picture, i);

        put_cell(cx, g, role, permission, doc_item(cells));
        differs = differs || is_changed(g, role, permission);
    }
    doc_bool(row, shown_permission_differs, differs);
}

/* ------------------------------------------------------------------ the filter */

struct looking {
    struct str q; /* folded */
    bool changed;
};

static bool contains(struct arena *arena, struct str text, struct str part)
{
    struct str folded = fold(arena, text);

    for (size_t at = 0; at + part.n <= folded.n; at++) {
        if (memcmp(folded.p + at, part.p, part.n) == 0)
            return true;
    }
    return false;
}

static bool differs(const struct grant *g, enum permission permission)
{
    for (int i = 0; i < picture_role_count(g->picture); i++) {
        if (is_changed(g, picture_role_at(g->picture, i), permission))
            return true;
    }
    return false;
}

static bool is_shown(struct context *cx, const struct grant *g, const struct looking *looking,
                     enum permission permission)
{
    const struct permission_info *info = permission_info(permission);

    if (permission == PERMISSION_private_message && !picture_company(g->picture)->private_messaging)
        return false; /* ROL-111 */
    if (looking->changed && !differs(g, permission))
        return false;
    return looking->q.n == 0 || contains(cx->arena, label_of_permission(cx, permission), looking->q) ||
           contains(cx->arena, str_from(info->name), looking->q) ||
           contains(cx->arena, str_from(info->rule), looking->q) ||
           contains(cx->arena, company_text(cx, info->gives_text), looking->q);
}

static void put_group(struct context *cx, const struct grant *g, const struct looking *looking,
                      enum permission_group group, struct node *list)
{
    struct node *item = NULL, *rows = NULL;

    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        enum permission permission = (enum permission)i;

        if (permission_info(permission)->group != group || !is_shown(cx, g, looking, permission))
            continue;
        if (!item) {
            item = doc_item(list);
            rows = doc_list(item, shown_group_permissions);
            doc_int(item, shown_group_columns, picture_role_count(g->picture) + 1);
            doc_text(item, shown_group_label, permission_group_label(group, company_wording(cx->company), cx->arena));
        }
        put_permission(cx, g, permission, doc_item(rows));
    }
}

MUST_CHECK static enum err run_show(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    const struct looking looking = {fold(cx->arena, input_text(in, "q")), input_bool(in, "changed")};
    struct node *groups = doc_list(out, settings_permissions_groups);
    struct node *filter = doc_object(out, settings_permissions_filter);
    int64_t changed = 0, differing = 0;

    put_cards(cx, g, out);
    for (int group = 1; group < GROUP__MAX; group++)
        put_group(cx, g, &looking, (enum permission_group)group, groups);
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++)
        differing += differs(g, (enum permission)i);
    doc_text(filter, permission_filter_q, input_text(in, "q"));
    doc_bool(filter, permission_filter_changed, looking.changed);
    doc_int(out, settings_permissions_differing, differing);
    TRY(permissions_last(cx, tx, g, out, settings_permissions_last, &changed));
    doc_int(out, settings_permissions_changed, changed);
    return OK;
}

static const struct operation operations[] = {
    {.name = "settings.permissions",
     .summary = "Every role with every permission: locked or editable, and as set; with what each gates today.",
     .method = METHOD_GET,
     .path = "/settings/permissions",
     .permission = PERMISSION_manage_permissions,
     .input = query_input,
     .output = &settings_permissions_schema,
     .page = "roles/permissions",
     .title = "Permissions",
     .run = run_show},
};

const struct feature permissions_feature = {
    .name = "permissions", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
