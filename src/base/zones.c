#include "base/heap.h"
#include "base/zone.h"

#include <pthread.h>
#include <string.h>

struct shared {
    struct shared *next;
    const struct zone *zone;
};

struct zones {
    pthread_mutex_t lock;
    struct arena arena;
    struct shared *first;
};

struct zones *zones_new(void)
{
    struct zones *zones = heap_new(sizeof(*zones));

    pthread_mutex_init(&zones->lock, NULL);
    return zones;
}

void zones_free(struct zones *zones)
{
    if (!zones)
        return;
    pthread_mutex_destroy(&zones->lock);
    arena_free(&zones->arena);
    heap_free(zones);
}

static const struct shared *find(const struct zones *zones, struct str name)
{
    const struct shared *shared = zones->first;

    while (shared && !str_equal(shared->zone->name, name))
        shared = shared->next;
    return shared;
}

static struct zone *copy(struct arena *arena, const struct zone *zone)
{
    struct zone *made = arena_new(arena, struct zone);
    size_t count = (size_t)zone->count;

    *made = (struct zone){arena_str(arena, zone->name), zone->first_offset, zone->count,
                          arena_array(arena, int64_t, count), arena_array(arena, int32_t, count)};
    if (count > 0) {
        memcpy(made->at, zone->at, count * sizeof(*made->at));
        memcpy(made->offset, zone->offset, count * sizeof(*made->offset));
    }
    return made;
}

/* Read into the caller's arena, which has the file and what is wrong with it; only the zone stays. */
MUST_CHECK static enum err add(struct zones *zones, struct str name, struct arena *arena, const struct zone **ret)
{
    struct shared *shared;
    struct zone *read = NULL;

    TRY(zone_load(arena, name, &read));
    shared = arena_new(&zones->arena, struct shared);
    *shared = (struct shared){zones->first, copy(&zones->arena, read)};
    zones->first = shared;
    *ret = shared->zone;
    return OK;
}

enum err zones_get(struct zones *zones, struct str name, struct arena *arena, const struct zone **ret)
{
    enum err err = OK;

    pthread_mutex_lock(&zones->lock);
    const struct shared *shared = find(zones, name);
    if (shared)
        *ret = shared->zone;
    else
        err = add(zones, name, arena, ret);
    pthread_mutex_unlock(&zones->lock);
    return err;
}
