/* Inside of access/: who could take over, best first (ACC-24). */
#ifndef FEATURES_ACCESS_SUGGEST_H
#define FEATURES_ACCESS_SUGGEST_H

#include "features/access/access_docs.h"

/* One option of a select; without `value` it is what stands for nobody. */
#define CHOICE(F, P)                                                                                                   \
    F(P, value, ID, BASIC)                                                                                             \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, note, TEXT, BASIC)                                                                                            \
    F(P, free, BOOL, BASIC)                                                                                            \
    F(P, do_not_schedule, BOOL, ACCESS)                                                                                \
    F(P, selected, BOOL, BASIC)
DOC_SCHEMA(choice, CHOICE);

struct candidate {
    const struct person *person;
    bool do_not_schedule, busy;
    int preferred_position; /* 0: not preferred */
    int64_t served;
};
struct busy_then {
    int64_t event, staff;
};

/* Everyone who can be tied to the client but the one who leaves, and who of them is taken during which visit. */
struct suggestions {
    struct arena *arena;
    struct candidate *all; /* best first, as if all were free */
    int count;
    const struct busy_then *busy; /* by event */
    int busy_count;
};
/* Two statements, however many events. */
MUST_CHECK enum err suggestions_read(struct tx *tx, const struct grant *g, struct staff_id leaving,
                                     struct client_id client, const struct event_list *events, struct suggestions *ret);

/* The best `max` for one visit (`event` none: no time to ask about): those not on Do Not Schedule first, then Preferred
 * in order, then who is free, then who served most, then by name. The proposal, which is selected, is the first who is
 * free and may be scheduled without a warning; where there is none, nobody. */
void suggestions_document(const struct suggestions *suggestions, struct event_id event, int max, bool propose,
                          struct node *list);

#endif
