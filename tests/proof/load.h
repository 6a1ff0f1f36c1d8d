/* Many people at once, doing at random to the same few pairs whatever can set a removal beside a barrier. In process,
 * or over sockets to a server that may die at any moment. What was acknowledged is kept, to be looked for afterwards.
 */
#ifndef PROOF_LOAD_H
#define PROOF_LOAD_H

#include "support/world.h"
#include <pthread.h>

#include <stdatomic.h>

enum { RIDERS_MAX = 16, ACKS_MAX = 200000, NO_EVENT = 1, LOAD_EVENTS = 8, LOAD_ACTS_MAX = 40 };

struct load;
struct rider {
    struct load *load;
    uint64_t random;
    struct arena arena;          /* of one request */
    int64_t *acks;               /* change numbers, each of an act that was answered with success */
    _Atomic int ack_count;       /* may be looked at while they ride */
    int64_t events[LOAD_EVENTS]; /* some that were made here; those not made yet are NO_EVENT */
    int made;
    int refused, busy, lost; /* 4xx; 503; no answer */
    int done[LOAD_ACTS_MAX]; /* acknowledged, by kind of act */
    char fault[600];         /* the first answer that may not be; empty: none */
    pthread_t thread;
};
struct load {
    struct world *world;
    int port;      /* of a server; 0: in process */
    bool may_lose; /* no answer is no fault: the server is being killed */
    _Atomic bool stop;
    _Atomic bool pause; /* what runs is done, nothing more is begun */
    struct rider riders[RIDERS_MAX];
    int rider_count;
};
struct load *load_start(struct world *w, int riders, int port, bool may_lose, uint64_t seed);
/* Ends the riders. Fails the test with their first fault, or where an acknowledged act is not in the record, or two
 * have one number. Returns how many acts were acknowledged; adds to `done` (may be NULL) how many of each kind. */
int load_end(struct load *load, int done[LOAD_ACTS_MAX]);
/* A row of the usual acts that `done` has none of, or NULL: then all that should have met, met. */
const char *load_left_out(struct world *w, const int done[LOAD_ACTS_MAX]);

#endif
