/* The chain afterwards: its head, whether it holds, and a value that is erased on record. */
#include "app/audit.h"
#include "app/audit_chain.h"
#include "doc/record.h"

SQL(audit_walk, "SELECT change, at, operation, actor_id, surface, address, staff_id, client_id, details, details_hash,"
                " hash FROM audit WHERE company_id = $1 AND change > $2 ORDER BY change LIMIT 1000");
SQL(audit_company_change, "SELECT change FROM company WHERE id = $1 /* company_id = $1 */");
SQL(audit_newest, "SELECT change, at, hash FROM audit WHERE company_id = $1 ORDER BY change DESC LIMIT 1");
SQL(audit_details, "SELECT details FROM audit WHERE company_id = $1 AND change = $2");
SQL(audit_set_details, "UPDATE audit SET details = $3 WHERE company_id = $1 AND change = $2");

/* ------------------------------------------------------------------ heads */

enum err audit_head(struct tx *tx, struct company_id company, struct audit_head *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct audit_head){0};
    TRY(QUERY(tx, &audit_newest, &q, SQL_INT(company.n)));
    if (query_next(&q)) {
        struct str hash = query_bytes(&q, 2);

        ret->change = query_int(&q, 0);
        ret->at = query_int(&q, 1);
        if (hash.n == HASH_BYTES)
            memcpy(ret->hash, hash.p, HASH_BYTES);
    }
    return query_done(&q);
}

struct str audit_head_text(struct arena *arena, const struct audit_head *head)
{
    return arena_format(arena, "%lld:%.*s", (long long)head->change, STR_ARG(hex_text(arena, head->hash, HASH_BYTES)));
}

bool audit_head_parse(struct str text, struct audit_head *ret)
{
    struct str rest = str_trim(text), number = str_cut(&rest, ':');

    *ret = (struct audit_head){0};
    return str_to_int(number, &ret->change) && ret->change > 0 && rest.p && hex_parse(rest, ret->hash, HASH_BYTES);
}

/* ------------------------------------------------------------------ whether it holds */

static const struct {
    const char *name, *sentence;
} FAULTS[] = {
    [AUDIT_HOLDS] = {"none", "nothing is wrong"},
    [AUDIT_MISSING] = {"missing", "the entry is missing"},
    [AUDIT_DETAILS] = {"details", "its values are not those that were recorded"},
    [AUDIT_HASH] = {"hash", "it was changed, or stands in the place of another"},
    [AUDIT_REWRITTEN] = {"rewritten", "it differs from the head given: the record was written anew"},
};

const char *audit_fault_name(enum audit_fault fault)
{
    return FAULTS[fault].name;
}

const char *audit_fault_sentence(enum audit_fault fault)
{
    return FAULTS[fault].sentence;
}

struct walk {
    struct tx *tx;
    struct company_id company;
    const struct audit_head *head; /* NULL: none */
    struct audit_verdict *verdict;
};

/* Whether the values are those that the entry's hash stands for. */
static bool details_fit(struct arena *arena, struct str details, struct str hash, bool *ret_erased)
{
    uint8_t hashed[HASH_BYTES];
    struct record record;

    *ret_erased = false;
    if (!record_read(arena, details, &record))
        return false;
    *ret_erased = record.reason.erased;
    for (int i = 0; i < record.count; i++)
        *ret_erased |= record.changes[i].erased;
    record_hash(arena, &record, hashed);
    return str_equal((struct str){(const char *)hashed, HASH_BYTES}, hash);
}

/* Checks the row that `q` stands on against the chain so far. */
static enum audit_fault check_entry(const struct walk *walk, const struct query *q)
{
    struct audit_verdict *verdict = walk->verdict;
    uint8_t hash[HASH_BYTES];
    bool erased;
    struct audit_entry entry = {.company = walk->company.n,
                                .change = query_int(q, 0),
                                .at = query_int(q, 1),
                                .operation = query_text(q, 2),
                                .actor = query_int(q, 3),
                                .surface = query_int(q, 4),
                                .address = query_text(q, 5),
                                .staff = query_int(q, 6),
                                .client = query_int(q, 7),
                                .details_hash = query_bytes(q, 9)};

    if (entry.change != verdict->entries + 1)
        return AUDIT_MISSING;
    if (!details_fit(tx_arena(walk->tx), query_text(q, 8), entry.details_hash, &erased))
        return AUDIT_DETAILS;
    audit_entry_hash(hash, verdict->head.hash, &entry);
    if (!str_equal((struct str){(const char *)hash, HASH_BYTES}, query_bytes(q, 10)))
        return AUDIT_HASH;
    if (walk->head && walk->head->change == entry.change && memcmp(walk->head->hash, hash, HASH_BYTES) != 0)
        return AUDIT_REWRITTEN;
    verdict->head = (struct audit_head){.change = entry.change, .at = entry.at};
    memcpy(verdict->head.hash, hash, HASH_BYTES);
    verdict->entries = entry.change;
    verdict->erased += erased;
    return AUDIT_HOLDS;
}

/* After the last entry: whether it is the company's last act, and the head's entry is there. */
MUST_CHECK static enum err check_end(const struct walk *walk)
{
    CLEANUP(query_end) struct query q = {0};
    struct audit_verdict *verdict = walk->verdict;
    int64_t change = 0;

    TRY(QUERY(walk->tx, &audit_company_change, &q, SQL_INT(walk->company.n)));
    if (query_next(&q))
        change = query_int(&q, 0);
    TRY(query_done(&q));
    if (change != verdict->entries || (walk->head && walk->head->change > verdict->entries))
        verdict->fault = AUDIT_MISSING;
    return OK;
}

/* The next entries; `ret_more`: there may be others behind them. */
MUST_CHECK static enum err walk_on(const struct walk *walk, bool *ret_more)
{
    CLEANUP(query_end) struct query q = {0};
    struct audit_verdict *verdict = walk->verdict;
    int64_t before = verdict->entries;

    *ret_more = false;
    TRY(QUERY(walk->tx, &audit_walk, &q, SQL_INT(walk->company.n), SQL_INT(before)));
    while (!verdict->fault && query_next(&q))
        verdict->fault = check_entry(walk, &q);
    if (!verdict->fault) {
        TRY(query_done(&q));
        *ret_more = verdict->entries != before;
        if (!*ret_more)
            TRY(check_end(walk));
    }
    if (verdict->fault)
        verdict->broken_at = verdict->entries + 1;
    return OK;
}

enum err audit_verify(struct tx *tx, struct company_id company, const struct audit_head *head,
                      struct audit_verdict *ret)
{
    struct walk walk = {tx, company, head, ret};
    bool more;

    *ret = (struct audit_verdict){0};
    do
        TRY(walk_on(&walk, &more));
    while (more);
    return OK;
}

struct verifying {
    struct walk walk;
    struct audit_verdict verdict; /* a transaction may be run twice: the copy that it works on */
    bool more;
};

MUST_CHECK static enum err verify_body(struct tx *tx, void *data)
{
    struct verifying *job = data;
    struct walk walk = job->walk;

    walk.tx = tx;
    walk.verdict = &job->verdict;
    job->verdict = *job->walk.verdict;
    return walk_on(&walk, &job->more);
}

enum err audit_verify_long(struct store *store, struct company_id company, const struct audit_head *head,
                           struct arena *arena, struct audit_verdict *ret)
{
    struct verifying job = {.walk = {NULL, company, head, ret}};

    *ret = (struct audit_verdict){0};
    do {
        struct arena part = ARENA_INIT;
        enum err err = store_read(store, company, &part, verify_body, &job);

        if (err != OK)
            arena->failure = (struct failure){
                .code = err, .text = {.id = part.failure.text.id}, .log = arena_str(arena, part.failure.log)};
        *ret = job.verdict;
        arena_free(&part);
        TRY(err);
    } while (job.more);
    return OK;
}

/* ------------------------------------------------------------------ erasing */

/* The value that a part's number means, or NULL. */
static struct record_value *part_of(struct record *record, int64_t part)
{
    if (part == 0)
        return record->has_reason ? &record->reason : NULL;
    return part > 0 && part <= record->count ? &record->changes[part - 1] : NULL;
}

enum err audit_erase(struct tx *tx, struct company_id company, int64_t change, int64_t part, struct str *ret_subject)
{
    CLEANUP(query_end) struct query q = {0};
    struct arena *arena = tx_arena(tx);
    struct record_value *value = NULL;
    struct record record = {0};
    struct buf details;

    TRY(QUERY(tx, &audit_details, &q, SQL_INT(company.n), SQL_INT(change)));
    if (query_next(&q) && record_read(arena, query_text(&q, 0), &record))
        value = part_of(&record, part);
    TRY(query_done(&q));
    if (!value || value->erased)
        return FAIL(arena, ERR_ABSENT, MSG_ABSENT);
    *ret_subject =
        part == 0 ? STR("reason") : arena_format(arena, "%.*s.%.*s", STR_ARG(value->subject), STR_ARG(value->field));
    record_erase(value);
    buf_init(&details, arena, RECORD_MAX);
    record_write(&details, &record);
    return EXECUTE(tx, &audit_set_details, NULL, SQL_INT(company.n), SQL_INT(change), SQL_TEXT(buf_str(&details)));
}
