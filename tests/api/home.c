/* Home, the frame and what may still be seen, on the demonstration's cast. */
#include "support/world.h"

static bool contains(struct str text, const char *part)
{
    return text.n > 0 && memmem(text.p, text.n, part, strlen(part)) != NULL;
}

static void home_shows_a_workers_own_day_and_a_manager_the_companys(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer dana = api(w, "dana", "GET", "/api/v1/home", NULL),
                  maya = api(w, "maya", "GET", "/api/v1/home", NULL);

    (void)state;
    assert_status(dana, 200);
    assert_true(number_at(dana.json, "visit_count") >= 1); /* Jansen's visit runs */
    assert_non_null(find_in(dana.json, "visits", "client_name", "Jansen"));
    assert_null(json_at(dana.json, "company_day"));
    assert_status(maya, 200);
    assert_true(number_at(maya.json, "company_day.visits") >= number_at(dana.json, "visit_count"));
    assert_int_equal(number_at(maya.json, "company_day.in_progress"), 1);
    assert_true(contains(page(w, "dana", "GET", "/home", NULL).body, "data-client=\""));
    assert_status(page(w, "sol", "GET", "/home", NULL), 200);
    world_free(w);
}

static void SCH_12_home_counts_what_is_overdue_and_leads_to_it(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = api(w, "maya", "GET", "/api/v1/home", NULL), list;

    (void)state;
    assert_true(number_at(a.json, "not_begun.count") >= 1); /* Carter's past visit is still scheduled */
    assert_false(true_at(a.json, "not_begun.more"));
    list = api(w, "maya", "GET", world_text(w, "/api/v1%s", text_at(a.json, "not_begun.page")), NULL);
    assert_status(list, 200);
    assert_int_equal(number_at(list.json, "total"), number_at(a.json, "not_begun.count"));
    assert_non_null(find_in(list.json, "items", "client.name", "Carter"));
    assert_null(json_at(a.json, "not_ended")); /* Jansen's visit has run for ten minutes */
    assert_true(mentions(page(w, "maya", "GET", "/home", NULL), "See overdue visits"));
    world_time(w, WORLD_NOW + 2 * DAY_US);
    a = api(w, "maya", "GET", "/api/v1/home", NULL);
    assert_int_equal(number_at(a.json, "not_ended.count"), 1);
    list = api(w, "maya", "GET", world_text(w, "/api/v1%s", text_at(a.json, "not_ended.page")), NULL);
    assert_non_null(find_in(list.json, "items", "client.name", "Jansen"));
    a = api(w, "dana", "GET", "/api/v1/home", NULL);
    assert_null(json_at(a.json, "not_begun"));
    assert_null(json_at(a.json, "not_ended"));
    world_free(w);
}

static void ACC_07_only_clients_that_are_seen_are_answered(void **state)
{
    struct world *w = world_new(test_engine());
    const char *alvarez = client_id(w, "Alvarez"), *ellis = client_id(w, "Ellis"), *foster = client_id(w, "Foster");
    const char *path = world_text(w, "/api/v1/me/sees?clients=%s,%s,%s,0000000000009", alvarez, ellis, foster);
    struct answer dana = api(w, "dana", "GET", path, NULL), maya = api(w, "maya", "GET", path, NULL);

    (void)state;
    assert_int_equal(count_at(dana.json, "sees"), 1);
    assert_text(dana.json, "sees.0", alvarez);
    assert_int_equal(count_at(maya.json, "sees"), 3);
    world_free(w);
}

static void ROL_139_the_frame_and_oneself_are_everybodys(void **state)
{
    static const struct {
        const char *who, *role;
        bool staff;
    } people[] = {{"olivia", "admin", true},
                  {"maya", "office_manager", true},
                  {"omar", "office_manager", false},
                  {"dana", "staff", false},
                  {"tess", "trainee", false},
                  {"paula", "owner_admin", true},
                  {"priya", "service_performer", false},
                  {"sol", "service_supporter", false}};
    struct world *w = world_new(test_engine());

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(people); i++) {
        struct answer me = api(w, people[i].who, "GET", "/api/v1/me", NULL);
        struct answer frame = api(w, people[i].who, "GET", "/api/v1/me/frame", NULL);

        assert_status(me, 200);
        assert_text(me.json, "role", people[i].role);
        assert_text(me.json, "staff_id", staff_id(w, people[i].who));
        assert_status(frame, 200);
        assert_non_null(find_in(frame.json, "nav", "href", "/home"));
        assert_int_equal(find_in(frame.json, "nav", "href", "/staff") != NULL,
                         people[i].staff && api(w, people[i].who, "GET", "/api/v1/staff", NULL).status == 200);
        /* Whatever the side bar offers can be opened. */
        for (int n = 0; n < count_at(frame.json, "nav"); n++) {
            const char *href = text_at(frame.json, world_text(w, "nav.%d.href", n));

            assert_status(page(w, people[i].who, "GET", href, NULL), 200);
        }
    }
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(home_shows_a_workers_own_day_and_a_manager_the_companys),
        cmocka_unit_test(SCH_12_home_counts_what_is_overdue_and_leads_to_it),
        cmocka_unit_test(ACC_07_only_clients_that_are_seen_are_answered),
        cmocka_unit_test(ROL_139_the_frame_and_oneself_are_everybodys),
    };

    return cmocka_run_group_tests_name("home", tests, NULL, NULL);
}
