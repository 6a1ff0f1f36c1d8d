#include "features/authzen/search_store.h"

#define WITHIN "AND NOT AMONG($4, client_id)", "AND staff_id = $5"
SQL_LIST(search_events,
         "SELECT id, client_id, staff_id FROM event WHERE company_id = $1 AND id > $2 {0} {1} ORDER BY id LIMIT $3",
         WITHIN);
SQL_LIST(search_pets, "SELECT id, client_id, 0 FROM pet WHERE company_id = $1 AND id > $2 {0} ORDER BY id LIMIT $3",
         "AND NOT AMONG($4, client_id)");
/* What a few clients have is sorted; along the ids one would meet everybody's. */
SQL_LIST(search_events_of,
         "SELECT id, client_id, staff_id FROM event WHERE company_id = $1 AND client_id IN IDS($4)"
         " AND +id > $2 {0} {1} ORDER BY +id LIMIT $3",
         WITHIN);
SQL(search_pets_of, "SELECT id, client_id, 0 FROM pet WHERE company_id = $1 AND client_id IN IDS($4)"
                    " AND +id > $2 ORDER BY +id LIMIT $3");
enum { BIT_ALL_BUT = 1 << 0, BIT_OWN = 1 << 1 };

MUST_CHECK static enum err open_run(struct tx *tx, const struct grant *g, bool events, const struct search_sight *sight,
                                    int64_t after, struct query *q)
{
    const struct scope *scope = &sight->scope;
    unsigned bits = (scope->kind == SCOPE_ALL_BUT ? BIT_ALL_BUT : 0u) | (events && sight->own.n ? BIT_OWN : 0u);
    const struct param params[] = {SQL_INT(g->company.n), SQL_INT(after), SQL_INT(SEARCH_RUN),
                                   SQL_IDS(scope->ids, scope->count), SQL_INT(sight->own.n)};
    const struct sql *const all = events ? &search_events : &search_pets;
    const struct sql *const of = events ? &search_events_of : &search_pets_of;

    return query_open(tx, scope->kind == SCOPE_ONLY ? of : all, bits, params, events ? 5 : 4, q);
}

enum err search_run(struct tx *tx, const struct grant *g, enum resource resource, const struct search_sight *sight,
                    int64_t after, struct found *ret_found, int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    bool events = resource == RESOURCE_EVENT;

    TRY(open_run(tx, g, events, sight, after, &q));
    *ret_count = 0;
    while (query_next(&q)) {
        struct client_id client = {query_int(&q, 1)};

        ret_found[(*ret_count)++] = (struct found){
            query_int(&q, 0), events ? ABOUT_EVENT(client, (struct staff_id){query_int(&q, 2)}) : ABOUT_CLIENT(client)};
    }
    return query_done(&q);
}
