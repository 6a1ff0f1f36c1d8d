#include "features/clients/clients_store.h"

SQL(client_row, "SELECT name, status, street, city, region, postal_code, country, visit_notes, office_notes, changed,"
                " latitude_e6, longitude_e6 FROM client WHERE company_id = $1 AND id = $2");
SQL(client_contacts, "SELECT id, name FROM contact WHERE company_id = $1 AND client_id = $2 ORDER BY position, id");
SQL(client_contact_names,
    "SELECT id, client_id, name FROM contact WHERE company_id = $1 AND id IN IDS($2) ORDER BY id");
SQL(client_contact_lines, "SELECT contact_id, kind, label, value FROM contact_line WHERE company_id = $1"
                          " AND contact_id IN IDS($2) ORDER BY contact_id, kind, position");
SQL(client_pets,
    "SELECT id, name, kind, breed, sex, born_on, weight_g, vet, medication, feeding, behaviour, deceased_on, changed,"
    " photo, photo_type, photo_width, photo_height, photo_alt FROM pet WHERE company_id = $1 AND client_id = $2 ORDER "
    "BY deceased_on IS NOT NULL, name, id");

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
                           .changed = query_int(&q, 9),
                           .placed = !query_is_null(&q, 10),
                           .latitude_e6 = query_int(&q, 10),
                           .longitude_e6 = query_int(&q, 11)};
    return query_done(&q);
}

static void add_line(struct arena *arena, struct contact *contact, enum contact_line_kind kind, struct str label,
                     struct str value)
{
    struct contact_lines *lines = kind == CONTACT_PHONE ? &contact->phones : &contact->emails;

    if (!lines->items)
        lines->items = arena_array(arena, struct contact_line, CONTACT_LINES_MAX);
    if (lines->count < CONTACT_LINES_MAX)
        lines->items[lines->count++] = (struct contact_line){label, value};
}

MUST_CHECK static enum err take_lines(struct tx *tx, struct query *q, struct contact_list *contacts)
{
    while (query_next(q)) {
        for (int i = 0; i < contacts->count; i++) {
            if (contacts->items[i].id.n == query_int(q, 0))
                add_line(tx_arena(tx), &contacts->items[i], (enum contact_line_kind)query_int(q, 1), query_text(q, 2),
                         query_text(q, 3));
        }
    }
    return query_done(q);
}

enum err contact_lines_read(struct tx *tx, const struct grant *g, struct contact_list *contacts)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t *ids = arena_array(tx_arena(tx), int64_t, (size_t)contacts->count);

    if (contacts->count == 0)
        return OK;
    for (int i = 0; i < contacts->count; i++)
        ids[i] = contacts->items[i].id.n;
    TRY(QUERY(tx, &client_contact_lines, &q, SQL_INT(g->company.n), SQL_IDS(ids, contacts->count)));
    return take_lines(tx, &q, contacts);
}

enum err contacts_by_ids(struct tx *tx, const struct grant *g, const int64_t *ids, int count, struct contact_list *ret,
                         int64_t *ret_clients)
{
    CLEANUP(query_end) struct query names = {0}, lines = {0};
    const struct param params[] = {SQL_INT(g->company.n), SQL_IDS(ids, count)};
    const struct query_ask asks[] = {{&client_contact_names, params, ARRAY_SIZE(params), &names, 0},
                                     {&client_contact_lines, params, ARRAY_SIZE(params), &lines, 0}};

    *ret = (struct contact_list){arena_array(tx_arena(tx), struct contact, (size_t)count), 0};
    TRY(query_open_all(tx, asks, ARRAY_SIZE(asks)));
    while (ret->count < count && query_next(&names)) {
        ret_clients[ret->count] = query_int(&names, 1);
        ret->items[ret->count++] = (struct contact){.id = {query_int(&names, 0)}, .name = query_text(&names, 2)};
    }
    return take_lines(tx, &lines, ret);
}

enum err contacts_read(struct tx *tx, const struct grant *g, struct client_id client, struct contact_list *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct contact_list){arena_array(tx_arena(tx), struct contact, CONTACTS_MAX), 0};
    TRY(QUERY(tx, &client_contacts, &q, SQL_INT(g->company.n), SQL_INT(client.n)));
    while (ret->count < CONTACTS_MAX && query_next(&q))
        ret->items[ret->count++] = (struct contact){.id = {query_int(&q, 0)}, .name = query_text(&q, 1)};
    query_end(&q);
    return contact_lines_read(tx, g, ret);
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
                        .changed = query_int(q, 12),
                        .photo = query_text(q, 13),
                        .photo_type = (int)query_int(q, 14),
                        .photo_width = (int)query_int(q, 15),
                        .photo_height = (int)query_int(q, 16),
                        .photo_alt = query_text(q, 17)};
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
             " changed, photo, photo_type, photo_width, photo_height, photo_alt, client_id FROM pet WHERE company_id = "
             "$1 AND id = $2");

enum err pet_read(struct tx *tx, const struct grant *g, struct pet_id id, struct pet *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &pet_row, &q, SQL_INT(g->company.n), SQL_INT(id.n)));
    if (!query_next(&q)) {
        TRY(query_done(&q));
        return FAIL(tx_arena(tx), ERR_ABSENT, MSG_ABSENT);
    }
    map_pet(&q, (struct client_id){query_int(&q, 18)}, ret);
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
    *ret = ABOUT_CLIENT((struct client_id){query_int(&q, 18)});
    return query_done(&q);
}
