/* Inside of authzen/: events and pets, a run of them at a time, for searches. */
#ifndef FEATURES_AUTHZEN_SEARCH_STORE_H
#define FEATURES_AUTHZEN_SEARCH_STORE_H

#include "features/authzen/question.h"

enum { SEARCH_RUN = 1000 };

struct found {
    int64_t id;
    struct subject about;
};
/* Those behind `after` by id, at most SEARCH_RUN, of the clients within `scope` (SCOPE_ALL_BUT: all, and the caller
 * sorts out). */
MUST_CHECK enum err search_run(struct tx *tx, const struct grant *g, enum resource resource, const struct scope *scope,
                               int64_t after, struct found *ret_found, int *ret_count);

#endif
