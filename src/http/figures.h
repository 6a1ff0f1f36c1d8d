/* Counts of what was answered, for /metrics (Prometheus text format). */
#ifndef HTTP_FIGURES_H
#define HTTP_FIGURES_H

#include "http/http.h"

struct figures;

/* `routes`: operations, then what http/ answers itself (enum own_route). */
struct figures *figures_new(int operation_count, struct arena *arena);
enum own_route { OWN_ASSET = 0, OWN_HEALTH, OWN_METRICS, OWN_OPENAPI, OWN_NONE, OWN__COUNT };
/* `route`: the operation's index, or operation_count + an own_route. */
void figures_count(struct figures *figures, int route, int status, int64_t duration_us, size_t bytes, int statements);
void figures_gauge(struct figures *figures, enum http_gauge gauge, int64_t delta);
int64_t figures_gauge_value(const struct figures *figures, enum http_gauge gauge);
void figures_text(const struct figures *figures, const struct app *app, struct buf *out);

#endif
