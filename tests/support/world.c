#include "support/world.h"

#include "app/files.h"
#include "base/random.h"
#include "features/identity/identity.h"
#include "http/origin.h"
#include "support/markup.h"
#include "support/world_parts.h"

#include <stdlib.h>

enum { HEADERS_MAX = 24 };

static int64_t clock_of(void *data)
{
    return atomic_load(&((struct world *)data)->now);
}

static void must(enum err err, const struct arena *arena, const char *what)
{
    if (err == OK)
        return;
    fprintf(stderr, "world: %s: %.*s\n", what, STR_ARG(arena->failure.log));
    abort();
}

struct world *world_new(enum store_engine engine)
{
    struct world *w = calloc(1, sizeof(*w));
    struct app_config config = {.log = {.fd = STDERR_FILENO, .least = LOG_ERROR},
                                .clock = clock_of,
                                .clock_data = w,
                                .base_address = STR("http://localhost"),
                                .cheap_passwords = true};
    struct http_config http = {0};

    if (!w)
        abort();
    config.features = stage_features(&config.feature_count);
    w->stage = stage_take(engine);
    w->thread = pthread_self();
    pthread_mutex_init(&w->lock, NULL);
    atomic_init(&w->now, WORLD_NOW);
    must(store_open(&w->stage->database.config, &w->arena, &config.store), &w->arena, "the store does not open");
    w->store = config.store;
    config.files = arena_format(&w->arena, "%s/files-%llx", w->stage->database.dir, (unsigned long long)random_u64());
    must(app_new(&config, &w->arena, &w->app), &w->arena, "the app does not start");
    http.app = w->app;
    must(http_new(&http, &w->arena, &w->http), &w->arena, "http does not start");
    return w;
}

void world_free(struct world *w)
{
    if (!w)
        return;
    for (struct kept *kept = w->kept, *next; kept; kept = next) {
        next = kept->next;
        json_decref(kept->json);
        arena_free(&kept->arena);
        free(kept);
    }
    http_free(w->http);
    app_free(w->app);
    store_close(w->store);
    stage_give(w->stage);
    pthread_mutex_destroy(&w->lock);
    arena_free(&w->arena);
    free(w);
}

struct app *world_app(struct world *w)
{
    return w->app;
}

struct store *world_store(struct world *w)
{
    return w->store;
}

struct http *world_http(struct world *w)
{
    return w->http;
}

const struct test_database *world_database(struct world *w)
{
    return &w->stage->database;
}

struct arena *world_arena(struct world *w)
{
    return &w->arena;
}

int64_t world_now(struct world *w)
{
    return atomic_load(&w->now);
}

void world_time(struct world *w, int64_t now)
{
    atomic_store(&w->now, now);
}

const struct cast *world_cast(struct world *w, const char *who)
{
    for (int i = 0; i < w->stage->cast_count; i++) {
        if (strcasecmp(w->stage->cast[i].key, who) == 0)
            return &w->stage->cast[i];
    }
    fail_msg("nobody of the cast is called %s", who);
    return NULL;
}

struct company_id world_company(struct world *w, const char *slug)
{
    return world_cast(w, strcmp(slug, "riverside") == 0 ? "paula" : "olivia")->company;
}

const char *world_token(struct world *w, const char *who)
{
    return world_cast(w, who)->token;
}

/* ------------------------------------------------------------------ sessions */

struct beginning {
    struct context cx;
    const struct cast *person;
};

MUST_CHECK static enum err session_body(struct tx *tx, void *data)
{
    struct beginning *job = data;

    return identity_begin_session(&job->cx, tx, job->person->account, job->person->company, job->person->staff);
}

/* A new one wherever the clock has moved, so that it is always fresh. Called with the lock. */
static struct world_session *session_of(struct world *w, const char *who)
{
    const struct cast *person = world_cast(w, who);
    struct world_session *session = &w->sessions[person - w->stage->cast];
    struct identity_found found;
    struct beginning job = {.cx = {.arena = &w->arena, .app = w->app, .now = world_now(w)}, .person = person};

    if (session->secret && session->made_at == job.cx.now)
        return session;
    must(store_write(w->store, COMPANY_ALL, &w->arena, session_body, &job, NULL), &w->arena, "no session");
    must(identity_find(w->app, job.cx.set_session, false, 0, job.cx.now, STR("127.0.0.1"), &w->arena, &found),
         &w->arena, "no session");
    session->secret = arena_cstr(&w->arena, job.cx.set_session);
    session->form_token = arena_cstr(&w->arena, form_token(&w->arena, arena_str(&w->arena, found.form_key)));
    session->made_at = job.cx.now;
    return session;
}

const char *world_session(struct world *w, const char *who)
{
    const char *secret;

    pthread_mutex_lock(&w->lock);
    secret = session_of(w, who)->secret;
    pthread_mutex_unlock(&w->lock);
    return secret;
}

/* ------------------------------------------------------------------ requests */

static struct kept *keep(struct world *w)
{
    struct kept *kept = calloc(1, sizeof(*kept));

    if (!kept)
        abort();
    pthread_mutex_lock(&w->lock);
    kept->next = w->kept;
    w->kept = kept;
    pthread_mutex_unlock(&w->lock);
    return kept;
}

static struct str response_header(const struct http_response *response, const char *name)
{
    for (int i = 0; i < response->header_count; i++) {
        if (str_equal_nocase(response->headers[i].name, str_from(name)))
            return response->headers[i].value;
    }
    return STR("");
}

static void check_markup(const char *method, const char *path, struct str body)
{
    char text[300];
    const char *wrong = markup_fault(body, text, sizeof(text));

    if (wrong)
        fail_msg("%s %s: %s", method, path, wrong);
}

struct answer world_ask(struct world *w, const char *method, const char *path, const char *body,
                        const char *const *headers)
{
    return world_send(w, method, path, body ? str_from(body) : STR(""), headers);
}

struct answer world_send(struct world *w, const char *method, const char *path, struct str body,
                         const char *const *headers)
{
    struct kept *kept = keep(w);
    struct http_header list[HEADERS_MAX] = {{STR("Host"), STR("localhost")}};
    struct str rest = str_from(path);
    struct http_request request = {.method = str_from(method),
                                   .path = str_cut(&rest, '?'),
                                   .query = rest.p ? rest : STR(""),
                                   .headers = list,
                                   .header_count = 1,
                                   .body = body,
                                   .peer = STR("127.0.0.1")};
    struct http_response response;
    struct answer answer;

    for (int i = 0; headers && headers[i]; i += 2)
        list[request.header_count++] = (struct http_header){str_from(headers[i]), str_from(headers[i + 1])};
    http_handle(w->http, &request, &kept->arena, &response);
    answer = (struct answer){.status = response.status,
                             .body = arena_str(&kept->arena, response.body),
                             .location = response_header(&response, "Location"),
                             .etag = response_header(&response, "ETag"),
                             .content_type = response_header(&response, "Content-Type")};
    if (str_starts(answer.content_type, STR("text/html")))
        check_markup(method, path, answer.body);
    if (str_find(answer.content_type, 'j', 0) >= 0 && answer.body.n)
        kept->json = json_loadb(answer.body.p, answer.body.n, JSON_DECODE_ANY, NULL);
    files_unmap(response.mapped);
    answer.json = kept->json;
    if (response.stream)
        http_stream_end(response.stream);
    return answer;
}

static bool writes(const char *method)
{
    return strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0;
}

struct answer api_with(struct world *w, const char *who, const char *method, const char *path, const char *body,
                       const char *const *headers)
{
    const char *list[2 * HEADERS_MAX] = {NULL};
    char bearer[100];
    struct answer answer;
    int count = 0;

    if (who) {
        snprintf(bearer, sizeof(bearer), "Bearer %s", world_token(w, who));
        list[count++] = "Authorization";
        list[count++] = bearer;
    }
    if (body) {
        list[count++] = "Content-Type";
        list[count++] = "application/json";
    }
    for (int i = 0; headers && headers[i]; i++)
        list[count++] = headers[i];
    answer = world_ask(w, method, path, body, list);
    if (writes(method))
        world_check(w);
    return answer;
}

struct answer api(struct world *w, const char *who, const char *method, const char *path, const char *body)
{
    return api_with(w, who, method, path, body, NULL);
}

struct answer page(struct world *w, const char *who, const char *method, const char *path, const char *form)
{
    static const char STRANGER[] =
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"; /* a form key before there is a session */
    struct kept *kept = keep(w);
    struct str cookie, body;
    struct answer answer;
    const char *token;
    bool over = writes(method) && strcmp(method, "POST") != 0;

    pthread_mutex_lock(&w->lock);
    cookie = who ? arena_format(&kept->arena, "petgate_session=%s", session_of(w, who)->secret)
                 : arena_format(&kept->arena, "petgate_form=%s", STRANGER);
    token =
        who ? session_of(w, who)->form_token : arena_cstr(&kept->arena, form_token(&kept->arena, str_from(STRANGER)));
    pthread_mutex_unlock(&w->lock);
    const char *const headers[] = {"Cookie",
                                   cookie.p,
                                   "Sec-Fetch-Site",
                                   "same-origin",
                                   "Accept",
                                   "text/html",
                                   writes(method) ? "Content-Type" : NULL,
                                   "application/x-www-form-urlencoded",
                                   NULL};
    if (!writes(method))
        return world_ask(w, method, path, NULL, headers);
    body = arena_format(&kept->arena, "_token=%s%s%s%s%s", token, over ? "&_method=" : "", over ? method : "",
                        form ? "&" : "", form ? form : "");
    answer = world_ask(w, "POST", path, body.p, headers);
    world_check(w);
    return answer;
}

const char *world_text(struct world *w, const char *format, ...)
{
    struct kept *kept = keep(w);
    va_list args;
    struct str text;

    va_start(args, format);
    text = arena_format_v(&kept->arena, format, args);
    va_end(args);
    return arena_cstr(&kept->arena, text);
}
