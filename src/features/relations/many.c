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

/* The gate of relation_tie for many clients: those refused give no row back. */
SQL(relation_tie_many_sql,
    "INSERT INTO relation (company_id, staff_id, client_id, subscribed, changed)"
    " SELECT c.company_id, $2, c.id, 1, $4 FROM client c WHERE c.company_id = $1 AND c.id IN IDS($3)"
    " ON CONFLICT (company_id, staff_id, client_id) DO UPDATE SET changed = $4"
    " WHERE relation.removed_at = 0 AND (relation.hold = 0 OR $5 = 0) RETURNING client_id");
SQL(relation_touch, "UPDATE relation SET changed = $4 WHERE company_id = $1 AND staff_id = $2 AND client_id IN IDS($3) "
                    "AND changed <> $4");
SQL(relation_count_touched,
    "UPDATE relation SET (events, last_start_at, last_scheduled_at, last_end_at, in_progress_end_at) = (" PAIR_COUNTS
    " FROM event e WHERE e.company_id = relation.company_id AND e.staff_id = relation.staff_id"
    " AND e.client_id = relation.client_id) WHERE company_id = $1 AND changed = $2");
SQL(relation_history_close,
    "UPDATE history SET to_change = $2, to_at = $3 WHERE company_id = $1 AND kind = 6 AND c = 0 AND to_change IS NULL"
    " AND from_change < $2 AND (a, b) IN (SELECT r.staff_id, r.client_id FROM relation r WHERE r.company_id = $1"
    " AND r.changed = $2) AND EXISTS (SELECT 1 FROM relation r WHERE r.company_id = $1 AND r.staff_id = history.a"
    " AND r.client_id = history.b"
    " AND (" PAIR_FLAGS " <> v1 OR r.preferred_position <> v2 OR r.last_end_at <> v3))");
/* Counted pair by pair: NOT EXISTS became a join with the whole history on PostgreSQL while the tables had no
 * statistics yet. */
SQL(relation_history_open,
    "INSERT INTO history (company_id, kind, a, b, c, from_change, from_at, v1, v2, v3)"
    " SELECT r.company_id, 6, r.staff_id, r.client_id, 0, r.changed, $3, " PAIR_FLAGS
    ", r.preferred_position, r.last_end_at FROM relation r WHERE r.company_id = $1 AND r.changed = $2"
    " AND (SELECT count(*) FROM history h WHERE h.company_id = $1 AND h.kind = 6 AND h.a = r.staff_id"
    " AND h.b = r.client_id AND h.c = 0 AND h.to_change IS NULL) = 0");
/* One act may write a pair several times: what it opened itself is written over. */
SQL(relation_history_same_act,
    "UPDATE history SET (v1, v2, v3) = (SELECT " PAIR_FLAGS ", r.preferred_position, r.last_end_at FROM relation r"
    " WHERE r.company_id = $1 AND r.staff_id = history.a AND r.client_id = history.b)"
    " WHERE company_id = $1 AND kind = 6 AND c = 0 AND to_change IS NULL AND from_change = $2"
    " AND (a, b) IN (SELECT r.staff_id, r.client_id FROM relation r WHERE r.company_id = $1 AND r.changed = $2)");

static int compare_pairs(const void *a, const void *b)
{
    const struct relation_pair *first = a, *second = b;

    if (first->staff.n != second->staff.n)
        return first->staff.n < second->staff.n ? -1 : 1;
    return (first->client.n > second->client.n) - (first->client.n < second->client.n);
}

MUST_CHECK static enum err touch(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                 const int64_t *clients, int count)
{
    if (!staff.n)
        return OK;
    return EXECUTE(tx, &relation_touch, NULL, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_IDS(clients, count),
                   SQL_INT(cx->change));
}

MUST_CHECK static enum err write_touched(struct context *cx, struct tx *tx, const struct grant *g)
{
    const struct param act[] = {SQL_INT(g->company.n), SQL_INT(cx->change), SQL_INT(cx->now)};

    TRY(execute(tx, &relation_count_touched, act, 2, NULL));
    TRY(execute(tx, &relation_history_close, act, 3, NULL));
    TRY(execute(tx, &relation_history_open, act, 3, NULL));
    return execute(tx, &relation_history_same_act, act, 2, NULL);
}

enum err relation_recount_many(struct context *cx, struct tx *tx, const struct grant *g,
                               const struct relation_pair *pairs, int count)
{
    struct relation_pair *sorted = arena_array(cx->arena, struct relation_pair, (size_t)count);
    int64_t *clients = arena_array(cx->arena, int64_t, (size_t)count);
    int from = 0;

    if (count == 0)
        return OK;
    memcpy(sorted, pairs, (size_t)count * sizeof(*pairs));
    qsort(sorted, (size_t)count, sizeof(*sorted), compare_pairs);
    for (int i = 0; i < count; i++) {
        clients[i] = sorted[i].client.n;
        if (i + 1 < count && sorted[i + 1].staff.n == sorted[i].staff.n)
            continue;
        TRY(touch(cx, tx, g, sorted[i].staff, clients + from, i + 1 - from));
        from = i + 1;
    }
    return write_touched(cx, tx, g);
}

static int compare_ids(const void *a, const void *b)
{
    const int64_t *first = a, *second = b;

    return (*first > *second) - (*first < *second);
}

enum err relation_tie_many(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                           const int64_t *clients, int count, bool newly)
{
    CLEANUP(query_end) struct query q = {0};
    const struct person *person = picture_person(g->picture, staff);
    int64_t *tied = arena_array(cx->arena, int64_t, (size_t)count);
    int tied_count = 0;

    for (int i = 0; i < count; i++) {
        if (!person || policy_tie(g->picture, person, (struct client_id){clients[i]}) == TIE_NEVER)
            return relation_tie(cx, tx, g, staff, (struct client_id){clients[i]}, newly); /* refuses, with the names */
    }
    TRY(QUERY(tx, &relation_tie_many_sql, &q, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_IDS(clients, count),
              SQL_INT(cx->change), SQL_BOOL(newly)));
    while (query_next(&q) && tied_count < count)
        tied[tied_count++] = query_int(&q, 0);
    if (tied_count < count) {
        TRY(query_done(&q));
        qsort(tied, (size_t)tied_count, sizeof(*tied), compare_ids);
    }
    for (int i = 0; i < count && tied_count < count; i++) {
        if (!bsearch(&clients[i], tied, (size_t)tied_count, sizeof(*tied), compare_ids))
            return relation_tie(cx, tx, g, staff, (struct client_id){clients[i]}, newly); /* the same, refused */
    }
    return OK;
}
