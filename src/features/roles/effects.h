/* Inside of roles/: what a change of permissions does, by name. */
#ifndef FEATURES_ROLES_EFFECTS_H
#define FEATURES_ROLES_EFFECTS_H

#include "features/roles/roles.h"

/* "Maya Chen and Omar Haddad lose Approve Time Off Requests." `meaning`: what having or lacking it means. */
#define EFFECT(F, P)                                                                                                   \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, gained, BOOL, BASIC)                                                                                          \
    F(P, text, TEXT, BASIC)                                                                                            \
    F(P, meaning, TEXT, BASIC)                                                                                         \
    F(P, staff, LIST, BASIC, .of = &effect_staff_schema)
DOC_SCHEMA(effect, EFFECT);

/* A page that somebody can open no more, or now. */
#define EFFECT_PAGE(F, P)                                                                                              \
    F(P, title, TEXT, BASIC)                                                                                           \
    F(P, gained, BOOL, BASIC)                                                                                          \
    F(P, people, INT, BASIC)
DOC_SCHEMA(effect_page, EFFECT_PAGE);

#define EFFECTS(F, P)                                                                                                  \
    F(P, effects, LIST, BASIC, .of = &effect_schema)                                                                   \
    F(P, pages, LIST, BASIC, .of = &effect_page_schema)                                                                \
    F(P, pages_lost, INT, BASIC)                                                                                       \
    F(P, pages_gained, INT, BASIC)                                                                                     \
    F(P, people, INT, BASIC)
DOC_SCHEMA(effects, EFFECTS);

/* "Maya Chen and Omar Haddad", "A, B, C, D, E and 12 others". */
struct str people_text(struct arena *arena, const struct person *const *people, int count);
/* All of them, by effect_staff. */
void effect_people_document(const struct person *const *people, int count, struct node *list);

/* People of both pictures who are not inactive: what they hold in the one and in the other. */
void effects_document(struct context *cx, const struct picture *before, const struct picture *after, int64_t now,
                      struct node *out);

#endif
