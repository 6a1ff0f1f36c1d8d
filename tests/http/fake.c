#include "fake.h"

#include "features/identity/identity.h"
#include "fake_ops.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct fake_world fake_world;

static struct {
    live_watcher *watcher;
    void *data;
    struct app app;
    const struct operation *operations[64];
} own;

/* ------------------------------------------------------------------ what takes app/'s place */

int64_t app_now(const struct app *app)
{
    (void)app;
    return __atomic_load_n(&fake_world.now, __ATOMIC_ACQUIRE);
}

const struct operation *app_operation(const struct app *app, const char *name)
{
    (void)app;
    for (int i = 0; i < fake_operation_count; i++) {
        if (strcmp(fake_operations[i].name, name) == 0)
            return &fake_operations[i];
    }
    return NULL;
}

const char *app_fault(struct app *app, struct arena *arena)
{
    (void)app, (void)arena;
    return fake_world.database_lost ? "no database" : NULL;
}

void live_watch(struct app *app, live_watcher *watcher, void *data)
{
    (void)app;
    own.watcher = watcher;
    own.data = data;
}

enum err company_changes(struct app *app, const struct company_id *companies, int count, struct arena *arena,
                         int64_t *ret_changes)
{
    (void)app, (void)companies, (void)arena;
    for (int i = 0; i < count; i++)
        ret_changes[i] = __atomic_load_n(&fake_world.change, __ATOMIC_ACQUIRE);
    return OK;
}

/* Of fake_world.picture. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

enum err company_state(struct app *app, struct company_id company, int64_t change, struct arena *arena,
                       const struct company_state **ret)
{
    struct company_state *made = arena_new(arena, struct company_state);

    (void)app, (void)change;
    made->profile = (struct company_profile){.id = company, .zone = zone_utc};
    pthread_mutex_lock(&lock);
    if (fake_world.picture != NULL)
        made->picture = picture_hold(fake_world.picture);
    pthread_mutex_unlock(&lock);
    *ret = made;
    return made->picture != NULL ? OK : fail_unavailable(arena, "no picture");
}

void company_release(struct app *app, const struct company_state *held)
{
    (void)app;
    picture_release(held->picture);
}

size_t pictures_bytes(struct app *app)
{
    (void)app;
    return 12345;
}

void app_outcome_end(struct app *app, struct outcome *outcome)
{
    (void)app, (void)outcome;
}

/* Dispatch, as far as http/ can tell: who is nobody, what is no id, what does not parse. */
MUST_CHECK static enum err dispatch(struct context *cx, const struct call *call, struct outcome *out)
{
    static const struct input_field nothing[] = {{.name = NULL}};
    const struct operation *op = call->operation;
    const struct input_field *fields = op->input ? op->input : nothing;
    struct node *root = NULL;
    struct input *input = NULL;
    enum err err;

    if (op->permission != PERMISSION_anyone && call->principal.staff.n == 0)
        return FAIL(cx->arena, ERR_SIGNED_OUT, MSG_SIGNED_OUT);
    if (call->places[TARGET_CLIENT].n && !id_parse(call->places[TARGET_CLIENT], &cx->target[TARGET_CLIENT]))
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    if (op->method == METHOD_GET || call->form == CALL_FORM)
        err = input_from_form(cx->arena, fields, op->method == METHOD_GET ? call->query : call->body, true, zone_utc,
                              &input);
    else
        err = input_from_json(cx->arena, fields, call->body.n ? call->body : STR("{}"), op->flags & OP_IGNORE_UNKNOWN,
                              zone_utc, &input);
    out->input = input;
    if (err != OK)
        return err;
    if (op->output != NULL) {
        out->doc = doc_new(cx->arena, op->output, CLASSES_ALL, zone_utc);
        root = doc_root(out->doc);
    }
    if (str_is(call->idempotency_key, "again")) {
        out->replay = STR("{\"id\":\"from the record\"}");
        return OK;
    }
    return op->run != NULL ? op->run(cx, NULL, NULL, input, root) : OK;
}

void app_call(struct app *app, const struct call *call, struct arena *arena, struct outcome *ret)
{
    struct context *cx = arena_new(arena, struct context);

    *cx = (struct context){
        .arena = arena, .app = app, .operation = call->operation, .principal = call->principal, .now = fake_world.now};
    *ret = (struct outcome){.cx = cx, .change = call->principal.staff.n ? 500 : 0};
    __atomic_add_fetch(&fake_world.calls, 1, __ATOMIC_RELAXED);
    if (call->operation->method != METHOD_GET)
        fake_world.last_call = *call;
    ret->err = dispatch(cx, call, ret);
    if (ret->err == ERR_CONFLICT)
        ret->doc = cx->problem;
    else if (ret->err != OK)
        ret->doc = NULL;
}

/* ------------------------------------------------------------------ what takes identity's place */

int64_t identity_at_hand(struct app *app, struct str token, int64_t now)
{
    (void)app, (void)token, (void)now;
    return 0;
}

enum err identity_find(struct app *app, struct str secret, bool bearer, int64_t version, int64_t now,
                       struct str address, struct arena *arena, struct identity_found *ret)
{
    bool ann = str_is(secret, bearer ? "tok" : "ann"), eyes = !bearer && str_is(secret, "eyes");
    bool bob = eyes || (!bearer && str_is(secret, "bob"));

    (void)app, (void)version, (void)address;
    if (fake_world.database_lost)
        return fail_unavailable(arena, "the database is lost");
    *ret = (struct identity_found){.valid = ann || bob};
    if (!ret->valid)
        return OK;
    ret->principal.company.n = FAKE_COMPANY;
    ret->principal.staff.n = ann ? FAKE_ANN : FAKE_BOB;
    if (bearer)
        ret->principal.token.n = 31;
    else
        ret->principal.session.n = ann ? 21 : 22;
    if (eyes) {
        ret->principal.viewed.n = FAKE_ANN;
        ret->principal.viewed_until = now + HOUR_US;
    }
    ret->principal.token_permissions = ~UINT64_C(0);
    ret->form_key = bearer ? STR("") : ann ? STR("key of ann, long enough") : STR("key of bob, long enough");
    ret->change = 500;
    return OK;
}

enum err identity_ended(struct app *app, const struct principal *const *principals, int count, int64_t now,
                        struct arena *arena, enum identity_end *ret_ends)
{
    int64_t ended = __atomic_load_n(&fake_world.ended, __ATOMIC_ACQUIRE);

    (void)app, (void)now, (void)arena;
    for (int i = 0; i < count; i++)
        ret_ends[i] = ended && principals[i]->session.n == ended ? IDENTITY_ENDED : IDENTITY_LASTS;
    return OK;
}

enum err store_read(struct store *store, struct company_id company, struct arena *arena, store_body *body, void *data)
{
    (void)store, (void)company;
    if (fake_world.database_lost)
        return fail_unavailable(arena, "the database is lost");
    return body(NULL, data);
}

enum store_engine store_engine(const struct store *store)
{
    (void)store;
    return STORE_SQLITE;
}

int64_t store_data_version(struct store *store)
{
    (void)store;
    return __atomic_load_n(&fake_world.data_version, __ATOMIC_ACQUIRE);
}

/* ------------------------------------------------------------------ for operations and tests */

int64_t fake_unread_count(void)
{
    return __atomic_load_n(&fake_world.unread, __ATOMIC_ACQUIRE);
}

void fake_sleep(void)
{
    int64_t us = __atomic_load_n(&fake_world.sleep_us, __ATOMIC_ACQUIRE);
    struct timespec time = {.tv_sec = us / SECOND_US, .tv_nsec = us % SECOND_US * 1000};

    clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL);
}

void fake_commit(int64_t change, struct picture *picture)
{
    struct picture *old;

    pthread_mutex_lock(&lock);
    old = fake_world.picture;
    fake_world.picture = picture;
    pthread_mutex_unlock(&lock);
    __atomic_store_n(&fake_world.change, change, __ATOMIC_RELEASE);
    __atomic_add_fetch(&fake_world.data_version, 1, __ATOMIC_ACQ_REL);
    picture_release(old);
}

void fake_announce(int64_t change, struct picture *picture)
{
    fake_commit(change, picture);
    if (own.watcher != NULL)
        own.watcher(own.data, (struct company_id){FAKE_COMPANY}, change);
}

static struct picture *make(int64_t change, const int64_t *clients, int count, bool ann_is_active,
                            const struct dated_facts *dated)
{
    struct person_facts people[] = {
        {.id = {FAKE_ANN},
         .name = STR("Ann"),
         .sort = STR("ann"),
         .role = ROLE_STAFF,
         .status = ann_is_active ? STAFF_ACTIVE : STAFF_INACTIVE},
        {.id = {FAKE_BOB}, .name = STR("Bob"), .sort = STR("bob"), .role = ROLE_ADMIN, .status = STAFF_ACTIVE},
    };
    int64_t all[2048];
    struct pair_facts pairs[2048];
    struct picture_facts facts = {
        .company = {.id = {FAKE_COMPANY}, .change = change, .scheme = SCHEME_FIELD, .running_hours = 12},
        .people = people,
        .person_count = (int)ARRAY_SIZE(people),
        .pairs = pairs,
        .pair_count = count,
        .clients = all,
        .client_count = (int)ARRAY_SIZE(all),
        .dated = dated,
        .dated_count = dated != NULL,
    };

    for (int i = 0; i < (int)ARRAY_SIZE(all); i++)
        all[i] = i + 1;
    for (int i = 0; i < count; i++)
        pairs[i] = (struct pair_facts){.staff = {FAKE_ANN}, .client = {clients[i]}, .flags = PAIR_EVENTS};
    return picture_build(&facts);
}

struct picture *fake_picture(int64_t change, const int64_t *clients, int count, bool ann_is_active)
{
    return make(change, clients, count, ann_is_active, NULL);
}

struct picture *fake_picture_dated(int64_t change, const int64_t *clients, int count, int64_t client, int64_t until)
{
    struct dated_facts dated = {.staff = {FAKE_ANN}, .client = {client}, .from = 1, .until = until};

    return make(change, clients, count, true, &dated);
}

void fake_begin(struct fake *fake, const struct http_config *config)
{
    struct http_config with = config ? *config : (struct http_config){0};

    fake_world = (struct fake_world){.now = INT64_C(1800000000000000), .change = 500};
    own.app = (struct app){.operations = own.operations, .operation_count = fake_operation_count};
    own.app.config.log = (struct log){.fd = 2, .least = LOG_LEVEL__MAX};
    own.app.config.base_address = STR("https://pets.example.com");
    for (int i = 0; i < fake_operation_count; i++)
        own.operations[i] = &fake_operations[i];
    *fake = (struct fake){.arena = ARENA_INIT};
    with.app = &own.app;
    if (http_new(&with, &fake->arena, &fake->http) != OK) {
        fprintf(stderr, "%.*s\n", STR_ARG(fake->arena.failure.log));
        abort();
    }
}

void fake_end(struct fake *fake)
{
    http_free(fake->http);
    picture_release(fake_world.picture);
    fake_world.picture = NULL;
    own.watcher = NULL;
    arena_free(&fake->arena);
}

void fake_request(struct arena *arena, struct http_request *ret, const char *const *lines, const char *body)
{
    struct http_header *headers = arena_array(arena, struct http_header, 128);
    struct str rest = str_from(lines[0]);
    bool host = false;

    *ret = (struct http_request){.headers = headers, .body = str_from(body), .peer = STR("192.0.2.7")};
    ret->method = str_cut(&rest, ' ');
    rest = str_cut(&rest, ' ');
    ret->path = str_cut(&rest, '?');
    ret->query = rest;
    for (int i = 1; lines[i] != NULL; i++) {
        struct str value = str_from(lines[i]);
        struct str name = str_cut(&value, ':');

        headers[ret->header_count++] = (struct http_header){name, str_trim(value)};
        host = host || str_equal_nocase(name, STR("Host"));
    }
    if (!host)
        headers[ret->header_count++] = (struct http_header){STR("Host"), STR("pets.test")};
}

const char *fake_header(const struct http_response *response, const char *name)
{
    for (int i = 0; i < response->header_count; i++) {
        if (str_is(response->headers[i].name, name))
            return response->headers[i].value.p ? response->headers[i].value.p : "";
    }
    return "";
}
