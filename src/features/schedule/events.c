/* What is done with an event, behind every operation that does it: the pair is tied, both sides are counted anew, the
 * entry and the notices are written. */
#include "features/notices/notices.h"
#include "features/relations/relations.h"
#include "features/schedule/schedule_store.h"

MUST_CHECK static enum err tell(struct context *cx, struct tx *tx, const struct grant *g, enum notice_kind kind,
                                struct staff_id to, const struct event *event)
{
    const struct notice notice = {.kind = kind,
                                  .client = event->client,
                                  .event = event->id,
                                  .details = event_words(cx->arena, cx->company, event)};

    if (!to.n || event->ends_at < cx->now) /* what is over is no news for a schedule */
        return OK;
    return notice_add(cx, tx, g, to, &notice);
}

/* ------------------------------------------------------------------ what changed, for the record */

static void note_id(struct context *cx, const struct event *event, const char *field, int64_t before, int64_t after)
{
    if (before != after)
        audit_change(cx, "event", event->id.n, field, before ? id_text(cx->arena, before) : STR(""),
                     after ? id_text(cx->arena, after) : STR(""));
}

static void note_time(struct context *cx, const struct event *event, const char *field, int64_t before, int64_t after)
{
    const struct zone *zone = cx->company->zone;

    if (before != after)
        audit_change(cx, "event", event->id.n, field, before ? time_text(cx->arena, zone, before) : STR(""),
                     after ? time_text(cx->arena, zone, after) : STR(""));
}

static void note_text(struct context *cx, const struct event *event, const char *field, struct str before,
                      struct str after)
{
    if (!str_equal(before, after))
        audit_change(cx, "event", event->id.n, field, before, after);
}

static struct str status_words(enum event_status status)
{
    return status ? str_from(event_status_names.list[status - 1]) : STR("");
}

static void note_changes(struct context *cx, const struct event *before, const struct event *after)
{
    note_id(cx, after, "client", before->client.n, after->client.n);
    note_id(cx, after, "staff", before->staff.n, after->staff.n);
    note_id(cx, after, "service", before->service.n, after->service.n);
    note_time(cx, after, "starts_at", before->starts_at, after->starts_at);
    note_time(cx, after, "ends_at", before->ends_at, after->ends_at);
    note_text(cx, after, "status", status_words(before->status), status_words(after->status));
    note_text(cx, after, "note", before->note, after->note);
    note_text(cx, after, "message", before->message, after->message);
    if (before->price_minor != after->price_minor)
        audit_change_int(cx, "event", after->id.n, "price_minor", before->price_minor, after->price_minor);
    if (!cx->audit_client.n && !cx->audit_staff.n)
        audit_about(cx, after->staff, after->client);
    if (before->staff.n != after->staff.n || cx->audit_client.n != after->client.n) {
        audit_also(cx, before->staff, before->client);
        audit_also(cx, after->staff, after->client);
    }
}

/* ------------------------------------------------------------------ new */

enum err event_create(struct context *cx, struct tx *tx, const struct grant *g, struct event *event,
                      const int64_t *pets, int pet_count)
{
    const struct event nothing = {0};

    if (!event->id.n)
        event->id.n = id_new(cx->now);
    event->local_day = time_local(cx->company->zone, event->starts_at).day_number;
    if (event->staff.n)
        TRY(relation_tie(cx, tx, g, event->staff, event->client, true));
    TRY(event_insert(cx, tx, g, event));
    TRY(event_pets_write(tx, g, event->id, pets, pet_count));
    TRY(relation_recount(cx, tx, g, event->staff, event->client));
    note_changes(cx, &nothing, event);
    if (event->status != EVENT_SCHEDULED && event->status != EVENT_IN_PROGRESS)
        return OK;
    return tell(cx, tx, g, NOTICE_SCHEDULE_ADDED, event->staff, event);
}

/* One notice for all of a person's visits from events[first] on: it names the first to come. */
MUST_CHECK static enum err tell_many(struct context *cx, struct tx *tx, const struct grant *g,
                                     const struct new_event *events, int first, int count)
{
    const struct event *soonest = NULL;
    struct notice notice = {.kind = NOTICE_SCHEDULE_ADDED, .client = events[first].event.client};
    struct staff_id to = events[first].event.staff;
    int visits = 0;

    for (int i = first; i < count; i++) {
        const struct event *event = &events[i].event;

        if (event->staff.n != to.n || event->ends_at < cx->now)
            continue;
        visits++;
        if (!soonest || event->starts_at < soonest->starts_at)
            soonest = event;
    }
    if (!soonest)
        return OK;
    notice.details = event_words(cx->arena, cx->company, soonest);
    if (visits == 1)
        notice.event = soonest->id;
    else
        notice.details = arena_format(cx->arena, "%d visits, first %.*s", visits, STR_ARG(notice.details));
    return notice_add(cx, tx, g, to, &notice);
}

/* Whether this is the first event of its person: what is done once a person is done there. */
static bool is_first_of_person(const struct new_event *events, int index)
{
    if (!events[index].event.staff.n)
        return false;
    for (int i = 0; i < index; i++) {
        if (events[i].event.staff.n == events[index].event.staff.n)
            return false;
    }
    return true;
}

enum err event_create_many(struct context *cx, struct tx *tx, const struct grant *g, struct new_event *events,
                           int count)
{
    const struct event nothing = {0};

    for (int i = 0; i < count; i++) {
        if (is_first_of_person(events, i))
            TRY(relation_tie(cx, tx, g, events[i].event.staff, events[i].event.client, true));
    }
    for (int i = 0; i < count; i++) {
        struct event *event = &events[i].event;

        if (!event->id.n)
            event->id.n = id_new(cx->now);
        event->local_day = time_local(cx->company->zone, event->starts_at).day_number;
        TRY(event_insert(cx, tx, g, event));
        if (events[i].pet_count)
            TRY(event_pets_write(tx, g, event->id, events[i].pets, events[i].pet_count));
        note_changes(cx, &nothing, event);
    }
    for (int i = 0; i < count; i++) {
        if (!is_first_of_person(events, i))
            continue;
        TRY(relation_recount(cx, tx, g, events[i].event.staff, events[i].event.client));
        TRY(tell_many(cx, tx, g, events, i, count));
    }
    return OK;
}

/* ------------------------------------------------------------------ changed */

/* The same pair passes the gate again where the event makes them meet again: a cancellation or completion taken back, a
 * start, a move out of the past (ACC-40). */
static bool meets_again(const struct event *before, const struct event *after, int64_t now)
{
    if (after->status != EVENT_SCHEDULED && after->status != EVENT_IN_PROGRESS)
        return false;
    return before->status != after->status || (before->starts_at <= now && after->starts_at > now);
}

static bool same_pair(const struct event *before, const struct event *after)
{
    return before->staff.n == after->staff.n && before->client.n == after->client.n;
}

/* Whoever completes without having started was there when planned, as far as that is past. */
static void stamp_status(struct event *after, int64_t now)
{
    switch (after->status) {
    case EVENT_SCHEDULED:
        after->started_at = after->ended_at = 0;
        break;
    case EVENT_IN_PROGRESS:
        after->started_at = now;
        after->ended_at = 0;
        break;
    case EVENT_COMPLETED:
        after->ended_at = after->started_at || after->ends_at > now ? now : after->ends_at;
        if (!after->started_at)
            after->started_at = after->starts_at < now ? after->starts_at : now;
        break;
    case EVENT_CANCELLED:
    case EVENT_STATUS__MAX:
        break;
    }
}

static bool stands(const struct event *event)
{
    return event->status == EVENT_SCHEDULED || event->status == EVENT_IN_PROGRESS;
}

MUST_CHECK static enum err tell_changes(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct event *before, const struct event *after)
{
    bool same = same_pair(before, after);
    bool moved = before->starts_at != after->starts_at || before->ends_at != after->ends_at ||
                 before->service.n != after->service.n || !str_equal(before->note, after->note);

    if (stands(before) && (!same || !stands(after)) && after->status != EVENT_COMPLETED)
        TRY(tell(cx, tx, g, NOTICE_SCHEDULE_CANCELLED, before->staff, before));
    if (stands(after) && (!same || !stands(before)))
        return tell(cx, tx, g, NOTICE_SCHEDULE_ADDED, after->staff, after);
    if (stands(after) && moved)
        return tell(cx, tx, g, NOTICE_SCHEDULE_CHANGED, after->staff, after);
    return OK;
}

enum err event_change(struct context *cx, struct tx *tx, const struct grant *g, const struct event *before,
                      struct event *after)
{
    bool same = same_pair(before, after);

    if (after->staff.n && (!same || meets_again(before, after, cx->now))) {
        bool newly = !same || after->status == EVENT_SCHEDULED;

        TRY(relation_tie(cx, tx, g, after->staff, after->client, newly));
    }
    after->local_day = time_local(cx->company->zone, after->starts_at).day_number;
    if (before->status != after->status)
        stamp_status(after, cx->now);
    TRY(event_write(cx, tx, g, after));
    TRY(relation_recount(cx, tx, g, after->staff, after->client));
    if (!same)
        TRY(relation_recount(cx, tx, g, before->staff, before->client));
    note_changes(cx, before, after);
    return tell_changes(cx, tx, g, before, after);
}

enum err event_reassign(struct context *cx, struct tx *tx, const struct grant *g, const struct event *event,
                        struct staff_id to)
{
    struct event after = *event;

    if (event->staff.n == to.n)
        return OK;
    after.staff = to;
    return event_change(cx, tx, g, event, &after);
}

enum err event_set_status(struct context *cx, struct tx *tx, const struct grant *g, const struct event *event,
                          enum event_status to, struct str message)
{
    struct event after = *event;

    after.status = to;
    if (message.n)
        after.message = message;
    return event_change(cx, tx, g, event, &after);
}

enum err event_delete(struct context *cx, struct tx *tx, const struct grant *g, const struct event *event)
{
    const struct event nothing = {.id = event->id};

    TRY(event_erase(tx, g, event->id));
    TRY(relation_recount(cx, tx, g, event->staff, event->client));
    audit_about(cx, event->staff, event->client);
    note_changes(cx, event, &nothing);
    if (!stands(event))
        return OK;
    return tell(cx, tx, g, NOTICE_SCHEDULE_CANCELLED, event->staff, event);
}
