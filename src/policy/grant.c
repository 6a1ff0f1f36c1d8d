/* Grants: the only proof that the store takes; made here and nowhere else. And the classes of fields. */
#include "policy/parts.h"

/* ------------------------------------------------------------------ classes of fields */

enum {
    BASIC = 1 << POLICY_CLASS_BASIC,
    CONTACT = 1 << POLICY_CLASS_CONTACT,
    CARE = 1 << POLICY_CLASS_CARE,
    OFFICE = 1 << POLICY_CLASS_OFFICE,
    MONEY = 1 << POLICY_CLASS_MONEY,
    ACCESS = 1 << POLICY_CLASS_ACCESS,
    REASON = 1 << POLICY_CLASS_REASON,
    STAFF = 1 << POLICY_CLASS_STAFF,
    SECURITY = 1 << POLICY_CLASS_SECURITY,
    OWN = 1 << POLICY_CLASS_OWN,
};
enum subject_class { CLIENTS, ONESELF, WORKER, PEER, ABOVE };
enum asker { ALL, MANAGER };
enum { PERMISSION_NONE = PERMISSION__NONE };

static const struct {
    enum subject_class subject;
    enum asker asker;
    enum permission held;
    uint32_t classes;
} class_rows[] = {
#define ABOUT(subject, asker, held, classes) {subject, asker, (enum permission)PERMISSION_##held, (classes)},
#define GIVES(permission, classes)
#include "policy/classes.def"
#undef ABOUT
#undef GIVES
};

static const uint32_t class_gives[PERMISSION__MAX] = {
#define ABOUT(subject, asker, held, classes)
#define GIVES(permission, classes) [PERMISSION_##permission] = (classes),
#include "policy/classes.def"
#undef ABOUT
#undef GIVES
};

static enum subject_class subject_class(const struct picture *picture, const struct person *person,
                                        struct subject subject)
{
    if (subject.kind != SUBJECT_STAFF)
        return CLIENTS;
    if (subject.staff.n == person->id.n)
        return ONESELF;
    const struct person *target = picture_person(picture, subject.staff);
    if (target == NULL || !within_reach(person, target->level).allowed)
        return ABOVE;
    return target->class == ROLE_CLASS_MANAGER ? PEER : WORKER;
}

uint32_t policy_classes(const struct picture *picture, const struct person *person, struct subject subject, int64_t now)
{
    struct question sight = {PERMISSION_signed_in, SURFACE_ANY, subject, now};
    uint32_t classes = 0;

    if (!policy_decide(picture, person, &sight).allowed)
        return 0;
    uint64_t held = held_at(person, now) | PERMISSION_BIT(PERMISSION__NONE);
    enum subject_class kind = subject_class(picture, person, subject);
    for (size_t i = 0; i < ARRAY_SIZE(class_rows); i++) {
        if (class_rows[i].subject == kind && (held & PERMISSION_BIT(class_rows[i].held)) != 0 &&
            (class_rows[i].asker == ALL || person->class == ROLE_CLASS_MANAGER))
            classes |= class_rows[i].classes;
    }
    /* ROL-304: through other eyes nobody gets a field that they would not get themself. */
    const struct person *viewer = viewer_of(picture, person);
    return viewer == NULL ? classes : classes & policy_classes(picture, viewer, subject, now);
}

/* ------------------------------------------------------------------ grants to people */

struct decision policy_grant(const struct picture *picture, const struct person *person,
                             const struct question *question, struct arena *arena, struct grant *ret)
{
    struct decision decision = policy_decide(picture, person, question);
    enum permission permission = question->permission;
    int64_t scope_until;

    if (!decision.allowed)
        return decision;
    if (permission == PERMISSION_anyone) {
        policy_grant_anyone(picture->company.id, question->now, ret);
        return decision;
    }
    *ret = (struct grant){.company = picture->company.id,
                          .staff = person->id,
                          .person = person,
                          .picture = picture,
                          .permission = permission,
                          .surface = question->surface,
                          .now = question->now,
                          .change = picture->company.change};
    policy_scope(picture, person, question->now, arena, &ret->scope, &scope_until);
    ret->classes = policy_classes(picture, person, question->subject, question->now);
    if (permission < PERMISSION__MAX)
        ret->classes |= class_gives[permission];
    ret->valid_until = earlier(decision.valid_until, earlier(scope_until, held_lapse(person, question->now)));
    if (person->viewer != 0)
        ret->valid_until = earlier(ret->valid_until, held_lapse(viewer_of(picture, person), question->now));
    return decision;
}

void policy_grant_anyone(struct company_id company, int64_t now, struct grant *ret)
{
    *ret = (struct grant){.company = company,
                          .permission = PERMISSION_anyone,
                          .surface = SURFACE_ANY,
                          .now = now,
                          .valid_until = INT64_MAX,
                          .scope = {.kind = SCOPE_ONLY},
                          .classes = BASIC};
}

/* ------------------------------------------------------------------ grants to the program itself */

static bool system_holds(enum surface surface, enum permission permission)
{
    static const char table[PERMISSION__MAX][3] = {
#define ROW(name, cli, job) [PERMISSION_##name] = #cli #job,
#include "policy/system.def"
#undef ROW
    };

    if (permission <= PERMISSION__NONE || permission >= PERMISSION__MAX)
        return false;
    if (surface == SURFACE_CLI)
        return table[permission][0] == 'y';
    return surface == SURFACE_JOB && table[permission][1] == 'y';
}

bool policy_grant_system(const struct picture *picture, enum surface surface, enum permission permission, int64_t now,
                         struct grant *ret)
{
    if (!system_holds(surface, permission))
        return false;
    *ret = (struct grant){.company = picture->company.id,
                          .picture = picture,
                          .permission = permission,
                          .surface = surface,
                          .now = now,
                          .change = picture->company.change,
                          .valid_until = INT64_MAX,
                          .scope = {.kind = SCOPE_ALL},
                          .classes = ~(uint32_t)OWN};
    return true;
}

/* ------------------------------------------------------------------ asking again */

bool grant_holds(const struct grant *grant, enum permission permission)
{
    return grant_may(grant, permission, ABOUT_COMPANY);
}

unsigned grant_scope_bits(const struct grant *grant)
{
    if (grant->scope.kind == SCOPE_ONLY)
        return 1u << 0;
    return grant->scope.kind == SCOPE_ALL_BUT ? 1u << 1 : 0u;
}

bool grant_sees_client(const struct grant *grant, struct client_id client)
{
    if (grant->picture == NULL)
        return false;
    if (grant->person == NULL)
        return picture_has_client(grant->picture, client);
    return policy_sees_client(grant->picture, grant->person, client, grant->now).allowed;
}

bool grant_may(const struct grant *grant, enum permission permission, struct subject subject)
{
    struct question question = {permission, grant->surface, subject, grant->now};

    if (grant->picture == NULL)
        return permission == PERMISSION_anyone;
    if (grant->person == NULL)
        return system_holds(grant->surface, permission);
    return policy_decide(grant->picture, grant->person, &question).allowed;
}

bool grant_sees_others_events(const struct grant *grant)
{
    if (grant->picture == NULL)
        return false;
    return grant->person == NULL || policy_sees_others_events(grant->person, grant->now);
}

bool grant_sees_event(const struct grant *grant, struct client_id client, struct staff_id assigned)
{
    if (grant->picture == NULL || grant->person == NULL)
        return grant_sees_client(grant, client);
    return policy_sees_event(grant->picture, grant->person, client, assigned, grant->now).allowed;
}

bool grant_completes_silently(const struct grant *grant)
{
    if (grant_holds(grant, PERMISSION_complete_without_message))
        return true;
    return grant->surface != SURFACE_FIELD_APP && grant_holds(grant, PERMISSION_manage_scheduling);
}

bool grant_is_owner(const struct grant *grant)
{
    return policy_is_owner(grant->person);
}
