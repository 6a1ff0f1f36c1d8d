/* Inside of roles/: the cells of a role as they are, as they were asked to be, and as they will be (ROL-05, ROL-140).
 */
#ifndef FEATURES_ROLES_CELLS_H
#define FEATURES_ROLES_CELLS_H

#include "features/roles/roles.h"

/* One role's cells, PERMISSION_BIT sets. */
struct cell_plan {
    struct role_facts role;
    uint64_t before;
    uint64_t asked; /* cells that somebody wants to be otherwise */
    uint64_t after; /* with what is coupled */
};

/* Nothing asked for yet. */
struct cell_plan cell_plan_begin(const struct picture *picture, struct role_facts role);
/* What stands already is not asked for. False: the cell is locked the other way. */
MUST_CHECK bool cell_plan_ask(const struct picture *picture, struct cell_plan *plan, enum permission permission,
                              bool on);
/* ROL-140: moves what is coupled. PERMISSION__NONE, or the permission that was asked to be on while what it rests on
 * was asked to be off. */
enum permission cell_plan_couple(const struct picture *picture, struct cell_plan *plan);
/* The role's default for a cell. */
bool cell_default_of(struct role_facts role, enum permission permission);

/* Writes what differs: only what is not the scheme's default is kept. Notes each cell in the audit entry. */
MUST_CHECK enum err cell_plan_write(struct context *cx, struct tx *tx, const struct grant *g,
                                    const struct cell_plan *plan);
/* "on", "off" */
struct str cell_words(bool on);
/* ROL-03 */
MUST_CHECK enum err cell_refuse_locked(struct context *cx, enum permission permission, struct str role);

#endif
