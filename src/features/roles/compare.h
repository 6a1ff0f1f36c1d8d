/* Inside of roles/: one of two roles or people that stand side by side (ROL-305). */
#ifndef FEATURES_ROLES_COMPARE_H
#define FEATURES_ROLES_COMPARE_H

#include "features/roles/permissions.h"

/* A role as it is set, or a person as they stand now. */
struct side {
    struct role_facts role;      /* a person's own, too */
    const struct person *person; /* NULL: the role itself */
};
/* Nothing asked for: false in `ret_given`. ERR_INVALID naming `field` where there is no such role or person, and
 * ERR_FORBIDDEN where it stands above the reader: roles are for who manages permissions, people for who manages staff,
 * at or below their level, and everyone for themself. */
MUST_CHECK enum err side_read(struct context *cx, const struct grant *g, const struct input *in, const char *field,
                              struct side *ret, bool *ret_given);
/* "staff", "person:0abc…": how a side is called in the address. */
struct str side_value(struct context *cx, const struct grant *g, const struct side *side);

/* Where an answer comes from. */
enum side_source { FROM_ROLE = 1, FROM_CUSTOM_ROLE, FROM_EXCEPTION, FROM_COUPLING, FROM_LOCK };
struct side_cell {
    bool on, locked;
    int reach; /* what limits it beside on and off: only oneself, workers, the support view; 0: nothing */
    enum side_source source;
    struct str why;
    int64_t until; /* INT64_MAX: no end */
};
struct side_cell side_cell(struct context *cx, const struct grant *g, const struct side *side,
                           enum permission permission);

#endif
