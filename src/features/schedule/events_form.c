/* The forms for a new event and for changing one: first the client, then the rest. */
#include "base/fold.h"
#include "features/clients/clients.h"
#include "features/schedule/picker.h"
#include "features/schedule/schedule_ops.h"
#include "features/services/services.h"

enum { CLIENTS_SHOWN = 20, ROUND_MINUTES = 30 };

#define SERVICE_OPTION(F, P)                                                                                           \
    F(P, value, ID, BASIC)                                                                                             \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, minutes, INT, BASIC)                                                                                          \
    F(P, selected, BOOL, BASIC)
DOC_SCHEMA(service_option, SERVICE_OPTION);

#define PET_OPTION(F, P)                                                                                               \
    F(P, value, ID, BASIC)                                                                                             \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, selected, BOOL, BASIC)
DOC_SCHEMA(pet_option, PET_OPTION);

#define STATUS_OPTION(F, P)                                                                                            \
    F(P, value, ENUM, BASIC, .names = &event_status_names)                                                             \
    F(P, selected, BOOL, BASIC)
DOC_SCHEMA(status_option, STATUS_OPTION);

#define EVENT_FORM(F, P)                                                                                               \
    F(P, client, TEXT, BASIC)                                                                                          \
    F(P, service_options, LIST, BASIC, .of = &service_option_schema)                                                   \
    F(P, staff_options, LIST, BASIC, .of = &staff_option_schema)                                                       \
    F(P, pets_options, LIST, BASIC, .of = &pet_option_schema)                                                          \
    F(P, status_options, LIST, BASIC, .of = &status_option_schema)                                                     \
    F(P, starts_at, TEXT, BASIC)                                                                                       \
    F(P, ends_at, TEXT, BASIC)                                                                                         \
    F(P, note, TEXT, CARE)
DOC_SCHEMA(event_form, EVENT_FORM);

#define EVENT_FORM_PAGE(F, P)                                                                                          \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, title, TEXT, BASIC)                                                                                           \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, client, OBJECT, BASIC, .of = &event_party_schema)                                                             \
    F(P, q, TEXT, BASIC)                                                                                               \
    F(P, clients, LIST, BASIC, .of = &event_party_schema)                                                              \
    F(P, form, OBJECT, BASIC, .of = &event_form_schema)
DOC_SCHEMA(event_form_page, EVENT_FORM_PAGE);

const struct schema event_form_answer = {"event_form_page", event_form_page_fields, event_form_page__COUNT};

const struct input_field event_new_input[] = {
    {.name = "client", .kind = INPUT_ID, .target = TARGET_CLIENT, .label = "Client"},
    {.name = "q", .kind = INPUT_TEXT, .max = 100, .label = "Search"},
    {.name = "staff", .kind = INPUT_ID, .target = TARGET_STAFF, .label = "Assigned to"},
    {.name = "service", .kind = INPUT_ID, .target = TARGET_SERVICE, .label = "Service"},
    {.name = "starts_at", .kind = INPUT_INSTANT, .label = "Starts"},
    {.name = "date", .kind = INPUT_DAY, .label = "Day"},
    {.name = NULL},
};
const struct input_field event_edit_input[] = {
    {.name = "client", .kind = INPUT_ID, .target = TARGET_CLIENT, .label = "Client"},
    {.name = "q", .kind = INPUT_TEXT, .max = 100, .label = "Search"},
    {.name = NULL},
};

/* ------------------------------------------------------------------ choosing the client */

MUST_CHECK static enum err clients_document(struct tx *tx, const struct grant *g, struct str q, struct node *list)
{
    struct client_choices found;

    TRY(client_choices_read(tx, g, q, CLIENTS_SHOWN, &found));
    for (int i = 0; i < found.count; i++)
        party_document(doc_item(list), found.items[i].id.n, found.items[i].name);
    return OK;
}

/* ------------------------------------------------------------------ the rest */

/* As a datetime-local field takes it. */
static struct str local_text(const struct context *cx, int64_t at)
{
    struct local_time local = time_local(cx->company->zone, at);

    return arena_format(cx->arena, "%04d-%02d-%02dT%02d:%02d", local.year, local.month, local.day, local.hour,
                        local.minute);
}

MUST_CHECK static enum err services_document(struct tx *tx, const struct grant *g, const struct event *event,
                                             struct node *list)
{
    struct service_list services;

    TRY(services_read(tx, g, false, &services));
    for (int i = 0; i < services.count; i++) {
        const struct service *service = &services.items[i];
        struct node *item;

        if (!service->active && service->id.n != event->service.n)
            continue;
        item = doc_item(list);
        doc_id(item, service_option_value, service->id.n);
        doc_text(item, service_option_name, service->name);
        doc_int(item, service_option_minutes, service->minutes);
        doc_bool(item, service_option_selected, service->id.n == event->service.n);
    }
    return OK;
}

MUST_CHECK static enum err pets_document(struct tx *tx, const struct grant *g, const struct event *event,
                                         struct client_id of_client, struct node *list)
{
    struct event_pets pets;
    bool own = event->client.n == of_client.n;

    TRY(event_pets_read(tx, g, of_client, own ? event->id : (struct event_id){0}, &pets));
    for (int i = 0; i < pets.count; i++) {
        struct node *item = doc_item(list);

        doc_id(item, pet_option_value, pets.items[i].id.n);
        doc_text(item, pet_option_name, pets.items[i].name);
        doc_bool(item, pet_option_selected, pets.items[i].chosen);
    }
    return OK;
}

/* A new one may be in any status, for what is entered afterwards; another only where it can go from here (SCH-02). */
static void statuses_document(const struct event *event, struct node *list)
{
    for (int to = EVENT_SCHEDULED; to < EVENT_STATUS__MAX; to++) {
        enum event_status status = (enum event_status)to;
        struct node *item;

        if (event->id.n && status != event->status && !event_move_allowed(event->status, status, true, false))
            continue;
        item = doc_item(list);
        doc_enum(item, status_option_value, to);
        doc_bool(item, status_option_selected, status == event->status);
    }
}

/* `event` as it is, or as a new one begins; `client`: whom the form is for. */
MUST_CHECK static enum err form_document(struct context *cx, struct tx *tx, const struct grant *g,
                                         const struct event *event, struct client_id of_client, struct node *out)
{
    struct node *form = doc_object(out, event_form_page_form);
    struct event shown = *event;
    struct client client;

    TRY(client_read(tx, g, of_client, &client));
    shown.client = client.id;
    shown.client_name = client.name;
    party_document(doc_object(out, event_form_page_client), client.id.n, client.name);
    doc_text(form, event_form_client, id_text(cx->arena, client.id.n));
    TRY(services_document(tx, g, event, doc_list(form, event_form_service_options)));
    TRY(picker_document(cx, tx, g, &shown, doc_list(form, event_form_staff_options)));
    TRY(pets_document(tx, g, event, of_client, doc_list(form, event_form_pets_options)));
    statuses_document(event, doc_list(form, event_form_status_options));
    doc_text(form, event_form_starts_at, local_text(cx, event->starts_at));
    doc_text(form, event_form_ends_at, event->ends_at ? local_text(cx, event->ends_at) : STR(""));
    doc_text(form, event_form_note, event->note);
    return OK;
}

/* The next half hour, or nine o'clock of the day asked for. */
static int64_t begins(const struct context *cx, const struct input *in)
{
    int64_t step = ROUND_MINUTES * MINUTE_US;

    if (input_given(in, "starts_at"))
        return input_int(in, "starts_at");
    if (input_given(in, "date"))
        return time_from_local(cx->company->zone, (int32_t)input_int(in, "date"), 9 * 60);
    return (cx->now / step + 1) * step;
}

enum err run_event_new(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                       struct node *out)
{
    struct event event = {.staff = input_staff(in, "staff"),
                          .service = input_service(in, "service"),
                          .status = EVENT_SCHEDULED,
                          .starts_at = begins(cx, in)};

    doc_text(out, event_form_page_title, STR("New visit"));
    if (input_client(in, "client").n)
        return form_document(cx, tx, g, &event, input_client(in, "client"), out);
    doc_text(out, event_form_page_q, input_text(in, "q"));
    return clients_document(tx, g, input_text(in, "q"), doc_list(out, event_form_page_clients));
}

enum err run_event_edit(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                        struct node *out)
{
    struct event event;
    struct client_id of_client = input_client(in, "client");

    TRY(event_read(tx, g, cx_event(cx), &event));
    doc_id(out, event_form_page_id, event.id.n);
    doc_text(out, event_form_page_title, event_words(cx->arena, cx->company, &event));
    doc_int(out, event_form_page_changed, event.changed);
    if (input_given(in, "q")) {
        doc_text(out, event_form_page_q, input_text(in, "q"));
        TRY(clients_document(tx, g, input_text(in, "q"), doc_list(out, event_form_page_clients)));
    }
    return form_document(cx, tx, g, &event, of_client.n ? of_client : event.client, out);
}
