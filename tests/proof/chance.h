/* Beside the crew: clients of every standing, and between them and people of the crew whatever chance brings: visits
 * long ago, lately and to come, in every status, Preferred, Do Not Schedule, dated access, separation requests,
 * removals; templates, pets, notices. The same number brings the same company. */
#ifndef PROOF_CHANCE_H
#define PROOF_CHANCE_H

#include "proof/crew.h"

enum { STRAYS = 12, TIES_MAX = 40, VISITS_MAX = 3, OWN_WORDS = 4 };

/* What is between a person of the crew and a client that chance made. */
struct bond {
    const struct member *who;
    bool preferred, do_not_schedule, removed, hold, declined, dated;
    int visit_count;
    int64_t visits[VISITS_MAX], starts[VISITS_MAX];
    int status[VISITS_MAX];
    int64_t last_end_at; /* of those that were not cancelled; 0: none */
};
struct stray {
    int64_t id, pet, template, line;
    int status; /* enum client_status */
    int word;   /* of four: "amber", "basil", "cedar", "dune" */
    struct bond ties[TIES_MAX];
    int tie_count;
};
struct chance {
    struct crew *crew;
    uint64_t random;
    struct stray strays[2][STRAYS]; /* by company */
};
extern const char *const chance_words[OWN_WORDS];
/* Writes all of it. Fails the test where it cannot. */
struct chance *chance_strew(struct crew *crew, uint64_t seed);
/* An access review of each company that was finished and one that is open, answered here and there, as people do it;
 * what of their items has become otherwise since; and reports to the owner. */
void chance_review(struct chance *chance);
uint64_t chance_below(uint64_t *random, uint64_t n);
/* ACC-01 to ACC-05, ACC-08, ACC-09, from what was written: whether they see the client now. */
bool chance_sees(const struct chance *chance, const struct member *who, const struct stray *stray);
const struct bond *chance_bond(const struct stray *stray, const struct member *who); /* NULL: none */

#endif
