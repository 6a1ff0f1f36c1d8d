#include "http/accept.h"

#include "base/heap.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { NO_ROOM_MS = 10 };

struct acceptor {
    int listening, end;
    acceptor_take *take;
    acceptor_has_room *has_room;
    void *data;
    pthread_t thread;
};

/* False: the descriptors or the memory it takes are not to be had now. Who has gone meanwhile is no reason to wait. */
static bool accept_one(const struct acceptor *acceptor)
{
    union {
        struct sockaddr any;
        struct sockaddr_storage room;
    } address;
    socklen_t size = sizeof(address);
    int fd = accept4(acceptor->listening, &address.any, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (fd >= 0)
        acceptor->take(acceptor->data, fd, &address.any, size);
    return fd >= 0 || (errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM);
}

static void *accept_on(void *data)
{
    const struct acceptor *acceptor = data;
    bool waits = false;

    for (;;) {
        struct pollfd fds[] = {{.fd = acceptor->end, .events = POLLIN},
                               {.fd = waits ? -1 : acceptor->listening, .events = POLLIN}};

        (void)poll(fds, ARRAY_SIZE(fds), waits ? NO_ROOM_MS : -1);
        if (fds[0].revents)
            return NULL;
        waits = !acceptor->has_room(acceptor->data) || (fds[1].revents && !accept_one(acceptor));
    }
}

struct acceptor *acceptor_start(int listening, acceptor_take *take, acceptor_has_room *has_room, void *data)
{
    struct acceptor *acceptor = heap_new(sizeof(*acceptor));

    *acceptor = (struct acceptor){listening, eventfd(0, EFD_CLOEXEC), take, has_room, data};
    if (acceptor->end >= 0 && pthread_create(&acceptor->thread, NULL, accept_on, acceptor) == 0)
        return acceptor;
    if (acceptor->end >= 0)
        (void)close(acceptor->end);
    heap_free(acceptor);
    return NULL;
}

void acceptor_stop(struct acceptor *acceptor)
{
    (void)eventfd_write(acceptor->end, 1);
    pthread_join(acceptor->thread, NULL);
    (void)close(acceptor->end);
    (void)close(acceptor->listening);
    heap_free(acceptor);
}
