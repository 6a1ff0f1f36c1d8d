#include "features/authzen/search_store.h"

SQL(search_events, "SELECT id, client_id, staff_id FROM event WHERE company_id = $1 AND id > $2 ORDER BY id LIMIT $3");
SQL(search_pets, "SELECT id, client_id, 0 FROM pet WHERE company_id = $1 AND id > $2 ORDER BY id LIMIT $3");
/* What a few clients have is sorted; along the ids one would meet everybody's. */
SQL(search_events_of, "SELECT id, client_id, staff_id FROM event WHERE company_id = $1 AND client_id IN IDS($4)"
                      " AND +id > $2 ORDER BY +id LIMIT $3");
SQL(search_pets_of, "SELECT id, client_id, 0 FROM pet WHERE company_id = $1 AND client_id IN IDS($4)"
                    " AND +id > $2 ORDER BY +id LIMIT $3");

enum err search_run(struct tx *tx, const struct grant *g, enum resource resource, const struct scope *scope,
                    int64_t after, struct found *ret_found, int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    bool events = resource == RESOURCE_EVENT;

    if (scope->kind == SCOPE_ONLY)
        TRY(QUERY(tx, events ? &search_events_of : &search_pets_of, &q, SQL_INT(g->company.n), SQL_INT(after),
                  SQL_INT(SEARCH_RUN), SQL_IDS(scope->ids, scope->count)));
    else
        TRY(QUERY(tx, events ? &search_events : &search_pets, &q, SQL_INT(g->company.n), SQL_INT(after),
                  SQL_INT(SEARCH_RUN)));
    *ret_count = 0;
    while (query_next(&q)) {
        struct client_id client = {query_int(&q, 1)};

        ret_found[(*ret_count)++] = (struct found){
            query_int(&q, 0), events ? ABOUT_EVENT(client, (struct staff_id){query_int(&q, 2)}) : ABOUT_CLIENT(client)};
    }
    return query_done(&q);
}
