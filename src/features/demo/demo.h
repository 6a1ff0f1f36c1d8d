/* The demonstration companies: real-looking, with a cast that every test and every visitor can rely on. Not reached by
 * any address: the command line and the tests make them. */
#ifndef FEATURES_DEMO_H
#define FEATURES_DEMO_H

#include "app/app.h"

struct demo_request {
    bool small; /* only the cast; else also some 300 clients a company, a dozen people and three years of visits */
    struct str password; /* of everyone who can sign in */
    int64_t now;         /* what everything is relative to */
};

/* Somebody of the cast. */
struct demo_person {
    const char *key; /* "dana": the e-mail's part before the @, unique over both companies */
    const char *name;
    int role; /* enum role */
    enum staff_status status;
    bool owner;
};
/* A company of the demonstration. */
struct demo_company {
    const char *slug, *name, *domain;
    enum scheme scheme;
    const char *zone, *currency, *locale;
    const struct demo_person *people; /* the owner first */
    int person_count;
};
enum { DEMO_COMPANY_COUNT = 2 };
extern const struct demo_company *const demo_companies[DEMO_COMPANY_COUNT];

/* Makes both, one transaction each. ERR_CONFLICT where one of them is there already; then nothing was written. */
MUST_CHECK enum err demo_make(struct app *app, const struct demo_request *request, struct arena *arena);

#endif
