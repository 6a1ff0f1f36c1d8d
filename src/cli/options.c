#include "cli/options.h"

#include "cli/verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 256 * 1024, EXTRA = 3, LONG_MAX_COUNT = 2 * CLI_OPTIONS_MAX + EXTRA + 1 };

/* Values that getopt_long returns: an option's index, or one of these. */
enum { FROM_FILE = 1000, GIVEN_HELP = 2000, GIVEN_JSON, GIVEN_CONFIG };

static int option_count(const struct verb *verb)
{
    int count = 0;

    while (verb->options != NULL && verb->options[count].name != NULL)
        count++;
    assert(count <= CLI_OPTIONS_MAX);
    return count;
}

static bool is_yes(struct str text)
{
    return str_is(text, "yes") || str_is(text, "true") || str_is(text, "on") || str_is(text, "1");
}

static void close_file(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* A whole file of settings, without white space at its ends. */
static bool read_file(struct cli *cli, struct str path, struct str *ret)
{
    CLEANUP(close_file) int fd = open(arena_cstr(cli->arena, path), O_RDONLY | O_CLOEXEC);
    char *bytes = arena_alloc(cli->arena, FILE_BYTES_MAX);
    size_t n = 0;
    ssize_t got = fd < 0 ? -1 : 1;

    while (got > 0 && n < FILE_BYTES_MAX) {
        got = read(fd, bytes + n, FILE_BYTES_MAX - n);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            n += (size_t)got;
    }
    if (got < 0 || n == FILE_BYTES_MAX) {
        (void)cli_usage(cli, "%.*s cannot be read: %s", STR_ARG(path), got < 0 ? strerror(errno) : "it is too large");
        return false;
    }
    *ret = str_trim((struct str){bytes, n});
    return true;
}

/* Sets an option that was not given by what weighs more. */
static bool set(struct cli *cli, int index, bool from_file, struct str value)
{
    const struct cli_option *option = &cli->verb->options[index];

    assert(index >= 0 && index < CLI_OPTIONS_MAX);
    if (cli->values[index].p != NULL)
        return true;
    if (from_file && !read_file(cli, value, &value))
        return false;
    if (option->value == NULL)
        value = is_yes(value) ? STR("yes") : STR("no");
    cli->values[index] = value.p != NULL ? value : STR("");
    return true;
}

/* The option that a name means, of this verb; -1 if none. */
static int find(const struct verb *verb, struct str name, bool *ret_from_file)
{
    for (int i = 0; i < option_count(verb); i++) {
        struct str own = str_from(verb->options[i].name);

        *ret_from_file = false;
        if (str_equal(own, name))
            return i;
        *ret_from_file = true;
        if (verb->options[i].secret && name.n == own.n + 5 && str_starts(name, own) && str_ends(name, STR("-file")))
            return i;
    }
    return -1;
}

/* ------------------------------------------------------------------ the command line */

static void long_options(const struct verb *verb, struct arena *arena, struct option *ret)
{
    int count = 0;

    for (int i = 0; i < option_count(verb); i++) {
        const struct cli_option *option = &verb->options[i];
        int argument = option->value != NULL ? required_argument : no_argument;

        ret[count++] = (struct option){option->name, argument, NULL, i};
        if (option->secret)
            ret[count++] =
                (struct option){arena_format(arena, "%s-file", option->name).p, required_argument, NULL, FROM_FILE + i};
    }
    ret[count++] = (struct option){"help", no_argument, NULL, GIVEN_HELP};
    ret[count++] = (struct option){"json", no_argument, NULL, GIVEN_JSON};
    ret[count++] = (struct option){"config", required_argument, NULL, GIVEN_CONFIG};
    ret[count] = (struct option){NULL, 0, NULL, 0};
}

static int read_words(struct cli *cli, int argc, char **argv)
{
    struct str *words = arena_array(cli->arena, struct str, (size_t)argc);

    for (int i = optind; i < argc; i++)
        words[cli->word_count++] = str_from(argv[i]);
    cli->words = words;
    if (cli->word_count > 0 && cli->verb->words == NULL)
        return cli_usage(cli, "\"%s\" is one word too many", argv[optind]);
    return CLI_OK;
}

static int read_line(struct cli *cli, int argc, char **argv, bool *ret_help, struct str *ret_config)
{
    struct option known[LONG_MAX_COUNT];
    int given;

    long_options(cli->verb, cli->arena, known);
    opterr = 0;
    optind = 1;
    while ((given = getopt_long(argc, argv, "+:h", known, NULL)) != -1) {
        struct str value = optarg != NULL ? str_from(optarg) : STR("yes");

        if (given == ':')
            return cli_usage(cli, "%s needs a value", argv[optind - 1]);
        if (given == '?')
            return cli_usage(cli, "there is no option %s", argv[optind - 1]);
        if (given == GIVEN_HELP || given == 'h')
            *ret_help = true;
        else if (given == GIVEN_JSON)
            cli->json = true;
        else if (given == GIVEN_CONFIG)
            *ret_config = value;
        else if (!set(cli, given % FROM_FILE, given >= FROM_FILE, value))
            return CLI_USAGE;
    }
    return read_words(cli, argc, argv);
}

/* ------------------------------------------------------------------ environment and file */

/* "log-level" → "PETGATE_LOG_LEVEL". */
static const char *environment(struct cli *cli, const char *name, const char *ending)
{
    struct str all = arena_format(cli->arena, "PETGATE_%s%s", name, ending);
    char *text = arena_alloc(cli->arena, all.n + 1);

    for (size_t i = 0; i < all.n; i++) {
        char c = all.p[i];

        text[i] = (char)(c == '-' ? '_' : c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
    }
    return getenv(text);
}

static int read_environment(struct cli *cli)
{
    for (int i = 0; i < option_count(cli->verb); i++) {
        const struct cli_option *option = &cli->verb->options[i];
        const char *value = environment(cli, option->name, "");

        if (value != NULL && !set(cli, i, false, str_from(value)))
            return CLI_USAGE;
        value = option->secret ? environment(cli, option->name, "-file") : NULL;
        if (value != NULL && !set(cli, i, true, str_from(value)))
            return CLI_USAGE;
    }
    return CLI_OK;
}

/* One file serves all verbs, so that a name is known if any verb knows it. */
static bool is_known(struct str name)
{
    bool from_file;

    for (int i = 0; i < verb_count; i++) {
        if (find(verbs[i], name, &from_file) >= 0)
            return true;
    }
    return false;
}

static int read_config(struct cli *cli, struct str path)
{
    struct str rest;

    if (!read_file(cli, path, &rest))
        return CLI_USAGE;
    for (int number = 1; rest.p != NULL; number++) {
        struct str value = str_trim(str_cut(&rest, '\n'));
        bool from_file = false;
        struct str name;
        int index;

        if (value.n == 0 || value.p[0] == '#')
            continue;
        name = str_trim(str_cut(&value, '='));
        index = find(cli->verb, name, &from_file);
        if (value.p == NULL || (index < 0 && !is_known(name)))
            return cli_usage(cli, "%.*s line %d: %s: %.*s", STR_ARG(path), number,
                             value.p == NULL ? "name = value is wanted" : "there is no such option", STR_ARG(name));
        if (index >= 0 && !set(cli, index, from_file, str_trim(value)))
            return CLI_USAGE;
    }
    return CLI_OK;
}

int options_read(struct cli *cli, int argc, char **argv, bool *ret_help)
{
    const char *environment_config = getenv("PETGATE_CONFIG");
    struct str config = str_from(environment_config);
    int code = read_line(cli, argc, argv, ret_help, &config);

    if (code == CLI_OK && !*ret_help)
        code = read_environment(cli);
    if (code == CLI_OK && !*ret_help && config.n > 0)
        code = read_config(cli, config);
    return code;
}

int options_check(struct cli *cli)
{
    for (int i = 0; i < option_count(cli->verb); i++) {
        const struct cli_option *option = &cli->verb->options[i];

        if (option->required && cli_text(cli, option->name).n == 0)
            return cli_usage(cli, "--%s is needed", option->name);
    }
    return CLI_OK;
}
