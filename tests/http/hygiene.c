#include "http/hygiene.h"

#include "support/test.h"

enum { MANY = 128 };

/* A request of these parts; headers end with a NULL name. */
static const char *fault(const char *method, const char *path, const char *query, const struct http_header *headers)
{
    struct http_request request = {
        .method = str_from(method), .path = str_from(path), .query = str_from(query), .headers = headers};

    while (headers[request.header_count].name.p != NULL)
        request.header_count++;
    return hygiene_fault(&request);
}

#define H(name, value)                                                                                                 \
    {                                                                                                                  \
        STR_INIT(name), STR_INIT(value)                                                                                \
    }
#define HOST H("Host", "pets.test")
#define END                                                                                                            \
    {                                                                                                                  \
        {NULL, 0},                                                                                                     \
        {                                                                                                              \
            NULL, 0                                                                                                    \
        }                                                                                                              \
    }

static void an_ordinary_request_is_sound(void **state)
{
    static const struct http_header headers[] = {HOST,
                                                 H("User-Agent", "x/1 (\xc3\xa9)"),
                                                 H("Accept", "text/html,\t*/*;q=0.8"),
                                                 H("Content-Length", "12"),
                                                 H("Cookie", "a=b; c=d"),
                                                 H("Cookie", "e=f"),
                                                 END};

    (void)state;
    assert_null(fault("GET", "/clients/7", "q=%20a&b=[]\"", headers));
    assert_null(fault("HEAD", "/", "", headers));
    assert_null(fault("OPTIONS", "/x", "", headers));
}

static void hosts_with_ports_and_addresses_are_sound(void **state)
{
    static const char *const hosts[] = {"localhost", "127.0.0.1:8080", "[::1]:8080", "a-b.example.com:443", "x_y"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
        struct http_header headers[] = {{STR("Host"), str_from(hosts[i])}, END};

        assert_null(fault("GET", "/", "", headers));
    }
}

static const struct {
    const char *why, *method, *path;
    struct http_header headers[4];
} FAULTY[] = {
    {"method", "get", "/", {HOST, END}},
    {"method", "TRACE", "/", {HOST, END}},
    {"method", "CONNECT", "/", {HOST, END}},
    {"method", "PRI", "/", {HOST, END}},
    {"method", "", "/", {HOST, END}},
    {"method", "GET ", "/", {HOST, END}},
    {"target form", "GET", "*", {HOST, END}},
    {"target form", "GET", "http://evil.test/", {HOST, END}},
    {"target form", "GET", "", {HOST, END}},
    {"target characters", "GET", "/a b", {HOST, END}},
    {"target characters", "GET", "/a\r\nX: y", {HOST, END}},
    {"target characters", "GET", "/\xc3\xa9", {HOST, END}},
    {"target characters", "GET", "/a#b", {HOST, END}},
    {"no host", "GET", "/", {H("X", "y"), END}},
    {"header twice", "GET", "/", {HOST, H("host", "other.test"), END}},
    {"host", "GET", "/", {H("Host", "a b"), END}},
    {"host", "GET", "/", {H("Host", ""), END}},
    {"host", "GET", "/", {H("Host", "pets.test@evil.test"), END}},
    {"host", "GET", "/", {H("Host", "a,b"), END}},
    {"header twice", "POST", "/", {HOST, H("Content-Length", "5"), H("Content-Length", "5"), END}},
    {"header twice", "POST", "/", {HOST, H("Transfer-Encoding", "chunked"), H("transfer-encoding", "chunked"), END}},
    {"length and coding", "POST", "/", {HOST, H("Content-Length", "5"), H("Transfer-Encoding", "chunked"), END}},
    {"transfer encoding", "POST", "/", {HOST, H("Transfer-Encoding", "gzip, chunked"), END}},
    {"transfer encoding", "POST", "/", {HOST, H("Transfer-Encoding", "identity"), END}},
    {"content length", "POST", "/", {HOST, H("Content-Length", "+5"), END}},
    {"content length", "POST", "/", {HOST, H("Content-Length", "5, 5"), END}},
    {"content length", "POST", "/", {HOST, H("Content-Length", "0x5"), END}},
    {"content length", "POST", "/", {HOST, H("Content-Length", ""), END}},
    {"content length", "POST", "/", {HOST, H("Content-Length", "99999999999999999999"), END}},
    {"header name", "GET", "/", {HOST, H("", "x"), END}},
    {"header name", "GET", "/", {HOST, H("X ", "x"), END}},
    {"header name", "GET", "/", {HOST, H(" X", "x"), END}},
    {"header name", "GET", "/", {HOST, H("X\tY", "x"), END}},
    {"header name", "GET", "/", {HOST, H("X(Y)", "x"), END}},
    {"header value", "GET", "/", {HOST, H("X", "a\rb"), END}},
    {"header value", "GET", "/", {HOST, H("X", "a\nb"), END}},
    {"header value", "GET", "/", {HOST, H("X", "a\0b"), END}},
    {"header value", "GET", "/", {HOST, H("X", "a\x7f"), END}},
    {"header twice", "GET", "/", {HOST, H("Authorization", "Bearer a"), H("Authorization", "Bearer b"), END}},
    {"header twice", "POST", "/", {HOST, H("Origin", "https://a"), H("Origin", "https://b"), END}},
};

static void what_no_sound_client_sends_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(FAULTY); i++) {
        const char *why = fault(FAULTY[i].method, FAULTY[i].path, "", FAULTY[i].headers);

        if (why == NULL || strcmp(why, FAULTY[i].why) != 0)
            fail_msg("row %zu: expected %s, got %s", i, FAULTY[i].why, why ? why : "nothing");
    }
}

static void more_than_a_hundred_headers_are_too_many(void **state)
{
    struct http_header headers[MANY] = {HOST};

    (void)state;
    for (int i = 1; i < HYGIENE_HEADERS_MAX; i++)
        headers[i] = (struct http_header){STR("X"), STR("y")};
    assert_null(fault("GET", "/", "", headers));
    headers[HYGIENE_HEADERS_MAX] = (struct http_header){STR("X"), STR("y")};
    assert_string_equal(fault("GET", "/", "", headers), "header count");
}

static void a_target_over_eight_kilobytes_is_too_long(void **state)
{
    static const struct http_header headers[] = {HOST, END};
    static char path[HYGIENE_TARGET_MAX + 2];

    (void)state;
    memset(path, 'a', sizeof(path) - 1);
    path[0] = '/';
    assert_string_equal(fault("GET", path, "", headers), "target length");
    path[HYGIENE_TARGET_MAX] = 0;
    assert_null(fault("GET", path, "", headers));
    assert_string_equal(fault("GET", path, "q", headers), "target length");
}

static void a_coding_in_http_1_0_is_refused(void **state)
{
    static const struct http_header headers[] = {HOST, H("Transfer-Encoding", "chunked")};
    struct http_request request = {.method = STR("POST"), .path = STR("/"), .headers = headers, .header_count = 2};

    (void)state;
    request.version = STR("HTTP/1.1");
    assert_null(hygiene_fault(&request));
    request.version = STR("HTTP/1.0");
    assert_string_equal(hygiene_fault(&request), "coding in HTTP/1.0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ordinary_request_is_sound),
        cmocka_unit_test(hosts_with_ports_and_addresses_are_sound),
        cmocka_unit_test(what_no_sound_client_sends_is_refused),
        cmocka_unit_test(more_than_a_hundred_headers_are_too_many),
        cmocka_unit_test(a_coding_in_http_1_0_is_refused),
        cmocka_unit_test(a_target_over_eight_kilobytes_is_too_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
