/* Making, changing, starting, completing and deleting one event. */
#include "app/reason.h"
#include "features/clients/clients.h"
#include "features/schedule/schedule_docs.h"
#include "features/schedule/schedule_ops.h"
#include "features/services/services.h"

enum { NOTE_MAX = 4000, MESSAGE_MAX = 8000 };

#define WHEN_AND_WHAT(needed)                                                                                          \
    {.name = "client", .kind = INPUT_ID, .target = TARGET_CLIENT, .required = (needed), .label = "Client"},            \
        {.name = "staff", .kind = INPUT_ID, .target = TARGET_STAFF, .nullable = true, .label = "Assigned to"},         \
        {.name = "service", .kind = INPUT_ID, .target = TARGET_SERVICE, .required = (needed), .label = "Service"},     \
        {.name = "starts_at", .kind = INPUT_INSTANT, .required = (needed), .label = "Starts"},                         \
        {.name = "ends_at", .kind = INPUT_INSTANT, .label = "Ends"},                                                   \
        {.name = "status", .kind = INPUT_ENUM, .names = &event_status_names, .label = "Status"},                       \
        {.name = "message", .kind = INPUT_LONG, .max = MESSAGE_MAX, .label = "Message"},                               \
        {.name = "note", .kind = INPUT_LONG, .max = NOTE_MAX, .label = "Note"},                                        \
        {.name = "pets", .kind = INPUT_IDS, .max = EVENT_PETS_MAX, .label = "Pets"}, CONFIRM_INPUT

#define CHANGED_INPUT                                                                                                  \
    {                                                                                                                  \
        .name = "changed", .kind = INPUT_INT, .min = 1, .max = INT64_MAX                                               \
    }

const struct input_field event_create_input[] = {WHEN_AND_WHAT(true), {.name = NULL}};
const struct input_field event_update_input[] = {WHEN_AND_WHAT(false), CHANGED_INPUT, {.name = NULL}};
const struct input_field event_start_input[] = {CHANGED_INPUT, {.name = NULL}};
const struct input_field event_complete_input[] = {
    {.name = "message", .kind = INPUT_LONG, .max = MESSAGE_MAX, .label = "Message"}, CHANGED_INPUT, {.name = NULL}};

/* ------------------------------------------------------------------ parts of an event, as given */

/* A new service brings its length and price, unless the end is given too. */
MUST_CHECK static enum err take_service(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct input *in, struct event *event)
{
    struct service service;

    if (!input_given(in, "service") || input_service(in, "service").n == event->service.n)
        return OK;
    TRY(service_read(tx, g, input_service(in, "service"), &service));
    if (!service.active)
        return FAIL_FIELD(cx->arena, STR("service"), MSG_EVENT_SERVICE_INACTIVE);
    event->service = service.id;
    event->service_name = service.name;
    event->price_minor = service.price_minor;
    event->ends_at = event->starts_at + service.minutes * MINUTE_US;
    return OK;
}

/* A start that moves takes the end along. */
MUST_CHECK static enum err take_times(struct context *cx, const struct input *in, struct event *event)
{
    if (input_given(in, "starts_at")) {
        int64_t lasts = event->ends_at - event->starts_at;

        event->starts_at = input_int(in, "starts_at");
        event->ends_at = event->starts_at + lasts;
    }
    if (input_given(in, "ends_at"))
        event->ends_at = input_int(in, "ends_at");
    if (event->ends_at <= event->starts_at || event->ends_at - event->starts_at > EVENT_LONGEST_US)
        return FAIL_FIELD(cx->arena, STR("ends_at"), MSG_EVENT_ENDS_FIRST);
    return OK;
}

/* The ids given, each a pet of the client; nothing given: `*ret_given` false. */
MUST_CHECK static enum err take_pets(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                     const struct event *event, const int64_t **ret_ids, int *ret_count)
{
    struct event_pets pets;
    int found = 0;

    *ret_ids = NULL;
    *ret_count = 0;
    if (!input_given(in, "pets"))
        return OK;
    input_ids(in, "pets", ret_ids, ret_count);
    TRY(event_pets_read(tx, g, event->client, event->id, &pets));
    for (int i = 0; i < *ret_count; i++) {
        for (int j = 0; j < pets.count; j++)
            found += pets.items[j].id.n == (*ret_ids)[i];
    }
    return found == *ret_count ? OK : FAIL_FIELD(cx->arena, STR("pets"), MSG_EVENT_PETS);
}

MUST_CHECK static enum err take_message(struct context *cx, const struct input *in, struct event *event)
{
    if (!input_given(in, "message"))
        return OK;
    if (event->status != EVENT_COMPLETED && input_text(in, "message").n)
        return FAIL_FIELD(cx->arena, STR("message"), MSG_EVENT_MESSAGE_EARLY);
    event->message = input_text(in, "message");
    return OK;
}

/* SCH-61. */
MUST_CHECK static enum err need_message(struct context *cx, const struct grant *g, const struct event *event)
{
    if (event->message.n || grant_completes_silently(g))
        return OK;
    return FAIL_FIELD(cx->arena, STR("message"), MSG_EVENT_MESSAGE_NEEDED);
}

/* SCH-02, and that the person may: whoever does not manage was let in to deliver this visit. */
MUST_CHECK static enum err take_status(struct context *cx, const struct grant *g, enum event_status to,
                                       struct event *event)
{
    bool manager = grant_holds(g, PERMISSION_manage_scheduling);

    if (to == event->status)
        return OK;
    if (!manager && event_move_allowed(event->status, to, true, true) &&
        !event_move_allowed(event->status, to, false, true))
        return reason_holds(cx, g, PERMISSION_manage_scheduling);
    if (!event_move_allowed(event->status, to, manager, true))
        return FAIL(cx->arena, ERR_CONFLICT, MSG_EVENT_MOVE, P_STR("from", str_from(event_status_words[event->status])),
                    P_STR("to", str_from(event_status_words[to])));
    event->status = to;
    return OK;
}

/* ------------------------------------------------------------------ new */

/* What is entered afterwards went as planned, as far as that is past. */
static void stamp_new(struct event *event, int64_t now)
{
    if (event->status == EVENT_IN_PROGRESS || event->status == EVENT_COMPLETED)
        event->started_at = event->starts_at < now ? event->starts_at : now;
    if (event->status == EVENT_COMPLETED)
        event->ended_at = event->ends_at < now ? event->ends_at : now;
}

MUST_CHECK static enum err read_client_name(struct tx *tx, const struct grant *g, struct event *event)
{
    struct client client;

    TRY(client_read(tx, g, event->client, &client));
    event->client_name = client.name;
    return OK;
}

enum err run_event_create(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                          struct node *out)
{
    struct event event = {.client = input_client(in, "client"),
                          .staff = input_staff(in, "staff"),
                          .status = EVENT_SCHEDULED,
                          .note = input_text(in, "note"),
                          .starts_at = input_int(in, "starts_at"),
                          .origin = ORIGIN_BY_HAND};
    const int64_t *pets;
    int pet_count;

    if (input_given(in, "status"))
        event.status = (enum event_status)input_int(in, "status");
    TRY(read_client_name(tx, g, &event));
    TRY(take_service(cx, tx, g, in, &event));
    TRY(take_times(cx, in, &event));
    TRY(take_message(cx, in, &event));
    TRY(take_pets(cx, tx, g, in, &event, &pets, &pet_count));
    TRY(event_warn(cx, tx, g, &event, in));
    stamp_new(&event, cx->now);
    TRY(event_create(cx, tx, g, &event, pets, pet_count));
    return event_answer(tx, g, event.id, out);
}

/* ------------------------------------------------------------------ changed */

/* What only those who schedule may change, a sent message too; a worker who tries is told so. */
static bool asks_more_than_status(const struct input *in, const struct event *event)
{
    static const char *const names[] = {"client", "staff", "service", "starts_at", "ends_at", "note", "pets"};

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (input_given(in, names[i]))
            return true;
    }
    return event->status == EVENT_COMPLETED && input_given(in, "message");
}

MUST_CHECK static enum err take_all(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct event *event)
{
    if (asks_more_than_status(in, event))
        TRY(reason_holds(cx, g, PERMISSION_manage_scheduling));
    if (input_given(in, "client")) {
        event->client = input_client(in, "client");
        TRY(read_client_name(tx, g, event));
    }
    TRY(take_service(cx, tx, g, in, event));
    TRY(take_times(cx, in, event));
    if (input_given(in, "note"))
        event->note = input_text(in, "note");
    if (input_given(in, "status"))
        TRY(take_status(cx, g, (enum event_status)input_int(in, "status"), event));
    /* After the status: whether the person delivers is about whose event it was. */
    if (input_given(in, "staff"))
        event->staff = input_staff(in, "staff");
    return take_message(cx, in, event);
}

/* A busy person was confirmed when the event was made; it is asked again where that changes. */
static bool is_other_visit(const struct event *before, const struct event *after)
{
    return before->staff.n != after->staff.n || before->client.n != after->client.n ||
           before->starts_at != after->starts_at || before->ends_at != after->ends_at ||
           (before->status != after->status && after->status == EVENT_SCHEDULED);
}

/* Another client's pets stay at home. */
MUST_CHECK static enum err write_pets(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      const struct event *before, const struct event *after)
{
    const int64_t *pets;
    int count;

    if (!input_given(in, "pets") && before->client.n == after->client.n)
        return OK;
    TRY(take_pets(cx, tx, g, in, after, &pets, &count));
    return event_pets_write(tx, g, after->id, pets, count);
}

enum err run_event_update(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                          struct node *out)
{
    struct event before, after;

    TRY(event_read(tx, g, cx_event(cx), &before));
    TRY(changed_check(cx, in, before.changed));
    after = before;
    TRY(take_all(cx, tx, g, in, &after));
    if (after.status == EVENT_COMPLETED && before.status != EVENT_COMPLETED)
        TRY(need_message(cx, g, &after));
    if (is_other_visit(&before, &after))
        TRY(event_warn(cx, tx, g, &after, in));
    TRY(event_change(cx, tx, g, &before, &after));
    TRY(write_pets(cx, tx, g, in, &before, &after));
    return event_answer(tx, g, after.id, out);
}

enum err run_event_start(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                         struct node *out)
{
    struct event before, after;

    TRY(event_read(tx, g, cx_event(cx), &before));
    TRY(changed_check(cx, in, before.changed));
    after = before;
    TRY(take_status(cx, g, EVENT_IN_PROGRESS, &after));
    TRY(event_change(cx, tx, g, &before, &after));
    return event_answer(tx, g, after.id, out);
}

enum err run_event_complete(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                            struct node *out)
{
    struct event before, after;

    TRY(event_read(tx, g, cx_event(cx), &before));
    TRY(changed_check(cx, in, before.changed));
    after = before;
    TRY(take_status(cx, g, EVENT_COMPLETED, &after));
    TRY(take_message(cx, in, &after));
    TRY(need_message(cx, g, &after));
    TRY(event_change(cx, tx, g, &before, &after));
    return event_answer(tx, g, after.id, out);
}

enum err run_event_delete(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                          struct node *out)
{
    struct event event;

    (void)in, (void)out;
    TRY(event_read(tx, g, cx_event(cx), &event));
    if (event.status == EVENT_COMPLETED)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_EVENT_DELETE_COMPLETED);
    return event_delete(cx, tx, g, &event);
}
