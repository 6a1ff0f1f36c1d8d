/* When a review begins (ROL-306). Pure. */
#include "features/reviews/reviews_parts.h"

#include "base/time.h"

static const char *const periods[] = {"never", "month", "quarter", "half_year", "year"};
static const int months_of[] = {0, 1, 3, 6, 12};
static const int windows[] = {91, 30, 91, 182, 365};
static_assert(ARRAY_SIZE(periods) == ARRAY_SIZE(months_of) && ARRAY_SIZE(windows) == ARRAY_SIZE(months_of), "one each");
const struct names review_period_names = {periods, ARRAY_SIZE(periods)};

int review_months_of(int period)
{
    assert(period > 0 && period <= (int)ARRAY_SIZE(months_of));
    return months_of[period - 1];
}

int review_period_of(int months)
{
    for (int i = 1; i < (int)ARRAY_SIZE(months_of); i++) {
        if (months_of[i] == months)
            return i + 1;
    }
    return 1;
}

int review_window_days(int months)
{
    return windows[review_period_of(months) - 1];
}

int32_t review_period_start(int32_t day, int months)
{
    int year, month, of_month;

    assert(months > 0 && 12 % months == 0);
    day_to_civil(day, &year, &month, &of_month);
    return day_from_civil(year, (month - 1) / months * months + 1, 1);
}

bool review_is_due(int32_t today, int months, int32_t served, int32_t founded)
{
    int32_t start;

    if (!months)
        return false;
    start = review_period_start(today, months);
    return start > served && start > founded;
}
