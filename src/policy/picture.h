/* The picture of a company: everything that decides, immutable, shared between threads, counted by references.
 * A refresh makes a new one that shares the blocks of people who did not change. app/ loads the facts. */
#ifndef POLICY_PICTURE_H
#define POLICY_PICTURE_H

#include "base/arena.h"
#include "base/id.h"
#include "policy/roles.h"

enum staff_status { STAFF_ACTIVE = 1, STAFF_INVITED, STAFF_FROZEN, STAFF_INACTIVE, STAFF_STATUS__MAX };

/* Flags of a pair. */
enum {
    PAIR_EVENTS = 1 << 0, /* at least one event, any time, any status */
    PAIR_PREFERRED = 1 << 1,
    PAIR_REMOVED = 1 << 2,
    PAIR_DO_NOT_SCHEDULE = 1 << 3,
    PAIR_HOLD = 1 << 4, /* a separation request waits (ACC-70) */
    PAIR_SUBSCRIBED = 1 << 5,
};

/* ------------------------------------------------------------------ facts, as app/ loads them */

struct company_facts {
    struct company_id id;
    int64_t change;
    enum scheme scheme;
    int fade_days;          /* 0: never (ACC-08) */
    int running_hours;      /* 12: how long an event in progress counts as running after its planned end */
    bool surfaces_lifted;   /* ROL-07 */
    bool private_messaging; /* ROL-111's row is shown only then */
    struct wording wording; /* ROL-06: what roles and permissions are called; decides nothing */
};
struct role_facts { /* custom roles; the built-in ones need none */
    int id;         /* >= ROLE_CUSTOM_FIRST */
    enum role base; /* whose locks, class and level it has */
    struct str name;
    int source;             /* the role it was copied from, built-in or custom; 0: a built-in role itself */
    bool archived;          /* kept for the record, given to nobody any more */
    struct str description; /* whom it is for; empty: as its base */
};
struct cell_facts { /* only where a company's setting differs from the scheme's default */
    int role;
    enum permission permission;
    bool on;
};
struct person_facts {
    struct staff_id id;
    struct str name;
    struct str sort; /* folded name: order of pickers and lists */
    int role;        /* enum role or a custom role's id */
    enum staff_status status;
    bool owner;
    struct str email; /* folded; empty where nobody is looked up by it (previews, the past) */
};
/* Counts for editable cells of the person's role only. A running one with an end beats one without; of two alike, off
 * beats on. */
struct exception_facts {
    struct staff_id staff;
    enum permission permission;
    bool on;
    int64_t until; /* 0: no end */
};
struct pair_facts { /* one a pair */
    struct staff_id staff;
    struct client_id client;
    uint16_t flags;
    uint16_t preferred_position; /* 1 first; 0 not preferred */
    int64_t last_end_at;         /* end of the last event that was not cancelled; 0: none (ACC-08) */
};
struct dated_facts { /* ACC-09 */
    struct staff_id staff;
    struct client_id client;
    int64_t from, until;
};

struct picture_facts {
    struct company_facts company;
    const struct role_facts *roles;
    int role_count;
    const struct cell_facts *cells;
    int cell_count;
    const struct person_facts *people;
    int person_count;
    const struct exception_facts *exceptions;
    int exception_count;
    const struct pair_facts *pairs; /* any order */
    int pair_count;
    const struct dated_facts *dated;
    int dated_count;
    const int64_t *clients; /* all ids of the company */
    int client_count;
};

/* ------------------------------------------------------------------ the picture */

struct picture;

struct pair_block;
struct role_row;

/* How an item is found by its id; parts.h says how it works. For policy/ alone. */
struct id_slots {
    uint32_t *at;
    uint32_t mask; /* how many slots - 1 */
    int shift;     /* 64 - log2(how many) */
};

/* A person as the picture holds them. What a decision looks at stands together in the first cache line; the fields
 * without a comment for others are for policy/ alone. */
struct person {
    struct staff_id id;
    uint64_t permissions;     /* PERMISSION_BIT set held without dated exceptions */
    struct pair_block *pairs; /* never NULL; shared between pictures */
    struct id_slots slots;    /* of `pairs` */
    enum staff_status status;
    enum role_class class; /* 0 with base 0 */
    int exception_count;
    int role;
    enum role base;    /* the built-in role behind a custom one; 0: a role unknown here, which holds nothing */
    uint16_t relating; /* the PAIR_ flags that are a relation in this role */
    bool dated;        /* has dated access: past, running or to come */
    bool owner;

    uint64_t barred[SURFACE__MAX]; /* ROL-07, none where the company lifted the limits */
    const struct role_row *row;    /* the role's cells; NULL with base 0 */

    struct str name, sort;
    int level;
    int viewer;                               /* who looks through their eyes (policy_view_as): viewer_of; 0: nobody */
    uint64_t switched;                        /* as role and endless exceptions say, before what rests on what */
    const struct exception_facts *exceptions; /* those with an end, sorted by permission */
    uint64_t limit;                           /* person_limit; else all */
};

struct picture *picture_build(const struct picture_facts *facts);
/* A newer picture out of an older one. `facts->people` holds only people whose facts or pairs changed, `pairs` and
 * `dated` all pairs of those people and of nobody else, `clients` only new ids; company, roles, cells and exceptions
 * are whole. */
struct picture *picture_refresh(const struct picture *old, const struct picture_facts *facts);
/* Previews are refreshes too: the facts that would change, as if they were newer. */
struct picture *picture_hold(struct picture *picture); /* one more reference */
void picture_release(struct picture *picture);         /* NULL does nothing */
size_t picture_bytes(const struct picture *picture);   /* memory, shared blocks counted whole */

const struct company_facts *picture_company(const struct picture *picture);
const struct person *picture_person(const struct picture *picture, struct staff_id id); /* NULL: none */
/* By a folded e-mail address; NULL: none. */
const struct person *picture_person_by_email(const struct picture *picture, struct str email);
int picture_person_count(const struct picture *picture);
const struct person *picture_person_at(const struct picture *picture, int index); /* in order of `sort`, id */
bool picture_has_client(const struct picture *picture, struct client_id client);
int picture_client_count(const struct picture *picture);
struct client_id picture_client_at(const struct picture *picture, int index); /* in order of id */
/* A copy that holds at most these permissions, at any instant: a token's (API-02). It lives no longer than the picture.
 */
struct person person_limit(const struct person *person, uint64_t permissions);
/* A role's base and name, built-in or custom; false if this company has no such role. */
MUST_CHECK bool picture_role(const struct picture *picture, int role, struct role_facts *ret);
/* The roles of the company, least first: each built-in one of its scheme, then its own ones that are made of it, by
 * name. Every list of roles stands in this order. */
int picture_role_count(const struct picture *picture);
struct role_facts picture_role_at(const struct picture *picture, int index);
/* One sentence for whoever chooses a role. */
struct str role_for_whom(const struct role_facts *role);
/* How a role is called on the wire: a built-in one by its name, a custom one by its id. Empty for an unknown one. */
struct str picture_role_wire(const struct picture *picture, int role, struct arena *arena);
MUST_CHECK bool picture_role_find(const struct picture *picture, struct str wire, int *ret);
/* The pair's facts; all zero (with the ids set) if there is no row. */
struct pair_facts picture_pair(const struct picture *picture, const struct person *person, struct client_id client);
/* All pairs of a person in no particular order: call with `*position` 0 until it returns false. */
bool picture_next_pair(const struct person *person, int *position, struct pair_facts *ret);
/* The dated grant that runs at `now` for the pair, if any; `ret_until` its end. */
bool picture_dated(const struct person *person, struct client_id client, int64_t now, int64_t *ret_until);
/* Whether a person holds a permission at `now`, whatever their status and on any surface; `ret_until` (may be NULL):
 * when that changes. What is "only about oneself" is not held. signed_in and anyone are held by all. */
bool picture_holds(const struct picture *picture, const struct person *person, enum permission permission, int64_t now,
                   int64_t *ret_until);
/* ROL-07: the one surface that the role's permission is kept to in this company; 0: none, or the limits are lifted. */
enum surface picture_surface_limit(const struct picture *picture, int role, enum permission permission);
/* A role's cell as set in this company; a role unknown here has every cell locked off. */
struct cell picture_cell(const struct picture *picture, int role, enum permission permission);

#endif
