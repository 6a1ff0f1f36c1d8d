/* Inside of clients/: the words by which clients are found (CLI-06). Pure. */
#ifndef FEATURES_CLIENTS_WORDS_H
#define FEATURES_CLIENTS_WORDS_H

#include "base/arena.h"

/* Of what a client is found by, its own name and address, its contacts, its pets. Part of the key of a search word. */
enum word_kind { WORD_CLIENT = 1, WORD_CONTACT, WORD_PET, WORD_ADDRESS, WORD_KIND__MAX };

enum { WORDS_MAX = 64, FIND_MAX = 8 };

/* Words as they are kept: folded, each once, the first WORDS_MAX. */
struct words {
    struct str items[WORDS_MAX];
    int count;
};
void words_of_text(struct arena *arena, struct str text, struct words *words);
/* Digits only: all of them, without a leading 0 too, and from the beginning of each group on that still has four behind
 * it, so that a number is found without its country's or its area's code. */
void words_of_phone(struct arena *arena, struct str phone, struct words *words);
/* Its words, and the whole. */
void words_of_email(struct arena *arena, struct str email, struct words *words);

/* What was typed, as beginnings of words; each must be found. Groups of digits beside one another are one number; what
 * has an @ inside is one word. From the ninth on words are left out. */
struct find {
    struct str from[FIND_MAX], behind[FIND_MAX]; /* from <= word < behind */
    int count;
};
struct find find_parse(struct arena *arena, struct str typed);
/* Whether one of the words begins as the index-th of what was typed. */
bool find_fits(const struct find *find, int index, const struct words *words);

#endif
