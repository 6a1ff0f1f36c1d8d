/* Inside of roles/: texts of the decision. */
#ifndef FEATURES_ROLES_WHY_H
#define FEATURES_ROLES_WHY_H

#include "features/roles/roles.h"

/* Whose answer it is, for filling in the texts. */
struct why_words {
    const struct picture *picture;
    const struct person *person; /* NULL: not of the company then */
    struct str person_name, client_name, staff_name;
    enum permission permission;
};
/* A text of reasons.def or changes.def for who may know, its places filled in. */
struct str why_text(struct arena *arena, const struct why_words *words, const char *template);

#endif
