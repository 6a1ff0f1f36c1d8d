#include "http/exchange.h"

#include "base/heap.h"
#include "http/assets.h"
#include "http/figures.h"
#include "http/file.h"
#include "http/hygiene.h"
#include "http/openapi.h"
#include "http/origin.h"
#include "http/page.h"
#include "http/respond.h"
#include "http/session.h"
#include "http/stream.h"

enum { OPENAPI_MAX = 4 * 1024 * 1024 };

/* ------------------------------------------------------------------ making */

static enum err http_make(struct http *http, struct arena *arena)
{
    struct app *app = http->app;

    TRY(router_new(app->operations, app->operation_count, arena, &http->router));
    http->figures = figures_new(app->operation_count, arena);
    TRY(pages_new(http, arena, &http->pages));
    http->streams = streams_new(http);
    return OK;
}

enum err http_new(const struct http_config *config, struct arena *arena, struct http **ret)
{
    struct http *http = heap_new(sizeof(*http));

    http->config = *config;
    http->app = config->app;
    random_bytes(http->request_key, sizeof(http->request_key));
    if (http_make(http, &http->arena) != OK) {
        enum err err = fail_internal(arena, "%.*s", STR_ARG(http->arena.failure.log));

        http_free(http);
        return err;
    }
    *ret = http;
    return OK;
}

void http_free(struct http *http)
{
    if (http == NULL)
        return;
    streams_free(http->streams);
    arena_free(&http->arena);
    heap_free(http);
}

void http_stopping(struct http *http)
{
    __atomic_store_n(&http->stopping, true, __ATOMIC_RELEASE);
    streams_stop(http->streams);
}

void http_gauge(struct http *http, enum http_gauge gauge, int64_t delta)
{
    figures_gauge(http->figures, gauge, delta);
}

/* ------------------------------------------------------------------ what http/ answers itself */

static void answer_text(struct exchange *x, int status, struct str text)
{
    x->response->status = status;
    x->response->body = text;
    respond_header(x->response, "Content-Type", STR("text/plain; charset=utf-8"));
}

static void answer_health(struct exchange *x)
{
    answer_text(x, 200, STR("ok\n"));
}

static void answer_ready(struct exchange *x)
{
    bool stopping = __atomic_load_n(&x->http->stopping, __ATOMIC_ACQUIRE);
    const char *fault = stopping ? "stopping" : app_fault(x->app, x->arena);

    answer_text(x, fault ? 503 : 200, arena_format(x->arena, "%s\n", fault ? fault : "ready"));
}

/* For this machine only, unless it was opened: route names and loads are nobody else's business. What a proxy on this
 * machine forwards is not of this machine. */
static void answer_metrics(struct exchange *x)
{
    bool forwarded = http_header(x->request, "X-Forwarded-For").n > 0 || http_header(x->request, "Forwarded").n > 0;
    struct buf out;

    if (!x->http->config.open_metrics && (forwarded || !is_loopback(x->address))) {
        respond_problem(x, FAIL(x->arena, ERR_ABSENT, MSG_ABSENT), NULL);
        return;
    }
    buf_init(&out, x->arena, HTTP_BODY_MAX);
    figures_text(x->http->figures, x->app, &out);
    buf_format(&out,
               "# HELP petgate_pictures_bytes Memory of the companies' pictures.\n# TYPE petgate_pictures_bytes gauge\n"
               "petgate_pictures_bytes %zu\n",
               pictures_bytes(x->app));
    x->response->status = 200;
    x->response->body = buf_str(&out);
    respond_header(x->response, "Content-Type", STR("text/plain; version=0.0.4; charset=utf-8"));
}

static bool accepts_gzip(const struct http_request *request)
{
    struct str rest = http_header(request, "Accept-Encoding");

    while (rest.p != NULL) {
        struct str coding = str_cut(&rest, ',');
        struct str name = str_trim(str_cut(&coding, ';'));

        if (str_equal_nocase(name, STR("gzip")))
            return coding.p == NULL || !str_is(str_trim(coding), "q=0");
    }
    return false;
}

static void answer_asset(struct exchange *x, const struct asset *asset)
{
    bool gzip = asset->gzip != NULL && accepts_gzip(x->request);
    uint64_t hash = str_hash((struct str){(const char *)asset->plain, asset->plain_size});
    struct str etag = arena_format(x->arena, "\"%016llx%s\"", (unsigned long long)hash, gzip ? "-gz" : "");

    respond_header(x->response, "Cache-Control",
                   asset->hashed ? STR("public, max-age=31536000, immutable") : STR("public, max-age=3600"));
    respond_header(x->response, "ETag", etag);
    if (asset->gzip != NULL)
        respond_header(x->response, "Vary", STR("Accept-Encoding"));
    x->response->status = 304;
    if (str_equal(http_header(x->request, "If-None-Match"), etag))
        return;
    x->response->status = 200;
    respond_header(x->response, "Content-Type", str_from(asset->type));
    if (gzip)
        respond_header(x->response, "Content-Encoding", STR("gzip"));
    x->response->body = gzip ? (struct str){(const char *)asset->gzip, asset->gzip_size}
                             : (struct str){(const char *)asset->plain, asset->plain_size};
}

static void answer_openapi(struct exchange *x)
{
    struct buf out;

    buf_init(&out, x->arena, OPENAPI_MAX);
    openapi_write(x->app, &out);
    x->response->status = 200;
    x->response->body = buf_str(&out);
    respond_header(x->response, "Content-Type", STR("application/json"));
}

static const struct {
    const char *path;
    void (*answer)(struct exchange *);
    enum own_route route;
    bool quick;
} OWN[] = {
    {"/healthz", answer_health, OWN_HEALTH, true},
    {"/readyz", answer_ready, OWN_HEALTH, false},
    {"/metrics", answer_metrics, OWN_METRICS, true},
    {"/api/v1/openapi.json", answer_openapi, OWN_OPENAPI, false},
};

static int own_find(struct str path)
{
    for (size_t i = 0; i < ARRAY_SIZE(OWN); i++) {
        if (str_is(path, OWN[i].path))
            return (int)i;
    }
    return -1;
}

static const struct asset *asset_find(struct str path)
{
    if (str_is(path, "/favicon.ico"))
        return asset_by_name("favicon.svg");
    return str_starts(path, STR("/assets/")) ? asset_by_path(path) : NULL;
}

/* Health, figures and assets; false: the address is none of these. */
static bool answer_own(struct exchange *x, int *ret_figure)
{
    int own = own_find(x->request->path);
    const struct asset *asset = own < 0 ? asset_find(x->request->path) : NULL;
    int figure = x->app->operation_count + (asset != NULL ? OWN_ASSET : OWN_NONE);

    if (own < 0 && asset == NULL)
        return false;
    x->route_name = asset != NULL ? "asset" : OWN[own].path + 1;
    *ret_figure = asset != NULL ? figure : x->app->operation_count + (int)OWN[own].route;
    if (x->method != METHOD_GET) {
        x->allow = STR("GET, HEAD");
        respond_problem(x, FAIL(x->arena, ERR_METHOD, MSG_METHOD), NULL);
    } else if (asset != NULL) {
        answer_asset(x, asset);
    } else {
        OWN[own].answer(x);
    }
    return true;
}

/* ------------------------------------------------------------------ what operations answer */

/* An error before an operation was called, in the form of the address. */
static void answer_error(struct exchange *x, enum err err)
{
    if (x->api)
        respond_problem(x, err, NULL);
    else
        page_error(x, err);
}

/* No row is asked. Who does so from a browser gets a page, in the frame where signed in. */
static void answer_lost(struct exchange *x, enum err err, enum message message)
{
    bool page = !x->api && str_starts(http_header(x->request, "Accept"), STR("text/html"));

    x->api = !page;
    if (page && session_find(x) != OK)
        x->who = (struct identity_found){0};
    answer_error(x, FAIL(x->arena, err, page && err == ERR_METHOD ? MSG_FORM_ONLY : message));
}

/* Nothing is at this address. */
static void answer_nothing(struct exchange *x)
{
    if (str_is(x->request->path, "/") && x->method == METHOD_GET)
        page_go(x, STR("/home"));
    else
        answer_lost(x, ERR_ABSENT, MSG_ABSENT);
}

/* A form's own fields, and the method that a browser's form cannot say. */
static void read_controls(struct exchange *x)
{
    static const enum method OVER[] = {METHOD_PUT, METHOD_PATCH, METHOD_DELETE};

    x->body = x->request->body;
    if (http_is_upload(x->http, x->request))
        upload_read(x);
    else if (!x->api && x->method != METHOD_GET &&
             media_type_is(http_header(x->request, "Content-Type"), "application/x-www-form-urlencoded"))
        form_controls_take(x->arena, x->request->body, &x->controls, &x->body);
    if (x->api)
        return;
    for (size_t i = 0; i < ARRAY_SIZE(OVER) && x->method == METHOD_POST; i++) {
        if (str_is(x->controls.method, method_name(OVER[i]))) {
            x->method = OVER[i];
            return;
        }
    }
}

MUST_CHECK static enum err check_media_type(struct exchange *x)
{
    if (x->route->operation->flags & OP_UPLOAD)
        return upload_check(x);

    const char *wanted = x->route->form == ROUTE_JSON ? "application/json" : "application/x-www-form-urlencoded";

    if (x->method == METHOD_GET || x->request->body.n == 0 ||
        media_type_is(http_header(x->request, "Content-Type"), wanted))
        return OK;
    return FAIL(x->arena, ERR_MEDIA_TYPE, MSG_MEDIA_TYPE);
}

/* "\"12\"" gives 12. What is no stamp of ours never fits. */
static int64_t if_match(const struct http_request *request)
{
    struct str value = http_header(request, "If-Match");
    int64_t stamp;

    if (value.n == 0 || str_is(value, "*"))
        return 0;
    if (value.n > 2 && value.p[0] == '"' && value.p[value.n - 1] == '"' &&
        str_to_int(str_slice(value, 1, value.n - 2), &stamp) && stamp > 0)
        return stamp;
    return -1;
}

static struct call call_of(const struct exchange *x)
{
    bool upload = x->route->operation->flags & OP_UPLOAD;
    bool json = x->route->form == ROUTE_JSON;
    struct call call = {
        .operation = x->route->operation,
        .principal = x->who.principal,
        .change = x->who.change,
        .body = x->body,
        .form = json && !upload ? CALL_JSON : CALL_FORM,
        .upload = x->upload,
        .query = x->request->query,
        .address = x->address,
        .user_agent = http_header(x->request, "User-Agent"),
        .request_id = x->request_id,
        .idempotency_key =
            json && !upload && x->method != METHOD_GET ? http_header(x->request, "Idempotency-Key") : STR(""),
        .if_match = json ? if_match(x->request) : 0,
    };

    memcpy(call.places, x->places, sizeof(call.places));
    return call;
}

static void log_failure(const struct exchange *x, enum err err)
{
    if (err == ERR_INTERNAL || err == ERR_UNAVAILABLE || err == ERR_RETRY)
        LOG(&x->app->config.log, LOG_ERROR, "failure", L_STR("route", str_from(x->route_name)),
            L_STR("fault", x->arena->failure.log), L_STR("request", x->request_id));
}

static void begin_stream(struct exchange *x, const struct outcome *outcome)
{
    struct http_response *response = x->response;
    enum err err = stream_open(x->http, &x->who.principal, outcome->change, x->arena, &response->stream);

    if (err != OK) {
        log_failure(x, err);
        respond_problem(x, err, NULL);
        return;
    }
    response->status = 200;
    respond_header(response, "Content-Type", STR("text/event-stream"));
    respond_header(response, "X-Accel-Buffering", STR("no"));
}

static void run(struct exchange *x)
{
    struct call call = call_of(x);
    struct outcome outcome = {0};

    app_call(x->app, &call, x->arena, &outcome);
    log_failure(x, outcome.err);
    if (outcome.err == OK && (x->route->operation->flags & OP_FILE))
        file_respond(x, &outcome);
    else if (outcome.err == OK && (x->route->operation->flags & OP_CSV))
        respond_csv(x, &outcome);
    else if (x->route->form == ROUTE_PAGE)
        page_respond(x, &outcome);
    else if (outcome.err == OK && (x->route->operation->flags & OP_STREAM))
        begin_stream(x, &outcome);
    else
        respond_json(x, &outcome);
    app_outcome_end(x->app, &outcome);
}

/* Whoever brings a faulty token or form token goes no further. */
MUST_CHECK static bool admit(struct exchange *x)
{
    enum err err =
        app_outdated(x->app) ? fail_unavailable(x->arena, "the database is newer than this program") : session_find(x);

    if (err != OK) {
        log_failure(x, err);
        answer_error(x, err);
        return false;
    }
    err = check_media_type(x);
    if (err == OK)
        err = origin_check(x);
    if (err == ERR_FORBIDDEN && x->route->form == ROUTE_PAGE)
        page_refused(x, err);
    else if (err != OK)
        answer_error(x, err);
    return err == OK;
}

static void answer_route(struct exchange *x, int *ret_figure)
{
    struct route_match match;

    if (!router_find(x->http->router, x->request->path, x->arena, &match)) {
        answer_nothing(x);
        return;
    }
    if (str_is(x->request->method, "OPTIONS")) {
        x->response->status = 204;
        respond_header(x->response, "Allow", route_allow(&match, x->arena));
        return;
    }
    read_controls(x);
    x->route = route_pick(&match, x->method, x->places);
    if (x->route == NULL) {
        x->allow = route_allow(&match, x->arena);
        answer_lost(x, ERR_METHOD, MSG_METHOD);
        return;
    }
    x->api = x->route->form == ROUTE_JSON;
    x->route_name = x->route->operation->name;
    *ret_figure = x->route->index;
    if (admit(x))
        run(x);
}

/* ------------------------------------------------------------------ whole */

static struct exchange exchange_begin(struct http *http, const struct http_request *request, struct arena *arena,
                                      struct http_response *response)
{
    struct exchange x = {
        .http = http,
        .app = http->app,
        .request = request,
        .arena = arena,
        .response = response,
        .now = app_now(http->app),
        .began = time_monotonic_us(),
        .route_name = "none",
        .method = method_parse(request->method),
    };

    *response = (struct http_response){0};
    exchange_read_head(&x);
    return x;
}

static void exchange_end(struct exchange *x, int figure)
{
    int64_t duration = time_monotonic_us() - x->began;
    bool silent = figure == x->app->operation_count + (int)OWN_HEALTH;

    const struct log_field fields[] = {
        L_STR("method", x->request->method),
        L_STR("route", str_from(x->route_name)),
        L_INT("status", x->response->status),
        L_INT("us", duration),
        L_INT("bytes", (int64_t)x->response->body.n),
        L_INT("statements", x->statements),
        L_STR("request", x->request_id),
        L_STR("problem", x->problem ? message_name(x->problem, x->arena) : STR("")),
    };
    int count = (int)ARRAY_SIZE(fields) - (x->problem ? 0 : 1);

    respond_finish(x);
    figures_count(x->http->figures, figure, x->response->status, duration, x->response->body.n, x->statements);
    log_line(&x->app->config.log, silent ? LOG_DEBUG : LOG_INFO, "request", fields, count);
}

void http_handle(struct http *http, const struct http_request *request, struct arena *arena, struct http_response *ret)
{
    struct exchange x = exchange_begin(http, request, arena, ret);
    int figure = http->app->operation_count + (int)OWN_NONE;
    const char *fault = hygiene_fault(request);

    if (fault != NULL) {
        x.route_name = fault;
        ret->close = true;
        respond_problem(&x, FAIL(arena, ERR_BAD_REQUEST, MSG_BAD_REQUEST), NULL);
    } else if (request->body.n > HTTP_BODY_MAX && !http_is_upload(http, request)) {
        respond_problem(&x, FAIL(arena, ERR_TOO_LARGE, MSG_TOO_LARGE), NULL);
    } else if (!answer_own(&x, &figure)) {
        answer_route(&x, &figure);
    }
    exchange_end(&x, figure);
}

void http_refuse(struct http *http, const struct http_request *request, enum err err, struct arena *arena,
                 struct http_response *ret)
{
    struct exchange x = exchange_begin(http, request, arena, ret);
    enum message message = err == ERR_UNAVAILABLE ? MSG_BUSY : MESSAGE_NONE;

    ret->close = err != ERR_UNAVAILABLE;
    if (err == ERR_TOO_LARGE && http_is_upload(http, request)) {
        message = MSG_UPLOAD_TOO_LARGE;
        x.api = x.api || !str_starts(http_header(request, "Accept"), STR("text/html"));
        answer_error(&x, FAIL(arena, err, message));
    } else {
        respond_problem(&x, FAIL(arena, err, message), NULL);
    }
    exchange_end(&x, http->app->operation_count + (int)OWN_NONE);
}

bool http_is_quick(const struct http *http, struct http_request *request)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    struct str places[TARGET__MAX];
    struct route_match match;
    const struct route *route;
    int own;

    if (asset_find(request->path) != NULL)
        return true;
    own = own_find(request->path);
    if (own >= 0)
        return OWN[own].quick;
    if (store_engine(http->app->store) != STORE_SQLITE || !router_find(http->router, request->path, &arena, &match))
        return false;
    route = route_pick(&match, method_parse(request->method), places);
    if (route == NULL || route->operation->quick == NULL || !route->operation->quick(request->body))
        return false;
    request->store_version = session_at_hand(http, request);
    return request->store_version != 0;
}
