/* Reading fixed-width numbers; for the parsers of base. */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include "base/str.h"

/* The number of `n` (at most 9) digits at `at`; -1 if they are not there. */
static inline int digits(struct str text, size_t at, size_t n)
{
    int value = 0;

    if (at > text.n || n > text.n - at)
        return -1;
    for (size_t i = at; i < at + n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return -1;
        value = value * 10 + (text.p[i] - '0');
    }
    return value;
}

#endif
