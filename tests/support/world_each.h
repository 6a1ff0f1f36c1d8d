/* For a test program each of whose tests has the demonstration's companies to itself: `w`, and T(test) in its table. */
#ifndef SUPPORT_WORLD_EACH_H
#define SUPPORT_WORLD_EACH_H

#include "support/world.h"

static struct world *w;

static int set_up(void **state)
{
    (void)state;
    w = world_new(test_engine());
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    world_free(w);
    return 0;
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
