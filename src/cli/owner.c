#include "cli/lookup.h"
#include "cli/verbs.h"

static const struct cli_option options[] = {
    CLI_DATA_OPTIONS,
    {.name = "company", .value = "SLUG", .required = true, .help = "the company, by its short name"},
    {.name = "staff", .value = "EMAIL", .required = true, .help = "who becomes the owner: an active Admin"},
    {.name = "reason", .value = "TEXT", .required = true, .help = "why; kept in the company's record"},
    {.name = NULL},
};

static void say_json(const struct cli *cli, const struct cli_company *company, const struct cli_staff *staff)
{
    struct buf out;

    buf_init(&out, cli->arena, 4096);
    buf_format(&out, "{\"company\":\"%.*s\",\"owner\":", STR_ARG(company->slug));
    json_text(&out, staff->name);
    fprintf(cli->out, "%.*s}\n", STR_ARG(buf_str(&out)));
}

static int give(struct cli *cli, struct cli_app *on)
{
    struct cli_company company = {0};
    struct cli_staff staff = {0};
    struct outcome outcome;
    struct buf body;
    int code = lookup_company(cli, on, cli_text(cli, "company"), &company);

    if (code == CLI_OK)
        code = lookup_staff(cli, on, &company, cli_text(cli, "staff"), &staff);
    if (code != CLI_OK)
        return code;
    buf_init(&body, cli->arena, 8192);
    buf_format(&body, "{\"staff\":\"%.*s\",\"reason\":", STR_ARG(id_text(cli->arena, staff.id.n)));
    json_text(&body, cli_text(cli, "reason"));
    buf_add_char(&body, '}');
    app_call_system(on->app, "owner.give", company.id, SURFACE_CLI, NULL, buf_str(&body), &on->arena, &outcome);
    if (outcome.err != OK)
        code = cli_failed(cli, outcome.err, &on->arena);
    else if (cli->json)
        say_json(cli, &company, &staff);
    else
        fprintf(cli->out, "%.*s is the owner of %.*s now.\n", STR_ARG(staff.name), STR_ARG(company.slug));
    app_outcome_end(on->app, &outcome);
    return code;
}

static int run(struct cli *cli)
{
    struct cli_app on = {0};
    int code = cli_open(cli, &on);

    if (code == CLI_OK)
        code = give(cli, &on);
    cli_close(&on);
    return code;
}

const struct verb verb_owner_give = {
    .name = "owner give",
    .summary = "Give a company whose owner is lost another one",
    .details = "For when the owner cannot pass the ownership on in Settings > Company > Owner any more. It holds at "
               "once, without\n"
               "a waiting time, is kept in the company's record as an act of the operator, and both are told. The new "
               "owner must\n"
               "be an active Admin (in a facility, an Owner Admin). The former owner stays one.",
    .options = options,
    .run = run,
};
