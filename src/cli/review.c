#include "cli/lookup.h"
#include "cli/verbs.h"

#include "app/audit.h"
#include "features/reviews/reviews.h"

#include <errno.h>
#include <string.h>

enum { FILE_MAX = 16 * 1024 * 1024 };

static const struct cli_option options[] = {
    CLI_DATA_OPTIONS,
    {.name = "file", .value = "FILE", .required = true, .help = "the signed record, as it was downloaded"},
    {.name = NULL},
};

struct verifying {
    struct cli_app on;
    struct cli_company company;
    struct review_signature signature;
    enum review_fault fault;
};

static int read_file(struct cli *cli, struct str *ret)
{
    struct str path = cli_text(cli, "file");
    FILE *file = fopen(arena_cstr(cli->arena, path), "rb");
    char part[64 * 1024];
    struct buf out;
    size_t n;

    if (!file)
        return cli_say(cli, CLI_NOT_FOUND, "%.*s: %s", STR_ARG(path), strerrordesc_np(errno));
    buf_init(&out, cli->arena, FILE_MAX);
    while ((n = fread(part, 1, sizeof(part), file)) > 0)
        buf_add(&out, (struct str){part, n});
    fclose(file);
    if (out.full)
        return cli_say(cli, CLI_REFUSED, "%.*s: it is longer than any record", STR_ARG(path));
    *ret = buf_str(&out);
    return CLI_OK;
}

MUST_CHECK static enum err check_body(struct tx *tx, void *data)
{
    struct verifying *job = data;

    return review_file_check(tx, job->company.id, &job->signature, &job->fault);
}

static int say_fault(const struct cli *cli, const char *name, const char *sentence)
{
    if (cli->json)
        fprintf(cli->out, "{\"holds\":false,\"fault\":\"%s\"}\n", name);
    else
        fprintf(cli->out, "%.*s: %s.\n", STR_ARG(cli_text(cli, "file")), sentence);
    return CLI_REFUSED;
}

static int say_holds(const struct cli *cli, const struct verifying *job, const struct audit_verdict *chain)
{
    const struct review_signature *signature = &job->signature;
    struct str head = audit_head_text(cli->arena, &chain->head);

    if (cli->json)
        fprintf(cli->out, "{\"holds\":true,\"company\":\"%.*s\",\"entry\":%lld,\"head\":\"%.*s\"}\n",
                STR_ARG(signature->company), (long long)signature->entry, STR_ARG(head));
    else
        fprintf(cli->out,
                "The record holds: by %.*s, finished %.*s, each byte as it was signed.\n"
                "Entry %lld of %.*s holds its hash, and the chain holds, head %.*s.\n",
                STR_ARG(signature->manager), STR_ARG(signature->finished_at), (long long)signature->entry,
                STR_ARG(signature->company), STR_ARG(head));
    return CLI_OK;
}

/* The signature first: of a file that was altered nothing in it is believed, not even whose it is. */
static int verify(struct cli *cli, struct verifying *job)
{
    struct audit_verdict chain;
    int code = lookup_company(cli, &job->on, job->signature.company, &job->company);
    enum err err;

    if (code != CLI_OK)
        return code;
    err = store_read(job->on.store, job->company.id, &job->on.arena, check_body, job);
    if (err != OK)
        return cli_failed(cli, err, &job->on.arena);
    if (job->fault)
        return say_fault(cli, review_fault_name(job->fault), review_fault_sentence(job->fault));
    err = audit_verify_long(job->on.store, job->company.id, NULL, &job->on.arena, &chain);
    if (err != OK)
        return cli_failed(cli, err, &job->on.arena);
    if (chain.fault)
        return say_fault(cli, "chain",
                         (const char *)arena_format(cli->arena,
                                                    "the chain of the company’s record is broken at entry %lld: %s",
                                                    (long long)chain.broken_at, audit_fault_sentence(chain.fault))
                             .p);
    return say_holds(cli, job, &chain);
}

static int run(struct cli *cli)
{
    struct verifying job = {.fault = REVIEW_HOLDS};
    struct str text = {0}, fault;
    int code = read_file(cli, &text);

    if (code != CLI_OK)
        return code;
    if (!review_file_read(cli->arena, text, &job.signature, &fault))
        return say_fault(cli, "malformed", arena_cstr(cli->arena, fault));
    if (!review_file_fits(&job.signature))
        return say_fault(cli, review_fault_name(REVIEW_ALTERED), review_fault_sentence(REVIEW_ALTERED));
    code = cli_open(cli, &job.on);
    if (code == CLI_OK)
        code = verify(cli, &job);
    cli_close(&job.on);
    return code;
}

const struct verb verb_review_verify = {
    .name = "review verify",
    .summary = "Check a downloaded record of an access review",
    .details = "Checks each byte of the file against its signature, the signature against the company's key, the hash\n"
               "against the entry of the company's record that it names, and the chain of that record. Exit code 1\n"
               "where one of them does not hold.",
    .options = options,
    .run = run,
};
