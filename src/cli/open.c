#include "cli/cli.h"

#include "features/features.h"

#include <unistd.h>

/* Lines for the operator of a verb that ends: on the terminal, and only what went wrong. */
static struct log quiet_log(void)
{
    return (struct log){.fd = STDERR_FILENO, .json = false, .least = LOG_WARNING};
}

int cli_open_with(struct cli *cli, const struct app_config *config, struct cli_app *ret)
{
    struct store_config wanted = {.data_dir = cli_text(cli, "data"), .database_url = cli_text(cli, "database")};
    struct app_config own = config != NULL ? *config : (struct app_config){.log = quiet_log()};
    enum err err = store_open(&wanted, &ret->arena, &ret->store);

    if (err != OK)
        return cli_failed(cli, err, &ret->arena);
    own.store = ret->store;
    own.data_dir = wanted.data_dir;
    own.features = features;
    own.feature_count = feature_count;
    err = app_new(&own, &ret->arena, &ret->app);
    return err == OK ? CLI_OK : cli_failed(cli, err, &ret->arena);
}

int cli_open(struct cli *cli, struct cli_app *ret)
{
    return cli_open_with(cli, NULL, ret);
}

void cli_close(struct cli_app *app)
{
    app_free(app->app);
    if (app->store != NULL)
        store_close(app->store);
    arena_free(&app->arena);
    *app = (struct cli_app){.arena = ARENA_INIT};
}
