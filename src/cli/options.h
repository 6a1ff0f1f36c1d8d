/* Inside of cli/: where options come from. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli/cli.h"

/* Command line, environment and file, in this order of weight. argv[0] is the last word of the verb. CLI_OK, or
 * CLI_USAGE having said what is wrong. */
int options_read(struct cli *cli, int argc, char **argv, bool *ret_help);
/* Whether what is needed was given. */
int options_check(struct cli *cli);

#endif
