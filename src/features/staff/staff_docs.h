/* Inside of staff/: documents and steps that several operations share. */
#ifndef FEATURES_STAFF_DOCS_H
#define FEATURES_STAFF_DOCS_H

#include "features/relations/relations.h"
#include "features/roles/roles.h"
#include "features/staff/staff_store.h"

#define STAFF_NAMED(F, P)                                                                                              \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)
DOC_SCHEMA(staff_named, STAFF_NAMED);

/* What the reader may do about a person next. */
#define STAFF_CAN(F, P)                                                                                                \
    F(P, edit, BOOL, BASIC)                                                                                            \
    F(P, subscriptions, BOOL, BASIC)                                                                                   \
    F(P, sessions, BOOL, BASIC)                                                                                        \
    F(P, change_role, BOOL, BASIC)                                                                                     \
    F(P, exceptions, BOOL, BASIC)                                                                                      \
    F(P, invite, BOOL, BASIC)                                                                                          \
    F(P, freeze, BOOL, BASIC)                                                                                          \
    F(P, activate, BOOL, BASIC)                                                                                        \
    F(P, make_inactive, BOOL, BASIC)                                                                                   \
    F(P, remove, BOOL, BASIC)                                                                                          \
    F(P, record, BOOL, BASIC)                                                                                          \
    F(P, view_as, BOOL, BASIC)
DOC_SCHEMA(staff_can, STAFF_CAN);

/* A company's own role (ROL-301): its id, the built-in role behind it, its name. */
#define STAFF_CUSTOM_ROLE(F, P)                                                                                        \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, base, TEXT, BASIC)                                                                                            \
    F(P, name, TEXT, BASIC)
DOC_SCHEMA(staff_custom_role, STAFF_CUSTOM_ROLE);

/* Who a page is about: the head of all tabs. `role`: a built-in role's name, or a custom one's id; `custom_role` where
 * it is one. */
#define STAFF_HEAD(F, P)                                                                                               \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, role, TEXT, BASIC)                                                                                            \
    F(P, role_label, TEXT, BASIC)                                                                                      \
    F(P, custom_role, OBJECT, BASIC, .of = &staff_custom_role_schema)                                                  \
    F(P, status, ENUM, BASIC, .names = &staff_status_names)                                                            \
    F(P, owner, BOOL, BASIC)                                                                                           \
    F(P, oneself, BOOL, BASIC)                                                                                         \
    F(P, can, OBJECT, BASIC, .of = &staff_can_schema)
DOC_SCHEMA(staff_head, STAFF_HEAD);

/* Fills the head's fields of any document that begins with them. The row may be newer than the picture. */
void staff_head_document(struct context *cx, const struct grant *g, const struct staff *staff, struct node *out);
/* Who stands in the picture under this id, as far as the picture knows. */
struct staff staff_of_picture(const struct person *person);
void staff_can_document(const struct grant *g, const struct staff *staff, struct node *can);

/* How a role is called on the wire and by people. */
void staff_role_words(struct arena *arena, const struct grant *g, int role, struct str *ret_wire,
                      struct str *ret_label);
/* Fills the OBJECT `field` where the role is a custom one. */
void staff_custom_role_document(const struct grant *g, int role, struct node *out, int field);
/* A company's own roles are nothing to who sees nobody else: neither what they are called nor that there is one. */
bool staff_role_shown(const struct grant *g, int role);
/* The roles that the reader may give to `staff` (none: to someone new), least first. */
void staff_role_options(struct arena *arena, const struct grant *g, struct staff_id staff, int selected,
                        struct node *list);
/* A role of this company, as it is called on the wire; ERR_INVALID naming `field` otherwise. */
MUST_CHECK enum err staff_role_input(struct context *cx, const struct grant *g, const struct input *in,
                                     const char *field, int *ret);

/* The reason in words: for whoever may know, or for the person themself. `about` and `permission` fill its places. */
struct str staff_reason_text(struct context *cx, const struct grant *g, const struct person *about,
                             enum permission permission, enum reason reason);
/* policy_may_…, where the command line and jobs may whatever their row allows. */
MUST_CHECK enum err staff_may_freeze(struct context *cx, const struct grant *g, struct staff_id staff);
MUST_CHECK enum err staff_may_give(struct context *cx, const struct grant *g, struct staff_id staff, int role);
/* ROL-220: a third Owner Admin brings a warning; empty where `role` brings none. `staff` none: someone new. */
struct str staff_role_warning(struct context *cx, const struct grant *g, struct staff_id staff, int role);
bool staff_is_oneself(const struct grant *g, struct staff_id staff);

#endif
