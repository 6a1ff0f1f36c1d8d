/* The values of one entry of the record (AUD-01), as they stand in the database: JSON, each value with a salt of its
 * own and chained by its hash alone, so that one can be erased and the chain still holds.
 *
 *     {"reason":{"salt":"…","text":"…"},
 *      "changes":[{"subject":"event","id":"0abc…","field":"staff","salt":"…","before":"…","after":"…"},
 *                 {"subject":"client","id":"0def…","field":"notes","erased":"…"}]}
 *
 * Without its salt the hash of an erased value tells nothing about it, however few values were possible. */
#ifndef DOC_RECORD_H
#define DOC_RECORD_H

#include "base/buf.h"
#include "base/id.h"
#include "base/random.h"

enum { RECORD_SALT_BYTES = 16, RECORD_MAX = 1 << 20 };

struct record_value {
    struct str subject, id, field; /* of what; the reason has none */
    struct str before, after;      /* the reason: `after` */
    uint8_t salt[RECORD_SALT_BYTES];
    uint8_t hash[HASH_BYTES]; /* of salt, before and after */
    bool erased;              /* then only the hash is left */
};
struct record {
    bool has_reason;
    struct record_value reason;
    struct record_value *changes;
    int count;
};

/* Gives a value its salt and its hash. */
void record_seal(struct record_value *value);
void record_erase(struct record_value *value);
/* What the chain holds of an entry's values. */
void record_hash(struct arena *arena, const struct record *record, uint8_t out[HASH_BYTES]);

void record_write(struct buf *out, const struct record *record);
/* False for what record_write did not write. The hashes are computed from what stands there. */
MUST_CHECK bool record_read(struct arena *arena, struct str text, struct record *ret);

#endif
