#include "features/templates/templates_rules.h"
#include "base/local.h"

static int32_t month_start(int32_t day, int months_on)
{
    int year, month, date;

    day_to_civil(day, &year, &month, &date);
    month += months_on;
    year += (month - 1) / 12;
    month = (month - 1) % 12 + 1;
    return day_from_civil(year, month, 1);
}

static struct template_span weeks_span(const struct template *template, int32_t day, int weeks)
{
    int32_t length = 7 * (weeks < 1 ? 1 : weeks);
    int32_t starts_on = template->first_day + (day - template->first_day) / length * length;

    return (struct template_span){starts_on, starts_on + length - 1};
}

static struct template_span half_month_span(int32_t day)
{
    int32_t first = month_start(day, 0);

    if (day < first + 15)
        return (struct template_span){first, first + 14};
    return (struct template_span){first + 15, month_start(day, 1) - 1};
}

/* As the calendar has it: the first one may have begun before the template did. */
static struct template_span natural_span(const struct template *template, int32_t day)
{
    switch (template->billing) {
    case BILLING_WEEKLY:
        return weeks_span(template, day, 1);
    case BILLING_EVERY_N_WEEKS:
        return weeks_span(template, day, template->every_weeks);
    case BILLING_SEMI_MONTHLY:
        return half_month_span(day);
    case BILLING_MONTHLY:
        return (struct template_span){month_start(day, 0), month_start(day, 1) - 1};
    case BILLING__MAX:
        break;
    }
    return (struct template_span){day, day - 1};
}

struct template_span template_period_of(const struct template *template, int32_t day)
{
    struct template_span span = {day, day - 1};

    if (day < template->first_day)
        return span;
    span = natural_span(template, day);
    if (span.starts_on < template->first_day)
        span.starts_on = template->first_day;
    return span;
}

struct template_span template_span_of(const struct template *template, int32_t day)
{
    struct template_span span = template_period_of(template, day);

    if (template->ends_on && template->ends_on < span.ends_on)
        span.ends_on = template->ends_on;
    return span;
}

int template_period_weeks(const struct template *template)
{
    switch (template->billing) {
    case BILLING_EVERY_N_WEEKS:
        return template->every_weeks;
    case BILLING_SEMI_MONTHLY:
        return 3; /* 16 days */
    case BILLING_MONTHLY:
        return 5;
    case BILLING_WEEKLY:
    case BILLING__MAX:
        break;
    }
    return 1;
}

bool template_is_over(const struct template *template, int32_t today)
{
    return template->status != TEMPLATE_ACTIVE || (template->ends_on && template->ends_on < today);
}

bool template_line_is_over(const struct template *template, const struct template_line *line, int32_t day)
{
    return template_is_over(template, day) ||
           (line->until_day && (line->until_day < day || line->until_day < line->from_day));
}

bool template_line_hits(const struct template *template, const struct template_line *line, int32_t day)
{
    if (template->status != TEMPLATE_ACTIVE || day < template->first_day || day < line->from_day)
        return false;
    if ((template->ends_on && day > template->ends_on) || (line->until_day && day > line->until_day))
        return false;
    if (!(line->weekdays & 1u << (day_weekday(day) - 1)))
        return false;
    if (!line->weeks)
        return true;
    return line->weeks & 1u << ((day - natural_span(template, day).starts_on) / 7);
}

struct str template_line_words(struct arena *arena, struct str locale, const struct template_line *line)
{
    static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    struct buf out;

    buf_init(&out, arena, 100);
    for (unsigned n = 0; n < ARRAY_SIZE(names); n++) {
        unsigned i = ((unsigned)local_week_start(locale) - 1 + n) % ARRAY_SIZE(names);

        if (line->weekdays & 1u << i)
            buf_format(&out, "%s ", names[i]);
    }
    local_clock(&out, locale, line->minute_of_day);
    return buf_str(&out);
}
