/* The companies that speed is measured with, the same for the same seed: a large one (500 staff, 20,000 clients,
 * 100,000 pairs, 1,000,000 events over three years), and small ones by the thousand (14 staff, 100 clients, 5,000
 * events). */
#ifndef BENCH_LARGE_H
#define BENCH_LARGE_H

#include "app/system.h"
#include "base/time.h"
#include "features/features.h"
#include "features/schedule/schedule.h"

/* The arrays have room for the large one. */
enum { PEOPLE_MAX = 500, CLIENTS_MAX = 20000, PAIRS_MAX = 100000, SERVICES = 12, DAYS_AHEAD = 28 };
struct size {
    int people;
    int admins;   /* the owner first */
    int managers; /* those before are office managers */
    int veterans; /* the first who go to clients have many of them */
    int trainees; /* the last */
    int clients, pairs, veteran_pairs, events, templates;
    int notices; /* a person */
    int days;    /* lived already */
};
extern const struct size size_large, size_small;
/* Those who go to clients: from the managers on. */
static inline int size_going(const struct size *size)
{
    return size->people - size->managers;
}
#define LARGE_SLUG "large"
#define LARGE_DOMAIN "large.example"
/* Of the small ones, by their number from 1. */
#define SMALL_SLUG "c%04d"
#define SMALL_DOMAIN SMALL_SLUG ".example"
#define LARGE_PASSWORD "walk-the-dogs"

/* Splitmix64: the same numbers everywhere and every time. */
struct chance {
    uint64_t state;
};
uint64_t chance_next(struct chance *chance);
int chance_below(struct chance *chance, int limit);
bool chance_percent(struct chance *chance, int percent);

struct large_pair {
    int staff, client; /* indexes */
    int64_t events, last_start_at, last_scheduled_at, last_end_at;
    bool preferred, removed, do_not_schedule;
};
/* Who goes to whom: the pairs of one person stand together, by person. */
struct large_pairs {
    struct large_pair items[PAIRS_MAX];
    int first[PEOPLE_MAX + 1]; /* of each who goes; people[managers + i] */
};
void large_pairs_make(const struct size *size, struct chance *chance, struct large_pairs *ret);

struct large_visit {
    int pair; /* -1: nobody is assigned; then the client counts */
    int client;
    int service;
    int64_t starts_at, ends_at;
    int32_t day;
    enum event_status status;
};
struct large_service {
    const char *name;
    int minutes, price_minor;
};
extern const struct large_service large_services[SERVICES];
/* The visits of the day `day` days from today, at most LARGE_DAY_MAX, and what they are to their pairs. */
enum { LARGE_DAY_MAX = 4000 };
struct large_calendar {
    const struct size *size;
    struct chance chance;
    struct zone *zone;
    int64_t now;
    int32_t today;
    int day;
    int64_t made;
    struct large_pairs *pairs;
    int turn[PEOPLE_MAX]; /* where everyone is in the round of their clients */
};
int large_day(struct large_calendar *calendar, struct large_visit *ret);
/* Who is preferred, whose access is removed, who is on Do Not Schedule, once all visits are known. */
void large_decide(const struct size *size, struct chance *chance, int64_t now, struct large_pairs *pairs);

/* ------------------------------------------------------------------ rows in bulk */

enum { BULK_TEXT_MAX = 8192, BULK_PARAMS_MAX = 96, BULK_SHARED_MAX = 5 };
/* Rows of one table, many to a statement. The first columns are the same for all rows. */
struct bulk {
    struct tx *tx;
    struct sql many, one;
    char many_text[BULK_TEXT_MAX], one_text[BULK_TEXT_MAX];
    int shared, columns, rows, rows_max;
    struct param params[BULK_PARAMS_MAX];
};
/* `columns`: names with commas, the shared ones first. Made once and begun in each transaction. */
void bulk_init(struct bulk *bulk, enum store_engine engine, const char *table, const char *columns, int shared);
void bulk_begin(struct bulk *bulk, struct tx *tx, const struct param *shared);
MUST_CHECK enum err bulk_add(struct bulk *bulk, const struct param *row);
MUST_CHECK enum err bulk_end(struct bulk *bulk);

/* ------------------------------------------------------------------ programs of bench/ */

/* Ends the program with the failure's line. */
void bench_must(enum err err, const struct arena *arena, const char *what);
/* The store that `--data DIR` or `--database URL` names, and an app on it. */
struct bench_app {
    struct arena arena;
    struct store *store;
    struct app *app;
};
void bench_open(int argc, char **argv, struct bench_app *ret);
void bench_close(struct bench_app *on);
/* Whether this stands among the arguments. */
bool bench_switch(int argc, char **argv, const char *name);
/* The number behind this argument; 0 without it. */
int bench_number(int argc, char **argv, const char *name);

#endif
