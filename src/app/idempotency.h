/* Idempotency-Key (API-01): the same key from the same person answers what the first request was answered. */
#ifndef APP_IDEMPOTENCY_H
#define APP_IDEMPOTENCY_H

#include "app/check.h"

/* Sets r->out->replay and `*ret_replayed` where the key was used for this very request; ERR_INVALID for another one. */
MUST_CHECK enum err idempotency_find(struct running *r, struct tx *tx, bool *ret_replayed);
/* Keeps the answer, with the act. */
MUST_CHECK enum err idempotency_keep(struct running *r, struct tx *tx);

#endif
