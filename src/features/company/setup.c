/* The set-up page (PRD-03): open while there is no company, for whoever holds the code that the server printed. */
#include "base/random.h"
#include "doc/option.h"
#include "features/company/choices.h"
#include "features/identity/identity.h"

enum { CODE_MAX = 100, NAME_MAX_CHARACTERS = 120, ZONE_MAX = 60, PASSWORD_MAX = 256 };

SQL(setup_any_company, "SELECT 1 FROM company LIMIT 1 /* scope: all companies: whether there is one */");
/* Whoever sets up takes this row first, so that of two at once the second sees the first's company. */
SQL(setup_gate, "INSERT INTO throttle (key, failures, last_at) VALUES ($1, 0, $2)"
                " ON CONFLICT (key) DO UPDATE SET last_at = $2 /* scope: all companies: before there is one */");

/* ------------------------------------------------------------------ documents */

#define SETUP_FORM(F, P)                                                                                               \
    F(P, code, TEXT, BASIC)                                                                                            \
    F(P, code_error, TEXT, BASIC)                                                                                      \
    F(P, company, TEXT, BASIC)                                                                                         \
    F(P, company_error, TEXT, BASIC)                                                                                   \
    F(P, scheme, ENUM, BASIC, .names = &scheme_names)                                                                  \
    F(P, wording, ENUM, BASIC, .names = &wording_names)                                                                \
    F(P, time_off, ENUM, BASIC, .names = &time_off_names)                                                              \
    F(P, zone, TEXT, BASIC)                                                                                            \
    F(P, zone_error, TEXT, BASIC)                                                                                      \
    F(P, zone_options, LIST, BASIC, .of = &option_schema)                                                              \
    F(P, currency, TEXT, BASIC)                                                                                        \
    F(P, currency_options, LIST, BASIC, .of = &option_schema)                                                          \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, name_error, TEXT, BASIC)                                                                                      \
    F(P, email, TEXT, BASIC)                                                                                           \
    F(P, email_error, TEXT, BASIC)                                                                                     \
    F(P, password_error, TEXT, BASIC)
DOC_SCHEMA(setup_form, SETUP_FORM);

#define SETUP_PAGE(F, P) F(P, form, OBJECT, BASIC, .of = &setup_form_schema)
DOC_SCHEMA(setup_page, SETUP_PAGE);

#define SETUP_DONE(F, P)                                                                                               \
    F(P, company, ID, BASIC)                                                                                           \
    F(P, slug, TEXT, BASIC)                                                                                            \
    F(P, staff, ID, BASIC)
DOC_SCHEMA(setup_done, SETUP_DONE);

static const struct input_field code_query[] = {{.name = "code", .kind = INPUT_TEXT, .max = CODE_MAX}, {.name = NULL}};
static const struct input_field setup_input[] = {
    {.name = "code", .kind = INPUT_TEXT, .required = true, .max = CODE_MAX, .label = "Code"},
    {.name = "company", .kind = INPUT_TEXT, .required = true, .max = NAME_MAX_CHARACTERS, .label = "Company"},
    {.name = "scheme", .kind = INPUT_ENUM, .required = true, .names = &scheme_names, .label = "Roles"},
    {.name = "wording", .kind = INPUT_ENUM, .required = true, .names = &wording_names, .label = "Wording"},
    {.name = "time_off", .kind = INPUT_ENUM, .required = true, .names = &time_off_names, .label = "Absence"},
    {.name = "zone", .kind = INPUT_TEXT, .required = true, .max = ZONE_MAX, .label = "Time zone"},
    {.name = "currency", .kind = INPUT_ENUM, .required = true, .names = &currency_names, .label = "Currency"},
    {.name = "name", .kind = INPUT_TEXT, .required = true, .max = NAME_MAX_CHARACTERS, .label = "Your name"},
    {.name = "email", .kind = INPUT_EMAIL, .required = true, .label = "Your e-mail"},
    {.name = "password", .kind = INPUT_SECRET, .required = true, .max = PASSWORD_MAX, .label = "Password"},
    {.name = NULL}};

/* ------------------------------------------------------------------ whether it is open */

MUST_CHECK static enum err any_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    bool *ret_any = data;

    TRY(QUERY(tx, &setup_any_company, &q, SQL_INT(0)));
    *ret_any = query_next(&q);
    return query_done(&q);
}

/* A closed set-up page does not exist. */
MUST_CHECK static enum err check_open(struct context *cx)
{
    bool any = true;

    if (cx->app->config.setup_code.n)
        TRY(store_read(cx->app->store, COMPANY_ALL, cx->arena, any_body, &any));
    return any ? FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT) : OK;
}

/* ------------------------------------------------------------------ the form */

static void put_choices(struct context *cx, struct node *form)
{
    struct node *zones = doc_list(form, setup_form_zone_options);
    struct node *currencies = doc_list(form, setup_form_currency_options);
    struct str *names;
    int count;

    zone_names(cx->arena, &names, &count);
    option_put(zones, STR(""), STR("Please choose"), true);
    for (int i = 0; i < count; i++)
        option_put(zones, names[i], names[i], false);
    for (int i = 1; i <= currency_names.count; i++) {
        struct str code = str_from(currency_names.list[i - 1]), label = currency_label(i);

        option_put(currencies, code, arena_format(cx->arena, "%.*s – %.*s", STR_ARG(code), STR_ARG(label)), i == 1);
    }
}

MUST_CHECK static enum err run_form(struct context *cx, const struct grant *g, const struct input *in, struct node *out)
{
    struct node *form = doc_object(out, setup_page_form);

    (void)g;
    TRY(check_open(cx));
    doc_text(form, setup_form_code, input_text(in, "code"));
    doc_enum(form, setup_form_scheme, SCHEME_FIELD);
    doc_enum(form, setup_form_wording, 1);
    doc_enum(form, setup_form_time_off, 1);
    put_choices(cx, form);
    return OK;
}

/* ------------------------------------------------------------------ setting up */

struct setting_up {
    struct context *cx;
    struct company_seed seed;
    struct company_made made;
};

MUST_CHECK static enum err setup_body(struct tx *tx, void *data)
{
    struct setting_up *job = data;
    struct context *cx = job->cx;
    const struct str parts[] = {STR("petgate set-up")};
    uint8_t key[HASH_BYTES];
    bool any = true;

    hash_parts(key, parts, ARRAY_SIZE(parts));
    TRY(EXECUTE(tx, &setup_gate, NULL, SQL_BYTES(key, HASH_BYTES), SQL_INT(cx->now)));
    TRY(any_body(tx, &any));
    if (any)
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    TRY(company_create(cx->app, tx, &job->seed, cx->now, &job->made));
    return identity_begin_session(cx, tx, job->made.account, job->made.company, job->made.owner);
}

/* All faults at once, so that the form comes back once. */
MUST_CHECK static enum err check(struct context *cx, const struct input *in, const struct company_seed *seed)
{
    struct password_owner owner = {seed->owner_email, seed->owner_name, seed->name};
    enum err err = OK;
    struct zone *zone;

    if (!str_equal_secret(input_text(in, "code"), cx->app->config.setup_code))
        return FAIL_FIELD(cx->arena, STR("code"), MSG_SETUP_CODE);
    if (zone_load(cx->arena, seed->zone, &zone) != OK) {
        fail_clear(cx->arena);
        err = FAIL_FIELD(cx->arena, STR("zone"), MSG_ZONE_UNKNOWN, P_STR("zone", seed->zone));
    }
    if (!seed->slug.n)
        err = FAIL_FIELD(cx->arena, STR("company"), MSG_SLUG_EMPTY);
    if (identity_check_password(cx->arena, "password", input_text(in, "password"), &owner) != OK)
        err = ERR_INVALID;
    return err;
}

MUST_CHECK static enum err run_setup(struct context *cx, const struct grant *g, const struct input *in,
                                     struct node *out)
{
    struct setting_up job = {.cx = cx};
    struct company_seed *seed = &job.seed;

    (void)g;
    TRY(check_open(cx));
    *seed = (struct company_seed){
        .slug = company_slug(cx->arena, input_text(in, "company")),
        .name = input_text(in, "company"),
        .scheme = (enum scheme)input_int(in, "scheme"),
        .zone = input_text(in, "zone"),
        .currency = str_from(currency_names.list[input_int(in, "currency") - 1]),
        .locale = STR("en-GB"),
        .word_user = input_int(in, "wording") == 2,
        .word_availability = input_int(in, "time_off") == 2,
        .owner_name = input_text(in, "name"),
        .owner_email = input_text(in, "email"),
        .surface = SURFACE_DASHBOARD,
        .address = cx->address,
    };
    if (str_is(seed->currency, "USD"))
        seed->locale = STR("en-US");
    TRY(check(cx, in, seed));
    seed->owner_password_hash = identity_hash_password(cx->app, input_text(in, "password"), cx->arena);
    TRY(store_write(cx->app->store, COMPANY_ALL, cx->arena, setup_body, &job, NULL));
    doc_id(out, setup_done_company, job.made.company.n);
    doc_text(out, setup_done_slug, seed->slug);
    doc_id(out, setup_done_staff, job.made.owner.n);
    return OK;
}

static const struct operation rows[] = {
    {
        .name = "company.setup_form",
        .summary = "The set-up page; absent once there is a company.",
        .method = METHOD_GET,
        .path = "/setup",
        .permission = PERMISSION_anyone,
        .input = code_query,
        .output = &setup_page_schema,
        .page = "company/setup",
        .title = "Set up Petgate",
        .run_alone = run_form,
    },
    {
        .name = "company.setup",
        .summary = "Makes the first company with its owner, by the code that the server printed.",
        .method = METHOD_POST,
        .path = "/setup",
        .permission = PERMISSION_anyone,
        .input = setup_input,
        .output = &setup_done_schema,
        .form = "company.setup_form",
        .next = "/home",
        .run_alone = run_setup,
    },
};

const struct feature setup_feature = {.name = "setup", .operations = rows, .operation_count = ARRAY_SIZE(rows)};
