/* A thread that waits for events, and for what other threads have for it. */
#ifndef HTTP_LOOP_H
#define HTTP_LOOP_H

#include "base/def.h"

#include <sys/socket.h>

struct loop_work {
    int epoll;               /* what is waited for; the loop adds its own, with no pointer for its data */
    void (*run)(void *data); /* does what there is to do, and waits for an event, in any order */
    /* Takes over a connection. */
    void (*take)(void *data, int fd, const struct sockaddr *address, socklen_t size);
    void *data;
};

struct loop;
/* NULL: no thread or descriptors to be had. */
struct loop *loop_start(const struct loop_work *work);
/* From any thread: a connection for it. */
void loop_hand(struct loop *loop, int fd, const struct sockaddr *address, socklen_t size);
/* From any thread: it is not to wait, since there is something to do. */
void loop_wake(struct loop *loop);
/* Nobody hands any more. After this nothing of `work` is called. */
void loop_stop(struct loop *loop);
/* Nobody wakes any more. */
void loop_free(struct loop *loop);

#endif
