#include "app/reason.h"
#include "features/staff/staff_docs.h"

bool staff_is_oneself(const struct grant *g, struct staff_id staff)
{
    return g->staff.n && g->staff.n == staff.n;
}

/* ------------------------------------------------------------------ roles */

void staff_role_words(struct arena *arena, const struct grant *g, int role, struct str *ret_wire, struct str *ret_label)
{
    struct role_facts facts = {0};

    *ret_wire = picture_role_wire(g->picture, role, arena);
    *ret_label = picture_role(g->picture, role, &facts) ? facts.name : (struct str){0};
}

void staff_custom_role_document(const struct grant *g, int role, struct node *out, int field)
{
    struct role_facts facts;
    struct node *custom;

    if (!picture_role(g->picture, role, &facts) || !facts.source)
        return;
    custom = doc_object(out, field);
    doc_id(custom, staff_custom_role_id, facts.id);
    doc_text(custom, staff_custom_role_base, str_from(role_info(facts.base)->wire));
    doc_text(custom, staff_custom_role_name, facts.name);
}

static bool may_give(const struct grant *g, struct staff_id staff, int role)
{
    return !g->person || policy_may_give_role(g->picture, g->person, staff, role, g->now).allowed;
}

bool staff_role_shown(const struct grant *g, int role)
{
    return role < ROLE_CUSTOM_FIRST || !g->person || g->person->role == role || grant_holds(g, PERMISSION_manage_staff);
}

void staff_role_options(struct arena *arena, const struct grant *g, struct staff_id staff, int selected,
                        struct node *list)
{
    for (int i = 0; i < picture_role_count(g->picture); i++) {
        struct role_facts role = picture_role_at(g->picture, i);

        if (!role.archived && may_give(g, staff, role.id))
            role_option_put(arena, g, &role, role.id == selected, list);
    }
}

enum err staff_role_input(struct context *cx, const struct grant *g, const struct input *in, const char *field,
                          int *ret)
{
    enum { CHOICES_MAX = 2000 };
    struct buf choices;

    if (picture_role_find(g->picture, input_text(in, field), ret) && staff_role_shown(g, *ret))
        return OK;
    buf_init(&choices, cx->arena, CHOICES_MAX);
    for (int i = 0; i < picture_role_count(g->picture); i++) {
        struct role_facts role = picture_role_at(g->picture, i);

        if (!role.archived && staff_role_shown(g, role.id))
            buf_format(&choices, "%s%.*s", choices.n ? ", " : "",
                       STR_ARG(picture_role_wire(g->picture, role.id, cx->arena)));
    }
    return FAIL_FIELD(cx->arena, str_from(field), MSG_FIELD_CHOICE, P_STR("choices", buf_str(&choices)));
}

struct str staff_role_warning(struct context *cx, const struct grant *g, struct staff_id staff, int role)
{
    struct role_facts facts = {0};
    int others = 0;

    if (!picture_role(g->picture, role, &facts) || facts.base != ROLE_OWNER_ADMIN)
        return (struct str){0};
    for (int i = 0; i < picture_person_count(g->picture); i++) {
        const struct person *person = picture_person_at(g->picture, i);

        others += person->base == ROLE_OWNER_ADMIN && person->status != STAFF_INACTIVE && person->id.n != staff.n;
    }
    return others < 2 ? (struct str){0} : company_sentence(cx, MSG_THIRD_OWNER_ADMIN, NULL, 0);
}

/* ------------------------------------------------------------------ words */

struct str staff_reason_text(struct context *cx, const struct grant *g, const struct person *about,
                             enum permission permission, enum reason reason)
{
    bool own = staff_is_oneself(g, about->id);
    const char *template = own ? policy_reason_user(reason) : policy_reason_admin(reason);
    const struct reason_words words = {
        .picture = g->picture, .person = about, .person_name = about->name, .permission = permission};

    return reason_text(cx->arena, &words, template);
}

/* ------------------------------------------------------------------ who may */

enum err staff_may_freeze(struct context *cx, const struct grant *g, struct staff_id staff)
{
    return g->person
               ? reason_allowed(cx, g, PERMISSION_manage_staff, policy_may_freeze(g->picture, g->person, staff, g->now))
               : OK;
}

enum err staff_may_give(struct context *cx, const struct grant *g, struct staff_id staff, int role)
{
    return g->person ? reason_allowed(cx, g, PERMISSION_assign_roles,
                                      policy_may_give_role(g->picture, g->person, staff, role, g->now))
                     : OK;
}

static bool asks(const struct grant *g, enum permission permission, struct staff_id staff)
{
    const struct question question = {permission, g->surface, ABOUT_STAFF(staff), g->now};

    return policy_decide(g->picture, g->person, &question).allowed;
}

/* What policy says about the reader and a person, before what the person's standing leaves of it. Somebody whom the
 * picture does not hold yet was added by this very act: its author may do what follows. */
struct reach {
    bool self, known, manage, access, freeze, role, permissions;
};

static struct reach reach_of(const struct grant *g, const struct staff *staff)
{
    struct reach reach = {.self = staff_is_oneself(g, staff->id),
                          .known = picture_person(g->picture, staff->id) != NULL};

    if (!reach.known || !g->person) {
        reach.manage = reach.freeze = true;
        reach.access = reach.role = reach.permissions = reach.known;
        return reach;
    }
    reach.manage = asks(g, PERMISSION_manage_staff, staff->id);
    reach.access = asks(g, PERMISSION_manage_access, staff->id);
    reach.permissions = asks(g, PERMISSION_manage_permissions, staff->id);
    reach.freeze = policy_may_freeze(g->picture, g->person, staff->id, g->now).allowed;
    reach.role = asks(g, PERMISSION_assign_roles, staff->id);
    return reach;
}

void staff_can_document(const struct grant *g, const struct staff *staff, struct node *can)
{
    struct reach reach = reach_of(g, staff);
    bool here = staff->status == STAFF_ACTIVE || staff->status == STAFF_INVITED;
    bool invited = staff->status == STAFF_INVITED;

    doc_bool(can, staff_can_edit, reach.self || reach.manage);
    doc_bool(can, staff_can_subscriptions,
             reach.self ? grant_holds(g, PERMISSION_manage_own_notifications) : reach.manage);
    doc_bool(can, staff_can_sessions, reach.self || reach.access);
    doc_bool(can, staff_can_change_role, reach.role);
    doc_bool(can, staff_can_exceptions, reach.permissions);
    doc_bool(can, staff_can_invite, reach.manage && invited);
    doc_bool(can, staff_can_freeze, reach.freeze && reach.access && here);
    doc_bool(can, staff_can_activate, reach.freeze && !here);
    doc_bool(can, staff_can_make_inactive, reach.freeze && staff->status != STAFF_INACTIVE);
    doc_bool(can, staff_can_remove, reach.freeze && invited && !staff->last_sign_in_at);
    doc_bool(can, staff_can_view_as,
             reach.known && g->person && policy_may_view_as(g->picture, g->person, staff->id, g->now).allowed);
    doc_bool(can, staff_can_record, reach.self || asks(g, PERMISSION_view_audit, staff->id));
}

void staff_head_document(struct context *cx, const struct grant *g, const struct staff *staff, struct node *out)
{
    struct str wire, label;

    staff_role_words(cx->arena, g, staff->role, &wire, &label);
    doc_id(out, staff_head_id, staff->id.n);
    doc_text(out, staff_head_name, staff->name);
    doc_text(out, staff_head_role, wire);
    doc_text(out, staff_head_role_label, label);
    staff_custom_role_document(g, staff->role, out, staff_head_custom_role);
    doc_enum(out, staff_head_status, staff->status);
    doc_bool(out, staff_head_owner, staff->owner);
    doc_bool(out, staff_head_oneself, staff_is_oneself(g, staff->id));
    staff_can_document(g, staff, doc_object(out, staff_head_can));
}

struct staff staff_of_picture(const struct person *person)
{
    return (struct staff){
        .id = person->id, .name = person->name, .role = person->role, .status = person->status, .owner = person->owner};
}
