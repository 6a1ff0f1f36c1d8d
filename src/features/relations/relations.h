/* The pair of a staff member and a client: one row that is never deleted. This folder is the only writer of `relation`;
 * it keeps the row's history and refuses what may not be tied. No operations of its own. */
#ifndef FEATURES_RELATIONS_H
#define FEATURES_RELATIONS_H

#include "app/app.h"

struct relation {
    struct staff_id staff;
    struct client_id client;
    int64_t events;                           /* of any time and status */
    int64_t last_start_at, last_scheduled_at; /* latest start of any event / of a scheduled one; 0: none */
    int64_t last_end_at;                      /* latest end of one not cancelled (ACC-08) */
    int64_t in_progress_end_at;               /* latest planned end of one in progress */
    int64_t preferred_position, preferred_at; /* 1 first; 0: not preferred */
    bool do_not_schedule;
    struct str do_not_schedule_reason;
    int64_t removed_at; /* 0: access granted */
    struct staff_id removed_by;
    struct str removal_reason;
    int removal_severity;   /* enum severity, 0: not said */
    int64_t removal_change; /* the act that removed it */
    int32_t review_on;      /* day number; 0: none */
    bool hold;              /* ACC-70 */
    bool subscribed;
    int64_t changed; /* 0: there is no row yet */
};
enum severity { SEVERITY_PREFERENCE = 1, SEVERITY_CONDUCT, SEVERITY_SAFETY, SEVERITY__MAX };
extern const struct names severity_names;

/* The pair as it stands in this transaction; without a row all is zero (subscribed false) but the ids. */
MUST_CHECK enum err relation_read(struct tx *tx, const struct grant *g, struct staff_id staff, struct client_id client,
                                  struct relation *ret);

/* ACC-40, the one gate: no write may assign, prefer or template a pair without passing here, in the same transaction. A
 * compare-and-set on the pair's row. ERR_CONFLICT with a message that names client and person where access is removed,
 * a separation request waits (only for `newly`: what is scheduled already stays), or the person cannot be assigned at
 * all (Supporter, frozen, inactive). Makes the row if there is none, subscribed for workers. Costs one statement. */
MUST_CHECK enum err relation_tie(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                 struct client_id client, bool newly);
/* After events of the pair changed: counts anew what the row keeps about them. `staff` none does nothing. */
MUST_CHECK enum err relation_recount(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                     struct client_id client);
struct relation_pair {
    struct staff_id staff;
    struct client_id client;
};
/* The same for many pairs (duplicates and staff none allowed): one statement a person and two in all, each at the cost
 * of the pairs; nobody waits for them. */
MUST_CHECK enum err relation_recount_many(struct context *cx, struct tx *tx, const struct grant *g,
                                          const struct relation_pair *pairs, int count);
/* relation_tie for many pairs (duplicates and staff none allowed): all are tied, or ERR_CONFLICT names the first that
 * is refused. One statement a person and one in all, for which alone one waits. */
MUST_CHECK enum err relation_tie_many(struct context *cx, struct tx *tx, const struct grant *g,
                                      const struct relation_pair *pairs, int count, bool newly);

/* Preferred (CLI-04): puts the person at `position` (1 first; beyond the end: last) and closes gaps; ERR_CONFLICT as
 * relation_tie, and where the person is on Do Not Schedule. Position 0 drops. Notes both in the audit entry. */
MUST_CHECK enum err relation_prefer(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                    struct client_id client, int position);
/* ERR_CONFLICT where the person is Preferred. */
MUST_CHECK enum err relation_do_not_schedule(struct context *cx, struct tx *tx, const struct grant *g,
                                             struct staff_id staff, struct client_id client, bool on,
                                             struct str reason);
/* Removal proper; the caller has made sure that no barrier stands (ACC-22). Turns the subscription off. */
MUST_CHECK enum err relation_remove_access(struct context *cx, struct tx *tx, const struct grant *g,
                                           const struct relation *removal);
MUST_CHECK enum err relation_restore_access(struct context *cx, struct tx *tx, const struct grant *g,
                                            struct staff_id staff, struct client_id client, bool subscribe);
/* ERR_CONFLICT while access is removed (ACC-21: locked). */
MUST_CHECK enum err relation_subscribe(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                       struct client_id client, bool on);
MUST_CHECK enum err relation_hold(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                  struct client_id client, bool on);
/* New reason, severity and review date of a removal that stands (ACC-32); who removed it and when stay. */
MUST_CHECK enum err relation_amend_removal(struct context *cx, struct tx *tx, const struct grant *g,
                                           const struct relation *amended);

#endif
