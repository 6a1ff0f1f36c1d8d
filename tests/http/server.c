/* The server on a real socket: what clients send that is slow, many or late. */
#include "socket.h"

static bool is_closed(int fd)
{
    char byte;
    struct pollfd wait = {.fd = fd, .events = POLLIN};

    return poll(&wait, 1, 1000) == 1 && recv(fd, &byte, 1, 0) <= 0;
}

/* One request on a connection of its own; the status, or 0. */
static int ask_raw(const struct given *given, const char *bytes, size_t n, char *out, size_t max)
{
    int fd = connect_to(given);
    int status = 0;

    put(fd, bytes, n);
    shutdown(fd, SHUT_WR);
    take(fd, out, max, NULL, 2000);
    if (strncmp(out, "HTTP/1.1 ", 9) == 0)
        status = status_in(out);
    close(fd);
    return status;
}

static void an_ordinary_request_is_answered(void **state)
{
    static const char ask[] = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    char out[4096];

    assert_int_equal(ask_raw(*state, ask, sizeof(ask) - 1, out, sizeof(out)), 200);
    assert_non_null(strstr(out, "\r\n\r\nok\n"));
}

static void what_waits_for_the_database_runs_on_a_worker(void **state)
{
    static const char ask[] = "GET /api/v1/clients/0000000000001 HTTP/1.1\r\nHost: x\r\nCookie: "
                              "petgate_session=ann\r\nConnection: close\r\n\r\n";
    char out[4096];

    assert_int_equal(ask_raw(*state, ask, sizeof(ask) - 1, out, sizeof(out)), 200);
    assert_non_null(strstr(out, "\"name\":\"Rex & Co\""));
}

static void head_brings_the_head_alone(void **state)
{
    static const char ask[] =
        "HEAD /api/v1/clients/0000000000001 HTTP/1.1\r\nHost: x\r\nCookie: petgate_session=ann\r\n"
        "Connection: close\r\n\r\n";
    char out[4096];

    assert_int_equal(ask_raw(*state, ask, sizeof(ask) - 1, out, sizeof(out)), 200);
    assert_string_equal(strstr(out, "\r\n\r\n"), "\r\n\r\n");
    assert_non_null(strstr(out, "Content-Length: 53\r\n"));
}

static void a_body_over_the_limit_is_413_before_it_is_read(void **state)
{
    static const char ask[] =
        "POST /clients HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2000000\r\n\r\n";
    char out[8192];

    assert_int_equal(ask_raw(*state, ask, sizeof(ask) - 1, out, sizeof(out)), 413);
    assert_non_null(strstr(out, "Connection: close"));
}

static void a_chunked_body_over_the_limit_is_413(void **state)
{
    static const char head[] = "POST /api/v1/clients HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n";
    static char block[65536 + 9];
    char out[8192];
    int fd = connect_to(*state);

    memset(block, 'a', sizeof(block));
    memcpy(block, "10000\r\n", 7);
    memcpy(block + sizeof(block) - 2, "\r\n", 2);
    put(fd, head, sizeof(head) - 1);
    for (int i = 0; i < 20; i++)
        put(fd, block, sizeof(block));
    put(fd, "0\r\n\r\n", 5);
    take(fd, out, sizeof(out), "\r\n\r\n", 2000);
    assert_true(strncmp(out, "HTTP/1.1 413", 12) == 0);
    close(fd);
}

/* RFC 9112, 5: any number of them, and none. */
static void blanks_around_a_value_are_at_will(void **state)
{
    static const char *const heads[] = {"Host:x",
                                        "Host:   x",
                                        "Host:\tx",
                                        "Host: x\r\nA: b  ",
                                        "Host: x\r\nA:",
                                        "Host: x\r\nA:   ",
                                        "Host: x\r\nA:b\r\nB:  c  d\r\nC:\r\nD: e"};

    for (size_t i = 0; i < ARRAY_SIZE(heads); i++) {
        char ask[200], out[4096];
        int n = snprintf(ask, sizeof(ask), "GET /healthz HTTP/1.1\r\n%s\r\nConnection: close\r\n\r\n", heads[i]);

        assert_int_equal(ask_raw(*state, ask, (size_t)n, out, sizeof(out)), 200);
    }
}

static void pipelined_requests_are_answered_in_order(void **state)
{
    static const char ask[] = "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Request-ID: one\r\n\r\n"
                              "GET /api/v1/clients/0000000000001 HTTP/1.1\r\nHost: x\r\nX-Request-ID: two\r\n"
                              "Cookie: petgate_session=ann\r\n\r\n"
                              "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Request-ID: three\r\nConnection: close\r\n\r\n";
    char out[16384];
    const char *one, *two, *three;

    ask_raw(*state, ask, sizeof(ask) - 1, out, sizeof(out));
    one = strstr(out, "X-Request-ID: one");
    two = strstr(out, "X-Request-ID: two");
    three = strstr(out, "X-Request-ID: three");
    assert_true(one != NULL && two != NULL && three != NULL && one < two && two < three);
}

static void one_connection_serves_many_requests(void **state)
{
    static const char ask[] =
        "GET /api/v1/clients/0000000000001 HTTP/1.1\r\nHost: x\r\nCookie: petgate_session=ann\r\n\r\n";
    char out[4096];
    int fd = connect_to(*state);

    for (int i = 0; i < 50; i++) {
        put(fd, ask, sizeof(ask) - 1);
        take(fd, out, sizeof(out), "\"changed\":41}", 2000);
        assert_true(strncmp(out, "HTTP/1.1 200", 12) == 0);
    }
    close(fd);
}

static void a_client_that_sends_byte_by_byte_is_served(void **state)
{
    static const char ask[] = "POST /api/v1/clients HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tok\r\n"
                              "Content-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"name\":\"Ida\"}";
    char out[4096];
    int fd = connect_to(*state);

    for (size_t i = 0; i < sizeof(ask) - 1; i++) {
        put(fd, ask + i, 1);
        if (i % 16 == 0)
            clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    take(fd, out, sizeof(out), "\"changed\":41}", 2000);
    assert_true(strncmp(out, "HTTP/1.1 201", 12) == 0);
    close(fd);
}

static void a_client_that_leaves_while_its_request_runs_harms_nobody(void **state)
{
    static const char ask[] = "GET /api/v1/slow HTTP/1.1\r\nHost: x\r\n\r\n";

    fake_world.sleep_us = 100000;
    for (int i = 0; i < 20; i++) {
        int fd = connect_to(*state);

        put(fd, ask, sizeof(ask) - 1);
        close(fd);
    }
    an_ordinary_request_is_answered(state);
}

static void health_is_answered_while_all_workers_are_busy(void **state)
{
    static const char ask[] = "GET /api/v1/slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    int64_t began;
    char out[4096];
    int fd = connect_to(*state);

    fake_world.sleep_us = 500000;
    put(fd, ask, sizeof(ask) - 1);
    began = time_monotonic_us();
    an_ordinary_request_is_answered(state);
    assert_in_range(time_monotonic_us() - began, 0, 200000);
    take(fd, out, sizeof(out), NULL, 2000);
    close(fd);
}

static void a_stream_stays_open_and_brings_what_happens(void **state)
{
    static const char ask[] = "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nCookie: petgate_session=ann\r\n\r\n";
    static const int64_t four[] = {1, 2, 3, 4};
    char out[8192];
    int64_t began;
    int fd = connect_to(*state);

    put(fd, ask, sizeof(ask) - 1);
    take(fd, out, sizeof(out), "{\"change\":500}", 2000);
    assert_non_null(strstr(out, "Content-Type: text/event-stream"));
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 100000000}, NULL);
    began = time_monotonic_us();
    fake_announce(501, fake_picture(501, four, 4, true));
    take(fd, out, sizeof(out), "event: change", 2000);
    assert_non_null(strstr(out, "event: lost\ndata: {\"clients\":[\"0000000000005\"],\"change\":501}"));
    assert_in_range(time_monotonic_us() - began, 0, 200000);
    close(fd);
}

/* A person who reloads quickly, and one who keeps as many pages open as come in: nobody is turned away, nothing of what
 * was left behind stays. */
static void sixty_pages_loaded_quickly_all_get_their_stream(void **state)
{
    static const char ask[] = "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nCookie: petgate_session=ann\r\n\r\n";
    char out[8192];
    int kept[60];

    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < (int)ARRAY_SIZE(kept); i++) {
            kept[i] = connect_to(*state);
            put(kept[i], ask, sizeof(ask) - 1);
            take(kept[i], out, sizeof(out), "event: hello", 2000);
            if (status_in(out) != 200)
                fail_msg("page %d was answered: %s", i + 1, out);
            if (round == 0)
                close(kept[i]);
        }
    }
    for (int i = 0; i < (int)ARRAY_SIZE(kept); i++) {
        if (i < (int)ARRAY_SIZE(kept) - 8) {
            take(kept[i], out, sizeof(out), "\r\n0\r\n\r\n", 2000);
            assert_non_null(strstr(out, "\"reason\":\"replaced\""));
        }
        close(kept[i]);
    }
}

static void stopping_lets_what_runs_finish_and_ends_the_streams(void **state)
{
    static const char slow[] = "GET /api/v1/slow HTTP/1.1\r\nHost: x\r\n\r\n";
    static const char stream[] = "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nCookie: petgate_session=ann\r\n\r\n";
    struct given *given = *state;
    char out[8192];
    int running = connect_to(given), open = connect_to(given), idle = connect_to(given);

    fake_world.sleep_us = 300000;
    put(open, stream, sizeof(stream) - 1);
    take(open, out, sizeof(out), "hello", 2000);
    put(running, slow, sizeof(slow) - 1);
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 100000000}, NULL);
    server_stop(given->server, 2000);
    given->server = NULL;
    take(running, out, sizeof(out), NULL, 2000);
    assert_true(strncmp(out, "HTTP/1.1 200", 12) == 0);
    take(open, out, sizeof(out), NULL, 2000);
    assert_non_null(strstr(out, "\"reason\":\"stopping\""));
    assert_true(is_closed(idle));
    close(running), close(open), close(idle);
}

static void stopping_does_not_wait_for_ever(void **state)
{
    static const char slow[] = "GET /api/v1/slow HTTP/1.1\r\nHost: x\r\n\r\n";
    struct given *given = *state;
    int64_t began;
    char out[8192];
    int running = connect_to(given), waiting = connect_to(given), last = connect_to(given);

    fake_world.sleep_us = 1000000;
    put(running, slow, sizeof(slow) - 1);
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 50000000}, NULL);
    put(waiting, slow, sizeof(slow) - 1);
    put(last, slow, sizeof(slow) - 1);
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 50000000}, NULL);
    began = time_monotonic_us();
    server_stop(given->server, 200);
    given->server = NULL;
    assert_in_range(time_monotonic_us() - began, 0, 1500000);
    take(running, out, sizeof(out), NULL, 2000);
    assert_true(strncmp(out, "HTTP/1.1 503", 12) == 0);
    take(waiting, out, sizeof(out), NULL, 2000);
    assert_true(strncmp(out, "HTTP/1.1 503", 12) == 0);
    close(running), close(waiting), close(last);
}

struct load {
    const struct given *given;
    bool stop;
    int answered, broken;
};

static void *hammer(void *data)
{
    static const char ask[] =
        "GET /api/v1/clients/0000000000001 HTTP/1.1\r\nHost: x\r\nCookie: petgate_session=ann\r\n\r\n";
    struct load *load = data;
    char out[4096];
    int fd = connect_to(load->given);

    while (!__atomic_load_n(&load->stop, __ATOMIC_ACQUIRE)) {
        put(fd, ask, sizeof(ask) - 1);
        if (take(fd, out, sizeof(out), "\"changed\":41}", 2000) == 0)
            break; /* closed between two requests: the server says when with Connection: close */
        if (strncmp(out, "HTTP/1.1 200", 12) == 0 && strstr(out, "\"changed\":41}") != NULL)
            load->answered++;
        else if (strncmp(out, "HTTP/1.1 503", 12) != 0)
            load->broken++;
        if (strstr(out, "Connection: close") != NULL)
            break;
    }
    close(fd);
    return NULL;
}

static void stopping_under_load_breaks_no_answer(void **state)
{
    struct given *given = *state;
    struct load loads[8];
    pthread_t threads[ARRAY_SIZE(loads)];

    for (size_t i = 0; i < ARRAY_SIZE(loads); i++) {
        loads[i] = (struct load){.given = given};
        assert_int_equal(pthread_create(&threads[i], NULL, hammer, &loads[i]), 0);
    }
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 200000000}, NULL);
    server_stop(given->server, 2000);
    given->server = NULL;
    for (size_t i = 0; i < ARRAY_SIZE(loads); i++) {
        __atomic_store_n(&loads[i].stop, true, __ATOMIC_RELEASE);
        pthread_join(threads[i], NULL);
        assert_int_equal(loads[i].broken, 0);
        assert_true(loads[i].answered > 0);
    }
}

static void an_address_that_is_none_or_taken_is_said_so(void **state)
{
    struct given *given = *state;
    struct server_config config = {.http = given->fake.http, .listen = STR("nonsense")};
    struct server *server;

    assert_int_equal(server_start(&config, &given->fake.arena, &server), ERR_BAD_REQUEST);
    config.listen = arena_format(&given->fake.arena, "127.0.0.1:%d", given->port);
    assert_int_equal(server_start(&config, &given->fake.arena, &server), ERR_UNAVAILABLE);
    assert_true(str_ends(given->fake.arena.failure.log, STR("Address already in use")));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define SMALL(name) cmocka_unit_test_setup_teardown(name, setup_small, teardown)
    const struct CMUnitTest tests[] = {
        T(an_ordinary_request_is_answered),
        T(what_waits_for_the_database_runs_on_a_worker),
        T(head_brings_the_head_alone),
        T(a_body_over_the_limit_is_413_before_it_is_read),
        T(a_chunked_body_over_the_limit_is_413),
        T(blanks_around_a_value_are_at_will),
        T(pipelined_requests_are_answered_in_order),
        T(one_connection_serves_many_requests),
        T(a_client_that_sends_byte_by_byte_is_served),
        T(a_client_that_leaves_while_its_request_runs_harms_nobody),
        SMALL(health_is_answered_while_all_workers_are_busy),
        T(a_stream_stays_open_and_brings_what_happens),
        T(sixty_pages_loaded_quickly_all_get_their_stream),
        T(stopping_lets_what_runs_finish_and_ends_the_streams),
        SMALL(stopping_does_not_wait_for_ever),
        T(stopping_under_load_breaks_no_answer),
        T(an_address_that_is_none_or_taken_is_said_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
