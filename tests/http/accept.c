/* The thread that takes connections. */
#include "http/accept.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <unistd.h>

enum { MANY = 40, SHORT_US = 50000, LONG_US = 5000000, STEP_US = 1000 };

struct door {
    int taken; /* atomic */
    int room;  /* atomic */
    struct sockaddr_in address;
    int listening;
    struct acceptor *acceptor;
};

static void take(void *data, int fd, const struct sockaddr *address, socklen_t size)
{
    struct door *door = data;

    assert_int_equal(address->sa_family, AF_INET);
    assert_true(size >= sizeof(struct sockaddr_in));
    close(fd);
    __atomic_add_fetch(&door->taken, 1, __ATOMIC_RELAXED);
}

static bool has_room(const void *data)
{
    const struct door *door = data;

    return __atomic_load_n(&door->taken, __ATOMIC_RELAXED) < __atomic_load_n(&door->room, __ATOMIC_RELAXED);
}

static void open_door(struct door *door, int room)
{
    socklen_t size = sizeof(door->address);

    *door = (struct door){.room = room, .address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}}};
    door->listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(door->listening, (struct sockaddr *)&door->address, sizeof(door->address)), 0);
    assert_int_equal(listen(door->listening, 2 * MANY), 0);
    assert_int_equal(getsockname(door->listening, (struct sockaddr *)&door->address, &size), 0);
    door->acceptor = acceptor_start(door->listening, take, has_room, door);
    assert_non_null(door->acceptor);
}

static int knock(const struct door *door)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int got = connect(fd, (const struct sockaddr *)&door->address, sizeof(door->address));

    close(fd);
    return got;
}

/* How many came in, when as many as that did or the time is over. */
static int taken(const struct door *door, int count, int wait_us)
{
    for (int us = 0; us < wait_us && __atomic_load_n(&door->taken, __ATOMIC_RELAXED) < count; us += STEP_US)
        usleep(STEP_US);
    return __atomic_load_n(&door->taken, __ATOMIC_RELAXED);
}

static void all_that_come_are_taken_and_nobody_after_the_stop(void **state)
{
    struct door door;

    (void)state;
    open_door(&door, INT32_MAX);
    for (int i = 0; i < MANY; i++)
        assert_int_equal(knock(&door), 0);
    assert_int_equal(taken(&door, MANY, LONG_US), MANY);
    acceptor_stop(door.acceptor);
    assert_int_equal(knock(&door), -1);
    assert_int_equal(taken(&door, MANY + 1, SHORT_US), MANY);
}

static void who_finds_no_room_waits_for_it(void **state)
{
    struct door door;

    (void)state;
    open_door(&door, 2);
    for (int i = 0; i < 4; i++)
        assert_int_equal(knock(&door), 0);
    assert_int_equal(taken(&door, 2, LONG_US), 2);
    assert_int_equal(taken(&door, 3, SHORT_US), 2);
    __atomic_store_n(&door.room, 3, __ATOMIC_RELAXED);
    assert_int_equal(taken(&door, 3, LONG_US), 3);
    assert_int_equal(taken(&door, 4, SHORT_US), 3);
    acceptor_stop(door.acceptor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_come_are_taken_and_nobody_after_the_stop),
        cmocka_unit_test(who_finds_no_room_waits_for_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
