/* Inside of roles/: what a permission gates today, told by the operation table itself. */
#ifndef FEATURES_ROLES_TODAY_H
#define FEATURES_ROLES_TODAY_H

#include "features/roles/roles.h"

/* Whether the row asks for the permission, in any of its places. What is the owner's alone is not opened by being
 * given something. */
bool today_gates(const struct operation *op, enum permission permission);
/* Whether the person gets past a row's first check, whatever it is about. */
bool today_opens(const struct picture *picture, const struct person *person, const struct operation *op, int64_t now);
/* What it decides besides, within pages that others open too; NULL: nothing. */
const char *today_inside(enum permission permission);
/* "Separation requests"; places of the title are left out. */
struct str today_title(const struct context *cx, const struct operation *op);

#endif
