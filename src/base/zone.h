/* Inside a zone: shared by the files that read and ask zones (tzif, tz_rule, zone, zones, time), by nobody else. */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/time.h"

/* `at[i]` are ascending instants in seconds; `offset[i]` (seconds east) holds from there to the next.
 * The rule at the end of a zone file is written out here until 2201, so that one search answers everything. */
struct zone {
    struct str name;
    int32_t first_offset; /* before at[0] */
    int count;
    int64_t *at;
    int32_t *offset;
};

enum { OFFSET_S_MIN = -25 * 3600 + 1, OFFSET_S_MAX = 26 * 3600 - 1 }; /* RFC 8536, 3.2 */

/* When in a year the offset changes. */
struct tz_change {
    char kind;            /* 'J': day 1..365 without 29 February; '0': day 0..365; 'M': month, week, weekday */
    int month, week, day; /* of 'M': week 5 is the last, day 0 Sunday; the others use `day` */
    int32_t time_s;       /* after local midnight, -167 to 167 hours */
};

/* The POSIX TZ string of the footer: "EST5EDT,M3.2.0,M11.1.0". */
struct tz_rule {
    int32_t standard_s, daylight_s; /* offsets east */
    bool has_daylight;
    struct tz_change start, end; /* of daylight saving, each in the time that holds before it */
};

MUST_CHECK bool tz_rule_parse(struct str text, struct tz_rule *ret);
/* The local wall-clock second (since 1970, without offset) of a change in `year`. */
int64_t tz_change_in(const struct tz_change *change, int year);

#endif
