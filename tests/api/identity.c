/* Signing in, sessions and passwords. */
#include "api/fresh.h"

static const char *const WRONG = "none of these words";

static int me(struct fresh *f, struct browser *who)
{
    return api(f, who, "GET", "/me", NULL).status;
}

/* ------------------------------------------------------------------ signing in */

static void the_right_password_signs_in_and_the_session_says_who(void **state)
{
    struct fresh *f = *state;
    struct browser who = {0};
    struct reply reply;

    assert_int_equal(me(f, &who), 401);
    assert_int_equal(sign_in(f, &who, OWNER_EMAIL, OWNER_PASSWORD), 200);
    reply = api(f, &who, "GET", "/me", NULL);
    assert_int_equal(reply.status, 200);
    assert_string_equal(text_at(&reply, "company.slug"), "happy-tails");
    assert_string_equal(text_at(&reply, "role"), "admin");
    assert_string_equal(text_at(&reply, "email"), OWNER_EMAIL);
    assert_true(true_at(&reply, "owner"));
    assert_true(contains(reply.body, "\"manage_staff\""));
}

static void IDN_02_a_wrong_password_and_an_unknown_email_get_the_same_answer(void **state)
{
    struct fresh *f = *state;
    struct browser who = {0};
    struct reply wrong = api(f, &who, "POST", "/sign-in",
                             "{\"email\": \"olivia@happytails.example\", \"password\": \"none of these words\"}");
    struct reply unknown = api(f, &who, "POST", "/sign-in",
                               "{\"email\": \"nobody@happytails.example\", \"password\": \"none of these words\"}");

    assert_int_equal(wrong.status, 422);
    assert_int_equal(unknown.status, 422);
    assert_string_equal(text_at(&wrong, "errors.password"), text_at(&unknown, "errors.password"));
    assert_int_equal(wrong.set_cookie.n, 0);
    assert_true(str_equal(wrong.body, unknown.body));
}

static void who_is_not_active_cannot_sign_in_and_is_told_nothing_else(void **state)
{
    struct fresh *f = *state;
    static const enum staff_status statuses[] = {STAFF_FROZEN, STAFF_INACTIVE, STAFF_INVITED};
    struct browser who = {0};

    for (size_t i = 0; i < ARRAY_SIZE(statuses); i++) {
        struct str body =
            arena_format(&f->arena, "{\"email\": \"%s\", \"password\": \"%s\"}", WORKER_EMAIL, WORKER_PASSWORD);
        struct reply reply;

        set_status(f, f->worker, statuses[i]);
        reply = api(f, &who, "POST", "/sign-in", body.p);
        assert_int_equal(reply.status, 422);
        assert_non_null(strstr(text_at(&reply, "errors.password"), "do not fit together"));
    }
    set_status(f, f->worker, STAFF_ACTIVE);
    assert_int_equal(sign_in(f, &who, WORKER_EMAIL, WORKER_PASSWORD), 200);
}

/* Whatever ends sessions may be late or fail: the person's standing counts by itself. */
static void a_session_of_somebody_who_is_not_active_is_nobodys(void **state)
{
    struct fresh *f = *state;
    static const enum staff_status statuses[] = {STAFF_FROZEN, STAFF_INACTIVE, STAFF_INVITED};
    struct browser who = {0};

    assert_int_equal(sign_in(f, &who, WORKER_EMAIL, WORKER_PASSWORD), 200);
    for (size_t i = 0; i < ARRAY_SIZE(statuses); i++) {
        struct reply reply;

        set_status(f, f->worker, statuses[i]);
        assert_int_equal(me(f, &who), 401);
        reply = page(f, &who, "/home");
        assert_int_equal(reply.status, 303);
        assert_str(reply.location, "/sign-in?return=%2Fhome");
        assert_int_equal(page(f, &who, "/sign-in").status, 200);
        set_status(f, f->worker, STAFF_ACTIVE);
        assert_int_equal(me(f, &who), 200);
    }
}

static void IDN_02_a_stranger_slows_only_themself(void **state)
{
    struct fresh *f = *state;
    struct browser olivia = {.address = "192.0.2.1"}, stranger = {.address = "198.51.100.7"},
                   elsewhere = {.address = "192.0.2.77"};

    assert_int_equal(sign_in(f, &olivia, OWNER_EMAIL, OWNER_PASSWORD), 200);
    for (int i = 0; i < 5; i++)
        assert_int_equal(sign_in(f, &stranger, OWNER_EMAIL, WRONG), 422);
    for (int i = 0; i < 200; i++)
        assert_int_equal(sign_in(f, &stranger, OWNER_EMAIL, OWNER_PASSWORD), 429);
    assert_int_equal(sign_in(f, &olivia, OWNER_EMAIL, OWNER_PASSWORD), 200);
    assert_int_equal(sign_in(f, &elsewhere, OWNER_EMAIL, OWNER_PASSWORD), 200);
    f->now += 2 * SECOND_US;
    assert_int_equal(sign_in(f, &stranger, OWNER_EMAIL, OWNER_PASSWORD), 200);
}

static void IDN_02_an_unknown_email_is_slowed_like_a_known_one(void **state)
{
    struct fresh *f = *state;
    struct browser who = {.address = "2001:db8::1"}, neighbour = {.address = "2001:db8::2"};

    for (int i = 0; i < 5; i++)
        assert_int_equal(sign_in(f, &who, "nobody@happytails.example", WRONG), 422);
    assert_int_equal(sign_in(f, &who, "nobody@happytails.example", WRONG), 429);
    /* The other end of the same network is the same stranger. */
    assert_int_equal(sign_in(f, &neighbour, "nobody@happytails.example", WRONG), 429);
    struct reply reply = form(f, &who, "/sign-in", "/sign-in", "email=nobody%40happytails.example&password=x");
    assert_int_equal(reply.status, 429);
    assert_true(contains(reply.body, "Too many attempts"));
    assert_true(contains(reply.body, "value=\"nobody@happytails.example\""));
}

static void the_form_signs_in_goes_where_one_was_and_keeps_what_was_typed(void **state)
{
    struct fresh *f = *state;
    struct browser who = {0};
    struct reply reply = form(f, &who, "/sign-in?return=%2Fme", "/sign-in?return=%2Fme",
                              "email=olivia%40happytails.example&password=wrong+wrong+wrong&return=%2Fme");

    assert_int_equal(reply.status, 422);
    assert_true(contains(reply.body, "value=\"olivia@happytails.example\""));
    assert_true(contains(reply.body, "do not fit together"));
    assert_false(contains(reply.body, "wrong wrong"));
    reply = form(f, &who, "/sign-in?return=%2Fme", "/sign-in",
                 "email=olivia%40happytails.example&password=seven+crooked+teapots&return=%2Fme");
    assert_int_equal(reply.status, 303);
    assert_str(reply.location, "/me");
    assert_int_equal(page(f, &who, "/me").status, 200);
}

static void a_return_path_never_leads_to_another_host(void **state)
{
    struct fresh *f = *state;
    static const char *const bad[] = {"https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", ""};

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        struct browser who = {0};
        struct str body = arena_format(
            &f->arena, "email=olivia%%40happytails.example&password=seven+crooked+teapots&return=%s", bad[i]);
        struct reply reply = form(f, &who, "/sign-in", "/sign-in", body.p);

        assert_int_equal(reply.status, 303);
        assert_str(reply.location, "/home");
    }
}

/* ------------------------------------------------------------------ sessions */

static void IDN_03_a_session_ends_without_use_and_in_any_case_after_30_days(void **state)
{
    struct fresh *f = *state;
    struct background_config background = {.app = f->app};
    struct browser who = owner_browser(f), idle = owner_browser(f);

    for (int day = 0; day < 29; day++) {
        f->now += DAY_US;
        assert_int_equal(me(f, &who), 200);
        background_round(&background, false, &f->arena);
    }
    assert_int_equal(me(f, &idle), 401);
    f->now += 2 * DAY_US;
    assert_int_equal(me(f, &who), 401);
    background_round(&background, true, &f->arena); /* sweeps both */
}

static void IDN_03_only_a_hash_of_the_secret_is_stored_and_the_cookie_is_closed(void **state)
{
    struct fresh *f = *state;
    struct browser who = {0};
    struct reply reply = api(f, &who, "POST", "/sign-in",
                             "{\"email\": \"olivia@happytails.example\", \"password\": \"seven crooked teapots\"}");

    assert_true(contains(reply.set_cookie, "HttpOnly"));
    assert_true(contains(reply.set_cookie, "SameSite=Lax"));
    assert_false(contains(reply.body, "petgate_session"));
    assert_int_equal(who.session.n, 43);
}

static void signing_out_ends_the_session(void **state)
{
    struct fresh *f = *state;
    struct browser who = owner_browser(f), copy = who;

    assert_int_equal(api(f, &who, "POST", "/sign-out", NULL).status, 204);
    assert_int_equal(me(f, &copy), 401);
    assert_int_equal(api(f, &who, "POST", "/sign-out", NULL).status, 204);
}

static void IDN_03_own_sessions_are_listed_and_ended_one_or_all(void **state)
{
    struct fresh *f = *state;
    struct browser phone = {.program = "Mozilla/5.0 (iPhone) Safari/605"}, desk, other;
    struct reply reply;
    struct str path;

    assert_int_equal(sign_in(f, &phone, WORKER_EMAIL, WORKER_PASSWORD), 200);
    f->now += MINUTE_US;
    desk = worker_browser(f);
    other = worker_browser(f);
    reply = api(f, &desk, "GET", "/me/sessions", NULL);
    assert_int_equal(number_at(&reply, "total"), 3);
    assert_string_equal(text_at(&reply, "items.2.device"), "Safari on iPhone");
    assert_string_equal(text_at(&reply, "items.2.company"), "Happy Tails");
    path = arena_format(&f->arena, "/me/sessions/%s", text_at(&reply, "items.2.id"));
    struct browser owner = owner_browser(f);
    assert_int_equal(api(f, &owner, "DELETE", path.p, NULL).status, 404); /* somebody else's */
    assert_int_equal(api(f, &desk, "DELETE", path.p, NULL).status, 204);
    assert_int_equal(me(f, &phone), 401);
    assert_int_equal(api(f, &desk, "DELETE", "/me/sessions", NULL).status, 204);
    assert_int_equal(me(f, &other), 401);
    assert_int_equal(me(f, &desk), 200);
    assert_int_equal(api(f, &desk, "DELETE", path.p, NULL).status, 404);
}

static void IDN_03_who_manages_access_ends_the_sessions_of_others(void **state)
{
    struct fresh *f = *state;
    struct browser owner = owner_browser(f), worker = worker_browser(f);
    struct str theirs = arena_format(&f->arena, "/staff/%.*s/sessions", STR_ARG(id_text(&f->arena, f->worker.n)));
    struct str owners = arena_format(&f->arena, "/staff/%.*s/sessions", STR_ARG(id_text(&f->arena, f->owner.n)));
    struct reply reply;

    assert_int_equal(api(f, &worker, "DELETE", owners.p, NULL).status, 404);
    reply = api(f, &owner, "GET", theirs.p, NULL);
    assert_int_equal(number_at(&reply, "total"), 1);
    assert_int_equal(api(f, &worker, "GET", theirs.p, NULL).status, 200); /* one's own */
    reply = api(f, &owner, "DELETE", theirs.p, NULL);
    assert_int_equal(reply.status, 200);
    assert_int_equal(number_at(&reply, "ended"), 1);
    assert_int_equal(me(f, &worker), 401);
    assert_int_equal(me(f, &owner), 200);
}

static void ACC_60_freezing_ends_everything_at_once(void **state)
{
    struct fresh *f = *state;
    struct browser worker = worker_browser(f);

    assert_int_equal(me(f, &worker), 200);
    set_status(f, f->worker, STAFF_FROZEN); /* by its status alone */
    assert_int_equal(me(f, &worker), 401);
    set_status(f, f->worker, STAFF_ACTIVE);
    end_all(f, f->worker);
    assert_int_equal(me(f, &worker), 401);
}

static void open_pages_learn_which_sessions_are_over(void **state)
{
    struct fresh *f = *state;
    struct browser one = worker_browser(f), two = worker_browser(f);
    struct identity_found found[2];
    const struct principal *const open[] = {&found[0].principal, &found[1].principal};
    enum identity_end ends[2];

    assert_int_equal(identity_find(f->app, one.session, false, 0, f->now, STR(""), &f->arena, &found[0]), OK);
    assert_int_equal(identity_find(f->app, two.session, false, 0, f->now, STR(""), &f->arena, &found[1]), OK);
    assert_int_equal(api(f, &two, "DELETE", "/me/sessions", NULL).status, 204);
    assert_int_equal(identity_ended(f->app, open, 2, f->now, &f->arena, ends), OK);
    assert_int_equal(ends[0], IDENTITY_ENDED);
    assert_int_equal(ends[1], IDENTITY_LASTS);
    set_status(f, f->worker, STAFF_INACTIVE);
    assert_int_equal(identity_ended(f->app, open, 2, f->now, &f->arena, ends), OK);
    assert_int_equal(ends[0], IDENTITY_ENDED);
    assert_int_equal(ends[1], IDENTITY_ENDED);
}

/* ------------------------------------------------------------------ passwords */

static void a_new_password_needs_the_current_one_and_ends_the_other_sessions(void **state)
{
    struct fresh *f = *state;
    struct browser here = worker_browser(f), there = worker_browser(f);
    struct reply reply;

    f->now += 20 * MINUTE_US; /* no fresh sign-in any more */
    reply = api(f, &here, "PUT", "/me/password", "{\"password\": \"umbrella kneading tango\"}");
    assert_int_equal(reply.status, 422);
    assert_non_null(text_at(&reply, "errors.current"));
    reply = api(f, &here, "PUT", "/me/password", "{\"password\": \"umbrella kneading tango\", \"current\": \"no\"}");
    assert_int_equal(reply.status, 422);
    reply = api(f, &here, "PUT", "/me/password",
                "{\"password\": \"umbrella kneading tango\", \"current\": \"violet lantern quarry\"}");
    assert_int_equal(reply.status, 204);
    assert_int_equal(me(f, &here), 200);
    assert_int_equal(me(f, &there), 401);
    assert_int_equal(sign_in(f, &there, WORKER_EMAIL, WORKER_PASSWORD), 422);
    assert_int_equal(sign_in(f, &there, WORKER_EMAIL, "umbrella kneading tango"), 200);
}

static void IDN_01_a_password_that_anyone_would_guess_is_refused(void **state)
{
    struct fresh *f = *state;
    struct browser who = worker_browser(f);
    static const char *const bad[] = {"too short", "password1234!!", "DanaBrooks2026!", "HappyTails12345"};

    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        struct str body = arena_format(&f->arena, "{\"password\": \"%s\"}", bad[i]);
        struct reply reply = api(f, &who, "PUT", "/me/password", body.p);

        assert_int_equal(reply.status, 422);
        assert_non_null(text_at(&reply, "errors.password"));
    }
}

static void IDN_01_a_company_may_ask_for_longer_passwords(void **state)
{
    struct fresh *f = *state;
    struct browser owner = owner_browser(f), worker = worker_browser(f);
    struct reply reply = api(f, &owner, "PUT", "/settings/company", "{\"password_min\": 11}");

    assert_int_equal(reply.status, 422);
    assert_non_null(text_at(&reply, "errors.password_min"));
    assert_int_equal(api(f, &owner, "PUT", "/settings/company", "{\"password_min\": 30}").status, 200);
    reply = api(f, &worker, "PUT", "/me/password",
                "{\"current\": \"" WORKER_PASSWORD "\", \"password\": \"amber copper lizard wagon\"}");
    assert_int_equal(reply.status, 422);
    assert_true(contains(str_from(text_at(&reply, "errors.password")), "at least 30 characters"));
    reply = page(f, &worker, "/me/password");
    assert_true(contains(reply.body, "At least 30 characters"));
    reply = api(f, &worker, "PUT", "/me/password",
                "{\"current\": \"" WORKER_PASSWORD "\", \"password\": \"amber copper lizard wagon tulip\"}");
    assert_int_equal(reply.status, 204);
}

static void IDN_01_a_password_has_no_end_unless_the_company_sets_one(void **state)
{
    struct fresh *f = *state;
    struct browser owner = owner_browser(f), worker = {.address = "192.0.2.11"};
    struct reply reply = api(f, &owner, "PUT", "/settings/company", "{\"password_days\": 5}");
    struct str at;

    assert_int_equal(reply.status, 422);
    assert_non_null(text_at(&reply, "errors.password_days"));
    f->now += 400 * DAY_US;
    assert_int_equal(sign_in(f, &owner, OWNER_EMAIL, OWNER_PASSWORD), 200); /* never asked for */
    assert_int_equal(api(f, &owner, "PUT", "/settings/company", "{\"password_days\": 90}").status, 200);

    assert_int_equal(sign_in(f, &worker, WORKER_EMAIL, "wrong wrong wrong"), 422);
    reply = form(f, &worker, "/sign-in", "/sign-in", "email=dana%40happytails.example&password=violet+lantern+quarry");
    assert_int_equal(reply.status, 303);
    assert_true(str_starts(reply.location, STR("/reset/new?over=1&key=")));
    assert_int_equal(api(f, &worker, "GET", "/me", NULL).status, 401);
    at = reply.location;
    assert_true(contains(page(f, &worker, at.p).body, "older than 90 days"));
    reply = form(f, &worker, at.p, "/reset/new",
                 arena_format(&f->arena, "key=%s&password=violet+lantern+quarry", strstr(at.p, "key=") + 4).p);
    assert_int_equal(reply.status, 422); /* not the same again */
    reply = form(f, &worker, at.p, "/reset/new",
                 arena_format(&f->arena, "key=%s&password=amber+copper+lizard", strstr(at.p, "key=") + 4).p);
    assert_int_equal(reply.status, 303);
    assert_int_equal(sign_in(f, &worker, WORKER_EMAIL, "amber copper lizard"), 200);
    assert_int_equal(api(f, &worker, "GET", "/me", NULL).status, 200);
}

static void dangerous_acts_want_a_fresh_sign_in(void **state)
{
    struct fresh *f = *state;
    struct browser who = owner_browser(f);
    struct reply reply;

    assert_int_equal(api(f, &who, "GET", "/tokens/new", NULL).status, 200);
    f->now += 20 * MINUTE_US;
    assert_int_equal(api(f, &who, "GET", "/tokens/new", NULL).status, 403);
    reply = page(f, &who, "/tokens/new");
    assert_int_equal(reply.status, 303);
    assert_str(reply.location, "/sign-in/again?return=%2Ftokens%2Fnew");
    assert_int_equal(api(f, &who, "POST", "/sign-in/again", "{\"password\": \"not it at all\"}").status, 422);
    reply = form(f, &who, "/sign-in/again?return=%2Ftokens%2Fnew", "/sign-in/again",
                 "password=seven+crooked+teapots&return=%2Ftokens%2Fnew");
    assert_int_equal(reply.status, 303);
    assert_str(reply.location, "/tokens/new");
    assert_int_equal(api(f, &who, "GET", "/tokens/new", NULL).status, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FRESH_TEST(the_right_password_signs_in_and_the_session_says_who),
        FRESH_TEST(IDN_02_a_wrong_password_and_an_unknown_email_get_the_same_answer),
        FRESH_TEST(who_is_not_active_cannot_sign_in_and_is_told_nothing_else),
        FRESH_TEST(a_session_of_somebody_who_is_not_active_is_nobodys),
        FRESH_TEST(IDN_02_a_stranger_slows_only_themself),
        FRESH_TEST(IDN_02_an_unknown_email_is_slowed_like_a_known_one),
        FRESH_TEST(the_form_signs_in_goes_where_one_was_and_keeps_what_was_typed),
        FRESH_TEST(a_return_path_never_leads_to_another_host),
        FRESH_TEST(IDN_03_a_session_ends_without_use_and_in_any_case_after_30_days),
        FRESH_TEST(IDN_03_only_a_hash_of_the_secret_is_stored_and_the_cookie_is_closed),
        FRESH_TEST(signing_out_ends_the_session),
        FRESH_TEST(IDN_03_own_sessions_are_listed_and_ended_one_or_all),
        FRESH_TEST(IDN_03_who_manages_access_ends_the_sessions_of_others),
        FRESH_TEST(ACC_60_freezing_ends_everything_at_once),
        FRESH_TEST(open_pages_learn_which_sessions_are_over),
        FRESH_TEST(a_new_password_needs_the_current_one_and_ends_the_other_sessions),
        FRESH_TEST(IDN_01_a_password_that_anyone_would_guess_is_refused),
        FRESH_TEST(IDN_01_a_company_may_ask_for_longer_passwords),
        FRESH_TEST(IDN_01_a_password_has_no_end_unless_the_company_sets_one),
        FRESH_TEST(dangerous_acts_want_a_fresh_sign_in),
    };

    return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
