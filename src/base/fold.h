/* Text as people compare it, by utf8proc: case and accents folded, white space squeezed. */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/arena.h"

/* For sorting and comparing: "Émile  Ito" → "emile ito". Compatible forms become one, marks that people leave out when
 * they type (accents, Hebrew points, Arabic vowels) and invisible characters go, "ß" is "ss", "ø" is "o". Folding again
 * changes nothing. Invalid UTF-8 gives an empty string. */
struct str fold(struct arena *arena, struct str text);
/* The words of a text, folded (letters, their marks and digits; others separate), each once, at most `max`. */
int fold_words(struct arena *arena, struct str text, struct str *ret_words, int max);
/* An e-mail address as its unique key: trimmed, lower case. False if it cannot be one: over 254 bytes, white space,
 * a domain without a dot, characters outside of ASCII that look like some inside. */
MUST_CHECK bool fold_email(struct arena *arena, struct str text, struct str *ret);
/* The first character as a capital, for initials: "émile" → "É"; empty if it is no UTF-8. `room` takes it. */
struct str fold_capital(char room[4], struct str text);
/* The first string behind every one that begins with the folded `prefix`: the end of a range search. */
struct str fold_behind(struct arena *arena, struct str prefix);
/* Digits only, for phone search; those of other scripts as 0 to 9. */
struct str fold_phone(struct arena *arena, struct str text);

#endif
