#include "store/migrate.h"

int store_schema_version(void)
{
    return migrations.count;
}

enum err migrate(const struct migrator *migrator, const struct migration_set *set, bool read_only, struct arena *arena)
{
    for (;;) {
        int version = 0;

        TRY(migrator->version(migrator->state, arena, &version));
        if (version > set->count)
            return fail_unavailable(
                arena,
                "the database has schema %d, this program knows up to %d: it was written by a newer "
                "Petgate; run that version or a newer one",
                version, set->count);
        if (version == set->count)
            return OK;
        if (read_only)
            return fail_unavailable(arena,
                                    "the database has schema %d, this program needs %d and may only read: start the "
                                    "server once, it migrates",
                                    version, set->count);
        TRY(migrator->apply(migrator->state, &set->list[version], arena));
    }
}
