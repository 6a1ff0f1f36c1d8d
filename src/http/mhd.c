/* Connections and requests by libmicrohttpd, whose header nobody else includes. The network's threads only read and
 * write; what may wait runs on a worker while the connection is suspended. A visit is one request on a connection. */
#include "http/mhd.h"

#include "app/files.h"
#include "base/heap.h"
#include "http/exchange.h"
#include "http/hygiene.h"
#include "http/last_word.h"
#include "http/listen.h"
#include "http/spool.h"

#include <errno.h>
#include <limits.h>
#include <microhttpd.h>
#include <poll.h>
#include <unistd.h>

enum {
    CONNECTION_MEMORY = 16 * 1024, /* a head of 8 KB target and as much of headers; 10,000 streams stay small */
    BODIES_MAX = 64 * 1024 * 1024, /* of all bodies being read */
    STREAM_BLOCK = 1024,
    UPLOADS_MAX = 64,                    /* files being read at once */
    UPLOAD_DRAIN_MAX = 64 * 1024 * 1024, /* of one too large so much is read and dropped, so that its sender listens */
    QUEUE_WAIT_US = 5000000,             /* whoever waited longer has given up */
};

enum visit_state { VISIT_READING = 1, VISIT_WAITING, VISIT_DONE, VISIT_ABANDONED };

struct visit {
    struct server *server;
    struct loop *loop; /* of the thread that has the connection */
    struct MHD_Connection *connection;
    struct visit *next, *previous; /* of all; the server's lock */
    struct arena arena;
    struct str target;
    struct http_request request;
    struct http_response response;
    struct buf body;
    struct spool spool;
    bool begun, too_large;
    enum visit_state state; /* the server's lock */
    int references;         /* atomic: the connection's, a worker's, a stream's */
    int64_t queued_at;
    int suspended; /* atomic; a stream that waits for something to send */
    int fd;        /* of a stream's connection */
};

/* ------------------------------------------------------------------ visits */

static void visit_release(struct visit *visit)
{
    if (__atomic_sub_fetch(&visit->references, 1, __ATOMIC_ACQ_REL) != 0)
        return;
    __atomic_sub_fetch(&visit->server->body_bytes, (int64_t)visit->body.n, __ATOMIC_RELAXED);
    buf_free(&visit->body);
    if (visit->spool.fd >= 0) {
        files_unmap(visit->request.body);
        close(visit->spool.fd);
        __atomic_sub_fetch(&visit->server->uploads, 1, __ATOMIC_RELAXED);
    }
    files_unmap(visit->response.mapped);
    arena_free(&visit->arena);
    heap_free(visit);
}

/* The request line was read; `uri` is as it was sent. Gives the access handler its state. */
static void *visit_begin(void *data, const char *uri, struct MHD_Connection *connection)
{
    const struct network *network = data;
    struct server *server = network->server;
    struct visit *visit = heap_new(sizeof(*visit));

    visit->server = server;
    visit->loop = network->loop;
    visit->connection = connection;
    visit->references = 1;
    visit->spool.fd = -1;
    visit->state = VISIT_READING;
    visit->target = arena_str(&visit->arena, str_from(uri));
    buf_init(&visit->body, NULL, HTTP_BODY_MAX);
    pthread_mutex_lock(&server->lock);
    visit->next = server->visits;
    if (visit->next != NULL)
        visit->next->previous = visit;
    server->visits = visit;
    server->visit_count++;
    pthread_mutex_unlock(&server->lock);
    return visit;
}

static void visit_end(void *data, struct MHD_Connection *connection, void **context,
                      enum MHD_RequestTerminationCode code)
{
    struct server *server = ((const struct network *)data)->server;
    struct visit *visit = *context;

    (void)connection, (void)code;
    if (visit == NULL)
        return;
    *context = NULL;
    pthread_mutex_lock(&server->lock);
    if (visit->previous != NULL)
        visit->previous->next = visit->next;
    else
        server->visits = visit->next;
    if (visit->next != NULL)
        visit->next->previous = visit->previous;
    if (--server->visit_count == 0)
        pthread_cond_broadcast(&server->idle);
    pthread_mutex_unlock(&server->lock);
    visit_release(visit);
}

static enum MHD_Result add_header(void *data, enum MHD_ValueKind kind, const char *name, size_t name_size,
                                  const char *value, size_t value_size)
{
    struct visit *visit = data;
    struct http_header *headers = (struct http_header *)(uintptr_t)visit->request.headers;

    (void)kind;
    headers[visit->request.header_count++] =
        (struct http_header){{name, name_size}, {value ? value : "", value ? value_size : 0}};
    /* One more than is allowed, so that the check of hygiene sees it. */
    return visit->request.header_count <= HYGIENE_HEADERS_MAX ? MHD_YES : MHD_NO;
}

static void read_head(struct visit *visit, const char *method, const char *version)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(visit->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct str query = visit->target;

    visit->request.method = str_from(method);
    visit->request.version = arena_str(&visit->arena, str_from(version));
    visit->request.path = str_cut(&query, '?');
    visit->request.query = query;
    visit->request.headers = arena_array(&visit->arena, struct http_header, HYGIENE_HEADERS_MAX + 1);
    visit->request.peer = address_text(info != NULL ? info->client_addr : NULL, &visit->arena);
    MHD_get_connection_values_n(visit->connection, MHD_HEADER_KIND, add_header, visit);
}

static void visit_resume(struct visit *visit)
{
    struct loop *loop = visit->loop; /* the visit may be over at once */

    MHD_resume_connection(visit->connection);
    loop_wake(loop);
}

/* ------------------------------------------------------------------ streams */

static void stream_wake(void *data)
{
    struct visit *visit = data;

    if (__atomic_exchange_n(&visit->suspended, 0, __ATOMIC_ACQ_REL) == 1)
        visit_resume(visit);
}

/* The library does not look at a suspended connection; its socket is open as long as the stream has not ended. */
static bool stream_gone(void *data)
{
    const struct visit *visit = data;
    char byte;
    ssize_t n = recv(visit->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

    return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

static ssize_t stream_read(void *data, uint64_t position, char *out, size_t max)
{
    struct visit *visit = data;
    ptrdiff_t n = http_stream_read(visit->response.stream, out, max);

    (void)position;
    if (n < 0)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (n > 0)
        return n;
    /* Suspended first and looked again afterwards: what came in between has waked nobody. */
    MHD_suspend_connection(visit->connection);
    __atomic_store_n(&visit->suspended, 1, __ATOMIC_RELEASE);
    if (http_stream_waits(visit->response.stream))
        stream_wake(visit);
    return 0;
}

static void stream_end(void *data)
{
    struct visit *visit = data;

    http_stream_end(visit->response.stream);
    visit_release(visit);
}

/* ------------------------------------------------------------------ answering */

static struct MHD_Response *response_make(struct visit *visit)
{
    struct http_response *response = &visit->response;
    const union MHD_ConnectionInfo *info;
    /* The bytes live in the visit's arena, or for ever; the library does not write to them. */
    char *body = (char *)(uintptr_t)(response->body.n > 0 ? response->body.p : "");
    struct MHD_Response *made;

    if (response->stream == NULL)
        return MHD_create_response_from_buffer(response->body.n, body, MHD_RESPMEM_PERSISTENT);
    made = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, stream_read, visit, stream_end);
    if (made == NULL) {
        http_stream_end(response->stream);
        return NULL;
    }
    info = MHD_get_connection_info(visit->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    visit->fd = info != NULL ? info->connect_fd : -1;
    __atomic_add_fetch(&visit->references, 1, __ATOMIC_RELAXED);
    http_stream_reader(response->stream, stream_wake, visit->fd >= 0 ? stream_gone : NULL, visit);
    return made;
}

static enum MHD_Result answer(struct visit *visit)
{
    struct http_response *response = &visit->response;
    struct MHD_Response *made = response_make(visit);
    bool stopping = __atomic_load_n(&visit->server->stopping, __ATOMIC_RELAXED);
    enum MHD_Result result;

    if (made == NULL)
        return MHD_NO;
    for (int i = 0; i < response->header_count; i++) {
        const struct http_header *header = &response->headers[i];

        if (MHD_add_response_header(made, arena_cstr(&visit->arena, header->name),
                                    arena_cstr(&visit->arena, header->value)) != MHD_YES) {
            MHD_destroy_response(made);
            return MHD_NO;
        }
    }
    if (stopping && !response->close)
        (void)MHD_add_response_header(made, "Connection", "close");
    result = MHD_queue_response(visit->connection, (unsigned)response->status, made);
    MHD_destroy_response(made);
    return result;
}

static enum MHD_Result refuse(struct visit *visit, enum err err)
{
    http_refuse(visit->server->http, &visit->request, err, &visit->arena, &visit->response);
    return answer(visit);
}

/* A worker is still at it, and the server ends: the arena is the worker's, so nothing of it is touched. */
static enum MHD_Result answer_abandoned(struct visit *visit)
{
    static char text[] = "The server is stopping.\n";
    struct MHD_Response *made = MHD_create_response_from_buffer(sizeof(text) - 1, text, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result;

    if (made == NULL)
        return MHD_NO;
    (void)MHD_add_response_header(made, "Connection", "close");
    (void)MHD_add_response_header(made, "Retry-After", "1");
    result = MHD_queue_response(visit->connection, MHD_HTTP_SERVICE_UNAVAILABLE, made);
    MHD_destroy_response(made);
    return result;
}

/* ------------------------------------------------------------------ workers */

/* Back to the network thread, unless it gave up waiting. */
static void work_done(struct visit *visit)
{
    struct server *server = visit->server;
    struct http_stream *unwanted = NULL;

    pthread_mutex_lock(&server->lock);
    if (visit->state == VISIT_WAITING) {
        visit->state = VISIT_DONE;
        visit_resume(visit);
    } else {
        unwanted = visit->response.stream;
    }
    pthread_mutex_unlock(&server->lock);
    if (unwanted != NULL)
        http_stream_end(unwanted);
    visit_release(visit);
}

void mhd_work(void *job)
{
    struct visit *visit = job;
    struct http *http = visit->server->http;

    http_gauge(http, GAUGE_QUEUE, -1);
    http_gauge(http, GAUGE_BUSY_WORKERS, 1);
    if (time_monotonic_us() - visit->queued_at > QUEUE_WAIT_US)
        http_refuse(http, &visit->request, ERR_UNAVAILABLE, &visit->arena, &visit->response);
    else
        http_handle(http, &visit->request, &visit->arena, &visit->response);
    http_gauge(http, GAUGE_BUSY_WORKERS, -1);
    work_done(visit);
}

void mhd_work_dropped(void *job)
{
    struct visit *visit = job;

    http_gauge(visit->server->http, GAUGE_QUEUE, -1);
    http_refuse(visit->server->http, &visit->request, ERR_UNAVAILABLE, &visit->arena, &visit->response);
    work_done(visit);
}

static enum MHD_Result hand_over(struct visit *visit)
{
    struct server *server = visit->server;

    request_keep(&visit->request, &visit->arena); /* the library's memory ends with the connection */
    visit->queued_at = time_monotonic_us();
    __atomic_add_fetch(&visit->references, 1, __ATOMIC_RELAXED);
    pthread_mutex_lock(&server->lock);
    visit->state = VISIT_WAITING;
    MHD_suspend_connection(visit->connection);
    pthread_mutex_unlock(&server->lock);
    http_gauge(server->http, GAUGE_QUEUE, 1);
    if (!workers_add(server->workers, visit))
        mhd_work_dropped(visit);
    return MHD_YES;
}

/* ------------------------------------------------------------------ reading */

bool server_library_is_strict(void)
{
    return MHD_get_version()[0] != '0';
}

static bool head_fits(const struct visit *visit)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(visit->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

    return server_library_is_strict() ||
           (info != NULL && info->header_size == hygiene_size(&visit->request, visit->target.n));
}

/* Its body goes to a file: whoever sends much or slowly takes no memory. */
static enum MHD_Result begin_upload(struct visit *visit)
{
    struct server *server = visit->server;
    int64_t length;

    if (str_to_int(http_header(&visit->request, "Content-Length"), &length) && length > UPLOAD_DRAIN_MAX)
        return refuse(visit, ERR_TOO_LARGE);
    if (__atomic_add_fetch(&server->uploads, 1, __ATOMIC_RELAXED) <= UPLOADS_MAX)
        visit->spool.fd = http_spool(server->http);
    if (visit->spool.fd >= 0)
        return MHD_YES;
    __atomic_sub_fetch(&server->uploads, 1, __ATOMIC_RELAXED);
    return refuse(visit, ERR_UNAVAILABLE);
}

static enum MHD_Result begin(struct visit *visit, const char *method, const char *version)
{
    int64_t length;

    visit->begun = true;
    read_head(visit, method, version);
    if (hygiene_fault(&visit->request) != NULL || !head_fits(visit))
        return refuse(visit, ERR_BAD_REQUEST);
    if (!server_library_is_strict() && http_header(&visit->request, "Transfer-Encoding").n > 0)
        return refuse(visit, ERR_NO_LENGTH);
    if (http_is_upload(visit->server->http, &visit->request))
        return begin_upload(visit);
    if (str_to_int(http_header(&visit->request, "Content-Length"), &length) && length > HTTP_BODY_MAX)
        return refuse(visit, ERR_TOO_LARGE);
    return MHD_YES;
}

static void take_body(struct visit *visit, struct str part)
{
    int64_t all = __atomic_add_fetch(&visit->server->body_bytes, (int64_t)part.n, __ATOMIC_RELAXED);
    size_t before = visit->body.n;

    if (all <= BODIES_MAX)
        buf_add(&visit->body, part);
    visit->too_large = visit->too_large || visit->body.full || all > BODIES_MAX;
    __atomic_sub_fetch(&visit->server->body_bytes, (int64_t)(part.n - (visit->body.n - before)), __ATOMIC_RELAXED);
}

static enum MHD_Result complete(struct visit *visit)
{
    if (visit->spool.too_large)
        return refuse(visit, ERR_TOO_LARGE);
    visit->request.body =
        visit->spool.fd >= 0 ? files_map_descriptor(visit->spool.fd, visit->spool.n) : buf_str(&visit->body);
    if (visit->spool.failed || (visit->spool.fd >= 0 && visit->request.body.n != visit->spool.n))
        return refuse(visit, ERR_UNAVAILABLE);
    if (visit->too_large)
        return refuse(visit, visit->body.full ? ERR_TOO_LARGE : ERR_UNAVAILABLE);
    if (!http_is_quick(visit->server->http, &visit->request))
        return hand_over(visit);
    http_handle(visit->server->http, &visit->request, &visit->arena, &visit->response);
    return answer(visit);
}

static enum MHD_Result handle(void *data, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_size, void **context)
{
    struct server *server = ((const struct network *)data)->server;
    struct visit *visit = *context;
    enum visit_state state;

    (void)connection, (void)url;
    if (!visit->begun)
        return begin(visit, method, version);
    if (*upload_size > 0) {
        if (visit->spool.fd >= 0)
            spool_add(&visit->spool, (struct str){upload, *upload_size});
        else
            take_body(visit, (struct str){upload, *upload_size});
        *upload_size = 0;
        return MHD_YES;
    }
    pthread_mutex_lock(&server->lock);
    state = visit->state;
    pthread_mutex_unlock(&server->lock);
    switch (state) {
    case VISIT_READING:
        return complete(visit);
    case VISIT_DONE:
        return answer(visit);
    case VISIT_ABANDONED:
        return answer_abandoned(visit);
    case VISIT_WAITING:
        break;
    }
    return MHD_YES;
}

/* ------------------------------------------------------------------ connections */

static void connection_changed(void *data, struct MHD_Connection *connection, void **context,
                               enum MHD_ConnectionNotificationCode code)
{
    struct network *network = data;
    struct server *server = network->server;
    int change = code == MHD_CONNECTION_NOTIFY_STARTED ? 1 : -1;

    (void)context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED)
        last_word(MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd,
                  server->idle_s * 1000);
    network->connections += change;
    http_gauge(server->http, GAUGE_CONNECTIONS, change);
    __atomic_add_fetch(&server->connections, change, __ATOMIC_RELAXED);
}

/* The library takes EVENTS_MAX events at once, and if it got as many, it waits for more before it looks at any, until
 * some connection has been idle for too long. So it is let wait only where there cannot be as many. */
static void run_daemon(void *data)
{
    enum { EVENTS_MAX = 128, THE_LOOPS = 1 };
    const struct network *network = data;
    struct pollfd events = {.fd = network->epoll, .events = POLLIN};
    MHD_UNSIGNED_LONG_LONG ms;

    if (network->connections + THE_LOOPS < EVENTS_MAX) {
        (void)MHD_run_wait(network->daemon, -1);
        return;
    }
    (void)MHD_run(network->daemon);
    if (MHD_get_timeout(network->daemon, &ms) != MHD_YES || ms > INT_MAX)
        ms = INT_MAX;
    (void)poll(&events, 1, (int)ms);
}

static void take_connection(void *data, int fd, const struct sockaddr *address, socklen_t size)
{
    (void)MHD_add_connection(((const struct network *)data)->daemon, fd, address,
                             size); /* which closes it if it cannot */
}

/* Without MHD_USE_ERROR_LOG: what the library says about broken connections is of no use to an operator. With
 * MHD_USE_TURBO: without, it would end the sending before last_word had its turn. */
bool mhd_start(struct network *network, struct server *server, int connections_max)
{
    struct loop_work work = {.run = run_daemon, .take = take_connection, .data = network};

    network->server = server;
    network->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET, 0, NULL, NULL, handle,
        network, MHD_OPTION_URI_LOG_CALLBACK, visit_begin, network, MHD_OPTION_NOTIFY_COMPLETED, visit_end, network,
        MHD_OPTION_NOTIFY_CONNECTION, connection_changed, network, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)connections_max, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)server->idle_s, MHD_OPTION_END);
    if (network->daemon == NULL)
        return false;
    network->epoll = work.epoll = MHD_get_daemon_info(network->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    network->loop = loop_start(&work);
    return network->loop != NULL;
}

void mhd_stop(struct network *network)
{
    if (network->loop != NULL)
        loop_stop(network->loop);
    if (network->daemon != NULL)
        MHD_stop_daemon(network->daemon);
    if (network->loop != NULL)
        loop_free(network->loop);
}

void mhd_abandon(struct server *server)
{
    for (struct visit *visit = server->visits; visit != NULL; visit = visit->next) {
        if (visit->state == VISIT_WAITING) {
            visit->state = VISIT_ABANDONED;
            visit_resume(visit);
        }
    }
}
