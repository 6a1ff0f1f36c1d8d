#include "base/local.h"
#include "base/time.h"

enum { NOON = 12 * 60, DAY_MINUTES = 24 * 60 };

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

static bool is_american(struct str locale)
{
    return str_is(locale, "en-US");
}

void local_day(struct buf *out, struct str locale, int32_t day, int this_year)
{
    bool american = is_american(locale);
    int year, month, day_of_month;

    day_to_civil(day, &year, &month, &day_of_month);
    buf_format(out, "%s ", weekdays[day_weekday(day) - 1]);
    if (american)
        buf_format(out, "%s %d", months[month - 1], day_of_month);
    else
        buf_format(out, "%d %s", day_of_month, months[month - 1]);
    if (this_year && year != this_year)
        buf_format(out, "%s %d", american ? "," : "", year);
}

void local_date(struct buf *out, struct str locale, int32_t day)
{
    int year, month, day_of_month;

    day_to_civil(day, &year, &month, &day_of_month);
    if (is_american(locale))
        buf_format(out, "%s %d, %d", months[month - 1], day_of_month, year);
    else
        buf_format(out, "%d %s %d", day_of_month, months[month - 1], year);
}

void local_clock(struct buf *out, struct str locale, int minutes)
{
    int hour = minutes / 60 % 12;

    if (is_american(locale))
        buf_format(out, "%d:%02d %s", hour ? hour : 12, minutes % 60, minutes % DAY_MINUTES < NOON ? "AM" : "PM");
    else
        buf_format(out, "%02d:%02d", minutes / 60, minutes % 60);
}
