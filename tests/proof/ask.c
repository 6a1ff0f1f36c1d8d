#include "proof/ask.h"

#include "base/buf.h"
#include "http/origin.h"
#include "http/router.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { TEXT_MAX = 4 * 1024 * 1024, HEADERS_MAX = 8, WAIT_S = 10 };

/* What a browser without a session has as its form key. */
#define STRANGER "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

/* ------------------------------------------------------------------ forms */

static void add_pairs(struct buf *out, struct str name, const json_t *value, struct arena *arena)
{
    const char *key;
    json_t *item;
    size_t i;

    if (json_is_object(value)) {
        json_object_foreach((json_t *)(uintptr_t)value, key, item)
        {
            const char *dot = name.n ? "." : "";

            add_pairs(out, arena_format(arena, "%.*s%s%s", STR_ARG(name), dot, key), item, arena);
        }
        return;
    }
    if (json_is_array(value)) {
        json_array_foreach(value, i, item)
        {
            /* Objects are numbered, ids repeat their name. */
            add_pairs(out, json_is_object(item) ? arena_format(arena, "%.*s.%zu", STR_ARG(name), i) : name, item,
                      arena);
        }
        return;
    }
    if (out->n)
        buf_add_char(out, '&');
    url_encode(out, name);
    buf_add_char(out, '=');
    if (json_is_string(value))
        url_encode(out, str_from(json_string_value(value)));
    else if (json_is_integer(value))
        buf_add_int(out, json_integer_value(value));
    else if (json_is_boolean(value))
        buf_add(out, json_is_true(value) ? STR("true") : STR("false"));
}

struct str ask_form_body(struct str json, struct arena *arena)
{
    json_t *value = json.n ? json_loadb(json.p, json.n, 0, NULL) : NULL;
    struct buf out;

    buf_init(&out, arena, TEXT_MAX);
    if (value)
        add_pairs(&out, STR(""), value, arena);
    json_decref(value);
    return buf_str(&out);
}

/* ------------------------------------------------------------------ requests */

struct sent {
    struct str method, path, query, body;
    struct http_header headers[HEADERS_MAX];
    int header_count;
};

static void add_header(struct sent *sent, const char *name, struct str value)
{
    sent->headers[sent->header_count++] = (struct http_header){str_from(name), value};
}

static struct sent sent_of(const struct ask *ask, struct arena *arena)
{
    bool signed_in = ask->who->secret && ask->who->status == STAFF_ACTIVE;
    bool writes = ask->method != METHOD_GET, json = ask->form == ASK_JSON;
    const char *method = method_name(ask->method);
    struct str token = signed_in ? str_from(ask->who->form_token) : form_token(arena, STR(STRANGER));
    struct sent sent = {.method = str_from(method), .query = ask->query};

    sent.path = json && !ask->root ? arena_format(arena, "/api/v1%.*s", STR_ARG(ask->path)) : ask->path;
    add_header(&sent, "Host", STR("localhost"));
    add_header(&sent, "Sec-Fetch-Site", STR("same-origin"));
    add_header(
        &sent, "Cookie",
        arena_format(arena, "petgate_session=%s; petgate_form=" STRANGER, ask->who->secret ? ask->who->secret : ""));
    add_header(&sent, "Accept", json ? STR("application/json") : STR("text/html"));
    if (!writes)
        return sent;
    add_header(&sent, "Content-Type", json ? STR("application/json") : STR("application/x-www-form-urlencoded"));
    sent.body = json ? ask->body : ask_form_body(ask->body, arena);
    if (json)
        return sent;
    sent.method = STR("POST");
    sent.body = arena_format(arena, "_token=%.*s&_method=%s%s%.*s", STR_ARG(token),
                             ask->method == METHOD_POST ? "" : method, sent.body.n ? "&" : "", STR_ARG(sent.body));
    return sent;
}

/* ------------------------------------------------------------------ in process */

static void add_without(struct buf *out, struct str text, const struct str *words, int count)
{
    for (size_t i = 0; i < text.n;) {
        bool found = false;

        for (int w = 0; w < count && !found; w++) {
            if (words[w].n && i + words[w].n <= text.n && memcmp(text.p + i, words[w].p, words[w].n) == 0) {
                buf_add(out, STR("{…}"));
                i += words[w].n;
                found = true;
            }
        }
        if (!found)
            buf_add_char(out, text.p[i++]);
    }
}

static struct str response_header(const struct http_response *response, const char *name)
{
    for (int i = 0; i < response->header_count; i++) {
        if (str_is(response->headers[i].name, name))
            return response->headers[i].value;
    }
    return STR("");
}

static struct str told_of(const struct http_response *response, const struct str *ids, int id_count,
                          struct arena *arena)
{
    struct str words[8];
    struct buf out;

    assert_true(id_count < (int)ARRAY_SIZE(words));
    for (int i = 0; i < id_count; i++)
        words[i] = ids[i];
    words[id_count] = response_header(response, "X-Request-ID");
    buf_init(&out, arena, TEXT_MAX);
    buf_format(&out, "%d\n", response->status);
    for (int i = 0; i < response->header_count; i++) {
        buf_format(&out, "%.*s: ", STR_ARG(response->headers[i].name));
        add_without(&out, response->headers[i].value, words, id_count + 1);
        buf_add_char(&out, '\n');
    }
    add_without(&out, response->body, words, id_count + 1);
    return buf_str(&out);
}

static struct http_response handle(struct http *http, const struct ask *ask, struct arena *arena)
{
    struct sent sent = sent_of(ask, arena);
    struct http_request request = {.method = sent.method,
                                   .path = sent.path,
                                   .query = sent.query,
                                   .headers = sent.headers,
                                   .header_count = sent.header_count,
                                   .body = sent.body,
                                   .peer = STR("127.0.0.1")};
    struct http_response response = {0};

    http_handle(http, &request, arena, &response);
    return response;
}

struct got ask_handle(struct http *http, const struct ask *ask, const struct str *ids, int id_count,
                      struct arena *arena)
{
    struct http_response response = handle(http, ask, arena);
    struct got got = {.status = response.status,
                      .location = response_header(&response, "Location"),
                      .body = response.body,
                      .told = id_count ? told_of(&response, ids, id_count, arena) : STR("")};

    if (response.stream)
        http_stream_end(response.stream);
    return got;
}

struct http_stream *ask_stream(struct http *http, const struct ask *ask, struct arena *arena)
{
    struct http_response response = handle(http, ask, arena);

    if (!response.stream)
        fail_msg("no stream: %d %.*s", response.status, STR_ARG(response.body));
    return response.stream;
}

/* ------------------------------------------------------------------ over a socket */

static int connect_to(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval wait = {.tv_sec = WAIT_S};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
        return fd;
    close(fd);
    return -1;
}

static struct str text_of(const struct sent *sent, struct arena *arena)
{
    struct buf out;

    buf_init(&out, arena, TEXT_MAX);
    buf_format(&out, "%.*s %.*s%s%.*s HTTP/1.1\r\n", STR_ARG(sent->method), STR_ARG(sent->path),
               sent->query.n ? "?" : "", STR_ARG(sent->query));
    for (int i = 0; i < sent->header_count; i++)
        buf_format(&out, "%.*s: %.*s\r\n", STR_ARG(sent->headers[i].name), STR_ARG(sent->headers[i].value));
    if (!str_is(sent->method, "GET"))
        buf_format(&out, "Content-Length: %zu\r\n", sent->body.n);
    buf_format(&out, "Connection: close\r\n\r\n%.*s", STR_ARG(sent->body));
    return buf_str(&out);
}

static struct str read_all(int fd, struct arena *arena)
{
    struct buf in;
    char part[16384];
    ssize_t n;

    buf_init(&in, arena, TEXT_MAX);
    while ((n = recv(fd, part, sizeof(part), 0)) > 0)
        buf_add(&in, (struct str){part, (size_t)n});
    return buf_str(&in);
}

struct str ask_raw(int port, struct str text, struct arena *arena)
{
    struct str got = {0};
    int fd = connect_to(port);

    if (fd < 0)
        return got;
    if (send(fd, text.p, text.n, MSG_NOSIGNAL) == (ssize_t)text.n)
        got = read_all(fd, arena);
    close(fd);
    return got;
}

int ask_socket(int port, const struct ask *ask, struct arena *arena, struct str *ret_location)
{
    static const char mark[] = "\r\nLocation: ";
    struct sent sent = sent_of(ask, arena);
    struct str got = ask_raw(port, text_of(&sent, arena), arena);
    const char *at;
    int64_t status;

    *ret_location = STR("");
    if (got.n < 12 || !str_to_int(str_slice(got, 9, 3), &status))
        return 0;
    at = memmem(got.p, got.n, mark, sizeof(mark) - 1);
    if (at) {
        struct str rest = str_slice(got, (size_t)(at - got.p) + sizeof(mark) - 1, got.n);

        *ret_location = str_cut(&rest, '\r');
    }
    return (int)status;
}
