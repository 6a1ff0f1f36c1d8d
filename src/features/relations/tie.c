/* The gate that every assignment passes (ACC-40), and the counts that the pair's row keeps about its events. */
#include "features/relations/pair.h"

/* The compare-and-set: nothing is changed, and nothing returned, while access is removed or a new tie is held. The
 * subscription begins on. */
SQL(relation_tie_sql,
    "INSERT INTO relation (company_id, staff_id, client_id, subscribed, changed) VALUES ($1, $2, $3, 1, $4)"
    " ON CONFLICT (company_id, staff_id, client_id) DO UPDATE SET changed = $4"
    " WHERE relation.removed_at = 0 AND (relation.hold = 0 OR $5 = 0) RETURNING changed");
SQL(relation_count,
    "UPDATE relation SET (events, last_start_at, last_scheduled_at, last_end_at, in_progress_end_at) ="
    " (SELECT count(*), coalesce(max(starts_at), 0), coalesce(max(starts_at) FILTER (WHERE status = 1), 0),"
    " coalesce(max(ends_at) FILTER (WHERE status <> 4), 0), coalesce(max(ends_at) FILTER (WHERE status = 2), 0)"
    " FROM event WHERE company_id = $1 AND staff_id = $2 AND client_id = $3), changed = $4"
    " WHERE company_id = $1 AND staff_id = $2 AND client_id = $3");

static_assert(EVENT_SCHEDULED == 1 && EVENT_IN_PROGRESS == 2 && EVENT_CANCELLED == 4, "as relation_count says");

MUST_CHECK static enum err refuse_tie(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                      struct client_id client)
{
    struct relation pair;

    TRY(relation_read(tx, g, staff, client, &pair));
    return pair_refuse(cx, tx, g, staff, client, pair.removed_at ? MSG_TIE_REMOVED : MSG_TIE_HELD);
}

/* A pair that is new begins its history here: nobody may count events after a tie by a template. */
MUST_CHECK static enum err remember(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                    struct client_id client)
{
    struct relation pair;

    TRY(relation_read(tx, g, staff, client, &pair));
    return pair_history(cx, tx, g, &pair);
}

enum err relation_tie(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                      struct client_id client, bool newly)
{
    CLEANUP(query_end) struct query q = {0};
    const struct person *person = picture_person(g->picture, staff);
    bool tied;

    if (!person || policy_tie(g->picture, person, client) == TIE_NEVER)
        return pair_refuse(cx, tx, g, staff, client, MSG_TIE_NEVER);
    TRY(QUERY(tx, &relation_tie_sql, &q, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(client.n),
              SQL_INT(cx->change), SQL_BOOL(newly)));
    tied = query_next(&q);
    TRY(query_done(&q));
    if (!tied)
        return refuse_tie(cx, tx, g, staff, client);
    return picture_pair(g->picture, person, client).flags ? OK : remember(cx, tx, g, staff, client);
}

enum err relation_recount(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                          struct client_id client)
{
    struct relation pair;

    if (!staff.n)
        return OK;
    TRY(EXECUTE(tx, &relation_count, NULL, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(client.n),
                SQL_INT(cx->change)));
    TRY(relation_read(tx, g, staff, client, &pair));
    return pair.changed ? pair_history(cx, tx, g, &pair) : OK;
}
