/* When a template's lines bring visits (SCH-20): periods over month ends and leap days, weeks of a period. */
#include "features/templates/templates_rules.h"

#include "support/test.h"

static int32_t day(int year, int month, int date)
{
    return day_from_civil(year, month, date);
}

static struct template given_template(enum template_billing billing, int every_weeks, int32_t first_day)
{
    return (struct template){
        .billing = billing, .every_weeks = every_weeks, .first_day = first_day, .status = TEMPLATE_ACTIVE};
}

static void assert_period(const struct template *template, int32_t of, int32_t starts_on, int32_t ends_on)
{
    struct template_span span = template_period_of(template, of);

    assert_int_equal(span.starts_on, starts_on);
    assert_int_equal(span.ends_on, ends_on);
}

static void SCH_20_weeks_are_counted_from_the_first_day(void **state)
{
    struct template weekly = given_template(BILLING_WEEKLY, 1, day(2026, 5, 13));
    struct template three = given_template(BILLING_EVERY_N_WEEKS, 3, day(2026, 5, 13));

    (void)state;
    assert_period(&weekly, day(2026, 5, 13), day(2026, 5, 13), day(2026, 5, 19));
    assert_period(&weekly, day(2026, 5, 19), day(2026, 5, 13), day(2026, 5, 19));
    assert_period(&weekly, day(2026, 5, 20), day(2026, 5, 20), day(2026, 5, 26));
    assert_period(&three, day(2026, 6, 2), day(2026, 5, 13), day(2026, 6, 2));
    assert_period(&three, day(2026, 6, 3), day(2026, 6, 3), day(2026, 6, 23));
}

static void SCH_20_months_end_where_the_calendar_ends_them(void **state)
{
    struct template monthly = given_template(BILLING_MONTHLY, 1, day(2023, 12, 20));
    struct template half = given_template(BILLING_SEMI_MONTHLY, 1, day(2023, 12, 20));

    (void)state;
    assert_period(&monthly, day(2023, 12, 25), day(2023, 12, 20), day(2023, 12, 31));
    assert_period(&monthly, day(2024, 1, 31), day(2024, 1, 1), day(2024, 1, 31));
    assert_period(&monthly, day(2024, 2, 29), day(2024, 2, 1), day(2024, 2, 29));
    assert_period(&monthly, day(2025, 2, 28), day(2025, 2, 1), day(2025, 2, 28));
    assert_period(&half, day(2023, 12, 31), day(2023, 12, 20), day(2023, 12, 31));
    assert_period(&half, day(2024, 2, 15), day(2024, 2, 1), day(2024, 2, 15));
    assert_period(&half, day(2024, 2, 16), day(2024, 2, 16), day(2024, 2, 29));
    assert_period(&half, day(2024, 4, 30), day(2024, 4, 16), day(2024, 4, 30));
}

static void SCH_20_there_is_no_period_before_the_first_day(void **state)
{
    struct template template = given_template(BILLING_MONTHLY, 1, day(2024, 3, 10));
    struct template_span span = template_period_of(&template, day(2024, 3, 9));

    (void)state;
    assert_true(span.ends_on < span.starts_on);
}

/* Every day from the first on lies in exactly one period, and each follows the one before. */
static void SCH_20_periods_follow_one_another_without_gaps(void **state)
{
    (void)state;
    for (int billing = BILLING_WEEKLY; billing < BILLING__MAX; billing++) {
        for (int32_t first = day(2023, 12, 1); first < day(2024, 3, 3); first++) {
            struct template template = given_template((enum template_billing)billing, 5, first);
            int32_t next = first;

            for (int32_t at = first; at < first + 120; at++) {
                struct template_span span = template_period_of(&template, at);

                assert_true(span.starts_on <= at && at <= span.ends_on);
                if (at == next)
                    assert_int_equal(span.starts_on, at);
                next = span.ends_on + 1;
            }
        }
    }
}

enum { MONDAY = 1 << 0, SUNDAY = 1 << 6 };

static void SCH_20_a_line_comes_on_its_weekdays_and_within_its_span(void **state)
{
    struct template template = given_template(BILLING_WEEKLY, 1, day(2026, 5, 4)); /* a Monday */
    struct template_line line = {
        .weekdays = MONDAY | SUNDAY, .from_day = day(2026, 5, 10), .until_day = day(2026, 5, 18)};
    int hits = 0;

    (void)state;
    for (int32_t at = day(2026, 4, 1); at < day(2026, 7, 1); at++)
        hits += template_line_hits(&template, &line, at);
    assert_int_equal(hits, 4); /* 10, 11, 17, 18 May */
    assert_false(template_line_hits(&template, &line, day(2026, 5, 4)));
    assert_true(template_line_hits(&template, &line, day(2026, 5, 18)));
    assert_true(template_line_is_over(&template, &line, day(2026, 5, 19)));
    assert_false(template_line_is_over(&template, &line, day(2026, 5, 18)));
}

static void SCH_20_weeks_of_a_period_are_those_of_the_calendar(void **state)
{
    struct template template = given_template(BILLING_MONTHLY, 1, day(2024, 2, 10));
    struct template_line line = {.weekdays = 0x7f, .weeks = 1 << 2, .from_day = day(2024, 2, 10)};

    (void)state;
    assert_false(template_line_hits(&template, &line, day(2024, 2, 14)));
    assert_true(template_line_hits(&template, &line, day(2024, 2, 15)));
    assert_true(template_line_hits(&template, &line, day(2024, 2, 21)));
    assert_false(template_line_hits(&template, &line, day(2024, 2, 22)));
    line.weeks = 1 << 4;
    assert_true(template_line_hits(&template, &line, day(2024, 2, 29))); /* a leap day is a fifth week */
    assert_false(template_line_hits(&template, &line, day(2025, 2, 28)));
}

static void SCH_20_an_ended_template_brings_nothing(void **state)
{
    struct template template = given_template(BILLING_WEEKLY, 1, day(2026, 5, 4));
    struct template_line line = {.weekdays = 0x7f, .from_day = day(2026, 5, 4)};

    (void)state;
    template.ends_on = day(2026, 5, 10);
    assert_true(template_line_hits(&template, &line, day(2026, 5, 10)));
    assert_false(template_line_hits(&template, &line, day(2026, 5, 11)));
    assert_true(template_is_over(&template, day(2026, 5, 11)));
    template.ends_on = 0;
    template.status = TEMPLATE_DELETED;
    assert_false(template_line_hits(&template, &line, day(2026, 5, 10)));
}

/* Berlin, 29 March 2026: 02:30 does not exist; New York, 1 November 2026: 01:30 comes twice. */
static void SCH_01_wall_clock_times_hold_over_both_changes(void **state)
{
    struct arena arena = ARENA_INIT;
    struct zone *berlin, *new_york;

    (void)state;
    assert_int_equal(zone_load(&arena, STR("Europe/Berlin"), &berlin), OK);
    assert_int_equal(zone_load(&arena, STR("America/New_York"), &new_york), OK);
    for (int32_t at = day(2026, 3, 1); at < day(2026, 12, 1); at++) {
        assert_int_equal(time_local(berlin, time_from_local(berlin, at, 12 * 60)).hour, 12);
        assert_int_equal(time_local(new_york, time_from_local(new_york, at, 7 * 60 + 45)).minute, 45);
        assert_int_equal(time_local(new_york, time_from_local(new_york, at, 7 * 60 + 45)).hour, 7);
        assert_int_equal(time_local(berlin, time_from_local(berlin, at, 2 * 60 + 30)).day_number, at);
        assert_int_equal(time_local(new_york, time_from_local(new_york, at, 90)).day_number, at);
    }
    assert_int_equal(time_local(berlin, time_from_local(berlin, day(2026, 3, 29), 150)).hour, 3);
    assert_int_equal(time_local(new_york, time_from_local(new_york, day(2026, 11, 1), 90)).offset_s, -4 * 3600);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(SCH_20_weeks_are_counted_from_the_first_day),
        cmocka_unit_test(SCH_20_months_end_where_the_calendar_ends_them),
        cmocka_unit_test(SCH_20_there_is_no_period_before_the_first_day),
        cmocka_unit_test(SCH_20_periods_follow_one_another_without_gaps),
        cmocka_unit_test(SCH_20_a_line_comes_on_its_weekdays_and_within_its_span),
        cmocka_unit_test(SCH_20_weeks_of_a_period_are_those_of_the_calendar),
        cmocka_unit_test(SCH_20_an_ended_template_brings_nothing),
        cmocka_unit_test(SCH_01_wall_clock_times_hold_over_both_changes),
    };

    return cmocka_run_group_tests_name("template_rules", tests, NULL, NULL);
}
