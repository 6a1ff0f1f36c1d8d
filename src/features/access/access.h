/* Client access: who sees a client and why; removing, restoring, resolving, undoing (ACC-01 to ACC-63, ACC-70). */
#ifndef FEATURES_ACCESS_H
#define FEATURES_ACCESS_H

#include "app/app.h"
#include "features/access/people.h"
#include "features/schedule/schedule.h"
#include "features/templates/templates.h"

/* All that stands against removing a pair (ACC-22), read in the transaction that would remove it. */
struct barriers {
    int64_t preferred_position; /* 0: none */
    struct event_list events;   /* future scheduled and running ones */
    struct pending_lines lines;
};
MUST_CHECK enum err barriers_read(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                  struct client_id client, struct barriers *ret);
int barriers_count(const struct barriers *barriers);

/* Restores one removal, tells those who should know. For "Restore all and change role" too (ACC-50). */
MUST_CHECK enum err access_restore(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                   struct client_id client, bool subscribe);

/* For the start page of those who decide: separation requests that wait, and removals whose review date has come
 * (ACC-32). One statement each. */
MUST_CHECK enum err requests_open_count(struct tx *tx, const struct grant *g, int64_t *ret);
MUST_CHECK enum err reviews_due_count(struct tx *tx, const struct grant *g, int32_t today, int64_t *ret);

extern const struct feature access_feature, access_lists_feature, access_resolve_feature, access_undo_feature,
    access_client_feature, access_sheet_feature, access_requests_feature, access_reviews_feature, access_dated_feature,
    access_people_feature, access_picker_feature;

#endif
