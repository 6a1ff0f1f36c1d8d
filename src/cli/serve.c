#include "cli/verbs.h"

#include "app/background.h"
#include "base/fold.h"
#include "base/random.h"
#include "base/time.h"
#include "http/http.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

enum { STOP_WAIT_MS = 10000, SETUP_CODE_LENGTH = 12 };

SQL(serve_company_count, "SELECT COUNT(*) FROM company /* scope: all companies: whether there is any (PRD-03) */");

static const struct cli_option options[] = {
    CLI_DATA_OPTIONS,
    {.name = "files", .value = "DIR", .help = "folder of uploads; without it files, in the data folder"},
    {.name = "listen",
     .value = "ADDR:PORT",
     .fallback = "127.0.0.1:8080",
     .help = "where to serve; port 0: a free one"},
    {.name = "base-address", .value = "URL", .help = "as browsers reach it: https://pets.example.com"},
    {.name = "trusted-proxy",
     .value = "ADDR",
     .help = "whose X-Forwarded-For and -Proto count: an address, or loopback"},
    {.name = "workers", .value = "N", .fallback = "4", .help = "threads for what asks the database"},
    {.name = "picture-budget", .value = "MB", .fallback = "256", .help = "memory for what decides"},
    {.name = "open-metrics", .help = "/metrics for everyone, not only for this machine"},
    {.name = "log", .value = "FORM", .fallback = "text", .help = "json or text, on the error output"},
    {.name = "log-level", .value = "LEVEL", .fallback = "info", .help = "debug, info, warning or error"},
    {.name = "smtp-url",
     .value = "URL",
     .help = "mail server: smtp://mail.example.com:587 or smtps://…; without it mails wait"},
    {.name = "smtp-from", .value = "EMAIL", .help = "sender of mails"},
    {.name = "smtp-user", .value = "NAME", .help = "sign-in at the mail server"},
    {.name = "smtp-password", .value = "SECRET", .secret = true, .help = "and its password"},
    {.name = "smtp-ca-file", .value = "FILE", .help = "authorities for its certificate, if not the machine's"},
    {.name = "heads-webhook", .value = "URL", .help = "gets each record's head once a day: https://…, or http:// here"},
    {.name = "heads-webhook-secret", .value = "SECRET", .secret = true, .help = "what those calls are signed with"},
    {.name = "dev", .value = "DIR", .help = "read pages from this src/ folder at every request"},
    {.name = NULL},
};

/* ------------------------------------------------------------------ options */

MUST_CHECK static bool read_log(struct cli *cli, struct log *ret)
{
    static const char *const LEVELS[LOG_LEVEL__MAX] = {
        [LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARNING] = "warning", [LOG_ERROR] = "error"};
    struct str form = cli_text(cli, "log");

    *ret = (struct log){.fd = STDERR_FILENO, .json = str_is(form, "json"), .least = (enum log_level)0};
    for (int i = LOG_DEBUG; i < LOG_LEVEL__MAX; i++) {
        if (str_is(cli_text(cli, "log-level"), LEVELS[i]))
            ret->least = (enum log_level)i;
    }
    if (!ret->json && !str_is(form, "text"))
        (void)cli_usage(cli, "--log is json or text");
    else if (ret->least == 0)
        (void)cli_usage(cli, "--log-level is debug, info, warning or error");
    else
        return true;
    return false;
}

MUST_CHECK static bool is_base_address(struct str address)
{
    return address.n == 0 || ((str_starts(address, STR("https://")) || str_starts(address, STR("http://"))) &&
                              !str_ends(address, STR("/")));
}

/* ------------------------------------------------------------------ first start */

MUST_CHECK static enum err count_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t *count = data;

    TRY(query_open(tx, &serve_company_count, 0, NULL, 0, &q));
    if (query_next(&q))
        *count = query_int(&q, 0);
    return query_done(&q);
}

/* Whoever reads the terminal makes the first company, and nobody else. */
static struct str setup_code(struct arena *arena)
{
    static const char LETTERS[] = "0123456789abcdefghjkmnpqrstvwxyz";
    uint8_t bytes[SETUP_CODE_LENGTH];
    char *text = arena_alloc(arena, SETUP_CODE_LENGTH + 1);

    random_bytes(bytes, sizeof(bytes));
    for (int i = 0; i < SETUP_CODE_LENGTH; i++)
        text[i] = LETTERS[bytes[i] % 32];
    return (struct str){text, SETUP_CODE_LENGTH};
}

/* ------------------------------------------------------------------ serving */

struct serving {
    struct cli_app on;
    struct http *http;
    struct server *server;
    struct background *background;
    struct str base_address;
};

static void serving_end(struct serving *serving)
{
    if (serving->server != NULL)
        server_stop(serving->server, STOP_WAIT_MS);
    background_stop(serving->background);
    http_free(serving->http);
    cli_close(&serving->on);
}

/* Thousands of open pages are as many descriptors. */
static void raise_limits(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

static void say_started(struct cli *cli, const struct serving *serving)
{
    const struct app *app = serving->on.app;
    struct str code = app->config.setup_code;
    int port = server_port(serving->server);

    if (cli->json) {
        fprintf(cli->out, "{\"address\":\"%.*s\",\"port\":%d", STR_ARG(serving->base_address), port);
        if (code.n > 0)
            fprintf(cli->out, ",\"setup_code\":\"%.*s\"", STR_ARG(code));
        fprintf(cli->out, "}\n");
    } else {
        fprintf(cli->out, "Petgate %s serves on %.*s\n", PETGATE_VERSION, STR_ARG(serving->base_address));
        if (code.n > 0)
            fprintf(cli->out, "There is no company yet. Open %.*s/setup?code=%.*s to set it up\n",
                    STR_ARG(serving->base_address), STR_ARG(code));
    }
    fflush(cli->out);
}

/* The operator's alone to choose: a company could make the server call what only the server reaches. */
static int read_webhook(struct cli *cli, struct webhook_config *ret)
{
    *ret =
        (struct webhook_config){.url = cli_text(cli, "heads-webhook"), .secret = cli_text(cli, "heads-webhook-secret")};
    if (ret->url.n > 0 && !webhook_url_is_sound(ret->url))
        return cli_usage(cli, "--heads-webhook is an https:// address, or http:// on this machine, without a password");
    if (ret->url.n > 0 && ret->secret.n < WEBHOOK_SECRET_MIN)
        return cli_usage(cli, "--heads-webhook needs --heads-webhook-secret of %d characters or more",
                         WEBHOOK_SECRET_MIN);
    return CLI_OK;
}

static int start_app(struct cli *cli, struct serving *serving)
{
    struct app_config config = {0};
    int64_t budget, companies = 0;
    enum err err;
    int code;

    if (!read_log(cli, &config.log) || !cli_number(cli, "picture-budget", 1, 1024 * 1024, &budget))
        return CLI_USAGE;
    config.picture_budget = (size_t)budget * 1024 * 1024;
    config.base_address = serving->base_address;
    config.setup_code = setup_code(cli->arena);
    config.files = cli_text(cli, "files");
    if (config.files.n == 0)
        config.files = arena_format(cli->arena, "%.*s/files", STR_ARG(cli_text(cli, "data")));
    code = read_webhook(cli, &config.heads_webhook);
    if (code == CLI_OK)
        code = cli_open_with(cli, &config, &serving->on);
    if (code != CLI_OK)
        return code;
    err = store_read(serving->on.store, COMPANY_ALL, cli->arena, count_body, &companies);
    if (err != OK)
        return cli_failed(cli, err, cli->arena);
    if (companies > 0)
        serving->on.app->config.setup_code = (struct str){NULL, 0};
    return CLI_OK;
}

static int start_server(struct cli *cli, struct serving *serving)
{
    struct http_config config = {
        .app = serving->on.app,
        .dev_source = cli_text(cli, "dev"),
        .trusted_proxy = cli_text(cli, "trusted-proxy"),
        .open_metrics = cli_switch(cli, "open-metrics"),
    };
    struct server_config wanted = {.listen = cli_text(cli, "listen")};
    int64_t workers;
    enum err err;

    if (!cli_number(cli, "workers", 1, 64, &workers))
        return CLI_USAGE;
    err = http_new(&config, cli->arena, &serving->http);
    if (err != OK)
        return cli_failed(cli, err, cli->arena);
    wanted.http = serving->http;
    wanted.workers = (int)workers;
    err = server_start(&wanted, cli->arena, &serving->server);
    return err == OK ? CLI_OK : cli_failed(cli, err, cli->arena);
}

/* A newer program has migrated the database: end as if told to. */
static void outdated(void)
{
    kill(getpid(), SIGTERM);
}

/* Mails, jobs, housekeeping. */
static int start_background(struct cli *cli, struct serving *serving)
{
    struct background_config config = {
        .app = serving->on.app,
        .outdated = outdated,
        .mail = {.url = cli_text(cli, "smtp-url"),
                 .user = cli_text(cli, "smtp-user"),
                 .password = cli_text(cli, "smtp-password"),
                 .ca_file = cli_text(cli, "smtp-ca-file")},
    };

    if (config.mail.url.n > 0) {
        if (!str_starts(config.mail.url, STR("smtp://")) && !str_starts(config.mail.url, STR("smtps://")))
            return cli_usage(cli, "--smtp-url begins with smtp:// or smtps://");
        if (!fold_email(cli->arena, cli_text(cli, "smtp-from"), &config.mail.from))
            return cli_usage(cli, "--smtp-from must be the e-mail address that mails come from");
    }
    serving->background = background_start(&config);
    return CLI_OK;
}

/* Without --base-address: as this machine reaches it. The port is known when it listens. */
static void name_address(struct cli *cli, struct serving *serving)
{
    struct str host = cli_text(cli, "listen");
    ptrdiff_t colon = -1;

    if (serving->base_address.n > 0)
        return;
    for (ptrdiff_t at = str_find(host, ':', 0); at >= 0; at = str_find(host, ':', (size_t)at + 1))
        colon = at;
    host = colon > 0 ? str_slice(host, 0, (size_t)colon) : STR("127.0.0.1");
    serving->base_address = arena_format(cli->arena, "http://%.*s:%d", STR_ARG(host), server_port(serving->server));
    serving->on.app->config.base_address = serving->base_address;
}

/* Until SIGINT or SIGTERM; a second one ends the program at once. */
static void wait_for_signal(const struct log *log, const sigset_t *signals)
{
    int number = 0;

    while (sigwait(signals, &number) != 0)
        continue;
    LOG(log, LOG_INFO, "stopping", L_INT("signal", number));
    pthread_sigmask(SIG_UNBLOCK, signals, NULL);
}

static int run(struct cli *cli)
{
    struct serving serving = {.base_address = cli_text(cli, "base-address")};
    sigset_t signals;
    int code;

    if (!is_base_address(serving.base_address))
        return cli_usage(cli, "--base-address begins with https:// or http:// and ends without a slash");
    raise_limits();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow further is an error of the write, not the end */
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL); /* inherited by every thread */
    code = start_app(cli, &serving);
    if (code == CLI_OK)
        code = start_server(cli, &serving);
    if (code == CLI_OK)
        code = start_background(cli, &serving);
    if (code == CLI_OK) {
        name_address(cli, &serving);
        say_started(cli, &serving);
        wait_for_signal(&serving.on.app->config.log, &signals);
        if (app_outdated(serving.on.app))
            code = cli_say(cli, CLI_UNAVAILABLE, "A newer Petgate has migrated the database: run that version");
    }
    serving_end(&serving);
    return code;
}

const struct verb verb_serve = {
    .name = "serve",
    .summary = "Serve pages and API",
    .details = "It speaks HTTP; put a proxy in front for TLS. SIGINT and SIGTERM let what runs finish and end it.",
    .options = options,
    .run = run,
};
