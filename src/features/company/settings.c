/* Settings > Company (ROL-153): the name, the words, and the numbers that access rests on. */
#include "features/company/choices.h"
#include "features/roles/roles.h"

enum { NAME_MAX_CHARACTERS = 120, FADE_DAYS_MAX = 3650, RUNNING_HOURS_MAX = 72 };
enum { PASSWORD_MIN = 12, PASSWORD_MIN_MAX = 64, PASSWORD_DAYS_MIN = 30, PASSWORD_DAYS_MAX = 3650 };

SQL(settings_read, "SELECT name, slug, scheme, zone, currency, word_user, word_availability, fade_days, running_hours,"
                   " surfaces_lifted, private_messaging, changed, password_min, password_days FROM company WHERE id = "
                   "$1 /* company_id = $1 */");
SQL(settings_write, "UPDATE company SET name = $2, word_user = $3, word_availability = $4, fade_days = $5,"
                    " running_hours = $6, surfaces_lifted = $7, changed = $8, password_min = $9, password_days = $10 "
                    "WHERE id = $1 /* company_id = $1 */");

/* ------------------------------------------------------------------ documents */

#define SETTINGS_FORM(F, P)                                                                                            \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, name_error, TEXT, BASIC)                                                                                      \
    F(P, wording, ENUM, BASIC, .names = &wording_names)                                                                \
    F(P, time_off, ENUM, BASIC, .names = &time_off_names)                                                              \
    F(P, fade_days, TEXT, BASIC)                                                                                       \
    F(P, fade_days_error, TEXT, BASIC)                                                                                 \
    F(P, running_hours, TEXT, BASIC)                                                                                   \
    F(P, running_hours_error, TEXT, BASIC)                                                                             \
    F(P, surfaces_lifted, BOOL, BASIC)                                                                                 \
    F(P, password_min, TEXT, BASIC)                                                                                    \
    F(P, password_min_error, TEXT, BASIC)                                                                              \
    F(P, password_days, TEXT, BASIC)                                                                                   \
    F(P, password_days_error, TEXT, BASIC)                                                                             \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(settings_form, SETTINGS_FORM);

#define SETTINGS_CAN(F, P)                                                                                             \
    F(P, save, BOOL, BASIC)                                                                                            \
    F(P, prove, BOOL, BASIC)
DOC_SCHEMA(settings_can, SETTINGS_CAN);

/* `fade_days` 0: access by events does not fade (ACC-08). `can.save`: ROL-203, an Admin of a facility only looks.
 * `can.prove`: the owner (AUD-06). */
#define SETTINGS(F, P)                                                                                                 \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, slug, TEXT, BASIC)                                                                                            \
    F(P, scheme, ENUM, BASIC, .names = &scheme_names)                                                                  \
    F(P, zone, TEXT, BASIC)                                                                                            \
    F(P, currency, TEXT, BASIC)                                                                                        \
    F(P, wording, ENUM, BASIC, .names = &wording_names)                                                                \
    F(P, time_off, ENUM, BASIC, .names = &time_off_names)                                                              \
    F(P, fade_days, INT, BASIC)                                                                                        \
    F(P, running_hours, INT, BASIC)                                                                                    \
    F(P, surfaces_lifted, BOOL, BASIC)                                                                                 \
    F(P, surface_limits, LIST, BASIC, .of = &surface_limit_schema)                                                     \
    F(P, password_min, INT, BASIC)                                                                                     \
    F(P, password_days, INT, BASIC)                                                                                    \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, can, OBJECT, BASIC, .of = &settings_can_schema)                                                               \
    F(P, form, OBJECT, BASIC, .of = &settings_form_schema)
DOC_SCHEMA(company_settings, SETTINGS);

/* What is left out stays as it is. */
static const struct input_field save_input[] = {
    {.name = "name", .kind = INPUT_TEXT, .min = 1, .max = NAME_MAX_CHARACTERS, .label = "Name"},
    {.name = "wording", .kind = INPUT_ENUM, .names = &wording_names, .label = "Wording"},
    {.name = "time_off", .kind = INPUT_ENUM, .names = &time_off_names, .label = "Absence"},
    {.name = "fade_days", .kind = INPUT_INT, .max = FADE_DAYS_MAX, .label = "Days until access fades"},
    {.name = "running_hours", .kind = INPUT_INT, .min = 1, .max = RUNNING_HOURS_MAX, .label = "Hours until it is past"},
    {.name = "surfaces_lifted", .kind = INPUT_BOOL, .absent_is_no = true, .label = "Dashboard and field app alike"},
    {.name = "password_min",
     .kind = INPUT_INT,
     .min = PASSWORD_MIN,
     .max = PASSWORD_MIN_MAX,
     .label = "Characters of a password"},
    {.name = "password_days", .kind = INPUT_INT, .max = PASSWORD_DAYS_MAX, .label = "Days until a new password"},
    {.name = "changed", .kind = INPUT_INT, .max = INT64_MAX},
    {.name = NULL}};

/* ------------------------------------------------------------------ reading */

struct settings {
    struct str name, slug, zone, currency;
    int64_t scheme, fade_days, running_hours, password_min, password_days, changed;
    bool word_user, word_availability, surfaces_lifted, private_messaging;
};

MUST_CHECK static enum err read_settings(struct tx *tx, const struct grant *g, struct settings *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &settings_read, &q, SQL_INT(g->company.n)));
    if (query_next(&q))
        *ret = (struct settings){
            .name = query_text(&q, 0),
            .slug = query_text(&q, 1),
            .scheme = query_int(&q, 2),
            .zone = query_text(&q, 3),
            .currency = query_text(&q, 4),
            .word_user = query_bool(&q, 5),
            .word_availability = query_bool(&q, 6),
            .fade_days = query_int(&q, 7),
            .running_hours = query_int(&q, 8),
            .surfaces_lifted = query_bool(&q, 9),
            .private_messaging = query_bool(&q, 10),
            .changed = query_int(&q, 11),
            .password_min = query_int(&q, 12),
            .password_days = query_int(&q, 13),
        };
    return query_done(&q);
}

static void put_settings(const struct context *cx, const struct grant *g, const struct settings *settings,
                         struct node *out)
{
    bool save = grant_holds(g, PERMISSION_company_settings);

    doc_text(out, company_settings_name, settings->name);
    doc_text(out, company_settings_slug, settings->slug);
    doc_enum(out, company_settings_scheme, (int)settings->scheme);
    doc_text(out, company_settings_zone, settings->zone);
    doc_text(out, company_settings_currency, settings->currency);
    doc_enum(out, company_settings_wording, settings->word_user ? 2 : 1);
    doc_enum(out, company_settings_time_off, settings->word_availability ? 2 : 1);
    doc_int(out, company_settings_fade_days, settings->fade_days);
    doc_int(out, company_settings_running_hours, settings->running_hours);
    doc_bool(out, company_settings_surfaces_lifted, settings->surfaces_lifted);
    limits_document(cx, g, doc_list(out, company_settings_surface_limits));
    doc_int(out, company_settings_password_min, settings->password_min);
    doc_int(out, company_settings_password_days, settings->password_days);
    doc_int(out, company_settings_changed, settings->changed);
    doc_bool(doc_object(out, company_settings_can), settings_can_save, save);
    doc_bool(doc_object(out, company_settings_can), settings_can_prove, grant_is_owner(g));
}

MUST_CHECK static enum err run_form(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct node *form = doc_object(out, company_settings_form);
    struct settings settings = {.scheme = 0};

    (void)in;
    TRY(read_settings(tx, g, &settings));
    put_settings(cx, g, &settings, out);
    doc_text(form, settings_form_name, settings.name);
    doc_enum(form, settings_form_wording, settings.word_user ? 2 : 1);
    doc_enum(form, settings_form_time_off, settings.word_availability ? 2 : 1);
    doc_text(form, settings_form_fade_days, arena_format(cx->arena, "%lld", (long long)settings.fade_days));
    doc_text(form, settings_form_running_hours, arena_format(cx->arena, "%lld", (long long)settings.running_hours));
    doc_bool(form, settings_form_surfaces_lifted, settings.surfaces_lifted);
    doc_text(form, settings_form_password_min, arena_format(cx->arena, "%lld", (long long)settings.password_min));
    doc_text(form, settings_form_password_days, arena_format(cx->arena, "%lld", (long long)settings.password_days));
    doc_int(form, settings_form_changed, settings.changed);
    return OK;
}

/* ------------------------------------------------------------------ saving */

static void take_input(const struct input *in, struct settings *settings)
{
    if (input_given(in, "name"))
        settings->name = input_text(in, "name");
    if (input_given(in, "wording"))
        settings->word_user = input_int(in, "wording") == 2;
    if (input_given(in, "time_off"))
        settings->word_availability = input_int(in, "time_off") == 2;
    if (input_given(in, "fade_days"))
        settings->fade_days = input_int(in, "fade_days");
    if (input_given(in, "running_hours"))
        settings->running_hours = input_int(in, "running_hours");
    if (input_given(in, "surfaces_lifted"))
        settings->surfaces_lifted = input_bool(in, "surfaces_lifted");
    if (input_given(in, "password_min"))
        settings->password_min = input_int(in, "password_min");
    if (input_given(in, "password_days"))
        settings->password_days = input_int(in, "password_days");
}

static void note_number(struct context *cx, const char *field, int64_t before, int64_t after)
{
    if (before != after)
        audit_change_int(cx, "company", cx->principal.company.n, field, before, after);
}

static void note_changes(struct context *cx, const struct settings *before, const struct settings *after)
{
    if (!str_equal(before->name, after->name))
        audit_change(cx, "company", cx->principal.company.n, "name", before->name, after->name);
    note_number(cx, "word_user", before->word_user, after->word_user);
    note_number(cx, "word_availability", before->word_availability, after->word_availability);
    note_number(cx, "fade_days", before->fade_days, after->fade_days);
    note_number(cx, "running_hours", before->running_hours, after->running_hours);
    note_number(cx, "surfaces_lifted", before->surfaces_lifted, after->surfaces_lifted);
    note_number(cx, "password_min", before->password_min, after->password_min);
    note_number(cx, "password_days", before->password_days, after->password_days);
}

MUST_CHECK static enum err run_save(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct settings before = {.scheme = 0}, after;
    int64_t flags;

    TRY(read_settings(tx, g, &before));
    TRY(changed_check(cx, in, before.changed));
    after = before;
    take_input(in, &after);
    if (after.password_days && after.password_days < PASSWORD_DAYS_MIN)
        return FAIL_FIELD(cx->arena, STR("password_days"), MSG_PASSWORD_DAYS);
    after.changed = cx->change;
    TRY(EXECUTE(tx, &settings_write, NULL, SQL_INT(g->company.n), SQL_TEXT(after.name), SQL_BOOL(after.word_user),
                SQL_BOOL(after.word_availability), SQL_INT(after.fade_days), SQL_INT(after.running_hours),
                SQL_BOOL(after.surfaces_lifted), SQL_INT(cx->change), SQL_INT(after.password_min),
                SQL_INT(after.password_days)));
    flags = (int64_t)after.surfaces_lifted << 16 | (int64_t)after.private_messaging << 17;
    TRY(history_put(tx, g->company, cx->change, cx->now, (struct history_key){HISTORY_COMPANY, 0, 0, 0},
                    (const int64_t[]){after.scheme, after.fade_days, after.running_hours | flags}));
    note_changes(cx, &before, &after);
    put_settings(cx, g, &after, out);
    return OK;
}

static const struct operation rows[] = {
    {
        .name = "settings.company",
        .summary = "The company's settings, with their form.",
        .method = METHOD_GET,
        .path = "/settings/company",
        .permission = PERMISSION_company_settings,
        .either = PERMISSION_operational_settings,
        .output = &company_settings_schema,
        .page = "company/settings",
        .title = "Company settings",
        .run = run_form,
    },
    {
        .name = "settings.company_save",
        .summary = "Changes the company's settings; what is left out stays.",
        .method = METHOD_PUT,
        .path = "/settings/company",
        .permission = PERMISSION_company_settings,
        .input = save_input,
        .output = &company_settings_schema,
        .form = "settings.company",
        .next = "/settings/company",
        .run = run_save,
    },
};

const struct feature company_feature = {.name = "company", .operations = rows, .operation_count = ARRAY_SIZE(rows)};
