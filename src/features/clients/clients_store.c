#include "features/clients/clients_store.h"
#include "base/fold.h"

#define SCOPE_FRAGMENTS "AND c.id IN IDS($2)", "AND c.id NOT IN IDS($2)"
enum { BIT_ONLY = 1 << 0, BIT_ALL_BUT = 1 << 1, BIT_WORD = 1 << 2, BIT_STATUS = 1 << 3, BIT_AFTER = 1 << 4 };

#define WORD_FRAGMENT                                                                                                  \
    "AND c.id IN (SELECT w.client_id FROM search_word w WHERE w.company_id = $1 AND w.word >= $3 AND w.word < $4)"

SQL_LIST(client_rows,
         "SELECT c.id, c.name, c.sort, c.city, c.status FROM client c WHERE c.company_id = $1 {0} {1} {2} {3} {4} ORDER BY c.sort, c.id LIMIT $8",
         SCOPE_FRAGMENTS, WORD_FRAGMENT, "AND c.status = $5", "AND (c.sort, c.id) > ($6, $7)");
SQL_LIST(client_total, "SELECT count(*) FROM client c WHERE c.company_id = $1 {0} {1} {2} {3}"
         " /* scan: counts all there are, along an index */", SCOPE_FRAGMENTS,
         WORD_FRAGMENT, "AND c.status = $5");
SQL(client_rows_pets, "SELECT client_id, name FROM pet WHERE company_id = $1 AND client_id IN IDS($2)"
                      " AND deceased_on IS NULL ORDER BY client_id, id");
SQL(client_row, "SELECT name, status, street, city, region, postal_code, country, visit_notes, office_notes, changed"
                " FROM client WHERE company_id = $1 AND id = $2");
SQL(client_insert,
    "INSERT INTO client (company_id, id, name, sort, status, street, city, region, postal_code, country, visit_notes,"
    " office_notes, created_at, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");
SQL(client_contacts, "SELECT id, name, phone, email FROM contact WHERE company_id = $1 AND client_id = $2"
                     " ORDER BY position, id");
SQL(client_pets,
    "SELECT id, name, kind, breed, sex, born_on, weight_g, vet, medication, feeding, behaviour, deceased_on, changed"
    " FROM pet WHERE company_id = $1 AND client_id = $2 ORDER BY deceased_on IS NOT NULL, name, id");
SQL(contact_insert, "INSERT INTO contact (company_id, id, client_id, position, name, phone, email, changed)"
                    " VALUES ($1, $2, $3, (SELECT count(*) + 1 FROM contact WHERE company_id = $1 AND client_id = $3),"
                    " $4, $5, $6, $7)");
SQL(pet_insert,
    "INSERT INTO pet (company_id, id, client_id, name, kind, breed, sex, born_on, weight_g, vet, medication, feeding,"
    " behaviour, deceased_on, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
SQL(words_delete, "DELETE FROM search_word WHERE company_id = $1 AND client_id = $2 AND kind = $3 AND source_id = $4");
SQL(word_insert, "INSERT INTO search_word (company_id, word, client_id, kind, source_id) VALUES ($1, $2, $3, $4, $5)"
                 " ON CONFLICT DO NOTHING");

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
            row->pets = row->pets.n ? arena_format(tx_arena(tx), "%.*s, %.*s", STR_ARG(row->pets), STR_ARG(name)) : name;
        }
    }
    return query_done(&q);
}

enum err client_rows_read(struct tx *tx, const struct grant *g, const struct client_filter *filter,
                          struct client_rows *ret)
{
    CLEANUP(query_end) struct query q = {0};
    CLEANUP(query_end) struct query total = {0};
    unsigned bits = scope_bits(g) | (filter->word.n ? BIT_WORD : 0u) | (filter->status ? BIT_STATUS : 0u);
    struct str end = fold_behind(tx_arena(tx), filter->word);
    const struct param params[] = {SQL_INT(g->company.n),
                                   SQL_IDS(g->scope.ids, g->scope.count),
                                   SQL_TEXT(filter->word),
                                   SQL_TEXT(end),
                                   SQL_INT(filter->status),
                                   SQL_TEXT(filter->after_sort),
                                   SQL_INT(filter->after.n),
                                   SQL_INT(CLIENT_PAGE + 1)};

    *ret = (struct client_rows){0};
    TRY(query_open(tx, &client_rows, bits | (filter->after.n ? BIT_AFTER : 0u), params, ARRAY_SIZE(params), &q));
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
    TRY(query_open(tx, &client_total, bits, params, 5, &total));
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

enum err words_write(struct tx *tx, const struct grant *g, struct client_id client, enum word_kind kind, int64_t source,
                     struct str text)
{
    struct str words[64];
    int count = fold_words(tx_arena(tx), fold(tx_arena(tx), text), words, ARRAY_SIZE(words));

    TRY(EXECUTE(tx, &words_delete, NULL, SQL_INT(g->company.n), SQL_INT(client.n), SQL_INT(kind), SQL_INT(source)));
    for (int i = 0; i < count; i++)
        TRY(EXECUTE(tx, &word_insert, NULL, SQL_INT(g->company.n), SQL_TEXT(words[i]), SQL_INT(client.n), SQL_INT(kind),
                    SQL_INT(source)));
    return OK;
}

enum err client_create(struct context *cx, struct tx *tx, const struct grant *g, struct client *client)
{
    if (!client->id.n)
        client->id.n = id_new(cx->now);
    client->changed = cx->change;
    TRY(EXECUTE(tx, &client_insert, NULL, SQL_INT(g->company.n), SQL_INT(client->id.n), SQL_TEXT(client->name),
                SQL_TEXT(fold(cx->arena, client->name)), SQL_INT(client->status), SQL_TEXT(client->street),
                SQL_TEXT(client->city), SQL_TEXT(client->region), SQL_TEXT(client->postal_code),
                SQL_TEXT(client->country), SQL_TEXT(client->visit_notes), SQL_TEXT(client->office_notes),
                SQL_INT(cx->now), SQL_INT(client->changed)));
    audit_about(cx, (struct staff_id){0}, client->id);
    audit_change(cx, "client", client->id.n, "name", STR(""), client->name);
    return words_write(tx, g, client->id, WORD_CLIENT, client->id.n,
                       arena_format(cx->arena, "%.*s %.*s %.*s", STR_ARG(client->name), STR_ARG(client->street),
                                    STR_ARG(client->city)));
}

enum err contact_create(struct context *cx, struct tx *tx, const struct grant *g, struct client_id client,
                        struct contact *contact)
{
    struct str digits = fold_phone(cx->arena, contact->phone);

    contact->id.n = id_new(cx->now);
    TRY(EXECUTE(tx, &contact_insert, NULL, SQL_INT(g->company.n), SQL_INT(contact->id.n), SQL_INT(client.n),
                SQL_TEXT(contact->name), SQL_TEXT(contact->phone), SQL_TEXT(contact->email), SQL_INT(cx->change)));
    return words_write(tx, g, client, WORD_CONTACT, contact->id.n,
                       arena_format(cx->arena, "%.*s %.*s %.*s", STR_ARG(contact->name), STR_ARG(contact->email),
                                    STR_ARG(digits)));
}

enum err pet_create(struct context *cx, struct tx *tx, const struct grant *g, struct pet *pet)
{
    pet->id.n = id_new(cx->now);
    pet->changed = cx->change;
    TRY(EXECUTE(tx, &pet_insert, NULL, SQL_INT(g->company.n), SQL_INT(pet->id.n), SQL_INT(pet->client.n),
                SQL_TEXT(pet->name), SQL_TEXT(pet->kind), SQL_TEXT(pet->breed), SQL_INT(pet->sex),
                SQL_INT_OR_NULL(pet->born_on), SQL_INT(pet->weight_g), SQL_TEXT(pet->vet), SQL_TEXT(pet->medication),
                SQL_TEXT(pet->feeding), SQL_TEXT(pet->behaviour), SQL_INT_OR_NULL(pet->deceased_on),
                SQL_INT(pet->changed)));
    audit_change(cx, "pet", pet->id.n, "name", STR(""), pet->name);
    return words_write(tx, g, pet->client, WORD_PET, pet->id.n, pet->name);
}

enum err contacts_read(struct tx *tx, const struct grant *g, struct client_id client, struct contact_list *ret)
{
    CLEANUP(query_end) struct query q = {0};
    struct contact found[32];

    *ret = (struct contact_list){0};
    TRY(QUERY(tx, &client_contacts, &q, SQL_INT(g->company.n), SQL_INT(client.n)));
    while (query_next(&q) && ret->count < (int)ARRAY_SIZE(found))
        found[ret->count++] = (struct contact){
            .id = {query_int(&q, 0)}, .name = query_text(&q, 1), .phone = query_text(&q, 2), .email = query_text(&q, 3)};
    ret->items = arena_array(tx_arena(tx), struct contact, (size_t)ret->count);
    for (int i = 0; i < ret->count; i++)
        ret->items[i] = found[i];
    return OK;
}

enum err pets_read(struct tx *tx, const struct grant *g, struct client_id client, struct pet_list *ret)
{
    CLEANUP(query_end) struct query q = {0};
    struct pet found[64];

    *ret = (struct pet_list){0};
    TRY(QUERY(tx, &client_pets, &q, SQL_INT(g->company.n), SQL_INT(client.n)));
    while (query_next(&q) && ret->count < (int)ARRAY_SIZE(found))
        found[ret->count++] = (struct pet){.id = {query_int(&q, 0)},
                                           .client = client,
                                           .name = query_text(&q, 1),
                                           .kind = query_text(&q, 2),
                                           .breed = query_text(&q, 3),
                                           .sex = (int)query_int(&q, 4),
                                           .born_on = (int32_t)query_int(&q, 5),
                                           .weight_g = query_int(&q, 6),
                                           .vet = query_text(&q, 7),
                                           .medication = query_text(&q, 8),
                                           .feeding = query_text(&q, 9),
                                           .behaviour = query_text(&q, 10),
                                           .deceased_on = (int32_t)query_int(&q, 11),
                                           .changed = query_int(&q, 12)};
    ret->items = arena_array(tx_arena(tx), struct pet, (size_t)ret->count);
    for (int i = 0; i < ret->count; i++)
        ret->items[i] = found[i];
    return OK;
}
