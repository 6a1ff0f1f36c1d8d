/* The thread that takes connections. */
#ifndef HTTP_ACCEPT_H
#define HTTP_ACCEPT_H

#include "base/def.h"

#include <sys/socket.h>

struct acceptor;
/* Takes over the connection `fd`. */
typedef void acceptor_take(void *data, int fd, const struct sockaddr *address, socklen_t size);
/* While false connections wait in the listening socket's queue. */
typedef bool acceptor_has_room(const void *data);

/* Takes over the listening socket; NULL: no thread or descriptors to be had, and the socket is the caller's. */
struct acceptor *acceptor_start(int listening, acceptor_take *take, acceptor_has_room *has_room, void *data);
/* Closes the listening socket: nobody comes in any more. */
void acceptor_stop(struct acceptor *acceptor);

#endif
