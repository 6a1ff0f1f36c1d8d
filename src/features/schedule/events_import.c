/* Many events at once, as an import brings them. */
#include "features/relations/relations.h"
#include "features/schedule/schedule_store.h"

#include <stdlib.h>

static int by_pair(const void *a, const void *b)
{
    const struct relation_pair *x = a, *y = b;

    if (x->staff.n != y->staff.n)
        return x->staff.n < y->staff.n ? -1 : 1;
    return (x->client.n > y->client.n) - (x->client.n < y->client.n);
}

/* Each pair once, however many events it has. */
static int pairs_of(const struct event *events, int count, struct relation_pair *ret)
{
    int all = 0, kept = 0;

    for (int i = 0; i < count; i++) {
        if (events[i].staff.n)
            ret[all++] = (struct relation_pair){events[i].staff, events[i].client};
    }
    if (all)
        qsort(ret, (size_t)all, sizeof(*ret), by_pair);
    for (int i = 0; i < all; i++) {
        if (!kept || by_pair(&ret[kept - 1], &ret[i]) != 0)
            ret[kept++] = ret[i];
    }
    return kept;
}

enum err events_import(struct context *cx, struct tx *tx, const struct grant *g, struct event *events, int count)
{
    struct relation_pair *pairs = arena_array(cx->arena, struct relation_pair, (size_t)count);
    int pair_count = pairs_of(events, count, pairs);

    for (int i = 0; i < pair_count; i++)
        TRY(relation_tie(cx, tx, g, pairs[i].staff, pairs[i].client, true));
    for (int i = 0; i < count; i++) {
        if (!events[i].id.n)
            events[i].id.n = id_new(cx->now);
        events[i].local_day = time_local(cx->company->zone, events[i].starts_at).day_number;
        TRY(event_insert(cx, tx, g, &events[i]));
    }
    audit_change_int(cx, "event", 0, "imported", 0, count);
    return relation_recount_many(cx, tx, g, pairs, pair_count);
}
