#include "app/app.h"

SQL(schema_newest, "SELECT MAX(version) FROM schema /* scope: all companies: it belongs to none */");

enum err app_saw_schema(struct app *app, int64_t version, struct arena *arena)
{
    if (version <= store_schema_version())
        return OK;
    __atomic_store_n(&app->outdated, true, __ATOMIC_RELEASE);
    return fail_unavailable(arena, "the database has schema %lld, this program knows up to %d", (long long)version,
                            store_schema_version());
}

SQL(schema_touch, "UPDATE schema SET applied_at = applied_at + $2 WHERE version = $1"
                  " /* scope: all companies: it belongs to none */");

struct looking {
    struct app *app;
    struct arena *arena;
};

MUST_CHECK static enum err look_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    const struct looking *look = data;
    int64_t version = 0;

    TRY(query_open(tx, &schema_newest, 0, NULL, 0, &q));
    if (query_next(&q))
        version = query_int(&q, 0);
    TRY(query_done(&q));
    return app_saw_schema(look->app, version, look->arena);
}

enum err app_look_at_schema(struct app *app, struct arena *arena)
{
    struct looking look = {app, arena};

    return store_read(app->store, COMPANY_NONE, arena, look_body, &look);
}

MUST_CHECK static enum err touch_body(struct tx *tx, void *data)
{
    (void)data;
    /* There and back: what is written over with the same is not written at all. */
    TRY(EXECUTE(tx, &schema_touch, NULL, SQL_INT(store_schema_version()), SQL_INT(1)));
    return EXECUTE(tx, &schema_touch, NULL, SQL_INT(store_schema_version()), SQL_INT(-1));
}

const char *app_fault(struct app *app, struct arena *arena)
{
    if (app_outdated(app))
        return "the database is newer than this program";
    if (app_look_at_schema(app, arena) != OK)
        return "no database";
    if (!store_write_failed(app->store))
        return NULL;
    if (store_write_alone(app->store, COMPANY_NONE, arena, touch_body, NULL, NULL) != OK)
        return "the database cannot be written";
    store_write_forgive(app->store);
    return NULL;
}
