/* Inside of authzen/: events and pets, a run of them at a time, for searches. */
#ifndef FEATURES_AUTHZEN_SEARCH_STORE_H
#define FEATURES_AUTHZEN_SEARCH_STORE_H

#include "features/authzen/question.h"

enum { SEARCH_RUN = 1000 };

struct found {
    int64_t id;
    struct subject about;
};
/* What the subject of a search sees at all: of these clients, and of events maybe only those assigned to `own`. */
struct search_sight {
    struct scope scope;
    struct staff_id own; /* none: everybody's */
};
/* Those behind `after` by id within sight, at most SEARCH_RUN. Where a page ends short, its token names the last one,
 * so none may be of what is hidden. */
MUST_CHECK enum err search_run(struct tx *tx, const struct grant *g, enum resource resource,
                               const struct search_sight *sight, int64_t after, struct found *ret_found,
                               int *ret_count);

#endif
