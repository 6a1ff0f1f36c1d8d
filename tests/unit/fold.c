#include "base/fold.h"

#include "support/test.h"

#include <utf8proc.h>

enum { WORDS_MAX = 8 };

static struct arena arena;

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void case_and_accents_fold(void **state)
{
    static const struct {
        const char *text, *expected;
    } CASES[] = {
        {"Émile  Ito", "emile ito"},
        {"REX", "rex"},
        {"E\xCC\x81mile", "emile"}, /* decomposed */
        {"Straße", "strasse"},
        {"STRASSE", "strasse"},
        {"Ångström", "angstrom"},
        {"Søren Ærø", "soren aero"},
        {"Łukasz Żółć", "lukasz zolc"},
        {"Đặng Văn Ổn", "dang van on"},
        {"İstanbul ıtır", "istanbul itir"},
        {"ΣΊΣΥΦΟΣ", "σισυφοσ"},
        {"Σίσυφος", "σισυφοσ"},
        {"Алёна", "алена"},
        {"ﬁdo №7", "fido no7"},
        {"Ｒｅｘ", "rex"},
        {"שָׁלוֹם", "שלום"},
        {"مُحَمَّد", "محمد"},
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(CASES); i++)
        assert_str(fold(&arena, str_from(CASES[i].text)), CASES[i].expected);
}

static void marks_that_make_another_letter_stay(void **state)
{
    static const char *const PAIRS[][2] = {{"กา", "กิ"}, {"की", "का"}, {"が", "か"}, {"パ", "ハ"}};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(PAIRS); i++) {
        assert_str(fold(&arena, str_from(PAIRS[i][0])), PAIRS[i][0]);
        assert_false(str_equal(fold(&arena, str_from(PAIRS[i][0])), fold(&arena, str_from(PAIRS[i][1]))));
    }
    assert_str(fold(&arena, STR("한국")), "한국");
}

static void white_space_is_squeezed_and_the_invisible_goes(void **state)
{
    (void)state;
    assert_str(fold(&arena, STR(" \t Rex \n\r the  Dog\x7F ")), "rex the dog");
    assert_str(fold(&arena, STR("\xC2\xA0Rex\xE3\x80\x80\xE2\x80\x83"
                                "Dog\xE2\x80\xA8")),
               "rex dog");
    assert_str(fold(&arena, STR("Re\xC2\xADx\xE2\x80\x8B\xE2\x80\x8F!\xEF\xBB\xBF")), "rex!");
    assert_str(fold(&arena, STR(" \xC2\xA0 ")), "");
}

static void what_is_no_utf8_gives_nothing(void **state)
{
    (void)state;
    assert_str(fold(&arena, STR("Rex\xFF")), "");
    assert_str(fold(&arena, STR("Re\0x")), "");
    assert_str(fold(&arena, STR("\xED\xA0\x80")), "");
}

static void folding_again_changes_nothing(void **state)
{
    (void)state;
    for (int32_t c = 1; c <= 0x10FFFF; c++) {
        utf8proc_uint8_t bytes[8] = "x";
        utf8proc_ssize_t n;
        struct str once;

        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        n = utf8proc_encode_char(c, bytes + 1);
        once = fold(&arena, (struct str){(const char *)bytes, (size_t)n + 1});
        if (!str_equal(fold(&arena, once), once))
            fail_msg("U+%04X", c);
        arena_reset(&arena);
    }
}

static void the_short_way_for_ascii_agrees_with_the_long_one(void **state)
{
    (void)state;
    for (int c = 1; c < 0x80; c++) {
        char text[] = {'a', (char)c, ' ', 'B', (char)c, '\0', '\0', '\0'};
        struct str quick = fold(&arena, (struct str){text, 5});
        struct str slow;

        memcpy(text + 5, "\xCC\x81", 2); /* an accent, that goes */
        slow = fold(&arena, (struct str){text, 7});
        if (!str_equal(quick, slow))
            fail_msg("character %d", c);
    }
}

static void words_come_once_and_folded(void **state)
{
    struct str words[WORDS_MAX];
    int count = fold_words(&arena, STR("  Émile O'Brien-Ito, (emile) №7 — Kiosk🐕24 की "), words, WORDS_MAX);

    (void)state;
    assert_int_equal(count, 8);
    assert_str(words[0], "emile");
    assert_str(words[1], "o");
    assert_str(words[2], "brien");
    assert_str(words[3], "ito");
    assert_str(words[4], "no7");
    assert_str(words[5], "kiosk");
    assert_str(words[6], "24");
    assert_str(words[7], "की");
}

static void words_end_at_the_maximum(void **state)
{
    struct str words[2] = {STR("untouched"), STR("untouched")};

    (void)state;
    assert_int_equal(fold_words(&arena, STR("a b c d"), words, 2), 2);
    assert_int_equal(fold_words(&arena, STR("a b c d"), words, 0), 0);
    assert_int_equal(fold_words(&arena, STR(" ,; "), words, 2), 0);
    assert_int_equal(fold_words(&arena, STR(""), words, 2), 0);
}

static void addresses_become_their_key(void **state)
{
    static const struct {
        const char *text, *expected;
    } CASES[] = {
        {" Anna.Smith+pets@Example.COM\n", "anna.smith+pets@example.com"},
        {"o'brien@sub.example.co.uk", "o'brien@sub.example.co.uk"},
        {"a@b.c", "a@b.c"},
        {"ÉMILE@exämple.com", "émile@exämple.com"},
        {"E\xCC\x81mile@example.com", "émile@example.com"},
        {"info@xn--exmple-cua.com", "info@xn--exmple-cua.com"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(CASES); i++) {
        struct str key;

        if (!fold_email(&arena, str_from(CASES[i].text), &key))
            fail_msg("%s was refused", CASES[i].text);
        assert_str(key, CASES[i].expected);
    }
}

static void what_cannot_be_an_address_is_refused(void **state)
{
    static const struct str BAD[] = {
        STR_INIT(""),
        STR_INIT("@"),
        STR_INIT("anna"),
        STR_INIT("anna@"),
        STR_INIT("@example.com"),
        STR_INIT("anna@example"),
        STR_INIT("anna@example."),
        STR_INIT("anna@.com"),
        STR_INIT("anna@exa..mple.com"),
        STR_INIT("anna@-example.com"),
        STR_INIT("anna@example-.com"),
        STR_INIT("anna@exa_mple.com"),
        STR_INIT("anna@exa mple.com"),
        STR_INIT("an na@example.com"),
        STR_INIT("anna@b@example.com"),
        STR_INIT("anna@example.com\nBcc: x@example.com"),
        STR_INIT("anna@example.com\0"),
        STR_INIT("<anna@example.com>"),
        STR_INIT("\"an na\"@example.com"),
        STR_INIT("anna@[127.0.0.1]"),
        STR_INIT("anna\xFF@example.com"),
        STR_INIT("anna@example\xE2\x84\xAA.com"), /* Kelvin */
        STR_INIT("ann\xC4\xB0@example.com"),      /* I with a dot */
        STR_INIT("an\xE2\x80\x8Bna@example.com"), /* zero width space */
        STR_INIT("an\xC2\xA0na@example.com"),     /* no-break space */
        STR_INIT("0123456789012345678901234567890123456789012345678901234567890123a@example.com"),
        STR_INIT("a@0123456789012345678901234567890123456789012345678901234567890123.com"),
    };
    struct str key = STR("untouched");

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(BAD); i++) {
        if (fold_email(&arena, BAD[i], &key))
            fail_msg("case %zu: %.*s was read", i, STR_ARG(BAD[i]));
    }
    assert_str(key, "untouched");
}

static void an_address_has_at_most_254_bytes(void **state)
{
    char text[300];
    struct str key;

    (void)state;
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = i % 50 == 49 ? '.' : 'a';
    text[1] = '@';
    assert_true(fold_email(&arena, (struct str){text, 254}, &key));
    assert_int_equal(key.n, 254);
    assert_false(fold_email(&arena, (struct str){text, 255}, &key));
}

static void a_phone_number_is_its_digits(void **state)
{
    (void)state;
    assert_str(fold_phone(&arena, STR("+1 (555) 010-7788 ext. 9")), "155501077889");
    assert_str(fold_phone(&arena, STR("٠١٢ ۳۴ ５６")), "0123456");
    assert_str(fold_phone(&arena, STR("none")), "");
    assert_str(fold_phone(&arena, STR("12\xFF")), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(case_and_accents_fold, teardown),
        cmocka_unit_test_teardown(marks_that_make_another_letter_stay, teardown),
        cmocka_unit_test_teardown(white_space_is_squeezed_and_the_invisible_goes, teardown),
        cmocka_unit_test_teardown(what_is_no_utf8_gives_nothing, teardown),
        cmocka_unit_test_teardown(folding_again_changes_nothing, teardown),
        cmocka_unit_test_teardown(the_short_way_for_ascii_agrees_with_the_long_one, teardown),
        cmocka_unit_test_teardown(words_come_once_and_folded, teardown),
        cmocka_unit_test_teardown(words_end_at_the_maximum, teardown),
        cmocka_unit_test_teardown(addresses_become_their_key, teardown),
        cmocka_unit_test_teardown(what_cannot_be_an_address_is_refused, teardown),
        cmocka_unit_test_teardown(an_address_has_at_most_254_bytes, teardown),
        cmocka_unit_test_teardown(a_phone_number_is_its_digits, teardown),
    };

    return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
