/* Inside of schedule/: many events at once (SCH-40, ACC-42). A plan says of each what would become of it, before
 * anything is written. */
#ifndef FEATURES_SCHEDULE_BULK_H
#define FEATURES_SCHEDULE_BULK_H

#include "features/schedule/find.h"

enum { BULK_MAX = 4000 };

/* Taking the person off is a reassignment to nobody, but never by forgetting to say to whom. */
enum bulk_action { BULK_REASSIGN = 1, BULK_STATUS, BULK_UNASSIGN, BULK_ACTION__MAX };
enum bulk_fate {
    FATE_CHANGE = 1,
    FATE_SAME,    /* is so already */
    FATE_STUCK,   /* no such move (SCH-02) */
    FATE_REMOVED, /* access of the person to the client is removed (ACC-40) */
    FATE_HELD,    /* a separation request waits (ACC-70) */
    FATE_NEVER,   /* the person cannot be assigned at all */
    FATE__MAX,
};
struct bulk_item {
    struct event event;
    enum bulk_fate fate;
    bool ties;   /* passes the gate */
    bool warned; /* Do Not Schedule */
};
struct bulk {
    enum bulk_action action;
    struct staff_id to;       /* REASSIGN; none: nobody */
    enum event_status status; /* STATUS */
    struct bulk_item *items;  /* by start */
    int count;
    int fates[FATE__MAX]; /* how many of each */
};

/* Pure but for the picture in the grant: whose access stands against what. */
void bulk_plan(struct bulk *bulk, const struct grant *g, const struct event_list *events, struct arena *arena);
/* The person whose access an item is about. */
struct staff_id bulk_person(const struct bulk *bulk, const struct event *event);
/* Writes what is to change: some statements a person, whatever the number of events. One entry, one notice a person. */
MUST_CHECK enum err bulk_apply(struct context *cx, struct tx *tx, const struct grant *g, const struct bulk *bulk);

#endif
