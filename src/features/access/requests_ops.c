/* "Not this client", "not this person": asking, and what managers decide (ACC-70). */
#include "app/cursor.h"
#include "features/access/requests.h"
#include "features/notices/notices.h"

/* ------------------------------------------------------------------ the list of those who decide */

#define REQUEST(F, P)                                                                                                  \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, staff, OBJECT, REASON, .of = &named_schema)                                                                   \
    F(P, client, OBJECT, BASIC, .of = &named_schema)                                                                   \
    F(P, side, ENUM, REASON, .names = &request_side_names)                                                             \
    F(P, reason, TEXT, REASON)                                                                                         \
    F(P, state, ENUM, BASIC, .names = &request_state_names)                                                            \
    F(P, made_by, TEXT, REASON)                                                                                        \
    F(P, made_at, INSTANT, BASIC)                                                                                      \
    F(P, decided_by, TEXT, REASON)                                                                                     \
    F(P, decided_at, INSTANT, BASIC)                                                                                   \
    F(P, note, TEXT, REASON)                                                                                           \
    F(P, separate_page, ADDRESS, REASON)                                                                               \
    F(P, decision_page, ADDRESS, REASON)
DOC_SCHEMA(request, REQUEST);

static const char *const shown[] = {"open", "decided", "all"};
static const struct names shown_names = {shown, ARRAY_SIZE(shown)};
enum { SHOW_OPEN = 1, SHOW_DECIDED, SHOW_ALL };

#define REQUESTS(F, P)                                                                                                 \
    F(P, items, LIST, BASIC, .of = &request_schema)                                                                    \
    F(P, next, TEXT, BASIC)                                                                                            \
    F(P, next_page, ADDRESS, BASIC)                                                                                    \
    F(P, state, ENUM, BASIC, .names = &shown_names)                                                                    \
    F(P, open, INT, REASON)
DOC_SCHEMA(requests, REQUESTS);

static const struct input_field list_input[] = {
    {.name = "state", .kind = INPUT_ENUM, .names = &shown_names, .label = "State"},
    {.name = "cursor", .kind = INPUT_TEXT, .max = 600},
    {.name = NULL},
};

static void request_document(struct context *cx, const struct grant *g, const struct separation_request *request,
                             struct node *item)
{
    doc_id(item, request_id, request->id.n);
    named_document(doc_object(item, request_staff), request->staff.n, staff_name(g, request->staff));
    named_document(doc_object(item, request_client), request->client.n, request->client_name);
    doc_enum(item, request_side, request->side);
    doc_text(item, request_reason, request->reason);
    doc_enum(item, request_state, request->state);
    doc_text(item, request_made_by, staff_name(g, request->made_by));
    doc_instant(item, request_made_at, request->made_at);
    if (request->state != REQUEST_OPEN) {
        doc_text(item, request_decided_by, staff_name(g, request->decided_by));
        doc_instant(item, request_decided_at, request->decided_at);
        doc_text(item, request_note, request->decision_note);
        return;
    }
    doc_address(item, request_separate_page, pair_address(cx->arena, request->staff, request->client, "separation"));
    doc_address(
        item, request_decision_page,
        arena_format(cx->arena, "/separation-requests/%.*s/decision", STR_ARG(id_text(cx->arena, request->id.n))));
}

MUST_CHECK static enum err list_requests(struct context *cx, struct tx *tx, const struct grant *g,
                                         struct request_filter *filter, const struct input *in, struct node *out)
{
    struct request_rows *rows = arena_new(cx->arena, struct request_rows);
    struct node *items = doc_list(out, requests_items);
    struct str sort, cursor;

    if (!cursor_parse(cx->arena, input_text(in, "cursor"), &sort, &filter->after.n))
        return FAIL_FIELD(cx->arena, STR("cursor"), MSG_CURSOR);
    TRY(request_rows_read(tx, g, filter, rows));
    for (int i = 0; i < rows->count; i++)
        request_document(cx, g, &rows->items[i], doc_item(items));
    if (!rows->more) {
        doc_null(out, requests_next);
        return OK;
    }
    cursor = cursor_text(cx->arena, (struct str){0}, rows->items[rows->count - 1].id.n);
    doc_text(out, requests_next, cursor);
    doc_address(out, requests_next_page, cursor_page(cx->arena, str_from(cx->operation->path), in, list_input, cursor));
    return OK;
}

MUST_CHECK static enum err run_list(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    int64_t state = input_int(in, "state") ? input_int(in, "state") : SHOW_OPEN, open = 0;
    struct request_filter filter = {.open = state == SHOW_OPEN, .decided = state == SHOW_DECIDED};

    TRY(requests_open_count(tx, g, &open));
    doc_enum(out, requests_state, (int)state);
    doc_int(out, requests_open, open);
    return list_requests(cx, tx, g, &filter, in, out);
}

/* One's own: the state only, and only about clients that one still sees (ACC-06). */
MUST_CHECK static enum err run_own(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct request_filter filter = {.made_by = g->staff};

    if (input_int(in, "state") == SHOW_OPEN)
        filter.open = true;
    if (input_int(in, "state") == SHOW_DECIDED)
        filter.decided = true;
    return list_requests(cx, tx, g, &filter, in, out);
}

/* ------------------------------------------------------------------ asking */

#define ASK_OPTION(F, P)                                                                                               \
    F(P, value, ID, BASIC)                                                                                             \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, selected, BOOL, BASIC)
DOC_SCHEMA(ask_option, ASK_OPTION);
#define ASK_FORM(F, P)                                                                                                 \
    F(P, reason, TEXT, BASIC)                                                                                          \
    F(P, reason_error, TEXT, BASIC)                                                                                    \
    F(P, staff_options, LIST, BASIC, .of = &ask_option_schema)                                                         \
    F(P, side, ENUM, BASIC, .names = &request_side_names)
DOC_SCHEMA(ask_form, ASK_FORM);
#define ASK(F, P)                                                                                                      \
    F(P, client, OBJECT, BASIC, .of = &named_schema)                                                                   \
    F(P, oneself, BOOL, BASIC)                                                                                         \
    F(P, form, OBJECT, BASIC, .of = &ask_form_schema)                                                                  \
    F(P, ask_page, ADDRESS, BASIC)                                                                                     \
    F(P, back, ADDRESS, BASIC)
DOC_SCHEMA(ask, ASK);

static const struct input_field new_input[] = {
    {.name = "client", .kind = INPUT_ID, .required = true, .target = TARGET_CLIENT, .label = "Client"},
    {.name = NULL},
};

/* Office people ask for others; whoever works for clients asks for oneself. */
static bool asks_for_others(const struct grant *g)
{
    return grant_holds(g, PERMISSION_manage_staff) || grant_holds(g, PERMISSION_manage_scheduling);
}

static bool can_be_separated(const struct person *person)
{
    return person && (person->class == ROLE_CLASS_RELATED || person->class == ROLE_CLASS_SUPPORT);
}

static void staff_options(const struct grant *g, struct client_id client, struct node *list)
{
    for (int i = 0; i < picture_person_count(g->picture); i++) {
        const struct person *person = picture_person_at(g->picture, i);
        bool kept_apart = picture_pair(g->picture, person, client).flags & (PAIR_REMOVED | PAIR_HOLD);

        if (!can_be_separated(person) || person->status == STAFF_INACTIVE || kept_apart)
            continue;
        struct node *item = doc_item(list);
        doc_id(item, ask_option_value, person->id.n);
        doc_text(item, ask_option_name, person->name);
        doc_bool(item, ask_option_selected, false);
    }
}

static struct str client_address(struct arena *arena, struct client_id client)
{
    return arena_format(arena, "/clients/%.*s", STR_ARG(id_text(arena, client.n)));
}

MUST_CHECK static enum err run_new(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct client_id client = input_client(in, "client");
    struct node *form = doc_object(out, ask_form);
    bool others = asks_for_others(g);
    struct str name;

    TRY(client_name(tx, g, client, &name));
    named_document(doc_object(out, ask_client), client.n, name);
    doc_bool(out, ask_oneself, !others);
    doc_text(form, ask_form_reason, (struct str){0});
    doc_enum(form, ask_form_side, others ? SIDE_CLIENT : SIDE_STAFF);
    if (others)
        staff_options(g, client, doc_list(form, ask_form_staff_options));
    doc_address(out, ask_ask_page,
                arena_format(cx->arena, "/separation-requests?client=%.*s", STR_ARG(id_text(cx->arena, client.n))));
    doc_address(out, ask_back, client_address(cx->arena, client));
    return OK;
}

static const struct input_field ask_input[] = {
    {.name = "client", .kind = INPUT_ID, .required = true, .target = TARGET_CLIENT, .label = "Client"},
    {.name = "staff", .kind = INPUT_ID, .target = TARGET_STAFF, .label = "Person"},
    {.name = "side", .kind = INPUT_ENUM, .names = &request_side_names, .label = "Who asks"},
    {.name = "reason", .kind = INPUT_LONG, .required = true, .min = 1, .max = 1000, .label = "Reason"},
    {.name = NULL},
};

/* For whom is asked, and by which side; ERR_FORBIDDEN or ERR_INVALID where that cannot be. */
MUST_CHECK static enum err read_ask(struct context *cx, const struct grant *g, const struct input *in,
                                    struct separation_request *ret)
{
    const struct person *person;
    bool others = asks_for_others(g);

    *ret = (struct separation_request){.staff = input_staff(in, "staff"),
                                       .client = input_client(in, "client"),
                                       .side = (enum request_side)input_int(in, "side"),
                                       .reason = input_text(in, "reason"),
                                       .made_by = g->staff};
    if (!ret->staff.n && others)
        return FAIL_FIELD(cx->arena, STR("staff"), MSG_FIELD_REQUIRED);
    if (!ret->staff.n)
        ret->staff = g->staff;
    if (!others && ret->staff.n != g->staff.n)
        return FAIL_FIELD(cx->arena, STR("staff"), MSG_FIELD_REFERENCE);
    if (!others || !ret->side)
        ret->side = others ? SIDE_CLIENT : SIDE_STAFF;
    person = picture_person(g->picture, ret->staff);
    if (!can_be_separated(person))
        return FAIL(cx->arena, ERR_CONFLICT, MSG_SEPARATION_MANAGER, P_STR("person", staff_name(g, ret->staff)));
    return OK;
}

MUST_CHECK static enum err run_ask(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct separation_request request;
    struct relation pair;
    bool added = false;

    TRY(read_ask(cx, g, in, &request));
    TRY(relation_read(tx, g, request.staff, request.client, &pair));
    if (pair.removed_at)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_SEPARATED_ALREADY);
    TRY(request_add(cx, tx, g, &request, &added));
    if (!added)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_SEPARATION_ASKED);
    TRY(relation_hold(cx, tx, g, request.staff, request.client, true));
    TRY(client_name(tx, g, request.client, &request.client_name));
    audit_about(cx, request.staff, request.client);
    audit_reason(cx, request.reason);
    audit_change(cx, "separation_request", request.id.n, "side", STR(""),
                 str_from(request_side_names.list[request.side - 1]));
    const struct notice notice = {.kind = NOTICE_SEPARATION_REQUEST, .client = request.client, .about = request.staff};
    TRY(notice_add_managers(cx, tx, g, &notice));
    request_document(cx, g, &request, out);
    cx->location = client_address(cx->arena, request.client);
    return OK;
}

/* ------------------------------------------------------------------ deciding */

#define DECIDED(F, P)                                                                                                  \
    F(P, request, OBJECT, BASIC, .of = &request_schema)                                                                \
    F(P, generation, INT, BASIC)
DOC_SCHEMA(decided, DECIDED);

static const char *const decisions[] = {"separate", "decline"};
static const struct names decision_names = {decisions, ARRAY_SIZE(decisions)};
enum { DECISION_SEPARATE = 1, DECISION_DECLINE };

static const struct input_field decide_input[] = {
    {.name = "decision", .kind = INPUT_ENUM, .required = true, .names = &decision_names, .label = "Decision"},
    {.name = "note", .kind = INPUT_LONG, .max = 500, .label = "Note"},
    {.name = "severity", .kind = INPUT_ENUM, .names = &severity_names, .label = "Severity"},
    {.name = "review_on", .kind = INPUT_DAY, .nullable = true, .label = "Review date"},
    {.name = NULL},
};

/* Where barriers stand it is refused with all of them and the page that resolves them; the hold stays meanwhile. */
MUST_CHECK static enum err separate(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    const struct separation_request *request)
{
    struct str note = input_text(in, "note");
    const struct relation removal = {.staff = request->staff,
                                     .client = request->client,
                                     .removal_reason = note.n ? note : request->reason,
                                     .removal_severity = (int)input_int(in, "severity"),
                                     .review_on = (int32_t)input_int(in, "review_on")};
    struct barriers barriers;

    TRY(may_switch(cx, g, request->staff));
    TRY(barriers_read(cx, tx, g, request->staff, request->client, &barriers));
    if (barriers_count(&barriers) > 0)
        return barriers_refuse(cx, g, request->staff, request->client, &barriers);
    return access_remove(cx, tx, g, &removal);
}

MUST_CHECK static enum err decline(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   const struct separation_request *request)
{
    struct pair_requests others;

    TRY(request_set_state(cx, tx, g, request, REQUEST_DECLINED, input_text(in, "note")));
    TRY(pair_requests_read(tx, g, request->staff, request->client, &others));
    if (others.count > 0) /* the other side asks, too */
        return OK;
    return relation_hold(cx, tx, g, request->staff, request->client, false);
}

MUST_CHECK static enum err run_decide(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct request_id id = {cx->target[TARGET_REQUEST]};
    struct separation_request request;

    TRY(request_read(tx, g->company, id, &request));
    if (request.state != REQUEST_OPEN)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_SEPARATION_DECIDED);
    audit_about(cx, request.staff, request.client);
    audit_reason(cx, input_text(in, "note"));
    if (input_int(in, "decision") == DECISION_SEPARATE)
        TRY(separate(cx, tx, g, in, &request));
    else
        TRY(decline(cx, tx, g, in, &request));
    TRY(request_read(tx, g->company, id, &request));
    request_document(cx, g, &request, doc_object(out, decided_request));
    doc_int(out, decided_generation, cx->change);
    return OK;
}

MUST_CHECK static enum err resolve_request(struct tx *tx, struct company_id company, int64_t id, struct subject *ret)
{
    struct separation_request request;

    TRY(request_read(tx, company, (struct request_id){id}, &request));
    *ret = ABOUT_STAFF(request.staff);
    return OK;
}

static const struct target_rule targets[] = {{TARGET_REQUEST, resolve_request}};

static const struct operation operations[] = {
    {.name = "access.requests",
     .summary = "Separation requests, the newest first: who asks to be kept from whom, and why.",
     .method = METHOD_GET,
     .path = "/separation-requests",
     .permission = PERMISSION_manage_staff,
     .input = list_input,
     .output = &requests_schema,
     .page = "access/requests",
     .title = "Separation requests",
     .run = run_list},
    {.name = "access.own_requests",
     .summary = "The separation requests that one made oneself, and their state.",
     .method = METHOD_GET,
     .path = "/me/separation-requests",
     .permission = PERMISSION_signed_in,
     .input = list_input,
     .output = &requests_schema,
     .page = "access/own_requests",
     .title = "My separation requests",
     .run = run_own},
    {.name = "access.new_request",
     .summary = "The form of a separation request about a client.",
     .method = METHOD_GET,
     .path = "/separation-requests/new",
     .permission = PERMISSION_signed_in,
     .input = new_input,
     .output = &ask_schema,
     .page = "access/ask",
     .title = "Separation request",
     .run = run_new},
    {.name = "access.request",
     .summary =
         "Asks to keep a worker from a client: a worker for oneself, the office for a client's contact. Until it is "
         "decided the pair is not newly scheduled.",
     .method = METHOD_POST,
     .path = "/separation-requests",
     .permission = PERMISSION_signed_in,
     .input = ask_input,
     .output = &request_schema,
     .form = "access.new_request",
     .next = "/me/separation-requests",
     .run = run_ask},
    {.name = "access.decide",
     .summary = "Decides a separation request: separate (refused with the barriers while there are any), or decline.",
     .method = METHOD_POST,
     .path = "/separation-requests/{request}/decision",
     .permission = PERMISSION_manage_staff,
     .input = decide_input,
     .output = &decided_schema,
     .problem = &barriers_problem_schema,
     .form = "access.requests",
     .next = "/separation-requests",
     .run = run_decide},
};

const struct feature access_requests_feature = {.name = "access requests",
                                                .operations = operations,
                                                .operation_count = ARRAY_SIZE(operations),
                                                .targets = targets,
                                                .target_count = ARRAY_SIZE(targets)};
