/* Instants, days and zones. An instant is microseconds UTC since 1970; a day is days since 1970-01-01 in some zone.
 * The zone files are read by us (TZif, RFC 8536), so that no global TZ is touched; they are untrusted bytes (fuzzed).
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/arena.h"

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)
/* Instants outside of years 1900..2200 are refused on input: from MIN on, before MAX. Beyond them zones keep the
 * offset of the first or last known change. */
#define INSTANT_MIN INT64_C(-2208988800000000)
#define INSTANT_MAX INT64_C(7289654400000000)

struct zone;

struct local_time {
    int year, month, day; /* month and day from 1 */
    int hour, minute, second, micro;
    int weekday;        /* 1 Monday .. 7 Sunday */
    int offset_s;       /* east of UTC */
    int32_t day_number; /* days since 1970-01-01, local */
};

/* The clock of the machine. Rules take the instant passed in; only app/, http/ and cli/ ask this. */
int64_t time_now_us(void);
/* For durations: never goes backwards. */
int64_t time_monotonic_us(void);

/* Loads e.g. "America/New_York" from the zone directory. ERR_INVALID if the name is unknown or malformed. */
MUST_CHECK enum err zone_load(struct arena *arena, struct str name, struct zone **ret);
/* Parses TZif bytes; `ret` lives in the arena. ERR_INVALID for anything that is not sound. */
MUST_CHECK enum err zone_parse(struct arena *arena, struct str name, struct str bytes, struct zone **ret);
/* Zones for as long as `zones` lives, each read once and shared by all who ask: of thousands of companies most are in a
 * few zones. What the zone directory says later is not seen. */
struct zones;
struct zones *zones_new(void);
void zones_free(struct zones *zones); /* NULL does nothing */
/* Thread-safe. As zone_load; what failed is in `arena`. */
MUST_CHECK enum err zones_get(struct zones *zones, struct str name, struct arena *arena, const struct zone **ret);
struct str zone_name(const struct zone *zone);
extern const struct zone *const zone_utc;
/* The zones of the machine's table of places ("Europe/Berlin") and "UTC", sorted, for the set-up page. */
void zone_names(struct arena *arena, struct str **ret_names, int *ret_count);

struct local_time time_local(const struct zone *zone, int64_t instant);
/* The instant of a wall-clock time: a skipped one moves forward by the gap, a doubled one is the first. `minute_of_day`
 * may lie outside of the day: 1500 is 01:00 of the next. */
int64_t time_from_local(const struct zone *zone, int32_t day, int minute_of_day);
/* Midnight (or the first existing time) of a local day; of a day that a zone left out, the start of the next. */
int64_t time_day_start(const struct zone *zone, int32_t day);

int32_t day_from_civil(int year, int month, int day);
void day_to_civil(int32_t day, int *ret_year, int *ret_month, int *ret_day);
/* 1 Monday .. 7 Sunday. */
int day_weekday(int32_t day);
/* "2026-05-03", a real date between 1900 and 2200. */
MUST_CHECK bool day_parse(struct str text, int32_t *ret);
struct str day_text(struct arena *arena, int32_t day);

/* RFC 3339 with offset: "2026-05-03T09:00:00-04:00", in zone UTC with "Z"; six digits of fraction if there is one. */
struct str time_text(struct arena *arena, const struct zone *zone, int64_t instant);
/* RFC 3339; the offset is required ("Z" or +hh:mm). */
MUST_CHECK bool time_parse(struct str text, int64_t *ret);
/* What an HTML datetime-local field sends, "2026-05-03T09:00" (seconds and fraction allowed), in `zone`. */
MUST_CHECK bool time_parse_local(const struct zone *zone, struct str text, int64_t *ret);

#endif
