#include "api/fresh.h"

#include "app/jobs.h"
#include "base/fold.h"
#include "base/random.h"
#include "features/notices/notices.h"

enum { START_2026 = 1767600000 }; /* Mon 5 January 2026, 08:00 UTC */

/* ------------------------------------------------------------------ rows that only tests have */

NAMES(statuses, "active", "invited", "frozen", "inactive");

#define TEST_DONE(F, P)                                                                                                \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, path, TEXT, BASIC)
DOC_SCHEMA(test_done, TEST_DONE);

static const struct input_field staff_input[] = {{.name = "name", .kind = INPUT_TEXT, .required = true},
                                                 {.name = "email", .kind = INPUT_EMAIL, .required = true},
                                                 {.name = "hash", .kind = INPUT_SECRET},
                                                 {.name = "role", .kind = INPUT_INT, .required = true},
                                                 {.name = "status", .kind = INPUT_ENUM, .names = &statuses},
                                                 {.name = NULL}};
static const struct input_field status_input[] = {{.name = "status", .kind = INPUT_ENUM, .names = &statuses},
                                                  {.name = NULL}};

SQL(test_staff_insert, "INSERT INTO staff (company_id, id, account_id, name, sort, role, status, created_at, changed)"
                       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
SQL(test_staff_status, "UPDATE staff SET status = $3, changed = $4 WHERE company_id = $1 AND id = $2");

static enum err run_staff(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                          struct node *out)
{
    struct account_id account;
    int64_t id = id_new(cx->now);

    TRY(identity_account(tx, input_text(in, "email"), cx->now, &account));
    if (input_text(in, "hash").n)
        TRY(identity_set_password(tx, account, input_text(in, "hash"), cx->now));
    doc_id(out, test_done_id, id);
    return EXECUTE(tx, &test_staff_insert, NULL, SQL_INT(g->company.n), SQL_INT(id), SQL_INT(account.n),
                   SQL_TEXT(input_text(in, "name")), SQL_TEXT(fold(cx->arena, input_text(in, "name"))),
                   SQL_INT(input_int(in, "role")), SQL_INT(input_int(in, "status")), SQL_INT(cx->now),
                   SQL_INT(cx->change));
}

static enum err run_status(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                           struct node *out)
{
    (void)out;
    return EXECUTE(tx, &test_staff_status, NULL, SQL_INT(g->company.n), SQL_INT(cx_staff(cx).n),
                   SQL_INT(input_int(in, "status")), SQL_INT(cx->change));
}

static enum err run_invite(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                           struct node *out)
{
    struct str path;

    (void)in;
    TRY(identity_invite(cx, tx, g, cx_staff(cx), &path));
    doc_text(out, test_done_path, path);
    return OK;
}

static enum err run_end_all(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                            struct node *out)
{
    (void)in;
    (void)out;
    return identity_end_all(tx, g, cx_staff(cx), cx->now, NULL);
}

/* What a job does: the fixture is the clock's data. */
static enum err run_mark(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                         struct node *out)
{
    struct fresh *f = cx->app->config.clock_data;

    (void)tx;
    (void)g;
    (void)in;
    (void)out;
    if (f->marks_fail)
        return fail_internal(cx->arena, "as the test wants");
    f->marks++;
    return OK;
}

static const struct operation test_rows[] = {
    {.name = "test.staff",
     .summary = "For tests.",
     .method = METHOD_POST,
     .path = "/test/staff",
     .permission = PERMISSION_manage_staff,
     .input = staff_input,
     .output = &test_done_schema,
     .run = run_staff},
    {.name = "test.status",
     .summary = "For tests.",
     .method = METHOD_PUT,
     .path = "/test/staff/{staff}/status",
     .permission = PERMISSION_manage_staff,
     .input = status_input,
     .run = run_status},
    {.name = "test.invite",
     .summary = "For tests.",
     .method = METHOD_POST,
     .path = "/test/staff/{staff}/invite",
     .permission = PERMISSION_manage_staff,
     .output = &test_done_schema,
     .run = run_invite},
    {.name = "test.end_all",
     .summary = "For tests.",
     .method = METHOD_POST,
     .path = "/test/staff/{staff}/end-all",
     .permission = PERMISSION_manage_staff,
     .run = run_end_all},
    {.name = "test.mark",
     .summary = "For tests.",
     .method = METHOD_POST,
     .path = "test mark {staff}",
     .permission = PERMISSION_manage_access,
     .run = run_mark,
     .flags = OP_SYSTEM},
};
static const struct job_rule test_jobs[] = {
    {.kind = "test.mark", .operation = "test.mark", .target = TARGET_STAFF},
    {.kind = "test.daily", .operation = "test.mark", .target = TARGET_STAFF, .every_us = DAY_US},
};
static const struct feature test_feature = {.name = "test",
                                            .operations = test_rows,
                                            .operation_count = ARRAY_SIZE(test_rows),
                                            .jobs = test_jobs,
                                            .job_count = ARRAY_SIZE(test_jobs)};

static const struct feature *const own_features[] = {
    &company_feature, &setup_feature,    &me_feature,      &home_feature,  &sign_in_feature,
    &session_feature, &password_feature, &welcome_feature, &reset_feature, &token_feature,
    &mail_feature,    &notices_feature,  &test_feature,
};

/* ------------------------------------------------------------------ requests */

bool contains(struct str text, const char *part)
{
    return text.n > 0 && memmem(text.p, text.n, part, strlen(part)) != NULL;
}

/* "name=VALUE; Path=…" */
static void keep_cookie(struct fresh *f, struct browser *who, struct str cookie)
{
    struct str rest = cookie, pair = str_cut(&rest, ';');
    struct str name = str_cut(&pair, '=');

    if (str_is(name, "petgate_session"))
        who->session = arena_str(&f->arena, pair);
    if (str_is(name, "petgate_form"))
        who->form_key = arena_str(&f->arena, pair);
}

static struct str cookies(struct fresh *f, const struct browser *who)
{
    return arena_format(&f->arena, "petgate_session=%.*s; petgate_form=%.*s", STR_ARG(who->session),
                        STR_ARG(who->form_key));
}

static struct reply send(struct fresh *f, struct browser *who, const char *method, struct str path, struct str body,
                         const char *type)
{
    struct str rest = path, plain = str_cut(&rest, '?');
    struct http_header headers[8];
    struct http_request request = {.method = str_from(method),
                                   .path = plain,
                                   .query = rest,
                                   .headers = headers,
                                   .body = body,
                                   .peer = str_from(who->address ? who->address : "192.0.2.1")};
    struct http_response response = {0};
    struct reply reply = {0};

    headers[request.header_count++] = (struct http_header){STR("Host"), STR("pets.example.com")};
    headers[request.header_count++] = (struct http_header){STR("Sec-Fetch-Site"), STR("same-origin")};
    headers[request.header_count++] = (struct http_header){STR("Content-Type"), str_from(type)};
    headers[request.header_count++] = (struct http_header){
        STR("User-Agent"), str_from(who->program ? who->program : "Mozilla/5.0 (X11; Linux) Firefox/140.0")};
    if (who->bearer.n)
        headers[request.header_count++] =
            (struct http_header){STR("Authorization"), arena_format(&f->arena, "Bearer %.*s", STR_ARG(who->bearer))};
    else
        headers[request.header_count++] = (struct http_header){STR("Cookie"), cookies(f, who)};
    http_handle(f->http, &request, &f->arena, &response);
    reply.status = response.status;
    reply.body = response.body;
    for (int i = 0; i < response.header_count; i++) {
        if (str_is(response.headers[i].name, "Location"))
            reply.location = response.headers[i].value;
        if (str_is(response.headers[i].name, "Set-Cookie"))
            keep_cookie(f, who, reply.set_cookie = response.headers[i].value);
    }
    reply.json = json_loadb(reply.body.p ? reply.body.p : "", reply.body.n, 0, NULL);
    if (reply.json && f->json_count < FRESH_JSON_MAX)
        f->json[f->json_count++] = reply.json;
    fail_clear(&f->arena);
    return reply;
}

struct reply api(struct fresh *f, struct browser *who, const char *method, const char *path, const char *body)
{
    return send(f, who, method, arena_format(&f->arena, "/api/v1%s", path), str_from(body ? body : ""),
                "application/json");
}

struct reply page(struct fresh *f, struct browser *who, const char *path)
{
    return send(f, who, "GET", str_from(path), STR(""), "text/html");
}

struct reply form(struct fresh *f, struct browser *who, const char *from, const char *action, const char *body)
{
    static const char mark[] = "name=\"_token\" value=\"";
    struct reply shown = page(f, who, from);
    const char *at = memmem(shown.body.p, shown.body.n, mark, sizeof(mark) - 1);
    struct str token;

    if (shown.status != 200 || !at)
        fail_msg("no form at %s: %d %.*s", from, shown.status, STR_ARG(shown.body));
    at += sizeof(mark) - 1;
    token = (struct str){at, (size_t)((const char *)memchr(at, '"', 100) - at)};
    return send(f, who, "POST", str_from(action), arena_format(&f->arena, "_token=%.*s&%s", STR_ARG(token), body),
                "application/x-www-form-urlencoded");
}

int sign_in(struct fresh *f, struct browser *who, const char *email, const char *password)
{
    struct str body = arena_format(&f->arena, "{\"email\": \"%s\", \"password\": \"%s\"}", email, password);

    return api(f, who, "POST", "/sign-in", body.p).status;
}

struct browser owner_browser(struct fresh *f)
{
    struct browser who = {.address = "192.0.2.10"};

    assert_int_equal(sign_in(f, &who, OWNER_EMAIL, OWNER_PASSWORD), 200);
    return who;
}

struct browser worker_browser(struct fresh *f)
{
    struct browser who = {.address = "192.0.2.20"};

    assert_int_equal(sign_in(f, &who, WORKER_EMAIL, WORKER_PASSWORD), 200);
    return who;
}

/* ------------------------------------------------------------------ answers */

static json_t *at(const struct reply *reply, const char *path)
{
    struct str rest = str_from(path);
    json_t *value = reply->json;

    while (value && rest.p) {
        struct str part = str_cut(&rest, '.');
        int64_t index;

        if (json_is_array(value))
            value = str_to_int(part, &index) ? json_array_get(value, (size_t)index) : NULL;
        else
            value = json_object_getn(value, part.p, part.n);
    }
    if (!value)
        fail_msg("no %s in %d %.*s", path, reply->status, STR_ARG(reply->body));
    return value;
}

const char *text_at(const struct reply *reply, const char *path)
{
    json_t *value = at(reply, path);

    return json_is_string(value) ? json_string_value(value) : "";
}

int64_t number_at(const struct reply *reply, const char *path)
{
    return json_integer_value(at(reply, path));
}

bool true_at(const struct reply *reply, const char *path)
{
    return json_is_true(at(reply, path));
}

/* ------------------------------------------------------------------ what staff/ would do */

struct staff_id add_staff(struct fresh *f, const char *name, const char *email, const char *password, enum role role,
                          enum staff_status status)
{
    struct browser owner = owner_browser(f);
    struct str hash = password ? identity_hash_password(f->app, str_from(password), &f->arena) : STR("");
    struct str body = arena_format(
        &f->arena, "{\"name\": \"%s\", \"email\": \"%s\", \"hash\": \"%.*s\", \"role\": %d, \"status\": \"%s\"}", name,
        email, STR_ARG(hash), (int)role, statuses.list[status - 1]);
    struct reply reply = api(f, &owner, "POST", "/test/staff", body.p);
    struct staff_id id = {0};

    assert_int_equal(reply.status, 201);
    assert_true(id_parse(str_from(text_at(&reply, "id")), &id.n));
    return id;
}

static struct reply staff_act(struct fresh *f, struct staff_id staff, const char *method, const char *act,
                              const char *body)
{
    struct browser owner = owner_browser(f);
    struct str path = arena_format(&f->arena, "/test/staff/%.*s/%s", STR_ARG(id_text(&f->arena, staff.n)), act);

    return api(f, &owner, method, path.p, body);
}

void set_status(struct fresh *f, struct staff_id staff, enum staff_status status)
{
    struct str body = arena_format(&f->arena, "{\"status\": \"%s\"}", statuses.list[status - 1]);

    assert_int_equal(staff_act(f, staff, "PUT", "status", body.p).status, 204);
}

const char *invite(struct fresh *f, struct staff_id staff)
{
    struct reply reply = staff_act(f, staff, "POST", "invite", NULL);

    assert_true(reply.status == 200 || reply.status == 201);
    return text_at(&reply, "path");
}

void end_all(struct fresh *f, struct staff_id staff)
{
    assert_int_equal(staff_act(f, staff, "POST", "end-all", NULL).status, 204);
}

void in_store(struct fresh *f, store_body *body, void *data)
{
    if (store_write(f->store, COMPANY_ALL, &f->arena, body, data, NULL) != OK)
        fail_msg("%.*s", STR_ARG(f->arena.failure.log));
}

/* ------------------------------------------------------------------ making and ending */

static int64_t clock_of(void *data)
{
    const struct fresh *f = data;

    return f->now;
}

static void check(struct fresh *f, enum err err)
{
    if (err != OK)
        fail_msg("%.*s", STR_ARG(f->arena.failure.log));
}

int empty_setup(void **state)
{
    struct fresh *f = calloc(1, sizeof(*f));
    struct app_config config = {.log = {.fd = 2, .least = LOG_ERROR},
                                .features = own_features,
                                .feature_count = ARRAY_SIZE(own_features),
                                .clock = clock_of,
                                .clock_data = f,
                                .base_address = STR("https://pets.example.com"),
                                .cheap_passwords = true,
                                .setup_code = STR(SETUP_CODE)};
    struct http_config http = {0};

    f->now = START_2026 * SECOND_US;
    test_database_make(&f->database, test_engine());
    check(f, store_open(&f->database.config, &f->arena, &f->store));
    config.store = f->store;
    check(f, app_new(&config, &f->arena, &f->app));
    http.app = f->app;
    check(f, http_new(&http, &f->arena, &f->http));
    *state = f;
    return 0;
}

struct making {
    struct fresh *f;
    struct company_seed seed;
    struct company_made made;
};

static enum err make_body(struct tx *tx, void *data)
{
    struct making *job = data;

    return company_create(job->f->app, tx, &job->seed, job->f->now, &job->made);
}

int fresh_setup(void **state)
{
    struct making job = {.seed = {.slug = STR("happy-tails"),
                                  .name = STR("Happy Tails"),
                                  .scheme = SCHEME_FIELD,
                                  .zone = STR("America/New_York"),
                                  .currency = STR("USD"),
                                  .locale = STR("en-US"),
                                  .owner_name = STR("Olivia Grant"),
                                  .owner_email = STR(OWNER_EMAIL),
                                  .surface = SURFACE_CLI}};
    struct fresh *f;

    empty_setup(state);
    f = job.f = *state;
    job.seed.owner_password_hash = identity_hash_password(f->app, STR(OWNER_PASSWORD), &f->arena);
    in_store(f, make_body, &job);
    f->company = job.made.company;
    f->owner = job.made.owner;
    f->worker = add_staff(f, "Dana Brooks", WORKER_EMAIL, WORKER_PASSWORD, ROLE_STAFF, STAFF_ACTIVE);
    return 0;
}

int fresh_teardown(void **state)
{
    struct fresh *f = *state;

    for (int i = 0; i < f->json_count; i++)
        json_decref(f->json[i]);
    http_free(f->http);
    app_free(f->app);
    store_close(f->store);
    test_database_drop(&f->database);
    arena_free(&f->arena);
    free(f);
    return 0;
}
