#include "features/clients/clients_store.h"
#include "base/fold.h"

/* A short list of clients leads; a long one is tested on the way along the order that is shown. */
#define SCOPE_FRAGMENTS "AND c.id IN IDS($2)", "AND AMONG($2, c.id)", "AND NOT AMONG($2, c.id)"
#define WORDS "w.company_id = $1 AND w.word >= $3 AND w.word < $4"
/* Likewise the clients of a word: few lead, of many the first in order are soon found. */
#define WORD_FRAGMENTS                                                                                                 \
    "AND c.id IN (SELECT w.client_id FROM search_word w WHERE " WORDS ")",                                             \
        "AND EXISTS (SELECT 1 FROM search_word w WHERE " WORDS " AND w.client_id = c.id)"
enum {
    BIT_FEW = 1 << 0,
    BIT_ONLY = 1 << 1,
    BIT_ALL_BUT = 1 << 2,
    BIT_RARE = 1 << 3,
    BIT_COMMON = 1 << 4,
    BIT_STATUS = 1 << 5,
    BIT_AFTER = 1 << 6,
};
enum { FEW_CLIENTS = 500, FEW_SEARCHED = 5000, RARE_WORDS = 1000 };

SQL_LIST(client_rows,
         "SELECT c.id, c.name, c.sort, c.city, c.status FROM client c WHERE c.company_id = $1 {0} {1} {2} {3} {4} {5} "
         "{6} ORDER BY c.sort, c.id LIMIT $8",
         SCOPE_FRAGMENTS, WORD_FRAGMENTS, "AND c.status = $5", "AND (c.sort, c.id) > ($6, $7)");
SQL_LIST(client_total,
         "SELECT count(*) FROM client c WHERE c.company_id = $1 {0} {1} {2} {3} {4} {5}"
         " /* scan: counts all there are, along an index */",
         SCOPE_FRAGMENTS, WORD_FRAGMENTS, "AND c.status = $5");
SQL(client_word_count, "SELECT count(*) FROM (SELECT 1 FROM search_word w WHERE w.company_id = $1 AND w.word >= $2"
                       " AND w.word < $3 LIMIT $4) AS counted");
SQL_LIST(client_total_common,
         "SELECT count(*) FROM (SELECT DISTINCT w.client_id FROM search_word w WHERE " WORDS " {0} {1} {2} LIMIT $6)"
         " AS counted",
         "AND AMONG($2, w.client_id)", "AND NOT AMONG($2, w.client_id)",
         "AND EXISTS (SELECT 1 FROM client c WHERE c.company_id = $1 AND c.id = w.client_id AND c.status = $5)");
SQL(client_rows_pets, "SELECT client_id, name FROM pet WHERE company_id = $1 AND client_id IN IDS($2)"
                      " AND deceased_on IS NULL ORDER BY client_id, id");
SQL(client_row, "SELECT name, status, street, city, region, postal_code, country, visit_notes, office_notes, changed"
                " FROM client WHERE company_id = $1 AND id = $2");
SQL(client_contacts, "SELECT id, name, phone, email FROM contact WHERE company_id = $1 AND client_id = $2"
                     " ORDER BY position, id");
SQL(client_pets,
    "SELECT id, name, kind, breed, sex, born_on, weight_g, vet, medication, feeding, behaviour, deceased_on, changed"
    " FROM pet WHERE company_id = $1 AND client_id = $2 ORDER BY deceased_on IS NOT NULL, name, id");

static unsigned scope_bits(const struct grant *g, int few)
{
    if (g->scope.kind == SCOPE_ONLY)
        return g->scope.count <= few ? BIT_FEW : BIT_ONLY;
    return g->scope.kind == SCOPE_ALL_BUT ? BIT_ALL_BUT : 0;
}

/* Which way to go depends on how much there is of each. */
MUST_CHECK static enum err way_of(struct tx *tx, const struct grant *g, const struct client_filter *filter,
                                  struct str end, unsigned *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = scope_bits(g, FEW_CLIENTS) | (filter->status ? BIT_STATUS : 0u);
    if (!filter->word.n)
        return OK;
    TRY(QUERY(tx, &client_word_count, &q, SQL_INT(g->company.n), SQL_TEXT(filter->word), SQL_TEXT(end),
              SQL_INT(RARE_WORDS + 1)));
    if (query_next(&q) && query_int(&q, 0) > RARE_WORDS)
        *ret = scope_bits(g, FEW_SEARCHED) | (*ret & BIT_STATUS) | BIT_COMMON;
    else
        *ret = scope_bits(g, 0) | (*ret & BIT_STATUS) | BIT_RARE;
    return query_done(&q);
}

/* Without filters the picture knows; of what is found too often only that it is more than so many. */
MUST_CHECK static enum err count_rows(struct tx *tx, const struct grant *g, unsigned way, const struct param *params,
                                      struct client_rows *rows)
{
    CLEANUP(query_end) struct query q = {0};
    struct param bounded[6];
    unsigned bits;

    if (!(way & (BIT_RARE | BIT_COMMON | BIT_STATUS))) {
        int all = picture_client_count(g->picture);

        rows->total = g->scope.kind == SCOPE_ONLY      ? g->scope.count
                      : g->scope.kind == SCOPE_ALL_BUT ? all - g->scope.count
                                                       : all;
        return OK;
    }
    if (!(way & BIT_COMMON) || (way & BIT_FEW)) {
        TRY(query_open(tx, &client_total, way, params, 5, &q));
    } else {
        memcpy(bounded, params, 5 * sizeof(*params));
        bounded[5] = SQL_INT(CLIENT_TOTAL_MAX + 1);
        bits = (way & BIT_ONLY ? 1u : 0u) | (way & BIT_ALL_BUT ? 2u : 0u) | (way & BIT_STATUS ? 4u : 0u);
        TRY(query_open(tx, &client_total_common, bits, bounded, 6, &q));
    }
    rows->total = query_next(&q) ? query_int(&q, 0) : 0;
    if ((way & BIT_COMMON) && !(way & BIT_FEW) && rows->total > CLIENT_TOTAL_MAX) {
        rows->total = CLIENT_TOTAL_MAX;
        rows->total_more = true;
    }
    return query_done(&q);
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
    struct str end = fold_behind(tx_arena(tx), filter->word);
    unsigned way;
    const struct param params[] = {SQL_INT(g->company.n),    SQL_IDS(g->scope.ids, g->scope.count),
                                   SQL_TEXT(filter->word),   SQL_TEXT(end),
                                   SQL_INT(filter->status),  SQL_TEXT(filter->after_sort),
                                   SQL_INT(filter->after.n), SQL_INT(CLIENT_PAGE + 1)};

    *ret = (struct client_rows){0};
    TRY(way_of(tx, g, filter, end, &way));
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
    return count_rows(tx, g, way, params, ret);
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
