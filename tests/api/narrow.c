/* What a token does not carry, its answers do not offer (API-02): a person who may everything, by tokens that carry one
 * permission each. */
#include "support/world_each.h"

#include <string.h>

/* A token of `who` that carries this permission alone. */
static const char *token(const char *who, const char *permission)
{
    static int serial;
    const char *const headers[] = {"Cookie",
                                   world_text(w, "petgate_session=%s", world_session(w, who)),
                                   "Sec-Fetch-Site",
                                   "same-origin",
                                   "Content-Type",
                                   "application/json",
                                   NULL};
    const char *body =
        world_text(w, "{\"name\": \"Narrow %d\", \"last_day\": \"2026-06-01\", \"permissions\": {\"%s\": true}}",
                   serial++, permission);
    struct answer a = world_ask(w, "POST", "/api/v1/tokens", body, headers);

    assert_status(a, 200);
    return world_text(w, "Bearer %s", text_at(a.json, "token"));
}

static struct answer get(const char *bearer, const char *path)
{
    const char *const headers[] = {"Authorization", bearer, NULL};

    return world_ask(w, "GET", path, NULL, headers);
}

/* How many flags of a `can` are true, anywhere in the answer; `among`: inside of one already. */
static int offered(json_t *json, bool among)
{
    int count = 0;
    size_t index;
    const char *name;
    json_t *value;

    if (json_is_object(json)) {
        json_object_foreach(json, name, value) count += offered(value, among || strcmp(name, "can") == 0);
    }
    json_array_foreach(json, index, value) count += offered(value, among);
    return count + (among && json_is_true(json));
}

static const char *client_path(const char *name, const char *what)
{
    return world_text(w, "/api/v1/clients/%s%s", client_id(w, name), what);
}

static const char *staff_path(const char *who)
{
    return world_text(w, "/api/v1/staff/%s", staff_id(w, who));
}

static void API_02_nothing_is_offered_that_a_token_does_not_carry(void **state)
{
    const char *bearer = token("olivia", "report_revenue");
    const char *const paths[] = {
        "/api/v1/clients",
        client_path("Bennett", ""),
        "/api/v1/audit",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        struct answer narrow = get(bearer, paths[i]);
        if (narrow.status != 200)
            fail_msg("%s: %d", paths[i], narrow.status);
        if (offered(narrow.json, false) > 0)
            fail_msg("%s offers what the token does not carry: %.*s", paths[i], STR_ARG(narrow.body));
        assert_status(api(w, "olivia", "GET", paths[i], NULL), 200);
    }
    assert_true(offered(api(w, "olivia", "GET", paths[1], NULL).json, false) > 0);
}

static void API_02_a_visit_offers_nothing_without_manage_scheduling(void **state)
{
    const char *path = world_text(w, "/api/v1/events/%s", event_id(w, "Bennett", "dana", 1));
    struct answer narrow = get(token("olivia", "view_client_schedule"), path);

    (void)state;
    assert_status(narrow, 200);
    assert_int_equal(offered(narrow.json, false), 0);
    assert_true(offered(api(w, "olivia", "GET", path, NULL).json, false) > 0);
    assert_int_equal(get(token("olivia", "report_revenue"), path).status, 404);
    assert_int_equal(offered(get(token("dana", "report_personal"), path).json, false), 0);
    assert_true(true_at(api(w, "dana", "GET", path, NULL).json, "can.start"));
}

static void API_02_lists_of_people_for_a_client_lead_nowhere_without_manage_scheduling(void **state)
{
    struct answer narrow = get(token("olivia", "report_revenue"), client_path("Alvarez", ""));
    struct answer barred = get(token("olivia", "report_revenue"), client_path("Gupta", ""));
    struct answer all = api(w, "olivia", "GET", client_path("Alvarez", ""), NULL);

    (void)state;
    assert_non_null(json_at(narrow.json, "people.preferred.0.staff"));
    assert_null(json_at(narrow.json, "people.preferred.0.pair_page"));
    assert_false(true_at(narrow.json, "people.change"));
    assert_non_null(json_at(barred.json, "people.do_not_schedule.0.staff"));
    assert_null(json_at(barred.json, "people.do_not_schedule.0.pair_page"));
    assert_non_null(json_at(all.json, "people.preferred.0.pair_page"));
    assert_true(true_at(all.json, "people.change"));
    assert_true(true_at(api(w, "olivia", "GET", client_path("Alvarez", "/staff-access"), NULL).json, "can.record"));
    assert_false(
        true_at(get(token("olivia", "manage_staff"), client_path("Alvarez", "/staff-access")).json, "can.record"));
    assert_null(json_at(get(token("olivia", "report_revenue"), client_path("Bennett", "")).json, "pets.0.edit_page"));
    assert_non_null(json_at(api(w, "olivia", "GET", client_path("Bennett", ""), NULL).json, "pets.0.edit_page"));
}

static void API_02_a_profile_offers_only_what_the_token_carries(void **state)
{
    struct answer manages = get(token("olivia", "manage_staff"), staff_path("dana"));
    struct answer own = get(token("olivia", "report_revenue"), staff_path("olivia"));
    struct answer list = get(token("olivia", "report_revenue"), "/api/v1/staff");

    (void)state;
    assert_status(manages, 200);
    assert_true(true_at(manages.json, "can.edit"));
    assert_false(true_at(manages.json, "can.sessions"));
    assert_false(true_at(manages.json, "can.change_role"));
    assert_false(true_at(manages.json, "can.exceptions"));
    assert_false(true_at(manages.json, "can.freeze"));
    assert_false(true_at(manages.json, "can.record"));
    assert_status(own, 200);
    assert_true(true_at(own.json, "can.edit"));
    assert_false(true_at(own.json, "can.subscriptions"));
    assert_int_equal(count_at(list.json, "items"), 1); /* oneself */
    assert_false(true_at(list.json, "can.add"));
    assert_int_equal(get(token("olivia", "report_revenue"), staff_path("dana")).status, 404);
}

static void API_02_what_is_read_of_the_record_is_what_the_token_lets_one_read(void **state)
{
    struct answer all = api(w, "maya", "GET", "/api/v1/audit", NULL);
    struct answer narrow = get(token("maya", "manage_services"), "/api/v1/audit");

    (void)state;
    assert_true(count_at(narrow.json, "items") < count_at(all.json, "items"));
    assert_true(count_at(all.json, "filter.staff_options") > 1);
    assert_int_equal(count_at(narrow.json, "filter.staff_options"), 0);
    assert_null(find_in(all.json, "filter.staff_options", "value", staff_id(w, "olivia"))); /* above her level */
    assert_non_null(find_in(all.json, "filter.staff_options", "value", staff_id(w, "dana")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(API_02_nothing_is_offered_that_a_token_does_not_carry),
        T(API_02_a_visit_offers_nothing_without_manage_scheduling),
        T(API_02_lists_of_people_for_a_client_lead_nowhere_without_manage_scheduling),
        T(API_02_a_profile_offers_only_what_the_token_carries),
        T(API_02_what_is_read_of_the_record_is_what_the_token_lets_one_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
