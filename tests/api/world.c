/* The cast stands as demo.md says, and the harness itself can be relied on. */
#include "support/world.h"

static void the_cast_signs_in(void **state)
{
    static const char *const people[] = {"olivia", "andre", "maya", "omar",  "dana", "sam",
                                         "tess",   "paula", "ravi", "priya", "sol"};
    struct world *w = world_new(test_engine());

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(people); i++) {
        struct answer a = api(w, people[i], "GET", "/api/v1/me", NULL);

        assert_status(a, 200);
        assert_text(a.json, "staff_id", staff_id(w, people[i]));
    }
    world_free(w);
}

static void who_is_invited_or_inactive_does_not_come_in(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    assert_status(api(w, "uma", "GET", "/api/v1/me", NULL), 401);
    assert_status(api(w, "ivan", "GET", "/api/v1/me", NULL), 401);
    world_free(w);
}

static void the_invariants_hold_from_the_beginning(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    world_check(w);
    world_free(w);
}

static void pages_come_by_session_and_forms_are_taken(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = page(w, "olivia", "GET", "/me", NULL);

    (void)state;
    assert_status(a, 200);
    assert_true(str_find(a.body, 'O', 0) >= 0);
    assert_status(page(w, NULL, "GET", "/me", NULL), 303);
    world_free(w);
}

static int remove_from_ellis(struct world *w)
{
    const char *path = world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, "dana"), client_id(w, "Ellis"));
    struct answer a = api(w, "maya", "GET", path, NULL);

    assert_text(a.json, "access", "granted");
    return api(w, "maya", "PUT", path, "{\"access\": \"removed\"}").status;
}

static void a_world_is_as_fresh_as_the_one_before(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    assert_int_equal(remove_from_ellis(w), 200);
    world_free(w);
    w = world_new(test_engine());
    assert_int_equal(remove_from_ellis(w), 200);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cast_signs_in),
        cmocka_unit_test(who_is_invited_or_inactive_does_not_come_in),
        cmocka_unit_test(the_invariants_hold_from_the_beginning),
        cmocka_unit_test(pages_come_by_session_and_forms_are_taken),
        cmocka_unit_test(a_world_is_as_fresh_as_the_one_before),
    };

    return cmocka_run_group_tests_name("world", tests, NULL, NULL);
}
