/* Who may see a client, and the Client Subscriptions page (ACC-01 to ACC-15), on the cast. */
#include "access_words.h"

/* ------------------------------------------------------------------ who may see a client */

static void ACC_01_a_manager_sees_every_client_and_no_removal_may_stand(void **state)
{
    static const char *const managers[] = {"olivia", "andre", "maya", "omar"};
    struct world *w = *state;

    for (size_t i = 0; i < ARRAY_SIZE(managers); i++)
        assert_int_equal(clients_of(w, managers[i]), CLIENTS_IN_ALL);
    assert_int_equal(clients_of(w, "paula"), 3);
    assert_int_equal(clients_of(w, "ravi"), 3);
    assert_status(remove_access(w, "olivia", "andre", "Ellis"), 403);
    assert_status(remove_access(w, "olivia", "maya", "Ellis"), 403);
}

static void ACC_02_a_worker_sees_a_client_by_an_event_of_any_time_and_status_or_preferred(void **state)
{
    static const char *const seen[] = {"Alvarez", "Bennett", "Carter", "Gupta", "Hughes", "Ito", "Jansen"};
    static const char *const hidden[] = {"Dawson", "Ellis", "Foster", "Kowalski"};
    struct world *w = *state;

    for (size_t i = 0; i < ARRAY_SIZE(seen); i++)
        assert_int_equal(sees(w, "dana", seen[i]), 200);
    for (size_t i = 0; i < ARRAY_SIZE(hidden); i++)
        assert_int_equal(sees(w, "dana", hidden[i]), 404);
    assert_int_equal(clients_of(w, "dana"), ARRAY_SIZE(seen));
    assert_int_equal(clients_of(w, "sam"), 1); /* Alvarez, as second */
    assert_int_equal(clients_of(w, "tess"), 1);
    assert_int_equal(clients_of(w, "priya"), 2);
}

static void ACC_02_a_removal_beats_every_relation(void **state)
{
    struct world *w = *state;

    assert_int_equal(sees(w, "dana", "Carter"), 200);
    assert_status(remove_access(w, "maya", "dana", "Carter"), 200);
    assert_int_equal(sees(w, "dana", "Carter"), 404);
}

static void ACC_02_a_performers_preferred_listing_is_no_relation(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "ravi", "PUT", pair(w, "priya", "Novak", "preferred"), "{\"position\": 1}");

    assert_true(a.status < 300);
    assert_int_equal(sees(w, "priya", "Novak"), 404);
}

static void ACC_03_a_pending_template_event_alone_is_no_relation(void **state)
{
    struct world *w = *state;

    assert_int_equal(sees(w, "dana", "Dawson"), 404);
    assert_null(row_of(w, "maya", "dana", "Dawson"));
}

static void ACC_04_do_not_schedule_changes_nothing_about_sight(void **state)
{
    struct world *w = *state;

    assert_int_equal(sees(w, "dana", "Gupta"), 200);
    assert_true(true_at(row_of(w, "maya", "dana", "Gupta"), "do_not_schedule"));
}

static void ACC_05_a_supporter_sees_all_but_the_removed_and_only_the_support_view(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "sol", "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Novak")), NULL);

    assert_status(a, 200);
    assert_text(a.json, "name", "Novak");
    assert_null(json_at(a.json, "office_notes"));
    assert_int_equal(sees(w, "sol", "Lindqvist"), 200);
    assert_int_equal(sees(w, "sol", "Moreau"), 404);
    assert_int_equal(clients_of(w, "sol"), 2);
}

static void ACC_05_a_supporter_is_never_assigned_and_is_in_no_picker(void **state)
{
    static const char *const groups[] = {"groups.preferred", "groups.available", "groups.do_not_schedule",
                                         "groups.access_removed"};
    struct world *w = *state;
    struct answer a = picker(w, "ravi", "Novak");

    assert_status(a, 200);
    for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
        assert_null(find_in(a.json, groups[i], "id", staff_id(w, "sol")));
    a = api(w, "ravi", "POST", "/api/v1/events",
            world_text(
                w,
                "{\"client\": \"%s\", \"staff\": \"%s\", \"service\": \"%s\", \"starts_at\": \"2026-05-20T09:00:00Z\"}",
                client_id(w, "Novak"), staff_id(w, "sol"), service_id(w, "Bath and Brush")));
    assert_true(a.status == 409 || a.status == 422);
}

static void assert_same(struct answer hidden, struct answer absent)
{
    assert_int_equal(hidden.status, absent.status);
    if (!str_equal(hidden.body, absent.body))
        fail_msg("hidden: %.*s\nabsent: %.*s", STR_ARG(hidden.body), STR_ARG(absent.body));
}

static void ACC_06_hidden_and_absent_answer_alike_at_every_address(void **state)
{
    static const char *const addresses[] = {"/api/v1/clients/%s", "/api/v1/clients/%s/edit",
                                            "/api/v1/clients/%s/pets/new"};
    static const char absent[] = "0000000000007";
    struct world *w = *state;
    const char *hidden = client_id(w, "Foster"), *dana = staff_id(w, "dana");

    for (size_t i = 0; i < ARRAY_SIZE(addresses); i++) {
        char first[200], second[200];

        snprintf(first, sizeof(first), "%.*s%s%s", (int)(strstr(addresses[i], "%s") - addresses[i]), addresses[i],
                 hidden, strstr(addresses[i], "%s") + 2);
        snprintf(second, sizeof(second), "%.*s%s%s", (int)(strstr(addresses[i], "%s") - addresses[i]), addresses[i],
                 absent, strstr(addresses[i], "%s") + 2);
        assert_same(api(w, "dana", "GET", first, NULL), api(w, "dana", "GET", second, NULL));
    }
    assert_same(api(w, "dana", "PUT", world_text(w, "/api/v1/staff/%s/clients/%s/subscription", dana, hidden),
                    "{\"subscribed\": true}"),
                api(w, "dana", "PUT", world_text(w, "/api/v1/staff/%s/clients/%s/subscription", dana, absent),
                    "{\"subscribed\": true}"));
    assert_same(api(w, "dana", "GET", world_text(w, "/api/v1/events?client=%s", hidden), NULL),
                api(w, "dana", "GET", world_text(w, "/api/v1/events?client=%s", absent), NULL));
    assert_same(api(w, "dana", "GET", world_text(w, "/api/v1/pets/%s", pet_id(w, "Mabel")), NULL),
                api(w, "dana", "GET", world_text(w, "/api/v1/pets/%s", absent), NULL));
    assert_same(api(w, "dana", "GET", event_path(w, "Foster", "dana", 0), NULL),
                api(w, "dana", "GET", world_text(w, "/api/v1/events/%s", absent), NULL));
    assert_same(api(w, "dana", "GET", world_text(w, "/api/v1/staff/%s", staff_id(w, "sam")), NULL),
                api(w, "dana", "GET", world_text(w, "/api/v1/staff/%s", absent), NULL));
}

static void ACC_06_a_client_of_another_company_does_not_exist(void **state)
{
    struct world *w = *state;

    assert_int_equal(sees(w, "olivia", "Novak"), 404);
    assert_int_equal(sees(w, "paula", "Ito"), 404);
    assert_status(remove_access(w, "olivia", "priya", "Novak"), 404);
    assert_status(api(w, "olivia", "PUT", pair(w, "dana", "Novak", "access"), "{\"access\": \"removed\"}"), 404);
}

static void ACC_06_lists_search_events_and_counts_come_from_one_decision(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "dana", "GET", "/api/v1/events", NULL);

    assert_status(a, 200);
    assert_null(find_in(a.json, "items", "client.name", "Foster"));
    assert_non_null(find_in(a.json, "items", "client.name", "Bennett"));
    assert_int_equal(number_at(api(w, "dana", "GET", "/api/v1/clients?q=mabel", NULL).json, "total"), 0);
    assert_int_equal(number_at(api(w, "olivia", "GET", "/api/v1/clients?q=mabel", NULL).json, "total"), 1);
    a = api(w, "dana", "GET", "/api/v1/search?q=foster", NULL);
    assert_status(a, 200);
    assert_true(str_find(a.body, 'F', 0) < 0);
}

static void ACC_07_access_holds_at_the_very_next_request(void **state)
{
    struct world *w = *state;

    assert_int_equal(sees(w, "dana", "Carter"), 200);
    assert_status(remove_access(w, "maya", "dana", "Carter"), 200);
    assert_int_equal(sees(w, "dana", "Carter"), 404);
    assert_int_equal(clients_of(w, "dana"), 6);
    assert_status(grant_access(w, "maya", "dana", "Carter"), 200);
    assert_int_equal(sees(w, "dana", "Carter"), 200);
}

static void ACC_07_an_open_page_learns_which_clients_are_still_seen(void **state)
{
    struct world *w = *state;
    const char *path = world_text(w, "/api/v1/me/sees?clients=%s,%s", client_id(w, "Foster"), client_id(w, "Ito"));
    struct answer a = api(w, "dana", "GET", path, NULL);

    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "sees"), 1);
    assert_text(a.json, "sees.0", client_id(w, "Ito"));
}

static void fade_after(struct world *w, const char *days)
{
    struct answer a = api(w, "olivia", "GET", "/api/v1/settings/company", NULL);

    if (a.status != 200)
        fail_msg("no settings: %d", a.status);
    a = api(w, "olivia", "PATCH", "/api/v1/settings/company", world_text(w, "{\"fade_days\": %s}", days));
    if (a.status == 405)
        a = api(w, "olivia", "PUT", "/api/v1/settings/company", world_text(w, "{\"fade_days\": %s}", days));
    assert_true(a.status < 300);
}

static void ACC_08_access_fades_by_the_clock_but_not_for_preferred_or_future_work(void **state)
{
    struct world *w = *state;

    fade_after(w, "12"); /* Carter: 14 days ago completed, 9 days ago scheduled; Gupta: 40 days ago */
    assert_int_equal(sees(w, "dana", "Carter"), 200);
    assert_int_equal(sees(w, "dana", "Gupta"), 404);
    assert_int_equal(sees(w, "dana", "Alvarez"), 200);
    assert_int_equal(sees(w, "dana", "Bennett"), 200);
    world_time(w, WORLD_NOW + 4 * DAY_US);
    assert_int_equal(sees(w, "dana", "Carter"), 404);
    assert_int_equal(sees(w, "dana", "Alvarez"), 200);
    assert_int_equal(sees(w, "dana", "Bennett"), 200);
}

static void ACC_08_the_list_says_when_access_fades(void **state)
{
    struct world *w = *state;

    assert_true(json_is_null(json_at(row_of(w, "maya", "dana", "Carter"), "fades_at")) ||
                !json_at(row_of(w, "maya", "dana", "Carter"), "fades_at"));
    fade_after(w, "12");
    assert_text(row_of(w, "maya", "dana", "Carter"), "fades_at", "2026-05-16T12:30:00-04:00");
}

/* ------------------------------------------------------------------ the Client Subscriptions page */

static void ACC_10_a_worker_has_related_clients_and_removals_a_manager_all(void **state)
{
    struct world *w = *state;
    struct answer a = subscriptions(w, "maya", "dana", "");

    assert_int_equal(number_at(a.json, "total"), 9);
    assert_non_null(find_in(a.json, "items", "client.name", "Kowalski")); /* no relation is left */
    assert_null(find_in(a.json, "items", "client.name", "Ellis"));
    assert_int_equal(number_at(subscriptions(w, "olivia", "maya", "").json, "total"), CLIENTS_IN_ALL);
    assert_int_equal(number_at(subscriptions(w, "ravi", "sol", "").json, "total"), 3);
}

static void ACC_10_after_a_restore_without_any_relation_the_row_is_gone(void **state)
{
    struct world *w = *state;

    assert_status(grant_access(w, "maya", "dana", "Kowalski"), 200);
    assert_null(row_of(w, "maya", "dana", "Kowalski"));
}

static void ACC_10_the_rows_are_sorted_by_name(void **state)
{
    struct answer a = subscriptions(*state, "maya", "dana", "");

    for (int i = 1; i < count_at(a.json, "items"); i++) {
        const char *before = text_at(json_array_get(json_at(a.json, "items"), (size_t)i - 1), "client.name");
        const char *after = text_at(json_array_get(json_at(a.json, "items"), (size_t)i), "client.name");

        assert_true(strcmp(before, after) < 0);
    }
}

static void ACC_12_access_is_switched_by_admins_and_managers_who_manage_staff_about_others(void **state)
{
    struct world *w = *state;

    assert_status(remove_access(w, "omar", "dana", "Ellis"), 403);
    assert_status(remove_access(w, "dana", "sam", "Alvarez"), 403);
    assert_status(remove_access(w, "dana", "dana", "Ito"), 403);
    assert_status(remove_access(w, "sam", "dana", "Alvarez"), 403);
    assert_status(remove_access(w, "maya", "maya", "Ellis"), 403);
    assert_status(remove_access(w, "maya", "omar", "Ellis"), 403);
    assert_status(remove_access(w, "maya", "andre", "Ellis"), 403);
    assert_status(remove_access(w, "maya", "dana", "Ellis"), 200);
    assert_status(remove_access(w, "andre", "sam", "Ellis"), 200);
    assert_status(remove_access(w, "olivia", "tess", "Ellis"), 200);
    assert_status(remove_access(w, "ravi", "priya", "Novak"), 200);
    assert_status(remove_access(w, "paula", "sol", "Novak"), 200);
    assert_status(remove_access(w, "paula", "ravi", "Novak"), 403);
}

static void ACC_12_the_access_column_is_shown_only_to_those_who_may_switch_it(void **state)
{
    struct world *w = *state;

    assert_text(row_of(w, "maya", "dana", "Ito"), "access", "granted");
    assert_null(json_at(row_of(w, "olivia", "maya", "Ito"), "access")); /* a manager */
    assert_null(json_at(row_of(w, "maya", "maya", "Ito"), "access"));   /* oneself */
    assert_null(json_at(row_of(w, "dana", "dana", "Ito"), "access"));
    assert_status(subscriptions(w, "omar", "dana", ""), 404); /* sees no profiles */
}

static void ACC_13_one_sees_no_removed_client_of_ones_own(void **state)
{
    struct world *w = *state;

    assert_null(row_of(w, "dana", "dana", "Foster"));
    assert_null(row_of(w, "dana", "dana", "Kowalski"));
    assert_int_equal(number_at(subscriptions(w, "dana", "dana", "").json, "total"), 7);
    assert_int_equal(number_at(subscriptions(w, "sol", "sol", "").json, "total"), 2);
}

static void ACC_14_filters_combine_and_an_unknown_value_is_named(void **state)
{
    struct world *w = *state;

    assert_int_equal(
        number_at(subscriptions(w, "maya", "dana", "?access=granted&assigned=future&preferred=no").json, "total"), 1);
    assert_status(subscriptions(w, "maya", "dana", "?assigned=sometimes"), 422);
    assert_status(subscriptions(w, "maya", "dana", "?colour=red"), 422);
}

static void ACC_15_the_clients_side_lists_who_sees_it_and_who_was_removed_by_whom(void **state)
{
    struct world *w = *state;
    struct answer a =
        api(w, "maya", "GET", world_text(w, "/api/v1/clients/%s/staff-access", client_id(w, "Foster")), NULL);
    json_t *dana = find_in(a.json, "removed", "staff.name", "Dana Brooks");

    assert_status(a, 200);
    assert_text(dana, "removed_by", "Maya Chen");
    assert_text(dana, "severity", "conduct");
    assert_non_null(text_at(dana, "removed_at"));
    assert_non_null(strstr(text_at(dana, "reason"), "gate"));
    assert_non_null(find_in(a.json, "items", "staff.name", "Olivia Grant"));
    assert_non_null(find_in(a.json, "others", "staff.name", "Sam Ortiz")); /* beforehand */
}

/* ------------------------------------------------------------------ the past */

static void AUD_02_decisions_of_the_past_stand_in_history(void **state)
{
    struct world *w = *state;
    struct company_id company = world_company(w, "happy-tails");
    struct staff_id dana = {id_number(staff_id(w, "dana"))};
    struct client_id foster = {id_number(client_id(w, "Foster"))};
    struct picture *before, *after;

    assert_int_equal(picture_at(world_app(w), company, WORLD_NOW - 20 * DAY_US, world_arena(w), &before), OK);
    assert_int_equal(picture_at(world_app(w), company, WORLD_NOW - 5 * DAY_US, world_arena(w), &after), OK);
    assert_true(policy_sees_client(before, picture_person(before, dana), foster, WORLD_NOW - 20 * DAY_US).allowed);
    assert_false(policy_sees_client(after, picture_person(after, dana), foster, WORLD_NOW - 5 * DAY_US).allowed);
    picture_release(before);
    picture_release(after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(ACC_01_a_manager_sees_every_client_and_no_removal_may_stand),
        CASE(ACC_02_a_worker_sees_a_client_by_an_event_of_any_time_and_status_or_preferred),
        CASE(ACC_02_a_removal_beats_every_relation),
        CASE(ACC_02_a_performers_preferred_listing_is_no_relation),
        CASE(ACC_03_a_pending_template_event_alone_is_no_relation),
        CASE(ACC_04_do_not_schedule_changes_nothing_about_sight),
        CASE(ACC_05_a_supporter_sees_all_but_the_removed_and_only_the_support_view),
        CASE(ACC_05_a_supporter_is_never_assigned_and_is_in_no_picker),
        CASE(ACC_06_hidden_and_absent_answer_alike_at_every_address),
        CASE(ACC_06_a_client_of_another_company_does_not_exist),
        CASE(ACC_06_lists_search_events_and_counts_come_from_one_decision),
        CASE(ACC_07_access_holds_at_the_very_next_request),
        CASE(ACC_07_an_open_page_learns_which_clients_are_still_seen),
        CASE(ACC_08_access_fades_by_the_clock_but_not_for_preferred_or_future_work),
        CASE(ACC_08_the_list_says_when_access_fades),
        CASE(ACC_10_a_worker_has_related_clients_and_removals_a_manager_all),
        CASE(ACC_10_after_a_restore_without_any_relation_the_row_is_gone),
        CASE(ACC_10_the_rows_are_sorted_by_name),
        CASE(ACC_12_access_is_switched_by_admins_and_managers_who_manage_staff_about_others),
        CASE(ACC_12_the_access_column_is_shown_only_to_those_who_may_switch_it),
        CASE(ACC_13_one_sees_no_removed_client_of_ones_own),
        CASE(ACC_14_filters_combine_and_an_unknown_value_is_named),
        CASE(ACC_15_the_clients_side_lists_who_sees_it_and_who_was_removed_by_whom),
        CASE(AUD_02_decisions_of_the_past_stand_in_history),
    };

    return cmocka_run_group_tests_name("access: sight", tests, NULL, NULL);
}
