/* The one decision, step by step: the person, the permission, the subject, the reach. */
#include "policy/parts.h"

/* ------------------------------------------------------------------ 1. the person */

struct decision standing(const struct person *person)
{
    if (person == NULL)
        return refuse(REASON_nobody, INT64_MAX);
    switch (person->status) {
    case STAFF_ACTIVE:
        break;
    case STAFF_INVITED:
        return refuse(REASON_invited, INT64_MAX);
    case STAFF_FROZEN:
        return refuse(REASON_frozen, INT64_MAX);
    case STAFF_INACTIVE:
    case STAFF_STATUS__MAX:
    default: /* a status unknown here gives nothing */
        return refuse(REASON_inactive, INT64_MAX);
    }
    if (person->row == NULL)
        return refuse(REASON_no_role, INT64_MAX);
    return allow(REASON_active, INT64_MAX);
}

/* ------------------------------------------------------------------ 2. the permission */

/* Why what is `switched` on does not amount to the permission. */
static inline enum reason why_not(const struct person *person, uint64_t bit, uint64_t switched)
{
    const struct role_row *row = person->row;

    if ((person->limit & bit) == 0 && person->viewer == 0)
        return REASON_token_lacks;
    if ((person->limit & switched & bit) != (switched & bit))
        return REASON_view_lacks;
    if (row->own & bit)
        return REASON_only_own;
    if (switched & bit)
        return REASON_coupled_off;
    if ((row->editable & bit) == 0)
        return REASON_locked_off;
    return row->on & bit ? REASON_exception_off : REASON_switched_off;
}

static bool about_oneself(const struct person *person, struct subject subject)
{
    return subject.kind == SUBJECT_STAFF && subject.staff.n == person->id.n;
}

static struct decision permission_answer(const struct person *person, const struct question *question)
{
    enum permission permission = question->permission;

    if (permission == PERMISSION_signed_in)
        return allow(REASON_signed_in, INT64_MAX);
    if (permission <= PERMISSION__NONE || permission >= PERMISSION__MAX)
        return refuse(REASON_no_permission, INT64_MAX);
    uint64_t bit = PERMISSION_BIT(permission);
    assert(person->row != NULL); /* standing() refused who has no role */
    if ((person->row->own & person->limit & bit) != 0 && about_oneself(person, question->subject))
        return allow(REASON_oneself, INT64_MAX);
    int64_t until = held_until(person, bit, question->now);
    if ((held_at(person, question->now) & bit) == 0)
        return refuse(why_not(person, bit, switched_at(person, question->now)), until);
    if (person->barred[question->surface] & bit)
        return refuse(question->surface == SURFACE_FIELD_APP ? REASON_dashboard_only : REASON_field_app_only,
                      INT64_MAX);
    return allow((person->row->on & bit) != 0 ? REASON_role : REASON_exception, until);
}

/* ------------------------------------------------------------------ 3. and 4. staff */

enum about { ABOUT_PROFILE, ABOUT_own, ABOUT_everyone, ABOUT_levels, ABOUT_below, ABOUT_standing, ABOUT_role };

static enum about about_of(enum permission permission)
{
    static const uint8_t table[PERMISSION__MAX] = {
#define ABOUT(name, kind) [PERMISSION_##name] = ABOUT_##kind,
#include "policy/about.def"
#undef ABOUT
    };

    return permission > 0 && permission < PERMISSION__MAX ? (enum about)table[permission] : ABOUT_PROFILE;
}

static struct decision sight_of_staff(const struct picture *picture, const struct person *person, struct staff_id staff,
                                      int64_t now)
{
    uint64_t manages = PERMISSION_BIT(PERMISSION_manage_staff);

    if (staff.n == person->id.n)
        return allow(REASON_oneself, INT64_MAX);
    /* Found or not, the end of the permission is named alike, so that it does not tell the two apart. */
    int64_t until = held_until(person, manages, now);
    if ((held_at(person, now) & manages) == 0)
        return refuse(REASON_no_staff, until);
    if (picture_person(picture, staff) == NULL)
        return refuse(REASON_no_staff, INT64_MAX);
    return allow(REASON_staff_managed, until);
}

struct decision within_reach(const struct person *person, int level)
{
    const struct role_info *info = role_info(person->base);

    if (level <= info->reach)
        return allow(REASON_within_reach, INT64_MAX);
    /* A role whose reach ends below itself is the facility's Admin. */
    return refuse(info->reach > 0 && info->reach < info->level ? REASON_workers_only : REASON_level, INT64_MAX);
}

static struct decision staff_answer(const struct picture *picture, const struct person *person,
                                    const struct question *question)
{
    struct staff_id staff = question->subject.staff;
    enum about about = about_of(question->permission);
    bool self = staff.n == person->id.n;
    const struct person *target = picture_person(picture, staff);

    if (self)
        return about == ABOUT_role ? refuse(REASON_own_role, INT64_MAX) : allow(REASON_oneself, INT64_MAX);
    if (about == ABOUT_own)
        return refuse(REASON_only_own, INT64_MAX);
    if (about == ABOUT_everyone && target != NULL)
        return allow(REASON_everyone, INT64_MAX);
    if (about == ABOUT_levels && target != NULL)
        return within_reach(person, target->level);
    struct decision sight = sight_of_staff(picture, person, staff, question->now);
    if (!sight.allowed || target == NULL || about == ABOUT_PROFILE)
        return sight;
    if (target->owner && about != ABOUT_below)
        return refuse(REASON_owner, INT64_MAX);
    struct decision reach = within_reach(person, target->level);
    if (reach.allowed)
        reach.valid_until = sight.valid_until;
    return reach;
}

/* ------------------------------------------------------------------ 3. and 4. clients and events */

#define SHOWS_EVENTS (PERMISSION_BIT(PERMISSION_view_client_schedule) | PERMISSION_BIT(PERMISSION_manage_scheduling))

bool policy_sees_others_events(const struct person *person, int64_t now)
{
    if (!standing(person).allowed)
        return false;
    return person->class == ROLE_CLASS_SUPPORT || (held_at(person, now) & SHOWS_EVENTS) != 0;
}

/* `all`: the permission asked about shows every event of a visible client by itself. */
static struct decision sight_of_event(const struct picture *picture, const struct person *person,
                                      struct subject subject, bool all, int64_t now)
{
    struct decision sight = sight_of_client(picture, person, subject.client.n, now);

    if (!sight.allowed || all || person->class == ROLE_CLASS_SUPPORT)
        return sight;
    if (subject.staff.n == person->id.n) {
        sight.reason = REASON_own_event;
        return sight;
    }
    int64_t until = held_until(person, SHOWS_EVENTS, now);
    if (!policy_sees_others_events(person, now))
        return refuse(REASON_other_event, until);
    return allow(REASON_client_schedule, earlier(until, sight.valid_until));
}

static struct decision event_answer(const struct picture *picture, const struct person *person,
                                    const struct question *question)
{
    uint64_t schedule = PERMISSION_BIT(PERMISSION_manage_scheduling);
    bool calendar = question->permission == PERMISSION_view_company_calendar;
    struct decision sight = sight_of_event(picture, person, question->subject, calendar, question->now);

    if (!sight.allowed || question->subject.staff.n == person->id.n)
        return sight;
    if (question->permission == PERMISSION_deliver_services)
        return refuse(REASON_not_assigned, INT64_MAX);
    if (question->permission != PERMISSION_complete_without_message)
        return sight;
    int64_t until = held_until(person, schedule, question->now);
    if ((held_at(person, question->now) & schedule) == 0)
        return refuse(REASON_not_assigned, until);
    sight.valid_until = earlier(sight.valid_until, until);
    return sight;
}

static struct decision subject_answer(const struct picture *picture, const struct person *person,
                                      const struct question *question)
{
    switch (question->subject.kind) {
    case SUBJECT_COMPANY:
        return allow(REASON_whole, INT64_MAX);
    case SUBJECT_CLIENT:
        return sight_of_client(picture, person, question->subject.client.n, question->now);
    case SUBJECT_EVENT:
        return event_answer(picture, person, question);
    case SUBJECT_STAFF:
        return staff_answer(picture, person, question);
    case SUBJECT__MAX:
        break;
    }
    assert(!"a question about nothing");
    return refuse(REASON_no_permission, INT64_MAX);
}

/* ------------------------------------------------------------------ the decision */

static struct decision by_steps(const struct picture *picture, const struct person *person,
                                const struct question *question, struct trace *ret)
{
    if (question->permission == PERMISSION_anyone)
        return ret->steps[STEP_PERSON] = allow(REASON_anyone, INT64_MAX);
    struct decision stands = ret->steps[STEP_PERSON] = standing(person);
    if (!stands.allowed)
        return stands;
    struct decision holds = ret->steps[STEP_PERMISSION] = permission_answer(person, question);
    if (!holds.allowed)
        return holds;
    struct decision reaches = ret->steps[STEP_SUBJECT] = subject_answer(picture, person, question);
    if (!reaches.allowed)
        return reaches;
    /* About a person or nothing in particular the permission is what explains the answer, else the sight. */
    bool explained = reaches.reason == REASON_whole || reaches.reason == REASON_everyone;
    return allow(explained ? holds.reason : reaches.reason, earlier(holds.valid_until, reaches.valid_until));
}

/* The common case, in few steps: someone active without dated exceptions, about a client. by_steps() would say the
 * same, and trace the same. */
static inline bool is_common(const struct person *person, const struct question *question)
{
    assert(question->surface > 0 && question->surface < SURFACE__MAX);
    return question->subject.kind == SUBJECT_CLIENT && person != NULL && person->status == STAFF_ACTIVE &&
           person->exception_count == 0 && question->permission > 0 && question->permission < PERMISSION__MAX &&
           person->row != NULL && (person->barred[question->surface] & PERMISSION_BIT(question->permission)) == 0;
}

static inline struct decision common_permission(const struct person *person, uint64_t bit)
{
    if ((person->permissions & bit) == 0)
        return refuse(why_not(person, bit, person->switched), INT64_MAX);
    return allow((person->row->on & bit) != 0 ? REASON_role : REASON_exception, INT64_MAX);
}

struct decision policy_explain(const struct picture *picture, const struct person *person,
                               const struct question *question, struct trace *ret)
{
    *ret = (struct trace){0};
    if (!is_common(person, question))
        return by_steps(picture, person, question, ret);
    ret->steps[STEP_PERSON] = allow(REASON_active, INT64_MAX);
    struct decision holds = ret->steps[STEP_PERMISSION] =
        common_permission(person, PERMISSION_BIT(question->permission));
    if (!holds.allowed)
        return holds;
    return ret->steps[STEP_SUBJECT] = sight_of_client(picture, person, question->subject.client.n, question->now);
}

struct decision policy_decide(const struct picture *picture, const struct person *person,
                              const struct question *question)
{
    struct trace trace;

    if (!is_common(person, question))
        return by_steps(picture, person, question, &trace);
    struct decision holds = common_permission(person, PERMISSION_BIT(question->permission));
    if (!holds.allowed)
        return holds;
    return sight_of_client(picture, person, question->subject.client.n, question->now);
}

struct decision policy_sees_client(const struct picture *picture, const struct person *person, struct client_id client,
                                   int64_t now)
{
    struct decision stands = standing(person);

    return stands.allowed ? sight_of_client(picture, person, client.n, now) : stands;
}

struct decision policy_sees_staff(const struct picture *picture, const struct person *person, struct staff_id staff,
                                  int64_t now)
{
    struct decision stands = standing(person);

    return stands.allowed ? sight_of_staff(picture, person, staff, now) : stands;
}

struct decision policy_sees_event(const struct picture *picture, const struct person *person, struct client_id client,
                                  struct staff_id assigned, int64_t now)
{
    struct decision stands = standing(person);

    return stands.allowed ? sight_of_event(picture, person, ABOUT_EVENT(client, assigned), false, now) : stands;
}
