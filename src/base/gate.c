#include "base/gate.h"

#include "base/heap.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

struct gate {
    pthread_mutex_t mutex;
    pthread_cond_t left;
    int inside, inside_max;
    int waiting, waiting_max;
};

struct gate *gate_new(int inside, int waiting)
{
    struct gate *gate = heap_new(sizeof(*gate));
    pthread_condattr_t attributes;

    gate->inside_max = inside;
    gate->waiting_max = waiting;
    pthread_mutex_init(&gate->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&gate->left, &attributes);
    pthread_condattr_destroy(&attributes);
    return gate;
}

void gate_free(struct gate *gate)
{
    if (!gate)
        return;
    assert(gate->inside == 0 && gate->waiting == 0);
    pthread_cond_destroy(&gate->left);
    pthread_mutex_destroy(&gate->mutex);
    heap_free(gate);
}

static struct timespec deadline_after(int wait_ms)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += wait_ms / 1000;
    at.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

/* With the mutex held. False: the time was up. */
static bool wait_for_room(struct gate *gate, int wait_ms)
{
    struct timespec deadline = deadline_after(wait_ms);
    int error = 0;

    gate->waiting++;
    while (gate->inside == gate->inside_max && error != ETIMEDOUT)
        error = wait_ms ? pthread_cond_timedwait(&gate->left, &gate->mutex, &deadline)
                        : pthread_cond_wait(&gate->left, &gate->mutex);
    gate->waiting--;
    return gate->inside < gate->inside_max;
}

bool gate_enter(struct gate *gate, int wait_ms)
{
    bool entered = true;

    pthread_mutex_lock(&gate->mutex);
    if (gate->inside == gate->inside_max)
        entered = (!wait_ms || gate->waiting < gate->waiting_max) && wait_for_room(gate, wait_ms);
    if (entered)
        gate->inside++;
    pthread_mutex_unlock(&gate->mutex);
    return entered;
}

void gate_leave(struct gate *gate)
{
    pthread_mutex_lock(&gate->mutex);
    assert(gate->inside > 0);
    gate->inside--;
    pthread_cond_signal(&gate->left);
    pthread_mutex_unlock(&gate->mutex);
}
