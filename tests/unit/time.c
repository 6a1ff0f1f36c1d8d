#include "base/time.h"

#include "support/test.h"

static void days_and_dates_agree_over_400_years(void **state)
{
    static const int LENGTH[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t number = day_from_civil(1850, 1, 1);
    int year, month, day;

    (void)state;
    for (int y = 1850; y < 2260; y++) {
        bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

        for (int m = 1; m <= 12; m++) {
            for (int d = 1; d <= LENGTH[m - 1] + (m == 2 && leap); d++, number++) {
                day_to_civil(number, &year, &month, &day);
                if (year != y || month != m || day != d || day_from_civil(y, m, d) != number)
                    fail_msg("%d-%d-%d is not day %d", y, m, d, number);
            }
        }
    }
    assert_int_equal(day_from_civil(1970, 1, 1), 0);
    assert_int_equal(day_from_civil(2000, 3, 1), 11017);
}

static void dates_far_away_do_not_overflow(void **state)
{
    int year, month, day;

    (void)state;
    day_to_civil(INT32_MIN, &year, &month, &day);
    assert_int_equal(day_from_civil(year, month, day), INT32_MIN);
    day_to_civil(INT32_MAX, &year, &month, &day);
    assert_int_equal(day_from_civil(year, month, day), INT32_MAX);
}

static void weekdays_follow_one_another(void **state)
{
    (void)state;
    assert_int_equal(day_weekday(0), 4);                          /* Thursday */
    assert_int_equal(day_weekday(day_from_civil(2026, 5, 3)), 7); /* Sunday */
    assert_int_equal(day_weekday(day_from_civil(1900, 1, 1)), 1); /* Monday */
    for (int32_t day = -1000; day < 1000; day++)
        assert_int_equal(day_weekday(day + 1), day_weekday(day) % 7 + 1);
    assert_in_range(day_weekday(INT32_MIN), 1, 7);
    assert_in_range(day_weekday(INT32_MAX), 1, 7);
}

static void real_dates_are_read_and_written(void **state)
{
    static const char *const GOOD[] = {"1900-01-01", "1970-01-01", "2000-02-29", "2024-02-29", "2200-12-31"};
    struct arena arena = ARENA_INIT;
    int32_t day;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(GOOD); i++) {
        assert_true(day_parse(str_from(GOOD[i]), &day));
        assert_str(day_text(&arena, day), GOOD[i]);
    }
    arena_free(&arena);
}

static void other_dates_are_refused(void **state)
{
    static const char *const BAD[] = {
        "",           "2026-5-3",    "2026-05-3",  "26-05-03",   "2026/05/03", "1899-12-31", "2201-01-01",
        "2026-00-10", "2026-13-01",  "2026-02-29", "1900-02-29", "2026-04-31", "2026-05-00", "2026-05-32",
        " 026-05-03", "2026-05-03 ", "2026-05-0x", "-026-05-03", "2026-+5-03", "20260503",
    };
    int32_t day = 42;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(BAD); i++) {
        if (day_parse(str_from(BAD[i]), &day))
            fail_msg("%s was read", BAD[i]);
    }
    assert_int_equal(day, 42);
}

static void instants_are_read_whatever_their_offset(void **state)
{
    static const struct {
        const char *text;
        int64_t instant;
    } CASES[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01t00:00:00z", 0},
        {"1970-01-01T00:00:00-00:00", 0},
        {"1970-01-01T00:00:00.000001Z", 1},
        {"1970-01-01T00:00:00.5Z", 500000},
        {"1970-01-01T00:00:00.123456789Z", 123456},
        {"1969-12-31T23:59:59.999999Z", -1},
        {"2026-05-03T09:00:00-04:00", INT64_C(1777813200000000)},
        {"2026-05-03T18:45:00+05:45", INT64_C(1777813200000000)},
        {"2026-05-04T12:59:00+23:59", INT64_C(1777813200000000)},
        {"2016-12-31T23:59:60Z", INT64_C(1483228800000000)},
        {"2016-12-31T18:59:60-05:00", INT64_C(1483228800000000)},
        {"1900-01-01T00:00:00Z", INSTANT_MIN},
        {"2200-12-31T23:59:59.999999Z", INSTANT_MAX - 1},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(CASES); i++) {
        int64_t instant = 42;

        if (!time_parse(str_from(CASES[i].text), &instant) || instant != CASES[i].instant)
            fail_msg("%s was read as %lld", CASES[i].text, (long long)instant);
    }
}

static void other_instants_are_refused(void **state)
{
    static const char *const BAD[] = {
        "",
        "2026-05-03",
        "2026-05-03T09:00:00",
        "2026-05-03T09:00Z",
        "2026-05-03 09:00:00Z",
        "2026-05-03T24:00:00Z",
        "2026-05-03T09:60:00Z",
        "2026-05-03T09:00:61Z",
        "2026-05-03T09:00:60Z",
        "2026-05-03T23:59:60-01:00",
        "2026-05-03T09:00:00.Z",
        "2026-05-03T09:00:00.1234567890Z",
        "2026-05-03T09:00:00,5Z",
        "2026-05-03T09:00:00+0400",
        "2026-05-03T09:00:00+04",
        "2026-05-03T09:00:00+24:00",
        "2026-05-03T09:00:00+04:60",
        "2026-05-03T09:00:00Z ",
        "2026-05-03T09:00:00ZZ",
        "2026-02-30T09:00:00Z",
        "2026-05-03T9:00:00Z",
        "1900-01-01T00:00:00+00:01",
        "2200-12-31T23:59:59-00:01",
    };
    int64_t instant = 42;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(BAD); i++) {
        if (time_parse(str_from(BAD[i]), &instant))
            fail_msg("%s was read", BAD[i]);
    }
    assert_int_equal(instant, 42);
}

static void instants_are_written_with_an_offset_and_a_fraction_if_there_is_one(void **state)
{
    struct arena arena = ARENA_INIT;

    (void)state;
    assert_str(time_text(&arena, zone_utc, 0), "1970-01-01T00:00:00Z");
    assert_str(time_text(&arena, zone_utc, -1), "1969-12-31T23:59:59.999999Z");
    assert_str(time_text(&arena, zone_utc, 1500), "1970-01-01T00:00:00.001500Z");
    assert_str(time_text(&arena, zone_utc, INSTANT_MIN), "1900-01-01T00:00:00Z");
    arena_free(&arena);
}

static void the_ends_of_the_number_line_do_no_harm(void **state)
{
    struct arena arena = ARENA_INIT;

    (void)state;
    assert_int_equal(time_local(zone_utc, INT64_MIN).year, -290308);
    assert_int_equal(time_local(zone_utc, INT64_MAX).year, 294247);
    assert_true(time_from_local(zone_utc, INT32_MIN, 0) == INT64_MIN);
    assert_true(time_from_local(zone_utc, INT32_MAX, INT32_MAX) == INT64_MAX);
    assert_true(time_day_start(zone_utc, INT32_MAX) == INT64_MAX);
    assert_true(time_text(&arena, zone_utc, INT64_MAX).n > 0);
    arena_free(&arena);
}

static void the_clocks_run(void **state)
{
    int64_t before = time_monotonic_us();

    (void)state;
    assert_true(time_now_us() > INT64_C(1700000000000000));
    assert_true(time_monotonic_us() >= before);
}

static void what_a_form_field_sends_is_local(void **state)
{
    static const char *const BAD[] = {
        "",
        "2026-05-03",
        "2026-05-03T",
        "2026-05-03T9:00",
        "2026-05-03T09:00Z",
        "2026-05-03T09:00:60",
        "2026-05-03T09:00:",
        "2026-05-03 09:00",
        "2026-05-03T24:00",
        "2026-05-03T09:0",
        "2201-01-01T00:00",
    };
    int64_t instant = 0;

    (void)state;
    assert_true(time_parse_local(zone_utc, STR("2026-05-03T13:00"), &instant));
    assert_true(instant == INT64_C(1777813200000000));
    assert_true(time_parse_local(zone_utc, STR("2026-05-03T13:00:07"), &instant));
    assert_true(instant == INT64_C(1777813207000000));
    assert_true(time_parse_local(zone_utc, STR("2026-05-03T13:00:07.25"), &instant));
    assert_true(instant == INT64_C(1777813207250000));
    for (size_t i = 0; i < ARRAY_SIZE(BAD); i++) {
        if (time_parse_local(zone_utc, str_from(BAD[i]), &instant))
            fail_msg("%s was read", BAD[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_and_dates_agree_over_400_years),
        cmocka_unit_test(dates_far_away_do_not_overflow),
        cmocka_unit_test(weekdays_follow_one_another),
        cmocka_unit_test(real_dates_are_read_and_written),
        cmocka_unit_test(other_dates_are_refused),
        cmocka_unit_test(instants_are_read_whatever_their_offset),
        cmocka_unit_test(other_instants_are_refused),
        cmocka_unit_test(instants_are_written_with_an_offset_and_a_fraction_if_there_is_one),
        cmocka_unit_test(the_ends_of_the_number_line_do_no_harm),
        cmocka_unit_test(the_clocks_run),
        cmocka_unit_test(what_a_form_field_sends_is_local),
    };

    return cmocka_run_group_tests_name("time", tests, NULL, NULL);
}
