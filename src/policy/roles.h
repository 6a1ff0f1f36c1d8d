/* The permission catalogue and the two role schemes (roles.md). Each is one table: permissions.def, field.def,
 * facility.def, surfaces.def, needs.def; everything else is derived from them. */
#ifndef POLICY_ROLES_H
#define POLICY_ROLES_H

#include "base/def.h"
#include "base/str.h"
#include "base/words.h"

enum permission {
    PERMISSION__NONE = 0,
#define PERMISSION(name, rule, group, label, gives, lacks) PERMISSION_##name,
#include "policy/permissions.def"
#undef PERMISSION
    PERMISSION__MAX,
    /* Not in the catalogue, never settable: what rows of the operation table say instead. */
    PERMISSION_signed_in = 100, /* every active person, for oneself (ROL-139) */
    PERMISSION_anyone,          /* nobody need be signed in: sign-in, reset, set-up, health */
};
#define PERMISSION_BIT(permission) (UINT64_C(1) << (permission))
static_assert(PERMISSION__MAX <= 64, "permissions fit one word");

enum permission_group {
    GROUP_STAFF = 1,
    GROUP_CLIENTS,
    GROUP_SERVICES,
    GROUP_SCHEDULING,
    GROUP_INVOICING,
    GROUP_REPORTING,
    GROUP_MESSAGES,
    GROUP_COMPANY, /* ROL-151 and on: locked in every company */
    GROUP__MAX,
};

enum scheme { SCHEME_FIELD = 1, SCHEME_FACILITY, SCHEME__MAX };

/* Least to most within each scheme. */
enum role {
    ROLE_TRAINEE = 1,
    ROLE_STAFF,
    ROLE_OFFICE_MANAGER,
    ROLE_ADMIN,
    ROLE_SERVICE_SUPPORTER,
    ROLE_SERVICE_PERFORMER,
    ROLE_FACILITY_ADMIN,
    ROLE_OWNER_ADMIN,
    ROLE__MAX,
    ROLE_CUSTOM_FIRST = 100,
};

/* How a role comes to see clients: all (ACC-01), by relation (ACC-02), by the support view (ACC-05). */
enum role_class { ROLE_CLASS_MANAGER = 1, ROLE_CLASS_RELATED, ROLE_CLASS_SUPPORT, ROLE_CLASS__MAX };

/* A cell of a scheme's table, by the letter that stands there. */
enum cell_kind {
    CELL_LOCKED_OFF = 1, /* -  */
    CELL_LOCKED_ON,      /* +  */
    CELL_DEFAULT_ON,     /* y  editable */
    CELL_DEFAULT_OFF,    /* n  editable */
    CELL_SUPPORT,        /* s  see_all_clients in the support view; locked */
    CELL_OWN,            /* o  only about oneself; locked; does not count as holding it */
    CELL_WITH_STAFF,     /* m  held while manage_staff is held, about people at or below one's level; locked */
    CELL_WORKERS,        /* w  held, about performers and supporters only; locked */
    CELL_ANY_ROLE,       /* a  any role, Owner Admin too; locked */
    CELL_WITH_INVOICING, /* i  held while manage_invoicing is held; locked */
    CELL_WITH_SCHEDULES, /* r  held while report_schedules is held; locked */
    CELL_KIND__MAX,
};
struct cell {
    enum cell_kind kind;
    bool on; /* as set; for locked cells what the lock says: m, i and r what the other permission is set to */
};

/* Where a request comes from (ROL-07): some permissions hold on one surface only. */
enum surface {
    SURFACE_DASHBOARD = 1,
    SURFACE_FIELD_APP,
    SURFACE_API, /* counts as the dashboard unless the request says that it is the field app (our decision) */
    SURFACE_CLI,
    SURFACE_JOB,
    SURFACE_ANY, /* a question about a person (why, AuthZEN, check), not an act of theirs: no limit of surface */
    SURFACE__MAX,
};

struct permission_info {
    const char *name; /* "manage_staff" */
    const char *rule; /* "ROL-102" */
    enum permission_group group;
    const char *label_text; /* "Manage {word.Staff}": with the company's words by permission_label and its like */
    const char *gives_text, *lacks_text;
};
const struct permission_info *permission_info(enum permission permission); /* signed_in and anyone too */
MUST_CHECK bool permission_parse(struct str name, enum permission *ret);   /* catalogue only */

/* What people read, in their company's words (ROL-06). Borrowed, or in the arena. */
struct str permission_label(enum permission permission, struct wording wording, struct arena *arena);
struct str permission_gives(enum permission permission, struct wording wording, struct arena *arena);
struct str permission_lacks(enum permission permission, struct wording wording, struct arena *arena);
struct str permission_group_label(enum permission_group group, struct wording wording,
                                  struct arena *arena); /* "Clients" */

/* The number of its rule (102 for ROL-102): how tables name a permission, whatever the order of the catalogue. */
int permission_number(enum permission permission);
enum permission permission_by_number(int number); /* PERMISSION__NONE: unknown */

/* The scheme's cell for a built-in role. */
enum cell_kind scheme_cell(enum role role, enum permission permission);
bool cell_is_locked(enum cell_kind kind);
bool cell_default(enum cell_kind kind);
/* What the permission rests on for this role: it is held only while the answer is held too (ROL-140, and the cells
 * m, i and r). PERMISSION__NONE: on nothing. A chain has one link only. */
enum permission permission_needs(enum role role, enum permission permission);
/* Whether the limit of ROL-07 keeps the permission from this surface for this role. */
bool surface_bars(enum role role, enum permission permission, enum surface surface);
/* The one surface, SURFACE_DASHBOARD or SURFACE_FIELD_APP, that the table keeps it to; 0: none. */
enum surface surface_limit(enum role role, enum permission permission);

struct role_info {
    enum scheme scheme;
    const char *wire;       /* "office_manager"; both schemes have an "admin" */
    const char *label_text; /* "Office Manager"; by role_label */
    const char *for_whom;   /* one sentence for the role card */
    enum role_class class;
    int level;            /* 1 least … 4 most */
    int reach;            /* whom it may manage, and which roles give: up to this level (ROL-141, ROL-201); 0 nobody */
    bool can_be_assigned; /* to events and template lines: all but the Supporter */
    bool preferred_relates; /* whether a Preferred listing is a relation (ACC-02: not for a Service Performer) */
};
const struct role_info *role_info(enum role role); /* a built-in role; 0 < role < ROLE__MAX */
struct str role_label(enum role role, struct wording wording, struct arena *arena);
/* The least role of the scheme that always sets permissions (ROL-151): to whom people are sent for what they lack. */
enum role role_that_gives(enum scheme scheme);
MUST_CHECK bool role_parse(enum scheme scheme, struct str wire, enum role *ret);

#endif
