#include "features/schedule/lanes.h"

/* What a visit takes at least on the page, so that its name can be read. */
enum { SHOWN_MINUTES = 25 };

static int minute_of(const struct zone *zone, int64_t at)
{
    struct local_time local = time_local(zone, at);

    return local.hour * 60 + local.minute;
}

bool lane_cut(const struct zone *zone, int32_t day, int64_t starts_at, int64_t ends_at, struct lane_span *ret)
{
    int64_t begin = time_day_start(zone, day), end = time_day_start(zone, day + 1);
    int start, stop;

    if (starts_at >= end || ends_at <= begin)
        return false;
    start = starts_at <= begin ? 0 : minute_of(zone, starts_at);
    stop = ends_at >= end ? DAY_MINUTES : minute_of(zone, ends_at);
    start -= start % LANE_STEP;
    stop += (LANE_STEP - stop % LANE_STEP) % LANE_STEP;
    if (stop <= start) /* the hour that comes twice */
        stop = start + LANE_STEP;
    *ret = (struct lane_span){.start = start, .minutes = stop - start, .lane = 1, .lanes = 1};
    return true;
}

static int shown_end(const struct lane_span *span)
{
    return span->start + (span->minutes < SHOWN_MINUTES ? SHOWN_MINUTES : span->minutes);
}

/* All of a group get its width. */
static void close_group(struct lane_span *spans, int from, int to, int lanes)
{
    for (int i = from; i < to; i++)
        spans[i].lanes = lanes;
}

void lanes_assign(struct lane_span *spans, int count, int room)
{
    int ends[LANES_MAX] = {0}; /* of each lane of the group */
    int group = 0, used = 0, group_end = 0;

    for (int i = 0; i < count; i++) {
        int lane = 0;

        if (spans[i].start >= group_end) {
            close_group(spans, group, i, used);
            group = i;
            used = 0;
        }
        while (lane < used && ends[lane] > spans[i].start)
            lane++;
        spans[i].lane = lane + 1;
        if (lane == room)
            continue;
        used = lane == used ? used + 1 : used;
        ends[lane] = shown_end(&spans[i]);
        group_end = ends[lane] > group_end ? ends[lane] : group_end;
    }
    close_group(spans, group, count, used);
}
