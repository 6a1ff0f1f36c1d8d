/* Accepting an invitation (STF-02): the first password of an account that has none, the password of one that has, or a
 * session of it. */
#include "app/act.h"
#include "features/identity/identity_parts.h"
#include "features/identity/password.h"

enum { KEY_MAX = 100 };

SQL(welcome_link,
    "SELECT l.id, l.account_id, l.company_id, l.staff_id, p.name, p.role, p.owner, c.name, a.email,"
    " a.password_hash FROM one_time_link l"
    " JOIN staff p ON p.company_id = l.company_id AND p.id = l.staff_id"
    " JOIN company c ON c.id = l.company_id JOIN account a ON a.id = l.account_id"
    " WHERE l.secret_hash = $1 AND l.purpose = $2 AND l.used_at = 0 AND l.expires_at > $3 AND p.status = $4"
    " /* scope: all companies: only the secret tells which */");
SQL(welcome_activate, "UPDATE staff SET status = $4, changed = $5, last_sign_in_at = $6"
                      " WHERE company_id = $1 AND id = $2 AND status = $3");

/* ------------------------------------------------------------------ documents */

#define WELCOME_FORM(F, P)                                                                                             \
    F(P, key, TEXT, BASIC)                                                                                             \
    F(P, email, TEXT, BASIC)                                                                                           \
    F(P, password_error, TEXT, BASIC)
DOC_SCHEMA(welcome_form, WELCOME_FORM);

/* `over`: the link leads nowhere any more, and nothing else is said. */
#define WELCOME_PAGE(F, P)                                                                                             \
    F(P, over, BOOL, BASIC)                                                                                            \
    F(P, company, TEXT, BASIC)                                                                                         \
    F(P, person, TEXT, BASIC)                                                                                          \
    F(P, email, TEXT, BASIC)                                                                                           \
    F(P, has_password, BOOL, BASIC)                                                                                    \
    F(P, is_you, BOOL, BASIC)                                                                                          \
    F(P, min, INT, BASIC)                                                                                              \
    F(P, action, ADDRESS, BASIC)                                                                                       \
    F(P, form, OBJECT, BASIC, .of = &welcome_form_schema)
DOC_SCHEMA(welcome_page, WELCOME_PAGE);

#define WELCOME_DONE(F, P) F(P, company, TEXT, BASIC)
DOC_SCHEMA(welcome_done, WELCOME_DONE);

static const struct input_field key_query[] = {{.name = "key", .kind = INPUT_TEXT, .max = KEY_MAX}, {.name = NULL}};
static const struct input_field welcome_input[] = {
    {.name = "key", .kind = INPUT_TEXT, .required = true, .max = KEY_MAX},
    {.name = "password", .kind = INPUT_SECRET, .max = PASSWORD_CHARACTERS_MAX, .label = "Password"},
    {.name = NULL}};

/* ------------------------------------------------------------------ reading the link */

struct welcome {
    struct context *cx;
    struct str key;
    int64_t link; /* 0: over */
    struct account_id account;
    struct company_id company;
    struct staff_id staff;
    struct str person, company_name, email;
    int64_t role;
    bool owner, has_password;
    struct password_policy policy;
    struct str new_hash; /* of the first password; empty: none is set */
    bool proven;         /* by its password: the throttle hears of it */
    struct proof proof;
};

MUST_CHECK static enum err link_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct welcome *job = data;
    uint8_t hash[HASH_BYTES];

    job->link = 0;
    link_hash(hash, job->key);
    TRY(QUERY(tx, &welcome_link, &q, SQL_BYTES(hash, HASH_BYTES), SQL_INT(LINK_INVITE), SQL_INT(job->cx->now),
              SQL_INT(STAFF_INVITED)));
    if (query_next(&q)) {
        job->link = query_int(&q, 0);
        job->account.n = query_int(&q, 1);
        job->company.n = query_int(&q, 2);
        job->staff.n = query_int(&q, 3);
        job->person = query_text(&q, 4);
        job->role = query_int(&q, 5);
        job->owner = query_bool(&q, 6);
        job->company_name = query_text(&q, 7);
        job->email = query_text(&q, 8);
        job->has_password = query_text(&q, 9).n > 0;
    }
    TRY(query_done(&q));
    return password_policy_read(tx, job->account, &job->policy);
}

/* The request came with a session of the very account that was invited. */
static bool is_you(const struct welcome *job)
{
    return job->cx->principal.session.n && job->cx->principal.account.n == job->account.n;
}

MUST_CHECK static enum err run_form(struct context *cx, const struct grant *g, const struct input *in, struct node *out)
{
    struct welcome job = {.cx = cx, .key = input_text(in, "key")};
    struct node *form = doc_object(out, welcome_page_form);

    (void)g;
    TRY(store_read(cx->app->store, COMPANY_ALL, cx->arena, link_body, &job));
    doc_bool(out, welcome_page_over, !job.link);
    if (!job.link)
        return OK;
    doc_text(out, welcome_page_company, job.company_name);
    doc_text(out, welcome_page_person, job.person);
    doc_text(out, welcome_page_email, job.email);
    doc_bool(out, welcome_page_has_password, job.has_password);
    doc_bool(out, welcome_page_is_you, is_you(&job));
    doc_int(out, welcome_page_min, password_characters_min(job.policy.min));
    /* With the key in it: after a refusal the form is shown again from its address. */
    doc_address(out, welcome_page_action, arena_format(cx->arena, "/welcome?key=%.*s", STR_ARG(job.key)));
    doc_text(form, welcome_form_key, job.key);
    doc_text(form, welcome_form_email, job.email);
    return OK;
}

/* ------------------------------------------------------------------ accepting */

/* Who came with the link is the account's person: by a session, by its password, or by setting the first one. */
MUST_CHECK static enum err prove(struct welcome *job, struct str password)
{
    struct context *cx = job->cx;
    struct password_owner owner = {job->email, job->person, job->company_name, job->policy.min};

    if (is_you(job))
        return OK;
    if (password.n == 0)
        return FAIL_FIELD(cx->arena, STR("password"), MSG_FIELD_REQUIRED);
    if (job->has_password) {
        TRY(account_prove(cx, job->email, password, MSG_PASSWORD_WRONG, &job->proof));
        job->proven = true;
        return OK;
    }
    TRY(identity_check_password(cx->arena, "password", password, &owner));
    return password_hash(cx->app, cx->arena, password, &job->new_hash);
}

MUST_CHECK static enum err accept_body(struct tx *tx, void *data)
{
    struct welcome *job = data;
    struct context *cx = job->cx;
    int64_t changed = 0;

    TRY(act_begin(tx, cx, job->company, job->staff));
    TRY(link_use(tx, job->link, cx->now));
    TRY(EXECUTE(tx, &welcome_activate, &changed, SQL_INT(job->company.n), SQL_INT(job->staff.n), SQL_INT(STAFF_INVITED),
                SQL_INT(STAFF_ACTIVE), SQL_INT(cx->change), SQL_INT(cx->now)));
    if (!changed) /* made inactive, say, between the page and the button */
        return FAIL(cx->arena, ERR_CONFLICT, MSG_LINK_OVER);
    TRY(history_put(tx, job->company, cx->change, cx->now, (struct history_key){HISTORY_STAFF, job->staff.n, 0, 0},
                    (const int64_t[]){job->role, STAFF_ACTIVE, job->owner}));
    if (job->new_hash.n)
        TRY(identity_set_password(tx, job->account, job->new_hash, cx->now));
    if (job->proven)
        TRY(throttle_success(tx, &job->proof.throttle, true, cx->now));
    TRY(identity_begin_session(cx, tx, job->account, job->company, job->staff));
    audit_about(cx, job->staff, (struct client_id){0});
    audit_change(cx, "staff", job->staff.n, "status", STR("invited"), STR("active"));
    return audit_append(tx, cx);
}

MUST_CHECK static enum err run_welcome(struct context *cx, const struct grant *g, const struct input *in,
                                       struct node *out)
{
    struct welcome job = {.cx = cx, .key = input_text(in, "key")};

    (void)g;
    TRY(store_read(cx->app->store, COMPANY_ALL, cx->arena, link_body, &job));
    if (!job.link)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_LINK_OVER);
    TRY(prove(&job, input_text(in, "password")));
    TRY(store_write(cx->app->store, job.company, cx->arena, accept_body, &job, NULL));
    doc_text(out, welcome_done_company, job.company_name);
    return OK;
}

static const struct operation rows[] = {
    {
        .name = "identity.welcome_form",
        .summary = "An invitation, by the secret of its link.",
        .method = METHOD_GET,
        .path = "/welcome",
        .permission = PERMISSION_anyone,
        .input = key_query,
        .output = &welcome_page_schema,
        .page = "identity/welcome",
        .title = "Welcome",
        .run_alone = run_form,
    },
    {
        .name = "identity.welcome",
        .summary = "Accepts an invitation and signs in.",
        .method = METHOD_POST,
        .path = "/welcome",
        .permission = PERMISSION_anyone,
        .input = welcome_input,
        .output = &welcome_done_schema,
        .form = "identity.welcome_form",
        .next = "/home",
        .run_alone = run_welcome,
    },
};

const struct feature welcome_feature = {.name = "welcome", .operations = rows, .operation_count = ARRAY_SIZE(rows)};
