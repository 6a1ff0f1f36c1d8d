/* What is done with an event, behind every operation that does it: the pair is tied, both sides are counted anew, the entry and the
 * notices are written. */
#include "features/notices/notices.h"
#include "features/relations/relations.h"
#include "features/schedule/schedule_store.h"

MUST_CHECK static enum err tell(struct context *cx, struct tx *tx, const struct grant *g, enum notice_kind kind,
                                struct staff_id to, const struct event *event)
{
    const struct notice notice = {.kind = kind,
                                  .client = event->client,
                                  .event = event->id,
                                  .details = event_words(cx->arena, cx->company->zone, event)};

    if (!to.n || event->ends_at < cx->now) /* what is over is no news for a schedule */
        return OK;
    return notice_add(cx, tx, g, to, &notice);
}

static struct str staff_words(struct context *cx, struct staff_id staff)
{
    return staff.n ? id_text(cx->arena, staff.n) : STR("");
}

enum err event_create(struct context *cx, struct tx *tx, const struct grant *g, struct event *event,
                      const int64_t *pets, int pet_count)
{
    if (!event->id.n)
        event->id.n = id_new(cx->now);
    event->local_day = time_local(cx->company->zone, event->starts_at).day_number;
    if (event->staff.n)
        TRY(relation_tie(cx, tx, g, event->staff, event->client, true));
    TRY(event_insert(cx, tx, g, event));
    TRY(event_pets_write(tx, g, event->id, pets, pet_count));
    TRY(relation_recount(cx, tx, g, event->staff, event->client));
    audit_change(cx, "event", event->id.n, "staff", STR(""), staff_words(cx, event->staff));
    audit_change(cx, "event", event->id.n, "starts_at", STR(""),
                 time_text(cx->arena, cx->company->zone, event->starts_at));
    return tell(cx, tx, g, NOTICE_SCHEDULE_ADDED, event->staff, event);
}

enum err event_reassign(struct context *cx, struct tx *tx, const struct grant *g, const struct event *event,
                        struct staff_id to)
{
    struct event after = *event;

    if (event->staff.n == to.n)
        return OK;
    if (to.n)
        TRY(relation_tie(cx, tx, g, to, event->client, true));
    after.staff = to;
    TRY(event_write(cx, tx, g, &after));
    TRY(relation_recount(cx, tx, g, event->staff, event->client));
    TRY(relation_recount(cx, tx, g, to, event->client));
    audit_change(cx, "event", event->id.n, "staff", staff_words(cx, event->staff), staff_words(cx, to));
    TRY(tell(cx, tx, g, NOTICE_SCHEDULE_CANCELLED, event->staff, &after));
    return tell(cx, tx, g, NOTICE_SCHEDULE_ADDED, to, &after);
}

/* A move that makes the pair meet (again) passes the gate: taking back a cancellation, starting. */
static bool move_ties(enum event_status from, enum event_status to)
{
    return to == EVENT_IN_PROGRESS || (to == EVENT_SCHEDULED && from != EVENT_SCHEDULED);
}

enum err event_set_status(struct context *cx, struct tx *tx, const struct grant *g, const struct event *event,
                          enum event_status to, struct str message)
{
    struct event after = *event;

    if (event->staff.n && move_ties(event->status, to))
        TRY(relation_tie(cx, tx, g, event->staff, event->client, false));
    after.status = to;
    if (to == EVENT_IN_PROGRESS)
        after.started_at = cx->now;
    if (to == EVENT_COMPLETED)
        after.ended_at = cx->now;
    if (to == EVENT_SCHEDULED)
        after.started_at = after.ended_at = 0;
    if (message.n)
        after.message = message;
    TRY(event_write(cx, tx, g, &after));
    TRY(relation_recount(cx, tx, g, event->staff, event->client));
    audit_change(cx, "event", event->id.n, "status", str_from(event_status_names.list[event->status - 1]),
                 str_from(event_status_names.list[to - 1]));
    if (to == EVENT_CANCELLED)
        return tell(cx, tx, g, NOTICE_SCHEDULE_CANCELLED, event->staff, &after);
    return to == EVENT_SCHEDULED ? tell(cx, tx, g, NOTICE_SCHEDULE_ADDED, event->staff, &after) : OK;
}
