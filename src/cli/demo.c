#include "features/demo/demo.h"
#include "base/random.h"
#include "cli/verbs.h"

static const struct cli_option options[] = {
    CLI_DATA_OPTIONS,
    {.name = "password", .value = "P", .secret = true, .help = "what all their people sign in with; without it one is made up"},
    {.name = "small", .help = "only the cast, without the several hundred clients around it"},
    {.name = NULL},
};

static void print_people(struct cli *cli, struct str password)
{
    for (int c = 0; c < DEMO_COMPANY_COUNT; c++) {
        const struct demo_company *company = demo_companies[c];

        fprintf(cli->out, "%s (%s)\n", company->name, company->slug);
        for (int i = 0; i < company->person_count; i++) {
            const struct demo_person *person = &company->people[i];

            if (person->status == STAFF_ACTIVE)
                fprintf(cli->out, "  %-32s %s, %s%s\n",
                        arena_cstr(cli->arena, arena_format(cli->arena, "%s@%s", person->key, company->domain)),
                        person->name, role_info((enum role)person->role)->label, person->owner ? ", the owner" : "");
        }
    }
    fprintf(cli->out, "All of them sign in with the password %.*s\n", STR_ARG(password));
}

static void print_json(struct cli *cli, struct str password)
{
    struct buf out;

    buf_init(&out, cli->arena, 1 << 16);
    buf_add(&out, STR("{\"password\":"));
    json_text(&out, password);
    buf_add(&out, STR(",\"companies\":["));
    for (int c = 0; c < DEMO_COMPANY_COUNT; c++) {
        buf_format(&out, "%s{\"slug\":", c ? "," : "");
        json_text(&out, str_from(demo_companies[c]->slug));
        buf_add(&out, STR(",\"name\":"));
        json_text(&out, str_from(demo_companies[c]->name));
        buf_add_char(&out, '}');
    }
    buf_add(&out, STR("]}"));
    fprintf(cli->out, "%.*s\n", STR_ARG(buf_str(&out)));
}

static int run(struct cli *cli)
{
    struct demo_request request = {
        .small = cli_switch(cli, "small"), .password = cli_text(cli, "password"), .now = time_now_us()};
    struct cli_app on = {0};
    int code = cli_open(cli, &on);
    enum err err;

    if (code == CLI_OK) {
        if (request.password.n == 0)
            request.password = arena_format(cli->arena, "demo-%.*s", STR_ARG(str_slice(random_secret(cli->arena), 0, 12)));
        err = demo_make(on.app, &request, &on.arena);
        code = err == OK ? CLI_OK : cli_failed(cli, err, &on.arena);
    }
    cli_close(&on);
    if (code != CLI_OK)
        return code;
    if (cli->json)
        print_json(cli, request.password);
    else
        print_people(cli, request.password);
    return CLI_OK;
}

const struct verb verb_demo = {
    .name = "demo",
    .summary = "Make the demonstration companies",
    .details = "Happy Tails Pet Care and Riverside Pet Resort, with people, clients and visits around today. It does not serve.",
    .options = options,
    .run = run,
};
