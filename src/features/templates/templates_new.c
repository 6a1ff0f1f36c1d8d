/* The form for a new template (first the client, then the rest), and its making. */
#include "base/fold.h"
#include "features/clients/clients.h"
#include "features/templates/templates_new.h"

enum { CLIENTS_SHOWN = 20, APPROVE_DAYS_MAX = 60, MONTH_WEEKS = 5 };

#define NEW_FORM(F, P)                                                                                                 \
    F(P, client, TEXT, BASIC)                                                                                          \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, billing, ENUM, BASIC, .names = &template_billing_names)                                                       \
    F(P, every_weeks, TEXT, BASIC)                                                                                     \
    F(P, first_day, TEXT, BASIC)                                                                                       \
    F(P, ends_on, TEXT, BASIC)                                                                                         \
    F(P, approve_days_before, TEXT, BASIC)                                                                             \
    F(P, lines, LIST, BASIC, .of = &line_form_schema)
DOC_SCHEMA(template_new_form, NEW_FORM);

#define NEW(F, P)                                                                                                      \
    F(P, client, OBJECT, BASIC, .of = &template_party_schema)                                                          \
    F(P, q, TEXT, BASIC)                                                                                               \
    F(P, clients, LIST, BASIC, .of = &template_party_schema)                                                           \
    F(P, form, OBJECT, BASIC, .of = &template_new_form_schema)
DOC_SCHEMA(template_new, NEW);
const struct schema template_new_answer = {"template_new", template_new_fields, template_new__COUNT};

const struct input_field template_new_input[] = {
    {.name = "client", .kind = INPUT_ID, .target = TARGET_CLIENT, .label = "Client"},
    {.name = "q", .kind = INPUT_TEXT, .max = 100, .label = "Search"},
    {.name = NULL},
};
const struct input_field template_create_input[] = {
    {.name = "client", .kind = INPUT_ID, .required = true, .target = TARGET_CLIENT, .label = "Client"},
    {.name = "name", .kind = INPUT_TEXT, .required = true, .min = 1, .max = 120, .label = "Name"},
    {.name = "billing",
     .kind = INPUT_ENUM,
     .required = true,
     .names = &template_billing_names,
     .label = "Billing period"},
    {.name = "every_weeks", .kind = INPUT_INT, .nullable = true, .min = 1, .max = EVERY_WEEKS_MAX, .label = "Weeks"},
    {.name = "first_day", .kind = INPUT_DAY, .required = true, .label = "First day"},
    {.name = "ends_on", .kind = INPUT_DAY, .nullable = true, .label = "Ends on"},
    {.name = "approve_days_before",
     .kind = INPUT_INT,
     .nullable = true,
     .max = APPROVE_DAYS_MAX,
     .label = "Days before a period"},
    {.name = "lines", .kind = INPUT_LIST, .required = true, .max = LINES_EACH, .of = line_input, .label = "Lines"},
    {.name = NULL},
};

/* ------------------------------------------------------------------ the form */

MUST_CHECK static enum err clients_document(struct tx *tx, const struct grant *g, struct str q, struct node *list)
{
    struct client_choices found;

    TRY(client_choices_read(tx, g, q, CLIENTS_SHOWN, &found));
    for (int i = 0; i < found.count; i++)
        template_party(doc_item(list), found.items[i].id.n, found.items[i].name);
    return OK;
}

enum err run_template_new(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                          struct node *out)
{
    struct node *form, *rows;
    struct client client;

    doc_text(out, template_new_q, input_text(in, "q"));
    if (!input_client(in, "client").n)
        return clients_document(tx, g, input_text(in, "q"), doc_list(out, template_new_clients));
    TRY(client_read(tx, g, input_client(in, "client"), &client));
    template_party(doc_object(out, template_new_client), client.id.n, client.name);
    form = doc_object(out, template_new_form);
    doc_text(form, template_new_form_client, id_text(cx->arena, client.id.n));
    doc_text(form, template_new_form_name, STR(""));
    doc_enum(form, template_new_form_billing, BILLING_WEEKLY);
    doc_text(form, template_new_form_every_weeks, STR(""));
    doc_text(form, template_new_form_first_day, day_text(cx->arena, today_of(cx) + 1));
    doc_text(form, template_new_form_ends_on, STR(""));
    doc_text(form, template_new_form_approve_days_before, STR(""));
    rows = doc_list(form, template_new_form_lines);
    for (int i = 1; i <= FORM_ROWS; i++) {
        const struct template_line empty = {.client = client.id};
        const struct line_start start = {.line = &empty,
                                         .client_name = client.name,
                                         .weeks = MONTH_WEEKS,
                                         .prefix = arena_format(cx->arena, "lines.%d.", i)};

        TRY(line_form_document(cx, tx, g, &start, doc_item(rows)));
    }
    return OK;
}

/* ------------------------------------------------------------------ making it */

static struct str number_text(struct arena *arena, int n)
{
    return arena_format(arena, "%d", n);
}

MUST_CHECK static enum err take_template(struct context *cx, const struct input *in, struct template *ret)
{
    bool in_weeks = input_int(in, "billing") == BILLING_EVERY_N_WEEKS;
    int32_t today = today_of(cx);
    enum err err = OK;

    *ret = (struct template){.client = input_client(in, "client"),
                             .name = input_text(in, "name"),
                             .billing = (enum template_billing)input_int(in, "billing"),
                             .every_weeks = in_weeks ? (int)input_int(in, "every_weeks") : 1,
                             .first_day = (int32_t)input_int(in, "first_day"),
                             .ends_on = (int32_t)input_int(in, "ends_on"),
                             .approve_days_before = -1,
                             .status = TEMPLATE_ACTIVE};
    if (input_given(in, "approve_days_before") && !input_is_null(in, "approve_days_before"))
        ret->approve_days_before = (int)input_int(in, "approve_days_before");
    if (in_weeks && ret->every_weeks < 2)
        err = FAIL_FIELD(cx->arena, STR("every_weeks"), MSG_TEMPLATE_WEEKS_EVERY,
                         P_STR("max", number_text(cx->arena, EVERY_WEEKS_MAX)));
    if (ret->first_day > today + AHEAD_MAX)
        err =
            FAIL_FIELD(cx->arena, STR("first_day"), MSG_TEMPLATE_FAR, P_STR("days", number_text(cx->arena, AHEAD_MAX)));
    if (ret->first_day < today - PROJECTION_DAYS)
        err = FAIL_FIELD(cx->arena, STR("first_day"), MSG_TEMPLATE_OLD,
                         P_STR("days", number_text(cx->arena, PROJECTION_DAYS)));
    if (ret->ends_on && ret->ends_on < ret->first_day)
        err = FAIL_FIELD(cx->arena, STR("ends_on"), MSG_TEMPLATE_ENDS_EARLY);
    return err;
}

struct new_line {
    struct template_line line;
    struct line_pets pets;
};

/* A form's blank rows are no lines. */
MUST_CHECK static enum err take_lines(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      const struct template *template, struct new_line *ret, int *ret_count)
{
    enum err result = OK;

    *ret_count = 0;
    for (int i = 0; i < input_count(in, "lines"); i++) {
        const struct input *item = input_item(in, "lines", i);
        struct new_line *line = &ret[*ret_count];
        enum err err;

        if (line_is_blank(item))
            continue;
        *line = (struct new_line){.line = {.client = template->client, .from_day = template->first_day}};
        if (input_given(item, "from_day"))
            line->line.from_day = (int32_t)input_int(item, "from_day");
        err = line_take(cx, tx, g, item, arena_format(cx->arena, "lines.%.*s.", STR_ARG(input_label(item))), template,
                        &line->line, &line->pets);
        if (err != OK && err != ERR_INVALID)
            return err;
        result = err != OK ? err : result;
        ++*ret_count;
    }
    if (*ret_count == 0)
        return FAIL_FIELD(cx->arena, STR("lines"), MSG_TEMPLATE_NO_LINES);
    return result;
}

enum err run_template_create(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                             struct node *out)
{
    struct new_line *lines = arena_array(cx->arena, struct new_line, LINES_EACH);
    struct template template;
    enum err faulty = take_template(cx, in, &template);
    int count;

    if (faulty == OK || faulty == ERR_INVALID) {
        enum err err = take_lines(cx, tx, g, in, &template, lines, &count);

        faulty = err != OK ? err : faulty;
    }
    TRY(faulty);
    audit_about(cx, (struct staff_id){0}, template.client);
    TRY(template_create(cx, tx, g, &template));
    for (int i = 0; i < count; i++) {
        lines[i].line.template = template.id;
        TRY(line_make(cx, tx, g, &lines[i].line, &lines[i].pets));
    }
    TRY(approval_plan(cx, tx, g, &template, false));
    TRY(template_read(tx, g, template.id, &template));
    return template_document(cx, tx, g, &template, out);
}
