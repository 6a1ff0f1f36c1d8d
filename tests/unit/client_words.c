/* How clients are found, and numbers as people write them. */
#include "features/clients/measures.h"
#include "features/clients/words.h"
#include "support/test.h"

static struct arena arena;

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static bool finds(const char *typed, const char *phone)
{
    struct find find = find_parse(&arena, str_from(typed));
    struct words words = {.count = 0};

    words_of_phone(&arena, str_from(phone), &words);
    return find.count == 1 && find_fits(&find, 0, &words);
}

static void CLI_06_a_phone_fits_with_and_without_its_codes(void **state)
{
    (void)state;
    assert_true(finds("+49 30 123456", "+49 30 123456"));
    assert_true(finds("0049 (30) 1234", "+49 30 123456"));
    assert_true(finds("030/123456", "+49 30 123456"));
    assert_true(finds("30123456", "+49 30 123456"));
    assert_true(finds("123456", "+49 30 123456"));
    assert_true(finds("030 123", "030 123456"));
    assert_true(finds("555-555-0100", "555 555 0100"));
    assert_true(finds("\xd9\xa5\xd9\xa5\xd9\xa5", "555 0100")); /* Arabic digits */
    assert_false(finds("23456", "+49 30 123456"));
}

static void CLI_06_what_was_typed_becomes_words(void **state)
{
    struct find find = find_parse(&arena, STR("  \xc3\x89mile ( 518 ) 555 - 01 ana.b@mail.ex rex-2 "));

    (void)state;
    assert_int_equal(find.count, 5);
    assert_true(str_is(find.from[0], "emile"));
    assert_true(str_is(find.from[1], "51855501"));
    assert_true(str_is(find.from[2], "ana.b@mail.ex"));
    assert_true(str_is(find.from[3], "rex"));
    assert_true(str_is(find.from[4], "2"));
    assert_int_equal(find_parse(&arena, STR("a b c d e f g h i j")).count, FIND_MAX);
    assert_int_equal(find_parse(&arena, STR(" - & \xff")).count, 0);
}

static void CLI_01_a_position_is_read_as_people_write_it(void **state)
{
    static const char *const wrong[] = {"", "-", ".", "north", "1.2.3", "90.0000009", "1e3", "--1", "+1", " 1", "91"};
    int64_t e6 = 0;

    (void)state;
    assert_true(degrees_parse(STR("-73.7562"), LONGITUDE_MAX_E6, &e6));
    assert_int_equal(e6, -73756200);
    assert_true(degrees_parse(STR("42,65263219"), LATITUDE_MAX_E6, &e6));
    assert_int_equal(e6, 42652632);
    assert_true(degrees_parse(STR("90"), LATITUDE_MAX_E6, &e6));
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
        assert_false(degrees_parse(str_from(wrong[i]), LATITUDE_MAX_E6, &e6));
    assert_true(str_is(degrees_text(&arena, -500), "-0.000500"));
}

static void CLI_01_weights_are_in_kilograms_or_pounds(void **state)
{
    int64_t g = 0;

    (void)state;
    assert_int_equal(weight_unit_of(STR("en-US")), WEIGHT_LB);
    assert_int_equal(weight_unit_of(STR("de-DE")), WEIGHT_KG);
    assert_true(weight_parse(STR("12.5"), WEIGHT_KG, &g));
    assert_int_equal(g, 12500);
    assert_true(weight_parse(STR("10"), WEIGHT_LB, &g));
    assert_int_equal(g, 4536);
    assert_false(weight_parse(STR("-1"), WEIGHT_KG, &g));
    assert_false(weight_parse(STR("5001"), WEIGHT_KG, &g));
    assert_true(str_is(weight_text(&arena, 12500, WEIGHT_KG), "12.5"));
    assert_true(str_is(weight_text(&arena, 12000, WEIGHT_KG), "12"));
    assert_true(str_is(weight_text(&arena, 20, WEIGHT_KG), "0.020"));
    assert_true(str_is(weight_text(&arena, 4536, WEIGHT_LB), "10"));
    assert_true(str_is(weight_text(&arena, 0, WEIGHT_LB), ""));
}

int main(void)
{
#define T(name) cmocka_unit_test_teardown(name, tear_down)
    const struct CMUnitTest tests[] = {
        T(CLI_06_a_phone_fits_with_and_without_its_codes),
        T(CLI_06_what_was_typed_becomes_words),
        T(CLI_01_a_position_is_read_as_people_write_it),
        T(CLI_01_weights_are_in_kilograms_or_pounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
