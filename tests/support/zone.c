#include "support/zone.h"

#include "support/test.h"

SQL(test_zone, "UPDATE company SET zone = $2, change = change + 1 WHERE id = $1 /* company_id = $1 */");

struct zone_write {
    struct company_id company;
    const char *zone;
};

static enum err zone_body(struct tx *tx, void *data)
{
    const struct zone_write *write = data;

    return EXECUTE(tx, &test_zone, NULL, SQL_INT(write->company.n), SQL_TEXT(str_from(write->zone)));
}

void company_zone(struct store *store, struct company_id company, const char *zone)
{
    struct zone_write write = {company, zone};
    struct arena arena = ARENA_INIT;

    if (store_write(store, company, &arena, zone_body, &write, NULL) != OK)
        fail_msg("%.*s", STR_ARG(arena.failure.log));
    arena_free(&arena);
}
