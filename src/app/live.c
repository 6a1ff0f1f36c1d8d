#include "app/live.h"
#include "app/app.h"

#include <pthread.h>
#include <stdlib.h>

/* One watcher is enough: http/ keeps the table of streams. */
struct live {
    pthread_mutex_t lock;
    live_watcher *watcher;
    void *data;
};

struct live *live_new(void)
{
    struct live *live = calloc(1, sizeof(*live));

    if (!live)
        abort();
    pthread_mutex_init(&live->lock, NULL);
    return live;
}

void live_free(struct live *live)
{
    if (!live)
        return;
    pthread_mutex_destroy(&live->lock);
    free(live);
}

void live_watch(struct app *app, live_watcher *watcher, void *data)
{
    pthread_mutex_lock(&app->live->lock);
    app->live->watcher = watcher;
    app->live->data = data;
    pthread_mutex_unlock(&app->live->lock);
}

void live_announce(struct app *app, struct company_id company, int64_t change)
{
    pthread_mutex_lock(&app->live->lock);
    if (app->live->watcher)
        app->live->watcher(app->live->data, company, change);
    pthread_mutex_unlock(&app->live->lock);
}
