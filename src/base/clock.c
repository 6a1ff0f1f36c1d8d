#include "base/time.h"

#include <time.h>

static int64_t read_clock(clockid_t clock)
{
    struct timespec now;
    int failed = clock_gettime(clock, &now);

    assert(failed == 0);
    (void)failed;
    return (int64_t)now.tv_sec * SECOND_US + now.tv_nsec / 1000;
}

int64_t time_now_us(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t time_monotonic_us(void)
{
    return read_clock(CLOCK_MONOTONIC);
}
