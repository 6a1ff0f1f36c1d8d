/* What a document costs: 50 rows of 12 fields, built and written as JSON (target: 25 µs), and shown by a template.
 * Prints the best and the median round in microseconds. */
#include "view/view.h"

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

struct bench {
    struct arena keep, arena; /* for all rounds, for one */
    struct zone *zone;
    struct view *view;
    struct buf out;
};

static bool page_text(void *data, struct str name, struct str *ret_text)
{
    (void)data;
    (void)name;
    *ret_text = STR(
        "<table>{{#events}}<tr{{#late}} class=\"late\"{{/late}}><td><a href=\"/events/{{id}}\">{{starts_at|day}}</a>"
        "<td>{{starts_at|time}}<td>{{minutes|duration}}<td><a href=\"/clients/{{client}}\">{{client_name}}</a>"
        "<td>{{staff_name}}<td>{{service}}<td>{{status|label}}<td>{{price}}<td>{{day|iso_day}}<td>{{note}}</tr>\n"
        "{{/events}}</table>");
    return true;
}

static void write_json(struct bench *bench)
{
    struct doc *doc = doc_new(&bench->arena, &bench_list_schema, CLASSES_ALL, bench->zone);
    build(doc);
    doc_json(doc, &bench->out);
}

static void write_page(struct bench *bench)
{
    struct doc *doc = doc_new(&bench->arena, &bench_list_schema, CLASSES_ALL, bench->zone);
    build(doc);
    struct view_context context = {
        .root = doc_root(doc), .zone = bench->zone, .now = INT64_C(1777813200000000), .currency = STR("USD")};
    view_render(bench->view, &context, &bench->out);
}

/* Rounds of ten, since the clock counts microseconds. */
static void measure(struct bench *bench, const char *name, void (*write)(struct bench *))
{
    static int64_t rounds[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        int64_t start = time_monotonic_us();
        for (int i = 0; i < 10; i++) {
            arena_reset(&bench->arena);
            bench->out.n = 0;
            write(bench);
        }
        rounds[round] = time_monotonic_us() - start;
    }
    qsort(rounds, ROUNDS, sizeof(rounds[0]), compare);
    printf("%s: %d rows, %zu bytes: best %.1f µs, median %.1f µs\n", name, ROWS, bench->out.n, (double)rounds[0] / 10,
           (double)rounds[ROUNDS / 2] / 10);
}

int main(void)
{
    struct bench bench = {.keep = ARENA_INIT, .arena = ARENA_INIT};

    if (zone_load(&bench.keep, STR("America/New_York"), &bench.zone) != OK ||
        view_parse(&bench.keep, STR("page"), page_text, NULL, &bench_list_schema, NULL, &bench.view) != OK)
        return 1;
    buf_init(&bench.out, NULL, 1 << 20);
    measure(&bench, "doc, JSON", write_json);
    measure(&bench, "doc, page", write_page);
    buf_free(&bench.out);
    arena_free(&bench.arena);
    arena_free(&bench.keep);
    return 0;
}
