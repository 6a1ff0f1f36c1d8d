/* Beside the demonstration's cast: in each company a person of every role and status, a client for each relation that
 * there can be, and between each person and each client that relation; and people for whom a permission is set
 * otherwise. Who asks for what is then a cell of a table. */
#ifndef PROOF_CREW_H
#define PROOF_CREW_H

#include "support/world.h"

/* What is between who asks and the client. The last two name a client of another company, and none at all. */
enum relation_kind {
    REL_FUTURE = 1, /* a scheduled event to come */
    REL_PAST,       /* past events only */
    REL_PREFERRED,
    REL_DATED, /* dated access that runs */
    REL_DO_NOT_SCHEDULE,
    REL_REMOVED,    /* with a past event */
    REL_DATED_OVER, /* dated access that is over */
    REL_FADED,      /* a past event, longer ago than access lasts */
    REL_NONE,
    REL_OTHER_COMPANY,
    REL_ABSENT,
    REL__MAX,
};
extern const char *const relation_labels[REL__MAX];

/* People to be asked about; of each company one. */
enum target_person {
    PERSON_SELF = 1,
    PERSON_WORKER,  /* Staff; Service Performer: the colleague who has a future event with each of the six clients */
    PERSON_MANAGER, /* Office Manager; Admin */
    PERSON_ADMIN,   /* Admin; Owner Admin, both not the owner */
    PERSON_OWNER,
    PERSON_OTHER_COMPANY,
    PERSON_ABSENT,
    PERSON__MAX,
};
extern const char *const person_labels[PERSON__MAX];
extern const char *const setting_labels[];

/* What is set for somebody otherwise than the scheme says (ROL-301, ROL-302). */
enum setting {
    SETTING_NONE,
    SETTING_EXCEPTION,   /* one editable permission the other way, by a personal exception with an end to come */
    SETTING_ROLE,        /* the same by a custom role */
    SETTING_LOCKED,      /* every locked cell the other way, by exceptions: no difference */
    SETTING_LOCKED_ROLE, /* the same by a custom role */
    SETTING_ENDED,       /* every editable permission the other way, by exceptions that have ended: no difference */
    SETTING__MAX,
};

/* Somebody who asks, or is asked about. */
struct member {
    int company;              /* 0 field scheme, 1 facility scheme */
    enum role role;           /* the built-in one, behind a custom one too */
    enum staff_status status; /* 0: nobody, not signed in */
    enum setting setting;
    int number; /* EXCEPTION, ROLE: whose cell, by its rule (102 for ROL-102) */
    int64_t staff, session, token;
    int64_t entry;                   /* of the record: an act of theirs */
    int64_t review, record;          /* their list of the open access review; of one that they finished */
    const char *secret, *form_token; /* of the session */
    int64_t events[REL__MAX];        /* assigned to the member; 0: none */
};
struct crew_company {
    int64_t id;
    struct member people[PERSON__MAX];
    int64_t clients[REL__MAX], pets[REL__MAX], templates[REL__MAX], lines[REL__MAX];
    int64_t events[REL__MAX];                /* the colleague's, in the future */
    int64_t dated[REL__MAX];                 /* the colleague's dated access, to come */
    int64_t service, request;                /* a worker's open separation request about the colleague */
    int64_t role;                            /* the company's own, which nobody has (ROL-301) */
    int64_t review_open, review_ended, item; /* access reviews (ROL-306); the item is about the colleague */
    int64_t report;                          /* the colleague's to the owner */
};
enum { MEMBERS_MAX = 240, ABSENT_ID = 12345 };
struct crew {
    struct world *world;
    struct crew_company companies[2];
    struct member members[MEMBERS_MAX];
    int member_count;
    int64_t serial;
};
/* Writes all of it. Fails the test where it cannot. */
struct crew *crew_new(struct world *w);

#endif
