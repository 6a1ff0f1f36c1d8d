/* Inside of roles/: how a custom role is answered. */
#ifndef FEATURES_ROLES_CUSTOM_DOCS_H
#define FEATURES_ROLES_CUSTOM_DOCS_H

#include "features/roles/custom.h"
#include "features/roles/permissions.h"

#define ROLE_HOLDER(F, P)                                                                                              \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, status, TEXT, BASIC)
DOC_SCHEMA(role_holder, ROLE_HOLDER);

/* A role by its name on the wire (a built-in one's, or a custom one's id) and for people. `page`: a custom one's. */
#define ROLE_NAMED(F, P)                                                                                               \
    F(P, role, TEXT, BASIC)                                                                                            \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, page, ADDRESS, BASIC)
DOC_SCHEMA(role_named, ROLE_NAMED);

/* A cell that is set otherwise than in the role that this one was copied from. */
#define ROLE_DIFFERENCE(F, P)                                                                                          \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, on, BOOL, BASIC)                                                                                              \
    F(P, meaning, TEXT, BASIC)
DOC_SCHEMA(role_difference, ROLE_DIFFERENCE);

#define ROLE_CAN(F, P)                                                                                                 \
    F(P, archive, BOOL, BASIC)                                                                                         \
    F(P, restore, BOOL, BASIC)
DOC_SCHEMA(role_can, ROLE_CAN);

#define ROLE_FORM(F, P)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, name_error, TEXT, BASIC)                                                                                      \
    F(P, description, TEXT, BASIC)                                                                                     \
    F(P, description_error, TEXT, BASIC)
DOC_SCHEMA(role_form, ROLE_FORM);

/* `base`: the built-in role whose locks, class and level it has; `people`: who holds it. */
#define ROLE_VIEW(F, P)                                                                                                \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, base, TEXT, BASIC)                                                                                            \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, description, TEXT, BASIC)                                                                                     \
    F(P, base_label, TEXT, BASIC)                                                                                      \
    F(P, source, OBJECT, BASIC, .of = &role_named_schema)                                                              \
    F(P, archived, BOOL, BASIC)                                                                                        \
    F(P, archived_at, INSTANT, BASIC)                                                                                  \
    F(P, created_at, INSTANT, BASIC)                                                                                   \
    F(P, people, LIST, BASIC, .of = &role_holder_schema)                                                               \
    F(P, permissions, MAP, BASIC, .of = &permission_cell_schema)                                                       \
    F(P, differences, LIST, BASIC, .of = &role_difference_schema)                                                      \
    F(P, cells_page, ADDRESS, BASIC)                                                                                   \
    F(P, compare_page, ADDRESS, BASIC)                                                                                 \
    F(P, can, OBJECT, BASIC, .of = &role_can_schema)                                                                   \
    F(P, form, OBJECT, BASIC, .of = &role_form_schema)                                                                 \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(role_view, ROLE_VIEW);

/* `cells`: PERMISSION_BIT of what is on. */
void custom_role_document(struct context *cx, const struct grant *g, const struct custom_role *role, uint64_t cells,
                          struct node *out);
void custom_holders_document(struct context *cx, const struct person *const *people, int count, struct node *list);
void role_named_document(struct context *cx, const struct grant *g, int role, struct node *item);

#endif
