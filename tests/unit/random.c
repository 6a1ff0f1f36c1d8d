#include "base/random.h"

#include "support/test.h"

static int start(void **state)
{
    (void)state;
    random_start();
    return 0;
}

static void hash(uint8_t out[HASH_BYTES], const char *a, const char *b)
{
    const struct str parts[] = {str_from(a), str_from(b)};

    hash_parts(out, parts, b == NULL ? 1 : 2);
}

static void randomness_differs(void **state)
{
    uint8_t a[32] = {0};
    uint8_t b[32] = {0};

    (void)state;
    random_bytes(a, sizeof(a));
    random_bytes(b, sizeof(b));
    assert_memory_not_equal(a, b, sizeof(a));
    assert_true(random_u64() != random_u64());
}

static void a_series_is_its_keys_and_each_number_of_it_another(void **state)
{
    enum { NUMBERS = 1000 };
    static uint8_t all[NUMBERS][SERIES_BYTES];
    uint8_t key[SERIES_BYTES] = {1}, other[SERIES_BYTES] = {2}, out[SERIES_BYTES];

    (void)state;
    for (int i = 0; i < NUMBERS; i++) {
        random_series(all[i], key, (uint64_t)i);
        for (int k = 0; k < i; k++)
            assert_memory_not_equal(all[i], all[k], SERIES_BYTES);
    }
    random_series(out, key, 7);
    assert_memory_equal(out, all[7], SERIES_BYTES);
    random_series(out, other, 7);
    assert_memory_not_equal(out, all[7], SERIES_BYTES);
}

static void a_secret_is_43_characters_of_256_bits(void **state)
{
    struct arena arena = ARENA_INIT;
    struct str secret = random_secret(&arena);
    struct str bytes;

    (void)state;
    assert_int_equal(secret.n, 43);
    assert_true(base64url_parse(&arena, secret, &bytes));
    assert_int_equal(bytes.n, SECRET_BYTES);
    assert_false(str_equal(secret, random_secret(&arena)));
    arena_free(&arena);
}

/* Of an independent implementation, Python's hashlib.blake2b(digest_size=32). */
static void hashes_are_blake2b_256_over_lengths_and_parts(void **state)
{
    struct arena arena = ARENA_INIT;
    uint8_t out[HASH_BYTES];

    (void)state;
    hash(out, "abc", NULL);
    assert_str(hex_text(&arena, out, HASH_BYTES), "3bdc62cfd65e3b78e3d90e32e0a91ebfbc229c30abe54e6abd16c5d4def0db7b");
    hash(out, "ab", "c");
    assert_str(hex_text(&arena, out, HASH_BYTES), "20263e794775e4edf2b306c0f306af9e50175c831c857604b481e847f790bf95");
    hash_keyed(out, STR("0123456789abcdef"), STR("abc"));
    assert_str(hex_text(&arena, out, HASH_BYTES), "66b4857d42c644c61fca8c0bcea243e0e75088582c7964bbac6b92c02381d9c7");
    arena_free(&arena);
}

static void no_two_lists_of_parts_collide_by_their_cut(void **state)
{
    uint8_t a[HASH_BYTES], b[HASH_BYTES];

    (void)state;
    hash(a, "ab", "c");
    hash(b, "a", "bc");
    assert_memory_not_equal(a, b, HASH_BYTES);
    hash(b, "abc", NULL);
    assert_memory_not_equal(a, b, HASH_BYTES);
    hash(a, "abc", "");
    assert_memory_not_equal(a, b, HASH_BYTES);
}

static void hex_there_and_back(void **state)
{
    struct arena arena = ARENA_INIT;
    uint8_t bytes[3] = {0x00, 0xA5, 0xFF};
    uint8_t out[3] = {0};

    (void)state;
    assert_str(hex_text(&arena, bytes, 3), "00a5ff");
    assert_true(hex_parse(STR("00A5ff"), out, 3));
    assert_memory_equal(out, bytes, 3);
    assert_false(hex_parse(STR("00a5f"), out, 3));
    assert_false(hex_parse(STR("00a5ff00"), out, 3));
    assert_false(hex_parse(STR("00a5fg"), out, 3));
    assert_false(hex_parse(STR("00a5"), out, 3));
    assert_false(hex_parse(STR("0:a5ff"), out, 3));
    arena_free(&arena);
}

static void base64url_there_and_back(void **state)
{
    static const struct {
        struct str bytes;
        const char *text;
    } CASES[] = {
        {STR_INIT(""), ""},        {STR_INIT("f"), "Zg"},        {STR_INIT("fo"), "Zm8"},
        {STR_INIT("foo"), "Zm9v"}, {STR_INIT("foob"), "Zm9vYg"}, {STR_INIT("\xFB\xFF\xBF"), "-_-_"},
        {STR_INIT("\0\0"), "AAA"},
    };
    struct arena arena = ARENA_INIT;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(CASES); i++) {
        struct str bytes;

        assert_str(base64url_text(&arena, (const uint8_t *)CASES[i].bytes.p, CASES[i].bytes.n), CASES[i].text);
        assert_true(base64url_parse(&arena, str_from(CASES[i].text), &bytes));
        assert_true(str_equal(bytes, CASES[i].bytes));
    }
    arena_free(&arena);
}

static void sloppy_base64url_is_refused(void **state)
{
    static const char *const BAD[] = {"Z", "Zg==", "Zm9v+", "Zm9v/w", "Zm 9v", "Zm9v\n", "Zh", "Zm9", "====", "Zé"};
    struct arena arena = ARENA_INIT;
    struct str bytes;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(BAD); i++) {
        if (base64url_parse(&arena, str_from(BAD[i]), &bytes))
            fail_msg("%s was read", BAD[i]);
    }
    arena_free(&arena);
}

static void wiping_overwrites(void **state)
{
    char secret[16] = "password";
    const char zero[16] = {0};

    (void)state;
    secret_wipe(secret, sizeof(secret));
    assert_memory_equal(secret, zero, sizeof(zero));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(randomness_differs),
        cmocka_unit_test(a_series_is_its_keys_and_each_number_of_it_another),
        cmocka_unit_test(a_secret_is_43_characters_of_256_bits),
        cmocka_unit_test(hashes_are_blake2b_256_over_lengths_and_parts),
        cmocka_unit_test(no_two_lists_of_parts_collide_by_their_cut),
        cmocka_unit_test(hex_there_and_back),
        cmocka_unit_test(base64url_there_and_back),
        cmocka_unit_test(sloppy_base64url_is_refused),
        cmocka_unit_test(wiping_overwrites),
    };

    return cmocka_run_group_tests_name("random", tests, start, NULL);
}
