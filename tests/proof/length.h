/* How long a proof runs, and what it says at the end: a few rounds in `make test`, many in `make proof`. */
#ifndef PROOF_LENGTH_H
#define PROOF_LENGTH_H

#include "support/database.h"
#include "support/test.h"

/* What the variable asks for; `usual` where it asks for nothing. */
static inline int64_t asked_for(const char *variable, int64_t usual)
{
    const char *wanted = getenv(variable);
    int64_t number;

    return wanted && str_to_int(str_from(wanted), &number) && number > 0 ? number : usual;
}

static inline int rounds(int usual)
{
    return (int)asked_for("PETGATE_PROOF_ROUNDS", usual);
}

static inline const char *database_said(void)
{
    return test_engine() == STORE_POSTGRES ? "PostgreSQL" : "SQLite";
}

/* A line of the summary of `make proof`. */
PRINTF_LIKE(1, 2) static inline void summarize(const char *format, ...)
{
    const char *path = getenv("PETGATE_PROOF_SUMMARY");
    FILE *file = path ? fopen(path, "a") : NULL;
    va_list args;

    if (!file)
        return;
    va_start(args, format);
    vfprintf(file, format, args);
    va_end(args);
    fclose(file);
}

#endif
