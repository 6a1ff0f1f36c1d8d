/* Inside of schedule/: visits side by side within a day of the calendar. Pure. */
#ifndef FEATURES_SCHEDULE_LANES_H
#define FEATURES_SCHEDULE_LANES_H

#include "base/time.h"

enum { LANES_MAX = 6, LANE_STEP = 5, DAY_MINUTES = 1440 };

/* Where something stands within a day, in whole steps. */
struct lane_span {
    int start;       /* minute of the day, 0 … 1435 */
    int minutes;     /* 5 … 1440 */
    int lane, lanes; /* set by lanes_assign; lane > lanes: no room */
};

/* The part of [starts_at, ends_at) that lies on the local day; false if none does. */
MUST_CHECK bool lane_cut(const struct zone *zone, int32_t day, int64_t starts_at, int64_t ends_at,
                         struct lane_span *ret);
/* Gives each span (in order of start) a lane of its own among those that overlap it, and says how many there are side
 * by side: at most `room` (up to LANES_MAX), what is left over gets the lane room + 1. What is short takes the room
 * that its text needs. */
void lanes_assign(struct lane_span *spans, int count, int room);

#endif
