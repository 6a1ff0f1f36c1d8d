/* What stands against removing a pair, each barrier with who could take over, best first (ACC-24). */
#include "features/access/requests.h"
#include "features/access/suggest.h"

/* Options of one visit: all people while there are few visits, else the best, so that a page of many stays small. */
enum { OPTIONS_MAX = 50, OPTIONS_FEW = 8, OPTIONS_IN_ALL = 2000 };

#define SHEET_BARRIER(F, P)                                                                                            \
    F(P, kind, ENUM, BASIC, .names = &barrier_kind_names)                                                              \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, title, TEXT, BASIC)                                                                                           \
    F(P, starts_at, INSTANT, BASIC)                                                                                    \
    F(P, running, BOOL, BASIC)                                                                                         \
    F(P, visits, INT, BASIC)                                                                                           \
    F(P, cure, TEXT, BASIC)                                                                                            \
    F(P, input, TEXT, BASIC)                                                                                           \
    F(P, options, LIST, BASIC, .of = &choice_schema)
DOC_SCHEMA(sheet_barrier, SHEET_BARRIER);

/* The fields of a barrier are the first of a sheet's, in the same order: barrier_document fills both. */
static_assert((int)sheet_barrier_cure == (int)barrier_cure && (int)barrier__COUNT == (int)sheet_barrier_input,
              "a sheet's barrier begins as a barrier");

#define SHEET_FORM(F, P)                                                                                               \
    F(P, reason, TEXT, REASON)                                                                                         \
    F(P, severity, ENUM, REASON, .names = &severity_names)                                                             \
    F(P, review_on, TEXT, REASON)                                                                                      \
    F(P, all_to_options, LIST, BASIC, .of = &choice_schema)
DOC_SCHEMA(sheet_form, SHEET_FORM);

#define SHEET(F, P)                                                                                                    \
    F(P, staff, OBJECT, BASIC, .of = &named_schema)                                                                    \
    F(P, client, OBJECT, BASIC, .of = &named_schema)                                                                   \
    F(P, access, ENUM, ACCESS, .names = &access_names)                                                                 \
    F(P, count, INT, BASIC)                                                                                            \
    F(P, preferred, BOOL, BASIC)                                                                                       \
    F(P, events, INT, BASIC)                                                                                           \
    F(P, templates, INT, BASIC)                                                                                        \
    F(P, several, BOOL, BASIC)                                                                                         \
    F(P, barriers, LIST, BASIC, .of = &sheet_barrier_schema)                                                           \
    F(P, requests, LIST, REASON, .of = &pair_request_schema)                                                           \
    F(P, form, OBJECT, BASIC, .of = &sheet_form_schema)                                                                \
    F(P, resolve_page, ADDRESS, BASIC)                                                                                 \
    F(P, restore_page, ADDRESS, BASIC)                                                                                 \
    F(P, back, ADDRESS, BASIC)
DOC_SCHEMA(sheet, SHEET);

/* One sheet being made. */
struct sheet {
    struct context *cx;
    const struct barriers *barriers;
    struct suggestions suggestions;
    int options; /* of each visit and line */
};

/* The option that stands for nobody: left unassigned; for a running visit, completed. Chosen where nobody is proposed.
 */
static void add_nobody(struct node *list, const char *name)
{
    struct node *item, *nobody = doc_item(list);
    bool proposed = false;

    for (item = node_next(list, NULL); item; item = node_next(list, item))
        proposed = proposed || (item != nobody && doc_get(item, choice_selected).number);
    doc_null(nobody, choice_value);
    doc_text(nobody, choice_name, str_from(name));
    doc_bool(nobody, choice_selected, !proposed);
}

static void add_options(const struct sheet *s, struct node *item, const char *map, int64_t id, struct event_id event,
                        bool running)
{
    struct node *list = doc_list(item, sheet_barrier_options);

    doc_text(item, sheet_barrier_input,
             arena_format(s->cx->arena, "cures.%s.%.*s", map, STR_ARG(id_text(s->cx->arena, id))));
    suggestions_document(&s->suggestions, event, s->options, !running, list);
    add_nobody(list, running ? "Complete it now" : "Leave unassigned");
}

static void sheet_barriers_document(const struct sheet *s, struct node *list)
{
    const struct barriers *barriers = s->barriers;
    struct node *item = NULL;

    barriers_document(s->cx, barriers, list);
    if (barriers->preferred_position)
        item = node_next(list, item);
    for (int i = 0; i < barriers->events.count; i++) {
        const struct event *event = &barriers->events.items[i];

        item = node_next(list, item);
        add_options(s, item, "events", event->id.n, event->id, event->status == EVENT_IN_PROGRESS);
    }
    for (int i = 0; i < barriers->lines.count; i++) {
        item = node_next(list, item);
        add_options(s, item, "templates", barriers->lines.items[i].line.n, (struct event_id){0}, false);
    }
}

static void form_document(const struct sheet *s, const struct pair_requests *requests, struct node *form)
{
    struct str reason = requests->count ? requests->items[0].reason : (struct str){0};
    struct node *each;

    doc_text(form, sheet_form_reason, reason);
    doc_null(form, sheet_form_severity);
    doc_text(form, sheet_form_review_on, (struct str){0});
    each = doc_item(doc_list(form, sheet_form_all_to_options));
    doc_null(each, choice_value);
    doc_text(each, choice_name, STR("Each as chosen below"));
    doc_bool(each, choice_selected, true);
    suggestions_document(&s->suggestions, (struct event_id){0}, OPTIONS_MAX, false,
                         doc_list(form, sheet_form_all_to_options));
}

static void places_document(struct context *cx, struct node *out)
{
    struct staff_id staff = cx_staff(cx);
    struct client_id client = cx_client(cx);

    doc_address(out, sheet_resolve_page, pair_address(cx->arena, staff, client, "separation"));
    doc_address(out, sheet_restore_page, pair_address(cx->arena, staff, client, "access"));
    doc_address(out, sheet_back, subscriptions_address(cx->arena, staff));
}

MUST_CHECK static enum err run_sheet(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                     struct node *out)
{
    struct barriers barriers;
    struct sheet sheet = {.cx = cx, .barriers = &barriers};
    struct pair_requests requests;
    struct relation pair;
    struct str name;

    (void)in;
    TRY(may_switch(cx, g, cx_staff(cx)));
    TRY(relation_read(tx, g, cx_staff(cx), cx_client(cx), &pair));
    TRY(barriers_read(cx, tx, g, cx_staff(cx), cx_client(cx), &barriers));
    TRY(suggestions_read(tx, g, cx_staff(cx), cx_client(cx), &barriers.events, &sheet.suggestions));
    TRY(pair_requests_read(tx, g, cx_staff(cx), cx_client(cx), &requests));
    TRY(client_name(tx, g, cx_client(cx), &name));
    int ties = barriers.events.count + barriers.lines.count;
    int options = OPTIONS_IN_ALL / (ties ? ties : 1);
    sheet.options = options > OPTIONS_MAX ? OPTIONS_MAX : options < OPTIONS_FEW ? OPTIONS_FEW : options;

    named_document(doc_object(out, sheet_staff), cx_staff(cx).n, staff_name(g, cx_staff(cx)));
    named_document(doc_object(out, sheet_client), cx_client(cx).n, name);
    doc_enum(out, sheet_access, pair.removed_at ? ACCESS_REMOVED : ACCESS_GRANTED);
    doc_int(out, sheet_count, barriers_count(&barriers));
    doc_bool(out, sheet_preferred, barriers.preferred_position > 0);
    doc_int(out, sheet_events, barriers.events.count);
    doc_int(out, sheet_templates, barriers.lines.count);
    doc_bool(out, sheet_several, ties > 1);
    sheet_barriers_document(&sheet, doc_list(out, sheet_barriers));
    pair_requests_document(g, &requests, doc_list(out, sheet_requests));
    form_document(&sheet, &requests, doc_object(out, sheet_form));
    places_document(cx, out);
    return OK;
}

static const struct operation operations[] = {
    {.name = "access.sheet",
     .summary = "All that stands against removing access, each barrier with people who could take over, best first.",
     .method = METHOD_GET,
     .path = "/staff/{staff}/clients/{client}/separation",
     .permission = PERMISSION_manage_staff,
     .output = &sheet_schema,
     .page = "access/sheet",
     .title = "Remove access",
     .run = run_sheet},
};

const struct feature access_sheet_feature = {
    .name = "access sheet", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
