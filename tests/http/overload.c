/* The server with more at its door than it can do: what is refused, and whom it may hold up. */
#include "socket.h"

static void beyond_the_queue_it_is_503(void **state)
{
    static const char ask[] = "GET /api/v1/slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    int fds[12], good = 0, busy = 0;
    char out[4096];

    fake_world.sleep_us = 200000;
    for (int i = 0; i < (int)ARRAY_SIZE(fds); i++) {
        fds[i] = connect_to(*state);
        put(fds[i], ask, sizeof(ask) - 1);
    }
    for (int i = 0; i < (int)ARRAY_SIZE(fds); i++) {
        take(fds[i], out, sizeof(out), NULL, PATIENCE_MS);
        good += strncmp(out, "HTTP/1.1 200", 12) == 0;
        busy += strncmp(out, "HTTP/1.1 503", 12) == 0 && strstr(out, "Retry-After: 1") != NULL;
        close(fds[i]);
    }
    assert_int_equal(good + busy, ARRAY_SIZE(fds));
    assert_in_range(good, 2, 4);
}

static void others_are_served(const struct given *given)
{
    static const char ask[] =
        "GET /api/v1/clients/0000000000001 HTTP/1.1\r\nHost: x\r\nCookie: petgate_session=ann\r\n\r\n";
    char out[4096];

    for (int i = 0; i < 20; i++) {
        int fd = connect_to(given);

        put(fd, ask, sizeof(ask) - 1);
        take(fd, out, sizeof(out), "\"changed\":41}", PATIENCE_MS);
        if (status_in(out) != 200)
            fail_msg("the %d. was answered: %s", i + 1, out);
        close(fd);
    }
}

/* Those who connect and say nothing, and those who say their head byte by byte, take nobody's turn. */
static void thousands_of_slow_connections_hold_up_nobody(void **state)
{
    static const char half[] = "GET /api/v1/clients/0000000000001 HTTP/1.1\r\nHost: x\r\nCoo";
    static int fds[2500];
    struct rlimit limit;
    int count = ARRAY_SIZE(fds);

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max < 2 * ARRAY_SIZE(fds) + 200) /* both ends are in this process */
        count = (int)(limit.rlim_max - 200) / 2;
    for (int i = 0; i < count; i++) {
        fds[i] = connect_to(*state);
        put(fds[i], half, i % 2 ? sizeof(half) - 1 : 0);
    }
    for (int round = 0; round < 3; round++) {
        others_are_served(*state);
        for (int i = 1; i < count; i += 2)
            put(fds[i], "k", 1);
    }
    for (int i = 0; i < count; i++)
        close(fds[i]);
    others_are_served(*state);
}

/* Each asks for far more than a socket holds, and takes none of it. */
static void those_who_do_not_read_their_answers_hold_up_nobody(void **state)
{
    static const char ask[] = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";
    int fds[20];

    for (int i = 0; i < (int)ARRAY_SIZE(fds); i++) {
        fds[i] = connect_to(*state);
        (void)setsockopt(fds[i], SOL_SOCKET, SO_RCVBUF, &(int){2048}, sizeof(int));
        for (int k = 0; k < 50; k++)
            put(fds[i], ask, sizeof(ask) - 1);
    }
    others_are_served(*state);
    for (int i = 0; i < (int)ARRAY_SIZE(fds); i++)
        close(fds[i]);
}

/* Bodies that trickle in wait in the network's threads, not in a worker. */
static void bodies_that_do_not_come_hold_up_nobody(void **state)
{
    static const char ask[] = "POST /api/v1/clients HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tok\r\n"
                              "Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{\"name\":\"";
    int fds[100];

    for (int i = 0; i < (int)ARRAY_SIZE(fds); i++) {
        fds[i] = connect_to(*state);
        put(fds[i], ask, sizeof(ask) - 1);
    }
    others_are_served(*state);
    for (int i = 0; i < (int)ARRAY_SIZE(fds); i++)
        close(fds[i]);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define SMALL(name) cmocka_unit_test_setup_teardown(name, setup_small, teardown)
    const struct CMUnitTest tests[] = {
        SMALL(beyond_the_queue_it_is_503),
        SMALL(thousands_of_slow_connections_hold_up_nobody),
        T(those_who_do_not_read_their_answers_hold_up_nobody),
        SMALL(bodies_that_do_not_come_hold_up_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
