/* Who sees a client (ACC-01 to ACC-09), and which clients a person sees. */
#include "policy/parts.h"

/* ------------------------------------------------------------------ one client */

/* The first dated grant of the block for this client, or where it would stand. */
static int dated_first(const struct pair_block *block, int64_t client)
{
    int low = 0, high = block->dated_count;

    while (low < high) {
        int middle = low + (high - low) / 2;
        if (block->dated[middle].client < client)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* When sight by events ends: INT64_MAX never, INT64_MIN there is none. */
static int64_t events_until(int64_t fade_us, const struct pair_entry *entry)
{
    int64_t until;

    if (entry == NULL || (entry->flags & PAIR_EVENTS) == 0)
        return INT64_MIN;
    if (fade_us == 0)
        return INT64_MAX;
    if (entry->last_end_at == 0)
        return INT64_MIN;
    return __builtin_add_overflow(entry->last_end_at, fade_us, &until) ? INT64_MAX : until;
}

/* What dated access adds to sight that lasts until `until` (INT64_MIN: none). They stand in order of their start, so
 * one round finds every grant that runs now or takes over in time. */
static int64_t dated_until(const struct pair_block *block, int64_t client, int64_t now, int64_t until)
{
    int64_t end = until > now ? until : now;

    for (int i = dated_first(block, client); i < block->dated_count && block->dated[i].client == client; i++) {
        const struct dated_entry *dated = &block->dated[i];
        if (dated->from <= end && dated->until > end)
            end = dated->until;
    }
    return end > now ? end : until;
}

/* Why an unrelated worker does not see the client, and when dated access will change that. */
static struct decision unrelated(const struct pair_block *block, int64_t client, int64_t now, bool faded)
{
    enum reason reason = faded ? REASON_faded : REASON_no_relation;

    for (int i = dated_first(block, client); i < block->dated_count && block->dated[i].client == client; i++) {
        const struct dated_entry *dated = &block->dated[i];
        if (dated->from > now && dated->until > dated->from)
            return refuse(REASON_dated_later, dated->from);
        if (!faded && dated->until <= now)
            reason = REASON_dated_over;
    }
    return refuse(reason, INT64_MAX);
}

struct decision sight_related(const struct picture *picture, const struct person *person,
                              const struct pair_entry *entry, int64_t client, int64_t now)
{
    const struct pair_block *block = person->pairs;
    uint16_t flags = entry == NULL ? 0 : entry->flags;

    if (flags & PAIR_REMOVED)
        return refuse(REASON_access_removed, INT64_MAX);
    int64_t by_events = events_until(picture->fade_us, entry);
    if (by_events == INT64_MAX)
        return allow(REASON_events, INT64_MAX);
    if (flags & PAIR_PREFERRED & person->relating)
        return allow(REASON_preferred, INT64_MAX);
    int64_t until = dated_until(block, client, now, by_events);
    if (until <= now)
        return unrelated(block, client, now, (flags & PAIR_EVENTS) != 0);
    return allow(by_events > now ? REASON_events : REASON_dated, until);
}

struct decision sight_support(const struct picture *picture, const struct person *person, int64_t client)
{
    const struct pair_entry *entry = pair_find(person, client);

    if (entry != NULL && (entry->flags & PAIR_REMOVED) != 0)
        return refuse(REASON_access_removed, INT64_MAX);
    if (!client_known(picture->clients, client))
        return refuse(REASON_no_client, INT64_MAX);
    return allow(REASON_support_view, INT64_MAX);
}
