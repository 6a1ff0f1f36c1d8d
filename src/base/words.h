/* The words that a company chooses (ROL-06), by the table words.def. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include "base/arena.h"

/* What a company chose; all zero: nothing. */
struct wording {
    bool user;         /* users and invoices instead of staff and pay stubs */
    bool availability; /* instead of time off */
};
/* p NULL: there is no such word. */
struct str word_of(struct wording wording, struct str key);
/* The text with its {word.…} places filled; other places stay. Borrowed where there is none, else in the arena. */
struct str worded(struct arena *arena, struct wording wording, const char *text);

#endif
