#include "policy/parts.h"

#include "base/heap.h"

#include <stdlib.h>

/* ------------------------------------------------------------------ slots */

enum { SLOTS_LEAST = 4 };
static const size_t items_max = (size_t)1 << 29;

size_t slots_for(size_t count)
{
    size_t slots = SLOTS_LEAST;

    assert(count <= items_max);
    while (slots < count * 2)
        slots *= 2;
    return slots;
}

struct id_slots slots_make(uint32_t *at, const void *items, size_t stride, size_t count)
{
    size_t size = slots_for(count);
    struct id_slots slots = {at, (uint32_t)(size - 1), __builtin_clzll(size) + 1};

    for (size_t i = 0; i < count; i++) {
        int64_t id;
        memcpy(&id, (const char *)items + i * stride, sizeof id);
        uint64_t hash = slots_hash(id);
        uint32_t place = (uint32_t)(hash >> slots.shift);
        while (at[place] != 0)
            place = (place + 1) & slots.mask;
        at[place] = ((uint32_t)(hash >> 16) & ~slots.mask) | (uint32_t)(i + 1);
    }
    return slots;
}

/* ------------------------------------------------------------------ memory of a block */

static bool block_let_go(atomic_int *references)
{
    return atomic_fetch_sub_explicit(references, 1, memory_order_acq_rel) == 1;
}

/* Cuts the next `bytes` from a block's memory. */
static void *cut(char **at, size_t bytes)
{
    void *part = *at;

    *at += (bytes + 7) / 8 * 8;
    return part;
}

static struct str cut_text(char **at, struct str text)
{
    char *copy = cut(at, text.n + 1);

    if (text.n > 0)
        memcpy(copy, text.p, text.n);
    return (struct str){copy, text.n};
}

/* ------------------------------------------------------------------ pairs */

static int by_client(const void *a, const void *b)
{
    const struct pair_entry *x = a, *y = b;

    return (x->client > y->client) - (x->client < y->client);
}

static int by_client_and_start(const void *a, const void *b)
{
    const struct dated_entry *x = a, *y = b;

    if (x->client != y->client)
        return x->client > y->client ? 1 : -1;
    return (x->from > y->from) - (x->from < y->from);
}

struct pair_block *pair_block_new(const struct person_facts *person, struct pair_entry *entries, int count,
                                  struct dated_entry *dated, int dated_count)
{
    size_t slot_bytes = slots_for((size_t)count) * sizeof(uint32_t);
    size_t entry_bytes = (size_t)count * sizeof *entries;
    size_t dated_bytes = (size_t)dated_count * sizeof *dated;
    size_t bytes = sizeof(struct pair_block) + slot_bytes + entry_bytes + dated_bytes + person->name.n +
                   person->sort.n + person->email.n + 3 * sizeof(int64_t) + 3;
    struct pair_block *block = heap_new(bytes);
    char *at = (char *)(block + 1);
    struct pair_entry *own_entries = cut(&at, entry_bytes);
    uint32_t *slots = cut(&at, slot_bytes);
    struct dated_entry *own_dated = cut(&at, dated_bytes);

    if (count > 0) {
        qsort(entries, (size_t)count, sizeof *entries, by_client);
        memcpy(own_entries, entries, entry_bytes);
    }
    if (dated_count > 0) {
        qsort(dated, (size_t)dated_count, sizeof *dated, by_client_and_start);
        memcpy(own_dated, dated, dated_bytes);
    }
    atomic_init(&block->references, 1);
    block->slots = slots_make(slots, own_entries, sizeof *own_entries, (size_t)count);
    block->entries = own_entries;
    block->count = count;
    block->dated = own_dated;
    block->dated_count = dated_count;
    block->name = cut_text(&at, person->name);
    block->sort = cut_text(&at, person->sort);
    block->email = cut_text(&at, person->email);
    block->bytes = bytes;
    return block;
}

void pair_block_release(struct pair_block *block)
{
    if (block_let_go(&block->references))
        heap_free(block);
}

/* ------------------------------------------------------------------ clients */

static int by_id(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* The new ones among `ids`, sorted, each once, into `ret`; returns how many. */
static int fresh_ids(const struct client_block *old, const int64_t *ids, int count, int64_t *ret)
{
    int fresh = 0, unique = 0;

    for (int i = 0; i < count; i++) {
        if (old == NULL || !client_known(old, ids[i]))
            ret[fresh++] = ids[i];
    }
    if (fresh > 0)
        qsort(ret, (size_t)fresh, sizeof *ret, by_id);
    for (int i = 0; i < fresh; i++) {
        if (unique == 0 || ret[unique - 1] != ret[i])
            ret[unique++] = ret[i];
    }
    return unique;
}

static void merge_ids(const struct client_block *old, const int64_t *fresh, int fresh_count, int64_t *ret)
{
    int old_count = old == NULL ? 0 : old->count;

    for (int i = 0, j = 0; i < old_count || j < fresh_count;) {
        bool take_old = j == fresh_count || (i < old_count && old->ids[i] < fresh[j]);
        *ret++ = take_old ? old->ids[i++] : fresh[j++];
    }
}

struct client_block *client_block_new(struct client_block *old, const int64_t *ids, int count)
{
    struct arena scratch = ARENA_INIT;
    int64_t *fresh = arena_array(&scratch, int64_t, (size_t)count);
    int fresh_count = fresh_ids(old, ids, count, fresh);

    if (old != NULL && fresh_count == 0) {
        arena_free(&scratch);
        atomic_fetch_add_explicit(&old->references, 1, memory_order_relaxed);
        return old;
    }
    size_t all = (size_t)fresh_count + (size_t)(old == NULL ? 0 : old->count);
    size_t slot_bytes = slots_for(all) * sizeof(uint32_t);
    size_t bytes = sizeof(struct client_block) + slot_bytes + all * sizeof(int64_t);
    struct client_block *block = heap_new(bytes);
    char *at = (char *)(block + 1);
    uint32_t *slots = cut(&at, slot_bytes);
    int64_t *own_ids = cut(&at, all * sizeof(int64_t));

    merge_ids(old, fresh, fresh_count, own_ids);
    arena_free(&scratch);
    atomic_init(&block->references, 1);
    block->slots = slots_make(slots, own_ids, sizeof *own_ids, all);
    block->ids = own_ids;
    block->count = (int)all;
    block->bytes = bytes;
    return block;
}

void client_block_release(struct client_block *block)
{
    if (block_let_go(&block->references))
        heap_free(block);
}
