/* A document of every type, for the tests of doc/ and view/. */
#ifndef TESTS_UNIT_SAMPLE_H
#define TESTS_UNIT_SAMPLE_H

#include "doc/doc.h"
#include "support/test.h"

NAMES(visit_states, "scheduled", "in_progress", "completed");

#define SAMPLE_PET(F, P)                                                                                               \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, notes, TEXT, CARE)                                                                                            \
    F(P, tags, TEXTS, BASIC)
DOC_SCHEMA(sample_pet, SAMPLE_PET);

#define SAMPLE_OWNER(F, P)                                                                                             \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, phone, TEXT, CONTACT)
DOC_SCHEMA(sample_owner, SAMPLE_OWNER);

#define SAMPLE_HINT(F, P) F(P, text, TEXT, BASIC)
DOC_SCHEMA(sample_hint, SAMPLE_HINT);

#define SAMPLE(F, P)                                                                                                   \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, visits, INT, BASIC)                                                                                           \
    F(P, active, BOOL, BASIC)                                                                                          \
    F(P, starts_at, INSTANT, BASIC)                                                                                    \
    F(P, day, DAY, BASIC)                                                                                              \
    F(P, from, MINUTES, BASIC)                                                                                         \
    F(P, price, MONEY, MONEY)                                                                                          \
    F(P, status, ENUM, BASIC, .names = &visit_states)                                                                  \
    F(P, address, ADDRESS, BASIC)                                                                                      \
    F(P, owner, OBJECT, BASIC, .of = &sample_owner_schema)                                                             \
    F(P, pets, LIST, CARE, .of = &sample_pet_schema)                                                                   \
    F(P, tags, TEXTS, BASIC)                                                                                           \
    F(P, hints, MAP, BASIC, .of = &sample_hint_schema)
DOC_SCHEMA(sample, SAMPLE);

/* A Sunday, 3 May 2026, 13:00:00 UTC. */
#define SAMPLE_AT INT64_C(1777813200000000)

static inline struct zone *sample_zone(struct arena *arena, const char *name)
{
    struct zone *zone = NULL;
    assert_int_equal(zone_load(arena, str_from(name), &zone), OK);
    return zone;
}

/* Fails with both texts in view. */
static inline void assert_text(struct str actual, const char *expected)
{
    if (!str_is(actual, expected))
        fail_msg("got      %.*s\n      wanted   %s", STR_ARG(actual), expected);
}

#endif
