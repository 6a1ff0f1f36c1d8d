/* Services: what is sold and scheduled. */
#include "support/world_each.h"

#include <string.h>

static void ROL_116_the_list_of_services_is_for_who_manages_them(void **state)
{
    struct answer maya = api(w, "maya", "GET", "/api/v1/services", NULL);

    (void)state;
    assert_status(maya, 200);
    assert_int_equal(number_at(find_in(maya.json, "items", "name", "Dog Walk"), "price_minor"), 2500);
    assert_int_equal(number_at(find_in(maya.json, "items", "name", "Dog Walk"), "minutes"), 30);
    assert_status(api(w, "dana", "GET", "/api/v1/services", NULL), 403);
    assert_status(page(w, "dana", "GET", "/services", NULL), 403);
}

static void ROL_206_services_are_nothing_to_performers_and_supporters(void **state)
{
    (void)state;
    assert_status(api(w, "paula", "GET", "/api/v1/services", NULL), 200);
    assert_status(api(w, "ravi", "GET", "/api/v1/services", NULL), 200);
    assert_status(api(w, "priya", "GET", "/api/v1/services", NULL), 403);
    assert_status(api(w, "sol", "GET", "/api/v1/services", NULL), 403);
}

static void ROL_116_only_who_manages_services_adds_and_edits_them(void **state)
{
    const char *path = world_text(w, "/api/v1/services/%s", service_id(w, "Dog Walk"));
    const char *body = "{\"name\": \"Long Walk\", \"minutes\": 90, \"price_minor\": 5200}";

    (void)state;
    assert_status(api(w, "dana", "POST", "/api/v1/services", body), 403);
    assert_status(api(w, "dana", "PATCH", path, "{\"minutes\": 45}"), 403);
    assert_true(mentions(page(w, "maya", "GET", "/services", NULL), "/edit"));
    assert_status(api(w, "maya", "POST", "/api/v1/services", body), 201);
    assert_status(api(w, "maya", "POST", "/api/v1/services", body), 422); /* the same name */
    assert_status(api(w, "maya", "PATCH", path, "{\"minutes\": 45}"), 200);
}

static void what_is_booked_keeps_its_price(void **state)
{
    const char *path = world_text(w, "/api/v1/services/%s", service_id(w, "Dog Walk"));
    const char *visit = world_text(w, "/api/v1/events/%s", event_id(w, "Bennett", "dana", 2));

    (void)state;
    assert_status(api(w, "maya", "PATCH", path, "{\"price_minor\": 9900}"), 200);
    assert_int_equal(number_at(api(w, "maya", "GET", visit, NULL).json, "price_minor"), 2500);
}

static void what_is_not_sold_any_more_is_not_scheduled(void **state)
{
    const char *walk = service_id(w, "Dog Walk");
    struct answer a;

    (void)state;
    assert_status(api(w, "maya", "PATCH", world_text(w, "/api/v1/services/%s", walk), "{\"active\": false}"), 200);
    a = api(w, "maya", "POST", "/api/v1/events",
            world_text(w, "{\"client\": \"%s\", \"service\": \"%s\", \"starts_at\": \"2026-06-01T09:00:00Z\"}",
                       client_id(w, "Ellis"), walk));
    assert_status(a, 422);
    assert_non_null(text_at(a.json, "errors.service"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ROL_116_the_list_of_services_is_for_who_manages_them),
        T(ROL_206_services_are_nothing_to_performers_and_supporters),
        T(ROL_116_only_who_manages_services_adds_and_edits_them),
        T(what_is_booked_keeps_its_price),
        T(what_is_not_sold_any_more_is_not_scheduled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
