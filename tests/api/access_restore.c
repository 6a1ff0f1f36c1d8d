/* Restoring access, and assigning while it is removed (ACC-30 to ACC-42), on the cast. */
#include "access_words.h"

/* ------------------------------------------------------------------ restoring */

static void ACC_30_without_saying_the_subscription_stays_off(void **state)
{
    struct world *w = *state;
    struct answer a = grant_access(w, "maya", "dana", "Foster");

    assert_status(a, 200);
    assert_false(true_at(a.json, "subscribed"));
    a = api(w, "dana", "PUT", pair(w, "dana", "Foster", "subscription"), "{\"subscribed\": true}");
    assert_status(a, 200);
}

static void ACC_30_asked_for_the_subscription_is_turned_on_again(void **state)
{
    struct world *w = *state;
    struct answer a =
        api(w, "maya", "PUT", pair(w, "dana", "Foster", "access"), "{\"access\": \"granted\", \"subscribe\": true}");

    assert_status(a, 200);
    assert_true(true_at(a.json, "subscribed"));
    assert_int_equal(sees(w, "dana", "Foster"), 200);
}

static void ACC_30_restored_by_the_same_people_only(void **state)
{
    struct world *w = *state;

    assert_status(grant_access(w, "omar", "dana", "Foster"), 403);
    assert_status(grant_access(w, "dana", "dana", "Foster"), 403);
    assert_status(grant_access(w, "andre", "dana", "Foster"), 200);
}

static void ACC_31_a_restore_gives_back_what_role_and_relation_give(void **state)
{
    struct world *w = *state;
    struct answer a = grant_access(w, "maya", "dana", "Kowalski");

    assert_status(a, 200);
    assert_false(true_at(a.json, "sees_client"));
    assert_int_equal(sees(w, "dana", "Kowalski"), 404);
    assert_status(grant_access(w, "paula", "sol", "Moreau"), 200);
    assert_int_equal(sees(w, "sol", "Moreau"), 200); /* a Supporter sees without a relation */
}

/* ------------------------------------------------------------------ assigning while access is removed */

static void ACC_40_creation_is_refused_naming_client_and_person(void **state)
{
    struct answer a = new_event(*state, "dana", "Foster", "2026-05-20T09:00:00-04:00");

    assert_status(a, 409);
    assert_non_null(strstr(text_at(a.json, "detail"), "Dana Brooks"));
    assert_non_null(strstr(text_at(a.json, "detail"), "Foster"));
}

static void ACC_40_every_change_that_would_tie_the_pair_is_refused(void **state)
{
    struct world *w = *state;
    const char *dana = staff_id(w, "dana");
    const char *other = event_path(w, "Carter", "tess", 0);
    const char *cancelled = event_path(w, "Hughes", "dana", 0);

    assert_status(remove_access(w, "maya", "dana", "Carter"), 200);
    assert_status(remove_access(w, "maya", "dana", "Hughes"), 200);
    assert_status(api(w, "maya", "PATCH", other, world_text(w, "{\"staff\": \"%s\"}", dana)), 409);
    assert_status(api(w, "maya", "PATCH", event_path(w, "Bennett", "dana", 1),
                      world_text(w, "{\"client\": \"%s\"}", client_id(w, "Foster"))),
                  409);
    assert_status(api(w, "maya", "PATCH", cancelled, "{\"status\": \"scheduled\"}"), 409);
    assert_status(
        api(w, "maya", "PATCH", event_path(w, "Carter", "dana", 1), "{\"starts_at\": \"2026-05-30T09:00:00-04:00\"}"),
        409);
    assert_status(api(w, "maya", "PATCH", event_path(w, "Carter", "dana", 1), "{\"status\": \"in_progress\"}"), 409);
    assert_status(api(w, "maya", "PUT", pair(w, "dana", "Foster", "preferred"), "{\"position\": 1}"), 409);
}

static void ACC_40_a_template_line_is_refused(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "maya", "PATCH", world_text(w, "/api/v1/lines/%s", line_id(w, "Dawson")),
                          world_text(w, "{\"staff\": \"%s\"}", staff_id(w, "sam")));

    assert_true(a.status < 300); /* Sam may go to Dawson */
    assert_status(remove_access(w, "maya", "dana", "Dawson"), 200);
    a = api(w, "maya", "PATCH", world_text(w, "/api/v1/lines/%s", line_id(w, "Dawson")),
            world_text(w, "{\"staff\": \"%s\"}", staff_id(w, "dana")));
    assert_status(a, 409);
}

static void ACC_41_the_groups_of_a_picker(void **state)
{
    struct world *w = *state;
    struct answer a = picker(w, "maya", "Alvarez");

    assert_text(a.json, "groups.preferred.0.name", "Dana Brooks");
    assert_text(a.json, "groups.preferred.1.name", "Sam Ortiz");
    assert_non_null(find_in(a.json, "groups.available", "name", "Uma Reyes")); /* invited */
    assert_null(find_in(a.json, "groups.available", "name", "Ivan Petrov"));   /* inactive */
    a = picker(w, "maya", "Gupta");
    assert_text(a.json, "groups.do_not_schedule.0.name", "Dana Brooks");
    assert_true(true_at(a.json, "groups.do_not_schedule.0.selectable"));
    a = picker(w, "maya", "Foster");
    assert_text(a.json, "groups.access_removed.0.name", "Dana Brooks");
    assert_false(true_at(a.json, "groups.access_removed.0.selectable"));
    assert_null(find_in(a.json, "groups.available", "name", "Dana Brooks"));
}

static void ACC_41_removed_beats_do_not_schedule(void **state)
{
    struct world *w = *state;
    struct answer a;

    assert_status(remove_access(w, "maya", "dana", "Gupta"), 200);
    a = picker(w, "maya", "Gupta");
    assert_text(a.json, "groups.access_removed.0.name", "Dana Brooks");
    assert_int_equal(count_at(a.json, "groups.do_not_schedule"), 0);
}

static struct answer bulk(struct world *w, const char *by, const char *apply)
{
    return api(
        w, by, "POST", "/api/v1/events/bulk-update",
        world_text(
            w, "{\"events\": [\"%s\", \"%s\", \"%s\"], \"action\": \"reassign\", \"staff\": \"%s\", \"apply\": \"%s\"}",
            event_id(w, "Bennett", "dana", 1), event_id(w, "Bennett", "dana", 2), event_id(w, "Ito", "dana", 0),
            staff_id(w, "sam"), apply));
}

static void ACC_42_a_bulk_update_changes_nothing_and_names_the_clients(void **state)
{
    struct world *w = *state;
    const char *ito = event_path(w, "Ito", "dana", 0);
    struct answer a = bulk(w, "maya", "all");

    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "clients"), 1);
    assert_text(a.json, "clients.0.name", "Bennett");
    assert_text(api(w, "maya", "GET", ito, NULL).json, "staff.id", staff_id(w, "dana"));
}

static void ACC_42_after_access_is_restored_the_same_goes_through(void **state)
{
    struct world *w = *state;
    const char *ito = event_path(w, "Ito", "dana", 0);

    assert_status(bulk(w, "maya", "all"), 409);
    assert_status(grant_access(w, "maya", "sam", "Bennett"), 200);
    assert_true(bulk(w, "maya", "all").status < 300);
    assert_text(api(w, "maya", "GET", ito, NULL).json, "staff.id", staff_id(w, "sam"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(ACC_30_without_saying_the_subscription_stays_off),
        CASE(ACC_30_asked_for_the_subscription_is_turned_on_again),
        CASE(ACC_30_restored_by_the_same_people_only),
        CASE(ACC_31_a_restore_gives_back_what_role_and_relation_give),
        CASE(ACC_40_creation_is_refused_naming_client_and_person),
        CASE(ACC_40_every_change_that_would_tie_the_pair_is_refused),
        CASE(ACC_40_a_template_line_is_refused),
        CASE(ACC_41_the_groups_of_a_picker),
        CASE(ACC_41_removed_beats_do_not_schedule),
        CASE(ACC_42_a_bulk_update_changes_nothing_and_names_the_clients),
        CASE(ACC_42_after_access_is_restored_the_same_goes_through),
    };

    return cmocka_run_group_tests_name("access: restoring", tests, NULL, NULL);
}
