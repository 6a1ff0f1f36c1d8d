#include "doc/format.h"

void format_two(char out[2], int number)
{
    out[0] = (char)('0' + number / 10 % 10);
    out[1] = (char)('0' + number % 10);
}

static size_t write_date(char *out, int year, int month, int day)
{
    format_two(out, year / 100);
    format_two(out + 2, year);
    out[4] = '-';
    format_two(out + 5, month);
    out[7] = '-';
    format_two(out + 8, day);
    return 10;
}

static size_t write_fraction(char *out, int micro)
{
    if (micro == 0)
        return 0;
    out[0] = '.';
    for (int place = 6; place > 0; place--, micro /= 10)
        out[place] = (char)('0' + micro % 10);
    return 7;
}

static size_t write_offset(char *out, const struct zone *zone, int minutes)
{
    if (str_equal(zone_name(zone), zone_name(zone_utc))) {
        out[0] = 'Z';
        return 1;
    }
    int shown = minutes < 0 ? -minutes : minutes;
    out[0] = minutes < 0 ? '-' : '+';
    format_two(out + 1, shown / 60);
    out[3] = ':';
    format_two(out + 4, shown % 60);
    return 6;
}

size_t format_instant(char out[FORMAT_ROOM], const struct zone *zone, int64_t at)
{
    struct local_time local = time_local(zone, at);
    int offset_minutes = local.offset_s / 60;
    /* Old local mean times have seconds in their offset, RFC 3339 has not. */
    if (local.offset_s % 60 != 0)
        local = time_local(zone_utc, at + offset_minutes * MINUTE_US);

    size_t n = write_date(out, local.year, local.month, local.day);
    out[n++] = 'T';
    format_two(out + n, local.hour);
    out[n + 2] = ':';
    format_two(out + n + 3, local.minute);
    out[n + 5] = ':';
    format_two(out + n + 6, local.second);
    n += 8;
    n += write_fraction(out + n, local.micro);
    return n + write_offset(out + n, zone, offset_minutes);
}

size_t format_day(char out[FORMAT_ROOM], int32_t day)
{
    int year, month, day_of_month;
    day_to_civil(day, &year, &month, &day_of_month);
    return write_date(out, year, month, day_of_month);
}

size_t format_minutes(char out[FORMAT_ROOM], int64_t minutes)
{
    format_two(out, (int)(minutes / 60));
    out[2] = ':';
    format_two(out + 3, (int)(minutes % 60));
    return 5;
}

size_t format_int(char out[FORMAT_ROOM], int64_t number)
{
    char digits[24];
    size_t n = 0, length = 0;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    do
        digits[n++] = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (number < 0)
        out[length++] = '-';
    while (n > 0)
        out[length++] = digits[--n];
    return length;
}
