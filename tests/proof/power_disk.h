/* A disk that forgets at a power cut what was not synced: a VFS of SQLite over the default one. The process sees its
 * files as ever; beside them the VFS keeps, for each file of a database, what a sync has made last and, in order, what
 * was done since. A cut takes a copy of that, at any operation, while everything goes on; out of one copy any number of
 * disks can be made as they might be found afterwards. Files in folders called POWER_FOUND… are SQLite's own affair, by
 * its plain VFS. One at a time. */
#ifndef PROOF_POWER_DISK_H
#define PROOF_POWER_DISK_H

#include <stdbool.h>
#include <stdint.h>

#define POWER_FOUND "petgate-found-"

/* From now on databases that are opened lie on it; those that are open must be closed before the end. */
void power_begin(void);
void power_end(void);

/* Cuts before the n-th operation from now on that changes or syncs a file. `at` is called at that moment. */
void power_arm(int64_t operations, void (*at)(void *), void *data);
/* Whether it was cut; waits up to `ms`. Not armed any more. */
bool power_was_cut(int ms);
/* Whether a file whose path ends so had something that was not synced at the last cut. */
bool power_unsynced(const char *path_end);
/* How many operations there were so far. */
int64_t power_operations(void);

enum power_loss {
    POWER_FORGETS = 1, /* all that was not synced, files made since included */
    POWER_TEARS,       /* some of it: of each write all, nothing, or any of its sectors */
    POWER_KEEPS,       /* nothing: the process alone died */
    POWER_LOSS__MAX,
};
/* Writes into the folder what is found after the last cut. Returns a number: where it is the same after the same cut,
 * the same is found. */
uint64_t power_found(const char *folder, enum power_loss loss, uint64_t seed);

/* From now on whatever writes or syncs fails with this code of SQLite, a write after half of it was done; 0: it works
 * again. */
enum power_act { POWER_WRITES = 1, POWER_SYNCS, POWER_ACT__MAX };
void power_fails(enum power_act act, int code);

struct store;
/* Runs it where the store writes: to see what it would be without a setting. */
bool power_pragma(struct store *store, const char *pragma);

#endif
