/* Inside of demo/: names for the crowd. None begins with a name of the cast's clients, so that a search for those finds
 * them alone. */
#ifndef FEATURES_DEMO_NAMES_H
#define FEATURES_DEMO_NAMES_H

#include "base/str.h"

enum { DEMO_STAFF = 12, DEMO_SURNAMES = 75, DEMO_FIRST_NAMES = 40, DEMO_PET_NAMES = 48, DEMO_BREEDS = 16 };

struct demo_names {
    struct {
        const char *key, *name;
    } staff[DEMO_STAFF];
    const char *surnames[DEMO_SURNAMES];
    const char *first[DEMO_FIRST_NAMES];
};
extern const struct demo_names demo_names_us, demo_names_de;

extern const char *const demo_pet_names[DEMO_PET_NAMES];
extern const struct demo_breed {
    const char *kind, *breed;
} demo_breeds[DEMO_BREEDS];

#endif
