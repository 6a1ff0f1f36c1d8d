#include "ask.h"

#include <jansson.h>

#define C1 "0000000000001"
#define C99 "0000000000033" /* 99: exists for nobody */

static void a_document_leaves_as_json_with_its_stamp_and_the_generation(void **state)
{
    assert_int_equal(ASK(*state, "", "GET /api/v1/clients/" C1 " HTTP/1.1", ANN), 200);
    assert_body((struct asked *)*state, "{\"id\":\"" C1 "\",\"name\":\"Rex & Co\",\"changed\":41}");
    assert_header(*state, "Content-Type", "application/json");
    assert_header(*state, "ETag", "\"41\"");
    assert_header(*state, "Petgate-Change", "500");
    assert_header(*state, "Cache-Control", "no-store");
}

static void a_bearer_token_is_a_person_too(void **state)
{
    assert_int_equal(ASK(*state, "", "GET /api/v1/clients/" C1 " HTTP/1.1", "Authorization: bearer tok"), 200);
    assert_int_equal(ASK(*state, "", "GET /api/v1/clients/" C1 " HTTP/1.1", "Authorization: Bearer ann"), 401);
    assert_header(*state, "WWW-Authenticate", "Bearer realm=\"petgate\", error=\"invalid_token\"");
    assert_int_equal(ASK(*state, "", "GET /api/v1/clients/" C1 " HTTP/1.1", "Authorization: Basic YTpi", ANN), 401);
}

static void nobody_gets_401_in_the_api_and_the_sign_in_page_elsewhere(void **state)
{
    assert_int_equal(ASK(*state, "", "GET /api/v1/clients/" C1 " HTTP/1.1"), 401);
    assert_header(*state, "WWW-Authenticate", "Bearer realm=\"petgate\"");
    assert_header(*state, "Content-Type", "application/problem+json");
    assert_int_equal(ASK(*state, "", "GET /clients/" C1 "?a=b HTTP/1.1"), 303);
    assert_header(*state, "Location", "/sign-in?return=%2Fclients%2F" C1 "%3Fa%3Db");
}

static void what_htmx_fetched_is_told_to_go_to_sign_in(void **state)
{
    assert_int_equal(ASK(*state, "", "GET /clients/" C1 " HTTP/1.1", "HX-Request: true"), 401);
    assert_header(*state, "HX-Redirect", "/sign-in?return=%2Fclients%2F" C1);
}

static void ACC_06_hidden_absent_and_malformed_are_the_same_bytes(void **state)
{
    struct asked *asked = *state;
    struct arena kept = ARENA_INIT;
    static const char *const paths[] = {"GET /api/v1/clients/" C99 " HTTP/1.1",
                                        "GET /api/v1/clients/nonsense! HTTP/1.1", "GET /api/v1/no/such/thing HTTP/1.1",
                                        "GET /api/v1/clients/0000000000034 HTTP/1.1"};
    static const char *const pages[] = {"GET /clients/" C99 " HTTP/1.1", "GET /clients/x?done=clients-create HTTP/1.1",
                                        "GET /no/such/page HTTP/1.1", "GET /clients/0000000000034 HTTP/1.1"};
    struct str first;

    assert_int_equal(ASK(asked, "", paths[0], ANN), 404);
    first = arena_str(&kept, asked->response.body);
    for (size_t i = 1; i < ARRAY_SIZE(paths); i++) {
        assert_int_equal(ASK(asked, "", paths[i], ANN), 404);
        assert_true(str_equal(asked->response.body, first));
    }
    assert_int_equal(ASK(asked, "", pages[0], ANN, HTML), 404);
    first = arena_str(&kept, asked->response.body);
    assert_has(asked, "<b>Ann</b>");
    for (size_t i = 1; i < ARRAY_SIZE(pages); i++) {
        assert_int_equal(ASK(asked, "", pages[i], ANN, HTML), 404);
        if (!str_equal(asked->response.body, first))
            fail_msg("%s: %.*s\nbut %.*s", pages[i], STR_ARG(asked->response.body), STR_ARG(first));
    }
    arena_free(&kept);
}

static void a_page_shows_the_same_document_in_its_frame(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(ASK(asked, "", "GET /clients/" C1 " HTTP/1.1", ANN), 200);
    assert_header(asked, "Content-Type", "text/html; charset=utf-8");
    assert_has(asked, "<title>Rex &amp; Co</title>");
    assert_has(asked, "<h1>Rex &amp; Co</h1>");
    assert_has(asked, "<b>Ann</b>");
    assert_has(asked, "<a href=\"/home\">Home</a><a href=\"/clients\" aria-current=\"page\">Clients</a>");
    assert_has(asked, "data-change=\"500\"");
}

static void every_answer_carries_the_security_headers(void **state)
{
    static const char *const asks[] = {"GET /api/v1/clients/" C1 " HTTP/1.1",
                                       "GET /clients/" C1 " HTTP/1.1",
                                       "GET /healthz HTTP/1.1",
                                       "GET /nothing HTTP/1.1",
                                       "BREW / HTTP/1.1",
                                       "DELETE /sign-in HTTP/1.1"};
    struct asked *asked = *state;

    for (size_t i = 0; i < ARRAY_SIZE(asks); i++) {
        ASK(asked, "", asks[i], ANN);
        assert_true(str_starts(str_from(header_of(asked, "Content-Security-Policy")), STR("default-src 'none'; ")));
        assert_header(asked, "X-Content-Type-Options", "nosniff");
        assert_header(asked, "Referrer-Policy", "same-origin");
        assert_header(asked, "Cross-Origin-Opener-Policy", "same-origin");
        assert_header(asked, "Cross-Origin-Resource-Policy", "same-origin");
        assert_true(header_of(asked, "Permissions-Policy")[0] != 0);
        assert_header(asked, "Strict-Transport-Security", "");
        assert_header(asked, "Cache-Control", "no-store");
    }
}

static void the_requests_id_comes_back_if_it_is_sane(void **state)
{
    struct asked *asked = *state;

    ASK(asked, "", "GET /healthz HTTP/1.1", "X-Request-ID: abc-123");
    assert_header(asked, "X-Request-ID", "abc-123");
    ASK(asked, "", "GET /healthz HTTP/1.1", "X-Request-ID: with blank");
    assert_int_equal(strlen(header_of(asked, "X-Request-ID")), 16);
    ASK(asked, "", "GET /healthz HTTP/1.1");
    assert_int_equal(strlen(header_of(asked, "X-Request-ID")), 16);
}

static void another_method_gets_405_and_what_is_allowed(void **state)
{
    assert_int_equal(ASK(*state, "", "PATCH /api/v1/clients/" C1 " HTTP/1.1", ANN, SAME), 405);
    assert_header(*state, "Allow", "GET, HEAD, PUT, DELETE");
    assert_int_equal(ASK(*state, "", "OPTIONS /api/v1/clients HTTP/1.1"), 204);
    assert_header(*state, "Allow", "POST");
    assert_int_equal(ASK(*state, "", "POST /healthz HTTP/1.1"), 405);
}

/* As where somebody opens the address of a form by hand. */
static void a_browser_gets_a_page_where_only_another_method_is_taken(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(ASK(asked, "", "GET /sign-out HTTP/1.1", ANN, "Accept: text/html"), 405);
    assert_header(asked, "Content-Type", "text/html; charset=utf-8");
    assert_header(asked, "Allow", "POST");
    assert_has(asked, "only takes what a form sends");
    assert_has(asked, "<b>Ann</b>");
    assert_int_equal(ASK(asked, "", "GET /api/v1/sign-out HTTP/1.1", ANN, "Accept: text/html"), 405);
    assert_header(asked, "Content-Type", "application/problem+json");
}

static void a_faulty_head_is_answered_400_and_the_connection_ends(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(ASK(asked, "", "GET /healthz HTTP/1.1", "Host: a", "Host: b"), 400);
    assert_true(asked->response.close);
    assert_header(asked, "Connection", "close");
    assert_header(asked, "Content-Type", "application/problem+json");
}

static void writes_answer_201_200_or_204(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(ASK(asked, "{\"name\":\"Ida\"}", "POST /api/v1/clients HTTP/1.1", ANN, SAME, JSON), 201);
    assert_has(asked, "\"name\":\"Ida\"");
    assert_int_equal(ASK(asked, "{\"name\":\"Ida\"}", "PUT /api/v1/clients/" C1 " HTTP/1.1", ANN, SAME, JSON), 200);
    assert_int_equal(ASK(asked, "", "DELETE /api/v1/clients/" C1 " HTTP/1.1", ANN, SAME), 204);
    assert_body(asked, "");
    assert_header(asked, "Petgate-Change", "500");
}

static void a_repeated_key_is_answered_from_the_record(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(
        ASK(asked, "{\"name\":\"Ida\"}", "POST /api/v1/clients HTTP/1.1", ANN, SAME, JSON, "Idempotency-Key: again"),
        201);
    assert_body(asked, "{\"id\":\"from the record\"}");
    assert_header(asked, "Idempotent-Replayed", "true");
}

static void if_match_reaches_the_operation_and_a_foreign_one_never_fits(void **state)
{
    static const struct {
        const char *header;
        int64_t stamp;
    } rows[] = {{"If-Match: \"41\"", 41}, {"If-Match: *", 0},      {"If-Match: W/\"41\"", -1},
                {"If-Match: 41", -1},     {"If-Match: \"x\"", -1}, {"X: y", 0}};

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        ASK(*state, "{\"name\":\"Ida\"}", "PUT /api/v1/clients/" C1 " HTTP/1.1", ANN, SAME, JSON, rows[i].header);
        assert_int_equal(fake_world.last_call.if_match, rows[i].stamp);
    }
}

static void faulty_values_are_named_field_by_field(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(ASK(asked, "{\"name\":\"far too long a name\",\"ticked\":7,\"what\":1}",
                         "PUT /api/v1/clients/" C1 " HTTP/1.1", ANN, SAME, JSON),
                     422);
    assert_header(asked, "Content-Type", "application/problem+json");
    assert_has(asked, "{\"type\":\"/problems/invalid\",\"title\":\"Invalid values\",\"status\":422,\"detail\":");
    assert_has(asked, "\"errors\":{");
    assert_has(asked, "\"name\":\"This may have at most 12 characters.\"");
    assert_has(asked, "\"what\":\"There is no such field.\"");
}

static void a_conflict_carries_the_rows_own_problem(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(ASK(asked, "{\"name\":\"conflict\"}", "PUT /api/v1/clients/" C1 " HTTP/1.1", ANN, SAME, JSON),
                     409);
    assert_has(asked, "\"status\":409");
    assert_has(asked, ",\"barriers\":[{\"title\":\"Visit <1>\"}]}");
}

static void other_failures_have_their_status(void **state)
{
    static const struct {
        const char *body;
        int status;
        const char *after;
    } rows[] = {{"{\"name\":\"stale\"}", 412, ""},
                {"{\"name\":\"many\"}", 429, "10"},
                {"{\"name\":\"lost\"}", 503, "1"},
                {"{\"name\":\"nothing\"}", 404, ""},
                {"{\"name\":\"fresh\"}", 403, ""},
                {"{\"name\":", 400, ""},
                {"[1]", 400, ""}};

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        int status = ASK(*state, rows[i].body, "PUT /api/v1/clients/" C1 " HTTP/1.1", ANN, SAME, JSON);

        if (status != rows[i].status)
            fail_msg("%s: %d", rows[i].body, status);
        assert_header(*state, "Retry-After", rows[i].after);
    }
}

static void our_own_faults_tell_nothing_of_the_machine(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(ASK(asked, "{\"name\":\"broken\"}", "PUT /api/v1/clients/" C1 " HTTP/1.1", ANN, SAME, JSON), 500);
    assert_false(body_has(asked, "machine room"));
    assert_has(asked, "Something went wrong on our side.");
}

static void a_lost_database_is_503(void **state)
{
    fake_world.database_lost = true;
    assert_int_equal(ASK(*state, "", "GET /api/v1/clients/" C1 " HTTP/1.1", ANN), 503);
    assert_int_equal(ASK(*state, "", "GET /clients/" C1 " HTTP/1.1", ANN), 503);
    assert_int_equal(ASK(*state, "", "GET /readyz HTTP/1.1"), 503);
    assert_int_equal(ASK(*state, "", "GET /healthz HTTP/1.1"), 200);
}

static void only_json_bodies_are_taken_by_the_api_and_only_forms_by_pages(void **state)
{
    assert_int_equal(ASK(*state, "name=a", "POST /api/v1/clients HTTP/1.1", ANN, SAME, FORM), 415);
    assert_int_equal(ASK(*state, "{}", "POST /api/v1/clients HTTP/1.1", ANN, SAME), 415);
    assert_int_equal(ASK(*state, "{}", "POST /clients HTTP/1.1", ANN, SAME, JSON), 415);
}

static void foreign_rows_know_400_alone(void **state)
{
    assert_int_equal(ASK(*state, "{\"subject\":\"x\",\"more\":1}", "POST /access/v1/evaluation HTTP/1.1",
                         "Authorization: Bearer tok", JSON),
                     200);
    assert_int_equal(ASK(*state, "{}", "POST /access/v1/evaluation HTTP/1.1", "Authorization: Bearer tok", JSON), 400);
    assert_int_equal(ASK(*state, "x", "POST /access/v1/evaluation HTTP/1.1", "Authorization: Bearer tok", FORM), 400);
    assert_int_equal(ASK(*state, "{}", "POST /access/v1/evaluation HTTP/1.1", JSON), 401);
}

static void figures_are_for_this_machine(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(ASK(asked, "", "GET /metrics HTTP/1.1"), 404);
    struct http_request request;
    fake_request(&asked->arena, &request, (const char *const[]){"GET /metrics HTTP/1.1", NULL}, "");
    request.peer = STR("127.0.0.1");
    http_handle(asked->fake.http, &request, &asked->arena, &asked->response);
    assert_int_equal(asked->response.status, 200);
    assert_has(asked, "petgate_requests_total{route=\"metrics\",status=\"4xx\"} 1\n");
    assert_has(asked, "petgate_pictures_bytes 12345\n");
    fake_request(&asked->arena, &request,
                 (const char *const[]){"GET /metrics HTTP/1.1", "X-Forwarded-For: 203.0.113.9", NULL}, "");
    request.peer = STR("127.0.0.1");
    http_handle(asked->fake.http, &request, &asked->arena, &asked->response);
    assert_int_equal(asked->response.status, 404);
}

/* Every "$ref" of a JSON value names something that is there. */
static int refs_checked(const json_t *root, json_t *value)
{
    const char *key;
    json_t *part;
    size_t index;
    int count = 0;

    if (json_is_array(value)) {
        json_array_foreach(value, index, part) count += refs_checked(root, part);
    } else if (json_is_object(value)) {
        json_object_foreach(value, key, part)
        {
            count += refs_checked(root, part);
            if (strcmp(key, "$ref") != 0)
                continue;
            const json_t *components = json_object_get(root, "components");
            struct str rest = str_slice(str_from(json_string_value(part)), strlen("#/components/"), SIZE_MAX);
            char kind[64], name[64];
            snprintf(name, sizeof(name), "%.*s", STR_ARG(str_slice(rest, (size_t)str_find(rest, '/', 0) + 1, 63)));
            snprintf(kind, sizeof(kind), "%.*s", (int)str_find(rest, '/', 0), rest.p);
            assert_non_null(json_object_get(json_object_get(components, kind), name));
            count++;
        }
    }
    return count;
}

static void API_01_the_description_is_made_from_the_table(void **state)
{
    struct asked *asked = *state;
    json_t *root, *paths, *save;

    assert_int_equal(ASK(asked, "", "GET /api/v1/openapi.json HTTP/1.1"), 200);
    root = json_loadb(asked->response.body.p, asked->response.body.n, 0, NULL);
    assert_non_null(root);
    paths = json_object_get(root, "paths");
    save = json_object_get(json_object_get(paths, "/api/v1/clients/{client}"), "put");
    assert_string_equal(json_string_value(json_object_get(save, "operationId")), "things.save");
    assert_non_null(json_object_get(json_object_get(save, "responses"), "409"));
    assert_non_null(json_object_get(paths, "/access/v1/evaluation"));
    assert_null(json_object_get(paths, "/api/v1/sign-in"));
    assert_in_range(refs_checked(root, root), 20, 200);
    json_decref(root);
}

static void assets_are_kept_for_ever_and_sent_compressed(void **state)
{
    struct asked *asked = *state;

    assert_int_equal(ASK(asked, "", "GET /assets/favicon.svg HTTP/1.1", "Accept-Encoding: br, gzip;q=0.5"), 200);
    assert_header(asked, "Content-Encoding", "gzip");
    assert_header(asked, "Vary", "Accept-Encoding");
    assert_header(asked, "Cache-Control", "public, max-age=3600");
    struct str etag = arena_str(&asked->fake.arena, str_from(header_of(asked, "ETag")));
    struct str line = arena_format(&asked->fake.arena, "If-None-Match: %.*s", STR_ARG(etag));
    assert_int_equal(ASK(asked, "", "GET /assets/favicon.svg HTTP/1.1", "Accept-Encoding: gzip", line.p), 304);
    assert_body(asked, "");
    assert_int_equal(ASK(asked, "", "GET /assets/favicon.svg HTTP/1.1", "Accept-Encoding: gzip;q=0"), 200);
    assert_header(asked, "Content-Encoding", "");
    assert_int_equal(ASK(asked, "", "GET /assets/nothing.js HTTP/1.1"), 404);
}

static void a_trusted_proxy_tells_of_tls_and_of_the_person(void **state)
{
    struct asked *asked = *state;

    ask_teardown(state);
    *asked = (struct asked){.arena = ARENA_INIT};
    fake_begin(&asked->fake, &(struct http_config){.trusted_proxy = STR("192.0.2.7")});
    ASK(asked, "", "GET /clients/" C1 " HTTP/1.1", "X-Forwarded-Proto: https", "X-Forwarded-For: 1.2.3.4, 203.0.113.9",
        "Cookie: petgate_session=bob; __Host-petgate_session=ann");
    assert_header(asked, "Strict-Transport-Security", "max-age=31536000");
    assert_has(asked, "<b>Ann</b>");
    ASK(asked, "", "GET /clients/" C1 " HTTP/1.1", "X-Forwarded-Proto: https", "Cookie: petgate_session=ann");
    assert_int_equal(asked->response.status, 303);
    ASK(asked, "{\"name\":\"a\"}", "PUT /api/v1/clients/" C1 " HTTP/1.1", "X-Forwarded-For: 1.2.3.4, 203.0.113.9", JSON,
        "Authorization: Bearer tok");
    assert_str(fake_world.last_call.address, "203.0.113.9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASK_TEST(a_document_leaves_as_json_with_its_stamp_and_the_generation),
        ASK_TEST(a_bearer_token_is_a_person_too),
        ASK_TEST(nobody_gets_401_in_the_api_and_the_sign_in_page_elsewhere),
        ASK_TEST(what_htmx_fetched_is_told_to_go_to_sign_in),
        ASK_TEST(ACC_06_hidden_absent_and_malformed_are_the_same_bytes),
        ASK_TEST(a_page_shows_the_same_document_in_its_frame),
        ASK_TEST(every_answer_carries_the_security_headers),
        ASK_TEST(the_requests_id_comes_back_if_it_is_sane),
        ASK_TEST(another_method_gets_405_and_what_is_allowed),
        ASK_TEST(a_browser_gets_a_page_where_only_another_method_is_taken),
        ASK_TEST(a_faulty_head_is_answered_400_and_the_connection_ends),
        ASK_TEST(writes_answer_201_200_or_204),
        ASK_TEST(a_repeated_key_is_answered_from_the_record),
        ASK_TEST(if_match_reaches_the_operation_and_a_foreign_one_never_fits),
        ASK_TEST(faulty_values_are_named_field_by_field),
        ASK_TEST(a_conflict_carries_the_rows_own_problem),
        ASK_TEST(other_failures_have_their_status),
        ASK_TEST(our_own_faults_tell_nothing_of_the_machine),
        ASK_TEST(a_lost_database_is_503),
        ASK_TEST(only_json_bodies_are_taken_by_the_api_and_only_forms_by_pages),
        ASK_TEST(foreign_rows_know_400_alone),
        ASK_TEST(figures_are_for_this_machine),
        ASK_TEST(API_01_the_description_is_made_from_the_table),
        ASK_TEST(assets_are_kept_for_ever_and_sent_compressed),
        ASK_TEST(a_trusted_proxy_tells_of_tls_and_of_the_person),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
