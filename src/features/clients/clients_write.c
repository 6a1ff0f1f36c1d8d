#include "base/fold.h"
#include "features/clients/clients_store.h"
#include "features/templates/templates.h"

SQL(client_insert, "INSERT INTO client (company_id, id, name, sort, status, street, city, region, postal_code, country,"
                   " visit_notes, office_notes, latitude_e6, longitude_e6, created_at, changed)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)");
SQL(pet_insert,
    "INSERT INTO pet (company_id, id, client_id, name, kind, breed, sex, born_on, weight_g, vet, medication, feeding,"
    " behaviour, deceased_on, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
SQL(words_delete, "DELETE FROM search_word WHERE company_id = $1 AND client_id = $2 AND kind = $3 AND source_id = $4");
SQL(word_insert, "INSERT INTO search_word (company_id, word, client_id, kind, source_id) VALUES ($1, $2, $3, $4, $5)"
                 " ON CONFLICT DO NOTHING");
SQL(client_update, "UPDATE client SET name = $3, sort = $4, status = $5, street = $6, city = $7, region = $8,"
                   " postal_code = $9, country = $10, visit_notes = $11, office_notes = $12, latitude_e6 = $13,"
                   " longitude_e6 = $14, changed = $15 WHERE company_id = $1 AND id = $2");
SQL(pet_update, "UPDATE pet SET name = $4, kind = $5, breed = $6, sex = $7, born_on = $8, weight_g = $9, vet = $10,"
                " medication = $11, feeding = $12, behaviour = $13, deceased_on = $14, changed = $15"
                " WHERE company_id = $1 AND id = $2 AND client_id = $3");
#define PET_PARAMS(g, pet)                                                                                             \
    SQL_INT((g)->company.n), SQL_INT((pet)->id.n), SQL_INT((pet)->client.n), SQL_TEXT((pet)->name),                    \
        SQL_TEXT((pet)->kind), SQL_TEXT((pet)->breed), SQL_INT((pet)->sex), SQL_INT_OR_NULL((pet)->born_on),           \
        SQL_INT((pet)->weight_g), SQL_TEXT((pet)->vet), SQL_TEXT((pet)->medication), SQL_TEXT((pet)->feeding),         \
        SQL_TEXT((pet)->behaviour), SQL_INT_OR_NULL((pet)->deceased_on), SQL_INT((pet)->changed)

#define CLIENT_PARAMS(cx, g, client)                                                                                   \
    SQL_INT((g)->company.n), SQL_INT((client)->id.n), SQL_TEXT((client)->name),                                        \
        SQL_TEXT(fold((cx)->arena, (client)->name)), SQL_INT((client)->status), SQL_TEXT((client)->street),            \
        SQL_TEXT((client)->city), SQL_TEXT((client)->region), SQL_TEXT((client)->postal_code),                         \
        SQL_TEXT((client)->country), SQL_TEXT((client)->visit_notes), SQL_TEXT((client)->office_notes),                \
        (client)->placed ? SQL_INT((client)->latitude_e6) : SQL_NULL,                                                  \
        (client)->placed ? SQL_INT((client)->longitude_e6) : SQL_NULL

enum err words_write(struct tx *tx, const struct grant *g, struct client_id client, enum word_kind kind, int64_t source,
                     const struct words *words)
{
    TRY(EXECUTE(tx, &words_delete, NULL, SQL_INT(g->company.n), SQL_INT(client.n), SQL_INT(kind), SQL_INT(source)));
    for (int i = 0; i < words->count; i++)
        TRY(EXECUTE(tx, &word_insert, NULL, SQL_INT(g->company.n), SQL_TEXT(words->items[i]), SQL_INT(client.n),
                    SQL_INT(kind), SQL_INT(source)));
    return OK;
}

MUST_CHECK static enum err client_words(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct client *client)
{
    struct words name = {.count = 0}, address = {.count = 0};

    words_of_text(cx->arena, client->name, &name);
    words_of_text(cx->arena, client->street, &address);
    words_of_text(cx->arena, client->city, &address);
    words_of_text(cx->arena, client->postal_code, &address);
    TRY(words_write(tx, g, client->id, WORD_CLIENT, client->id.n, &name));
    return words_write(tx, g, client->id, WORD_ADDRESS, client->id.n, &address);
}

MUST_CHECK static enum err pet_words(struct context *cx, struct tx *tx, const struct grant *g, const struct pet *pet)
{
    struct words words = {.count = 0};

    words_of_text(cx->arena, pet->name, &words);
    return words_write(tx, g, pet->client, WORD_PET, pet->id.n, &words);
}

enum err client_create(struct context *cx, struct tx *tx, const struct grant *g, struct client *client)
{
    if (!client->id.n)
        client->id.n = id_new(cx->now);
    client->changed = cx->change;
    TRY(EXECUTE(tx, &client_insert, NULL, CLIENT_PARAMS(cx, g, client), SQL_INT(cx->now), SQL_INT(client->changed)));
    audit_about(cx, (struct staff_id){0}, client->id);
    audit_change(cx, "client", client->id.n, "name", STR(""), client->name);
    return client_words(cx, tx, g, client);
}

enum err pet_create(struct context *cx, struct tx *tx, const struct grant *g, struct pet *pet)
{
    pet->id.n = id_new(cx->now);
    pet->changed = cx->change;
    TRY(EXECUTE(tx, &pet_insert, NULL, PET_PARAMS(g, pet)));
    audit_change(cx, "pet", pet->id.n, "name", STR(""), pet->name);
    return pet_words(cx, tx, g, pet);
}

enum err client_write(struct context *cx, struct tx *tx, const struct grant *g, struct client *client)
{
    client->changed = cx->change;
    TRY(EXECUTE(tx, &client_update, NULL, CLIENT_PARAMS(cx, g, client), SQL_INT(client->changed)));
    TRY(templates_client_named(tx, g, client->id, fold(cx->arena, client->name)));
    return client_words(cx, tx, g, client);
}

enum err pet_write(struct context *cx, struct tx *tx, const struct grant *g, struct pet *pet)
{
    pet->changed = cx->change;
    TRY(EXECUTE(tx, &pet_update, NULL, PET_PARAMS(g, pet)));
    return pet_words(cx, tx, g, pet);
}
