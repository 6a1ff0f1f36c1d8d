/* What a picture is made of. For policy/ alone. */
#ifndef POLICY_PARTS_H
#define POLICY_PARTS_H

#include "base/time.h"
#include "policy/policy.h"

#include <stdatomic.h>

/* ------------------------------------------------------------------ finding by id */

/* Open addressing over an array whose items begin with an id (struct id_slots): a slot holds the item's index + 1 in
 * its low bits and, in the others, bits of the hash that the place does not use, so that a miss hardly ever looks at an
 * item. A power of two of slots, at most half of them used. */

/* How many slots `count` items take, 4 at least. */
size_t slots_for(size_t count);
/* Fills zeroed slots at `at` for `count` items, `stride` bytes apart. */
struct id_slots slots_make(uint32_t *at, const void *items, size_t stride, size_t count);

static inline uint64_t slots_hash(int64_t id)
{
    uint64_t x = (uint64_t)id;

    return (x ^ (x >> 31)) * UINT64_C(0x9E3779B97F4A7C15);
}

/* The index of the item with this id, or -1. */
static inline int64_t slots_find(const struct id_slots *slots, const void *items, size_t stride, int64_t id)
{
    uint64_t hash = slots_hash(id);
    uint32_t tag = (uint32_t)(hash >> 16);

    for (uint32_t place = (uint32_t)(hash >> slots->shift);; place = (place + 1) & slots->mask) {
        uint32_t slot = slots->at[place];
        if (slot == 0)
            return -1;
        if (((slot ^ tag) & ~slots->mask) != 0)
            continue;
        uint32_t index = (slot & slots->mask) - 1;
        int64_t found;
        memcpy(&found, (const char *)items + index * stride, sizeof found);
        if (found == id)
            return index;
    }
}

/* ------------------------------------------------------------------ blocks, shared between pictures */

struct pair_entry {
    int64_t client;
    int64_t last_end_at;
    uint16_t flags;
    uint16_t preferred_position;
};
struct dated_entry {
    int64_t client;
    int64_t from, until;
};

/* What a person brings along: name and pairs. One piece of memory, which begins with head and entries. */
struct pair_block {
    atomic_int references;
    int count;
    struct id_slots slots;            /* of `entries` */
    const struct pair_entry *entries; /* sorted by client */
    int dated_count;
    const struct dated_entry *dated; /* sorted by client, from */
    struct str name, sort, email;
    size_t bytes;
};

/* All clients of the company. */
struct client_block {
    atomic_int references;
    struct id_slots slots;
    const int64_t *ids; /* sorted */
    int count;
    size_t bytes;
};

/* Sorts `entries` and `dated`; copies all. */
struct pair_block *pair_block_new(const struct person_facts *person, struct pair_entry *entries, int count,
                                  struct dated_entry *dated, int dated_count);
void pair_block_release(struct pair_block *block);
/* `old` (may be NULL) and the new ids, in any order and maybe twice; without any that is new, `old` itself, held. */
struct client_block *client_block_new(struct client_block *old, const int64_t *ids, int count);
void client_block_release(struct client_block *block);

static inline const struct pair_entry *pair_find(const struct person *person, int64_t client)
{
    /* The entries follow the block's head, so that a miss need not look at the head to know where they are. */
    const struct pair_entry *entries = (const struct pair_entry *)(person->pairs + 1);
    int64_t index = slots_find(&person->slots, entries, sizeof *entries, client);

    return index < 0 ? NULL : &entries[index];
}

static inline bool client_known(const struct client_block *block, int64_t client)
{
    return slots_find(&block->slots, block->ids, sizeof *block->ids, client) >= 0;
}

/* ------------------------------------------------------------------ the picture */

enum { NEEDS_MAX = 8 };

/* A role as set in this company. */
struct role_row {
    int id;
    enum role base;
    struct str name;
    struct str sort; /* folded name of a custom role; empty: a built-in one */
    int source;      /* as role_facts */
    bool archived;
    struct str description;
    uint64_t on; /* cells as set; what rests on another counts as on here */
    uint64_t editable;
    uint64_t own;                  /* about oneself even where not held: the cells o and m, but for roles (ROL-152) */
    uint64_t barred[SURFACE__MAX]; /* ROL-07 */
    struct {
        uint64_t bit, needs;
    } needs[NEEDS_MAX];
    int need_count;
};

/* Where somebody stands whose address has this hash. */
struct email_entry {
    int64_t hash;
    int person;
};

struct picture {
    atomic_int references;
    struct company_facts company;
    int64_t fade_us; /* 0: never */
    struct client_block *clients;
    struct person *people; /* in order of sort, id */
    int person_count;
    struct id_slots slots; /* of `people` */
    struct email_entry *emails;
    struct id_slots email_slots;
    struct role_row *roles;
    int role_count;
    struct arena arena; /* all of the above but the blocks */
};

/* Who looks through a person's eyes (ROL-304); NULL: they themself. */
static inline const struct person *viewer_of(const struct picture *picture, const struct person *person)
{
    return person->viewer == 0 ? NULL : &picture->people[person->viewer - 1];
}

/* As by memcmp, the shorter first. */
int compare_text(struct str a, struct str b);
const struct role_row *role_row(const struct picture *picture, int role);
/* Roles and exceptions, as facts say, into a new picture whose people stand already. */
void roles_build(struct picture *picture, const struct picture_facts *facts);
void exceptions_build(struct picture *picture, const struct picture_facts *facts);
/* The cells, class and limits of the person's `role` into the person. */
void person_takes_row(const struct picture *picture, struct person *person);

/* ------------------------------------------------------------------ what a person holds */

/* What is switched on at `now`, dated exceptions counted, before what rests on what; and what is held. */
uint64_t switched_at(const struct person *person, int64_t now);
uint64_t held_at(const struct person *person, int64_t now);
/* The next instant after `now` at which "holds any of `bits`" changes, or INT64_MAX. */
int64_t held_until(const struct person *person, uint64_t bits, int64_t now);
/* The same for the set as a whole. */
int64_t held_lapse(const struct person *person, int64_t now);
/* `switched` without what rests on something that is off (ROL-140). */
uint64_t without_needy(const struct role_row *row, uint64_t switched);

/* ------------------------------------------------------------------ answers */

static inline struct decision allow(enum reason reason, int64_t valid_until)
{
    return (struct decision){true, reason, valid_until};
}

static inline struct decision refuse(enum reason reason, int64_t valid_until)
{
    return (struct decision){false, reason, valid_until};
}

static inline int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Sight of a related-only worker (ACC-02, ACC-08, ACC-09); `entry` NULL: no pair. */
struct decision sight_related(const struct picture *picture, const struct person *person,
                              const struct pair_entry *entry, int64_t client, int64_t now);
/* Sight of a client by an active person who is neither manager nor in a related-only role. */
struct decision sight_support(const struct picture *picture, const struct person *person, int64_t client);

/* Sight of a client by an active person of any role. Here for speed: it is most of a decision. */
static inline struct decision sight_of_client(const struct picture *picture, const struct person *person,
                                              int64_t client, int64_t now)
{
    if (person->class == ROLE_CLASS_RELATED) {
        const struct pair_entry *entry = pair_find(person, client);
        if (entry == NULL && !person->dated)
            return refuse(REASON_no_relation, INT64_MAX);
        return sight_related(picture, person, entry, client, now);
    }
    if (person->class == ROLE_CLASS_SUPPORT)
        return sight_support(picture, person, client);
    return client_known(picture->clients, client) ? allow(REASON_manager, INT64_MAX)
                                                  : refuse(REASON_no_client, INT64_MAX);
}
/* Whether the person stands in the way themself: active, with a role. */
struct decision standing(const struct person *person);

/* Whether the level of `target` is within what `person` may manage, and why not. */
struct decision within_reach(const struct person *person, int level);

#endif
