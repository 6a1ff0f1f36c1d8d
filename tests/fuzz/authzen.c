/* Questions to the decision service (API-03), as other programs put them: the real rows over the demonstration
 * companies, on SQLite. The first byte chooses the address and who asks, the rest is the body. Whatever comes is
 * answered, and never as a fault of ours; an answer is JSON. */
#include "doc/json_read.h"
#include "support/world.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const PATHS[] = {
    "/access/v1/evaluation",      "/access/v1/evaluations",   "/access/v1/search/subject",
    "/access/v1/search/resource", "/access/v1/search/action",
};
static const char *const PEOPLE[] = {"olivia", "maya", "dana"};

static struct world *world;

static void end(void)
{
    world_free(world);
}

static struct world *world_once(void)
{
    if (world == NULL) {
        world = world_new(STORE_SQLITE);
        atexit(end);
    }
    return world;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    struct world *w = world_once();
    size_t choice = size > 0 ? data[0] : 0;
    struct http_header headers[] = {
        {STR("Host"), STR("localhost")}, {STR("Content-Type"), STR("application/json")}, {STR("Authorization"), {0}}};
    struct http_request request = {.method = STR("POST"),
                                   .path = str_from(PATHS[choice % ARRAY_SIZE(PATHS)]),
                                   .headers = headers,
                                   .header_count = ARRAY_SIZE(headers),
                                   .body = {size > 0 ? (const char *)data + 1 : "", size > 0 ? size - 1 : 0},
                                   .peer = STR("127.0.0.1")};
    struct http_response response = {0};
    const struct json *json;
    struct str fault;

    arena_reset(&arena);
    headers[2].value =
        arena_format(&arena, "Bearer %s", world_token(w, PEOPLE[choice / ARRAY_SIZE(PATHS) % ARRAY_SIZE(PEOPLE)]));
    http_handle(world_http(w), &request, &arena, &response);
    if (response.status != 200 && (response.status < 400 || response.status > 499))
        abort();
    if (!json_read(&arena, response.body, true, &json, &fault))
        abort();
    return 0;
}
