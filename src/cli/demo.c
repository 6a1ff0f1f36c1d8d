#include "cli/verbs.h"

#include "base/random.h"
#include "features/demo/demo.h"

enum { PASSWORD_LETTERS = 10 };

static const struct cli_option options[] = {
    CLI_DATA_OPTIONS,
    {.name = "password", .value = "PASSWORD", .secret = true, .help = "of all their people; without it one is made up"},
    {.name = "small", .help = "only the cast, without the several hundred clients around it"},
    {.name = NULL},
};

static struct str made_up(struct arena *arena)
{
    static const char LETTERS[] = "abcdefghjkmnpqrstuvwxyz23456789";
    struct buf out;

    buf_init(&out, arena, 64);
    buf_add(&out, STR("demo-"));
    for (int i = 0; i < PASSWORD_LETTERS; i++)
        buf_add_char(&out, LETTERS[random_u64() % (sizeof(LETTERS) - 1)]);
    return buf_str(&out);
}

static const char *status_words(enum staff_status status)
{
    static const char *const words[] = {[STAFF_ACTIVE] = "active",
                                        [STAFF_INVITED] = "invited",
                                        [STAFF_FROZEN] = "frozen",
                                        [STAFF_INACTIVE] = "inactive"};

    return words[status];
}

static void say_person(const struct cli *cli, const struct demo_company *company, const struct demo_person *person)
{
    const struct role_info *role = role_info((enum role)person->role);

    if (cli->json)
        fprintf(cli->out, "{\"email\":\"%s@%s\",\"name\":\"%s\",\"role\":\"%s\",\"owner\":%s,\"status\":\"%s\"}",
                person->key, company->domain, person->name, role->wire, person->owner ? "true" : "false",
                status_words(person->status));
    else
        fprintf(cli->out, "  %s@%s%*s %s, %.*s%s%s%s\n", person->key, company->domain, (int)(8 - strlen(person->key)),
                "", person->name, STR_ARG(role_label(person->role, (struct wording){false, false}, cli->arena)),
                person->owner ? ", the owner" : "", person->status == STAFF_ACTIVE ? "" : ", ",
                person->status == STAFF_ACTIVE ? "" : status_words(person->status));
}

static void say_company(const struct cli *cli, const struct demo_company *company)
{
    if (cli->json)
        fprintf(cli->out, "{\"slug\":\"%s\",\"name\":\"%s\",\"people\":[", company->slug, company->name);
    else
        fprintf(cli->out, "%s (%s)\n", company->name, company->slug);
    for (int i = 0; i < company->person_count; i++) {
        if (cli->json && i)
            fprintf(cli->out, ",");
        say_person(cli, company, &company->people[i]);
    }
    fprintf(cli->out, cli->json ? "]}" : "\n");
}

static void say_made(const struct cli *cli, struct str password)
{
    struct buf text;

    buf_init(&text, cli->arena, 4096);
    json_text(&text, password);
    if (cli->json)
        fprintf(cli->out, "{\"password\":%.*s,\"companies\":[", STR_ARG(buf_str(&text)));
    for (int i = 0; i < DEMO_COMPANY_COUNT; i++) {
        if (cli->json && i)
            fprintf(cli->out, ",");
        say_company(cli, demo_companies[i]);
    }
    if (cli->json)
        fprintf(cli->out, "]}\n");
    else
        fprintf(cli->out, "The password of everyone who can sign in: %.*s\n", STR_ARG(password));
}

static int run(struct cli *cli)
{
    struct cli_app on = {0};
    struct demo_request request = {.small = cli_switch(cli, "small"), .password = cli_text(cli, "password")};
    enum err err;
    int code;

    if (request.password.n == 0)
        request.password = made_up(cli->arena);
    code = cli_open(cli, &on);
    if (code == CLI_OK) {
        request.now = app_now(on.app);
        err = demo_make(on.app, &request, &on.arena);
        if (err != OK)
            code = cli_failed(cli, err, &on.arena);
        else
            say_made(cli, request.password);
    }
    cli_close(&on);
    return code;
}

const struct verb verb_demo = {
    .name = "demo",
    .summary = "Make the demonstration companies",
    .details = "It serves nothing: petgate serve does. It refuses a folder that has these companies already.",
    .options = options,
    .run = run,
};
