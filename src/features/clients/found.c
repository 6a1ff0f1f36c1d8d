/* Which clients are found by what was typed (CLI-06). Rare words are read first and say who is left to be asked about
 * the common ones, so that a search costs what its rarest word brings. */
#include "features/clients/clients_store.h"

#include <limits.h>
#include <stdlib.h>

/* Along a word its clients stand side by side; looked up one by one each is in a place of its own. So a word that has
 * no more than SIDE_BY_SIDE is read whole, unless fewer than ONE_BY_ONE clients are left to be asked about. */
enum { RARE = 1000, SIDE_BY_SIDE = 100, ONE_BY_ONE = 8 };

SQL_LIST(found_by_word,
         "SELECT client_id FROM search_word WHERE company_id = $1 AND word >= $2 AND word < $3 {0} {1} {2}",
         "AND client_id IN IDS($4)", "AND AMONG($4, client_id)", "LIMIT 1001");
SQL(found_side_by_side,
    "SELECT client_id FROM search_word WHERE company_id = $1 AND word >= $2 AND word < $3 LIMIT 101");
static_assert(RARE == 1000 && SIDE_BY_SIDE == 100, "one less than the statements say");
enum { BIT_OF = 1 << 0, BIT_AMONG = 1 << 1, BIT_RARE = 1 << 2 };

struct ids {
    int64_t *items;
    int count, room;
};

static int by_value(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;

    return (first > second) - (first < second);
}

/* Rising, each once. */
static void settle(struct ids *ids)
{
    int kept = 0;

    if (ids->count)
        qsort(ids->items, (size_t)ids->count, sizeof(*ids->items), by_value);
    for (int i = 0; i < ids->count; i++) {
        if (i == 0 || ids->items[i] != ids->items[kept - 1])
            ids->items[kept++] = ids->items[i];
    }
    ids->count = kept;
}

MUST_CHECK static enum err read_clients(struct tx *tx, struct query *q, struct ids *ret)
{
    ret->count = 0;
    while (query_next(q)) {
        if (ret->count == ret->room) {
            int room = ret->room ? ret->room * 2 : 256;

            ret->items = arena_grow(tx_arena(tx), ret->items, (size_t)ret->room * sizeof(*ret->items),
                                    (size_t)room * sizeof(*ret->items));
            ret->room = room;
        }
        ret->items[ret->count++] = query_int(q, 0);
    }
    return query_done(q);
}

/* The clients of one word; with `left` only of these (many are tested along the word), and with `rare` no more than
 * RARE + 1 rows. */
MUST_CHECK static enum err read_word(struct tx *tx, const struct grant *g, const struct find *find, int word,
                                     const struct ids *left, bool rare, struct ids *ret)
{
    CLEANUP(query_end) struct query q = {0};
    unsigned bits = rare ? BIT_RARE : 0u;

    if (left)
        bits |= left->count > CLIENTS_LEAD ? BIT_AMONG : BIT_OF;
    TRY(QUERY_LIST(tx, &found_by_word, bits, &q, SQL_INT(g->company.n), SQL_TEXT(find->from[word]),
                   SQL_TEXT(find->behind[word]), SQL_IDS(left ? left->items : NULL, left ? left->count : 0)));
    return read_clients(tx, &q, ret);
}

/* Of SIDE_BY_SIDE + 1 rows at most. */
MUST_CHECK static enum err read_along(struct tx *tx, const struct grant *g, const struct find *find, int word,
                                      struct ids *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &found_side_by_side, &q, SQL_INT(g->company.n), SQL_TEXT(find->from[word]),
              SQL_TEXT(find->behind[word])));
    return read_clients(tx, &q, ret);
}

/* What both have; both settled. */
static void intersect(struct ids *left, const struct ids *right)
{
    int kept = 0;

    for (int i = 0, k = 0; i < left->count && k < right->count;) {
        if (left->items[i] == right->items[k])
            left->items[kept++] = left->items[i];
        if (left->items[i] <= right->items[k])
            i++;
        else
            k++;
    }
    left->count = kept;
}

/* A search under way. */
struct finding {
    struct tx *tx;
    const struct grant *g;
    struct find find;
    struct ids left; /* where `any`: nobody else fits */
    bool any;
    bool waits[FIND_MAX]; /* a common word that is still to be asked about */
};

static void narrow(struct finding *f, struct ids *word)
{
    settle(word);
    if (f->any)
        intersect(&f->left, word);
    else
        f->left = *word;
    f->any = true;
}

static bool over(const struct finding *f)
{
    return f->any && f->left.count == 0;
}

/* One word of the few clients that are left. */
MUST_CHECK static enum err ask_few(struct finding *f, int i)
{
    struct ids word = {0};

    if (f->left.count >= ONE_BY_ONE)
        TRY(read_along(f->tx, f->g, &f->find, i, &word));
    if (f->left.count < ONE_BY_ONE || word.count > SIDE_BY_SIDE)
        TRY(read_word(f->tx, f->g, &f->find, i, &f->left, false, &word));
    narrow(f, &word);
    return OK;
}

/* All words where few clients are left, else the rare ones. */
MUST_CHECK static enum err ask_rare(struct finding *f)
{
    for (int i = 0; i < f->find.count && !over(f); i++) {
        struct ids word = {0};

        if (f->any && f->left.count <= CLIENTS_LEAD) {
            TRY(ask_few(f, i));
            continue;
        }
        TRY(read_word(f->tx, f->g, &f->find, i, NULL, true, &word));
        f->waits[i] = word.count > RARE;
        if (!f->waits[i])
            narrow(f, &word);
    }
    return OK;
}

MUST_CHECK static enum err ask_waiting(struct finding *f)
{
    for (int i = 0; i < f->find.count && !over(f); i++) {
        struct ids word = {0};

        if (!f->waits[i])
            continue;
        TRY(read_word(f->tx, f->g, &f->find, i, f->any ? &f->left : NULL, false, &word));
        narrow(f, &word);
        f->waits[i] = false;
    }
    return OK;
}

/* Copied: what is left is narrowed in place. */
static void begin_within(struct finding *f, const int64_t *ids, int count)
{
    f->left = (struct ids){arena_array(tx_arena(f->tx), int64_t, (size_t)count), count, count};
    if (count)
        memcpy(f->left.items, ids, (size_t)count * sizeof(*ids));
    f->any = true;
}

/* What the grant does not see is not found. */
static void give(struct finding *f, struct found_clients *ret)
{
    int kept = 0;

    for (int i = 0; i < f->left.count; i++) {
        if (f->g->scope.kind == SCOPE_ALL || grant_sees_client(f->g, (struct client_id){f->left.items[i]}))
            f->left.items[kept++] = f->left.items[i];
    }
    ret->ids = f->left.items;
    ret->count = kept;
}

enum err clients_found(struct tx *tx, const struct grant *g, struct str typed, struct found_clients *ret)
{
    struct finding f = {.tx = tx, .g = g, .find = find_parse(tx_arena(tx), typed)};

    if (g->scope.kind == SCOPE_ONLY && g->scope.count <= RARE && f.find.count)
        begin_within(&f, g->scope.ids, g->scope.count);
    TRY(ask_rare(&f));
    TRY(ask_waiting(&f));
    *ret = (struct found_clients){.typed = f.find.count > 0};
    give(&f, ret);
    return OK;
}

int64_t clients_seen_count(const struct grant *g, const struct found_clients *found)
{
    if (found->typed)
        return found->count;
    if (g->scope.kind == SCOPE_ONLY)
        return g->scope.count;
    return picture_client_count(g->picture) - (g->scope.kind == SCOPE_ALL_BUT ? g->scope.count : 0);
}

/* ------------------------------------------------------------------ page by page */

SQL_LIST(found_next,
         "SELECT x.id FROM client x WHERE x.company_id = $1 {0} {1} {2} {3} {4} ORDER BY x.sort, x.id LIMIT $6",
         "AND AMONG($2, x.id)", "AND NOT AMONG($2, x.id)", "AND x.status = $3", "AND (x.sort, x.id) > ($4, $5)",
         "AND x.status <> 3");
static_assert(CLIENT_INACTIVE == 3, "as found_next says");
enum { BIT_STATUS = 1 << 2, BIT_AFTER = 1 << 3, BIT_NOT_INACTIVE = 1 << 4 };

MUST_CHECK static enum err read_next(const struct finding *f, const struct client_filter *filter, int count,
                                     struct ids *ret)
{
    CLEANUP(query_end) struct query q = {0};
    unsigned bits = grant_scope_bits(f->g) | (filter->status ? BIT_STATUS : 0u) | (filter->after.n ? BIT_AFTER : 0u) |
                    (filter->not_inactive ? BIT_NOT_INACTIVE : 0u);

    *ret = (struct ids){arena_array(tx_arena(f->tx), int64_t, (size_t)count), 0, count};
    TRY(QUERY_LIST(f->tx, &found_next, bits, &q, SQL_INT(f->g->company.n), SQL_IDS(f->g->scope.ids, f->g->scope.count),
                   SQL_INT(filter->status), SQL_TEXT(filter->after_sort), SQL_INT(filter->after.n), SQL_INT(count)));
    while (ret->count < count && query_next(&q))
        ret->items[ret->count++] = query_int(&q, 0);
    return query_done(&q);
}

enum err clients_found_next(struct tx *tx, const struct grant *g, const struct client_filter *filter, int wanted,
                            struct found_clients *ret)
{
    static const int steps[] = {4 * CLIENT_PAGE, 30 * CLIENT_PAGE};
    struct finding f = {.tx = tx, .g = g, .find = find_parse(tx_arena(tx), filter->typed)};
    int most = g->scope.kind == SCOPE_ONLY ? g->scope.count : INT_MAX; /* a step to the end is none */

    *ret = (struct found_clients){.typed = f.find.count > 0};
    if (!ret->typed)
        return OK;
    if (g->scope.kind == SCOPE_ONLY && g->scope.count <= CLIENTS_LEAD)
        begin_within(&f, g->scope.ids, g->scope.count);
    TRY(ask_rare(&f));
    /* Everybody has all these words, or nobody at the beginning of the list does. */
    for (size_t i = 0; i < ARRAY_SIZE(steps) && !f.any && steps[i] < most; i++) {
        struct finding step = f;

        TRY(read_next(&f, filter, steps[i], &step.left));
        settle(&step.left);
        step.any = true;
        ret->more = step.left.count == steps[i];
        TRY(ask_waiting(&step));
        if (step.left.count >= wanted || !ret->more)
            f = step;
    }
    if (!ret->more || f.left.count < wanted) {
        ret->more = false;
        if (!f.any && g->scope.kind == SCOPE_ONLY && g->scope.count <= RARE)
            begin_within(&f, g->scope.ids, g->scope.count);
        TRY(ask_waiting(&f));
    }
    give(&f, ret);
    return OK;
}
