/* Lists of clients and what in them was found (CLI-06). */
#include "base/fold.h"
#include "features/clients/clients_store.h"

/* Few ids lead, many are tested along the order shown. The page is found in an index alone, and only then read. */
#define LISTED "AND x.id IN IDS($2)", "AND NOT AMONG($2, x.id)", "AND AMONG($2, x.id)"
enum {
    BIT_LIST = 1 << 0,
    BIT_ALL_BUT = 1 << 1,
    BIT_LIST_LONG = 1 << 2,
    BIT_STATUS = 1 << 3,
    BIT_AFTER = 1 << 4,
};
enum { LIST_PARAMS = 5, TOTAL_PARAMS = 3, CONTACTS_LOOKED = CLIENT_PAGE * FOUND_WHY };

SQL_LIST(client_rows,
         "SELECT c.id, c.name, c.sort, c.street, c.city, c.status FROM client c WHERE c.company_id = $1 AND c.id IN"
         " (SELECT x.id FROM client x WHERE x.company_id = $1 {0} {1} {2} {3} {4} ORDER BY x.sort, x.id"
         " LIMIT 51) ORDER BY c.sort, c.id /* scan: along the order shown, until the page is full */",
         LISTED, "AND x.status = $3", "AND (x.sort, x.id) > ($4, $5)");
SQL_LIST(client_total,
         "SELECT count(*) FROM client x WHERE x.company_id = $1 {0} {1} {2} {3}"
         " /* scan: counts all there are, along an index */",
         LISTED, "AND x.status = $3");
static_assert(CLIENT_PAGE == 50, "one less than client_rows says");
SQL(client_rows_pets, "SELECT client_id, name FROM pet WHERE company_id = $1 AND client_id IN IDS($2)"
                      " AND deceased_on IS NULL ORDER BY client_id, id");
SQL_LIST(client_matches,
         "SELECT DISTINCT w.client_id, w.kind, w.source_id, p.name FROM search_word w"
         " LEFT JOIN pet p ON p.company_id = w.company_id AND p.id = w.source_id AND w.kind = 3"
         " WHERE w.company_id = $1 AND w.client_id IN IDS($2) AND w.kind <> 1 AND ((w.word >= $3 AND w.word < $4)"
         " {0} {1} {2} {3} {4} {5} {6}) ORDER BY w.client_id, w.kind, w.source_id",
         "OR (w.word >= $5 AND w.word < $6)", "OR (w.word >= $7 AND w.word < $8)", "OR (w.word >= $9 AND w.word < $10)",
         "OR (w.word >= $11 AND w.word < $12)", "OR (w.word >= $13 AND w.word < $14)",
         "OR (w.word >= $15 AND w.word < $16)", "OR (w.word >= $17 AND w.word < $18)");
static_assert(FIND_MAX == 8, "as many words as client_matches has");
static_assert(WORD_CLIENT == 1 && WORD_PET == 3, "as client_matches says");

SQL_LIST(clients_alike,
         "SELECT c.id, c.name, c.status FROM client c WHERE c.company_id = $1 AND c.id <> $3 AND c.id IN"
         " (SELECT s.id FROM client s WHERE s.company_id = $1 AND s.sort = $4 UNION"
         " SELECT w.client_id FROM search_word w WHERE w.company_id = $1 AND w.kind = 2 AND w.word IN ($5, $6, $7, $8))"
         " {0} {1} ORDER BY c.sort, c.id LIMIT $9",
         "AND AMONG($2, c.id)", "AND NOT AMONG($2, c.id)");
static_assert(WORD_CONTACT == 2, "as clients_alike says");

/* ------------------------------------------------------------------ a page of clients */

static struct client_row *row_of(struct client_rows *rows, int64_t client)
{
    for (int i = 0; i < rows->count; i++) {
        if (rows->items[i].id.n == client)
            return &rows->items[i];
    }
    return NULL;
}

static int row_ids(const struct client_rows *rows, int64_t ids[CLIENT_PAGE])
{
    for (int i = 0; i < rows->count; i++)
        ids[i] = rows->items[i].id.n;
    return rows->count;
}

static void take_pet(struct arena *arena, const struct query *q, struct client_rows *rows)
{
    struct client_row *row = row_of(rows, query_int(q, 0));
    struct str name = query_text(q, 1);

    row->pets = row->pets.n ? arena_format(arena, "%.*s, %.*s", STR_ARG(row->pets), STR_ARG(name)) : name;
}

static unsigned list_bits(const struct grant *g, const struct client_filter *filter, const struct found_clients *found)
{
    unsigned bits = grant_scope_bits(g);

    if (found->typed) /* who is found is seen */
        bits = found->count > CLIENTS_LEAD ? BIT_LIST_LONG : BIT_LIST;
    else if (bits & BIT_LIST && g->scope.count > CLIENTS_LEAD)
        bits = BIT_LIST_LONG;
    return bits | (filter->status ? BIT_STATUS : 0u);
}

enum err client_rows_read(struct tx *tx, const struct grant *g, const struct client_filter *filter,
                          struct client_rows *ret)
{
    CLEANUP(query_end) struct query q = {0};
    CLEANUP(query_end) struct query total = {0};
    int limit = filter->limit ? filter->limit : CLIENT_PAGE;
    struct found_clients found;

    *ret = (struct client_rows){0};
    TRY(clients_found_next(tx, g, filter, limit + 1, &found));
    if (found.typed && !found.count)
        return OK;
    unsigned bits = list_bits(g, filter, &found);
    const struct param params[LIST_PARAMS] = {
        SQL_INT(g->company.n), found.typed ? SQL_IDS(found.ids, found.count) : SQL_IDS(g->scope.ids, g->scope.count),
        SQL_INT(filter->status), SQL_TEXT(filter->after_sort), SQL_INT(filter->after.n)};
    TRY(query_open(tx, &client_rows, bits | (filter->after.n ? BIT_AFTER : 0u), params, LIST_PARAMS, &q));
    while (ret->count < limit && query_next(&q))
        ret->items[ret->count++] = (struct client_row){.id = {query_int(&q, 0)},
                                                       .name = query_text(&q, 1),
                                                       .sort = query_text(&q, 2),
                                                       .street = query_text(&q, 3),
                                                       .city = query_text(&q, 4),
                                                       .status = (enum client_status)query_int(&q, 5)};
    ret->more = ret->count == limit && query_next(&q);
    if (!ret->more)
        TRY(query_done(&q));
    ret->total = ret->count;
    ret->total_more = found.more && ret->more;
    if (filter->uncounted || ret->total_more)
        return OK;
    if (!filter->status) {
        ret->total = clients_seen_count(g, &found);
        return OK;
    }
    TRY(query_open(tx, &client_total, bits, params, TOTAL_PARAMS, &total));
    if (query_next(&total))
        ret->total = query_int(&total, 0);
    return query_done(&total);
}

/* ------------------------------------------------------------------ why they are there */

static void add_found(struct client_row *row, enum found_by by, struct str text)
{
    if (row && row->found_count < FOUND_WHY && text.n > 0)
        row->found[row->found_count++] = (struct found){by, text};
}

/* Whether anything that was typed is found here. */
static bool fits_any(const struct find *find, const struct words *words)
{
    for (int i = 0; i < find->count; i++) {
        if (find_fits(find, i, words))
            return true;
    }
    return false;
}

static struct str of_whom(struct arena *arena, struct str value, const struct contact *contact)
{
    return arena_format(arena, "%.*s, %.*s", STR_ARG(value), STR_ARG(contact->name));
}

/* Of a contact the first that fits: a phone, an e-mail, the name. */
static void explain_contact(struct arena *arena, const struct find *find, const struct contact *contact,
                            struct client_row *row)
{
    for (int i = 0; i < contact->phones.count; i++) {
        struct words words = {.count = 0};

        words_of_phone(arena, contact->phones.items[i].value, &words);
        if (fits_any(find, &words)) {
            add_found(row, FOUND_PHONE, of_whom(arena, contact->phones.items[i].value, contact));
            return;
        }
    }
    for (int i = 0; i < contact->emails.count; i++) {
        struct words words = {.count = 0};

        words_of_email(arena, contact->emails.items[i].value, &words);
        if (fits_any(find, &words)) {
            add_found(row, FOUND_EMAIL, of_whom(arena, contact->emails.items[i].value, contact));
            return;
        }
    }
    add_found(row, FOUND_CONTACT, contact->name);
}

struct looked {
    int64_t ids[CONTACTS_LOOKED];
    int count;
};

MUST_CHECK static enum err explain_contacts(struct tx *tx, const struct grant *g, const struct find *find,
                                            const struct looked *looked, struct client_rows *rows)
{
    int64_t clients[CONTACTS_LOOKED] = {0};
    struct contact_list contacts;

    if (looked->count == 0)
        return OK;
    TRY(contacts_by_ids(tx, g, looked->ids, looked->count, &contacts, clients));
    for (int i = 0; i < contacts.count; i++)
        explain_contact(tx_arena(tx), find, &contacts.items[i], row_of(rows, clients[i]));
    return OK;
}

/* Pets and addresses at once; contacts are noted, to be looked at. */
static void explain_match(struct arena *arena, const struct query *q, struct client_rows *rows, struct looked *looked)
{
    struct client_row *row = row_of(rows, query_int(q, 0));
    int64_t kind = query_int(q, 1);

    if (kind == WORD_PET)
        add_found(row, FOUND_PET, query_text(q, 3));
    else if (kind == WORD_ADDRESS && row)
        add_found(row, FOUND_ADDRESS,
                  row->street.n ? arena_format(arena, "%.*s, %.*s", STR_ARG(row->street), STR_ARG(row->city))
                                : row->city);
    else if (kind == WORD_CONTACT && looked->count < CONTACTS_LOOKED)
        looked->ids[looked->count++] = query_int(q, 2);
}

/* Parameters of client_rows_pets, and behind them those of client_matches. */
static int explain_params(const struct grant *g, const struct find *find, const struct client_rows *rows,
                          int64_t ids[CLIENT_PAGE], struct param params[2 + 2 * FIND_MAX])
{
    int count = 0;

    params[count++] = SQL_INT(g->company.n);
    params[count++] = SQL_IDS(ids, row_ids(rows, ids));
    for (int i = 0; i < find->count; i++) {
        params[count++] = SQL_TEXT(find->from[i]);
        params[count++] = SQL_TEXT(find->behind[i]);
    }
    return count;
}

enum err client_rows_explain(struct tx *tx, const struct grant *g, const struct find *find, struct client_rows *rows)
{
    CLEANUP(query_end) struct query pets = {0}, matches = {0};
    struct looked *looked = arena_new(tx_arena(tx), struct looked);
    struct param params[2 + 2 * FIND_MAX];
    int64_t ids[CLIENT_PAGE];
    int count = explain_params(g, find, rows, ids, params);
    unsigned words = find->count > 1 ? (1u << (find->count - 1)) - 1 : 0u;
    const struct query_ask asks[] = {{&client_rows_pets, params, 2, &pets, 0},
                                     {&client_matches, params, count, &matches, words}};

    if (rows->count == 0)
        return OK;
    TRY(query_open_all(tx, asks, find->count ? 2 : 1));
    while (query_next(&pets))
        take_pet(tx_arena(tx), &pets, rows);
    TRY(query_done(&pets));
    while (find->count && query_next(&matches))
        explain_match(tx_arena(tx), &matches, rows, looked);
    TRY(query_done(&matches));
    return explain_contacts(tx, g, find, looked, rows);
}

/* ------------------------------------------------------------------ those that look the same */

enum { ALIKE_WORDS = 4 };

/* The whole of the first phones and e-mails. */
static void alike_words(struct arena *arena, const struct contact_list *contacts, struct str words[ALIKE_WORDS])
{
    int count = 0;

    for (int i = 0; i < contacts->count && count + 2 <= ALIKE_WORDS; i++) {
        const struct contact *contact = &contacts->items[i];

        if (contact->phones.count)
            words[count++] = fold_phone(arena, contact->phones.items[0].value);
        if (contact->emails.count)
            words[count++] = fold(arena, contact->emails.items[0].value);
    }
}

enum err client_alike(struct tx *tx, const struct grant *g, const struct client *client,
                      const struct contact_list *contacts, struct alike_list *ret)
{
    CLEANUP(query_end) struct query q = {0};
    struct str words[ALIKE_WORDS] = {{0}};

    ret->count = 0;
    alike_words(tx_arena(tx), contacts, words);
    TRY(QUERY_LIST(tx, &clients_alike, grant_scope_bits(g), &q, SQL_INT(g->company.n),
                   SQL_IDS(g->scope.ids, g->scope.count), SQL_INT(client->id.n),
                   SQL_TEXT(fold(tx_arena(tx), client->name)), SQL_TEXT(words[0]), SQL_TEXT(words[1]),
                   SQL_TEXT(words[2]), SQL_TEXT(words[3]), SQL_INT(ALIKE_MAX)));
    while (ret->count < ALIKE_MAX && query_next(&q))
        ret->items[ret->count++] = (struct client){
            .id = {query_int(&q, 0)}, .name = query_text(&q, 1), .status = (enum client_status)query_int(&q, 2)};
    return OK;
}
