/* Preferred and Do Not Schedule (CLI-04). Both are lists for whoever makes the schedule, and change nothing about what
 * others may see (ACC-04; Preferred gives sight, ACC-02): they are kept with manage_scheduling, which no worker can
 * hold. */
#include "features/access/access_docs.h"

static const struct input_field prefer_input[] = {
    {.name = "position", .kind = INPUT_INT, .min = 1, .max = 200, .label = "Position"},
    {.name = NULL},
};
static const struct input_field add_preferred_input[] = {
    {.name = "staff", .kind = INPUT_ID, .required = true, .target = TARGET_STAFF, .label = "Person"},
    {.name = "position", .kind = INPUT_INT, .min = 1, .max = 200, .label = "Position"},
    {.name = NULL},
};
static const struct input_field bar_input[] = {
    {.name = "reason", .kind = INPUT_LONG, .max = 500, .label = "Reason"},
    {.name = NULL},
};
static const struct input_field add_barred_input[] = {
    {.name = "staff", .kind = INPUT_ID, .required = true, .target = TARGET_STAFF, .label = "Person"},
    {.name = "reason", .kind = INPUT_LONG, .max = 500, .label = "Reason"},
    {.name = NULL},
};

enum { LAST_POSITION = 200 };

MUST_CHECK static enum err prefer(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                  int64_t position, struct node *out)
{
    struct client_id client = cx_client(cx);

    audit_about(cx, staff, client);
    TRY(relation_prefer(cx, tx, g, staff, client, (int)position));
    return client_people_document(cx, tx, g, client, out);
}

MUST_CHECK static enum err bar(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff, bool on,
                               struct str reason, struct node *out)
{
    struct client_id client = cx_client(cx);

    audit_about(cx, staff, client);
    audit_reason(cx, reason);
    TRY(relation_do_not_schedule(cx, tx, g, staff, client, on, reason));
    return client_people_document(cx, tx, g, client, out);
}

static int64_t wanted_position(const struct input *in)
{
    return input_int(in, "position") ? input_int(in, "position") : LAST_POSITION;
}

MUST_CHECK static enum err run_prefer(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    return prefer(cx, tx, g, cx_staff(cx), wanted_position(in), out);
}

MUST_CHECK static enum err run_add_preferred(struct context *cx, struct tx *tx, const struct grant *g,
                                             const struct input *in, struct node *out)
{
    return prefer(cx, tx, g, input_staff(in, "staff"), wanted_position(in), out);
}

MUST_CHECK static enum err run_drop(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    (void)in;
    return prefer(cx, tx, g, cx_staff(cx), 0, out);
}

MUST_CHECK static enum err run_bar(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    return bar(cx, tx, g, cx_staff(cx), true, input_text(in, "reason"), out);
}

MUST_CHECK static enum err run_add_barred(struct context *cx, struct tx *tx, const struct grant *g,
                                          const struct input *in, struct node *out)
{
    return bar(cx, tx, g, input_staff(in, "staff"), true, input_text(in, "reason"), out);
}

MUST_CHECK static enum err run_allow(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                     struct node *out)
{
    (void)in;
    return bar(cx, tx, g, cx_staff(cx), false, (struct str){0}, out);
}

#define PEOPLE_ROW                                                                                                     \
    .permission = PERMISSION_manage_scheduling, .output = &client_people_schema, .form = "clients.read",               \
    .next = "/clients/{client}", .flags = OP_ABOUT_CLIENT

static const struct operation operations[] = {
    {.name = "access.prefer",
     .summary = "Makes a person Preferred for a client, or moves them in the list; the last place if none is said.",
     .method = METHOD_PUT,
     .path = "/staff/{staff}/clients/{client}/preferred",
     .input = prefer_input,
     .run = run_prefer,
     PEOPLE_ROW},
    {.name = "access.add_preferred",
     .summary = "The same, with the person in the body.",
     .method = METHOD_POST,
     .path = "/clients/{client}/preferred",
     .input = add_preferred_input,
     .run = run_add_preferred,
     PEOPLE_ROW},
    {.name = "access.drop_preferred",
     .summary = "Takes a person off a client's Preferred list; the others move up.",
     .method = METHOD_DELETE,
     .path = "/staff/{staff}/clients/{client}/preferred",
     .run = run_drop,
     PEOPLE_ROW},
    {.name = "access.do_not_schedule",
     .summary = "Puts a person on a client's Do Not Schedule list.",
     .method = METHOD_PUT,
     .path = "/staff/{staff}/clients/{client}/do-not-schedule",
     .input = bar_input,
     .run = run_bar,
     PEOPLE_ROW},
    {.name = "access.add_do_not_schedule",
     .summary = "The same, with the person in the body.",
     .method = METHOD_POST,
     .path = "/clients/{client}/do-not-schedule",
     .input = add_barred_input,
     .run = run_add_barred,
     PEOPLE_ROW},
    {.name = "access.allow_schedule",
     .summary = "Takes a person off a client's Do Not Schedule list.",
     .method = METHOD_DELETE,
     .path = "/staff/{staff}/clients/{client}/do-not-schedule",
     .run = run_allow,
     PEOPLE_ROW},
};

const struct feature access_people_feature = {
    .name = "access people", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
