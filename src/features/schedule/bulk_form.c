#include "features/schedule/bulk_form.h"

#include "app/cursor.h"

/* So many stand on the page one by one; the others are one tick. */
enum { SHOWN = 200, ID_AND_COMMA = ID_TEXT_LENGTH + 1 };

static const char *const actions[] = {"reassign", "status", "unassign"};
const struct names bulk_action_names = {actions, ARRAY_SIZE(actions)};

/* `value`: an event's id, or with `more` the ids of so many, joined by commas. */
#define BULK_OPTION(F, P)                                                                                              \
    F(P, value, TEXT, BASIC)                                                                                           \
    F(P, selected, BOOL, BASIC)                                                                                        \
    F(P, more, INT, BASIC)                                                                                             \
    F(P, event, OBJECT, BASIC, .of = &event_row_view_schema)
DOC_SCHEMA(bulk_option, BULK_OPTION);

#define BULK_FORM(F, P)                                                                                                \
    F(P, events_options, LIST, BASIC, .of = &bulk_option_schema)                                                       \
    F(P, action, ENUM, BASIC, .names = &bulk_action_names)                                                             \
    F(P, staff_options, LIST, BASIC, .of = &staff_option_schema)                                                       \
    F(P, status, ENUM, BASIC, .names = &event_status_names)
DOC_SCHEMA(bulk_form, BULK_FORM);

#define BULK_FILTER(F, P)                                                                                              \
    F(P, client, OBJECT, BASIC, .of = &event_party_schema)                                                             \
    F(P, staff, LIST, BASIC, .of = &staff_option_schema)                                                               \
    F(P, service, LIST, BASIC, .of = &event_choice_schema)                                                             \
    F(P, unassigned, BOOL, BASIC)                                                                                      \
    F(P, status, ENUM, BASIC, .names = &event_status_names)                                                            \
    F(P, from, TEXT, BASIC)                                                                                            \
    F(P, to, TEXT, BASIC)
DOC_SCHEMA(bulk_filter, BULK_FILTER);

#define BULK_PERSON(F, P)                                                                                              \
    F(P, staff, OBJECT, BASIC, .of = &event_party_schema)                                                              \
    F(P, events, INT, BASIC)
DOC_SCHEMA(bulk_people, BULK_PERSON);

#define BULK_PAGE(F, P)                                                                                                \
    F(P, total, INT, BASIC)                                                                                            \
    F(P, found, INT, BASIC)                                                                                            \
    F(P, too_many, BOOL, BASIC)                                                                                        \
    F(P, clients, INT, BASIC)                                                                                          \
    F(P, people, LIST, BASIC, .of = &bulk_people_schema)                                                               \
    F(P, action, ADDRESS, BASIC)                                                                                       \
    F(P, filter, OBJECT, BASIC, .of = &bulk_filter_schema)                                                             \
    F(P, form, OBJECT, BASIC, .of = &bulk_form_schema)
DOC_SCHEMA(bulk_page, BULK_PAGE);
const struct schema bulk_form_answer = {"bulk_page", bulk_page_fields, bulk_page__COUNT};

const struct input_field bulk_form_input[] = {FILTER_INPUT, SPAN_INPUT, {.name = NULL}};

static struct str joined_ids(struct arena *arena, const struct event_list *events, int from)
{
    size_t count = (size_t)(events->count - from);
    struct buf out;

    buf_init(&out, arena, count * ID_AND_COMMA);
    for (int i = from; i < events->count; i++) {
        if (i > from)
            buf_add_char(&out, ',');
        buf_add(&out, id_text(arena, events->items[i].id.n));
    }
    return buf_str(&out);
}

static void options_document(const struct grant *g, const struct event_list *events, struct arena *arena,
                             struct node *list)
{
    for (int i = 0; i < events->count && i < SHOWN; i++) {
        struct node *item = doc_item(list);

        doc_text(item, bulk_option_value, id_text(arena, events->items[i].id.n));
        doc_bool(item, bulk_option_selected, true);
        event_row_document(g, &events->items[i], doc_object(item, bulk_option_event));
    }
    if (events->count > SHOWN) {
        struct node *item = doc_item(list);

        doc_text(item, bulk_option_value, joined_ids(arena, events, SHOWN));
        doc_bool(item, bulk_option_selected, true);
        doc_int(item, bulk_option_more, events->count - SHOWN);
    }
}

/* Whose they are now: how many of each person, in the order of the pickers; nobody's first. */
static void people_counts(const struct grant *g, const struct event_list *events, struct node *list)
{
    for (int p = -1; p < picture_person_count(g->picture); p++) {
        struct staff_id staff = p < 0 ? (struct staff_id){0} : picture_person_at(g->picture, p)->id;
        struct node *item;
        int count = 0;

        for (int i = 0; i < events->count; i++)
            count += events->items[i].staff.n == staff.n;
        if (!count)
            continue;
        item = doc_item(list);
        staff_document(g, item, bulk_people_staff, staff);
        doc_int(item, bulk_people_events, count);
    }
}

/* The client of all these events (one or more); 0: several. */
static int64_t only_client(const struct event_list *events)
{
    for (int i = 1; i < events->count; i++) {
        if (events->items[i].client.n != events->items[0].client.n)
            return 0;
    }
    return events->items[0].client.n;
}

/* ACC-41 where all are of one client; else everybody, and the plan says who lacks access (ACC-42). */
MUST_CHECK static enum err staff_options(struct context *cx, struct tx *tx, const struct grant *g,
                                         const struct event_list *events, struct node *list)
{
    struct event shown = {0};

    if (events->count == 0 || !only_client(events)) {
        people_document(cx, g, (struct staff_id){0}, list);
        return OK;
    }
    shown.client = events->items[0].client;
    shown.client_name = events->items[0].client_name;
    return picker_document(cx, tx, g, &shown, list);
}

MUST_CHECK static enum err filter_document(struct context *cx, struct tx *tx, const struct grant *g,
                                           const struct event_filter *filter, const struct input *in, struct node *out)
{
    if (filter->client.n)
        TRY(named_client_document(tx, g, filter->client, doc_object(out, bulk_filter_client)));
    people_document(cx, g, filter->staff, doc_list(out, bulk_filter_staff));
    TRY(service_choices_document(tx, g, filter->service, doc_list(out, bulk_filter_service)));
    doc_bool(out, bulk_filter_unassigned, filter->unassigned);
    doc_enum(out, bulk_filter_status, filter->status);
    doc_text(out, bulk_filter_from, input_text(in, "from"));
    doc_text(out, bulk_filter_to, input_text(in, "to"));
    return OK;
}

/* Without any filter nothing is found: everything there is would be too much to change by a slip. */
static bool is_asked(const struct input *in)
{
    static const char *const names[] = {"client", "staff", "unassigned", "service", "status", "from", "to"};

    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (input_raw(in, str_from(names[i])).n > 0)
            return true;
    }
    return false;
}

enum err run_bulk_form(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                       struct node *out)
{
    struct node *form = doc_object(out, bulk_page_form);
    struct event_list events = {0};
    struct event_filter filter;
    int64_t total = 0;

    filter_read(in, &filter);
    TRY(filter_read_span(cx, in, &filter));
    if (is_asked(in)) {
        TRY(events_find(tx, g, &filter, BULK_MAX, &events));
        TRY(events_count(tx, g, &filter, INT64_MAX, &total));
    }
    doc_int(out, bulk_page_total, total);
    doc_int(out, bulk_page_found, events.count);
    doc_bool(out, bulk_page_too_many, total > events.count);
    people_counts(g, &events, doc_list(out, bulk_page_people));
    doc_address(out, bulk_page_action,
                cursor_page(cx->arena, STR("/events/bulk-update"), in, bulk_form_input, STR("")));
    options_document(g, &events, cx->arena, doc_list(form, bulk_form_events_options));
    doc_enum(form, bulk_form_action, BULK_REASSIGN);
    TRY(staff_options(cx, tx, g, &events, doc_list(form, bulk_form_staff_options)));
    return filter_document(cx, tx, g, &filter, in, doc_object(out, bulk_page_filter));
}
