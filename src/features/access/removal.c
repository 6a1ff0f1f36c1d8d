/* The switch (ACC-20 to ACC-23, ACC-30, ACC-31). */
#include "app/reason.h"
#include "features/access/requests.h"
#include "features/notices/notices.h"

static const struct input_field switch_input[] = {
    {.name = "access", .kind = INPUT_ENUM, .required = true, .names = &access_names, .label = "Access"},
    {.name = "subscribe", .kind = INPUT_BOOL, .label = "Subscription"},
    REMOVAL_INPUTS,
    {.name = NULL},
};

/* ACC-01: no removal may exist for someone in a manager role. */
MUST_CHECK static enum err may_ever_switch(struct context *cx, const struct grant *g, struct staff_id staff)
{
    const struct person *person = picture_person(g->picture, staff);

    if (person && (person->class == ROLE_CLASS_RELATED || person->class == ROLE_CLASS_SUPPORT))
        return OK;
    return reason_refuse(cx->arena, g->picture, g->person, PERMISSION_manage_staff, REASON_manager_access);
}

enum err may_switch(struct context *cx, const struct grant *g, struct staff_id staff)
{
    if (!g->person) /* the command line: whoever runs it answers for it, but for what can never be */
        return may_ever_switch(cx, g, staff);
    return reason_allowed(cx, g, PERMISSION_manage_staff,
                          policy_may_switch_access(g->picture, g->person, staff, g->now));
}

/* Whether the person sees the client now, by a picture with this act in it. */
MUST_CHECK static enum err sees_document(struct tx *tx, const struct grant *g, struct staff_id staff,
                                         struct client_id client, struct node *out)
{
    struct picture *inside = NULL;

    if (!doc_wants(out, access_view_sees_client))
        return OK;
    TRY(picture_inside(tx, g, &inside));
    doc_bool(out, access_view_sees_client,
             policy_sees_client(inside, picture_person(inside, staff), client, g->now).allowed);
    picture_release(inside);
    return OK;
}

enum err access_document(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                         struct client_id client, struct node *out)
{
    struct relation pair;
    struct str name;

    TRY(relation_read(tx, g, staff, client, &pair));
    TRY(client_name(tx, g, client, &name));
    named_document(doc_object(out, access_view_staff), staff.n, staff_name(g, staff));
    named_document(doc_object(out, access_view_client), client.n, name);
    TRY(sees_document(tx, g, staff, client, out));
    doc_enum(out, access_view_access, pair.removed_at ? ACCESS_REMOVED : ACCESS_GRANTED);
    doc_bool(out, access_view_subscribed, pair.subscribed);
    doc_int(out, access_view_generation, cx->change);
    if (pair.removed_at) {
        doc_instant(out, access_view_removed_at, pair.removed_at);
        doc_text(out, access_view_reason, pair.removal_reason);
        doc_enum(out, access_view_severity, pair.removal_severity);
        if (pair.review_on)
            doc_day(out, access_view_review_on, pair.review_on);
        if (pair.removed_at + UNDO_HOURS * HOUR_US > g->now)
            doc_int(out, access_view_undo, pair.removal_change);
    }
    return OK;
}

MUST_CHECK static enum err tell_managers(struct context *cx, struct tx *tx, const struct grant *g,
                                         enum notice_kind kind, struct staff_id staff, struct client_id client)
{
    const struct notice notice = {.kind = kind, .client = client, .about = staff};

    return notice_add_managers(cx, tx, g, &notice);
}

struct relation removal_from(struct staff_id staff, struct client_id client, const struct input *in)
{
    return (struct relation){.staff = staff,
                             .client = client,
                             .removal_reason = input_text(in, "reason"),
                             .removal_severity = (int)input_int(in, "severity"),
                             .review_on = (int32_t)input_int(in, "review_on")};
}

enum err access_remove(struct context *cx, struct tx *tx, const struct grant *g, const struct relation *removal)
{
    struct relation before;

    TRY(relation_read(tx, g, removal->staff, removal->client, &before));
    const struct undo_step step = {UNDO_REMOVAL, removal->staff.n, removal->client.n, before.subscribed, 0, {0}};
    TRY(undo_keep(cx, tx, g, 0, &step));
    TRY(relation_remove_access(cx, tx, g, removal));
    TRY(requests_settle(cx, tx, g, removal->staff, removal->client));
    audit_about(cx, removal->staff, removal->client);
    audit_reason(cx, removal->removal_reason);
    cx->undo = pair_address(cx->arena, removal->staff, removal->client, "undo");
    return tell_managers(cx, tx, g, NOTICE_ACCESS_REMOVED, removal->staff, removal->client);
}

enum err access_restore(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                        struct client_id client, bool subscribe)
{
    TRY(relation_restore_access(cx, tx, g, staff, client, subscribe));
    audit_about(cx, staff, client);
    return tell_managers(cx, tx, g, NOTICE_ACCESS_RESTORED, staff, client);
}

/* The reason, severity or review date of a removal that stands already. */
MUST_CHECK static enum err amend(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                 const struct relation *pair)
{
    struct relation amended = *pair;

    audit_about(cx, pair->staff, pair->client);
    if (input_given(in, "reason"))
        amended.removal_reason = input_text(in, "reason");
    if (input_given(in, "severity"))
        amended.removal_severity = (int)input_int(in, "severity");
    if (input_given(in, "review_on"))
        amended.review_on = (int32_t)input_int(in, "review_on");
    return relation_amend_removal(cx, tx, g, &amended);
}

MUST_CHECK static enum err remove_or_refuse(struct context *cx, struct tx *tx, const struct grant *g,
                                            const struct input *in, const struct relation *pair)
{
    struct barriers barriers;

    if (pair->removed_at)
        return amend(cx, tx, g, in, pair);
    TRY(barriers_read(cx, tx, g, pair->staff, pair->client, &barriers));
    if (barriers_count(&barriers) > 0)
        return barriers_refuse(cx, g, pair->staff, pair->client, &barriers);
    const struct relation removal = removal_from(pair->staff, pair->client, in);
    return access_remove(cx, tx, g, &removal);
}

MUST_CHECK static enum err run_switch(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct staff_id staff = cx_staff(cx);
    struct client_id client = cx_client(cx);
    struct relation pair;

    TRY(may_switch(cx, g, staff));
    TRY(relation_read(tx, g, staff, client, &pair));
    if (input_int(in, "access") == ACCESS_REMOVED)
        TRY(remove_or_refuse(cx, tx, g, in, &pair));
    else if (pair.removed_at)
        TRY(access_restore(cx, tx, g, staff, client, input_bool(in, "subscribe")));
    else
        audit_about(cx, staff, client); /* granted already: the same answer, nothing to change */
    return access_document(cx, tx, g, staff, client, out);
}

/* ------------------------------------------------------------------ restore's question (ACC-30) */

#define RESTORE(F, P)                                                                                                  \
    F(P, staff, OBJECT, BASIC, .of = &named_schema)                                                                    \
    F(P, client, OBJECT, BASIC, .of = &named_schema)                                                                   \
    F(P, access, ENUM, ACCESS, .names = &access_names)                                                                 \
    F(P, reason, TEXT, REASON)                                                                                         \
    F(P, severity, ENUM, REASON, .names = &severity_names)                                                             \
    F(P, removed_at, INSTANT, ACCESS)                                                                                  \
    F(P, removed_by, TEXT, ACCESS)                                                                                     \
    F(P, switch_page, ADDRESS, BASIC)                                                                                  \
    F(P, back, ADDRESS, BASIC)
DOC_SCHEMA(restore_view, RESTORE);

MUST_CHECK static enum err run_question(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct input *in, struct node *out)
{
    struct relation pair;
    struct str name;

    (void)in;
    TRY(may_switch(cx, g, cx_staff(cx)));
    TRY(relation_read(tx, g, cx_staff(cx), cx_client(cx), &pair));
    TRY(client_name(tx, g, cx_client(cx), &name));
    named_document(doc_object(out, restore_view_staff), cx_staff(cx).n, staff_name(g, cx_staff(cx)));
    named_document(doc_object(out, restore_view_client), cx_client(cx).n, name);
    doc_address(out, restore_view_switch_page, pair_address(cx->arena, cx_staff(cx), cx_client(cx), "access"));
    doc_address(out, restore_view_back, subscriptions_address(cx->arena, cx_staff(cx)));
    doc_enum(out, restore_view_access, pair.removed_at ? ACCESS_REMOVED : ACCESS_GRANTED);
    doc_text(out, restore_view_reason, pair.removal_reason);
    doc_enum(out, restore_view_severity, pair.removal_severity);
    doc_instant(out, restore_view_removed_at, pair.removed_at);
    doc_text(out, restore_view_removed_by, staff_name(g, pair.removed_by));
    return OK;
}

static const struct operation operations[] = {
    {.name = "access.question",
     .summary = "What a restore asks: the removal as it stands.",
     .method = METHOD_GET,
     .path = "/staff/{staff}/clients/{client}/access",
     .permission = PERMISSION_manage_staff,
     .output = &restore_view_schema,
     .page = "access/restore",
     .title = "Access",
     .run = run_question},
    {.name = "access.switch",
     .summary = "Removes a worker's access to a client, or restores it.",
     .method = METHOD_PUT,
     .path = "/staff/{staff}/clients/{client}/access",
     .permission = PERMISSION_manage_staff,
     .input = switch_input,
     .output = &access_view_schema,
     .problem = &barriers_problem_schema,
     .form = "access.sheet",
     .next = "/staff/{staff}/client-subscriptions",
     .run = run_switch},
};

const struct feature access_feature = {
    .name = "access", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
