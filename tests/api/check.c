/* `petgate check` (ROL-303) as it is run, about a company whose roles changed: the program's path is the argument. */
#include "support/program.h"
#include "support/world_each.h"

#include <string.h>

static const char *program;

/* What the program says about Dana. */
static struct ran ask(const char *words)
{
    const struct test_database *database = world_database(w);
    const char *server = database->engine == STORE_SQLITE ? "" : world_text(w, "--database %s", database->url);

    return program_run(program,
                       world_text(w, "check --data %s %s --company happy-tails --staff dana@happytails.example %s",
                                  database->dir, server, words),
                       world_arena(w));
}

/* Half an hour and `hour` hours after WORLD_NOW. */
static struct ran check(const char *permission, int hour)
{
    return ask(world_text(w, "--permission %s --at 2026-05-13T%02d:30:00-04:00", permission, 10 + hour));
}

#define assert_ran(got, expected, part)                                                                                \
    do {                                                                                                               \
        struct ran ran_ = (got);                                                                                       \
        if (ran_.code != (expected) || strstr(ran_.said, (part)) == NULL)                                              \
            fail_msg("expected %d and \"%s\", got %d: %s", (expected), (part), ran_.code, ran_.said);                  \
    } while (0)
#define assert_check(permission, hour, expected, part) assert_ran(check((permission), (hour)), (expected), (part))

static const char *given_role(void)
{
    struct answer a =
        api(w, "olivia", "POST", "/api/v1/settings/roles", "{\"source\": \"staff\", \"name\": \"Senior walker\"}");

    assert_status(a, 201);
    return world_text(w, "%s", text_at(a.json, "id"));
}

static void set_cell(const char *role, bool on)
{
    assert_status(api(w, "olivia", "PUT", "/api/v1/settings/permissions",
                      world_text(w,
                                 "{\"custom_roles\": [{\"id\": \"%s\", \"permissions\":"
                                 " {\"manage_client_keys\": %s}}]}",
                                 role, on ? "true" : "false")),
                  200);
}

static void give(const char *role)
{
    assert_status(api(w, "olivia", "PUT", world_text(w, "/api/v1/staff/%s/role", staff_id(w, "dana")),
                      world_text(w, "{\"role\": \"%s\", \"reason\": \"Grew\"}", role)),
                  200);
}

/* 11:00 Dana gets the role, in which keys are on; 12:00 they are off; 13:00 the role is called otherwise; 14:00 she is
 * Staff again. Asked about half past each. */
static void ROL_303_check_at_an_instant_knows_a_custom_role_as_it_was_then(void **state)
{
    const char *role = given_role();

    (void)state;
    set_cell(role, true);
    world_time(w, WORLD_NOW + HOUR_US);
    give(role);
    world_time(w, WORLD_NOW + 2 * HOUR_US);
    set_cell(role, false);
    world_time(w, WORLD_NOW + 3 * HOUR_US);
    assert_status(
        api(w, "olivia", "PATCH", world_text(w, "/api/v1/settings/roles/%s", role), "{\"name\": \"Walker of old\"}"),
        200);
    world_time(w, WORLD_NOW + 4 * HOUR_US);
    give("staff");
    assert_check("manage_client_keys", 0, 1, "Manage Client Keys is off for the role Staff;");
    assert_check("manage_client_keys", 1, 0, "Dana Brooks is Senior walker, and this role has the permission");
    assert_check("manage_client_keys", 1, 0,
                 "Manage Client Keys is limited to the field app for the role Senior walker;");
    assert_check("manage_client_keys", 2, 1, "Manage Client Keys is off for the role Senior walker;");
    assert_check("manage_client_keys", 3, 1, "Manage Client Keys is off for the role Walker of old;");
    assert_check("manage_client_keys", 4, 1, "Manage Client Keys is off for the role Staff;");
    assert_check("manage_staff", 1, 1, "Manage Staff is locked off for the role Senior walker;");
    assert_check("post_messages_without_approval", 1, 0, "Dana Brooks is Senior walker");
}

static void ROL_303_check_asks_about_a_visit(void **state)
{
    const char *own = event_id(w, "Bennett", "dana", 0), *other = event_id(w, "Carter", "tess", 0);

    (void)state;
    assert_ran(ask(world_text(w, "--permission view --event %s", own)), 0, "This event of Bennett is assigned to Dana");
    assert_ran(ask(world_text(w, "--permission view --event %s", other)), 1, "Carter is not assigned to Dana Brooks");
    assert_ran(ask("--permission view --event 0000000000009"), 3, "has no visit");
    assert_ran(ask("--permission view --event monday"), 2, "--event");
    assert_ran(ask(world_text(w, "--permission view --client Ito --event %s", own)), 2, "exclude each other");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        T(ROL_303_check_at_an_instant_knows_a_custom_role_as_it_was_then),
        T(ROL_303_check_asks_about_a_visit),
    };

    assert(argc == 2);
    program = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
