#include "cli/company.h"
#include "base/fold.h"

SQL(cli_company_by_slug, "SELECT id FROM company WHERE slug = $1 /* scope: all companies: the operator names one */");
SQL(cli_company_ids, "SELECT id FROM company ORDER BY id /* scope: all companies: the operator names none */");
SQL(cli_staff_by_email, "SELECT s.id FROM staff s JOIN account a ON a.id = s.account_id"
                        " WHERE s.company_id = $1 AND a.email = $2");
SQL(cli_clients_by_name, "SELECT id FROM client WHERE company_id = $1 AND sort = $2 LIMIT 2");
SQL(cli_client_by_id, "SELECT id FROM client WHERE company_id = $1 AND id = $2");

enum { COMPANIES_MAX = 100000 };

/* One look-up: the first number of up to two rows. */
struct lookup {
    const struct sql *sql;
    struct company_id company;
    struct param param;
    int64_t found[2];
    int count;
};

MUST_CHECK static enum err lookup_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct lookup *lookup = data;

    lookup->count = 0;
    if (lookup->company.n > 0)
        TRY(QUERY(tx, lookup->sql, &q, SQL_INT(lookup->company.n), lookup->param));
    else
        TRY(QUERY(tx, lookup->sql, &q, lookup->param));
    while (lookup->count < 2 && query_next(&q))
        lookup->found[lookup->count++] = query_int(&q, 0);
    return OK;
}

int cli_company(struct cli *cli, struct cli_app *on, struct company_id *ret)
{
    struct str slug = cli_text(cli, "company");
    struct lookup lookup = {.sql = &cli_company_by_slug, .param = SQL_TEXT(slug)};
    enum err err = store_read(on->store, COMPANY_ALL, &on->arena, lookup_body, &lookup);

    if (err != OK)
        return cli_failed(cli, err, &on->arena);
    if (lookup.count == 0)
        return cli_say(cli, CLI_NOT_FOUND, "there is no company \"%.*s\"", STR_ARG(slug));
    ret->n = lookup.found[0];
    return CLI_OK;
}

struct company_list {
    int64_t *ids;
    int count;
};

MUST_CHECK static enum err list_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct company_list *list = data;

    list->ids = arena_array(tx_arena(tx), int64_t, COMPANIES_MAX);
    list->count = 0;
    TRY(query_open(tx, &cli_company_ids, 0, NULL, 0, &q));
    while (list->count < COMPANIES_MAX && query_next(&q))
        list->ids[list->count++] = query_int(&q, 0);
    return OK;
}

int cli_companies(struct cli *cli, struct cli_app *on, const int64_t **ret_ids, int *ret_count)
{
    struct company_list list = {0};
    enum err err = store_read(on->store, COMPANY_ALL, &on->arena, list_body, &list);

    if (err != OK)
        return cli_failed(cli, err, &on->arena);
    *ret_ids = list.ids;
    *ret_count = list.count;
    return CLI_OK;
}

int cli_staff(struct cli *cli, struct cli_app *on, struct company_id company, struct staff_id *ret)
{
    struct str typed = cli_text(cli, "staff"), email;
    struct lookup lookup = {.sql = &cli_staff_by_email, .company = company};
    enum err err;

    if (!fold_email(&on->arena, typed, &email))
        return cli_usage(cli, "--staff is a full e-mail address, not \"%.*s\"", STR_ARG(typed));
    lookup.param = SQL_TEXT(email);
    err = store_read(on->store, company, &on->arena, lookup_body, &lookup);
    if (err != OK)
        return cli_failed(cli, err, &on->arena);
    if (lookup.count == 0)
        return cli_say(cli, CLI_NOT_FOUND, "nobody of this company has the e-mail %.*s", STR_ARG(email));
    ret->n = lookup.found[0];
    return CLI_OK;
}

int cli_client(struct cli *cli, struct cli_app *on, struct company_id company, struct client_id *ret)
{
    struct str typed = cli_text(cli, "client");
    struct lookup by_name = {.sql = &cli_clients_by_name, .company = company};
    struct lookup by_id = {.sql = &cli_client_by_id, .company = company};
    int64_t id = 0;
    enum err err;

    ret->n = 0;
    if (typed.n == 0)
        return CLI_OK;
    if (id_parse(typed, &id)) {
        by_id.param = SQL_INT(id);
        err = store_read(on->store, company, &on->arena, lookup_body, &by_id);
        if (err != OK)
            return cli_failed(cli, err, &on->arena);
        ret->n = by_id.count ? id : 0;
    }
    if (ret->n)
        return CLI_OK;
    by_name.param = SQL_TEXT(fold(&on->arena, typed));
    err = store_read(on->store, company, &on->arena, lookup_body, &by_name);
    if (err != OK)
        return cli_failed(cli, err, &on->arena);
    if (by_name.count == 0)
        return cli_say(cli, CLI_NOT_FOUND, "there is no client \"%.*s\"", STR_ARG(typed));
    if (by_name.count > 1)
        return cli_say(cli, CLI_NOT_FOUND, "several clients are called \"%.*s\": name one by its id", STR_ARG(typed));
    ret->n = by_name.found[0];
    return CLI_OK;
}
