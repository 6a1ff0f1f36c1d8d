/* What chance changes between two worlds that somebody must not be able to tell apart. What a person may not see is
 * said here by the rules, never by the program's answers. */
#ifndef PROOF_TWINS_H
#define PROOF_TWINS_H

#include "proof/chance.h"

enum { TWIN_CLIENTS_MAX = REL__MAX + STRAYS };

struct twin_client {
    int64_t id, pet, template, line, event; /* the event: somebody else's, or own; 0: none */
    bool seen;                              /* by the person, says the rule */
    bool removed;                           /* their access to it */
};
struct twins {
    struct world *world;
    struct crew *crew;
    struct chance *chance;
    const struct member *who;
    int company;
    struct twin_client clients[TWIN_CLIENTS_MAX];
    int client_count;
    uint64_t random;
    int64_t serial;
};
/* Any that is seen, or hidden; NULL: there is none. */
const struct twin_client *twins_client(struct twins *twins, bool seen);
/* Somebody else who is in nobody's place: frozen, so that they never ask. */
const struct member *twins_spare(struct twins *twins);
/* ROL-nnn, with the one exception or custom cell that a member of the crew may have. */
bool twins_holds(const struct twins *twins, int number);
/* What is other people's, the office's or money is nothing to them, and they schedule nobody. */
bool twins_worker(const struct twins *twins);
int64_t twins_company(const struct twins *twins);
int64_t twins_owner(const struct twins *twins);
int64_t twins_below(struct twins *twins, uint64_t n);
struct str twins_name(struct twins *twins, struct tx *tx); /* another each time */

struct change {
    const char *name;
    bool (*may)(const struct twins *twins); /* whether the rules hide it from the person */
    enum err (*make)(struct twins *twins, struct tx *tx);
};
/* Of clients, their visits and what is between them and people; and of everything else. */
extern const struct change twins_client_changes[], twins_other_changes[];
extern const int twins_client_change_count, twins_other_change_count;
/* How many open event streams, one of each role, say something else where what happens meanwhile is hidden from all of
 * them; says which. */
int twins_listen(struct twins *twins);
/* The planted leak: something that the person does see. */
extern const struct change twins_leak;

#endif
