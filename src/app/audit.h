/* The audit trail (AUD-01): one entry an act, chained by hashes, in the act's own transaction. */
#ifndef APP_AUDIT_H
#define APP_AUDIT_H

#include "app/app.h"
#include "base/random.h"

/* Of what an entry of `audit_also` is; entries say it of themselves by their columns. */
enum audit_kind { AUDIT_STAFF = 1, AUDIT_CLIENT, AUDIT_KIND__MAX };

/* Writes the entry of the act cx->change out of what was noted in `cx`. Dispatch calls it; so does whoever makes a
 * company. */
MUST_CHECK enum err audit_append(struct tx *tx, struct context *cx);
/* Whether exactly this act was committed (its entry's hash is there). */
MUST_CHECK enum err audit_happened(struct tx *tx, const struct context *cx, bool *ret);

/* The newest entry and its hash: whoever keeps it elsewhere can prove later that nothing before it was changed. */
struct audit_head {
    int64_t change; /* 0: there is no entry */
    int64_t at;
    uint8_t hash[HASH_BYTES];
};
MUST_CHECK enum err audit_head(struct tx *tx, struct company_id company, struct audit_head *ret);
/* "412:9f3c…", as `petgate audit verify --head` takes it. */
struct str audit_head_text(struct arena *arena, const struct audit_head *head);
MUST_CHECK bool audit_head_parse(struct str text, struct audit_head *ret);

/* What a walk over the chain found. */
enum audit_fault {
    AUDIT_HOLDS = 0,
    AUDIT_MISSING,   /* an entry is not there */
    AUDIT_DETAILS,   /* its values are not those that were hashed */
    AUDIT_HASH,      /* it was changed, or stands in another's place */
    AUDIT_REWRITTEN, /* it fits what stands before it, and not the head given */
};
const char *audit_fault_name(enum audit_fault fault);     /* "missing": for programs */
const char *audit_fault_sentence(enum audit_fault fault); /* for people */
struct audit_verdict {
    int64_t entries;
    int64_t erased;    /* entries of which values were erased on record */
    int64_t broken_at; /* number of the first entry that does not fit; 0: none */
    enum audit_fault fault;
    struct audit_head head; /* of what holds */
};
/* Recomputes every entry. With `head` (exported earlier; NULL: none) any change before it shows; without one, only what
 * did not recompute the rest. */
MUST_CHECK enum err audit_verify(struct tx *tx, struct company_id company, const struct audit_head *head,
                                 struct audit_verdict *ret);

/* The same for a record of any length: a transaction, and memory, for a thousand entries at a time. */
MUST_CHECK enum err audit_verify_long(struct store *store, struct company_id company, const struct audit_head *head,
                                      struct arena *arena, struct audit_verdict *ret);

/* Erases one value of an entry for good: the reason (`part` 0) or the part-th change. The chain still holds. ERR_ABSENT
 * where there is none, or it was erased before. `ret_subject`: of what it was, "client.office_notes" or "reason". */
MUST_CHECK enum err audit_erase(struct tx *tx, struct company_id company, int64_t change, int64_t part,
                                struct str *ret_subject);

#endif
