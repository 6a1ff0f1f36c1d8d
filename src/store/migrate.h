/* Inside store/ and for its tests: the steps that bring a database to the program's schema. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/store.h"

/* One step forward, applied in one transaction together with its row in table `schema`. Never edited once released. */
struct migration {
    int version; /* counted from 1, without holes */
    const char *name;
    const char *sqlite;
    const char *postgres;
};

struct migration_set {
    const struct migration *list;
    int count;
};

/* src/store/migrations, compiled in by tools/embed-migrations. */
extern const struct migration_set migrations;

/* store_open with another set of steps. */
MUST_CHECK enum err store_open_with(const struct store_config *config, const struct migration_set *set,
                                    struct arena *arena, struct store **ret);

/* How a driver reads and moves the version. */
struct migrator {
    void *state;
    /* 0 for an empty database. */
    enum err (*version)(void *state, struct arena *arena, int *ret);
    /* Takes the lock; does nothing if the version is not the one before the migration's any more. */
    enum err (*apply)(void *state, const struct migration *migration, struct arena *arena);
};

/* Up to the newest step. ERR_UNAVAILABLE if the database is newer, or older and `read_only`. */
MUST_CHECK enum err migrate(const struct migrator *migrator, const struct migration_set *set, bool read_only,
                            struct arena *arena);

#endif
