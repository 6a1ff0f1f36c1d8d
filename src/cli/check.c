/* Why? (ROL-303) from a terminal: the answer of the operation staff.why. */
#include "cli/lookup.h"
#include "cli/verbs.h"

#include "base/time.h"

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
    {.name = "event", .value = "ID", .help = "about this visit"},
    {.name = "at", .value = "INSTANT", .help = "at another instant than now: 2026-05-03T09:00:00-04:00"},
    {.name = NULL},
};

static struct value field(const struct node *object, const char *name)
{
    return doc_get(object, schema_find(node_schema(object), str_from(name)));
}

static struct str instant(const struct cli *cli, const struct cli_company *company, const struct node *object,
                          const char *name)
{
    struct value value = field(object, name);

    return value.type == TYPE__NONE || value.null ? (struct str){0}
                                                  : time_text(cli->arena, company->zone, value.number);
}

/* "  Access removed, 2026-05-03T09:00:00-04:00, by Maya Chen (Wish of the client)" */
static void say_fact(struct cli *cli, const struct cli_company *company, const struct node *fact)
{
    struct str at = instant(cli, company, fact, "at"), by = field(fact, "by").text;
    struct str note = field(fact, "note").text.n ? field(fact, "note").text : field(fact, "reason").text;

    fprintf(cli->out, "  %.*s", STR_ARG(field(fact, "text").text));
    if (at.n)
        fprintf(cli->out, ", %.*s", STR_ARG(at));
    if (by.n)
        fprintf(cli->out, ", by %.*s", STR_ARG(by));
    if (note.n)
        fprintf(cli->out, " (%.*s)", STR_ARG(note));
    fputc('\n', cli->out);
}

static void say_answer(struct cli *cli, const struct cli_company *company, const struct node *answer)
{
    struct str until = instant(cli, company, answer, "valid_until");
    const struct node *facts = field(answer, "facts").node;
    struct buf out;

    if (cli->json) {
        buf_init(&out, cli->arena, ANSWER_MAX);
        doc_json_object(answer, &out);
        fprintf(cli->out, "%.*s\n", STR_ARG(buf_str(&out)));
        return;
    }
    fprintf(cli->out, "%s: %.*s (%.*s)\n", field(answer, "allowed").number ? "allowed" : "refused",
            STR_ARG(field(answer, "why").text), STR_ARG(field(answer, "rule").text));
    if (field(answer, "limit").text.n)
        fprintf(cli->out, "%.*s\n", STR_ARG(field(answer, "limit").text));
    for (const struct node *fact = NULL; (fact = node_next(facts, fact));)
        say_fact(cli, company, fact);
    fprintf(cli->out, "What would change it: %.*s\n", STR_ARG(field(answer, "would_change").text));
    if (until.n)
        fprintf(cli->out, "This answer changes by itself at %.*s\n", STR_ARG(until));
}

/* The operation's query; CLI_USAGE where an option is none. */
static int write_question(struct cli *cli, struct client_id client, struct buf *query)
{
    struct str at = cli_text(cli, "at"), event = cli_text(cli, "event");
    int64_t instant_at, event_id;

    buf_format(query, "permission=%.*s", STR_ARG(cli_text(cli, "permission")));
    if (client.n)
        buf_format(query, "&client=%.*s", STR_ARG(id_text(cli->arena, client.n)));
    if (event.n && (client.n || !id_parse(event, &event_id)))
        return cli_usage(cli, client.n ? "--client and --event exclude each other" : "--event is the id of a visit");
    if (event.n)
        buf_format(query, "&event=%.*s", STR_ARG(event));
    if (at.n && !time_parse(at, &instant_at))
        return cli_usage(cli, "--at is an instant like 2026-05-03T09:00:00-04:00");
    if (at.n) /* "Z", which a query need not escape */
        buf_format(query, "&at=%.*s", STR_ARG(time_text(cli->arena, zone_utc, instant_at)));
    return CLI_OK;
}

static int ask(struct cli *cli, struct cli_app *on, const struct cli_company *company, struct staff_id staff,
               struct str query)
{
    const int64_t targets[TARGET__MAX] = {[TARGET_STAFF] = staff.n};
    struct outcome outcome;
    int code;

    app_call_system(on->app, "staff.why", company->id, SURFACE_CLI, targets, query, &on->arena, &outcome);
    if (outcome.err == OK) {
        const struct node *answer = field(doc_root(outcome.doc), "answer").node;

        say_answer(cli, company, answer);
        code = field(answer, "allowed").number ? CLI_OK : CLI_REFUSED;
    } else if (outcome.err == ERR_INVALID && on->arena.failure.fields &&
               str_is(on->arena.failure.fields->field, "event")) {
        code = cli_say(cli, CLI_NOT_FOUND, "%.*s has no visit %.*s", STR_ARG(company->slug),
                       STR_ARG(cli_text(cli, "event")));
    } else if (outcome.err == ERR_INVALID) {
        code = cli_usage(cli, "there is no permission \"%.*s\"", STR_ARG(cli_text(cli, "permission")));
    } else {
        code = cli_failed(cli, outcome.err, &on->arena);
    }
    app_outcome_end(on->app, &outcome);
    return code;
}

static int check(struct cli *cli, struct cli_app *on)
{
    struct str client_text = cli_text(cli, "client"), client_name;
    struct cli_company company;
    struct cli_staff staff;
    struct client_id client = {0};
    struct buf query;
    int code = lookup_company(cli, on, cli_text(cli, "company"), &company);

    buf_init(&query, cli->arena, 1024);
    if (code == CLI_OK)
        code = lookup_staff(cli, on, &company, cli_text(cli, "staff"), &staff);
    if (code == CLI_OK && client_text.n)
        code = lookup_client(cli, on, &company, client_text, &client, &client_name);
    if (code == CLI_OK)
        code = write_question(cli, client, &query);
    return code == CLI_OK ? ask(cli, on, &company, staff.id, buf_str(&query)) : code;
}

static int run(struct cli *cli)
{
    struct cli_app on = {0};
    int code = cli_open(cli, &on);

    if (code == CLI_OK)
        code = check(cli, &on);
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
