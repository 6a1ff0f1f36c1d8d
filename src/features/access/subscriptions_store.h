/* Inside of access/: the rows of a person's Client Subscriptions page. */
#ifndef FEATURES_ACCESS_SUBSCRIPTIONS_STORE_H
#define FEATURES_ACCESS_SUBSCRIPTIONS_STORE_H

#include "features/clients/clients.h"
#include "features/access/access_docs.h"

enum { SUBSCRIPTION_PAGE = 50 };
enum assigned { ASSIGNED_NONE = 1, ASSIGNED_PAST, ASSIGNED_FUTURE, ASSIGNED_ANY };
enum tri { TRI_ANY, TRI_YES, TRI_NO };

struct subscription_filter {
    struct staff_id staff;
    const struct company_profile *company;
    bool all_clients; /* ACC-10: manager roles and Supporters; else only pairs with a relation or a removal */
    enum tri subscribed, preferred, do_not_schedule, removed;
    enum assigned assigned; /* 0: whatever */
    struct str typed;       /* CLI-06 */
    struct str after_sort;
    struct client_id after;
};
struct subscription_row {
    struct client_id client;
    struct str name, sort;
    int64_t preferred_position, preferred_at;
    bool do_not_schedule, subscribed;
    int64_t removed_at;
    struct staff_id removed_by;
    struct str removal_reason;
    int removal_severity;
    int32_t review_on;
    int64_t removal_change;
    int64_t events_past, events_future, next_event_at;
    bool running;
    int pending_lines;
};
struct subscription_rows {
    struct subscription_row items[SUBSCRIPTION_PAGE];
    int count;
    bool more;
    int64_t total;
};
/* A page of pairs in the grant's scope, sorted by client name. Four statements. */
MUST_CHECK enum err subscription_rows_read(struct tx *tx, const struct grant *g,
                                           const struct subscription_filter *filter, struct subscription_rows *ret);

#endif
