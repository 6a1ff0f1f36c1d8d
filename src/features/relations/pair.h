/* Inside of relations/: one row written whole, with its history. */
#ifndef FEATURES_RELATIONS_PAIR_H
#define FEATURES_RELATIONS_PAIR_H

#include "features/relations/relations.h"

/* Writes everything of the pair but what relation_recount keeps, makes the row if there is none, stamps it with the act
 * and puts the history. `pair->changed` is set. */
MUST_CHECK enum err pair_save(struct context *cx, struct tx *tx, const struct grant *g, struct relation *pair);
/* The pair's line of history, from the row as it stands. */
MUST_CHECK enum err pair_history(struct context *cx, struct tx *tx, const struct grant *g, const struct relation *pair);
/* ERR_CONFLICT that names both, with the message for this state of the pair. */
MUST_CHECK enum err pair_refuse(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                struct client_id client, enum message message);

#endif
