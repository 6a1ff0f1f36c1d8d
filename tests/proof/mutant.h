/* For the build in which each permission check has a switch (tools/mutants): put before every file of that build, and
 * no part of any other. PETGATE_MUTANT names the one check that is switched off: a number, or a row of the operation
 * table and what of it. */
#ifndef PROOF_MUTANT_H
#define PROOF_MUTANT_H

#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Written by tools/mutants beside its copy of this file. */
#if __has_include("mutant_second.h")
#include "mutant_second.h"
#else
static const char *const mutant_second_rows[] = {NULL};
#endif

/* Checks behind another one (second-lines.txt): off whenever PETGATE_MUTANT is set, be it to "none". */
enum { MUTANT_SECOND_LINE = -1 };

static inline bool mutant_is(int number)
{
    static int chosen = -1;

    if (chosen < 0) {
        const char *text = getenv("PETGATE_MUTANT");
        chosen = text != NULL ? (int)strtol(text, NULL, 10) : 0;
    }
    return number == MUTANT_SECOND_LINE ? getenv("PETGATE_MUTANT") != NULL : chosen == number;
}

static inline bool mutant_second_row(const char *row, const char *part, const char *which)
{
    char text[200];

    snprintf(text, sizeof text, "%s %s%s%s", row, part, which != NULL ? " " : "", which != NULL ? which : "");
    for (size_t i = 0; mutant_second_rows[i] != NULL; i++) {
        if (fnmatch(mutant_second_rows[i], text, 0) == 0)
            return true;
    }
    return false;
}

/* "access.switch place client" */
static inline bool mutant_row(const char *row, const char *part, const char *which)
{
    const char *text = getenv("PETGATE_MUTANT");
    size_t length = strlen(row), part_length = strlen(part);

    if (text != NULL && mutant_second_row(row, part, which))
        return true;
    if (text == NULL || strncmp(text, row, length) != 0 || text[length] != ' ')
        return false;
    text += length + 1;
    if (strncmp(text, part, part_length) != 0)
        return false;
    text += part_length;
    return which == NULL ? *text == '\0' : *text == ' ' && strcmp(text + 1, which) == 0;
}

/* By enum target_kind. */
static const char *const mutant_kinds[] __attribute__((unused)) = {
    "",        "staff", "client",  "event",     "pet",   "service", "template", "line",   "period", "notice",
    "session", "token", "request", "exception", "dated", "entry",   "role",     "review", "item",   "report",
};

static inline bool mutant_places(const char *row)
{
    for (size_t i = 1; i < sizeof mutant_kinds / sizeof *mutant_kinds; i++) {
        if (mutant_row(row, "place", mutant_kinds[i]))
            return true;
    }
    return false;
}

/* What a switched-off question answers. */
#define MUTANT_YES(number, call, ...) (mutant_is(number) || call(__VA_ARGS__))
#define MUTANT_ALLOWED(number, call, ...)                                                                              \
    (mutant_is(number) ? (struct decision){true, REASON_role, INT64_MAX} : call(__VA_ARGS__))
#define MUTANT_FREE(number, call, ...) (mutant_is(number) ? TIE_FREE : call(__VA_ARGS__))
#define MUTANT_ALL(number, call, ...) (mutant_is(number) ? 0u : call(__VA_ARGS__))
#define MUTANT_NONE(number, call, ...) (mutant_is(number) ? ((void)call(__VA_ARGS__), 0) : call(__VA_ARGS__))

/* The row without its permission, without the fresh sign-in it asks for, or not the owner's alone. */
#define MUTANT_ROW(row)                                                                                                \
    ({                                                                                                                 \
        const struct operation *kept = (row);                                                                          \
        bool permission = mutant_row(kept->name, "permission", NULL);                                                  \
        bool owner = mutant_row(kept->name, "owner", NULL);                                                            \
        if (permission || owner || mutant_row(kept->name, "fresh", NULL)) {                                            \
            struct operation *changed = calloc(1, sizeof(*changed));                                                   \
            *changed = *kept;                                                                                          \
            changed->flags &= permission ? ~0u : owner ? ~(unsigned)OP_OWNER : ~(unsigned)OP_FRESH;                    \
            changed->permission = permission ? PERMISSION_signed_in : kept->permission;                                \
            changed->own = permission ? PERMISSION__NONE : kept->own;                                                  \
            changed->either = permission ? PERMISSION__NONE : kept->either;                                            \
            kept = changed;                                                                                            \
        }                                                                                                              \
        kept;                                                                                                          \
    })

#endif
