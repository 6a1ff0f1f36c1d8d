#include "features/clients/words.h"
#include "base/fold.h"

enum {
    PHONE_END = 4,   /* so many digits are worth finding */
    PHONE_ZEROS = 6, /* from so many on a leading 0 is a code for dialling */
};

static void add(struct words *words, struct str word)
{
    for (int i = 0; i < words->count; i++) {
        if (str_equal(words->items[i], word))
            return;
    }
    if (word.n > 0 && words->count < WORDS_MAX)
        words->items[words->count++] = word;
}

void words_of_text(struct arena *arena, struct str text, struct words *words)
{
    struct str found[WORDS_MAX];
    int count = fold_words(arena, text, found, WORDS_MAX);

    for (int i = 0; i < count; i++)
        add(words, found[i]);
}

static struct str without_zeros(struct str digits)
{
    size_t zeros = 0;

    while (digits.n >= PHONE_ZEROS && zeros + 1 < digits.n && digits.p[zeros] == '0')
        zeros++;
    return str_slice(digits, zeros, digits.n);
}

void words_of_phone(struct arena *arena, struct str phone, struct words *words)
{
    static const size_t ENDS[] = {10, 7, PHONE_END};
    struct str digits = fold_phone(arena, phone);
    size_t seen = 0;

    add(words, digits);
    add(words, without_zeros(digits));
    for (size_t i = 0; i < phone.n; i++) {
        bool digit = phone.p[i] >= '0' && phone.p[i] <= '9';

        if (digit && i > 0 && !(phone.p[i - 1] >= '0' && phone.p[i - 1] <= '9') && seen + PHONE_END <= digits.n)
            add(words, str_slice(digits, seen, digits.n));
        seen += digit;
    }
    for (size_t i = 0; i < ARRAY_SIZE(ENDS); i++) {
        if (digits.n > ENDS[i])
            add(words, str_slice(digits, digits.n - ENDS[i], ENDS[i]));
    }
}

void words_of_email(struct arena *arena, struct str email, struct words *words)
{
    add(words, fold(arena, email));
    words_of_text(arena, email, words);
}

/* ------------------------------------------------------------------ what was typed */

/* A token of digits and what stands between them, as its digits; those of other scripts too. */
static struct str number_of(struct arena *arena, struct str token)
{
    struct str words[WORDS_MAX];
    int count = fold_words(arena, token, words, WORDS_MAX);

    for (int i = 0; i < count; i++) {
        size_t characters = 0;

        for (size_t k = 0; k < words[i].n; k++)
            characters += ((unsigned char)words[i].p[k] & 0xC0) != 0x80;
        if (fold_phone(arena, words[i]).n != characters)
            return STR("");
    }
    return fold_phone(arena, token);
}

/* `number`: whether what was added last is one, which goes on. */
static void add_token(struct arena *arena, struct find *find, struct str token, bool *number)
{
    struct str digits = number_of(arena, token), words[WORDS_MAX];
    int count = fold_words(arena, token, words, WORDS_MAX);

    if (count == 0)
        return;
    if (digits.n > 0 && *number) {
        find->from[find->count - 1] =
            arena_format(arena, "%.*s%.*s", STR_ARG(find->from[find->count - 1]), STR_ARG(digits));
        return;
    }
    *number = digits.n > 0 && find->count < FIND_MAX;
    if (digits.n > 0 || str_find(token, '@', 0) > 0) {
        words[0] = digits.n > 0 ? digits : token;
        count = 1;
    }
    for (int i = 0; i < count && find->count < FIND_MAX; i++)
        find->from[find->count++] = words[i];
}

struct find find_parse(struct arena *arena, struct str typed)
{
    struct find find = {.count = 0};
    struct str rest = fold(arena, typed);
    bool number = false;

    while (rest.n > 0)
        add_token(arena, &find, str_cut(&rest, ' '), &number);
    for (int i = 0; i < find.count; i++) {
        if (find.from[i].p[0] == '0')
            find.from[i] = without_zeros(find.from[i]);
        find.behind[i] = fold_behind(arena, find.from[i]);
    }
    return find;
}

bool find_fits(const struct find *find, int index, const struct words *words)
{
    for (int i = 0; i < words->count; i++) {
        if (str_starts(words->items[i], find->from[index]))
            return true;
    }
    return false;
}
