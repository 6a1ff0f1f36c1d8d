/* Freezing, leaving and coming back (ACC-60 to ACC-63). */
#include "support/world.h"

#define STAFF(w, who, rest) world_text((w), "/api/v1/staff/%s" rest, staff_id((w), (who)))
/* "name": "id" */
#define TO(w, who) world_text((w), "\"%s\"", staff_id((w), (who)))

SQL(test_future,
    "SELECT count(*) FROM event WHERE company_id = $1 AND staff_id = $2 AND status = 1 AND starts_at > $3");
SQL(test_lines, "SELECT count(*) FROM template_line WHERE company_id = $1 AND staff_id = $2 AND $3 = 0");
SQL(test_preferred, "SELECT count(*) FROM relation WHERE company_id = $1 AND staff_id = $2 AND preferred_position > 0"
                    " AND $3 = 0");

static int64_t count(struct world *w, const struct sql *sql, const char *who, int64_t third)
{
    return world_count(w, sql, world_company(w, "happy-tails").n, id_number(staff_id(w, who)), third);
}

/* ------------------------------------------------------------------ freezing */

static void ACC_60_freezing_ends_everything_at_once_and_leaves_the_schedule(void **state)
{
    struct world *w = world_new(test_engine());
    int64_t future = count(w, &test_future, "dana", WORLD_NOW);

    (void)state;
    assert_true(future > 0);
    assert_status(api(w, "dana", "GET", "/api/v1/me", NULL), 200);
    assert_status(page(w, "dana", "GET", "/home", NULL), 200);
    struct answer a = api(w, "maya", "POST", STAFF(w, "dana", "/freeze"), "{\"reason\": \"lost phone\"}");
    assert_status(a, 200);
    assert_text(a.json, "status", "frozen");
    assert_int_equal(number_at(a.json, "ended"), 2);
    assert_status(api(w, "dana", "GET", "/api/v1/me", NULL), 401);
    assert_status(page(w, "dana", "GET", "/home", NULL), 303);
    assert_int_equal(count(w, &test_future, "dana", WORLD_NOW), future);
    a = page(w, "maya", "POST", world_text(w, "/staff/%s/freeze", staff_id(w, "sam")), "");
    assert_int_equal(a.status, 303);
    assert_true(str_starts(a.location, str_from(world_text(w, "/staff/%s/inactive", staff_id(w, "sam")))));
    world_free(w);
}

static void ACC_60_nobody_freezes_themself_or_someone_above(void **state)
{
    static const char *const whom[] = {"maya", "andre", "dana"};
    struct world *w = world_new(test_engine());

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(whom); i++) { /* and it is not offered */
        struct answer a = api(w, "maya", "GET", STAFF(w, whom[i], ""), NULL);

        assert_int_equal(true_at(a.json, "can.freeze"), i == 2);
        assert_int_equal(true_at(a.json, "can.make_inactive"), i == 2);
    }
    assert_status(api(w, "maya", "POST", STAFF(w, "maya", "/freeze"), NULL), 403);
    assert_status(api(w, "olivia", "POST", STAFF(w, "olivia", "/freeze"), NULL), 403);
    assert_status(api(w, "maya", "POST", STAFF(w, "andre", "/freeze"), NULL), 403);
    assert_status(api(w, "dana", "POST", STAFF(w, "sam", "/freeze"), NULL), 404);
    assert_status(api(w, "maya", "POST", STAFF(w, "maya", "/inactive"), "{}"), 403);
    assert_status(api(w, "ravi", "POST", STAFF(w, "paula", "/freeze"), NULL), 403);
    assert_status(api(w, "maya", "GET", "/api/v1/me", NULL), 200);
    world_free(w);
}

static void ACC_63_who_comes_back_finds_removals_as_they_were(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a;

    (void)state;
    assert_status(api(w, "maya", "POST", STAFF(w, "dana", "/freeze"), NULL), 200);
    a = api(w, "maya", "POST", STAFF(w, "dana", "/active"), NULL);
    assert_status(a, 200);
    assert_text(a.json, "status", "active");
    a = api(w, "maya", "GET", STAFF(w, "dana", ""), NULL);
    assert_int_equal(number_at(a.json, "removals"), 2);
    assert_status(api(w, "maya", "POST", STAFF(w, "ivan", "/active"), NULL), 200);
    assert_text(api(w, "maya", "GET", STAFF(w, "ivan", ""), NULL).json, "status", "active");
    /* Who never accepted an invitation is invited again, not active. */
    assert_status(api(w, "maya", "POST", STAFF(w, "uma", "/freeze"), NULL), 200);
    a = api(w, "maya", "POST", STAFF(w, "uma", "/active"), NULL);
    assert_text(a.json, "status", "invited");
    world_free(w);
}

/* ------------------------------------------------------------------ the plan */

static void ACC_61_the_plan_lists_all_that_somebody_would_leave_behind(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = api(w, "maya", "GET", STAFF(w, "dana", "/inactive"), NULL);
    json_t *bennett, *plan;

    (void)state;
    assert_status(a, 200);
    plan = json_at(a.json, "plan");
    assert_int_equal(count_at(plan, "events"), 4);
    assert_int_equal(count_at(plan, "templates"), 2);
    assert_int_equal(count_at(plan, "preferred"), 2);
    assert_int_equal(count_at(plan, "unfinished"), 1);
    assert_text(plan, "unfinished.0.client.name", "Carter");
    assert_int_equal(count_at(plan, "clients"), 5); /* Alvarez, Bennett, Dawson, Ito, Jansen */
    bennett = find_in(plan, "clients", "name", "Bennett");
    assert_int_equal(number_at(bennett, "events"), 2);
    assert_true(json_is_true(json_at(find_in(bennett, "asks.0.options", "name", "Sam Ortiz"), "disabled")));
    assert_null(find_in(bennett, "asks.0.options", "name", "Dana Brooks"));
    assert_false(json_is_true(json_at(find_in(bennett, "asks.0.options", "name", "Uma Reyes"), "disabled")));
    assert_non_null(find_in(plan, "asks.0.options", "name", "Sam Ortiz")); /* everything to one */
    assert_null(find_in(plan, "asks.0.options", "name", "Ivan Petrov"));
    assert_status(page(w, "maya", "GET", world_text(w, "/staff/%s/inactive", staff_id(w, "dana")), NULL), 200);
    world_free(w);
}

static void ACC_61_whoever_takes_over_is_somebody_of_the_company(void **state)
{
    struct world *w = world_new(test_engine());
    const char *const others[] = {"0000000000001", staff_id(w, "priya")};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        assert_status(api(w, "maya", "POST", STAFF(w, "dana", "/inactive"),
                          world_text(w, "{\"events\": {\"*\": \"%s\"}}", others[i])),
                      422);
    world_free(w);
}

static void ACC_61_what_nobody_decided_about_is_listed_and_nothing_changes(void **state)
{
    struct world *w = world_new(test_engine());
    int64_t future = count(w, &test_future, "dana", WORLD_NOW);
    struct answer a = api(w, "maya", "POST", STAFF(w, "dana", "/inactive"), "{}");

    (void)state;
    assert_status(a, 409);
    assert_int_equal(number_at(a.json, "plan.count"), 9);
    /* All but the running visit and the past one: nobody cannot take over a visit under way. */
    a = api(w, "maya", "POST", STAFF(w, "dana", "/inactive"),
            "{\"events\": {\"*\": null}, \"templates\": {\"*\": null}, \"preferred\": {\"*\": null}}");
    assert_status(a, 409);
    assert_int_equal(number_at(a.json, "plan.count"), 2);
    assert_text(a.json, "plan.events.0.client.name", "Jansen");
    assert_text(a.json, "plan.unfinished.0.client.name", "Carter");
    assert_int_equal(count(w, &test_future, "dana", WORLD_NOW), future);
    assert_status(api(w, "dana", "GET", "/api/v1/me", NULL), 200);
    world_free(w);
}

static void ACC_61_a_target_without_access_is_refused_with_every_client_named(void **state)
{
    struct world *w = world_new(test_engine());
    const char *everything = world_text(w,
                                        "{\"events\": {\"*\": %s}, \"templates\": {\"*\": %s}, \"preferred\": {\"*\": "
                                        "null}, \"leave_unfinished\": true}",
                                        TO(w, "sam"), TO(w, "sam"));
    struct answer a;

    (void)state;
    assert_status(api(w, "maya", "PUT",
                      world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, "sam"), client_id(w, "Dawson")),
                      "{\"access\": \"removed\"}"),
                  200);
    a = api(w, "maya", "POST", STAFF(w, "dana", "/inactive"), everything);
    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "clients"), 2);
    assert_non_null(find_in(a.json, "clients", "name", "Bennett"));
    assert_non_null(find_in(a.json, "clients", "name", "Dawson"));
    assert_non_null(strstr(text_at(a.json, "detail"), "Bennett"));
    assert_text(api(w, "maya", "GET", STAFF(w, "dana", ""), NULL).json, "status", "active");
    /* After access is restored the same action goes through. */
    static const char *const restored[] = {"Bennett", "Dawson"};
    for (size_t i = 0; i < ARRAY_SIZE(restored); i++)
        assert_status(
            api(w, "maya", "PUT",
                world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, "sam"), client_id(w, restored[i])),
                "{\"access\": \"granted\"}"),
            200);
    assert_status(api(w, "maya", "POST", STAFF(w, "dana", "/inactive"), everything), 200);
    world_free(w);
}

static void ACC_61_everything_is_handed_over_in_one_step_to_different_people(void **state)
{
    struct world *w = world_new(test_engine());
    const char *body =
        world_text(w,
                   "{\"events\": {\"*\": %s, \"%s\": %s, \"%s\": null}, \"templates\": {\"*\": %s, \"%s\": null},"
                   " \"preferred\": {\"*\": null, \"%s\": %s}, \"complete\": [\"%s\"], \"reason\": \"moves away\"}",
                   TO(w, "sam"), client_id(w, "Bennett"), TO(w, "tess"), event_id(w, "Ito", "dana", 0), TO(w, "sam"),
                   line_id(w, "Dawson"), client_id(w, "Ito"), TO(w, "sam"), event_id(w, "Carter", "dana", 1));
    int64_t tess = count(w, &test_future, "tess", WORLD_NOW), sam = count(w, &test_preferred, "sam", 0);
    struct answer a = api(w, "maya", "POST", STAFF(w, "dana", "/inactive"), body);

    (void)state;
    assert_status(a, 200);
    assert_text(a.json, "status", "inactive");
    assert_status(api(w, "dana", "GET", "/api/v1/me", NULL), 401);
    assert_int_equal(count(w, &test_future, "dana", WORLD_NOW), 0);
    assert_int_equal(count(w, &test_future, "tess", WORLD_NOW), tess + 2);
    assert_int_equal(count(w, &test_lines, "dana", 0), 0);
    assert_int_equal(count(w, &test_lines, "sam", 0), 1);
    assert_int_equal(count(w, &test_preferred, "dana", 0), 0);
    assert_int_equal(count(w, &test_preferred, "sam", 0), sam + 1);
    assert_non_null(event_id(w, "Jansen", "sam", 0));
    assert_non_null(event_id(w, "Ito", NULL, 0));
    world_free(w);
}

static void ACC_61_past_visits_are_finished_or_left_knowingly(void **state)
{
    struct world *w = world_new(test_engine());
    const char *decided = "\"events\": {\"*\": null}, \"templates\": {\"*\": null}, \"preferred\": {\"*\": null}";
    struct answer a;

    (void)state;
    a = api(w, "maya", "POST", STAFF(w, "dana", "/inactive"),
            world_text(w, "{%s, \"complete\": [\"%s\"]}", decided, event_id(w, "Jansen", "dana", 0)));
    assert_status(a, 409);
    assert_int_equal(number_at(a.json, "plan.count"), 1);
    a = api(w, "maya", "POST", STAFF(w, "dana", "/inactive"),
            world_text(w, "{%s, \"complete\": [\"%s\"], \"leave_unfinished\": true}", decided,
                       event_id(w, "Jansen", "dana", 0)));
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "unfinished"), 1);
    world_free(w);
}

static void ACC_61_a_form_may_leave_a_choice_open(void **state)
{
    struct world *w = world_new(test_engine());
    const char *path = world_text(w, "/staff/%s/inactive", staff_id(w, "tess"));
    struct answer a = page(w, "maya", "POST", path,
                           world_text(w, "events.%s=%s&reason=", client_id(w, "Carter"), staff_id(w, "tess")));

    (void)state;
    assert_int_equal(a.status, 409);
    assert_non_null(strstr(arena_cstr(world_arena(w), a.body), "Still to decide"));
    a = page(w, "maya", "POST", path, world_text(w, "events.%s=&reason=", client_id(w, "Carter")));
    assert_int_equal(a.status, 303);
    assert_int_equal(count(w, &test_future, "tess", WORLD_NOW), 0);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ACC_60_freezing_ends_everything_at_once_and_leaves_the_schedule),
        cmocka_unit_test(ACC_60_nobody_freezes_themself_or_someone_above),
        cmocka_unit_test(ACC_63_who_comes_back_finds_removals_as_they_were),
        cmocka_unit_test(ACC_61_the_plan_lists_all_that_somebody_would_leave_behind),
        cmocka_unit_test(ACC_61_whoever_takes_over_is_somebody_of_the_company),
        cmocka_unit_test(ACC_61_what_nobody_decided_about_is_listed_and_nothing_changes),
        cmocka_unit_test(ACC_61_a_target_without_access_is_refused_with_every_client_named),
        cmocka_unit_test(ACC_61_everything_is_handed_over_in_one_step_to_different_people),
        cmocka_unit_test(ACC_61_past_visits_are_finished_or_left_knowingly),
        cmocka_unit_test(ACC_61_a_form_may_leave_a_choice_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
