#include "cli/lookup.h"
#include "cli/verbs.h"

#include "app/audit.h"
#include "base/time.h"

static const struct cli_option options[] = {
    CLI_DATA_OPTIONS,
    {.name = "company", .value = "SLUG", .help = "only this company"},
    {.name = "head",
     .value = "N:HEX",
     .help = "the head exported when entry N was the last: with it any change before shows"},
    {.name = NULL},
};

struct verifying {
    struct cli_app *on;
    bool with_head;
    struct audit_head head;
};

static void say_json(const struct cli *cli, struct str slug, const struct audit_verdict *verdict, bool first)
{
    struct str head = audit_head_text(cli->arena, &verdict->head);

    fprintf(cli->out, "%s{\"company\":\"%.*s\",\"entries\":%lld,\"erased\":%lld,\"holds\":%s", first ? "" : ",",
            STR_ARG(slug), (long long)verdict->entries, (long long)verdict->erased, verdict->fault ? "false" : "true");
    if (verdict->fault)
        fprintf(cli->out, ",\"broken_at\":%lld,\"fault\":\"%s\"}", (long long)verdict->broken_at,
                audit_fault_name(verdict->fault));
    else
        fprintf(cli->out, ",\"head\":\"%.*s\"}", STR_ARG(head));
}

static void say_plain(const struct cli *cli, struct str slug, const struct audit_verdict *verdict)
{
    if (verdict->fault) {
        fprintf(cli->out, "%.*s: the chain is broken at entry %lld: %s\n", STR_ARG(slug), (long long)verdict->broken_at,
                audit_fault_sentence(verdict->fault));
        return;
    }
    fprintf(cli->out, "%.*s: the chain holds, %lld entries, ", STR_ARG(slug), (long long)verdict->entries);
    if (verdict->erased)
        fprintf(cli->out, "values of %lld erased on record, ", (long long)verdict->erased);
    fprintf(cli->out, "head %.*s\n", STR_ARG(audit_head_text(cli->arena, &verdict->head)));
}

/* What a chain that holds has shown, and what only an exported head can (AUD-01). */
static void say_reach(const struct cli *cli, const struct verifying *job)
{
    if (cli->json)
        return;
    if (job->with_head)
        fprintf(cli->out, "Up to entry %lld nothing was changed, deleted or put in since that head was exported.\n",
                (long long)job->head.change);
    else
        fprintf(cli->out,
                "Without a head, a record that was written anew from some entry to its end looks the same; with "
                "--head that shows too.\n");
}

static int verify(struct cli *cli, const struct verifying *job, const struct cli_company *companies, int count)
{
    int code = CLI_OK;

    if (cli->json)
        fprintf(cli->out, "{\"companies\":[");
    for (int i = 0; i < count; i++) {
        struct audit_verdict verdict;
        enum err err = audit_verify_long(job->on->store, companies[i].id, job->with_head ? &job->head : NULL,
                                         &job->on->arena, &verdict);

        if (err != OK) {
            code = cli_failed(cli, err, &job->on->arena);
            break;
        }
        if (cli->json)
            say_json(cli, companies[i].slug, &verdict, i == 0);
        else
            say_plain(cli, companies[i].slug, &verdict);
        if (verdict.fault)
            code = CLI_REFUSED;
    }
    if (cli->json)
        fprintf(cli->out, "]}\n");
    if (code == CLI_OK)
        say_reach(cli, job);
    return code;
}

static int read_head(struct cli *cli, struct verifying *job)
{
    struct str text = cli_text(cli, "head");

    job->with_head = text.n > 0;
    if (!job->with_head)
        return CLI_OK;
    if (cli_text(cli, "company").n == 0)
        return cli_usage(cli, "--head belongs to one company: name it by --company");
    if (!audit_head_parse(text, &job->head))
        return cli_usage(cli, "--head is N:HEX, as audit head prints it");
    return CLI_OK;
}

static int run_verify(struct cli *cli)
{
    struct cli_app on = {0};
    struct verifying job = {.on = &on};
    struct cli_company one = {0}, *companies = &one;
    int count = 1, code = read_head(cli, &job);

    if (code == CLI_OK)
        code = cli_open(cli, &on);
    if (code == CLI_OK && cli_text(cli, "company").n)
        code = lookup_company(cli, &on, cli_text(cli, "company"), &one);
    else if (code == CLI_OK)
        code = lookup_companies(cli, &on, &companies, &count);
    if (code == CLI_OK)
        code = verify(cli, &job, companies, count);
    cli_close(&on);
    return code;
}

const struct verb verb_audit_verify = {
    .name = "audit verify",
    .summary = "Check the chain of the record",
    .details =
        "Recomputes every entry of every company, or of one. Keep the heads that it prints somewhere else: with\n"
        "--head even a record that was rewritten as a whole shows. Exit code 1 where a chain is broken.",
    .options = options,
    .run = run_verify,
};

/* ------------------------------------------------------------------ audit head */

static const struct cli_option head_options[] = {
    CLI_DATA_OPTIONS,
    {.name = "company", .value = "SLUG", .required = true, .help = "the company, by its short name"},
    {.name = NULL},
};

struct heading {
    struct company_id company;
    struct audit_head head;
};

MUST_CHECK static enum err head_body(struct tx *tx, void *data)
{
    struct heading *job = data;

    return audit_head(tx, job->company, &job->head);
}

static void say_head(const struct cli *cli, const struct cli_company *company, const struct audit_head *head)
{
    struct str text = audit_head_text(cli->arena, head);
    struct str at = time_text(cli->arena, company->zone, head->at);

    if (cli->json)
        fprintf(cli->out, "{\"company\":\"%.*s\",\"head\":\"%.*s\",\"at\":\"%.*s\"}\n", STR_ARG(company->slug),
                STR_ARG(text), STR_ARG(at));
    else
        fprintf(cli->out, "%.*s\n", STR_ARG(text));
}

static int run_head(struct cli *cli)
{
    struct cli_app on = {0};
    struct cli_company company = {0};
    struct heading job = {{0}, {0}};
    int code = cli_open(cli, &on);
    enum err err;

    if (code == CLI_OK)
        code = lookup_company(cli, &on, cli_text(cli, "company"), &company);
    if (code == CLI_OK) {
        job.company = company.id;
        err = store_read(on.store, company.id, &on.arena, head_body, &job);
        if (err == OK)
            say_head(cli, &company, &job.head);
        else
            code = cli_failed(cli, err, &on.arena);
    }
    cli_close(&on);
    return code;
}

const struct verb verb_audit_head = {
    .name = "audit head",
    .summary = "Print the head of the record",
    .details =
        "The newest entry's number and hash, for keeping elsewhere: audit verify --head then shows any change to\n"
        "what stands before it. A server also writes each company's head to DIR/heads once a day.",
    .options = head_options,
    .run = run_head,
};
