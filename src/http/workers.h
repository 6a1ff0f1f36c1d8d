/* Threads that run what would hold up a network thread, behind a queue of bounded length. */
#ifndef HTTP_WORKERS_H
#define HTTP_WORKERS_H

#include "base/def.h"

struct workers;
typedef void worker_run(void *job);

/* `max`: jobs that wait; more are refused. NULL: no threads to be had. */
struct workers *workers_new(int threads, int max, worker_run *run);
/* False: the queue is full, or the workers were stopped. */
MUST_CHECK bool workers_add(struct workers *workers, void *job);
/* No job begins from now on: `drop` is called for each that waits. What runs goes on. */
void workers_stop(struct workers *workers, worker_run *drop);
/* Waits for what runs. */
void workers_free(struct workers *workers);

#endif
