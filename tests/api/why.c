/* Why? (ROL-303), now and then, by page and API. */
#include "support/world_each.h"

#include <string.h>

static struct answer ask(const char *who, const char *about, const char *query)
{
    return api(w, who, "GET", world_text(w, "/api/v1/staff/%s/why?%s", staff_id(w, about), query), NULL);
}

static struct answer sight(const char *about, const char *client, const char *more)
{
    return ask("maya", about, world_text(w, "permission=view&client=%s%s", client_id(w, client), more));
}

static bool tells(struct answer a, const char *text)
{
    json_t *facts = json_at(a.json, "answer.facts"), *fact;
    size_t index;

    json_array_foreach(facts, index, fact)
    {
        if (strstr(text_at(fact, "text"), text))
            return true;
    }
    return false;
}

static void ROL_303_sight_is_explained_by_the_fact_it_rests_on(void **state)
{
    struct answer a = sight("dana", "Bennett", "");

    (void)state;
    assert_status(a, 200);
    assert_true(true_at(a.json, "answer.allowed"));
    assert_text(a.json, "answer.reason", "events");
    assert_true(tells(a, "Last visit: ") && tells(a, "Next visit: "));
    a = sight("dana", "Alvarez", "");
    assert_text(a.json, "answer.reason", "preferred");
    assert_true(tells(a, "Preferred since"));
    a = sight("dana", "Ellis", "");
    assert_false(true_at(a.json, "answer.allowed"));
    assert_text(a.json, "answer.rule", "ACC-02");
    assert_non_null(strstr(text_at(a.json, "answer.would_change"), "An event of Ellis for Dana Brooks"));
    a = sight("maya", "Ellis", "");
    assert_text(a.json, "answer.reason", "manager");
}

static void ROL_303_a_removal_is_named_with_author_and_reason(void **state)
{
    struct answer a = sight("dana", "Foster", "");
    json_t *fact = find_in(a.json, "answer.facts", "text", "Access removed");

    (void)state;
    assert_text(a.json, "answer.reason", "access_removed");
    assert_text(fact, "by", "Maya Chen");
    assert_non_null(text_at(fact, "reason"));
    assert_non_null(text_at(fact, "at"));
    assert_non_null(strstr(text_at(a.json, "answer.would_change"), "Restoring the access of Dana Brooks to Foster"));
}

static void ROL_303_a_past_instant_is_answered_as_things_stood_then(void **state)
{
    struct answer a;

    (void)state;
    assert_status(
        api(w, "olivia", "PUT", "/api/v1/settings/permissions", "{\"staff\": {\"view_client_schedule\": true}}"), 200);
    world_time(w, WORLD_NOW + HOUR_US);
    a = ask("maya", "dana", "permission=view_client_schedule");
    assert_true(true_at(a.json, "answer.allowed"));
    assert_text(find_in(a.json, "answer.facts", "text", "Set for this role"), "by", "Olivia Grant");
    a = ask("maya", "dana", "permission=view_client_schedule&at=2026-05-13T09:59:00-04:00");
    assert_false(true_at(a.json, "answer.allowed"));
    assert_true(true_at(a.json, "past"));
    assert_text(a.json, "answer.reason", "switched_off");
    assert_true(tells(a, "The default of this role"));
    /* Long before the removal she came there. */
    a = sight("dana", "Foster", "&at=2026-04-10T09:00:00-04:00");
    assert_true(true_at(a.json, "answer.allowed"));
}

static void ROL_303_exceptions_and_couplings_are_the_decisions_own_trace(void **state)
{
    struct answer a = ask("olivia", "omar", "permission=manage_staff");

    (void)state;
    assert_text(a.json, "answer.reason", "exception_off");
    assert_text(find_in(a.json, "answer.facts", "text", "Personal exception"), "note", "Looks after the schedule only");
    a = ask("olivia", "omar", "permission=assign_roles");
    assert_text(a.json, "answer.reason", "coupled_off");
    assert_non_null(strstr(text_at(a.json, "answer.why"), "Manage Staff"));
    assert_int_equal(count_at(a.json, "answer.steps"), 2);
    assert_true(true_at(a.json, "answer.steps.0.allowed"));
    assert_false(true_at(a.json, "answer.steps.1.allowed"));
    a = ask("olivia", "ivan", "permission=manage_staff");
    assert_text(a.json, "answer.reason", "inactive");
    assert_int_equal(count_at(a.json, "answer.steps"), 1);
}

/* The role does not have it: no step says that it does. */
static void ROL_303_each_step_says_what_is_so(void **state)
{
    struct answer a;

    (void)state;
    assert_status(api(w, "olivia", "PUT", world_text(w, "/api/v1/staff/%s/exceptions", staff_id(w, "maya")),
                      "{\"permission\": \"private_message\", \"on\": true, \"reason\": \"A trial\"}"),
                  200);
    a = ask("olivia", "maya", "permission=private_message");
    assert_text(a.json, "answer.reason", "exception");
    assert_text(a.json, "answer.steps.0.why", "Maya Chen is active, in the role Office Manager.");
    assert_text(a.json, "answer.steps.1.reason", "exception");
    assert_text(a.json, "answer.steps.2.reason", "whole");
    assert_false(mentions(a, "this role has the permission"));
}

static void ROL_303_an_event_is_asked_about_with_whom_it_is_assigned_to(void **state)
{
    struct answer a =
        ask("maya", "sam", world_text(w, "permission=deliver_services&event=%s", event_id(w, "Carter", "tess", 0)));

    (void)state;
    assert_status(a, 200);
    assert_text(a.json, "client.name", "Carter");
    assert_false(true_at(a.json, "answer.allowed"));
    a = ask("maya", "tess", world_text(w, "permission=deliver_services&event=%s", event_id(w, "Carter", "tess", 0)));
    assert_true(true_at(a.json, "answer.allowed"));
    assert_text(a.json, "event.id", event_id(w, "Carter", "tess", 0));
}

/* From a visit's page to the question about it, which stays with it when something else is asked. */
static void ROL_303_the_question_stands_at_a_visits_person(void **state)
{
    const char *path = world_text(w, "/api/v1/events/%s", event_id(w, "Carter", "tess", 0));
    struct answer a = api(w, "maya", "GET", path, NULL);
    const char *why = text_at(a.json, "why_page");

    (void)state;
    assert_non_null(why);
    a = page(w, "maya", "GET", why, NULL);
    assert_status(a, 200);
    assert_true(mentions(a, "This event of Carter is assigned to Tess Wong."));
    assert_true(mentions(a, world_text(w, "name=\"event\" value=\"%s\"", event_id(w, "Carter", "tess", 0))));
    assert_null(json_at(api(w, "tess", "GET", path, NULL).json, "why_page"));
    assert_null(json_at(api(w, "omar", "GET", path, NULL).json, "why_page"));
}

static void ROL_303_only_who_may_know_is_told(void **state)
{
    (void)state;
    assert_status(ask("dana", "dana", "permission=view"), 403);
    assert_status(ask("omar", "dana", "permission=view"), 403);
    assert_status(ask("maya", "olivia", "permission=manage_staff"), 403); /* ROL-141 */
    assert_status(ask("maya", "dana", "permission=fly"), 422);
    assert_status(ask("maya", "dana", "permission=view&client=0000000000001"), 422);
    assert_status(ask("ravi", "priya", "permission=view"), 200);
    assert_status(ask("ravi", "paula", "permission=view"), 403);
}

static void ROL_303_the_question_stands_on_the_persons_the_clients_and_a_refused_page(void **state)
{
    const char *dana = staff_id(w, "dana");
    struct answer a;

    (void)state;
    a = page(w, "maya", "GET", world_text(w, "/staff/%s/permissions", dana), NULL);
    assert_true(mentions(a, world_text(w, "/staff/%s/why?permission=manage_staff", dana)));
    a = page(w, "dana", "GET", "/staff/me/permissions", NULL);
    assert_status(a, 200);
    assert_false(mentions(a, "/why?"));
    a = page(w, "maya", "GET", world_text(w, "/clients/%s/staff-access", client_id(w, "Ellis")), NULL);
    assert_true(mentions(a, world_text(w, "/staff/%s/why?permission=view&amp;client=%s", dana, client_id(w, "Ellis"))));
    a = page(w, "maya", "GET", "/settings/permissions", NULL);
    assert_status(a, 403);
    assert_true(mentions(a, world_text(w, "/staff/%s/why?permission=manage_permissions", staff_id(w, "maya"))));
    a = page(w, "dana", "GET", "/settings/permissions", NULL);
    assert_status(a, 403);
    assert_false(mentions(a, "/why?"));
    a = page(w, "maya", "GET", world_text(w, "/staff/%s/why?permission=view&q=fost", dana), NULL);
    assert_true(mentions(a, "Refused") && mentions(a, "Access removed"));
    a = page(w, "maya", "GET", world_text(w, "/staff/%s/why?permission=view&q=nobody", dana), NULL);
    assert_true(mentions(a, "begins like that"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ROL_303_sight_is_explained_by_the_fact_it_rests_on),
        T(ROL_303_a_removal_is_named_with_author_and_reason),
        T(ROL_303_a_past_instant_is_answered_as_things_stood_then),
        T(ROL_303_exceptions_and_couplings_are_the_decisions_own_trace),
        T(ROL_303_each_step_says_what_is_so),
        T(ROL_303_an_event_is_asked_about_with_whom_it_is_assigned_to),
        T(ROL_303_the_question_stands_at_a_visits_person),
        T(ROL_303_only_who_may_know_is_told),
        T(ROL_303_the_question_stands_on_the_persons_the_clients_and_a_refused_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
