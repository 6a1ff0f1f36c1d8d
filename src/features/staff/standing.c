/* Frozen and active again (ACC-60, ACC-63). */
#include "features/identity/identity.h"
#include "features/staff/staff_docs.h"

#define STANDING(F, P)                                                                                                 \
    F(P, staff, OBJECT, BASIC, .of = &staff_head_schema)                                                               \
    F(P, status, ENUM, BASIC, .names = &staff_status_names)                                                            \
    F(P, ended, INT, BASIC)                                                                                            \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(staff_standing, STANDING);

static const struct input_field reason_input[] = {
    {.name = "reason", .kind = INPUT_LONG, .max = 500, .label = "Reason"},
    {.name = NULL},
};

MUST_CHECK static enum err stand(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                 enum staff_status status, struct staff *staff)
{
    const struct staff before = *staff;

    audit_about(cx, staff->id, (struct client_id){0});
    audit_reason(cx, input_text(in, "reason"));
    staff->status = status;
    return before.status == status ? OK : staff_write(cx, tx, g, &before, staff);
}

static void standing_document(struct context *cx, const struct grant *g, const struct staff *staff, int64_t ended,
                              struct node *out)
{
    staff_head_document(cx, g, staff, doc_object(out, staff_standing_staff));
    doc_enum(out, staff_standing_status, staff->status);
    doc_int(out, staff_standing_ended, ended);
    doc_int(out, staff_standing_changed, staff->changed);
}

MUST_CHECK static enum err run_freeze(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct staff staff;
    int64_t ended = 0;

    TRY(staff_may_freeze(cx, g, cx_staff(cx)));
    TRY(staff_read(tx, g, cx_staff(cx), &staff));
    if (staff.status == STAFF_INACTIVE)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_STAFF_GONE, P_STR("person", staff.name));
    TRY(identity_end_all(tx, g, staff.id, cx->now, &ended));
    audit_change_int(cx, "staff", staff.id.n, "sessions_ended", 0, ended);
    TRY(stand(cx, tx, g, in, STAFF_FROZEN, &staff));
    standing_document(cx, g, &staff, ended, out);
    return OK;
}

/* Who never came in is invited again rather than active: nobody accepted, and there may be nothing to sign in with. */
MUST_CHECK static enum err run_activate(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct input *in, struct node *out)
{
    struct role_facts role;
    struct staff staff;
    bool came;

    TRY(staff_may_freeze(cx, g, cx_staff(cx)));
    TRY(staff_read(tx, g, cx_staff(cx), &staff));
    if (picture_role(g->picture, staff.role, &role) && role.archived)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_STAFF_ROLE_ARCHIVED, P_STR("person", staff.name),
                    P_STR("role", role.name));
    TRY(staff_was_active(tx, g, staff.id, &came));
    TRY(stand(cx, tx, g, in, came ? STAFF_ACTIVE : STAFF_INVITED, &staff));
    standing_document(cx, g, &staff, 0, out);
    return OK;
}

static const struct operation operations[] = {
    {.name = "staff.freeze",
     .summary = "Ends a person's sessions, tokens and links at once and blocks sign-in; the schedule stays as it is.",
     .method = METHOD_POST,
     .path = "/staff/{staff}/freeze",
     .permission = PERMISSION_manage_access,
     .input = reason_input,
     .output = &staff_standing_schema,
     .form = "staff.settings",
     .next = "/staff/{staff}/inactive",
     .run = run_freeze},
    {.name = "staff.activate",
     .summary = "Makes a frozen or inactive person active again; access removals stay.",
     .method = METHOD_POST,
     .path = "/staff/{staff}/active",
     .permission = PERMISSION_manage_staff,
     .input = reason_input,
     .output = &staff_standing_schema,
     .form = "staff.settings",
     .next = "/staff/{staff}/settings",
     .run = run_activate},
};

const struct feature staff_standing_feature = {
    .name = "staff standing", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
