/* The real program as processes of its own: servers that are asked over sockets, stopped and killed, and other verbs
 * beside them. */
#ifndef PROOF_HOUSE_H
#define PROOF_HOUSE_H

#include "support/database.h"
#include "support/test.h"

#include <stdbool.h>
#include <sys/types.h>

/* ------------------------------------------------------------------ processes */

struct served {
    pid_t pid; /* 0: none */
    int port;
};
/* `petgate serve` on a free port, ready; the test fails if it does not start. */
struct served served_start(const struct test_database *database);
/* Begins to start one, and what served_started says of it: false, it ended. */
struct starting {
    pid_t pid;
    int out;
};
struct starting served_begin(const struct test_database *database, const char *const *more);
bool served_started(struct starting starting, struct served *ret);
/* SIGTERM, or with SIGKILL; the exit code, or the signal's number + 128. The test fails where it takes 20 s. */
int served_end(struct served *served, int signal);
/* Waits for it to end by itself; -1: it did not within `ms`. */
int served_ended(struct served *served, int ms);
/* Runs `petgate` with these words, up to a NULL, on the database; what it printed, and its exit code. */
struct str house_run(const struct test_database *database, const char *const *words, struct arena *arena,
                     int *ret_code);

/* ------------------------------------------------------------------ requests */

struct there {
    int status; /* 0: no whole answer */
    bool cut;   /* it began, and broke off */
    struct str head, body;
};
/* `headers`: further lines, each with its "\r\n", or ""; `body`: JSON or NULL. */
struct there there_ask(int port, const char *token, const char *method, const char *path, const char *headers,
                       const char *body, struct arena *arena);
/* Opens the event stream of a token's person; the first event was heard. */
int there_stream(int port, const char *token);
/* Milliseconds until `text` was heard, -1: not within `ms`, or the stream ended. */
int there_hear(int fd, const char *text, int ms);
int there_connect(int port);

/* A count when it has stood still for a while: what a server does by itself at its start is done. */
int64_t house_settled(int64_t (*count)(void *data), void *data);

#endif
