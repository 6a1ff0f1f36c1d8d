#include "policy/roles.h"

/* ------------------------------------------------------------------ the catalogue */

static const struct permission_info catalogue[PERMISSION__MAX] = {
#define PERMISSION(name, rule, group, label, gives, lacks)                                                             \
    [PERMISSION_##name] = {#name, rule, GROUP_##group, label, gives, lacks},
#include "policy/permissions.def"
#undef PERMISSION
};

static const struct permission_info signed_in = {
    "signed_in", "ROL-139", GROUP_COMPANY, "Signed in", "What every active person has, for oneself.", "Not signed in."};
static const struct permission_info anyone = {
    "anyone", "ROL-04", GROUP_COMPANY, "Anyone", "What needs no sign-in.", "Never absent."};

const struct permission_info *permission_info(enum permission permission)
{
    if (permission == PERMISSION_signed_in)
        return &signed_in;
    if (permission == PERMISSION_anyone)
        return &anyone;
    assert(permission > PERMISSION__NONE && permission < PERMISSION__MAX);
    return &catalogue[permission];
}

struct str permission_label(enum permission permission, struct wording wording, struct arena *arena)
{
    return worded(arena, wording, permission_info(permission)->label_text);
}

struct str permission_gives(enum permission permission, struct wording wording, struct arena *arena)
{
    return worded(arena, wording, permission_info(permission)->gives_text);
}

struct str permission_lacks(enum permission permission, struct wording wording, struct arena *arena)
{
    return worded(arena, wording, permission_info(permission)->lacks_text);
}

bool permission_parse(struct str name, enum permission *ret)
{
    static const uint8_t lengths[PERMISSION__MAX] = {
#define PERMISSION(name, rule, group, label, gives, lacks) [PERMISSION_##name] = sizeof(#name) - 1,
#include "policy/permissions.def"
#undef PERMISSION
    };

    for (int i = 1; i < PERMISSION__MAX; i++) {
        if (name.n == lengths[i] && str_is(name, catalogue[i].name)) {
            *ret = (enum permission)i;
            return true;
        }
    }
    return false;
}

int permission_number(enum permission permission)
{
    int64_t number;
    struct str rule = str_from(permission_info(permission)->rule);

    if (!str_to_int(str_slice(rule, sizeof "ROL-" - 1, rule.n), &number))
        assert(!"a rule without a number");
    return (int)number;
}

enum permission permission_by_number(int number)
{
    for (int i = 1; i < PERMISSION__MAX; i++) {
        if (permission_number((enum permission)i) == number)
            return (enum permission)i;
    }
    return PERMISSION__NONE;
}

struct str permission_group_label(enum permission_group group, struct wording wording, struct arena *arena)
{
    static const char *const labels[GROUP__MAX] = {
        [GROUP_STAFF] = "{word.Staff}",    [GROUP_CLIENTS] = "Clients",     [GROUP_SERVICES] = "Services",
        [GROUP_SCHEDULING] = "Scheduling", [GROUP_INVOICING] = "Invoicing", [GROUP_REPORTING] = "Reporting",
        [GROUP_MESSAGES] = "Messages",     [GROUP_COMPANY] = "Company",
    };

    assert(group > 0 && group < GROUP__MAX);
    return worded(arena, wording, labels[group]);
}

/* ------------------------------------------------------------------ the roles */

static const struct role_info roles[ROLE__MAX] = {
#define ROLE(id, scheme, class, level, reach, assignable, relates, wire, label, whom)                                  \
    [ROLE_##id] = {SCHEME_##scheme, wire, label, whom, ROLE_CLASS_##class, level, reach, assignable, relates},
#include "policy/roles.def"
#undef ROLE
};

const struct role_info *role_info(enum role role)
{
    assert(role > 0 && role < ROLE__MAX);
    return &roles[role];
}

struct str role_label(enum role role, struct wording wording, struct arena *arena)
{
    return worded(arena, wording, role_info(role)->label_text);
}

bool role_parse(enum scheme scheme, struct str wire, enum role *ret)
{
    for (int i = 1; i < ROLE__MAX; i++) {
        if (roles[i].scheme == scheme && str_is(wire, roles[i].wire)) {
            *ret = (enum role)i;
            return true;
        }
    }
    return false;
}

/* ------------------------------------------------------------------ the cells */

/* A row of each table is a string of letters; `column` finds a role's place in it. */
static const char field[PERMISSION__MAX][5] = {
#define ROW(name, t, s, om, a) [PERMISSION_##name] = #t #s #om #a,
#include "policy/field.def"
#undef ROW
};
static const char facility[PERMISSION__MAX][5] = {
#define ROW(name, oa, ad, sp, ss) [PERMISSION_##name] = #oa #ad #sp #ss,
#include "policy/facility.def"
#undef ROW
};
static const int column[ROLE__MAX] = {
    [ROLE_TRAINEE] = 0,     [ROLE_STAFF] = 1,          [ROLE_OFFICE_MANAGER] = 2,    [ROLE_ADMIN] = 3,
    [ROLE_OWNER_ADMIN] = 0, [ROLE_FACILITY_ADMIN] = 1, [ROLE_SERVICE_PERFORMER] = 2, [ROLE_SERVICE_SUPPORTER] = 3,
};

static const struct {
    char letter;
    bool locked;
    bool on;
    enum permission needs;
} kinds[CELL_KIND__MAX] = {
    [CELL_LOCKED_OFF] = {'-', true, false, PERMISSION__NONE},
    [CELL_LOCKED_ON] = {'+', true, true, PERMISSION__NONE},
    [CELL_DEFAULT_ON] = {'y', false, true, PERMISSION__NONE},
    [CELL_DEFAULT_OFF] = {'n', false, false, PERMISSION__NONE},
    [CELL_SUPPORT] = {'s', true, true, PERMISSION__NONE},
    [CELL_OWN] = {'o', true, false, PERMISSION__NONE},
    [CELL_WITH_STAFF] = {'m', true, true, PERMISSION_manage_staff},
    [CELL_WORKERS] = {'w', true, true, PERMISSION__NONE},
    [CELL_ANY_ROLE] = {'a', true, true, PERMISSION__NONE},
    [CELL_WITH_INVOICING] = {'i', true, true, PERMISSION_manage_invoicing},
    [CELL_WITH_SCHEDULES] = {'r', true, true, PERMISSION_report_schedules},
};

enum cell_kind scheme_cell(enum role role, enum permission permission)
{
    assert(permission > PERMISSION__NONE && permission < PERMISSION__MAX);
    const char *row = role_info(role)->scheme == SCHEME_FIELD ? field[permission] : facility[permission];
    char letter = row[column[role]];

    for (int kind = 1; kind < CELL_KIND__MAX; kind++) {
        if (kinds[kind].letter == letter)
            return (enum cell_kind)kind;
    }
    assert(!"a cell with a letter that means nothing");
    return CELL_LOCKED_OFF;
}

enum role role_that_gives(enum scheme scheme)
{
    for (int i = 1; i < ROLE__MAX; i++) {
        if (roles[i].scheme == scheme && scheme_cell((enum role)i, PERMISSION_manage_permissions) == CELL_LOCKED_ON)
            return (enum role)i;
    }
    assert(!"a scheme in which nobody sets permissions");
    return ROLE__MAX;
}

bool cell_is_locked(enum cell_kind kind)
{
    assert(kind > 0 && kind < CELL_KIND__MAX);
    return kinds[kind].locked;
}

bool cell_default(enum cell_kind kind)
{
    assert(kind > 0 && kind < CELL_KIND__MAX);
    return kinds[kind].on;
}

enum permission permission_needs(enum role role, enum permission permission)
{
    static const enum permission couplings[PERMISSION__MAX] = {
#define NEEDS(name, other) [PERMISSION_##name] = PERMISSION_##other,
#include "policy/needs.def"
#undef NEEDS
    };
    enum permission by_cell = kinds[scheme_cell(role, permission)].needs;

    return by_cell != PERMISSION__NONE ? by_cell : couplings[permission];
}

/* ------------------------------------------------------------------ surfaces */

bool surface_bars(enum role role, enum permission permission, enum surface surface)
{
    static const char limits[PERMISSION__MAX][ROLE__MAX] = {
#define ROW(name, t, s, om, a, ss, sp, ad, oa) [PERMISSION_##name] = #t #s #om #a #ss #sp #ad #oa,
#include "policy/surfaces.def"
#undef ROW
    };
    assert(role > 0 && role < ROLE__MAX && permission > 0 && permission < PERMISSION__MAX);
    /* The columns stand in the order of enum role, which counts from 1. */
    char limit = limits[permission][role - 1];

    if (surface == SURFACE_FIELD_APP)
        return limit == 'd';
    if (surface == SURFACE_DASHBOARD || surface == SURFACE_API)
        return limit == 'f';
    return false;
}

enum surface surface_limit(enum role role, enum permission permission)
{
    if (surface_bars(role, permission, SURFACE_FIELD_APP))
        return SURFACE_DASHBOARD;
    return surface_bars(role, permission, SURFACE_DASHBOARD) ? SURFACE_FIELD_APP : (enum surface)0;
}
