/* Ids: 63 bits, time-ordered, monotonic within a process, random in their low bits, made by the program.
 * Outside they are 13 characters of Crockford's base 32, lower case. Each kind is a type of its own. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/arena.h"

#define ID_KINDS(KIND)                                                                                                 \
    KIND(company)                                                                                                      \
    KIND(account)                                                                                                      \
    KIND(staff)                                                                                                        \
    KIND(client)                                                                                                       \
    KIND(contact)                                                                                                      \
    KIND(pet)                                                                                                          \
    KIND(service)                                                                                                      \
    KIND(event)                                                                                                        \
    KIND(template)                                                                                                     \
    KIND(line)                                                                                                         \
    KIND(period)                                                                                                       \
    KIND(notice)                                                                                                       \
    KIND(session)                                                                                                      \
    KIND(token)                                                                                                        \
    KIND(request)                                                                                                      \
    KIND(exception)                                                                                                    \
    KIND(any)

#define KIND(name)                                                                                                     \
    struct name##_id {                                                                                                 \
        int64_t n; /* 0: none */                                                                                       \
    };
ID_KINDS(KIND)
#undef KIND

enum { ID_TEXT_LENGTH = 13 };

/* A new id. 41 bits of milliseconds since 2020, 22 bits that start at random within a millisecond and count on (into
 * the next millisecond, where they run over or the clock went back). Thread-safe, each newer than the one before. */
int64_t id_new(int64_t now_us);
/* 13 characters. */
struct str id_text(struct arena *arena, int64_t id);
void id_write(char out[ID_TEXT_LENGTH], int64_t id);
/* Accepts upper and lower case and Crockford's look-alikes; anything else, 0 and what exceeds 63 bits is false. */
MUST_CHECK bool id_parse(struct str text, int64_t *ret);

#endif
