/* What lists and records leave out for who asks (ACC-06), where nothing else does. */
#include "support/world_each.h"

#include <string.h>

static const char *new_event(const char *client, const char *who, const char *starts_at)
{
    struct answer a = api(w, "maya", "POST", "/api/v1/events",
                          world_text(w,
                                     "{\"client\": \"%s\", \"staff\": \"%s\", \"service\": \"%s\","
                                     " \"starts_at\": \"%s\"}",
                                     client_id(w, client), staff_id(w, who), service_id(w, "Dog Walk"), starts_at));

    assert_status(a, 201);
    return text_at(a.json, "id");
}

static void remove_access(const char *who, const char *client)
{
    const char *path = world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, who), client_id(w, client));

    assert_status(api(w, "maya", "PUT", path, "{\"access\": \"removed\", \"reason\": \"A test\"}"), 200);
}

static void ACC_06_the_home_page_shows_no_visit_of_a_client_whose_access_is_removed(void **state)
{
    struct answer before, after;

    (void)state;
    new_event("Ellis", "dana", "2026-05-13T08:00:00-04:00"); /* earlier today: no barrier (ACC-23) */
    before = api(w, "dana", "GET", "/api/v1/home", NULL);
    assert_status(before, 200);
    assert_non_null(find_in(before.json, "visits", "client_name", "Ellis"));
    remove_access("dana", "Ellis");
    after = api(w, "dana", "GET", "/api/v1/home", NULL);
    assert_null(find_in(after.json, "visits", "client_name", "Ellis"));
    assert_false(mentions(after, "Ellis"));
}

/* Neither its name, nor whether there is one under an id. */
static void ROL_301_a_worker_is_told_nothing_of_the_companys_own_roles(void **state)
{
    struct answer made = api(w, "olivia", "POST", "/api/v1/settings/roles",
                             "{\"source\": \"staff\", \"name\": \"Senior Walker\", \"description\": \"Walks alone\"}");
    struct answer list = api(w, "dana", "GET", "/api/v1/staff", NULL), there, absent;

    (void)state;
    assert_status(made, 201);
    assert_status(list, 200);
    assert_false(mentions(list, "Senior Walker"));
    assert_non_null(find_in(json_at(list.json, "filter"), "role_options", "value", "staff"));
    there = api(w, "dana", "GET", world_text(w, "/api/v1/staff?role=%s", text_at(made.json, "id")), NULL);
    absent = api(w, "dana", "GET", "/api/v1/staff?role=0000000000001", NULL);
    assert_status(there, 422);
    assert_true(str_equal(there.body, absent.body));
    assert_true(mentions(api(w, "maya", "GET", "/api/v1/staff", NULL), "Senior Walker"));
}

static void ACC_06_the_form_of_a_separation_request_names_only_clients_that_one_sees(void **state)
{
    struct answer a = api(w, "dana", "GET",
                          world_text(w, "/api/v1/separation-requests/new?client=%s", client_id(w, "Bennett")), NULL);

    (void)state;
    assert_status(a, 200);
    assert_true(mentions(a, "Bennett"));
    assert_false(mentions(a, "Ellis"));
    assert_false(mentions(a, "Foster"));
}

static void ACC_06_the_list_of_clients_shows_only_those_that_one_sees(void **state)
{
    struct answer a = api(w, "dana", "GET", "/api/v1/clients", NULL);

    (void)state;
    assert_status(a, 200);
    assert_true(mentions(a, "Bennett"));
    assert_false(mentions(a, "Ellis"));
    assert_false(mentions(a, "Foster"));
}

static void API_me_lists_the_permissions_that_are_held_and_no_others(void **state)
{
    static const char *const held[] = {"manage_own_notifications", "edit_clients_and_pets", "deliver_services",
                                       "report_personal"};
    static const char *const others[] = {"manage_staff", "see_all_clients",   "view_client_schedule",
                                         "view_audit",   "manage_scheduling", "company_settings"};
    struct answer a = api(w, "dana", "GET", "/api/v1/me", NULL);

    (void)state;
    assert_status(a, 200);
    for (size_t i = 0; i < ARRAY_SIZE(held); i++)
        assert_true(mentions(a, world_text(w, "\"%s\"", held[i])));
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        assert_false(mentions(a, world_text(w, "\"%s\"", others[i])));
}

static void API_02_a_token_can_carry_only_what_its_person_holds(void **state)
{
    struct answer a = page(w, "dana", "GET", "/tokens/new", NULL);

    (void)state;
    assert_status(a, 200);
    assert_true(mentions(a, "permissions.edit_clients_and_pets"));
    assert_false(mentions(a, "permissions.manage_staff"));
    assert_false(mentions(a, "permissions.view_client_schedule"));
}

static void ROL_141_who_sees_a_client_leads_to_Why_for_people_within_ones_reach_only(void **state)
{
    struct answer a =
        api(w, "maya", "GET", world_text(w, "/api/v1/clients/%s/staff-access", client_id(w, "Bennett")), NULL);
    json_t *olivia = find_in(a.json, "items", "staff.name", "Olivia Grant");
    json_t *dana = find_in(a.json, "items", "staff.name", "Dana Brooks");

    (void)state;
    assert_status(a, 200);
    assert_non_null(olivia);
    assert_null(json_at(olivia, "why_page"));
    assert_non_null(dana);
    assert_non_null(json_at(dana, "why_page"));
}

/* ROL-114: of a visit that is somebody else's by now, one knows that it went from one, and nothing of what followed. */
static void ROL_114_the_record_tells_nothing_of_a_visit_that_is_somebody_elses_by_now(void **state)
{
    const char *event = new_event("Bennett", "dana", "2026-05-20T08:00:00-04:00");
    const char *path = world_text(w, "/api/v1/events/%s", event);
    struct answer before, after;

    (void)state;
    assert_status(api(w, "maya", "PATCH", path, "{\"note\": \"A crooked gate\"}"), 200);
    before = api(w, "dana", "GET", world_text(w, "/api/v1/audit?client=%s", client_id(w, "Bennett")), NULL);
    assert_status(before, 200);
    assert_true(mentions(before, "crooked gate"));
    assert_status(api(w, "maya", "PATCH", path, "{\"staff\": null, \"note\": \"A low gate\"}"), 200);
    assert_status(api(w, "maya", "PATCH", path, "{\"note\": \"A straight gate\"}"), 200);
    after = api(w, "dana", "GET", world_text(w, "/api/v1/audit?client=%s", client_id(w, "Bennett")), NULL);
    assert_true(mentions(after, "crooked gate"));
    assert_false(mentions(after, "low gate"));
    assert_false(mentions(after, "straight gate"));
}

static void ACC_70_a_supporter_who_is_never_scheduled_is_not_led_to_a_separation_request(void **state)
{
    struct answer sol = api(w, "sol", "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Lindqvist")), NULL);
    struct answer priya = api(w, "priya", "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Lindqvist")), NULL);

    (void)state;
    assert_status(sol, 200);
    assert_null(json_at(sol.json, "people.request_page"));
    assert_non_null(json_at(priya.json, "people.request_page"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ACC_06_the_home_page_shows_no_visit_of_a_client_whose_access_is_removed),
        T(ROL_301_a_worker_is_told_nothing_of_the_companys_own_roles),
        T(ACC_06_the_form_of_a_separation_request_names_only_clients_that_one_sees),
        T(ACC_06_the_list_of_clients_shows_only_those_that_one_sees),
        T(API_me_lists_the_permissions_that_are_held_and_no_others),
        T(API_02_a_token_can_carry_only_what_its_person_holds),
        T(ROL_141_who_sees_a_client_leads_to_Why_for_people_within_ones_reach_only),
        T(ACC_70_a_supporter_who_is_never_scheduled_is_not_led_to_a_separation_request),
        T(ROL_114_the_record_tells_nothing_of_a_visit_that_is_somebody_elses_by_now),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
