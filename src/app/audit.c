#include "app/audit.h"

#include <string.h>

enum { DETAILS_MAX = 1 << 20, SALT_BYTES = 16 };

SQL(audit_previous, "SELECT hash FROM audit WHERE company_id = $1 AND change = $2");
SQL(audit_insert,
    "INSERT INTO audit (company_id, change, at, operation, actor_id, surface, address, staff_id, client_id,"
    " details, salt, details_hash, hash)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
SQL(audit_walk, "SELECT change, at, operation, actor_id, surface, address, staff_id, client_id, details, salt,"
                " details_hash, hash FROM audit WHERE company_id = $1 AND change > $2 ORDER BY change LIMIT 1000");
SQL(audit_company_change, "SELECT change FROM company WHERE id = $1 /* company_id = $1 */");

/* One entry as it is hashed. */
struct entry {
    int64_t company, change, at, actor, surface, staff, client;
    struct str operation, address, details_hash;
};

static void entry_hash(uint8_t out[HASH_BYTES], struct str previous, const struct entry *entry)
{
    const int64_t numbers[] = {entry->company, entry->change, entry->at,    entry->actor,
                               entry->surface, entry->staff,  entry->client};
    const struct str parts[] = {
        previous, {(const char *)numbers, sizeof(numbers)}, entry->operation, entry->address, entry->details_hash};

    hash_parts(out, parts, ARRAY_SIZE(parts));
}

static void details_hash(uint8_t out[HASH_BYTES], struct str salt, struct str details)
{
    hash_keyed(out, salt, details);
}

static void detail_json(struct buf *out, const struct audit_detail *detail)
{
    char id[ID_TEXT_LENGTH];

    id_write(id, detail->id);
    buf_add(out, STR("{\"subject\":"));
    json_text(out, str_from(detail->subject));
    buf_format(out, ",\"id\":\"%.*s\",\"field\":", ID_TEXT_LENGTH, id);
    json_text(out, str_from(detail->field));
    buf_add(out, STR(",\"before\":"));
    json_text(out, detail->before);
    buf_add(out, STR(",\"after\":"));
    json_text(out, detail->after);
    buf_add_char(out, '}');
}

static struct str details_json(struct context *cx)
{
    struct buf out;

    buf_init(&out, cx->arena, DETAILS_MAX);
    buf_add(&out, STR("{\"reason\":"));
    json_text(&out, cx->audit_reason);
    buf_add(&out, STR(",\"changes\":["));
    for (const struct audit_detail *detail = cx->audit_first; detail; detail = detail->next) {
        if (detail != cx->audit_first)
            buf_add_char(&out, ',');
        detail_json(&out, detail);
    }
    buf_add(&out, STR("]}"));
    return buf_str(&out);
}

MUST_CHECK static enum err previous_hash(struct tx *tx, struct company_id company, int64_t change,
                                         uint8_t out[HASH_BYTES])
{
    CLEANUP(query_end) struct query q = {0};

    memset(out, 0, HASH_BYTES);
    if (change == 0)
        return OK;
    TRY(QUERY(tx, &audit_previous, &q, SQL_INT(company.n), SQL_INT(change)));
    if (query_next(&q)) {
        struct str hash = query_bytes(&q, 0);

        if (hash.n == HASH_BYTES)
            memcpy(out, hash.p, HASH_BYTES);
    }
    return query_done(&q);
}

enum err audit_append(struct tx *tx, struct context *cx)
{
    struct company_id company = cx->principal.company;
    uint8_t salt[SALT_BYTES], hashed[HASH_BYTES], previous[HASH_BYTES];
    struct str details = details_json(cx);

    if (details.n >= DETAILS_MAX)
        return fail_internal(cx->arena, "audit: the details of %s exceed %d bytes", cx->operation->name, DETAILS_MAX);
    random_bytes(salt, sizeof(salt));
    details_hash(hashed, (struct str){(const char *)salt, sizeof(salt)}, details);
    TRY(previous_hash(tx, company, cx->change - 1, previous));

    struct entry entry = {.company = company.n,
                          .change = cx->change,
                          .at = cx->now,
                          .actor = cx->principal.staff.n,
                          .surface = cx->principal.surface,
                          .staff = cx->audit_staff.n,
                          .client = cx->audit_client.n,
                          .operation = str_from(cx->operation->name),
                          .address = cx->address,
                          .details_hash = {(const char *)hashed, HASH_BYTES}};
    entry_hash(cx->audit_hash, (struct str){(const char *)previous, HASH_BYTES}, &entry);
    return EXECUTE(tx, &audit_insert, NULL, SQL_INT(entry.company), SQL_INT(entry.change), SQL_INT(entry.at),
                   SQL_TEXT(entry.operation), SQL_INT(entry.actor), SQL_INT(entry.surface), SQL_TEXT(entry.address),
                   SQL_INT(entry.staff), SQL_INT(entry.client), SQL_TEXT(details), SQL_BYTES(salt, sizeof(salt)),
                   SQL_BYTES(hashed, HASH_BYTES), SQL_BYTES(cx->audit_hash, HASH_BYTES));
}

struct happened {
    struct context *cx;
    bool yes;
};

MUST_CHECK static enum err happened_body(struct tx *tx, void *data)
{
    struct happened *job = data;
    uint8_t hash[HASH_BYTES];

    TRY(previous_hash(tx, job->cx->principal.company, job->cx->change, hash));
    job->yes = memcmp(hash, job->cx->audit_hash, HASH_BYTES) == 0;
    return OK;
}

enum err audit_happened(struct store *store, struct context *cx, bool *ret)
{
    struct happened job = {cx, false};

    TRY(store_read(store, cx->principal.company, cx->arena, happened_body, &job));
    *ret = job.yes;
    return OK;
}

/* Checks the row that `q` stands on against the chain so far. */
static void check_entry(const struct query *q, struct company_id company, struct audit_verdict *verdict)
{
    uint8_t hashed[HASH_BYTES], hash[HASH_BYTES];
    int64_t change = query_int(q, 0);
    struct entry entry = {.company = company.n,
                          .change = change,
                          .at = query_int(q, 1),
                          .operation = query_text(q, 2),
                          .actor = query_int(q, 3),
                          .surface = query_int(q, 4),
                          .address = query_text(q, 5),
                          .staff = query_int(q, 6),
                          .client = query_int(q, 7),
                          .details_hash = query_bytes(q, 10)};

    verdict->broken_at = change;
    if (change != verdict->entries + 1) {
        verdict->broken_at = verdict->entries + 1;
        verdict->fault = "missing";
        return;
    }
    details_hash(hashed, query_bytes(q, 9), query_text(q, 8));
    if (!query_is_null(q, 8) && !str_equal((struct str){(const char *)hashed, HASH_BYTES}, entry.details_hash)) {
        verdict->fault = "details";
        return;
    }
    entry_hash(hash, (struct str){(const char *)verdict->head, HASH_BYTES}, &entry);
    if (!str_equal((struct str){(const char *)hash, HASH_BYTES}, query_bytes(q, 11))) {
        verdict->fault = "hash";
        return;
    }
    memcpy(verdict->head, hash, HASH_BYTES);
    verdict->entries = change;
    verdict->broken_at = 0;
}

MUST_CHECK static enum err walk(struct tx *tx, struct company_id company, int64_t head_change, const uint8_t *head,
                                struct audit_verdict *verdict)
{
    int64_t before;

    do {
        CLEANUP(query_end) struct query q = {0};

        before = verdict->entries;
        TRY(QUERY(tx, &audit_walk, &q, SQL_INT(company.n), SQL_INT(verdict->entries)));
        while (!verdict->fault && query_next(&q)) {
            check_entry(&q, company, verdict);
            if (!verdict->fault && head && verdict->entries == head_change &&
                memcmp(verdict->head, head, HASH_BYTES) != 0) {
                verdict->fault = "differs from the head given";
                verdict->broken_at = head_change;
            }
        }
        if (!verdict->fault)
            TRY(query_done(&q));
    } while (!verdict->fault && verdict->entries != before);
    return OK;
}

enum err audit_verify(struct tx *tx, struct company_id company, int64_t head_change, const uint8_t *head,
                      struct audit_verdict *ret)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t change = 0;

    *ret = (struct audit_verdict){0};
    TRY(walk(tx, company, head_change, head, ret));
    if (ret->fault)
        return OK;
    TRY(QUERY(tx, &audit_company_change, &q, SQL_INT(company.n)));
    if (query_next(&q))
        change = query_int(&q, 0);
    TRY(query_done(&q));
    if (change != ret->entries || (head && head_change > ret->entries)) {
        ret->fault = "missing";
        ret->broken_at = ret->entries + 1;
    }
    return OK;
}
