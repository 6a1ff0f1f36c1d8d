/* The command line: a table of verbs, each with a table of its options.
 *
 * A new verb is one file: its options, what it does, and one line.
 *
 *     static const struct cli_option options[] = {
 *         CLI_DATA_OPTIONS,                                  -- --data and --database, for what opens the company data
 *         {.name = "company", .value = "SLUG", .required = true, .help = "the company"},
 *         {.name = "quiet", .help = "print nothing"},        -- no value: a switch
 *         {.name = NULL},
 *     };
 *     static int run(struct cli *cli)
 *     {
 *         struct cli_app on = {0};
 *         int code = cli_open(cli, &on);                     -- store and app; `code` is the exit code of a failure
 *
 *         if (code == CLI_OK)
 *             code = …;                                      -- cli_text(cli, "company"), cli_switch(cli, "quiet")
 *         cli_close(&on);
 *         return code;
 *     }
 *     const struct verb verb_audit_verify = {"audit verify", "Check the chain of the record", NULL, options, run};
 *
 * Declare it in verbs.h and name it in the table of verbs.c. A feature's verb may lie in the feature's folder.
 *
 * Every option may also come from the environment (--log-level: PETGATE_LOG_LEVEL) and from the file that --config or
 * PETGATE_CONFIG names (log-level = debug). The command line goes before the environment, the environment before the
 * file. A `secret` option has a second form for each, that names a file which holds the value: --database-file,
 * PETGATE_DATABASE_FILE, database-file. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "app/app.h"

#include <stdio.h>

/* What the program's end means, for every verb. */
enum cli_exit {
    CLI_OK = 0,
    CLI_REFUSED = 1,     /* a check failed, a rule refused, something went wrong */
    CLI_USAGE = 2,       /* the command line is wrong */
    CLI_NOT_FOUND = 3,   /* what was named does not exist */
    CLI_UNAVAILABLE = 4, /* database or address cannot be had */
};

struct cli_option {
    const char *name;     /* "log-level"; NULL ends a list */
    const char *value;    /* how the help calls it: "DIR"; NULL: a switch */
    const char *fallback; /* without it; NULL: empty */
    const char *help;
    bool required;
    bool secret;
};
#define CLI_DATA_OPTIONS                                                                                               \
    {.name = "data", .value = "DIR", .fallback = "data", .help = "the data folder"},                                   \
    {                                                                                                                  \
        .name = "database", .value = "URL", .secret = true,                                                            \
        .help = "postgresql://…: use that database, not the folder's"                                                \
    }

struct cli;
struct verb {
    const char *name;    /* "serve", "audit verify" */
    const char *summary; /* one line */
    const char *details; /* paragraphs for its --help, or NULL */
    const struct cli_option *options;
    int (*run)(struct cli *cli); /* an enum cli_exit */
    const char *words;           /* what may follow besides options: "[VERB]"; NULL: nothing */
};

enum { CLI_OPTIONS_MAX = 40 };
struct cli {
    const struct verb *verb;
    struct arena *arena;                /* lives as long as the program */
    bool json;                          /* --json: results and failures as JSON, on one line */
    struct str values[CLI_OPTIONS_MAX]; /* in the order of the verb's options; p == NULL: not given */
    const struct str *words;
    int word_count;
    FILE *out, *err;
};

/* Runs the verb that the arguments name. */
int cli_main(int argc, char **argv);

/* The value of an option of the verb: as given, else its fallback. */
struct str cli_text(const struct cli *cli, const char *name);
bool cli_switch(const struct cli *cli, const char *name);
/* A whole number within bounds; false after having said what is wrong (then the verb ends with CLI_USAGE). */
MUST_CHECK bool cli_number(const struct cli *cli, const char *name, int64_t min, int64_t max, int64_t *ret);

/* Says what is wrong with the command line, in one line, and returns CLI_USAGE. */
int cli_usage(const struct cli *cli, const char *format, ...) PRINTF_LIKE(2, 3);
/* The same for anything else; returns `code`. */
int cli_say(const struct cli *cli, enum cli_exit code, const char *format, ...) PRINTF_LIKE(3, 4);
/* Says the failure of an arena (the person's text, or the operator's where there is one) and returns its code. */
int cli_failed(const struct cli *cli, enum err err, const struct arena *arena);
enum cli_exit cli_exit_of(enum err err);
/* Prints a document: its JSON with --json, else by `plain` (which may be NULL: then the JSON too). */
void cli_print(const struct cli *cli, const struct doc *doc, void (*plain)(FILE *out, const struct doc *doc));

/* Store and app as the options CLI_DATA_OPTIONS say. */
struct cli_app {
    struct arena arena;
    struct store *store;
    struct app *app;
};
/* `config`: what else of the app is wanted, or NULL; store, features and log are filled in. Says what failed. */
int cli_open(struct cli *cli, struct cli_app *ret);
int cli_open_with(struct cli *cli, const struct app_config *config, struct cli_app *ret);
void cli_close(struct cli_app *app);

#endif
