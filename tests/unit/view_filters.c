#include "view_fixture.h"

static void days_and_times_read_as_people_write_them(void **state)
{
    struct fixture *f = *state;
    doc_instant(f->root, sample_starts_at, SAMPLE_AT + 2 * DAY_US);
    doc_day(f->root, sample_day, day_from_civil(2025, 12, 31));
    doc_int(f->root, sample_from, 5);
    assert_text(rendered(f, "{{starts_at|day}}|{{starts_at|date}}|{{starts_at|time}}|{{starts_at|date_time}}"),
                "Tue 5 May|5 May 2026|09:00|Tue 5 May 09:00");
    assert_text(rendered(f, "{{starts_at|iso}}|{{starts_at|local}}|{{starts_at|iso_day}}"),
                "2026-05-05T09:00:00-04:00|2026-05-05T09:00|2026-05-05");
    assert_text(rendered(f, "{{day|day}}|{{day|date}}|{{day|iso}}|{{day|iso_day}}|{{from|clock}}|{{from|time}}"),
                "Wed 31 Dec 2025|31 Dec 2025|2025-12-31|2025-12-31|00:05|00:05");
}

static void PRD_05_an_american_company_reads_months_first_and_twelve_hours(void **state)
{
    static const struct {
        int minutes;
        const char *words;
    } clocks[] = {{0, "12:00 AM"},       {5, "12:05 AM"},          {9 * 60 + 30, "9:30 AM"},
                  {12 * 60, "12:00 PM"}, {13 * 60 + 7, "1:07 PM"}, {23 * 60 + 59, "11:59 PM"},
                  {24 * 60, "12:00 AM"}};
    struct fixture *f = *state;
    f->context.locale = STR("en-US");
    doc_instant(f->root, sample_starts_at, SAMPLE_AT + 2 * DAY_US);
    doc_day(f->root, sample_day, day_from_civil(2025, 12, 31));
    assert_text(rendered(f, "{{starts_at|day}}|{{starts_at|date}}|{{starts_at|time}}|{{starts_at|date_time}}"),
                "Tue May 5|May 5, 2026|9:00 AM|Tue May 5 9:00 AM");
    assert_text(rendered(f, "{{day|day}}|{{day|date}}|{{day|iso_day}}"), "Wed Dec 31, 2025|Dec 31, 2025|2025-12-31");
    assert_text(rendered(f, "{{starts_at|local}}|{{starts_at|iso}}"), "2026-05-05T09:00|2026-05-05T09:00:00-04:00");
    for (size_t i = 0; i < ARRAY_SIZE(clocks); i++) {
        doc_int(f->root, sample_from, clocks[i].minutes);
        assert_text(rendered(f, "{{from|clock}}"), clocks[i].words);
    }
}

static void what_is_near_is_told_from_now(void **state)
{
    static const struct {
        int64_t away;
        const char *words;
    } cases[] = {
        {0, "now"},
        {59 * SECOND_US, "now"},
        {-59 * SECOND_US, "now"},
        {40 * MINUTE_US, "in 40 min"},
        {-60 * SECOND_US, "1 min ago"},
        {2 * HOUR_US, "in 2 h"},
        {-119 * MINUTE_US, "1 h ago"},
        {-2 * HOUR_US, "2 h ago"},
        {6 * HOUR_US, "today 15:00"},
        {-8 * HOUR_US, "today 01:00"},
        {-19 * HOUR_US, "yesterday 14:00"},
        {24 * HOUR_US, "tomorrow 09:00"},
        {-48 * HOUR_US, "1 May 2026"},
        {300 * DAY_US, "27 Feb 2027"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        doc_instant(f->root, sample_starts_at, SAMPLE_AT + cases[i].away);
        assert_text(rendered(f, "{{starts_at|when}}"), cases[i].words);
    }
    doc_day(f->root, sample_day, day_from_civil(2026, 5, 4));
    assert_text(rendered(f, "{{day|when}}"), "tomorrow");
    doc_day(f->root, sample_day, day_from_civil(2026, 5, 5));
    assert_text(rendered(f, "{{day|when}}"), "5 May 2026");
}

static void money_follows_its_currency(void **state)
{
    static const struct {
        const char *currency;
        int64_t minor;
        const char *words;
    } cases[] = {
        {"USD", 123456789, "$1,234,567.89"},
        {"USD", -5, "-$0.05"},
        {"EUR", 100000, "€1,000.00"},
        {"JPY", 123456, "¥123,456"},
        {"KWD", 1234567, "KWD\u00a01,234.567"},
        {"CHF", 1250, "CHF\u00a012.50"},
        {"", 100, "1.00"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        f->context.currency = str_from(cases[i].currency);
        doc_int(f->root, sample_price, cases[i].minor);
        assert_text(rendered(f, "{{price}}"), cases[i].words);
    }
    doc_int(f->root, sample_price, -123450);
    f->context.currency = STR("USD");
    assert_text(rendered(f, "{{price|amount}}"), "-1234.50");
    f->context.currency = STR("JPY");
    assert_text(rendered(f, "{{price|amount}}"), "-123450");
}

static void numbers_are_counted_in_words(void **state)
{
    struct fixture *f = *state;
    doc_int(f->root, sample_visits, 1234567);
    doc_list(f->root, sample_pets);
    assert_text(rendered(f, "{{visits|number}} {{visits|plural:visit:visits}} {{pets|count}} {{pets|plural:pet:pets}}"),
                "1,234,567 1,234,567 visits 0 0 pets");
    doc_int(f->root, sample_visits, 1);
    doc_item(doc_list(f->root, sample_pets));
    assert_text(rendered(f, "{{visits|plural:visit:visits}} {{pets|plural:pet:pets}} {{visits|percent}}"),
                "1 visit 1 pet 1%");
}

static void lengths_read_in_hours_and_minutes(void **state)
{
    static const struct {
        int64_t minutes;
        const char *words;
    } cases[] = {{0, "0 min"}, {45, "45 min"}, {60, "1 h"}, {90, "1 h 30 min"}, {1500, "25 h"}, {-90, "-1 h 30 min"}};
    struct fixture *f = *state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        doc_int(f->root, sample_visits, cases[i].minutes);
        assert_text(rendered(f, "{{visits|duration}}"), cases[i].words);
    }
    doc_int(f->root, sample_visits, 90);
    assert_text(rendered(f, "{{visits|minutes}}"), "90 min");
}

static void initials_are_of_the_first_and_last_word(void **state)
{
    static const struct {
        const char *name;
        const char *initials;
    } cases[] = {
        {"Dana Brooks", "DB"}, {"dana van den brooks", "DB"}, {"Prince", "P"}, {" élodie  ñu ", "ÉÑ"}, {"", ""},
        {"<a", "&lt;"}};
    struct fixture *f = *state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        doc_text(f->root, sample_name, str_from(cases[i].name));
        assert_text(rendered(f, "{{name|initials}}"), cases[i].initials);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(days_and_times_read_as_people_write_them),
        TEST(PRD_05_an_american_company_reads_months_first_and_twelve_hours),
        TEST(what_is_near_is_told_from_now),
        TEST(money_follows_its_currency),
        TEST(numbers_are_counted_in_words),
        TEST(lengths_read_in_hours_and_minutes),
        TEST(initials_are_of_the_first_and_last_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
