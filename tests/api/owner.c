/* The owner, and how the ownership passes on (ROL-142, ROL-214). */
#include "app/jobs.h"
#include "support/world.h"

#define OWNER "/settings/company/owner"
#define ASK OWNER "/transfer"

static struct answer show(struct world *w, const char *who)
{
    return api(w, who, "GET", "/api/v1" OWNER, NULL);
}

static struct answer ask(struct world *w, const char *who, const char *whom)
{
    return page(w, who, "POST", ASK, world_text(w, "staff=%s&reason=I+retire", staff_id(w, whom)));
}

static struct answer accept(struct world *w, const char *who)
{
    return page(w, who, "POST", ASK "/accept", "");
}

static struct answer take_back(struct world *w, const char *who)
{
    return page(w, who, "POST", ASK "/take-back", "reason=Not+yet");
}

static struct answer decline(struct world *w, const char *who)
{
    return page(w, who, "POST", ASK "/decline", "");
}

/* What is due runs, as the server does it every second. */
static int run_due(struct world *w)
{
    int ran = -1;

    assert_int_equal(jobs_run(world_app(w), 100, world_arena(w), &ran), OK);
    world_check(w);
    return ran;
}

static const char *owner(struct world *w)
{
    struct answer a = show(w, "andre");

    assert_status(a, 200);
    return text_at(a.json, "owner.name");
}

static const char *state(struct world *w)
{
    struct answer a = show(w, "andre");
    const char *open = text_at(a.json, "transfer.state");

    return open ? open : text_at(a.json, "ended.0.state");
}

static bool told(struct world *w, const char *who, const char *kind)
{
    return find_in(api(w, who, "GET", "/api/v1/notices", NULL).json, "items", "kind", kind) != NULL;
}

static void given_accepted(struct world *w)
{
    assert_status(ask(w, "olivia", "andre"), 303);
    assert_status(accept(w, "andre"), 303);
}

/* Olivia with Manage Permissions; how another Admin sees her account is the same for all. */
static void make_admin(struct world *w, const char *who)
{
    assert_status(api(w, "olivia", "PUT", world_text(w, "/api/v1/staff/%s/role", staff_id(w, who)),
                      "{\"role\": \"admin\", \"reason\": \"Grew\"}"),
                  200);
}

/* ------------------------------------------------------------------ the whole way */

static void ROL_142_the_ownership_passes_when_it_was_accepted_and_has_waited(void **unused)
{
    struct world *w = world_new(test_engine());

    (void)unused;
    assert_status(ask(w, "olivia", "andre"), 303);
    assert_string_equal(state(w), "asked");
    assert_true(told(w, "andre", "owner_asked"));
    world_time(w, WORLD_NOW + DAY_US); /* nothing waits before it is accepted */
    assert_int_equal(run_due(w), 0);
    assert_string_equal(owner(w), "Olivia Grant");
    assert_status(accept(w, "andre"), 303);
    assert_true(told(w, "olivia", "owner_accepted"));
    assert_text(show(w, "olivia").json, "transfer.effective_at", "2026-05-15T10:00:00-04:00");
    world_time(w, WORLD_NOW + 2 * DAY_US - 1);
    run_due(w);
    assert_string_equal(owner(w), "Olivia Grant");
    world_time(w, WORLD_NOW + 2 * DAY_US);
    assert_true(run_due(w) >= 1);
    assert_string_equal(owner(w), "Andre Silva");
    assert_string_equal(state(w), "passed");
    assert_true(told(w, "olivia", "owner_passed") && told(w, "andre", "owner_passed"));
    assert_true(true_at(api(w, "andre", "GET", "/api/v1/me", NULL).json, "owner"));
    assert_text(api(w, "olivia", "GET", "/api/v1/me", NULL).json, "role", "admin");
    assert_false(true_at(api(w, "olivia", "GET", "/api/v1/me", NULL).json, "owner"));
    /* The roles are swapped in everything: now it is Andre whom nobody touches. */
    assert_status(api(w, "olivia", "POST", world_text(w, "/api/v1/staff/%s/freeze", staff_id(w, "andre")), "{}"), 403);
    assert_status(take_back(w, "olivia"), 403);
    world_free(w);
}

static void ROL_142_the_record_says_who_was_the_owner_at_any_instant(void **unused)
{
    struct world *w = world_new(test_engine());
    struct picture *picture;
    struct staff_id andre = {id_number(staff_id(w, "andre"))};
    struct answer a;

    (void)unused;
    given_accepted(w);
    world_time(w, WORLD_NOW + DAY_US);
    run_due(w);
    world_time(w, WORLD_NOW + 2 * DAY_US);
    for (int i = 0; i < 2; i++) {
        int64_t at = WORLD_NOW + DAY_US - (i == 0);

        assert_int_equal(picture_at(world_app(w), world_company(w, "happy-tails"), at, world_arena(w), &picture), OK);
        assert_int_equal(picture_person(picture, andre)->owner, i);
        picture_release(picture);
    }
    a = api(w, "andre", "GET", "/api/v1/audit", NULL);
    assert_text(a.json, "items.0.what", "Passed the ownership after the waiting time");
    assert_text(a.json, "items.0.actor.name", "Petgate");
    assert_text(a.json, "items.1.what", "Accepted to become the owner");
    assert_text(a.json, "items.2.what", "Asked somebody to become the owner");
    assert_non_null(find_in(json_at(a.json, "items.2"), "changes", "after", "I retire"));
    world_free(w);
}

/* ------------------------------------------------------------------ who may */

static void ROL_142_only_the_owner_asks_and_with_a_fresh_sign_in(void **unused)
{
    struct world *w = world_new(test_engine());
    const char *cookie = world_text(w, "petgate_session=%s", world_session(w, "olivia"));
    const char *const headers[] = {"Cookie", cookie, "Accept", "application/json", NULL};
    const char *json = world_text(w, "{\"staff\": \"%s\", \"reason\": \"I retire\"}", staff_id(w, "andre"));

    (void)unused;
    assert_status(ask(w, "andre", "maya"), 403);
    assert_status(ask(w, "maya", "andre"), 403);
    assert_status(ask(w, "dana", "andre"), 403);
    assert_status(api(w, "olivia", "POST", "/api/v1" ASK, json), 403); /* a token is never fresh */
    assert_text(world_ask(w, "GET", "/api/v1" OWNER, NULL, headers).json, "owner.name", "Olivia Grant");
    assert_true(true_at(world_ask(w, "GET", "/api/v1" OWNER, NULL, headers).json, "can.fresh"));
    world_time(w, WORLD_NOW + HOUR_US);
    assert_false(true_at(world_ask(w, "GET", "/api/v1" OWNER, NULL, headers).json, "can.fresh"));
    assert_status(show(w, "maya"), 403);
    world_free(w);
}

static void ROL_142_it_passes_only_to_somebody_else_who_is_an_active_Admin(void **unused)
{
    struct world *w = world_new(test_engine());

    (void)unused;
    assert_status(ask(w, "olivia", "maya"), 422);
    assert_status(ask(w, "olivia", "dana"), 422);
    assert_status(ask(w, "olivia", "olivia"), 422);
    assert_status(api(w, "olivia", "POST", world_text(w, "/api/v1/staff/%s/freeze", staff_id(w, "andre")), "{}"), 200);
    assert_status(ask(w, "olivia", "andre"), 422);
    assert_status(page(w, "olivia", "POST", ASK, world_text(w, "staff=%s&reason=", staff_id(w, "andre"))), 422);
    world_free(w);
}

static void ROL_214_in_a_facility_it_passes_only_to_an_Owner_Admin(void **unused)
{
    struct world *w = world_new(test_engine());
    const char *role = world_text(w, "/api/v1/staff/%s/role", staff_id(w, "ravi"));

    (void)unused;
    assert_status(ask(w, "paula", "ravi"), 422);
    assert_status(api(w, "paula", "PUT", role, "{\"role\": \"owner_admin\", \"reason\": \"Partner\"}"), 200);
    assert_status(ask(w, "paula", "ravi"), 303);
    assert_status(accept(w, "ravi"), 303);
    world_time(w, WORLD_NOW + DAY_US);
    run_due(w);
    assert_text(show(w, "paula").json, "owner.name", "Ravi Shah");
    /* ROL-214: an Owner Admin can re-role another one, but not the owner. */
    assert_status(api(w, "paula", "PUT", role, "{\"role\": \"admin\", \"reason\": \"No\"}"), 403);
    assert_status(api(w, "ravi", "PUT", world_text(w, "/api/v1/staff/%s/role", staff_id(w, "paula")),
                      "{\"role\": \"admin\", \"reason\": \"Retired\"}"),
                  200);
    world_free(w);
}

static void ROL_142_only_who_was_asked_answers_while_signed_in(void **unused)
{
    struct world *w = world_new(test_engine());

    (void)unused;
    assert_status(accept(w, "andre"), 403);
    assert_status(ask(w, "olivia", "andre"), 303);
    make_admin(w, "maya");
    assert_status(accept(w, "maya"), 403);
    assert_status(accept(w, "olivia"), 403);
    assert_status(decline(w, "maya"), 403);
    assert_status(api(w, "andre", "POST", "/api/v1" ASK "/accept", "{}"), 403); /* by a program: never */
    assert_status(page(w, "andre", "POST", ASK "/accept", "changed=1"), 412);
    assert_status(accept(w, "andre"), 303);
    assert_status(accept(w, "andre"), 303); /* again: the same answer, the same end */
    assert_text(show(w, "andre").json, "transfer.effective_at", "2026-05-14T10:00:00-04:00");
    world_free(w);
}

/* ------------------------------------------------------------------ how it ends otherwise */

static void ROL_142_the_owner_takes_it_back_until_it_takes_effect(void **unused)
{
    struct world *w = world_new(test_engine());

    (void)unused;
    given_accepted(w);
    assert_status(ask(w, "olivia", "andre"), 409); /* one open request a company */
    world_time(w, WORLD_NOW + DAY_US - 1);
    assert_status(take_back(w, "andre"), 403);
    assert_status(take_back(w, "olivia"), 303);
    assert_true(told(w, "andre", "owner_taken_back"));
    world_time(w, WORLD_NOW + 2 * DAY_US);
    run_due(w);
    assert_string_equal(owner(w), "Olivia Grant");
    assert_string_equal(state(w), "taken_back");
    assert_status(take_back(w, "olivia"), 409);
    assert_status(ask(w, "olivia", "andre"), 303);
    world_free(w);
}

static void ROL_142_the_other_declines_also_after_accepting(void **unused)
{
    struct world *w = world_new(test_engine());

    (void)unused;
    assert_status(ask(w, "olivia", "andre"), 303);
    assert_status(decline(w, "andre"), 303);
    assert_string_equal(state(w), "declined");
    assert_true(told(w, "olivia", "owner_declined"));
    given_accepted(w);
    assert_status(decline(w, "andre"), 303);
    world_time(w, WORLD_NOW + 2 * DAY_US);
    run_due(w);
    assert_string_equal(owner(w), "Olivia Grant");
    world_free(w);
}

static void ROL_142_a_request_that_nobody_answers_ends_after_seven_days(void **unused)
{
    struct world *w = world_new(test_engine());

    (void)unused;
    assert_status(ask(w, "olivia", "andre"), 303);
    world_time(w, WORLD_NOW + 7 * DAY_US);
    assert_status(accept(w, "andre"), 409); /* the instant counts, not whether somebody has tidied up */
    run_due(w);
    assert_string_equal(state(w), "expired");
    assert_true(told(w, "olivia", "owner_expired") && told(w, "andre", "owner_expired"));
    assert_status(accept(w, "andre"), 403);
    world_free(w);
}

static void void_by(struct world *w, const char *method, const char *end, const char *json, int status)
{
    given_accepted(w);
    assert_status(api(w, "olivia", method, world_text(w, "/api/v1/staff/%s%s", staff_id(w, "andre"), end), json),
                  status);
    assert_text(show(w, "olivia").json, "ended.0.state", "void");
    assert_null(json_at(show(w, "olivia").json, "transfer"));
    world_time(w, WORLD_NOW + 2 * DAY_US);
    run_due(w);
    assert_text(show(w, "olivia").json, "owner.name", "Olivia Grant");
    assert_non_null(find_in(api(w, "olivia", "GET", "/api/v1/audit", NULL).json, "items", "kind", "owner.accept"));
}

static void ROL_142_freezing_the_other_makes_it_void(void **unused)
{
    struct world *w = world_new(test_engine());

    (void)unused;
    void_by(w, "POST", "/freeze", "{}", 200);
    /* Active again is not asked again. */
    assert_status(api(w, "olivia", "POST", world_text(w, "/api/v1/staff/%s/active", staff_id(w, "andre")), "{}"), 200);
    assert_status(accept(w, "andre"), 403);
    assert_true(
        mentions(page(w, "andre", "GET", "/notices", NULL), "the request is void")); /* freezing ended the token */
    world_free(w);
}

static void ROL_142_making_the_other_inactive_makes_it_void(void **unused)
{
    struct world *w = world_new(test_engine());

    (void)unused;
    void_by(
        w, "POST", "/inactive",
        "{\"events\": {\"*\": null}, \"templates\": {\"*\": null}, \"preferred\": {\"*\": null}, \"reason\": \"x\"}",
        200);
    world_free(w);
}

static void ROL_142_another_role_for_the_other_makes_it_void(void **unused)
{
    struct world *w = world_new(test_engine());

    (void)unused;
    void_by(w, "PUT", "/role", "{\"role\": \"office_manager\", \"reason\": \"x\"}", 200);
    world_free(w);
}

static void ROL_142_by_another_Admin_it_is_void_and_the_owner_is_told(void **unused)
{
    struct world *w = world_new(test_engine());

    (void)unused;
    make_admin(w, "maya");
    given_accepted(w);
    assert_status(api(w, "maya", "POST", world_text(w, "/api/v1/staff/%s/freeze", staff_id(w, "andre")), "{}"), 200);
    assert_true(told(w, "olivia", "owner_void"));
    world_free(w);
}

/* ------------------------------------------------------------------ the waiting time */

static void ROL_142_the_owner_alone_sets_the_waiting_time_within_bounds(void **unused)
{
    struct world *w = world_new(test_engine());

    (void)unused;
    assert_int_equal(number_at(show(w, "olivia").json, "wait_hours"), 24);
    assert_status(page(w, "andre", "PUT", OWNER, "wait_hours=48"), 403);
    assert_status(page(w, "maya", "PUT", OWNER, "wait_hours=11"), 403); /* before what is typed is read */
    assert_status(api(w, "olivia", "PUT", "/api/v1" OWNER, "{\"wait_hours\": 48}"), 403);
    assert_status(page(w, "olivia", "PUT", OWNER, "wait_hours=11"), 422);
    assert_status(page(w, "olivia", "PUT", OWNER, "wait_hours=337"), 422);
    assert_status(page(w, "olivia", "PUT", OWNER, "wait_hours=48"), 303);
    assert_int_equal(number_at(show(w, "olivia").json, "wait_hours"), 48);
    given_accepted(w);
    assert_text(show(w, "olivia").json, "transfer.effective_at", "2026-05-15T10:00:00-04:00");
    world_free(w);
}

static void ROL_142_no_setting_shortens_a_transfer_that_runs(void **unused)
{
    struct world *w = world_new(test_engine());

    (void)unused;
    assert_status(ask(w, "olivia", "andre"), 303);
    assert_status(page(w, "olivia", "PUT", OWNER, "wait_hours=12"), 303);
    assert_status(accept(w, "andre"), 303);
    assert_text(show(w, "olivia").json, "transfer.effective_at", "2026-05-14T10:00:00-04:00");
    world_time(w, WORLD_NOW + 12 * HOUR_US);
    run_due(w);
    assert_string_equal(owner(w), "Olivia Grant");
    world_free(w);
}

/* ------------------------------------------------------------------ nobody else touches the owner */

static void ROL_142_nobody_else_touches_the_owner_by_any_way(void **unused)
{
    static const struct {
        const char *method, *path, *json;
    } ways[] = {
        {"PATCH", "", "{\"name\": \"Nobody\"}"},
        {"PUT", "/role", "{\"role\": \"trainee\", \"reason\": \"x\"}"},
        {"POST", "/freeze", "{}"},
        {"POST", "/active", "{}"},
        {"POST", "/inactive", "{\"events\": {\"*\": null}, \"reason\": \"x\"}"},
        {"DELETE", "", NULL},
        {"POST", "/invitation", "{}"},
        {"DELETE", "/sessions", NULL},
        {"GET", "/sessions", NULL},
        {"PUT", "/exceptions",
         "{\"permission\": \"request_time_off_without_approval\", \"on\": false, \"reason\": \"x\"}"},
        {"PUT", "/exceptions/request_time_off_without_approval", "{\"on\": false, \"reason\": \"x\"}"},
    };
    static const char *const others[] = {"andre", "maya"};
    struct world *w = world_new(test_engine());
    int tried = 0;

    (void)unused;
    for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
        for (size_t k = 0; k < ARRAY_SIZE(others); k++) {
            const char *path = world_text(w, "/api/v1/staff/%s%s", staff_id(w, "olivia"), ways[i].path);
            struct answer a = api(w, others[k], ways[i].method, path, ways[i].json);

            if (a.status == 404 || a.status == 405) /* no such address */
                continue;
            assert_status(a, 403);
            tried++;
        }
    }
    assert_true(tried >= 20);
    assert_string_equal(owner(w), "Olivia Grant");
    world_free(w);
}

/* What policy refuses to people, the row itself refuses to whoever comes past policy: the command line, jobs. */
static void ROL_142_not_even_the_command_line_leaves_a_company_without_an_owner(void **unused)
{
    struct world *w = world_new(test_engine());
    int64_t targets[TARGET__MAX] = {[TARGET_STAFF] = id_number(staff_id(w, "olivia"))};
    struct company_id company = world_company(w, "happy-tails");
    static const struct {
        const char *operation, *json;
    } ways[] = {{"staff.freeze", "{}"}, {"staff.role", "{\"role\": \"office_manager\", \"reason\": \"x\"}"}};
    struct outcome outcome;

    (void)unused;
    for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
        app_call_system(world_app(w), ways[i].operation, company, SURFACE_CLI, targets, str_from(ways[i].json),
                        world_arena(w), &outcome);
        assert_int_equal(outcome.err, ERR_CONFLICT);
        app_outcome_end(world_app(w), &outcome);
        fail_clear(world_arena(w));
    }
    world_check(w);
    world_free(w);
}

static void ROL_142_whoever_holds_the_data_folder_gives_a_lost_owner_s_company_another(void **unused)
{
    struct world *w = world_new(test_engine());
    struct company_id company = world_company(w, "happy-tails");
    struct outcome outcome;
    struct answer a;

    (void)unused;
    make_admin(w, "maya");
    given_accepted(w);
    app_call_system(world_app(w), "owner.give", company, SURFACE_CLI, NULL,
                    str_from(world_text(w, "{\"staff\": \"%s\", \"reason\": \"Left\"}", staff_id(w, "dana"))),
                    world_arena(w), &outcome);
    assert_int_equal(outcome.err, ERR_INVALID);
    app_outcome_end(world_app(w), &outcome);
    fail_clear(world_arena(w));
    app_call_system(world_app(w), "owner.give", company, SURFACE_CLI, NULL,
                    str_from(world_text(w, "{\"staff\": \"%s\", \"reason\": \"Left\"}", staff_id(w, "maya"))),
                    world_arena(w), &outcome);
    assert_int_equal(outcome.err, OK);
    app_outcome_end(world_app(w), &outcome);
    world_check(w);
    assert_string_equal(owner(w), "Maya Chen");
    assert_string_equal(state(w), "void");
    assert_true(told(w, "olivia", "owner_passed") && told(w, "maya", "owner_passed"));
    a = api(w, "andre", "GET", "/api/v1/audit", NULL);
    assert_text(a.json, "items.0.what", "Gave the company another owner");
    assert_text(a.json, "items.0.actor.name", "The operator");
    world_free(w);
}

/* ------------------------------------------------------------------ the page */

static void ROL_142_the_page_offers_each_what_they_may_do(void **unused)
{
    struct world *w = world_new(test_engine());

    (void)unused;
    assert_true(mentions(page(w, "olivia", "GET", OWNER, NULL), "Ask them to become the owner"));
    assert_false(mentions(page(w, "andre", "GET", OWNER, NULL), "Ask them to become the owner"));
    assert_true(true_at(show(w, "olivia").json, "oneself"));
    assert_true(true_at(show(w, "olivia").json, "can.ask") && true_at(show(w, "olivia").json, "can.settings"));
    assert_false(true_at(show(w, "andre").json, "oneself"));
    assert_false(true_at(show(w, "andre").json, "can.ask") || true_at(show(w, "andre").json, "can.settings"));
    assert_true(mentions(page(w, "olivia", "GET", "/settings/company", NULL), "href=\"" OWNER "\""));
    assert_true(mentions(page(w, "olivia", "GET", "/me", NULL), "href=\"" OWNER "\""));
    assert_false(mentions(page(w, "andre", "GET", "/me", NULL), "href=\"" OWNER "\""));
    assert_status(ask(w, "olivia", "andre"), 303);
    assert_true(mentions(page(w, "andre", "GET", OWNER, NULL), "Accept to become the owner"));
    assert_true(mentions(page(w, "andre", "GET", OWNER, NULL), "I retire"));
    assert_true(true_at(show(w, "olivia").json, "can.take_back"));
    assert_false(true_at(show(w, "andre").json, "can.take_back"));
    assert_true(mentions(page(w, "andre", "GET", "/notices", NULL), "Olivia Grant asks you to become the owner"));
    assert_true(mentions(page(w, "andre", "GET", "/notices", NULL), "Answer until Wed May 20 10:00 AM."));
    assert_true(mentions(page(w, "olivia", "GET", OWNER, NULL), "Take it back"));
    assert_false(mentions(page(w, "olivia", "GET", OWNER, NULL), "Accept to become the owner"));
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ROL_142_the_ownership_passes_when_it_was_accepted_and_has_waited),
        cmocka_unit_test(ROL_142_the_record_says_who_was_the_owner_at_any_instant),
        cmocka_unit_test(ROL_142_only_the_owner_asks_and_with_a_fresh_sign_in),
        cmocka_unit_test(ROL_142_it_passes_only_to_somebody_else_who_is_an_active_Admin),
        cmocka_unit_test(ROL_214_in_a_facility_it_passes_only_to_an_Owner_Admin),
        cmocka_unit_test(ROL_142_only_who_was_asked_answers_while_signed_in),
        cmocka_unit_test(ROL_142_the_owner_takes_it_back_until_it_takes_effect),
        cmocka_unit_test(ROL_142_the_other_declines_also_after_accepting),
        cmocka_unit_test(ROL_142_a_request_that_nobody_answers_ends_after_seven_days),
        cmocka_unit_test(ROL_142_freezing_the_other_makes_it_void),
        cmocka_unit_test(ROL_142_making_the_other_inactive_makes_it_void),
        cmocka_unit_test(ROL_142_another_role_for_the_other_makes_it_void),
        cmocka_unit_test(ROL_142_by_another_Admin_it_is_void_and_the_owner_is_told),
        cmocka_unit_test(ROL_142_the_owner_alone_sets_the_waiting_time_within_bounds),
        cmocka_unit_test(ROL_142_no_setting_shortens_a_transfer_that_runs),
        cmocka_unit_test(ROL_142_nobody_else_touches_the_owner_by_any_way),
        cmocka_unit_test(ROL_142_not_even_the_command_line_leaves_a_company_without_an_owner),
        cmocka_unit_test(ROL_142_whoever_holds_the_data_folder_gives_a_lost_owner_s_company_another),
        cmocka_unit_test(ROL_142_the_page_offers_each_what_they_may_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
