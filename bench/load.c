/* bench-load --data DIR | --database URL [--json]: how long it takes until the large company can be decided about after
 * a start (company_state: all that decides, from the database), and what it takes of memory. */
#include "large.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 7 };

SQL(load_large, "SELECT id, change FROM company WHERE slug = $1 /* scope: all companies: short names are unique */");

struct found {
    struct company_id id;
    int64_t change;
};

MUST_CHECK static enum err find(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct found *found = data;

    TRY(QUERY(tx, &load_large, &q, SQL_TEXT(STR(LARGE_SLUG))));
    if (!query_next(&q))
        return fail_internal(tx_arena(tx), "bench-company has not run");
    *found = (struct found){{query_int(&q, 0)}, query_int(&q, 1)};
    return query_done(&q);
}

/* Of this process, from /proc; 0 where there is none. */
static double resident_mb(void)
{
    FILE *statm = fopen("/proc/self/statm", "r");
    long all, resident = 0;

    if (statm && fscanf(statm, "%ld %ld", &all, &resident) != 2)
        resident = 0;
    if (statm)
        fclose(statm);
    return (double)resident * 4096 / 1e6;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    int64_t rounds[ROUNDS], first = 0;
    double before = 0, after = 0, picture = 0;

    for (int i = 0; i < ROUNDS; i++) {
        struct bench_app on = {0};
        const struct company_state *state = NULL;
        struct found found;

        bench_open(argc, argv, &on);
        bench_must(store_read(on.store, COMPANY_ALL, &on.arena, find, &found), &on.arena, "the company");
        before = i == 0 ? resident_mb() : before;
        int64_t from = time_monotonic_us();
        bench_must(company_state(on.app, found.id, found.change, &on.arena, &state), &on.arena, "the picture");
        rounds[i] = time_monotonic_us() - from;
        first = i == 0 ? rounds[i] : first;
        after = i == 0 ? resident_mb() : after;
        picture = (double)picture_bytes(state->picture) / 1e6;
        company_release(on.app, state);
        bench_close(&on);
    }
    qsort(rounds, ROUNDS, sizeof(*rounds), compare);
    printf(
        bench_switch(argc, argv, "--json")
            ? "{\"first_ms\":%.1f,\"median_ms\":%.1f,\"best_ms\":%.1f,\"picture_mb\":%.2f,\"resident_more_mb\":%.1f}\n"
            : "first %.1f ms, median %.1f ms, best %.1f ms; picture %.2f MB, process grew by %.1f MB\n",
        (double)first / 1000, (double)rounds[ROUNDS / 2] / 1000, (double)rounds[0] / 1000, picture, after - before);
    return EXIT_SUCCESS;
}
