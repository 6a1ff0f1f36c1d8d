/* Inside of audit/: the entries that a reader sees, out of the database. */
#ifndef FEATURES_AUDIT_ENTRIES_H
#define FEATURES_AUDIT_ENTRIES_H

#include "features/audit/words.h"

enum { ENTRY_PAGE = 50, ENTRY_EXPORT = 10000 };

struct entry {
    int64_t change, at;
    struct str operation, address;
    enum surface surface;
    struct staff_id actor, staff;
    struct client_id client;
    struct record record;
    uint8_t hash[HASH_BYTES];
};

/* What is asked for; zero and empty ask for everything. */
struct entry_filter {
    struct staff_id staff; /* by or about this person */
    struct staff_id by;    /* done by this person */
    struct client_id client;
    struct str operations; /* ",access.switch,access.undo,": one of these */
    bool by_kind;          /* `operations` counts, also where it is empty: then nothing fits */
    int64_t from, until;   /* instants; until is not in it; 0: open */
    int64_t before_at, before_change;
    int64_t change; /* this entry alone */
};

struct entry_list {
    struct entry *items;
    int count;
    bool more;
};
/* Newest first, at most `max`, and only what the grant's person may read (AUD-04): managers the acts of people at or
 * below their level and about them, others what concerns themselves; nothing about a client hidden from the reader. */
MUST_CHECK enum err record_entries(struct context *cx, struct tx *tx, const struct grant *g,
                                   const struct entry_filter *filter, int max, struct entry_list *ret);

/* Names that a page of entries needs, those of clients only where the reader sees them. The ids are taken: they are put
 * in order, each once. */
struct entry_names {
    const int64_t *ids;
    struct str *names;
    int count;
};
MUST_CHECK enum err entry_clients(struct tx *tx, const struct grant *g, int64_t *ids, int count,
                                  struct entry_names *ret);
MUST_CHECK enum err entry_services(struct tx *tx, const struct grant *g, int64_t *ids, int count,
                                   struct entry_names *ret);
struct str entry_name(const struct entry_names *names, int64_t id); /* empty: none */

#endif
