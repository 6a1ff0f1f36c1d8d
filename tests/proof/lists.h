/* How each list of the operation table is held against the single decision: the table of lists.c. */
#ifndef PROOF_LISTS_H
#define PROOF_LISTS_H

#include "proof/known.h"

/* One question to a list: who asks, and what chance put into the places of its address and query. */
struct asking {
    struct known *known;
    const struct member *who;
    uint64_t *random;
    const struct known_thing *client, *staff, *event, *template, *pet, *line; /* NULL: there is none that they see */
    const struct known_thing *copy, *record,
        *item;        /* own lists of a review, open and finished; an item of the open one */
    const char *word; /* begins names */
    int status;       /* of clients, people or events */
    int group;        /* the way's */
    int32_t day;
    int64_t from, until; /* a week from the day on, in the company's zone */
};

struct asking lists_asking(struct known *known, const struct member *who, uint64_t *random, unsigned flags);
struct str lists_path(const struct asking *asking, const char *path, struct arena *arena);
/* `token`: of the next page of an AuthZEN search; empty: the first. */
struct str lists_query(const struct asking *asking, const char *query, struct str token, struct arena *arena);

/* `in`: the list's own filter. A thing is expected where it and the decision say yes. */
struct way {
    const char *op, *list, *query; /* query: "@word" and the like are filled in; a body where it begins with '{' */
    enum known_kind kind;
    bool (*in)(const struct asking *asking, const struct known_thing *thing);
    unsigned flags;
    int group; /* of a review's items: enum item_kind */
};
enum way_flags {
    WAY_OWNER = 1 << 0,    /* the company's owner alone asks */
    WAY_ALL = 1 << 1,      /* no decision is asked: who may open it gets all */
    WAY_SELF = 1 << 3,     /* the address names oneself */
    WAY_TODAY = 1 << 4,    /* `from` and `until` are today's */
    WAY_FILTER = 1 << 5,   /* for those who see every client, or of one that is seen: only the filter leaves out */
    WAY_DAYS = 1 << 6,     /* a visit over midnight stands at both days */
    WAY_NOT_EVENT = 1 << 2 /* of events their clients are decided about: the company's calendar (ROL-118) */
};
extern const struct way lists_ways[];
extern const int lists_way_count;
struct row_query {
    const char *op, *query;
};
extern const struct row_query lists_queries[];
extern const int lists_query_count;
/* Lists that are no selection of their own, and why; "" for all of an operation's. */
struct aside {
    const char *op, *list, *why;
};
extern const struct aside lists_asides[];
extern const int lists_aside_count;

#endif
