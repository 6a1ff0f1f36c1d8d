#include "app/check.h"
#include "app/reason.h"

#include <string.h>

static bool is_system(const struct running *r)
{
    return !r->person && r->call->principal.company.n &&
           (r->call->principal.surface == SURFACE_CLI || r->call->principal.surface == SURFACE_JOB);
}

/* ROL-304: in a view what is read is decided as whoever is viewed. Where the viewer may not look any more the view is
 * over, and the answer is their own. */
static void look_through(struct running *r)
{
    const struct person *viewer = r->person;
    struct staff_id viewed = r->call->principal.viewed;

    r->viewer = NULL;
    r->view_over = false;
    if (!viewer || !viewed.n || r->op->flags & OP_ENDS_VIEW)
        return;
    r->cx->principal.viewed.n = 0;
    r->view_over = !policy_view_as(r->picture, viewer, viewed, r->cx->now, &r->seen).allowed;
    if (r->view_over)
        return;
    r->cx->principal.viewed = viewed;
    r->viewer = viewer;
    r->person = &r->seen;
}

/* A view only looks, and not at what is the other's alone. What was sent from a view that is over is not done in the
 * viewer's own name. */
MUST_CHECK static enum err check_view(struct running *r)
{
    bool writes = operation_writes(r->op);

    if (r->op->permission == PERMISSION_anyone)
        return writes && r->call->principal.viewed.n && !(r->op->flags & OP_ENDS_VIEW)
                   ? FAIL(r->cx->arena, ERR_FORBIDDEN, MSG_VIEW_ANYONE)
                   : OK;
    if (writes && r->view_over)
        return FAIL(r->cx->arena, ERR_FORBIDDEN, MSG_VIEW_OVER);
    if (!r->viewer)
        return OK;
    if (writes)
        return FAIL(r->cx->arena, ERR_FORBIDDEN, MSG_VIEW_ONLY, P_STR("person", r->person->name));
    if (r->op->flags & OP_PRIVATE)
        return FAIL(r->cx->arena, ERR_FORBIDDEN, MSG_VIEW_PRIVATE, P_STR("person", r->person->name));
    return OK;
}

void check_begin(struct running *r, const struct picture *picture)
{
    r->picture = picture;
    r->person = picture && r->call->principal.staff.n ? picture_person(picture, r->call->principal.staff) : NULL;
    if (r->person && ~r->call->principal.token_permissions) {
        /* A token carries a subset of its person's permissions (API-02). */
        r->restricted = person_limit(r->person, r->call->principal.token_permissions);
        r->person = &r->restricted;
    }
    look_through(r);
}

MUST_CHECK static enum err refuse(struct running *r, enum permission permission, enum reason reason)
{
    return reason_refuse(r->cx->arena, r->picture, r->person, permission, reason);
}

static struct decision ask(const struct running *r, enum permission permission, struct subject subject)
{
    const struct question question = {permission, r->cx->principal.surface, subject, r->cx->now};

    return policy_decide(r->picture, r->person, &question);
}

MUST_CHECK static enum err check_sign_in(struct running *r)
{
    const struct principal *who = &r->call->principal;

    if (!r->person || r->person->status != STAFF_ACTIVE)
        return FAIL(r->cx->arena, ERR_SIGNED_OUT, MSG_SIGNED_OUT);
    /* A token that carries nothing but this is a decision point's, and reads nothing (authzen.md). */
    if (who->token_permissions == PERMISSION_BIT(PERMISSION_ask_about_others) && !(r->op->flags & OP_ASKS))
        return FAIL(r->cx->arena, ERR_FORBIDDEN, MSG_TOKEN_ONLY_ASKS);
    if (r->op->flags & OP_FRESH && who->fresh_until < r->cx->now)
        return FAIL(r->cx->arena, ERR_FORBIDDEN, MSG_FRESH_SIGN_IN);
    return OK;
}

static bool about_oneself(const struct running *r)
{
    struct str text = r->call->places[TARGET_STAFF];
    int64_t id;

    return str_is(text, "me") || (id_parse(text, &id) && id == r->person->id.n);
}

/* Of the permissions that a row takes the one is named that can be given, rather than one that the role cannot have. */
MUST_CHECK static enum err refuse_each(struct running *r, enum reason reason)
{
    const enum permission others[] = {about_oneself(r) ? r->op->own : PERMISSION__NONE, r->op->either};

    for (size_t i = 0; reason == REASON_locked_off && i < ARRAY_SIZE(others); i++) {
        struct decision other = {0};

        if (others[i] != PERMISSION__NONE)
            other = ask(r, others[i], ABOUT_COMPANY);
        if (other.reason != REASON__NONE && other.reason != REASON_locked_off)
            return refuse(r, others[i], other.reason);
    }
    return refuse(r, r->op->permission, reason);
}

enum err check_permission(struct running *r)
{
    const struct operation *op = r->op;

    TRY(check_view(r));
    if (op->permission == PERMISSION_anyone)
        return OK;
    if (is_system(r)) {
        struct grant grant;

        if (policy_grant_system(r->picture, r->cx->principal.surface, op->permission, r->cx->now, &grant))
            return OK;
        return refuse(r, op->permission, REASON_no_permission);
    }
    if (op->flags & OP_SYSTEM)
        return FAIL(r->cx->arena, ERR_ABSENT, MSG_ABSENT);
    TRY(check_sign_in(r));
    if (op->flags & OP_OWNER && !policy_is_owner(r->person))
        return FAIL(r->cx->arena, ERR_ABSENT, MSG_ABSENT);
    /* "Only about oneself" is as good as holding it until the target is known, where the address names a person. */
    struct decision decision = ask(r, op->permission, ABOUT_COMPANY);
    if (decision.allowed || (decision.reason == REASON_only_own && strstr(op->path, "{staff}") != NULL))
        return OK;
    if (op->own && ask(r, op->own, ABOUT_COMPANY).allowed)
        return OK;
    if (op->either && ask(r, op->either, ABOUT_COMPANY).allowed)
        return OK;
    return refuse_each(r, decision.reason);
}

static const struct target_rule *target_rule(const struct app *app, enum target_kind kind)
{
    for (int f = 0; f < app->config.feature_count; f++) {
        const struct feature *feature = app->config.features[f];

        for (int i = 0; i < feature->target_count; i++) {
            if (feature->targets[i].kind == kind)
                return &feature->targets[i];
        }
    }
    return NULL;
}

enum err target_resolve(const struct app *app, struct tx *tx, enum target_kind kind, struct company_id company,
                        int64_t id, struct subject *ret)
{
    return target_rule(app, kind)->resolve(tx, company, id, ret);
}

/* Whether the id stands for something that the person may see; `ret` is what policy is asked about. */
MUST_CHECK static enum err look(struct running *r, struct tx *tx, enum target_kind kind, int64_t id,
                                struct subject *ret)
{
    struct decision seen = {.allowed = true};

    *ret = ABOUT_COMPANY;
    if (kind == TARGET_STAFF) {
        *ret = ABOUT_STAFF((struct staff_id){id});
        if (!picture_person(r->picture, ret->staff))
            return ERR_ABSENT;
    } else if (kind == TARGET_CLIENT) {
        *ret = ABOUT_CLIENT((struct client_id){id});
        if (!picture_has_client(r->picture, ret->client))
            return ERR_ABSENT;
    } else {
        TRY(target_resolve(r->app, tx, kind, r->cx->principal.company, id, ret));
    }
    if (is_system(r))
        return OK;
    if (ret->kind == SUBJECT_STAFF)
        seen = policy_sees_staff(r->picture, r->person, ret->staff, r->cx->now);
    else if (ret->kind == SUBJECT_CLIENT)
        seen = policy_sees_client(r->picture, r->person, ret->client, r->cx->now);
    else if (ret->kind == SUBJECT_EVENT)
        seen = policy_sees_event(r->picture, r->person, ret->client, ret->staff, r->cx->now);
    return seen.allowed ? OK : ERR_ABSENT;
}

/* Someone who may schedule names people whose profiles they may not open. */
MUST_CHECK static enum err look_reference(struct running *r, struct tx *tx, enum target_kind kind, int64_t id)
{
    struct subject subject;

    if (kind == TARGET_STAFF && r->person &&
        policy_may_name_staff(r->picture, r->person, (struct staff_id){id}, r->cx->now).allowed)
        return OK;
    return look(r, tx, kind, id, &subject);
}

/* One place of the address; `ret` is what it lets policy be asked about. */
MUST_CHECK static enum err look_place(struct running *r, struct tx *tx, enum target_kind kind, struct subject *ret)
{
    int64_t id = r->cx->target[kind];

    *ret = ABOUT_COMPANY;
    if (kind == TARGET_STAFF && (r->op->flags & OP_ABOUT_CLIENT))
        return look_reference(r, tx, kind, id);
    return look(r, tx, kind, id, ret);
}

enum err check_targets(struct running *r, struct tx *tx)
{
    struct context *cx = r->cx;

    cx->subject = ABOUT_COMPANY;
    for (int kind = 1; kind < TARGET__MAX; kind++) {
        struct str text = r->call->places[kind];
        struct subject subject;

        cx->target[kind] = 0;
        if (text.n == 0)
            continue;
        if (kind == TARGET_STAFF && str_is(text, "me"))
            cx->target[kind] = r->person ? r->person->id.n : cx->principal.staff.n;
        else if (!id_parse(text, &cx->target[kind]))
            return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
        if (!tx && kind != TARGET_STAFF && kind != TARGET_CLIENT)
            continue;
        enum err err = look_place(r, tx, (enum target_kind)kind, &subject);
        if (err == ERR_ABSENT)
            return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
        TRY(err);
        /* With a person and a client in one address the question is about the person; the client was seen. */
        if (cx->subject.kind == SUBJECT_COMPANY)
            cx->subject = subject;
    }
    return OK;
}

MUST_CHECK static enum err parse(struct running *r, struct input **ret)
{
    struct context *cx = r->cx;
    const struct zone *zone = cx->company ? cx->company->zone : zone_utc;
    struct input_locale locale = {zone, cx->company ? cx->company->currency : STR("")};
    bool lax = r->op->flags & OP_IGNORE_UNKNOWN;
    static const struct input_field nothing[] = {{.name = NULL}};
    const struct input_field *fields = r->op->input ? r->op->input : nothing;

    if (r->op->method == METHOD_GET) /* unknown names in a page's address do no harm */
        return input_from_form(cx->arena, fields, r->call->query, lax || r->call->form == CALL_FORM, zone, ret);
    if (r->call->form == CALL_FORM)
        return input_from_form_local(cx->arena, fields, r->call->body, !(r->op->flags & OP_STRICT), &locale, ret);
    if (r->call->body.n == 0)
        return input_from_json(cx->arena, fields, STR("{}"), lax, zone, ret);
    return input_from_json(cx->arena, fields, r->call->body, lax, zone, ret);
}

enum err check_input(struct running *r, struct tx *tx)
{
    struct input *input = NULL;
    const struct input_reference *references;
    enum err err = parse(r, &input);
    enum err result = OK;
    int count;

    r->input = r->out->input = input;
    TRY(err);
    count = input_references(input, r->cx->arena, &references);
    for (int i = 0; i < count; i++) {
        err = look_reference(r, tx, references[i].target, references[i].id);
        if (err == ERR_ABSENT) /* the same for hidden and absent, whatever resolve said */
            result = FAIL_FIELD(r->cx->arena, references[i].field, MSG_FIELD_REFERENCE);
        else
            TRY(err);
    }
    return result;
}

static struct decision grant_for(struct running *r, enum permission permission)
{
    const struct question question = {permission, r->cx->principal.surface, r->cx->subject, r->cx->now};

    return policy_grant(r->picture, r->person, &question, r->cx->arena, &r->grant);
}

enum err check_grant(struct running *r)
{
    const struct operation *op = r->op;
    enum permission permission = op->permission;
    struct decision decision;

    if (permission == PERMISSION_anyone) {
        policy_grant_anyone(r->cx->principal.company, r->cx->now, &r->grant);
        return OK;
    }
    if (is_system(r)) {
        if (policy_grant_system(r->picture, r->cx->principal.surface, permission, r->cx->now, &r->grant))
            return OK;
        return refuse(r, permission, REASON_no_permission);
    }
    if (op->own && r->cx->subject.kind == SUBJECT_STAFF && r->cx->subject.staff.n == r->person->id.n)
        permission = op->own;

    decision = grant_for(r, permission);
    if (!decision.allowed && op->either) {
        /* Whoever holds the second is told what stands against that one. */
        bool holds = ask(r, op->either, ABOUT_COMPANY).allowed;
        struct decision second = grant_for(r, op->either);

        if (second.allowed || holds) {
            permission = op->either;
            decision = second;
        }
    }
    return decision.allowed ? OK : refuse(r, permission, decision.reason);
}
