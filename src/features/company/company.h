/* The company itself: made once, by the set-up page, the demonstration or a test; its settings; and what a person finds
 * about themself when they come in: who they are here, the frame around every page, the day. */
#ifndef FEATURES_COMPANY_H
#define FEATURES_COMPANY_H

#include "app/app.h"

struct company_seed {
    struct str slug, name;
    enum scheme scheme;
    struct str zone;             /* "America/New_York" */
    struct str currency, locale; /* "USD", "en-US" */
    bool word_user, word_availability;
    struct str owner_name, owner_email; /* the e-mail folded */
    struct str owner_password_hash;     /* empty: the account keeps what it has */
    enum surface surface;               /* where it comes from, for the record */
    struct str address;
};
struct company_made {
    struct company_id company;
    struct staff_id owner;
    struct account_id account;
};
/* A company with its owner (Admin, or Owner Admin), as act 1 of its record. In a transaction for COMPANY_ALL.
 * ERR_INVALID about "slug" where it is taken. */
MUST_CHECK enum err company_create(struct app *app, struct tx *tx, const struct company_seed *seed, int64_t now,
                                   struct company_made *ret);
/* "Happy Tails Pet Care" → "happy-tails-pet-care"; empty if no letter or digit is in it. */
struct str company_slug(struct arena *arena, struct str name);

extern const struct feature company_feature, setup_feature, me_feature, home_feature;

#endif
