/* A forgotten password: a link by e-mail, for one hour and one use (IDN-02). */
#include "features/identity/identity_parts.h"
#include "features/identity/password.h"

#define RESET_LASTS HOUR_US
enum { KEY_MAX = 100 };

SQL(reset_link,
    "SELECT l.id, l.account_id, a.email, a.password_hash FROM one_time_link l JOIN account a ON a.id = l.account_id"
    " WHERE l.secret_hash = $1 AND l.purpose = $2 AND l.used_at = 0 AND l.expires_at > $3"
    " /* scope: all companies: about an account alone */");

/* ------------------------------------------------------------------ documents */

#define RESET_FORM(F, P)                                                                                               \
    F(P, email, TEXT, BASIC)                                                                                           \
    F(P, email_error, TEXT, BASIC)
DOC_SCHEMA(reset_form, RESET_FORM);

#define RESET_PAGE(F, P) F(P, form, OBJECT, BASIC, .of = &reset_form_schema)
DOC_SCHEMA(reset_page, RESET_PAGE);

#define RESET_ASKED(F, P)                                                                                              \
    F(P, email, TEXT, BASIC)                                                                                           \
    F(P, minutes, INT, BASIC)
DOC_SCHEMA(reset_asked, RESET_ASKED);

#define RESET_NEW_FORM(F, P)                                                                                           \
    F(P, key, TEXT, BASIC)                                                                                             \
    F(P, min, INT, BASIC)                                                                                              \
    F(P, password_error, TEXT, BASIC)
DOC_SCHEMA(reset_key, RESET_NEW_FORM);

#define RESET_NEW(F, P)                                                                                                \
    F(P, over, BOOL, BASIC)                                                                                            \
    F(P, email, TEXT, BASIC)                                                                                           \
    F(P, days, INT, BASIC)                                                                                             \
    F(P, action, ADDRESS, BASIC)                                                                                       \
    F(P, form, OBJECT, BASIC, .of = &reset_key_schema)
DOC_SCHEMA(reset_new, RESET_NEW);

static const struct input_field ask_input[] = {
    {.name = "email", .kind = INPUT_EMAIL, .required = true, .label = "E-mail"}, {.name = NULL}};
static const struct input_field key_query[] = {
    {.name = "key", .kind = INPUT_TEXT, .max = KEY_MAX}, {.name = "over", .kind = INPUT_BOOL}, {.name = NULL}};
static const struct input_field new_input[] = {{.name = "key", .kind = INPUT_TEXT, .required = true, .max = KEY_MAX},
                                               {.name = "password",
                                                .kind = INPUT_SECRET,
                                                .required = true,
                                                .max = PASSWORD_CHARACTERS_MAX,
                                                .label = "New password"},
                                               {.name = NULL}};

/* ------------------------------------------------------------------ asking */

MUST_CHECK static enum err run_ask_form(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct input *in, struct node *out)
{
    (void)cx;
    (void)tx;
    (void)g;
    (void)in;
    doc_text(doc_object(out, reset_page_form), reset_form_email, STR(""));
    return OK;
}

struct asking {
    struct context *cx;
    struct str email;
    struct throttle throttle;
};

/* The same for an e-mail that nobody has: a count is written in both cases. */
MUST_CHECK static enum err ask_body(struct tx *tx, void *data)
{
    struct asking *job = data;
    struct context *cx = job->cx;
    struct link_seed seed = {.purpose = LINK_RESET, .lasts_us = RESET_LASTS};
    struct account account;
    struct str secret;

    TRY(throttle_begin(tx, &job->throttle, cx->now));
    TRY(account_by_email(tx, job->email, &account));
    if (!account.id.n)
        return OK;
    seed.account = account.id;
    TRY(link_make(tx, &seed, cx->now, &secret));

    const struct message_param params[] = {P_STR("email", account.email)};
    const struct mail_texts texts = {MSG_MAIL_RESET_SUBJECT, MSG_MAIL_RESET_BODY, params, ARRAY_SIZE(params),
                                     arena_format(cx->arena, "/reset/new?key=%.*s", STR_ARG(secret))};
    return mail_queue(cx, tx, (struct company_id){0}, account.email, &texts);
}

MUST_CHECK static enum err run_ask(struct context *cx, const struct grant *g, const struct input *in, struct node *out)
{
    struct asking job = {.cx = cx, .email = input_text(in, "email")};

    (void)g;
    throttle_keys(&job.throttle, STR("reset"), job.email, cx->address);
    TRY(store_write(cx->app->store, COMPANY_ALL, cx->arena, ask_body, &job, NULL));
    doc_text(out, reset_asked_email, job.email);
    doc_int(out, reset_asked_minutes, RESET_LASTS / MINUTE_US);
    return OK;
}

/* ------------------------------------------------------------------ the new password */

struct resetting {
    struct context *cx;
    struct str key;
    int64_t link; /* 0: over */
    struct account_id account;
    struct str email, old_hash, hash;
    struct password_policy policy;
};

MUST_CHECK static enum err link_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct resetting *job = data;
    uint8_t hash[HASH_BYTES];

    job->link = 0;
    link_hash(hash, job->key);
    TRY(QUERY(tx, &reset_link, &q, SQL_BYTES(hash, HASH_BYTES), SQL_INT(LINK_RESET), SQL_INT(job->cx->now)));
    if (query_next(&q)) {
        job->link = query_int(&q, 0);
        job->account.n = query_int(&q, 1);
        job->email = query_text(&q, 2);
        job->old_hash = query_text(&q, 3);
    }
    TRY(query_done(&q));
    return password_policy_read(tx, job->account, &job->policy);
}

MUST_CHECK static enum err run_new_form(struct context *cx, const struct grant *g, const struct input *in,
                                        struct node *out)
{
    struct resetting job = {.cx = cx, .key = input_text(in, "key")};
    struct node *form = doc_object(out, reset_new_form);

    (void)g;
    TRY(store_read(cx->app->store, COMPANY_ALL, cx->arena, link_body, &job));
    doc_bool(out, reset_new_over, !job.link);
    if (!job.link)
        return OK;
    doc_text(out, reset_new_email, job.email);
    doc_int(form, reset_key_min, password_characters_min(job.policy.min));
    doc_int(out, reset_new_days, input_bool(in, "over") ? job.policy.days : 0);
    doc_address(out, reset_new_action, arena_format(cx->arena, "/reset/new?key=%.*s", STR_ARG(job.key)));
    doc_text(form, reset_key_key, job.key);
    return OK;
}

/* Whoever held a session until now may be the reason for the new password. */
MUST_CHECK static enum err new_body(struct tx *tx, void *data)
{
    struct resetting *job = data;

    TRY(link_use(tx, job->link, job->cx->now));
    TRY(identity_set_password(tx, job->account, job->hash, job->cx->now));
    return sessions_end_account(tx, job->account, (struct session_id){0});
}

MUST_CHECK static enum err run_new(struct context *cx, const struct grant *g, const struct input *in, struct node *out)
{
    struct resetting job = {.cx = cx, .key = input_text(in, "key")};
    struct password_owner owner = {.min = 0};

    (void)g;
    (void)out;
    TRY(store_read(cx->app->store, COMPANY_ALL, cx->arena, link_body, &job));
    if (!job.link)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_LINK_OVER);
    owner.email = job.email;
    owner.min = job.policy.min;
    TRY(identity_check_password(cx->arena, "password", input_text(in, "password"), &owner));
    TRY(password_refuse_same(cx, "password", job.old_hash, input_text(in, "password")));
    TRY(password_hash(cx->app, cx->arena, input_text(in, "password"), &job.hash));
    return store_write(cx->app->store, COMPANY_NONE, cx->arena, new_body, &job, NULL);
}

/* About an account alone: no company's act. */
static const struct operation rows[] = {
    {
        .name = "identity.reset_form",
        .summary = "The form for a forgotten password.",
        .method = METHOD_GET,
        .path = "/reset",
        .permission = PERMISSION_anyone,
        .output = &reset_page_schema,
        .page = "identity/reset",
        .title = "Forgotten password",
        .run = run_ask_form,
        .flags = OP_NO_API,
    },
    {
        .name = "identity.reset",
        .summary = "Sends a link for a new password, if there is such an account; the answer is the same if not.",
        .method = METHOD_POST,
        .path = "/reset",
        .permission = PERMISSION_anyone,
        .input = ask_input,
        .output = &reset_asked_schema,
        .page = "identity/reset_asked",
        .title = "Look into your mail",
        .form = "identity.reset_form",
        .run_alone = run_ask,
        .flags = OP_NO_AUDIT,
    },
    {
        .name = "identity.reset_password_form",
        .summary = "The form for a new password, by the secret of a link.",
        .method = METHOD_GET,
        .path = "/reset/new",
        .permission = PERMISSION_anyone,
        .input = key_query,
        .output = &reset_new_schema,
        .page = "identity/reset_new",
        .title = "New password",
        .run_alone = run_new_form,
    },
    {
        .name = "identity.reset_password",
        .summary = "Sets a new password by the secret of a link and ends all sessions.",
        .method = METHOD_POST,
        .path = "/reset/new",
        .permission = PERMISSION_anyone,
        .input = new_input,
        .form = "identity.reset_password_form",
        .next = "/sign-in",
        .run_alone = run_new,
        .flags = OP_NO_AUDIT,
    },
};

const struct feature reset_feature = {.name = "reset", .operations = rows, .operation_count = ARRAY_SIZE(rows)};
