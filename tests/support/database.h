/* A fresh, empty database for one test, on either engine. PostgreSQL comes from the environment (tools/with-postgres);
 * each test gets a schema of its own there. */
#ifndef SUPPORT_DATABASE_H
#define SUPPORT_DATABASE_H

#include "store/store.h"

struct test_database {
    enum store_engine engine;
    char dir[64];      /* a new directory under /tmp, on PostgreSQL too (for --files and the like) */
    char schema[32];   /* PostgreSQL */
    char url[512];     /* PostgreSQL */
    struct store_config config; /* points into this struct, which must stay where it is */
};

/* Aborts the test if the engine is not at hand. */
void test_database_make(struct test_database *database, enum store_engine engine);
/* Everything of it is gone. The store must be closed. */
void test_database_drop(struct test_database *database);
const char *test_engine_name(enum store_engine engine);

#endif
