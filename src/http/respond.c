#include "http/respond.h"

#include "doc/csv.h"
#include "http/session.h"

enum { PROBLEM_MAX = 4 * 1024 * 1024, JSON_MAX = 64 * 1024 * 1024 };

static const struct {
    int status;
    enum message message; /* where the failure names none */
} STATUS[ERR__MAX] = {
    [OK] = {200, MESSAGE_NONE},
    [ERR_BAD_REQUEST] = {400, MSG_BAD_REQUEST},
    [ERR_SIGNED_OUT] = {401, MSG_SIGNED_OUT},
    [ERR_FORBIDDEN] = {403, MSG_NOT_ALLOWED},
    [ERR_ABSENT] = {404, MSG_ABSENT},
    [ERR_METHOD] = {405, MSG_METHOD},
    [ERR_CONFLICT] = {409, MSG_STALE},
    [ERR_NO_LENGTH] = {411, MSG_NO_LENGTH},
    [ERR_STALE] = {412, MSG_STALE},
    [ERR_TOO_LARGE] = {413, MSG_TOO_LARGE},
    [ERR_MEDIA_TYPE] = {415, MSG_MEDIA_TYPE},
    [ERR_INVALID] = {422, MSG_INVALID},
    [ERR_TOO_MANY] = {429, MSG_TOO_MANY},
    [ERR_INTERNAL] = {500, MSG_INTERNAL},
    [ERR_UNAVAILABLE] = {503, MSG_UNAVAILABLE},
    [ERR_RETRY] = {503, MSG_UNAVAILABLE},
};

static const struct {
    int status;
    const char *title;
} TITLES[] = {
    {400, "Bad request"},        {401, "Not signed in"},
    {403, "Not allowed"},        {404, "Not found"},
    {405, "Method not allowed"}, {409, "Conflict"},
    {411, "Length required"},    {412, "Changed meanwhile"},
    {413, "Too large"},          {415, "Unsupported media type"},
    {422, "Invalid values"},     {429, "Too many requests"},
    {500, "Internal error"},     {503, "Unavailable"},
};

int status_of(enum err err)
{
    assert(err >= OK && err < ERR__MAX);
    return STATUS[err].status;
}

const char *status_title(int status)
{
    for (size_t i = 0; i < ARRAY_SIZE(TITLES); i++) {
        if (TITLES[i].status == status)
            return TITLES[i].title;
    }
    return "";
}

/* ------------------------------------------------------------------ headers */

void respond_header(struct http_response *response, const char *name, struct str value)
{
    for (size_t i = 0; i < value.n; i++) {
        if ((unsigned char)value.p[i] < ' ' || value.p[i] == 0x7F)
            return;
    }
    assert(response->header_count < HTTP_RESPONSE_HEADERS_MAX);
    response->headers[response->header_count++] = (struct http_header){str_from(name), value};
}

static const struct {
    const char *name;
    struct str value;
} EVERYWHERE[] = {
    {"Content-Security-Policy",
     STR_INIT("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
              "font-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")},
    {"X-Content-Type-Options", STR_INIT("nosniff")},
    {"Referrer-Policy", STR_INIT("same-origin")},
    {"Cross-Origin-Opener-Policy", STR_INIT("same-origin")},
    {"Cross-Origin-Resource-Policy", STR_INIT("same-origin")},
    {"Permissions-Policy",
     STR_INIT("accelerometer=(), camera=(), display-capture=(), geolocation=(self), gyroscope=(), magnetometer=(), "
              "microphone=(), midi=(), payment=(), usb=()")},
};

static bool has_header(const struct http_response *response, const char *name)
{
    for (int i = 0; i < response->header_count; i++) {
        if (str_is(response->headers[i].name, name))
            return true;
    }
    return false;
}

void respond_finish(struct exchange *x)
{
    struct http_response *response = x->response;

    for (size_t i = 0; i < ARRAY_SIZE(EVERYWHERE); i++)
        respond_header(response, EVERYWHERE[i].name, EVERYWHERE[i].value);
    if (x->tls)
        respond_header(response, "Strict-Transport-Security", STR("max-age=31536000"));
    if (!has_header(response, "Cache-Control"))
        respond_header(response, "Cache-Control", STR("no-store"));
    if (x->set_form_key.n > 0)
        respond_header(response, "Set-Cookie", cookie_form_key(x, x->set_form_key));
    if (response->close)
        respond_header(response, "Connection", STR("close"));
    respond_header(response, "X-Request-ID", x->request_id);
}

void respond_status(struct exchange *x, enum err err)
{
    struct http_response *response = x->response;

    response->status = status_of(err);
    /* The standards of the foreign rows know 400 alone for what they cannot use (authzen.md). */
    if ((err == ERR_INVALID || err == ERR_MEDIA_TYPE) && x->route != NULL &&
        (x->route->operation->flags & OP_IGNORE_UNKNOWN))
        response->status = 400;
    if (err == ERR_METHOD)
        respond_header(response, "Allow", x->allow);
    if (err == ERR_TOO_MANY || err == ERR_UNAVAILABLE || err == ERR_RETRY)
        respond_header(response, "Retry-After", err == ERR_TOO_MANY ? STR("10") : STR("1"));
    if (err == ERR_SIGNED_OUT)
        respond_header(response, "WWW-Authenticate",
                       x->bearer ? STR("Bearer realm=\"petgate\", error=\"invalid_token\"")
                                 : STR("Bearer realm=\"petgate\""));
}

/* ------------------------------------------------------------------ problems */

struct message_text failure_told(enum err err, const struct failure *failure)
{
    if (err == ERR_ABSENT || failure->code != err || failure->text.id == MESSAGE_NONE)
        return (struct message_text){.id = STATUS[err].message};
    return failure->text;
}

struct words {
    const struct company_profile *company;
};

static struct str word(void *data, struct str name)
{
    const struct words *words = data;

    return company_word(words->company, name);
}

struct str failure_text(const struct exchange *x, const struct outcome *outcome, const struct message_text *text)
{
    struct words words = {outcome && outcome->cx ? outcome->cx->company : NULL};

    return message_format(text, words.company ? word : NULL, &words, x->arena);
}

/* Field → message; of several for one field the first. */
static void add_errors(struct exchange *x, const struct outcome *outcome, const struct failure *failure,
                       struct buf *out)
{
    bool first = true;

    for (const struct field_failure *field = failure->fields; field != NULL; field = field->next) {
        bool told = false;

        for (const struct field_failure *earlier = failure->fields; earlier != field; earlier = earlier->next)
            told = told || str_equal(earlier->field, field->field);
        if (told)
            continue;
        buf_add(out, first ? STR(",\"errors\":{") : STR(","));
        json_text(out, field->field);
        buf_add_char(out, ':');
        json_text(out, failure_text(x, outcome, &field->text));
        first = false;
    }
    if (!first)
        buf_add_char(out, '}');
}

void respond_problem(struct exchange *x, enum err err, const struct outcome *outcome)
{
    const struct failure *failure = &x->arena->failure;
    struct message_text told = failure_told(err, failure);
    struct buf out;

    x->problem = told.id;
    respond_status(x, err);
    buf_init(&out, x->arena, PROBLEM_MAX);
    buf_format(&out, "{\"type\":\"/problems/%.*s\",\"title\":", STR_ARG(message_name(told.id, x->arena)));
    json_text(&out, str_from(status_title(x->response->status)));
    buf_format(&out, ",\"status\":%d,\"detail\":", x->response->status);
    json_text(&out, failure_text(x, outcome, &told));
    if (err == ERR_INVALID)
        add_errors(x, outcome, failure, &out);
    if (err == ERR_CONFLICT && outcome != NULL && outcome->doc != NULL)
        doc_json_members(outcome->doc, &out);
    buf_add_char(&out, '}');
    respond_header(x->response, "Content-Type", STR("application/problem+json"));
    x->response->body = buf_str(&out);
}

/* ------------------------------------------------------------------ answers */

/* The `changed` stamp of the document's root, if it has one: what If-Match is compared with. */
static int64_t changed_stamp(struct doc *doc)
{
    struct value value;
    int field;

    if (doc == NULL)
        return 0;
    field = schema_find(doc_schema(doc), STR("changed"));
    if (field < 0)
        return 0;
    value = doc_get(doc_root(doc), field);
    return value.type == TYPE_INT && !value.null ? value.number : 0;
}

void respond_effects(struct exchange *x, const struct outcome *outcome)
{
    const struct context *cx = outcome->cx;
    int64_t changed = outcome->err == OK ? changed_stamp(outcome->doc) : 0;

    if (cx != NULL) {
        x->statements += cx->tx_statements;
        if (outcome->err == OK && cx->set_session.n > 0)
            respond_header(x->response, "Set-Cookie", cookie_session(x, cx->set_session));
        if (outcome->err == OK && cx->end_session) {
            respond_header(x->response, "Set-Cookie", cookie_session_end(x));
            respond_header(x->response, "Clear-Site-Data", STR("\"storage\""));
        }
    }
    if (changed > 0)
        respond_header(x->response, "ETag", arena_format(x->arena, "\"%lld\"", (long long)changed));
    if (outcome->change > 0)
        respond_header(x->response, "Petgate-Change", arena_format(x->arena, "%lld", (long long)outcome->change));
}

/* A POST whose answer has an id made something, unless its row says otherwise. */
static int success_status(const struct operation *operation)
{
    if (operation->output == NULL)
        return 204;
    if (operation->method == METHOD_POST && !(operation->flags & OP_CHANGES) &&
        schema_find(operation->output, STR("id")) >= 0)
        return 201;
    return 200;
}

void respond_json(struct exchange *x, const struct outcome *outcome)
{
    struct buf out;

    respond_effects(x, outcome);
    if (outcome->err != OK) {
        respond_problem(x, outcome->err, outcome);
        return;
    }
    x->response->status = success_status(x->route->operation);
    if (outcome->replay.p != NULL)
        respond_header(x->response, "Idempotent-Replayed", STR("true"));
    if (x->response->status == 204)
        return;
    respond_header(x->response, "Content-Type", STR("application/json"));
    if (outcome->replay.p != NULL) {
        x->response->body = outcome->replay;
        return;
    }
    buf_init(&out, x->arena, JSON_MAX);
    if (outcome->doc != NULL)
        doc_json(outcome->doc, &out);
    x->response->body = outcome->doc != NULL ? buf_str(&out) : STR("{}");
}

void respond_csv(struct exchange *x, const struct outcome *outcome)
{
    const char *path = x->route->operation->path;
    struct buf out;

    respond_effects(x, outcome);
    x->response->status = 200;
    respond_header(x->response, "Content-Type", STR("text/csv; charset=utf-8; header=present"));
    respond_header(x->response, "Content-Disposition",
                   arena_format(x->arena, "attachment; filename=\"%s\"", strrchr(path, '/') + 1));
    buf_init(&out, x->arena, JSON_MAX);
    doc_csv(outcome->doc, &out);
    x->response->body = buf_str(&out);
}
