/* Inside of staff/: a person's own document, shared by reading, creating and changing. */
#ifndef FEATURES_STAFF_PROFILE_H
#define FEATURES_STAFF_PROFILE_H

#include "features/staff/staff_docs.h"

/* One permission of a person as it holds now, with its reason (ROL-303 for permissions). `on_when_active` only where
 * the person is not active: what role and exceptions would give. */
#define STAFF_PERMISSION(F, P)                                                                                         \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, on, BOOL, BASIC)                                                                                              \
    F(P, on_when_active, BOOL, BASIC)                                                                                  \
    F(P, locked, BOOL, BASIC)                                                                                          \
    F(P, reason, TEXT, BASIC)                                                                                          \
    F(P, rule, TEXT, BASIC)                                                                                            \
    F(P, meaning, TEXT, BASIC)                                                                                         \
    F(P, limit, TEXT, BASIC)                                                                                           \
    F(P, until, INSTANT, BASIC)                                                                                        \
    F(P, why_page, ADDRESS, BASIC)
DOC_SCHEMA(staff_permission, STAFF_PERMISSION);

/* Begins as staff_head. */
#define STAFF_PROFILE(F, P)                                                                                            \
    STAFF_HEAD(F, P)                                                                                                   \
    F(P, email, TEXT, CONTACT)                                                                                         \
    F(P, phone, TEXT, CONTACT)                                                                                         \
    F(P, notes, TEXT, STAFF)                                                                                           \
    F(P, invited_at, INSTANT, STAFF)                                                                                   \
    F(P, last_sign_in_at, INSTANT, STAFF)                                                                              \
    F(P, created_at, INSTANT, STAFF)                                                                                   \
    F(P, clients_seen, INT, BASIC)                                                                                     \
    F(P, removals, INT, ACCESS)                                                                                        \
    F(P, permissions, LIST, STAFF, .of = &staff_permission_schema)                                                     \
    F(P, warning, TEXT, BASIC)                                                                                         \
    F(P, link, TEXT, STAFF)                                                                                            \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(staff_profile, STAFF_PROFILE);

void staff_profile_document(struct context *cx, const struct grant *g, const struct staff *staff, struct node *out);
/* Fills an item of staff_permission. `about` stands in the grant's picture. */
void staff_permission_document(struct context *cx, const struct grant *g, const struct person *about,
                               enum permission permission, struct node *item);
/* The row of ROL-111 is shown only while the company has private messaging on. */
bool staff_permission_shown(const struct grant *g, enum permission permission);

#endif
