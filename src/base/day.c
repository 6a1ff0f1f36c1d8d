#include "base/time.h"

#include "base/digits.h"

/* Days from 1970-01-01 to 0000-03-01, where the count below begins: years that start in March put the leap day last. */
enum { DAYS_BEFORE_1970 = 719468, DAYS_OF_400_YEARS = 146097 };

enum { YEAR_MIN = 1900, YEAR_MAX = 2200 };

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int32_t day_from_civil(int year, int month, int day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return (int32_t)(era * DAYS_OF_400_YEARS + day_of_era - DAYS_BEFORE_1970);
}

void day_to_civil(int32_t day, int *ret_year, int *ret_month, int *ret_day)
{
    int64_t n = (int64_t)day + DAYS_BEFORE_1970;
    int64_t era = floor_div(n, DAYS_OF_400_YEARS);
    int day_of_era = (int)(n - era * DAYS_OF_400_YEARS);
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (5 * day_of_year + 2) / 153;
    int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;

    *ret_year = (int)(era * 400) + year_of_era + (month <= 2);
    *ret_month = month;
    *ret_day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
}

int day_weekday(int32_t day)
{
    int64_t from_thursday = ((int64_t)day + 3) % 7;

    return (int)(from_thursday < 0 ? from_thursday + 7 : from_thursday) + 1;
}

bool day_parse(struct str text, int32_t *ret)
{
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 2);
    int day = digits(text, 8, 2);
    int32_t number;
    int real_year, real_month, real_day;

    if (text.n != 10 || text.p[4] != '-' || text.p[7] != '-')
        return false;
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    number = day_from_civil(year, month, day);
    day_to_civil(number, &real_year, &real_month, &real_day);
    if (real_month != month)
        return false; /* the 30th of February is in March */
    *ret = number;
    return true;
}

struct str day_text(struct arena *arena, int32_t day)
{
    int year, month, day_of_month;

    day_to_civil(day, &year, &month, &day_of_month);
    return arena_format(arena, "%04d-%02d-%02d", year, month, day_of_month);
}
