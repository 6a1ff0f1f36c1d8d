/* Inside of cli/: companies, people and clients as a command line names them. */
#ifndef CLI_LOOKUP_H
#define CLI_LOOKUP_H

#include "cli/cli.h"

struct cli_company {
    struct company_id id;
    struct str slug;
    int64_t change;
    const struct zone *zone;
};
struct cli_staff {
    struct staff_id id;
    struct str name;
    enum staff_status status;
};
/* Both live in the cli's arena. CLI_OK, or the exit code, having said what is wrong: CLI_NOT_FOUND, and CLI_USAGE for
 * what is no e-mail. */
int lookup_company(struct cli *cli, struct cli_app *on, struct str slug, struct cli_company *ret);
int lookup_staff(struct cli *cli, struct cli_app *on, const struct cli_company *company, struct str email,
                 struct cli_staff *ret);
/* By id, else by name, whatever its case; CLI_USAGE where several bear it. */
int lookup_client(struct cli *cli, struct cli_app *on, const struct cli_company *company, struct str name_or_id,
                  struct client_id *ret, struct str *ret_name);
/* All companies by short name. */
int lookup_companies(struct cli *cli, struct cli_app *on, struct cli_company **ret, int *ret_count);

#endif
