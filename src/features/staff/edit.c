/* Adding, inviting and editing people (STF-02). */
#include "features/identity/identity.h"
#include "features/staff/profile.h"

enum { NAME_MAX_CHARACTERS = 120, PHONE_MAX_CHARACTERS = 40, NOTES_MAX_CHARACTERS = 4000 };

/* ------------------------------------------------------------------ new */

#define NEW_FORM(F, P)                                                                                                 \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, email, TEXT, BASIC)                                                                                           \
    F(P, phone, TEXT, BASIC)                                                                                           \
    F(P, notes, TEXT, BASIC)                                                                                           \
    F(P, name_error, TEXT, BASIC)                                                                                      \
    F(P, email_error, TEXT, BASIC)                                                                                     \
    F(P, role_error, TEXT, BASIC)                                                                                      \
    F(P, role_options, LIST, BASIC, .of = &role_option_schema)
DOC_SCHEMA(staff_new_form, NEW_FORM);

#define NEW(F, P) F(P, form, OBJECT, BASIC, .of = &staff_new_form_schema)
DOC_SCHEMA(staff_new, NEW);

static const struct input_field create_input[] = {
    {.name = "name", .kind = INPUT_TEXT, .required = true, .max = NAME_MAX_CHARACTERS, .label = "Name"},
    {.name = "email", .kind = INPUT_EMAIL, .required = true, .label = "E-mail"},
    {.name = "phone", .kind = INPUT_TEXT, .max = PHONE_MAX_CHARACTERS, .label = "Phone"},
    {.name = "role", .kind = INPUT_TEXT, .max = 40, .label = "Role"}, /* needed but for ROL-220 */
    {.name = "notes", .kind = INPUT_LONG, .max = NOTES_MAX_CHARACTERS, .label = "Notes"},
    {.name = NULL},
};

/* ROL-220: who is new in a facility starts at the least. */
static int role_for_new(const struct grant *g)
{
    return picture_company(g->picture)->scheme == SCHEME_FACILITY ? (int)ROLE_SERVICE_SUPPORTER : 0;
}

MUST_CHECK static enum err run_new(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct node *form = doc_object(out, staff_new_form);

    (void)tx, (void)in;
    staff_role_options(cx->arena, g, (struct staff_id){0}, role_for_new(g),
                       doc_list(form, staff_new_form_role_options));
    return OK;
}

/* The link for the inviter to copy, and the e-mail on its way. */
MUST_CHECK static enum err invite(struct context *cx, struct tx *tx, const struct grant *g, struct staff *staff,
                                  struct node *out)
{
    struct str path;

    TRY(identity_invite(cx, tx, g, staff->id, &path));
    staff->invited_at = cx->now;
    doc_text(out, staff_profile_link,
             arena_format(cx->arena, "%.*s%.*s", STR_ARG(cx->app->config.base_address), STR_ARG(path)));
    return OK;
}

MUST_CHECK static enum err read_role(struct context *cx, const struct grant *g, const struct input *in, int *ret)
{
    *ret = role_for_new(g);
    if (input_text(in, "role").n)
        return staff_role_input(cx, g, in, "role", ret);
    return *ret ? OK : FAIL_FIELD(cx->arena, STR("role"), MSG_FIELD_REQUIRED);
}

MUST_CHECK static enum err run_create(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct staff staff = {.name = input_text(in, "name"),
                          .email = input_text(in, "email"),
                          .phone = input_text(in, "phone"),
                          .notes = input_text(in, "notes"),
                          .status = STAFF_INVITED};
    int role;
    struct str warning;

    TRY(read_role(cx, g, in, &role));
    TRY(staff_may_give(cx, g, (struct staff_id){0}, role));
    staff.role = role;
    TRY(staff_create(cx, tx, g, &staff));
    TRY(invite(cx, tx, g, &staff, out));
    staff_profile_document(cx, g, &staff, out);
    warning = staff_role_warning(cx, g, staff.id, role);
    if (warning.n)
        doc_text(out, staff_profile_warning, warning);
    return OK;
}

MUST_CHECK static enum err run_invite(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct staff staff;

    (void)in;
    TRY(staff_read(tx, g, cx_staff(cx), &staff));
    if (staff.status != STAFF_INVITED)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_NOT_INVITED, P_STR("person", staff.name));
    audit_about(cx, staff.id, (struct client_id){0});
    TRY(invite(cx, tx, g, &staff, out));
    staff_profile_document(cx, g, &staff, out);
    return OK;
}

/* ------------------------------------------------------------------ edit */

#define EDIT_FORM(F, P)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, phone, TEXT, CONTACT)                                                                                         \
    F(P, notes, TEXT, STAFF)                                                                                           \
    F(P, name_error, TEXT, BASIC)
DOC_SCHEMA(staff_edit_form, EDIT_FORM);

#define EDIT(F, P)                                                                                                     \
    STAFF_HEAD(F, P)                                                                                                   \
    F(P, email, TEXT, CONTACT)                                                                                         \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, form, OBJECT, BASIC, .of = &staff_edit_form_schema)
DOC_SCHEMA(staff_edit, EDIT);

static const struct input_field update_input[] = {
    {.name = "name", .kind = INPUT_TEXT, .min = 1, .max = NAME_MAX_CHARACTERS, .label = "Name"},
    {.name = "phone", .kind = INPUT_TEXT, .max = PHONE_MAX_CHARACTERS, .label = "Phone"},
    {.name = "notes", .kind = INPUT_LONG, .max = NOTES_MAX_CHARACTERS, .label = "Notes"},
    {.name = "changed", .kind = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = NULL},
};

MUST_CHECK static enum err run_edit(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct node *form = doc_object(out, staff_edit_form);
    struct staff staff;

    (void)in;
    TRY(staff_read(tx, g, cx_staff(cx), &staff));
    staff_head_document(cx, g, &staff, out);
    doc_text(out, staff_edit_email, staff.email);
    doc_int(out, staff_edit_changed, staff.changed);
    doc_text(form, staff_edit_form_name, staff.name);
    doc_text(form, staff_edit_form_phone, staff.phone);
    if (!staff_is_oneself(g, staff.id))
        doc_text(form, staff_edit_form_notes, staff.notes);
    return OK;
}

MUST_CHECK static enum err run_update(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct staff before, staff;

    TRY(staff_read(tx, g, cx_staff(cx), &staff));
    TRY(changed_check(cx, in, staff.changed));
    before = staff;
    if (input_given(in, "notes") && staff_is_oneself(g, staff.id))
        return FAIL_FIELD(cx->arena, STR("notes"), MSG_FIELD_UNKNOWN);
    if (input_given(in, "name"))
        staff.name = input_text(in, "name");
    if (input_given(in, "phone"))
        staff.phone = input_text(in, "phone");
    if (input_given(in, "notes"))
        staff.notes = input_text(in, "notes");
    TRY(staff_write(cx, tx, g, &before, &staff));
    staff_profile_document(cx, g, &staff, out);
    return OK;
}

/* ------------------------------------------------------------------ an invitation never used */

MUST_CHECK static enum err run_delete(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct staff staff;
    bool recorded, came;

    (void)in, (void)out;
    TRY(staff_may_freeze(cx, g, cx_staff(cx)));
    TRY(staff_read(tx, g, cx_staff(cx), &staff));
    TRY(staff_has_record(tx, g, staff.id, &recorded));
    TRY(staff_was_active(tx, g, staff.id, &came));
    if (staff.status != STAFF_INVITED || came || recorded)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_STAFF_RECORDED, P_STR("person", staff.name));
    return staff_delete(cx, tx, g, &staff);
}

static const struct operation operations[] = {
    {.name = "staff.new",
     .summary = "The form for a new person.",
     .method = METHOD_GET,
     .path = "/staff/new",
     .permission = PERMISSION_manage_staff,
     .output = &staff_new_schema,
     .page = "staff/new",
     .title = "Add {word.staff}",
     .run = run_new},
    {.name = "staff.create",
     .summary = "Adds a person and invites them; the answer holds the link once, for the inviter to copy.",
     .method = METHOD_POST,
     .path = "/staff",
     .permission = PERMISSION_manage_staff,
     .input = create_input,
     .output = &staff_profile_schema,
     .page = "staff/invited",
     .title = "{name} is invited",
     .form = "staff.new",
     .run = run_create},
    {.name = "staff.invite",
     .summary = "Invites a person once more; earlier links end.",
     .method = METHOD_POST,
     .path = "/staff/{staff}/invitation",
     .permission = PERMISSION_manage_staff,
     .output = &staff_profile_schema,
     .page = "staff/invited",
     .title = "{name} is invited",
     .form = "staff.settings",
     .run = run_invite},
    {.name = "staff.edit",
     .summary = "The form of a person's details.",
     .method = METHOD_GET,
     .path = "/staff/{staff}/edit",
     .permission = PERMISSION_manage_staff,
     .own = PERMISSION_signed_in,
     .output = &staff_edit_schema,
     .page = "staff/edit",
     .title = "Edit {name}",
     .run = run_edit},
    {.name = "staff.update",
     .summary = "Changes a person's details; one's own name and phone, too.",
     .method = METHOD_PATCH,
     .path = "/staff/{staff}",
     .permission = PERMISSION_manage_staff,
     .own = PERMISSION_signed_in,
     .input = update_input,
     .output = &staff_profile_schema,
     .form = "staff.edit",
     .next = "/staff/{staff}",
     .run = run_update},
    {.name = "staff.delete",
     .summary = "Takes back an invitation that was never used; whoever stands in a record stays.",
     .method = METHOD_DELETE,
     .path = "/staff/{staff}",
     .permission = PERMISSION_manage_staff,
     .form = "staff.settings",
     .next = "/staff",
     .run = run_delete},
};

const struct feature staff_edit_feature = {
    .name = "staff edit", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
