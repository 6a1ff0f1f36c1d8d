#include "proof/known.h"

#include "proof/ask.h"

enum { THINGS_MAX = 20000 };

SQL(known_client,
    "SELECT id, id, 0, status, 0, 0, sort FROM client WHERE company_id = $1 ORDER BY 1 /* scan: a test's */");
SQL(known_pet, "SELECT id, client_id, 0, 0, 0, 0, '' FROM pet WHERE company_id = $1 ORDER BY 1 /* scan: a test's */");
SQL(known_event, "SELECT id, client_id, coalesce(staff_id, 0), status, starts_at, ends_at, '' FROM event"
                 " WHERE company_id = $1 ORDER BY 1 /* scan: a test's */");
SQL(known_staff, "SELECT s.id, 0, s.id, s.status, coalesce(r.base, s.role), 0, s.sort FROM staff s LEFT JOIN"
                 " custom_role r ON r.company_id = s.company_id AND r.id = s.role WHERE s.company_id = $1"
                 " ORDER BY 1 /* scan: a test's */");
SQL(known_template, "SELECT id, client_id, 0, status, 0, coalesce(ends_on, 0), '' FROM template WHERE company_id = $1"
                    " ORDER BY 1 /* scan: a test's */");
SQL(known_line, "SELECT id, client_id, coalesce(staff_id, 0), 0, 0, 0, '' FROM template_line WHERE company_id = $1"
                " ORDER BY 1 /* scan: a test's */");
SQL(known_service,
    "SELECT id, 0, 0, active, 0, 0, sort FROM service WHERE company_id = $1 ORDER BY 1 /* scan: a test's */");
SQL(known_request, "SELECT id, client_id, staff_id, state, made_by, 0, '' FROM separation_request"
                   " WHERE company_id = $1 ORDER BY 1 /* scan: a test's */");
SQL(known_copies, "SELECT c.id, 0, c.staff_id, CASE WHEN r.ended_at = 0 THEN 1 ELSE 0 END, c.review_id, c.finished_at,"
                  " '' FROM access_review_copy c JOIN access_review r ON r.company_id = c.company_id AND"
                  " r.id = c.review_id WHERE c.company_id = $1 ORDER BY 1 /* scan: a test's */");
SQL(known_item, "SELECT id, client_id, staff_id, kind, review_id, 0, '' FROM access_review_item WHERE company_id = $1"
                " ORDER BY 1 /* scan: a test's */");
SQL(known_report, "SELECT id, 0, by_staff_id, 0, about_staff_id, done_at, '' FROM access_report WHERE company_id = $1"
                  " ORDER BY 1 /* scan: a test's */");
SQL(known_entry, "SELECT change, 0, 0, 0, 0, 0, '' FROM audit WHERE company_id = $1 ORDER BY 1 /* scan: a test's */");
SQL(known_pairs, "SELECT staff_id, client_id, events, preferred_position, do_not_schedule, removed_at, hold"
                 " FROM relation WHERE company_id = $1 /* scan: a test's */ ORDER BY staff_id, client_id");
SQL(known_dated, "SELECT staff_id, client_id FROM dated_access WHERE company_id = $1 AND from_at <= $2"
                 " AND until_at > $2 AND ended_at = 0 ORDER BY 1 /* scan: a test's */");

static const struct sql *const statements[KNOWN__MAX] = {
    [KNOWN_CLIENT] = &known_client,   [KNOWN_PET] = &known_pet,           [KNOWN_EVENT] = &known_event,
    [KNOWN_STAFF] = &known_staff,     [KNOWN_TEMPLATE] = &known_template, [KNOWN_LINE] = &known_line,
    [KNOWN_SERVICE] = &known_service, [KNOWN_REQUEST] = &known_request,   [KNOWN_COPY] = &known_copies,
    [KNOWN_ITEM] = &known_item,       [KNOWN_REPORT] = &known_report,     [KNOWN_ENTRY] = &known_entry,
};

/* ------------------------------------------------------------------ reading */

static int64_t company_of(const struct known *known)
{
    return known->crew->companies[known->company].id;
}

MUST_CHECK static enum err read_kind(struct known *known, struct tx *tx, enum known_kind kind)
{
    CLEANUP(query_end) struct query q = {0};
    struct known_thing *things = arena_array(&known->arena, struct known_thing, THINGS_MAX);
    int count = 0;

    TRY(query_open(tx, statements[kind], 0, (struct param[]){SQL_INT(company_of(known))}, 1, &q));
    while (query_next(&q)) {
        assert_true(count < THINGS_MAX);
        things[count++] = (struct known_thing){.kind = kind,
                                               .id = query_int(&q, 0),
                                               .client = query_int(&q, 1),
                                               .staff = query_int(&q, 2),
                                               .status = (int)query_int(&q, 3),
                                               .from = query_int(&q, 4),
                                               .until = query_int(&q, 5),
                                               .sort = arena_cstr(&known->arena, query_text(&q, 6))};
    }
    known->things[kind] = things;
    known->counts[kind] = count;
    return query_done(&q);
}

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;

    if (x->staff != y->staff)
        return x->staff < y->staff ? -1 : 1;
    return (x->client > y->client) - (x->client < y->client);
}

MUST_CHECK static enum err read_pairs(struct known *known, struct tx *tx)
{
    CLEANUP(query_end) struct query q = {0};

    known->pairs = arena_array(&known->arena, struct pair, THINGS_MAX);
    known->pair_count = 0;
    TRY(QUERY(tx, &known_pairs, &q, SQL_INT(company_of(known))));
    while (query_next(&q)) {
        assert_true(known->pair_count < THINGS_MAX / 2);
        known->pairs[known->pair_count++] = (struct pair){.staff = query_int(&q, 0),
                                                          .client = query_int(&q, 1),
                                                          .events = (int)query_int(&q, 2),
                                                          .preferred = (int)query_int(&q, 3),
                                                          .do_not_schedule = query_int(&q, 4) != 0,
                                                          .removed = query_int(&q, 5) != 0,
                                                          .hold = (int)query_int(&q, 6)};
    }
    return query_done(&q);
}

MUST_CHECK static enum err read_dated(struct known *known, struct tx *tx)
{
    CLEANUP(query_end) struct query q = {0};
    int count = known->pair_count;

    TRY(QUERY(tx, &known_dated, &q, SQL_INT(company_of(known)), SQL_INT(world_now(known->crew->world))));
    while (query_next(&q)) {
        struct pair key = {.staff = query_int(&q, 0), .client = query_int(&q, 1), .dated = true};
        struct pair *pair = bsearch(&key, known->pairs, (size_t)count, sizeof(key), compare_pairs);

        assert_true(known->pair_count < THINGS_MAX);
        if (pair)
            pair->dated = true;
        else
            known->pairs[known->pair_count++] = key;
    }
    if (known->pair_count)
        qsort(known->pairs, (size_t)known->pair_count, sizeof(*known->pairs), compare_pairs);
    return query_done(&q);
}

MUST_CHECK static enum err read_body(struct tx *tx, void *data)
{
    for (enum known_kind kind = KNOWN_CLIENT; kind < KNOWN__MAX; kind++)
        TRY(read_kind(data, tx, kind));
    TRY(read_pairs(data, tx));
    return read_dated(data, tx);
}

static int compare_ids(const void *a, const void *b)
{
    const struct known_thing *const *x = a, *const *y = b;

    return ((*x)->id > (*y)->id) - ((*x)->id < (*y)->id);
}

void known_read(struct known *known, struct crew *crew, int company)
{
    struct arena scratch = ARENA_INIT;

    *known = (struct known){.crew = crew, .company = company};
    if (store_read(world_store(crew->world), (struct company_id){company_of(known)}, &scratch, read_body, known) != OK)
        fail_msg("%.*s", STR_ARG(scratch.failure.log));
    arena_free(&scratch);
    known->by_id = arena_array(&known->arena, struct known_thing *, (size_t)THINGS_MAX);
    for (enum known_kind kind = KNOWN_CLIENT; kind < KNOWN_ENTRY; kind++) {
        for (int i = 0; i < known->counts[kind]; i++) {
            assert_true(known->id_count < THINGS_MAX);
            known->by_id[known->id_count++] = &known->things[kind][i];
        }
    }
    qsort(known->by_id, (size_t)known->id_count, sizeof(struct known_thing *), compare_ids);
}

void known_free(struct known *known)
{
    arena_free(&known->arena);
}

/* ------------------------------------------------------------------ finding */

struct known_thing *known_find(const struct known *known, int64_t id)
{
    const struct known_thing thing = {.id = id}, *key = &thing;
    struct known_thing **found =
        bsearch(&key, known->by_id, (size_t)known->id_count, sizeof(struct known_thing *), compare_ids);

    return found ? *found : NULL;
}

struct known_thing *known_of(const struct known *known, enum known_kind kind, int64_t id)
{
    for (int i = 0; i < known->counts[kind]; i++) {
        if (known->things[kind][i].id == id)
            return &known->things[kind][i];
    }
    return NULL;
}

const struct known_thing *known_copy(const struct known *known, int64_t staff, bool finished)
{
    const struct known_thing *found = NULL;

    for (int i = 0; i < known->counts[KNOWN_COPY]; i++) {
        const struct known_thing *copy = &known->things[KNOWN_COPY][i];

        if (copy->staff == staff && (copy->until != 0) == finished && (!found || copy->status))
            found = copy;
    }
    return found;
}

const struct pair *known_pair(const struct known *known, int64_t staff, int64_t client)
{
    static const struct pair none = {0};
    const struct pair key = {.staff = staff, .client = client};
    const struct pair *found =
        known->pair_count ? bsearch(&key, known->pairs, (size_t)known->pair_count, sizeof(key), compare_pairs) : NULL;

    return found ? found : &none;
}

/* ------------------------------------------------------------------ deciding */

/* One single evaluation. */
static bool evaluate(struct known *known, const struct member *asker, int64_t subject, const char *action,
                     const char *type, int64_t id)
{
    struct arena arena = ARENA_INIT;
    struct ask ask = {.who = asker,
                      .form = ASK_JSON,
                      .method = METHOD_POST,
                      .path = STR("/access/v1/evaluation"),
                      .root = true,
                      .body =
                          arena_format(&arena,
                                       "{\"subject\":{\"type\":\"staff\",\"id\":\"%.*s\"},\"action\":{\"name\":"
                                       "\"%s\"},\"resource\":{\"type\":\"%s\",\"id\":\"%.*s\"}}",
                                       STR_ARG(id_text(&arena, subject)), action, type, STR_ARG(id_text(&arena, id)))};
    struct got got = ask_handle(world_http(known->crew->world), &ask, NULL, 0, &arena);
    bool yes = str_starts(got.body, STR("{\"decision\":true"));

    if (got.status != 200 || (!yes && !str_starts(got.body, STR("{\"decision\":false"))))
        fail_msg("no decision: %d %.*s", got.status, STR_ARG(got.body));
    arena_free(&arena);
    known->decisions++;
    return yes;
}

bool known_other_sees(struct known *known, int64_t staff, int64_t client)
{
    return evaluate(known, &known->crew->companies[known->company].people[PERSON_OWNER], staff, "view", "client",
                    client);
}

static bool entry_can_be_read(struct known *known, const struct member *who, int64_t id)
{
    struct arena arena = ARENA_INIT;
    struct ask ask = {.who = who,
                      .form = ASK_JSON,
                      .method = METHOD_GET,
                      .path = arena_format(&arena, "/audit/%.*s", STR_ARG(id_text(&arena, id)))};
    int status = ask_handle(world_http(known->crew->world), &ask, NULL, 0, &arena).status;

    arena_free(&arena);
    known->decisions++;
    return status == 200;
}

static bool client_seen(const struct known *known, int64_t client)
{
    const struct known_thing *thing = known_of(known, KNOWN_CLIENT, client);

    return thing && thing->sees;
}

static bool is_owner(const struct known *known, const struct member *who)
{
    return who->staff == known->crew->companies[known->company].people[PERSON_OWNER].staff;
}

/* ROL-306: nobody goes through what they themselves may, but the owner. Only workers have removals. */
static bool decide_item(const struct known *known, const struct member *who, const struct known_thing *item)
{
    const struct known_thing *person = known_of(known, KNOWN_STAFF, item->staff);

    if ((item->staff == who->staff && !is_owner(known, who)) || !person->may_access)
        return false;
    if (item->status == ITEM_EXCEPTION || item->status == ITEM_UNUSED)
        return person->may_permit;
    if (item->status != ITEM_REMOVAL)
        return true;
    return person->may_manage && role_info((enum role)person->from)->class != ROLE_CLASS_MANAGER &&
           client_seen(known, item->client);
}

static bool decide_person(struct known *known, const struct member *who, struct known_thing *person)
{
    person->may_manage = evaluate(known, who, who->staff, "manage_staff", "staff", person->id);
    person->may_access = evaluate(known, who, who->staff, "manage_access", "staff", person->id);
    person->may_permit = evaluate(known, who, who->staff, "manage_permissions", "staff", person->id);
    return evaluate(known, who, who->staff, "view", "staff", person->id);
}

static bool decide(struct known *known, const struct member *who, struct known_thing *thing)
{
    static const char *const types[KNOWN__MAX] = {
        [KNOWN_CLIENT] = "client", [KNOWN_PET] = "pet", [KNOWN_EVENT] = "event"};
    switch (thing->kind) {
    case KNOWN_TEMPLATE:
    case KNOWN_LINE:
        return evaluate(known, who, who->staff, "manage_templates", "client", thing->client);
    case KNOWN_REQUEST:
        return client_seen(known, thing->client);
    case KNOWN_SERVICE:
        return true;
    case KNOWN_COPY:
        return thing->staff == who->staff || is_owner(known, who);
    case KNOWN_ITEM:
        return decide_item(known, who, thing);
    case KNOWN_REPORT: /* never to whom it is about */
        return (thing->staff == who->staff || is_owner(known, who)) && thing->from != who->staff;
    case KNOWN_STAFF:
        return decide_person(known, who, thing);
    case KNOWN_ENTRY:
        return entry_can_be_read(known, who, thing->id);
    case KNOWN_CLIENT:
    case KNOWN_PET:
    case KNOWN_EVENT:
    case KNOWN__MAX:
    default:
        return evaluate(known, who, who->staff, "view", types[thing->kind], thing->id);
    }
}

void known_decide(struct known *known, const struct member *who, bool entries)
{
    for (enum known_kind kind = KNOWN_CLIENT; kind < (entries ? KNOWN__MAX : KNOWN_ENTRY); kind++) {
        for (int i = 0; i < known->counts[kind]; i++)
            known->things[kind][i].sees = decide(known, who, &known->things[kind][i]);
    }
}
