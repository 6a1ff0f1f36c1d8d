/* Rules about the schedule that access rests on: what is past, running, future; what is a barrier; the picker. Pure. */
#ifndef POLICY_RULES_H
#define POLICY_RULES_H

#include "policy/picture.h"

enum event_status { EVENT_SCHEDULED = 1, EVENT_IN_PROGRESS, EVENT_COMPLETED, EVENT_CANCELLED, EVENT_STATUS__MAX };
enum event_phase { EVENT_PAST = 1, EVENT_RUNNING, EVENT_FUTURE, EVENT_PHASE__MAX };

/* Future: starts later than now. Running: in progress and planned end less than `running_hours` ago. Else past. */
enum event_phase event_phase(enum event_status status, int64_t starts_at, int64_t ends_at, int running_hours,
                             int64_t now);
/* ACC-22, ACC-23: a future scheduled event, or a running one. */
bool event_is_barrier(enum event_status status, int64_t starts_at, int64_t ends_at, int running_hours, int64_t now);
/* SCH-02. `manager`: holds manage_scheduling. `delivering`: the assigned person with deliver_services. */
bool event_move_allowed(enum event_status from, enum event_status to, bool manager, bool delivering);

/* Whether a person can be tied to a client by an assignment (ACC-40, ACC-05): what stands against it. */
enum tie {
    TIE_FREE = 1, /* Available */
    TIE_PREFERRED,
    TIE_WARN,    /* Do Not Schedule: to be confirmed */
    TIE_HOLD,    /* ACC-70: not newly */
    TIE_REMOVED, /* ACC-40 */
    TIE_NEVER,   /* Supporter, frozen, inactive, unknown: not even listed */
    TIE__MAX,
};
/* Whether that is not TIE_NEVER, whatever the client: active or invited, in a role that performs visits. NULL is
 * nobody. */
bool policy_can_be_tied(const struct person *person);
enum tie policy_tie(const struct picture *picture, const struct person *person, struct client_id client);

enum picker_group {
    PICKER_PREFERRED = 1,
    PICKER_AVAILABLE,
    PICKER_DO_NOT_SCHEDULE,
    PICKER_ACCESS_REMOVED,
    PICKER_GROUP__MAX,
};
struct picker_choice {
    const struct person *person;
    enum tie tie;
    bool selectable; /* false: removed, or a soft hold */
};
struct picker {
    const struct picker_choice *choices; /* in order: group, then preferred position or name */
    int count;
    int first[PICKER_GROUP__MAX + 1]; /* choices[first[g]] … choices[first[g + 1] - 1] are group g */
};
/* ACC-41. Notes ("says why to those who may know") are for the caller, who knows whether the reader may. */
void policy_picker(const struct picture *picture, struct client_id client, struct arena *arena, struct picker *ret);

/* The access removals of a person that stand against a manager role (ACC-50), client ids sorted. */
int policy_removals(const struct person *person, struct arena *arena, const int64_t **ret_clients);

#endif
