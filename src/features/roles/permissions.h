/* Inside of roles/: the settings page and its saving. */
#ifndef FEATURES_ROLES_PERMISSIONS_H
#define FEATURES_ROLES_PERMISSIONS_H

#include "features/roles/cells.h"

NAMES(cell_states, "locked_off", "locked_on", "editable");

#define PERMISSION_CELL(F, P)                                                                                          \
    F(P, state, ENUM, BASIC, .names = &cell_states)                                                                    \
    F(P, value, BOOL, BASIC)
DOC_SCHEMA(permission_cell, PERMISSION_CELL);

void permission_cell_document(struct cell cell, struct node *entry);
/* Why a cell cannot be changed; NULL: it can. */
const char *permission_lock_text(enum cell_kind kind);

/* The last save: by whom, when, of how many cells. `undo`: it can be taken back, by its number `change`. */
#define PERMISSIONS_LAST(F, P)                                                                                         \
    F(P, by, TEXT, BASIC)                                                                                              \
    F(P, at, INSTANT, BASIC)                                                                                           \
    F(P, cells, INT, BASIC)                                                                                            \
    F(P, change, INT, BASIC)                                                                                           \
    F(P, undo, BOOL, BASIC)
DOC_SCHEMA(permissions_last, PERMISSIONS_LAST);

/* "staff.view_client_schedule", "custom_roles.100.permissions.view_client_schedule": a cell's name in forms. */
struct str permissions_input_name(struct arena *arena, struct role_facts role, enum permission permission);
/* "custom_roles.100.id": where a form says which custom role these cells are of; empty for a built-in one. */
struct str permissions_input_id(struct arena *arena, struct role_facts role);
/* What a custom role is compared with and reset to: the role it was copied from, as that is set. */
bool permission_differs(const struct picture *picture, struct role_facts role, enum permission permission);
/* The number of the last act on any cell, 0: never. */
MUST_CHECK enum err permissions_changed(struct tx *tx, const struct grant *g, int64_t *ret);
/* Fills the OBJECT `field` of `out` where there was a save; `ret_changed` as above. */
MUST_CHECK enum err permissions_last(struct context *cx, struct tx *tx, const struct grant *g, struct node *out,
                                     int field, int64_t *ret_changed);

#endif
