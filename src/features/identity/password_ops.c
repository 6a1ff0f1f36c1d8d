/* Changing one's own password. */
#include "features/identity/identity_parts.h"
#include "features/identity/password.h"

#define PASSWORD_FORM(F, P)                                                                                            \
    F(P, current_error, TEXT, BASIC)                                                                                   \
    F(P, password_error, TEXT, BASIC)
DOC_SCHEMA(password_form, PASSWORD_FORM);

/* `fresh`: the sign-in is so recent that the current password need not be named. */
#define PASSWORD_PAGE(F, P)                                                                                            \
    F(P, email, TEXT, BASIC)                                                                                           \
    F(P, fresh, BOOL, BASIC)                                                                                           \
    F(P, min, INT, BASIC)                                                                                              \
    F(P, form, OBJECT, BASIC, .of = &password_form_schema)
DOC_SCHEMA(password_page, PASSWORD_PAGE);

static const struct input_field change_input[] = {
    {.name = "current", .kind = INPUT_SECRET, .max = PASSWORD_CHARACTERS_MAX, .label = "Current password"},
    {.name = "password",
     .kind = INPUT_SECRET,
     .required = true,
     .max = PASSWORD_CHARACTERS_MAX,
     .label = "New password"},
    {.name = NULL}};

struct changing {
    struct context *cx;
    struct proof proof;
    struct password_policy policy;
    bool proven;
    struct str hash;
};

MUST_CHECK static enum err account_body(struct tx *tx, void *data)
{
    struct changing *job = data;

    TRY(account_by_id(tx, job->cx->principal.account, &job->proof.account));
    return password_policy_read(tx, job->cx->principal.account, &job->policy);
}

static bool is_fresh(const struct context *cx)
{
    return cx->principal.fresh_until >= cx->now;
}

MUST_CHECK static enum err run_form(struct context *cx, const struct grant *g, const struct input *in, struct node *out)
{
    struct changing job = {.cx = cx};

    (void)g;
    (void)in;
    TRY(session_needed(cx));
    TRY(store_read(cx->app->store, COMPANY_ALL, cx->arena, account_body, &job));
    doc_text(out, password_page_email, job.proof.account.email);
    doc_bool(out, password_page_fresh, is_fresh(cx));
    doc_int(out, password_page_min, password_characters_min(job.policy.min));
    doc_object(out, password_page_form);
    return OK;
}

/* A stranger at an open screen does not know it. */
MUST_CHECK static enum err prove(struct changing *job, struct str current)
{
    struct context *cx = job->cx;
    struct str email = job->proof.account.email;
    enum err err;

    if (is_fresh(cx) && !current.n)
        return OK;
    if (!current.n)
        return FAIL_FIELD(cx->arena, STR("current"), MSG_FIELD_REQUIRED);
    err = account_prove(cx, email, current, MSG_PASSWORD_WRONG, &job->proof);
    if (err == ERR_INVALID) {
        fail_clear(cx->arena);
        return FAIL_FIELD(cx->arena, STR("current"), MSG_PASSWORD_WRONG);
    }
    job->proven = err == OK;
    return err;
}

MUST_CHECK static enum err change_body(struct tx *tx, void *data)
{
    struct changing *job = data;
    struct context *cx = job->cx;
    struct principal who = cx->principal;

    if (job->proven)
        TRY(throttle_success(tx, &job->proof.throttle, true, cx->now));
    TRY(identity_set_password(tx, who.account, job->hash, cx->now));
    TRY(sessions_end_account(tx, who.account, who.session));
    /* The own session goes on under a new secret. */
    return identity_begin_session(cx, tx, who.account, who.company, who.staff);
}

MUST_CHECK static enum err run_change(struct context *cx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct changing job = {.cx = cx};
    struct password_owner owner = {.name = g->person->name, .company = cx->company->name};
    struct str old_hash;

    (void)out;
    TRY(session_needed(cx));
    TRY(store_read(cx->app->store, COMPANY_ALL, cx->arena, account_body, &job));
    owner.email = job.proof.account.email;
    owner.min = job.policy.min;
    old_hash = job.proof.account.password_hash;
    TRY(identity_check_password(cx->arena, "password", input_text(in, "password"), &owner));
    TRY(prove(&job, input_text(in, "current")));
    TRY(password_refuse_same(cx, "password", old_hash, input_text(in, "password")));
    TRY(password_hash(cx->app, cx->arena, input_text(in, "password"), &job.hash));
    return store_write(cx->app->store, COMPANY_NONE, cx->arena, change_body, &job, NULL);
}

static const struct operation rows[] = {
    {
        .name = "me.password_form",
        .summary = "The form for a new password of one's own.",
        .method = METHOD_GET,
        .path = "/me/password",
        .permission = PERMISSION_signed_in,
        .output = &password_page_schema,
        .page = "identity/password",
        .title = "Change password",
        .run_alone = run_form,
        .flags = OP_PRIVATE,
    },
    {
        .name = "me.password",
        .summary = "Sets one's own password and ends all one's other sessions.",
        .method = METHOD_PUT,
        .path = "/me/password",
        .permission = PERMISSION_signed_in,
        .input = change_input,
        .form = "me.password_form",
        .next = "/me",
        .run_alone = run_change,
        .flags = OP_NO_AUDIT, /* an account's, not a company's act */
    },
};

const struct feature password_feature = {.name = "password", .operations = rows, .operation_count = ARRAY_SIZE(rows)};
