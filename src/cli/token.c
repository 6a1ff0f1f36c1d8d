#include "cli/lookup.h"
#include "cli/verbs.h"

#include "app/act.h"
#include "app/system.h"
#include "base/time.h"
#include "features/identity/identity.h"

enum { NAME_MAX_BYTES = 120 };

static const struct cli_option options[] = {
    CLI_DATA_OPTIONS,
    {.name = "company", .value = "SLUG", .required = true, .help = "the company, by its short name"},
    {.name = "staff", .value = "EMAIL", .required = true, .help = "whose token it is"},
    {.name = "name", .value = "NAME", .required = true, .help = "what it is for"},
    {.name = "expires",
     .value = "DATE",
     .help = "the last day on which it works: 2026-12-31; without it, it has no end"},
    {.name = NULL},
};

struct making {
    struct cli_app *on;
    const struct cli_company *company;
    const struct cli_staff *staff;
    struct str name, secret;
    int64_t expires_at;
    struct context cx;
};

MUST_CHECK static enum err write_body(struct tx *tx, void *data)
{
    struct making *job = data;
    struct system_access access = {NULL};
    enum err err;

    job->cx = system_context(job->on->app, &job->on->arena, "tokens.create", NULL, app_now(job->on->app));
    TRY(act_begin(tx, &job->cx, job->company->id, (struct staff_id){0}));
    TRY(system_access_open(tx, job->company->id, PERMISSION_manage_staff, job->cx.now, &access));
    err = identity_token(tx, &access.grant, job->staff->id, job->name, ~UINT64_C(0), job->expires_at, &job->secret);
    system_access_end(&access);
    TRY(err);
    audit_about(&job->cx, job->staff->id, (struct client_id){0});
    audit_change(&job->cx, "token", 0, "name", STR(""), job->name);
    return audit_append(tx, &job->cx);
}

static void say_made(const struct cli *cli, const struct making *job)
{
    struct buf out;

    if (!cli->json) {
        fprintf(cli->out, "%.*s\n", STR_ARG(job->secret));
        return;
    }
    buf_init(&out, cli->arena, 4096);
    buf_format(&out, "{\"token\":\"%.*s\",\"company\":\"%.*s\",\"staff\":", STR_ARG(job->secret),
               STR_ARG(job->company->slug));
    json_text(&out, job->staff->name);
    buf_add(&out, STR(",\"name\":"));
    json_text(&out, job->name);
    buf_add(&out, STR(",\"expires_at\":"));
    if (job->expires_at)
        json_text(&out, time_text(cli->arena, job->company->zone, job->expires_at));
    else
        buf_add(&out, STR("null"));
    fprintf(cli->out, "%.*s}\n", STR_ARG(buf_str(&out)));
}

/* Until the end of the day named, in the company's zone. */
static int read_end(struct cli *cli, const struct cli_company *company, int64_t now, int64_t *ret)
{
    struct str text = cli_text(cli, "expires");
    int32_t day;

    *ret = 0;
    if (text.n == 0)
        return CLI_OK;
    if (!day_parse(text, &day))
        return cli_usage(cli, "--expires is a date like 2026-12-31");
    *ret = time_day_start(company->zone, day + 1);
    return *ret > now ? CLI_OK : cli_usage(cli, "--expires is over already");
}

static int make(struct cli *cli, struct cli_app *on)
{
    struct cli_company company = {0};
    struct cli_staff staff = {0};
    struct making job = {.on = on, .company = &company, .staff = &staff, .name = str_trim(cli_text(cli, "name"))};
    int code = lookup_company(cli, on, cli_text(cli, "company"), &company);
    enum err err;

    if (code == CLI_OK)
        code = lookup_staff(cli, on, &company, cli_text(cli, "staff"), &staff);
    if (code == CLI_OK)
        code = read_end(cli, &company, app_now(on->app), &job.expires_at);
    if (code != CLI_OK)
        return code;
    if (staff.status != STAFF_ACTIVE)
        return cli_say(cli, CLI_REFUSED, "%.*s is not active, so no token of theirs would work", STR_ARG(staff.name));
    err = store_write(on->store, company.id, &on->arena, write_body, &job, NULL);
    if (err != OK)
        return cli_failed(cli, err, &on->arena);
    say_made(cli, &job);
    return CLI_OK;
}

static int run(struct cli *cli)
{
    struct cli_app on = {0};
    struct str name = str_trim(cli_text(cli, "name"));
    int code;

    if (name.n == 0 || name.n > NAME_MAX_BYTES)
        return cli_usage(cli, "--name wants 1 to %d bytes", NAME_MAX_BYTES);
    code = cli_open(cli, &on);
    if (code == CLI_OK)
        code = make(cli, &on);
    cli_close(&on);
    return code;
}

const struct verb verb_token_create = {
    .name = "token create",
    .summary = "Make a token for a program, of one person",
    .details =
        "It is printed this once; only its hash is kept. It carries all permissions of the person, as they stand at\n"
        "each request, and ends when the person is frozen or becomes inactive.",
    .options = options,
    .run = run,
};
