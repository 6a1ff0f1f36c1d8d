/* Visits: made, changed, started, completed, deleted; who may, who sees them, and the gate that every assignment
 * passes. */
#include "schedule_world.h"
#include "support/world_each.h"

#include <string.h>

static struct answer patch(const char *who, const char *id, const char *body)
{
    return api(w, who, "PATCH", event_path(w, id), body);
}

/* ------------------------------------------------------------------ new */

static void a_visit_takes_length_and_price_from_its_service(void **state)
{
    const char *body = visit_body(w, "Carter", "dana", on_day(w, 3, 600), NULL);
    struct answer a = api(w, "maya", "POST", "/api/v1/events", body);

    (void)state;
    assert_int_equal(a.status / 100, 2);
    assert_text(a.json, "client.name", "Carter");
    assert_text(a.json, "staff.name", "Dana Brooks");
    assert_text(a.json, "service.name", "Dog Walk");
    assert_text(a.json, "status", "scheduled");
    assert_text(a.json, "starts_at", on_day(w, 3, 600));
    assert_text(a.json, "ends_at", on_day(w, 3, 630));
    assert_int_equal(number_at(a.json, "price_minor"), 2500);
    assert_true(true_at(a.json, "can.edit"));
}

static void a_past_completed_visit_can_be_entered(void **state)
{
    const char *id =
        given_visit(w, "Ellis", "dana", on_day(w, -3, 600), ", \"status\": \"completed\", \"message\": \"All fine\"");
    struct answer a = api(w, "maya", "GET", event_path(w, id), NULL);

    (void)state;
    assert_text(a.json, "status", "completed");
    assert_text(a.json, "message", "All fine");
    assert_text(a.json, "ended_at", on_day(w, -3, 630));
    /* One visit is a relation (ACC-02). */
    assert_status(api(w, "dana", "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Ellis")), NULL), 200);
}

static void SCH_03_only_who_schedules_makes_visits(void **state)
{
    const char *body = visit_body(w, "Carter", "dana", on_day(w, 3, 600), NULL);

    (void)state;
    assert_status(api(w, "dana", "POST", "/api/v1/events", body), 403);
    assert_status(api(w, "tess", "GET", "/api/v1/events/new", NULL), 403);
    assert_int_equal(api(w, "omar", "POST", "/api/v1/events", body).status / 100, 2);
}

static void SCH_03_a_list_offers_nothing_to_those_who_do_not_schedule(void **state)
{
    struct answer dana = api(w, "dana", "GET", "/api/v1/events", NULL);
    struct answer maya = api(w, "maya", "GET", "/api/v1/events", NULL);

    (void)state;
    assert_status(dana, 200);
    assert_true(count_at(dana.json, "items") > 0);
    assert_false(true_at(dana.json, "can.add") || true_at(dana.json, "can.bulk"));
    assert_null(json_at(dana.json, "filter.staff"));
    assert_true(true_at(maya.json, "can.add") && true_at(maya.json, "can.bulk"));
    assert_true(count_at(maya.json, "filter.staff") > 0);
}

static void SCH_03_do_not_schedule_asks_to_confirm(void **state)
{
    const char *at = on_day(w, 3, 600);
    struct answer a = api(w, "maya", "POST", "/api/v1/events", visit_body(w, "Gupta", "dana", at, NULL));

    (void)state;
    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "warnings"), 1);
    assert_text(a.json, "warnings.0.kind", "do_not_schedule");
    assert_text(a.json, "warnings.0.text", "Dana Brooks is on the Do Not Schedule list of Gupta.");
    a = api(w, "maya", "POST", "/api/v1/events",
            visit_body(w, "Gupta", "dana", at, ", \"confirm_do_not_schedule\": true"));
    assert_int_equal(a.status / 100, 2);
}

static void SCH_03_a_busy_person_asks_to_confirm(void **state)
{
    const char *at = on_day(w, 2, 9 * 60 + 15); /* Dana is at Bennett's from nine to half past */
    struct answer a = api(w, "maya", "POST", "/api/v1/events", visit_body(w, "Carter", "dana", at, NULL));

    (void)state;
    assert_status(a, 409);
    assert_text(a.json, "warnings.0.kind", "busy");
    assert_true(mentions(a, "Bennett"));
    a = api(w, "maya", "POST", "/api/v1/events", visit_body(w, "Carter", "dana", at, ", \"confirm\": true"));
    assert_int_equal(a.status / 100, 2);
    /* Right behind is free. */
    a = api(w, "maya", "POST", "/api/v1/events", visit_body(w, "Ellis", "dana", on_day(w, 2, 9 * 60 + 45), NULL));
    assert_int_equal(a.status / 100, 2);
}

static void ACC_40_a_removed_pair_is_refused_by_name(void **state)
{
    const char *body = visit_body(w, "Bennett", "sam", on_day(w, 3, 600), ", \"confirm\": true");
    struct answer a = api(w, "maya", "POST", "/api/v1/events", body);

    (void)state;
    assert_status(a, 409);
    assert_true(mentions(a, "Sam Ortiz"));
    assert_true(mentions(a, "Bennett"));
    /* A past one too: an assignment is an assignment. */
    body = visit_body(w, "Bennett", "sam", on_day(w, -3, 600), ", \"status\": \"completed\"");
    assert_status(api(w, "maya", "POST", "/api/v1/events", body), 409);
}

static void ACC_40_what_is_refused_anyway_is_not_asked_to_be_confirmed(void **state)
{
    const char *at = on_day(w, 3, 600);
    struct answer a;

    (void)state;
    assert_non_null(given_visit(w, "Alvarez", "sam", at, NULL)); /* Sam is busy then */
    a = api(w, "maya", "POST", "/api/v1/events", visit_body(w, "Bennett", "sam", at, NULL));
    assert_status(a, 409);
    assert_null(json_at(a.json, "warnings"));
    assert_true(mentions(a, "access was removed"));
}

static void a_service_that_does_not_exist_is_named(void **state)
{
    static const char *const lists[] = {"/api/v1/events", "/api/v1/events/bulk-update", "/api/v1/calendar"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
        struct answer a = api(w, "maya", "GET", world_text(w, "%s?service=0000000000001", lists[i]), NULL);

        assert_status(a, 422);
        assert_non_null(text_at(a.json, "errors.service"));
    }
}

static void what_is_wrong_with_a_visit_is_named(void **state)
{
    const char *at = on_day(w, 3, 600);
    const char *ends = world_text(w, ", \"ends_at\": \"%s\"", at);
    const char *pet = world_text(w, ", \"pets\": [\"%s\"]", pet_id(w, "Biscuit"));
    struct answer a = api(w, "maya", "POST", "/api/v1/events", visit_body(w, "Carter", "dana", at, ends));

    (void)state;
    assert_status(a, 422);
    assert_non_null(text_at(a.json, "errors.ends_at"));
    a = api(w, "maya", "POST", "/api/v1/events", visit_body(w, "Carter", "dana", at, pet));
    assert_status(a, 422);
    assert_non_null(text_at(a.json, "errors.pets"));
    a = api(w, "maya", "POST", "/api/v1/events", visit_body(w, "Carter", "dana", at, ", \"message\": \"x\""));
    assert_status(a, 422);
    assert_non_null(text_at(a.json, "errors.message"));
    assert_status(api(w, "maya", "POST", "/api/v1/events", "{}"), 422);
}

/* ------------------------------------------------------------------ changed */

static void a_visit_goes_to_someone_else_or_nobody(void **state)
{
    const char *id = event_id(w, "Carter", "tess", 0);
    struct answer a = patch("maya", id, world_text(w, "{\"staff\": \"%s\"}", staff_id(w, "sam")));

    (void)state;
    assert_status(a, 200);
    assert_text(a.json, "staff.name", "Sam Ortiz");
    a = patch("maya", id, "{\"staff\": null}");
    assert_status(a, 200);
    assert_true(json_is_null(json_at(a.json, "staff")));
    /* Without a visit Tess does not see Carter any more (ACC-02). */
    assert_status(api(w, "tess", "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Carter")), NULL), 404);
}

static void ACC_40_no_edit_ties_a_removed_pair(void **state)
{
    const char *future = event_id(w, "Bennett", "dana", 1);
    const char *other = given_visit(w, "Ellis", "sam", on_day(w, 3, 600), NULL);
    struct answer a;

    (void)state;
    a = patch("maya", future, world_text(w, "{\"staff\": \"%s\"}", staff_id(w, "sam")));
    assert_status(a, 409);
    assert_true(mentions(a, "Sam Ortiz"));
    a = patch("maya", other, world_text(w, "{\"client\": \"%s\"}", client_id(w, "Bennett")));
    assert_status(a, 409);
    assert_true(mentions(a, "Bennett"));
}

static void ACC_40_a_past_visit_of_a_removed_pair_stays_past(void **state)
{
    const char *past = event_id(w, "Foster", "dana", 0);

    (void)state;
    /* ACC-23: what is over can be corrected … */
    assert_status(patch("maya", past, world_text(w, "{\"starts_at\": \"%s\"}", on_day(w, -59, 600))), 200);
    assert_status(patch("maya", past, "{\"note\": \"Came late\"}"), 200);
    /* … but does not come back. */
    assert_status(patch("maya", past, "{\"status\": \"scheduled\"}"), 409);
    assert_status(
        patch("maya", past, world_text(w, "{\"status\": \"scheduled\", \"starts_at\": \"%s\"}", on_day(w, 2, 600))),
        409);
}

static void ACC_40_a_past_open_visit_of_a_removed_pair_cannot_move_into_the_future(void **state)
{
    const char *open = event_id(w, "Carter", "dana", 1);
    const char *path = world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, "dana"), client_id(w, "Carter"));

    (void)state;
    assert_status(api(w, "maya", "PUT", path, "{\"access\": \"removed\"}"), 200);
    assert_status(patch("maya", open, world_text(w, "{\"starts_at\": \"%s\"}", on_day(w, 2, 600))), 409);
    assert_status(patch("maya", open, "{\"status\": \"in_progress\"}"), 409);
    assert_status(patch("maya", open, "{\"status\": \"completed\"}"), 200);
}

static void ACC_40_a_cancellation_of_a_removed_pair_is_not_taken_back(void **state)
{
    const char *cancelled = event_id(w, "Hughes", "dana", 0);
    const char *path = world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, "dana"), client_id(w, "Hughes"));

    (void)state;
    assert_status(patch("maya", cancelled, "{\"status\": \"scheduled\"}"), 200);
    assert_status(patch("maya", cancelled, "{\"status\": \"cancelled\"}"), 200);
    assert_status(api(w, "maya", "PUT", path, "{\"access\": \"removed\"}"), 200);
    assert_status(patch("maya", cancelled, "{\"status\": \"scheduled\"}"), 409);
}

static void a_start_moves_the_end_along_and_a_service_brings_its_own(void **state)
{
    const char *id = event_id(w, "Bennett", "dana", 1);
    struct answer a = patch("maya", id, world_text(w, "{\"starts_at\": \"%s\"}", on_day(w, 2, 700)));

    (void)state;
    assert_text(a.json, "ends_at", on_day(w, 2, 730));
    a = patch("maya", id, world_text(w, "{\"service\": \"%s\"}", service_id(w, "Puppy Visit")));
    assert_text(a.json, "ends_at", on_day(w, 2, 745));
    assert_int_equal(number_at(a.json, "price_minor"), 3200);
}

static void another_clients_visit_leaves_the_pets_behind(void **state)
{
    const char *pets = world_text(w, ", \"pets\": [\"%s\"]", pet_id(w, "Juno"));
    const char *id = given_visit(w, "Carter", NULL, on_day(w, 3, 600), pets);
    struct answer a = api(w, "maya", "GET", event_path(w, id), NULL);

    (void)state;
    assert_text(a.json, "pets.0.name", "Juno");
    a = patch("maya", id, world_text(w, "{\"client\": \"%s\"}", client_id(w, "Ellis")));
    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "pets"), 0);
}

static void what_changed_meanwhile_is_not_written_over(void **state)
{
    const char *id = event_id(w, "Bennett", "dana", 1);
    int64_t changed = number_at(api(w, "maya", "GET", event_path(w, id), NULL).json, "changed");

    (void)state;
    assert_status(patch("maya", id, "{\"note\": \"first\"}"), 200);
    assert_status(patch("maya", id, world_text(w, "{\"note\": \"second\", \"changed\": %lld}", (long long)changed)),
                  412);
}

/* ------------------------------------------------------------------ status */

static void SCH_02_no_other_move_is_possible(void **state)
{
    const char *id = event_id(w, "Hughes", "dana", 1); /* completed */

    (void)state;
    assert_status(patch("maya", id, "{\"status\": \"cancelled\"}"), 409);
    assert_status(patch("maya", id, "{\"status\": \"in_progress\"}"), 409);
    assert_status(patch("maya", id, "{\"status\": \"scheduled\"}"), 200);
    assert_status(patch("maya", id, "{\"status\": \"in_progress\"}"), 200);
    assert_status(patch("maya", id, "{\"status\": \"scheduled\"}"), 409);
}

static void ROL_139_a_worker_starts_and_completes_own_visits_only(void **state)
{
    const char *own = event_id(w, "Bennett", "dana", 1);
    struct answer a;

    (void)state;
    a = api(w, "dana", "GET", event_path(w, own), NULL);
    assert_true(true_at(a.json, "can.start"));
    assert_false(true_at(a.json, "can.edit"));
    assert_status(patch("dana", own, "{\"status\": \"completed\"}"), 403);
    assert_status(patch("dana", own, "{\"status\": \"cancelled\"}"), 403);
    assert_status(patch("dana", own, "{\"note\": \"x\"}"), 403);
    assert_status(patch("dana", own, "{\"staff\": null}"), 403);
    assert_status(patch("dana", own, "{\"status\": \"in_progress\"}"), 200);
    a = api(w, "dana", "POST", world_text(w, "%s/complete", event_path(w, own)), "{\"message\": \"Good walk\"}");
    assert_status(a, 200);
    assert_text(a.json, "status", "completed");
    assert_text(a.json, "message", "Good walk");
    assert_status(patch("dana", own, "{\"status\": \"scheduled\"}"), 403);
    assert_status(patch("dana", own, "{\"message\": \"Another\"}"), 403);
}

static void a_visit_of_another_is_not_there_for_a_worker(void **state)
{
    const char *other = event_id(w, "Carter", "tess", 0); /* Dana sees Carter, not this visit */
    struct answer absent = api(w, "dana", "GET", "/api/v1/events/0000000000001", NULL);
    struct answer hidden = api(w, "dana", "GET", event_path(w, other), NULL);

    (void)state;
    assert_status(hidden, 404);
    assert_int_equal(absent.status, 404);
    assert_true(str_equal(absent.body, hidden.body));
    assert_status(patch("dana", other, "{\"status\": \"in_progress\"}"), 404);
}

static void ROL_114_with_it_a_worker_sees_all_visits_of_a_client_and_starts_none_of_others(void **state)
{
    const char *other = event_id(w, "Carter", "tess", 0);

    (void)state;
    given_exception(w, "dana", PERMISSION_view_client_schedule, true);
    assert_status(api(w, "dana", "GET", event_path(w, other), NULL), 200);
    assert_status(patch("dana", other, "{\"status\": \"in_progress\"}"), 403);
    assert_status(api(w, "dana", "POST", world_text(w, "%s/start", event_path(w, other)), "{}"), 403);
}

static void SCH_61_without_ROL_124_a_visit_needs_a_message(void **state)
{
    const char *id = event_id(w, "Jansen", "dana", 0);
    const char *complete = world_text(w, "%s/complete", event_path(w, id));
    struct answer a;

    (void)state;
    given_exception(w, "dana", PERMISSION_complete_without_message, false);
    a = api(w, "dana", "GET", event_path(w, id), NULL);
    assert_false(true_at(a.json, "can.complete_without_message"));
    a = patch("dana", id, "{\"status\": \"completed\"}");
    assert_status(a, 422);
    assert_non_null(text_at(a.json, "errors.message"));
    assert_status(api(w, "dana", "POST", complete, "{\"message\": \"  \"}"), 422);
    assert_status(api(w, "dana", "POST", complete, "{\"message\": \"All well\"}"), 200);
}

static void SCH_61_who_schedules_completes_without_a_message(void **state)
{
    (void)state;
    given_exception(w, "omar", PERMISSION_complete_without_message, false);
    assert_status(patch("omar", event_id(w, "Carter", "dana", 1), "{\"status\": \"completed\"}"), 200);
}

/* ------------------------------------------------------------------ gone */

static void SCH_05_a_completed_visit_is_not_deleted(void **state)
{
    const char *completed = event_path(w, event_id(w, "Carter", "dana", 0));
    const char *open = event_path(w, event_id(w, "Carter", "dana", 1));

    (void)state;
    assert_status(api(w, "maya", "DELETE", completed, NULL), 409);
    assert_status(api(w, "dana", "DELETE", open, NULL), 403);
    assert_status(api(w, "maya", "DELETE", open, NULL), 204);
    assert_status(api(w, "maya", "GET", open, NULL), 404);
}

/* ------------------------------------------------------------------ lists */

static void a_worker_lists_own_visits_of_clients_that_are_seen(void **state)
{
    struct answer a = api(w, "dana", "GET", "/api/v1/events", NULL);

    (void)state;
    assert_status(a, 200);
    /* Bennett 3, Carter 2, Gupta 1, Hughes 2, Ito 1, Jansen 1; nothing of Foster, whose access is removed (ACC-06). */
    assert_int_equal(number_at(a.json, "total"), 10);
    assert_int_equal(count_at(a.json, "items"), 10);
    assert_null(find_in(a.json, "items", "client.name", "Foster"));
    for (int i = 0; i < 10; i++)
        assert_text(a.json, world_text(w, "items.%d.staff.name", i), "Dana Brooks");
}

static void a_list_is_filtered(void **state)
{
    const char *carter = client_id(w, "Carter");
    struct answer a;

    (void)state;
    a = api(w, "maya", "GET", world_text(w, "/api/v1/events?client=%s&staff=%s", carter, staff_id(w, "dana")), NULL);
    assert_int_equal(number_at(a.json, "total"), 2);
    a = api(w, "maya", "GET", world_text(w, "/api/v1/events?client=%s&status=scheduled", carter), NULL);
    assert_int_equal(number_at(a.json, "total"), 2);
    a = api(w, "maya", "GET", world_text(w, "/api/v1/events?client=%s&from=2026-05-13", carter), NULL);
    assert_int_equal(number_at(a.json, "total"), 1);
    assert_text(a.json, "items.0.staff.name", "Tess Wong");
    a = api(w, "maya", "GET", world_text(w, "/api/v1/events?client=%s&from=2026-04-29&to=2026-04-29", carter), NULL);
    assert_int_equal(number_at(a.json, "total"), 1);
    a = api(w, "maya", "GET", "/api/v1/events?from=2026-05-15T00:00:00Z&to=2026-05-15T13:00:00%2B00:00", NULL);
    assert_int_equal(number_at(a.json, "total"), 0);
    assert_status(api(w, "maya", "GET", "/api/v1/events?from=soon", NULL), 422);
    /* A client that is not seen is none (ACC-06). */
    a = api(w, "dana", "GET", world_text(w, "/api/v1/events?client=%s", client_id(w, "Foster")), NULL);
    assert_status(a, 422);
}

static void a_long_list_goes_on_by_its_cursor(void **state)
{
    const char *cursor = NULL;
    int seen = 0, pages = 0;

    (void)state;
    for (int i = 0; i < 60; i++)
        given_visit(w, "Ellis", NULL, on_day(w, 1 + i / 10, 480 + i % 10 * 30), NULL);
    do {
        const char *path = world_text(w, "/api/v1/events?client=%s&order=%s%s%s", client_id(w, "Ellis"),
                                      pages % 2 ? "newest" : "newest", cursor ? "&cursor=" : "", cursor ? cursor : "");
        struct answer a = api(w, "maya", "GET", path, NULL);

        assert_status(a, 200);
        assert_int_equal(number_at(a.json, "total"), 60);
        seen += count_at(a.json, "items");
        cursor = text_at(a.json, "next");
        pages++;
    } while (cursor);
    assert_int_equal(seen, 60);
    assert_int_equal(pages, 2);
    assert_status(api(w, "maya", "GET", "/api/v1/events?cursor=zzz", NULL), 422);
}

/* ------------------------------------------------------------------ notices and pages */

static void a_new_visit_is_told_to_its_person(void **state)
{
    int64_t before = number_at(api(w, "dana", "GET", "/api/v1/me/frame", NULL).json, "unread");

    (void)state;
    given_visit(w, "Carter", "dana", on_day(w, 3, 600), NULL);
    given_visit(w, "Carter", "dana", on_day(w, -3, 600), ", \"status\": \"completed\""); /* no news */
    assert_int_equal(number_at(api(w, "dana", "GET", "/api/v1/me/frame", NULL).json, "unread"), before + 1);
}

static void ACC_41_the_form_groups_the_people(void **state)
{
    struct answer a = page(w, "maya", "GET", world_text(w, "/events/new?client=%s", client_id(w, "Gupta")), NULL);

    (void)state;
    assert_status(a, 200);
    assert_true(mentions(a, "<optgroup label=\"Available\">"));
    assert_true(mentions(a, "Do Not Schedule\" data-warn"));
    assert_false(mentions(a, "Ivan Petrov"));
    assert_true(mentions(a, "Uma Reyes"));
    a = page(w, "maya", "GET", world_text(w, "/events/new?client=%s", client_id(w, "Bennett")), NULL);
    assert_true(mentions(a, "<optgroup label=\"Access removed\">"));
    assert_true(mentions(a, " disabled data-note=\"access removed\">Sam Ortiz"));
    /* The reason is for those who may know it (ACC-20). */
    assert_true(mentions(a, "wish"));
    a = page(w, "omar", "GET", world_text(w, "/events/new?client=%s", client_id(w, "Bennett")), NULL);
    assert_false(mentions(a, "wish"));
}

static void nothing_typed_is_lost_when_a_warning_comes(void **state)
{
    const char *form =
        world_text(w,
                   "client=%s&staff=%s&service=%s&starts_at=2026-05-20T08:15&ends_at=&note=Ring+twice"
                   "&pets=&pets=%s&status=scheduled",
                   client_id(w, "Gupta"), staff_id(w, "dana"), service_id(w, "Cat Care"), pet_id(w, "Chai"));
    const char *path = world_text(w, "/events?client=%s", client_id(w, "Gupta"));
    struct answer a = page(w, "maya", "POST", path, form);

    (void)state;
    assert_status(a, 409);
    assert_true(mentions(a, "Do Not Schedule list of Gupta"));
    assert_true(mentions(a, "2026-05-20T08:15"));
    assert_true(mentions(a, "Ring twice"));
    assert_true(mentions(a, world_text(w, "<option value=\"%s\" selected", staff_id(w, "dana"))));
    assert_true(mentions(a, world_text(w, "value=\"%s\" checked", pet_id(w, "Chai"))));
    a = page(w, "maya", "POST", path, world_text(w, "%s&confirm=1", form));
    assert_status(a, 303);
}

static void every_page_of_a_visit_opens(void **state)
{
    const char *id = event_id(w, "Bennett", "dana", 1);

    (void)state;
    assert_status(page(w, "maya", "GET", "/events", NULL), 200);
    assert_status(page(w, "maya", "GET", "/events/new?q=ben", NULL), 200);
    assert_status(page(w, "maya", "GET", world_text(w, "/events/%s", id), NULL), 200);
    assert_status(page(w, "maya", "GET", world_text(w, "/events/%s/edit?q=car", id), NULL), 200);
    assert_status(page(w, "dana", "GET", world_text(w, "/events/%s", id), NULL), 200);
    assert_status(page(w, "dana", "GET", world_text(w, "/events/%s/edit", id), NULL), 403);
}

/* ------------------------------------------------------------------ the facility */

static void ROL_208_a_performer_starts_own_visits_and_a_supporter_none(void **state)
{
    const char *own = event_id(w, "Lindqvist", "priya", 1);

    (void)state;
    assert_status(api(w, "sol", "GET", event_path(w, own), NULL), 200);
    assert_status(patch("sol", own, "{\"status\": \"in_progress\"}"), 403);
    assert_status(api(w, "sol", "GET", event_path(w, event_id(w, "Moreau", "priya", 1)), NULL), 404);
    assert_status(patch("priya", own, "{\"status\": \"in_progress\"}"), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_visit_takes_length_and_price_from_its_service),
        T(a_past_completed_visit_can_be_entered),
        T(SCH_03_only_who_schedules_makes_visits),
        T(SCH_03_a_list_offers_nothing_to_those_who_do_not_schedule),
        T(SCH_03_do_not_schedule_asks_to_confirm),
        T(SCH_03_a_busy_person_asks_to_confirm),
        T(ACC_40_a_removed_pair_is_refused_by_name),
        T(ACC_40_what_is_refused_anyway_is_not_asked_to_be_confirmed),
        T(a_service_that_does_not_exist_is_named),
        T(what_is_wrong_with_a_visit_is_named),
        T(a_visit_goes_to_someone_else_or_nobody),
        T(ACC_40_no_edit_ties_a_removed_pair),
        T(ACC_40_a_past_visit_of_a_removed_pair_stays_past),
        T(ACC_40_a_past_open_visit_of_a_removed_pair_cannot_move_into_the_future),
        T(ACC_40_a_cancellation_of_a_removed_pair_is_not_taken_back),
        T(a_start_moves_the_end_along_and_a_service_brings_its_own),
        T(another_clients_visit_leaves_the_pets_behind),
        T(what_changed_meanwhile_is_not_written_over),
        T(SCH_02_no_other_move_is_possible),
        T(ROL_139_a_worker_starts_and_completes_own_visits_only),
        T(a_visit_of_another_is_not_there_for_a_worker),
        T(ROL_114_with_it_a_worker_sees_all_visits_of_a_client_and_starts_none_of_others),
        T(SCH_61_without_ROL_124_a_visit_needs_a_message),
        T(SCH_61_who_schedules_completes_without_a_message),
        T(SCH_05_a_completed_visit_is_not_deleted),
        T(a_worker_lists_own_visits_of_clients_that_are_seen),
        T(a_list_is_filtered),
        T(a_long_list_goes_on_by_its_cursor),
        T(a_new_visit_is_told_to_its_person),
        T(ACC_41_the_form_groups_the_people),
        T(nothing_typed_is_lost_when_a_warning_comes),
        T(every_page_of_a_visit_opens),
        T(ROL_208_a_performer_starts_own_visits_and_a_supporter_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
