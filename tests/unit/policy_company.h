/* A company for policy's tests: facts that a test adds to, and the picture of them. */
#ifndef UNIT_POLICY_COMPANY_H
#define UNIT_POLICY_COMPANY_H

#include "base/time.h"
#include "policy/policy.h"
#include "policy/rules.h"

#include "support/test.h"

#define NOW INT64_C(1780000000000000)

enum { PEOPLE_MAX = 64, PAIRS_MAX = 512, CLIENTS_MAX = 64, FEW_MAX = 64 };

struct given {
    struct picture_facts facts;
    struct person_facts people[PEOPLE_MAX];
    struct pair_facts pairs[PAIRS_MAX];
    struct dated_facts dated[FEW_MAX];
    struct exception_facts exceptions[FEW_MAX];
    struct cell_facts cells[FEW_MAX];
    struct role_facts roles[FEW_MAX];
    int64_t clients[CLIENTS_MAX];
    char names[PEOPLE_MAX][16];
    struct picture *picture;
};

static inline void given_company(struct given *g, enum scheme scheme)
{
    *g = (struct given){.facts.company = {.id = {77}, .change = 5, .scheme = scheme, .running_hours = 12}};
    g->facts.people = g->people;
    g->facts.pairs = g->pairs;
    g->facts.dated = g->dated;
    g->facts.exceptions = g->exceptions;
    g->facts.cells = g->cells;
    g->facts.roles = g->roles;
    g->facts.clients = g->clients;
}

/* Sorted by id, so that tests can tell the order. */
static inline void given_person(struct given *g, int64_t id, int role)
{
    int at = g->facts.person_count++;

    snprintf(g->names[at], sizeof g->names[at], "person %03d", (int)id);
    g->people[at] =
        (struct person_facts){{id}, str_from(g->names[at]), str_from(g->names[at]), role, STAFF_ACTIVE, false};
}

static inline void given_client(struct given *g, int64_t id)
{
    g->clients[g->facts.client_count++] = id;
}

static inline struct pair_facts *given_pair(struct given *g, int64_t staff, int64_t client, uint16_t flags)
{
    struct pair_facts *pair = &g->pairs[g->facts.pair_count++];

    *pair = (struct pair_facts){{staff}, {client}, flags, 0, 0};
    return pair;
}

static inline void given_dated(struct given *g, int64_t staff, int64_t client, int64_t from, int64_t until)
{
    g->dated[g->facts.dated_count++] = (struct dated_facts){{staff}, {client}, from, until};
}

static inline void given_exception(struct given *g, int64_t staff, enum permission permission, bool on, int64_t until)
{
    g->exceptions[g->facts.exception_count++] = (struct exception_facts){{staff}, permission, on, until};
}

static inline void given_cell(struct given *g, int role, enum permission permission, bool on)
{
    g->cells[g->facts.cell_count++] = (struct cell_facts){role, permission, on};
}

static inline void given_role(struct given *g, int id, enum role base)
{
    g->roles[g->facts.role_count++] = (struct role_facts){id, base, STR("Custom")};
}

/* The picture of what is given, made anew; given_end lets go of it. */
static inline const struct picture *pictured(struct given *g)
{
    picture_release(g->picture);
    g->picture = picture_build(&g->facts);
    return g->picture;
}

static inline void given_end(struct given *g)
{
    picture_release(g->picture);
    g->picture = NULL;
}

static inline const struct person *who(const struct given *g, int64_t id)
{
    return picture_person(g->picture, (struct staff_id){id});
}

static inline struct decision asked(const struct given *g, int64_t person, enum permission permission,
                                    struct subject subject, int64_t now)
{
    struct question question = {permission, SURFACE_ANY, subject, now};

    return policy_decide(g->picture, who(g, person), &question);
}

static inline struct subject about_client(int64_t id)
{
    return ABOUT_CLIENT((struct client_id){id});
}

static inline struct subject about_staff(int64_t id)
{
    return ABOUT_STAFF((struct staff_id){id});
}

static inline struct subject about_event(int64_t client, int64_t staff)
{
    return ABOUT_EVENT((struct client_id){client}, (struct staff_id){staff});
}

static inline struct decision sees(const struct given *g, int64_t person, int64_t client, int64_t now)
{
    return policy_sees_client(g->picture, who(g, person), (struct client_id){client}, now);
}

#define assert_decision(is, expected_allowed, expected_reason, expected_until)                                         \
    do {                                                                                                               \
        struct decision decision_ = (is);                                                                              \
        assert_string_equal(policy_reason_name(decision_.reason), #expected_reason);                                   \
        assert_int_equal(decision_.allowed, (expected_allowed));                                                       \
        assert_true(decision_.valid_until == (expected_until));                                                        \
    } while (0)
#define assert_allowed(is, reason, until) assert_decision(is, true, reason, until)
#define assert_refused(is, reason, until) assert_decision(is, false, reason, until)

#endif
