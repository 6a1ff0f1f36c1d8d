/* What a company sets about permissions: a role's cells (ROL-05) and personal exceptions (ROL-302). This folder is the
 * only writer of `role_cell` and `exception`; it keeps their history. Who may is asked by the caller. */
#ifndef FEATURES_ROLES_H
#define FEATURES_ROLES_H

#include "app/app.h"
#include "doc/option.h"

/* One permission on or off for one person, whatever the role says. */
struct permission_exception {
    struct staff_id staff;
    enum permission permission;
    bool on;
    int64_t until; /* 0: no end */
    struct str reason;
};
/* Puts it in the place of an earlier one. ERR_CONFLICT where the permission is locked for the person's role (ROL-03),
 * or where a coupling would break (ROL-140): switched on without what it rests on, or off while another rests on it.
 * Notes the audit detail. */
MUST_CHECK enum err exception_put(struct context *cx, struct tx *tx, const struct grant *g,
                                  const struct permission_exception *exception);
/* The role's own setting holds again. Nothing happens where there is no exception. */
MUST_CHECK enum err exception_end(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                  enum permission permission);
/* Switches an editable cell, and what is coupled with it (ROL-140). ERR_CONFLICT where it is locked. Notes each changed
 * cell in the audit entry. */
MUST_CHECK enum err role_cell_put(struct context *cx, struct tx *tx, const struct grant *g, int role,
                                  enum permission permission, bool on);

/* Somebody whom a change of permissions concerns. */
#define EFFECT_STAFF(F, P)                                                                                             \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)
DOC_SCHEMA(effect_staff, EFFECT_STAFF);

/* ROL-07. A permission that some roles have on one surface only: "Trainee, Staff: in the field app only". `people`: how
 * many have it there and nowhere else while the limits stand, which is whom lifting them gives more; `staff`: who, and
 * `gain` says so. */
#define SURFACE_LIMIT(F, P)                                                                                            \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, text, TEXT, BASIC)                                                                                            \
    F(P, people, INT, BASIC)                                                                                           \
    F(P, staff, LIST, BASIC, .of = &effect_staff_schema)                                                               \
    F(P, gain, TEXT, BASIC)
DOC_SCHEMA(surface_limit, SURFACE_LIMIT);
/* Appends each such permission, whether the company lifted the limits or not. */
void limits_document(const struct context *cx, const struct grant *g, struct node *list);
struct str limit_of_roles(const struct context *cx, const struct picture *picture, enum permission permission);
/* "Manage Client Keys is limited to the field app for the role Staff", as it holds for the person in this picture;
 * empty: no limit. */
struct str limit_of_person(struct arena *arena, const struct picture *picture, const struct person *person,
                           enum permission permission);

/* What becomes of a personal exception with another role (ROL-302): it falls idle where the new role's cell is locked,
 * and comes to life where only the old one's was. */
extern const struct names carried_effect_names;
#define CARRIED(F, P)                                                                                                  \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, on, BOOL, BASIC)                                                                                              \
    F(P, until, INSTANT, BASIC)                                                                                        \
    F(P, effect, ENUM, BASIC, .names = &carried_effect_names)                                                          \
    F(P, text, TEXT, BASIC)
DOC_SCHEMA(carried_exception, CARRIED);
/* A permission that is on and yet not held, since it lacks what it rests on (ROL-140). */
#define UNCOUPLED(F, P)                                                                                                \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, needs, TEXT, BASIC)                                                                                           \
    F(P, text, TEXT, BASIC)
DOC_SCHEMA(uncoupled, UNCOUPLED);
/* Both, where they come about by the person having in `after` another role than they have now. */
MUST_CHECK enum err carried_document(struct context *cx, struct tx *tx, const struct grant *g,
                                     const struct picture *after, struct staff_id staff, struct node *exceptions,
                                     struct node *couplings);

/* A role to choose from. */
#define ROLE_OPTION(F, P)                                                                                              \
    OPTION_FIELDS(F, P)                                                                                                \
    F(P, for_whom, TEXT, BASIC)
DOC_SCHEMA(role_option, ROLE_OPTION);
void role_option_put(struct arena *arena, const struct grant *g, const struct role_facts *role, bool selected,
                     struct node *list);

/* A role's own page: "/settings/roles/000000000034". */
struct str role_page(struct arena *arena, int role);

/* Whether the reader may set this person beside others (ROL-305): oneself, and people at or below one's level. */
bool role_may_compare(const struct grant *g, const struct person *person);

extern const struct feature compare_feature, custom_roles_feature, custom_roles_write_feature, exceptions_feature,
    permissions_feature, permissions_save_feature, permissions_undo_feature, why_feature;

#endif
