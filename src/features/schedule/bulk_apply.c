#include "features/schedule/bulk.h"

#include "features/notices/notices.h"
#include "features/relations/relations.h"

#include <stdlib.h>

SQL(bulk_reassign, "UPDATE event SET staff_id = $2, changed = $3 WHERE company_id = $1 AND id IN IDS($4)");
/* The stamps of stamp_status in events.c. */
SQL(bulk_complete,
    "UPDATE event SET status = 3, ended_at = CASE WHEN started_at > 0 OR ends_at > $2 THEN $2 ELSE ends_at END,"
    " started_at = CASE WHEN started_at > 0 THEN started_at WHEN starts_at < $2 THEN starts_at ELSE $2 END,"
    " changed = $3 WHERE company_id = $1 AND id IN IDS($4)");
SQL(bulk_start, "UPDATE event SET status = 2, started_at = $2, ended_at = 0, changed = $3"
                " WHERE company_id = $1 AND id IN IDS($4)");
SQL(bulk_schedule, "UPDATE event SET status = 1, started_at = 0, ended_at = 0, changed = $3"
                   " WHERE company_id = $1 AND $2 > 0 AND id IN IDS($4)");
SQL(bulk_cancel, "UPDATE event SET status = 4, changed = $3 WHERE company_id = $1 AND $2 > 0 AND id IN IDS($4)");

static_assert(EVENT_SCHEDULED == 1 && EVENT_IN_PROGRESS == 2, "as the statements say");
static_assert(EVENT_COMPLETED == 3 && EVENT_CANCELLED == 4, "as the statements say");

/* ------------------------------------------------------------------ the plan */

struct staff_id bulk_person(const struct bulk *bulk, const struct event *event)
{
    return bulk->action == BULK_REASSIGN ? bulk->to : event->staff;
}

static enum bulk_fate fate_of(const struct bulk *bulk, const struct event *event, enum tie tie, bool newly)
{
    if (bulk->action == BULK_REASSIGN ? event->staff.n == bulk->to.n : event->status == bulk->status)
        return FATE_SAME;
    if (bulk->action == BULK_STATUS && !event_move_allowed(event->status, bulk->status, true, false))
        return FATE_STUCK;
    if (tie == TIE_REMOVED)
        return FATE_REMOVED;
    if (tie == TIE_HOLD && newly)
        return FATE_HELD;
    return tie == TIE_NEVER ? FATE_NEVER : FATE_CHANGE;
}

static void plan_item(const struct bulk *bulk, const struct grant *g, struct bulk_item *item)
{
    const struct event *event = &item->event;
    const struct person *person = picture_person(g->picture, bulk_person(bulk, event));
    bool meets = bulk->status == EVENT_SCHEDULED || bulk->status == EVENT_IN_PROGRESS;
    bool newly = bulk->action == BULK_REASSIGN || bulk->status == EVENT_SCHEDULED;
    bool ahead = event->ends_at > g->now;
    enum tie tie = TIE_FREE;

    item->ties = bulk_person(bulk, event).n && (bulk->action == BULK_REASSIGN || meets);
    if (item->ties)
        tie = policy_tie(g->picture, person, event->client);
    item->fate = fate_of(bulk, event, tie, newly);
    if (bulk->action == BULK_REASSIGN)
        ahead = ahead && (event->status == EVENT_SCHEDULED || event->status == EVENT_IN_PROGRESS);
    item->warned = item->fate == FATE_CHANGE && ahead && tie == TIE_WARN;
}

void bulk_plan(struct bulk *bulk, const struct grant *g, const struct event_list *events, struct arena *arena)
{
    bulk->items = arena_array(arena, struct bulk_item, (size_t)events->count);
    bulk->count = events->count;
    memset(bulk->fates, 0, sizeof(bulk->fates));
    for (int i = 0; i < events->count; i++) {
        bulk->items[i].event = events->items[i];
        plan_item(bulk, g, &bulk->items[i]);
        bulk->fates[bulk->items[i].fate]++;
    }
}

/* ------------------------------------------------------------------ writing it */

/* What changes, by person and client, so that each person's clients stand together. */
struct changes {
    const struct event **events;
    int count;
};

static int by_person(const void *a, const void *b)
{
    const struct event *const *first = a, *const *second = b;

    if ((*first)->staff.n != (*second)->staff.n)
        return (*first)->staff.n < (*second)->staff.n ? -1 : 1;
    if ((*first)->client.n != (*second)->client.n)
        return (*first)->client.n < (*second)->client.n ? -1 : 1;
    return ((*first)->starts_at > (*second)->starts_at) - ((*first)->starts_at < (*second)->starts_at);
}

static struct changes changes_of(const struct bulk *bulk, struct arena *arena, bool ties_only)
{
    struct changes changes = {arena_array(arena, const struct event *, (size_t)bulk->count), 0};

    for (int i = 0; i < bulk->count; i++) {
        if (bulk->items[i].fate == FATE_CHANGE && (bulk->items[i].ties || !ties_only))
            changes.events[changes.count++] = &bulk->items[i].event;
    }
    return changes;
}

MUST_CHECK static enum err tie_all(struct context *cx, struct tx *tx, const struct grant *g, const struct bulk *bulk)
{
    struct changes changes = changes_of(bulk, cx->arena, true);
    struct relation_pair *pairs = arena_array(cx->arena, struct relation_pair, (size_t)changes.count);
    bool newly = bulk->action == BULK_REASSIGN || bulk->status == EVENT_SCHEDULED;

    for (int i = 0; i < changes.count; i++)
        pairs[i] = (struct relation_pair){bulk_person(bulk, changes.events[i]), changes.events[i]->client};
    return changes.count ? relation_tie_many(cx, tx, g, pairs, changes.count, newly) : OK;
}

MUST_CHECK static enum err write_events(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct bulk *bulk, const struct changes *changes)
{
    static const struct sql *const statements[EVENT_STATUS__MAX] = {[EVENT_SCHEDULED] = &bulk_schedule,
                                                                    [EVENT_IN_PROGRESS] = &bulk_start,
                                                                    [EVENT_COMPLETED] = &bulk_complete,
                                                                    [EVENT_CANCELLED] = &bulk_cancel};
    int64_t *ids = arena_array(cx->arena, int64_t, (size_t)changes->count);

    for (int i = 0; i < changes->count; i++)
        ids[i] = changes->events[i]->id.n;
    if (bulk->action == BULK_REASSIGN)
        return EXECUTE(tx, &bulk_reassign, NULL, SQL_INT(g->company.n), SQL_ID(bulk->to), SQL_INT(cx->change),
                       SQL_IDS(ids, changes->count));
    return EXECUTE(tx, statements[bulk->status], NULL, SQL_INT(g->company.n), SQL_INT(cx->now), SQL_INT(cx->change),
                   SQL_IDS(ids, changes->count));
}

MUST_CHECK static enum err recount(struct context *cx, struct tx *tx, const struct grant *g, const struct bulk *bulk,
                                   const struct changes *changes)
{
    struct relation_pair *pairs = arena_array(cx->arena, struct relation_pair, (size_t)changes->count * 2);
    int count = 0;

    for (int i = 0; i < changes->count; i++) {
        const struct event *event = changes->events[i];

        pairs[count++] = (struct relation_pair){event->staff, event->client};
        if (bulk->action == BULK_REASSIGN)
            pairs[count++] = (struct relation_pair){bulk->to, event->client};
    }
    return relation_recount_many(cx, tx, g, pairs, count);
}

static void note(struct context *cx, const struct bulk *bulk, const struct changes *changes)
{
    struct str to = bulk->to.n ? id_text(cx->arena, bulk->to.n) : STR("");

    for (int i = 0; i < changes->count; i++) {
        const struct event *event = changes->events[i];

        if (bulk->action == BULK_REASSIGN)
            audit_change(cx, "event", event->id.n, "staff",
                         event->staff.n ? id_text(cx->arena, event->staff.n) : STR(""), to);
        else
            audit_change(cx, "event", event->id.n, "status", str_from(event_status_names.list[event->status - 1]),
                         str_from(event_status_names.list[bulk->status - 1]));
        audit_also(cx, event->staff, event->client);
    }
    if (bulk->action == BULK_REASSIGN)
        audit_about(cx, bulk->to, (struct client_id){0});
}

/* ------------------------------------------------------------------ one notice a person */

/* Whether the event is news: still to come, of a client that the person follows (MSG-10). A pair that is new follows.
 */
static bool is_news(const struct grant *g, struct staff_id to, const struct event *event)
{
    const struct person *person = picture_person(g->picture, to);
    unsigned flags;

    if (!person || event->ends_at < g->now)
        return false;
    flags = picture_pair(g->picture, person, event->client).flags;
    return flags == 0 || (flags & PAIR_SUBSCRIBED);
}

MUST_CHECK static enum err tell(struct context *cx, struct tx *tx, const struct grant *g, enum notice_kind kind,
                                struct staff_id to, const struct changes *run)
{
    struct notice notice = {.kind = kind};
    const struct event *first = NULL;
    bool one_client = true;
    int count = 0;

    for (int i = 0; to.n && i < run->count; i++) {
        const struct event *event = run->events[i];

        if (!is_news(g, to, event))
            continue;
        one_client = one_client && (!first || first->client.n == event->client.n);
        if (!first || event->starts_at < first->starts_at)
            first = event;
        count++;
    }
    if (!count)
        return OK;
    notice.details = event_words(cx->arena, cx->company, first);
    if (one_client)
        notice.client = first->client;
    if (count == 1)
        notice.event = first->id;
    else
        notice.details = arena_format(cx->arena, "%d visits, the first: %.*s", count, STR_ARG(notice.details));
    return notice_add(cx, tx, g, to, &notice);
}

static bool stood(const struct event *event)
{
    return event->status == EVENT_SCHEDULED || event->status == EVENT_IN_PROGRESS;
}

MUST_CHECK static enum err tell_all(struct context *cx, struct tx *tx, const struct grant *g, const struct bulk *bulk,
                                    struct changes *changes)
{
    enum notice_kind kind = NOTICE_SCHEDULE_CANCELLED;
    struct changes told = {changes->events, 0};
    int from = 0;

    /* Completing is no news, nor is starting: whoever is there knows. */
    if (bulk->action == BULK_STATUS && bulk->status == EVENT_SCHEDULED)
        kind = NOTICE_SCHEDULE_ADDED;
    else if (bulk->action == BULK_STATUS && bulk->status != EVENT_CANCELLED)
        return OK;
    for (int i = 0; i < changes->count; i++) {
        if (stood(changes->events[i]) != (kind == NOTICE_SCHEDULE_ADDED))
            told.events[told.count++] = changes->events[i];
    }
    if (bulk->action == BULK_REASSIGN)
        TRY(tell(cx, tx, g, NOTICE_SCHEDULE_ADDED, bulk->to, &told));
    for (int i = 0; i < told.count; i++) {
        if (i + 1 < told.count && told.events[i + 1]->staff.n == told.events[i]->staff.n)
            continue;
        TRY(tell(cx, tx, g, kind, told.events[i]->staff, &(struct changes){told.events + from, i + 1 - from}));
        from = i + 1;
    }
    return OK;
}

enum err bulk_apply(struct context *cx, struct tx *tx, const struct grant *g, const struct bulk *bulk)
{
    struct changes changes = changes_of(bulk, cx->arena, false);

    if (!changes.count)
        return OK;
    qsort(changes.events, (size_t)changes.count, sizeof(*changes.events), by_person);
    TRY(tie_all(cx, tx, g, bulk));
    TRY(write_events(cx, tx, g, bulk, &changes));
    TRY(recount(cx, tx, g, bulk, &changes));
    note(cx, bulk, &changes);
    return tell_all(cx, tx, g, bulk, &changes);
}
