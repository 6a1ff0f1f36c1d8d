/* A mail server on loopback for tests: one thread, real sockets, as much of SMTP as a client needs. */
#ifndef API_SMTP_H
#define API_SMTP_H

#include "base/arena.h"

enum smtp_mood {
    SMTP_ACCEPTS = 1,
    SMTP_BUSY,     /* 451 to every recipient */
    SMTP_REFUSES,  /* 550 to every recipient */
    SMTP_HANGS_UP, /* after the whole message, without a word: nobody knows whether it was taken */
    SMTP_MOOD__MAX,
};

struct smtp;
/* Listens on `port`, 0: a free one. */
struct smtp *smtp_start(int port, enum smtp_mood mood);
int smtp_port(const struct smtp *smtp);
void smtp_stop(struct smtp *smtp);
/* Messages accepted so far, one after the other: "RCPT …" lines and data. The text lives until smtp_stop. */
int smtp_accepted(struct smtp *smtp);
struct str smtp_received(struct smtp *smtp);

#endif
