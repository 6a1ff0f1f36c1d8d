/* Templates through the API (SCH-20 to SCH-22): the invariants are checked after each write by the harness. */
#include "features/templates/templates_store.h"
#include "app/jobs.h"
#include "features/notices/notices.h"
#include "support/world.h"

#include <pthread.h>

SQL(test_template_events, "SELECT count(*) FROM event WHERE company_id = $1 AND template_id = $2 AND $3 = 0");
SQL(test_template_notices, "SELECT count(*) FROM notice WHERE company_id = $1 AND kind = $2 AND $3 = 0");

/* Monday 18 May 2026 is five days after WORLD_NOW. */
#define MONDAY "2026-05-18"

static const char *given_template(struct world *w, const char *client, const char *staff, const char *more)
{
    struct answer a =
        api(w, "maya", "POST", "/api/v1/templates",
            world_text(w,
                       "{\"client\": \"%s\", \"name\": \"Walks\", \"billing\": \"weekly\", \"first_day\": "
                       "\"" MONDAY "\"%s, \"lines\": [{\"service\": \"%s\", \"weekdays\": [\"mon\", \"wed\", "
                       "\"fri\"], \"time\": \"12:00\", \"staff\": %s}]}",
                       client_id(w, client), more, service_id(w, "Dog Walk"),
                       staff ? world_text(w, "\"%s\"", staff_id(w, staff)) : "null"));

    assert_status(a, 201);
    return text_at(a.json, "id");
}

static struct answer approve(struct world *w, const char *who, const char *template, const char *starts_on)
{
    return api(w, who, "POST", world_text(w, "/api/v1/templates/%s/periods/approve", template),
               world_text(w, "{\"starts_on\": \"%s\"}", starts_on));
}

static struct answer read_template(struct world *w, const char *template)
{
    return api(w, "maya", "GET", world_text(w, "/api/v1/templates/%s", template), NULL);
}

static int64_t events_of(struct world *w, const char *template)
{
    return world_count(w, &test_template_events, world_company(w, "happy-tails").n, id_number(template), 0);
}

static struct answer remove_access(struct world *w, const char *staff, const char *client)
{
    return api(w, "maya", "PUT",
               world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, staff), client_id(w, client)),
               "{\"access\": \"removed\"}");
}

/* ------------------------------------------------------------------ who may */

static void ROL_121_only_those_who_manage_templates_see_them(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    assert_status(api(w, "maya", "GET", "/api/v1/templates", NULL), 200);
    assert_status(api(w, "dana", "GET", "/api/v1/templates", NULL), 403);
    assert_status(api(w, "dana", "GET", world_text(w, "/api/v1/templates/%s", template_id(w, "Dawson")), NULL), 403);
    assert_status(api(w, "dana", "POST", "/api/v1/templates", "{}"), 403);
    assert_status(api(w, "paula", "GET", world_text(w, "/api/v1/templates/%s", template_id(w, "Dawson")), NULL), 404);
    world_free(w);
}

/* ------------------------------------------------------------------ making */

static void SCH_20_a_template_is_made_with_its_lines(void **state)
{
    struct world *w = world_new(test_engine());
    const char *id = given_template(w, "Ellis", "dana", "");
    struct answer a = read_template(w, id);

    (void)state;
    assert_status(a, 200);
    assert_text(a.json, "client.name", "Ellis");
    assert_text(a.json, "state", "active");
    assert_int_equal(count_at(a.json, "lines"), 1);
    assert_text(a.json, "lines.0.words", "Mon Wed Fri 12:00 PM");
    assert_text(a.json, "lines.0.weekdays.1", "wed");
    assert_text(a.json, "periods.0.starts_on", MONDAY);
    assert_text(a.json, "periods.0.state", "pending");
    assert_int_equal(number_at(a.json, "periods.0.visits"), 3);
    assert_text(a.json, "periods.0.first_at", "2026-05-18T12:00:00-04:00");
    a = api(w, "maya", "GET", world_text(w, "/api/v1/templates?client=%s", client_id(w, "Ellis")), NULL);
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "total"), 1);
    assert_text(a.json, "items.0.id", id);
    world_free(w);
}

static void every_fault_of_a_template_and_its_lines_is_named(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a =
        api(w, "maya", "POST", "/api/v1/templates",
            world_text(w,
                       "{\"client\": \"%s\", \"name\": \"X\", \"billing\": \"every_n_weeks\", \"first_day\": "
                       "\"2028-01-01\", \"lines\": [{\"service\": \"%s\", \"weekdays\": [], \"time\": "
                       "\"12:00\"}, {\"weekdays\": [\"mon\"], \"weeks\": [9], \"pets\": [\"%s\"]}]}",
                       client_id(w, "Ellis"), service_id(w, "Dog Walk"), pet_id(w, "Biscuit")));

    (void)state;
    assert_status(a, 422);
    assert_non_null(json_object_get(json_object_get(a.json, "errors"), "every_weeks"));
    assert_non_null(json_object_get(json_object_get(a.json, "errors"), "first_day"));
    assert_non_null(json_object_get(json_object_get(a.json, "errors"), "lines.0.weekdays"));
    assert_non_null(json_object_get(json_object_get(a.json, "errors"), "lines.1.service"));
    assert_non_null(json_object_get(json_object_get(a.json, "errors"), "lines.1.time"));
    assert_non_null(json_object_get(json_object_get(a.json, "errors"), "lines.1.weeks"));
    assert_status(
        api(w, "maya", "POST", "/api/v1/templates",
            world_text(w,
                       "{\"client\": \"%s\", \"name\": \"X\", \"billing\": \"weekly\", \"first_day\": \"" MONDAY
                       "\", \"lines\": []}",
                       client_id(w, "Ellis"))),
        422);
    world_free(w);
}

static void a_form_keeps_its_rows_when_something_is_missing(void **state)
{
    struct world *w = world_new(test_engine());
    const char *client = client_id(w, "Ellis");
    struct answer a =
        page(w, "maya", "POST", world_text(w, "/templates?client=%s", client),
             world_text(w,
                        "client=%s&name=&billing=weekly&first_day=" MONDAY "&lines.1.service=%s&lines.1."
                        "weekdays=&lines.1.weekdays=tue&lines.1.weekdays=thu&lines.1.time=07%%3A45&lines.1.staff=%s"
                        "&lines.2.weekdays=&lines.2.service=",
                        client, service_id(w, "Dog Walk"), staff_id(w, "sam")));

    (void)state;
    assert_status(a, 422);
    assert_non_null(strstr(a.body.p, "value=\"07:45\""));
    assert_non_null(strstr(a.body.p, "name=\"lines.1.weekdays\" value=\"tue\" checked"));
    assert_null(strstr(a.body.p, "name=\"lines.1.weekdays\" value=\"mon\" checked"));
    a = page(w, "maya", "POST", "/templates",
             world_text(
                 w,
                 "client=%s&name=Rows&billing=weekly&first_day=" MONDAY "&lines.1.service=%s&lines.1.weekdays=&lines.1"
                 ".weekdays=tue&lines.1.time=07%%3A45&lines.1.staff=&lines.2.weekdays=&lines.2.service=&lines.2.time=",
                 client, service_id(w, "Dog Walk")));
    assert_status(a, 303);
    world_free(w);
}

/* ------------------------------------------------------------------ approving */

static void SCH_21_a_period_becomes_events_once(void **state)
{
    struct world *w = world_new(test_engine());
    const char *id = given_template(w, "Ellis", "dana", "");
    struct answer first = approve(w, "maya", id, MONDAY);
    struct answer second = approve(w, "olivia", id, MONDAY);
    struct answer a;

    (void)state;
    assert_status(first, 200);
    assert_text(first.json, "period.state", "approved");
    assert_int_equal(number_at(first.json, "period.visits"), 3);
    assert_status(second, 200);
    assert_true(str_equal(first.body, second.body));
    assert_int_equal(events_of(w, id), 3);
    a = read_template(w, id);
    assert_text(a.json, "periods.0.state", "approved");
    assert_int_equal(number_at(a.json, "periods.0.visits"), 3);
    assert_text(a.json, "periods.1.state", "pending");
    assert_status(approve(w, "maya", id, "2026-05-19"), 422);
    assert_status(approve(w, "maya", id, "2028-05-15"), 422);
    world_free(w);
}

enum { THREADS = 8 };
struct racer {
    struct world *w;
    const char *path;
    int status;
};

static void *race(void *data)
{
    struct racer *racer = data;

    racer->status = api(racer->w, "maya", "POST", racer->path, "{\"starts_on\": \"" MONDAY "\"}").status;
    return NULL;
}

static void SCH_21_approved_by_many_at_once_it_becomes_events_once(void **state)
{
    struct world *w = world_new(test_engine());
    const char *id = given_template(w, "Ellis", "dana", "");
    const char *path = world_text(w, "/api/v1/templates/%s/periods/approve", id);
    struct racer racers[THREADS];
    pthread_t threads[THREADS];

    (void)state;
    (void)world_token(w, "maya");
    for (int i = 0; i < THREADS; i++) {
        racers[i] = (struct racer){w, path, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(racers[i].status, 200);
    }
    assert_int_equal(events_of(w, id), 3);
    world_free(w);
}

static void SCH_21_local_times_hold_when_the_clocks_change(void **state)
{
    struct world *w = world_new(test_engine());
    const char *id = given_template(w, "Ellis", NULL, "");
    struct answer a;

    (void)state;
    world_time(w, WORLD_NOW + 160 * DAY_US); /* Tuesday, 20 October: New York goes back on 1 November */
    assert_status(approve(w, "maya", id, "2026-10-26"), 200);
    assert_status(approve(w, "maya", id, "2026-11-02"), 200);
    a = read_template(w, id);
    assert_text(a.json, "periods.1.first_at", "2026-10-26T12:00:00-04:00");
    assert_text(a.json, "periods.2.first_at", "2026-11-02T12:00:00-05:00");
    world_free(w);
}

static void ACC_40_a_period_is_refused_whole_where_access_is_removed(void **state)
{
    struct world *w = world_new(test_engine());
    const char *id = given_template(w, "Ellis", "dana", ", \"ends_on\": \"2026-05-31\"");
    const char *path = world_text(w, "/api/v1/templates/%s", id);
    struct answer a = remove_access(w, "dana", "Ellis");

    (void)state;
    assert_status(a, 409); /* pending visits are a barrier (ACC-22) */
    assert_text(a.json, "barriers.0.kind", "template");
    assert_status(api(w, "maya", "POST", world_text(w, "%s/end", path), "{\"ends_on\": \"2026-05-18\"}"), 200);
    assert_status(approve(w, "maya", id, MONDAY), 200);
    assert_int_equal(events_of(w, id), 1);
    world_time(w, WORLD_NOW + 6 * DAY_US);
    assert_status(remove_access(w, "dana", "Ellis"), 200);
    a = api(w, "maya", "PATCH", path, "{\"ends_on\": null}"); /* revived: everyone is tied again */
    assert_status(a, 409);
    assert_non_null(strstr(a.body.p, "Dana"));
    assert_non_null(strstr(a.body.p, "Ellis"));
    a = read_template(w, id);
    assert_text(a.json, "state", "ended");
    world_free(w);
}

/* A removal beside a pending line cannot be made, but someone inactive or held can stand in the way. */
static void SCH_20_it_is_approved_by_itself_some_days_before(void **state)
{
    struct world *w = world_new(test_engine());
    const char *id = given_template(w, "Ellis", "dana", ", \"approve_days_before\": 3");
    struct arena arena = ARENA_INIT;
    int ran = 0;

    (void)state;
    assert_int_equal(jobs_run(world_app(w), 100, &arena, &ran), OK);
    assert_int_equal(events_of(w, id), 0);
    world_time(w, WORLD_NOW + 2 * DAY_US); /* Friday */
    assert_int_equal(jobs_run(world_app(w), 100, &arena, &ran), OK);
    assert_true(ran >= 1);
    assert_int_equal(events_of(w, id), 3);
    assert_int_equal(jobs_run(world_app(w), 100, &arena, &ran), OK);
    assert_int_equal(events_of(w, id), 3);
    world_time(w, WORLD_NOW + 9 * DAY_US);
    assert_int_equal(jobs_run(world_app(w), 100, &arena, &ran), OK);
    assert_int_equal(events_of(w, id), 6);
    world_check(w);
    arena_free(&arena);
    world_free(w);
}

static void a_prolonged_period_brings_its_rest_when_approved_again(void **state)
{
    struct world *w = world_new(test_engine());
    const char *id = given_template(w, "Ellis", "dana", ", \"ends_on\": \"2026-05-19\"");
    struct answer a;

    (void)state;
    assert_status(approve(w, "maya", id, MONDAY), 200);
    assert_int_equal(events_of(w, id), 1);
    assert_status(api(w, "maya", "PATCH", world_text(w, "/api/v1/templates/%s", id), "{\"ends_on\": null}"), 200);
    a = read_template(w, id);
    assert_text(a.json, "periods.0.state", "pending");
    assert_int_equal(number_at(a.json, "periods.0.visits"), 2);
    assert_status(approve(w, "maya", id, MONDAY), 200);
    assert_int_equal(events_of(w, id), 3);
    world_free(w);
}

static void SCH_20_what_was_approved_stays_when_it_is_deleted(void **state)
{
    struct world *w = world_new(test_engine());
    const char *id = given_template(w, "Ellis", "dana", "");
    const char *path = world_text(w, "/api/v1/templates/%s", id);

    (void)state;
    assert_status(approve(w, "maya", id, MONDAY), 200);
    assert_status(api(w, "maya", "DELETE", path, NULL), 204);
    assert_status(api(w, "maya", "GET", path, NULL), 404);
    assert_int_equal(events_of(w, id), 3);
    world_free(w);
}

/* ------------------------------------------------------------------ lines */

static const char *line_of(struct world *w, const char *template, int index)
{
    const char *id = text_at(read_template(w, template).json, world_text(w, "lines.%d.id", index));

    assert_non_null(id);
    return world_text(w, "/api/v1/lines/%s", id);
}

static void SCH_22_a_line_goes_to_someone_else_from_a_day_on(void **state)
{
    struct world *w = world_new(test_engine());
    const char *id = given_template(w, "Ellis", "dana", "");
    const char *line = line_of(w, id, 0);
    struct answer a = api(w, "maya", "GET", world_text(w, "%s?from_day=2026-05-25", line), NULL);

    (void)state;
    assert_status(a, 200);
    assert_text(a.json, "visits.0.starts_at", "2026-05-25T12:00:00-04:00");
    assert_text(a.json, "visits.0.staff.id", staff_id(w, "dana"));
    a = api(w, "maya", "PATCH", line,
            world_text(w, "{\"from_day\": \"2026-05-25\", \"staff\": \"%s\"}", staff_id(w, "sam")));
    assert_status(a, 200);
    assert_text(a.json, "from_day", "2026-05-25");
    a = read_template(w, id);
    assert_int_equal(count_at(a.json, "lines"), 2);
    a = api(w, "maya", "GET", line, NULL);
    assert_int_equal(number_at(a.json, "total"), 3);
    a = api(w, "maya", "GET", line_of(w, id, 1), NULL);
    assert_text(a.json, "visits.0.starts_at", "2026-05-25T12:00:00-04:00");
    assert_text(a.json, "visits.0.staff.id", staff_id(w, "sam"));
    assert_status(api(w, "maya", "PATCH", line, "{\"weekdays\": []}"), 422);
    world_free(w);
}

static void a_single_visit_goes_to_someone_else_or_is_left_out(void **state)
{
    struct world *w = world_new(test_engine());
    const char *id = given_template(w, "Ellis", "dana", "");
    const char *line = line_of(w, id, 0);
    const char *visits = world_text(w, "%s/visits", line);
    struct answer a;

    (void)state;
    a = api(w, "maya", "PUT", visits,
            world_text(w, "{\"day\": \"2026-05-20\", \"staff\": \"%s\"}", staff_id(w, "sam")));
    assert_status(a, 200);
    assert_true(true_at(a.json, "single"));
    assert_status(api(w, "maya", "PUT", visits, "{\"day\": \"2026-05-22\", \"skipped\": true}"), 200);
    assert_status(api(w, "maya", "PUT", visits, "{\"day\": \"2026-05-21\", \"skipped\": true}"), 422);
    assert_status(remove_access(w, "sam", "Ellis"), 409);
    assert_status(approve(w, "maya", id, MONDAY), 200);
    assert_int_equal(events_of(w, id), 2);
    assert_status(api(w, "maya", "PUT", visits, "{\"day\": \"2026-05-20\"}"), 422);
    assert_status(api(w, "maya", "PUT", visits, "{\"day\": \"2026-05-25\", \"staff\": null}"), 200);
    a = api(w, "maya", "PUT", visits, "{\"day\": \"2026-05-25\"}"); /* as the line has it again */
    assert_status(a, 200);
    assert_false(true_at(a.json, "single"));
    assert_text(a.json, "staff.id", staff_id(w, "dana"));
    world_free(w);
}

/* A single visit that fell asleep with its weekday must not wake beside a removal. */
static void ACC_40_a_sleeping_single_visit_does_not_wake_past_the_gate(void **state)
{
    struct world *w = world_new(test_engine());
    const char *id = given_template(w, "Ellis", NULL, "");
    const char *line = line_of(w, id, 0);
    struct answer a;

    (void)state;
    assert_status(api(w, "maya", "PUT", world_text(w, "%s/visits", line),
                      world_text(w, "{\"day\": \"2026-05-20\", \"staff\": \"%s\"}", staff_id(w, "dana"))),
                  200);
    assert_status(api(w, "maya", "PATCH", line, "{\"weekdays\": [\"tue\"]}"), 200);
    assert_status(remove_access(w, "dana", "Ellis"), 200);
    assert_status(api(w, "maya", "PATCH", line, "{\"weekdays\": [\"wed\"]}"), 200);
    a = api(w, "maya", "GET", line, NULL);
    assert_null(text_at(a.json, "visits.0.staff.id"));
    world_free(w);
}

static void a_line_taken_out_brings_nothing_more(void **state)
{
    struct world *w = world_new(test_engine());
    const char *id = given_template(w, "Ellis", "dana", "");
    const char *line = line_of(w, id, 0);

    (void)state;
    assert_status(approve(w, "maya", id, MONDAY), 200);
    assert_status(api(w, "maya", "DELETE", line, NULL), 204);
    assert_status(api(w, "maya", "GET", line, NULL), 404);
    assert_status(api(w, "maya", "PATCH", line, "{\"until_day\": null}"), 404);
    assert_int_equal(events_of(w, id), 3);
    assert_int_equal(number_at(read_template(w, id).json, "periods.1.visits"), 0);
    world_free(w);
}

static void ACC_40_a_line_cannot_name_someone_whose_access_is_removed(void **state)
{
    struct world *w = world_new(test_engine());
    const char *id = given_template(w, "Ellis", NULL, "");
    const char *line = line_of(w, id, 0);
    const char *dana = world_text(w, "{\"staff\": \"%s\"}", staff_id(w, "dana"));
    struct answer a;

    (void)state;
    assert_status(remove_access(w, "dana", "Ellis"), 200);
    a = api(w, "maya", "PATCH", line, dana);
    assert_status(a, 409);
    assert_non_null(strstr(a.body.p, "Ellis"));
    assert_status(api(w, "maya", "PUT", world_text(w, "%s/visits", line),
                      world_text(w, "{\"day\": \"2026-05-20\", \"staff\": \"%s\"}", staff_id(w, "dana"))),
                  409);
    assert_status(
        api(w, "maya", "POST", world_text(w, "/api/v1/templates/%s/lines", id),
            world_text(w, "{\"service\": \"%s\", \"weekdays\": [\"sun\"], \"time\": \"08:00\", \"staff\": \"%s\"}",
                       service_id(w, "Dog Walk"), staff_id(w, "dana"))),
        409);
    world_free(w);
}

/* ------------------------------------------------------------------ pages */

static void every_page_of_a_template_opens(void **state)
{
    struct world *w = world_new(test_engine());
    const char *id = given_template(w, "Ellis", "dana", "");
    const char *line = line_of(w, id, 0) + strlen("/api/v1");
    const char *const paths[] = {"/templates",
                                 "/templates?status=ended",
                                 "/templates/new",
                                 world_text(w, "/templates/new?client=%s", client_id(w, "Ellis")),
                                 world_text(w, "/templates/%s", id),
                                 world_text(w, "/templates/%s/edit", id),
                                 world_text(w, "/templates/%s/lines/new", id),
                                 line,
                                 world_text(w, "%s/visits?day=2026-05-20", line)};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
        assert_status(page(w, "maya", "GET", paths[i], NULL), 200);
    world_free(w);
}

SQL(test_hold, "UPDATE relation SET hold = 1 WHERE company_id = $1 AND staff_id = $2 AND client_id = $3");

MUST_CHECK static enum err hold_body(struct tx *tx, void *data)
{
    const int64_t *ids = data;

    return EXECUTE(tx, &test_hold, NULL, SQL_INT(ids[0]), SQL_INT(ids[1]), SQL_INT(ids[2]));
}

/* A separation request waits (ACC-70). */
static void given_hold(struct world *w, const char *staff, const char *client)
{
    struct company_id company = world_company(w, "happy-tails");
    int64_t ids[] = {company.n, id_number(staff_id(w, staff)), id_number(client_id(w, client))};
    struct arena arena = ARENA_INIT;

    assert_int_equal(store_write(world_store(w), company, &arena, hold_body, ids, NULL), OK);
    arena_free(&arena);
}

static void ACC_70_who_stands_in_the_way_of_a_pending_period_is_named(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a;

    (void)state;
    given_hold(w, "dana", "Dawson");
    a = api(w, "maya", "GET", world_text(w, "/api/v1/templates/%s", template_id(w, "Dawson")), NULL);
    assert_status(a, 200);
    assert_text(a.json, "periods.0.blocked", "Dana Brooks");
    a = api(w, "maya", "GET", world_text(w, "/api/v1/templates/%s", template_id(w, "Ito")), NULL);
    assert_null(text_at(a.json, "periods.0.blocked"));
    world_free(w);
}

/* Somebody stands in the way of a period that is due by itself: managers hear once. */
static void SCH_20_what_cannot_be_approved_by_itself_waits_and_is_told_once(void **state)
{
    struct world *w = world_new(test_engine());
    const char *id = given_template(w, "Ellis", "dana", ", \"approve_days_before\": 3");
    struct arena arena = ARENA_INIT;
    int64_t company = world_company(w, "happy-tails").n;
    int64_t told;
    int ran = 0;

    (void)state;
    given_hold(w, "dana", "Ellis");
    world_time(w, WORLD_NOW + 2 * DAY_US);
    assert_int_equal(jobs_run(world_app(w), 100, &arena, &ran), OK);
    assert_int_equal(events_of(w, id), 0);
    told = world_count(w, &test_template_notices, company, NOTICE_TEMPLATE_WAITING, 0);
    assert_true(told > 0);
    world_time(w, WORLD_NOW + 3 * DAY_US);
    assert_int_equal(jobs_run(world_app(w), 100, &arena, &ran), OK);
    assert_int_equal(world_count(w, &test_template_notices, company, NOTICE_TEMPLATE_WAITING, 0), told);
    assert_int_equal(events_of(w, id), 0);
    arena_free(&arena);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ROL_121_only_those_who_manage_templates_see_them),
        cmocka_unit_test(SCH_20_a_template_is_made_with_its_lines),
        cmocka_unit_test(every_fault_of_a_template_and_its_lines_is_named),
        cmocka_unit_test(a_form_keeps_its_rows_when_something_is_missing),
        cmocka_unit_test(SCH_21_a_period_becomes_events_once),
        cmocka_unit_test(SCH_21_approved_by_many_at_once_it_becomes_events_once),
        cmocka_unit_test(SCH_21_local_times_hold_when_the_clocks_change),
        cmocka_unit_test(ACC_40_a_period_is_refused_whole_where_access_is_removed),
        cmocka_unit_test(SCH_20_it_is_approved_by_itself_some_days_before),
        cmocka_unit_test(ACC_70_who_stands_in_the_way_of_a_pending_period_is_named),
        cmocka_unit_test(SCH_20_what_cannot_be_approved_by_itself_waits_and_is_told_once),
        cmocka_unit_test(a_prolonged_period_brings_its_rest_when_approved_again),
        cmocka_unit_test(SCH_20_what_was_approved_stays_when_it_is_deleted),
        cmocka_unit_test(SCH_22_a_line_goes_to_someone_else_from_a_day_on),
        cmocka_unit_test(a_single_visit_goes_to_someone_else_or_is_left_out),
        cmocka_unit_test(ACC_40_a_sleeping_single_visit_does_not_wake_past_the_gate),
        cmocka_unit_test(a_line_taken_out_brings_nothing_more),
        cmocka_unit_test(ACC_40_a_line_cannot_name_someone_whose_access_is_removed),
        cmocka_unit_test(every_page_of_a_template_opens),
    };

    return cmocka_run_group_tests_name("templates", tests, NULL, NULL);
}
