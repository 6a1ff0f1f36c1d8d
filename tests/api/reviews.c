/* Access reviews (ROL-306): when they begin, who gets which list, what stands in it and what becomes of it. */
#include "api/reviews_world.h"
#include "support/world_each.h"
#include "support/zone.h"

#include <pthread.h>
#include <string.h>

/* 1 July 2026, 00:30 in New York. */
#define JULY (WORLD_NOW + 48 * DAY_US + 14 * HOUR_US + 30 * MINUTE_US)

static int lists(const char *who)
{
    return count_at(api(w, who, "GET", "/api/v1/reviews", NULL).json, "items");
}

static bool told(const char *who, const char *kind)
{
    return find_in(api(w, who, "GET", "/api/v1/notices", NULL).json, "items", "kind", kind) != NULL;
}

static void set_period(const char *period)
{
    assert_status(
        api(w, "olivia", "PUT", "/api/v1/settings/company/reviews", world_text(w, "{\"period\": \"%s\"}", period)),
        200);
}

/* ------------------------------------------------------------------ when */

static void ROL_306_a_review_begins_by_itself_when_a_quarter_does(void **state)
{
    int before;

    (void)state;
    reviews_round(w, true);
    before = lists("andre");
    world_time(w, JULY - HOUR_US); /* still June in New York */
    reviews_round(w, true);
    assert_int_equal(lists("andre"), before);
    world_time(w, JULY);
    reviews_round(w, false); /* looked for once an hour */
    assert_int_equal(lists("andre"), before);
    reviews_round(w, true);
    reviews_round(w, true);
    assert_int_equal(lists("andre"), before + 1);
    assert_text(api(w, "andre", "GET", "/api/v1/reviews", NULL).json, "items.0.opened_on", "2026-07-01");
    assert_true(told("andre", "review_begun") && told("maya", "review_begun") && !told("dana", "review_begun"));
    assert_text(api(w, "olivia", "GET", "/api/v1/audit?kind=reviews.due", NULL).json, "items.0.actor.name", "Petgate");
}

static void ROL_306_what_was_missed_while_nothing_ran_is_made_up_for_once(void **state)
{
    int before;

    (void)state;
    reviews_round(w, true);
    before = lists("andre");
    world_time(w, JULY + 230 * DAY_US); /* three quarters later */
    reviews_round(w, true);
    reviews_round(w, true);
    assert_int_equal(lists("andre"), before + 1);
}

SQL(test_due, "SELECT count(*) FROM job WHERE company_id = $1 AND kind = 'reviews.begin'");

static void ROL_306_a_company_whose_day_nobody_knows_keeps_no_other_from_its_review(void **state)
{
    int64_t lost = world_company(w, "happy-tails").n, other = world_company(w, "riverside").n;

    (void)state;
    assert_true(lost < other); /* the lost one comes first */
    reviews_round(w, true);
    world_time(w, JULY);
    company_zone(world_store(w), (struct company_id){lost}, "Europe/Atlantis");
    assert_int_equal(reviews_feature.housekeeping(world_app(w), true, world_arena(w)), ERR_INTERNAL);
    assert_string_equal(world_text(w, "%.*s", STR_ARG(world_arena(w)->failure.log)),
                        "reviews: the time zone of company happy-tails cannot be read");
    fail_clear(world_arena(w));
    assert_int_equal(world_count(w, &test_due, lost, 0, 0), 0);
    assert_int_equal(world_count(w, &test_due, other, 0, 0), 1);
}

static void *begin_due(void *data)
{
    struct arena arena = ARENA_INIT;
    struct outcome outcome = {.err = OK};
    int *begun = data;

    app_call_system(world_app(w), "reviews.due", world_company(w, "happy-tails"), SURFACE_JOB, NULL, STR("{}"), &arena,
                    &outcome);
    *begun = outcome.err == OK;
    assert_true(outcome.err == OK || outcome.err == ERR_ABSENT);
    app_outcome_end(world_app(w), &outcome);
    arena_free(&arena);
    return NULL;
}

static void ROL_306_of_many_that_would_begin_a_review_one_does(void **state)
{
    pthread_t threads[4];
    int begun[4], all = 0;

    (void)state;
    world_time(w, JULY);
    for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, begin_due, &begun[i]), 0);
    for (size_t i = 0; i < ARRAY_SIZE(threads); i++) {
        pthread_join(threads[i], NULL);
        all += begun[i];
    }
    assert_int_equal(all, 1);
    world_check(w);
}

static void ROL_306_the_company_sets_how_often(void **state)
{
    struct answer a;
    int before;

    (void)state;
    reviews_round(w, true);
    set_period("never");
    before = lists("andre");
    world_time(w, JULY);
    reviews_round(w, true);
    assert_int_equal(lists("andre"), before);
    set_period("month");
    reviews_round(w, true); /* another rhythm makes up for nothing */
    assert_int_equal(lists("andre"), before);
    world_time(w, JULY + 31 * DAY_US);
    reviews_round(w, true);
    assert_int_equal(lists("andre"), before + 1);
    a = api(w, "olivia", "GET", "/api/v1/settings/company/reviews", NULL);
    assert_text(a.json, "period", "month");
    assert_text(a.json, "next_on", "2026-09-01");
    assert_status(api(w, "olivia", "PUT", "/api/v1/settings/company/reviews", "{\"dormant_days\": 13}"), 422);
    assert_status(api(w, "maya", "GET", "/api/v1/settings/company/reviews", NULL), 403);
    assert_status(page(w, "olivia", "PUT", "/settings/company/reviews", "period=year&dormant_days=30"), 303);
    assert_true(mentions(page(w, "olivia", "GET", "/settings/company/reviews", NULL), "value=\"30\""));
}

static void ROL_306_one_is_begun_by_hand_by_whoever_sets_the_company_and_cuts_none_off(void **state)
{
    (void)state;
    assert_status(api(w, "maya", "POST", "/api/v1/reviews", "{}"), 403);
    reviews_begin(w);
    assert_text(api(w, "andre", "GET", "/api/v1/reviews", NULL).json, "items.0.begun_by", "Olivia Grant");
    assert_status(api(w, "andre", "POST", "/api/v1/reviews", "{}"), 409);
    world_time(w, WORLD_NOW + 15 * DAY_US); /* past its due day */
    const char *former = reviews_copy(w, "maya");
    assert_status(page(w, "andre", "POST", "/reviews", ""), 303);
    assert_string_not_equal(reviews_copy(w, "maya"), former);
    assert_status(api(w, "maya", "POST", world_text(w, "/api/v1/reviews/%s/finish", former), "{}"), 409);
    assert_string_equal(
        text_at(find_in(api(w, "maya", "GET", "/api/v1/reviews", NULL).json, "items", "id", former), "standing"),
        "over");
}

static void ROL_306_who_has_not_finished_is_reminded_before_it_is_due(void **state)
{
    (void)state;
    reviews_begin(w);
    assert_status(api(w, "maya", "POST", world_text(w, "/api/v1/reviews/%s/finish", reviews_copy(w, "maya")), "{}"),
                  200);
    world_time(w, WORLD_NOW + 10 * DAY_US);
    reviews_round(w, true);
    assert_false(told("andre", "review_due"));
    world_time(w, WORLD_NOW + 11 * DAY_US);
    reviews_round(w, true);
    assert_true(told("andre", "review_due"));
    assert_false(told("maya", "review_due"));
}

/* ------------------------------------------------------------------ whose */

static void ROL_306_each_who_holds_manage_access_gets_a_list_of_their_own(void **state)
{
    static const char *const none[] = {"omar", "dana", "tess"};
    const char *maya;

    (void)state;
    reviews_begin(w);
    maya = reviews_copy(w, "maya");
    assert_non_null(maya);
    assert_non_null(reviews_copy(w, "andre"));
    for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
        assert_status(api(w, none[i], "GET", "/api/v1/reviews", NULL), 403);
        assert_status(api(w, none[i], "GET", world_text(w, "/api/v1/reviews/%s", maya), NULL), 403);
        assert_status(api(w, none[i], "GET", "/api/v1/reviews/0000000000abc", NULL), 403);
    }
    /* Another's is as if there were none, for the owner too until it is finished. */
    assert_status(api(w, "andre", "GET", world_text(w, "/api/v1/reviews/%s", maya), NULL), 404);
    assert_status(api(w, "olivia", "GET", world_text(w, "/api/v1/reviews/%s", maya), NULL), 404);
    assert_status(api(w, "andre", "POST", world_text(w, "/api/v1/reviews/%s/finish", maya), "{}"), 404);
    assert_status(api(w, "paula", "GET", world_text(w, "/api/v1/reviews/%s", maya), NULL), 404);
    assert_int_equal(count_at(api(w, "maya", "GET", "/api/v1/reviews", NULL).json, "items"), lists("andre"));
    assert_non_null(
        find_in(api(w, "olivia", "GET", "/api/v1/reviews", NULL).json, "items", "manager.name", "Maya Chen"));
}

static void ROL_306_only_the_owner_is_shown_everybodys_lists_and_who_sets_the_company_begins_one(void **state)
{
    struct answer a = api(w, "olivia", "GET", "/api/v1/reviews", NULL);

    (void)state;
    assert_true(true_at(a.json, "everybody") && true_at(a.json, "can.begin") && true_at(a.json, "can.settings"));
    a = api(w, "andre", "GET", "/api/v1/reviews", NULL);
    assert_true(!true_at(a.json, "everybody") && true_at(a.json, "can.begin") && true_at(a.json, "can.settings"));
    a = api(w, "maya", "GET", "/api/v1/reviews", NULL);
    assert_false(true_at(a.json, "everybody") || true_at(a.json, "can.begin") || true_at(a.json, "can.settings"));
    assert_status(a, 200);
}

static void ROL_306_a_list_holds_what_its_manager_may_see_and_act_on(void **state)
{
    (void)state;
    reviews_noted(w, 200);
    reviews_begin(w);
    assert_true(reviews_has(w, "andre", "people", "Maya Chen", "Office Manager"));
    assert_true(reviews_has(w, "andre", "exceptions", "Omar Haddad", "Manage Staff is off"));
    assert_true(reviews_has(w, "andre", "unused", "Dana Brooks", "Edit Client Details"));
    /* At or below one's level, and what takes Manage Permissions only for who holds it. */
    assert_true(reviews_has(w, "maya", "people", "Dana Brooks", "Staff"));
    assert_true(reviews_has(w, "maya", "people", "Omar Haddad", NULL));
    assert_int_equal(count_at(reviews_group(w, "maya", "admins").json, "items"), 0);
    assert_int_equal(count_at(reviews_group(w, "maya", "exceptions").json, "items"), 0);
    assert_int_equal(count_at(reviews_group(w, "maya", "unused").json, "items"), 0);
    /* Nobody reviews themself, and the owner's are the owner's alone. */
    assert_false(reviews_has(w, "maya", "people", "Maya Chen", NULL));
    assert_false(reviews_has(w, "andre", "admins", "Andre Silva", NULL));
    assert_false(reviews_has(w, "andre", "admins", "Olivia Grant", NULL));
    assert_true(reviews_has(w, "olivia", "admins", "Olivia Grant", "Admin and the owner"));
    assert_true(reviews_has(w, "olivia", "admins", "Andre Silva", "Admin, active"));
}

static void ROL_306_a_facility_says_who_is_Owner_Admin(void **state)
{
    struct answer a;

    (void)state;
    reviews_none(w);
    assert_status(api(w, "paula", "POST", "/api/v1/reviews", "{}"), 200);
    a = reviews_group(w, "paula", "admins");
    assert_text(a.json, "group_label", "Owner Admins");
    assert_text(a.json, "items.0.staff.name", text_at(api(w, "paula", "GET", "/api/v1/me", NULL).json, "name"));
    assert_true(reviews_has(w, "ravi", "people", "Priya Nair", "Service Performer"));
    assert_false(reviews_has(w, "ravi", "people", "Ravi Shah", NULL));
    assert_int_equal(count_at(reviews_group(w, "ravi", "admins").json, "items"), 0);
}

static void ROL_306_who_manages_access_no_more_has_no_list_any_more(void **state)
{
    const char *maya;

    (void)state;
    reviews_begin(w);
    maya = reviews_copy(w, "maya");
    assert_status(
        api(w, "olivia", "PUT", reviews_person(w, "maya", "role"), "{\"role\": \"staff\", \"reason\": \"Less\"}"), 200);
    assert_status(api(w, "maya", "GET", world_text(w, "/api/v1/reviews/%s", maya), NULL), 403);
    assert_status(api(w, "maya", "POST", world_text(w, "/api/v1/reviews/%s/finish", maya), "{}"), 403);
    assert_string_equal(
        text_at(find_in(api(w, "olivia", "GET", "/api/v1/reviews", NULL).json, "items", "id", maya), "standing"),
        "over");
    assert_false(told("maya", "review_begun"));
    assert_null(json_at(api(w, "maya", "GET", "/api/v1/home", NULL).json, "access_review"));
    assert_status(api(w, "andre", "POST", world_text(w, "/api/v1/reviews/%s/finish", reviews_copy(w, "andre")), "{}"),
                  200);
    assert_status(api(w, "olivia", "POST", world_text(w, "/api/v1/reviews/%s/finish", reviews_copy(w, "olivia")), "{}"),
                  200);
    reviews_begin(w); /* nobody is left to be cut off */
}

static void ROL_304_a_view_shows_nobodys_reviews(void **state)
{
    (void)state;
    reviews_begin(w);
    assert_status(page(w, "olivia", "POST", world_text(w, "/staff/%s/view", staff_id(w, "maya")), ""), 303);
    assert_status(page(w, "olivia", "GET", "/reviews", NULL), 403);
    assert_false(mentions(page(w, "olivia", "GET", "/home", NULL), "Access review:"));
}

static void ROL_306_home_shows_the_list_that_is_to_be_finished(void **state)
{
    struct answer a;

    (void)state;
    reviews_begin(w);
    a = api(w, "maya", "GET", "/api/v1/home", NULL);
    assert_text(a.json, "access_review.page", world_text(w, "/reviews/%s", reviews_copy(w, "maya")));
    assert_text(a.json, "access_review.due_on", "2026-05-27");
    assert_null(json_at(api(w, "dana", "GET", "/api/v1/home", NULL).json, "access_review"));
    assert_true(mentions(page(w, "maya", "GET", "/home", NULL), "Access review:"));
    assert_status(api(w, "maya", "POST", world_text(w, "/api/v1/reviews/%s/finish", reviews_copy(w, "maya")), "{}"),
                  200);
    assert_null(json_at(api(w, "maya", "GET", "/api/v1/home", NULL).json, "access_review"));
    assert_non_null(find_in(api(w, "maya", "GET", "/api/v1/me/frame", NULL).json, "nav", "href", "/reviews"));
    assert_null(find_in(api(w, "dana", "GET", "/api/v1/me/frame", NULL).json, "nav", "href", "/reviews"));
}

/* ------------------------------------------------------------------ keep */

static void ROL_306_an_item_is_kept_and_the_answer_taken_back(void **state)
{
    struct answer a;
    json_t *item;

    (void)state;
    reviews_begin(w);
    item = reviews_item(w, "maya", "people", "Dana Brooks", NULL);
    assert_text(item, "state", "open");
    a = reviews_answer(w, "maya", item, "keep");
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "open"), number_at(reviews_group(w, "maya", "people").json, "open"));
    assert_review_state(w, "maya", "people", "Dana Brooks", NULL, "kept");
    assert_review_state(w, "andre", "people", "Dana Brooks", NULL, "open"); /* each answers for themself */
    assert_status(reviews_answer(w, "maya", item, "trim"), 200);
    assert_review_state(w, "maya", "people", "Dana Brooks", NULL, "to_trim");
    assert_status(reviews_answer(w, "maya", item, "none"), 200);
    assert_review_state(w, "maya", "people", "Dana Brooks", NULL, "open");
    assert_text(api(w, "olivia", "GET", "/api/v1/audit?kind=reviews.answer", NULL).json, "items.0.what",
                "Answered items of an access review");
}

static void ROL_306_many_are_kept_at_once_and_only_those_named(void **state)
{
    struct answer a;
    const char *copy, *dana, *sam;

    (void)state;
    reviews_begin(w);
    copy = reviews_copy(w, "maya");
    dana = world_text(w, "%s", text_at(reviews_item(w, "maya", "people", "Dana Brooks", NULL), "id"));
    sam = world_text(w, "%s", text_at(reviews_item(w, "maya", "people", "Sam Ortiz", NULL), "id"));
    assert_status(page(w, "maya", "POST", world_text(w, "/reviews/%s/answers", copy),
                       world_text(w, "items=%s&items=%s&answer=keep", dana, sam)),
                  303);
    assert_review_state(w, "maya", "people", "Dana Brooks", NULL, "kept");
    assert_review_state(w, "maya", "people", "Sam Ortiz", NULL, "kept");
    assert_review_state(w, "maya", "people", "Tess Wong", NULL, "open");
    a = api(w, "olivia", "GET", world_text(w, "/api/v1/audit?kind=reviews.answer&staff=%s", staff_id(w, "sam")), NULL);
    assert_int_equal(count_at(a.json, "items"), 1);
    assert_status(api(w, "maya", "POST", world_text(w, "/api/v1/reviews/%s/answers", copy),
                      "{\"items\": [], \"answer\": \"keep\"}"),
                  422);
}

static void ROL_306_what_is_not_on_ones_list_cannot_be_answered_or_looked_at(void **state)
{
    json_t *item;
    const char *copy, *id;

    (void)state;
    reviews_begin(w);
    item = reviews_item(w, "olivia", "exceptions", "Omar Haddad", NULL);
    copy = reviews_copy(w, "maya");
    id = world_text(w, "%s", text_at(item, "id"));
    assert_status(reviews_answer(w, "maya", item, "keep"), 422);
    assert_status(api(w, "maya", "GET", world_text(w, "/api/v1/reviews/%s/items/%s", copy, id), NULL), 404);
    assert_status(api(w, "andre", "GET", world_text(w, "/api/v1/reviews/%s/items/%s", copy, id), NULL), 404);
    assert_status(
        api(w, "olivia", "GET", world_text(w, "/api/v1/reviews/%s/items/%s", reviews_copy(w, "olivia"), id), NULL),
        200);
}

/* ------------------------------------------------------------------ trim */

static void ROL_306_an_exception_ended_on_its_own_page_is_trimmed_in_every_list(void **state)
{
    struct answer a;
    json_t *item;

    (void)state;
    reviews_begin(w);
    item = reviews_item(w, "olivia", "exceptions", "Omar Haddad", "Manage Staff");
    a = page(w, "olivia", "GET", text_at(item, "page"), NULL);
    assert_true(mentions(a, "End the exception"));
    assert_status(page(w, "olivia", "DELETE", world_text(w, "/staff/%s/exceptions", staff_id(w, "omar")),
                       world_text(w, "permission=manage_staff&_return=%s", text_at(item, "page"))),
                  303);
    assert_review_state(w, "olivia", "exceptions", "Omar Haddad", NULL, "trimmed");
    assert_review_state(w, "andre", "exceptions", "Omar Haddad", NULL, "trimmed");
    assert_false(mentions(page(w, "olivia", "GET", text_at(item, "page"), NULL), "End the exception"));
}

static void ROL_306_a_lesser_role_or_standing_is_trimmed_and_a_greater_one_settled(void **state)
{
    json_t *item;

    (void)state;
    reviews_begin(w);
    assert_status(
        api(w, "olivia", "PUT", reviews_person(w, "omar", "role"), "{\"role\": \"staff\", \"reason\": \"Less\"}"), 200);
    item = reviews_item(w, "andre", "people", "Omar Haddad", NULL);
    assert_text(item, "state", "trimmed");
    assert_text(item, "now", "Now Staff, active.");
    assert_status(
        api(w, "olivia", "PUT", reviews_person(w, "tess", "role"), "{\"role\": \"staff\", \"reason\": \"More\"}"), 200);
    assert_review_state(w, "andre", "people", "Tess Wong", NULL, "changed");
    assert_status(api(w, "olivia", "POST", reviews_person(w, "sam", "freeze"), "{\"reason\": \"Away\"}"), 200);
    assert_review_state(w, "andre", "people", "Sam Ortiz", NULL, "trimmed");
    assert_status(api(w, "olivia", "PUT", reviews_person(w, "andre", "role"),
                      "{\"role\": \"office_manager\", \"reason\": \"Less\"}"),
                  200);
    assert_review_state(w, "olivia", "admins", "Andre Silva", NULL, "trimmed");
}

static void ROL_306_the_role_page_leads_back_to_the_item(void **state)
{
    const char *form, *item, *role;
    struct answer a;

    (void)state;
    reviews_begin(w);
    item = world_text(w, "%s", text_at(reviews_item(w, "olivia", "people", "Omar Haddad", NULL), "page"));
    a = api(w, "olivia", "GET", world_text(w, "/api/v1%s", item), NULL);
    role = world_text(w, "%s", text_at(a.json, "acts.role_page"));
    a = page(w, "olivia", "GET", world_text(w, "%s&role=staff", role), NULL);
    assert_true(mentions(a, world_text(w, "name=\"_return\" value=\"%s\"", item)));
    assert_false(mentions(
        page(w, "olivia", "GET", world_text(w, "/staff/%s/role?_return=//evil.example", staff_id(w, "omar")), NULL),
        "evil"));
    form = world_text(w, "role=staff&reason=Less&_return=%s", item);
    a = page(w, "olivia", "PUT", world_text(w, "/staff/%s/role", staff_id(w, "omar")), form);
    assert_status(a, 303);
    assert_true(str_starts(a.location, str_from(item)));
    assert_true(mentions(page(w, "olivia", "GET", item, NULL), "Trimmed."));
}

static struct answer look_at(const char *who, const char *group, const char *name)
{
    return api(w, who, "GET", world_text(w, "/api/v1%s", text_at(reviews_item(w, who, group, name, NULL), "page")),
               NULL);
}

static void ROL_306_an_item_offers_what_its_pages_let_the_manager_do(void **state)
{
    struct answer a;

    (void)state;
    reviews_begin(w);
    a = look_at("olivia", "admins", "Andre Silva");
    assert_non_null(text_at(a.json, "acts.role_page"));
    assert_non_null(text_at(a.json, "acts.freeze_page"));
    assert_non_null(text_at(a.json, "acts.sessions_page"));
    /* The owner's own: nobody gives themself a role, or shuts themself out. */
    a = look_at("olivia", "admins", "Olivia Grant");
    assert_null(text_at(a.json, "acts.role_page"));
    assert_null(text_at(a.json, "acts.freeze_page"));
    assert_null(text_at(a.json, "acts.inactive_page"));
    assert_non_null(text_at(a.json, "acts.sessions_page"));
}

static void given_removal(const char *more)
{
    assert_status(api(w, "olivia", "PUT",
                      world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, "tess"), client_id(w, "Ito")),
                      world_text(w, "{\"access\": \"removed\"%s}", more)),
                  200);
}

static void ROL_306_a_removal_without_a_reason_is_settled_by_a_reason_or_lifted(void **state)
{
    (void)state;
    given_removal("");
    reviews_begin(w);
    assert_review_state(w, "maya", "removals", "Tess Wong", "without a reason", "open");
    given_removal(", \"reason\": \"Allergy\"");
    assert_text(reviews_item(w, "maya", "removals", "Tess Wong", NULL), "now",
                "The removal stands, with a reason or another date.");
    assert_status(api(w, "maya", "PUT",
                      world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, "tess"), client_id(w, "Ito")),
                      "{\"access\": \"granted\"}"),
                  200);
    assert_text(reviews_item(w, "maya", "removals", "Tess Wong", NULL), "now", "Access was restored.");
    assert_review_state(w, "maya", "removals", "Tess Wong", NULL, "trimmed");
}

static void ROL_306_a_removal_whose_day_comes_is_confirmed_with_another(void **state)
{
    struct answer a;

    (void)state;
    given_removal(", \"reason\": \"Allergy\", \"review_on\": \"2026-05-20\"");
    reviews_begin(w);
    assert_review_state(w, "maya", "removals", "Tess Wong", "looked at again", "open");
    a = api(w, "maya", "GET",
            world_text(w, "/api/v1%s", text_at(reviews_item(w, "maya", "removals", "Tess Wong", NULL), "page")), NULL);
    assert_non_null(text_at(a.json, "acts.confirm_page"));
    assert_status(api(w, "maya", "PUT", world_text(w, "/api/v1%s", text_at(a.json, "acts.confirm_page")),
                      "{\"review_on\": \"2026-12-01\"}"),
                  200);
    assert_review_state(w, "maya", "removals", "Tess Wong", NULL, "trimmed");
}

static void ROL_306_who_stands_in_a_review_is_kept_for_the_record(void **state)
{
    struct answer a;

    (void)state;
    a = api(w, "olivia", "POST", "/api/v1/staff",
            "{\"name\": \"Nora New\", \"email\": \"nora@happytails.example\", \"role\": \"staff\"}");
    assert_status(a, 201);
    const char *nora = world_text(w, "/api/v1/staff/%s", text_at(a.json, "id"));
    reviews_begin(w);
    assert_status(api(w, "olivia", "DELETE", nora, NULL), 409);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ROL_306_a_review_begins_by_itself_when_a_quarter_does),
        T(ROL_306_what_was_missed_while_nothing_ran_is_made_up_for_once),
        T(ROL_306_a_company_whose_day_nobody_knows_keeps_no_other_from_its_review),
        T(ROL_306_of_many_that_would_begin_a_review_one_does),
        T(ROL_306_the_company_sets_how_often),
        T(ROL_306_one_is_begun_by_hand_by_whoever_sets_the_company_and_cuts_none_off),
        T(ROL_306_who_has_not_finished_is_reminded_before_it_is_due),
        T(ROL_306_each_who_holds_manage_access_gets_a_list_of_their_own),
        T(ROL_306_only_the_owner_is_shown_everybodys_lists_and_who_sets_the_company_begins_one),
        T(ROL_306_a_list_holds_what_its_manager_may_see_and_act_on),
        T(ROL_306_a_facility_says_who_is_Owner_Admin),
        T(ROL_306_who_manages_access_no_more_has_no_list_any_more),
        T(ROL_304_a_view_shows_nobodys_reviews),
        T(ROL_306_home_shows_the_list_that_is_to_be_finished),
        T(ROL_306_an_item_is_kept_and_the_answer_taken_back),
        T(ROL_306_many_are_kept_at_once_and_only_those_named),
        T(ROL_306_what_is_not_on_ones_list_cannot_be_answered_or_looked_at),
        T(ROL_306_an_exception_ended_on_its_own_page_is_trimmed_in_every_list),
        T(ROL_306_a_lesser_role_or_standing_is_trimmed_and_a_greater_one_settled),
        T(ROL_306_an_item_offers_what_its_pages_let_the_manager_do),
        T(ROL_306_the_role_page_leads_back_to_the_item),
        T(ROL_306_a_removal_without_a_reason_is_settled_by_a_reason_or_lifted),
        T(ROL_306_a_removal_whose_day_comes_is_confirmed_with_another),
        T(ROL_306_who_stands_in_a_review_is_kept_for_the_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
