/* Failed attempts are slowed (IDN-02) by three counts:
 *
 *   pair      account and address   5 free, then 1 s, 2 s, 4 s … 15 min; forgotten after a day
 *   address   whatever the account  50 free, then 1 s … 1 min; forgotten after an hour
 *   account   whatever the address  refuses nobody: from 100 a day on, pairs without a success before have 1 free
 * attempt instead of 5
 *
 * so that a stranger can slow strangers only: whoever signed in from an address before is counted by the pair alone,
 * which nobody else shares, and anyone from a new address always has a first attempt. An attempt counts as failed when
 * it begins, so that a thousand at the same time are no way around; success takes it back. Accounts are e-mails as
 * typed, whether there is one or not. Keys are hashes; an IPv6 address counts as its /64. */
#ifndef FEATURES_IDENTITY_THROTTLE_H
#define FEATURES_IDENTITY_THROTTLE_H

#include "app/app.h"
#include "base/random.h"

struct throttle_count {
    int64_t failures;
    int64_t last_at; /* 0: never */
};
struct throttle_state {
    struct throttle_count pair, address, account;
    bool known; /* somebody signed in to the account from this address within 90 days */
};
/* How long to wait from `now` on, in microseconds; 0: go on. Pure. */
int64_t throttle_wait(const struct throttle_state *state, int64_t now);

enum throttle_key { THROTTLE_PAIR = 1, THROTTLE_ADDRESS, THROTTLE_ACCOUNT, THROTTLE_KNOWN, THROTTLE_KEY__MAX };
struct throttle {
    uint8_t keys[THROTTLE_KEY__MAX][HASH_BYTES];
};
/* `what` names what is tried ("sign-in"), `account` whose. */
void throttle_keys(struct throttle *ret, struct str what, struct str account, struct str address);

/* ERR_TOO_MANY where it comes too soon; else counts the attempt. In a transaction that writes. */
MUST_CHECK enum err throttle_begin(struct tx *tx, const struct throttle *throttle, int64_t now);
/* It was no failure: the pair starts anew and, with `known`, counts as known. */
MUST_CHECK enum err throttle_success(struct tx *tx, const struct throttle *throttle, bool known, int64_t now);
/* It was neither (no turn for hashing): as if it had not been. */
MUST_CHECK enum err throttle_forget(struct tx *tx, const struct throttle *throttle);
/* Drops what says nothing any more. */
MUST_CHECK enum err throttle_sweep(struct tx *tx, int64_t now);

#endif
