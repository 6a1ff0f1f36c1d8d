/* Clients to choose from, by what was typed. */
#include "features/clients/clients.h"
#include "features/clients/words.h"

SQL_LIST(client_choices,
         "SELECT c.id, c.name FROM client c WHERE c.company_id = $1 AND c.status <> 3 {0} {1} {2} {3} {4}"
         " ORDER BY c.sort, c.id LIMIT $3",
         "AND AMONG($2, c.id)", "AND NOT AMONG($2, c.id)", SEARCH_WORD("$4", "$5"), SEARCH_WORD("$6", "$7"),
         SEARCH_WORD("$8", "$9"));
static_assert(CLIENT_INACTIVE == 3, "as client_choices says");
static_assert(SEARCH_WORDS == 3, "as client_choices has fragments");

struct search_words search_words(struct arena *arena, struct str q)
{
    const struct find find = find_parse(arena, q);
    int first = find.count > SEARCH_WORDS ? find.count - SEARCH_WORDS : 0;
    struct search_words words = {.count = find.count - first};

    for (int i = 0; i < SEARCH_WORDS; i++) {
        words.from[i] = i < words.count ? find.from[first + i] : STR("");
        words.to[i] = i < words.count ? find.behind[first + i] : STR("");
    }
    return words;
}

unsigned search_bits(const struct search_words *words, unsigned first)
{
    return ((1u << words->count) - 1u) * first;
}

enum err client_choices_read(struct tx *tx, const struct grant *g, struct str q, int max, struct client_choices *ret)
{
    CLEANUP(query_end) struct query query = {0};
    const struct search_words words = search_words(tx_arena(tx), q);
    unsigned bits = grant_scope_bits(g);

    *ret = (struct client_choices){.items = arena_array(tx_arena(tx), struct client_choice, (size_t)max)};
    TRY(QUERY_LIST(tx, &client_choices, bits | search_bits(&words, 4u), &query, SQL_INT(g->company.n),
                   SQL_IDS(g->scope.ids, g->scope.count), SQL_INT(max), SEARCH_PARAMS(words)));
    while (ret->count < max && query_next(&query))
        ret->items[ret->count++] = (struct client_choice){{query_int(&query, 0)}, query_text(&query, 1)};
    return query_done(&query);
}
