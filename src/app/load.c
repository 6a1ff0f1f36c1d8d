#include "app/load.h"
#include "app/rows.h"

SQL(load_company_row,
    "SELECT slug, name, scheme, zone, currency, locale, word_user, word_availability, change, fade_days, running_hours,"
    " surfaces_lifted, private_messaging FROM company WHERE id = $1 /* company_id = $1 */");
SQL(load_roles, "SELECT id, base, name FROM custom_role WHERE company_id = $1");
SQL(load_cells, "SELECT role, permission, allowed FROM role_cell WHERE company_id = $1");
SQL(load_exceptions, "SELECT staff_id, permission, allowed, until_at FROM exception WHERE company_id = $1");

#define PERSON_COLUMNS "SELECT id, name, sort, role, status, owner FROM staff WHERE company_id = $1"
#define CHANGED_PEOPLE                                                                                                 \
    " (SELECT staff_id FROM relation WHERE company_id = $1 AND changed > $2 UNION"                                     \
    " SELECT staff_id FROM dated_access WHERE company_id = $1 AND changed > $2 UNION"                                  \
    " SELECT id FROM staff WHERE company_id = $1 AND changed > $2)"
#define PAIR_COLUMNS                                                                                                   \
    "SELECT staff_id, client_id, events, preferred_position, removed_at, do_not_schedule, hold, subscribed,"           \
    " last_end_at FROM relation WHERE company_id = $1"
#define DATED_COLUMNS                                                                                                  \
    "SELECT staff_id, client_id, from_at, until_at FROM dated_access WHERE company_id = $1 AND ended_at = 0"

SQL(load_people, PERSON_COLUMNS);
SQL(load_people_newer, PERSON_COLUMNS " AND id IN" CHANGED_PEOPLE);
SQL(load_pairs, PAIR_COLUMNS " /* scan: the whole picture, once after a start */");
SQL(load_pairs_newer, PAIR_COLUMNS " AND staff_id IN" CHANGED_PEOPLE);
SQL(load_dated, DATED_COLUMNS);
SQL(load_dated_newer, DATED_COLUMNS " AND staff_id IN" CHANGED_PEOPLE);
SQL(load_pairs_of, PAIR_COLUMNS " AND staff_id = $2");
SQL(load_dated_of, DATED_COLUMNS " AND staff_id = $2");
SQL(load_head_count, "SELECT count(*) FROM staff WHERE company_id = $1");
SQL(load_clients, "SELECT id FROM client WHERE company_id = $1 /* scan: the whole picture, once after a start */");
SQL(load_clients_newer, "SELECT id FROM client WHERE company_id = $1 AND changed > $2");

enum err load_company(struct tx *tx, struct company_id company, struct arena *arena, struct company_facts *ret_facts,
                      struct company_profile *ret_profile)
{
    CLEANUP(query_end) struct query q = {0};
    struct zone *zone = NULL;

    TRY(QUERY(tx, &load_company_row, &q, SQL_INT(company.n)));
    if (!query_next(&q)) {
        TRY(query_done(&q));
        return FAIL(arena, ERR_ABSENT, MSG_ABSENT);
    }
    TRY(zone_load(arena, query_text(&q, 3), &zone));
    *ret_facts = (struct company_facts){
        .id = company,
        .change = query_int(&q, 8),
        .scheme = (enum scheme)query_int(&q, 2),
        .fade_days = (int)query_int(&q, 9),
        .running_hours = (int)query_int(&q, 10),
        .surfaces_lifted = query_bool(&q, 11),
        .private_messaging = query_bool(&q, 12),
    };
    *ret_profile = (struct company_profile){
        .id = company,
        .slug = arena_str(arena, query_text(&q, 0)),
        .name = arena_str(arena, query_text(&q, 1)),
        .zone = zone,
        .currency = arena_str(arena, query_text(&q, 4)),
        .locale = arena_str(arena, query_text(&q, 5)),
        .word_user = query_bool(&q, 6),
        .word_availability = query_bool(&q, 7),
    };
    return query_done(&q);
}

static void take_role(const struct query *q, struct rows *rows)
{
    struct role_facts *role = rows_add(rows, sizeof(*role));

    role->id = (int)query_int(q, 0);
    role->base = (enum role)query_int(q, 1);
    role->name = arena_str(rows->arena, query_text(q, 2));
}

static void take_cell(const struct query *q, struct rows *rows)
{
    enum permission permission = permission_by_number((int)query_int(q, 1));
    struct cell_facts *cell;

    if (permission == PERMISSION__NONE)
        return; /* written by a newer version that knew more: locked until then */
    cell = rows_add(rows, sizeof(*cell));
    cell->role = (int)query_int(q, 0);
    cell->permission = permission;
    cell->on = query_bool(q, 2);
}

static void take_exception(const struct query *q, struct rows *rows)
{
    enum permission permission = permission_by_number((int)query_int(q, 1));
    struct exception_facts *exception;

    if (permission == PERMISSION__NONE)
        return;
    exception = rows_add(rows, sizeof(*exception));
    exception->staff.n = query_int(q, 0);
    exception->permission = permission;
    exception->on = query_bool(q, 2);
    exception->until = query_int(q, 3);
}

static void take_person(const struct query *q, struct rows *rows)
{
    struct person_facts *person = rows_add(rows, sizeof(*person));

    person->id.n = query_int(q, 0);
    person->name = arena_str(rows->arena, query_text(q, 1));
    person->sort = arena_str(rows->arena, query_text(q, 2));
    person->role = (int)query_int(q, 3);
    person->status = (enum staff_status)query_int(q, 4);
    person->owner = query_bool(q, 5);
}

static void take_pair(const struct query *q, struct rows *rows)
{
    struct pair_facts *pair = rows_add(rows, sizeof(*pair));
    unsigned flags = 0;

    flags |= query_int(q, 2) > 0 ? PAIR_EVENTS : 0u;
    flags |= query_int(q, 3) > 0 ? PAIR_PREFERRED : 0u;
    flags |= query_int(q, 4) > 0 ? PAIR_REMOVED : 0u;
    flags |= query_bool(q, 5) ? PAIR_DO_NOT_SCHEDULE : 0u;
    flags |= query_bool(q, 6) ? PAIR_HOLD : 0u;
    flags |= query_bool(q, 7) ? PAIR_SUBSCRIBED : 0u;
    pair->staff.n = query_int(q, 0);
    pair->client.n = query_int(q, 1);
    pair->flags = (uint16_t)flags;
    pair->preferred_position = (uint16_t)query_int(q, 3);
    pair->last_end_at = query_int(q, 8);
}

static void take_dated(const struct query *q, struct rows *rows)
{
    struct dated_facts *dated = rows_add(rows, sizeof(*dated));

    dated->staff.n = query_int(q, 0);
    dated->client.n = query_int(q, 1);
    dated->from = query_int(q, 2);
    dated->until = query_int(q, 3);
}

static void take_client(const struct query *q, struct rows *rows)
{
    int64_t *id = rows_add(rows, sizeof(*id));

    *id = query_int(q, 0);
}

/* Whether everybody whom `old` shows is still there. */
MUST_CHECK static enum err nobody_gone(const struct loading *in, const struct picture *old,
                                       const struct picture_facts *facts, bool *ret)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t known = picture_person_count(old);

    for (int i = 0; i < facts->person_count; i++)
        known += picture_person(old, facts->people[i].id) == NULL;
    TRY(QUERY(in->tx, &load_head_count, &q, SQL_INT(in->company.n)));
    *ret = query_next(&q) && query_int(&q, 0) == known;
    return query_done(&q);
}

/* An edited client is newer too, but not new. */
static void keep_new_clients(const struct picture *old, struct arena *arena, struct picture_facts *facts)
{
    int64_t *ids = arena_array(arena, int64_t, (size_t)facts->client_count);
    int count = 0;

    for (int i = 0; i < facts->client_count; i++) {
        if (!picture_has_client(old, (struct client_id){facts->clients[i]}))
            ids[count++] = facts->clients[i];
    }
    facts->clients = ids;
    facts->client_count = count;
}

/* What is small and always loaded whole. */
MUST_CHECK static enum err load_settings(const struct loading *in, struct picture_facts *facts)
{
    struct company_profile profile;

    TRY(load_company(in->tx, in->company, in->arena, &facts->company, &profile));
    TRY(rows_load(in, &load_roles, take_role, (const void **)&facts->roles, &facts->role_count));
    TRY(rows_load(in, &load_cells, take_cell, (const void **)&facts->cells, &facts->cell_count));
    return rows_load(in, &load_exceptions, take_exception, (const void **)&facts->exceptions, &facts->exception_count);
}

MUST_CHECK static enum err load_members(const struct loading *in, const struct picture *old,
                                        struct picture_facts *facts)
{
    TRY(rows_load(in, old ? &load_people_newer : &load_people, take_person, (const void **)&facts->people,
                  &facts->person_count));
    TRY(rows_load(in, old ? &load_pairs_newer : &load_pairs, take_pair, (const void **)&facts->pairs,
                  &facts->pair_count));
    TRY(rows_load(in, old ? &load_dated_newer : &load_dated, take_dated, (const void **)&facts->dated,
                  &facts->dated_count));
    return rows_load(in, old ? &load_clients_newer : &load_clients, take_client, (const void **)&facts->clients,
                     &facts->client_count);
}

enum err load_facts(struct tx *tx, struct company_id company, const struct picture **old, struct arena *arena,
                    struct picture_facts *ret)
{
    const struct picture *base = old ? *old : NULL;
    struct loading in = {tx, company, base ? picture_company(base)->change : 0, arena};
    struct picture_facts facts = {0};
    bool fits = true;

    TRY(load_settings(&in, &facts));
    TRY(load_members(&in, base, &facts));
    if (base)
        TRY(nobody_gone(&in, base, &facts, &fits));
    if (!fits) {
        *old = base = NULL;
        in.than = 0;
        TRY(load_members(&in, NULL, &facts));
    }
    if (base)
        keep_new_clients(base, arena, &facts);
    *ret = facts;
    return OK;
}

enum err load_person(struct tx *tx, struct company_id company, const struct person_facts *person, struct arena *arena,
                     struct picture_facts *ret)
{
    struct loading in = {tx, company, person->id.n, arena};
    struct picture_facts facts = {.people = person, .person_count = 1};

    TRY(load_settings(&in, &facts));
    TRY(rows_load(&in, &load_pairs_of, take_pair, (const void **)&facts.pairs, &facts.pair_count));
    TRY(rows_load(&in, &load_dated_of, take_dated, (const void **)&facts.dated, &facts.dated_count));
    *ret = facts;
    return OK;
}
