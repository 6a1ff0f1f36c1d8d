#include "http/figures.h"

#include <stdatomic.h>

/* Upper ends in µs; the last counts what is above. */
static const int64_t BUCKETS[] = {250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000};
enum { BUCKET_COUNT = ARRAY_SIZE(BUCKETS), STATUS_CLASSES = 6 };

struct route_figures {
    atomic_int_fast64_t answers[STATUS_CLASSES]; /* by status / 100 */
    atomic_int_fast64_t buckets[BUCKET_COUNT + 1];
    atomic_int_fast64_t sum_us;
};

struct figures {
    int operation_count;
    atomic_int_fast64_t bytes, statements;
    atomic_int_fast64_t gauges[GAUGE__MAX];
    struct route_figures routes[];
};

static const char *const OWN[OWN__COUNT] = {[OWN_ASSET] = "asset",
                                            [OWN_HEALTH] = "health",
                                            [OWN_METRICS] = "metrics",
                                            [OWN_OPENAPI] = "openapi",
                                            [OWN_NONE] = "none"};

static const struct {
    const char *name, *help;
} GAUGES[GAUGE__MAX] = {
    [GAUGE_CONNECTIONS] = {"petgate_connections", "Open connections."},
    [GAUGE_QUEUE] = {"petgate_queue_depth", "Requests that wait for a worker."},
    [GAUGE_BUSY_WORKERS] = {"petgate_workers_busy", "Workers that run a request."},
    [GAUGE_STREAMS] = {"petgate_streams", "Open event streams."},
};

struct figures *figures_new(int operation_count, struct arena *arena)
{
    size_t routes = (size_t)operation_count + OWN__COUNT;
    struct figures *figures = arena_alloc(arena, sizeof(*figures) + routes * sizeof(struct route_figures));

    figures->operation_count = operation_count;
    return figures;
}

void figures_count(struct figures *figures, int route, int status, int64_t duration_us, size_t bytes, int statements)
{
    struct route_figures *one;
    int class = status / 100;
    int bucket = 0;

    assert(route >= 0 && route < figures->operation_count + OWN__COUNT);
    one = &figures->routes[route];
    while (bucket < BUCKET_COUNT && duration_us > BUCKETS[bucket])
        bucket++;
    atomic_fetch_add_explicit(&one->answers[class > 0 && class < STATUS_CLASSES ? class : 0], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&one->buckets[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&one->sum_us, duration_us, memory_order_relaxed);
    atomic_fetch_add_explicit(&figures->bytes, (int64_t)bytes, memory_order_relaxed);
    atomic_fetch_add_explicit(&figures->statements, statements, memory_order_relaxed);
}

void figures_gauge(struct figures *figures, enum http_gauge gauge, int64_t delta)
{
    assert(gauge > 0 && gauge < GAUGE__MAX);
    atomic_fetch_add_explicit(&figures->gauges[gauge], delta, memory_order_relaxed);
}

int64_t figures_gauge_value(const struct figures *figures, enum http_gauge gauge)
{
    assert(gauge > 0 && gauge < GAUGE__MAX);
    return atomic_load_explicit(&figures->gauges[gauge], memory_order_relaxed);
}

/* ------------------------------------------------------------------ text */

static int64_t load(const atomic_int_fast64_t *value)
{
    return atomic_load_explicit(value, memory_order_relaxed);
}

static const char *route_name(const struct figures *figures, const struct app *app, int route)
{
    return route < figures->operation_count ? app->operations[route]->name : OWN[route - figures->operation_count];
}

static void head(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void add_answers(const struct figures *figures, const struct app *app, struct buf *out)
{
    head(out, "petgate_requests_total", "counter", "Answered requests by route and class of status.");
    for (int i = 0; i < figures->operation_count + OWN__COUNT; i++) {
        for (int class = 0; class < STATUS_CLASSES; class ++) {
            int64_t n = load(&figures->routes[i].answers[class]);

            if (n > 0)
                buf_format(out, "petgate_requests_total{route=\"%s\",status=\"%dxx\"} %lld\n",
                           route_name(figures, app, i), class, (long long)n);
        }
    }
}

static void add_durations(const struct figures *figures, const struct app *app, struct buf *out)
{
    head(out, "petgate_request_seconds", "histogram", "Time from the whole request to the whole response.");
    for (int i = 0; i < figures->operation_count + OWN__COUNT; i++) {
        const struct route_figures *one = &figures->routes[i];
        const char *name = route_name(figures, app, i);
        int64_t count = 0;

        for (int bucket = 0; bucket <= BUCKET_COUNT; bucket++)
            count += load(&one->buckets[bucket]);
        if (count == 0)
            continue;
        count = 0;
        for (int bucket = 0; bucket < BUCKET_COUNT; bucket++) {
            count += load(&one->buckets[bucket]);
            buf_format(out, "petgate_request_seconds_bucket{route=\"%s\",le=\"%g\"} %lld\n", name,
                       (double)BUCKETS[bucket] / 1e6, (long long)count);
        }
        count += load(&one->buckets[BUCKET_COUNT]);
        buf_format(out,
                   "petgate_request_seconds_bucket{route=\"%s\",le=\"+Inf\"} %lld\n"
                   "petgate_request_seconds_sum{route=\"%s\"} %.6f\npetgate_request_seconds_count{route=\"%s\"} %lld\n",
                   name, (long long)count, name, (double)load(&one->sum_us) / 1e6, name, (long long)count);
    }
}

void figures_text(const struct figures *figures, const struct app *app, struct buf *out)
{
    add_answers(figures, app, out);
    add_durations(figures, app, out);
    head(out, "petgate_response_bytes_total", "counter", "Bytes of response bodies.");
    buf_format(out, "petgate_response_bytes_total %lld\n", (long long)load(&figures->bytes));
    head(out, "petgate_statements_total", "counter", "Database statements run for requests.");
    buf_format(out, "petgate_statements_total %lld\n", (long long)load(&figures->statements));
    for (int i = 1; i < GAUGE__MAX; i++) {
        head(out, GAUGES[i].name, "gauge", GAUGES[i].help);
        buf_format(out, "%s %lld\n", GAUGES[i].name, (long long)load(&figures->gauges[i]));
    }
}
