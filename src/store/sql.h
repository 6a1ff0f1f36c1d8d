/* Inside store/: from a declared statement to the text and the parameter order that a driver prepares. */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include "store/store.h"

enum { SQL_FRAGMENTS_MAX = 16, SQL_PARAMS_MAX = 100 };

/* Parameters are numbered anew from $1 in the order in which the text first names them: what a left-out fragment would
 * have used leaves no hole, and SQLite counts them the same way. `order[i]` is the caller's number (from 1) of the
 * driver's parameter i + 1. */
struct sql_text {
    struct str text; /* ends in NUL */
    int param_count;
    int order[SQL_PARAMS_MAX];
    bool among[SQL_PARAMS_MAX]; /* SQLite: a list for AMONG, which takes another form than one for IDS */
};

/* Macros expanded for the engine. Quoted text and comments stay as they are. */
void sql_expand(struct arena *arena, struct str text, enum store_engine engine, struct sql_text *ret);
/* Number of fragments a list declares. */
int sql_fragment_count(const struct sql *sql);
/* The ids as SQLite takes them: "[1,2]", ending in NUL. */
struct str sql_ids(struct arena *arena, const int64_t *ids, int count);

#endif
