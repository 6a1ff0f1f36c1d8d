/* The calendar and one's own schedule (SCH-11): who sees what, and where busy time says nothing more. */
#include "schedule_world.h"
#include "support/world_each.h"

#include <string.h>

/* How many entries of all columns have `text` at `path`; NULL: have nothing there. */
static int entries_with(struct answer a, const char *path, const char *text)
{
    int found = 0;

    for (int c = 0; c < count_at(a.json, "columns"); c++) {
        for (int v = 0; v < count_at(a.json, world_text(w, "columns.%d.visits", c)); v++) {
            const char *is = text_at(a.json, world_text(w, "columns.%d.visits.%d.%s", c, v, path));

            found += text ? is && strcmp(is, text) == 0 : !is;
        }
    }
    return found;
}

static void a_manager_sees_the_week_with_what_templates_will_bring(void **state)
{
    struct answer a = api(w, "maya", "GET", "/api/v1/calendar?date=2026-05-13", NULL);

    (void)state;
    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "columns"), 7);
    assert_text(a.json, "from", "2026-05-10"); /* en-US: from Sunday on */
    assert_text(a.json, "columns.0.day", "2026-05-10");
    assert_true(true_at(a.json, "columns.3.today"));
    /* Jansen today, Bennett and Ito on Friday, Carter on Saturday. */
    assert_int_equal(entries_with(a, "client.name", "Jansen"), 1);
    assert_int_equal(entries_with(a, "client.name", "Bennett"), 1);
    assert_int_equal(entries_with(a, "client.name", "Carter"), 1);
    assert_int_equal(entries_with(a, "client.name", NULL), 0);
    a = api(w, "maya", "GET", "/api/v1/calendar?date=2026-06-03", NULL);
    assert_int_equal(entries_with(a, "client.name", "Dawson"), 3);
    assert_true(find_in(a.json, "columns.1.visits", "client.name", "Dawson") != NULL);
    assert_true(true_at(a.json, "columns.1.visits.0.projected"));
}

static void PRD_05_a_week_begins_as_the_companys_locale_has_it(void **state)
{
    struct answer a = api(w, "paula", "GET", "/api/v1/calendar?date=2026-05-17", NULL); /* a Sunday, in Berlin */

    (void)state;
    assert_text(a.json, "from", "2026-05-11");
    assert_text(a.json, "to", "2026-05-17");
    a = api(w, "maya", "GET", "/api/v1/calendar?date=2026-05-17", NULL);
    assert_text(a.json, "from", "2026-05-17");
    assert_text(a.json, "to", "2026-05-23");
    assert_true(mentions(a, "date=2026-05-24"));
}

static void a_day_has_a_column_for_everyone_who_can_go(void **state)
{
    struct answer a = api(w, "maya", "GET", "/api/v1/calendar?view=day&date=2026-05-15", NULL);

    (void)state;
    assert_status(a, 200);
    assert_non_null(find_in(a.json, "columns", "staff.name", "Dana Brooks"));
    assert_non_null(find_in(a.json, "columns", "staff.name", "Sam Ortiz"));
    assert_null(find_in(a.json, "columns", "staff.name", "Ivan Petrov"));
    a = api(w, "maya", "GET", world_text(w, "/api/v1/calendar?view=day&date=2026-05-15&staff=%s", staff_id(w, "dana")),
            NULL);
    assert_int_equal(count_at(a.json, "columns"), 1);
    assert_int_equal(entries_with(a, "client.name", "Bennett"), 1);
}

/* So many that a day of all people has more than one page. */
enum { WORKERS = 40 };
static const char *workers[WORKERS];

static void given_many_people(void)
{
    for (int i = 0; i < WORKERS; i++) {
        const char *body = world_text(
            w, "{\"name\": \"Worker %02d\", \"email\": \"worker%d@happytails.example\", \"role\": \"staff\"}", i, i);
        struct answer a = api(w, "maya", "POST", "/api/v1/staff", body);

        assert_status(a, 201);
        workers[i] = text_at(a.json, "id");
    }
}

static void a_day_of_too_many_people_shows_those_with_visits_and_names_the_others(void **state)
{
    struct answer a;

    (void)state;
    given_many_people();
    a = api(w, "maya", "GET", "/api/v1/calendar?view=day&date=2026-05-15", NULL);
    assert_status(a, 200);
    assert_int_equal(entries_with(a, "client.name", "Bennett"), 1);
    assert_non_null(find_in(a.json, "columns", "staff.name", "Dana Brooks"));
    assert_null(find_in(a.json, "columns", "staff.name", "Worker 07"));
    assert_non_null(find_in(a.json, "people.free", "name", "Worker 07"));
    assert_null(find_in(a.json, "people.free", "name", "Dana Brooks"));
    assert_int_equal(number_at(a.json, "people.total"), count_at(a.json, "columns"));
    assert_null(text_at(a.json, "people.next"));
    /* Behind the end there is the last page. */
    a = api(w, "maya", "GET", "/api/v1/calendar?view=day&date=2026-05-15&page=9", NULL);
    assert_int_equal(entries_with(a, "client.name", "Bennett"), 1);
    assert_true(mentions(page(w, "maya", "GET", "/calendar?view=day&date=2026-05-15", NULL), "Worker 07"));
}

static void a_day_of_more_visiting_people_than_fit_is_turned_over(void **state)
{
    struct answer a;
    int first;

    (void)state;
    given_many_people();
    for (int i = 0; i < WORKERS; i++)
        assert_status(
            api(w, "maya", "POST", "/api/v1/events",
                world_text(w, "{\"client\": \"%s\", \"staff\": \"%s\", \"service\": \"%s\", \"starts_at\": \"%s\"}",
                           client_id(w, "Jansen"), workers[i], service_id(w, "Dog Walk"), on_day(w, 20, 600))),
            201);
    given_visit(w, "Bennett", NULL, on_day(w, 20, 600), NULL);
    a = api(w, "maya", "GET", "/api/v1/calendar?view=day&date=2026-06-02", NULL);
    assert_status(a, 200);
    first = count_at(a.json, "columns");
    assert_int_equal(first, 40);
    assert_int_equal(number_at(a.json, "people.from"), 1);
    assert_text(a.json, "people.next", "/calendar?view=day&date=2026-06-02&page=2");
    a = api(w, "maya", "GET", "/api/v1/calendar?view=day&date=2026-06-02&page=2", NULL);
    assert_int_equal(first + count_at(a.json, "columns"), number_at(a.json, "people.total"));
    assert_int_equal(number_at(a.json, "people.from"), 41);
    assert_text(a.json, "people.previous", "/calendar?view=day&date=2026-06-02&page=1");
    assert_int_equal(entries_with(a, "client.name", "Jansen"), count_at(a.json, "columns"));
}

static void ROL_118_without_it_a_worker_has_no_company_calendar(void **state)
{
    (void)state;
    assert_status(api(w, "sam", "GET", "/api/v1/calendar", NULL), 403);
    assert_status(page(w, "sam", "GET", "/calendar", NULL), 403);
}

static void SCH_11_of_hidden_clients_only_busy_time_is_shown(void **state)
{
    struct answer json, html;

    (void)state;
    given_visit(w, "Ellis", NULL, on_day(w, 1, 600), NULL); /* nobody's: nobody is busy */
    given_exception(w, "sam", PERMISSION_view_company_calendar, true);
    json = api(w, "sam", "GET", "/api/v1/calendar?date=2026-05-13", NULL);
    html = page(w, "sam", "GET", "/calendar?date=2026-05-13", NULL);
    assert_status(json, 200);
    assert_status(html, 200);
    /* Sam sees Alvarez alone (preferred); Dana is busy at Jansen, Bennett, Ito, and Tess at Carter. */
    assert_int_equal(entries_with(json, "client.name", NULL), 4);
    assert_int_equal(entries_with(json, "id", NULL), 4);
    assert_int_equal(entries_with(json, "service", NULL), 4);
    assert_int_equal(entries_with(json, "status", NULL), 4);
    assert_int_equal(entries_with(json, "staff.name", "Dana Brooks"), 3);
    static const char *const hidden[] = {"Jansen", "Bennett", "Ito", "Carter", "Ellis", "Dawson"};
    for (size_t i = 0; i < ARRAY_SIZE(hidden); i++) {
        const char *id = client_id(w, hidden[i]);

        assert_false(mentions(json, hidden[i]) || mentions(html, hidden[i]));
        assert_false(mentions(json, id) || mentions(html, id));
    }
    assert_false(mentions(html, event_id(w, "Jansen", "dana", 0)));
}

static void ACC_03_what_a_template_will_bring_shows_no_client_that_is_not_seen(void **state)
{
    struct answer a;

    (void)state;
    given_exception(w, "sam", PERMISSION_view_company_calendar, true);
    a = api(w, "sam", "GET", "/api/v1/calendar?date=2026-06-03", NULL);
    assert_status(a, 200);
    assert_false(mentions(a, "Dawson") || mentions(a, "Ito"));
    a = api(w, "dana", "GET", "/api/v1/my-schedule?date=2026-05-31", NULL);
    assert_false(mentions(a, "Dawson"));
    assert_true(mentions(a, "Ito"));
}

static void what_a_template_will_bring_leads_to_the_template_for_those_who_manage_templates(void **state)
{
    struct answer a = api(w, "maya", "GET", "/api/v1/calendar?date=2026-06-03", NULL);

    (void)state;
    assert_true(mentions(a, template_id(w, "Ito")));
    given_exception(w, "dana", PERMISSION_view_company_calendar, true);
    a = api(w, "dana", "GET", "/api/v1/calendar?date=2026-06-03", NULL);
    assert_true(mentions(a, "Ito"));
    assert_false(mentions(a, template_id(w, "Ito")));
}

static void SCH_11_no_filter_tells_what_busy_time_hides(void **state)
{
    struct answer a;

    (void)state;
    given_exception(w, "sam", PERMISSION_view_company_calendar, true);
    a = api(w, "sam", "GET", world_text(w, "/api/v1/calendar?date=2026-05-13&service=%s", service_id(w, "Puppy Visit")),
            NULL);
    assert_status(a, 200);
    assert_int_equal(entries_with(a, "client.name", NULL), 0);
    a = api(w, "sam", "GET", "/api/v1/calendar?date=2026-05-13&status=in_progress", NULL);
    assert_int_equal(entries_with(a, "client.name", NULL), 0);
    a = api(w, "sam", "GET", world_text(w, "/api/v1/calendar?client=%s", client_id(w, "Jansen")), NULL);
    assert_status(a, 422);
}

static void ROL_118_without_scheduling_the_calendar_offers_no_visits_and_nobody_to_choose(void **state)
{
    struct answer a;

    (void)state;
    given_exception(w, "sam", PERMISSION_view_company_calendar, true);
    a = api(w, "sam", "GET", "/api/v1/calendar?view=day&date=2026-05-13", NULL);
    assert_status(a, 200);
    assert_non_null(find_in(a.json, "columns", "staff.name", "Dana Brooks")); /* busy */
    assert_null(find_in(a.json, "columns", "staff.name", "Maya Chen"));
    assert_null(json_at(a.json, "filter.staff"));
    assert_false(true_at(a.json, "can.add") || true_at(a.json, "can.bulk"));
    a = api(w, "maya", "GET", "/api/v1/calendar?view=day&date=2026-05-13", NULL);
    assert_non_null(find_in(a.json, "columns", "staff.name", "Maya Chen"));
    assert_non_null(find_in(a.json, "filter.staff", "name", "Maya Chen"));
    assert_null(find_in(a.json, "filter.staff", "name", "Ivan Petrov"));
    assert_true(true_at(a.json, "can.add") && true_at(a.json, "can.bulk"));
}

static void visits_of_others_at_visible_clients_are_shown_but_not_opened(void **state)
{
    struct answer a;

    (void)state;
    given_exception(w, "dana", PERMISSION_view_company_calendar, true);
    a = api(w, "dana", "GET", "/api/v1/calendar?date=2026-05-13", NULL);
    /* Tess goes to Carter, whom Dana sees; the visit's own page is not for Dana without View Client Schedule. */
    assert_int_equal(entries_with(a, "client.name", "Carter"), 1);
    assert_int_equal(entries_with(a, "client.name", NULL), 0); /* and no second time as busy */
    assert_false(mentions(a, event_id(w, "Carter", "tess", 0)));
    assert_true(mentions(a, event_id(w, "Bennett", "dana", 1)));
}

static void my_schedule_is_for_everyone_and_own_visits_only(void **state)
{
    struct answer a = api(w, "dana", "GET", "/api/v1/my-schedule", NULL);

    (void)state;
    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "days"), 7);
    assert_text(a.json, "days.0.day", "2026-05-13");
    assert_text(a.json, "days.2.visits.0.client.name", "Bennett");
    assert_false(true_at(a.json, "can.company_calendar"));
    assert_false(mentions(a, "Carter"));
    assert_status(page(w, "tess", "GET", "/my-schedule", NULL), 200);
    assert_status(page(w, "maya", "GET", "/my-schedule?date=2026-05-01", NULL), 200);
}

static void ACC_07_a_removed_client_is_gone_from_own_schedule_at_once(void **state)
{
    const char *path = world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, "dana"), client_id(w, "Carter"));

    (void)state;
    assert_true(mentions(api(w, "dana", "GET", "/api/v1/my-schedule?date=2026-05-04", NULL), "Carter"));
    assert_status(api(w, "maya", "PUT", path, "{\"access\": \"removed\"}"), 200);
    assert_false(mentions(api(w, "dana", "GET", "/api/v1/my-schedule?date=2026-05-04", NULL), "Carter"));
}

static void the_pages_open(void **state)
{
    struct answer a = page(w, "maya", "GET", "/calendar?date=2026-05-13", NULL);

    (void)state;
    assert_status(a, 200);
    assert_true(mentions(a, world_text(w, "data-client=\"%s\"", client_id(w, "Jansen"))));
    assert_status(page(w, "maya", "GET", "/calendar?view=day&date=2026-05-13", NULL), 200);
    assert_status(page(w, "maya", "GET", "/calendar?date=1999-01-01", NULL), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_manager_sees_the_week_with_what_templates_will_bring),
        T(PRD_05_a_week_begins_as_the_companys_locale_has_it),
        T(a_day_has_a_column_for_everyone_who_can_go),
        T(a_day_of_too_many_people_shows_those_with_visits_and_names_the_others),
        T(a_day_of_more_visiting_people_than_fit_is_turned_over),
        T(ROL_118_without_it_a_worker_has_no_company_calendar),
        T(SCH_11_of_hidden_clients_only_busy_time_is_shown),
        T(ACC_03_what_a_template_will_bring_shows_no_client_that_is_not_seen),
        T(what_a_template_will_bring_leads_to_the_template_for_those_who_manage_templates),
        T(SCH_11_no_filter_tells_what_busy_time_hides),
        T(ROL_118_without_scheduling_the_calendar_offers_no_visits_and_nobody_to_choose),
        T(visits_of_others_at_visible_clients_are_shown_but_not_opened),
        T(my_schedule_is_for_everyone_and_own_visits_only),
        T(ACC_07_a_removed_client_is_gone_from_own_schedule_at_once),
        T(the_pages_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
