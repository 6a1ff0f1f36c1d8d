/* Inside of roles/: a company's own roles (ROL-301). A custom role is a copy of another role, built-in or custom: it
 * has the locks, class and level of its base, and cells of its own from then on. None is ever deleted: the record names
 * it. An archived one is given to nobody any more. */
#ifndef FEATURES_ROLES_CUSTOM_H
#define FEATURES_ROLES_CUSTOM_H

#include "features/roles/cells.h"

enum {
    CUSTOM_ROLES_IN_USE_MAX = 50,
    CUSTOM_ROLES_KEPT_MAX = 200, /* archived ones, too */
    CUSTOM_NAME_MAX_CHARACTERS = 40,
    CUSTOM_DESCRIPTION_MAX_CHARACTERS = 300,
};

struct custom_role {
    int id;
    enum role base;
    int source; /* the role it was copied from */
    struct str name, description;
    int64_t created_at, archived_at; /* archived_at 0: in use */
    int64_t changed;
};

/* ERR_ABSENT where there is none. */
MUST_CHECK enum err custom_role_read(struct tx *tx, const struct grant *g, int id, struct custom_role *ret);

/* What keeps `role` from being saved under its name: ERR_INVALID naming "name" where another role is called so, however
 * it is written. */
MUST_CHECK enum err custom_role_check_name(struct context *cx, struct tx *tx, const struct grant *g,
                                           const struct custom_role *role);
/* ERR_CONFLICT where the company has as many roles as it may have; `new`: one more than is kept already. */
MUST_CHECK enum err custom_roles_check_room(struct context *cx, struct tx *tx, const struct grant *g, bool new);
/* A new row, with history, words and audit details; sets id, created_at and changed. */
MUST_CHECK enum err custom_role_insert(struct context *cx, struct tx *tx, const struct grant *g,
                                       struct custom_role *role);
/* Writes name, description and whether it is archived; the same with it. */
MUST_CHECK enum err custom_role_write(struct context *cx, struct tx *tx, const struct grant *g,
                                      const struct custom_role *before, struct custom_role *after);

/* The words of a role: since which act it has those it has now, and what they were before. */
struct custom_words {
    int64_t change;
    bool first; /* nothing was before */
    struct str name, description;
};
MUST_CHECK enum err custom_role_words(struct tx *tx, const struct grant *g, int id, struct custom_words *ret);

/* Who holds a role, but for those who work here no more: by name; how many. */
int custom_role_holders(const struct grant *g, int role, struct arena *arena, const struct person *const **ret);

/* The cells of a role as its base could have them, PERMISSION_BIT: editable, and as they are set. */
uint64_t custom_editable(enum role base);
uint64_t custom_cells(const struct picture *picture, int role);

#endif
