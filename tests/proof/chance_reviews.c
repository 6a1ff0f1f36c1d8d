#include "proof/chance.h"

#include "base/buf.h"
#include "proof/ask.h"

/* Somebody's use of each permission that there are exceptions about, which is nearly all. */
SQL(chance_uses, "INSERT INTO permission_use (company_id, staff_id, permission, day) SELECT $1, s.id, p.permission, $2"
                 " FROM staff s JOIN (SELECT DISTINCT permission FROM exception WHERE company_id = $1) p ON 1 = 1"
                 " WHERE s.company_id = $1 AND s.id <> $3 AND s.id <> $4 ON CONFLICT DO NOTHING");
SQL(chance_uses_since, "INSERT INTO permission_use_since (company_id, day) VALUES ($1, $2)"
                       " ON CONFLICT (company_id) DO UPDATE SET day = $2");
SQL(chance_review_over, "UPDATE access_review SET ended_at = $2 WHERE company_id = $1 AND ended_at = 0");
SQL(chance_reason, "UPDATE relation SET removal_reason = 'Chance' WHERE company_id = $1 AND client_id = $2"
                   " AND removed_at > 0");
SQL(chance_open_copy, "SELECT c.id FROM access_review_copy c JOIN access_review r ON r.company_id = c.company_id"
                      " AND r.id = c.review_id WHERE c.company_id = $1 AND c.staff_id = $2 AND r.ended_at = 0");

enum { NOTED_DAYS = 300, ANSWERED_MAX = 12 };

struct reviewing {
    struct chance *chance;
    const struct crew_company *company;
    const struct member *who;
    int64_t found;
    enum err (*act)(struct reviewing *r, struct tx *tx);
    struct arena arena;
};

MUST_CHECK static enum err act_body(struct tx *tx, void *data)
{
    struct reviewing *r = data;

    return r->act(r, tx);
}

static void write_it(struct reviewing *r, enum err (*act)(struct reviewing *r, struct tx *tx))
{
    struct arena arena = ARENA_INIT;

    r->act = act;
    if (store_write(world_store(r->chance->crew->world), (struct company_id){r->company->id}, &arena, act_body, r,
                    NULL) != OK)
        fail_msg("%.*s", STR_ARG(arena.failure.log));
    arena_free(&arena);
}

static int32_t today(const struct reviewing *r)
{
    return (int32_t)(world_now(r->chance->crew->world) / DAY_US);
}

/* Use has been noted for long, and two of the crew used nothing. */
MUST_CHECK static enum err note_uses(struct reviewing *r, struct tx *tx)
{
    TRY(EXECUTE(tx, &chance_uses_since, NULL, SQL_INT(r->company->id), SQL_INT(today(r) - NOTED_DAYS)));
    return EXECUTE(tx, &chance_uses, NULL, SQL_INT(r->company->id), SQL_INT(today(r) - 1),
                   SQL_INT(r->company->people[PERSON_WORKER].staff), SQL_INT(r->company->people[PERSON_MANAGER].staff));
}

MUST_CHECK static enum err end_review(struct reviewing *r, struct tx *tx)
{
    return EXECUTE(tx, &chance_review_over, NULL, SQL_INT(r->company->id), SQL_INT(world_now(r->chance->crew->world)));
}

/* What has become otherwise since: a removal has its reason, and of the two one used all. */
MUST_CHECK static enum err settle_some(struct reviewing *r, struct tx *tx)
{
    TRY(EXECUTE(tx, &chance_reason, NULL, SQL_INT(r->company->id), SQL_INT(r->company->clients[REL_REMOVED])));
    return EXECUTE(tx, &chance_uses, NULL, SQL_INT(r->company->id), SQL_INT(today(r)),
                   SQL_INT(r->company->people[PERSON_WORKER].staff), SQL_INT(0));
}

MUST_CHECK static enum err find_copy(struct reviewing *r, struct tx *tx)
{
    CLEANUP(query_end) struct query q = {0};

    r->found = 0;
    TRY(QUERY(tx, &chance_open_copy, &q, SQL_INT(r->company->id), SQL_INT(r->who->staff)));
    if (query_next(&q))
        r->found = query_int(&q, 0);
    return query_done(&q);
}

/* ------------------------------------------------------------------ as people do it */

static struct got send(struct reviewing *r, enum method method, struct str path, struct str query, struct str body)
{
    struct ask ask = {.who = r->who, .form = ASK_JSON, .method = method, .path = path, .query = query, .body = body};
    struct got got = ask_handle(world_http(r->chance->crew->world), &ask, NULL, 0, &r->arena);

    if (got.status != 200 && got.status != 201)
        fail_msg("%.*s: %d %.*s", STR_ARG(path), got.status, STR_ARG(got.body));
    return got;
}

static void begin_review(struct reviewing *r)
{
    write_it(r, end_review);
    r->who = &r->company->people[PERSON_OWNER];
    (void)send(r, METHOD_POST, STR("/reviews"), STR(""), STR("{}"));
}

/* Of the first items of a group some, kept or to be trimmed, with a note or without. */
static void answer_group(struct reviewing *r, struct str page, const char *group)
{
    struct got got = send(r, METHOD_GET, page, arena_format(&r->arena, "group=%s", group), STR(""));
    json_t *json = json_loadb(got.body.p, got.body.n, 0, NULL), *items = json_object_get(json, "items");

    for (size_t i = 0; i < json_array_size(items) && i < ANSWERED_MAX; i++) {
        const char *id = json_string_value(json_object_get(json_array_get(items, i), "id"));
        uint64_t choice = chance_below(&r->chance->random, 5);

        if (choice == 4)
            continue;
        (void)send(r, METHOD_POST, arena_format(&r->arena, "%.*s/answers", STR_ARG(page)), STR(""),
                   arena_format(&r->arena, "{\"items\":[\"%s\"],\"answer\":\"%s\",\"note\":\"%s\"}", id,
                                choice % 2 ? "keep" : "trim", choice / 2 ? "By chance" : ""));
    }
    json_decref(json);
}

/* Everybody who has a list of it and whom the crew holds without a setting; to its end: they finish it. */
static void go_through(struct reviewing *r, bool to_its_end)
{
    static const char *const groups[] = {"admins", "people", "exceptions", "unused", "dormant", "removals"};
    const struct crew *crew = r->chance->crew;

    for (int i = -1; i < crew->member_count; i++) {
        struct str page;

        r->who = i < 0 ? &r->company->people[PERSON_OWNER] : &crew->members[i];
        if (crew->companies[r->who->company].id != r->company->id || r->who->status != STAFF_ACTIVE || r->who->setting)
            continue;
        write_it(r, find_copy);
        if (!r->found)
            continue;
        page = arena_format(&r->arena, "/reviews/%.*s", STR_ARG(id_text(&r->arena, r->found)));
        for (size_t g = 0; g < ARRAY_SIZE(groups); g++)
            answer_group(r, page, groups[g]);
        if (to_its_end)
            (void)send(r, METHOD_POST, arena_format(&r->arena, "%.*s/finish", STR_ARG(page)), STR(""), STR("{}"));
    }
}

/* To the owner, by workers and managers of the crew; one is seen to. */
static void make_reports(struct reviewing *r)
{
    const struct crew *crew = r->chance->crew;
    struct got got;
    json_t *json;

    for (int i = 0; i < crew->member_count; i++) {
        r->who = &crew->members[i];
        if (crew->companies[r->who->company].id != r->company->id || r->who->status != STAFF_ACTIVE || r->who->setting)
            continue;
        got = send(r, METHOD_POST, STR("/access-reports"), STR(""), STR("{\"name\":\"Chance\",\"reason\":\"Chance\"}"));
    }
    json = json_loadb(got.body.p, got.body.n, 0, NULL);
    r->who = &r->company->people[PERSON_OWNER];
    (void)send(r, METHOD_POST, arena_format(&r->arena, "/access-reports/%s/done", text_at(json, "id")), STR(""),
               STR("{\"note\":\"Chance\"}"));
    json_decref(json);
}

void chance_review(struct chance *chance)
{
    for (int c = 0; c < 2; c++) {
        struct reviewing r = {.chance = chance, .company = &chance->crew->companies[c]};

        write_it(&r, note_uses);
        begin_review(&r);
        go_through(&r, true);
        begin_review(&r);
        go_through(&r, false);
        write_it(&r, settle_some);
        make_reports(&r);
        arena_free(&r.arena);
    }
}
