/* What the rules say about a request, typed by hand from roles.md and access.md and knowing nothing of the program's
 * own tables: the expectation of the matrix. */
#ifndef PROOF_RULES_H
#define PROOF_RULES_H

#include "proof/crew.h"

/* Something that is neither a person nor of a client. */
enum thing { THING_OWN = 1, THING_OTHERS, THING_ABSENT, THING__MAX };

/* What is asked about; 0 where the address has no such place. */
struct cell_subject {
    enum relation_kind relation; /* between who asks and the client */
    enum target_person person;
    enum thing thing;
    bool event, mine; /* an event, and assigned to who asks */
};

enum {
    RULE_ANYONE = -1,
    RULE_SIGNED_IN = 0,
};
enum rule_flags {
    RULE_SWITCH = 1 << 0,      /* about someone else's access, of a worker (ACC-12) */
    RULE_NAMED = 1 << 3,       /* about the client; the person is only named, as whoever schedules may */
    RULE_NOT_SELF = 1 << 4,    /* never about oneself */
    RULE_STARTED = 1 << 2,     /* of one's own visits only those that were started; the crew's are not (SCH-02) */
    RULE_OWNER = 1 << 5,       /* the owner alone, who is none of the askers */
    RULE_OWNERS_PAGE = 1 << 6, /* the same, and to everybody else there is no such page (AUD-06) */
    RULE_ELSEWHERE = 1 << 1,   /* its success needs what the crew has not (a link, a removal): tests/api shows it */
};
/* One row of the operation table, as the rules see it. Permissions by the numbers of roles.md. */
struct rule {
    const char *name;
    int need;   /* ROL-nnn, or one of the above */
    int own;    /* instead, about oneself; -1: the same */
    int either; /* enough for one's own visits; -1: none */
    unsigned flags;
    const char *body; /* JSON, a GET's query too; @client, @staff, @service and @event stand for ids; NULL: none */
};
const struct rule *rule_of(const char *name); /* NULL: not typed yet */

enum { EXPECT_IN = 0 }; /* let in: what comes of it is the operation's own matter */
/* 401, 403, 404 or EXPECT_IN. */
int rule_expect(const struct rule *rule, const struct member *asker, struct cell_subject subject);
/* ACC-01 to ACC-05, ACC-08, ACC-09. */
bool rule_sees_client(enum role role, enum relation_kind relation);

/* The letter of roles.md's tables for a built-in role; and whether a company may set it. */
char rule_letter(enum role role, int number);
bool rule_editable(enum role role, int number);
/* The number of the table's next row: the first for 0, 0 behind the last. */
int rule_next_number(int number);

#endif
