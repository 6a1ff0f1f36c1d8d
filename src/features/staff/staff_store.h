/* Inside of staff/: SQL and mapping. */
#ifndef FEATURES_STAFF_STORE_H
#define FEATURES_STAFF_STORE_H

#include "features/staff/staff.h"

struct staff_sign_in {
    struct staff_id staff;
    struct str email;
    int64_t last_sign_in_at, invited_at;
};
/* What a list shows beyond the picture, of these people, in no order. One statement. */
MUST_CHECK enum err staff_sign_ins(struct tx *tx, const struct grant *g, const int64_t *ids, int count,
                                   const struct staff_sign_in **ret, int *ret_count);
/* The people whose e-mail begins so (folded). */
enum { STAFF_MATCHES_MAX = 200 };
MUST_CHECK enum err staff_by_email(struct tx *tx, const struct grant *g, struct str prefix, const int64_t **ret_ids,
                                   int *ret_count);
/* Sessions and tokens that still hold. */
MUST_CHECK enum err staff_open_doors(struct tx *tx, const struct grant *g, struct staff_id staff, int64_t *ret_sessions,
                                     int64_t *ret_tokens);
/* Whether the person ever came in: an invitation that was accepted, whatever happened since. */
MUST_CHECK enum err staff_was_active(struct tx *tx, const struct grant *g, struct staff_id staff, bool *ret);
/* Whether anything in the records points to the person: a relation, visit, line, request, notice or token. */
MUST_CHECK enum err staff_has_record(struct tx *tx, const struct grant *g, struct staff_id staff, bool *ret);
/* Takes away a person without a record, with their exceptions. */
MUST_CHECK enum err staff_delete(struct context *cx, struct tx *tx, const struct grant *g, const struct staff *staff);

/* Names of clients, by id. */
struct client_names {
    const int64_t *ids; /* sorted */
    const struct str *names;
    int count;
};
MUST_CHECK enum err staff_client_names(struct tx *tx, const struct grant *g, const int64_t *ids, int count,
                                       struct client_names *ret);
struct str client_names_find(const struct client_names *names, struct client_id client);

/* An access removal of a person, in order of client name. */
struct staff_removal {
    struct client_id client;
    struct str client_name, reason;
    int severity;
    struct staff_id by;
    int64_t at;
};
MUST_CHECK enum err staff_removals(struct tx *tx, const struct grant *g, struct staff_id staff, const int64_t *clients,
                                   int count, const struct staff_removal **ret, int *ret_count);

#endif
