#include "api/hook.h"

#include "support/test.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_MAX = 16 * 1024 };

struct hook {
    int listener, port;
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows */
    enum hook_mood mood;
    int count;
    char last[REQUEST_MAX];
    size_t length;
};

static void say(int fd, const char *text)
{
    (void)!send(fd, text, strlen(text), MSG_NOSIGNAL);
}

/* Head and as much of a body as it announces. */
static size_t read_request(int fd, char *bytes)
{
    size_t n = 0, wanted = REQUEST_MAX - 1;

    while (n < wanted) {
        ssize_t got = recv(fd, bytes + n, wanted - n, 0);
        char *end, *length;

        if (got <= 0)
            return 0;
        n += (size_t)got;
        bytes[n] = '\0';
        end = strstr(bytes, "\r\n\r\n");
        length = strcasestr(bytes, "content-length:");
        if (end && length)
            wanted = (size_t)(end - bytes) + 4 + strtoul(length + strlen("content-length:"), NULL, 10);
    }
    return n;
}

static void babble(int fd)
{
    static const char line[] = "and on and on and on and on and on and on and on and on and on and on and on and on\n";

    say(fd, "HTTP/1.1 200 OK\r\n\r\n");
    while (send(fd, line, sizeof(line) - 1, MSG_NOSIGNAL) > 0)
        continue;
}

static void answer(struct hook *hook, int fd)
{
    static char bytes[REQUEST_MAX];
    size_t n = read_request(fd, bytes);
    enum hook_mood mood;

    pthread_mutex_lock(&hook->lock);
    mood = hook->mood;
    hook->count += n > 0;
    hook->length = n;
    memcpy(hook->last, bytes, n);
    pthread_mutex_unlock(&hook->lock);
    if (mood == HOOK_ACCEPTS)
        say(fd, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    else if (mood == HOOK_FAILS)
        say(fd, "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    else if (mood == HOOK_REDIRECTS)
        say(fd, "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    else if (mood == HOOK_BABBLES)
        babble(fd);
    else
        (void)!recv(fd, bytes, 1, 0); /* until the other side gives up */
}

static void *serve(void *data)
{
    struct hook *hook = data;
    int fd;

    while ((fd = accept(hook->listener, NULL, NULL)) >= 0) {
        answer(hook, fd);
        close(fd);
    }
    return NULL;
}

struct hook *hook_start(enum hook_mood mood)
{
    struct hook *hook = calloc(1, sizeof(*hook));
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof(address);

    hook->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(hook->listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(hook->listener, 8), 0);
    assert_int_equal(getsockname(hook->listener, (struct sockaddr *)&address, &size), 0);
    hook->port = ntohs(address.sin_port);
    hook->mood = mood;
    pthread_mutex_init(&hook->lock, NULL);
    assert_int_equal(pthread_create(&hook->thread, NULL, serve, hook), 0);
    return hook;
}

int hook_port(const struct hook *hook)
{
    return hook->port;
}

void hook_mood(struct hook *hook, enum hook_mood mood)
{
    pthread_mutex_lock(&hook->lock);
    hook->mood = mood;
    pthread_mutex_unlock(&hook->lock);
}

void hook_stop(struct hook *hook)
{
    shutdown(hook->listener, SHUT_RDWR);
    pthread_join(hook->thread, NULL);
    close(hook->listener);
    pthread_mutex_destroy(&hook->lock);
    free(hook);
}

int hook_count(struct hook *hook)
{
    int count;

    pthread_mutex_lock(&hook->lock);
    count = hook->count;
    pthread_mutex_unlock(&hook->lock);
    return count;
}

struct str hook_last(struct hook *hook, struct arena *arena)
{
    struct str last;

    pthread_mutex_lock(&hook->lock);
    last = arena_str(arena, (struct str){hook->last, hook->length});
    pthread_mutex_unlock(&hook->lock);
    return last;
}
