#include "policy/rules.h"

#include "base/time.h"

enum event_phase event_phase(enum event_status status, int64_t starts_at, int64_t ends_at, int running_hours,
                             int64_t now)
{
    /* Before the start, too: whoever began early is in the house. */
    if (status == EVENT_IN_PROGRESS && ends_at > now - running_hours * HOUR_US)
        return EVENT_RUNNING;
    return starts_at > now ? EVENT_FUTURE : EVENT_PAST;
}

bool event_is_barrier(enum event_status status, int64_t starts_at, int64_t ends_at, int running_hours, int64_t now)
{
    enum event_phase phase = event_phase(status, starts_at, ends_at, running_hours, now);

    return phase == EVENT_RUNNING || (phase == EVENT_FUTURE && status == EVENT_SCHEDULED);
}

bool event_move_allowed(enum event_status from, enum event_status to, bool manager, bool delivering)
{
    enum { NEVER, MANAGER, DELIVERING }; /* DELIVERING: managers, too */
    static const uint8_t moves[EVENT_STATUS__MAX][EVENT_STATUS__MAX] = {
        [EVENT_SCHEDULED] =
            {[EVENT_IN_PROGRESS] = DELIVERING, [EVENT_COMPLETED] = MANAGER, [EVENT_CANCELLED] = MANAGER},
        [EVENT_IN_PROGRESS] = {[EVENT_COMPLETED] = DELIVERING, [EVENT_CANCELLED] = MANAGER},
        [EVENT_COMPLETED] = {[EVENT_SCHEDULED] = MANAGER},
        [EVENT_CANCELLED] = {[EVENT_SCHEDULED] = MANAGER},
    };

    if (from <= 0 || from >= EVENT_STATUS__MAX || to <= 0 || to >= EVENT_STATUS__MAX || moves[from][to] == NEVER)
        return false;
    return manager || (delivering && moves[from][to] == DELIVERING);
}
