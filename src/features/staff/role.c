/* Changing roles (ACC-50 to ACC-52, ROL-141, ROL-152, ROL-220). */
#include "app/reason.h"
#include "features/access/access.h"
#include "features/schedule/schedule.h"
#include "features/staff/owner.h"
#include "features/templates/templates.h"

enum { REASON_MAX_CHARACTERS = 500 };

/* An access removal that stands against a manager role. */
#define REMOVAL(F, P)                                                                                                  \
    F(P, client, OBJECT, BASIC, .of = &staff_named_schema)                                                             \
    F(P, reason, TEXT, REASON)                                                                                         \
    F(P, severity, ENUM, REASON, .names = &severity_names)                                                             \
    F(P, removed_by, TEXT, ACCESS)                                                                                     \
    F(P, removed_at, INSTANT, ACCESS)
DOC_SCHEMA(staff_removal_view, REMOVAL);

#define CHANGED_PERMISSION(F, P)                                                                                       \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, meaning, TEXT, BASIC)
DOC_SCHEMA(staff_changed_permission, CHANGED_PERMISSION);

/* What a role that is never assigned leaves behind (ACC-05): to be handed over first, on these pages. */
#define WORK(F, P)                                                                                                     \
    F(P, events, INT, BASIC)                                                                                           \
    F(P, events_page, ADDRESS, BASIC)                                                                                  \
    F(P, templates, INT, BASIC)                                                                                        \
    F(P, templates_page, ADDRESS, BASIC)                                                                               \
    F(P, preferred, INT, BASIC)                                                                                        \
    F(P, preferred_page, ADDRESS, BASIC)
DOC_SCHEMA(staff_role_work, WORK);

/* `transfer`: the open one of the ownership to the person, which would be void (ROL-142). */
#define PREVIEW(F, P)                                                                                                  \
    F(P, role, TEXT, BASIC)                                                                                            \
    F(P, role_label, TEXT, BASIC)                                                                                      \
    F(P, for_whom, TEXT, BASIC)                                                                                        \
    F(P, permissions_gained, LIST, BASIC, .of = &staff_changed_permission_schema)                                      \
    F(P, permissions_lost, LIST, BASIC, .of = &staff_changed_permission_schema)                                        \
    F(P, exceptions, LIST, BASIC, .of = &carried_exception_schema)                                                     \
    F(P, couplings, LIST, BASIC, .of = &uncoupled_schema)                                                              \
    F(P, transfer, OBJECT, BASIC, .of = &owner_voided_schema)                                                          \
    F(P, clients_gained, INT, BASIC)                                                                                   \
    F(P, clients_lost, INT, BASIC)                                                                                     \
    F(P, sessions, INT, BASIC)                                                                                         \
    F(P, tokens, INT, BASIC)                                                                                           \
    F(P, removals, LIST, ACCESS, .of = &staff_removal_view_schema)                                                     \
    F(P, work, OBJECT, BASIC, .of = &staff_role_work_schema)                                                           \
    F(P, possible, BOOL, BASIC)                                                                                        \
    F(P, warning, TEXT, BASIC)
DOC_SCHEMA(staff_role_preview, PREVIEW);

#define PROBLEM(F, P)                                                                                                  \
    F(P, removals, LIST, ACCESS, .of = &staff_removal_view_schema)                                                     \
    F(P, work, OBJECT, BASIC, .of = &staff_role_work_schema)
DOC_SCHEMA(staff_role_problem, PROBLEM);

/* `possible`: it can be sent; `restores`: with all access restored in the same step. */
#define ROLE_FORM(F, P)                                                                                                \
    F(P, action, ADDRESS, BASIC)                                                                                       \
    F(P, role, TEXT, BASIC)                                                                                            \
    F(P, possible, BOOL, BASIC)                                                                                        \
    F(P, restores, BOOL, BASIC)                                                                                        \
    F(P, reason, TEXT, BASIC)                                                                                          \
    F(P, reason_error, TEXT, BASIC)                                                                                    \
    F(P, role_options, LIST, BASIC, .of = &role_option_schema)
DOC_SCHEMA(staff_role_form, ROLE_FORM);

#define ROLE_PAGE(F, P)                                                                                                \
    STAFF_HEAD(F, P)                                                                                                   \
    F(P, preview, OBJECT, BASIC, .of = &staff_role_preview_schema)                                                     \
    F(P, form, OBJECT, BASIC, .of = &staff_role_form_schema)                                                           \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(staff_role_page, ROLE_PAGE);

#define ROLE_CHANGED(F, P)                                                                                             \
    STAFF_HEAD(F, P)                                                                                                   \
    F(P, preview, OBJECT, BASIC, .of = &staff_role_preview_schema)                                                     \
    F(P, dry_run, BOOL, BASIC)                                                                                         \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(staff_role_changed, ROLE_CHANGED);

static const struct input_field preview_input[] = {
    {.name = "role", .kind = INPUT_TEXT, .max = 40, .label = "Role"},
    {.name = NULL},
};
static const struct input_field change_input[] = {
    {.name = "role", .kind = INPUT_TEXT, .required = true, .max = 40, .label = "Role"},
    {.name = "reason",
     .kind = INPUT_LONG,
     .max = REASON_MAX_CHARACTERS,
     .label = "Reason"}, /* needed but for a dry run */
    {.name = "restore_all", .kind = INPUT_BOOL, .absent_is_no = true, .label = "Restore all access"},
    {.name = "dry_run", .kind = INPUT_BOOL, .absent_is_no = true, .label = "Dry run"},
    {.name = "changed", .kind = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = NULL},
};

/* ------------------------------------------------------------------ what stands against it */

struct against {
    const struct staff_removal *removals; /* ACC-50 */
    int removal_count;
    int events, lines, preferred; /* ACC-05 */
};

static int count_preferred(const struct person *person)
{
    struct pair_facts pair;
    int position = 0, count = 0;

    while (picture_next_pair(person, &position, &pair))
        count += (pair.flags & PAIR_PREFERRED) != 0;
    return count;
}

MUST_CHECK static enum err read_against(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct person *person, const struct role_info *info, struct against *ret)
{
    struct pending_lines lines;
    struct event_list events;
    const int64_t *clients;
    int count;

    *ret = (struct against){0};
    if (info->class == ROLE_CLASS_MANAGER && person->class != ROLE_CLASS_MANAGER) {
        count = policy_removals(person, cx->arena, &clients);
        TRY(staff_removals(tx, g, person->id, clients, count, &ret->removals, &ret->removal_count));
    }
    if (info->can_be_assigned)
        return OK;
    TRY(schedule_of_leaver(tx, g, person->id, &events));
    TRY(templates_pending(tx, g, person->id, (struct client_id){0}, cx->company, &lines));
    ret->events = events.count;
    ret->lines = lines.count;
    ret->preferred = count_preferred(person);
    return OK;
}

static bool has_work(const struct against *against)
{
    return against->events || against->lines || against->preferred;
}

static void removals_document(const struct grant *g, const struct against *against, struct node *list)
{
    for (int i = 0; i < against->removal_count; i++) {
        const struct staff_removal *removal = &against->removals[i];
        const struct person *by = picture_person(g->picture, removal->by);
        struct node *item = doc_item(list);
        struct node *client = doc_object(item, staff_removal_view_client);

        doc_id(client, staff_named_id, removal->client.n);
        doc_text(client, staff_named_name, removal->client_name);
        doc_text(item, staff_removal_view_reason, removal->reason);
        doc_enum(item, staff_removal_view_severity, removal->severity);
        doc_text(item, staff_removal_view_removed_by, by ? by->name : STR(""));
        doc_instant(item, staff_removal_view_removed_at, removal->at);
    }
}

static void work_document(const struct context *cx, const struct against *against, struct node *work)
{
    struct str id = id_text(cx->arena, cx_staff(cx).n);

    doc_int(work, staff_role_work_events, against->events);
    doc_int(work, staff_role_work_templates, against->lines);
    doc_int(work, staff_role_work_preferred, against->preferred);
    if (against->events)
        doc_address(work, staff_role_work_events_page,
                    arena_format(cx->arena, "/events/bulk-update?staff=%.*s&status=scheduled", STR_ARG(id)));
    if (against->lines)
        doc_address(work, staff_role_work_templates_page, STR("/templates"));
    if (against->preferred)
        doc_address(work, staff_role_work_preferred_page,
                    arena_format(cx->arena, "/staff/%.*s/client-subscriptions?preferred=yes", STR_ARG(id)));
}

/* ------------------------------------------------------------------ preview (ACC-51, ACC-52) */

static void permission_change(const struct context *cx, const struct picture *before, const struct picture *after,
                              struct staff_id staff, struct node *gained, struct node *lost)
{
    const struct person *was = picture_person(before, staff), *is = picture_person(after, staff);

    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        enum permission permission = (enum permission)i;
        const struct permission_info *info = permission_info(permission);
        bool had = picture_holds(before, was, permission, cx->now, NULL);
        bool has = picture_holds(after, is, permission, cx->now, NULL);
        struct node *item;

        if (had == has)
            continue;
        item = doc_item(has ? gained : lost);
        doc_text(item, staff_changed_permission_permission, str_from(info->name));
        doc_text(item, staff_changed_permission_label, company_text(cx, info->label_text));
        doc_text(item, staff_changed_permission_meaning, company_text(cx, has ? info->gives_text : info->lacks_text));
    }
}

MUST_CHECK static enum err difference(struct context *cx, struct tx *tx, const struct grant *g,
                                      const struct person *person, int role, struct node *out)
{
    const struct person_facts facts = {.id = person->id,
                                       .name = person->name,
                                       .sort = person->sort,
                                       .role = role,
                                       .status = person->status,
                                       .owner = person->owner};
    struct picture *after = NULL;
    const int64_t *ids;
    enum err err;

    TRY(picture_with(tx, g, &facts, &after));
    permission_change(cx, g->picture, after, person->id, doc_list(out, staff_role_preview_permissions_gained),
                      doc_list(out, staff_role_preview_permissions_lost));
    doc_int(out, staff_role_preview_clients_lost,
            policy_lost_clients(g->picture, g->now, after, g->now, person->id, cx->arena, &ids));
    doc_int(out, staff_role_preview_clients_gained,
            policy_lost_clients(after, g->now, g->picture, g->now, person->id, cx->arena, &ids));
    err = carried_document(cx, tx, g, after, person->id, doc_list(out, staff_role_preview_exceptions),
                           doc_list(out, staff_role_preview_couplings));
    picture_release(after);
    return err;
}

MUST_CHECK static enum err preview(struct context *cx, struct tx *tx, const struct grant *g,
                                   const struct person *person, const struct role_facts *role, struct node *out)
{
    struct str warning = staff_role_warning(cx, g, person->id, role->id);
    struct against against;
    struct transfer transfer;
    int64_t sessions, tokens;

    TRY(read_against(cx, tx, g, person, role_info(role->base), &against));
    TRY(staff_open_doors(tx, g, person->id, &sessions, &tokens));
    TRY(difference(cx, tx, g, person, role->id, out));
    TRY(transfer_voided(tx, g, person->id, role->id, person->status, &transfer));
    owner_voided_document(cx, g, &transfer, MSG_OWNER_VOID_BY_ROLE, role->name, out, staff_role_preview_transfer);
    doc_text(out, staff_role_preview_role, picture_role_wire(g->picture, role->id, cx->arena));
    doc_text(out, staff_role_preview_role_label, role->name);
    doc_text(out, staff_role_preview_for_whom, role_for_whom(role));
    doc_int(out, staff_role_preview_sessions, sessions);
    doc_int(out, staff_role_preview_tokens, tokens);
    removals_document(g, &against, doc_list(out, staff_role_preview_removals));
    if (has_work(&against))
        work_document(cx, &against, doc_object(out, staff_role_preview_work));
    doc_bool(out, staff_role_preview_possible, !has_work(&against));
    if (warning.n)
        doc_text(out, staff_role_preview_warning, warning);
    return OK;
}

/* The form that follows from a preview. */
static void form_document(struct context *cx, struct staff_id staff, struct str role, const struct node *preview,
                          struct node *form)
{
    struct value removals = doc_get(preview, staff_role_preview_removals);

    doc_address(
        form, staff_role_form_action,
        arena_format(cx->arena, "/staff/%.*s/role?role=%.*s", STR_ARG(id_text(cx->arena, staff.n)), STR_ARG(role)));
    doc_text(form, staff_role_form_role, role);
    doc_bool(form, staff_role_form_possible, doc_get(preview, staff_role_preview_possible).number != 0);
    doc_bool(form, staff_role_form_restores, removals.node && node_count(removals.node) > 0);
}

/* The role that is asked for, if the reader may give it to the person. */
MUST_CHECK static enum err read_role(struct context *cx, const struct grant *g, const struct input *in,
                                     struct role_facts *ret)
{
    int role;

    TRY(staff_role_input(cx, g, in, "role", &role));
    TRY(staff_may_give(cx, g, cx_staff(cx), role));
    if (!picture_role(g->picture, role, ret))
        return fail_internal(cx->arena, "a role that was found is none");
    return OK;
}

MUST_CHECK static enum err run_page(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    const struct person *person = picture_person(g->picture, cx_staff(cx));
    struct node *form = doc_object(out, staff_role_page_form), *shown;
    struct role_facts role = {0};
    struct staff staff;

    TRY(staff_read(tx, g, cx_staff(cx), &staff));
    if (input_text(in, "role").n)
        TRY(read_role(cx, g, in, &role));
    staff_head_document(cx, g, &staff, out);
    doc_int(out, staff_role_page_changed, staff.changed);
    staff_role_options(cx->arena, g, staff.id, role.id ? role.id : staff.role,
                       doc_list(form, staff_role_form_role_options));
    if (!role.id || role.id == staff.role)
        return OK;
    shown = doc_object(out, staff_role_page_preview);
    TRY(preview(cx, tx, g, person, &role, shown));
    form_document(cx, staff.id, picture_role_wire(g->picture, role.id, cx->arena), shown, form);
    return OK;
}

/* ------------------------------------------------------------------ the change */

MUST_CHECK static enum err refuse_removals(struct context *cx, const struct grant *g, const struct staff *staff,
                                           const struct against *against)
{
    struct node *problem = problem_begin(cx, g);

    removals_document(g, against, doc_list(problem, staff_role_problem_removals));
    return FAIL(cx->arena, ERR_CONFLICT, MSG_ROLE_REMOVALS, P_STR("person", staff->name),
                P_STR("count", arena_format(cx->arena, "%d", against->removal_count)));
}

MUST_CHECK static enum err refuse_work(struct context *cx, const struct grant *g, const struct staff *staff,
                                       const struct against *against)
{
    struct node *problem = problem_begin(cx, g);

    work_document(cx, against, doc_object(problem, staff_role_problem_work));
    return FAIL(cx->arena, ERR_CONFLICT, MSG_ROLE_WORK, P_STR("person", staff->name));
}

/* *Restore all and change role*: who may give the role must be one who may restore, too (ACC-12). */
MUST_CHECK static enum err restore_all(struct context *cx, struct tx *tx, const struct grant *g,
                                       const struct staff *staff, const struct against *against)
{
    if (g->person && against->removal_count)
        TRY(reason_allowed(cx, g, PERMISSION_manage_staff,
                           policy_may_switch_access(g->picture, g->person, staff->id, g->now)));
    for (int i = 0; i < against->removal_count; i++)
        TRY(access_restore(cx, tx, g, staff->id, against->removals[i].client, false));
    return OK;
}

MUST_CHECK static enum err change(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                  const struct role_facts *role, struct staff *staff)
{
    const struct staff before = *staff;
    struct against against;

    TRY(read_against(cx, tx, g, picture_person(g->picture, staff->id), role_info(role->base), &against));
    if (has_work(&against))
        return refuse_work(cx, g, staff, &against);
    if (against.removal_count && !input_bool(in, "restore_all"))
        return refuse_removals(cx, g, staff, &against);
    TRY(restore_all(cx, tx, g, staff, &against));
    staff->role = role->id;
    audit_reason(cx, input_text(in, "reason"));
    return staff_write(cx, tx, g, &before, staff);
}

MUST_CHECK static enum err run_change(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    bool dry = input_bool(in, "dry_run");
    struct role_facts role;
    struct staff staff;

    TRY(read_role(cx, g, in, &role));
    if (!dry && !input_text(in, "reason").n)
        return FAIL_FIELD(cx->arena, STR("reason"), MSG_FIELD_REQUIRED);
    TRY(staff_read(tx, g, cx_staff(cx), &staff));
    TRY(changed_check(cx, in, staff.changed));
    TRY(preview(cx, tx, g, picture_person(g->picture, staff.id), &role, doc_object(out, staff_role_changed_preview)));
    if (dry)
        cx->dry_run = true;
    else
        TRY(change(cx, tx, g, in, &role, &staff));
    staff_head_document(cx, g, &staff, out);
    doc_bool(out, staff_role_changed_dry_run, dry);
    doc_int(out, staff_role_changed_changed, staff.changed);
    return OK;
}

static const struct operation operations[] = {
    {.name = "staff.role_page",
     .summary = "The roles that can be given to a person, and with `role` what that one would change.",
     .method = METHOD_GET,
     .path = "/staff/{staff}/role",
     .permission = PERMISSION_assign_roles,
     .input = preview_input,
     .output = &staff_role_page_schema,
     .page = "staff/role",
     .title = "Role of {name}",
     .run = run_page},
    {.name = "staff.role",
     .summary = "Gives a person another role, with a reason; with `restore_all` all access removals that stand against "
                "a manager role are restored in the same step; with `dry_run` only says what would change.",
     .method = METHOD_PUT,
     .path = "/staff/{staff}/role",
     .permission = PERMISSION_assign_roles,
     .input = change_input,
     .output = &staff_role_changed_schema,
     .problem = &staff_role_problem_schema,
     .form = "staff.role_page",
     .next = "/staff/{staff}/settings",
     .run = run_change},
};

const struct feature staff_role_feature = {
    .name = "staff role", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
