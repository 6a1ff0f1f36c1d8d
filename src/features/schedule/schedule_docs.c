#include "features/schedule/schedule_docs.h"

static const char *const origins[] = {"by_hand", "request", "template"};
const struct names event_origin_names = {origins, ARRAY_SIZE(origins)};
const char *const event_status_words[EVENT_STATUS__MAX] = {
    [EVENT_SCHEDULED] = "scheduled",
    [EVENT_IN_PROGRESS] = "in progress",
    [EVENT_COMPLETED] = "completed",
    [EVENT_CANCELLED] = "cancelled",
};
static const char *const warning_kinds[] = {"do_not_schedule", "busy"};
const struct names warning_kind_names = {warning_kinds, ARRAY_SIZE(warning_kinds)};

void party_document(struct node *object, int64_t id, struct str name)
{
    doc_id(object, event_party_id, id);
    doc_text(object, event_party_name, name);
}

void staff_document(const struct grant *g, struct node *out, int field, struct staff_id staff)
{
    const struct person *person = picture_person(g->picture, staff);

    if (!staff.n)
        doc_null(out, field);
    else
        party_document(doc_object(out, field), staff.n, person ? person->name : (struct str){0});
}

/* Past, and nobody has said how it went. */
static bool is_overdue(const struct grant *g, const struct event *event)
{
    return event->ends_at < g->now && (event->status == EVENT_SCHEDULED || event->status == EVENT_IN_PROGRESS);
}

void event_row_document(const struct grant *g, const struct event *event, struct node *item)
{
    doc_id(item, event_row_view_id, event->id.n);
    party_document(doc_object(item, event_row_view_client), event->client.n, event->client_name);
    staff_document(g, item, event_row_view_staff, event->staff);
    party_document(doc_object(item, event_row_view_service), event->service.n, event->service_name);
    doc_instant(item, event_row_view_starts_at, event->starts_at);
    doc_instant(item, event_row_view_ends_at, event->ends_at);
    doc_enum(item, event_row_view_status, event->status);
    doc_bool(item, event_row_view_overdue, is_overdue(g, event));
    if (event->message.n)
        doc_text(item, event_row_view_message, event->message);
    doc_int(item, event_row_view_changed, event->changed);
}

static void can_document(const struct grant *g, const struct event *event, struct node *can)
{
    bool manager = grant_holds(g, PERMISSION_manage_scheduling);
    bool delivering = event->staff.n && event->staff.n == g->staff.n &&
                      grant_may(g, PERMISSION_deliver_services, ABOUT_EVENT(event->client, event->staff));
    enum event_status from = event->status;

    doc_bool(can, event_can_edit, manager);
    doc_bool(can, event_can_start, event_move_allowed(from, EVENT_IN_PROGRESS, manager, delivering));
    doc_bool(can, event_can_complete, event_move_allowed(from, EVENT_COMPLETED, manager, delivering));
    doc_bool(can, event_can_complete_without_message, grant_completes_silently(g));
    doc_bool(can, event_can_cancel, event_move_allowed(from, EVENT_CANCELLED, manager, delivering));
    doc_bool(can, event_can_reopen, event_move_allowed(from, EVENT_SCHEDULED, manager, delivering));
    doc_bool(can, event_can_delete, manager && from != EVENT_COMPLETED);
}

void event_document(const struct grant *g, const struct event *event, const struct event_pets *pets, struct node *out)
{
    struct node *list = doc_list(out, event_view_pets);

    doc_id(out, event_view_id, event->id.n);
    party_document(doc_object(out, event_view_client), event->client.n, event->client_name);
    staff_document(g, out, event_view_staff, event->staff);
    party_document(doc_object(out, event_view_service), event->service.n, event->service_name);
    doc_instant(out, event_view_starts_at, event->starts_at);
    doc_instant(out, event_view_ends_at, event->ends_at);
    doc_enum(out, event_view_status, event->status);
    doc_bool(out, event_view_overdue, is_overdue(g, event));
    for (int i = 0; i < pets->count; i++) {
        if (pets->items[i].chosen)
            party_document(doc_item(list), pets->items[i].id.n, pets->items[i].name);
    }
    doc_text(out, event_view_note, event->note);
    doc_text(out, event_view_message, event->message);
    doc_int(out, event_view_price_minor, event->price_minor);
    doc_enum(out, event_view_origin, event->origin);
    doc_instant(out, event_view_started_at, event->started_at);
    doc_instant(out, event_view_ended_at, event->ended_at);
    doc_int(out, event_view_changed, event->changed);
    can_document(g, event, doc_object(out, event_view_can));
}

/* ROL-303, to whoever may know: why the person sees the visit. */
static void put_why(struct arena *arena, const struct grant *g, const struct event *event, struct node *out)
{
    if (event->staff.n && g->person && grant_may(g, PERMISSION_manage_staff, ABOUT_STAFF(event->staff)))
        doc_address(out, event_view_why_page,
                    arena_format(arena, "/staff/%.*s/why?permission=view&event=%.*s",
                                 STR_ARG(id_text(arena, event->staff.n)), STR_ARG(id_text(arena, event->id.n))));
}

enum err event_answer(struct tx *tx, const struct grant *g, struct event_id id, struct node *out)
{
    struct event event;
    struct event_pets pets;

    TRY(event_read(tx, g, id, &event));
    TRY(event_pets_read(tx, g, event.client, id, &pets));
    event_document(g, &event, &pets, out);
    put_why(tx_arena(tx), g, &event, out);
    return OK;
}

/* ------------------------------------------------------------------ warnings */

static void add_warning(struct context *cx, const struct grant *g, enum warning_kind kind, struct str text)
{
    struct node *root = cx->problem ? doc_root(cx->problem) : problem_begin(cx, g);
    struct node *item = doc_item(doc_list(root, event_warnings_warnings));

    doc_enum(item, event_warning_kind, kind);
    doc_text(item, event_warning_text, text);
}

static void warn_do_not_schedule(struct context *cx, const struct grant *g, const struct person *person,
                                 const struct event *event, const struct input *in)
{
    if (policy_tie(g->picture, person, event->client) != TIE_WARN || input_bool(in, "confirm_do_not_schedule"))
        return;
    const struct message_text text = {
        MSG_EVENT_WARN_LISTED, 2, {P_STR("person", person->name), P_STR("client", event->client_name)}};
    add_warning(cx, g, WARNING_DO_NOT_SCHEDULE, message_format(&text, NULL, NULL, cx->arena));
}

MUST_CHECK static enum err warn_busy(struct context *cx, struct tx *tx, const struct grant *g,
                                     const struct person *person, const struct event *event)
{
    struct event other;
    bool busy = false;

    TRY(event_overlap(tx, g, event, &other, &busy));
    if (!busy)
        return OK;
    const struct message_text text = {MSG_EVENT_WARN_BUSY,
                                      3,
                                      {P_STR("person", person->name),
                                       P_STR("visit", event_words(cx->arena, cx->company, &other)),
                                       P_STR("client", other.client_name)}};
    add_warning(cx, g, WARNING_BUSY, message_format(&text, NULL, NULL, cx->arena));
    return OK;
}

enum err event_warn(struct context *cx, struct tx *tx, const struct grant *g, const struct event *event,
                    const struct input *in)
{
    const struct person *person = picture_person(g->picture, event->staff);
    bool ahead = event->ends_at > cx->now && (event->status == EVENT_SCHEDULED || event->status == EVENT_IN_PROGRESS);
    enum tie tie = person ? policy_tie(g->picture, person, event->client) : TIE_NEVER;

    /* What the gate refuses is not to be confirmed. */
    if (!ahead || tie == TIE_NEVER || tie == TIE_REMOVED || tie == TIE_HOLD || input_bool(in, "confirm"))
        return OK;
    cx->problem = NULL;
    warn_do_not_schedule(cx, g, person, event, in);
    TRY(warn_busy(cx, tx, g, person, event));
    return cx->problem ? FAIL(cx->arena, ERR_CONFLICT, MSG_EVENT_WARNINGS) : OK;
}
