/* The server: begins and ends what takes connections, reads, writes and works. */
#include "base/heap.h"
#include "http/accept.h"
#include "http/listen.h"
#include "http/mhd.h"

#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 12000, WORKERS = 4, QUEUE_MAX = 1024, IDLE_S = 30 };

/* ------------------------------------------------------------------ beginning */

/* In turn, so that of a browser's or a proxy's connections not all are one thread's. */
static void hand_connection(void *data, int fd, const struct sockaddr *address, socklen_t size)
{
    struct server *server = data;

    loop_hand(server->networks[server->turn].loop, fd, address, size);
    server->turn = (server->turn + 1) % NETWORK_THREADS;
}

static bool has_room(const void *data)
{
    const struct server *server = data;

    return __atomic_load_n(&server->connections, __ATOMIC_RELAXED) < CONNECTIONS_MAX;
}

static struct server *server_make(const struct server_config *config)
{
    struct server *server = heap_new(sizeof(*server));
    pthread_condattr_t monotonic;

    server->http = config->http;
    server->idle_s = config->idle_s ? config->idle_s : IDLE_S;
    pthread_mutex_init(&server->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&server->idle, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return server;
}

static void server_free(struct server *server)
{
    for (int i = 0; i < NETWORK_THREADS; i++)
        mhd_stop(&server->networks[i]);
    if (server->workers != NULL) {
        workers_stop(server->workers, mhd_work_dropped);
        workers_free(server->workers);
    }
    pthread_cond_destroy(&server->idle);
    pthread_mutex_destroy(&server->lock);
    heap_free(server);
}

static bool start_threads(struct server *server, const struct server_config *config, int listening)
{
    server->workers = workers_new(config->workers ? config->workers : WORKERS,
                                  config->queue_max ? config->queue_max : QUEUE_MAX, mhd_work);
    if (server->workers == NULL)
        return false;
    /* Each could have all of them: who goes is anybody's. */
    for (int i = 0; i < NETWORK_THREADS; i++) {
        if (!mhd_start(&server->networks[i], server, CONNECTIONS_MAX))
            return false;
    }
    server->acceptor = acceptor_start(listening, hand_connection, has_room, server);
    return server->acceptor != NULL;
}

enum err server_start(const struct server_config *config, struct arena *arena, struct server **ret)
{
    struct server *server;
    int fd, port;

    TRY(listen_open(config->listen, arena, &fd, &port));
    server = server_make(config);
    server->port = port;
    if (!start_threads(server, config, fd)) {
        close(fd);
        server_free(server);
        return fail_unavailable(arena, "the server could not start: no threads, memory or descriptors");
    }
    *ret = server;
    return OK;
}

int server_port(const struct server *server)
{
    return server->port;
}

/* ------------------------------------------------------------------ ending */

/* With the lock. */
static void wait_idle(struct server *server, int64_t until)
{
    struct timespec at = {.tv_sec = until / SECOND_US, .tv_nsec = until % SECOND_US * 1000};

    while (server->visit_count > 0 && time_monotonic_us() < until)
        pthread_cond_timedwait(&server->idle, &server->lock, &at);
}

void server_stop(struct server *server, int wait_ms)
{
    enum { LAST_ANSWERS_US = 200000 };
    int64_t until = time_monotonic_us() + (int64_t)wait_ms * 1000;

    if (server == NULL)
        return;
    __atomic_store_n(&server->stopping, true, __ATOMIC_RELAXED);
    acceptor_stop(server->acceptor);
    http_stopping(server->http);
    pthread_mutex_lock(&server->lock);
    wait_idle(server, until);
    pthread_mutex_unlock(&server->lock);
    workers_stop(server->workers, mhd_work_dropped);
    pthread_mutex_lock(&server->lock);
    mhd_abandon(server);
    wait_idle(server, time_monotonic_us() + LAST_ANSWERS_US);
    pthread_mutex_unlock(&server->lock);
    server_free(server);
}
