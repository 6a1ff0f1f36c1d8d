/* What the tests on a real socket share: a server over the fake application, and raw bytes to and from it. */
#ifndef TESTS_HTTP_SOCKET_H
#define TESTS_HTTP_SOCKET_H

#include "ask.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* How long an answer may take on a machine that has more to do than it can: less than the server lets a connection wait
 * that says nothing, so that who is held up by such a one is seen. */
enum { PATIENCE_MS = 20000 };

struct given {
    struct fake fake;
    struct server *server;
    int port;
};

static inline int begin(void **state, const struct server_config *config)
{
    static struct given given;
    struct server_config own = config ? *config : (struct server_config){0};
    static const int64_t five[] = {1, 2, 3, 4, 5};

    given = (struct given){0};
    fake_begin(&given.fake, NULL);
    fake_commit(500, fake_picture(500, five, 5, true));
    own.http = given.fake.http;
    own.listen = STR("127.0.0.1:0");
    *state = &given;
    if (server_start(&own, &given.fake.arena, &given.server) != OK)
        return -1;
    given.port = server_port(given.server);
    return 0;
}

static inline int setup(void **state)
{
    return begin(state, NULL);
}

static inline int setup_small(void **state)
{
    return begin(state, &(struct server_config){.workers = 1, .queue_max = 2});
}

static inline int setup_impatient(void **state)
{
    return begin(state, &(struct server_config){.idle_s = 1});
}

static inline int teardown(void **state)
{
    struct given *given = *state;

    server_stop(given->server, 2000);
    fake_end(&given->fake);
    return 0;
}

static inline int connect_to(const struct given *given)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)given->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

static inline void put(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);

        if (sent <= 0)
            return; /* the server may have closed early, which is its right */
        bytes += sent;
        n -= (size_t)sent;
    }
}

/* Reads until the end, `enough` bytes, `until` was seen or `ms` are over. */
static inline size_t take(int fd, char *out, size_t max, const char *until, int ms)
{
    int64_t end = time_monotonic_us() + (int64_t)ms * 1000;
    size_t n = 0;

    out[0] = 0;
    while (n < max - 1) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int64_t left = (end - time_monotonic_us()) / 1000;
        ssize_t got;

        if (left <= 0 || poll(&wait, 1, (int)left) <= 0)
            break;
        got = recv(fd, out + n, max - 1 - n, 0);
        if (got <= 0)
            break;
        n += (size_t)got;
        out[n] = 0;
        if (until != NULL && strstr(out, until) != NULL)
            break;
    }
    return n;
}

static inline int status_in(const char *out)
{
    int64_t status;

    return str_to_int(str_slice(str_from(out), strlen("HTTP/1.1 "), 3), &status) ? (int)status : 0;
}

#endif
