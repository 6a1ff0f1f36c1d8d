#include "http/hygiene.h"

/* RFC 9110, 5.6.2: the characters of a token (a method, a header's name). */
static bool is_token_char(unsigned char c)
{
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return true;
    return c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

static bool is_token(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!is_token_char((unsigned char)s.p[i]))
            return false;
    }
    return s.n > 0;
}

static bool is_value(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if ((c < ' ' && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

static bool is_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    }
    return s.n > 0 && s.n < 19;
}

static bool is_host(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) &&
            (c == 0 || strchr("-._:[]", c) == NULL))
            return false;
    }
    return s.n > 0 && s.n <= 255;
}

/* Visible ASCII: anything else must come percent-encoded. */
static bool is_target(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] >= 0x7F || s.p[i] == '#')
            return false;
    }
    return true;
}

static const char *const METHODS[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

static bool is_method(struct str method)
{
    for (size_t i = 0; i < ARRAY_SIZE(METHODS); i++) {
        if (str_is(method, METHODS[i]))
            return true;
    }
    return false;
}

/* Headers of which there may be one only. */
enum single { SINGLE_HOST = 0, SINGLE_LENGTH, SINGLE_CODING, SINGLE_OTHERS, SINGLE__MAX = 10 };
static const struct str SINGLES[SINGLE__MAX] = {
    [SINGLE_HOST] = STR_INIT("Host"),
    [SINGLE_LENGTH] = STR_INIT("Content-Length"),
    [SINGLE_CODING] = STR_INIT("Transfer-Encoding"),
    [SINGLE_OTHERS] = STR_INIT("Authorization"),
    STR_INIT("Content-Type"),
    STR_INIT("Origin"),
    STR_INIT("Sec-Fetch-Site"),
    STR_INIT("Idempotency-Key"),
    STR_INIT("If-Match"),
    STR_INIT("Expect"),
};

static const char *header_fault(const struct http_header *header, int seen[SINGLE__MAX])
{
    if (!is_token(header->name))
        return "header name";
    if (!is_value(header->value))
        return "header value";
    for (int i = 0; i < SINGLE__MAX; i++) {
        if (str_equal_nocase(header->name, SINGLES[i]) && ++seen[i] > 1)
            return "header twice";
    }
    if (str_equal_nocase(header->name, SINGLES[SINGLE_HOST]) && !is_host(header->value))
        return "host";
    if (str_equal_nocase(header->name, SINGLES[SINGLE_LENGTH]) && !is_digits(header->value))
        return "content length";
    if (str_equal_nocase(header->name, SINGLES[SINGLE_CODING]) && !str_equal_nocase(header->value, STR("chunked")))
        return "transfer encoding";
    return NULL;
}

const char *hygiene_fault(const struct http_request *request)
{
    int seen[SINGLE__MAX] = {0};

    if (!is_method(request->method))
        return "method";
    if (request->path.n == 0 || request->path.p[0] != '/')
        return "target form";
    if (request->path.n + request->query.n > HYGIENE_TARGET_MAX)
        return "target length";
    if (!is_target(request->path) || !is_target(request->query))
        return "target characters";
    if (request->header_count > HYGIENE_HEADERS_MAX)
        return "header count";
    for (int i = 0; i < request->header_count; i++) {
        const char *fault = header_fault(&request->headers[i], seen);

        if (fault != NULL)
            return fault;
    }
    if (seen[SINGLE_HOST] == 0)
        return "no host";
    if (seen[SINGLE_LENGTH] > 0 && seen[SINGLE_CODING] > 0)
        return "length and coding";
    /* RFC 9112, 6.1: its framing is faulty. */
    if (seen[SINGLE_CODING] > 0 && str_is(request->version, "HTTP/1.0"))
        return "coding in HTTP/1.0";
    return NULL;
}

/* Between a name's colon and its value: the library leaves both where they came in, the colon overwritten. */
static size_t blanks_before(const struct http_header *header)
{
    return (uintptr_t)header->value.p - (uintptr_t)header->name.p - header->name.n - strlen(":");
}

size_t hygiene_size(const struct http_request *request, size_t target)
{
    size_t size = request->method.n + target + strlen("  HTTP/1.1\r\n") + strlen("\r\n");

    for (int i = 0; i < request->header_count; i++) {
        const struct http_header *header = &request->headers[i];

        size += header->name.n + strlen(":") + blanks_before(header) + header->value.n + strlen("\r\n");
    }
    return size;
}
