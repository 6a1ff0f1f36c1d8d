#include "base/zone.h"

#include "base/digits.h"

#include <stdio.h>

enum { DAY_S = 86400 };

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* The number of changes at or before `second`. */
static int changes_until(const struct zone *zone, int64_t second)
{
    int low = 0;
    int high = zone->count;

    while (low < high) {
        int middle = low + (high - low) / 2;

        if (zone->at[middle] <= second)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int32_t offset_after(const struct zone *zone, int changes)
{
    return changes == 0 ? zone->first_offset : zone->offset[changes - 1];
}

static struct local_time local_with_offset(int64_t instant, int32_t offset_s)
{
    int64_t utc_s = floor_div(instant, SECOND_US);
    int64_t local_s = utc_s + offset_s;
    int32_t day = (int32_t)floor_div(local_s, DAY_S);
    int second_of_day = (int)(local_s - (int64_t)day * DAY_S);
    struct local_time local = {
        .hour = second_of_day / 3600,
        .minute = second_of_day / 60 % 60,
        .second = second_of_day % 60,
        .micro = (int)((instant % SECOND_US + SECOND_US) % SECOND_US),
        .weekday = day_weekday(day),
        .offset_s = offset_s,
        .day_number = day,
    };

    day_to_civil(day, &local.year, &local.month, &local.day);
    return local;
}

struct local_time time_local(const struct zone *zone, int64_t instant)
{
    return local_with_offset(instant, offset_after(zone, changes_until(zone, floor_div(instant, SECOND_US))));
}

static int64_t instant_of(int64_t second)
{
    int64_t instant;

    if (__builtin_mul_overflow(second, SECOND_US, &instant))
        return second < 0 ? INT64_MIN : INT64_MAX;
    return instant;
}

/* The first second at which clocks show `local_s`. If they never do: what they would have shown without the change
 * that skips it, with that change in `*ret_skipped_at`. */
static int64_t resolve(const struct zone *zone, int64_t local_s, int64_t *ret_skipped_at, bool *ret_skipped)
{
    int i = changes_until(zone, local_s - OFFSET_S_MAX - 1);
    int64_t second = local_s - offset_after(zone, i);

    *ret_skipped = false;
    while (i < zone->count && second >= zone->at[i]) {
        int64_t next = local_s - zone->offset[i];

        if (next < zone->at[i]) {
            *ret_skipped = true;
            *ret_skipped_at = zone->at[i];
            return second;
        }
        second = next;
        i++;
    }
    return second;
}

int64_t time_from_local(const struct zone *zone, int32_t day, int minute_of_day)
{
    int64_t skipped_at;
    bool skipped;

    return instant_of(resolve(zone, (int64_t)day * DAY_S + (int64_t)minute_of_day * 60, &skipped_at, &skipped));
}

int64_t time_day_start(const struct zone *zone, int32_t day)
{
    int64_t skipped_at;
    bool skipped;
    int64_t second = resolve(zone, (int64_t)day * DAY_S, &skipped_at, &skipped);

    return instant_of(skipped ? skipped_at : second);
}

struct str time_text(struct arena *arena, const struct zone *zone, int64_t instant)
{
    struct local_time local = time_local(zone, instant);
    int offset_minutes = local.offset_s / 60;
    int shown = offset_minutes < 0 ? -offset_minutes : offset_minutes;
    char fraction[16] = "";
    char offset[16] = "Z";

    /* RFC 3339 has no seconds in the offset, old local mean times have: show them with a whole one, to the instant. */
    local = local_with_offset(instant, offset_minutes * 60);
    if (local.micro != 0)
        snprintf(fraction, sizeof(fraction), ".%06d", local.micro);
    if (!str_equal(zone->name, zone_utc->name))
        snprintf(offset, sizeof(offset), "%c%02d:%02d", offset_minutes < 0 ? '-' : '+', shown / 60, shown % 60);
    return arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d%s%s", local.year, local.month, local.day, local.hour,
                        local.minute, local.second, fraction, offset);
}

/* Takes `n` digits off `*rest`; -1 if they are not there. */
static int take_digits(struct str *rest, size_t n)
{
    int value = digits(*rest, 0, n);

    if (value >= 0)
        *rest = str_slice(*rest, n, rest->n);
    return value;
}

static bool take(struct str *rest, char c)
{
    if (rest->n == 0 || rest->p[0] != c)
        return false;
    *rest = str_slice(*rest, 1, rest->n);
    return true;
}

/* ".5", at most nine digits, in microseconds; nothing is 0; -1 if wrong. */
static int take_fraction(struct str *rest)
{
    int micro = 0;
    int count = 0;

    if (!take(rest, '.'))
        return 0;
    for (int digit; count < 9 && (digit = take_digits(rest, 1)) >= 0; count++) {
        if (count < 6)
            micro = micro * 10 + digit;
    }
    if (count == 0)
        return -1;
    for (; count < 6; count++)
        micro *= 10;
    return micro;
}

/* What stands in a text before its offset. */
struct clock_text {
    int32_t day;
    int minute_of_day;
    int64_t rest_us; /* seconds and fraction */
};

static bool take_clock(struct str *rest, bool need_seconds, struct clock_text *ret)
{
    int hour, minute;
    int second = 0;
    int micro = 0;

    if (!day_parse(str_slice(*rest, 0, 10), &ret->day))
        return false;
    *rest = str_slice(*rest, 10, rest->n);
    if (!take(rest, 'T') && !take(rest, 't'))
        return false;
    hour = take_digits(rest, 2);
    if (!take(rest, ':'))
        return false;
    minute = take_digits(rest, 2);
    if (take(rest, ':')) {
        second = take_digits(rest, 2);
        micro = take_fraction(rest);
    } else if (need_seconds) {
        return false;
    }
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 || micro < 0)
        return false;
    ret->minute_of_day = hour * 60 + minute;
    ret->rest_us = second * SECOND_US + micro;
    return true;
}

/* Takes "Z" or "-04:00". */
static bool take_offset(struct str *rest, int *ret_minutes)
{
    bool minus = rest->n > 0 && rest->p[0] == '-';
    int hours, minutes;

    *ret_minutes = 0;
    if (take(rest, 'Z') || take(rest, 'z'))
        return true;
    if (!take(rest, '+') && !take(rest, '-'))
        return false;
    hours = take_digits(rest, 2);
    if (!take(rest, ':'))
        return false;
    minutes = take_digits(rest, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return false;
    *ret_minutes = (hours * 60 + minutes) * (minus ? -1 : 1);
    return true;
}

static bool in_range(int64_t instant)
{
    return instant >= INSTANT_MIN && instant < INSTANT_MAX;
}

bool time_parse(struct str text, int64_t *ret)
{
    struct clock_text clock;
    int64_t instant;
    int offset;

    if (!take_clock(&text, true, &clock) || !take_offset(&text, &offset) || text.n > 0)
        return false;
    instant = clock.day * DAY_US + (clock.minute_of_day - offset) * MINUTE_US + clock.rest_us;
    /* A leap second stands at the end of a UTC day; our clock has none, it is the next day's first. */
    if (clock.rest_us >= 60 * SECOND_US && floor_div(instant, SECOND_US) % DAY_S != 0)
        return false;
    if (!in_range(instant))
        return false;
    *ret = instant;
    return true;
}

bool time_parse_local(const struct zone *zone, struct str text, int64_t *ret)
{
    struct clock_text clock;
    int64_t instant;

    if (!take_clock(&text, false, &clock) || text.n > 0 || clock.rest_us >= 60 * SECOND_US)
        return false;
    instant = time_from_local(zone, clock.day, clock.minute_of_day) + clock.rest_us;
    if (!in_range(instant))
        return false;
    *ret = instant;
    return true;
}
