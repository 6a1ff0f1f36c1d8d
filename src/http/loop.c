#include "http/loop.h"

#include "base/heap.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct handed {
    struct handed *next;
    int fd;
    socklen_t size;
    struct sockaddr_storage address;
};

struct loop {
    struct loop_work work;
    int news;  /* an eventfd */
    bool told; /* atomic: it is readable, or will be at once: who set this writes, and nobody else until it was read */
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows */
    struct handed *first, **last;
    bool ending;
};

static struct handed *take_list(struct loop *loop, bool *ret_ending)
{
    struct handed *list;

    pthread_mutex_lock(&loop->lock);
    list = loop->first;
    loop->first = NULL;
    loop->last = &loop->first;
    *ret_ending = loop->ending;
    pthread_mutex_unlock(&loop->lock);
    return list;
}

/* What came from other threads. False: it is to end. */
static bool take_news(struct loop *loop)
{
    eventfd_t count;
    bool ending;

    /* In this order: whoever finds it told already has done his part before the list is looked at. The read waits for
     * the one who has told, and not yet written. */
    while (eventfd_read(loop->news, &count) != 0 && errno == EINTR)
        continue;
    __atomic_store_n(&loop->told, false, __ATOMIC_SEQ_CST);
    for (struct handed *handed = take_list(loop, &ending), *next; handed != NULL; handed = next) {
        next = handed->next;
        loop->work.take(loop->work.data, handed->fd, (const struct sockaddr *)&handed->address, handed->size);
        heap_free(handed);
    }
    return !ending;
}

static void *run(void *data)
{
    struct loop *loop = data;

    do
        loop->work.run(loop->work.data);
    while (!__atomic_load_n(&loop->told, __ATOMIC_SEQ_CST) || take_news(loop));
    return NULL;
}

struct loop *loop_start(const struct loop_work *work)
{
    struct loop *loop = heap_new(sizeof(*loop));
    struct epoll_event event = {.events = EPOLLIN};

    loop->work = *work;
    loop->last = &loop->first;
    pthread_mutex_init(&loop->lock, NULL);
    loop->news = eventfd(0, EFD_CLOEXEC);
    if (loop->news >= 0 && epoll_ctl(work->epoll, EPOLL_CTL_ADD, loop->news, &event) == 0 &&
        pthread_create(&loop->thread, NULL, run, loop) == 0)
        return loop;
    loop_free(loop);
    return NULL;
}

void loop_hand(struct loop *loop, int fd, const struct sockaddr *address, socklen_t size)
{
    struct handed *handed = heap_new(sizeof(*handed));

    handed->fd = fd;
    handed->size = size;
    memcpy(&handed->address, address, size);
    pthread_mutex_lock(&loop->lock);
    *loop->last = handed;
    loop->last = &handed->next;
    pthread_mutex_unlock(&loop->lock);
    loop_wake(loop);
}

void loop_wake(struct loop *loop)
{
    if (!__atomic_exchange_n(&loop->told, true, __ATOMIC_SEQ_CST))
        (void)eventfd_write(loop->news, 1);
}

void loop_stop(struct loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    loop->ending = true;
    pthread_mutex_unlock(&loop->lock);
    loop_wake(loop);
    pthread_join(loop->thread, NULL);
}

void loop_free(struct loop *loop)
{
    if (loop->news >= 0)
        (void)close(loop->news);
    pthread_mutex_destroy(&loop->lock);
    heap_free(loop);
}
