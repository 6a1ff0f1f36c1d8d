/* Tokens as their person sees them (API-02). */
#include "features/identity/identity_parts.h"

enum { NAME_MAX_CHARACTERS = 80, DAYS_MAX = 366 };

SQL(token_list,
    "SELECT id, name, permissions, created_at, expires_at, last_used_at FROM token WHERE company_id = $1"
    " AND staff_id = $2 AND ended_at = 0 AND (expires_at = 0 OR expires_at > $3) ORDER BY id DESC LIMIT $4");
SQL(token_names, "SELECT name FROM token WHERE company_id = $1 AND staff_id = $2 AND ended_at = 0"
                 " AND (expires_at = 0 OR expires_at > $3)");
SQL(token_end, "UPDATE token SET ended_at = $4 WHERE company_id = $1 AND staff_id = $2 AND id = $3 AND ended_at = 0");
SQL(token_exists, "SELECT 1 FROM token WHERE company_id = $1 AND id = $2");

/* ------------------------------------------------------------------ documents */

/* `all`: whatever the person may do, now and later. */
#define TOKEN_ROW(F, P)                                                                                                \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, all, BOOL, BASIC)                                                                                             \
    F(P, permissions, TEXTS, BASIC)                                                                                    \
    F(P, permission_count, INT, BASIC)                                                                                 \
    F(P, created_at, INSTANT, BASIC)                                                                                   \
    F(P, expires_at, INSTANT, BASIC)                                                                                   \
    F(P, last_day, DAY, BASIC)                                                                                         \
    F(P, last_used_at, INSTANT, BASIC)
DOC_SCHEMA(token_row, TOKEN_ROW);

#define TOKEN_LIST(F, P)                                                                                               \
    F(P, items, LIST, BASIC, .of = &token_row_schema)                                                                  \
    F(P, total, INT, BASIC)
DOC_SCHEMA(token_list_page, TOKEN_LIST);

#define TOKEN_CHOICE(F, P)                                                                                             \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, gives, TEXT, BASIC)
DOC_SCHEMA(token_choice, TOKEN_CHOICE);

#define TOKEN_FORM(F, P)                                                                                               \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, name_error, TEXT, BASIC)                                                                                      \
    F(P, last_day, TEXT, BASIC)                                                                                        \
    F(P, last_day_error, TEXT, BASIC)
DOC_SCHEMA(token_form, TOKEN_FORM);

#define TOKEN_NEW(F, P)                                                                                                \
    F(P, form, OBJECT, BASIC, .of = &token_form_schema)                                                                \
    F(P, choices, LIST, BASIC, .of = &token_choice_schema)
DOC_SCHEMA(token_new, TOKEN_NEW);

#define TOKEN_MADE(F, P)                                                                                               \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, token, TEXT, BASIC)                                                                                           \
    F(P, expires_at, INSTANT, BASIC)                                                                                   \
    F(P, last_day, DAY, BASIC)
DOC_SCHEMA(token_made, TOKEN_MADE);

/* Which permissions it carries: {"manage_scheduling": true, …}; `all` instead for whatever the person may do. */
static const struct input_field permission_fields[] = {
#define PERMISSION(wire, rule, group, text, gives, lacks)                                                              \
    {.name = #wire, .kind = INPUT_BOOL, .absent_is_no = true, .label = text},
#include "policy/permissions.def"
#undef PERMISSION
    {.name = NULL}};
static const struct input_field create_input[] = {
    {.name = "name", .kind = INPUT_TEXT, .required = true, .max = NAME_MAX_CHARACTERS, .label = "Name"},
    {.name = "last_day", .kind = INPUT_DAY, .required = true, .label = "Last day"},
    {.name = "all", .kind = INPUT_BOOL, .absent_is_no = true, .label = "Everything"},
    {.name = "permissions", .kind = INPUT_OBJECT, .of = permission_fields, .label = "Permissions"},
    {.name = NULL}};

/* ------------------------------------------------------------------ the list */

static void put_permissions(const struct context *cx, struct node *item, int64_t kept)
{
    uint64_t permissions = token_permissions_read(kept);
    int count = 0;

    doc_bool(item, token_row_all, kept < 0);
    doc_list(item, token_row_permissions);
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX && kept >= 0; i++) {
        if (!(permissions & PERMISSION_BIT(i)))
            continue;
        doc_add_text(item, token_row_permissions, label_of_permission(cx, (enum permission)i));
        count++;
    }
    doc_int(item, token_row_permission_count, count);
}

MUST_CHECK static enum err run_list(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct node *list = doc_list(out, token_list_page_items);
    CLEANUP(query_end) struct query q = {0};
    int count = 0;

    (void)in;
    TRY(QUERY(tx, &token_list, &q, SQL_INT(g->company.n), SQL_INT(g->staff.n), SQL_INT(cx->now), SQL_INT(TOKENS_MAX)));
    for (; query_next(&q); count++) {
        struct node *item = doc_item(list);

        doc_id(item, token_row_id, query_int(&q, 0));
        doc_text(item, token_row_name, query_text(&q, 1));
        put_permissions(cx, item, query_int(&q, 2));
        doc_instant(item, token_row_created_at, query_int(&q, 3));
        doc_instant(item, token_row_expires_at, query_int(&q, 4));
        if (query_int(&q, 4))
            doc_day(item, token_row_last_day, time_local(cx->company->zone, query_int(&q, 4) - 1).day_number);
        doc_instant(item, token_row_last_used_at, query_int(&q, 5));
    }
    doc_int(out, token_list_page_total, count);
    return query_done(&q);
}

/* ------------------------------------------------------------------ making one */

/* What the person holds, if only about themself. */
static bool can_carry(const struct grant *g, enum permission permission)
{
    return grant_holds(g, permission) || grant_may(g, permission, ABOUT_STAFF(g->staff));
}

MUST_CHECK static enum err run_new(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct node *form = doc_object(out, token_new_form), *choices = doc_list(out, token_new_choices);
    struct local_time today = time_local(cx->company->zone, cx->now);

    (void)tx;
    (void)in;
    doc_text(form, token_form_name, STR(""));
    doc_text(form, token_form_last_day, day_text(cx->arena, today.day_number + 90));
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        const struct permission_info *info = permission_info((enum permission)i);
        struct node *choice;

        if (!can_carry(g, (enum permission)i))
            continue;
        choice = doc_item(choices);
        doc_text(choice, token_choice_name, str_from(info->name));
        doc_text(choice, token_choice_label, company_text(cx, info->label_text));
        doc_text(choice, token_choice_gives, company_text(cx, info->gives_text));
    }
    return OK;
}

/* The subset asked for, each of it held by the person. */
MUST_CHECK static enum err permissions_of(struct context *cx, const struct grant *g, const struct input *in,
                                          uint64_t *ret)
{
    const struct input *chosen = input_object(in, "permissions");
    uint64_t permissions = 0;

    *ret = ~UINT64_C(0);
    if (input_bool(in, "all"))
        return OK;
    for (int i = PERMISSION__NONE + 1; chosen && i < PERMISSION__MAX; i++) {
        const struct permission_info *info = permission_info((enum permission)i);

        if (!input_bool(chosen, info->name))
            continue;
        if (!can_carry(g, (enum permission)i))
            return FAIL_FIELD(cx->arena, arena_format(cx->arena, "permissions.%s", info->name), MSG_TOKEN_PERMISSION,
                              P_STR("permission", company_text(cx, info->label_text)));
        permissions |= PERMISSION_BIT(i);
    }
    *ret = permissions;
    return OK;
}

/* The token holds to the end of the day named. */
MUST_CHECK static enum err end_of(struct context *cx, const struct input *in, int64_t *ret)
{
    int32_t day = (int32_t)input_int(in, "last_day"), today = time_local(cx->company->zone, cx->now).day_number;

    if (day <= today || day > today + DAYS_MAX)
        return FAIL_FIELD(cx->arena, STR("last_day"), MSG_TOKEN_EXPIRES,
                          P_STR("max", arena_format(cx->arena, "%d", DAYS_MAX)));
    *ret = time_day_start(cx->company->zone, day + 1);
    return OK;
}

MUST_CHECK static enum err check_name(struct context *cx, struct tx *tx, const struct grant *g, struct str name)
{
    CLEANUP(query_end) struct query q = {0};
    int count = 0;
    bool taken = false;

    TRY(QUERY(tx, &token_names, &q, SQL_INT(g->company.n), SQL_INT(g->staff.n), SQL_INT(cx->now)));
    for (; query_next(&q); count++)
        taken = taken || str_equal_nocase(query_text(&q, 0), name);
    TRY(query_done(&q));
    if (taken)
        return FAIL_FIELD(cx->arena, STR("name"), MSG_TOKEN_NAME_TAKEN);
    if (count >= TOKENS_MAX)
        return FAIL_FIELD(cx->arena, STR("name"), MSG_TOKEN_TOO_MANY,
                          P_STR("max", arena_format(cx->arena, "%d", TOKENS_MAX)));
    return OK;
}

MUST_CHECK static enum err run_create(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct str name = input_text(in, "name"), secret;
    int64_t expires_at = 0;
    uint64_t permissions = 0;

    TRY(session_needed(cx));
    TRY(end_of(cx, in, &expires_at));
    TRY(permissions_of(cx, g, in, &permissions));
    TRY(check_name(cx, tx, g, name));
    TRY(identity_token(tx, g, g->staff, name, permissions, expires_at, &secret));
    audit_about(cx, g->staff, (struct client_id){0});
    audit_change(cx, "token", 0, "name", STR(""), name);
    doc_text(out, token_made_name, name);
    doc_text(out, token_made_token, secret);
    doc_instant(out, token_made_expires_at, expires_at);
    doc_day(out, token_made_last_day, (int32_t)input_int(in, "last_day"));
    return OK;
}

/* ------------------------------------------------------------------ ending one */

MUST_CHECK static enum err run_end(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    int64_t token = cx->target[TARGET_TOKEN], changed = 0;

    (void)in;
    (void)out;
    TRY(EXECUTE(tx, &token_end, &changed, SQL_INT(g->company.n), SQL_INT(g->staff.n), SQL_INT(token),
                SQL_INT(cx->now)));
    if (!changed)
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    audit_about(cx, g->staff, (struct client_id){0});
    audit_change(cx, "token", token, "state", STR("active"), STR("ended"));
    return OK;
}

MUST_CHECK static enum err resolve_token(struct tx *tx, struct company_id company, int64_t id, struct subject *ret)
{
    CLEANUP(query_end) struct query q = {0};
    bool found;

    TRY(QUERY(tx, &token_exists, &q, SQL_INT(company.n), SQL_INT(id)));
    found = query_next(&q);
    TRY(query_done(&q));
    *ret = ABOUT_COMPANY;
    return found ? OK : ERR_ABSENT;
}

static const struct target_rule targets[] = {{TARGET_TOKEN, resolve_token}};

static const struct operation rows[] = {
    {
        .name = "tokens.list",
        .summary = "One's own tokens in this company.",
        .method = METHOD_GET,
        .path = "/tokens",
        .permission = PERMISSION_signed_in,
        .output = &token_list_page_schema,
        .page = "identity/tokens",
        .title = "Tokens",
        .run = run_list,
        .flags = OP_PRIVATE,
    },
    {
        .name = "tokens.new",
        .summary = "The form for a token, with the permissions that it can carry.",
        .method = METHOD_GET,
        .path = "/tokens/new",
        .permission = PERMISSION_signed_in,
        .output = &token_new_schema,
        .page = "identity/token_new",
        .title = "New token",
        .run = run_new,
        .flags = OP_FRESH | OP_PRIVATE, /* fresh: asked for here, so that nothing typed is lost later */
    },
    {
        .name = "tokens.create",
        .summary = "Makes a token; its secret is told this once.",
        .method = METHOD_POST,
        .path = "/tokens",
        .permission = PERMISSION_signed_in,
        .input = create_input,
        .output = &token_made_schema,
        .page = "identity/token_made",
        .title = "Token {name}",
        .form = "tokens.new",
        .run = run_create,
        .flags = OP_FRESH,
    },
    {
        .name = "tokens.end",
        .summary = "Ends one of one's own tokens.",
        .method = METHOD_DELETE,
        .path = "/tokens/{token}",
        .permission = PERMISSION_signed_in,
        .next = "/tokens",
        .run = run_end,
    },
};

const struct feature token_feature = {
    .name = "tokens",
    .operations = rows,
    .operation_count = ARRAY_SIZE(rows),
    .targets = targets,
    .target_count = ARRAY_SIZE(targets),
};
