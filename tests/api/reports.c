/* "This person sees too much" (ROL-306): anyone tells the owner, and nobody else. */
#include "app/reason.h"
#include "support/world_each.h"

static struct answer report(const char *who, const char *about)
{
    return api(w, who, "POST", "/api/v1/access-reports",
               world_text(w, "{\"staff\": \"%s\", \"reason\": \"Reads what is none of theirs\"}", staff_id(w, about)));
}

static struct answer reports(const char *who)
{
    return api(w, who, "GET", "/api/v1/access-reports", NULL);
}

static int64_t reports_of(const char *who)
{
    struct answer a = reports(who);

    assert_status(a, 200);
    return count_at(a.json, "items");
}

static bool in_record(const char *who)
{
    struct answer a = api(w, who, "GET", "/api/v1/audit?kind=reports.create", NULL);

    assert_status(a, 200);
    return count_at(a.json, "items") > 0;
}

static void ROL_306_anyone_reports_a_colleague_to_the_owner(void **state)
{
    struct answer a;

    (void)state;
    assert_status(report("maya", "omar"), 201);
    a = reports("olivia");
    assert_text(a.json, "items.0.about.name", "Omar Haddad");
    assert_text(a.json, "items.0.by.name", "Maya Chen");
    assert_text(a.json, "items.0.permissions_page", world_text(w, "/staff/%s/permissions", staff_id(w, "omar")));
    assert_non_null(find_in(api(w, "olivia", "GET", "/api/v1/notices", NULL).json, "items", "kind", "access_report"));
    assert_int_equal(number_at(api(w, "olivia", "GET", "/api/v1/home", NULL).json, "access_reports"), 1);
    assert_true(mentions(page(w, "olivia", "GET", "/home", NULL), "Somebody sees too much"));
    /* The reporter sees that it was sent. */
    a = reports("maya");
    assert_text(a.json, "items.0.about.name", "Omar Haddad");
    assert_true(true_at(a.json, "items.0.own"));
    assert_false(true_at(a.json, "owner"));
    assert_null(json_at(a.json, "items.0.done_page"));
    assert_true(mentions(page(w, "maya", "GET", "/access-reports", NULL), ">Sent<"));
}

static void ROL_306_who_may_name_nobody_writes_who_it_is(void **state)
{
    struct answer a = api(w, "tess", "GET", "/api/v1/access-reports/new", NULL);

    (void)state;
    assert_int_equal(count_at(a.json, "form.staff_options"), 0);
    assert_status(report("tess", "dana"), 422); /* a name that she may not know */
    a = api(w, "tess", "POST", "/api/v1/access-reports", "{\"name\": \"Dana\", \"reason\": \"Reads all keys\"}");
    assert_status(a, 201);
    assert_text(reports("olivia").json, "items.0.about_text", "Dana");
    assert_status(api(w, "tess", "POST", "/api/v1/access-reports", "{\"reason\": \"Reads all keys\"}"), 422);
    a = page(w, "tess", "POST", "/access-reports", "name=&reason=Reads+all+keys");
    assert_status(a, 422);
    assert_true(mentions(a, "Choose a person, or write who it is."));
    assert_status(page(w, "tess", "POST", "/access-reports", "staff=&name=Sam&reason=Reads+all+keys"), 303);
    assert_int_equal(reports_of("tess"), 2);
}

static void ROL_306_nobody_but_the_owner_and_the_reporter_reads_of_it(void **state)
{
    static const char *const others[] = {"omar", "andre", "dana"};
    struct answer a;

    (void)state;
    assert_status(report("maya", "omar"), 201);
    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        assert_int_equal(reports_of(others[i]), 0);
        assert_false(in_record(others[i]));
        assert_null(find_in(api(w, others[i], "GET", "/api/v1/notices", NULL).json, "items", "kind", "access_report"));
        assert_null(json_at(api(w, others[i], "GET", "/api/v1/home", NULL).json, "access_reports"));
    }
    assert_true(in_record("olivia"));
    assert_true(in_record("maya"));
    a = api(w, "andre", "GET", "/api/v1/audit", NULL);
    assert_null(find_in(a.json, "items", "what", "Reported to the owner that somebody sees too much"));
    assert_int_equal(reports_of("paula"), 0);
    /* Nor through somebody's eyes. */
    assert_status(page(w, "andre", "POST", world_text(w, "/staff/%s/view", staff_id(w, "maya")), ""), 303);
    assert_status(page(w, "andre", "GET", "/access-reports", NULL), 403);
    assert_false(mentions(page(w, "andre", "GET", "/audit", NULL), "Reported to the owner"));
}

static void ROL_306_the_owner_sees_to_it_and_the_reporter_sees_that(void **state)
{
    const char *id;
    struct answer a;

    (void)state;
    assert_status(report("maya", "omar"), 201);
    id = world_text(w, "%s", text_at(reports("olivia").json, "items.0.id"));
    assert_status(api(w, "maya", "POST", world_text(w, "/api/v1/access-reports/%s/done", id), "{}"), 404);
    assert_status(api(w, "omar", "POST", world_text(w, "/api/v1/access-reports/%s/done", id), "{}"), 404);
    assert_status(api(w, "paula", "POST", world_text(w, "/api/v1/access-reports/%s/done", id), "{}"), 404);
    assert_status(page(w, "olivia", "POST", world_text(w, "/access-reports/%s/done", id), "note=Changed+the+role"),
                  303);
    a = reports("maya");
    assert_non_null(text_at(a.json, "items.0.done_at"));
    assert_null(json_at(a.json, "items.0.done_note")); /* the owner's own */
    assert_text(reports("olivia").json, "items.0.done_note", "Changed the role");
    assert_null(json_at(api(w, "olivia", "GET", "/api/v1/home", NULL).json, "access_reports"));
    assert_text(api(w, "olivia", "GET", "/api/v1/audit?kind=reports.done", NULL).json, "items.0.what",
                "Saw to a report that somebody sees too much");
}

static void ROL_306_whom_it_is_about_does_not_read_it_as_the_next_owner(void **state)
{
    (void)state;
    assert_status(report("maya", "andre"), 201);
    assert_status(page(w, "olivia", "POST", "/settings/company/owner/transfer",
                       world_text(w, "staff=%s&reason=I+retire", staff_id(w, "andre"))),
                  303);
    assert_status(page(w, "andre", "POST", "/settings/company/owner/transfer/accept", ""), 303);
    world_time(w, WORLD_NOW + 2 * DAY_US);
    struct outcome outcome;
    app_call_system(world_app(w), "owner.due", world_company(w, "happy-tails"), SURFACE_JOB, NULL, STR("{}"),
                    world_arena(w), &outcome);
    assert_int_equal(outcome.err, OK);
    app_outcome_end(world_app(w), &outcome);
    assert_true(true_at(reports("andre").json, "owner"));
    assert_int_equal(reports_of("andre"), 0);
    assert_null(json_at(api(w, "andre", "GET", "/api/v1/home", NULL).json, "access_reports"));
}

static void ROL_306_the_owner_and_oneself_are_not_reported(void **state)
{
    (void)state;
    assert_status(report("maya", "olivia"), 422);
    assert_status(report("maya", "maya"), 422);
    assert_int_equal(reports_of("olivia"), 0);
}

static void ROL_306_one_person_reports_five_times_a_day(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++)
        assert_status(report("maya", "omar"), 201);
    assert_status(report("maya", "dana"), 429);
    assert_status(report("andre", "omar"), 201);
    world_time(w, WORLD_NOW + DAY_US);
    assert_status(report("maya", "dana"), 201);
    assert_int_equal(reports_of("olivia"), 7);
}

static void ROL_306_the_form_is_led_to_from_a_colleague_and_from_oneself(void **state)
{
    struct answer a;

    (void)state;
    a = page(w, "maya", "GET", world_text(w, "/staff/%s", staff_id(w, "dana")), NULL);
    assert_true(mentions(a, world_text(w, "/access-reports/new?staff=%s", staff_id(w, "dana"))));
    a = page(w, "maya", "GET", world_text(w, "/access-reports/new?staff=%s", staff_id(w, "dana")), NULL);
    assert_true(mentions(a, world_text(w, "value=\"%s\" selected", staff_id(w, "dana"))));
    assert_true(mentions(page(w, "tess", "GET", "/me", NULL), "/access-reports"));
    assert_status(page(w, "tess", "GET", "/access-reports/new", NULL), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ROL_306_anyone_reports_a_colleague_to_the_owner),
        T(ROL_306_who_may_name_nobody_writes_who_it_is),
        T(ROL_306_nobody_but_the_owner_and_the_reporter_reads_of_it),
        T(ROL_306_the_owner_sees_to_it_and_the_reporter_sees_that),
        T(ROL_306_whom_it_is_about_does_not_read_it_as_the_next_owner),
        T(ROL_306_the_owner_and_oneself_are_not_reported),
        T(ROL_306_one_person_reports_five_times_a_day),
        T(ROL_306_the_form_is_led_to_from_a_colleague_and_from_oneself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
