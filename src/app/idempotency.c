#include "app/idempotency.h"
#include "base/random.h"

enum { ANSWER_MAX = 1 << 20, KEY_MAX = 200 };

SQL(idempotency_row, "SELECT operation, request_hash, answer, change FROM idempotency"
                     " WHERE company_id = $1 AND staff_id = $2 AND key = $3");
SQL(idempotency_insert, "INSERT INTO idempotency (company_id, staff_id, key, operation, request_hash, answer, change,"
                        " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

static void request_hash(const struct running *r, uint8_t out[HASH_BYTES])
{
    struct str parts[TARGET__MAX + 1];

    parts[0] = r->call->body;
    for (int kind = 0; kind < TARGET__MAX; kind++)
        parts[kind + 1] = r->call->places[kind];
    hash_parts(out, parts, TARGET__MAX + 1);
}

enum err idempotency_find(struct running *r, struct tx *tx, bool *ret_replayed)
{
    CLEANUP(query_end) struct query q = {0};
    uint8_t hash[HASH_BYTES];

    *ret_replayed = false;
    if (r->call->idempotency_key.n > KEY_MAX)
        return FAIL_FIELD(r->cx->arena, STR("Idempotency-Key"), MSG_FIELD_TOO_LONG, P_STR("max", STR("200")));
    TRY(QUERY(tx, &idempotency_row, &q, SQL_INT(r->cx->principal.company.n), SQL_INT(r->cx->principal.staff.n),
              SQL_TEXT(r->call->idempotency_key)));
    if (!query_next(&q))
        return query_done(&q);
    request_hash(r, hash);
    if (!str_is(query_text(&q, 0), r->op->name) ||
        !str_equal(query_bytes(&q, 1), (struct str){(const char *)hash, HASH_BYTES}))
        return FAIL_FIELD(r->cx->arena, STR("Idempotency-Key"), MSG_KEY_USED);
    r->out->replay = query_text(&q, 2);
    r->out->change = query_int(&q, 3);
    *ret_replayed = true;
    return OK;
}

enum err idempotency_keep(struct running *r, struct tx *tx)
{
    uint8_t hash[HASH_BYTES];
    struct buf answer;

    buf_init(&answer, r->cx->arena, ANSWER_MAX);
    if (r->out->doc)
        doc_json(r->out->doc, &answer);
    else
        buf_add(&answer, STR("{}"));
    request_hash(r, hash);
    return EXECUTE(tx, &idempotency_insert, NULL, SQL_INT(r->cx->principal.company.n),
                   SQL_INT(r->cx->principal.staff.n), SQL_TEXT(r->call->idempotency_key),
                   SQL_TEXT(str_from(r->op->name)), SQL_BYTES(hash, HASH_BYTES), SQL_TEXT(buf_str(&answer)),
                   SQL_INT(r->cx->change), SQL_INT(r->cx->now));
}
