/* Signatures: Ed25519 (RFC 8032), by libsodium. */
#ifndef BASE_SIGN_H
#define BASE_SIGN_H

#include "base/arena.h"

enum { SIGN_SEED_BYTES = 32, SIGN_KEY_BYTES = 32, SIGN_BYTES = 64 };

/* A new pair: the seed is the secret, the key is for everybody. */
void sign_pair(uint8_t ret_seed[SIGN_SEED_BYTES], uint8_t ret_key[SIGN_KEY_BYTES]);
void sign_text(const uint8_t seed[SIGN_SEED_BYTES], struct str text, uint8_t ret[SIGN_BYTES]);
MUST_CHECK bool sign_fits(const uint8_t key[SIGN_KEY_BYTES], struct str text, const uint8_t value[SIGN_BYTES]);

#endif
