#include "features/clients/clients_store.h"
#include "base/fold.h"

/* A short list of clients leads; a long one is tested on the way along the order that is shown, or of what is found. */
#define SCOPE_FRAGMENTS "AND AMONG($2, c.id)", "AND NOT AMONG($2, c.id)"
enum {
    BIT_ONLY = 1 << 0,
    BIT_ALL_BUT = 1 << 1,
    BIT_WORDS = 1 << 2,
    BIT_STATUS = 1 << 5,
    BIT_AFTER = 1 << 6,
    BIT_FEW = 1 << 7,
    FEW_CLIENTS = 500,
};
#define WORD_FRAGMENTS SEARCH_WORD("$4", "$5"), SEARCH_WORD("$6", "$7"), SEARCH_WORD("$8", "$9")

SQL_LIST(
    client_rows,
    "SELECT c.id, c.name, c.sort, c.city, c.status FROM client c WHERE c.company_id = $1 {0} {1} {2} {3} {4} {5} {6} "
    "{7} ORDER BY c.sort, c.id LIMIT $12",
    SCOPE_FRAGMENTS, WORD_FRAGMENTS, "AND c.status = $3", "AND (c.sort, c.id) > ($10, $11)", "AND c.id IN IDS($2)");
SQL_LIST(client_total,
         "SELECT count(*) FROM client c WHERE c.company_id = $1 {0} {1} {2} {3} {4} {5}"
         " /* scan: counts all there are, along an index */",
         SCOPE_FRAGMENTS, WORD_FRAGMENTS, "AND c.status = $3");
SQL(client_rows_pets, "SELECT client_id, name FROM pet WHERE company_id = $1 AND client_id IN IDS($2)"
                      " AND deceased_on IS NULL ORDER BY client_id, id");
SQL(client_row, "SELECT name, status, street, city, region, postal_code, country, visit_notes, office_notes, changed"
                " FROM client WHERE company_id = $1 AND id = $2");
SQL(client_contacts, "SELECT id, name, phone, email FROM contact WHERE company_id = $1 AND client_id = $2"
                     " ORDER BY position, id");
SQL(client_pets,
    "SELECT id, name, kind, breed, sex, born_on, weight_g, vet, medication, feeding, behaviour, deceased_on, changed"
    " FROM pet WHERE company_id = $1 AND client_id = $2 ORDER BY deceased_on IS NOT NULL, name, id");

static unsigned scope_bits(const struct grant *g)
{
    if (g->scope.kind == SCOPE_ONLY)
        return BIT_ONLY;
    return g->scope.kind == SCOPE_ALL_BUT ? BIT_ALL_BUT : 0;
}

MUST_CHECK static enum err rows_pets(struct tx *tx, const struct grant *g, struct client_rows *rows)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t ids[CLIENT_PAGE];

    for (int i = 0; i < rows->count; i++)
        ids[i] = rows->items[i].id.n;
    TRY(QUERY(tx, &client_rows_pets, &q, SQL_INT(g->company.n), SQL_IDS(ids, rows->count)));
    while (query_next(&q)) {
        for (int i = 0; i < rows->count; i++) {
            struct client_row *row = &rows->items[i];
            struct str name = query_text(&q, 1);

            if (row->id.n != query_int(&q, 0))
                continue;
            row->pets =
                row->pets.n ? arena_format(tx_arena(tx), "%.*s, %.*s", STR_ARG(row->pets), STR_ARG(name)) : name;
        }
    }
    return query_done(&q);
}

enum err client_rows_read(struct tx *tx, const struct grant *g, const struct client_filter *filter,
                          struct client_rows *ret)
{
    CLEANUP(query_end) struct query q = {0};
    CLEANUP(query_end) struct query total = {0};
    unsigned asked = search_bits(&filter->words, BIT_WORDS) | (filter->status ? BIT_STATUS : 0u);
    unsigned bits = scope_bits(g) | asked, way = bits;
    const struct param params[] = {SQL_INT(g->company.n),        SQL_IDS(g->scope.ids, g->scope.count),
                                   SQL_INT(filter->status),      SEARCH_PARAMS(filter->words),
                                   SQL_TEXT(filter->after_sort), SQL_INT(filter->after.n),
                                   SQL_INT(CLIENT_PAGE + 1)};

    *ret = (struct client_rows){0};
    if ((bits & BIT_ONLY) && !(asked & ~(unsigned)BIT_STATUS) && g->scope.count <= FEW_CLIENTS)
        way = (bits & ~(unsigned)BIT_ONLY) | BIT_FEW;
    TRY(query_open(tx, &client_rows, way | (filter->after.n ? BIT_AFTER : 0u), params, ARRAY_SIZE(params), &q));
    while (query_next(&q)) {
        if (ret->count == CLIENT_PAGE) {
            ret->more = true;
            break;
        }
        ret->items[ret->count++] = (struct client_row){.id = {query_int(&q, 0)},
                                                       .name = query_text(&q, 1),
                                                       .sort = query_text(&q, 2),
                                                       .city = query_text(&q, 3),
                                                       .status = (enum client_status)query_int(&q, 4)};
    }
    if (!ret->more)
        TRY(query_done(&q));
    TRY(rows_pets(tx, g, ret));
    if (!asked) { /* the picture knows */
        int all = picture_client_count(g->picture);

        ret->total = bits & BIT_ONLY ? g->scope.count : bits & BIT_ALL_BUT ? all - g->scope.count : all;
        return OK;
    }
    TRY(query_open(tx, &client_total, bits, params, 9, &total));
    if (query_next(&total))
        ret->total = query_int(&total, 0);
    return query_done(&total);
}

enum err client_read(struct tx *tx, const struct grant *g, struct client_id id, struct client *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &client_row, &q, SQL_INT(g->company.n), SQL_INT(id.n)));
    if (!grant_sees_client(g, id) || !query_next(&q))
        return FAIL(tx_arena(tx), ERR_ABSENT, MSG_ABSENT);
    *ret = (struct client){.id = id,
                           .name = query_text(&q, 0),
                           .status = (enum client_status)query_int(&q, 1),
                           .street = query_text(&q, 2),
                           .city = query_text(&q, 3),
                           .region = query_text(&q, 4),
                           .postal_code = query_text(&q, 5),
                           .country = query_text(&q, 6),
                           .visit_notes = query_text(&q, 7),
                           .office_notes = query_text(&q, 8),
                           .changed = query_int(&q, 9)};
    return query_done(&q);
}

enum err contacts_read(struct tx *tx, const struct grant *g, struct client_id client, struct contact_list *ret)
{
    CLEANUP(query_end) struct query q = {0};
    struct contact found[32];

    *ret = (struct contact_list){0};
    TRY(QUERY(tx, &client_contacts, &q, SQL_INT(g->company.n), SQL_INT(client.n)));
    while (query_next(&q) && ret->count < (int)ARRAY_SIZE(found))
        found[ret->count++] = (struct contact){.id = {query_int(&q, 0)},
                                               .name = query_text(&q, 1),
                                               .phone = query_text(&q, 2),
                                               .email = query_text(&q, 3)};
    ret->items = arena_array(tx_arena(tx), struct contact, (size_t)ret->count);
    for (int i = 0; i < ret->count; i++)
        ret->items[i] = found[i];
    return OK;
}

static void map_pet(const struct query *q, struct client_id client, struct pet *ret)
{
    *ret = (struct pet){.id = {query_int(q, 0)},
                        .client = client,
                        .name = query_text(q, 1),
                        .kind = query_text(q, 2),
                        .breed = query_text(q, 3),
                        .sex = (int)query_int(q, 4),
                        .born_on = (int32_t)query_int(q, 5),
                        .weight_g = query_int(q, 6),
                        .vet = query_text(q, 7),
                        .medication = query_text(q, 8),
                        .feeding = query_text(q, 9),
                        .behaviour = query_text(q, 10),
                        .deceased_on = (int32_t)query_int(q, 11),
                        .changed = query_int(q, 12)};
}

enum err pets_read(struct tx *tx, const struct grant *g, struct client_id client, struct pet_list *ret)
{
    CLEANUP(query_end) struct query q = {0};
    struct pet found[64];

    *ret = (struct pet_list){0};
    TRY(QUERY(tx, &client_pets, &q, SQL_INT(g->company.n), SQL_INT(client.n)));
    while (query_next(&q) && ret->count < (int)ARRAY_SIZE(found))
        map_pet(&q, client, &found[ret->count++]);
    ret->items = arena_array(tx_arena(tx), struct pet, (size_t)ret->count);
    for (int i = 0; i < ret->count; i++)
        ret->items[i] = found[i];
    return OK;
}

SQL(pet_row, "SELECT id, name, kind, breed, sex, born_on, weight_g, vet, medication, feeding, behaviour, deceased_on,"
             " changed, client_id FROM pet WHERE company_id = $1 AND id = $2");

enum err pet_read(struct tx *tx, const struct grant *g, struct pet_id id, struct pet *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &pet_row, &q, SQL_INT(g->company.n), SQL_INT(id.n)));
    if (!query_next(&q)) {
        TRY(query_done(&q));
        return FAIL(tx_arena(tx), ERR_ABSENT, MSG_ABSENT);
    }
    map_pet(&q, (struct client_id){query_int(&q, 13)}, ret);
    return query_done(&q);
}

enum err pet_resolve(struct tx *tx, struct company_id company, int64_t id, struct subject *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &pet_row, &q, SQL_INT(company.n), SQL_INT(id)));
    if (!query_next(&q)) {
        TRY(query_done(&q));
        return FAIL(tx_arena(tx), ERR_ABSENT, MSG_ABSENT);
    }
    *ret = ABOUT_CLIENT((struct client_id){query_int(&q, 13)});
    return query_done(&q);
}
