/* Every answer of a company computed twice (AUD-06), from a terminal: the operation proof.run. */
#include "cli/lookup.h"
#include "cli/verbs.h"

enum { ANSWER_MAX = 1 << 18 };

static const struct cli_option options[] = {
    CLI_DATA_OPTIONS,
    {.name = "company", .value = "SLUG", .help = "only this company"},
    {.name = "no-record", .help = "leave the result out of the company's record"},
    {.name = NULL},
};

static struct value field(const struct node *object, const char *name)
{
    return doc_get(object, schema_find(node_schema(object), str_from(name)));
}

/* "320,000,000" */
static struct str grouped(struct arena *arena, int64_t number)
{
    struct str digits = arena_format(arena, "%lld", (long long)number);
    struct buf out;

    buf_init(&out, arena, 2 * digits.n + 1);
    for (size_t i = 0; i < digits.n; i++) {
        if (i > 0 && (digits.n - i) % 3 == 0)
            buf_add_char(&out, ',');
        buf_add_char(&out, digits.p[i]);
    }
    return buf_str(&out);
}

static void say_difference(const struct cli *cli, const struct node *item)
{
    const struct node *client = field(item, "client").node;
    bool app = field(item, "surface").number == 2, allowed = field(item, "allowed").number != 0;
    struct str name = client ? field(client, "name").text : STR("in general");

    fprintf(cli->out, "  %.*s, %.*s, %.*s%s: %s\n", STR_ARG(field(field(item, "staff").node, "name").text),
            STR_ARG(field(item, "permission").text), STR_ARG(name), app ? ", in the field app" : "",
            allowed ? "the decision allows, the rules as SQL refuse" : "the decision refuses, the rules as SQL allow");
}

static void say_plain(const struct cli *cli, const struct cli_company *company, const struct node *result)
{
    const struct node *items = field(result, "items").node;
    int64_t differences = field(result, "differences").number, more = field(result, "more").number;

    fprintf(cli->out, "%.*s: %.*s answers, %.*s %s, %.*s s\n", STR_ARG(company->slug),
            STR_ARG(grouped(cli->arena, field(result, "answers").number)), STR_ARG(grouped(cli->arena, differences)),
            differences == 1 ? "difference" : "differences", STR_ARG(field(result, "seconds").text));
    for (const struct node *item = NULL; (item = node_next(items, item));)
        say_difference(cli, item);
    if (more)
        fprintf(cli->out, "  and %.*s more\n", STR_ARG(grouped(cli->arena, more)));
}

static void say_json(const struct cli *cli, const struct cli_company *company, const struct node *result, bool first)
{
    struct buf out;

    buf_init(&out, cli->arena, ANSWER_MAX);
    doc_json_object(result, &out);
    fprintf(cli->out, "%s{\"company\":\"%.*s\",\"result\":%.*s}", first ? "" : ",", STR_ARG(company->slug),
            STR_ARG(buf_str(&out)));
}

static int prove(struct cli *cli, struct cli_app *on, const struct cli_company *company, bool first)
{
    struct str input = cli_switch(cli, "no-record") ? STR("{\"record\":false}") : STR("{}");
    struct arena arena = ARENA_INIT;
    struct outcome outcome;
    int code;

    app_call_system(on->app, "proof.run", company->id, SURFACE_CLI, NULL, input, &arena, &outcome);
    if (outcome.err == OK) {
        const struct node *result = doc_root(outcome.doc);

        if (cli->json)
            say_json(cli, company, result, first);
        else
            say_plain(cli, company, result);
        code = field(result, "holds").number ? CLI_OK : CLI_REFUSED;
    } else {
        code = cli_failed(cli, outcome.err, &arena);
    }
    app_outcome_end(on->app, &outcome);
    arena_free(&arena);
    return code;
}

/* All are proved, also behind one that does not hold; a failure ends it. */
static int prove_each(struct cli *cli, struct cli_app *on, const struct cli_company *companies, int count)
{
    int code = CLI_OK;

    if (cli->json)
        fprintf(cli->out, "{\"companies\":[");
    for (int i = 0; i < count && code <= CLI_REFUSED; i++) {
        int one = prove(cli, on, &companies[i], i == 0);

        code = one > code ? one : code;
        fflush(cli->out);
    }
    if (cli->json)
        fprintf(cli->out, "]}\n");
    return code;
}

static int run(struct cli *cli)
{
    struct cli_app on = {0};
    struct cli_company one = {0}, *companies = &one;
    int count = 1, code = cli_open(cli, &on);

    if (code == CLI_OK && cli_text(cli, "company").n)
        code = lookup_company(cli, &on, cli_text(cli, "company"), &one);
    else if (code == CLI_OK)
        code = lookup_companies(cli, &on, &companies, &count);
    if (code == CLI_OK)
        code = prove_each(cli, &on, companies, count);
    cli_close(&on);
    return code;
}

const struct verb verb_prove = {
    .name = "prove",
    .summary = "Compute every answer twice and compare",
    .details = "For each person of each company (or of one), each permission and each client: what the decision says, "
               "and what\n"
               "SQL statements say that were written from the rules apart from it. Both read one state of the "
               "database, which\n"
               "may be in use. Exit code 1 where they differ, with person, permission and client of the first hundred\n"
               "differences. The result is an entry of the company's record; --no-record leaves it out.",
    .options = options,
    .run = run,
};
