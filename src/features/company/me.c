/* Who one is here, what stands around every page, and which of the clients shown may still be seen. */
#include "features/company/company.h"
#include "features/notices/notices.h"

enum { SEES_MAX = 500 };

SQL(me_email,
    "SELECT a.email FROM staff p JOIN account a ON a.id = p.account_id WHERE p.company_id = $1 AND p.id = $2");
/* ------------------------------------------------------------------ documents */

#define ME_COMPANY(F, P)                                                                                               \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, slug, TEXT, BASIC)                                                                                            \
    F(P, name, TEXT, BASIC)
DOC_SCHEMA(me_company, ME_COMPANY);

#define ME_PERSON(F, P)                                                                                                \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)
DOC_SCHEMA(me_person, ME_PERSON);

/* A company's own role (ROL-301), where one holds one. */
#define ME_CUSTOM_ROLE(F, P)                                                                                           \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, base, TEXT, BASIC)                                                                                            \
    F(P, name, TEXT, BASIC)
DOC_SCHEMA(me_custom_role, ME_CUSTOM_ROLE);

#define ME(F, P)                                                                                                       \
    F(P, company, OBJECT, BASIC, .of = &me_company_schema)                                                             \
    F(P, staff_id, ID, BASIC)                                                                                          \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, email, TEXT, BASIC)                                                                                           \
    F(P, role, TEXT, BASIC)                                                                                            \
    F(P, role_label, TEXT, BASIC)                                                                                      \
    F(P, custom_role, OBJECT, BASIC, .of = &me_custom_role_schema)                                                     \
    F(P, owner, BOOL, BASIC)                                                                                           \
    F(P, permissions, TEXTS, BASIC)                                                                                    \
    F(P, by_token, BOOL, BASIC)
DOC_SCHEMA(me_page, ME);

/* `current` is set by http/, which knows the address. */
#define ME_NAV(F, P)                                                                                                   \
    F(P, href, ADDRESS, BASIC)                                                                                         \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, icon, TEXT, BASIC)                                                                                            \
    F(P, current, BOOL, BASIC)                                                                                         \
    F(P, count, INT, BASIC)
DOC_SCHEMA(me_nav, ME_NAV);

/* ROL-304: there while the session looks through the eyes of `person`. */
#define ME_VIEW(F, P)                                                                                                  \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, since, INSTANT, BASIC)                                                                                        \
    F(P, until, INSTANT, BASIC)
DOC_SCHEMA(me_view, ME_VIEW);

#define ME_FRAME(F, P)                                                                                                 \
    F(P, company, OBJECT, BASIC, .of = &me_company_schema)                                                             \
    F(P, person, OBJECT, BASIC, .of = &me_person_schema)                                                               \
    F(P, view, OBJECT, BASIC, .of = &me_view_schema)                                                                   \
    F(P, unread, INT, BASIC)                                                                                           \
    F(P, nav, LIST, BASIC, .of = &me_nav_schema)
DOC_SCHEMA(me_frame, ME_FRAME);

#define ME_SEES(F, P) F(P, sees, TEXTS, BASIC)
DOC_SCHEMA(me_sees, ME_SEES);

/* Without a target: what is hidden is to be left out, not refused. */
static const struct input_field sees_query[] = {
    {.name = "clients", .kind = INPUT_IDS, .required = true, .max = SEES_MAX, .label = "Clients"}, {.name = NULL}};

static void put_company(const struct context *cx, struct node *out, int field)
{
    struct node *company = doc_object(out, field);

    doc_id(company, me_company_id, cx->company->id.n);
    doc_text(company, me_company_slug, cx->company->slug);
    doc_text(company, me_company_name, cx->company->name);
}

/* ------------------------------------------------------------------ who one is */

static void put_role(struct arena *arena, const struct grant *g, struct node *out)
{
    struct role_facts role;
    struct node *custom;

    if (!picture_role(g->picture, g->person->role, &role))
        return;
    doc_text(out, me_page_role, picture_role_wire(g->picture, role.id, arena));
    doc_text(out, me_page_role_label, role.name);
    if (!role.source)
        return;
    custom = doc_object(out, me_page_custom_role);
    doc_id(custom, me_custom_role_id, role.id);
    doc_text(custom, me_custom_role_base, str_from(role_info(role.base)->wire));
    doc_text(custom, me_custom_role_name, role.name);
}

MUST_CHECK static enum err run_me(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                  struct node *out)
{
    CLEANUP(query_end) struct query q = {0};

    (void)in;
    put_company(cx, out, me_page_company);
    doc_id(out, me_page_staff_id, g->staff.n);
    doc_text(out, me_page_name, g->person->name);
    TRY(QUERY(tx, &me_email, &q, SQL_INT(g->company.n), SQL_INT(g->staff.n)));
    if (query_next(&q))
        doc_text(out, me_page_email, query_text(&q, 0));
    TRY(query_done(&q));
    put_role(cx->arena, g, out);
    doc_bool(out, me_page_owner, g->person->owner);
    doc_list(out, me_page_permissions);
    doc_bool(out, me_page_by_token, cx->principal.token.n != 0);
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        if (grant_holds(g, (enum permission)i))
            doc_add_text(out, me_page_permissions, str_from(permission_info((enum permission)i)->name));
    }
    return OK;
}

/* ------------------------------------------------------------------ the frame */

/* What the side bar may hold, in its order; an entry is there if its page exists and the person may open it, and holds
 * `needs`: who has only themself in a list need not be led there. */
static const struct {
    const char *path, *label, *icon; /* label: a text, or a company's word behind "word." */
    enum permission needs;           /* without it there would be nothing but oneself; 0: whatever the page asks */
    const char *query;               /* what the page is opened with; NULL: nothing */
} places[] = {
    {"/home", "Home", "home", 0},
    {"/calendar", "Schedule", "calendar", 0},
    {"/my-schedule", "My schedule", "today", 0},
    {"/clients", "Clients", "clients", 0},
    {"/events", "Visits", "task", 0, "?from=today"},
    {"/staff", "word.Staff", "staff", PERMISSION_manage_staff},
    {"/separation-requests", "Requests", "approvals", 0},
    {"/templates", "Templates", "repeat", 0},
    {"/services", "Services", "paw", 0},
    {"/audit", "Record", "history", PERMISSION_view_audit},
    {"/reviews", "Access reviews", "eye", 0},
    {"/settings/permissions", "Permissions", "shield", 0},
    {"/settings/company", "Settings", "settings", 0},
};

static const struct operation *page_at(const struct app *app, const char *path)
{
    for (int i = 0; i < app->operation_count; i++) {
        const struct operation *op = app->operations[i];

        if (op->method == METHOD_GET && op->page && strcmp(op->path, path) == 0)
            return op;
    }
    return NULL;
}

static bool may_open(const struct grant *g, const struct operation *op)
{
    return op->permission >= PERMISSION__MAX || grant_holds(g, op->permission) ||
           (op->own && grant_holds(g, op->own)) || (op->either && grant_holds(g, op->either));
}

static void put_nav(const struct context *cx, const struct grant *g, struct node *nav)
{
    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        const struct operation *op = page_at(cx->app, places[i].path);
        struct str label = str_from(places[i].label);
        struct node *item;

        if (!op || !may_open(g, op) || (places[i].needs && !grant_holds(g, places[i].needs)))
            continue;
        if (str_starts(label, STR("word.")))
            label = company_word(cx->company, str_slice(label, strlen("word."), label.n));
        item = doc_item(nav);
        doc_address(item, me_nav_href,
                    arena_format(cx->arena, "%s%s", places[i].path, places[i].query ? places[i].query : ""));
        doc_text(item, me_nav_label, label);
        doc_text(item, me_nav_icon, str_from(places[i].icon));
    }
}

static void put_view(const struct context *cx, const struct grant *g, struct node *view)
{
    doc_text(view, me_view_name, g->person->name);
    doc_instant(view, me_view_since, cx->principal.viewed_since);
    doc_instant(view, me_view_until, cx->principal.viewed_until);
}

MUST_CHECK static enum err run_frame(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                     struct node *out)
{
    struct node *person = doc_object(out, me_frame_person);
    int64_t unread = 0;

    (void)in;
    put_company(cx, out, me_frame_company);
    doc_id(person, me_person_id, g->staff.n);
    doc_text(person, me_person_name, g->person->name);
    put_nav(cx, g, doc_list(out, me_frame_nav));
    if (cx->principal.viewed.n) {
        put_view(cx, g, doc_object(out, me_frame_view));
        return OK; /* somebody's notices are theirs alone */
    }
    TRY(notices_unread(tx, g, &unread));
    doc_int(out, me_frame_unread, unread);
    return OK;
}

/* ------------------------------------------------------------------ who may still be seen */

MUST_CHECK static enum err run_sees(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    const int64_t *ids;
    int count;

    (void)tx;
    doc_list(out, me_sees_sees);
    input_ids(in, "clients", &ids, &count);
    for (int i = 0; i < count; i++) {
        if (grant_sees_client(g, (struct client_id){ids[i]}))
            doc_add_text(out, me_sees_sees, id_text(cx->arena, ids[i]));
    }
    return OK;
}

static const struct operation rows[] = {
    {
        .name = "me.show",
        .summary = "Who is asking: company, person, role and permissions.",
        .method = METHOD_GET,
        .path = "/me",
        .permission = PERMISSION_signed_in,
        .output = &me_page_schema,
        .page = "company/me",
        .title = "My profile",
        .run = run_me,
    },
    {
        .name = "me.frame",
        .summary = "What stands around every page: person, navigation, unread notices.",
        .method = METHOD_GET,
        .path = "/me/frame",
        .permission = PERMISSION_signed_in,
        .output = &me_frame_schema,
        .run = run_frame,
    },
    {
        .name = "me.sees",
        .summary = "Which of the clients named may be seen; open pages close the others (ACC-07).",
        .method = METHOD_GET,
        .path = "/me/sees",
        .permission = PERMISSION_signed_in,
        .input = sees_query,
        .output = &me_sees_schema,
        .run = run_sees,
    },
    {
        .name = "me.stream",
        .summary = "What open pages must hear at once: clients out of sight, changes, notices; as server-sent events.",
        .method = METHOD_GET,
        .path = "/stream",
        .permission = PERMISSION_signed_in,
        .flags = OP_STREAM,
    },
};

const struct feature me_feature = {.name = "me", .operations = rows, .operation_count = ARRAY_SIZE(rows)};
