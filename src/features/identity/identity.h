/* Sign-in, sessions, tokens, invitations: accounts and what proves them. */
#ifndef FEATURES_IDENTITY_H
#define FEATURES_IDENTITY_H

#include "app/outbox.h"

struct identity_found {
    struct principal principal; /* empty where nothing valid was shown */
    int64_t change;             /* of the principal's company */
    bool valid;
    int statements;      /* it took, for the figures */
    struct str form_key; /* the secret from which http/ derives form tokens; a session's only */
};
/* Who stands behind a session cookie's or bearer token's secret, and the company's change number: one look. `version`:
 * what store_data_version said since the request came in; 0: it is asked here. */
MUST_CHECK enum err identity_find(struct app *app, struct str secret, bool bearer, int64_t version, int64_t now,
                                  struct str address, struct arena *arena, struct identity_found *ret);
/* The version of the store with which identity_find answers about this token without the database, if its company's
 * picture is in memory, too; else 0. */
int64_t identity_at_hand(struct app *app, struct str token, int64_t now);
/* What became of the sessions and tokens of open pages (ACC-07): one look for all. One may have two pages and stand
 * there twice. */
enum identity_end {
    IDENTITY_LASTS = 1,
    IDENTITY_ENDED,
    IDENTITY_OTHER_EYES, /* ROL-304: it looks through other eyes than it did, or through its own again */
};
MUST_CHECK enum err identity_ended(struct app *app, const struct principal *const *principals, int count, int64_t now,
                                   struct arena *arena, enum identity_end *ret_ends);

/* The account of an e-mail (folded), made without a password if there is none. */
MUST_CHECK enum err identity_account(struct tx *tx, struct str email, int64_t now, struct account_id *ret);
/* Account-level rows are written with the company's transaction. Sets a password's hash; `hash` from
 * identity_hash_password. */
MUST_CHECK enum err identity_set_password(struct tx *tx, struct account_id account, struct str hash, int64_t now);
/* 18 ms of work: call it outside of transactions. */
struct str identity_hash_password(struct app *app, struct str password, struct arena *arena);
/* IDN-01: ERR_INVALID about `field` where the password is too short, too common, or too close to its owner (whose texts
 * may be empty). */
struct password_owner {
    struct str email, name, company;
    int min; /* characters that the person's companies ask for; 0: as many as everybody's */
};
MUST_CHECK enum err identity_check_password(struct arena *arena, const char *field, struct str password,
                                            const struct password_owner *owner);
/* Signs the account in to a company, freshly: leaves the secret in cx->set_session. */
MUST_CHECK enum err identity_begin_session(struct context *cx, struct tx *tx, struct account_id account,
                                           struct company_id company, struct staff_id staff);
/* An invitation: a one-time link that lasts 7 days, queued as e-mail too; earlier ones of the same person end.
 * `ret_path` is "/welcome?key=SECRET" for the inviter to copy. */
MUST_CHECK enum err identity_invite(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                    struct str *ret_path);
/* ACC-60: ends all sessions, tokens and links of a membership, at once; `ret_ended` (may be NULL) how many. */
MUST_CHECK enum err identity_end_all(struct tx *tx, const struct grant *g, struct staff_id staff, int64_t now,
                                     int64_t *ret_ended);
/* A token's secret for `petgate token create` and the tokens page: shown once. */
MUST_CHECK enum err identity_token(struct tx *tx, const struct grant *g, struct staff_id staff, struct str name,
                                   uint64_t permissions, int64_t expires_at, struct str *ret_secret);

extern const struct feature sign_in_feature, session_feature, password_feature, welcome_feature, reset_feature,
    token_feature, mail_feature, view_feature;

#endif
