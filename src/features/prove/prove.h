/* AUD-06: every possible answer of a company, computed twice and compared: by the decision, and by SQL statements that
 * were written from the rules and know nothing of src/policy/. */
#ifndef FEATURES_PROVE_H
#define FEATURES_PROVE_H

#include "app/app.h"

/* What is asked about each person and client: the permissions of the catalogue by their own numbers, and beside them */
enum {
    PROOF_SEES = 0,                /* whether they see the client at all: refused and hidden are told apart */
    PROOF_LISTS = PERMISSION__MAX, /* whether lists, searches and counts have it: the scope that statements are given */
    PROOF_QUESTIONS,
};
static_assert(PROOF_QUESTIONS <= 64, "the answers about a client fit one word");
#define PROOF_BIT(question) (UINT64_C(1) << (question))

/* Where the two sides do not say the same. */
struct proof_difference {
    struct staff_id staff;
    int question;
    struct client_id client; /* none: the permission in general */
    enum surface surface;
    bool decided; /* what the decision says; the statements say the other */
};

enum { PROOF_LISTED_MAX = 100 };

/* Each person, whatever their standing, is asked about each client, from the dashboard: every permission, PROOF_SEES
 * and PROOF_LISTS; and about each permission in general, from the dashboard and from the field app. */
struct proof {
    int64_t people, clients, questions; /* of the company; `questions` about a client */
    int64_t answers, differences;       /* answers: each computed on both sides */
    int64_t change;                     /* of the company, when it was read */
    struct proof_difference listed[PROOF_LISTED_MAX];
    int listed_count; /* the first of `differences` */
};

/* "view", "list", or the permission's name. */
const char *proof_question_name(int question);
MUST_CHECK bool proof_question_find(struct str name, int *ret);
/* For people: "See the client", "Manage Client Keys". */
struct str proof_question_label(int question, struct wording wording, struct arena *arena);

/* A difference as a value of the record, and back. */
struct str proof_difference_text(const struct proof_difference *difference, struct arena *arena);
MUST_CHECK bool proof_difference_read(struct str text, struct proof_difference *ret);

/* ------------------------------------------------------------------ what the statements say */

/* All of these take the company as $1. `people` gives every id of its staff, `clients` of its clients, in order.
 * `held`: who holds which permission at the instant $2, on the dashboard ($3 in its rows) or in the field app: staff,
 * number of the rule (102), dashboard, field app. `sees`: the clients that the person $2 sees at $3. */
struct proof_statements {
    const struct sql *people, *clients, *held, *sees;
};
extern const struct proof_statements proof_statements;

struct stated_person {
    struct staff_id id;
    uint64_t dashboard, field_app; /* PROOF_BIT sets */
    uint64_t *sees;                /* a bit a client, by its place in `clients` */
};
struct stated {
    const int64_t *clients; /* in order */
    int client_count;
    struct stated_person *people; /* in order of id */
    int person_count;
};
/* Takes a bit a person and client: 1.25 MB for 500 people and 20,000 clients. It lives in the transaction's arena. */
MUST_CHECK enum err stated_read(struct tx *tx, struct company_id company, int64_t now,
                                const struct proof_statements *statements, struct stated *ret);

/* ------------------------------------------------------------------ both */

/* Asks the decision for every answer and compares. Pure. */
void proof_compare(const struct picture *picture, const struct stated *stated, int64_t now, struct arena *arena,
                   struct proof *ret);
/* Reads what the statements say and what the grant's picture does not know yet in one transaction, so that both sides
 * rest on the same state, and compares at the grant's instant. */
MUST_CHECK enum err prove_company(struct store *store, const struct grant *g, const struct proof_statements *statements,
                                  struct arena *arena, struct proof *ret);

/* Of what begins with an id, for bsearch and qsort. */
int proof_compare_ids(const void *a, const void *b);

extern const struct feature prove_feature;

#endif
