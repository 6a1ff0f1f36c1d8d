#include "app/uses.h"

#include "base/heap.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 16384, FILL_MAX = SLOTS / 2 };

struct slot {
    struct use use; /* without a person: free */
    bool waits;
};

struct uses {
    pthread_mutex_t mutex;
    struct slot slots[SLOTS]; /* open addressing */
    int count;
};

struct uses *uses_new(void)
{
    struct uses *uses = heap_new(sizeof(*uses));

    pthread_mutex_init(&uses->mutex, NULL);
    return uses;
}

void uses_free(struct uses *uses)
{
    if (!uses)
        return;
    pthread_mutex_destroy(&uses->mutex);
    heap_free(uses);
}

static bool is_same(const struct use *a, const struct use *b)
{
    return a->staff.n == b->staff.n && a->permission == b->permission && a->company.n == b->company.n;
}

static void put(struct uses *uses, const struct use *use)
{
    uint64_t key = (uint64_t)use->staff.n * 64 + (uint64_t)use->permission;
    unsigned at = (unsigned)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 50) % SLOTS;
    struct slot *slot = &uses->slots[at];

    while (slot->use.staff.n && !is_same(&slot->use, use)) {
        at = (at + 1) % SLOTS;
        slot = &uses->slots[at];
    }
    if (slot->use.staff.n && slot->use.day >= use->day)
        return;
    if (!slot->use.staff.n && uses->count++ >= FILL_MAX) {
        uses->count--;
        return;
    }
    *slot = (struct slot){.use = *use, .waits = true};
}

void use_note(struct uses *uses, const struct use *use)
{
    assert(use->company.n && use->staff.n && use->permission > 0 && use->permission < PERMISSION__MAX);
    pthread_mutex_lock(&uses->mutex);
    put(uses, use);
    pthread_mutex_unlock(&uses->mutex);
}

static int in_order(const void *a, const void *b)
{
    const struct use *x = a, *y = b;

    if (x->company.n != y->company.n)
        return x->company.n < y->company.n ? -1 : 1;
    if (x->staff.n != y->staff.n)
        return x->staff.n < y->staff.n ? -1 : 1;
    return (int)x->permission - (int)y->permission;
}

int uses_take(struct uses *uses, struct arena *arena, struct use **ret)
{
    int count = 0;

    pthread_mutex_lock(&uses->mutex);
    *ret = arena_array(arena, struct use, (size_t)uses->count);
    for (int i = 0; i < SLOTS; i++) {
        struct slot *slot = &uses->slots[i];

        if (!slot->use.staff.n || !slot->waits)
            continue;
        (*ret)[count++] = slot->use;
        slot->waits = false;
    }
    if (uses->count >= FILL_MAX) { /* what is known is forgotten, and noted once more when it is used again */
        memset(uses->slots, 0, sizeof(uses->slots));
        uses->count = 0;
    }
    pthread_mutex_unlock(&uses->mutex);
    if (count)
        qsort(*ret, (size_t)count, sizeof(**ret), in_order);
    return count;
}

static struct slot *find(struct uses *uses, const struct use *use)
{
    for (int i = 0; i < SLOTS; i++) {
        if (is_same(&uses->slots[i].use, use))
            return &uses->slots[i];
    }
    return NULL;
}

void uses_return(struct uses *uses, const struct use *list, int count)
{
    pthread_mutex_lock(&uses->mutex);
    for (int i = 0; i < count; i++) {
        struct slot *slot = find(uses, &list[i]);

        if (slot)
            slot->waits = true;
        else
            put(uses, &list[i]);
    }
    pthread_mutex_unlock(&uses->mutex);
}
