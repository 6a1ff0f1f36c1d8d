/* What a document costs: 50 rows of 12 fields, built and written as JSON. Prints the best and the median round in
 * microseconds. Target: 25 µs. */
#include "doc/doc.h"

#include <stdio.h>
#include <stdlib.h>

NAMES(bench_states, "scheduled", "in_progress", "completed", "cancelled");

#define BENCH_ROW(F, P)                                                                                                \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, client, ID, BASIC)                                                                                            \
    F(P, client_name, TEXT, BASIC)                                                                                     \
    F(P, staff_name, TEXT, BASIC)                                                                                      \
    F(P, service, TEXT, BASIC)                                                                                         \
    F(P, status, ENUM, BASIC, .names = &bench_states)                                                                  \
    F(P, starts_at, INSTANT, BASIC)                                                                                    \
    F(P, minutes, INT, BASIC)                                                                                          \
    F(P, price, MONEY, MONEY)                                                                                          \
    F(P, day, DAY, BASIC)                                                                                              \
    F(P, late, BOOL, BASIC)                                                                                            \
    F(P, note, TEXT, CARE)
DOC_SCHEMA(bench_row, BENCH_ROW);

#define BENCH_LIST(F, P) F(P, events, LIST, BASIC, .of = &bench_row_schema)
DOC_SCHEMA(bench_list, BENCH_LIST);

enum { ROUNDS = 2000, ROWS = 50 };

static void build(struct doc *doc)
{
    struct node *list = doc_list(doc_root(doc), bench_list_events);
    for (int i = 0; i < ROWS; i++) {
        struct node *row = doc_item(list);
        doc_id(row, bench_row_id, INT64_C(123456789012345) + i);
        doc_id(row, bench_row_client, INT64_C(987654321012345) + i);
        doc_text(row, bench_row_client_name, STR("Émile and Dana Ito-Brooks"));
        doc_text(row, bench_row_staff_name, STR("Sam Walker"));
        doc_text(row, bench_row_service, STR("Dog walk, 30 minutes"));
        doc_enum(row, bench_row_status, 1 + i % 4);
        doc_instant(row, bench_row_starts_at, INT64_C(1777813200000000) + i * HOUR_US);
        doc_int(row, bench_row_minutes, 30);
        doc_int(row, bench_row_price, 2450);
        doc_day(row, bench_row_day, 20576 + i / 10);
        doc_bool(row, bench_row_late, i % 2);
        doc_text(row, bench_row_note, STR("Key under the \"blue\" pot; feed the cat first."));
    }
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Rounds of ten, since the clock counts microseconds. */
static double once(struct arena *arena, struct buf *out, const struct zone *zone)
{
    int64_t start = time_monotonic_us();
    for (int i = 0; i < 10; i++) {
        arena_reset(arena);
        out->n = 0;
        struct doc *doc = doc_new(arena, &bench_list_schema, CLASSES_ALL, zone);
        build(doc);
        doc_json(doc, out);
    }
    return (double)(time_monotonic_us() - start);
}

int main(void)
{
    static int64_t rounds[ROUNDS];
    struct arena keep = ARENA_INIT, arena = ARENA_INIT;
    struct zone *zone;
    struct buf out;

    if (zone_load(&keep, STR("America/New_York"), &zone) != OK)
        return 1;
    buf_init(&out, NULL, 1 << 20);
    for (int i = 0; i < ROUNDS; i++)
        rounds[i] = (int64_t)once(&arena, &out, zone);
    qsort(rounds, ROUNDS, sizeof(rounds[0]), compare);
    printf("doc: %d rows, %zu bytes of JSON: best %.1f µs, median %.1f µs\n", ROWS, out.n, (double)rounds[0] / 10,
           (double)rounds[ROUNDS / 2] / 10);
    buf_free(&out);
    arena_free(&arena);
    arena_free(&keep);
    return 0;
}
