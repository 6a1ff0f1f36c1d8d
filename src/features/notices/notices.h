/* Notices on the dashboard: the bell. */
#ifndef FEATURES_NOTICES_H
#define FEATURES_NOTICES_H

#include "app/app.h"

enum notice_kind {
    NOTICE_SCHEDULE_ADDED = 1,
    NOTICE_SCHEDULE_CHANGED,
    NOTICE_SCHEDULE_CANCELLED,
    NOTICE_ACCESS_REMOVED,
    NOTICE_ACCESS_RESTORED,
    NOTICE_SEPARATION_REQUEST,
    NOTICE_TEMPLATE_WAITING, /* a period could not be approved by itself */
    /* ROL-142, told to the owner and to who is asked */
    NOTICE_OWNER_ASKED,
    NOTICE_OWNER_ACCEPTED,
    NOTICE_OWNER_DECLINED,
    NOTICE_OWNER_TAKEN_BACK,
    NOTICE_OWNER_PASSED,
    NOTICE_OWNER_EXPIRED,
    NOTICE_OWNER_VOID,
    /* ROL-306: to who manages access; to the owner */
    NOTICE_REVIEW_BEGUN,
    NOTICE_REVIEW_DUE,
    NOTICE_ACCESS_REPORT,
    NOTICE_KIND__MAX,
};
struct notice {
    enum notice_kind kind;
    struct client_id client; /* none: not about a client */
    struct staff_id about;   /* the person it tells of; none */
    struct event_id event;
    struct str details; /* a short plain text, e.g. "3 visits, first on Tue 3 May" */
};
/* To one person. Nothing for the actor themself. A client's schedule notices obey the subscription (MSG-10); whether
 * the reader may see the client is asked again when it is read (MSG-11). */
MUST_CHECK enum err notice_add(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id to,
                               const struct notice *notice);
/* To everyone active who holds manage_staff, but the actor and `notice->about`. */
MUST_CHECK enum err notice_add_managers(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct notice *notice);

/* How many the grant's person has not read, counted up to 100. */
MUST_CHECK enum err notices_unread(struct tx *tx, const struct grant *g, int64_t *ret);

extern const struct names notice_kind_names;
extern const struct feature notices_feature;

#endif
