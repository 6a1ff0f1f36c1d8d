/* Why? (ROL-303): an answer of the decision in words, at any instant. The command line says the same. */
#ifndef FEATURES_ROLES_WHY_H
#define FEATURES_ROLES_WHY_H

#include "app/app.h"

/* Whose answer it is, for filling in the texts. */
struct why_words {
    const struct picture *picture;
    const struct person *person; /* NULL: not of the company then */
    struct str person_name, client_name, staff_name;
    enum permission permission;
};
/* "manage_staff", or "view": sight of what is asked about. */
MUST_CHECK bool why_permission(struct str name, enum permission *ret);
/* A text of reasons.def or changes.def for who may know, its places filled in. */
struct str why_text(struct arena *arena, const struct why_words *words, const char *template);

#endif
