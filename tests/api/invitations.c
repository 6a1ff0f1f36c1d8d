/* Invitations, resets, several companies, tokens. */
#include "api/fresh.h"

#include "app/audit.h"

#define NEW_EMAIL "uma@happytails.example"
#define NEW_PASSWORD "orbit mustard pebble"

static const char *part_after(struct fresh *f, const char *text, const char *mark)
{
    const char *at = strstr(text, mark);

    assert_non_null(at);
    return arena_cstr(&f->arena, str_from(at + strlen(mark)));
}

static struct reply accept(struct fresh *f, struct browser *who, const char *path, const char *password)
{
    struct str body =
        arena_format(&f->arena, "{\"key\": \"%s\", \"password\": \"%s\"}", part_after(f, path, "key="), password);

    return api(f, who, "POST", "/welcome", body.p);
}

static enum err verify_body(struct tx *tx, void *data)
{
    struct fresh *f = data;
    struct audit_verdict verdict;

    TRY(audit_verify(tx, f->company, NULL, &verdict));
    assert_int_equal(verdict.fault, AUDIT_HOLDS);
    return OK;
}

/* ------------------------------------------------------------------ invitations */

static void STF_02_an_invitation_sets_the_first_password_once(void **state)
{
    struct fresh *f = *state;
    struct staff_id uma = add_staff(f, "Uma Reyes", NEW_EMAIL, NULL, ROLE_STAFF, STAFF_INVITED);
    const char *path = invite(f, uma);
    struct browser who = {0}, late = {0};
    struct reply reply = page(f, &who, path);

    assert_int_equal(reply.status, 200);
    assert_true(contains(reply.body, "Welcome to Happy Tails"));
    assert_true(contains(reply.body, NEW_EMAIL));
    assert_int_equal(accept(f, &who, path, "short").status, 422);
    assert_int_equal(accept(f, &who, path, NEW_PASSWORD).status, 200);
    reply = api(f, &who, "GET", "/me", NULL);
    assert_string_equal(text_at(&reply, "name"), "Uma Reyes");
    assert_int_equal(accept(f, &late, path, NEW_PASSWORD).status, 409);
    assert_true(contains(page(f, &late, path).body, "This invitation is over"));
    assert_int_equal(sign_in(f, &late, NEW_EMAIL, NEW_PASSWORD), 200);
    in_store(f, verify_body, f);
}

static void the_form_of_an_invitation_is_shown_again_with_what_is_wrong(void **state)
{
    struct fresh *f = *state;
    const char *path = invite(f, add_staff(f, "Uma Reyes", NEW_EMAIL, NULL, ROLE_STAFF, STAFF_INVITED));
    struct str body = arena_format(&f->arena, "key=%s&password=password1234", part_after(f, path, "key="));
    struct browser who = {0};
    struct reply reply = form(f, &who, path, path, body.p);

    assert_int_equal(reply.status, 422);
    assert_true(contains(reply.body, "first passwords that anyone would try"));
    assert_true(contains(reply.body, "Welcome to Happy Tails"));
    body = arena_format(&f->arena, "key=%s&password=orbit+mustard+pebble", part_after(f, path, "key="));
    reply = form(f, &who, path, path, body.p);
    assert_int_equal(reply.status, 303);
    assert_true(str_starts(reply.location, STR("/home")));
    assert_int_equal(page(f, &who, "/home").status, 200);
}

static void STF_02_an_invitation_lasts_seven_days_and_a_newer_one_ends_it(void **state)
{
    struct fresh *f = *state;
    struct staff_id uma = add_staff(f, "Uma Reyes", NEW_EMAIL, NULL, ROLE_STAFF, STAFF_INVITED);
    const char *first = invite(f, uma), *second = invite(f, uma);
    struct browser who = {0};

    assert_int_equal(accept(f, &who, first, NEW_PASSWORD).status, 409);
    f->now += 7 * DAY_US;
    assert_int_equal(accept(f, &who, second, NEW_PASSWORD).status, 409);
    assert_int_equal(accept(f, &who, invite(f, uma), NEW_PASSWORD).status, 200);
}

static void STF_02_an_inactive_person_cannot_accept(void **state)
{
    struct fresh *f = *state;
    struct staff_id uma = add_staff(f, "Uma Reyes", NEW_EMAIL, NULL, ROLE_STAFF, STAFF_INVITED);
    const char *path = invite(f, uma);
    struct browser who = {0};

    set_status(f, uma, STAFF_INACTIVE);
    assert_int_equal(accept(f, &who, path, NEW_PASSWORD).status, 409);
}

static void an_invitation_is_queued_as_mail_with_its_link(void **state)
{
    struct fresh *f = *state;
    struct browser owner = owner_browser(f);
    struct reply reply;

    (void)invite(f, add_staff(f, "Uma Reyes", NEW_EMAIL, NULL, ROLE_STAFF, STAFF_INVITED));
    reply = api(f, &owner, "GET", "/settings/email-log", NULL);
    assert_int_equal(number_at(&reply, "total"), 1);
    assert_string_equal(text_at(&reply, "items.0.recipient"), NEW_EMAIL);
    assert_string_equal(text_at(&reply, "items.0.subject"), "Happy Tails invites you");
    assert_string_equal(text_at(&reply, "items.0.state"), "queued");
    assert_false(contains(reply.body, "key="));
    assert_int_equal(page(f, &owner, "/settings/email-log?state=queued").status, 200);
}

/* ------------------------------------------------------------------ several companies */

static enum err second_body(struct tx *tx, void *data)
{
    struct fresh *f = data;
    struct company_made made;
    const struct company_seed seed = {.slug = STR("riverside"),
                                      .name = STR("Riverside Resort"),
                                      .scheme = SCHEME_FACILITY,
                                      .zone = STR("Europe/Berlin"),
                                      .currency = STR("EUR"),
                                      .locale = STR("en-US"),
                                      .owner_name = STR("Dana B."),
                                      .owner_email = STR(WORKER_EMAIL),
                                      .surface = SURFACE_CLI};

    return company_create(f->app, tx, &seed, f->now, &made);
}

static void one_account_works_for_several_companies_and_chooses(void **state)
{
    struct fresh *f = *state;
    struct browser who = {0};
    struct reply reply;

    in_store(f, second_body, f);
    reply = form(f, &who, "/sign-in", "/sign-in",
                 "email=dana%40happytails.example&password=violet+lantern+quarry&return=%2Fme");
    assert_int_equal(reply.status, 303);
    assert_str(reply.location, "/sign-in/company?return=%2Fme");
    assert_int_equal(api(f, &who, "GET", "/me", NULL).status, 401); /* of no company yet */
    reply = page(f, &who, "/sign-in/company?return=%2Fme");
    assert_true(contains(reply.body, "Riverside Resort"));
    reply = form(f, &who, "/sign-in/company?return=%2Fme", "/sign-in/company", "company=riverside&return=%2Fme");
    assert_int_equal(reply.status, 303);
    assert_str(reply.location, "/me");
    reply = api(f, &who, "GET", "/me", NULL);
    assert_string_equal(text_at(&reply, "company.slug"), "riverside");
    assert_string_equal(text_at(&reply, "role"), "owner_admin");
    assert_int_equal(api(f, &who, "POST", "/sign-in/company", "{\"company\": \"happy-tails\"}").status, 200);
    reply = api(f, &who, "GET", "/me", NULL);
    assert_string_equal(text_at(&reply, "company.slug"), "happy-tails");
    assert_int_equal(api(f, &who, "POST", "/sign-in/company", "{\"company\": \"elsewhere\"}").status, 422);
    assert_int_equal(api(f, &who, "GET", "/staff/me/sessions", NULL).status, 200);
}

static void a_session_that_can_only_choose_ends_after_a_quarter_of_an_hour(void **state)
{
    struct fresh *f = *state;
    struct browser who = {0};

    in_store(f, second_body, f);
    assert_int_equal(sign_in(f, &who, WORKER_EMAIL, WORKER_PASSWORD), 200);
    f->now += 16 * MINUTE_US;
    assert_int_equal(api(f, &who, "POST", "/sign-in/company", "{\"company\": \"riverside\"}").status, 401);
}

static void STF_02_an_existing_account_accepts_with_its_own_password(void **state)
{
    struct fresh *f = *state;
    struct staff_id dana;
    struct browser who = {0};
    const char *path;

    in_store(f, second_body, f); /* here Dana is owner; in the other company they are invited */
    dana = f->worker;
    set_status(f, dana, STAFF_INVITED);
    path = invite(f, dana);
    assert_int_equal(accept(f, &who, path, "orbit mustard pebble").status, 422);
    assert_int_equal(accept(f, &who, path, WORKER_PASSWORD).status, 200);
    set_status(f, dana, STAFF_INVITED);
    assert_int_equal(sign_in(f, &who, WORKER_EMAIL, WORKER_PASSWORD), 200); /* riverside */
    struct str body = arena_format(&f->arena, "{\"key\": \"%s\"}", part_after(f, invite(f, dana), "key="));
    assert_int_equal(api(f, &who, "POST", "/welcome", body.p).status, 200);
}

/* ------------------------------------------------------------------ resets */

SQL(test_last_mail, "SELECT body FROM outbox ORDER BY id DESC LIMIT 1 /* scope: all companies: a test */");

static enum err mail_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct str *body = data;

    TRY(QUERY(tx, &test_last_mail, &q, SQL_INT(0)));
    *body = query_next(&q) ? query_text(&q, 0) : STR("");
    return query_done(&q);
}

static const char *reset_key(struct fresh *f)
{
    struct str body;
    const char *key;

    in_store(f, mail_body, &body);
    assert_true(contains(body, "https://pets.example.com/reset/new?key="));
    key = part_after(f, arena_cstr(&f->arena, body), "key=");
    return arena_cstr(&f->arena, str_slice(str_from(key), 0, 43));
}

static int reset_with(struct fresh *f, const char *key, const char *password)
{
    struct browser who = {0};
    struct str body = arena_format(&f->arena, "{\"key\": \"%s\", \"password\": \"%s\"}", key, password);

    return api(f, &who, "POST", "/reset/new", body.p).status;
}

static void IDN_02_a_reset_works_once_and_ends_all_sessions(void **state)
{
    struct fresh *f = *state;
    struct browser worker = worker_browser(f), who = {0};
    const char *key;

    assert_int_equal(page(f, &who, "/reset").status, 200);
    assert_true(
        contains(form(f, &who, "/reset", "/reset", "email=dana%40happytails.example").body, "Look into your mail"));
    key = reset_key(f);
    assert_int_equal(page(f, &who, arena_format(&f->arena, "/reset/new?key=%s", key).p).status, 200);
    assert_int_equal(reset_with(f, key, "password1234"), 422);
    assert_int_equal(reset_with(f, key, NEW_PASSWORD), 204);
    assert_int_equal(reset_with(f, key, WORKER_PASSWORD), 409);
    assert_int_equal(api(f, &worker, "GET", "/me", NULL).status, 401);
    assert_int_equal(sign_in(f, &who, WORKER_EMAIL, WORKER_PASSWORD), 422);
    assert_int_equal(sign_in(f, &who, WORKER_EMAIL, NEW_PASSWORD), 200);
}

static void IDN_02_a_reset_is_answered_alike_for_everybody_and_lasts_an_hour(void **state)
{
    struct fresh *f = *state;
    struct browser who = {0};
    struct reply known = api(f, &who, "POST", "/reset", "{\"email\": \"dana@happytails.example\"}");
    const char *key = reset_key(f);
    struct reply unknown = api(f, &who, "POST", "/reset", "{\"email\": \"nora@happytails.example\"}");

    assert_int_equal(known.status, unknown.status);
    assert_int_equal(number_at(&known, "minutes"), number_at(&unknown, "minutes"));
    f->now += HOUR_US;
    assert_int_equal(reset_with(f, key, NEW_PASSWORD), 409);
}

/* ------------------------------------------------------------------ tokens */

static struct browser token_browser(struct fresh *f, struct browser *owner, const char *body)
{
    struct reply reply = api(f, owner, "POST", "/tokens", body);

    assert_int_equal(reply.status, 200);
    return (struct browser){.bearer = str_from(text_at(&reply, "token"))};
}

static void API_02_a_token_carries_a_subset_of_its_persons_permissions(void **state)
{
    struct fresh *f = *state;
    struct browser owner = owner_browser(f), worker = worker_browser(f);
    struct browser token = token_browser(
        f, &owner, "{\"name\": \"sync\", \"last_day\": \"2026-02-01\", \"permissions\": {\"manage_staff\": true}}");
    struct reply reply = api(f, &token, "GET", "/me", NULL);

    assert_int_equal(reply.status, 200);
    assert_true(true_at(&reply, "by_token"));
    assert_true(contains(reply.body, "\"manage_staff\""));
    assert_false(contains(reply.body, "\"company_settings\""));
    assert_int_equal(api(f, &token, "GET", "/settings/company", NULL).status, 403);
    assert_int_equal(api(f, &token, "GET", "/me/sessions", NULL).status, 403);
    assert_int_equal(api(f, &token, "PUT", "/me/password", "{\"password\": \"umbrella kneading tango\"}").status, 403);
    assert_int_equal(api(f, &token, "GET", "/tokens/new", NULL).status, 403);
    reply = api(f, &worker, "POST", "/tokens",
                "{\"name\": \"sync\", \"last_day\": \"2026-02-01\", \"permissions\": {\"manage_staff\": true}}");
    assert_int_equal(reply.status, 422); /* not held by the person */
    assert_int_equal(page(f, &owner, "/tokens").status, 200);
    assert_int_equal(page(f, &owner, "/tokens/new").status, 200);
}

static void API_02_a_token_is_made_with_a_fresh_sign_in_only(void **state)
{
    struct fresh *f = *state;
    struct browser owner = owner_browser(f);
    const char *body = "{\"name\": \"sync\", \"last_day\": \"2026-02-01\", \"permissions\": {\"manage_staff\": true}}";

    f->now += 20 * MINUTE_US;
    assert_int_equal(api(f, &owner, "GET", "/tokens/new", NULL).status, 403);
    assert_int_equal(api(f, &owner, "POST", "/tokens", body).status, 403);
}

static void API_02_a_token_ends_by_its_day_or_by_hand(void **state)
{
    struct fresh *f = *state;
    struct background_config background = {.app = f->app};
    struct browser owner = owner_browser(f);
    struct browser first = token_browser(f, &owner, "{\"name\": \"a\", \"last_day\": \"2026-01-06\", \"all\": true}");
    struct browser second = token_browser(f, &owner, "{\"name\": \"b\", \"last_day\": \"2026-03-01\", \"all\": true}");
    struct reply reply;

    assert_int_equal(api(f, &owner, "POST", "/tokens", "{\"name\": \"A\", \"last_day\": \"2026-03-01\"}").status, 422);
    assert_int_equal(api(f, &owner, "POST", "/tokens", "{\"name\": \"c\", \"last_day\": \"2026-01-05\"}").status, 422);
    assert_int_equal(api(f, &first, "GET", "/settings/company", NULL).status, 200);
    background_round(&background, false, &f->arena);
    reply = api(f, &owner, "GET", "/tokens", NULL);
    assert_int_equal(number_at(&reply, "total"), 2);
    assert_true(contains(reply.body, "\"last_used_at\":\"2026-01-05T"));
    f->now += 2 * DAY_US;
    assert_int_equal(api(f, &first, "GET", "/me", NULL).status, 401);
    reply = api(f, &owner, "GET", "/tokens", NULL);
    assert_int_equal(number_at(&reply, "total"), 1);
    assert_int_equal(
        api(f, &owner, "DELETE", arena_format(&f->arena, "/tokens/%s", text_at(&reply, "items.0.id")).p, NULL).status,
        204);
    assert_int_equal(api(f, &second, "GET", "/me", NULL).status, 401);
}

static void ACC_60_tokens_and_invitations_end_with_the_membership(void **state)
{
    struct fresh *f = *state;
    struct browser worker = worker_browser(f);
    struct browser token = token_browser(f, &worker, "{\"name\": \"a\", \"last_day\": \"2026-03-01\", \"all\": true}");
    struct staff_id uma = add_staff(f, "Uma Reyes", NEW_EMAIL, NULL, ROLE_STAFF, STAFF_INVITED);
    const char *path = invite(f, uma);

    assert_int_equal(api(f, &token, "GET", "/me", NULL).status, 200);
    end_all(f, f->worker);
    assert_int_equal(api(f, &token, "GET", "/me", NULL).status, 401);
    end_all(f, uma);
    assert_int_equal(accept(f, &worker, path, NEW_PASSWORD).status, 409);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FRESH_TEST(STF_02_an_invitation_sets_the_first_password_once),
        FRESH_TEST(the_form_of_an_invitation_is_shown_again_with_what_is_wrong),
        FRESH_TEST(STF_02_an_invitation_lasts_seven_days_and_a_newer_one_ends_it),
        FRESH_TEST(STF_02_an_inactive_person_cannot_accept),
        FRESH_TEST(an_invitation_is_queued_as_mail_with_its_link),
        FRESH_TEST(one_account_works_for_several_companies_and_chooses),
        FRESH_TEST(a_session_that_can_only_choose_ends_after_a_quarter_of_an_hour),
        FRESH_TEST(STF_02_an_existing_account_accepts_with_its_own_password),
        FRESH_TEST(IDN_02_a_reset_works_once_and_ends_all_sessions),
        FRESH_TEST(IDN_02_a_reset_is_answered_alike_for_everybody_and_lasts_an_hour),
        FRESH_TEST(API_02_a_token_carries_a_subset_of_its_persons_permissions),
        FRESH_TEST(API_02_a_token_is_made_with_a_fresh_sign_in_only),
        FRESH_TEST(API_02_a_token_ends_by_its_day_or_by_hand),
        FRESH_TEST(ACC_60_tokens_and_invitations_end_with_the_membership),
    };

    return cmocka_run_group_tests_name("invitations", tests, NULL, NULL);
}
