/* Randomness and hashes, by libsodium. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include "base/arena.h"

enum { HASH_BYTES = 32, SECRET_BYTES = 32, SERIES_BYTES = 16 };

/* Once, before anything else of this file; aborts if the machine has no randomness. */
void random_start(void);
void random_bytes(void *out, size_t n);
uint64_t random_u64(void);

/* The `number`th of a series that nobody foretells or counts who has not its key: no call of the system. */
void random_series(uint8_t out[SERIES_BYTES], const uint8_t key[SERIES_BYTES], uint64_t number);

/* A new secret as text: 43 characters of base64url, 256 bits. */
struct str random_secret(struct arena *arena);
/* BLAKE2b-256 over the parts, each preceded by its length, so that no two lists of parts collide. */
void hash_parts(uint8_t out[HASH_BYTES], const struct str *parts, int count);
/* BLAKE2b-256 of the bytes alone: what `b2sum -l 256` prints. */
void hash_plain(uint8_t out[HASH_BYTES], struct str text);
/* Keyed with `key` (16 to 64 bytes). */
void hash_keyed(uint8_t out[HASH_BYTES], struct str key, struct str text);
struct str hex_text(struct arena *arena, const uint8_t *bytes, size_t n);
MUST_CHECK bool hex_parse(struct str text, uint8_t *out, size_t n);
struct str base64url_text(struct arena *arena, const uint8_t *bytes, size_t n);
MUST_CHECK bool base64url_parse(struct arena *arena, struct str text, struct str *ret);
/* Overwrites; not optimized away. */
void secret_wipe(void *p, size_t n);

#endif
