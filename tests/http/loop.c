/* The thread that waits for events and for other threads. */
#include "http/loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { TELLERS = 4, TIMES = 5000, LONG_US = 20000000, STEP_US = 1000 };

struct world {
    struct loop *loop;
    int epoll;
    int asked, seen, taken, runs; /* atomic */
};

static void run(void *data)
{
    struct world *world = data;
    struct epoll_event events[4];

    __atomic_store_n(&world->seen, __atomic_load_n(&world->asked, __ATOMIC_SEQ_CST), __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&world->runs, 1, __ATOMIC_SEQ_CST);
    (void)epoll_wait(world->epoll, events, (int)ARRAY_SIZE(events), -1);
}

static void take(void *data, int fd, const struct sockaddr *address, socklen_t size)
{
    struct world *world = data;

    assert_int_equal(fd, -1);
    assert_int_equal(address->sa_family, AF_INET);
    assert_int_equal(size, sizeof(struct sockaddr_in));
    __atomic_add_fetch(&world->taken, 1, __ATOMIC_SEQ_CST);
}

static void *tell(void *data)
{
    static const struct sockaddr_in address = {.sin_family = AF_INET};
    struct world *world = data;

    for (int i = 0; i < TIMES; i++) {
        __atomic_add_fetch(&world->asked, 1, __ATOMIC_SEQ_CST);
        if (i % 2)
            loop_wake(world->loop);
        else
            loop_hand(world->loop, -1, (const struct sockaddr *)&address, sizeof(address));
        if (i % 64 == 0)
            usleep(1); /* so that the loop comes to wait again and again */
    }
    return NULL;
}

static bool is_done(struct world *world)
{
    return __atomic_load_n(&world->seen, __ATOMIC_SEQ_CST) == TELLERS * TIMES &&
           __atomic_load_n(&world->taken, __ATOMIC_SEQ_CST) == TELLERS * TIMES / 2;
}

/* Not once more within a while: sooner or later, on a machine with much else to do. */
static bool comes_to_wait(struct world *world)
{
    for (int us = 0; us < LONG_US; us += 50 * STEP_US) {
        int runs = __atomic_load_n(&world->runs, __ATOMIC_SEQ_CST);

        usleep(50 * STEP_US);
        if (__atomic_load_n(&world->runs, __ATOMIC_SEQ_CST) == runs)
            return true;
    }
    return false;
}

static void nothing_told_is_missed_and_afterwards_it_waits(void **state)
{
    struct world world = {.epoll = epoll_create1(EPOLL_CLOEXEC)};
    pthread_t tellers[TELLERS];

    (void)state;
    world.loop = loop_start(&(struct loop_work){world.epoll, run, take, &world});
    assert_non_null(world.loop);
    for (int i = 0; i < TELLERS; i++)
        assert_int_equal(pthread_create(&tellers[i], NULL, tell, &world), 0);
    for (int i = 0; i < TELLERS; i++)
        pthread_join(tellers[i], NULL);
    for (int us = 0; us < LONG_US && !is_done(&world); us += STEP_US)
        usleep(STEP_US);
    assert_true(is_done(&world));
    assert_true(comes_to_wait(&world));
    loop_stop(world.loop);
    loop_free(world.loop);
    close(world.epoll);
}

static void run_on(void *data)
{
    (void)data;
}

/* However close it is to being told when it looks: what stayed readable would let it never wait again. */
static void what_was_told_leaves_nothing_behind(void **state)
{
    struct world world = {.epoll = epoll_create1(EPOLL_CLOEXEC)};

    (void)state;
    world.loop = loop_start(&(struct loop_work){world.epoll, run_on, take, &world});
    assert_non_null(world.loop);
    for (int i = 0; i < TELLERS * TIMES; i++) {
        struct epoll_event event;
        int us = 0;

        loop_wake(world.loop);
        while (epoll_wait(world.epoll, &event, 1, 0) != 0 && us < LONG_US)
            us += usleep(STEP_US) == 0 ? STEP_US : 0;
        assert_in_range(us, 0, LONG_US - 1);
    }
    loop_stop(world.loop);
    loop_free(world.loop);
    close(world.epoll);
}

static void without_an_epoll_there_is_no_loop(void **state)
{
    (void)state;
    assert_null(loop_start(&(struct loop_work){.epoll = -1, .run = run, .take = take}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_told_is_missed_and_afterwards_it_waits),
        cmocka_unit_test(what_was_told_leaves_nothing_behind),
        cmocka_unit_test(without_an_epoll_there_is_no_loop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
