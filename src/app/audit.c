#include "app/audit.h"

#include "app/audit_chain.h"
#include "doc/record.h"

SQL(audit_previous, "SELECT hash FROM audit WHERE company_id = $1 AND change = $2");
SQL(audit_insert, "INSERT INTO audit (company_id, change, at, operation, actor_id, surface, address, staff_id,"
                  " client_id, details, details_hash, hash)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
SQL(audit_also_staff, "INSERT INTO audit_also (company_id, kind, subject_id, change)"
                      " SELECT $1, 1, id, $2 FROM staff WHERE company_id = $1 AND id IN IDS($3)");
SQL(audit_also_clients, "INSERT INTO audit_also (company_id, kind, subject_id, change)"
                        " SELECT $1, 2, id, $2 FROM client WHERE company_id = $1 AND id IN IDS($3)");

void audit_entry_hash(uint8_t out[HASH_BYTES], const uint8_t previous[HASH_BYTES], const struct audit_entry *entry)
{
    const int64_t numbers[] = {entry->company, entry->change, entry->at,    entry->actor,
                               entry->surface, entry->staff,  entry->client};
    const struct str parts[] = {{(const char *)previous, HASH_BYTES},
                                {(const char *)numbers, sizeof(numbers)},
                                entry->operation,
                                entry->address,
                                entry->details_hash};

    hash_parts(out, parts, ARRAY_SIZE(parts));
}

/* ------------------------------------------------------------------ the values */

static void take_reason(struct context *cx, struct record *record)
{
    record->has_reason = cx->audit_reason.n > 0;
    if (!record->has_reason)
        return;
    record->reason.after = cx->audit_reason;
    record_seal(&record->reason);
}

static void take_changes(struct context *cx, struct record *record)
{
    int count = 0;

    for (const struct audit_detail *detail = cx->audit_first; detail; detail = detail->next)
        count++;
    record->changes = arena_array(cx->arena, struct record_value, (size_t)count);
    for (const struct audit_detail *detail = cx->audit_first; detail; detail = detail->next) {
        struct record_value *change = &record->changes[record->count++];

        change->subject = str_from(detail->subject);
        change->id = id_text(cx->arena, detail->id);
        change->field = str_from(detail->field);
        change->before = detail->before;
        change->after = detail->after;
        record_seal(change);
    }
}

/* ------------------------------------------------------------------ whom else it concerned */

struct ids {
    int64_t *items;
    int count;
};

static void add_id(struct ids *ids, int64_t id, int64_t own)
{
    if (id && id != own)
        ids->items[ids->count++] = id;
}

MUST_CHECK static enum err write_concerns(struct tx *tx, struct context *cx)
{
    struct ids staff = {0}, clients = {0};
    size_t count = 0;

    for (const struct audit_concern *one = cx->audit_concerns; one; one = one->next)
        count++;
    if (count == 0)
        return OK;
    staff.items = arena_array(cx->arena, int64_t, count);
    clients.items = arena_array(cx->arena, int64_t, count);
    for (const struct audit_concern *one = cx->audit_concerns; one; one = one->next) {
        add_id(&staff, one->staff.n, cx->audit_staff.n);
        add_id(&clients, one->client.n, cx->audit_client.n);
    }
    if (staff.count)
        TRY(EXECUTE(tx, &audit_also_staff, NULL, SQL_INT(cx->principal.company.n), SQL_INT(cx->change),
                    SQL_IDS(staff.items, staff.count)));
    if (clients.count)
        TRY(EXECUTE(tx, &audit_also_clients, NULL, SQL_INT(cx->principal.company.n), SQL_INT(cx->change),
                    SQL_IDS(clients.items, clients.count)));
    return OK;
}

/* ------------------------------------------------------------------ the entry */

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
    uint8_t hashed[HASH_BYTES], previous[HASH_BYTES];
    struct record record = {0};
    struct buf details;

    take_reason(cx, &record);
    take_changes(cx, &record);
    record_hash(cx->arena, &record, hashed);
    buf_init(&details, cx->arena, RECORD_MAX);
    record_write(&details, &record);
    if (details.full)
        return fail_internal(cx->arena, "audit: the details of %s exceed %d bytes", cx->operation->name, RECORD_MAX);
    TRY(previous_hash(tx, company, cx->change - 1, previous));

    struct audit_entry entry = {.company = company.n,
                                .change = cx->change,
                                .at = cx->now,
                                .actor = cx->principal.staff.n,
                                .surface = cx->principal.surface,
                                .staff = cx->audit_staff.n,
                                .client = cx->audit_client.n,
                                .operation = str_from(cx->operation->name),
                                .address = cx->address,
                                .details_hash = {(const char *)hashed, HASH_BYTES}};
    audit_entry_hash(cx->audit_hash, previous, &entry);
    TRY(EXECUTE(tx, &audit_insert, NULL, SQL_INT(entry.company), SQL_INT(entry.change), SQL_INT(entry.at),
                SQL_TEXT(entry.operation), SQL_INT(entry.actor), SQL_INT(entry.surface), SQL_TEXT(entry.address),
                SQL_INT(entry.staff), SQL_INT(entry.client), SQL_TEXT(buf_str(&details)), SQL_BYTES(hashed, HASH_BYTES),
                SQL_BYTES(cx->audit_hash, HASH_BYTES)));
    return write_concerns(tx, cx);
}

enum err audit_happened(struct tx *tx, const struct context *cx, bool *ret)
{
    uint8_t hash[HASH_BYTES];

    TRY(previous_hash(tx, cx->principal.company, cx->change, hash));
    *ret = cx->change != 0 && memcmp(hash, cx->audit_hash, HASH_BYTES) == 0;
    return OK;
}
