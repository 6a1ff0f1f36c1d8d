#include "base/local.h"
#include "view/filters.h"

#include <stdio.h>

enum { NEAR_HOURS = 6 };

static int32_t day_of(const struct render *render, const struct value *value)
{
    return value->type == TYPE_DAY ? (int32_t)value->number : time_local(render->zone, value->number).day_number;
}

static struct local_time now_of(const struct render *render)
{
    return time_local(render->zone, render->context->now);
}

static void put_day(struct render *render, int32_t day)
{
    local_day(render->out, render->context->locale, day, now_of(render).year);
}

static void put_date(struct render *render, int32_t day)
{
    local_date(render->out, render->context->locale, day);
}

void write_day(struct render *render, const struct value *value, const struct op *op)
{
    (void)op;
    put_day(render, day_of(render, value));
}

void write_date(struct render *render, const struct value *value, const struct op *op)
{
    (void)op;
    put_date(render, day_of(render, value));
}

static int minute_of(const struct render *render, const struct value *value)
{
    struct local_time local;

    if (value->type == TYPE_MINUTES)
        return (int)value->number;
    local = time_local(render->zone, value->number);
    return local.hour * 60 + local.minute;
}

void write_time(struct render *render, const struct value *value, const struct op *op)
{
    (void)op;
    local_clock(render->out, render->context->locale, minute_of(render, value));
}

void write_date_time(struct render *render, const struct value *value, const struct op *op)
{
    write_day(render, value, op);
    buf_add_char(render->out, ' ');
    write_time(render, value, op);
}

void write_iso(struct render *render, const struct value *value, const struct op *op)
{
    char room[FORMAT_ROOM];
    if (value->type == TYPE_DAY)
        write_iso_day(render, value, op);
    else
        buf_add(render->out, (struct str){room, format_instant(room, render->zone, value->number)});
}

void write_iso_day(struct render *render, const struct value *value, const struct op *op)
{
    char room[FORMAT_ROOM];
    (void)op;
    buf_add(render->out, (struct str){room, format_day(room, day_of(render, value))});
}

void write_local(struct render *render, const struct value *value, const struct op *op)
{
    char room[FORMAT_ROOM];

    write_iso_day(render, value, op);
    buf_add_char(render->out, 'T');
    buf_add(render->out, (struct str){room, format_minutes(room, minute_of(render, value))});
}

/* ------------------------------------------------------------------ relative */

/* "today", "yesterday", "tomorrow", or nothing for days further off. */
static struct str near_day(int32_t day, int32_t today)
{
    static const char *const words[] = {"yesterday", "today", "tomorrow"};
    int64_t away = (int64_t)day - today;
    return away < -1 || away > 1 ? STR("") : str_from(words[away + 1]);
}

static bool put_near(struct render *render, int64_t away_us)
{
    bool past = away_us < 0;
    int64_t minutes = (past ? -away_us : away_us) / MINUTE_US;

    if (minutes >= NEAR_HOURS * 60)
        return false;
    if (minutes == 0) {
        buf_add(render->out, STR("now"));
        return true;
    }
    bool hours = minutes >= 60;
    buf_format(render->out, "%s%d %s%s", past ? "" : "in ", (int)(hours ? minutes / 60 : minutes), hours ? "h" : "min",
               past ? " ago" : "");
    return true;
}

void write_when(struct render *render, const struct value *value, const struct op *op)
{
    int32_t day = day_of(render, value);
    struct str word = near_day(day, now_of(render).day_number);

    if (value->type == TYPE_INSTANT && put_near(render, value->number - render->context->now))
        return;
    if (word.n == 0) {
        put_date(render, day);
        return;
    }
    buf_add(render->out, word);
    if (value->type == TYPE_INSTANT) {
        buf_add_char(render->out, ' ');
        write_time(render, value, op);
    }
}

/* ------------------------------------------------------------------ lengths */

void write_minutes(struct render *render, const struct value *value, const struct op *op)
{
    write_count(render, value, op);
    buf_add(render->out, STR(" min"));
}

void write_duration(struct render *render, const struct value *value, const struct op *op)
{
    unsigned long long minutes = (unsigned long long)value->number;
    (void)op;
    if (value->number < 0) {
        minutes = 0 - minutes;
        buf_add_char(render->out, '-');
    }
    if (minutes >= 60)
        buf_format(render->out, "%llu h", minutes / 60);
    if (minutes >= 60 && minutes % 60 > 0)
        buf_add_char(render->out, ' ');
    if (minutes < 60 || minutes % 60 > 0)
        buf_format(render->out, "%llu min", minutes % 60);
}
