/* Inside of services/. */
#ifndef FEATURES_SERVICES_STORE_H
#define FEATURES_SERVICES_STORE_H

#include "features/services/services.h"

enum { SERVICES_MAX = 500 };

/* ERR_ABSENT where there is no such service. */
MUST_CHECK enum err service_exists(struct tx *tx, struct company_id company, int64_t id);
/* Writes all of it; `changed` is set. ERR_INVALID naming "name" where another has it. */
MUST_CHECK enum err service_write(struct context *cx, struct tx *tx, const struct grant *g, struct service *service);

#endif
