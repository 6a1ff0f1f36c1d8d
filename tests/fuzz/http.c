/* A whole request, as lines and a body, through http_handle over the fake application of tests/http: head, cookies,
 * forms, route, answer. Nothing may crash, and every answer is a sound one. */
#include "http/fake.h"

#include <stdlib.h>
#include <string.h>

static struct fake *fake_once(void)
{
    static struct fake fake;
    static const int64_t five[] = {1, 2, 3, 4, 5};

    if (fake.http == NULL) {
        fake_begin(&fake, &(struct http_config){.trusted_proxy = STR("192.0.2.7")});
        fake_commit(500, fake_picture(500, five, 5, true));
    }
    return &fake;
}

/* Lines as they stand on the wire, then an empty one and the body. */
static void read_request(struct str bytes, struct arena *arena, struct http_request *ret)
{
    struct http_header *headers = arena_array(arena, struct http_header, 128);
    struct str rest = bytes;
    struct str line = str_cut(&rest, '\n');

    *ret = (struct http_request){.headers = headers, .peer = STR("192.0.2.7")};
    ret->method = str_cut(&line, ' ');
    line = str_cut(&line, ' ');
    ret->path = str_cut(&line, '?');
    ret->query = line;
    while (rest.p != NULL && ret->header_count < 128) {
        struct str value = str_cut(&rest, '\n');
        struct str name;

        if (value.n == 0)
            break;
        name = str_cut(&value, ':');
        headers[ret->header_count++] = (struct http_header){name, str_trim(value)};
    }
    ret->body = rest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    struct fake *fake = fake_once();
    struct http_request request;
    struct http_response response;

    arena_reset(&arena);
    read_request((struct str){(const char *)data, size}, &arena, &request);
    (void)http_is_quick(fake->http, &request);
    http_handle(fake->http, &request, &arena, &response);
    if (response.stream != NULL)
        http_stream_end(response.stream);
    if (response.status < 200 || response.status > 503)
        abort();
    for (int i = 0; i < response.header_count; i++) {
        struct http_header header = response.headers[i];

        if (memchr(header.value.p ? header.value.p : "", '\n', header.value.n) != NULL)
            abort();
        if (str_is(header.name, "Location") &&
            (header.value.n == 0 || header.value.p[0] != '/' || (header.value.n > 1 && header.value.p[1] == '/')))
            abort();
    }
    return 0;
}
