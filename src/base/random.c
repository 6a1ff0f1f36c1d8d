#include "base/random.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

void random_start(void)
{
    if (sodium_init() < 0) {
        fprintf(stderr, "petgate: this machine has no randomness\n");
        abort();
    }
}

void random_bytes(void *out, size_t n)
{
    randombytes_buf(out, n);
}

uint64_t random_u64(void)
{
    uint64_t n;

    randombytes_buf(&n, sizeof(n));
    return n;
}

void random_series(uint8_t out[SERIES_BYTES], const uint8_t key[SERIES_BYTES], uint64_t number)
{
    crypto_shorthash_siphashx24(out, (const uint8_t *)&number, sizeof(number), key);
}
static_assert(SERIES_BYTES == crypto_shorthash_siphashx24_BYTES, "of its key and its value");
static_assert(SERIES_BYTES == crypto_shorthash_siphashx24_KEYBYTES, "of its key and its value");

struct str random_secret(struct arena *arena)
{
    uint8_t secret[SECRET_BYTES];
    struct str text;

    randombytes_buf(secret, sizeof(secret));
    text = base64url_text(arena, secret, sizeof(secret));
    sodium_memzero(secret, sizeof(secret));
    return text;
}

void hash_parts(uint8_t out[HASH_BYTES], const struct str *parts, int count)
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
    for (int i = 0; i < count; i++) {
        uint8_t length[8];

        for (int byte = 0; byte < 8; byte++)
            length[byte] = (uint8_t)((uint64_t)parts[i].n >> (8 * byte));
        crypto_generichash_update(&state, length, sizeof(length));
        crypto_generichash_update(&state, (const uint8_t *)parts[i].p, parts[i].n);
    }
    crypto_generichash_final(&state, out, HASH_BYTES);
}

void hash_plain(uint8_t out[HASH_BYTES], struct str text)
{
    crypto_generichash(out, HASH_BYTES, (const uint8_t *)text.p, text.n, NULL, 0);
}

void hash_keyed(uint8_t out[HASH_BYTES], struct str key, struct str text)
{
    assert(key.n >= crypto_generichash_KEYBYTES_MIN && key.n <= crypto_generichash_KEYBYTES_MAX);
    crypto_generichash(out, HASH_BYTES, (const uint8_t *)text.p, text.n, (const uint8_t *)key.p, key.n);
}

struct str hex_text(struct arena *arena, const uint8_t *bytes, size_t n)
{
    char *text = arena_alloc_array(arena, n + 1, 2);

    sodium_bin2hex(text, 2 * n + 1, bytes, n);
    return (struct str){text, 2 * n};
}

bool hex_parse(struct str text, uint8_t *out, size_t n)
{
    size_t length = 0;

    if (text.n % 2 != 0 || text.n / 2 != n)
        return false;
    return sodium_hex2bin(out, n, text.p, text.n, NULL, &length, NULL) == 0 && length == n;
}

struct str base64url_text(struct arena *arena, const uint8_t *bytes, size_t n)
{
    size_t size = sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(arena, size);

    sodium_bin2base64(text, size, bytes, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return (struct str){text, size - 1};
}

bool base64url_parse(struct arena *arena, struct str text, struct str *ret)
{
    size_t size = text.n / 4 * 3 + 3;
    char *bytes = arena_alloc(arena, size);
    size_t n = 0;

    if (sodium_base642bin((uint8_t *)bytes, size, text.p, text.n, NULL, &n, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return false;
    *ret = (struct str){bytes, n};
    return true;
}

void secret_wipe(void *p, size_t n)
{
    sodium_memzero(p, n);
}
