/* Signing in and out, choosing a company, signing in afresh. */
#include "features/identity/identity_parts.h"

/* Where to go afterwards. */
enum { RETURN_MAX = 2000, SLUG_MAX = 60 };
#define HOME "/home"

SQL(sign_in_note_account,
    "UPDATE account SET last_sign_in_at = $2 WHERE id = $1 /* scope: all companies: it has none */");
SQL(sign_in_note_staff, "UPDATE staff SET last_sign_in_at = $3 WHERE company_id = $1 AND id = $2");
SQL(sign_in_freshen, "UPDATE session SET fresh_until = $2 WHERE id = $1 /* scope: all companies: the request's own */");

/* ------------------------------------------------------------------ documents and input */

#define SIGN_IN_FORM(F, P)                                                                                             \
    F(P, email, TEXT, BASIC)                                                                                           \
    F(P, email_error, TEXT, BASIC)                                                                                     \
    F(P, password_error, TEXT, BASIC)                                                                                  \
    F(P, company, TEXT, BASIC)                                                                                         \
    F(P, return, TEXT, BASIC)
DOC_SCHEMA(sign_in_form, SIGN_IN_FORM);

#define SIGN_IN_PAGE(F, P) F(P, form, OBJECT, BASIC, .of = &sign_in_form_schema)
DOC_SCHEMA(sign_in_page, SIGN_IN_PAGE);

#define SIGN_IN_CHOICE(F, P)                                                                                           \
    F(P, slug, TEXT, BASIC)                                                                                            \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, current, BOOL, BASIC)                                                                                         \
    F(P, return, TEXT, BASIC)
DOC_SCHEMA(sign_in_choice, SIGN_IN_CHOICE);

#define SIGN_IN_CHOOSE(F, P)                                                                                           \
    F(P, email, TEXT, BASIC)                                                                                           \
    F(P, companies, LIST, BASIC, .of = &sign_in_choice_schema)
DOC_SCHEMA(sign_in_choose, SIGN_IN_CHOOSE);

/* `company` is absent while one is still to be chosen from `companies`, and where the password is older than one of
 * them lets it be: then nobody is signed in, and `new_password` is where a new one is set. */
#define SIGN_IN_DONE(F, P)                                                                                             \
    F(P, new_password, ADDRESS, BASIC)                                                                                 \
    F(P, company, TEXT, BASIC)                                                                                         \
    F(P, companies, LIST, BASIC, .of = &sign_in_choice_schema)
DOC_SCHEMA(sign_in_done, SIGN_IN_DONE);

#define RETURN_FIELD                                                                                                   \
    {                                                                                                                  \
        .name = "return", .kind = INPUT_TEXT, .max = RETURN_MAX                                                        \
    }
static const struct input_field sign_in_query[] = {
    RETURN_FIELD, {.name = "company", .kind = INPUT_TEXT, .max = SLUG_MAX}, {.name = NULL}};
static const struct input_field sign_in_input[] = {
    {.name = "email", .kind = INPUT_EMAIL, .required = true, .label = "E-mail"},
    {.name = "password", .kind = INPUT_SECRET, .required = true, .label = "Password"},
    {.name = "company", .kind = INPUT_TEXT, .max = SLUG_MAX, .label = "Company"},
    RETURN_FIELD,
    {.name = NULL}};
static const struct input_field return_query[] = {RETURN_FIELD, {.name = NULL}};
static const struct input_field choose_input[] = {
    {.name = "company", .kind = INPUT_TEXT, .required = true, .max = SLUG_MAX, .label = "Company"},
    RETURN_FIELD,
    {.name = NULL}};
static const struct input_field again_input[] = {
    {.name = "password", .kind = INPUT_SECRET, .required = true, .label = "Password"}, RETURN_FIELD, {.name = NULL}};

bool is_local_address(struct str path)
{
    if (path.n == 0 || path.p[0] != '/' || (path.n > 1 && path.p[1] == '/'))
        return false;
    for (size_t i = 0; i < path.n; i++) {
        if ((unsigned char)path.p[i] <= ' ' || path.p[i] == '\\' || path.p[i] == 0x7f)
            return false;
    }
    return true;
}

static struct str return_of(const struct input *in)
{
    struct str path = input_text(in, "return");

    return is_local_address(path) && !str_is(path, "/") ? path : STR(HOME);
}

static struct str choice_address(struct arena *arena, const struct input *in)
{
    struct buf out;

    buf_init(&out, arena, RETURN_MAX * 3 + 64);
    buf_add(&out, STR("/sign-in/company?return="));
    url_encode(&out, return_of(in));
    return buf_str(&out);
}

/* ------------------------------------------------------------------ signing in */

MUST_CHECK static enum err run_sign_in_form(struct context *cx, struct tx *tx, const struct grant *g,
                                            const struct input *in, struct node *out)
{
    struct node *form = doc_object(out, sign_in_page_form);

    (void)cx;
    (void)tx;
    (void)g;
    doc_text(form, sign_in_form_email, STR(""));
    doc_text(form, sign_in_form_company, input_text(in, "company"));
    doc_text(form, sign_in_form_return, input_text(in, "return"));
    return OK;
}

struct signing {
    struct context *cx;
    const struct input *in;
    struct proof proof;
    int64_t fresh_until;
    const struct membership *memberships, *chosen;
    int count;
    struct str new_password; /* the address for one, where the old one is over */
};

static void add_choices(const struct signing *job, struct node *list)
{
    for (int i = 0; i < job->count; i++) {
        const struct membership *membership = &job->memberships[i];
        struct node *item = doc_item(list);

        doc_text(item, sign_in_choice_slug, membership->slug);
        doc_text(item, sign_in_choice_name, membership->name);
        doc_bool(item, sign_in_choice_current, membership->staff.n == job->cx->principal.staff.n);
        doc_text(item, sign_in_choice_return, input_text(job->in, "return"));
    }
}

static void choose(struct signing *job, struct str slug)
{
    job->chosen = NULL;
    for (int i = 0; i < job->count; i++) {
        if (str_equal(job->memberships[i].slug, slug) || (job->count == 1 && !slug.n))
            job->chosen = &job->memberships[i];
    }
}

/* A session for the company chosen, or one that can only choose. */
MUST_CHECK static enum err begin(struct signing *job, struct tx *tx, struct account_id account)
{
    struct context *cx = job->cx;
    struct session_seed seed = {.account = account,
                                .expires_at = cx->now + (job->chosen ? SESSION_MAX : SESSION_CHOICE),
                                .fresh_until = job->fresh_until};

    if (job->chosen) {
        seed.company = job->chosen->company;
        seed.staff = job->chosen->staff;
        TRY(EXECUTE(tx, &sign_in_note_staff, NULL, SQL_INT(seed.company.n), SQL_INT(seed.staff.n), SQL_INT(cx->now)));
    }
    return session_begin(cx, tx, &seed);
}

/* A password that is over opens the way to a new one and nothing else. */
MUST_CHECK static enum err ask_new_password(struct signing *job, struct tx *tx, struct account_id account)
{
    const struct link_seed seed = {.purpose = LINK_RESET, .account = account, .lasts_us = SESSION_CHOICE};
    struct str secret;

    TRY(link_make(tx, &seed, job->cx->now, &secret));
    job->new_password = arena_format(job->cx->arena, "/reset/new?over=1&key=%.*s", STR_ARG(secret));
    return OK;
}

MUST_CHECK static enum err sign_in_body(struct tx *tx, void *data)
{
    struct signing *job = data;
    struct context *cx = job->cx;
    struct account_id account = job->proof.account.id;
    struct str slug = input_text(job->in, "company");
    struct password_policy policy;

    TRY(memberships_read(tx, account, &job->memberships, &job->count));
    choose(job, slug);
    /* Frozen, inactive, not yet accepted, or of another company: told to nobody, not even with the right password. */
    if (job->count == 0 || (slug.n && !job->chosen))
        return FAIL_FIELD(cx->arena, STR("password"), MSG_SIGN_IN_WRONG);
    TRY(throttle_success(tx, &job->proof.throttle, true, cx->now));
    TRY(password_policy_read(tx, account, &policy));
    if (password_over(&policy, cx->now))
        return ask_new_password(job, tx, account);
    TRY(EXECUTE(tx, &sign_in_note_account, NULL, SQL_INT(account.n), SQL_INT(cx->now)));
    return begin(job, tx, account);
}

MUST_CHECK static enum err run_sign_in(struct context *cx, const struct grant *g, const struct input *in,
                                       struct node *out)
{
    struct signing job = {.cx = cx, .in = in, .fresh_until = cx->now + SESSION_FRESH};

    (void)g;
    TRY(account_prove(cx, input_text(in, "email"), input_text(in, "password"), MSG_SIGN_IN_WRONG, &job.proof));
    TRY(store_write(cx->app->store, COMPANY_ALL, cx->arena, sign_in_body, &job, NULL));
    cx->location = job.new_password.n ? job.new_password : job.chosen ? return_of(in) : choice_address(cx->arena, in);
    if (job.new_password.n)
        doc_address(out, sign_in_done_new_password, job.new_password);
    else if (job.chosen)
        doc_text(out, sign_in_done_company, job.chosen->slug);
    else
        add_choices(&job, doc_list(out, sign_in_done_companies));
    return OK;
}

/* ------------------------------------------------------------------ choosing, and switching */

MUST_CHECK static enum err choices_body(struct tx *tx, void *data)
{
    struct signing *job = data;

    TRY(account_by_id(tx, job->cx->principal.account, &job->proof.account));
    return memberships_read(tx, job->proof.account.id, &job->memberships, &job->count);
}

MUST_CHECK static enum err run_choices(struct context *cx, const struct grant *g, const struct input *in,
                                       struct node *out)
{
    struct signing job = {.cx = cx, .in = in};

    (void)g;
    TRY(session_needed(cx));
    TRY(store_read(cx->app->store, COMPANY_ALL, cx->arena, choices_body, &job));
    doc_text(out, sign_in_choose_email, job.proof.account.email);
    add_choices(&job, doc_list(out, sign_in_choose_companies));
    return OK;
}

MUST_CHECK static enum err choose_body(struct tx *tx, void *data)
{
    struct signing *job = data;
    struct context *cx = job->cx;

    TRY(memberships_read(tx, cx->principal.account, &job->memberships, &job->count));
    choose(job, input_text(job->in, "company"));
    if (!job->chosen)
        return FAIL_FIELD(cx->arena, STR("company"), MSG_SIGN_IN_COMPANY);
    return begin(job, tx, cx->principal.account);
}

MUST_CHECK static enum err run_choose(struct context *cx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct signing job = {.cx = cx, .in = in, .fresh_until = cx->principal.fresh_until};

    (void)g;
    TRY(session_needed(cx));
    TRY(store_write(cx->app->store, COMPANY_ALL, cx->arena, choose_body, &job, NULL));
    doc_text(out, sign_in_done_company, job.chosen->slug);
    cx->location = return_of(in);
    return OK;
}

/* ------------------------------------------------------------------ afresh */

MUST_CHECK static enum err email_body(struct tx *tx, void *data)
{
    struct signing *job = data;

    return account_by_id(tx, job->cx->principal.account, &job->proof.account);
}

MUST_CHECK static enum err run_again_form(struct context *cx, const struct grant *g, const struct input *in,
                                          struct node *out)
{
    struct signing job = {.cx = cx};
    struct node *form = doc_object(out, sign_in_page_form);

    (void)g;
    TRY(session_needed(cx));
    TRY(store_read(cx->app->store, COMPANY_NONE, cx->arena, email_body, &job));
    doc_text(form, sign_in_form_email, job.proof.account.email);
    doc_text(form, sign_in_form_return, input_text(in, "return"));
    return OK;
}

MUST_CHECK static enum err again_body(struct tx *tx, void *data)
{
    struct signing *job = data;
    struct context *cx = job->cx;

    TRY(throttle_success(tx, &job->proof.throttle, true, cx->now));
    return EXECUTE(tx, &sign_in_freshen, NULL, SQL_INT(cx->principal.session.n), SQL_INT(cx->now + SESSION_FRESH));
}

MUST_CHECK static enum err run_again(struct context *cx, const struct grant *g, const struct input *in,
                                     struct node *out)
{
    struct signing job = {.cx = cx};

    (void)g;
    (void)out;
    TRY(session_needed(cx));
    TRY(store_read(cx->app->store, COMPANY_NONE, cx->arena, email_body, &job));
    TRY(account_prove(cx, job.proof.account.email, input_text(in, "password"), MSG_PASSWORD_WRONG, &job.proof));
    TRY(store_write(cx->app->store, COMPANY_NONE, cx->arena, again_body, &job, NULL));
    cx->location = return_of(in);
    return OK;
}

/* ------------------------------------------------------------------ out */

MUST_CHECK static enum err run_sign_out(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct input *in, struct node *out)
{
    (void)g;
    (void)in;
    (void)out;
    cx->end_session = true;
    return session_end(tx, cx->principal.session);
}

/* Nothing here is a company's act: it is about an account and its own sessions. */
static const struct operation rows[] = {
    {
        .name = "identity.sign_in_form",
        .summary = "The form to sign in with.",
        .method = METHOD_GET,
        .path = "/sign-in",
        .permission = PERMISSION_anyone,
        .input = sign_in_query,
        .output = &sign_in_page_schema,
        .page = "identity/sign_in",
        .title = "Sign in",
        .run = run_sign_in_form,
        .flags = OP_NO_API,
    },
    {
        .name = "identity.sign_in",
        .summary = "Signs in with e-mail and password; answers with a session's cookie.",
        .method = METHOD_POST,
        .path = "/sign-in",
        .permission = PERMISSION_anyone,
        .input = sign_in_input,
        .output = &sign_in_done_schema,
        .form = "identity.sign_in_form",
        .next = HOME,
        .run_alone = run_sign_in,
        .flags = OP_NO_AUDIT,
    },
    {
        .name = "identity.companies",
        .summary = "The companies that one works for.",
        .method = METHOD_GET,
        .path = "/sign-in/company",
        .permission = PERMISSION_anyone,
        .input = return_query,
        .output = &sign_in_choose_schema,
        .page = "identity/companies",
        .title = "Choose a company",
        .run_alone = run_choices,
    },
    {
        .name = "identity.choose_company",
        .summary = "Binds the session to one of the companies that one works for.",
        .method = METHOD_POST,
        .path = "/sign-in/company",
        .permission = PERMISSION_anyone,
        .input = choose_input,
        .output = &sign_in_done_schema,
        .form = "identity.companies",
        .next = HOME,
        .run_alone = run_choose,
        .flags = OP_NO_AUDIT,
    },
    {
        .name = "identity.again_form",
        .summary = "The form to sign in afresh with.",
        .method = METHOD_GET,
        .path = "/sign-in/again",
        .permission = PERMISSION_anyone,
        .input = return_query,
        .output = &sign_in_page_schema,
        .page = "identity/again",
        .title = "Sign in again",
        .run_alone = run_again_form,
        .flags = OP_NO_API,
    },
    {
        .name = "identity.again",
        .summary = "Proves the password once more, for a quarter of an hour of dangerous acts.",
        .method = METHOD_POST,
        .path = "/sign-in/again",
        .permission = PERMISSION_anyone,
        .input = again_input,
        .form = "identity.again_form",
        .next = HOME,
        .run_alone = run_again,
        .flags = OP_NO_AUDIT,
    },
    {
        .name = "identity.sign_out",
        .summary = "Ends the session.",
        .method = METHOD_POST,
        .path = "/sign-out",
        .permission = PERMISSION_anyone,
        .next = "/sign-in",
        .run = run_sign_out,
        .flags = OP_NO_AUDIT | OP_ENDS_VIEW,
    },
};

const struct feature sign_in_feature = {.name = "sign_in", .operations = rows, .operation_count = ARRAY_SIZE(rows)};
