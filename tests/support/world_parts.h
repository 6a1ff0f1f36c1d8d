/* Inside of world. */
#ifndef SUPPORT_WORLD_PARTS_H
#define SUPPORT_WORLD_PARTS_H

#include "support/world.h"
#include "support/world_stage.h"

#include <pthread.h>
#include <stdatomic.h>
#include <strings.h>
#include <unistd.h>

/* What an answer lives in. */
struct kept {
    struct arena arena;
    json_t *json;
    struct kept *next;
};
struct world_session {
    const char *secret, *form_token;
    int64_t made_at;
};
struct world {
    struct stage *stage;
    struct store *store;
    struct app *app;
    struct http *http;
    struct arena arena;
    _Atomic int64_t now;
    pthread_t thread; /* whose test it is */
    pthread_mutex_t lock;
    struct kept *kept;
    struct world_session sessions[CAST_MAX];
};

const struct cast *world_cast(struct world *w, const char *who);

#endif
