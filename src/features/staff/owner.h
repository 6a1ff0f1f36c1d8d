/* Inside of staff/: the owner, and how the ownership passes on (ROL-142, ROL-214). A request is asked by the owner,
 * accepted by the other, waits, and then takes effect as an act of its own, by a job: until that act the one is the
 * owner in everything, from it on the other. */
#ifndef FEATURES_STAFF_OWNER_H
#define FEATURES_STAFF_OWNER_H

#include "features/notices/notices.h"
#include "features/staff/staff_docs.h"

enum transfer_state {
    TRANSFER_ASKED = 1,
    TRANSFER_ACCEPTED,
    TRANSFER_PASSED,
    TRANSFER_DECLINED,
    TRANSFER_TAKEN_BACK,
    TRANSFER_EXPIRED,
    TRANSFER_VOID, /* the chosen person can no longer own */
    TRANSFER_STATE__MAX,
};
extern const struct names transfer_state_names;

struct transfer {
    int64_t id; /* 0: none */
    struct staff_id from, to;
    enum transfer_state state;
    struct str reason;
    int64_t wait_hours; /* as set when it was asked for: no later setting makes a running transfer shorter or longer */
    int64_t asked_at, expires_at;
    int64_t answered_at, effective_at; /* 0: not accepted */
    int64_t ended_at;                  /* 0: open */
    int64_t changed;
};

enum { OWNER_WAIT_HOURS_MIN = 12, OWNER_WAIT_HOURS_MAX = 336, OWNER_ANSWER_DAYS = 7 };
#define OWNER_JOB "owner.due"

/* The open one; id 0: none. */
MUST_CHECK enum err transfer_open(struct tx *tx, const struct grant *g, struct transfer *ret);
/* The open one that would be void with this role and standing of the person who is to own; id 0: none. */
MUST_CHECK enum err transfer_voided(struct tx *tx, const struct grant *g, struct staff_id staff, int role,
                                    enum staff_status status, struct transfer *ret);
/* How such a request is told of before somebody makes it void. */
#define OWNER_VOIDED(F, P)                                                                                             \
    F(P, from, OBJECT, BASIC, .of = &staff_named_schema)                                                               \
    F(P, state, ENUM, BASIC, .names = &transfer_state_names)                                                           \
    F(P, effective_at, INSTANT, BASIC)                                                                                 \
    F(P, text, TEXT, BASIC)
DOC_SCHEMA(owner_voided, OWNER_VOIDED);
/* Fills the OBJECT `field` of `out`; `text` names {from}, {person} and {role}. Nothing where the transfer is none. */
void owner_voided_document(struct context *cx, const struct grant *g, const struct transfer *transfer,
                           enum message text, struct str role, struct node *out, int field);
/* The last that ended, newest first. */
enum { TRANSFERS_SHOWN_MAX = 10 };
MUST_CHECK enum err transfers_ended(struct tx *tx, const struct grant *g, struct transfer *ret, int *ret_count);
MUST_CHECK enum err transfer_insert(struct context *cx, struct tx *tx, const struct grant *g,
                                    struct transfer *transfer);
/* Writes state and times. */
MUST_CHECK enum err transfer_write(struct context *cx, struct tx *tx, const struct grant *g, struct transfer *transfer);
MUST_CHECK enum err owner_wait_read(struct tx *tx, const struct grant *g, int64_t *ret_hours);
MUST_CHECK enum err owner_wait_write(struct context *cx, struct tx *tx, const struct grant *g, int64_t hours);

/* Who is the owner; ids 0 where there is none, which no company ever is. */
const struct person *owner_of(const struct grant *g);
/* Ends an open transfer in this state, on record; its job goes with it. */
MUST_CHECK enum err transfer_end(struct context *cx, struct tx *tx, const struct grant *g, struct transfer *transfer,
                                 enum transfer_state state);
/* Makes `to` the owner instead of whoever is: both rows, with history and record, and notices to both. The caller has
 * looked whether `to` can own. */
MUST_CHECK enum err owner_pass(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id to);
/* Notices to the two, but to who acts. */
MUST_CHECK enum err owner_tell(struct context *cx, struct tx *tx, const struct grant *g,
                               const struct transfer *transfer, enum notice_kind kind, struct staff_id about,
                               struct str details);
/* Before a person's role or standing is written: ERR_CONFLICT where it would leave the company without an owner who can
 * own; a transfer to someone who can no longer own is void. */
MUST_CHECK enum err owner_before_write(struct context *cx, struct tx *tx, const struct grant *g,
                                       const struct staff *before, const struct staff *after);

#endif
