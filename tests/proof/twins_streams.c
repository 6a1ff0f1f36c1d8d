/* What open event streams say. A person of each role listens, twice; both times as many acts are done that are hidden
 * from all of them, but not the same ones, and then the same few that they may see. */
#include "proof/twins.h"

#include "base/buf.h"
#include "proof/ask.h"
#include "proof/known.h"

#include <time.h>

enum {
    LISTENERS_MAX = 8,
    TEXT_MAX = 32 * 1024,
    HIDDEN_ACTS = 4,
    TOLD_MS = 10000,
    NOTICES_MS = 3400, /* within which unread notices are counted anew */
};

struct listener {
    const struct member *who;
    struct http_stream *stream;
    char text[TEXT_MAX];
    size_t n;
};
struct listening {
    struct twins *twins;
    struct listener listeners[LISTENERS_MAX];
    int count;
    int acts[2]; /* by company, since they began */
    bool other;  /* the second world */
    struct known known[2];
    struct arena arena;
};

/* ------------------------------------------------------------------ listening */

static void listen_now(struct listener *l)
{
    ptrdiff_t n;

    while ((n = http_stream_read(l->stream, l->text + l->n, TEXT_MAX - 1 - l->n)) > 0)
        l->n += (size_t)n;
    l->text[l->n] = 0;
    assert_true(n == 0 && l->n < TEXT_MAX - 1);
}

static int times_heard(const struct listener *l, const char *event)
{
    int times = 0;

    for (const char *at = l->text; (at = strstr(at, event)) != NULL; at++)
        times++;
    return times;
}

static void await(struct listener *l, const char *event, int times)
{
    int64_t until = time_monotonic_us() + (int64_t)TOLD_MS * 1000;

    for (listen_now(l); times_heard(l, event) < times; listen_now(l)) {
        if (time_monotonic_us() > until)
            fail_msg("%s: \"%s\" was not heard %d times, but: %s", role_info(l->who->role)->wire, event, times,
                     l->text);
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 5000000}, NULL);
    }
}

static void begin(struct listening *h)
{
    const struct crew *crew = h->twins->crew;
    struct ask ask = {.form = ASK_JSON, .method = METHOD_GET, .path = STR("/stream")};

    h->count = h->acts[0] = h->acts[1] = 0;
    for (int i = 0; i < crew->member_count; i++) {
        struct listener *l = &h->listeners[h->count];

        if (crew->members[i].status != STAFF_ACTIVE || crew->members[i].setting)
            continue;
        assert_true(h->count < LISTENERS_MAX);
        h->count++;
        l->who = ask.who = &crew->members[i];
        l->n = 0;
        l->stream = ask_stream(world_http(h->twins->world), &ask, &h->arena);
    }
    for (int i = 0; i < h->count; i++)
        await(&h->listeners[i], "event: notice", 1);
}

/* As it was heard, but with the numbers of acts from the first one on; without what depends on the clock; and of unread
 * notices how many there were at last. */
static struct str heard(struct listening *h, const struct listener *l)
{
    static const char mark[] = "\"change\":";
    struct str rest = {l->text, l->n}, unread = STR("");
    int64_t first = 0;
    struct buf out;

    buf_init(&out, &h->arena, TEXT_MAX);
    while (rest.n) {
        struct str event = str_cut(&rest, '\n'), data;
        const char *at;
        char *end;
        int64_t number;

        if (str_starts(event, STR("retry: ")) || !event.n)
            continue;
        data = str_cut(&rest, '\n');
        if (str_is(event, "event: notice"))
            unread = data;
        if (str_is(event, "event: notice") || str_is(event, "event: beat"))
            continue;
        at = memmem(data.p, data.n, mark, sizeof(mark) - 1);
        assert_non_null(at);
        at += sizeof(mark) - 1;
        number = strtoll(at, &end, 10);
        first = first ? first : number;
        buf_format(&out, "%.*s\n%.*s+%lld%.*s\n", STR_ARG(event), (int)(at - data.p), data.p,
                   (long long)(number - first), (int)(data.p + data.n - end), end);
    }
    buf_format(&out, "at last %.*s", STR_ARG(unread));
    return buf_str(&out);
}

/* ------------------------------------------------------------------ acts */

/* @hidden: a client whom no worker sees; @spare: somebody frozen; @list, @item: the owner's, of a review. */
static const struct stream_act {
    enum method method;
    const char *path, *body;
    enum target_person by;
} hidden_acts[] = {
    {METHOD_PATCH, "/clients/@hidden", "{\"office_notes\":\"@other\"}", PERSON_OWNER},
    {METHOD_PATCH, "/clients/@hidden", "{\"name\":\"@other\"}", PERSON_OWNER},
    {METHOD_POST, "/clients/@hidden/pets", "{\"name\":\"@other\"}", PERSON_OWNER},
    {METHOD_PATCH, "/staff/@spare", "{\"notes\":\"@other\"}", PERSON_OWNER},
    {METHOD_PATCH, "/staff/@spare", "{\"name\":\"@other\"}", PERSON_OWNER},
    {METHOD_PUT, "/settings/company/reviews", "{\"dormant_days\":45}", PERSON_OWNER},
    {METHOD_POST, "/reviews/@list/answers", "{\"items\":[\"@item\"],\"answer\":\"keep\",\"note\":\"@other\"}",
     PERSON_OWNER},
    {METHOD_POST, "/access-reports", "{\"name\":\"@other\",\"reason\":\"@other\"}", PERSON_WORKER},
};

static struct str filled(struct listening *h, int company, const char *text)
{
    const struct crew_company *of = &h->twins->crew->companies[company];
    const struct known_thing *list = known_copy(&h->known[company], of->people[PERSON_OWNER].staff, false);
    const struct known_thing *item = h->known[company].things[KNOWN_ITEM];
    struct buf out;

    while (item->from != list->from)
        item++;
    h->twins->company = company;
    const struct {
        const char *mark;
        struct str value;
    } marks[] = {
        {"@hidden", id_text(&h->arena, of->clients[REL_REMOVED])},
        {"@spare", id_text(&h->arena, twins_spare(h->twins)->staff)},
        {"@list", id_text(&h->arena, list->id)},
        {"@item", id_text(&h->arena, item->id)},
        {"@other", arena_format(&h->arena, "other %lld", (long long)++h->twins->serial)},
    };
    buf_init(&out, &h->arena, 1000);
    while (*text) {
        size_t i = 0;

        while (i < ARRAY_SIZE(marks) && strncmp(text, marks[i].mark, strlen(marks[i].mark)) != 0)
            i++;
        if (i < ARRAY_SIZE(marks))
            buf_add(&out, marks[i].value);
        else
            buf_add_char(&out, *text);
        text += i < ARRAY_SIZE(marks) ? strlen(marks[i].mark) : 1;
    }
    return buf_str(&out);
}

/* And everybody who listens has heard that something changed. */
static void act(struct listening *h, int company, const struct stream_act *act)
{
    struct ask ask = {.who = &h->twins->crew->companies[company].people[act->by],
                      .form = ASK_JSON,
                      .method = act->method,
                      .path = filled(h, company, act->path),
                      .body = filled(h, company, act->body)};
    struct got got = ask_handle(world_http(h->twins->world), &ask, NULL, 0, &h->arena);

    if (got.status != 200 && got.status != 201)
        fail_msg("%.*s: %d %.*s", STR_ARG(ask.path), got.status, STR_ARG(got.body));
    h->acts[company]++;
    for (int i = 0; i < h->count; i++) {
        if (h->listeners[i].who->company == company)
            await(&h->listeners[i], "event: change", h->acts[company]);
    }
}

/* Each worker loses a client that they see, and gets it back. */
static void act_for_all_to_see(struct listening *h)
{
    for (int i = 0; i < h->count; i++) {
        const struct member *m = h->listeners[i].who;
        const struct crew_company *company = &h->twins->crew->companies[m->company];
        struct stream_act one = {.method = METHOD_PUT, .by = PERSON_OWNER};

        if (role_info(m->role)->class == ROLE_CLASS_MANAGER)
            continue;
        one.path = arena_format(&h->arena, "/staff/%.*s/clients/%.*s/access", STR_ARG(id_text(&h->arena, m->staff)),
                                STR_ARG(id_text(&h->arena, company->clients[REL_PAST])))
                       .p;
        one.body = "{\"access\":\"removed\",\"reason\":\"Proof\"}";
        act(h, m->company, &one);
        one.body = "{\"access\":\"granted\"}";
        act(h, m->company, &one);
        assert_int_equal(times_heard(&h->listeners[i], "event: lost"), 1);
    }
}

/* ------------------------------------------------------------------ two worlds */

SQL(twin_no_notices, "DELETE FROM notice WHERE company_id = $1");
SQL(twin_hidden_notice, "INSERT INTO notice (company_id, id, staff_id, kind, client_id, created_at)"
                        " VALUES ($1, $2, $3, 1, $4, $5)");

/* Nobody has notices; in the second world workers have one about the hidden client, which they are not shown. */
MUST_CHECK static enum err put_notices(struct tx *tx, void *data)
{
    const struct listening *h = data;
    const struct crew *crew = h->twins->crew;
    int64_t now = world_now(h->twins->world);

    for (int c = 0; c < 2; c++)
        TRY(EXECUTE(tx, &twin_no_notices, NULL, SQL_INT(crew->companies[c].id)));
    for (int i = 0; h->other && i < h->count; i++) {
        const struct member *m = h->listeners[i].who;

        if (role_info(m->role)->class != ROLE_CLASS_MANAGER)
            TRY(EXECUTE(tx, &twin_hidden_notice, NULL, SQL_INT(crew->companies[m->company].id), SQL_INT(id_new(now)),
                        SQL_INT(m->staff), SQL_INT(crew->companies[m->company].clients[REL_REMOVED]), SQL_INT(now)));
    }
    return OK;
}

/* As many as there are by now. */
static void await_notices(struct listening *h, struct listener *l)
{
    struct ask ask = {.who = l->who, .form = ASK_JSON, .method = METHOD_GET, .path = STR("/notices/unread")};
    struct got got = ask_handle(world_http(h->twins->world), &ask, NULL, 0, &h->arena);
    json_t *json = json_loadb(got.body.p, got.body.n, 0, NULL);

    assert_int_equal(got.status, 200);
    await(l, arena_format(&h->arena, "{\"unread\":%lld}", (long long)number_at(json, "unread")).p, 1);
    json_decref(json);
}

/* `from`: with which of the hidden acts it begins. */
static void hear_world(struct listening *h, int from, struct str texts[LISTENERS_MAX])
{
    if (store_write(world_store(h->twins->world), COMPANY_ALL, &h->arena, put_notices, h, NULL) != OK)
        fail_msg("%.*s", STR_ARG(h->arena.failure.log));
    begin(h);
    for (int i = 0; i < 2 * HIDDEN_ACTS; i++)
        act(h, i % 2, &hidden_acts[(from + i / 2) % (int)ARRAY_SIZE(hidden_acts)]);
    act_for_all_to_see(h);
    clock_nanosleep(CLOCK_MONOTONIC, 0,
                    &(struct timespec){.tv_sec = NOTICES_MS / 1000, .tv_nsec = NOTICES_MS % 1000 * 1000000L}, NULL);
    for (int i = 0; i < h->count; i++) {
        await_notices(h, &h->listeners[i]);
        texts[i] = heard(h, &h->listeners[i]);
        http_stream_end(h->listeners[i].stream);
    }
}

int twins_listen(struct twins *twins)
{
    struct listening *h = calloc(1, sizeof(*h));
    int from = (int)twins_below(twins, ARRAY_SIZE(hidden_acts)), differ = 0;
    struct str one[LISTENERS_MAX], other[LISTENERS_MAX];

    h->twins = twins;
    for (int c = 0; c < 2; c++)
        known_read(&h->known[c], twins->crew, c);
    hear_world(h, from, one);
    h->other = true;
    hear_world(h, from + HIDDEN_ACTS, other);
    for (int i = 0; i < h->count; i++) {
        if (str_equal(one[i], other[i]))
            continue;
        fprintf(stderr, "# %s: the stream said\n%.*s\n# and in the other world\n%.*s\n",
                role_info(h->listeners[i].who->role)->wire, STR_ARG(one[i]), STR_ARG(other[i]));
        differ++;
    }
    for (int c = 0; c < 2; c++)
        known_free(&h->known[c]);
    arena_free(&h->arena);
    free(h);
    return differ;
}
