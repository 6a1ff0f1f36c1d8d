/* A person's profile: Details, Settings and Permissions (STF-03). */
#include "features/staff/owner.h"
#include "features/staff/profile.h"
#include "features/roles/roles.h"

bool staff_permission_shown(const struct grant *g, enum permission permission)
{
    return permission != PERMISSION_private_message || picture_company(g->picture)->private_messaging;
}

void staff_permission_document(struct context *cx, const struct grant *g, const struct person *about,
                               enum permission permission, struct node *item)
{
    const struct permission_info *info = permission_info(permission);
    const struct question question = {permission, SURFACE_ANY, ABOUT_COMPANY, g->now};
    struct decision decision = policy_decide(g->picture, about, &question);
    struct str limit = limit_of_person(cx->arena, g->picture, about, permission);

    doc_text(item, staff_permission_permission, str_from(info->name));
    doc_text(item, staff_permission_label, company_text(cx, info->label_text));
    doc_bool(item, staff_permission_on, decision.allowed);
    if (about->status != STAFF_ACTIVE)
        doc_bool(item, staff_permission_on_when_active, picture_holds(g->picture, about, permission, g->now, NULL));
    doc_bool(item, staff_permission_locked, cell_is_locked(picture_cell(g->picture, about->role, permission).kind));
    doc_text(item, staff_permission_reason, staff_reason_text(cx, g, about, permission, decision.reason));
    doc_text(item, staff_permission_rule, str_from(policy_reason_rule(decision.reason)));
    doc_text(item, staff_permission_meaning, company_text(cx, decision.allowed ? info->gives_text : info->lacks_text));
    if (decision.allowed && limit.n)
        doc_text(item, staff_permission_limit, limit);
    if (grant_may(g, PERMISSION_manage_staff, ABOUT_STAFF(about->id)))
        doc_address(item, staff_permission_why_page,
                    arena_format(cx->arena, "/staff/%.*s/why?permission=%s", STR_ARG(id_text(cx->arena, about->id.n)),
                                 info->name));
    if (decision.valid_until != INT64_MAX)
        doc_instant(item, staff_permission_until, decision.valid_until);
}

static void sight_document(struct context *cx, const struct grant *g, const struct person *person, struct node *out)
{
    const int64_t *removed;
    struct scope scope;
    int64_t valid_until;
    int all = picture_client_count(g->picture);

    policy_scope(g->picture, person, g->now, cx->arena, &scope, &valid_until);
    doc_int(out, staff_profile_clients_seen,
            scope.kind == SCOPE_ONLY  ? scope.count
            : scope.kind == SCOPE_ALL ? all
                                      : all - scope.count);
    if (!staff_is_oneself(g, person->id)) /* ACC-13 */
        doc_int(out, staff_profile_removals, policy_removals(person, cx->arena, &removed));
}

void staff_profile_document(struct context *cx, const struct grant *g, const struct staff *staff, struct node *out)
{
    const struct person *person = picture_person(g->picture, staff->id);
    struct node *permissions = doc_list(out, staff_profile_permissions);

    staff_head_document(cx, g, staff, out);
    doc_text(out, staff_profile_email, staff->email);
    doc_text(out, staff_profile_phone, staff->phone);
    if (!staff_is_oneself(g, staff->id)) /* what managers note about a person is not for the person */
        doc_text(out, staff_profile_notes, staff->notes);
    doc_instant(out, staff_profile_invited_at, staff->invited_at);
    doc_instant(out, staff_profile_last_sign_in_at, staff->last_sign_in_at);
    doc_instant(out, staff_profile_created_at, staff->created_at);
    doc_int(out, staff_profile_changed, staff->changed);
    if (!person) /* added by this very act */
        return;
    sight_document(cx, g, person, out);
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        if (staff_permission_shown(g, (enum permission)i))
            staff_permission_document(cx, g, person, (enum permission)i, doc_item(permissions));
    }
}

MUST_CHECK static enum err run_read(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct staff staff;

    (void)in;
    TRY(staff_read(tx, g, cx_staff(cx), &staff));
    staff_profile_document(cx, g, &staff, out);
    return OK;
}

/* ------------------------------------------------------------------ Permissions */

#define PERMISSION_GROUP(F, P)                                                                                         \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, permissions, LIST, BASIC, .of = &staff_permission_schema)
DOC_SCHEMA(staff_permission_group, PERMISSION_GROUP);

#define PERMISSIONS(F, P)                                                                                              \
    STAFF_HEAD(F, P)                                                                                                   \
    F(P, held, INT, STAFF)                                                                                             \
    F(P, compare_page, ADDRESS, BASIC)                                                                                 \
    F(P, groups, LIST, STAFF, .of = &staff_permission_group_schema)
DOC_SCHEMA(staff_permissions, PERMISSIONS);

MUST_CHECK static enum err run_permissions(struct context *cx, struct tx *tx, const struct grant *g,
                                           const struct input *in, struct node *out)
{
    const struct person *person = picture_person(g->picture, cx_staff(cx));
    struct staff staff = staff_of_picture(person);
    struct node *groups = doc_list(out, staff_permissions_groups);
    int held = 0;

    (void)tx, (void)in;
    staff_head_document(cx, g, &staff, out);
    for (int group = 1; group < GROUP__MAX; group++) {
        struct node *item = doc_item(groups);
        struct node *list = doc_list(item, staff_permission_group_permissions);

        doc_text(item, staff_permission_group_label,
                 permission_group_label((enum permission_group)group, company_wording(cx->company), cx->arena));
        for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
            struct node *row;

            if (permission_info((enum permission)i)->group != (enum permission_group)group ||
                !staff_permission_shown(g, (enum permission)i))
                continue;
            row = doc_item(list);
            staff_permission_document(cx, g, person, (enum permission)i, row);
            held += doc_get(row, staff_permission_on).number != 0;
        }
    }
    doc_int(out, staff_permissions_held, held);
    if (grant_holds(g, PERMISSION_manage_staff) && role_may_compare(g, person))
        doc_address(out, staff_permissions_compare_page,
                    arena_format(cx->arena, "/settings/permissions/compare?left=person:%.*s",
                                 STR_ARG(id_text(cx->arena, person->id.n))));
    return OK;
}

/* ------------------------------------------------------------------ Settings */

#define SETTINGS(F, P)                                                                                                 \
    STAFF_HEAD(F, P)                                                                                                   \
    F(P, for_whom, TEXT, BASIC)                                                                                        \
    F(P, email, TEXT, CONTACT)                                                                                         \
    F(P, invited_at, INSTANT, STAFF)                                                                                   \
    F(P, last_sign_in_at, INSTANT, STAFF)                                                                              \
    F(P, sessions, INT, SECURITY)                                                                                      \
    F(P, tokens, INT, SECURITY)                                                                                        \
    F(P, transfer, OBJECT, BASIC, .of = &owner_voided_schema)                                                          \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(staff_settings, SETTINGS);

MUST_CHECK static enum err run_settings(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct input *in, struct node *out)
{
    struct transfer transfer = {0};
    struct role_facts role;
    struct staff staff;
    int64_t sessions, tokens;

    (void)in;
    TRY(staff_read(tx, g, cx_staff(cx), &staff));
    TRY(staff_open_doors(tx, g, staff.id, &sessions, &tokens));
    staff_head_document(cx, g, &staff, out);
    if (picture_role(g->picture, staff.role, &role))
        doc_text(out, staff_settings_for_whom, role_for_whom(&role));
    doc_text(out, staff_settings_email, staff.email);
    doc_instant(out, staff_settings_invited_at, staff.invited_at);
    doc_instant(out, staff_settings_last_sign_in_at, staff.last_sign_in_at);
    doc_int(out, staff_settings_sessions, sessions);
    doc_int(out, staff_settings_tokens, tokens);
    doc_int(out, staff_settings_changed, staff.changed);
    if (g->person && policy_may_freeze(g->picture, g->person, staff.id, g->now).allowed)
        TRY(transfer_voided(tx, g, staff.id, staff.role, STAFF_FROZEN, &transfer));
    owner_voided_document(cx, g, &transfer, MSG_OWNER_VOID_BY_STANDING, STR(""), out, staff_settings_transfer);
    return OK;
}

static const struct operation operations[] = {
    {.name = "staff.read",
     .summary = "A person's profile, with each permission as it holds now and why. {staff} may be \"me\".",
     .method = METHOD_GET,
     .path = "/staff/{staff}",
     .permission = PERMISSION_signed_in,
     .output = &staff_profile_schema,
     .page = "staff/profile",
     .title = "{name}",
     .run = run_read},
    {.name = "staff.permissions",
     .summary = "What a person may do, permission by permission, each with its reason.",
     .method = METHOD_GET,
     .path = "/staff/{staff}/permissions",
     .permission = PERMISSION_signed_in,
     .output = &staff_permissions_schema,
     .page = "staff/permissions",
     .title = "{name}: permissions",
     .run = run_permissions},
    {.name = "staff.settings",
     .summary = "A person's role, standing and ways in.",
     .method = METHOD_GET,
     .path = "/staff/{staff}/settings",
     .permission = PERMISSION_signed_in,
     .output = &staff_settings_schema,
     .page = "staff/settings",
     .title = "{name}: settings",
     .run = run_settings},
};

const struct feature staff_feature = {
    .name = "staff", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
