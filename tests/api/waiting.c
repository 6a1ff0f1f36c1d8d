/* Templates that wait for approval (SCH-21): counted on Home, listed behind it. */
#include "support/world_each.h"

SQL(test_waits_on, "SELECT coalesce(waits_on, 0) FROM template WHERE company_id = $1 AND id = $2 AND $3 = 0");

/* Mondays after WORLD_NOW, a Wednesday. */
static const char *const mondays[] = {"2026-05-18", "2026-05-25", "2026-06-01"};

static const char *given_template(const char *client, const char *more)
{
    struct answer a = api(w, "maya", "POST", "/api/v1/templates",
                          world_text(w,
                                     "{\"client\": \"%s\", \"name\": \"Walks\", \"billing\": \"weekly\", \"first_day\":"
                                     " \"%s\"%s, \"lines\": [{\"service\": \"%s\", \"weekdays\": [\"mon\"], \"time\":"
                                     " \"12:00\", \"staff\": null}]}",
                                     client_id(w, client), mondays[0], more, service_id(w, "Dog Walk")));

    assert_status(a, 201);
    return text_at(a.json, "id");
}

static void approve(const char *template, const char *starts_on)
{
    assert_status(api(w, "maya", "POST", world_text(w, "/api/v1/templates/%s/periods/approve", template),
                      world_text(w, "{\"starts_on\": \"%s\"}", starts_on)),
                  200);
}

static void set(const char *template, const char *body)
{
    assert_status(api(w, "maya", "PATCH", world_text(w, "/api/v1/templates/%s", template), body), 200);
}

/* How many wait, by Home and by the list behind it. */
static int waiting(void)
{
    struct answer home = api(w, "maya", "GET", "/api/v1/home", NULL);
    struct answer list = api(w, "maya", "GET", "/api/v1/templates?status=waiting", NULL);
    int count = json_at(home.json, "templates") ? (int)number_at(home.json, "templates.count") : 0;

    assert_status(list, 200);
    assert_int_equal(number_at(list.json, "total"), count);
    assert_int_equal(count_at(list.json, "items"), count);
    return count;
}

static bool waits(const char *template)
{
    return find_in(api(w, "maya", "GET", "/api/v1/templates?status=waiting", NULL).json, "items", "id", template) !=
           NULL;
}

static void SCH_21_home_counts_the_templates_that_wait_for_approval_and_leads_to_them(void **state)
{
    int before = waiting(); /* the cast's own: Dawson's and Ito's */
    const char *id = given_template("Ellis", "");
    struct answer a;

    (void)state;
    assert_int_equal(before, 2);
    assert_int_equal(waiting(), before + 1);
    assert_true(waits(id));
    a = page(w, "maya", "GET", "/home", NULL);
    assert_true(mentions(a, "3 templates whose next visits are not on the schedule yet"));
    assert_true(mentions(page(w, "maya", "GET", "/templates?status=waiting", NULL), "Ellis"));
    assert_null(json_at(api(w, "dana", "GET", "/api/v1/home", NULL).json, "templates"));
    assert_status(api(w, "dana", "GET", "/api/v1/templates?status=waiting", NULL), 403);
    approve(id, mondays[0]);
    assert_int_equal(waiting(), before);
    world_time(w, WORLD_NOW + 4 * DAY_US); /* Sunday: eight days before the next period */
    assert_false(waits(id));
    world_time(w, WORLD_NOW + 5 * DAY_US);
    assert_true(waits(id));
    assert_status(api(w, "maya", "DELETE", world_text(w, "/api/v1/templates/%s", id), NULL), 204);
    assert_int_equal(waiting(), before);
}

static void SCH_20_it_waits_by_the_days_before_which_it_approves_itself(void **state)
{
    const char *id = given_template("Ellis", ", \"approve_days_before\": 3");

    (void)state;
    assert_false(waits(id));
    world_time(w, WORLD_NOW + 2 * DAY_US); /* Friday; no job ran */
    assert_true(waits(id));
    set(id, "{\"approve_days_before\": 1}");
    assert_false(waits(id));
    set(id, "{\"approve_days_before\": null}");
    assert_true(waits(id));
}

static void SCH_21_what_brings_nothing_any_more_does_not_wait(void **state)
{
    const char *id = given_template("Ellis", "");

    (void)state;
    approve(id, mondays[0]);
    world_time(w, WORLD_NOW + 5 * DAY_US);
    assert_true(waits(id));
    set(id, "{\"ends_on\": \"2026-05-24\"}"); /* the end of what is approved */
    assert_false(waits(id));
    set(id, "{\"ends_on\": \"2026-05-31\"}");
    assert_true(waits(id));
    world_time(w, WORLD_NOW + 20 * DAY_US); /* over, unapproved */
    assert_false(waits(id));
}

/* A period that went by while the next one was approved: what is kept lies too early until the next write. */
static void SCH_21_a_period_that_went_by_waits_no_more(void **state)
{
    const char *id = given_template("Ellis", "");
    int64_t company = world_company(w, "happy-tails").n,
            kept = world_count(w, &test_waits_on, company, id_number(id), 0);

    (void)state;
    approve(id, mondays[1]);
    approve(id, mondays[2]);
    assert_true(waits(id)); /* the first is open */
    world_time(w, WORLD_NOW + 12 * DAY_US);
    assert_int_equal(world_count(w, &test_waits_on, company, id_number(id), 0), kept);
    assert_false(waits(id));
    world_time(w, WORLD_NOW + 19 * DAY_US); /* a week before the one behind them */
    assert_true(waits(id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(SCH_21_home_counts_the_templates_that_wait_for_approval_and_leads_to_them),
        T(SCH_20_it_waits_by_the_days_before_which_it_approves_itself),
        T(SCH_21_what_brings_nothing_any_more_does_not_wait),
        T(SCH_21_a_period_that_went_by_waits_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
