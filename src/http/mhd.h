/* The HTTP library, for server.c: what is read and written, request by request. */
#ifndef HTTP_MHD_H
#define HTTP_MHD_H

#include "http/http.h"
#include "http/loop.h"
#include "http/workers.h"

#include <pthread.h>

struct MHD_Daemon;
struct visit;

/* A part of the connections, and the thread that runs it. */
struct network {
    struct server *server;
    struct MHD_Daemon *daemon;
    struct loop *loop;
    int epoll;       /* the daemon's */
    int connections; /* its thread's */
};
enum { NETWORK_THREADS = 2 };
struct server {
    struct http *http;
    struct network networks[NETWORK_THREADS];
    int turn; /* who gets the next connection; the acceptor's */
    struct acceptor *acceptor;
    struct workers *workers;
    int port, idle_s;
    pthread_mutex_t lock;
    pthread_cond_t idle; /* CLOCK_MONOTONIC */
    struct visit *visits;
    int visit_count;
    int64_t body_bytes; /* atomic */
    int uploads;        /* atomic */
    int connections;    /* atomic */
    bool stopping;      /* atomic */
};

/* False: no threads, memory or descriptors to be had; what was begun is mhd_stop's. */
MUST_CHECK bool mhd_start(struct network *network, struct server *server, int connections_max);
/* Ends its connections. Nobody hands it any more. */
void mhd_stop(struct network *network);
/* What a worker does with a visit, and what becomes of one that none will run. */
void mhd_work(void *job);
void mhd_work_dropped(void *job);
/* What still runs is not waited for any longer: its connection gets an answer without it. With the lock. */
void mhd_abandon(struct server *server);

#endif
