/* A program on loopback that a webhook calls, for tests: one thread, real sockets, one request a connection. */
#ifndef API_HOOK_H
#define API_HOOK_H

#include "base/arena.h"

enum hook_mood {
    HOOK_ACCEPTS = 1,
    HOOK_FAILS,     /* 500 */
    HOOK_REDIRECTS, /* 302 to itself */
    HOOK_SLEEPS,    /* takes the request and says nothing */
    HOOK_BABBLES,   /* 200, with an answer that does not end */
    HOOK_MOOD__MAX,
};

struct hook;
struct hook *hook_start(enum hook_mood mood);
int hook_port(const struct hook *hook);
void hook_mood(struct hook *hook, enum hook_mood mood);
void hook_stop(struct hook *hook);
/* How many requests came whole, and the last one as it came. */
int hook_count(struct hook *hook);
struct str hook_last(struct hook *hook, struct arena *arena);

#endif
