#include "app/touch.h"

#include "base/heap.h"

#include <pthread.h>

enum { SLOTS = 4096, FILL_MAX = SLOTS / 2 };

struct touched {
    int64_t slots[SLOTS]; /* open addressing; 0: free */
    int count;
};

struct touches {
    pthread_mutex_t mutex;
    struct touched kinds[TOUCH_KIND__MAX];
};

struct touches *touches_new(void)
{
    struct touches *touches = heap_new(sizeof(*touches));

    pthread_mutex_init(&touches->mutex, NULL);
    return touches;
}

void touches_free(struct touches *touches)
{
    if (!touches)
        return;
    pthread_mutex_destroy(&touches->mutex);
    heap_free(touches);
}

static void put(struct touched *touched, int64_t id)
{
    unsigned at = (unsigned)(((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15)) >> 52) % SLOTS;

    while (touched->slots[at] && touched->slots[at] != id)
        at = (at + 1) % SLOTS;
    if (touched->slots[at])
        return;
    touched->slots[at] = id;
    touched->count++;
}

void touch_note(struct touches *touches, enum touch_kind kind, int64_t id)
{
    assert(kind > 0 && kind < TOUCH_KIND__MAX && id);
    pthread_mutex_lock(&touches->mutex);
    if (touches->kinds[kind].count < FILL_MAX)
        put(&touches->kinds[kind], id);
    pthread_mutex_unlock(&touches->mutex);
}

int touch_take(struct touches *touches, enum touch_kind kind, struct arena *arena, const int64_t **ret_ids)
{
    struct touched *touched = &touches->kinds[kind];
    int64_t *ids;
    int count = 0;

    pthread_mutex_lock(&touches->mutex);
    ids = arena_array(arena, int64_t, (size_t)touched->count);
    for (int i = 0; i < SLOTS; i++) {
        if (touched->slots[i])
            ids[count++] = touched->slots[i];
    }
    *touched = (struct touched){.count = 0};
    pthread_mutex_unlock(&touches->mutex);
    *ret_ids = ids;
    return count;
}
