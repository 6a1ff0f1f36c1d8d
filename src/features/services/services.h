/* Services: what is sold and scheduled (name, duration, price). */
#ifndef FEATURES_SERVICES_H
#define FEATURES_SERVICES_H

#include "app/app.h"

struct service {
    struct service_id id;
    struct str name;
    int64_t minutes;
    int64_t price_minor;
    bool active;
    int64_t changed;
};
/* ERR_ABSENT where there is none. */
MUST_CHECK enum err service_read(struct tx *tx, const struct grant *g, struct service_id id, struct service *ret);
/* `id` made when none. ERR_INVALID naming "name" where another has it. */
MUST_CHECK enum err service_create(struct context *cx, struct tx *tx, const struct grant *g, struct service *service);
struct service_list {
    struct service *items;
    int count;
};
/* By name; `active_only` for what can be scheduled newly. A company has at most 500. */
MUST_CHECK enum err services_read(struct tx *tx, const struct grant *g, bool active_only, struct service_list *ret);

extern const struct feature services_feature;

#endif
