/* Access for a time (ACC-09) and removals to look at again (ACC-32). */
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

static const char *dated_path(struct world *w, const char *staff, const char *client)
{
    return world_text(w, "/api/v1/staff/%s/clients/%s/dated-access", staff_id(w, staff), client_id(w, client));
}

/* WORLD_NOW is 13 May 2026, 14:00 UTC. */
static const char *const NEXT_DAY = "{\"from\": \"2026-05-14T00:00:00Z\", \"until\": \"2026-05-15T00:00:00Z\"}";
static const char *const FROM_NOW = "{\"from\": \"2026-05-13T14:00:00Z\", \"until\": \"2026-05-15T00:00:00Z\"}";

static int sees(struct world *w, const char *who, const char *client)
{
    return api(w, who, "GET", world_text(w, "/api/v1/clients/%s", client_id(w, client)), NULL).status;
}

static void ACC_09_dated_access_begins_and_ends_by_itself(void **state)
{
    struct world *w = *state;

    assert_int_equal(sees(w, "dana", "Ellis"), 404);
    assert_status(api(w, "maya", "POST", dated_path(w, "dana", "Ellis"), NEXT_DAY), 200);
    assert_int_equal(sees(w, "dana", "Ellis"), 404);
    world_time(w, WORLD_NOW + 11 * HOUR_US);
    assert_int_equal(sees(w, "dana", "Ellis"), 200);
    world_time(w, WORLD_NOW + 34 * HOUR_US);
    assert_int_equal(sees(w, "dana", "Ellis"), 404);
}

static void ACC_09_it_is_listed_for_the_client_and_for_the_person(void **state)
{
    struct world *w = *state;
    struct answer a;

    assert_status(api(w, "maya", "POST", dated_path(w, "dana", "Ellis"), FROM_NOW), 200);
    a = api(w, "maya", "GET", world_text(w, "/api/v1/clients/%s/staff-access", client_id(w, "Ellis")), NULL);
    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "dated"), 1);
    assert_text(a.json, "dated.0.staff.name", "Dana Brooks");
    assert_text(find_in(a.json, "items", "staff.name", "Dana Brooks"), "rule", "ACC-09");
    a = api(w, "maya", "GET", world_text(w, "/api/v1/staff/%s/client-subscriptions", staff_id(w, "dana")), NULL);
    assert_non_null(text_at(find_in(a.json, "items", "client.name", "Ellis"), "dated_until"));
}

static void ACC_09_it_can_be_ended_early_by_its_own_address_only(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "maya", "POST", dated_path(w, "dana", "Ellis"), FROM_NOW);
    const char *id = text_at(a.json, "items.0.id");
    const char *end = world_text(w, "%s/%s", dated_path(w, "dana", "Ellis"), id);

    assert_non_null(id);
    assert_int_equal(sees(w, "dana", "Ellis"), 200);
    assert_status(api(w, "maya", "DELETE", world_text(w, "%s/%s", dated_path(w, "sam", "Ellis"), id), NULL), 404);
    assert_status(api(w, "omar", "DELETE", end, NULL), 403);
    assert_status(api(w, "maya", "DELETE", end, NULL), 200);
    assert_int_equal(sees(w, "dana", "Ellis"), 404);
    assert_status(api(w, "maya", "DELETE", end, NULL), 409);
}

static void ACC_09_a_removal_beats_it_and_managers_need_none(void **state)
{
    struct world *w = *state;

    assert_status(api(w, "maya", "POST", dated_path(w, "dana", "Foster"), FROM_NOW), 409);
    assert_status(api(w, "maya", "POST", dated_path(w, "omar", "Ellis"), FROM_NOW), 403);
    assert_status(api(w, "dana", "POST", dated_path(w, "dana", "Carter"), FROM_NOW), 403);
    assert_status(api(w, "omar", "POST", dated_path(w, "dana", "Ellis"), FROM_NOW), 403);
    assert_status(api(w, "maya", "POST", dated_path(w, "dana", "Ellis"), FROM_NOW), 200);
    assert_status(api(w, "maya", "PUT",
                      world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, "dana"), client_id(w, "Ellis")),
                      "{\"access\": \"removed\"}"),
                  200);
    assert_int_equal(sees(w, "dana", "Ellis"), 404);
}

static void ACC_09_the_span_must_make_sense(void **state)
{
    struct world *w = *state;
    static const char *const wrong[] = {
        "{\"from\": \"2026-05-14T00:00:00Z\", \"until\": \"2026-05-14T00:00:00Z\"}",
        "{\"from\": \"2026-05-01T00:00:00Z\", \"until\": \"2026-05-02T00:00:00Z\"}",
        "{\"from\": \"2026-05-14T00:00:00Z\", \"until\": \"2028-05-14T00:00:00Z\"}",
        "{\"from\": \"2026-05-14T00:00:00Z\"}",
    };

    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        struct answer a = api(w, "maya", "POST", dated_path(w, "dana", "Ellis"), wrong[i]);

        assert_status(a, 422);
        assert_non_null(text_at(a.json, "errors.until"));
    }
}

static struct answer reviews(struct world *w, const char *query)
{
    return api(w, "maya", "GET", world_text(w, "/api/v1/reviews/removals%s", query), NULL);
}

static void ACC_32_a_due_review_date_puts_the_removal_into_the_list_until_it_is_confirmed(void **state)
{
    struct world *w = *state;
    const char *review =
        world_text(w, "/api/v1/staff/%s/clients/%s/access/review", staff_id(w, "dana"), client_id(w, "Foster"));
    struct answer a = reviews(w, "");

    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "items"), 0);
    assert_int_equal(count_at(reviews(w, "?ahead=1").json, "items"), 1);
    world_time(w, WORLD_NOW + 31 * DAY_US);
    a = reviews(w, "");
    assert_int_equal(count_at(a.json, "items"), 1);
    assert_text(a.json, "items.0.client.name", "Foster");
    assert_text(a.json, "items.0.severity", "conduct");
    assert_status(api(w, "dana", "GET", "/api/v1/reviews/removals", NULL), 403);
    assert_status(api(w, "maya", "PUT", review, "{\"review_on\": \"2026-05-01\"}"), 422);
    a = api(w, "maya", "PUT", review, "{\"review_on\": \"2026-12-01\"}");
    assert_status(a, 200);
    assert_text(a.json, "access", "removed");
    assert_text(a.json, "severity", "conduct");
    assert_int_equal(count_at(reviews(w, "").json, "items"), 0);
    assert_status(api(w, "maya", "PUT", review, "{\"review_on\": null}"), 200);
    world_time(w, WORLD_NOW + 300 * DAY_US);
    assert_int_equal(count_at(reviews(w, "").json, "items"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(ACC_09_dated_access_begins_and_ends_by_itself),
        TEST(ACC_09_it_is_listed_for_the_client_and_for_the_person),
        TEST(ACC_09_it_can_be_ended_early_by_its_own_address_only),
        TEST(ACC_09_a_removal_beats_it_and_managers_need_none),
        TEST(ACC_09_the_span_must_make_sense),
        TEST(ACC_32_a_due_review_date_puts_the_removal_into_the_list_until_it_is_confirmed),
#undef TEST
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
