#include "http/session.h"

#include "base/random.h"

enum { SECRET_TEXT_MAX = 512, FORM_KEY_TEXT = 43, COOKIE_DAYS = 30 };

#define SESSION_COOKIE "petgate_session"
#define FORM_COOKIE "petgate_form"

/* Pages for the phone stand below this address; what a permission limits to one surface (ROL-07) goes by it. */
#define FIELD_APP "/field"

static struct str own_cookie(const struct exchange *x, const char *name, const char *name_tls)
{
    return request_cookie(x->request, x->tls ? name_tls : name);
}

static enum surface surface_of(const struct exchange *x)
{
    struct str path = x->request->path;

    if (x->bearer) /* a program is a desk unless it says that it is the app: it can be kept from more, and gets no more
                    */
        return str_is(http_header(x->request, "Petgate-Surface"), "field_app") ? SURFACE_FIELD_APP : SURFACE_API;
    if (x->api)
        path = str_slice(path, strlen("/api/v1"), path.n);
    if (str_is(path, FIELD_APP) || str_starts(path, STR(FIELD_APP "/")))
        return SURFACE_FIELD_APP;
    return SURFACE_DASHBOARD;
}

/* "Bearer TOKEN"; another scheme is a token that nobody has. */
static struct str bearer_token(struct str authorization)
{
    struct str rest = authorization;

    if (!str_equal_nocase(str_cut(&rest, ' '), STR("Bearer")) || rest.p == NULL)
        return (struct str){NULL, 0};
    return str_trim(rest);
}

/* A form of a view (ROL-304) is good for nothing once the view is over, or it would be done in the viewer's name. */
static struct str form_key_of(const struct exchange *x)
{
    const struct principal *who = &x->who.principal;
    struct buf key;

    if (who->viewed.n == 0)
        return x->who.form_key;
    buf_init(&key, x->arena, 256);
    buf_add(&key, x->who.form_key);
    buf_format(&key, " view %lld %lld", (long long)who->viewed.n, (long long)who->viewed_since);
    return buf_str(&key);
}

enum err session_find(struct exchange *x)
{
    struct str authorization = http_header(x->request, "Authorization");
    struct str secret;

    x->bearer = authorization.n > 0;
    secret = x->bearer ? bearer_token(authorization) : own_cookie(x, SESSION_COOKIE, "__Host-" SESSION_COOKIE);
    x->cookie = !x->bearer && secret.n > 0;
    if (secret.n > 0 && secret.n <= SECRET_TEXT_MAX)
        TRY(identity_find(x->app, secret, x->bearer, x->request->store_version, x->now, x->address, x->arena, &x->who));
    x->statements += x->who.statements;
    if (!x->who.valid)
        x->who = (struct identity_found){0};
    x->who.principal.surface = surface_of(x);
    x->session_secret = x->who.valid ? secret : (struct str){NULL, 0};
    x->form_key = form_key_of(x);
    if (!x->who.valid && !x->bearer) {
        struct str key = own_cookie(x, FORM_COOKIE, "__Host-" FORM_COOKIE);

        if (key.n == FORM_KEY_TEXT)
            x->form_key = key;
    }
    return OK;
}

int64_t session_at_hand(const struct http *http, const struct http_request *request)
{
    struct str token = bearer_token(http_header(request, "Authorization"));
    bool fits = token.n > 0 && token.n <= SECRET_TEXT_MAX;

    return fits ? identity_at_hand(http->app, token, app_now(http->app)) : 0;
}

bool session_signed_in(const struct exchange *x)
{
    return x->who.valid && x->who.principal.staff.n != 0;
}

void session_give_form_key(struct exchange *x)
{
    if (x->form_key.n > 0)
        return;
    x->form_key = random_secret(x->arena);
    x->set_form_key = x->form_key;
}

static struct str cookie(const struct exchange *x, const char *name, struct str value, int64_t seconds)
{
    return arena_format(x->arena, "%s%s=%.*s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s", x->tls ? "__Host-" : "",
                        name, STR_ARG(value), (long long)seconds, x->tls ? "; Secure" : "");
}

struct str cookie_session(const struct exchange *x, struct str secret)
{
    return cookie(x, SESSION_COOKIE, secret, COOKIE_DAYS * DAY_US / SECOND_US);
}

struct str cookie_session_end(const struct exchange *x)
{
    return cookie(x, SESSION_COOKIE, STR(""), 0);
}

struct str cookie_form_key(const struct exchange *x, struct str key)
{
    return cookie(x, FORM_COOKIE, key, DAY_US / SECOND_US);
}
