/* Zone files: whatever parses must answer every instant, and forth and back must agree. */
#include "base/time.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_instant(const struct zone *zone, int64_t instant)
{
    struct local_time local = time_local(zone, instant);
    int64_t first = time_from_local(zone, local.day_number, local.hour * 60 + local.minute);
    struct local_time again = time_local(zone, first);

    if (local.month < 1 || local.month > 12 || local.day < 1 || local.day > 31 || local.hour > 23)
        abort();
    /* A time that was shown exists, so it resolves to itself: to the same instant or an earlier one. */
    if (local.second == 0 && local.micro == 0 &&
        (first > instant || again.day_number != local.day_number || again.hour != local.hour ||
         again.minute != local.minute))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_INIT;
    struct zone *zone;

    if (zone_parse(&arena, STR("Fuzz/Zone"), (struct str){(const char *)data, size}, &zone) == OK) {
        for (int64_t t = INSTANT_MIN; t < INSTANT_MAX; t += 97 * DAY_US + 6 * HOUR_US)
            check_instant(zone, t);
        time_local(zone, INT64_MIN);
        time_local(zone, INT64_MAX);
        time_from_local(zone, INT32_MIN, 0);
        time_day_start(zone, INT32_MAX);
        time_text(&arena, zone, 0);
    }
    arena_free(&arena);
    return 0;
}
