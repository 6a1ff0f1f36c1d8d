/* Inside of app/: what of an entry is hashed. */
#ifndef APP_AUDIT_CHAIN_H
#define APP_AUDIT_CHAIN_H

#include "base/random.h"

struct audit_entry {
    int64_t company, change, at, actor, surface, staff, client;
    struct str operation, address, details_hash;
};
/* Everything of the entry, and the hash of the one before it (zeros before the first). */
void audit_entry_hash(uint8_t out[HASH_BYTES], const uint8_t previous[HASH_BYTES], const struct audit_entry *entry);

#endif
