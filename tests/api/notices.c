/* The bell: who is told what, and who is no longer told (MSG-10, MSG-11). */
#include "access_words.h"

static const char *const VISIT_AT = "2026-05-20T09:00:00-04:00";

static json_t *told(struct world *w, const char *who, const char *kind, const char *client)
{
    struct answer a = api(w, who, "GET", "/api/v1/notices", NULL);
    json_t *item;
    size_t i;

    assert_status(a, 200);
    json_array_foreach(json_at(a.json, "items"), i, item)
    {
        if (strcmp(text_at(item, "kind"), kind) == 0 && strcmp(text_at(item, "client"), client) == 0)
            return item;
    }
    return NULL;
}

static int64_t unread(struct world *w, const char *who)
{
    struct answer a = api(w, who, "GET", "/api/v1/notices/unread", NULL);

    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "unread"),
                     number_at(api(w, who, "GET", "/api/v1/me/frame", NULL).json, "unread"));
    return number_at(a.json, "unread");
}

static void MSG_10_a_schedule_change_is_told_to_its_worker_alone(void **state)
{
    struct world *w = *state;
    const char *event;

    assert_status(new_event(w, "dana", "Carter", VISIT_AT), 201);
    assert_non_null(told(w, "dana", "schedule_added", "Carter"));
    assert_null(told(w, "sam", "schedule_added", "Carter"));
    assert_null(told(w, "maya", "schedule_added", "Carter")); /* who did it knows */
    assert_null(told(w, "olivia", "schedule_added", "Carter"));
    event = event_path(w, "Bennett", "dana", 1);
    assert_status(api(w, "maya", "PATCH", event, "{\"starts_at\": \"2026-05-21T10:00:00-04:00\"}"), 200);
    assert_non_null(told(w, "dana", "schedule_changed", "Bennett"));
    assert_status(api(w, "maya", "PATCH", event_path(w, "Bennett", "dana", 1), "{\"status\": \"cancelled\"}"), 200);
    assert_non_null(told(w, "dana", "schedule_cancelled", "Bennett"));
}

static void MSG_10_without_the_subscription_no_schedule_change_is_told(void **state)
{
    struct world *w = *state;
    int64_t before;

    assert_status(api(w, "dana", "PUT", pair(w, "dana", "Bennett", "subscription"), "{\"subscribed\": false}"), 200);
    before = unread(w, "dana");
    assert_status(api(w, "maya", "PATCH", event_path(w, "Bennett", "dana", 1), "{\"status\": \"cancelled\"}"), 200);
    assert_null(told(w, "dana", "schedule_cancelled", "Bennett"));
    assert_int_equal(unread(w, "dana"), before);
}

static void MSG_10_removed_and_restored_access_is_told_to_managers(void **state)
{
    struct world *w = *state;

    assert_status(remove_access(w, "maya", "dana", "Carter"), 200);
    assert_status(grant_access(w, "maya", "dana", "Foster"), 200);
    assert_text(told(w, "andre", "access_removed", "Carter"), "staff", "Dana Brooks");
    assert_non_null(told(w, "olivia", "access_restored", "Foster"));
    assert_null(told(w, "maya", "access_removed", "Carter")); /* who did it knows */
    assert_null(told(w, "omar", "access_removed", "Carter")); /* holds no Manage Staff */
    assert_null(told(w, "dana", "access_restored", "Foster"));
    assert_null(told(w, "sam", "access_removed", "Carter"));
    assert_null(told(w, "paula", "access_removed", "Carter")); /* another company */
}

static void MSG_11_what_was_queued_before_is_not_delivered_after_a_removal(void **state)
{
    struct world *w = *state;
    int64_t before = unread(w, "dana");

    assert_status(new_event(w, "dana", "Carter", VISIT_AT), 201);
    assert_int_equal(unread(w, "dana"), before + 1);
    assert_status(api(w, "maya", "PATCH", event_path(w, "Carter", "dana", 2), "{\"staff\": null}"), 200);
    assert_status(remove_access(w, "maya", "dana", "Carter"), 200);
    assert_null(told(w, "dana", "schedule_added", "Carter"));
    assert_null(told(w, "dana", "schedule_cancelled", "Carter"));
    assert_int_equal(unread(w, "dana"), before);
    assert_null(strstr(page(w, "dana", "GET", "/notices", NULL).body.p, "Carter"));
    assert_status(grant_access(w, "maya", "dana", "Carter"), 200); /* and again with access */
    assert_non_null(told(w, "dana", "schedule_added", "Carter"));
}

static void MSG_11_who_manages_staff_no_more_reads_no_more_of_access(void **state)
{
    struct world *w = *state;
    int64_t all;

    assert_status(remove_access(w, "olivia", "sam", "Alvarez"), 409); /* Preferred */
    assert_status(remove_access(w, "olivia", "tess", "Gupta"), 200);
    assert_non_null(told(w, "maya", "access_removed", "Gupta"));
    all = unread(w, "maya");
    assert_status(api(w, "olivia", "PUT", world_text(w, "/api/v1/staff/%s/role", staff_id(w, "maya")),
                      "{\"role\": \"staff\", \"reason\": \"wants fewer hours\"}"),
                  200);
    assert_status(new_event(w, "maya", "Gupta", VISIT_AT), 403);
    assert_status(
        api(w, "olivia", "POST", "/api/v1/events",
            world_text(w, "{\"client\": \"%s\", \"staff\": \"%s\", \"service\": \"%s\", \"starts_at\": \"%s\"}",
                       client_id(w, "Gupta"), staff_id(w, "maya"), service_id(w, "Dog Walk"), VISIT_AT)),
        201);
    assert_int_equal(sees(w, "maya", "Gupta"), 200); /* so it is not the client that hides it */
    assert_null(told(w, "maya", "access_removed", "Gupta"));
    assert_non_null(told(w, "maya", "schedule_added", "Gupta"));
    assert_true(unread(w, "maya") <= all);
}

static void notices_are_read_up_to_the_one_seen(void **state)
{
    struct world *w = *state;
    const char *until;
    int64_t before = unread(w, "dana");
    struct answer a;

    assert_status(new_event(w, "dana", "Carter", VISIT_AT), 201);
    until = text_at(api(w, "dana", "GET", "/api/v1/notices", NULL).json, "newest");
    assert_status(new_event(w, "dana", "Hughes", "2026-05-20T15:00:00-04:00"), 201);
    assert_int_equal(unread(w, "dana"), before + 2);
    a = api(w, "dana", "POST", "/api/v1/notices/read", world_text(w, "{\"until\": \"%s\"}", until));
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "unread"), 1); /* what came meanwhile stays */
    assert_int_equal(unread(w, "dana"), 1);
    assert_status(page(w, "dana", "POST", "/notices/read", world_text(w, "until=%s", until)), 303);
    a = api(w, "dana", "POST", "/api/v1/notices/read", "{\"until\": \"nonsense\"}");
    assert_status(a, 422);
    assert_non_null(text_at(a.json, "errors.until"));
    assert_status(api(w, "dana", "GET", "/api/v1/notices?cursor=nonsense", NULL), 422);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(MSG_10_a_schedule_change_is_told_to_its_worker_alone),
        CASE(MSG_10_without_the_subscription_no_schedule_change_is_told),
        CASE(MSG_10_removed_and_restored_access_is_told_to_managers),
        CASE(MSG_11_what_was_queued_before_is_not_delivered_after_a_removal),
        CASE(MSG_11_who_manages_staff_no_more_reads_no_more_of_access),
        CASE(notices_are_read_up_to_the_one_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
