#include "features/services/services_store.h"
#include "base/fold.h"

SQL(service_row, "SELECT name, minutes, price_minor, active, changed FROM service WHERE company_id = $1 AND id = $2");
SQL_LIST(service_rows,
         "SELECT id, name, minutes, price_minor, active, changed FROM service WHERE company_id = $1 {0}"
         " ORDER BY sort LIMIT 500",
         "AND active = 1");
SQL(service_count, "SELECT count(*) FROM service WHERE company_id = $1");
SQL(service_namesake, "SELECT 1 FROM service WHERE company_id = $1 AND sort = $2 AND id <> $3");
SQL(service_insert, "INSERT INTO service (company_id, id, name, sort, minutes, price_minor, active, changed)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
SQL(service_update, "UPDATE service SET name = $3, sort = $4, minutes = $5, price_minor = $6, active = $7, changed = $8"
                    " WHERE company_id = $1 AND id = $2");

#define SERVICE_PARAMS(g, service, sort)                                                                               \
    SQL_INT((g)->company.n), SQL_INT((service)->id.n), SQL_TEXT((service)->name), SQL_TEXT(sort),                      \
        SQL_INT((service)->minutes), SQL_INT((service)->price_minor), SQL_BOOL((service)->active),                     \
        SQL_INT((service)->changed)

enum err service_read(struct tx *tx, const struct grant *g, struct service_id id, struct service *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &service_row, &q, SQL_INT(g->company.n), SQL_INT(id.n)));
    if (!query_next(&q)) {
        TRY(query_done(&q));
        return FAIL(tx_arena(tx), ERR_ABSENT, MSG_ABSENT);
    }
    *ret = (struct service){.id = id,
                            .name = query_text(&q, 0),
                            .minutes = query_int(&q, 1),
                            .price_minor = query_int(&q, 2),
                            .active = query_bool(&q, 3),
                            .changed = query_int(&q, 4)};
    return query_done(&q);
}

enum err service_exists(struct tx *tx, struct company_id company, int64_t id)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &service_row, &q, SQL_INT(company.n), SQL_INT(id)));
    if (query_next(&q))
        return OK;
    TRY(query_done(&q));
    return FAIL(tx_arena(tx), ERR_ABSENT, MSG_ABSENT);
}

enum err services_read(struct tx *tx, const struct grant *g, bool active_only, struct service_list *ret)
{
    CLEANUP(query_end) struct query q = {0};

    ret->items = arena_array(tx_arena(tx), struct service, SERVICES_MAX);
    ret->count = 0;
    TRY(QUERY_LIST(tx, &service_rows, active_only ? 1u : 0u, &q, SQL_INT(g->company.n)));
    while (query_next(&q) && ret->count < SERVICES_MAX)
        ret->items[ret->count++] = (struct service){.id = {query_int(&q, 0)},
                                                    .name = query_text(&q, 1),
                                                    .minutes = query_int(&q, 2),
                                                    .price_minor = query_int(&q, 3),
                                                    .active = query_bool(&q, 4),
                                                    .changed = query_int(&q, 5)};
    return query_done(&q);
}

/* Two services of one name cannot be told apart in a picker. */
MUST_CHECK static enum err refuse_namesake(struct tx *tx, const struct grant *g, struct service_id id, struct str sort)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &service_namesake, &q, SQL_INT(g->company.n), SQL_TEXT(sort), SQL_INT(id.n)));
    if (query_next(&q))
        return FAIL_FIELD(tx_arena(tx), STR("name"), MSG_SERVICE_NAMESAKE);
    return query_done(&q);
}

MUST_CHECK static enum err refuse_too_many(struct tx *tx, const struct grant *g)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t count = 0;

    TRY(QUERY(tx, &service_count, &q, SQL_INT(g->company.n)));
    if (query_next(&q))
        count = query_int(&q, 0);
    TRY(query_done(&q));
    if (count >= SERVICES_MAX)
        return FAIL(tx_arena(tx), ERR_CONFLICT, MSG_SERVICES_FULL, P_STR("max", STR("500")));
    return OK;
}

enum err service_create(struct context *cx, struct tx *tx, const struct grant *g, struct service *service)
{
    struct str sort = fold(cx->arena, service->name);

    TRY(refuse_too_many(tx, g));
    if (!service->id.n)
        service->id.n = id_new(cx->now);
    TRY(refuse_namesake(tx, g, service->id, sort));
    service->changed = cx->change;
    audit_change(cx, "service", service->id.n, "name", STR(""), service->name);
    audit_change_int(cx, "service", service->id.n, "minutes", 0, service->minutes);
    audit_change_int(cx, "service", service->id.n, "price_minor", 0, service->price_minor);
    return EXECUTE(tx, &service_insert, NULL, SERVICE_PARAMS(g, service, sort));
}

enum err service_write(struct context *cx, struct tx *tx, const struct grant *g, struct service *service)
{
    struct str sort = fold(cx->arena, service->name);

    TRY(refuse_namesake(tx, g, service->id, sort));
    service->changed = cx->change;
    return EXECUTE(tx, &service_update, NULL, SERVICE_PARAMS(g, service, sort));
}
