#include "ask.h"

#define C1 "0000000000001"
#define PUT_JSON "PUT /api/v1/clients/" C1 " HTTP/1.1"

/* IDN-05: which evidence lets an unsafe request with a cookie pass. */
static const struct {
    const char *one, *two;
    int status;
} ROWS[] = {
    {"Sec-Fetch-Site: same-origin", "X: y", 200},
    {"Sec-Fetch-Site: none", "X: y", 200},
    {"Sec-Fetch-Site: cross-site", "X: y", 403},
    {"Sec-Fetch-Site: same-site", "X: y", 403},
    {"Sec-Fetch-Site: cross-site", "Origin: http://pets.test", 403},
    {"X: y", "Origin: http://pets.test", 200},
    {"X: y", "Origin: https://pets.test", 200},
    {"X: y", "Origin: https://pets.example.com", 200},
    {"X: y", "Origin: https://pets.test:8443", 403},
    {"X: y", "Origin: https://pets.test.evil.test", 403},
    {"X: y", "Origin: https://evil.test", 403},
    {"X: y", "Origin: null", 403},
    {"X: y", "Origin: ftp://pets.test", 403},
    {"X: y", "X: y", 403},
    {"X-Petgate-Token: wrong", "X: y", 403},
};

static void IDN_05_a_cookie_alone_moves_nothing(void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE(ROWS); i++) {
        int status = ASK(*state, "{\"name\":\"a\"}", PUT_JSON, ANN, JSON, ROWS[i].one, ROWS[i].two);

        if (status != ROWS[i].status)
            fail_msg("%s, %s: %d", ROWS[i].one, ROWS[i].two, status);
    }
}

static void refused_requests_never_reach_the_operation(void **state)
{
    ASK(*state, "{\"name\":\"a\"}", PUT_JSON, ANN, JSON, "Sec-Fetch-Site: cross-site");
    assert_int_equal(fake_world.calls, 0);
    assert_has((struct asked *)*state, "\"type\":\"/problems/form-token\"");
}

static void a_bearer_token_needs_no_origin(void **state)
{
    assert_int_equal(
        ASK(*state, "{\"name\":\"a\"}", PUT_JSON, "Authorization: Bearer tok", JSON, "Origin: https://evil.test"), 200);
}

static void reading_needs_no_origin(void **state)
{
    assert_int_equal(ASK(*state, "", "GET /api/v1/clients/" C1 " HTTP/1.1", ANN, "Sec-Fetch-Site: cross-site"), 200);
}

static void a_script_may_bring_the_forms_token_instead(void **state)
{
    struct asked *asked = *state;
    struct str line;

    ASK(asked, "", "GET /clients/" C1 " HTTP/1.1", ANN);
    line = arena_format(&asked->fake.arena, "X-Petgate-Token: %s", token_of_page(asked, &asked->fake.arena));
    assert_int_equal(ASK(asked, "{\"name\":\"a\"}", PUT_JSON, ANN, JSON, line.p), 200);
    assert_int_equal(ASK(asked, "_method=PUT&name=a", "POST /clients/" C1 " HTTP/1.1", ANN, FORM, line.p), 303);
    assert_int_equal(ASK(asked, "{\"name\":\"a\"}", PUT_JSON, "Cookie: petgate_session=bob", JSON, line.p), 403);
}

static void a_form_needs_its_token_even_from_here(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(ASK(asked, "_method=PUT&name=Typed", "POST /clients/" C1 " HTTP/1.1", ANN, SAME, FORM), 403);
    assert_int_equal(fake_world.last_call.operation == NULL, 1);
}

static void what_was_typed_into_an_outdated_form_is_not_lost(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(ASK(asked, "_token=old&_method=PUT&name=Typed", "POST /clients/" C1 " HTTP/1.1", ANN, SAME, FORM),
                     403);
    assert_has(asked, "<input value=\"Typed\">");
    assert_has(asked, "This form is too old");
    assert_int_equal(ASK(asked, "_token=old&_method=PUT&name=Typed", "POST /clients/" C1 " HTTP/1.1", ANN, FORM,
                         "Sec-Fetch-Site: cross-site"),
                     403);
    assert_false(body_has(asked, "Typed"));
}

static void before_sign_in_a_form_is_bound_to_a_cookie_of_its_own(void **state)
{
    struct asked *asked = *state;
    struct arena arena = ARENA_INIT;
    const char *token;

    ASK(asked, "", "GET /sign-in HTTP/1.1");
    token = token_of_page(asked, &arena);
    assert_int_equal(
        ASK(asked, arena_format(&arena, "_token=%s&email=ann&password=x", token).p, "POST /sign-in HTTP/1.1", FORM),
        403);
    assert_int_equal(ASK(asked, arena_format(&arena, "_token=%s&email=ann&password=x", token).p,
                         "POST /sign-in HTTP/1.1", FORM,
                         "Cookie: petgate_form=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
                     403);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASK_TEST(IDN_05_a_cookie_alone_moves_nothing),
        ASK_TEST(refused_requests_never_reach_the_operation),
        ASK_TEST(a_bearer_token_needs_no_origin),
        ASK_TEST(reading_needs_no_origin),
        ASK_TEST(a_script_may_bring_the_forms_token_instead),
        ASK_TEST(a_form_needs_its_token_even_from_here),
        ASK_TEST(what_was_typed_into_an_outdated_form_is_not_lost),
        ASK_TEST(before_sign_in_a_form_is_bound_to_a_cookie_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
