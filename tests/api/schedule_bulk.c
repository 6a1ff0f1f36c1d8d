/* Bulk Update (SCH-40): many visits at once, all or nothing, and the ways on where access stands against it (ACC-42).
 */
#include "schedule_world.h"
#include "support/world_each.h"

#include "base/buf.h"

#include <string.h>

/* Dana's two future visits at Bennett's and one at Ito's: Sam may not go to Bennett. */
static const char *three(void)
{
    return world_text(w, "\"%s\", \"%s\", \"%s\"", event_id(w, "Bennett", "dana", 1), event_id(w, "Bennett", "dana", 2),
                      event_id(w, "Ito", "dana", 0));
}

static struct answer bulk(const char *who, const char *events, const char *more)
{
    return api(w, who, "POST", "/api/v1/events/bulk-update", world_text(w, "{\"events\": [%s], %s}", events, more));
}

static const char *to_sam(const char *more)
{
    return world_text(w, "\"action\": \"reassign\", \"staff\": \"%s\"%s", staff_id(w, "sam"), more);
}

static int64_t visits_of(const char *client, const char *who)
{
    const char *path =
        world_text(w, "/api/v1/events?client=%s&staff=%s&from=2026-05-13", client_id(w, client), staff_id(w, who));

    return number_at(api(w, "maya", "GET", path, NULL).json, "total");
}

static void ACC_42_who_lacks_access_to_one_client_gets_nothing(void **state)
{
    struct answer a = bulk("maya", three(), to_sam(""));

    (void)state;
    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "clients"), 1);
    assert_text(a.json, "clients.0.name", "Bennett");
    assert_text(a.json, "clients.0.id", client_id(w, "Bennett"));
    assert_text(a.json, "clients.0.why", "access_removed");
    assert_int_equal(number_at(a.json, "clients.0.events"), 2);
    assert_int_equal(number_at(a.json, "allowed"), 1);
    assert_true(true_at(a.json, "can.restore"));
    assert_int_equal(visits_of("Ito", "dana"), 1);
    assert_int_equal(visits_of("Bennett", "dana"), 2);
}

static void ACC_42_the_allowed_part_is_applied_and_the_rest_listed(void **state)
{
    struct answer a = bulk("maya", three(), to_sam(", \"apply\": \"allowed\""));

    (void)state;
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "changed"), 1);
    assert_int_equal(number_at(a.json, "left_events"), 2);
    assert_text(a.json, "left.0.client.name", "Bennett");
    assert_int_equal(visits_of("Ito", "sam"), 1);
    assert_int_equal(visits_of("Bennett", "dana"), 2);
}

static void ACC_42_those_visits_can_be_dropped(void **state)
{
    struct answer a = bulk("maya", three(), to_sam(", \"apply\": \"drop\""));

    (void)state;
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "changed"), 1);
    assert_int_equal(count_at(a.json, "left"), 0);
}

static void ACC_42_access_can_be_restored_on_the_way(void **state)
{
    struct answer a = bulk("maya", three(), to_sam(", \"apply\": \"restore\""));

    (void)state;
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "changed"), 3);
    assert_int_equal(visits_of("Bennett", "sam"), 2);
    assert_status(api(w, "sam", "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Bennett")), NULL), 200);
}

static void ACC_12_who_may_not_switch_access_cannot_restore_it_here(void **state)
{
    struct answer a = bulk("omar", three(), to_sam(""));

    (void)state;
    assert_status(a, 409);
    assert_false(true_at(a.json, "can.restore"));
    assert_status(bulk("omar", three(), to_sam(", \"apply\": \"restore\"")), 409);
    assert_status(api(w, "sam", "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Bennett")), NULL), 404);
}

static void someone_else_can_be_chosen_and_is_tied(void **state)
{
    const char *more =
        world_text(w, "\"action\": \"reassign\", \"staff\": \"%s\", \"apply\": \"all\"", staff_id(w, "tess"));
    struct answer a = bulk("maya", three(), more);

    (void)state;
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "changed"), 3);
    assert_int_equal(visits_of("Bennett", "tess"), 2);
    assert_status(api(w, "tess", "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Ito")), NULL), 200);
}

static void visits_can_be_left_to_nobody(void **state)
{
    const char *events = three();
    struct answer a = bulk("maya", events, "\"action\": \"unassign\"");

    (void)state;
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "changed"), 3);
    a = bulk("maya", events, "\"action\": \"unassign\"");
    assert_int_equal(number_at(a.json, "changed"), 0);
    assert_int_equal(number_at(a.json, "unchanged"), 3);
    /* Forgetting the person is not the same as nobody. */
    assert_status(bulk("maya", events, "\"action\": \"reassign\""), 422);
}

static void SCH_02_visits_go_to_nobody_who_cannot_come(void **state)
{
    struct answer a =
        bulk("maya", three(), world_text(w, "\"action\": \"reassign\", \"staff\": \"%s\"", staff_id(w, "ivan")));

    (void)state;
    assert_status(a, 422);
    assert_int_equal(visits_of("Bennett", "dana"), 2);
}

static void SCH_03_do_not_schedule_asks_here_too(void **state)
{
    const char *id = given_visit(w, "Gupta", "sam", on_day(w, 3, 600), NULL);
    const char *events = world_text(w, "\"%s\"", id);
    const char *to = world_text(w, "\"action\": \"reassign\", \"staff\": \"%s\"", staff_id(w, "dana"));
    struct answer a = bulk("maya", events, to);

    (void)state;
    assert_status(a, 409);
    assert_text(a.json, "warnings.0.kind", "do_not_schedule");
    assert_status(bulk("maya", events, world_text(w, "%s, \"confirm\": true", to)), 200);
}

static void SCH_02_a_status_is_changed_in_bulk_and_what_cannot_is_told(void **state)
{
    const char *events =
        world_text(w, "\"%s\", \"%s\"", event_id(w, "Hughes", "dana", 0), event_id(w, "Carter", "dana", 1));
    struct answer a = bulk("maya", events, "\"action\": \"status\", \"status\": \"completed\"");

    (void)state;
    assert_status(a, 409); /* Hughes' is cancelled */
    assert_int_equal(number_at(a.json, "stuck"), 1);
    assert_int_equal(count_at(a.json, "clients"), 0);
    a = bulk("maya", events, "\"action\": \"status\", \"status\": \"completed\", \"apply\": \"allowed\"");
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "changed"), 1);
    assert_int_equal(number_at(a.json, "left_events"), 1);
    a = api(w, "maya", "GET", event_path(w, event_id(w, "Carter", "dana", 1)), NULL);
    assert_text(a.json, "status", "completed");
    assert_text(a.json, "ended_at", on_day(w, -9, 12 * 60 + 30));
    assert_status(bulk("maya", events, "\"action\": \"status\""), 422);
}

static void ACC_40_no_cancellation_of_a_removed_pair_is_taken_back_in_bulk(void **state)
{
    const char *path = world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, "dana"), client_id(w, "Hughes"));
    const char *cancelled = world_text(w, "\"%s\"", event_id(w, "Hughes", "dana", 0));
    struct answer a;

    (void)state;
    assert_status(api(w, "maya", "PUT", path, "{\"access\": \"removed\"}"), 200);
    a = bulk("maya", cancelled, "\"action\": \"status\", \"status\": \"scheduled\"");
    assert_status(a, 409);
    assert_text(a.json, "clients.0.name", "Hughes");
    assert_text(a.json, "clients.0.staff.name", "Dana Brooks");
}

static void only_who_schedules_works_in_bulk(void **state)
{
    (void)state;
    assert_status(bulk("dana", three(), to_sam("")), 403);
    assert_status(api(w, "dana", "GET", "/api/v1/events/bulk-update", NULL), 403);
}

static void ids_that_are_none_are_refused(void **state)
{
    struct answer a = bulk("maya", "\"0000000000001\"", to_sam(""));

    (void)state;
    assert_status(a, 422);
    assert_non_null(text_at(a.json, "errors.events"));
    assert_status(bulk("maya", "", to_sam("")), 422);
}

static void one_notice_a_person_tells_of_all(void **state)
{
    int64_t dana = number_at(api(w, "dana", "GET", "/api/v1/me/frame", NULL).json, "unread");
    int64_t tess = number_at(api(w, "tess", "GET", "/api/v1/me/frame", NULL).json, "unread");

    (void)state;
    assert_status(
        bulk("maya", three(), world_text(w, "\"action\": \"reassign\", \"staff\": \"%s\"", staff_id(w, "tess"))), 200);
    assert_int_equal(number_at(api(w, "tess", "GET", "/api/v1/me/frame", NULL).json, "unread"), tess + 1);
    assert_int_equal(number_at(api(w, "dana", "GET", "/api/v1/me/frame", NULL).json, "unread"), dana + 1);
}

static void the_page_finds_them_and_keeps_the_selection_after_a_refusal(void **state)
{
    const char *bennett = event_id(w, "Bennett", "dana", 1), *ito = event_id(w, "Ito", "dana", 0);
    const char *query = world_text(w, "?staff=%s&from=2026-05-13", staff_id(w, "dana"));
    struct answer a = page(w, "maya", "GET", world_text(w, "/events/bulk-update%s", query), NULL);
    const char *form;

    (void)state;
    assert_status(a, 200);
    assert_true(mentions(a, world_text(w, "name=\"events\" value=\"%s\" checked", bennett)));
    form = world_text(w, "events=%s&events=%s&action=reassign&staff=%s", bennett, ito, staff_id(w, "sam"));
    a = page(w, "maya", "POST", world_text(w, "/events/bulk-update%s", query), form);
    assert_status(a, 409);
    assert_true(mentions(a, "How to go on"));
    assert_true(mentions(a, world_text(w, "name=\"events\" value=\"%s\" checked", bennett)));
    assert_false(mentions(a, world_text(w, "name=\"events\" value=\"%s\" checked", event_id(w, "Bennett", "dana", 2))));
    a = page(w, "maya", "POST", world_text(w, "/events/bulk-update%s", query), world_text(w, "%s&apply=allowed", form));
    assert_status(a, 200);
    assert_true(mentions(a, "1 visit was"));
    a = page(w, "maya", "POST", "/events/bulk-update", world_text(w, "events=%s&action=unassign&staff=", bennett));
    assert_status(a, 303);
}

/* ------------------------------------------------------------------ much of it */

SQL(copy_events,
    "INSERT INTO event (company_id, id, client_id, staff_id, service_id, starts_at, ends_at, local_day, status,"
    " price_minor, origin, created_at, changed) SELECT e.company_id, e.id + $3, e.client_id, e.staff_id, e.service_id,"
    " e.starts_at + $3 * 60000000, e.ends_at + $3 * 60000000, e.local_day, 1, e.price_minor, 1, e.created_at, e.changed"
    " FROM event e WHERE e.company_id = $1 AND e.id = $2");

struct copying {
    int64_t event;
    int count;
};

static enum err copy_body(struct tx *tx, void *data)
{
    const struct copying *copying = data;

    for (int i = 1; i <= copying->count; i++)
        TRY(EXECUTE(tx, &copy_events, NULL, SQL_INT(world_company(w, "happy-tails").n), SQL_INT(copying->event),
                    SQL_INT(i)));
    return OK;
}

static void four_thousand_visits_take_less_than_a_second(void **state)
{
    const char *events[] = {event_id(w, "Bennett", "dana", 1), event_id(w, "Ito", "dana", 0)};
    const char *more =
        world_text(w, "\"action\": \"reassign\", \"staff\": \"%s\", \"confirm\": true", staff_id(w, "tess"));
    struct buf ids;
    int64_t begun, checked;
    struct answer a;

    (void)state;
    buf_init(&ids, world_arena(w), 1 << 20);
    for (int i = 0; i < 2; i++) {
        struct copying copying = {id_number(events[i]), 1999};

        assert_int_equal(store_write_alone(world_store(w), world_company(w, "happy-tails"), world_arena(w), copy_body,
                                           &copying, NULL),
                         OK);
        for (int n = 0; n < 2000; n++)
            buf_format(&ids, "%s\"%.*s\"", ids.n ? "," : "", STR_ARG(id_text(world_arena(w), copying.event + n)));
    }
    begun = time_monotonic_us();
    a = bulk("maya", arena_cstr(world_arena(w), buf_str(&ids)), more);
    begun = time_monotonic_us() - begun;
    checked = time_monotonic_us();
    world_check(w);
    checked = time_monotonic_us() - checked; /* api checked, too */
    print_message("4,000 visits: %lld ms\n", (long long)((begun - checked) / 1000));
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "changed"), 4000);
    assert_int_equal(visits_of("Ito", "tess"), 1000); /* as far as a list counts */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ACC_42_who_lacks_access_to_one_client_gets_nothing),
        T(ACC_42_the_allowed_part_is_applied_and_the_rest_listed),
        T(ACC_42_those_visits_can_be_dropped),
        T(ACC_42_access_can_be_restored_on_the_way),
        T(ACC_12_who_may_not_switch_access_cannot_restore_it_here),
        T(someone_else_can_be_chosen_and_is_tied),
        T(visits_can_be_left_to_nobody),
        T(SCH_02_visits_go_to_nobody_who_cannot_come),
        T(SCH_03_do_not_schedule_asks_here_too),
        T(SCH_02_a_status_is_changed_in_bulk_and_what_cannot_is_told),
        T(ACC_40_no_cancellation_of_a_removed_pair_is_taken_back_in_bulk),
        T(only_who_schedules_works_in_bulk),
        T(ids_that_are_none_are_refused),
        T(one_notice_a_person_tells_of_all),
        T(the_page_finds_them_and_keeps_the_selection_after_a_refusal),
        T(four_thousand_visits_take_less_than_a_second),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
