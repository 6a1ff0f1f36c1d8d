/* Clients to choose from, by what was typed. */
#include "features/clients/clients_store.h"

SQL_LIST(client_choices,
         "SELECT c.id, c.name FROM client c WHERE c.company_id = $1 AND c.status <> 3 {0} {1} {2}"
         " ORDER BY c.sort, c.id LIMIT $3",
         "AND AMONG($2, c.id)", "AND NOT AMONG($2, c.id)", "AND c.id IN IDS($2)");
enum { BIT_LIST_LONG = 1 << 0, BIT_LIST = 1 << 2 };
static_assert(CLIENT_INACTIVE == 3, "as client_choices says");

enum err client_choices_read(struct tx *tx, const struct grant *g, struct str q, int max, struct client_choices *ret)
{
    CLEANUP(query_end) struct query query = {0};
    unsigned bits = grant_scope_bits(g);
    const struct client_filter filter = {.typed = q, .not_inactive = true};
    struct found_clients found;

    *ret = (struct client_choices){.items = arena_array(tx_arena(tx), struct client_choice, (size_t)max)};
    TRY(clients_found_next(tx, g, &filter, max, &found));
    if (found.typed) /* who is found is seen */
        bits = found.count > CLIENTS_LEAD ? BIT_LIST_LONG : BIT_LIST;
    TRY(QUERY_LIST(tx, &client_choices, bits, &query, SQL_INT(g->company.n),
                   found.typed ? SQL_IDS(found.ids, found.count) : SQL_IDS(g->scope.ids, g->scope.count),
                   SQL_INT(max)));
    while (ret->count < max && query_next(&query))
        ret->items[ret->count++] = (struct client_choice){{query_int(&query, 0)}, query_text(&query, 1)};
    return query_done(&query);
}
