/* Inside of access/: who could take over, best first (ACC-24). */
#ifndef FEATURES_ACCESS_SUGGEST_H
#define FEATURES_ACCESS_SUGGEST_H

#include "features/access/access_docs.h"

#define CHOICE(F, P)                                                                                                   \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, note, TEXT, BASIC)                                                                                            \
    F(P, free, BOOL, BASIC)                                                                                            \
    F(P, do_not_schedule, BOOL, ACCESS)
DOC_SCHEMA(choice, CHOICE);

/* Everyone who can be tied to the client but `leaving`: not on Do Not Schedule first, then free at the event's time (`event` NULL:
 * no time to ask about), then Preferred in order, then most often served, then by name. At most SUGGESTIONS_MAX. Two statements. */
enum { SUGGESTIONS_MAX = 50 };
MUST_CHECK enum err suggest_document(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id leaving,
                                     struct client_id client, const struct event *event, struct node *list);

#endif
