/* Which clients a person sees, as a whole (ACC-06), and when that changes by itself. */
#include "policy/parts.h"
#include "policy/rules.h"

/* The clients a related-only worker sees, sorted, into `ret` (NULL: only looked at); `lapse` comes down to the first
 * instant at which one of them, or one to come, changes. Pairs and dated grants are both sorted by client. */
static int related_walk(const struct picture *picture, const struct person *person, int64_t now, int64_t *ret,
                        int64_t *lapse)
{
    const struct pair_block *block = person->pairs;
    int count = 0;

    for (int i = 0, j = 0; i < block->count || j < block->dated_count;) {
        const struct pair_entry *entry = i < block->count ? &block->entries[i] : NULL;
        int64_t client = entry != NULL ? entry->client : INT64_MAX;
        if (j < block->dated_count && block->dated[j].client < client) {
            client = block->dated[j].client;
            entry = NULL;
        }
        struct decision sight = sight_related(picture, person, entry, client, now);
        if (sight.allowed && ret != NULL)
            ret[count] = client;
        count += sight.allowed;
        *lapse = earlier(*lapse, sight.valid_until);
        i += entry != NULL;
        while (j < block->dated_count && block->dated[j].client == client)
            j++;
    }
    return count;
}

int policy_removals(const struct person *person, struct arena *arena, const int64_t **ret_clients)
{
    const struct pair_block *block = person->pairs;
    int count = 0, written = 0;

    for (int i = 0; i < block->count; i++)
        count += (block->entries[i].flags & PAIR_REMOVED) != 0;
    int64_t *ids = arena_array(arena, int64_t, (size_t)count);
    for (int i = 0; i < block->count; i++) {
        if (block->entries[i].flags & PAIR_REMOVED)
            ids[written++] = block->entries[i].client;
    }
    *ret_clients = ids;
    return count;
}

void policy_scope(const struct picture *picture, const struct person *person, int64_t now, struct arena *arena,
                  struct scope *ret, int64_t *ret_valid_until)
{
    int64_t *ids;

    *ret = (struct scope){.kind = SCOPE_ONLY};
    *ret_valid_until = INT64_MAX;
    if (!standing(person).allowed)
        return;
    if (person->class == ROLE_CLASS_MANAGER) {
        ret->kind = SCOPE_ALL;
        return;
    }
    if (person->class == ROLE_CLASS_SUPPORT) {
        ret->kind = SCOPE_ALL_BUT;
        ret->count = policy_removals(person, arena, &ret->ids);
        return;
    }
    ids = arena_array(arena, int64_t, (size_t)(person->pairs->count + person->pairs->dated_count));
    ret->count = related_walk(picture, person, now, ids, ret_valid_until);
    ret->ids = ids;
}

int64_t policy_next_lapse(const struct picture *picture, const struct person *person, int64_t now)
{
    int64_t lapse;

    if (!standing(person).allowed)
        return INT64_MAX;
    lapse = held_lapse(person, now);
    if (person->class == ROLE_CLASS_RELATED)
        related_walk(picture, person, now, NULL, &lapse);
    return lapse;
}

/* ------------------------------------------------------------------ differences */

/* All clients without `hidden`; both sorted. */
static int all_but(const struct client_block *clients, const int64_t *hidden, int hidden_count, int64_t *ret)
{
    int count = 0;

    for (int i = 0, j = 0; i < clients->count; i++) {
        while (j < hidden_count && hidden[j] < clients->ids[i])
            j++;
        if (j == hidden_count || hidden[j] != clients->ids[i])
            ret[count++] = clients->ids[i];
    }
    return count;
}

/* Every client that the person sees, sorted. */
static int visible(const struct picture *picture, struct staff_id id, int64_t now, struct arena *arena,
                   const int64_t **ret)
{
    const struct person *person = picture_person(picture, id);
    struct scope scope;
    int64_t valid_until;

    *ret = NULL;
    if (person == NULL)
        return 0;
    policy_scope(picture, person, now, arena, &scope, &valid_until);
    if (scope.kind == SCOPE_ONLY) {
        *ret = scope.ids;
        return scope.count;
    }
    int64_t *ids = arena_array(arena, int64_t, (size_t)picture->clients->count);
    *ret = ids;
    return all_but(picture->clients, scope.ids, scope.count, ids);
}

int policy_lost_clients(const struct picture *before, int64_t before_at, const struct picture *after, int64_t after_at,
                        struct staff_id person, struct arena *arena, const int64_t **ret_ids)
{
    const int64_t *had, *has;
    int had_count = visible(before, person, before_at, arena, &had);
    int has_count = visible(after, person, after_at, arena, &has);
    int64_t *lost = arena_array(arena, int64_t, (size_t)had_count);
    int count = 0;

    for (int i = 0, j = 0; i < had_count; i++) {
        while (j < has_count && has[j] < had[i])
            j++;
        if (j == has_count || has[j] != had[i])
            lost[count++] = had[i];
    }
    *ret_ids = lost;
    return count;
}
