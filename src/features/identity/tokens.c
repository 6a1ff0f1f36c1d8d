/* Tokens for programs (API-02): of one person, with a subset of that person's permissions. */
#include "features/identity/identity_parts.h"

#define TOKEN_PREFIX "petgate_"
enum {
    FIELD_FIRST = 101,
    FIELD_LAST = 132,
    MORE_FIRST = 151,
    MORE_LAST = MORE_FIRST + 62 - (FIELD_LAST - FIELD_FIRST)
};

SQL(token_insert, "INSERT INTO token (id, secret_hash, company_id, staff_id, name, permissions, created_at, expires_at)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

/* ------------------------------------------------------------------ permissions as they are kept */

/* The bit of a rule's number: 101 to 132, then 151 and on. */
static int bit_of(int number)
{
    assert((number >= FIELD_FIRST && number <= FIELD_LAST) || (number >= MORE_FIRST && number <= MORE_LAST));
    return number <= FIELD_LAST ? number - FIELD_FIRST : number - MORE_FIRST + FIELD_LAST - FIELD_FIRST + 1;
}

int64_t token_permissions_write(uint64_t permissions)
{
    uint64_t kept = 0;

    if (!~permissions)
        return -1;
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        if (permissions & PERMISSION_BIT(i))
            kept |= UINT64_C(1) << bit_of(permission_number((enum permission)i));
    }
    return (int64_t)kept;
}

uint64_t token_permissions_read(int64_t kept)
{
    uint64_t permissions = 0;

    if (kept < 0)
        return ~UINT64_C(0);
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        if ((uint64_t)kept >> bit_of(permission_number((enum permission)i)) & 1)
            permissions |= PERMISSION_BIT(i);
    }
    return permissions;
}

/* ------------------------------------------------------------------ making */

enum err identity_token(struct tx *tx, const struct grant *g, struct staff_id staff, struct str name,
                        uint64_t permissions, int64_t expires_at, struct str *ret_secret)
{
    struct str random = random_secret(tx_arena(tx));
    struct str secret = arena_format(tx_arena(tx), TOKEN_PREFIX "%.*s", STR_ARG(random));
    uint8_t hash[HASH_BYTES];

    token_hash(hash, secret);
    TRY(EXECUTE(tx, &token_insert, NULL, SQL_INT(id_new(g->now)), SQL_BYTES(hash, HASH_BYTES), SQL_INT(g->company.n),
                SQL_INT(staff.n), SQL_TEXT(name), SQL_INT(token_permissions_write(permissions)), SQL_INT(g->now),
                SQL_INT(expires_at)));
    *ret_secret = secret;
    return OK;
}
