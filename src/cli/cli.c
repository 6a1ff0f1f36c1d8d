#include "cli/cli.h"

#include "base/random.h"
#include "cli/options.h"
#include "cli/verbs.h"

#include <stdarg.h>

/* ------------------------------------------------------------------ values */

static int option_index(const struct verb *verb, const char *name)
{
    for (int i = 0; verb->options != NULL && verb->options[i].name != NULL; i++) {
        if (strcmp(verb->options[i].name, name) == 0)
            return i;
    }
    return -1;
}

struct str cli_text(const struct cli *cli, const char *name)
{
    int index = option_index(cli->verb, name);

    assert(index >= 0 && index < CLI_OPTIONS_MAX);
    return cli->values[index].p != NULL ? cli->values[index] : str_from(cli->verb->options[index].fallback);
}

bool cli_switch(const struct cli *cli, const char *name)
{
    return str_is(cli_text(cli, name), "yes");
}

bool cli_number(const struct cli *cli, const char *name, int64_t min, int64_t max, int64_t *ret)
{
    if (str_to_int(cli_text(cli, name), ret) && *ret >= min && *ret <= max)
        return true;
    (void)cli_usage(cli, "--%s must be a number from %lld to %lld", name, (long long)min, (long long)max);
    return false;
}

/* ------------------------------------------------------------------ saying */

static const char *const EXITS[] = {
    [CLI_OK] = "ok",
    [CLI_REFUSED] = "refused",
    [CLI_USAGE] = "usage",
    [CLI_NOT_FOUND] = "not_found",
    [CLI_UNAVAILABLE] = "unavailable",
};

static void say(const struct cli *cli, enum cli_exit code, struct str text)
{
    struct buf line;

    if (!cli->json) {
        fprintf(cli->err, "petgate: %.*s\n", STR_ARG(text));
        return;
    }
    buf_init(&line, cli->arena, 64 * 1024);
    buf_format(&line, "{\"error\":\"%s\",\"detail\":", EXITS[code]);
    json_text(&line, text);
    fprintf(cli->err, "%.*s}\n", STR_ARG(buf_str(&line)));
}

int cli_say(const struct cli *cli, enum cli_exit code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(cli, code, arena_format_v(cli->arena, format, args));
    va_end(args);
    return code;
}

int cli_usage(const struct cli *cli, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(cli, CLI_USAGE, arena_format_v(cli->arena, format, args));
    va_end(args);
    if (!cli->json && cli->verb != NULL)
        fprintf(cli->err, "petgate %s --help tells how it is used.\n", cli->verb->name);
    else if (!cli->json)
        fprintf(cli->err, "petgate --help tells how it is used.\n");
    return CLI_USAGE;
}

enum cli_exit cli_exit_of(enum err err)
{
    switch (err) {
    case OK:
        return CLI_OK;
    case ERR_ABSENT:
        return CLI_NOT_FOUND;
    case ERR_UNAVAILABLE:
    case ERR_RETRY:
        return CLI_UNAVAILABLE;
    case ERR_BAD_REQUEST:
        return CLI_USAGE;
    case ERR_SIGNED_OUT:
    case ERR_FORBIDDEN:
    case ERR_METHOD:
    case ERR_CONFLICT:
    case ERR_STALE:
    case ERR_NO_LENGTH:
    case ERR_TOO_LARGE:
    case ERR_MEDIA_TYPE:
    case ERR_INVALID:
    case ERR_TOO_MANY:
    case ERR_INTERNAL:
    case ERR__MAX:
        break;
    }
    return CLI_REFUSED;
}

int cli_failed(const struct cli *cli, enum err err, const struct arena *arena)
{
    const struct failure *failure = &arena->failure;
    enum cli_exit code = cli_exit_of(err);

    if (failure->log.n > 0)
        say(cli, code, failure->log);
    else
        say(cli, code, message_format(&failure->text, NULL, NULL, cli->arena));
    for (const struct field_failure *field = failure->fields; field != NULL && !cli->json; field = field->next)
        fprintf(cli->err, "  %.*s: %.*s\n", STR_ARG(field->field),
                STR_ARG(message_format(&field->text, NULL, NULL, cli->arena)));
    return code;
}

void cli_print(const struct cli *cli, const struct doc *doc, void (*plain)(FILE *out, const struct doc *doc))
{
    struct buf out;

    if (!cli->json && plain != NULL) {
        plain(cli->out, doc);
        return;
    }
    buf_init(&out, cli->arena, 64 * 1024 * 1024);
    doc_json(doc, &out);
    fprintf(cli->out, "%.*s\n", STR_ARG(buf_str(&out)));
}

/* ------------------------------------------------------------------ running */

/* "audit" alone lists its verbs: asked for, that is an answer, and otherwise what was wrong. */
static int run_group(struct cli *cli, int argc, char **argv)
{
    if (argc > 2 && (strcmp(argv[2], "--help") == 0 || strcmp(argv[2], "-h") == 0)) {
        verb_help_group(cli->out, argv[1]);
        return CLI_OK;
    }
    if (argc > 2 && argv[2][0] != '-')
        return cli_usage(cli, "there is no verb \"%s %s\"", argv[1], argv[2]);
    verb_help_group(cli->err, argv[1]);
    return CLI_USAGE;
}

static int run(struct cli *cli, int argc, char **argv)
{
    bool help = false;
    int used = 0, code;

    if (argc < 2) {
        verb_help_all(cli->err);
        return CLI_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        verb_help_all(cli->out);
        return CLI_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        cli->verb = &verb_version;
        return verb_version.run(cli);
    }
    cli->verb = verb_find(argv + 1, argc - 1, &used);
    if (cli->verb == NULL && verb_is_group(argv[1]))
        return run_group(cli, argc, argv);
    if (cli->verb == NULL)
        return cli_usage(cli, "there is no verb \"%s\"", argv[1]);
    code = options_read(cli, argc - used, argv + used, &help);
    if (help) {
        verb_help_one(cli->out, cli->verb);
        return CLI_OK;
    }
    if (code == CLI_OK)
        code = options_check(cli);
    return code == CLI_OK ? cli->verb->run(cli) : code;
}

int cli_main(int argc, char **argv)
{
    struct arena arena = ARENA_INIT;
    struct cli cli = {.arena = &arena, .out = stdout, .err = stderr};
    int code;

    random_start();
    code = run(&cli, argc, argv);
    if (fflush(cli.out) != 0 && code == CLI_OK)
        code = CLI_REFUSED;
    arena_free(&arena);
    return code;
}
