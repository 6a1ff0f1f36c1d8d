/* The decision's texts (reasons.def, changes.def) with their places filled in: one way for refusals (ROL-03), for what
 * pages say of a person, and for Why? (ROL-303). */
#ifndef APP_REASON_H
#define APP_REASON_H

#include "app/operation.h"

/* Whose answer it is. */
struct reason_words {
    const struct picture *picture;
    const struct person *person; /* NULL: not of the company then */
    struct str person_name, client_name, staff_name;
    enum permission permission;
};
struct str reason_text(struct arena *arena, const struct reason_words *words, const char *template);

/* ERR_ABSENT where the reason hides, else ERR_FORBIDDEN with its text for `person`, who asked: it names what is missing
 * and who can give it. `person` NULL: the system. */
MUST_CHECK enum err reason_refuse(struct arena *arena, const struct picture *picture, const struct person *person,
                                  enum permission permission, enum reason reason);
/* The same for whom the grant is for; OK where the decision about `permission` allows. */
MUST_CHECK enum err reason_allowed(struct context *cx, const struct grant *g, enum permission permission,
                                   struct decision decision);
/* The same where a permission is missing that the operation's row does not ask for. */
MUST_CHECK enum err reason_holds(struct context *cx, const struct grant *g, enum permission permission);

#endif
