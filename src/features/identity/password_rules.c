#include "base/fold.h"
#include "features/identity/common_words.h"
#include "features/identity/password.h"

/* What a password is worth, in characters that must be guessed: a common word counts as three, a row of keys or a year
 * as two, a word of the owner's as one. */
enum {
    WORTH_MIN = 8,
    WORTH_COMMON = 3,
    WORTH_ROW = 2,
    WORTH_OWN = 1,
    WORD_MIN = 4,
    ROW_MIN = 3,
    OWN_WORDS_MAX = 24,
};

static const struct str key_rows[] = {
    STR_INIT("qwertyuiop"),
    STR_INIT("asdfghjkl"),
    STR_INIT("zxcvbnm"),
    STR_INIT("01234567890"),
    STR_INIT("abcdefghijklmnopqrstuvwxyz"),
    STR_INIT("qwertzuiop"),
    STR_INIT("azertyuiop"),
};

struct judging {
    struct str text,
        plain; /* folded; and with digits and signs read as the letters that they stand for, of the same length */
    struct str own[OWN_WORDS_MAX];
    int own_count;
    bool personal;
};

/* "p4$$w0rd" is "password". */
static struct str unleet(struct arena *arena, struct str text)
{
    static const char from[] = "013457@$!|", to[] = "oieastasil";
    char *out = arena_alloc(arena, text.n);

    for (size_t i = 0; i < text.n; i++) {
        const char *at = memchr(from, text.p[i], sizeof(from) - 1);

        out[i] = at ? to[at - from] : text.p[i];
    }
    return (struct str){out, text.n};
}

/* The shortest part of which the text is a repetition, the last one maybe cut off. */
static struct str period(struct str text)
{
    for (size_t n = 1; n + WORD_MIN <= text.n; n++) {
        if (memcmp(text.p, text.p + n, text.n - n) == 0)
            return str_slice(text, 0, n);
    }
    return text;
}

static size_t own_word_at(const struct judging *job, size_t at)
{
    struct str rest = str_slice(job->text, at, job->text.n), plain = str_slice(job->plain, at, job->plain.n);
    size_t longest = 0;

    for (int i = 0; i < job->own_count; i++) {
        struct str word = job->own[i];

        if (word.n > longest && (str_starts(rest, word) || str_starts(plain, word)))
            longest = word.n;
    }
    return longest;
}

static size_t common_word_at(const struct judging *job, size_t at)
{
    struct str rest = str_slice(job->text, at, job->text.n), plain = str_slice(job->plain, at, job->plain.n);
    struct str list = str_from(common_words);
    size_t longest = 0;

    while (list.n) {
        struct str word = str_cut(&list, ' ');

        if (word.n > longest && (str_starts(rest, word) || str_starts(plain, word)))
            longest = word.n;
    }
    return longest;
}

/* Neighbours on a row of keys or in the alphabet, forwards or backwards, from `at` on. */
static size_t row_at(struct str text, size_t at)
{
    size_t longest = 0;

    for (size_t r = 0; r < ARRAY_SIZE(key_rows); r++) {
        struct str row = key_rows[r];
        ptrdiff_t start = str_find(row, text.p[at], 0);

        for (int step = -1; start >= 0 && step <= 1; step += 2) {
            size_t n = 1;

            for (ptrdiff_t k = start + step; at + n < text.n && k >= 0 && k < (ptrdiff_t)row.n; k += step, n++) {
                if (row.p[k] != text.p[at + n])
                    break;
            }
            longest = n > longest ? n : longest;
        }
    }
    return longest >= ROW_MIN ? longest : 0;
}

static size_t year_at(struct str text, size_t at)
{
    int64_t year;

    return str_to_int(str_slice(text, at, 4), &year) && year >= 1900 && year < 2100 ? 4 : 0;
}

static size_t same_at(struct str text, size_t at)
{
    size_t n = 1;

    while (at + n < text.n && text.p[at + n] == text.p[at])
        n++;
    return n >= ROW_MIN ? n : 0;
}

/* What stands at `at`: its length, and adds its worth. */
static size_t piece(struct judging *job, size_t at, int *worth)
{
    size_t own = own_word_at(job, at), common = common_word_at(job, at);
    size_t row = row_at(job->text, at), year = year_at(job->text, at), same = same_at(job->text, at);
    size_t length = row > year ? row : year;

    length = same > length ? same : length;
    if (own && own >= common && own >= length) {
        job->personal = true;
        *worth += WORTH_OWN;
        return own;
    }
    if (common && common >= length) {
        *worth += WORTH_COMMON;
        return common;
    }
    *worth += length ? WORTH_ROW : 1;
    return length ? length : 1;
}

static void add_own(struct judging *job, struct arena *arena, struct str text)
{
    struct str words[OWN_WORDS_MAX];
    int count = fold_words(arena, fold(arena, text), words, OWN_WORDS_MAX);

    for (int i = 0; i < count && job->own_count < OWN_WORDS_MAX; i++) {
        if (words[i].n >= WORD_MIN)
            job->own[job->own_count++] = words[i];
    }
}

static size_t characters(struct str text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++)
        n += ((unsigned char)text.p[i] & 0xc0) != 0x80;
    return n;
}

int password_characters_min(int min)
{
    return min > PASSWORD_CHARACTERS_MIN ? min : PASSWORD_CHARACTERS_MIN;
}

enum password_fault password_judge(struct str password, const struct password_owner *owner, struct arena *arena)
{
    struct judging job = {.text = period(fold(arena, password))};
    int worth = 0;

    if (characters(password) < (size_t)password_characters_min(owner->min))
        return PASSWORD_SHORT;
    job.plain = unleet(arena, job.text);
    add_own(&job, arena, owner->email);
    add_own(&job, arena, owner->name);
    add_own(&job, arena, owner->company);
    for (size_t at = 0; at < job.text.n;)
        at += piece(&job, at, &worth);
    if (worth >= WORTH_MIN)
        return 0;
    return job.personal ? PASSWORD_PERSONAL : PASSWORD_COMMON;
}

enum err identity_check_password(struct arena *arena, const char *field, struct str password,
                                 const struct password_owner *owner)
{
    switch (password_judge(password, owner, arena)) {
    case PASSWORD_SHORT:
        return FAIL_FIELD(arena, str_from(field), MSG_PASSWORD_SHORT,
                          P_STR("min", arena_format(arena, "%d", password_characters_min(owner->min))));
    case PASSWORD_COMMON:
        return FAIL_FIELD(arena, str_from(field), MSG_PASSWORD_COMMON);
    case PASSWORD_PERSONAL:
        return FAIL_FIELD(arena, str_from(field), MSG_PASSWORD_PERSONAL);
    case PASSWORD_FAULT__MAX:
        break;
    }
    return OK;
}
