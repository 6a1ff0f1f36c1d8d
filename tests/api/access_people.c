/* Preferred and Do Not Schedule (CLI-04), and who takes over (ACC-24). */
#include "support/world.h"

static int set_up(void **state)
{
    *state = world_new(test_engine());
    return 0;
}

static int tear_down(void **state)
{
    world_free(*state);
    return 0;
}

static const char *pair_path(struct world *w, const char *staff, const char *client, const char *tail)
{
    return world_text(w, "/api/v1/staff/%s/clients/%s/%s", staff_id(w, staff), client_id(w, client), tail);
}

static void CLI_04_preferred_is_ordered_and_closes_gaps(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "omar", "PUT", pair_path(w, "uma", "Alvarez", "preferred"), "{\"position\": 1}");

    /* Who makes the schedule names people whose profiles they may not open. */
    assert_status(a, 200);
    assert_text(a.json, "preferred.0.staff.name", "Uma Reyes");
    assert_text(a.json, "preferred.1.staff.name", "Dana Brooks");
    assert_text(a.json, "preferred.2.staff.name", "Sam Ortiz");
    a = api(w, "omar", "DELETE", pair_path(w, "dana", "Alvarez", "preferred"), NULL);
    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "preferred"), 2);
    assert_int_equal(number_at(a.json, "preferred.1.position"), 2);
    a = api(w, "maya", "POST", world_text(w, "/api/v1/clients/%s/preferred", client_id(w, "Alvarez")),
            world_text(w, "{\"staff\": \"%s\"}", staff_id(w, "tess")));
    assert_status(a, 200);
    assert_text(a.json, "preferred.2.staff.name", "Tess Wong");
}

static void CLI_04_the_past_is_computed_with_number_and_last_date(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "maya", "PUT", pair_path(w, "tess", "Carter", "preferred"), "{}");
    json_t *ivan = find_in(a.json, "past", "staff.name", "Ivan Petrov");

    assert_non_null(ivan);
    assert_int_equal(number_at(ivan, "visits"), 2);
    assert_non_null(text_at(ivan, "last_at"));
}

static void CLI_04_nobody_is_preferred_and_do_not_schedule_at_once(void **state)
{
    struct world *w = *state;
    struct answer a;

    assert_status(api(w, "maya", "PUT", pair_path(w, "dana", "Gupta", "preferred"), "{}"), 409);
    assert_status(api(w, "maya", "PUT", pair_path(w, "dana", "Alvarez", "do-not-schedule"), "{}"), 409);
    a = api(w, "maya", "DELETE", pair_path(w, "dana", "Gupta", "do-not-schedule"), NULL);
    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "do_not_schedule"), 0);
    assert_status(api(w, "maya", "PUT", pair_path(w, "dana", "Gupta", "preferred"), "{}"), 200);
}

static void CLI_04_do_not_schedule_keeps_its_reason(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "omar", "POST", world_text(w, "/api/v1/clients/%s/do-not-schedule", client_id(w, "Ellis")),
                          world_text(w, "{\"staff\": \"%s\", \"reason\": \"Allergic\"}", staff_id(w, "sam")));

    assert_status(a, 200);
    assert_text(a.json, "do_not_schedule.0.staff.name", "Sam Ortiz");
    assert_text(a.json, "do_not_schedule.0.reason", "Allergic");
}

static void CLI_04_workers_keep_neither_list(void **state)
{
    struct world *w = *state;

    assert_status(api(w, "dana", "PUT", pair_path(w, "dana", "Carter", "preferred"), "{}"), 403);
    assert_status(api(w, "dana", "PUT", pair_path(w, "dana", "Carter", "do-not-schedule"), "{}"), 403);
    assert_status(api(w, "dana", "POST", world_text(w, "/api/v1/clients/%s/preferred", client_id(w, "Carter")),
                      world_text(w, "{\"staff\": \"%s\"}", staff_id(w, "dana"))),
                  403);
}

static void ACC_40_a_removed_pair_cannot_become_preferred(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "maya", "PUT", pair_path(w, "dana", "Foster", "preferred"), "{}");

    assert_status(a, 409);
    assert_non_null(strstr(text_at(a.json, "detail"), "Dana Brooks"));
    assert_non_null(strstr(text_at(a.json, "detail"), "Foster"));
}

static void ACC_24_the_sheet_proposes_who_could_take_over(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "maya", "GET", pair_path(w, "dana", "Ito", "separation"), NULL);
    json_t *visit;

    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "count"), 3);
    assert_text(a.json, "barriers.0.kind", "preferred");
    visit = json_at(a.json, "barriers.1");
    assert_text(visit, "kind", "event");
    assert_non_null(text_at(visit, "options.0.value"));
    assert_true(true_at(visit, "options.0.selected"));
    assert_null(find_in(visit, "options", "name", "Dana Brooks"));
    assert_non_null(find_in(visit, "options", "name", "Leave unassigned"));
}

static void ACC_24_preferred_people_are_suggested_first(void **state)
{
    struct world *w = *state;
    struct answer a;

    assert_status(api(w, "maya", "PUT", pair_path(w, "uma", "Bennett", "preferred"), "{}"), 200);
    a = api(w, "maya", "GET", pair_path(w, "dana", "Bennett", "separation"), NULL);
    assert_text(a.json, "barriers.0.options.0.name", "Uma Reyes");
    /* Access of Sam is removed here. */
    assert_null(find_in(json_at(a.json, "barriers.0"), "options", "name", "Sam Ortiz"));
}

static void ACC_24_one_person_for_all_is_one_word(void **state)
{
    struct world *w = *state;
    struct answer a =
        api(w, "maya", "POST", pair_path(w, "dana", "Ito", "separation"),
            world_text(w, "{\"cures\": {\"preferred\": \"drop\"}, \"all_to\": \"%s\"}", staff_id(w, "sam")));

    assert_status(a, 200);
    assert_text(a.json, "access", "removed");
    assert_non_null(event_id(w, "Ito", "sam", 0));
}

static void ACC_24_a_running_visit_is_completed_where_that_is_said(void **state)
{
    struct world *w = *state;
    const char *path = pair_path(w, "dana", "Jansen", "separation");
    const char *visit = event_id(w, "Jansen", "dana", 0);
    struct answer a;

    /* Nobody for all visits is not meant for the one that runs. */
    a = api(w, "maya", "POST", path, "{\"cures\": {\"events\": {\"*\": null}}}");
    assert_status(a, 409);
    assert_true(true_at(a.json, "barriers.0.running"));
    assert_status(api(w, "maya", "POST", path, world_text(w, "{\"cures\": {\"complete\": [\"%s\"]}}", visit)), 200);
    a = api(w, "maya", "POST", pair_path(w, "dana", "Jansen", "undo"), "{}");
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "restored"), 1);
    assert_status(api(w, "maya", "POST", path, world_text(w, "{\"cures\": {\"events\": {\"%s\": null}}}", visit)), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(CLI_04_preferred_is_ordered_and_closes_gaps),
        TEST(CLI_04_the_past_is_computed_with_number_and_last_date),
        TEST(CLI_04_nobody_is_preferred_and_do_not_schedule_at_once),
        TEST(CLI_04_do_not_schedule_keeps_its_reason),
        TEST(CLI_04_workers_keep_neither_list),
        TEST(ACC_40_a_removed_pair_cannot_become_preferred),
        TEST(ACC_24_the_sheet_proposes_who_could_take_over),
        TEST(ACC_24_preferred_people_are_suggested_first),
        TEST(ACC_24_one_person_for_all_is_one_word),
        TEST(ACC_24_a_running_visit_is_completed_where_that_is_said),
#undef TEST
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
