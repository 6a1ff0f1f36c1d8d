/* A fresh, empty database for one test, on the engine that this run is for: PostgreSQL where PETGATE_TEST_POSTGRES
 * names a server (tools/with-postgres), SQLite otherwise. tools/run-tests runs every test program of the suites store,
 * api and proof both ways. */
#ifndef SUPPORT_DATABASE_H
#define SUPPORT_DATABASE_H

#include "store/store.h"

struct test_database {
    enum store_engine engine;
    char dir[64];               /* a new directory under /tmp, on PostgreSQL too (for --files and the like) */
    char schema[32];            /* PostgreSQL: each test has its own */
    char url[512];              /* PostgreSQL */
    struct store_config config; /* points into this struct, which must stay where it is */
};

enum store_engine test_engine(void);
/* Aborts if the engine is not at hand. */
void test_database_make(struct test_database *database, enum store_engine engine);
/* Everything of it is gone. The store must be closed. */
void test_database_drop(struct test_database *database);
const char *test_engine_name(enum store_engine engine);
/* A folder with all that lies in it, as far as it can be removed. */
void test_folder_remove(const char *path);

#endif
