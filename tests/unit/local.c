/* Dates in a company's way. */
#include "base/local.h"
#include "base/time.h"
#include "support/test.h"

static void PRD_05_the_region_of_the_locale_says_what_weeks_begin_with(void **state)
{
    static const struct {
        const char *locale;
        int start;
    } cases[] = {
        {"en-US", 7}, {"en-GB", 1}, {"de-DE", 1}, {"de", 1},    {"en", 1},    {"pt-BR", 7},
        {"he-IL", 7}, {"ar-EG", 6}, {"fr-CA", 7}, {"en-AU", 1}, {"ja-JP", 7}, {"zh-Hant-TW", 7},
        {"en-us", 7}, {"", 1},      {"US", 1},    {"-", 1},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_int_equal(local_week_start(str_from(cases[i].locale)), cases[i].start);
}

static void PRD_05_every_day_lies_in_the_week_that_begins_on_or_before_it(void **state)
{
    static const char *const locales[] = {"en-US", "en-GB", "ar-EG"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(locales); i++) {
        struct str locale = str_from(locales[i]);

        for (int32_t day = day_from_civil(2026, 5, 1); day < day_from_civil(2026, 6, 1); day++) {
            int32_t first = local_week_of(locale, day);

            assert_int_equal(day_weekday(first), local_week_start(locale));
            assert_in_range(day - first, 0, 6);
        }
    }
}

/* RFC 9110, 5.6.7, and RFC 5322, 3.3. */
static void a_stamp_is_in_utc(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, NULL, 64);
    utc_stamp(&out, INT64_C(784111777) * SECOND_US);
    buf_add(&out, STR("|"));
    utc_stamp(&out, INT64_C(1767605400) * SECOND_US);
    assert_true(str_is(buf_str(&out), "Sun, 06 Nov 1994 08:49:37|Mon, 05 Jan 2026 09:30:00"));
    buf_free(&out);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(PRD_05_the_region_of_the_locale_says_what_weeks_begin_with),
        cmocka_unit_test(a_stamp_is_in_utc),
        cmocka_unit_test(PRD_05_every_day_lies_in_the_week_that_begins_on_or_before_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
