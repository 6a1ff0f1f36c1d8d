#include "app/load.h"
#include "app/rows.h"

SQL(load_company_row,
    "SELECT slug, name, scheme, zone, currency, locale, word_user, word_availability, change, fade_days, running_hours,"
    " surfaces_lifted, private_messaging FROM company WHERE id = $1 /* company_id = $1 */");
SQL(load_roles, "SELECT id, base, name, source, archived_at, description FROM custom_role WHERE company_id = $1"
                " ORDER BY id");
SQL(load_cells, "SELECT role, permission, allowed FROM role_cell WHERE company_id = $1");
SQL(load_exceptions, "SELECT staff_id, permission, allowed, until_at FROM exception WHERE company_id = $1");

#define PERSON_COLUMNS                                                                                                 \
    "SELECT p.id, p.name, p.sort, p.role, p.status, p.owner, a.email FROM staff p JOIN account a ON a.id = "           \
    "p.account_id"                                                                                                     \
    " WHERE p.company_id = $1"
#define PAIR_COLUMNS                                                                                                   \
    "SELECT staff_id, client_id, events, preferred_position, removed_at, do_not_schedule, hold, subscribed,"           \
    " last_end_at FROM relation WHERE company_id = $1"
#define DATED_COLUMNS                                                                                                  \
    "SELECT staff_id, client_id, from_at, until_at FROM dated_access WHERE company_id = $1 AND ended_at = 0"

SQL(load_people, PERSON_COLUMNS);
SQL(load_people_of, PERSON_COLUMNS " AND p.id IN IDS($2)");
SQL(load_pairs, PAIR_COLUMNS " /* scan: the whole picture, once after a start */");
SQL(load_pairs_of, PAIR_COLUMNS " AND staff_id IN IDS($2)");
SQL(load_dated, DATED_COLUMNS);
SQL(load_dated_of, DATED_COLUMNS " AND staff_id IN IDS($2)");
#define CHANGED_PEOPLE                                                                                                 \
    "(SELECT staff_id FROM relation WHERE company_id = $1 AND changed > $2 UNION"                                      \
    " SELECT staff_id FROM dated_access WHERE company_id = $1 AND changed > $2 UNION"                                  \
    " SELECT id FROM staff WHERE company_id = $1 AND changed > $2)"
SQL(load_people_newer, PERSON_COLUMNS " AND p.id IN " CHANGED_PEOPLE);
SQL(load_pairs_newer, PAIR_COLUMNS " AND changed > $2");
SQL(load_dated_newer, DATED_COLUMNS " AND staff_id IN " CHANGED_PEOPLE);
SQL(load_head_count, "SELECT count(*) FROM staff WHERE company_id = $1");
SQL(load_clients, "SELECT id FROM client WHERE company_id = $1 /* scan: the whole picture, once after a start */");
SQL(load_clients_newer, "SELECT id FROM client WHERE company_id = $1 AND changed > $2");

static void take_company(const struct query *q, struct rows *rows)
{
    struct company_row *row = rows_add(rows, sizeof(*row));

    row->facts = (struct company_facts){
        .change = query_int(q, 8),
        .scheme = (enum scheme)query_int(q, 2),
        .fade_days = (int)query_int(q, 9),
        .running_hours = (int)query_int(q, 10),
        .surfaces_lifted = query_bool(q, 11),
        .private_messaging = query_bool(q, 12),
        .wording = {.user = query_bool(q, 6), .availability = query_bool(q, 7)},
    };
    row->profile = (struct company_profile){
        .slug = query_text(q, 0),
        .name = query_text(q, 1),
        .currency = query_text(q, 4),
        .locale = query_text(q, 5),
        .wording = {.user = query_bool(q, 6), .availability = query_bool(q, 7)},
    };
    row->zone = query_text(q, 3);
}

struct company_profile company_row_profile(const struct company_row *row, const struct zone *zone, struct arena *arena)
{
    struct company_profile profile = row->profile;

    profile.id = row->facts.id;
    profile.zone = zone;
    profile.slug = arena_str(arena, row->profile.slug);
    profile.name = arena_str(arena, row->profile.name);
    profile.currency = arena_str(arena, row->profile.currency);
    profile.locale = arena_str(arena, row->profile.locale);
    return profile;
}

static void take_role(const struct query *q, struct rows *rows)
{
    struct role_facts *role = rows_add(rows, sizeof(*role));

    role->id = (int)query_int(q, 0);
    role->base = (enum role)query_int(q, 1);
    role->name = arena_str(rows->arena, query_text(q, 2));
    role->source = (int)query_int(q, 3);
    role->archived = query_int(q, 4) != 0;
    role->description = arena_str(rows->arena, query_text(q, 5));
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
    person->email = arena_str(rows->arena, query_text(q, 6));
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

static void take_number(const struct query *q, struct rows *rows)
{
    int64_t *number = rows_add(rows, sizeof(*number));

    *number = query_int(q, 0);
}

/* Whether everybody whom `old` shows is still among the `head_count` people. */
static bool nobody_gone(const struct picture *old, const struct picture_facts *facts, int64_t head_count)
{
    int64_t known = picture_person_count(old);

    for (int i = 0; i < facts->person_count; i++)
        known += picture_person(old, facts->people[i].id) == NULL;
    return head_count == known;
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

#define INTO(list, counter) (const void **)&(list), &(counter)

enum { SETTINGS = 4 };

/* What is small and always loaded whole, the company's row first. */
#define WANTED_SETTINGS(rows, row_count, facts)                                                                        \
    {&load_company_row, take_company, INTO(rows, row_count)},                                                          \
        {&load_roles, take_role, INTO((facts)->roles, (facts)->role_count)},                                           \
        {&load_cells, take_cell, INTO((facts)->cells, (facts)->cell_count)},                                           \
    {                                                                                                                  \
        &load_exceptions, take_exception, INTO((facts)->exceptions, (facts)->exception_count)                          \
    }

MUST_CHECK static enum err settle_company(const struct loading *in, const struct company_row *rows, int count,
                                          struct picture_facts *facts, struct company_row *ret)
{
    if (count == 0)
        return FAIL(in->arena, ERR_ABSENT, MSG_ABSENT);
    facts->company = rows[0].facts;
    facts->company.id = in->company;
    if (ret) {
        *ret = rows[0];
        ret->facts.id = in->company;
    }
    return OK;
}

MUST_CHECK static enum err load_whole(const struct loading *in, struct picture_facts *facts, struct company_row *ret)
{
    const struct company_row *rows = NULL;
    int count = 0;
    const struct rows_wanted wanted[] = {
        WANTED_SETTINGS(rows, count, facts),
        {&load_people, take_person, INTO(facts->people, facts->person_count)},
        {&load_pairs, take_pair, INTO(facts->pairs, facts->pair_count)},
        {&load_dated, take_dated, INTO(facts->dated, facts->dated_count)},
        {&load_clients, take_client, INTO(facts->clients, facts->client_count)},
    };

    TRY(rows_load_all(in, wanted, ARRAY_SIZE(wanted)));
    return settle_company(in, rows, count, facts, ret);
}

/* The people `ids` with all that is theirs alone. */
MUST_CHECK static enum err load_people_whole(const struct loading *in, const int64_t *ids, int count,
                                             struct picture_facts *facts)
{
    struct loading of = *in;
    const struct rows_wanted wanted[] = {
        {&load_people_of, take_person, INTO(facts->people, facts->person_count)},
        {&load_pairs_of, take_pair, INTO(facts->pairs, facts->pair_count)},
        {&load_dated_of, take_dated, INTO(facts->dated, facts->dated_count)},
    };

    if (count == 0)
        return OK;
    of.by_ids = true;
    of.ids = ids;
    of.id_count = count;
    return rows_load_all(&of, wanted, ARRAY_SIZE(wanted));
}

static int by_pair(const void *a, const void *b)
{
    const struct pair_facts *first = a, *second = b;

    if (first->staff.n != second->staff.n)
        return first->staff.n < second->staff.n ? -1 : 1;
    return (first->client.n > second->client.n) - (first->client.n < second->client.n);
}

/* Whoever changed is built anew from all their pairs: those that `old` knows, and over them the newer ones. Pairs are
 * never deleted. */
static void add_older_pairs(const struct picture *old, struct arena *arena, struct picture_facts *facts)
{
    size_t newer = (size_t)facts->pair_count;
    struct pair_facts *sorted = arena_array(arena, struct pair_facts, newer);
    struct rows all = {.arena = arena};

    if (newer) {
        memcpy(sorted, facts->pairs, newer * sizeof(*sorted));
        qsort(sorted, newer, sizeof(*sorted), by_pair);
    }
    for (int i = 0; i < facts->person_count; i++) {
        const struct person *person = picture_person(old, facts->people[i].id);
        struct pair_facts pair;
        int position = 0;

        while (person && picture_next_pair(person, &position, &pair)) {
            if (!newer || !bsearch(&pair, sorted, newer, sizeof(*sorted), by_pair))
                *(struct pair_facts *)rows_add(&all, sizeof(pair)) = pair;
        }
    }
    for (size_t i = 0; i < newer; i++)
        *(struct pair_facts *)rows_add(&all, sizeof(*sorted)) = sorted[i];
    facts->pairs = (const struct pair_facts *)(void *)all.items;
    facts->pair_count = all.count;
}

/* What is newer than `old`. False: `old` shows somebody who is gone. */
MUST_CHECK static enum err load_newer(const struct loading *in, const struct picture *old, struct picture_facts *facts,
                                      struct company_row *ret, bool *ret_fits)
{
    const struct company_row *rows = NULL;
    const int64_t *heads = NULL;
    int row_count = 0, head_rows = 0;
    const struct rows_wanted wanted[] = {
        WANTED_SETTINGS(rows, row_count, facts),
        {&load_people_newer, take_person, INTO(facts->people, facts->person_count)},
        {&load_pairs_newer, take_pair, INTO(facts->pairs, facts->pair_count)},
        {&load_dated_newer, take_dated, INTO(facts->dated, facts->dated_count)},
        {&load_clients_newer, take_client, INTO(facts->clients, facts->client_count)},
        {&load_head_count, take_number, INTO(heads, head_rows)},
    };

    TRY(rows_load_all(in, wanted, ARRAY_SIZE(wanted)));
    TRY(settle_company(in, rows, row_count, facts, ret));
    *ret_fits = nobody_gone(old, facts, head_rows ? heads[0] : 0);
    add_older_pairs(old, in->arena, facts);
    keep_new_clients(old, in->arena, facts);
    return OK;
}

enum err load_company(struct tx *tx, struct company_id company, struct arena *arena, struct company_row *ret)
{
    struct loading in = {.tx = tx, .company = company, .arena = arena};
    struct picture_facts facts = {0};
    const struct company_row *rows = NULL;
    int count = 0;

    TRY(rows_load(&in, &load_company_row, take_company, INTO(rows, count)));
    return settle_company(&in, rows, count, &facts, ret);
}

enum err load_facts(struct tx *tx, struct company_id company, const struct picture **old, struct arena *arena,
                    struct company_row *ret_row, struct picture_facts *ret)
{
    const struct picture *base = old ? *old : NULL;
    struct loading in = {.tx = tx, .company = company, .arena = arena};
    struct picture_facts facts = {0};
    bool fits = false;

    if (base) {
        in.than = picture_company(base)->change;
        TRY(load_newer(&in, base, &facts, ret_row, &fits));
    }
    if (!fits) {
        if (old)
            *old = NULL;
        facts = (struct picture_facts){0};
        TRY(load_whole(&in, &facts, ret_row));
    }
    *ret = facts;
    return OK;
}

enum err load_person(struct tx *tx, struct company_id company, const struct person_facts *person, struct arena *arena,
                     struct picture_facts *ret)
{
    struct loading in = {.tx = tx, .company = company, .arena = arena};
    struct picture_facts facts = {0};
    const struct company_row *rows = NULL;
    int count = 0;
    const struct rows_wanted wanted[SETTINGS] = {WANTED_SETTINGS(rows, count, &facts)};

    TRY(rows_load_all(&in, wanted, SETTINGS));
    TRY(settle_company(&in, rows, count, &facts, NULL));
    TRY(load_people_whole(&in, &person->id.n, 1, &facts));
    facts.people = person; /* as they would be */
    facts.person_count = 1;
    *ret = facts;
    return OK;
}
