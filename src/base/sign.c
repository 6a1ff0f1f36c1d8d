#include "base/sign.h"

#include "base/random.h"

#include <sodium.h>

static_assert(SIGN_SEED_BYTES == crypto_sign_SEEDBYTES && SIGN_KEY_BYTES == crypto_sign_PUBLICKEYBYTES &&
                  SIGN_BYTES == crypto_sign_BYTES,
              "as libsodium has them");

void sign_pair(uint8_t ret_seed[SIGN_SEED_BYTES], uint8_t ret_key[SIGN_KEY_BYTES])
{
    uint8_t secret[crypto_sign_SECRETKEYBYTES];

    random_bytes(ret_seed, SIGN_SEED_BYTES);
    crypto_sign_seed_keypair(ret_key, secret, ret_seed);
    secret_wipe(secret, sizeof(secret));
}

void sign_text(const uint8_t seed[SIGN_SEED_BYTES], struct str text, uint8_t ret[SIGN_BYTES])
{
    uint8_t secret[crypto_sign_SECRETKEYBYTES], key[SIGN_KEY_BYTES];

    crypto_sign_seed_keypair(key, secret, seed);
    crypto_sign_detached(ret, NULL, (const uint8_t *)text.p, text.n, secret);
    secret_wipe(secret, sizeof(secret));
}

bool sign_fits(const uint8_t key[SIGN_KEY_BYTES], struct str text, const uint8_t value[SIGN_BYTES])
{
    return crypto_sign_verify_detached(value, (const uint8_t *)text.p, text.n, key) == 0;
}
