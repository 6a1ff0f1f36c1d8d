/* Inside of reviews/: documents that several operations share. */
#ifndef FEATURES_REVIEWS_DOCS_H
#define FEATURES_REVIEWS_DOCS_H

#include "features/reviews/reviews_parts.h"

#define REVIEW_NAMED(F, P)                                                                                             \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)
DOC_SCHEMA(review_named, REVIEW_NAMED);

enum review_standing { REVIEW_STANDS_OPEN = 1, REVIEW_STANDS_FINISHED, REVIEW_STANDS_OVER };
extern const struct names review_standing_names;

/* A copy. `over`: another review began before it was finished, or the manager holds Manage Access no more. */
#define REVIEW_HEAD(F, P)                                                                                              \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, manager, OBJECT, BASIC, .of = &review_named_schema)                                                           \
    F(P, own, BOOL, BASIC)                                                                                             \
    F(P, standing, ENUM, BASIC, .names = &review_standing_names)                                                       \
    F(P, opened_on, DAY, BASIC)                                                                                        \
    F(P, due_on, DAY, BASIC)                                                                                           \
    F(P, late, BOOL, BASIC)                                                                                            \
    F(P, begun_by, TEXT, BASIC)                                                                                        \
    F(P, finished_at, INSTANT, BASIC)                                                                                  \
    F(P, page, ADDRESS, BASIC)                                                                                         \
    F(P, record_page, ADDRESS, BASIC)
DOC_SCHEMA(review_head, REVIEW_HEAD);
/* Fills the head's fields of any document that begins with them. */
void review_head_document(const struct context *cx, const struct grant *g, const struct review_copy *copy,
                          struct node *out);

#define REVIEW_ITEM(F, P)                                                                                              \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, kind, ENUM, BASIC, .names = &review_kind_names)                                                               \
    F(P, staff, OBJECT, BASIC, .of = &review_named_schema)                                                             \
    F(P, client, OBJECT, BASIC, .of = &review_named_schema)                                                            \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, facts, TEXT, SECURITY)                                                                                        \
    F(P, state, ENUM, BASIC, .names = &review_state_names)                                                             \
    F(P, note, TEXT, BASIC)                                                                                            \
    F(P, now, TEXT, BASIC)                                                                                             \
    F(P, page, ADDRESS, BASIC)                                                                                         \
    F(P, answers_page, ADDRESS, BASIC)
DOC_SCHEMA(review_item_view, REVIEW_ITEM);
void review_item_document(const struct context *cx, const struct grant *g, const struct review_copy *copy,
                          const struct review_line *line, struct node *out);

#endif
