#include "proof/house.h"

#include "base/time.h"
#include "proof/ask.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORDS_MAX = 24, START_MAX_MS = 60000, END_MAX_MS = 20000, TEXT_MAX = 256 * 1024 };

/* ------------------------------------------------------------------ processes */

/* The program of this build: the test lies in tests/proof/ beside it. */
static const char *program(void)
{
    static char path[4200];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 64);
    char *end;

    assert_true(n > 0);
    path[n] = 0;
    for (int up = 0; up < 3; up++) {
        end = strrchr(path, '/');
        assert_non_null(end);
        *end = 0;
    }
    memcpy(end, "/petgate", sizeof("/petgate"));
    return path;
}

static void add_all(const char **words, int *count, const char *const *more)
{
    for (; more && *more; more++) {
        assert_true(*count < WORDS_MAX - 1);
        words[(*count)++] = *more;
    }
    words[*count] = NULL;
}

static pid_t spawn(const struct test_database *database, const char *const *words, int out)
{
    const char *list[WORDS_MAX] = {program()};
    const char *const where[] = {"--data", database->dir, NULL};
    const char *const server[] = {"--database", database->url, NULL};
    char log[128];
    int count = 1;
    pid_t pid;

    snprintf(log, sizeof(log), "%s/served.log", database->dir);
    add_all(list, &count, words);
    add_all(list, &count, where);
    if (database->engine == STORE_POSTGRES)
        add_all(list, &count, server);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int err = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);

        dup2(out, STDOUT_FILENO);
        if (err >= 0)
            dup2(err, STDERR_FILENO);
        execv(list[0], (char *const *)(uintptr_t)list);
        _exit(127);
    }
    return pid;
}

struct starting served_begin(const struct test_database *database, const char *const *more)
{
    const char *list[WORDS_MAX] = {"serve", "--listen", "127.0.0.1:0", "--json", "--log-level", "error"};
    struct starting starting;
    int ends[2], count = 6;

    add_all(list, &count, more);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    starting.pid = spawn(database, list, ends[1]);
    starting.out = ends[0];
    close(ends[1]);
    return starting;
}

bool served_started(struct starting starting, struct served *ret)
{
    struct pollfd wait = {.fd = starting.out, .events = POLLIN};
    const char *port;
    char text[512];
    ssize_t n = -1;

    if (poll(&wait, 1, START_MAX_MS) == 1)
        n = read(starting.out, text, sizeof(text) - 1);
    close(starting.out);
    if (n <= 0) {
        kill(starting.pid, SIGKILL);
        waitpid(starting.pid, NULL, 0);
        return false;
    }
    text[n] = 0;
    port = strstr(text, "\"port\":");
    *ret = (struct served){.pid = starting.pid, .port = port ? (int)strtol(port + 7, NULL, 10) : 0};
    assert_true(ret->port > 0);
    return true;
}

struct served served_start(const struct test_database *database)
{
    struct served served;

    if (!served_started(served_begin(database, NULL), &served))
        fail_msg("the server did not start: see %s/served.log", database->dir);
    return served;
}

int served_ended(struct served *served, int ms)
{
    int64_t end = time_monotonic_us() + (int64_t)ms * 1000;
    int status;

    for (;;) {
        if (waitpid(served->pid, &status, WNOHANG) == served->pid) {
            served->pid = 0;
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
        if (time_monotonic_us() >= end)
            return -1;
        usleep(2000);
    }
}

int served_end(struct served *served, int signal)
{
    int code;

    if (served->pid == 0)
        return -1;
    assert_int_equal(kill(served->pid, signal), 0);
    code = served_ended(served, END_MAX_MS);
    if (code < 0) {
        kill(served->pid, SIGKILL);
        waitpid(served->pid, NULL, 0);
        fail_msg("the server did not end");
    }
    return code;
}

struct str house_run(const struct test_database *database, const char *const *words, struct arena *arena, int *ret_code)
{
    struct served run = {0};
    char *text = arena_alloc(arena, TEXT_MAX);
    size_t n = 0;
    ssize_t got;
    int ends[2];

    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    run.pid = spawn(database, words, ends[1]);
    close(ends[1]);
    while (n < TEXT_MAX && (got = read(ends[0], text + n, TEXT_MAX - n)) > 0)
        n += (size_t)got;
    close(ends[0]);
    *ret_code = served_ended(&run, END_MAX_MS);
    return (struct str){text, n};
}

/* ------------------------------------------------------------------ requests */

/* The whole answer, or status 0: the body is as long as its head says. */
static struct there read_answer(struct str got)
{
    static const char mark[] = "\r\n\r\n", length[] = "Content-Length: ";
    const char *end = got.n ? memmem(got.p, got.n, mark, 4) : NULL;
    const char *at = end ? memmem(got.p, (size_t)(end - got.p), length, sizeof(length) - 1) : NULL;
    struct there there = {.cut = got.n > 0};
    int64_t status;

    if (!end || !str_to_int(str_slice(got, 9, 3), &status))
        return there;
    there.head = str_slice(got, 0, (size_t)(end - got.p) + 2);
    there.body = str_slice(got, there.head.n + 2, got.n);
    if (at && (size_t)strtol(at + sizeof(length) - 1, NULL, 10) != there.body.n)
        return there;
    there.status = (int)status;
    there.cut = false;
    return there;
}

struct there there_ask(int port, const char *token, const char *method, const char *path, const char *headers,
                       const char *body, struct arena *arena)
{
    struct str text =
        arena_format(arena,
                     "%s /api/v1%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%s%s%s%s"
                     "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
                     method, path, token ? "Authorization: Bearer " : "", token ? token : "", token ? "\r\n" : "",
                     headers, body ? strlen(body) : (size_t)0, body ? body : "");

    return read_answer(ask_raw(port, text, arena));
}

int there_connect(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

int there_hear(int fd, const char *text, int ms)
{
    static char heard[TEXT_MAX];
    int64_t began = time_monotonic_us(), end = began + (int64_t)ms * 1000;
    size_t n = 0;

    for (;;) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int64_t left = (end - time_monotonic_us()) / 1000;
        ssize_t got;

        if (left <= 0 || n >= sizeof(heard) - 1 || poll(&wait, 1, (int)left) <= 0)
            return -1;
        got = recv(fd, heard + n, sizeof(heard) - 1 - n, 0);
        if (got <= 0)
            return -1;
        n += (size_t)got;
        heard[n] = 0;
        if (strstr(heard, text) != NULL)
            return (int)((time_monotonic_us() - began) / 1000);
    }
}

int there_stream(int port, const char *token)
{
    int fd = there_connect(port);

    dprintf(fd, "GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n", token);
    if (there_hear(fd, "event: hello", 5000) < 0)
        fail_msg("no stream");
    return fd;
}

int64_t house_settled(int64_t (*count)(void *data), void *data)
{
    int64_t seen = count(data);

    for (int quiet = 0; quiet < 20; quiet++) {
        int64_t now;

        usleep(100000);
        now = count(data);
        if (now != seen)
            quiet = 0;
        seen = now;
    }
    return seen;
}
