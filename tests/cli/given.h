/* The program as it is run on the small demonstration, one for all tests of a file; its path is the first argument. */
#ifndef CLI_GIVEN_H
#define CLI_GIVEN_H

#include "cli/cli.h"
#include "support/database.h"
#include "support/test.h"

#include <jansson.h>

extern const char *given_program;

struct given {
    struct test_database database;
    struct arena arena;
    char head[128]; /* of Happy Tails, before anybody touched it */
};
/* What a run of the program came to. */
struct ended {
    int code;
    const char *said; /* both outputs */
    json_t *json;     /* where it is JSON; borrowed */
};

/* No word holds a space. */
struct ended petgate_on(struct given *given, const char *where, const char *words);
struct ended petgate(struct given *given, const char *words);
/* The options that name the database. */
const char *given_where(struct given *given);

#define assert_ended(got, expected, part)                                                                              \
    do {                                                                                                               \
        struct ended ended_ = (got);                                                                                   \
        if (ended_.code != (expected) || strstr(ended_.said, (part)) == NULL)                                          \
            fail_msg("expected %d and \"%s\", got %d: %s", (expected), (part), ended_.code, ended_.said);              \
        json_decref(ended_.json);                                                                                      \
    } while (0)

/* Whoever can write the database does this to the entry of Happy Tails' record (`how` NULL: nothing); returns how many
 * acts the company counts. */
int64_t tamper(struct given *given, enum err (*how)(struct tx *, struct company_id, int64_t), int64_t entry);

int given_setup(void **state);
int given_teardown(void **state);

#endif
