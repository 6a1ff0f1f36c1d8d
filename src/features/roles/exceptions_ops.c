/* Personal exceptions of one person (ROL-302): listed, made, ended. */
#include "doc/option.h"
#include "features/roles/cells.h"

enum { REASON_MAX_CHARACTERS = 500 };

SQL(exceptions_of, "SELECT permission, allowed, until_at, reason, made_by, made_at FROM exception"
                   " WHERE company_id = $1 AND staff_id = $2 ORDER BY permission");

/* ------------------------------------------------------------------ documents */

/* `over`: its end has passed; it says nothing any more. `idle`: locked for the role that the person has now. `lacks`:
 * the permission that it rests on is off, so that it is not held (ROL-140). */
#define EXCEPTION(F, P)                                                                                                \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, on, BOOL, BASIC)                                                                                              \
    F(P, until, INSTANT, BASIC)                                                                                        \
    F(P, over, BOOL, BASIC)                                                                                            \
    F(P, idle, BOOL, BASIC)                                                                                            \
    F(P, lacks, TEXT, BASIC)                                                                                           \
    F(P, reason, TEXT, BASIC)                                                                                          \
    F(P, made_by, TEXT, BASIC)                                                                                         \
    F(P, made_at, INSTANT, BASIC)                                                                                      \
    F(P, address, ADDRESS, BASIC)
DOC_SCHEMA(exception_row, EXCEPTION);

/* A permission that can be excepted from, and what the role says about it. */
#define CHOICE(F, P)                                                                                                   \
    OPTION_FIELDS(F, P)                                                                                                \
    F(P, on, BOOL, BASIC)
DOC_SCHEMA(exception_choice, CHOICE);

#define FORM(F, P)                                                                                                     \
    F(P, permission_options, LIST, BASIC, .of = &exception_choice_schema)                                              \
    F(P, on, TEXT, BASIC)                                                                                              \
    F(P, until, TEXT, BASIC)                                                                                           \
    F(P, until_error, TEXT, BASIC)                                                                                     \
    F(P, reason, TEXT, BASIC)                                                                                          \
    F(P, reason_error, TEXT, BASIC)
DOC_SCHEMA(exception_form, FORM);

#define EXCEPTIONS(F, P)                                                                                               \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, role_label, TEXT, BASIC)                                                                                      \
    F(P, items, LIST, BASIC, .of = &exception_row_schema)                                                              \
    F(P, form, OBJECT, BASIC, .of = &exception_form_schema)
DOC_SCHEMA(staff_exceptions, EXCEPTIONS);

static const struct input_field put_input[] = {
    {.name = "permission", .kind = INPUT_TEXT, .required = true, .max = 60, .label = "Permission"},
    {.name = "on", .kind = INPUT_BOOL, .required = true, .label = "On or off"},
    {.name = "until", .kind = INPUT_INSTANT, .nullable = true, .label = "Until"},
    {.name = "reason", .kind = INPUT_LONG, .required = true, .min = 1, .max = REASON_MAX_CHARACTERS, .label = "Reason"},
    {.name = NULL},
};
static const struct input_field end_input[] = {
    {.name = "permission", .kind = INPUT_TEXT, .required = true, .max = 60, .label = "Permission"},
    {.name = NULL},
};

/* ------------------------------------------------------------------ reading */

/* What an exception that is on rests on and does not find; empty: nothing. */
static struct str lacks(const struct context *cx, const struct grant *g, const struct person *person,
                        enum permission permission)
{
    enum permission needs = person->base ? permission_needs(person->base, permission) : PERMISSION__NONE;

    if (needs == PERMISSION__NONE || picture_holds(g->picture, person, needs, g->now, NULL))
        return (struct str){0};
    return label_of_permission(cx, needs);
}

static void put_row(struct context *cx, const struct grant *g, const struct person *person, const struct query *q,
                    struct node *list)
{
    enum permission permission = permission_by_number((int)query_int(q, 0));
    const struct person *by = picture_person(g->picture, (struct staff_id){query_int(q, 4)});
    int64_t until = query_int(q, 2);
    struct str missing;
    struct node *item;

    if (permission == PERMISSION__NONE)
        return;
    missing = lacks(cx, g, person, permission);
    item = doc_item(list);
    doc_text(item, exception_row_permission, str_from(permission_info(permission)->name));
    doc_text(item, exception_row_label, label_of_permission(cx, permission));
    doc_bool(item, exception_row_on, query_bool(q, 1));
    doc_instant(item, exception_row_until, until);
    doc_bool(item, exception_row_over, until != 0 && until <= cx->now);
    doc_bool(item, exception_row_idle, cell_is_locked(picture_cell(g->picture, person->role, permission).kind));
    if (query_bool(q, 1) && missing.n)
        doc_text(item, exception_row_lacks, missing);
    doc_text(item, exception_row_reason, query_text(q, 3));
    doc_text(item, exception_row_made_by, by ? by->name : STR(""));
    doc_instant(item, exception_row_made_at, query_int(q, 5));
    doc_address(item, exception_row_address,
                arena_format(cx->arena, "/staff/%.*s/exceptions", STR_ARG(id_text(cx->arena, person->id.n))));
}

static void put_form(const struct context *cx, const struct grant *g, const struct person *person, struct node *form)
{
    struct node *options = doc_list(form, exception_form_permission_options);

    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        enum permission permission = (enum permission)i;
        struct cell cell = picture_cell(g->picture, person->role, permission);

        if (!cell_is_locked(cell.kind))
            doc_bool(option_put(options, str_from(permission_info(permission)->name),
                                label_of_permission(cx, permission), false),
                     exception_choice_on, cell.on);
    }
}

MUST_CHECK static enum err exceptions_document(struct context *cx, struct tx *tx, const struct grant *g,
                                               struct node *out)
{
    CLEANUP(query_end) struct query q = {0};
    const struct person *person = picture_person(g->picture, cx_staff(cx));
    struct node *items = doc_list(out, staff_exceptions_items);
    struct role_facts role;

    doc_id(out, staff_exceptions_id, person->id.n);
    doc_text(out, staff_exceptions_name, person->name);
    if (picture_role(g->picture, person->role, &role))
        doc_text(out, staff_exceptions_role_label, role.name);
    put_form(cx, g, person, doc_object(out, staff_exceptions_form));
    TRY(QUERY(tx, &exceptions_of, &q, SQL_INT(g->company.n), SQL_INT(person->id.n)));
    while (query_next(&q))
        put_row(cx, g, person, &q, items);
    return query_done(&q);
}

MUST_CHECK static enum err run_list(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    (void)in;
    return exceptions_document(cx, tx, g, out);
}

/* ------------------------------------------------------------------ making and ending */

MUST_CHECK static enum err read_permission(struct context *cx, const struct input *in, enum permission *ret)
{
    return permission_parse(input_text(in, "permission"), ret)
               ? OK
               : FAIL_FIELD(cx->arena, STR("permission"), MSG_PERMISSION_UNKNOWN);
}

MUST_CHECK static enum err run_put(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct permission_exception exception = {.staff = cx_staff(cx),
                                             .on = input_bool(in, "on"),
                                             .until = input_int(in, "until"),
                                             .reason = input_text(in, "reason")};

    TRY(read_permission(cx, in, &exception.permission));
    if (exception.until != 0 && exception.until <= cx->now)
        return FAIL_FIELD(cx->arena, STR("until"), MSG_DATED_OVER);
    TRY(exception_put(cx, tx, g, &exception));
    audit_reason(cx, exception.reason);
    if (exception.until != 0)
        audit_change(cx, "exception", exception.staff.n, "until", STR(""),
                     time_text(cx->arena, cx->company->zone, exception.until));
    return exceptions_document(cx, tx, g, out);
}

MUST_CHECK static enum err run_end(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    enum permission permission;

    TRY(read_permission(cx, in, &permission));
    TRY(exception_end(cx, tx, g, cx_staff(cx), permission));
    return exceptions_document(cx, tx, g, out);
}

static const struct operation operations[] = {
    {.name = "staff.exceptions",
     .summary = "The personal exceptions of a person, and the permissions that can be excepted from in their role.",
     .method = METHOD_GET,
     .path = "/staff/{staff}/exceptions",
     .permission = PERMISSION_manage_permissions,
     .output = &staff_exceptions_schema,
     .page = "roles/exceptions",
     .title = "Exceptions of {name}",
     .run = run_list},
    {.name = "staff.exception_put",
     .summary = "Switches one editable permission on or off for one person, with a reason and maybe an end.",
     .method = METHOD_PUT,
     .path = "/staff/{staff}/exceptions",
     .permission = PERMISSION_manage_permissions,
     .input = put_input,
     .output = &staff_exceptions_schema,
     .form = "staff.exceptions",
     .next = "/staff/{staff}/exceptions",
     .run = run_put},
    {.name = "staff.exception_end",
     .summary = "Ends a personal exception: the role's own setting holds again.",
     .method = METHOD_DELETE,
     .path = "/staff/{staff}/exceptions",
     .permission = PERMISSION_manage_permissions,
     .input = end_input,
     .output = &staff_exceptions_schema,
     .form = "staff.exceptions",
     .next = "/staff/{staff}/exceptions",
     .run = run_end},
};

const struct feature exceptions_feature = {
    .name = "exceptions", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
