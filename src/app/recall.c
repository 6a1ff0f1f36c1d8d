#include "app/recall.h"

#include "base/heap.h"

#include <pthread.h>
#include <string.h>

enum { PLACES = 1024 };

struct kept {
    uint8_t key[HASH_BYTES];
    int64_t version; /* 0: nothing is here */
    char value[RECALL_BYTES_MAX];
};

/* A place by the key's first bytes, and the last to come has it. */
struct recall {
    pthread_mutex_t mutex;
    struct kept places[PLACES];
};

struct recall *recall_new(void)
{
    struct recall *recall = heap_new(sizeof(*recall));

    pthread_mutex_init(&recall->mutex, NULL);
    return recall;
}

void recall_free(struct recall *recall)
{
    if (!recall)
        return;
    pthread_mutex_destroy(&recall->mutex);
    secret_wipe(recall->places, sizeof(recall->places));
    heap_free(recall);
}

static struct kept *place_of(struct recall *recall, const uint8_t key[HASH_BYTES])
{
    return &recall->places[((unsigned)key[0] << 8 | key[1]) % PLACES];
}

bool recall_get(struct recall *recall, const uint8_t key[HASH_BYTES], int64_t version, void *ret, size_t size)
{
    const struct kept *kept = place_of(recall, key);
    bool found;

    assert(size <= RECALL_BYTES_MAX);
    pthread_mutex_lock(&recall->mutex);
    found = version > 0 && kept->version == version && memcmp(kept->key, key, HASH_BYTES) == 0;
    if (found)
        memcpy(ret, kept->value, size);
    pthread_mutex_unlock(&recall->mutex);
    return found;
}

void recall_put(struct recall *recall, const uint8_t key[HASH_BYTES], int64_t version, const void *value, size_t size)
{
    struct kept *kept = place_of(recall, key);

    assert(size <= RECALL_BYTES_MAX);
    if (version <= 0)
        return;
    pthread_mutex_lock(&recall->mutex);
    memcpy(kept->key, key, HASH_BYTES);
    kept->version = version;
    memcpy(kept->value, value, size);
    pthread_mutex_unlock(&recall->mutex);
}
