/* Inside of audit/: an entry as its reader may see it. What is withheld is policy's answer, value by value. */
#ifndef FEATURES_AUDIT_SHOWN_H
#define FEATURES_AUDIT_SHOWN_H

#include "features/audit/entries.h"

enum { SHOWN_CHANGES = 12 }; /* in a list; the entry's own page has all */

/* Who reads, and the names that the page needs. */
struct reader {
    struct context *cx;
    const struct grant *g;
    struct entry_names clients, services;
    uint32_t house; /* classes about the company as a whole */
};
/* Two statements at most, however many entries. `more_client`: one more whose name is wanted, or none. */
MUST_CHECK enum err reader_begin(struct context *cx, struct tx *tx, const struct grant *g,
                                 const struct entry_list *entries, struct client_id more_client, struct reader *ret);

/* Which name an entry bears, and whether the reader may follow it. */
struct shown_person {
    struct staff_id id; /* none where the reader may not know who it is */
    struct str name;
    bool link;
};
/* None gives an empty name. `acted`: it is who did something to the reader, which is no secret. */
struct shown_person shown_person(const struct reader *reader, struct staff_id id, bool acted);
struct str shown_actor(const struct reader *reader, const struct entry *entry);
bool shows_reason(const struct reader *reader, const struct entry *entry);
bool shows_address(const struct reader *reader, const struct entry *entry);

/* One changed value. */
struct shown_value {
    struct str field;                   /* "event.staff" */
    struct str label;                   /* "Assigned to" */
    struct str before, after;           /* as recorded */
    struct str before_text, after_text; /* for people */
    bool erased;
    int part; /* its number in the entry, from 1 */
};
/* False: withheld from this reader. */
bool shown_value(const struct reader *reader, const struct entry *entry, int index, struct shown_value *ret);

extern const struct names record_surface_names;

#endif
