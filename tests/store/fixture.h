/* What every test of the store begins with: a database of one engine with a small schema of its own, so that these
 * tests say nothing about Petgate's. */
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "store/migrate.h"
#include "store/store.h"
#include "support/database.h"

#include <cmocka.h>
#undef fail /* cmocka's; ours is in base/err.h */

extern const struct migration_set small_schema;

struct fixture {
    struct test_database database;
    struct store *store;
    struct arena arena;
};

#define OURS ((struct company_id){1})
#define THEIRS ((struct company_id){2})

/* Each test is known by its function and runs once an engine. */
struct store_test {
    const char *name;
    void (*run)(struct fixture *f);
    enum store_engine only; /* 0: on both */
};
#define TEST(name)                                                                                                     \
    {                                                                                                                  \
#name, name, 0                                                                                                 \
    }
#define TEST_ON(engine, name)                                                                                          \
    {                                                                                                                  \
#name, name, engine                                                                                            \
    }

struct store_tests {
    const struct store_test *list;
    int count;
};
extern const struct store_tests value_tests, transaction_tests, group_tests, failure_tests, open_tests, map_tests;

/* Fails the test with the failure's log line. */
void assert_ok(struct arena *arena, enum err err);
/* The store opened anew on the same database. */
void reopen(struct fixture *f);

/* Rows of table `thing` (company_id, id, name, body, amount), `name` is unique in a company. `struct put *`. */
struct put {
    int64_t id;
    struct str name;
    enum err then; /* what the body returns after it has put the row */
    int runs;
};
enum err put_thing(struct tx *tx, void *put);
/* One row, in a transaction of its own. */
enum err put_one(struct fixture *f, int64_t id, const char *name);
int64_t count_things(struct tx *tx);
/* As others see it. */
int64_t count_committed(struct fixture *f);

#endif
