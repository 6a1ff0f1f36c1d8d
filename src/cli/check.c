#include "cli/company.h"
#include "cli/verbs.h"

static const struct cli_option options[] = {
    CLI_DATA_OPTIONS,
    {.name = "company", .value = "SLUG", .required = true, .help = "the company, by its short name"},
    {.name = "staff", .value = "EMAIL", .required = true, .help = "the person asked about"},
    {.name = "permission", .value = "NAME", .required = true, .help = "a permission, or view for sight alone"},
    {.name = "client", .value = "NAME-OR-ID", .help = "about this client"},
    {.name = "at", .value = "INSTANT", .help = "as it stood then, like 2026-05-03T09:00:00Z"},
    {.name = NULL},
};

/* One question, and what it is asked of. */
struct asking {
    struct company_id company;
    struct staff_id staff;
    struct client_id client;
    enum permission permission;
    int64_t at;
    struct picture *picture; /* of a past instant; NULL: now */
    const struct company_state *state;
};

static int read_question(struct cli *cli, struct cli_app *on, struct asking *asking)
{
    struct str permission = cli_text(cli, "permission"), at = cli_text(cli, "at");
    int code;

    asking->permission = PERMISSION_signed_in;
    if (!str_is(permission, "view") && !permission_parse(permission, &asking->permission))
        return cli_usage(cli, "there is no permission \"%.*s\"", STR_ARG(permission));
    if (at.n && !time_parse(at, &asking->at))
        return cli_usage(cli, "--at is an instant like 2026-05-03T09:00:00Z");
    code = cli_company(cli, on, &asking->company);
    if (code == CLI_OK)
        code = cli_staff(cli, on, asking->company, &asking->staff);
    if (code == CLI_OK)
        code = cli_client(cli, on, asking->company, &asking->client);
    return code;
}

static void print(struct cli *cli, const struct asking *asking, const struct person *person, struct decision decision)
{
    const struct message_text text = {
        .param_count = 3,
        .params = {P_STR("person", person ? person->name : cli_text(cli, "staff")), P_STR("client", cli_text(cli, "client")),
                   P_STR("permission", str_from(permission_info(asking->permission)->label))}};
    struct str why = message_fill(str_from(policy_reason_admin(decision.reason)), &text, NULL, NULL, cli->arena);
    struct str until = decision.valid_until == INT64_MAX ? STR("") : time_text(cli->arena, zone_utc, decision.valid_until);
    struct buf quoted;

    if (!cli->json) {
        fprintf(cli->out, "%s: %.*s (%s, %s)%s%.*s\n", decision.allowed ? "allowed" : "refused", STR_ARG(why),
                policy_reason_rule(decision.reason), policy_reason_name(decision.reason),
                until.n ? "; changes by itself at " : "", STR_ARG(until));
        return;
    }
    buf_init(&quoted, cli->arena, 4096);
    json_text(&quoted, why);
    fprintf(cli->out, "{\"allowed\":%s,\"reason\":\"%s\",\"rule\":\"%s\",\"text\":%.*s,\"valid_until\":%s%.*s%s}\n",
            decision.allowed ? "true" : "false", policy_reason_name(decision.reason),
            policy_reason_rule(decision.reason), STR_ARG(buf_str(&quoted)), until.n ? "\"" : "null", STR_ARG(until),
            until.n ? "\"" : "");
}

static int answer(struct cli *cli, struct cli_app *on, struct asking *asking)
{
    const struct picture *picture = asking->picture ? asking->picture : asking->state->picture;
    const struct person *person = picture_person(picture, asking->staff);
    const struct question question = {asking->permission, SURFACE_DASHBOARD,
                                      asking->client.n ? ABOUT_CLIENT(asking->client) : ABOUT_COMPANY,
                                      asking->at ? asking->at : app_now(on->app)};
    struct decision decision = policy_decide(picture, person, &question);

    print(cli, asking, person, decision);
    return decision.allowed ? CLI_OK : CLI_REFUSED;
}

static int ask(struct cli *cli, struct cli_app *on)
{
    struct asking asking = {0};
    int code = read_question(cli, on, &asking);
    enum err err;

    if (code != CLI_OK)
        return code;
    err = company_state(on->app, asking.company, 0, &on->arena, &asking.state);
    if (err != OK)
        return cli_failed(cli, err, &on->arena);
    if (asking.at)
        err = picture_at(on->app, asking.company, asking.at, &on->arena, &asking.picture);
    code = err == OK ? answer(cli, on, &asking) : cli_failed(cli, err, &on->arena);
    picture_release(asking.picture);
    company_release(on->app, asking.state);
    return code;
}

static int run(struct cli *cli)
{
    struct cli_app on = {0};
    int code = cli_open(cli, &on);

    if (code == CLI_OK)
        code = ask(cli, &on);
    cli_close(&on);
    return code;
}

const struct verb verb_check = {
    .name = "check",
    .summary = "Say whether somebody may, and why",
    .details = "The decision's own answer, now or at a past instant. Exit code 0 allowed, 1 refused.",
    .options = options,
    .run = run,
};
