/* The program as it is run from a terminal. */
#ifndef SUPPORT_PROGRAM_H
#define SUPPORT_PROGRAM_H

#include "base/arena.h"

/* What a run came to. */
struct ran {
    int code;
    const char *said; /* both outputs, in the arena */
    size_t length;
};
/* With these words, none of which holds a space. */
struct ran program_run(const char *program, const char *words, struct arena *arena);

#endif
