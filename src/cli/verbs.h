/* All verbs. */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

#include "cli/cli.h"

extern const struct verb verb_audit_head, verb_audit_verify, verb_backup, verb_check, verb_demo, verb_help,
    verb_owner_give, verb_prove, verb_review_verify, verb_serve, verb_token_create, verb_version;

extern const struct verb *const verbs[];
extern const int verb_count;
/* The verb that the words begin with, the longest; NULL if none. `ret_used`: how many words it took. */
const struct verb *verb_find(char *const *words, int count, int *ret_used);
/* Whether the first word alone begins the names of verbs: "audit". */
bool verb_is_group(const char *word);
void verb_help_group(FILE *out, const char *word);
void verb_help_all(FILE *out);
void verb_help_one(FILE *out, const struct verb *verb);

#endif
