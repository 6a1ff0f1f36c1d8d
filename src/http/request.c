#include "http/exchange.h"

enum { REQUEST_ID_MAX = 128, REQUEST_ID_BYTES = 12 };

struct str http_header(const struct http_request *request, const char *name)
{
    struct str wanted = str_from(name);

    for (int i = 0; i < request->header_count; i++) {
        if (str_equal_nocase(request->headers[i].name, wanted))
            return request->headers[i].value;
    }
    return (struct str){NULL, 0};
}

struct str request_cookie(const struct http_request *request, const char *name)
{
    struct str wanted = str_from(name);

    for (int i = 0; i < request->header_count; i++) {
        struct str rest = request->headers[i].value;

        if (!str_equal_nocase(request->headers[i].name, STR("Cookie")))
            continue;
        while (rest.p != NULL) {
            struct str value = str_trim(str_cut(&rest, ';'));
            struct str found = str_cut(&value, '=');

            if (str_equal(found, wanted) && value.p != NULL)
                return value;
        }
    }
    return (struct str){NULL, 0};
}

void request_keep(struct http_request *request, struct arena *arena)
{
    struct http_header *headers = (struct http_header *)(uintptr_t)request->headers;

    request->method = arena_str(arena, request->method);
    for (int i = 0; i < request->header_count; i++) {
        headers[i].name = arena_str(arena, headers[i].name);
        headers[i].value = arena_str(arena, headers[i].value);
    }
}

bool is_local_path(struct str path)
{
    if (path.n == 0 || path.n > 2048 || path.p[0] != '/' || (path.n > 1 && path.p[1] == '/'))
        return false;
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];

        if (c <= ' ' || c >= 0x7F || c == '\\')
            return false;
    }
    return true;
}

bool media_type_is(struct str content_type, const char *type)
{
    struct str rest = content_type;

    return str_equal_nocase(str_trim(str_cut(&rest, ';')), str_from(type));
}

bool is_loopback(struct str address)
{
    return str_starts(address, STR("127.")) || str_is(address, "::1") || str_starts(address, STR("::ffff:127."));
}

/* ------------------------------------------------------------------ forms */

struct str form_value(struct arena *arena, struct str text, const char *name)
{
    struct str rest = text;

    while (rest.p != NULL) {
        struct str value = str_cut(&rest, '&');
        struct str field = str_cut(&value, '=');

        if (!str_is(field, name))
            continue;
        if (value.p == NULL || !url_decode(arena, value, true, &value))
            return (struct str){NULL, 0};
        return value;
    }
    return (struct str){NULL, 0};
}

static bool is_control(struct str pair)
{
    return (pair.n > 0 && pair.p[0] == '_') || (pair.n > 2 && str_equal_nocase(str_slice(pair, 0, 3), STR("%5F")));
}

void form_controls_take(struct arena *arena, struct str body, struct form_controls *ret, struct str *ret_rest)
{
    struct str rest = body;
    struct buf kept;

    ret->method = form_value(arena, body, "_method");
    ret->token = form_value(arena, body, "_token");
    ret->return_to = form_value(arena, body, "_return");
    if (!is_local_path(ret->return_to))
        ret->return_to = (struct str){NULL, 0};
    buf_init(&kept, arena, body.n);
    while (rest.p != NULL) {
        struct str pair = str_cut(&rest, '&');

        if (is_control(pair) || pair.n == 0)
            continue;
        if (kept.n > 0)
            buf_add_char(&kept, '&');
        buf_add(&kept, pair);
    }
    *ret_rest = buf_str(&kept);
}

/* ------------------------------------------------------------------ head */

static bool is_visible(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] <= ' ' || s.p[i] >= 0x7F)
            return false;
    }
    return s.n > 0;
}

static struct str request_id(struct http *http, const struct http_request *request, struct arena *arena)
{
    struct str sent = http_header(request, "X-Request-ID");
    uint8_t bytes[SERIES_BYTES];

    if (sent.n <= REQUEST_ID_MAX && is_visible(sent))
        return sent;
    random_series(bytes, http->request_key, __atomic_add_fetch(&http->requests, 1, __ATOMIC_RELAXED));
    return base64url_text(arena, bytes, REQUEST_ID_BYTES);
}

static bool is_trusted(const struct http *http, struct str peer)
{
    struct str trusted = http->config.trusted_proxy;

    if (trusted.n == 0)
        return false;
    return str_equal(trusted, peer) || (str_is(trusted, "loopback") && is_loopback(peer));
}

/* The last entry: the one that the trusted proxy itself wrote. */
static struct str last_entry(const struct http_request *request, const char *name)
{
    struct str entry = {NULL, 0};

    for (int i = 0; i < request->header_count; i++) {
        struct str rest = request->headers[i].value;

        if (!str_equal_nocase(request->headers[i].name, str_from(name)))
            continue;
        while (rest.p != NULL)
            entry = str_trim(str_cut(&rest, ','));
    }
    return entry;
}

void exchange_read_head(struct exchange *x)
{
    const struct http_request *request = x->request;

    x->address = request->peer;
    x->tls = request->tls;
    x->request_id = request_id(x->http, request, x->arena);
    x->api = path_is_api(request->path);
    x->partial = str_is(http_header(request, "HX-Request"), "true");
    if (is_trusted(x->http, request->peer)) {
        struct str forwarded = last_entry(request, "X-Forwarded-For");

        if (forwarded.n > 0 && forwarded.n <= 64 && is_visible(forwarded))
            x->address = forwarded;
        if (str_equal_nocase(last_entry(request, "X-Forwarded-Proto"), STR("https")))
            x->tls = true;
    }
}
