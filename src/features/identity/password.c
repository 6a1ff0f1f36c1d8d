#include "features/identity/password.h"

#include "base/gate.h"
#include "base/random.h"
#include "features/identity/identity.h"

#include <sodium.h>

enum {
    OPERATIONS = 2,
    MEMORY_BYTES = 19 * 1024 * 1024,
    CHEAP_OPERATIONS = 1,
    CHEAP_MEMORY_BYTES = 8 * 1024,
    WAIT_MS = 5000,
};

/* Hashes of nothing, with the settings above: who has no password costs as long as who has one. */
#define NOBODY "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdCEhIQ$W0pZrGg5YgZ3b2FhQ0VtT3h5d3Z1dHNycXBvbm1sa2o"
#define NOBODY_CHEAP "$argon2id$v=19$m=8,t=1,p=1$bm9ib2R5J3Mgc2FsdCEhIQ$W0pZrGg5YgZ3b2FhQ0VtT3h5d3Z1dHNycXBvbm1sa2o"

static void hash_now(struct app *app, struct str password, char out[crypto_pwhash_STRBYTES])
{
    bool cheap = app->config.cheap_passwords;
    int failed =
        crypto_pwhash_str_alg(out, password.p ? password.p : "", password.n, cheap ? CHEAP_OPERATIONS : OPERATIONS,
                              cheap ? CHEAP_MEMORY_BYTES : MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13);

    assert(!failed); /* only for want of memory */
}

enum err password_hash(struct app *app, struct arena *arena, struct str password, struct str *ret)
{
    char out[crypto_pwhash_STRBYTES] = "";

    if (!gate_enter(app->hashing, WAIT_MS))
        return FAIL(arena, ERR_TOO_MANY, MSG_SIGN_IN_BUSY);
    hash_now(app, password, out);
    gate_leave(app->hashing);
    *ret = arena_str(arena, str_from(out));
    return OK;
}

struct str identity_hash_password(struct app *app, struct str password, struct arena *arena)
{
    char out[crypto_pwhash_STRBYTES] = "";
    bool entered = gate_enter(app->hashing, 0);

    assert(entered);
    hash_now(app, password, out);
    gate_leave(app->hashing);
    return arena_str(arena, str_from(out));
}

enum err password_verify(struct app *app, struct arena *arena, struct str hash, struct str password, bool *ret_fits)
{
    struct str nobody = app->config.cheap_passwords ? STR(NOBODY_CHEAP) : STR(NOBODY);
    const char *kept = arena_cstr(arena, hash.n ? hash : nobody);
    bool fits;

    if (!gate_enter(app->hashing, WAIT_MS))
        return FAIL(arena, ERR_TOO_MANY, MSG_SIGN_IN_BUSY);
    fits = crypto_pwhash_str_verify(kept, password.p ? password.p : "", password.n) == 0;
    gate_leave(app->hashing);
    *ret_fits = fits && hash.n > 0;
    return OK;
}
