/* Separation requests (ACC-70). */
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

static const char *ask_body(struct world *w, const char *client, const char *staff)
{
    if (!staff)
        return world_text(w, "{\"client\": \"%s\", \"reason\": \"The dog bites.\"}", client_id(w, client));
    return world_text(w, "{\"client\": \"%s\", \"staff\": \"%s\", \"reason\": \"Does not fit.\"}", client_id(w, client),
                      staff_id(w, staff));
}

static struct answer given_request(struct world *w, const char *who, const char *client, const char *staff)
{
    struct answer a = api(w, who, "POST", "/api/v1/separation-requests", ask_body(w, client, staff));

    assert_status(a, 201);
    return a;
}

static struct answer decide(struct world *w, const char *who, const char *request, const char *body)
{
    return api(w, who, "POST", world_text(w, "/api/v1/separation-requests/%s/decision", request), body);
}

static struct answer schedule(struct world *w, const char *client, const char *staff)
{
    return api(w, "maya", "PUT",
               world_text(w, "/api/v1/staff/%s/clients/%s/preferred", staff_id(w, staff), client_id(w, client)), "{}");
}

static struct answer list_of(struct world *w, const char *who, const char *path)
{
    return api(w, who, "GET", path, NULL);
}

static void ACC_70_a_worker_asks_for_oneself_and_the_pair_is_not_newly_tied(void **state)
{
    struct world *w = *state;
    struct answer a = given_request(w, "dana", "Carter", NULL);

    assert_text(a.json, "state", "open");
    assert_text(a.json, "client.name", "Carter");
    assert_null(json_at(a.json, "reason"));
    assert_status(schedule(w, "Carter", "dana"), 409);
    assert_status(schedule(w, "Carter", "sam"), 200);
}

static void ACC_70_managers_see_the_reason_and_others_do_not_see_the_list(void **state)
{
    struct world *w = *state;
    struct answer a;

    given_request(w, "dana", "Carter", NULL);
    a = list_of(w, "maya", "/api/v1/separation-requests");
    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "items"), 1);
    assert_text(a.json, "items.0.reason", "The dog bites.");
    assert_text(a.json, "items.0.staff.name", "Dana Brooks");
    assert_text(a.json, "items.0.side", "staff");
    assert_status(list_of(w, "dana", "/api/v1/separation-requests"), 403);
    assert_status(list_of(w, "omar", "/api/v1/separation-requests"), 403);
}

static void ACC_70_one_sees_the_state_of_own_requests_only(void **state)
{
    struct world *w = *state;
    struct answer a;

    given_request(w, "dana", "Carter", NULL);
    given_request(w, "omar", "Carter", "sam");
    a = list_of(w, "dana", "/api/v1/me/separation-requests");
    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "items"), 1);
    assert_text(a.json, "items.0.state", "open");
    assert_null(json_at(a.json, "items.0.reason"));
    assert_null(json_at(a.json, "items.0.staff"));
}

static void ACC_70_the_other_side_is_not_told(void **state)
{
    struct world *w = *state;

    given_request(w, "omar", "Carter", "dana");
    /* Dana asks the same, and is answered as if she were the first. */
    given_request(w, "dana", "Carter", NULL);
    assert_status(api(w, "dana", "POST", "/api/v1/separation-requests", ask_body(w, "Carter", NULL)), 409);
    assert_int_equal(count_at(list_of(w, "dana", "/api/v1/me/separation-requests").json, "items"), 1);
    assert_null(find_in(list_of(w, "dana", "/api/v1/notices").json, "items", "kind", "separation_request"));
    assert_non_null(find_in(list_of(w, "maya", "/api/v1/notices").json, "items", "kind", "separation_request"));
}

static void ACC_70_nobody_asks_about_a_client_that_is_hidden_or_for_somebody_else(void **state)
{
    struct world *w = *state;

    assert_status(api(w, "dana", "POST", "/api/v1/separation-requests", ask_body(w, "Foster", NULL)), 422);
    assert_status(api(w, "dana", "POST", "/api/v1/separation-requests", ask_body(w, "Ellis", NULL)), 422);
    assert_status(api(w, "dana", "POST", "/api/v1/separation-requests", ask_body(w, "Carter", "sam")), 422);
    assert_status(api(w, "maya", "POST", "/api/v1/separation-requests", ask_body(w, "Carter", "omar")), 409);
}

static void ACC_70_a_declined_request_lifts_the_hold_unless_the_other_side_asks_too(void **state)
{
    struct world *w = *state;
    const char *first = text_at(given_request(w, "dana", "Carter", NULL).json, "id");
    const char *second = text_at(given_request(w, "omar", "Carter", "dana").json, "id");

    assert_status(decide(w, "omar", first, "{\"decision\": \"decline\"}"), 403);
    assert_status(decide(w, "maya", first, "{\"decision\": \"decline\", \"note\": \"We talked.\"}"), 200);
    assert_status(schedule(w, "Carter", "dana"), 409);
    assert_status(decide(w, "maya", second, "{\"decision\": \"decline\"}"), 200);
    assert_status(schedule(w, "Carter", "dana"), 200);
    assert_status(decide(w, "maya", second, "{\"decision\": \"decline\"}"), 409);
}

static void ACC_70_separate_removes_access_and_settles_both_requests(void **state)
{
    struct world *w = *state;
    const char *first = text_at(given_request(w, "dana", "Carter", NULL).json, "id");
    struct answer a;

    given_request(w, "omar", "Carter", "dana");
    a = decide(w, "maya", first, "{\"decision\": \"separate\", \"severity\": \"safety\"}");
    assert_status(a, 200);
    assert_text(a.json, "request.state", "separated");
    assert_status(api(w, "dana", "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Carter")), NULL), 404);
    assert_int_equal(count_at(list_of(w, "maya", "/api/v1/separation-requests").json, "items"), 0);
    a = list_of(w, "maya", "/api/v1/separation-requests?state=decided");
    assert_int_equal(count_at(a.json, "items"), 2);
    /* Of a client that is hidden now, not even the request is left. */
    assert_int_equal(count_at(list_of(w, "dana", "/api/v1/me/separation-requests").json, "items"), 0);
}

static void ACC_70_separate_is_refused_with_the_barriers_and_the_hold_stays(void **state)
{
    struct world *w = *state;
    const char *id = text_at(given_request(w, "dana", "Bennett", NULL).json, "id");
    struct answer a = decide(w, "maya", id, "{\"decision\": \"separate\"}");

    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "barriers"), 2);
    assert_non_null(text_at(a.json, "resolve_page"));
    assert_int_equal(count_at(list_of(w, "maya", "/api/v1/separation-requests").json, "items"), 1);
    assert_status(schedule(w, "Bennett", "dana"), 409);
}

static void ACC_26_undo_opens_the_request_again_with_its_hold(void **state)
{
    struct world *w = *state;
    const char *pair = world_text(w, "/api/v1/staff/%s/clients/%s", staff_id(w, "dana"), client_id(w, "Bennett"));
    struct answer a;

    given_request(w, "dana", "Bennett", NULL);
    a = api(w, "maya", "GET", world_text(w, "%s/separation", pair), NULL);
    assert_status(a, 200);
    assert_text(a.json, "requests.0.reason", "The dog bites.");
    assert_text(a.json, "form.reason", "The dog bites.");
    assert_status(
        api(w, "maya", "POST", world_text(w, "%s/separation", pair), "{\"cures\": {\"events\": {\"*\": null}}}"), 200);
    assert_int_equal(count_at(list_of(w, "maya", "/api/v1/separation-requests").json, "items"), 0);
    a = api(w, "maya", "POST", world_text(w, "%s/undo", pair), "{}");
    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "left"), 0);
    assert_int_equal(number_at(a.json, "restored"), 3);
    assert_int_equal(count_at(list_of(w, "maya", "/api/v1/separation-requests").json, "items"), 1);
    assert_status(schedule(w, "Bennett", "dana"), 409);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(ACC_70_a_worker_asks_for_oneself_and_the_pair_is_not_newly_tied),
        TEST(ACC_70_managers_see_the_reason_and_others_do_not_see_the_list),
        TEST(ACC_70_one_sees_the_state_of_own_requests_only),
        TEST(ACC_70_the_other_side_is_not_told),
        TEST(ACC_70_nobody_asks_about_a_client_that_is_hidden_or_for_somebody_else),
        TEST(ACC_70_a_declined_request_lifts_the_hold_unless_the_other_side_asks_too),
        TEST(ACC_70_separate_removes_access_and_settles_both_requests),
        TEST(ACC_70_separate_is_refused_with_the_barriers_and_the_hold_stays),
        TEST(ACC_26_undo_opens_the_request_again_with_its_hold),
#undef TEST
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
