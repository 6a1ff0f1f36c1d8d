/* What one person may do about another beyond a single permission: access, roles, standing. */
#include "policy/parts.h"

static struct decision ask(const struct picture *picture, const struct person *person, enum permission permission,
                           struct subject subject, int64_t now)
{
    struct question question = {permission, SURFACE_ANY, subject, now};

    return policy_decide(picture, person, &question);
}

struct decision policy_may_name_staff(const struct picture *picture, const struct person *person, struct staff_id staff,
                                      int64_t now)
{
    uint64_t naming = PERMISSION_BIT(PERMISSION_manage_scheduling) | PERMISSION_BIT(PERMISSION_manage_templates) |
                      PERMISSION_BIT(PERMISSION_manage_staff);
    struct decision sees = policy_sees_staff(picture, person, staff, now);

    if (!standing(person).allowed || picture_person(picture, staff) == NULL || staff.n == person->id.n ||
        (held_at(person, now) & naming) == 0)
        return sees;
    /* What shows the profile and what names people take over from each other: it ends when none is left. */
    return allow(sees.allowed ? sees.reason : REASON_may_name, held_until(person, naming, now));
}

struct decision policy_may_switch_access(const struct picture *picture, const struct person *person,
                                         struct staff_id staff, int64_t now)
{
    struct decision holds = ask(picture, person, PERMISSION_manage_staff, ABOUT_COMPANY, now);
    const struct person *target = picture_person(picture, staff);

    if (!holds.allowed)
        return holds;
    if (staff.n == person->id.n)
        return refuse(REASON_own_access, INT64_MAX);
    if (target == NULL)
        return refuse(REASON_no_staff, INT64_MAX);
    if (target->class != ROLE_CLASS_RELATED && target->class != ROLE_CLASS_SUPPORT)
        return refuse(REASON_manager_access, INT64_MAX);
    return allow(REASON_may_switch, holds.valid_until);
}

struct decision policy_may_give_role(const struct picture *picture, const struct person *person, struct staff_id staff,
                                     int role, int64_t now)
{
    struct subject subject = staff.n == 0 ? ABOUT_COMPANY : ABOUT_STAFF(staff);
    struct decision may = ask(picture, person, PERMISSION_assign_roles, subject, now);
    const struct role_row *row = role_row(picture, role);

    if (!may.allowed)
        return may;
    if (row == NULL)
        return refuse(REASON_no_such_role, INT64_MAX);
    if (row->archived)
        return refuse(REASON_role_archived, INT64_MAX);
    struct decision reach = within_reach(person, role_info(row->base)->level);
    if (reach.allowed)
        return allow(REASON_may_give, may.valid_until);
    return reach.reason == REASON_level ? refuse(REASON_role_above, INT64_MAX) : reach;
}

struct decision policy_may_manage_staff(const struct picture *picture, const struct person *person,
                                        struct staff_id staff, int64_t now)
{
    return ask(picture, person, PERMISSION_manage_staff, ABOUT_STAFF(staff), now);
}

struct decision policy_may_freeze(const struct picture *picture, const struct person *person, struct staff_id staff,
                                  int64_t now)
{
    struct decision may = policy_may_manage_staff(picture, person, staff, now);

    if (!may.allowed || staff.n != person->id.n)
        return may;
    return refuse(REASON_own_standing, INT64_MAX);
}

struct decision policy_may_view_as(const struct picture *picture, const struct person *person, struct staff_id staff,
                                   int64_t now)
{
    struct decision sees = policy_sees_staff(picture, person, staff, now);
    const struct person *target = picture_person(picture, staff);

    if (!sees.allowed || target == NULL)
        return sees;
    if (staff.n == person->id.n)
        return refuse(REASON_own_view, INT64_MAX);
    struct decision may = policy_may_manage_staff(picture, person, staff, now);
    if (!may.allowed)
        return may;
    /* Who does not see every client could see more through other eyes than through their own. */
    if (person->class != ROLE_CLASS_MANAGER)
        return refuse(REASON_level, INT64_MAX);
    return standing(target).allowed ? may : refuse(REASON_no_view, INT64_MAX);
}

struct decision policy_may_compare(const struct picture *picture, const struct person *person, struct staff_id staff,
                                   int64_t now)
{
    struct decision sees = policy_sees_staff(picture, person, staff, now);
    const struct person *target = picture_person(picture, staff);

    if (!sees.allowed || target == NULL || staff.n == person->id.n)
        return sees;
    struct decision reach = within_reach(person, target->level);
    if (reach.allowed)
        reach.valid_until = sees.valid_until;
    return reach;
}

struct decision policy_view_as(const struct picture *picture, const struct person *person, struct staff_id staff,
                               int64_t now, struct person *ret)
{
    struct decision may = policy_may_view_as(picture, person, staff, now);

    if (!may.allowed)
        return may;
    *ret = person_limit(picture_person(picture, staff), held_at(person, now));
    ret->viewer = (int)(picture_person(picture, person->id) - picture->people) + 1;
    ret->owner = false; /* what the owner alone may do is nobody's to look at */
    may.valid_until = earlier(may.valid_until, held_lapse(person, now));
    return may;
}

bool policy_is_owner(const struct person *person)
{
    return person != NULL && person->owner;
}

bool policy_can_own(const struct picture *picture, int role, enum staff_status status)
{
    const struct role_row *row = role_row(picture, role);

    return status == STAFF_ACTIVE && row != NULL && (row->base == ROLE_ADMIN || row->base == ROLE_OWNER_ADMIN);
}

struct decision policy_may_pass_ownership(const struct picture *picture, const struct person *person,
                                          struct staff_id staff, int64_t now)
{
    const struct person *target = picture_person(picture, staff);
    struct decision stands = standing(person);

    if (!stands.allowed)
        return stands;
    if (!person->owner)
        return refuse(REASON_owner_only, INT64_MAX);
    struct decision sees = policy_sees_staff(picture, person, staff, now);
    if (!sees.allowed || target == NULL)
        return sees;
    if (target->owner || !policy_can_own(picture, target->role, target->status))
        return refuse(REASON_no_heir, INT64_MAX);
    return allow(REASON_may_pass, sees.valid_until);
}
