/* The server on a real socket: what clients send that is slow, many or late. */
#include "socket.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>

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
    take(fd, out, max, NULL, PATIENCE_MS);
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

/* With a library that takes more than chunks for chunks, no body comes in chunks. */
static void a_chunked_body_is_taken_whole_or_411(void **state)
{
    static const char ask[] = "POST /api/v1/clients HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                              "Authorization: Bearer tok\r\nTransfer-Encoding: chunked\r\n\r\n"
                              "6\r\n{\"name\r\n8\r\n\":\"Ida\"}\r\n0\r\n\r\n";
    char out[8192];
    int status = ask_raw(*state, ask, sizeof(ask) - 1, out, sizeof(out));

    if (server_library_is_strict()) {
        assert_int_equal(status, 201);
        return;
    }
    assert_int_equal(status, 411);
    assert_non_null(strstr(out, "\r\nConnection: close\r\n"));
    assert_non_null(strstr(out, "Content-Length"));
}

static void a_chunked_body_over_the_limit_is_refused(void **state)
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
    take(fd, out, sizeof(out), "\r\n\r\n", PATIENCE_MS);
    assert_int_equal(status_in(out), server_library_is_strict() ? 413 : 411);
    close(fd);
}

/* What comes until the end after these bytes, and nothing more. */
static size_t all_that_comes(const struct given *given, const char *bytes, char *out, size_t max)
{
    int fd = connect_to(given);
    size_t n;

    put(fd, bytes, strlen(bytes));
    n = take(fd, out, max, NULL, PATIENCE_MS);
    close(fd);
    return n;
}

/* The HTTP library ends these without a word. */
static void a_request_that_never_ends_is_408_and_a_silent_connection_hears_nothing(void **state)
{
    static const char *const unfinished[] = {
        "GET /heal",
        "GET /healthz HTTP/1.1\r\nHost: x\r\n",
        "POST /api/v1/clients HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{\"na",
    };
    static const char whole[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", ended[] = "\r\n\r\nok\n";
    char out[4096];

    for (size_t i = 0; i < ARRAY_SIZE(unfinished); i++) {
        all_that_comes(*state, unfinished[i], out, sizeof(out));
        assert_int_equal(status_in(out), 408);
        assert_non_null(strstr(out, "\r\nConnection: close\r\n"));
        assert_non_null(strstr(out, "\r\n\r\nThe request did not come to its end in time.\n"));
    }
    assert_int_equal(all_that_comes(*state, "", out, sizeof(out)), 0);
    /* Who had an answer hears nothing more, whether idle or in the middle of another request. */
    all_that_comes(*state, whole, out, sizeof(out));
    assert_string_equal(strstr(out, "\r\n\r\n"), ended);
    all_that_comes(*state, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /heal", out, sizeof(out));
    assert_string_equal(strstr(out, "\r\n\r\n"), ended);
}

static void who_hangs_up_before_the_request_is_whole_is_told_so_if_there_is_any(void **state)
{
    char out[4096];

    assert_int_equal(ask_raw(*state, "GET /heal", 9, out, sizeof(out)), 400);
    assert_non_null(strstr(out, "\r\n\r\nThis is no HTTP request.\n"));
    assert_int_equal(ask_raw(*state, "", 0, out, sizeof(out)), 0);
    assert_string_equal(out, "");
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
        take(fd, out, sizeof(out), "\"changed\":41}", PATIENCE_MS);
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
    take(fd, out, sizeof(out), "\"changed\":41}", PATIENCE_MS);
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
    char out[4096];
    int fd = connect_to(*state);

    fake_world.sleep_us = 2000000;
    put(fd, ask, sizeof(ask) - 1);
    an_ordinary_request_is_answered(state);
    assert_true(recv(fd, out, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN); /* what was asked before has no answer yet */
    take(fd, out, sizeof(out), NULL, PATIENCE_MS);
    assert_int_equal(status_in(out), 200);
    close(fd);
}

static void be_held_up(int signal)
{
    (void)signal;
    (void)clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 300000000}, NULL);
}

/* All threads but this one, for a while. */
static void hold_up_the_server(void)
{
    DIR *tasks = opendir("/proc/self/task");
    const struct dirent *task;
    struct sigaction action = {.sa_handler = be_held_up};

    assert_int_equal(sigaction(SIGUSR1, &action, NULL), 0);
    assert_non_null(tasks);
    while ((task = readdir(tasks)) != NULL) {
        int64_t id;

        if (str_to_int(str_from(task->d_name), &id) && id != gettid())
            assert_int_equal(tgkill(getpid(), (pid_t)id, SIGUSR1), 0);
    }
    closedir(tasks);
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 50000000}, NULL);
}

static void ask_at_once(const int *fds, int count)
{
    static const char ask[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    char out[4096];

    for (int i = 0; i < count; i++)
        put(fds[i], ask, sizeof(ask) - 1);
    for (int i = 0; i < count; i++) {
        take(fds[i], out, sizeof(out), "\r\n\r\nok\n", PATIENCE_MS);
        if (status_in(out) != 200)
            fail_msg("of %d the %d. was answered: %s", count, i + 1, out);
    }
}

/* The HTTP library takes 128 events at once, and, while there are as many, would wait for more before it looks at them:
 * if nobody came, until some connection had been idle for long enough to be ended. */
static void exactly_as_many_at_once_as_a_thread_takes_are_all_answered(void **state)
{
    int fds[2 * 128]; /* the two threads have them in turn */

    for (int i = 0; i < (int)ARRAY_SIZE(fds); i++) {
        fds[i] = connect_to(*state);
        ask_at_once(&fds[i], 1);
    }
    hold_up_the_server();
    ask_at_once(fds, (int)ARRAY_SIZE(fds));
    for (int i = 0; i < (int)ARRAY_SIZE(fds); i++)
        close(fds[i]);
}

static void a_stream_stays_open_and_brings_what_happens(void **state)
{
    static const char ask[] = "GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nCookie: petgate_session=ann\r\n\r\n";
    static const int64_t four[] = {1, 2, 3, 4};
    char out[8192];
    int fd = connect_to(*state);

    put(fd, ask, sizeof(ask) - 1);
    take(fd, out, sizeof(out), "\"change\":500", PATIENCE_MS);
    assert_non_null(strstr(out, "Content-Type: text/event-stream"));
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 100000000}, NULL);
    fake_announce(501, fake_picture(501, four, 4, true));
    take(fd, out, sizeof(out), "event: change", 10000); /* of itself: sooner than the beat of 15 s */
    assert_non_null(strstr(out, "event: lost\ndata: {\"clients\":[\"0000000000005\"],\"change\":501}"));
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
            take(kept[i], out, sizeof(out), "event: hello", PATIENCE_MS);
            if (status_in(out) != 200)
                fail_msg("page %d was answered: %s", i + 1, out);
            if (round == 0)
                close(kept[i]);
        }
    }
    for (int i = 0; i < (int)ARRAY_SIZE(kept); i++) {
        if (i < (int)ARRAY_SIZE(kept) - 8) {
            take(kept[i], out, sizeof(out), "\r\n0\r\n\r\n", PATIENCE_MS);
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
    take(open, out, sizeof(out), "hello", PATIENCE_MS);
    put(running, slow, sizeof(slow) - 1);
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 100000000}, NULL);
    server_stop(given->server, 2000);
    given->server = NULL;
    take(running, out, sizeof(out), NULL, PATIENCE_MS);
    assert_true(strncmp(out, "HTTP/1.1 200", 12) == 0);
    take(open, out, sizeof(out), NULL, PATIENCE_MS);
    assert_non_null(strstr(out, "\"reason\":\"stopping\""));
    assert_true(is_closed(idle));
    close(running), close(open), close(idle);
}

static void stopping_does_not_wait_for_ever(void **state)
{
    static const char slow[] = "GET /api/v1/slow HTTP/1.1\r\nHost: x\r\n\r\n";
    struct given *given = *state;
    char out[8192];
    int running = connect_to(given), waiting = connect_to(given), last = connect_to(given);

    fake_world.sleep_us = 1000000;
    put(running, slow, sizeof(slow) - 1);
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 50000000}, NULL);
    put(waiting, slow, sizeof(slow) - 1);
    put(last, slow, sizeof(slow) - 1);
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = 50000000}, NULL);
    server_stop(given->server, 200);
    given->server = NULL;
    take(running, out, sizeof(out), NULL, PATIENCE_MS); /* which would have got 200, had it been waited for */
    assert_true(strncmp(out, "HTTP/1.1 503", 12) == 0);
    take(waiting, out, sizeof(out), NULL, PATIENCE_MS);
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
        if (take(fd, out, sizeof(out), "\"changed\":41}", PATIENCE_MS) == 0)
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
#define IMPATIENT(name) cmocka_unit_test_setup_teardown(name, setup_impatient, teardown)
#define SMALL(name) cmocka_unit_test_setup_teardown(name, setup_small, teardown)
    const struct CMUnitTest tests[] = {
        T(an_ordinary_request_is_answered),
        T(what_waits_for_the_database_runs_on_a_worker),
        T(head_brings_the_head_alone),
        T(a_body_over_the_limit_is_413_before_it_is_read),
        T(a_chunked_body_is_taken_whole_or_411),
        T(a_chunked_body_over_the_limit_is_refused),
        IMPATIENT(a_request_that_never_ends_is_408_and_a_silent_connection_hears_nothing),
        T(who_hangs_up_before_the_request_is_whole_is_told_so_if_there_is_any),
        T(blanks_around_a_value_are_at_will),
        T(pipelined_requests_are_answered_in_order),
        T(one_connection_serves_many_requests),
        T(a_client_that_sends_byte_by_byte_is_served),
        T(a_client_that_leaves_while_its_request_runs_harms_nobody),
        SMALL(health_is_answered_while_all_workers_are_busy),
        T(exactly_as_many_at_once_as_a_thread_takes_are_all_answered),
        T(a_stream_stays_open_and_brings_what_happens),
        T(sixty_pages_loaded_quickly_all_get_their_stream),
        T(stopping_lets_what_runs_finish_and_ends_the_streams),
        SMALL(stopping_does_not_wait_for_ever),
        T(stopping_under_load_breaks_no_answer),
        T(an_address_that_is_none_or_taken_is_said_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
