#include "http/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

static bool split(struct str listen, struct str *ret_host, struct str *ret_port)
{
    ptrdiff_t colon = -1;
    int64_t port;

    for (ptrdiff_t at = str_find(listen, ':', 0); at >= 0; at = str_find(listen, ':', (size_t)at + 1))
        colon = at;
    *ret_host = colon < 0 ? STR("127.0.0.1") : str_slice(listen, 0, (size_t)colon);
    *ret_port = colon < 0 ? listen : str_slice(listen, (size_t)colon + 1, listen.n);
    if (ret_host->n > 2 && ret_host->p[0] == '[' && ret_host->p[ret_host->n - 1] == ']')
        *ret_host = str_slice(*ret_host, 1, ret_host->n - 2);
    return str_to_int(*ret_port, &port) && port >= 0 && port <= 65535;
}

static int open_one(const struct addrinfo *info)
{
    int yes = 1, no = 0;
    int fd = socket(info->ai_family, info->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, info->ai_protocol);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (info->ai_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no));
    if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    close(fd);
    return -1;
}

static int port_of(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address = {.v6 = {0}};
    socklen_t size = sizeof(address);

    if (getsockname(fd, &address.any, &size) != 0)
        return -1;
    return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}

static void free_list(struct addrinfo **list)
{
    if (*list != NULL)
        freeaddrinfo(*list);
}

enum err listen_open(struct str listen_at, struct arena *arena, int *ret_socket, int *ret_port)
{
    CLEANUP(free_list) struct addrinfo *list = NULL;
    struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct str host, port;
    int fd = -1;

    if (!split(listen_at, &host, &port)) {
        (void)fail_internal(arena, "--listen %.*s: ADDRESS:PORT is wanted", STR_ARG(listen_at));
        return ERR_BAD_REQUEST;
    }
    if (getaddrinfo(host.n ? arena_cstr(arena, host) : NULL, arena_cstr(arena, port), &hints, &list) != 0) {
        (void)fail_internal(arena, "--listen %.*s: there is no such address", STR_ARG(listen_at));
        return ERR_BAD_REQUEST;
    }
    /* ":8080" lists IPv4 before IPv6, which takes both. */
    for (const struct addrinfo *info = list; info != NULL && fd < 0; info = info->ai_next) {
        if (host.n > 0 || info->ai_family == AF_INET6)
            fd = open_one(info);
    }
    for (const struct addrinfo *info = list; info != NULL && fd < 0; info = info->ai_next)
        fd = open_one(info);
    if (fd < 0)
        return fail_unavailable(arena, "--listen %.*s: %s", STR_ARG(listen_at), strerror(errno));
    *ret_socket = fd;
    *ret_port = port_of(fd);
    return OK;
}

struct str address_text(const struct sockaddr *address, struct arena *arena)
{
    char text[NI_MAXHOST];
    socklen_t size =
        address != NULL && address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    struct str all;

    if (address == NULL || getnameinfo(address, size, text, sizeof(text), NULL, 0, NI_NUMERICHOST) != 0)
        return STR("");
    all = str_from(text);
    if (str_starts(all, STR("::ffff:")) && str_find(all, '.', 0) >= 0)
        all = str_slice(all, strlen("::ffff:"), all.n);
    return arena_str(arena, all);
}
