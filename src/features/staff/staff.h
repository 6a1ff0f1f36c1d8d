/* Staff: who works for the company, in which role and standing; invited, promoted, frozen, leaving (STF-01 to STF-03,
 * ACC-50 to ACC-52, ACC-60 to ACC-63). This folder is the only writer of `staff` once somebody was invited; what they
 * see of clients is relations/' and policy's. */
#ifndef FEATURES_STAFF_H
#define FEATURES_STAFF_H

#include "app/app.h"

struct staff {
    struct staff_id id;
    struct account_id account;
    struct str name, email, phone;
    int role; /* enum role or a custom role's id */
    enum staff_status status;
    bool owner;
    struct str notes;                                /* of managers about the person, who does not see them */
    int64_t invited_at, last_sign_in_at, created_at; /* 0: never */
    int64_t changed;
};
extern const struct names staff_status_names;

/* ERR_ABSENT where there is none. */
MUST_CHECK enum err staff_read(struct tx *tx, const struct grant *g, struct staff_id id, struct staff *ret);
/* A new membership: the account of the (folded) e-mail is made if there is none. `id` made when none, `account` and
 * `changed` set. ERR_INVALID naming "email" where the person works here already. Sends no invitation. */
MUST_CHECK enum err staff_create(struct context *cx, struct tx *tx, const struct grant *g, struct staff *staff);
/* Writes name, phone, notes, role and status, with history and audit details of what differs from `before`. */
MUST_CHECK enum err staff_write(struct context *cx, struct tx *tx, const struct grant *g, const struct staff *before,
                                struct staff *after);

extern const struct feature staff_feature, staff_edit_feature, staff_leaver_feature, staff_list_feature,
    staff_owner_feature, staff_role_feature, staff_standing_feature;

#endif
