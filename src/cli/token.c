#include "app/act.h"
#include "app/system.h"
#include "cli/company.h"
#include "cli/verbs.h"
#include "features/identity/identity.h"

static const struct cli_option options[] = {
    CLI_DATA_OPTIONS,
    {.name = "company", .value = "SLUG", .required = true, .help = "the company, by its short name"},
    {.name = "staff", .value = "EMAIL", .required = true, .help = "the person whose token it is"},
    {.name = "name", .value = "NAME", .required = true, .help = "what it is for"},
    {.name = "expires", .value = "DATE", .help = "the day on which it ends, like 2027-01-31"},
    {.name = NULL},
};

struct making {
    struct app *app;
    struct context cx;
    const struct company_state *state;
    struct system_access access;
    struct staff_id staff;
    struct str name;
    int64_t expires_at;
    struct str secret;
};

MUST_CHECK static enum err make_body(struct tx *tx, void *data)
{
    struct making *making = data;
    struct company_id company = making->state->profile.id;

    making->cx = system_context(making->app, tx_arena(tx), "tokens.create", &making->state->profile, making->cx.now);
    TRY(act_begin(tx, &making->cx, company, (struct staff_id){0}));
    TRY(system_access_open(tx, company, PERMISSION_manage_access, making->cx.now, &making->access));
    TRY(identity_token(tx, &making->access.grant, making->staff, making->name, ~UINT64_C(0), making->expires_at,
                       &making->secret));
    audit_about(&making->cx, making->staff, (struct client_id){0});
    audit_change(&making->cx, "token", making->staff.n, "name", STR(""), making->name);
    return audit_append(tx, &making->cx);
}

/* The end of the day in the company's zone; 0: no end. */
static bool read_expiry(struct cli *cli, const struct zone *zone, int64_t *ret)
{
    struct str text = cli_text(cli, "expires");
    int32_t day;

    *ret = 0;
    if (text.n == 0)
        return true;
    if (!day_parse(text, &day))
        return false;
    *ret = time_day_start(zone, day + 1);
    return true;
}

static int make(struct cli *cli, struct cli_app *on)
{
    struct making making = {.app = on->app, .name = cli_text(cli, "name"), .cx = {.now = app_now(on->app)}};
    struct company_id company;
    enum err err;
    int code = cli_company(cli, on, &company);

    if (code == CLI_OK)
        code = cli_staff(cli, on, company, &making.staff);
    if (code != CLI_OK)
        return code;
    err = company_state(on->app, company, 0, &on->arena, &making.state);
    if (err != OK)
        return cli_failed(cli, err, &on->arena);
    if (read_expiry(cli, making.state->profile.zone, &making.expires_at)) {
        err = store_write(on->store, company, &on->arena, make_body, &making, NULL);
        code = err == OK ? CLI_OK : cli_failed(cli, err, &on->arena);
    } else {
        code = cli_usage(cli, "--expires is a day like 2027-01-31");
    }
    system_access_end(&making.access);
    company_release(on->app, making.state);
    if (code == CLI_OK && cli->json)
        fprintf(cli->out, "{\"token\":\"%.*s\"}\n", STR_ARG(making.secret));
    else if (code == CLI_OK)
        fprintf(cli->out, "%.*s\n", STR_ARG(making.secret));
    return code;
}

static int run(struct cli *cli)
{
    struct cli_app on = {0};
    int code = cli_open(cli, &on);

    if (code == CLI_OK)
        code = make(cli, &on);
    cli_close(&on);
    return code;
}

const struct verb verb_token_create = {
    .name = "token create",
    .summary = "Make a token for a program; it is printed once",
    .details = "The token acts as its person: it sees and may do what they do, and ends with them.",
    .options = options,
    .run = run,
};
