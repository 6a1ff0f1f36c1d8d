#include "cli/lookup.h"
#include "cli/verbs.h"

#include "base/time.h"

static const struct cli_option options[] = {
    CLI_DATA_OPTIONS,
    {.name = "company", .value = "SLUG", .required = true, .help = "the company, by its short name"},
    {.name = "staff", .value = "EMAIL", .required = true, .help = "who is asked about"},
    {.name = "permission",
     .value = "NAME",
     .required = true,
     .help = "as in the API: manage_staff; or view, to see the client"},
    {.name = "client", .value = "NAME-OR-ID", .help = "about this client"},
    {.name = "at", .value = "INSTANT", .help = "at another instant than now: 2026-05-03T09:00:00-04:00"},
    {.name = NULL},
};

/* One question, as the command line asks it. */
struct asking {
    struct cli_company company;
    struct cli_staff staff;
    struct client_id client;
    struct str client_name;
    enum permission permission;
    int64_t at;
    const struct picture *picture;
    const struct person *person; /* NULL: not of the company then */
    struct decision decision;
};

static struct str reason_text(struct cli *cli, const struct asking *asking)
{
    const struct person *person = asking->person;
    struct role_facts role = {0};
    enum permission needed = PERMISSION_manage_staff;

    if (person && person->base && asking->permission < PERMISSION__MAX)
        needed = permission_needs(person->base, asking->permission);
    if (needed == PERMISSION__NONE)
        needed = PERMISSION_manage_staff;
    if (person && !picture_role(asking->picture, person->role, &role))
        role.name = STR("nobody");

    const struct message_text text = {
        .param_count = 6,
        .params = {P_STR("person", asking->staff.name), P_STR("client", asking->client_name), P_STR("role", role.name),
                   P_STR("permission", str_from(permission_info(asking->permission)->label)),
                   P_STR("needed", str_from(permission_info(needed)->label)),
                   P_STR("days", arena_format(cli->arena, "%d", picture_company(asking->picture)->fade_days))},
    };
    return message_fill(str_from(policy_reason_admin(asking->decision.reason)), &text, NULL, NULL, cli->arena);
}

static void say_answer(struct cli *cli, const struct asking *asking)
{
    const struct decision *decision = &asking->decision;
    struct str why = reason_text(cli, asking);
    struct str at = time_text(cli->arena, asking->company.zone, asking->at);
    struct str until = decision->valid_until == INT64_MAX
                           ? (struct str){0}
                           : time_text(cli->arena, asking->company.zone, decision->valid_until);
    struct buf out;

    if (!cli->json) {
        fprintf(cli->out, "%s: %.*s (%s)\n", decision->allowed ? "allowed" : "refused", STR_ARG(why),
                policy_reason_rule(decision->reason));
        if (until.n)
            fprintf(cli->out, "This answer changes by itself at %.*s\n", STR_ARG(until));
        return;
    }
    buf_init(&out, cli->arena, 8192);
    buf_format(&out, "{\"allowed\":%s,\"reason\":\"%s\",\"rule\":\"%s\",\"why\":", decision->allowed ? "true" : "false",
               policy_reason_name(decision->reason), policy_reason_rule(decision->reason));
    json_text(&out, why);
    buf_format(&out, ",\"at\":\"%.*s\",\"valid_until\":", STR_ARG(at));
    if (until.n)
        json_text(&out, until);
    else
        buf_add(&out, STR("null"));
    fprintf(cli->out, "%.*s}\n", STR_ARG(buf_str(&out)));
}

static void decide(struct asking *asking)
{
    const struct question question = {.permission = asking->permission,
                                      .surface = SURFACE_ANY,
                                      .subject = asking->client.n ? ABOUT_CLIENT(asking->client) : ABOUT_COMPANY,
                                      .now = asking->at};

    asking->person = picture_person(asking->picture, asking->staff.id);
    asking->decision = policy_decide(asking->picture, asking->person, &question);
}

/* Now and later: as things stand. Before: as they stood. */
static int answer(struct cli *cli, struct cli_app *on, struct asking *asking)
{
    const struct company_state *state = NULL;
    struct picture *past = NULL;
    enum err err;

    if (asking->at < app_now(on->app))
        err = picture_at(on->app, asking->company.id, asking->at, &on->arena, &past);
    else
        err = company_state(on->app, asking->company.id, asking->company.change, &on->arena, &state);
    if (err != OK)
        return cli_failed(cli, err, &on->arena);
    asking->picture = state ? state->picture : past;
    decide(asking);
    say_answer(cli, asking);
    picture_release(past);
    if (state)
        company_release(on->app, state);
    return asking->decision.allowed ? CLI_OK : CLI_REFUSED;
}

static int read_question(struct cli *cli, struct cli_app *on, struct asking *asking)
{
    struct str client = cli_text(cli, "client"), at = cli_text(cli, "at");
    int code;

    asking->at = app_now(on->app);
    if (str_is(cli_text(cli, "permission"), "view"))
        asking->permission = PERMISSION_signed_in; /* about a client it is sight */
    else if (!permission_parse(cli_text(cli, "permission"), &asking->permission))
        return cli_usage(cli, "there is no permission \"%.*s\"", STR_ARG(cli_text(cli, "permission")));
    if (at.n && !time_parse(at, &asking->at))
        return cli_usage(cli, "--at is an instant like 2026-05-03T09:00:00-04:00");
    code = lookup_company(cli, on, cli_text(cli, "company"), &asking->company);
    if (code == CLI_OK)
        code = lookup_staff(cli, on, &asking->company, cli_text(cli, "staff"), &asking->staff);
    if (code == CLI_OK && client.n)
        code = lookup_client(cli, on, &asking->company, client, &asking->client, &asking->client_name);
    return code;
}

static int run(struct cli *cli)
{
    struct cli_app on = {0};
    struct asking asking = {.client = {0}};
    int code = cli_open(cli, &on);

    if (code == CLI_OK)
        code = read_question(cli, &on, &asking);
    if (code == CLI_OK)
        code = answer(cli, &on, &asking);
    cli_close(&on);
    return code;
}

const struct verb verb_check = {
    .name = "check",
    .summary = "Say whether somebody may do something, and why",
    .details = "Exit code 0: allowed; 1: refused. An instant that is over is answered as things stood then.",
    .options = options,
    .run = run,
};
