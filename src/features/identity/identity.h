/* Who is behind a cookie or a bearer token: what http/ asks at every request. */
#ifndef FEATURES_IDENTITY_IDENTITY_H
#define FEATURES_IDENTITY_IDENTITY_H

#include "app/app.h"

struct identity_found {
    struct principal principal;
    int64_t change;      /* of the principal's company, read in the same look */
    bool valid;
    struct str form_key; /* secret from which the form token is derived; a session's only */
};

/* Looks up a session's secret, or a bearer token (`bearer`). OK with `valid` false where it is unknown, ended or out of
 * use (IDN-03, IDN-04); an error only where the database failed. */
MUST_CHECK enum err identity_find(struct app *app, struct str secret, bool bearer, int64_t now, struct str address,
                                  struct arena *arena, struct identity_found *ret);

/* Which of these sessions and tokens have ended by now, for open pages (ACC-07): one look for all of them. The answer
 * lists ids of both kinds; ids of either kind never collide. */
MUST_CHECK enum err identity_ended(struct app *app, const int64_t *sessions, int session_count, const int64_t *tokens,
                                   int token_count, int64_t now, struct arena *arena, const int64_t **ret_ended,
                                   int *ret_count);

#endif
