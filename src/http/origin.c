#include "http/origin.h"

#include "base/random.h"

/* Host and port of "https://host:port"; empty for "null" and what is malformed. */
static struct str authority(struct str origin)
{
    if (str_starts(origin, STR("https://")))
        return str_slice(origin, strlen("https://"), origin.n);
    if (str_starts(origin, STR("http://")))
        return str_slice(origin, strlen("http://"), origin.n);
    return (struct str){NULL, 0};
}

enum origin origin_of(const struct exchange *x)
{
    struct str site = http_header(x->request, "Sec-Fetch-Site");
    struct str origin = http_header(x->request, "Origin");
    struct str host = authority(origin);

    if (site.n > 0)
        return str_is(site, "same-origin") || str_is(site, "none") ? ORIGIN_SAME : ORIGIN_OTHER;
    if (origin.n == 0)
        return ORIGIN_UNKNOWN;
    if (host.n == 0)
        return ORIGIN_OTHER;
    if (str_equal_nocase(host, http_header(x->request, "Host")))
        return ORIGIN_SAME;
    /* A proxy that rewrites Host: what the operator named counts. */
    return str_equal_nocase(origin, x->app->config.base_address) ? ORIGIN_SAME : ORIGIN_OTHER;
}

struct str form_token(struct arena *arena, struct str form_key)
{
    const struct str parts[] = {STR("petgate form token"), form_key};
    uint8_t hash[HASH_BYTES];

    hash_parts(hash, parts, ARRAY_SIZE(parts));
    return base64url_text(arena, hash, sizeof(hash));
}

static bool token_fits(const struct exchange *x)
{
    struct str sent = x->controls.token;

    if (sent.n == 0)
        sent = http_header(x->request, "X-Petgate-Token");
    if (sent.n == 0 || x->form_key.n == 0)
        return false;
    if (str_equal_secret(sent, form_token(x->arena, x->form_key)))
        return true;
    /* In a view, a form from before it: nothing is done, and the answer says why. */
    return x->who.principal.viewed.n != 0 && str_equal_secret(sent, form_token(x->arena, x->who.form_key));
}

enum err origin_check(struct exchange *x)
{
    enum origin origin = origin_of(x);
    bool is_page = x->route->form == ROUTE_PAGE;
    bool good;

    if (x->method == METHOD_GET || x->bearer)
        return OK;
    if (origin == ORIGIN_OTHER)
        good = false;
    else if (is_page)
        good = token_fits(x);
    else
        good = !x->who.valid || origin == ORIGIN_SAME || token_fits(x);
    return good ? OK : FAIL(x->arena, ERR_FORBIDDEN, MSG_FORM_TOKEN);
}
