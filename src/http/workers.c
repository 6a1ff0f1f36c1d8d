#include "http/workers.h"

#include "base/heap.h"

#include <pthread.h>

enum { THREADS_MAX = 64 };

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t news;
    worker_run *run;
    int max;
    bool stopping;
    int thread_count;
    pthread_t threads[THREADS_MAX];
    int first, count; /* of the ring */
    void *ring[];
};

static void *next_job(struct workers *workers)
{
    void *job = NULL;

    pthread_mutex_lock(&workers->lock);
    while (workers->count == 0 && !workers->stopping)
        pthread_cond_wait(&workers->news, &workers->lock);
    if (workers->count > 0) {
        job = workers->ring[workers->first];
        workers->first = (workers->first + 1) % workers->max;
        workers->count--;
    }
    pthread_mutex_unlock(&workers->lock);
    return job;
}

static void *work(void *data)
{
    struct workers *workers = data;

    for (void *job = next_job(workers); job != NULL; job = next_job(workers))
        workers->run(job);
    return NULL;
}

struct workers *workers_new(int threads, int max, worker_run *run)
{
    struct workers *workers;

    assert(threads > 0 && threads <= THREADS_MAX && max > 0);
    workers = heap_new(sizeof(*workers) + (size_t)max * sizeof(void *));
    workers->run = run;
    workers->max = max;
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->news, NULL);
    for (int i = 0; i < threads; i++) {
        if (pthread_create(&workers->threads[i], NULL, work, workers) != 0) {
            workers_stop(workers, run); /* nothing waits yet */
            workers_free(workers);
            return NULL;
        }
        workers->thread_count++;
    }
    return workers;
}

bool workers_add(struct workers *workers, void *job)
{
    bool room;

    pthread_mutex_lock(&workers->lock);
    room = workers->count < workers->max && !workers->stopping;
    if (room) {
        workers->ring[(workers->first + workers->count) % workers->max] = job;
        workers->count++;
        pthread_cond_signal(&workers->news);
    }
    pthread_mutex_unlock(&workers->lock);
    return room;
}

void workers_stop(struct workers *workers, worker_run *drop)
{
    pthread_mutex_lock(&workers->lock);
    workers->stopping = true;
    while (workers->count > 0) {
        void *job = workers->ring[workers->first];

        workers->first = (workers->first + 1) % workers->max;
        workers->count--;
        pthread_mutex_unlock(&workers->lock);
        drop(job);
        pthread_mutex_lock(&workers->lock);
    }
    pthread_cond_broadcast(&workers->news);
    pthread_mutex_unlock(&workers->lock);
}

void workers_free(struct workers *workers)
{
    if (workers == NULL)
        return;
    for (int i = 0; i < workers->thread_count; i++)
        pthread_join(workers->threads[i], NULL);
    pthread_cond_destroy(&workers->news);
    pthread_mutex_destroy(&workers->lock);
    heap_free(workers);
}
