/* Set-up, oneself, the frame, home and settings. */
#include "api/fresh.h"

#include "app/audit.h"
#include "support/zone.h"

#define SETUP_JSON(code, zone, password)                                                                               \
    "{\"code\": \"" code "\", \"company\": \"Émile's Happy Tails\", \"scheme\": \"facility\", \"wording\": \"user\"," \
    " \"time_off\": \"availability\", \"zone\": \"" zone "\", \"currency\": \"EUR\", \"name\": \"Paula King\","        \
    " \"email\": \"paula@riverside.example\", \"password\": \"" password "\"}"

/* ------------------------------------------------------------------ set-up */

static void PRD_03_set_up_wants_the_code_and_closes_behind_the_owner(void **state)
{
    struct fresh *f = *state;
    struct browser who = {0}, late = {0};
    struct reply reply;

    assert_int_equal(page(f, &who, "/setup?code=" SETUP_CODE).status, 200);
    reply = api(f, &who, "POST", "/setup", SETUP_JSON("guessed", "Europe/Berlin", "seven crooked teapots"));
    assert_int_equal(reply.status, 422);
    assert_non_null(text_at(&reply, "errors.code"));
    reply = api(f, &who, "POST", "/setup", SETUP_JSON(SETUP_CODE, "Europe/Berlin", "seven crooked teapots"));
    assert_int_equal(reply.status, 200);
    assert_string_equal(text_at(&reply, "slug"), "emiles-happy-tails");
    reply = api(f, &who, "GET", "/me", NULL);
    assert_string_equal(text_at(&reply, "role"), "owner_admin");
    assert_true(true_at(&reply, "owner"));
    assert_int_equal(page(f, &who, "/home").status, 200);
    assert_int_equal(page(f, &late, "/setup?code=" SETUP_CODE).status, 404);
    assert_int_equal(
        api(f, &late, "POST", "/setup", SETUP_JSON(SETUP_CODE, "Europe/Berlin", "seven crooked teapots")).status, 404);
}

static void PRD_03_set_up_names_every_fault_and_keeps_what_was_typed(void **state)
{
    struct fresh *f = *state;
    struct browser who = {0};
    struct reply reply = api(f, &who, "POST", "/setup", SETUP_JSON(SETUP_CODE, "Europe/Atlantis", "PaulaKing2026!"));

    assert_int_equal(reply.status, 422);
    assert_non_null(text_at(&reply, "errors.zone"));
    assert_non_null(text_at(&reply, "errors.password"));
    reply =
        form(f, &who, "/setup", "/setup",
             "code=" SETUP_CODE "&company=Riverside&scheme=facility&wording=user&time_off=time_off&zone=Europe%2FParis"
             "&currency=GBP&name=Paula+King&email=paula%40riverside.example&password=short");
    assert_int_equal(reply.status, 422);
    assert_true(contains(reply.body, "value=\"Riverside\""));
    assert_true(contains(reply.body, "<option value=\"Europe/Paris\" selected>"));
    assert_true(contains(reply.body, "<option value=\"GBP\" selected>"));
    assert_true(contains(reply.body, "value=\"facility\" checked"));
    assert_true(contains(reply.body, "at least 12 characters"));
}

static void PRD_03_set_up_does_not_exist_without_a_code(void **state)
{
    struct fresh *f = *state;
    struct browser who = {0};

    f->app->config.setup_code = (struct str){NULL, 0};
    assert_int_equal(page(f, &who, "/setup").status, 404);
    assert_int_equal(api(f, &who, "POST", "/setup", SETUP_JSON("", "Europe/Berlin", "seven crooked teapots")).status,
                     422);
}

static enum err verify_body(struct tx *tx, void *data)
{
    const struct company_id *company = data;
    struct audit_verdict verdict;

    TRY(audit_verify(tx, *company, NULL, &verdict));
    assert_int_equal(verdict.fault, AUDIT_HOLDS);
    assert_true(verdict.entries >= 1);
    return OK;
}

static void a_companys_record_begins_with_its_set_up(void **state)
{
    struct fresh *f = *state;
    const struct company_state *now;
    struct picture *then;

    in_store(f, verify_body, &f->company);
    assert_int_equal(company_state(f->app, f->company, 1, &f->arena, &now), OK);
    company_release(f->app, now);
    assert_int_equal(picture_at(f->app, f->company, f->now, &f->arena, &then), OK);
    assert_true(picture_person(then, f->owner)->owner);
    picture_release(then);
}

static void a_short_name_is_made_of_letters_and_digits(void **state)
{
    struct fresh *f = *state;

    assert_str(company_slug(&f->arena, STR("  Happy Tails & Co. ")), "happy-tails-co");
    assert_str(company_slug(&f->arena, STR("Zoë’s Hünde 24/7")), "zoes-hunde-24-7");
    assert_str(company_slug(&f->arena, STR("¿?")), "");
}

/* ------------------------------------------------------------------ oneself and the frame */

static void the_frame_leads_where_one_may_go(void **state)
{
    struct fresh *f = *state;
    struct browser owner = owner_browser(f), worker = worker_browser(f);
    struct reply owners = api(f, &owner, "GET", "/me/frame", NULL), workers = api(f, &worker, "GET", "/me/frame", NULL);

    assert_int_equal(owners.status, 200);
    assert_string_equal(text_at(&owners, "company.name"), "Happy Tails");
    assert_string_equal(text_at(&owners, "person.name"), "Olivia Grant");
    assert_int_equal(number_at(&owners, "unread"), 0);
    assert_true(contains(owners.body, "/settings/company"));
    assert_false(contains(workers.body, "/settings/company"));
    assert_true(contains(workers.body, "\"/home\""));
}

static void ACC_07_a_page_learns_which_clients_are_still_seen(void **state)
{
    struct fresh *f = *state;
    struct browser worker = worker_browser(f);
    struct reply reply = api(f, &worker, "GET", "/me/sees?clients=0000000000001,0000000000002", NULL);

    assert_int_equal(reply.status, 200);
    assert_true(contains(reply.body, "{\"sees\":[]}"));
    assert_int_equal(api(f, &worker, "GET", "/me/sees", NULL).status, 422);
}

static void home_greets_and_counts_the_day_for_whoever_schedules(void **state)
{
    struct fresh *f = *state;
    struct browser owner = owner_browser(f), worker = worker_browser(f);
    struct reply reply = api(f, &owner, "GET", "/home", NULL);

    assert_int_equal(number_at(&reply, "company_day.visits"), 0);
    assert_int_equal(number_at(&reply, "visit_count"), 0);
    reply = api(f, &worker, "GET", "/home", NULL);
    assert_false(contains(reply.body, "company_day"));
    assert_true(contains(page(f, &worker, "/home").body, "You have no visits today"));
    assert_true(contains(page(f, &owner, "/home").body, "The company today"));
    assert_int_equal(page(f, &owner, "/me").status, 200);
    assert_int_equal(page(f, &owner, "/me/sessions").status, 200);
    assert_int_equal(page(f, &owner, "/me/password").status, 200);
    assert_int_equal(page(f, &owner, "/staff/me/sessions").status, 200);
    assert_str(page(f, &owner, "/").location, "/home");
}

/* ------------------------------------------------------------------ settings */

static void ROL_153_only_whoever_may_changes_the_companys_settings(void **state)
{
    struct fresh *f = *state;
    struct browser owner = owner_browser(f), worker = worker_browser(f);
    struct reply reply = api(f, &owner, "GET", "/settings/company", NULL);
    int64_t changed = number_at(&reply, "changed");
    struct str body;

    assert_int_equal(api(f, &worker, "PUT", "/settings/company", "{\"fade_days\": 30}").status, 403);
    body = arena_format(&f->arena, "{\"fade_days\": 30, \"wording\": \"user\", \"changed\": %lld}", (long long)changed);
    reply = api(f, &owner, "PUT", "/settings/company", body.p);
    assert_int_equal(reply.status, 200);
    assert_int_equal(number_at(&reply, "fade_days"), 30);
    assert_string_equal(text_at(&reply, "name"), "Happy Tails");
    assert_int_equal(api(f, &owner, "PUT", "/settings/company", body.p).status, 412); /* of an older form */
    assert_true(contains(page(f, &owner, "/settings/company").body, "value=\"30\""));
    assert_int_equal(api(f, &owner, "PUT", "/settings/company", "{\"running_hours\": 100}").status, 422);
    in_store(f, verify_body, &f->company);
}

static void settings_that_decide_are_remembered(void **state)
{
    struct fresh *f = *state;
    struct browser owner = owner_browser(f);
    struct picture *then, *later;

    f->now += HOUR_US;
    assert_int_equal(api(f, &owner, "PUT", "/settings/company", "{\"fade_days\": 30, \"running_hours\": 5}").status,
                     200);
    assert_int_equal(picture_at(f->app, f->company, f->now - MINUTE_US, &f->arena, &then), OK);
    assert_int_equal(picture_at(f->app, f->company, f->now, &f->arena, &later), OK);
    assert_int_equal(picture_company(then)->fade_days, 0);
    assert_int_equal(picture_company(then)->running_hours, 12);
    assert_int_equal(picture_company(later)->fade_days, 30);
    assert_int_equal(picture_company(later)->running_hours, 5);
    picture_release(then);
    picture_release(later);
}

static void ROL_06_wording_changes_words_everywhere(void **state)
{
    struct fresh *f = *state;
    struct browser owner = owner_browser(f);
    struct reply reply;

    assert_int_equal(api(f, &owner, "PUT", "/settings/company", "{\"name\": \"Wagging <b>Tails</b>\"}").status, 200);
    reply = page(f, &owner, "/home");
    assert_true(contains(reply.body, "Wagging &lt;b&gt;Tails&lt;/b&gt;"));
    reply = form(f, &owner, "/settings/company", "/settings/company",
                 "_method=PUT&name=Wagging&wording=user&time_off=availability&fade_days=0&running_hours=12");
    assert_int_equal(reply.status, 303);
    reply = api(f, &owner, "GET", "/settings/company", NULL);
    assert_string_equal(text_at(&reply, "wording"), "user");
    assert_string_equal(text_at(&reply, "time_off"), "availability");
}

/* The machine's table of zones may lose what was there at set-up: the server's fault, not the reader's. */
static void a_zone_that_the_machine_lost_is_an_error_of_the_server(void **state)
{
    struct fresh *f = *state;
    struct browser who = {0};

    assert_int_equal(sign_in(f, &who, OWNER_EMAIL, OWNER_PASSWORD), 200);
    company_zone(f->app->store, f->company, "Europe/Atlantis");
    assert_int_equal(api(f, &who, "GET", "/me", NULL).status, 500);
    company_zone(f->app->store, f->company, "Europe/Berlin");
    assert_int_equal(api(f, &who, "GET", "/me", NULL).status, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        EMPTY_TEST(PRD_03_set_up_wants_the_code_and_closes_behind_the_owner),
        EMPTY_TEST(PRD_03_set_up_names_every_fault_and_keeps_what_was_typed),
        EMPTY_TEST(PRD_03_set_up_does_not_exist_without_a_code),
        FRESH_TEST(a_companys_record_begins_with_its_set_up),
        EMPTY_TEST(a_short_name_is_made_of_letters_and_digits),
        FRESH_TEST(a_zone_that_the_machine_lost_is_an_error_of_the_server),
        FRESH_TEST(the_frame_leads_where_one_may_go),
        FRESH_TEST(ACC_07_a_page_learns_which_clients_are_still_seen),
        FRESH_TEST(home_greets_and_counts_the_day_for_whoever_schedules),
        FRESH_TEST(ROL_153_only_whoever_may_changes_the_companys_settings),
        FRESH_TEST(settings_that_decide_are_remembered),
        FRESH_TEST(ROL_06_wording_changes_words_everywhere),
    };

    return cmocka_run_group_tests_name("company", tests, NULL, NULL);
}
