/* Inside of app/: what dispatch checks before a row runs. */
#ifndef APP_CHECK_H
#define APP_CHECK_H

#include "app/app.h"

/* One call under way. */
struct running {
    struct app *app;
    const struct call *call;
    const struct operation *op;
    struct context *cx;
    struct outcome *out;
    const struct company_state *state; /* shared, NULL without a company */
    struct picture *own_picture;       /* of a write that came behind others; NULL: the shared one */
    const struct picture *picture;     /* the one that decides */
    struct person restricted;          /* a token's person, cut down to the token's permissions */
    struct person seen;                /* in a view: whoever is viewed, as the viewer may see them */
    const struct person *viewer;       /* in a view (ROL-304): who looks; NULL: it is none */
    bool view_over;                    /* the session is in a view that is over */
    const struct person *person;       /* NULL: nobody, command line, job */
    struct grant grant;
    const struct input *input;
};

/* Person and picture of this attempt: `picture` NULL for rows without a company. */
void check_begin(struct running *r, const struct picture *picture);
/* Signed in, and holds the row's permission whatever the target: ERR_SIGNED_OUT, ERR_FORBIDDEN. */
MUST_CHECK enum err check_permission(struct running *r);
/* The path's places: ERR_ABSENT for what is not there or may not be seen. Without `tx` those that need a query are left
 * out. */
MUST_CHECK enum err check_targets(struct running *r, struct tx *tx);
/* Body or query, and the ids in it: ERR_BAD_REQUEST, ERR_INVALID. */
MUST_CHECK enum err check_input(struct running *r, struct tx *tx);
/* The decision about the target; makes r->grant. */
MUST_CHECK enum err check_grant(struct running *r);

#endif
