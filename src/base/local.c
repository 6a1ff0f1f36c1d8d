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

/* CLDR, supplemental/weekData: everybody else begins with Monday. */
static const char sunday_first[] = "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM"
                                   " MO MT MX MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW";
static const char saturday_first[] = "AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY";

enum { MONDAY = 1, SATURDAY = 6, SUNDAY = 7, WEEK = 7 };

/* "US" of "en-US" and of "en-Latn-US"; empty where the locale names none. */
static struct str region_of(struct str locale)
{
    struct str rest = locale, part = {0};

    (void)str_cut(&rest, '-'); /* the language */
    while (rest.n > 0) {
        part = str_cut(&rest, '-');
        if (part.n == 2)
            return part;
    }
    return STR("");
}

static bool lists(const char *regions, struct str region)
{
    struct str rest = str_from(regions);

    while (rest.n > 0) {
        if (str_equal_nocase(str_cut(&rest, ' '), region))
            return true;
    }
    return false;
}

int local_week_start(struct str locale)
{
    struct str region = region_of(locale);

    if (lists(sunday_first, region))
        return SUNDAY;
    return lists(saturday_first, region) ? SATURDAY : MONDAY;
}

int32_t local_week_of(struct str locale, int32_t day)
{
    return day - (day_weekday(day) - local_week_start(locale) + WEEK) % WEEK;
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

void utc_stamp(struct buf *out, int64_t at)
{
    struct local_time t = time_local(zone_utc, at);

    buf_format(out, "%s, %02d %s %04d %02d:%02d:%02d", weekdays[t.weekday - 1], t.day, months[t.month - 1], t.year,
               t.hour, t.minute, t.second);
}
