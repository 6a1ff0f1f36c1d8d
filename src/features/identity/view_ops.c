/* View as (ROL-304): a session looks through somebody's eyes for a while. What is decided so is decided in app/check.c;
 * here a view begins and ends. */
#include "app/reason.h"
#include "features/identity/identity_parts.h"

SQL(view_begin, "UPDATE session SET viewed_id = $2, viewed_since = $3 WHERE id = $1"
                " /* scope: all companies: the request's own */");
SQL(view_end, "UPDATE session SET viewed_id = 0, viewed_since = 0 WHERE id = $1"
              " /* scope: all companies: the request's own */");

#define VIEW_BEGUN(F, P)                                                                                               \
    F(P, staff, ID, BASIC)                                                                                             \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, until, INSTANT, BASIC)
DOC_SCHEMA(view_begun, VIEW_BEGUN);

MUST_CHECK static enum err run_begin(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                     struct node *out)
{
    struct staff_id staff = cx_staff(cx);
    struct decision may = policy_may_view_as(g->picture, g->person, staff, g->now);

    (void)in;
    TRY(session_needed(cx));
    TRY(reason_allowed(cx, g, PERMISSION_manage_staff, may));
    TRY(EXECUTE(tx, &view_begin, NULL, SQL_INT(cx->principal.session.n), SQL_INT(staff.n), SQL_INT(cx->now)));
    audit_about(cx, staff, (struct client_id){0});
    audit_change(cx, "view", staff.n, "until", STR(""), time_text(cx->arena, zone_utc, cx->now + VIEW_LASTS));
    doc_id(out, view_begun_staff, staff.n);
    doc_text(out, view_begun_name, picture_person(g->picture, staff)->name);
    doc_instant(out, view_begun_until, cx->now + VIEW_LASTS);
    return OK;
}

/* Whoever is in no view is where they want to be: no act. */
MUST_CHECK static enum err run_end(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct staff_id viewed = cx->principal.viewed;

    (void)g;
    (void)in;
    (void)out;
    TRY(session_needed(cx));
    if (!viewed.n) {
        cx->dry_run = true;
        return OK;
    }
    TRY(EXECUTE(tx, &view_end, NULL, SQL_INT(cx->principal.session.n)));
    audit_about(cx, viewed, (struct client_id){0});
    cx->location = arena_format(cx->arena, "/staff/%.*s", STR_ARG(id_text(cx->arena, viewed.n)));
    return OK;
}

static const struct operation rows[] = {
    {
        .name = "staff.view",
        .summary = "Looks through a person's eyes for half an hour, by a session's cookie: until it ends, what is read "
                   "is what they would see, as far as one may see it oneself, and nothing can be changed.",
        .method = METHOD_POST,
        .path = "/staff/{staff}/view",
        .permission = PERMISSION_manage_staff,
        .output = &view_begun_schema,
        .next = "/home",
        .run = run_begin,
        .flags = OP_CHANGES,
    },
    {
        .name = "me.view_end",
        .summary = "Ends the look through somebody's eyes.",
        .method = METHOD_DELETE,
        .path = "/me/view",
        .permission = PERMISSION_signed_in,
        .next = "/home",
        .run = run_end,
        .flags = OP_ENDS_VIEW,
    },
};

const struct feature view_feature = {.name = "view", .operations = rows, .operation_count = ARRAY_SIZE(rows)};
