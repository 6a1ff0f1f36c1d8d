#include "base/zone.h"

enum { HOUR_S = 3600, DAY_S = 86400, MAX_HOURS_OF_OFFSET = 24, MAX_HOURS_OF_CHANGE = 167 };

/* What is still to read; any mistake sets `bad` and the rest reads as nothing. */
struct reader {
    struct str rest;
    bool bad;
};

static char peek(const struct reader *reader)
{
    return reader->rest.n > 0 && !reader->bad ? reader->rest.p[0] : '\0';
}

static bool accept(struct reader *reader, char c)
{
    if (peek(reader) != c || c == '\0')
        return false;
    reader->rest = str_slice(reader->rest, 1, reader->rest.n);
    return true;
}

static void expect(struct reader *reader, char c)
{
    if (!accept(reader, c))
        reader->bad = true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static int read_number(struct reader *reader, int min, int max)
{
    int n = 0;
    int count = 0;

    for (; is_digit(peek(reader)) && count < 4; count++) {
        n = n * 10 + (peek(reader) - '0');
        accept(reader, peek(reader));
    }
    if (count == 0 || is_digit(peek(reader)) || n < min || n > max)
        reader->bad = true;
    return n;
}

/* "EST" or "<-03>": of no use to us, but it must be one. */
static void read_abbreviation(struct reader *reader)
{
    bool quoted = accept(reader, '<');
    int count = 0;

    while (is_letter(peek(reader)) ||
           (quoted && (is_digit(peek(reader)) || peek(reader) == '+' || peek(reader) == '-'))) {
        accept(reader, peek(reader));
        count++;
    }
    if (count < 3)
        reader->bad = true;
    if (quoted)
        expect(reader, '>');
}

/* [+-]hh[:mm[:ss]] in seconds. */
static int32_t read_time(struct reader *reader, int max_hours)
{
    bool minus = accept(reader, '-');
    int32_t seconds;

    if (!minus)
        accept(reader, '+');
    seconds = read_number(reader, 0, max_hours) * HOUR_S;
    if (accept(reader, ':')) {
        seconds += read_number(reader, 0, 59) * 60;
        if (accept(reader, ':'))
            seconds += read_number(reader, 0, 59);
    }
    return minus ? -seconds : seconds;
}

static struct tz_change read_change(struct reader *reader)
{
    struct tz_change change = {.kind = '0', .time_s = 2 * HOUR_S};

    expect(reader, ',');
    if (accept(reader, 'M')) {
        change.kind = 'M';
        change.month = read_number(reader, 1, 12);
        expect(reader, '.');
        change.week = read_number(reader, 1, 5);
        expect(reader, '.');
        change.day = read_number(reader, 0, 6);
    } else if (accept(reader, 'J')) {
        change.kind = 'J';
        change.day = read_number(reader, 1, 365);
    } else {
        change.day = read_number(reader, 0, 365);
    }
    if (accept(reader, '/'))
        change.time_s = read_time(reader, MAX_HOURS_OF_CHANGE);
    return change;
}

bool tz_rule_parse(struct str text, struct tz_rule *ret)
{
    struct reader reader = {.rest = text};
    struct tz_rule rule = {0};

    read_abbreviation(&reader);
    rule.standard_s = -read_time(&reader, MAX_HOURS_OF_OFFSET); /* POSIX counts westwards */
    if (peek(&reader) != '\0') {
        rule.has_daylight = true;
        read_abbreviation(&reader);
        rule.daylight_s = peek(&reader) == ',' ? rule.standard_s + HOUR_S : -read_time(&reader, MAX_HOURS_OF_OFFSET);
        rule.start = read_change(&reader);
        rule.end = read_change(&reader);
    }
    if (reader.bad || reader.rest.n > 0)
        return false;
    *ret = rule;
    return true;
}

int64_t tz_change_in(const struct tz_change *change, int year)
{
    int32_t first = day_from_civil(year, 1, 1);
    int32_t day = first + change->day;

    if (change->kind == 'J') {
        /* The 60th is 1 March in every year. */
        day = change->day < 60 ? first + change->day - 1 : day_from_civil(year, 3, 1) + change->day - 60;
    } else if (change->kind == 'M') {
        int32_t month_first = day_from_civil(year, change->month, 1);
        int32_t next_month =
            change->month == 12 ? day_from_civil(year + 1, 1, 1) : day_from_civil(year, change->month + 1, 1);

        day = month_first + (change->day - day_weekday(month_first) % 7 + 7) % 7 + 7 * (change->week - 1);
        if (day >= next_month)
            day -= 7;
    }
    return (int64_t)day * DAY_S + change->time_s;
}
