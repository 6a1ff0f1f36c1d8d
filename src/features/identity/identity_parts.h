/* Inside of identity/: what its files share. */
#ifndef FEATURES_IDENTITY_PARTS_H
#define FEATURES_IDENTITY_PARTS_H

#include "features/identity/identity.h"
#include "features/identity/throttle.h"

/* A session ends after three days without use (from Friday's last visit to Monday's first) and in any case after 30
 * days; while a company is still to be chosen, after a quarter of an hour. Dangerous acts want a sign-in not older than
 * FRESH. */
#define SESSION_IDLE (72 * HOUR_US)
#define SESSION_MAX (30 * DAY_US)
#define SESSION_CHOICE (15 * MINUTE_US)
#define SESSION_FRESH (15 * MINUTE_US)
#define VIEW_LASTS (30 * MINUTE_US) /* ROL-304: a look through other eyes ends by itself */

enum { TOKENS_MAX = 50, SESSIONS_SHOWN_MAX = 200, ADDRESS_TEXT_MAX = 64, USER_AGENT_MAX = 400 };

/* ------------------------------------------------------------------ sessions.c */

struct session_seed {
    struct account_id account;
    struct company_id company; /* none: to be chosen */
    struct staff_id staff;
    int64_t expires_at, fresh_until;
};
/* Writes a session and leaves its secret in cx->set_session. The one that the request came with is ended. */
MUST_CHECK enum err session_begin(struct context *cx, struct tx *tx, const struct session_seed *seed);
/* The hashes under which secrets are kept. */
void session_hash(uint8_t out[HASH_BYTES], struct str secret);
void token_hash(uint8_t out[HASH_BYTES], struct str secret);
void link_hash(uint8_t out[HASH_BYTES], struct str secret);
MUST_CHECK enum err session_end(struct tx *tx, struct session_id session);
/* All of an account's but one (none: all). */
MUST_CHECK enum err sessions_end_account(struct tx *tx, struct account_id account, struct session_id but);
/* Writes what touches noted. */
MUST_CHECK enum err sessions_flush(struct app *app, int64_t now, struct arena *arena);

/* ------------------------------------------------------------------ accounts.c */

struct account {
    struct account_id id; /* none: there is no such account */
    struct str email, password_hash;
};
MUST_CHECK enum err account_by_email(struct tx *tx, struct str email, struct account *ret);
MUST_CHECK enum err account_by_id(struct tx *tx, struct account_id id, struct account *ret);

struct membership {
    struct company_id company;
    struct staff_id staff;
    struct str slug, name; /* of the company */
};
enum { MEMBERSHIPS_MAX = 100 };
/* The companies for which an account may sign in now (membership active), by name. */
MUST_CHECK enum err memberships_read(struct tx *tx, struct account_id account, const struct membership **ret,
                                     int *ret_count);
/* What an account's companies ask of its password (IDN-01): the most of what any of them asks. */
struct password_policy {
    int min;            /* characters */
    int days;           /* after so many a new one; 0: never */
    int64_t changed_at; /* when it was set */
};
/* In a transaction that sees all companies. */
MUST_CHECK enum err password_policy_read(struct tx *tx, struct account_id account, struct password_policy *ret);
bool password_over(const struct password_policy *policy, int64_t now);
/* ERR_INVALID about `field` where the new password is the one that `hash` is of. Outside of transactions only. */
MUST_CHECK enum err password_refuse_same(struct context *cx, const char *field, struct str hash, struct str password);

/* One attempt at a password, slowed by throttle.h. ERR_TOO_MANY or, where it is wrong or there is no such account,
 * ERR_INVALID with `wrong` about field "password". After it the caller's own transaction says throttle_success. */
struct proof {
    struct account account;
    struct throttle throttle;
};
MUST_CHECK enum err account_prove(struct context *cx, struct str email, struct str password, enum message wrong,
                                  struct proof *ret);
/* The person who signed in; a token is none. */
MUST_CHECK enum err session_needed(struct context *cx);

/* "/clients?q=a": a path on this server and nothing that a browser takes for another host. */
bool is_local_address(struct str path);

/* ------------------------------------------------------------------ links.c */

enum link_purpose { LINK_INVITE = 1, LINK_RESET, LINK_PURPOSE__MAX };
struct link_seed {
    enum link_purpose purpose;
    struct account_id account;
    struct company_id company; /* LINK_INVITE */
    struct staff_id staff;
    int64_t lasts_us;
};
/* A new one-time link; earlier ones for the same end. */
MUST_CHECK enum err link_make(struct tx *tx, const struct link_seed *seed, int64_t now, struct str *ret_secret);
/* Ends it; ERR_CONFLICT where it was used meanwhile. */
MUST_CHECK enum err link_use(struct tx *tx, int64_t link, int64_t now);
/* Old links, sessions and counts go. */
MUST_CHECK enum err identity_sweep(struct app *app, int64_t now, struct arena *arena);
/* Queues a mail whose texts are messages; {link} is made from `path`. */
struct mail_texts {
    enum message subject, body;
    const struct message_param *params;
    int param_count;
    struct str path;
};
MUST_CHECK enum err mail_queue(struct context *cx, struct tx *tx, struct company_id company, struct str recipient,
                               const struct mail_texts *texts);

/* ------------------------------------------------------------------ tokens.c */

/* A token's permissions as they are kept: a bit for each rule's number, whatever the order of the catalogue; -1 for
 * all. */
int64_t token_permissions_write(uint64_t permissions);
uint64_t token_permissions_read(int64_t kept);

#endif
