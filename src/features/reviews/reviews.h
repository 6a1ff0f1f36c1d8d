/* Access reviews (ROL-306): every quarter, or as the company sets it, each manager goes through who may what, and keeps
 * or trims; a signed record of it stays. And what anyone tells the owner: that somebody sees too much. */
#ifndef FEATURES_REVIEWS_H
#define FEATURES_REVIEWS_H

#include "app/app.h"
#include "app/uses.h"

/* The grant's person's own copy of the review that is open, if they have not finished it. */
struct review_waiting {
    int64_t copy; /* 0: none */
    int32_t due_on;
};
MUST_CHECK enum err review_waiting(struct tx *tx, const struct grant *g, struct review_waiting *ret);
/* Reports that wait for the owner, who is the grant's person. */
MUST_CHECK enum err reports_waiting(struct tx *tx, const struct grant *g, int64_t *ret);

/* A review begins: items, a copy for each who holds manage_access, their notices, the reminder. One that is open ends
 * with that. */
MUST_CHECK enum err review_begin(struct context *cx, struct tx *tx, const struct grant *g, int64_t *ret_id);

/* Of each company of the list, in its order: the last days of use, and since when they are noted where nothing says so
 * yet. In a transaction for COMPANY_ALL. */
MUST_CHECK enum err uses_write(struct tx *tx, const struct use *uses, int count);

/* ------------------------------------------------------------------ records, outside of requests */

/* A record as it is downloaded: one line of JSON, {"record":…,"signature":…}, each byte as it was written. */
struct review_signature {
    struct str record;  /* the bytes that are signed */
    uint8_t key[32];    /* the public one */
    uint8_t value[64];  /* Ed25519 over `record` */
    struct str company; /* out of the record: the short name */
    int64_t entry;      /* the entry of the company's record that holds the hash */
    struct str manager, finished_at;
};
/* False where the bytes are no such file; `ret_fault` says in English why. */
MUST_CHECK bool review_file_read(struct arena *arena, struct str file, struct review_signature *ret,
                                 struct str *ret_fault);
enum review_fault {
    REVIEW_HOLDS = 0,
    REVIEW_ALTERED,    /* the signature does not fit the bytes */
    REVIEW_OTHER_KEY,  /* it fits, and was made with a key that is not the company's */
    REVIEW_NO_ENTRY,   /* the company's record has no such entry */
    REVIEW_OTHER_HASH, /* the entry is about another record, or its value was erased */
};
const char *review_fault_name(enum review_fault fault);
const char *review_fault_sentence(enum review_fault fault);
/* Whether the signature fits: needs nothing but the file. */
bool review_file_fits(const struct review_signature *signature);
/* The same, and against the company's key and the entry of its record. Whether the record's chain holds is
 * audit_verify's. */
MUST_CHECK enum err review_file_check(struct tx *tx, struct company_id company,
                                      const struct review_signature *signature, enum review_fault *ret);

extern const struct feature reviews_feature, review_list_feature, review_copy_feature, review_record_feature,
    reports_feature;

#endif
