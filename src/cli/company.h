/* Which company, person and client a verb means, by what an operator types. */
#ifndef CLI_COMPANY_H
#define CLI_COMPANY_H

#include "cli/cli.h"

/* Finds the company of --company. Says what is wrong; CLI_NOT_FOUND. */
MUST_CHECK int cli_company(struct cli *cli, struct cli_app *on, struct company_id *ret);
/* All companies, for verbs without --company: ids in the app's arena. */
MUST_CHECK int cli_companies(struct cli *cli, struct cli_app *on, const int64_t **ret_ids, int *ret_count);
/* The person of --staff, by full e-mail. */
MUST_CHECK int cli_staff(struct cli *cli, struct cli_app *on, struct company_id company, struct staff_id *ret);
/* The client of --client, by id or whole name (case and accents do not count); none where the option is not given. */
MUST_CHECK int cli_client(struct cli *cli, struct cli_app *on, struct company_id company, struct client_id *ret);

#endif
