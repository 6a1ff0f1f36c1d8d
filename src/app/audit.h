/* The audit trail (AUD-01): one entry an act, chained by hashes, in the act's own transaction. */
#ifndef APP_AUDIT_H
#define APP_AUDIT_H

#include "app/app.h"
#include "base/random.h"

/* Writes the entry of the act cx->change out of what was noted in `cx`. Dispatch calls it; so does whoever makes a
 * company. */
MUST_CHECK enum err audit_append(struct tx *tx, struct context *cx);
/* Whether exactly this act was committed (its entry's hash is there). */
MUST_CHECK enum err audit_happened(struct store *store, struct context *cx, bool *ret);

/* What a walk over the chain found. */
struct audit_verdict {
    int64_t entries;
    int64_t broken_at; /* change number of the first entry that does not fit; 0: none */
    const char *fault; /* "missing", "hash", "details", "behind the company's change number"; NULL: none */
    uint8_t head[HASH_BYTES];
};
/* Recomputes every entry. With `head` (HASH_BYTES, exported earlier, of entry `head_change`) any change before it
 * shows; without one, only what did not recompute the rest. */
MUST_CHECK enum err audit_verify(struct tx *tx, struct company_id company, int64_t head_change, const uint8_t *head,
                                 struct audit_verdict *ret);

#endif
