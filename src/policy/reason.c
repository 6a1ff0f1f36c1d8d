/* The texts of reasons.def. */
#include "policy/policy.h"

enum verdict { ALLOW, REFUSE, HIDE };

static const struct {
    const char *name;
    enum verdict verdict;
    const char *rule, *admin, *user;
} reasons[REASON__MAX] = {
#define REASON(id, verdict, rule, admin_text, user_text) [REASON_##id] = {#id, verdict, rule, admin_text, user_text},
#include "policy/reasons.def"
#undef REASON
};

static const char *const changes[REASON__MAX] = {
#define CHANGE(id, text) [REASON_##id] = text,
#include "policy/changes.def"
#undef CHANGE
};

const char *policy_reason_change(enum reason reason)
{
    assert(reason > 0 && reason < REASON__MAX && changes[reason] != NULL);
    return changes[reason];
}

bool policy_reason_hides(enum reason reason)
{
    assert(reason > 0 && reason < REASON__MAX);
    return reasons[reason].verdict == HIDE;
}

const char *policy_reason_rule(enum reason reason)
{
    assert(reason > 0 && reason < REASON__MAX);
    return reasons[reason].rule;
}

const char *policy_reason_admin(enum reason reason)
{
    assert(reason > 0 && reason < REASON__MAX);
    return reasons[reason].admin;
}

const char *policy_reason_user(enum reason reason)
{
    assert(reason > 0 && reason < REASON__MAX);
    return reasons[reason].user;
}

const char *policy_reason_name(enum reason reason)
{
    assert(reason > 0 && reason < REASON__MAX);
    return reasons[reason].name;
}
