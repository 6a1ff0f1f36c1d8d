/* The facts as they stood at a past instant, out of `history`. */
#include "app/load.h"
#include "app/rows.h"

SQL(past_rows, "SELECT kind, a, b, c, v1, v2, v3 FROM history WHERE company_id = $1 AND from_at <= $2"
               " AND (to_at IS NULL OR to_at > $2) /* scan: a whole company at an instant, asked for by hand */");
SQL(past_names, "SELECT id, name, sort FROM staff WHERE company_id = $1");
/* A later name of the same role stands behind an earlier one. */
SQL(past_role_names, "SELECT role, name, description FROM custom_role_words WHERE company_id = $1 AND from_at <= $2"
                     " ORDER BY role, from_change");
SQL(past_clients, "SELECT id FROM client WHERE company_id = $1 AND created_at <= $2 /* scan: as past_rows */");

struct past {
    struct arena *arena;
    struct picture_facts *facts;
    struct rows roles, cells, people, exceptions, pairs, dated;
};

static void take_company(struct past *past, const struct query *q)
{
    past->facts->company.scheme = (enum scheme)query_int(q, 4);
    past->facts->company.fade_days = (int)query_int(q, 5);
    past->facts->company.running_hours = (int)(query_int(q, 6) & 0xffff);
    past->facts->company.surfaces_lifted = query_int(q, 6) >> 16 & 1;
    past->facts->company.private_messaging = query_int(q, 6) >> 17 & 1;
}

static void take_one(struct past *past, const struct query *q)
{
    int64_t a = query_int(q, 1), b = query_int(q, 2), v1 = query_int(q, 4), v2 = query_int(q, 5), v3 = query_int(q, 6);
    enum permission permission = permission_by_number((int)b);

    switch ((enum history_kind)query_int(q, 0)) {
    case HISTORY_COMPANY:
        take_company(past, q);
        break;
    case HISTORY_STAFF:
        *(struct person_facts *)rows_add(&past->people, sizeof(struct person_facts)) =
            (struct person_facts){.id = {a}, .role = (int)v1, .status = (enum staff_status)v2, .owner = v3 != 0};
        break;
    case HISTORY_ROLE:
        *(struct role_facts *)rows_add(&past->roles, sizeof(struct role_facts)) =
            (struct role_facts){.id = (int)a, .base = (enum role)v1, .source = (int)v2, .archived = v3 != 0};
        break;
    case HISTORY_CELL:
        if (permission != PERMISSION__NONE)
            *(struct cell_facts *)rows_add(&past->cells, sizeof(struct cell_facts)) =
                (struct cell_facts){.role = (int)a, .permission = permission, .on = v1 != 0};
        break;
    case HISTORY_EXCEPTION:
        if (permission != PERMISSION__NONE)
            *(struct exception_facts *)rows_add(&past->exceptions, sizeof(struct exception_facts)) =
                (struct exception_facts){.staff = {a}, .permission = permission, .on = v1 != 0, .until = v2};
        break;
    case HISTORY_PAIR:
        *(struct pair_facts *)rows_add(&past->pairs, sizeof(struct pair_facts)) = (struct pair_facts){
            .staff = {a}, .client = {b}, .flags = (uint16_t)v1, .preferred_position = (uint16_t)v2, .last_end_at = v3};
        break;
    case HISTORY_DATED:
        *(struct dated_facts *)rows_add(&past->dated, sizeof(struct dated_facts)) =
            (struct dated_facts){.staff = {a}, .client = {b}, .from = v1, .until = v2};
        break;
    case HISTORY_KIND__MAX:
        break;
    }
}

MUST_CHECK static enum err name_people(const struct loading *in, struct past *past)
{
    CLEANUP(query_end) struct query q = {0};
    struct person_facts *people = (struct person_facts *)(void *)past->people.items;

    TRY(QUERY(in->tx, &past_names, &q, SQL_INT(in->company.n)));
    while (query_next(&q)) {
        for (int i = 0; i < past->people.count; i++) {
            if (people[i].id.n == query_int(&q, 0)) {
                people[i].name = query_text(&q, 1);
                people[i].sort = query_text(&q, 2);
            }
        }
    }
    return query_done(&q);
}

MUST_CHECK static enum err name_roles(const struct loading *in, struct past *past)
{
    CLEANUP(query_end) struct query q = {0};
    struct role_facts *roles = (struct role_facts *)(void *)past->roles.items;

    TRY(QUERY(in->tx, &past_role_names, &q, SQL_INT(in->company.n), SQL_INT(in->than)));
    while (query_next(&q)) {
        for (int i = 0; i < past->roles.count; i++) {
            if (roles[i].id == query_int(&q, 0)) {
                roles[i].name = query_text(&q, 1);
                roles[i].description = query_text(&q, 2);
            }
        }
    }
    return query_done(&q);
}

static void take_client(const struct query *q, struct rows *rows)
{
    *(int64_t *)rows_add(rows, sizeof(int64_t)) = query_int(q, 0);
}

enum err load_past(struct tx *tx, struct company_id company, int64_t at, struct arena *arena, struct picture_facts *ret)
{
    CLEANUP(query_end) struct query q = {0};
    struct loading in = {.tx = tx, .company = company, .than = at, .arena = arena};
    struct company_row row;
    struct past past = {.arena = arena, .facts = ret};
    struct rows *all[] = {&past.roles, &past.cells, &past.people, &past.exceptions, &past.pairs, &past.dated};

    for (size_t i = 0; i < ARRAY_SIZE(all); i++)
        all[i]->arena = arena;
    *ret = (struct picture_facts){0};
    TRY(load_company(tx, company, arena, &row));
    ret->company = row.facts;
    TRY(QUERY(tx, &past_rows, &q, SQL_INT(company.n), SQL_INT(at)));
    while (query_next(&q))
        take_one(&past, &q);
    TRY(query_done(&q));
    TRY(name_people(&in, &past));
    TRY(name_roles(&in, &past));
    TRY(rows_load(&in, &past_clients, take_client, (const void **)&ret->clients, &ret->client_count));
    ret->roles = (const void *)past.roles.items;
    ret->role_count = past.roles.count;
    ret->cells = (const void *)past.cells.items;
    ret->cell_count = past.cells.count;
    ret->people = (const void *)past.people.items;
    ret->person_count = past.people.count;
    ret->exceptions = (const void *)past.exceptions.items;
    ret->exception_count = past.exceptions.count;
    ret->pairs = (const void *)past.pairs.items;
    ret->pair_count = past.pairs.count;
    ret->dated = (const void *)past.dated.items;
    ret->dated_count = past.dated.count;
    return OK;
}
