#include "app/background.h"

#include "app/jobs.h"
#include "base/heap.h"

#include <pthread.h>
#include <time.h>

enum { MAILS_A_ROUND = 100, JOBS_A_ROUND = 100, ROUND_S = 1, HOUR_S = 3600 };

struct background {
    struct background_config config;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t stop_now;
    bool stop;
};

static void note(const struct app *app, const char *part, enum err err, struct arena *arena)
{
    if (err != OK)
        LOG(&app->config.log, LOG_ERROR, "background_failed", L_STR("part", str_from(part)),
            L_STR("detail", arena->failure.log));
    fail_clear(arena);
}

static void keep_house(struct app *app, bool hourly, struct arena *arena)
{
    for (int i = 0; i < app->config.feature_count; i++) {
        const struct feature *feature = app->config.features[i];

        if (feature->housekeeping)
            note(app, feature->name, feature->housekeeping(app, hourly, arena), arena);
    }
}

void background_round(const struct background_config *config, bool hourly, struct arena *arena)
{
    struct app *app = config->app;
    int count;

    if (app_look_at_schema(app, arena) != OK) { /* one line, not one from each part */
        note(app, "database", ERR_UNAVAILABLE, arena);
        if (app_outdated(app) && config->outdated)
            config->outdated();
        return;
    }
    note(app, "outbox", outbox_run(app, &config->mail, MAILS_A_ROUND, arena, &count), arena);
    note(app, "jobs", jobs_run(app, JOBS_A_ROUND, arena, &count), arena);
    keep_house(app, hourly, arena);
}

/* True: go on. */
static bool rest(struct background *background)
{
    struct timespec at;
    bool stop;

    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += ROUND_S;
    pthread_mutex_lock(&background->mutex);
    if (!background->stop)
        pthread_cond_timedwait(&background->stop_now, &background->mutex, &at);
    stop = background->stop;
    pthread_mutex_unlock(&background->mutex);
    return !stop;
}

static void *loop(void *data)
{
    struct background *background = data;
    int64_t slow_at = 0; /* monotonic */
    struct arena arena = ARENA_INIT;

    do {
        bool hourly = time_monotonic_us() >= slow_at;

        if (hourly)
            slow_at = time_monotonic_us() + HOUR_S * SECOND_US;
        background_round(&background->config, hourly, &arena);
        arena_reset(&arena);
    } while (rest(background));
    if (!app_outdated(background->config.app)) /* what was noted in memory is not lost by stopping */
        keep_house(background->config.app, false, &arena);
    arena_free(&arena);
    return NULL;
}

struct background *background_start(const struct background_config *config)
{
    struct background *background = heap_new(sizeof(*background));
    pthread_condattr_t attributes;
    int failed;

    background->config = *config;
    pthread_mutex_init(&background->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&background->stop_now, &attributes);
    pthread_condattr_destroy(&attributes);
    failed = pthread_create(&background->thread, NULL, loop, background);
    assert(!failed);
    return background;
}

void background_stop(struct background *background)
{
    if (!background)
        return;
    pthread_mutex_lock(&background->mutex);
    background->stop = true;
    pthread_cond_signal(&background->stop_now);
    pthread_mutex_unlock(&background->mutex);
    pthread_join(background->thread, NULL);
    pthread_cond_destroy(&background->stop_now);
    pthread_mutex_destroy(&background->mutex);
    heap_free(background);
}
