#include "cli/lookup.h"
#include "cli/verbs.h"

#include "base/time.h"
#include "features/roles/why.h"

enum { ANSWER_MAX = 32768 };

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
    struct trace trace;
};

static struct str words(struct cli *cli, const struct asking *asking, const char *template)
{
    const struct why_words about = {.picture = asking->picture,
                                    .person = asking->person,
                                    .person_name = asking->staff.name,
                                    .client_name = asking->client_name,
                                    .permission = asking->permission};

    return why_text(cli->arena, &about, template);
}

static void add_steps(struct cli *cli, const struct asking *asking, struct buf *out)
{
    static const char *const names[TRACE_STEP__MAX] = {NULL, "person", "permission", "subject"};

    buf_add(out, STR(",\"steps\":["));
    for (int step = STEP_PERSON; step < TRACE_STEP__MAX; step++) {
        const struct decision *decision = &asking->trace.steps[step];

        if (decision->reason == REASON__NONE)
            continue;
        buf_format(out, "%s{\"step\":\"%s\",\"allowed\":%s,\"reason\":\"%s\",\"rule\":\"%s\",\"why\":",
                   step > STEP_PERSON ? "," : "", names[step], decision->allowed ? "true" : "false",
                   policy_reason_name(decision->reason), policy_reason_rule(decision->reason));
        json_text(out, words(cli, asking, policy_reason_admin(decision->reason)));
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}

static void say_answer(struct cli *cli, const struct asking *asking)
{
    const struct decision *decision = &asking->decision;
    struct str why = words(cli, asking, policy_reason_admin(decision->reason));
    struct str change = words(cli, asking, policy_reason_change(decision->reason));
    struct str at = time_text(cli->arena, asking->company.zone, asking->at);
    struct str until = decision->valid_until == INT64_MAX
                           ? (struct str){0}
                           : time_text(cli->arena, asking->company.zone, decision->valid_until);
    struct buf out;

    if (!cli->json) {
        fprintf(cli->out, "%s: %.*s (%s)\n", decision->allowed ? "allowed" : "refused", STR_ARG(why),
                policy_reason_rule(decision->reason));
        fprintf(cli->out, "What would change it: %.*s\n", STR_ARG(change));
        if (until.n)
            fprintf(cli->out, "This answer changes by itself at %.*s\n", STR_ARG(until));
        return;
    }
    buf_init(&out, cli->arena, ANSWER_MAX);
    buf_format(&out, "{\"allowed\":%s,\"reason\":\"%s\",\"rule\":\"%s\",\"why\":", decision->allowed ? "true" : "false",
               policy_reason_name(decision->reason), policy_reason_rule(decision->reason));
    json_text(&out, why);
    buf_add(&out, STR(",\"would_change\":"));
    json_text(&out, change);
    add_steps(cli, asking, &out);
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
    asking->decision = policy_explain(asking->picture, asking->person, &question, &asking->trace);
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
    if (!why_permission(cli_text(cli, "permission"), &asking->permission))
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
