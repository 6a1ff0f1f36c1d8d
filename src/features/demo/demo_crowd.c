#include "features/demo/demo_parts.h"

enum err crowd_begin(struct maker *m)
{
    return fail_internal(m->arena, "demo: the crowd is not there yet");
}

enum err crowd_until(struct maker *m, int64_t at)
{
    (void)m;
    (void)at;
    return OK;
}

enum err crowd_end(struct maker *m)
{
    (void)m;
    return OK;
}
