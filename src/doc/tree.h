/* The inside of a document, for doc.c and json.c alone. */
#ifndef DOC_TREE_H
#define DOC_TREE_H

#include "doc/doc.h"

enum cell_state { CELL_ABSENT = 0, CELL_NULL, CELL_SET };

/* One value of an object. The type stands in the schema. */
struct cell {
    union {
        int64_t number;
        struct str text;
        struct node *node;
    };
    enum cell_state state;
};

/* An object (with one cell a field), or the head of a list, map or list of texts. */
struct node {
    const struct doc *doc;
    const struct schema *schema; /* of the object, or of what the list or map holds; NULL for texts */
    struct node *next;           /* within the list or map that this one is in */
    struct node *first, *last;   /* what a list or map holds */
    int count;
    enum type type;
    bool nowhere;   /* outside of the reader's classes: takes everything, keeps nothing */
    struct str key; /* within a map; within a list of texts the text */
    struct cell cells[];
};

struct doc {
    struct arena *arena;
    const struct zone *zone;
    uint32_t classes;
    struct node *root;
};

#endif
