/* Templates as a whole: found, made, changed, ended. */
#include "app/cursor.h"
#include "app/jobs.h"
#include "features/clients/clients.h"
#include "features/templates/templates_docs.h"
#include "features/templates/templates_new.h"

enum { APPROVE_DAYS_MAX = 60 };

/* ------------------------------------------------------------------ list */

#define ROW(F, P)                                                                                                      \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, client, OBJECT, BASIC, .of = &template_party_schema)                                                          \
    F(P, billing, ENUM, BASIC, .names = &template_billing_names)                                                       \
    F(P, every_weeks, INT, BASIC)                                                                                      \
    F(P, approve_days_before, INT, BASIC)                                                                              \
    F(P, automatic, BOOL, BASIC)                                                                                       \
    F(P, ends_on, DAY, BASIC)                                                                                          \
    F(P, state, ENUM, BASIC, .names = &template_state_names)                                                           \
    F(P, lines, TEXT, BASIC)
DOC_SCHEMA(template_list_row, ROW);

#define LIST_FILTER(F, P)                                                                                              \
    F(P, client, OBJECT, BASIC, .of = &template_party_schema)                                                          \
    F(P, status, ENUM, BASIC, .names = &template_show_names)                                                           \
    F(P, more_waiting, BOOL, BASIC)
DOC_SCHEMA(template_list_filter, LIST_FILTER);

#define LIST_CAN(F, P) F(P, add, BOOL, BASIC)
DOC_SCHEMA(template_list_can, LIST_CAN);

#define LIST(F, P)                                                                                                     \
    F(P, items, LIST, BASIC, .of = &template_list_row_schema)                                                          \
    F(P, next, TEXT, BASIC)                                                                                            \
    F(P, total, INT, BASIC)                                                                                            \
    F(P, next_page, ADDRESS, BASIC)                                                                                    \
    F(P, filter, OBJECT, BASIC, .of = &template_list_filter_schema)                                                    \
    F(P, can, OBJECT, BASIC, .of = &template_list_can_schema)
DOC_SCHEMA(template_list, LIST);

static const struct input_field list_input[] = {
    {.name = "client", .kind = INPUT_ID, .target = TARGET_CLIENT, .label = "Client"},
    {.name = "status", .kind = INPUT_ENUM, .names = &template_show_names, .label = "Show"},
    {.name = "cursor", .kind = INPUT_TEXT, .max = 600},
    {.name = NULL},
};

static void row_document(const struct template_row *row, enum template_state state, struct node *item)
{
    const struct template *template = &row->template;

    doc_id(item, template_list_row_id, template->id.n);
    doc_text(item, template_list_row_name, template->name);
    template_party(doc_object(item, template_list_row_client), template->client.n, template->client_name);
    doc_enum(item, template_list_row_billing, template->billing);
    doc_int(item, template_list_row_every_weeks, template->every_weeks);
    if (template->approve_days_before >= 0)
        doc_int(item, template_list_row_approve_days_before, template->approve_days_before);
    else
        doc_null(item, template_list_row_approve_days_before);
    doc_bool(item, template_list_row_automatic, template->approve_days_before >= 0);
    if (template->ends_on)
        doc_day(item, template_list_row_ends_on, template->ends_on);
    else
        doc_null(item, template_list_row_ends_on);
    doc_enum(item, template_list_row_state, state);
    doc_text(item, template_list_row_lines, row->lines);
}

/* Those that wait longest, where they are many. */
MUST_CHECK static enum err only_waiting(struct tx *tx, const struct grant *g, struct template_filter *filter,
                                        struct node *shown)
{
    TRY(templates_waiting(tx, g, filter->today, WAITING_SHOWN + 1, &filter->only, &filter->only_count));
    doc_bool(shown, template_list_filter_more_waiting, filter->only_count > WAITING_SHOWN);
    if (filter->only_count > WAITING_SHOWN)
        filter->only_count = WAITING_SHOWN;
    return OK;
}

MUST_CHECK static enum err run_list(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    enum template_show show = input_int(in, "status") ? (enum template_show)input_int(in, "status") : SHOW_ACTIVE;
    bool ended = show == SHOW_ENDED;
    struct template_filter filter = {
        .client = input_client(in, "client"), .ended = ended, .today = today_of(cx), .locale = cx->company->locale};
    struct template_rows *rows = arena_new(cx->arena, struct template_rows);
    struct node *items = doc_list(out, template_list_items);
    struct node *shown = doc_object(out, template_list_filter);
    struct client client;

    if (!cursor_parse(cx->arena, input_text(in, "cursor"), &filter.after_sort, &filter.after.n))
        return FAIL_FIELD(cx->arena, STR("cursor"), MSG_CURSOR);
    if (show == SHOW_WAITING)
        TRY(only_waiting(tx, g, &filter, shown));
    TRY(template_rows_read(tx, g, &filter, rows));
    for (int i = 0; i < rows->count; i++)
        row_document(&rows->items[i], ended ? STATE_ENDED : STATE_ACTIVE, doc_item(items));
    if (filter.client.n) {
        TRY(client_read(tx, g, filter.client, &client));
        template_party(doc_object(shown, template_list_filter_client), client.id.n, client.name);
    }
    doc_enum(shown, template_list_filter_status, show);
    doc_bool(doc_object(out, template_list_can), template_list_can_add, grant_holds(g, PERMISSION_manage_templates));
    doc_int(out, template_list_total, rows->total);
    if (!rows->more) {
        doc_null(out, template_list_next);
        return OK;
    }
    const struct template_row *last = &rows->items[rows->count - 1];
    struct str cursor = cursor_text(cx->arena, last->sort, last->template.id.n);
    doc_text(out, template_list_next, cursor);
    doc_address(out, template_list_next_page, cursor_page(cx->arena, STR("/templates"), in, list_input, cursor));
    return OK;
}

/* ------------------------------------------------------------------ one */

static struct template_id cx_template(const struct context *cx)
{
    return (struct template_id){cx->target[TARGET_TEMPLATE]};
}

MUST_CHECK static enum err run_read(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct template template;

    (void)in;
    TRY(template_read(tx, g, cx_template(cx), &template));
    return template_document(cx, tx, g, &template, out);
}

/* ------------------------------------------------------------------ changed */

#define EDIT_FORM(F, P)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, approve_days_before, TEXT, BASIC)                                                                             \
    F(P, ends_on, TEXT, BASIC)
DOC_SCHEMA(template_edit_form, EDIT_FORM);

#define EDIT(F, P)                                                                                                     \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, client, OBJECT, BASIC, .of = &template_party_schema)                                                          \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, form, OBJECT, BASIC, .of = &template_edit_form_schema)
DOC_SCHEMA(template_edit, EDIT);

#define TEMPLATE_INPUTS(needed)                                                                                        \
    {.name = "name", .kind = INPUT_TEXT, .required = (needed), .min = 1, .max = 120, .label = "Name"},                 \
        {.name = "approve_days_before",                                                                                \
         .kind = INPUT_INT,                                                                                            \
         .nullable = true,                                                                                             \
         .max = APPROVE_DAYS_MAX,                                                                                      \
         .label = "Days before a period"},                                                                             \
    {                                                                                                                  \
        .name = "ends_on", .kind = INPUT_DAY, .nullable = true, .label = "Ends on"                                     \
    }

static const struct input_field update_input[] = {
    TEMPLATE_INPUTS(false),
    {.name = "changed", .kind = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = NULL},
};
static const struct input_field end_input[] = {
    {.name = "ends_on", .kind = INPUT_DAY, .required = true, .label = "Last day"},
    {.name = "changed", .kind = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = NULL},
};

MUST_CHECK static enum err run_edit(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct node *form = doc_object(out, template_edit_form);
    struct template template;
    int days;

    (void)in;
    TRY(template_read(tx, g, cx_template(cx), &template));
    days = template.approve_days_before;
    doc_id(out, template_edit_id, template.id.n);
    doc_text(out, template_edit_name, template.name);
    template_party(doc_object(out, template_edit_client), template.client.n, template.client_name);
    doc_int(out, template_edit_changed, template.changed);
    doc_text(form, template_edit_form_name, template.name);
    doc_text(form, template_edit_form_approve_days_before, days < 0 ? STR("") : arena_format(cx->arena, "%d", days));
    doc_text(form, template_edit_form_ends_on, template.ends_on ? day_text(cx->arena, template.ends_on) : STR(""));
    return OK;
}

static struct str day_words(struct arena *arena, int32_t day)
{
    return day ? day_text(arena, day) : STR("");
}

/* What brings more than before passes the gate again (ACC-40): whoever was removed meanwhile had nothing pending. */
MUST_CHECK static enum err save(struct context *cx, struct tx *tx, const struct grant *g, const struct template *before,
                                struct template *after)
{
    bool longer = before->ends_on && (!after->ends_on || after->ends_on > before->ends_on);

    if (after->ends_on && after->ends_on < after->first_day)
        return FAIL_FIELD(cx->arena, STR("ends_on"), MSG_TEMPLATE_ENDS_EARLY);
    audit_about(cx, (struct staff_id){0}, after->client);
    audit_change(cx, "template", after->id.n, "name", before->name, after->name);
    audit_change_int(cx, "template", after->id.n, "approve_days_before", before->approve_days_before,
                     after->approve_days_before);
    audit_change(cx, "template", after->id.n, "ends_on", day_words(cx->arena, before->ends_on),
                 day_words(cx->arena, after->ends_on));
    TRY(template_write(cx, tx, g, after));
    if (longer)
        TRY(template_tie_all(cx, tx, g, after));
    return approval_plan(cx, tx, g, after, false);
}

MUST_CHECK static enum err run_update(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct template before, after;

    TRY(template_read(tx, g, cx_template(cx), &before));
    TRY(changed_check(cx, in, before.changed));
    after = before;
    if (input_given(in, "name"))
        after.name = input_text(in, "name");
    if (input_given(in, "approve_days_before"))
        after.approve_days_before =
            input_is_null(in, "approve_days_before") ? -1 : (int)input_int(in, "approve_days_before");
    if (input_given(in, "ends_on"))
        after.ends_on = (int32_t)input_int(in, "ends_on");
    TRY(save(cx, tx, g, &before, &after));
    return template_document(cx, tx, g, &after, out);
}

#define ENDED(F, P)                                                                                                    \
    F(P, template_id, ID, BASIC)                                                                                       \
    F(P, ends_on, DAY, BASIC)                                                                                          \
    F(P, state, ENUM, BASIC, .names = &template_state_names)                                                           \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(template_ended, ENDED);

MUST_CHECK static enum err run_end(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct template before, after;

    TRY(template_read(tx, g, cx_template(cx), &before));
    TRY(changed_check(cx, in, before.changed));
    after = before;
    after.ends_on = (int32_t)input_int(in, "ends_on");
    TRY(save(cx, tx, g, &before, &after));
    doc_id(out, template_ended_template_id, after.id.n);
    doc_day(out, template_ended_ends_on, after.ends_on);
    doc_enum(out, template_ended_state, template_is_over(&after, today_of(cx)) ? STATE_ENDED : STATE_ACTIVE);
    doc_int(out, template_ended_changed, after.changed);
    return OK;
}

MUST_CHECK static enum err run_delete(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct template template;

    (void)in, (void)out;
    TRY(template_read(tx, g, cx_template(cx), &template));
    audit_about(cx, (struct staff_id){0}, template.client);
    audit_change(cx, "template", template.id.n, "status", STR("active"), STR("deleted"));
    template.status = TEMPLATE_DELETED;
    TRY(template_write(cx, tx, g, &template));
    return job_drop(tx, g->company, APPROVE_JOB, template.id.n);
}

static const struct operation operations[] = {
    {.name = "templates.list",
     .summary =
         "The templates of clients that the person may see: those that go on, those that ended, or those that wait "
         "for approval, the first 100.",
     .method = METHOD_GET,
     .path = "/templates",
     .permission = PERMISSION_manage_templates,
     .input = list_input,
     .output = &template_list_schema,
     .page = "templates/list",
     .title = "Templates",
     .run = run_list},
    {.name = "templates.new",
     .summary = "The form for a new template; without a client, whom it could be for.",
     .method = METHOD_GET,
     .path = "/templates/new",
     .permission = PERMISSION_manage_templates,
     .input = template_new_input,
     .output = &template_new_answer,
     .page = "templates/new",
     .title = "New template",
     .run = run_template_new},
    {.name = "templates.create",
     .summary = "Adds a template with its lines. Everyone whom they name is tied to the client.",
     .method = METHOD_POST,
     .path = "/templates",
     .permission = PERMISSION_manage_templates,
     .input = template_create_input,
     .output = &template_view_schema,
     .form = "templates.new",
     .next = "/templates/{id}",
     .run = run_template_create},
    {.name = "templates.read",
     .summary = "A template with its lines and its periods of the next twelve months.",
     .method = METHOD_GET,
     .path = "/templates/{template}",
     .permission = PERMISSION_manage_templates,
     .output = &template_view_schema,
     .page = "templates/template",
     .title = "{name}",
     .run = run_read},
    {.name = "templates.edit",
     .summary = "The form of a template.",
     .method = METHOD_GET,
     .path = "/templates/{template}/edit",
     .permission = PERMISSION_manage_templates,
     .output = &template_edit_schema,
     .page = "templates/edit",
     .title = "{name}",
     .run = run_edit},
    {.name = "templates.update",
     .summary = "Changes name, approval or end. A later end ties everyone of its lines again.",
     .method = METHOD_PATCH,
     .path = "/templates/{template}",
     .permission = PERMISSION_manage_templates,
     .input = update_input,
     .output = &template_view_schema,
     .form = "templates.edit",
     .next = "/templates/{id}",
     .run = run_update},
    {.name = "templates.end",
     .summary = "Sets the last day. What was approved stays, what is pending after it goes.",
     .method = METHOD_POST,
     .path = "/templates/{template}/end",
     .permission = PERMISSION_manage_templates,
     .input = end_input,
     .output = &template_ended_schema,
     .form = "templates.edit",
     .next = "/templates/{template}",
     .run = run_end},
    {.name = "templates.delete",
     .summary = "Deletes a template. What was approved stays, what is pending goes.",
     .method = METHOD_DELETE,
     .path = "/templates/{template}",
     .permission = PERMISSION_manage_templates,
     .form = "templates.edit",
     .next = "/templates",
     .run = run_delete},
};

static const struct target_rule targets[] = {
    {TARGET_TEMPLATE, template_resolve}, {TARGET_LINE, line_resolve}, {TARGET_PERIOD, period_resolve}};

const struct feature templates_feature = {.name = "templates",
                                          .operations = operations,
                                          .operation_count = ARRAY_SIZE(operations),
                                          .targets = targets,
                                          .target_count = ARRAY_SIZE(targets)};
