/* Passwords (IDN-01): what may be one, and how it is kept. */
#ifndef FEATURES_IDENTITY_PASSWORD_H
#define FEATURES_IDENTITY_PASSWORD_H

#include "features/identity/identity.h"

enum { PASSWORD_CHARACTERS_MIN = 12, PASSWORD_CHARACTERS_MAX = 256 };

enum password_fault { PASSWORD_SHORT = 1, PASSWORD_COMMON, PASSWORD_PERSONAL, PASSWORD_FAULT__MAX };

/* What everybody's password has at least, or more where a company asks for `min`. */
int password_characters_min(int min);
/* 0: it may be used. Pure, no composition rules: a password is too weak where little of it is left once words that
 * everyone tries, the owner's own words, years, rows of keys and repetitions are taken out. */
enum password_fault password_judge(struct str password, const struct password_owner *owner, struct arena *arena);
/* argon2id. Where `hash` is empty (no such account, no password yet) as much work is done and the answer is no.
 * ERR_TOO_MANY where too many wait for a turn. Outside of transactions only. */
MUST_CHECK enum err password_verify(struct app *app, struct arena *arena, struct str hash, struct str password,
                                    bool *ret_fits);
/* A new hash, after waiting for a turn like everyone. */
MUST_CHECK enum err password_hash(struct app *app, struct arena *arena, struct str password, struct str *ret);

#endif
