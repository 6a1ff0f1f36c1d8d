/* What was found under a secret's hash, good as long as nobody has written since: SQLite tells that at once
 * (store_data_version), so that a program that asks much is not looked up in the database each time. */
#ifndef APP_RECALL_H
#define APP_RECALL_H

#include "base/random.h"

enum { RECALL_BYTES_MAX = 192 };

struct recall;
struct recall *recall_new(void);
void recall_free(struct recall *recall);
/* Thread-safe. Whether `key` was kept at this very version; `ret` gets the `size` bytes that were. */
MUST_CHECK bool recall_get(struct recall *recall, const uint8_t key[HASH_BYTES], int64_t version, void *ret,
                           size_t size);
/* `version`: as read before the value was looked up. Negative (not known) is not kept. */
void recall_put(struct recall *recall, const uint8_t key[HASH_BYTES], int64_t version, const void *value, size_t size);

#endif
