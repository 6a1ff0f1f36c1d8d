#include "cli/verbs.h"

static int run_version(struct cli *cli)
{
    if (cli->json)
        fprintf(cli->out, "{\"version\":\"%s\",\"schema\":%d}\n", PETGATE_VERSION, store_schema_version());
    else
        fprintf(cli->out, "petgate %s (schema %d)\n", PETGATE_VERSION, store_schema_version());
    return CLI_OK;
}

const struct verb verb_version = {
    .name = "version",
    .summary = "Tell the version of the program and of its database schema",
    .run = run_version,
};

static int run_help(struct cli *cli)
{
    char *words[4];
    int used;
    const struct verb *verb;

    if (cli->word_count == 0) {
        verb_help_all(cli->out);
        return CLI_OK;
    }
    for (int i = 0; i < cli->word_count && i < 4; i++)
        words[i] = (char *)(uintptr_t)arena_cstr(cli->arena, cli->words[i]);
    verb = verb_find(words, cli->word_count < 4 ? cli->word_count : 4, &used);
    if (verb == NULL && cli->word_count == 1 && verb_is_group(words[0])) {
        verb_help_group(cli->out, words[0]);
        return CLI_OK;
    }
    if (verb == NULL)
        return cli_usage(cli, "there is no verb \"%s\"", words[0]);
    verb_help_one(cli->out, verb);
    return CLI_OK;
}

const struct verb verb_help = {
    .name = "help",
    .summary = "Tell the verbs, or the options of one",
    .words = "[VERB]",
    .run = run_help,
};
