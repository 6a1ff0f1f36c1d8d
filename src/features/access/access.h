/* Client access: who sees a client and why; removing, restoring, resolving, undoing (ACC-01 to ACC-63, ACC-70). */
#ifndef FEATURES_ACCESS_H
#define FEATURES_ACCESS_H

#include "app/app.h"
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

extern const struct feature access_feature, access_lists_feature, access_resolve_feature, access_undo_feature,
    access_client_feature;

#endif
