#include "features/identity/throttle.h"

#include <arpa/inet.h>

enum { PAIR_FREE = 5, PAIR_FREE_IN_STORM = 1, ADDRESS_FREE = 50, STORM = 100 };
#define PAIR_WAIT_MAX (15 * MINUTE_US)
#define ADDRESS_WAIT_MAX MINUTE_US
#define PAIR_MEMORY DAY_US
#define ADDRESS_MEMORY HOUR_US
#define ACCOUNT_MEMORY DAY_US
#define KNOWN_MEMORY (90 * DAY_US)

SQL(throttle_rows, "SELECT key, failures, last_at FROM throttle WHERE key IN ($1, $2, $3, $4)"
                   " /* scope: all companies: before anybody is known */");
SQL(throttle_count, "INSERT INTO throttle (key, failures, last_at) VALUES ($1, 1, $2) ON CONFLICT (key) DO UPDATE SET"
                    " failures = CASE WHEN throttle.last_at < $3 THEN 1 ELSE throttle.failures + 1 END, last_at = $2"
                    " WHERE throttle.last_at = $4 OR $4 < 0 /* scope: all companies */");
SQL(throttle_known, "INSERT INTO throttle (key, failures, last_at) VALUES ($1, 0, $2)"
                    " ON CONFLICT (key) DO UPDATE SET last_at = $2 /* scope: all companies */");
SQL(throttle_take_back, "UPDATE throttle SET failures = failures - 1 WHERE key IN ($1, $2, $3) AND failures > 0"
                        " /* scope: all companies */");
SQL(throttle_restart, "UPDATE throttle SET failures = 0 WHERE key = $1 /* scope: all companies */");
SQL(throttle_drop, "DELETE FROM throttle WHERE last_at < $1 OR (failures > 0 AND last_at < $2)"
                   " /* scope: all companies; scan: hourly, in the background */");

static int64_t wait_left(struct throttle_count count, int64_t free, int64_t longest, int64_t now)
{
    int64_t wait = longest;

    if (count.failures < free)
        return 0;
    if (count.failures - free < 20 && (SECOND_US << (count.failures - free)) < longest)
        wait = SECOND_US << (count.failures - free);
    return count.last_at + wait > now ? count.last_at + wait - now : 0;
}

/* What happened long ago counts no more. */
static struct throttle_count recent(struct throttle_count count, int64_t memory, int64_t now)
{
    return count.last_at < now - memory ? (struct throttle_count){0, 0} : count;
}

int64_t throttle_wait(const struct throttle_state *state, int64_t now)
{
    bool storm = recent(state->account, ACCOUNT_MEMORY, now).failures >= STORM;
    int64_t free = storm && !state->known ? PAIR_FREE_IN_STORM : PAIR_FREE;
    int64_t wait = wait_left(recent(state->pair, PAIR_MEMORY, now), free, PAIR_WAIT_MAX, now);
    int64_t address_wait = wait_left(recent(state->address, ADDRESS_MEMORY, now), ADDRESS_FREE, ADDRESS_WAIT_MAX, now);

    return state->known || wait > address_wait ? wait : address_wait;
}

/* An IPv6 address by its first 64 bits: one household or machine has all the rest to choose from. */
static struct str network(struct str address, uint8_t bytes[16])
{
    char text[INET6_ADDRSTRLEN] = "";

    if (address.n >= sizeof(text) || str_find(address, ':', 0) < 0)
        return address;
    memcpy(text, address.p, address.n);
    if (inet_pton(AF_INET6, text, bytes) != 1)
        return address;
    return (struct str){(const char *)bytes, 8};
}

void throttle_keys(struct throttle *ret, struct str what, struct str account, struct str address)
{
    uint8_t bytes[16];
    struct str place = network(address, bytes);
    const struct str pair[] = {what, STR("pair"), account, place}, by_address[] = {what, STR("address"), place},
                     by_account[] = {what, STR("account"), account}, known[] = {what, STR("known"), account, place};

    hash_parts(ret->keys[THROTTLE_PAIR], pair, ARRAY_SIZE(pair));
    hash_parts(ret->keys[THROTTLE_ADDRESS], by_address, ARRAY_SIZE(by_address));
    hash_parts(ret->keys[THROTTLE_ACCOUNT], by_account, ARRAY_SIZE(by_account));
    hash_parts(ret->keys[THROTTLE_KNOWN], known, ARRAY_SIZE(known));
}

#define KEY(throttle, which) SQL_BYTES((throttle)->keys[which], HASH_BYTES)

MUST_CHECK static enum err read_counts(struct tx *tx, const struct throttle *throttle,
                                       struct throttle_count counts[THROTTLE_KEY__MAX])
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &throttle_rows, &q, KEY(throttle, THROTTLE_PAIR), KEY(throttle, THROTTLE_ADDRESS),
              KEY(throttle, THROTTLE_ACCOUNT), KEY(throttle, THROTTLE_KNOWN)));
    while (query_next(&q)) {
        struct str key = query_bytes(&q, 0);

        for (int i = THROTTLE_PAIR; i < THROTTLE_KEY__MAX; i++) {
            if (str_equal(key, (struct str){(const char *)throttle->keys[i], HASH_BYTES}))
                counts[i] = (struct throttle_count){query_int(&q, 1), query_int(&q, 2)};
        }
    }
    return query_done(&q);
}

MUST_CHECK static enum err count_one(struct tx *tx, const struct throttle *throttle, enum throttle_key key,
                                     int64_t memory, int64_t now)
{
    return EXECUTE(tx, &throttle_count, NULL, KEY(throttle, key), SQL_INT(now), SQL_INT(now - memory), SQL_INT(-1));
}

enum err throttle_begin(struct tx *tx, const struct throttle *throttle, int64_t now)
{
    struct throttle_count counts[THROTTLE_KEY__MAX] = {{0, 0}};
    int64_t changed = 0;

    TRY(read_counts(tx, throttle, counts));
    struct throttle_state state = {.pair = counts[THROTTLE_PAIR],
                                   .address = counts[THROTTLE_ADDRESS],
                                   .account = counts[THROTTLE_ACCOUNT],
                                   .known = counts[THROTTLE_KNOWN].last_at > now - KNOWN_MEMORY};
    if (throttle_wait(&state, now) > 0)
        return FAIL(tx_arena(tx), ERR_TOO_MANY, MSG_SIGN_IN_SLOW);
    /* The pair is compared and set: of several at the same instant each must see the one before. */
    TRY(EXECUTE(tx, &throttle_count, &changed, KEY(throttle, THROTTLE_PAIR), SQL_INT(now), SQL_INT(now - PAIR_MEMORY),
                SQL_INT(state.pair.last_at)));
    if (!changed)
        return FAIL(tx_arena(tx), ERR_TOO_MANY, MSG_SIGN_IN_SLOW);
    TRY(count_one(tx, throttle, THROTTLE_ADDRESS, ADDRESS_MEMORY, now));
    return count_one(tx, throttle, THROTTLE_ACCOUNT, ACCOUNT_MEMORY, now);
}

enum err throttle_forget(struct tx *tx, const struct throttle *throttle)
{
    return EXECUTE(tx, &throttle_take_back, NULL, KEY(throttle, THROTTLE_PAIR), KEY(throttle, THROTTLE_ADDRESS),
                   KEY(throttle, THROTTLE_ACCOUNT));
}

enum err throttle_success(struct tx *tx, const struct throttle *throttle, bool known, int64_t now)
{
    TRY(throttle_forget(tx, throttle));
    TRY(EXECUTE(tx, &throttle_restart, NULL, KEY(throttle, THROTTLE_PAIR)));
    if (!known)
        return OK;
    return EXECUTE(tx, &throttle_known, NULL, KEY(throttle, THROTTLE_KNOWN), SQL_INT(now));
}

enum err throttle_sweep(struct tx *tx, int64_t now)
{
    return EXECUTE(tx, &throttle_drop, NULL, SQL_INT(now - KNOWN_MEMORY), SQL_INT(now - PAIR_MEMORY));
}
