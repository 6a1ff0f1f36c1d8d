#include "ask.h"

#define C1 "0000000000001"

/* A form of Ann's, with her token. */
static int send(struct asked *asked, const char *path, const char *fields)
{
    struct arena arena = ARENA_INIT;
    const char *token;
    int status;

    ASK(asked, "", "GET /clients/" C1 " HTTP/1.1", ANN);
    token = token_of_page(asked, &arena);
    status = ASK(asked, arena_format(&arena, "_token=%s&%s", token, fields).p,
                 arena_format(&arena, "POST %s HTTP/1.1", path).p, ANN, SAME, FORM);
    arena_free(&arena);
    return status;
}

static void a_form_reaches_the_row_that_its_method_field_names(void **state)
{
    assert_int_equal(send(*state, "/clients/" C1, "_method=PUT&name=Ida"), 303);
    assert_string_equal(fake_world.last_call.operation->name, "things.save");
    assert_header(*state, "Location", "/clients/" C1);
    assert_int_equal(send(*state, "/clients/" C1, "_method=DELETE"), 303);
    assert_string_equal(fake_world.last_call.operation->name, "fake.drop");
    assert_header(*state, "Location", "/clients");
    assert_int_equal(send(*state, "/clients/" C1, "_method=GET"), 405);
}

static void fields_of_http_never_reach_the_operation(void **state)
{
    send(*state, "/clients/" C1, "_method=PUT&name=Ida&%5Fx=y&_other=z&kind=cat");
    assert_str(fake_world.last_call.body, "name=Ida&kind=cat");
}

static void the_way_on_takes_the_new_id(void **state)
{
    assert_int_equal(send(*state, "/clients", "name=Ida"), 303);
    assert_header(*state, "Location", "/clients/000000000002d");
}

static void a_form_may_name_another_way_on_but_only_on_this_server(void **state)
{
    static const struct {
        const char *fields, *location;
    } rows[] = {
        {"_method=PUT&name=a&_return=%2Fevents%3Fa%3Db", "/events?a=b"},
        {"_method=PUT&name=a&_return=%2F%2Fevil.test", "/clients/" C1},
        {"_method=PUT&name=a&_return=https%3A%2F%2Fevil.test", "/clients/" C1},
        {"_method=PUT&name=a&_return=%2F%5Cevil.test", "/clients/" C1},
        {"_method=PUT&name=a&_return=%2Fa%0d%0aX%3A+y", "/clients/" C1},
        {"_method=PUT&name=a&_return=%2F%09%2Fevil.test", "/clients/" C1},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        assert_int_equal(send(*state, "/clients/" C1, rows[i].fields), 303);
        assert_header(*state, "Location", rows[i].location);
    }
}

static void law_3_a_faulty_form_comes_back_with_what_was_typed(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(send(asked, "/clients/" C1, "_method=PUT&name=%3Cmuch+too+long+a+name&kind=cat&secret=s3cr3t"),
                     422);
    assert_has(asked, "<input value=\"&lt;much too long a name\">");
    assert_has(asked, "<em>This may have at most 12 characters.</em>");
    assert_has(asked, "<i data-field=\"name\">Name: This may have at most 12 characters.</i>");
    assert_has(asked, "<option value=\"dog\"></option><option value=\"cat\" selected></option>");
    assert_has(asked, "<s>no</s>");
    assert_false(body_has(asked, "s3cr3t"));
    assert_header(asked, "Content-Type", "text/html; charset=utf-8");
}

static void law_3_a_conflict_brings_its_barriers_into_the_form(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(send(asked, "/clients/" C1, "_method=PUT&name=conflict&ticked=1"), 409);
    assert_has(asked, "<li>Visit &lt;1&gt;</li>");
    assert_has(asked, "<input value=\"conflict\">");
    assert_has(asked, "<s>yes</s>");
}

static void what_someone_else_changed_meanwhile_is_shown_with_the_new_stamp(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(send(asked, "/clients/" C1, "_method=PUT&name=stale&changed=7"), 412);
    assert_has(asked, "<u>41</u>");
    assert_has(asked, "<div>Someone else changed this meanwhile.");
}

static void too_many_requests_lose_nothing_typed(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(send(asked, "/clients/" C1, "_method=PUT&name=many"), 429);
    assert_has(asked, "<div>Too many requests.");
    assert_has(asked, "<input value=\"many\">");
    assert_has(asked, "<b>Ann</b>");
    assert_int_equal(send(asked, "/clients/" C1, "_method=PUT&name=nothing"), 404);
    assert_int_equal(send(asked, "/clients/0000000000033", "_method=PUT&name=much+too+long+a+name"), 422);
    assert_has(asked, "<h1>Invalid values</h1>");
}

static void IDN_03_what_wants_a_fresh_sign_in_leads_there_and_back(void **state)
{
    assert_int_equal(send(*state, "/clients/" C1, "_method=PUT&name=fresh&_return=%2Fstaff"), 303);
    assert_header(*state, "Location", "/sign-in/again?return=%2Fstaff");
}

static void what_was_done_is_told_once_by_name_only(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(ASK(asked, "", "GET /clients/" C1 "?done=clients-create HTTP/1.1", ANN), 200);
    assert_has(asked, "<p>The client was added.</p>");
    assert_int_equal(ASK(asked, "", "GET /clients/" C1 "?done=Hello+there HTTP/1.1", ANN), 200);
    assert_false(body_has(asked, "<p>"));
    assert_int_equal(ASK(asked, "", "GET /clients/" C1 "?done=../invalid HTTP/1.1", ANN), 200);
    assert_false(body_has(asked, "<p>"));
}

static void signing_out_ends_the_cookie_and_says_so(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(send(asked, "/sign-out", "x=y"), 303);
    assert_header(asked, "Location", "/sign-in?done=identity-sign-out");
    assert_header(asked, "Set-Cookie", "petgate_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    assert_header(asked, "Clear-Site-Data", "\"storage\"");
}

static void signing_in_sets_the_cookie_and_goes_where_the_operation_says(void **state)
{
    struct asked *asked = *state;
    struct arena arena = ARENA_INIT;
    const char *token, *cookie;
    struct str set, pair;

    assert_int_equal(ASK(asked, "", "GET /sign-in HTTP/1.1"), 200);
    token = token_of_page(asked, &arena);
    set = str_from(header_of(asked, "Set-Cookie"));
    pair = str_cut(&set, ';');
    cookie = arena_format(&arena, "Cookie: %.*s", STR_ARG(pair)).p;
    assert_true(str_starts(str_from(cookie), STR("Cookie: petgate_form=")));
    assert_int_equal(ASK(asked, arena_format(&arena, "_token=%s&email=ann&password=x", token).p,
                         "POST /sign-in HTTP/1.1", cookie, FORM),
                     303);
    assert_header(asked, "Location", "/clients/3");
    assert_header(asked, "Set-Cookie", "petgate_session=ann; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
    assert_int_equal(ASK(asked, arena_format(&arena, "_token=%s&email=eve&password=x", token).p,
                         "POST /sign-in HTTP/1.1", cookie, FORM),
                     422);
    assert_has(asked, "data-field=\"email\"");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASK_TEST(a_form_reaches_the_row_that_its_method_field_names),
        ASK_TEST(fields_of_http_never_reach_the_operation),
        ASK_TEST(the_way_on_takes_the_new_id),
        ASK_TEST(a_form_may_name_another_way_on_but_only_on_this_server),
        ASK_TEST(law_3_a_faulty_form_comes_back_with_what_was_typed),
        ASK_TEST(law_3_a_conflict_brings_its_barriers_into_the_form),
        ASK_TEST(what_someone_else_changed_meanwhile_is_shown_with_the_new_stamp),
        ASK_TEST(too_many_requests_lose_nothing_typed),
        ASK_TEST(IDN_03_what_wants_a_fresh_sign_in_leads_there_and_back),
        ASK_TEST(what_was_done_is_told_once_by_name_only),
        ASK_TEST(signing_out_ends_the_cookie_and_says_so),
        ASK_TEST(signing_in_sets_the_cookie_and_goes_where_the_operation_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
