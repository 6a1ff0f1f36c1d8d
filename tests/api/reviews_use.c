/* What an access review calls dormant and unused (ROL-306), and how use is noted. */
#include "api/reviews_world.h"
#include "support/world_each.h"

/* ------------------------------------------------------------------ dormant */

static void ROL_306_dormant_is_who_may_sign_in_and_did_not_for_as_long_as_set(void **state)
{
    (void)state;
    world_time(w, WORLD_NOW + 100 * DAY_US);                   /* they all were there on 1 May */
    assert_status(page(w, "dana", "GET", "/home", NULL), 200); /* a session, used now */
    reviews_begin(w);
    assert_true(reviews_has(w, "olivia", "dormant", "Sam Ortiz", "last came in on May 1, 2026"));
    assert_false(reviews_has(w, "olivia", "dormant", "Dana Brooks", NULL));
    assert_false(reviews_has(w, "olivia", "dormant", "Ivan Petrov", NULL)); /* inactive */
    assert_status(page(w, "sam", "GET", "/home", NULL), 200);
    assert_review_state(w, "olivia", "dormant", "Sam Ortiz", NULL, "changed");
    assert_status(api(w, "olivia", "POST", reviews_person(w, "tess", "freeze"), "{}"), 200);
    assert_review_state(w, "olivia", "dormant", "Tess Wong", NULL, "trimmed");
}

static void ROL_306_an_invitation_that_nobody_came_by_is_dormant_after_its_life(void **state)
{
    (void)state;
    assert_status(api(w, "olivia", "POST", "/api/v1/staff",
                      "{\"name\": \"Nora New\", \"email\": \"nora@happytails.example\", \"role\": \"staff\"}"),
                  201);
    reviews_begin(w);
    assert_false(reviews_has(w, "olivia", "dormant", "Nora New", NULL));
    world_time(w, WORLD_NOW + 20 * DAY_US);
    reviews_begin(w);
    assert_true(reviews_has(w, "olivia", "dormant", "Nora New", "Was invited on May 13, 2026"));
}

/* ------------------------------------------------------------------ unused */

static void ROL_306_what_is_not_used_is_said_only_once_use_is_noted_for_long_enough(void **state)
{
    struct answer a;

    (void)state;
    reviews_noted(w, 20);
    reviews_begin(w);
    a = reviews_group(w, "olivia", "unused");
    assert_int_equal(count_at(a.json, "items"), 0);
    assert_text(
        a.json, "unused_note",
        "What is not used cannot be said yet: use is noted since Apr 23, 2026, and counts as long enough from Jul "
        "23, 2026 on.");
}

static void ROL_306_what_decided_an_allowed_request_is_used(void **state)
{
    (void)state;
    reviews_noted(w, 200);
    assert_status(api(w, "maya", "GET", "/api/v1/services", NULL), 200);
    assert_status(api(w, "dana", "GET", "/api/v1/services", NULL), 403);
    reviews_round(w, false);
    reviews_begin(w);
    assert_false(reviews_has(w, "olivia", "unused", "Maya Chen", "Manage Services"));
    assert_true(reviews_has(w, "olivia", "unused", "Omar Haddad", "Manage Services"));
    assert_true(reviews_has(w, "olivia", "unused", "Maya Chen", "Manage Templates"));
    /* What is locked on cannot be taken away, and what is not held is not unused. */
    assert_false(reviews_has(w, "olivia", "unused", "Maya Chen", "See All Clients"));
    assert_false(reviews_has(w, "olivia", "unused", "Dana Brooks", "Manage Services"));
    /* What has no page yet cannot be seen in use. */
    assert_false(reviews_has(w, "olivia", "unused", "Maya Chen", "Manage Packages"));
}

static void ROL_304_looking_through_somebodys_eyes_is_not_their_use(void **state)
{
    (void)state;
    reviews_noted(w, 200);
    assert_status(page(w, "olivia", "POST", world_text(w, "/staff/%s/view", staff_id(w, "maya")), ""), 303);
    assert_status(page(w, "olivia", "GET", "/templates", NULL), 200);
    assert_status(page(w, "olivia", "DELETE", "/me/view", ""), 303);
    reviews_round(w, false);
    reviews_begin(w);
    assert_true(reviews_has(w, "olivia", "unused", "Maya Chen", "Manage Templates"));
}

static void ROL_306_what_stands_for_less_than_the_window_is_not_unused(void **state)
{
    (void)state;
    reviews_noted(w, 200);
    assert_status(
        api(w, "olivia", "PUT", reviews_person(w, "tess", "role"), "{\"role\": \"staff\", \"reason\": \"Grew\"}"), 200);
    assert_status(api(w, "olivia", "PUT", reviews_person(w, "dana", "exceptions"),
                      "{\"permission\": \"view_company_calendar\", \"on\": true, \"reason\": \"For a week\"}"),
                  200);
    assert_status(
        api(w, "olivia", "PUT", "/api/v1/settings/permissions", "{\"staff\": {\"view_company_calendar\": true}}"), 200);
    reviews_begin(w);
    assert_true(reviews_has(w, "olivia", "unused", "Sam Ortiz", "Edit Client Details"));
    assert_false(reviews_has(w, "olivia", "unused", "Tess Wong", "Edit Client Details"));
    assert_false(reviews_has(w, "olivia", "unused", "Dana Brooks", "Read Only Company Calendar"));
    assert_false(reviews_has(w, "olivia", "unused", "Sam Ortiz", "Read Only Company Calendar"));
}

static void ROL_306_an_unused_permission_is_taken_away_by_an_exception_or_used_after_all(void **state)
{
    json_t *item;

    (void)state;
    reviews_noted(w, 200);
    reviews_begin(w);
    item = reviews_item(w, "olivia", "unused", "Omar Haddad", "Manage Services");
    assert_true(mentions(page(w, "olivia", "GET", text_at(item, "page"), NULL), "Switch it off for Omar Haddad"));
    assert_status(api(w, "olivia", "PUT", reviews_person(w, "omar", "exceptions"),
                      "{\"permission\": \"manage_services\", \"on\": false, \"reason\": \"Not used\"}"),
                  200);
    assert_review_state(w, "olivia", "unused", "Omar Haddad", "Manage Services", "trimmed");
    assert_status(api(w, "maya", "GET", "/api/v1/services", NULL), 200);
    assert_review_state(w, "olivia", "unused", "Maya Chen", "Manage Services", "open"); /* noted, and not written yet */
    reviews_round(w, false);
    assert_review_state(w, "olivia", "unused", "Maya Chen", "Manage Services", "changed");
}

SQL(test_uses, "SELECT count(*) FROM permission_use WHERE company_id = $1 AND staff_id = $2 AND permission = $3");
SQL(test_use_day, "SELECT day FROM permission_use WHERE company_id = $1 AND staff_id = $2 AND permission = $3");

static int64_t look(const struct sql *sql)
{
    return world_count(w, sql, world_company(w, "happy-tails").n, id_number(staff_id(w, "maya")), 116);
}

static void ROL_306_use_is_noted_by_the_day_and_written_by_the_round(void **state)
{
    struct arena *arena = world_arena(w);
    struct use *uses;

    (void)state;
    reviews_round(w, false);
    reviews_noted(w, 200);
    for (int i = 0; i < 3; i++)
        assert_status(api(w, "maya", "GET", "/api/v1/services", NULL), 200);
    assert_int_equal(look(&test_uses), 0);
    reviews_round(w, false);
    assert_int_equal(look(&test_use_day), WORLD_NOW / DAY_US);
    assert_status(api(w, "maya", "GET", "/api/v1/services", NULL), 200);
    for (int i = uses_take(world_app(w)->uses, arena, &uses); i > 0; i--)
        assert_false(uses[i - 1].permission == PERMISSION_manage_services); /* known of today */
    world_time(w, WORLD_NOW + DAY_US);
    assert_status(api(w, "maya", "GET", "/api/v1/services", NULL), 200);
    reviews_round(w, false);
    assert_int_equal(look(&test_use_day), WORLD_NOW / DAY_US + 1);
    assert_int_equal(look(&test_uses), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ROL_306_dormant_is_who_may_sign_in_and_did_not_for_as_long_as_set),
        T(ROL_306_an_invitation_that_nobody_came_by_is_dormant_after_its_life),
        T(ROL_306_what_is_not_used_is_said_only_once_use_is_noted_for_long_enough),
        T(ROL_306_what_decided_an_allowed_request_is_used),
        T(ROL_304_looking_through_somebodys_eyes_is_not_their_use),
        T(ROL_306_what_stands_for_less_than_the_window_is_not_unused),
        T(ROL_306_an_unused_permission_is_taken_away_by_an_exception_or_used_after_all),
        T(ROL_306_use_is_noted_by_the_day_and_written_by_the_round),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
