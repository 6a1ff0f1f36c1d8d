#include "support/test.h"

static void equality_looks_at_bytes_and_length(void **state)
{
    (void)state;
    assert_true(str_equal(STR("Rex"), STR("Rex")));
    assert_false(str_equal(STR("Rex"), STR("Re")));
    assert_true(str_equal(STR(""), (struct str){NULL, 0}));
    assert_true(str_is(STR("a"), "a"));
    assert_false(str_is(STR("a\0b"), "a"));
    assert_true(str_equal_nocase(STR("Content-TYPE"), STR("content-type")));
    assert_false(str_equal_nocase(STR("@"), STR("`")));
    assert_false(str_equal_nocase(STR("É"), STR("é")));
    assert_true(str_equal_secret(STR("token"), STR("token")));
    assert_false(str_equal_secret(STR("token"), STR("tokem")));
    assert_false(str_equal_secret(STR("token"), STR("toke")));
}

static void starts_and_ends(void **state)
{
    (void)state;
    assert_true(str_starts(STR("/clients/7"), STR("/clients")));
    assert_true(str_starts(STR("x"), STR("")));
    assert_false(str_starts(STR("/c"), STR("/clients")));
    assert_true(str_ends(STR("page.html"), STR(".html")));
    assert_true(str_ends((struct str){NULL, 0}, STR("")));
    assert_false(str_ends(STR("html"), STR(".html")));
}

static void slices_never_leave_the_text(void **state)
{
    (void)state;
    assert_str(str_slice(STR("hello"), 1, 3), "ell");
    assert_str(str_slice(STR("hello"), 3, SIZE_MAX), "lo");
    assert_str(str_slice(STR("hello"), 5, 1), "");
    assert_str(str_slice(STR("hello"), SIZE_MAX, SIZE_MAX), "");
    assert_null(str_slice((struct str){NULL, 0}, 0, 1).p);
}

static void finding_a_character(void **state)
{
    (void)state;
    assert_int_equal(str_find(STR("a.b.c"), '.', 0), 1);
    assert_int_equal(str_find(STR("a.b.c"), '.', 2), 3);
    assert_int_equal(str_find(STR("a.b.c"), '.', 4), -1);
    assert_int_equal(str_find(STR("abc"), '.', 99), -1);
    assert_int_equal(str_find((struct str){NULL, 0}, '.', 0), -1);
}

static void trimming(void **state)
{
    (void)state;
    assert_str(str_trim(STR(" \t\r\n\v\f Rex the dog \n")), "Rex the dog");
    assert_str(str_trim(STR(" \t ")), "");
    assert_int_equal(str_trim((struct str){NULL, 0}).n, 0);
}

static void cutting_gives_every_part_once(void **state)
{
    struct str rest = STR("a,,b,");

    (void)state;
    assert_str(str_cut(&rest, ','), "a");
    assert_str(str_cut(&rest, ','), "");
    assert_str(str_cut(&rest, ','), "b");
    assert_non_null(rest.p);
    assert_str(str_cut(&rest, ','), "");
    assert_null(rest.p);
}

static void whole_numbers_and_nothing_else(void **state)
{
    static const char *const BAD[] = {
        "",
        "-",
        "+1",
        " 1",
        "1 ",
        "1.0",
        "0x10",
        "--1",
        "9223372036854775808",
        "-9223372036854775809",
        "1e3",
        "99999999999999999999999",
    };
    int64_t n = 42;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(BAD); i++) {
        assert_false(str_to_int(str_from(BAD[i]), &n));
        assert_int_equal(n, 42);
    }
    assert_true(str_to_int(STR("0"), &n) && n == 0);
    assert_true(str_to_int(STR("-0"), &n) && n == 0);
    assert_true(str_to_int(STR("007"), &n) && n == 7);
    assert_true(str_to_int(STR("9223372036854775807"), &n) && n == INT64_MAX);
    assert_true(str_to_int(STR("-9223372036854775808"), &n) && n == INT64_MIN);
}

static void well_formed_utf8(void **state)
{
    static const char *const GOOD[] = {"", "Rex", "Zoë", "犬", "🐕", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"};
    static const struct str BAD[] = {
        STR_INIT("a\0b"),
        STR_INIT("\x80"),
        STR_INIT("\xC0\xAF"),
        STR_INIT("\xC1\xBF"),
        STR_INIT("\xE0\x9F\xBF"),
        STR_INIT("\xED\xA0\x80"),
        STR_INIT("\xF0\x8F\xBF\xBF"),
        STR_INIT("\xF4\x90\x80\x80"),
        STR_INIT("\xF5\x80"),
        STR_INIT("\xC3"),
        STR_INIT("\xE2\x82"),
        STR_INIT("\xF0\x9F\x90"),
        STR_INIT("\xC3("),
        STR_INIT("\xE2\x82("),
        STR_INIT("\xFF"),
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(GOOD); i++)
        assert_true(str_is_utf8(str_from(GOOD[i])));
    for (size_t i = 0; i < ARRAY_SIZE(BAD); i++)
        assert_false(str_is_utf8(BAD[i]));
}

static void characters_one_by_one(void **state)
{
    struct str text = STR("aé犬🐕\xFF");

    (void)state;
    assert_int_equal(str_utf8_next(text, 0), 1);
    assert_int_equal(str_utf8_next(text, 1), 2);
    assert_int_equal(str_utf8_next(text, 3), 3);
    assert_int_equal(str_utf8_next(text, 6), 4);
    assert_int_equal(str_utf8_next(text, 10), 0);
    assert_int_equal(str_utf8_next(text, 11), 0);
}

static void the_hash_is_fnv_1a(void **state)
{
    (void)state;
    assert_true(str_hash(STR("")) == UINT64_C(0xcbf29ce484222325));
    assert_true(str_hash(STR("a")) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(str_hash(STR("foobar")) == UINT64_C(0x85944171f73967e8));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equality_looks_at_bytes_and_length),
        cmocka_unit_test(starts_and_ends),
        cmocka_unit_test(slices_never_leave_the_text),
        cmocka_unit_test(finding_a_character),
        cmocka_unit_test(trimming),
        cmocka_unit_test(cutting_gives_every_part_once),
        cmocka_unit_test(whole_numbers_and_nothing_else),
        cmocka_unit_test(well_formed_utf8),
        cmocka_unit_test(characters_one_by_one),
        cmocka_unit_test(the_hash_is_fnv_1a),
    };

    return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
