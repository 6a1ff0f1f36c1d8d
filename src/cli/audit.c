#include "cli/lookup.h"
#include "cli/verbs.h"

#include "app/audit.h"

static const struct cli_option options[] = {
    CLI_DATA_OPTIONS,
    {.name = "company", .value = "SLUG", .help = "only this company"},
    {.name = "head",
     .value = "N:HEX",
     .help = "the head exported when entry N was the last: with it any change before shows"},
    {.name = NULL},
};

struct verifying {
    struct company_id company;
    int64_t head_change; /* 0: no head */
    uint8_t head[HASH_BYTES];
    struct audit_verdict verdict;
};

MUST_CHECK static enum err verify_body(struct tx *tx, void *data)
{
    struct verifying *job = data;

    return audit_verify(tx, job->company, job->head_change, job->head_change ? job->head : NULL, &job->verdict);
}

static void say_verdict(const struct cli *cli, const struct cli_company *company, const struct audit_verdict *verdict,
                        bool first)
{
    struct str head = hex_text(cli->arena, verdict->head, HASH_BYTES);
    struct str slug = company->slug;

    if (cli->json) {
        fprintf(cli->out, "%s{\"company\":\"%.*s\",\"entries\":%lld,\"holds\":%s", first ? "" : ",", STR_ARG(slug),
                (long long)verdict->entries, verdict->fault ? "false" : "true");
        if (verdict->fault)
            fprintf(cli->out, ",\"broken_at\":%lld,\"fault\":\"%s\"}", (long long)verdict->broken_at, verdict->fault);
        else
            fprintf(cli->out, ",\"head\":\"%lld:%.*s\"}", (long long)verdict->entries, STR_ARG(head));
    } else if (verdict->fault) {
        fprintf(cli->out, "%.*s: the chain is broken at entry %lld: %s\n", STR_ARG(slug), (long long)verdict->broken_at,
                verdict->fault);
    } else {
        fprintf(cli->out, "%.*s: the chain holds, %lld entries, head %lld:%.*s\n", STR_ARG(slug),
                (long long)verdict->entries, (long long)verdict->entries, STR_ARG(head));
    }
}

static int verify(struct cli *cli, struct cli_app *on, const struct cli_company *companies, int count,
                  struct verifying *job)
{
    int code = CLI_OK;

    if (cli->json)
        fprintf(cli->out, "{\"companies\":[");
    for (int i = 0; i < count; i++) {
        struct arena arena = ARENA_INIT; /* a long chain is forgotten before the next */
        enum err err;

        job->company = companies[i].id;
        err = store_read(on->store, companies[i].id, &arena, verify_body, job);
        if (err != OK)
            code = cli_failed(cli, err, &arena);
        arena_free(&arena);
        if (err != OK)
            break;
        say_verdict(cli, &companies[i], &job->verdict, i == 0);
        if (job->verdict.fault)
            code = CLI_REFUSED;
    }
    if (cli->json)
        fprintf(cli->out, "]}\n");
    return code;
}

static int read_head(struct cli *cli, struct verifying *job)
{
    struct str rest = cli_text(cli, "head"), number;

    if (rest.n == 0)
        return CLI_OK;
    if (cli_text(cli, "company").n == 0)
        return cli_usage(cli, "--head belongs to one company: name it by --company");
    number = str_cut(&rest, ':');
    if (!str_to_int(number, &job->head_change) || job->head_change < 1 || rest.p == NULL ||
        !hex_parse(rest, job->head, HASH_BYTES))
        return cli_usage(cli, "--head is N:HEX, as audit verify prints it");
    return CLI_OK;
}

static int run(struct cli *cli)
{
    struct cli_app on = {0};
    struct verifying job = {.head_change = 0};
    struct cli_company one = {0}, *companies = &one;
    int count = 1, code = read_head(cli, &job);

    if (code == CLI_OK)
        code = cli_open(cli, &on);
    if (code == CLI_OK && cli_text(cli, "company").n)
        code = lookup_company(cli, &on, cli_text(cli, "company"), &one);
    else if (code == CLI_OK)
        code = lookup_companies(cli, &on, &companies, &count);
    if (code == CLI_OK)
        code = verify(cli, &on, companies, count, &job);
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
    .run = run,
};
