/* Inside of world: databases with the cast in them, made once a process and handed out again and again. */
#ifndef SUPPORT_WORLD_STAGE_H
#define SUPPORT_WORLD_STAGE_H

#include "app/app.h"
#include "support/database.h"

enum { CAST_MAX = 16 };
/* Somebody of the cast, with a token that lasts. */
struct cast {
    const char *key;
    struct company_id company;
    struct staff_id staff;
    struct account_id account;
    char token[80];
};
struct stage {
    struct test_database database;
    struct cast cast[CAST_MAX];
    int cast_count;
    struct stage *next; /* PostgreSQL: those made in this process */
    bool busy;
};
/* A database that stands as the demonstration left it. SQLite: a copy of the one made first; PostgreSQL: one that is
 * free, put back. */
struct stage *stage_take(enum store_engine engine);
void stage_give(struct stage *stage);
/* All features; a row whose page is not built in (yet) is there without it, so that everything else can be tried. */
const struct feature *const *stage_features(int *ret_count);

#endif
