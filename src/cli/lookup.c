#include "cli/lookup.h"

#include "base/fold.h"
#include "base/time.h"

#define COMPANY_COLUMNS "SELECT id, slug, change, zone FROM company"
SQL(lookup_company_row, COMPANY_COLUMNS " WHERE slug = $1 /* scope: all companies: the operator names one */");
SQL(lookup_company_rows, COMPANY_COLUMNS " ORDER BY slug LIMIT $1 /* scope: all companies: the operator's look */");
SQL(lookup_staff_row, "SELECT p.id, p.name, p.status, '' FROM account a"
                      " JOIN staff p ON p.company_id = $1 AND p.account_id = a.id WHERE a.email = $2");
SQL(lookup_client_id, "SELECT id, name, 0, '' FROM client WHERE company_id = $1 AND id = $2");
SQL(lookup_client_name, "SELECT id, name, 0, '' FROM client WHERE company_id = $1 AND sort = $2"
                        " ORDER BY id LIMIT 2");

enum { COMPANIES_MAX = 10000 };

/* One look: a statement whose columns are an id, a name, a number and a text; its parameters; the rows. */
struct look {
    const struct sql *sql;
    struct param params[2];
    int param_count;
    struct arena *arena;
    struct row {
        int64_t id, number;
        struct str text, more;
    } * rows;
    int count, max;
};

MUST_CHECK static enum err look_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct look *look = data;

    look->count = 0;
    TRY(query_open(tx, look->sql, 0, look->params, look->param_count, &q));
    while (look->count < look->max && query_next(&q))
        look->rows[look->count++] = (struct row){.id = query_int(&q, 0),
                                                 .text = arena_str(look->arena, query_text(&q, 1)),
                                                 .number = query_int(&q, 2),
                                                 .more = arena_str(look->arena, query_text(&q, 3))};
    return look->count < look->max ? query_done(&q) : OK;
}

static int run_look(struct cli *cli, struct cli_app *on, struct company_id company, struct look *look)
{
    enum err err;

    look->arena = cli->arena;
    look->rows = arena_array(cli->arena, struct row, (size_t)look->max);
    err = store_read(on->store, company, &on->arena, look_body, look);
    return err == OK ? CLI_OK : cli_failed(cli, err, &on->arena);
}

static int take_company(struct cli *cli, const struct row *row, struct cli_company *ret)
{
    struct zone *zone = NULL;
    enum err err = zone_load(cli->arena, row->more, &zone);

    *ret = (struct cli_company){{row->id}, row->text, row->number, zone};
    return err == OK ? CLI_OK : cli_failed(cli, err, cli->arena);
}

int lookup_company(struct cli *cli, struct cli_app *on, struct str slug, struct cli_company *ret)
{
    struct look look = {.sql = &lookup_company_row, .params = {SQL_TEXT(slug)}, .param_count = 1, .max = 2};
    int code = run_look(cli, on, COMPANY_ALL, &look);

    if (code != CLI_OK)
        return code;
    if (look.count == 0)
        return cli_say(cli, CLI_NOT_FOUND, "there is no company \"%.*s\"", STR_ARG(slug));
    return take_company(cli, &look.rows[0], ret);
}

int lookup_companies(struct cli *cli, struct cli_app *on, struct cli_company **ret, int *ret_count)
{
    struct look look = {
        .sql = &lookup_company_rows, .params = {SQL_INT(COMPANIES_MAX)}, .param_count = 1, .max = COMPANIES_MAX + 1};
    int code = run_look(cli, on, COMPANY_ALL, &look);

    *ret = arena_array(cli->arena, struct cli_company, (size_t)look.count);
    *ret_count = look.count;
    for (int i = 0; code == CLI_OK && i < look.count; i++)
        code = take_company(cli, &look.rows[i], &(*ret)[i]);
    return code;
}

int lookup_staff(struct cli *cli, struct cli_app *on, const struct cli_company *company, struct str email,
                 struct cli_staff *ret)
{
    struct look look = {.sql = &lookup_staff_row, .param_count = 2, .max = 2};
    struct str folded;
    int code;

    if (!fold_email(cli->arena, email, &folded))
        return cli_usage(cli, "--staff wants the whole e-mail address; \"%.*s\" is none", STR_ARG(email));
    look.params[0] = SQL_INT(company->id.n);
    look.params[1] = SQL_TEXT(folded);
    code = run_look(cli, on, company->id, &look);
    if (code != CLI_OK)
        return code;
    if (look.count == 0)
        return cli_say(cli, CLI_NOT_FOUND, "nobody of %.*s has the e-mail %.*s", STR_ARG(company->slug),
                       STR_ARG(email));
    *ret = (struct cli_staff){{look.rows[0].id}, look.rows[0].text, (enum staff_status)look.rows[0].number};
    return CLI_OK;
}

int lookup_client(struct cli *cli, struct cli_app *on, const struct cli_company *company, struct str name_or_id,
                  struct client_id *ret, struct str *ret_name)
{
    struct look look = {.sql = &lookup_client_id, .params = {SQL_INT(company->id.n)}, .param_count = 2, .max = 3};
    int64_t id = 0;
    int code = CLI_OK;

    if (id_parse(name_or_id, &id)) {
        look.params[1] = SQL_INT(id);
        code = run_look(cli, on, company->id, &look);
    }
    if (code == CLI_OK && look.count == 0) {
        look.sql = &lookup_client_name;
        look.params[1] = SQL_TEXT(fold(cli->arena, name_or_id));
        code = run_look(cli, on, company->id, &look);
    }
    if (code != CLI_OK)
        return code;
    if (look.count == 0)
        return cli_say(cli, CLI_NOT_FOUND, "%.*s has no client \"%.*s\"", STR_ARG(company->slug), STR_ARG(name_or_id));
    if (look.count > 1)
        return cli_usage(cli, "several clients are called \"%.*s\"; name one by id", STR_ARG(name_or_id));
    ret->n = look.rows[0].id;
    *ret_name = look.rows[0].text;
    return CLI_OK;
}
