/* What the tests of whole requests share: ask, and look at the answer. */
#ifndef TESTS_HTTP_ASK_H
#define TESTS_HTTP_ASK_H

#include "fake.h"

#include "support/test.h"

struct asked {
    struct fake fake;
    struct arena arena; /* of the last request */
    struct http_response response;
};

static inline int ask_setup(void **state)
{
    static struct asked asked;

    asked = (struct asked){.arena = ARENA_INIT};
    fake_begin(&asked.fake, NULL);
    *state = &asked;
    return 0;
}

static inline int ask_teardown(void **state)
{
    struct asked *asked = *state;

    arena_free(&asked->arena);
    fake_end(&asked->fake);
    return 0;
}
#define ASK_TEST(name) cmocka_unit_test_setup_teardown(name, ask_setup, ask_teardown)

static inline int ask_lines(struct asked *asked, const char *body, const char *const *lines)
{
    struct http_request request;

    arena_reset(&asked->arena);
    fake_request(&asked->arena, &request, lines, body);
    http_handle(asked->fake.http, &request, &asked->arena, &asked->response);
    return asked->response.status;
}
/* ASK(asked, body, "GET /x HTTP/1.1", "Header: value", …) → the status. */
#define ASK(asked, body, ...) ask_lines((asked), (body), (const char *const[]){__VA_ARGS__, NULL})

#define ANN "Cookie: petgate_session=ann"
#define SAME "Sec-Fetch-Site: same-origin"
#define FORM "Content-Type: application/x-www-form-urlencoded"
#define JSON "Content-Type: application/json"
#define HTML "Accept: text/html,application/xhtml+xml"

static inline const char *header_of(const struct asked *asked, const char *name)
{
    return fake_header(&asked->response, name);
}
#define assert_header(asked, name, value) assert_string_equal(header_of((asked), (name)), (value))
#define assert_body(asked, text) assert_str((asked)->response.body, text)

static inline bool body_has(const struct asked *asked, const char *text)
{
    struct str body = asked->response.body, part = str_from(text);

    return body.n >= part.n && memmem(body.p, body.n, part.p, part.n) != NULL;
}
#define assert_has(asked, text)                                                                                        \
    do {                                                                                                               \
        if (!body_has((asked), (text)))                                                                                \
            fail_msg("\"%s\" is missing in: %.*s", (text), STR_ARG((asked)->response.body));                           \
    } while (0)

/* The form token of a page as it stands in the fake's frame. */
static inline const char *token_of_page(struct asked *asked, struct arena *arena)
{
    const char *at = memmem(asked->response.body.p, asked->response.body.n, "data-token=\"", 12);

    assert_non_null(at);
    return arena_cstr(arena, (struct str){at + 12, 43});
}

#endif
