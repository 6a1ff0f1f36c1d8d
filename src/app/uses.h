/* On which day a person last used a permission (ROL-306): noted in memory when a request that it decided was allowed,
 * and written in batches by the background loop, so that a request that only reads never waits for the disk. Each
 * process notes a person's permission once a day; what is lost in a crash are the notes of the last second. */
#ifndef APP_USES_H
#define APP_USES_H

#include "base/arena.h"
#include "base/id.h"
#include "policy/roles.h"

struct use {
    struct company_id company;
    struct staff_id staff;
    enum permission permission;
    int32_t day; /* UTC */
};

struct uses;
struct uses *uses_new(void);
void uses_free(struct uses *uses);
/* Thread-safe. Where too many wait, further ones are left out until the next batch. */
void use_note(struct uses *uses, const struct use *use);
/* Those that wait, in the order of company, person and permission, so that processes that write at once do not cross
 * each other; they live in the arena. Returns how many. */
int uses_take(struct uses *uses, struct arena *arena, struct use **ret);
/* They could not be written: they wait again. */
void uses_return(struct uses *uses, const struct use *list, int count);

#endif
