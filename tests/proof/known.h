/* What there is in a company, read straight from the database, and which of it the single decision lets somebody see:
 * what every list is held against. */
#ifndef PROOF_KNOWN_H
#define PROOF_KNOWN_H

#include "proof/crew.h"

enum known_kind {
    KNOWN_CLIENT = 1,
    KNOWN_PET,
    KNOWN_EVENT,
    KNOWN_STAFF,
    KNOWN_TEMPLATE,
    KNOWN_LINE,
    KNOWN_SERVICE,
    KNOWN_REQUEST, /* a separation request */
    KNOWN_COPY,    /* somebody's list of an access review */
    KNOWN_ITEM,    /* of an access review */
    KNOWN_REPORT,  /* to the owner, about who sees too much */
    KNOWN_ENTRY,   /* of the record */
    KNOWN__MAX,
};
/* What an item of an access review is about, as its table has it. */
enum item_kind { ITEM_ADMIN = 1, ITEM_PERSON, ITEM_EXCEPTION, ITEM_UNUSED, ITEM_DORMANT, ITEM_REMOVAL };
struct known_thing {
    enum known_kind kind;
    int64_t id, client, staff; /* 0: none; a request's and an item's staff is whom it is about */
    int status;                /* a service's: 1 active; a list's: 1 of the open review; an item's kind */
    int64_t from, until; /* an event's instants; a template's last day, 0: none; a person's built-in role; of lists
                            and items the review, a finished list's instant; whom a report is about */
    const char *sort;    /* of clients and people */
    bool sees;           /* known_decide: the decision says yes */
    bool may_manage, may_access, may_permit; /* of people, too: manage_staff, manage_access, manage_permissions */
};
struct pair {
    int64_t staff, client;
    int events, preferred, do_not_schedule, removed, hold;
    bool dated; /* runs now */
};
struct known {
    struct crew *crew;
    int company; /* 0, 1 */
    struct known_thing *things[KNOWN__MAX];
    int counts[KNOWN__MAX];
    struct pair *pairs;
    int pair_count;
    struct known_thing **by_id; /* all but entries of the record, sorted */
    int id_count;
    int decisions; /* asked for so far */
    struct arena arena;
};
void known_read(struct known *known, struct crew *crew, int company);
void known_free(struct known *known);
/* Asks for each thing one single evaluation, or what stands for it: of a template and its lines manage_templates about
 * the client, of a request whether its client is seen, of a service nothing, of an entry of the record (`entries`)
 * whether it can be read by itself; of an item of a review what trimming it would take, about the person; lists and
 * reports are their writer's, and the owner's (ROL-306). */
void known_decide(struct known *known, const struct member *who, bool entries);
/* The owner's question whether `staff` sees `client`. */
bool known_other_sees(struct known *known, int64_t staff, int64_t client);
struct known_thing *known_find(const struct known *known, int64_t id);
struct known_thing *known_of(const struct known *known, enum known_kind kind, int64_t id);
/* Somebody's list of a review, the open one or one that they finished; NULL: none. */
const struct known_thing *known_copy(const struct known *known, int64_t staff, bool finished);
const struct pair *known_pair(const struct known *known, int64_t staff, int64_t client); /* never NULL */

#endif
