#include "policy/parts.h"

#include "base/heap.h"

#include <limits.h>
#include <stdlib.h>

/* ------------------------------------------------------------------ people, old and new */

int compare_text(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n == 0 ? 0 : memcmp(a.p, b.p, n);

    return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

static int compare_people(struct str sort_a, int64_t id_a, struct str sort_b, int64_t id_b)
{
    int order = compare_text(sort_a, sort_b);

    return order != 0 ? order : (id_a > id_b) - (id_a < id_b);
}

static int by_sort(const void *a, const void *b)
{
    const struct person_facts *x = a, *y = b;

    return compare_people(x->sort, x->id.n, y->sort, y->id.n);
}

/* The facts of a refresh, put in order: who changed, in order of sort, and where each one's pairs begin. */
struct changes {
    struct arena arena;
    struct person_facts *people;
    int count;
    struct id_slots slots;
    struct pair_entry *pairs;  /* grouped by person */
    int *pairs_from;           /* count + 1 */
    struct dated_entry *dated; /* grouped by person */
    int *dated_from;           /* count + 1 */
};

static int64_t changed_index(const struct changes *changes, int64_t staff)
{
    return slots_find(&changes->slots, changes->people, sizeof *changes->people, staff);
}

static void order_people(struct changes *changes, const struct picture_facts *facts)
{
    size_t count = (size_t)facts->person_count;

    changes->count = facts->person_count;
    changes->people = arena_array(&changes->arena, struct person_facts, count);
    if (count > 0) {
        memcpy(changes->people, facts->people, count * sizeof *changes->people);
        qsort(changes->people, count, sizeof *changes->people, by_sort);
    }
    changes->slots = slots_make(arena_array(&changes->arena, uint32_t, slots_for(count)), changes->people,
                                sizeof *changes->people, count);
}

/* Turns how many each has, at [index + 1], into where each begins. */
static void sum_up(int *from, int count)
{
    for (int i = 0; i < count; i++)
        from[i + 1] += from[i];
}

static void order_pairs(struct changes *changes, const struct picture_facts *facts)
{
    int *next = arena_array(&changes->arena, int, (size_t)changes->count);

    changes->pairs = arena_array(&changes->arena, struct pair_entry, (size_t)facts->pair_count);
    changes->pairs_from = arena_array(&changes->arena, int, (size_t)changes->count + 1);
    for (int i = 0; i < facts->pair_count; i++) {
        int64_t index = changed_index(changes, facts->pairs[i].staff.n);
        if (index >= 0)
            changes->pairs_from[index + 1]++;
    }
    sum_up(changes->pairs_from, changes->count);
    for (int i = 0; i < facts->pair_count; i++) {
        const struct pair_facts *pair = &facts->pairs[i];
        int64_t index = changed_index(changes, pair->staff.n);
        if (index >= 0)
            changes->pairs[changes->pairs_from[index] + next[index]++] =
                (struct pair_entry){pair->client.n, pair->last_end_at, pair->flags, pair->preferred_position};
    }
}

static void order_dated(struct changes *changes, const struct picture_facts *facts)
{
    int *next = arena_array(&changes->arena, int, (size_t)changes->count);

    changes->dated = arena_array(&changes->arena, struct dated_entry, (size_t)facts->dated_count);
    changes->dated_from = arena_array(&changes->arena, int, (size_t)changes->count + 1);
    for (int i = 0; i < facts->dated_count; i++) {
        int64_t index = changed_index(changes, facts->dated[i].staff.n);
        if (index >= 0)
            changes->dated_from[index + 1]++;
    }
    sum_up(changes->dated_from, changes->count);
    for (int i = 0; i < facts->dated_count; i++) {
        const struct dated_facts *dated = &facts->dated[i];
        int64_t index = changed_index(changes, dated->staff.n);
        if (index >= 0)
            changes->dated[changes->dated_from[index] + next[index]++] =
                (struct dated_entry){dated->client.n, dated->from, dated->until};
    }
}

static struct person person_with(struct pair_block *block, struct staff_id id, int role, enum staff_status status,
                                 bool owner)
{
    return (struct person){.id = id,
                           .name = block->name,
                           .sort = block->sort,
                           .role = role,
                           .status = status,
                           .owner = owner,
                           .pairs = block,
                           .slots = block->slots,
                           .limit = ~UINT64_C(0),
                           .dated = block->dated_count > 0};
}

static struct person person_new(const struct changes *changes, int index)
{
    const struct person_facts *facts = &changes->people[index];
    int pairs = changes->pairs_from[index], dated = changes->dated_from[index];
    struct pair_block *block = pair_block_new(facts, changes->pairs + pairs, changes->pairs_from[index + 1] - pairs,
                                              changes->dated + dated, changes->dated_from[index + 1] - dated);

    return person_with(block, facts->id, facts->role, facts->status, facts->owner);
}

static struct person person_kept(const struct person *old)
{
    atomic_fetch_add_explicit(&old->pairs->references, 1, memory_order_relaxed);
    return person_with(old->pairs, old->id, old->role, old->status, old->owner);
}

enum { CACHE_LINE = 64 };
static_assert(sizeof(struct person) == 3 * CACHE_LINE, "what a decision looks at stands in one line");

static struct person *people_new(struct arena *arena, int count)
{
    char *p = arena_alloc(arena, (size_t)count * sizeof(struct person) + CACHE_LINE);

    return (struct person *)(void *)(p + (CACHE_LINE - (uintptr_t)p % CACHE_LINE) % CACHE_LINE);
}

/* Merges those of the old picture who did not change with those who did. */
static void people_build(struct picture *picture, const struct picture *old, const struct changes *changes)
{
    int old_count = old == NULL ? 0 : old->person_count;
    int i = 0, j = 0;

    picture->people = people_new(&picture->arena, old_count + changes->count);
    while (i < old_count || j < changes->count) {
        const struct person *kept = i < old_count ? &old->people[i] : NULL;
        const struct person_facts *changed = j < changes->count ? &changes->people[j] : NULL;
        assert(kept != NULL || changed != NULL);
        if (kept != NULL && changed_index(changes, kept->id.n) >= 0) {
            i++;
        } else if (kept != NULL &&
                   (changed == NULL || compare_people(kept->sort, kept->id.n, changed->sort, changed->id.n) < 0)) {
            picture->people[picture->person_count++] = person_kept(kept);
            i++;
        } else if (changed != NULL) {
            picture->people[picture->person_count++] = person_new(changes, j++);
        }
    }
    size_t count = (size_t)picture->person_count;
    picture->slots = slots_make(arena_array(&picture->arena, uint32_t, slots_for(count)), picture->people,
                                sizeof *picture->people, count);
}

/* Previews and the past leave addresses out; then nobody is found by one. */
static void emails_build(struct picture *picture)
{
    size_t count = 0;

    picture->emails = arena_array(&picture->arena, struct email_entry, (size_t)picture->person_count);
    for (int i = 0; i < picture->person_count; i++) {
        struct str email = picture->people[i].pairs->email;
        if (email.n > 0)
            picture->emails[count++] = (struct email_entry){(int64_t)str_hash(email), i};
    }
    picture->email_slots = slots_make(arena_array(&picture->arena, uint32_t, slots_for(count)), picture->emails,
                                      sizeof *picture->emails, count);
}

/* ------------------------------------------------------------------ pictures */

static int64_t fade_us(int days)
{
    int64_t us;

    if (days <= 0)
        return 0;
    return __builtin_mul_overflow((int64_t)days, DAY_US, &us) ? INT64_MAX : us;
}

static struct picture *make(const struct picture *old, const struct picture_facts *facts)
{
    struct picture *picture = heap_new(sizeof *picture);
    struct changes changes = {.arena = ARENA_INIT};

    atomic_init(&picture->references, 1);
    order_people(&changes, facts);
    order_pairs(&changes, facts);
    order_dated(&changes, facts);
    picture->company = facts->company;
    picture->fade_us = fade_us(facts->company.fade_days);
    picture->clients = client_block_new(old == NULL ? NULL : old->clients, facts->clients, facts->client_count);
    people_build(picture, old, &changes);
    emails_build(picture);
    roles_build(picture, facts);
    exceptions_build(picture, facts);
    arena_free(&changes.arena);
    return picture;
}

struct picture *picture_build(const struct picture_facts *facts)
{
    return make(NULL, facts);
}

struct picture *picture_refresh(const struct picture *old, const struct picture_facts *facts)
{
    return make(old, facts);
}

struct picture *picture_hold(struct picture *picture)
{
    atomic_fetch_add_explicit(&picture->references, 1, memory_order_relaxed);
    return picture;
}

void picture_release(struct picture *picture)
{
    if (picture == NULL || atomic_fetch_sub_explicit(&picture->references, 1, memory_order_acq_rel) != 1)
        return;
    for (int i = 0; i < picture->person_count; i++)
        pair_block_release(picture->people[i].pairs);
    client_block_release(picture->clients);
    arena_free(&picture->arena);
    heap_free(picture);
}

size_t picture_bytes(const struct picture *picture)
{
    size_t bytes = sizeof *picture + picture->arena.used + picture->clients->bytes;

    for (int i = 0; i < picture->person_count; i++)
        bytes += picture->people[i].pairs->bytes;
    return bytes;
}

/* ------------------------------------------------------------------ looking at it */

const struct company_facts *picture_company(const struct picture *picture)
{
    return &picture->company;
}

const struct person *picture_person(const struct picture *picture, struct staff_id id)
{
    int64_t index = slots_find(&picture->slots, picture->people, sizeof *picture->people, id.n);

    return index < 0 ? NULL : &picture->people[index];
}

const struct person *picture_person_by_email(const struct picture *picture, struct str email)
{
    int64_t index =
        slots_find(&picture->email_slots, picture->emails, sizeof *picture->emails, (int64_t)str_hash(email));

    if (index < 0)
        return NULL;
    const struct person *found = &picture->people[picture->emails[index].person];
    if (str_equal(found->pairs->email, email))
        return found;
    for (int i = 0; i < picture->person_count; i++) { /* two addresses with one hash */
        if (str_equal(picture->people[i].pairs->email, email))
            return &picture->people[i];
    }
    return NULL;
}

int picture_person_count(const struct picture *picture)
{
    return picture->person_count;
}

const struct person *picture_person_at(const struct picture *picture, int index)
{
    assert(index >= 0 && index < picture->person_count);
    return &picture->people[index];
}

bool picture_has_client(const struct picture *picture, struct client_id client)
{
    return client_known(picture->clients, client.n);
}

int picture_client_count(const struct picture *picture)
{
    return picture->clients->count;
}

struct client_id picture_client_at(const struct picture *picture, int index)
{
    assert(index >= 0 && index < picture->clients->count);
    return (struct client_id){picture->clients->ids[index]};
}

static struct pair_facts facts_of(const struct person *person, const struct pair_entry *entry)
{
    return (struct pair_facts){
        person->id, {entry->client}, entry->flags, entry->preferred_position, entry->last_end_at};
}

struct pair_facts picture_pair(const struct picture *picture, const struct person *person, struct client_id client)
{
    const struct pair_entry *entry = pair_find(person, client.n);

    (void)picture; /* pairs hang at the person; the parameter says of which picture the answer is */
    return entry == NULL ? (struct pair_facts){.staff = person->id, .client = client} : facts_of(person, entry);
}

bool picture_next_pair(const struct person *person, int *position, struct pair_facts *ret)
{
    if (*position >= person->pairs->count)
        return false;
    *ret = facts_of(person, &person->pairs->entries[(*position)++]);
    return true;
}

bool picture_dated(const struct person *person, struct client_id client, int64_t now, int64_t *ret_until)
{
    bool runs = false;

    for (int i = 0; i < person->pairs->dated_count; i++) {
        const struct dated_entry *dated = &person->pairs->dated[i];
        if (dated->client != client.n || dated->from > now || dated->until <= now)
            continue;
        if (!runs || dated->until > *ret_until)
            *ret_until = dated->until;
        runs = true;
    }
    return runs;
}

bool picture_holds(const struct picture *picture, const struct person *person, enum permission permission, int64_t now,
                   int64_t *ret_until)
{
    bool catalogued = permission > PERMISSION__NONE && permission < PERMISSION__MAX;
    int64_t until = catalogued ? held_until(person, PERMISSION_BIT(permission), now) : INT64_MAX;

    (void)picture;
    if (ret_until != NULL)
        *ret_until = until;
    if (!catalogued)
        return permission == PERMISSION_signed_in || permission == PERMISSION_anyone;
    return (held_at(person, now) & PERMISSION_BIT(permission)) != 0;
}

static struct role_facts facts_of_role(const struct role_row *row)
{
    return (struct role_facts){row->id, row->base, row->name, row->source, row->archived, row->description};
}

struct str role_for_whom(const struct role_facts *role)
{
    return role->description.n ? role->description : str_from(role_info(role->base)->for_whom);
}

bool picture_role(const struct picture *picture, int role, struct role_facts *ret)
{
    const struct role_row *row = role_row(picture, role);

    if (row == NULL)
        return false;
    *ret = facts_of_role(row);
    return true;
}

int picture_role_count(const struct picture *picture)
{
    return picture->role_count;
}

struct role_facts picture_role_at(const struct picture *picture, int index)
{
    assert(index >= 0 && index < picture->role_count);
    const struct role_row *row = &picture->roles[index];

    return facts_of_role(row);
}

struct str picture_role_wire(const struct picture *picture, int role, struct arena *arena)
{
    const struct role_row *row = role_row(picture, role);

    if (row == NULL)
        return (struct str){0};
    return role < ROLE__MAX ? str_from(role_info(row->base)->wire) : id_text(arena, role);
}

bool picture_role_find(const struct picture *picture, struct str wire, int *ret)
{
    enum role built_in;
    int64_t id;

    if (role_parse(picture->company.scheme, wire, &built_in)) {
        *ret = (int)built_in;
        return true;
    }
    if (!id_parse(wire, &id) || id < ROLE_CUSTOM_FIRST || id > INT_MAX || role_row(picture, (int)id) == NULL)
        return false;
    *ret = (int)id;
    return true;
}

struct cell picture_cell(const struct picture *picture, int role, enum permission permission)
{
    const struct role_row *row = role_row(picture, role);

    if (row == NULL || permission <= PERMISSION__NONE || permission >= PERMISSION__MAX)
        return (struct cell){CELL_LOCKED_OFF, false};
    enum cell_kind kind = scheme_cell(row->base, permission);
    uint64_t on = cell_is_locked(kind) ? without_needy(row, row->on) : row->on;
    return (struct cell){kind, (on & PERMISSION_BIT(permission)) != 0};
}
