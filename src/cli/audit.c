#include "app/audit.h"
#include "cli/company.h"
#include "cli/verbs.h"

static const struct cli_option options[] = {
    CLI_DATA_OPTIONS,
    {.name = "company", .value = "SLUG", .help = "one company; without it all"},
    {.name = "head", .value = "N:HEX", .help = "an exported head: entry number and hash, of --company"},
    {.name = NULL},
};

struct walk {
    struct company_id company;
    int64_t head_change;
    uint8_t head[HASH_BYTES];
    bool has_head;
    struct audit_verdict verdict;
};

MUST_CHECK static enum err walk_body(struct tx *tx, void *data)
{
    struct walk *walk = data;

    return audit_verify(tx, walk->company, walk->head_change, walk->has_head ? walk->head : NULL, &walk->verdict);
}

static void print(struct cli *cli, const struct walk *walk)
{
    struct str id = id_text(cli->arena, walk->company.n);
    struct str head = hex_text(cli->arena, walk->verdict.head, HASH_BYTES);

    if (cli->json)
        fprintf(cli->out, "{\"company\":\"%.*s\",\"entries\":%lld,\"broken_at\":%lld,\"fault\":\"%s\",\"head\":\"%.*s\"}\n",
                STR_ARG(id), (long long)walk->verdict.entries, (long long)walk->verdict.broken_at,
                walk->verdict.fault ? walk->verdict.fault : "", STR_ARG(head));
    else if (walk->verdict.fault)
        fprintf(cli->out, "company %.*s: the chain breaks at entry %lld: %s\n", STR_ARG(id),
                (long long)walk->verdict.broken_at, walk->verdict.fault);
    else
        fprintf(cli->out, "company %.*s: %lld entries, whole%s; head %lld:%.*s\n", STR_ARG(id),
                (long long)walk->verdict.entries,
                walk->has_head ? "" : " (without --head: any change that did not recompute the rest)",
                (long long)walk->verdict.entries, STR_ARG(head));
}

static bool read_head(struct cli *cli, struct walk *walk)
{
    struct str text = cli_text(cli, "head");
    struct str number = str_cut(&text, ':');

    walk->has_head = cli_text(cli, "head").n > 0;
    return !walk->has_head || (str_to_int(number, &walk->head_change) && hex_parse(text, walk->head, HASH_BYTES));
}

static int verify(struct cli *cli, struct cli_app *on)
{
    struct walk walk = {0};
    struct company_id one;
    const int64_t *ids = &one.n;
    int count = 1, code = CLI_OK, worst = CLI_OK;

    if (!read_head(cli, &walk) || (walk.has_head && cli_text(cli, "company").n == 0))
        return cli_usage(cli, "--head is an entry's number and hash, N:HEX, and goes with --company");
    code = cli_text(cli, "company").n ? cli_company(cli, on, &one) : cli_companies(cli, on, &ids, &count);
    for (int i = 0; code == CLI_OK && i < count; i++) {
        walk.company.n = ids[i];
        enum err err = store_read(on->store, walk.company, &on->arena, walk_body, &walk);
        if (err != OK)
            return cli_failed(cli, err, &on->arena);
        print(cli, &walk);
        if (walk.verdict.fault)
            worst = CLI_REFUSED;
    }
    return code == CLI_OK ? worst : code;
}

static int run(struct cli *cli)
{
    struct cli_app on = {0};
    int code = cli_open(cli, &on);

    if (code == CLI_OK)
        code = verify(cli, &on);
    cli_close(&on);
    return code;
}

const struct verb verb_audit_verify = {
    .name = "audit verify",
    .summary = "Recompute the record's chain, and say where it breaks",
    .details = "Against a head exported earlier (--head) any change before it shows. Exit code 1 where a chain breaks.",
    .options = options,
    .run = run,
};
