/* The listening socket. */
#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H

#include "base/arena.h"

struct sockaddr;

/* "127.0.0.1:8080", "[::1]:8080", ":8080" (all addresses) or "8080" (this machine); port 0: a free one.
 * ERR_BAD_REQUEST: it is no address; ERR_UNAVAILABLE: it cannot be had. Both with a line for the operator. */
MUST_CHECK enum err listen_open(struct str listen, struct arena *arena, int *ret_socket, int *ret_port);
/* "192.0.2.7", an IPv4 address without its IPv6 disguise. */
struct str address_text(const struct sockaddr *address, struct arena *arena);

#endif
