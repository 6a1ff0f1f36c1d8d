/* Whole companies by chance in the world's database, of either scheme: people of every role and standing, custom roles,
 * cells and exceptions with and without an end (locked ones too, which must not matter), visits, Preferred, removals,
 * dated access, fading. What happened is written straight into the tables; what is kept of it is counted by relations/.
 */
#ifndef PROOF_CHANCE_COMPANY_H
#define PROOF_CHANCE_COMPANY_H

#include "support/world.h"

enum { CHANCE_PEOPLE = 8, CHANCE_CLIENTS = 6, CHANCE_ROLES = 3 };

struct chance_company {
    struct company_id id;
    struct str slug;
    int64_t staff[CHANCE_PEOPLE]; /* the owner first */
    int64_t clients[CHANCE_CLIENTS];
    int64_t service;
};
/* `seed` 0 and on: each another one, the same every time. */
void chance_company_make(struct world *w, uint64_t seed, struct chance_company *ret);

/* Runs one statement about a company behind everybody's back; `$1` is the company. */
void behind_the_back(struct world *w, struct company_id company, const struct sql *sql, int64_t second, int64_t third);

#endif
