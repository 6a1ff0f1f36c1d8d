/* Inside of access/: access for a time (ACC-09). */
#ifndef FEATURES_ACCESS_DATED_H
#define FEATURES_ACCESS_DATED_H

#include "features/access/access_docs.h"

#define DATED(F, P)                                                                                                    \
    F(P, id, ID, ACCESS)                                                                                               \
    F(P, staff, OBJECT, ACCESS, .of = &named_schema)                                                                   \
    F(P, from, INSTANT, ACCESS)                                                                                        \
    F(P, until, INSTANT, ACCESS)                                                                                       \
    F(P, running, BOOL, ACCESS)                                                                                        \
    F(P, reason, TEXT, REASON)                                                                                         \
    F(P, made_by, TEXT, ACCESS)                                                                                        \
    F(P, end_page, ADDRESS, ACCESS)
DOC_SCHEMA(dated, DATED);

/* What runs or is to come, of a client (`staff` none) or of a pair, the earliest first. One statement. */
MUST_CHECK enum err dated_document(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                   struct client_id client, struct node *list);

#endif
