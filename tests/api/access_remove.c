/* Removing access, with its barriers, cures and undo (ACC-20 to ACC-26), on the cast. */
#include "access_words.h"

/* ------------------------------------------------------------------ removing */

static void ACC_20_the_switch_records_who_when_and_why(void **state)
{
    struct world *w = *state;
    struct answer a = api(
        w, "maya", "PUT", pair(w, "dana", "Carter", "access"),
        "{\"access\": \"removed\", \"reason\": \"Cat bite\", \"severity\": \"safety\", \"review_on\": \"2026-07-01\"}");
    json_t *row;

    assert_status(a, 200);
    row = row_of(w, "olivia", "dana", "Carter");
    assert_text(row, "access", "removed");
    assert_text(row, "removed_by", "Maya Chen");
    assert_text(row, "removed_at", "2026-05-13T10:00:00-04:00");
    assert_text(row, "reason", "Cat bite");
    assert_text(row, "severity", "safety");
    assert_text(row, "review_on", "2026-07-01");
}

static void ACC_20_reason_and_severity_are_for_those_who_may_remove_access(void **state)
{
    static const char *const readers[] = {"dana", "sam", "omar"};
    struct world *w = *state;
    const char *foster = client_id(w, "Foster");
    struct answer a = api(w, "omar", "GET", world_text(w, "/api/v1/clients/%s/staff-picker", foster), NULL);

    assert_status(a, 200);
    assert_text(find_in(a.json, "groups.access_removed", "name", "Dana Brooks"), "note",
                "Not available for this client");
    for (size_t i = 0; i < ARRAY_SIZE(readers); i++) {
        a = api(w, readers[i], "GET", world_text(w, "/api/v1/clients/%s", foster), NULL);
        assert_null(strstr(world_text(w, "%.*s", STR_ARG(a.body)), "gate open"));
    }
}

static void ACC_21_one_transaction_hides_unsubscribes_locks_and_records(void **state)
{
    struct world *w = *state;
    struct answer a;

    assert_status(remove_access(w, "maya", "dana", "Hughes"), 200);
    assert_int_equal(sees(w, "dana", "Hughes"), 404);
    assert_false(true_at(row_of(w, "maya", "dana", "Hughes"), "subscribed"));
    a = api(w, "maya", "PUT", pair(w, "dana", "Hughes", "subscription"), "{\"subscribed\": true}");
    assert_status(a, 409);
    a = new_event(w, "dana", "Hughes", "2026-05-20T09:00:00-04:00");
    assert_status(a, 409);
}

static void ACC_22_preferred_is_a_barrier(void **state)
{
    struct world *w = *state;
    struct answer a = remove_access(w, "maya", "dana", "Alvarez");

    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "barriers"), 1);
    assert_text(a.json, "barriers.0.kind", "preferred");
    assert_int_equal(sees(w, "dana", "Alvarez"), 200);
}

static void ACC_22_each_future_scheduled_event_is_a_barrier(void **state)
{
    struct world *w = *state;
    struct answer a = remove_access(w, "maya", "dana", "Bennett");

    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "barriers"), 2);
    assert_text(a.json, "barriers.0.kind", "event");
    assert_text(a.json, "barriers.0.id", event_id(w, "Bennett", "dana", 1));
    assert_text(a.json, "barriers.0.starts_at", "2026-05-15T09:00:00-04:00");
    assert_text(a.json, "barriers.1.id", event_id(w, "Bennett", "dana", 2));
}

static void ACC_22_a_running_event_is_a_barrier(void **state)
{
    struct world *w = *state;
    struct answer a = remove_access(w, "maya", "dana", "Jansen");

    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "barriers"), 1);
    assert_text(a.json, "barriers.0.kind", "event");
    world_time(w, WORLD_NOW + 13 * HOUR_US); /* long over by its plan */
    assert_status(remove_access(w, "maya", "dana", "Jansen"), 200);
}

static void ACC_22_a_pending_template_line_is_a_barrier(void **state)
{
    struct world *w = *state;
    struct answer a = remove_access(w, "maya", "dana", "Dawson");

    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "barriers"), 1);
    assert_text(a.json, "barriers.0.kind", "template");
    assert_text(a.json, "barriers.0.id", line_id(w, "Dawson"));
}

static void ACC_22_all_barriers_are_reported_together(void **state)
{
    struct answer a = remove_access(*state, "maya", "dana", "Ito");

    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "barriers"), 3);
    for (int i = 0; i < 3; i++) {
        json_t *barrier = json_array_get(json_at(a.json, "barriers"), (size_t)i);

        assert_non_null(text_at(barrier, "title"));
        assert_non_null(text_at(barrier, "cure"));
    }
}

static void ACC_23_a_past_visit_never_blocks_and_is_never_altered(void **state)
{
    struct world *w = *state;
    const char *open = event_path(w, "Carter", "dana", 1);
    struct answer before = api(w, "maya", "GET", open, NULL), after;

    assert_text(before.json, "status", "scheduled");
    assert_status(remove_access(w, "maya", "dana", "Carter"), 200);
    after = api(w, "maya", "GET", open, NULL);
    assert_text(after.json, "status", "scheduled");
    assert_text(after.json, "staff.id", staff_id(w, "dana"));
    assert_int_equal(number_at(after.json, "changed"), number_at(before.json, "changed"));
}

static void ACC_23_future_visits_completed_or_cancelled_never_block(void **state)
{
    struct world *w = *state;

    assert_status(remove_access(w, "maya", "dana", "Hughes"), 200);
    assert_text(api(w, "maya", "GET", event_path(w, "Hughes", "dana", 0), NULL).json, "status", "cancelled");
    assert_text(api(w, "maya", "GET", event_path(w, "Hughes", "dana", 1), NULL).json, "status", "completed");
}

/* ------------------------------------------------------------------ resolve and remove */

static struct answer resolve(struct world *w, const char *who, const char *client, const char *cures)
{
    return api(w, "maya", "POST", pair(w, who, client, "separation"),
               world_text(w, "{\"cures\": %s, \"reason\": \"Wish\", \"severity\": \"preference\"}", cures));
}

static void ACC_24_every_barrier_is_cured_and_access_removed_in_one_step(void **state)
{
    struct world *w = *state;
    const char *sam = staff_id(w, "sam");
    const char *event = event_id(w, "Ito", "dana", 0);
    struct answer a =
        resolve(w, "dana", "Ito",
                world_text(w, "{\"preferred\": \"drop\", \"events\": {\"*\": \"%s\"}, \"templates\": {\"*\": \"%s\"}}",
                           sam, sam));

    assert_true(a.status < 300);
    assert_text(a.json, "access", "removed");
    assert_int_equal(sees(w, "dana", "Ito"), 404);
    assert_int_equal(sees(w, "sam", "Ito"), 200);
    assert_text(api(w, "maya", "GET", world_text(w, "/api/v1/events/%s", event), NULL).json, "staff.id", sam);
    assert_int_equal(number_at(row_of(w, "maya", "sam", "Ito"), "pending_templates"), 1);
    assert_false(true_at(row_of(w, "maya", "dana", "Ito"), "preferred"));
}

static void ACC_24_a_visit_can_be_left_unassigned(void **state)
{
    struct world *w = *state;
    const char *event = event_id(w, "Bennett", "dana", 1);
    struct answer a = resolve(w, "dana", "Bennett", "{\"events\": {\"*\": null}}");

    assert_true(a.status < 300);
    assert_true(
        json_is_null(json_at(api(w, "maya", "GET", world_text(w, "/api/v1/events/%s", event), NULL).json, "staff")));
}

static void ACC_24_different_visits_go_to_different_people(void **state)
{
    struct world *w = *state;
    const char *first = event_id(w, "Bennett", "dana", 1), *second = event_id(w, "Bennett", "dana", 2);
    struct answer a = resolve(w, "dana", "Bennett",
                              world_text(w, "{\"events\": {\"%s\": \"%s\", \"*\": \"%s\"}}", first, staff_id(w, "tess"),
                                         staff_id(w, "andre")));

    assert_true(a.status < 300);
    assert_text(api(w, "maya", "GET", world_text(w, "/api/v1/events/%s", first), NULL).json, "staff.id",
                staff_id(w, "tess"));
    assert_text(api(w, "maya", "GET", world_text(w, "/api/v1/events/%s", second), NULL).json, "staff.id",
                staff_id(w, "andre"));
}

static void ACC_24_who_has_no_access_takes_nothing_over_and_nothing_is_applied(void **state)
{
    struct world *w = *state;
    const char *event = event_id(w, "Bennett", "dana", 1);
    struct answer a = resolve(w, "dana", "Bennett", world_text(w, "{\"events\": {\"*\": \"%s\"}}", staff_id(w, "sam")));

    assert_status(a, 409);
    assert_int_equal(sees(w, "dana", "Bennett"), 200);
    assert_text(api(w, "maya", "GET", world_text(w, "/api/v1/events/%s", event), NULL).json, "staff.id",
                staff_id(w, "dana"));
}

static void ACC_24_a_barrier_that_appeared_meanwhile_is_reported_and_nothing_applied(void **state)
{
    struct world *w = *state;
    const char *known = event_id(w, "Bennett", "dana", 1), *also = event_id(w, "Bennett", "dana", 2);
    struct answer a;

    assert_true(new_event(w, "dana", "Bennett", "2026-05-25T09:00:00-04:00").status < 300);
    a = resolve(w, "dana", "Bennett", world_text(w, "{\"events\": {\"%s\": null, \"%s\": null}}", known, also));
    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "barriers"), 1);
    assert_text(api(w, "maya", "GET", world_text(w, "/api/v1/events/%s", known), NULL).json, "staff.id",
                staff_id(w, "dana"));
}

static void ACC_24_a_running_visit_is_completed_or_handed_over(void **state)
{
    struct world *w = *state;
    const char *event = event_id(w, "Jansen", "dana", 0);

    assert_status(resolve(w, "dana", "Jansen", "{\"events\": {\"*\": null}}"), 409);
    assert_true(resolve(w, "dana", "Jansen", world_text(w, "{\"complete\": [\"%s\"]}", event)).status < 300);
    assert_text(api(w, "maya", "GET", world_text(w, "/api/v1/events/%s", event), NULL).json, "status", "completed");
}

static void ACC_24_the_sheet_ranks_who_could_take_over(void **state)
{
    struct world *w = *state;
    struct answer a = api(w, "maya", "GET", pair(w, "dana", "Ito", "separation"), NULL);
    json_t *event = find_in(a.json, "barriers", "kind", "event");

    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "count"), 3);
    assert_true(count_at(event, "options") > 0);
    assert_null(find_in(event, "options", "name", "Dana Brooks"));
    assert_null(find_in(event, "options", "name", "Ivan Petrov"));
}

/* ------------------------------------------------------------------ undo */

static void ACC_26_a_removal_with_all_that_was_resolved_is_taken_back_in_one_step(void **state)
{
    struct world *w = *state;
    const char *sam = staff_id(w, "sam");
    const char *event = event_id(w, "Ito", "dana", 0);
    struct answer a;

    a = resolve(w, "dana", "Ito",
                world_text(w, "{\"preferred\": \"drop\", \"events\": {\"*\": \"%s\"}, \"templates\": {\"*\": \"%s\"}}",
                           sam, sam));
    assert_true(a.status < 300);
    world_time(w, WORLD_NOW + 23 * HOUR_US);
    a = api(w, "andre", "POST", pair(w, "dana", "Ito", "undo"), "{}");
    assert_true(a.status < 300);
    assert_int_equal(count_at(a.json, "left"), 0);
    assert_int_equal(sees(w, "dana", "Ito"), 200);
    assert_text(api(w, "maya", "GET", world_text(w, "/api/v1/events/%s", event), NULL).json, "staff.id",
                staff_id(w, "dana"));
    assert_true(true_at(row_of(w, "maya", "dana", "Ito"), "preferred"));
    assert_int_equal(number_at(row_of(w, "maya", "dana", "Ito"), "pending_templates"), 1);
    assert_true(true_at(row_of(w, "maya", "dana", "Ito"), "subscribed"));
}

static void ACC_26_what_changed_since_is_listed_and_stays(void **state)
{
    struct world *w = *state;
    const char *event = event_id(w, "Bennett", "dana", 1);
    struct answer a;

    assert_true(
        resolve(w, "dana", "Bennett", world_text(w, "{\"events\": {\"*\": \"%s\"}}", staff_id(w, "tess"))).status <
        300);
    a = api(w, "maya", "PATCH", world_text(w, "/api/v1/events/%s", event),
            world_text(w, "{\"staff\": \"%s\"}", staff_id(w, "andre")));
    assert_status(a, 200);
    a = api(w, "maya", "POST", pair(w, "dana", "Bennett", "undo"), "{}");
    assert_true(a.status < 300);
    assert_int_equal(count_at(a.json, "left"), 1);
    assert_text(a.json, "left.0.id", event);
    assert_text(api(w, "maya", "GET", world_text(w, "/api/v1/events/%s", event), NULL).json, "staff.id",
                staff_id(w, "andre"));
    assert_int_equal(sees(w, "dana", "Bennett"), 200);
}

static void ACC_26_after_24_hours_and_for_a_second_time_there_is_nothing_to_take_back(void **state)
{
    struct world *w = *state;

    assert_status(remove_access(w, "maya", "dana", "Carter"), 200);
    world_time(w, WORLD_NOW + 25 * HOUR_US);
    assert_true(api(w, "maya", "POST", pair(w, "dana", "Carter", "undo"), "{}").status >= 400);
    assert_status(remove_access(w, "maya", "dana", "Hughes"), 200);
    assert_true(api(w, "maya", "POST", pair(w, "dana", "Hughes", "undo"), "{}").status < 300);
    assert_true(api(w, "maya", "POST", pair(w, "dana", "Hughes", "undo"), "{}").status >= 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(ACC_20_the_switch_records_who_when_and_why),
        CASE(ACC_20_reason_and_severity_are_for_those_who_may_remove_access),
        CASE(ACC_21_one_transaction_hides_unsubscribes_locks_and_records),
        CASE(ACC_22_preferred_is_a_barrier),
        CASE(ACC_22_each_future_scheduled_event_is_a_barrier),
        CASE(ACC_22_a_running_event_is_a_barrier),
        CASE(ACC_22_a_pending_template_line_is_a_barrier),
        CASE(ACC_22_all_barriers_are_reported_together),
        CASE(ACC_23_a_past_visit_never_blocks_and_is_never_altered),
        CASE(ACC_23_future_visits_completed_or_cancelled_never_block),
        CASE(ACC_24_every_barrier_is_cured_and_access_removed_in_one_step),
        CASE(ACC_24_a_visit_can_be_left_unassigned),
        CASE(ACC_24_different_visits_go_to_different_people),
        CASE(ACC_24_who_has_no_access_takes_nothing_over_and_nothing_is_applied),
        CASE(ACC_24_a_barrier_that_appeared_meanwhile_is_reported_and_nothing_applied),
        CASE(ACC_24_a_running_visit_is_completed_or_handed_over),
        CASE(ACC_24_the_sheet_ranks_who_could_take_over),
        CASE(ACC_26_a_removal_with_all_that_was_resolved_is_taken_back_in_one_step),
        CASE(ACC_26_what_changed_since_is_listed_and_stays),
        CASE(ACC_26_after_24_hours_and_for_a_second_time_there_is_nothing_to_take_back),
    };

    return cmocka_run_group_tests_name("access: removing", tests, NULL, NULL);
}
