/* Many pairs at once: bulk work ties, counts and keeps history in a handful of statements, whatever the number of
 * events. The rows of one act are known by their stamp (`changed`). */
#include "features/relations/pair.h"

#include <stdlib.h>

#define PAIR_COUNTS                                                                                                    \
    "SELECT count(*), coalesce(max(starts_at), 0), coalesce(max(starts_at) FILTER (WHERE status = 1), 0),"             \
    " coalesce(max(ends_at) FILTER (WHERE status <> 4), 0), coalesce(max(ends_at) FILTER (WHERE status = 2), 0)"
/* The flags of pair_history, in SQL. */
#define PAIR_FLAGS                                                                                                     \
    "(CASE WHEN r.events > 0 THEN 1 ELSE 0 END + CASE WHEN r.preferred_position > 0 THEN 2 ELSE 0 END"                 \
    " + CASE WHEN r.removed_at > 0 THEN 4 ELSE 0 END + CASE WHEN r.do_not_schedule <> 0 THEN 8 ELSE 0 END"             \
    " + CASE WHEN r.hold <> 0 THEN 16 ELSE 0 END + CASE WHEN r.subscribed <> 0 THEN 32 ELSE 0 END)"
static_assert(PAIR_EVENTS == 1 && PAIR_PREFERRED == 2 && PAIR_REMOVED == 4, "as PAIR_FLAGS says");
static_assert(PAIR_DO_NOT_SCHEDULE == 8 && PAIR_HOLD == 16 && PAIR_SUBSCRIBED == 32, "as PAIR_FLAGS says");
static_assert(HISTORY_PAIR == 6, "as the statements say");

/* The gate of relation_tie for many clients of one person: those refused are not stamped. */
SQL(relation_tie_clients,
    "INSERT INTO relation (company_id, staff_id, client_id, subscribed, changed)"
    " SELECT c.company_id, $2, c.id, 1, $4 FROM client c WHERE c.company_id = $1 AND c.id IN IDS($3)"
    " ON CONFLICT (company_id, staff_id, client_id) DO UPDATE SET changed = $4"
    " WHERE relation.removed_at = 0 AND (relation.hold = 0 OR $5 = 0)");
SQL(relation_tied, "SELECT staff_id, client_id FROM relation WHERE company_id = $1 AND changed = $2 AND removed_at = 0"
                   " AND (hold = 0 OR $3 = 0) ORDER BY staff_id, client_id");
SQL(relation_count_clients,
    "UPDATE relation SET (events, last_start_at, last_scheduled_at, last_end_at, in_progress_end_at) = (" PAIR_COUNTS
    " FROM event e WHERE e.company_id = relation.company_id AND e.staff_id = relation.staff_id"
    " AND e.client_id = relation.client_id), changed = $4"
    " WHERE company_id = $1 AND staff_id = $2 AND client_id IN IDS($3)");
SQL(relation_history_close,
    "UPDATE history SET to_change = $2, to_at = $3 FROM relation r WHERE r.company_id = $1 AND r.changed = $2"
    " AND history.company_id = $1 AND history.kind = 6 AND history.a = r.staff_id AND history.b = r.client_id"
    " AND history.c = 0 AND history.to_change IS NULL AND history.from_change < $2"
    " AND (" PAIR_FLAGS " <> history.v1 OR r.preferred_position <> history.v2 OR r.last_end_at <> history.v3)");
/* One act may write a pair several times: what it opened itself is written over. Counted pair by pair: NOT EXISTS
 * became a join with the whole history on PostgreSQL while the tables had no statistics yet. */
SQL(relation_history_open,
    "INSERT INTO history (company_id, kind, a, b, c, from_change, from_at, v1, v2, v3)"
    " SELECT r.company_id, 6, r.staff_id, r.client_id, 0, r.changed, $3, " PAIR_FLAGS
    ", r.preferred_position, r.last_end_at FROM relation r WHERE r.company_id = $1 AND r.changed = $2"
    " AND (SELECT count(*) FROM history h WHERE h.company_id = $1 AND h.kind = 6 AND h.a = r.staff_id"
    " AND h.b = r.client_id AND h.c = 0 AND h.to_change IS NULL AND h.from_change < $2) = 0"
    " ON CONFLICT (company_id, kind, a, b, c, from_change)"
    " DO UPDATE SET v1 = excluded.v1, v2 = excluded.v2, v3 = excluded.v3");

static int compare_pairs(const void *a, const void *b)
{
    const struct relation_pair *first = a, *second = b;

    if (first->staff.n != second->staff.n)
        return first->staff.n < second->staff.n ? -1 : 1;
    return (first->client.n > second->client.n) - (first->client.n < second->client.n);
}

/* Sorted, each once, and of somebody: the pairs of one person stand together. */
static struct relation_pair *settle(struct arena *arena, const struct relation_pair *pairs, int *count)
{
    struct relation_pair *sorted = arena_array(arena, struct relation_pair, (size_t)*count);
    int kept = 0;

    for (int i = 0; i < *count; i++) {
        if (pairs[i].staff.n)
            sorted[kept++] = pairs[i];
    }
    *count = 0;
    if (kept)
        qsort(sorted, (size_t)kept, sizeof(*sorted), compare_pairs);
    for (int i = 0; i < kept; i++) {
        if (i == 0 || compare_pairs(&sorted[i], &sorted[*count - 1]) != 0)
            sorted[(*count)++] = sorted[i];
    }
    return sorted;
}

/* Runs the statement once for each person, with the clients as $3, the act as $4 and `last` as $5; nobody waits. */
MUST_CHECK static enum err for_each_person(struct context *cx, struct tx *tx, const struct grant *g,
                                           const struct sql *sql, const struct relation_pair *pairs, int count,
                                           const struct param *last)
{
    int64_t *clients = arena_array(cx->arena, int64_t, (size_t)count);
    int from = 0;

    for (int i = 0; i < count; i++) {
        clients[i] = pairs[i].client.n;
        if (i + 1 < count && pairs[i + 1].staff.n == pairs[i].staff.n)
            continue;
        const struct param params[] = {SQL_INT(g->company.n), SQL_INT(pairs[i].staff.n),
                                       SQL_IDS(clients + from, i + 1 - from), SQL_INT(cx->change),
                                       last ? *last : SQL_NULL};
        TRY(execute(tx, sql, params, last ? 5 : 4, NULL));
        from = i + 1;
    }
    return OK;
}

enum err relation_recount_many(struct context *cx, struct tx *tx, const struct grant *g,
                               const struct relation_pair *pairs, int count)
{
    const struct param act[] = {SQL_INT(g->company.n), SQL_INT(cx->change), SQL_INT(cx->now)};
    const struct relation_pair *settled = settle(cx->arena, pairs, &count);

    if (count == 0)
        return OK;
    TRY(for_each_person(cx, tx, g, &relation_count_clients, settled, count, NULL));
    TRY(execute(tx, &relation_history_close, act, ARRAY_SIZE(act), NULL));
    return execute(tx, &relation_history_open, act, ARRAY_SIZE(act), NULL);
}

enum err relation_tie_many(struct context *cx, struct tx *tx, const struct grant *g, const struct relation_pair *pairs,
                           int count, bool newly)
{
    CLEANUP(query_end) struct query q = {0};
    const struct relation_pair *settled = settle(cx->arena, pairs, &count);
    const struct param new = SQL_BOOL(newly);
    int tied = 0;

    for (int i = 0; i < count; i++) {
        const struct person *person = picture_person(g->picture, settled[i].staff);

        if (!person || policy_tie(g->picture, person, settled[i].client) == TIE_NEVER) /* refuses, with the names */
            return relation_tie(cx, tx, g, settled[i].staff, settled[i].client, newly);
    }
    TRY(for_each_person(cx, tx, g, &relation_tie_clients, settled, count, &new));
    TRY(QUERY(tx, &relation_tied, &q, SQL_INT(g->company.n), SQL_INT(cx->change), new));
    while (tied < count && query_next(&q)) {
        const struct relation_pair pair = {{query_int(&q, 0)}, {query_int(&q, 1)}};

        if (compare_pairs(&pair, &settled[tied]) > 0)
            break;
        tied += compare_pairs(&pair, &settled[tied]) == 0;
    }
    query_end(&q);
    return tied < count ? relation_tie(cx, tx, g, settled[tied].staff, settled[tied].client, newly) : OK;
}
