#include "base/fold.h"

#include "base/buf.h"

#include <utf8proc.h>

/* Marks that stand over or under a letter and that people leave out. Others (vowels of Indian and Thai scripts, the
 * voicing of kana) make another letter and stay. */
static const struct {
    int32_t first, last;
} LEFT_OUT[] = {
    {0x0300, 0x036F}, {0x0483, 0x0487}, {0x0591, 0x05BD}, {0x05BF, 0x05C7}, {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x0670, 0x0670}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F},
};

/* Letters that Unicode takes for whole ones and people for an accented one. */
static const struct {
    int32_t letter;
    char plain[3];
} PLAIN[] = {
    {0x00E6, "ae"}, {0x00F0, "d"}, {0x00F8, "o"}, {0x00FE, "th"}, {0x0111, "d"},
    {0x0127, "h"},  {0x0131, "i"}, {0x0142, "l"}, {0x0153, "oe"}, {0x0167, "t"},
};

/* From where a script has its ten digits. */
static const int32_t ZEROS[] = {0x0660, 0x06F0, 0x0966, 0x09E6, 0xFF10};

static bool is_ascii(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] >= 0x80 || text.p[i] == '\0')
            return false;
    }
    return true;
}

static bool is_left_out(int32_t c)
{
    for (size_t i = 0; i < ARRAY_SIZE(LEFT_OUT); i++) {
        if (c >= LEFT_OUT[i].first && c <= LEFT_OUT[i].last)
            return true;
    }
    return false;
}

static bool is_blank(int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);

    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
           category == UTF8PROC_CATEGORY_CC;
}

static const char *plain_letter(int32_t c)
{
    for (size_t i = 0; i < ARRAY_SIZE(PLAIN); i++) {
        if (PLAIN[i].letter == c)
            return PLAIN[i].plain;
    }
    return NULL;
}

static void add_code_point(struct buf *out, int32_t c)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char(c, bytes);

    buf_add(out, (struct str){(const char *)bytes, (size_t)n});
}

/* The code points of `text` without case, compatible forms and left-out marks, composed again. */
static size_t code_points(struct arena *arena, struct str text, int32_t **ret)
{
    const utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.p;
    utf8proc_ssize_t n = utf8proc_decompose(bytes, (utf8proc_ssize_t)text.n, NULL, 0, options);
    size_t kept = 0;

    if (n <= 0)
        return 0;
    *ret = arena_array(arena, int32_t, (size_t)n + 1);
    n = utf8proc_decompose(bytes, (utf8proc_ssize_t)text.n, *ret, n, options);
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        if (!is_left_out((*ret)[i]))
            (*ret)[kept++] = (*ret)[i];
    }
    n = utf8proc_normalize_utf32(*ret, (utf8proc_ssize_t)kept, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    return n < 0 ? 0 : (size_t)n;
}

/* For most texts: no table is needed. */
static struct str fold_ascii(struct arena *arena, struct str text)
{
    char *out = arena_alloc(arena, text.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (c > ' ' && c != 0x7F)
            out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        else if (n > 0 && out[n - 1] != ' ')
            out[n++] = ' ';
    }
    if (n > 0 && out[n - 1] == ' ')
        n--;
    out[n] = '\0';
    return (struct str){out, n};
}

struct str fold(struct arena *arena, struct str text)
{
    struct buf out;
    bool blank = false;
    int32_t *points = NULL;
    size_t n;

    if (is_ascii(text))
        return fold_ascii(arena, text);
    if (!str_is_utf8(text))
        return STR("");
    n = code_points(arena, text, &points);
    buf_init(&out, arena, SIZE_MAX);
    for (size_t i = 0; i < n; i++) {
        const char *plain;

        if (is_blank(points[i])) {
            blank = out.n > 0;
            continue;
        }
        if (blank)
            buf_add_char(&out, ' ');
        blank = false;
        plain = plain_letter(points[i]);
        if (plain != NULL)
            buf_add(&out, str_from(plain));
        else
            add_code_point(&out, points[i]);
    }
    return out.n > 0 ? buf_str(&out) : STR("");
}

static bool is_in_word(int32_t c)
{
    switch ((int)utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return false;
    }
}

/* The character at `at` of a text known to be UTF-8, and its length. */
static int32_t code_point_at(struct str text, size_t at, size_t *ret_length)
{
    utf8proc_int32_t c = 0;

    *ret_length = (size_t)utf8proc_iterate((const utf8proc_uint8_t *)text.p + at, (utf8proc_ssize_t)(text.n - at), &c);
    return c;
}

static int add_word(struct str word, struct str *words, int count, int max)
{
    if (word.n == 0 || count >= max)
        return count;
    for (int i = 0; i < count; i++) {
        if (str_equal(words[i], word))
            return count;
    }
    words[count] = word;
    return count + 1;
}

int fold_words(struct arena *arena, struct str text, struct str *ret_words, int max)
{
    struct str folded = fold(arena, text);
    size_t start = 0;
    size_t length;
    int count = 0;

    for (size_t at = 0; at < folded.n; at += length) {
        if (is_in_word(code_point_at(folded, at, &length)))
            continue;
        count = add_word(str_slice(folded, start, at - start), ret_words, count, max);
        start = at + length;
    }
    return add_word(str_slice(folded, start, folded.n), ret_words, count, max);
}

struct str fold_capital(char room[4], struct str text)
{
    size_t length;

    if (str_utf8_next(text, 0) == 0)
        return STR("");
    int32_t capital = utf8proc_toupper(code_point_at(text, 0, &length));

    return (struct str){room, (size_t)utf8proc_encode_char(capital, (utf8proc_uint8_t *)room)};
}

struct str fold_phone(struct arena *arena, struct str text)
{
    struct buf out;
    size_t length;

    buf_init(&out, arena, text.n);
    if (!str_is_utf8(text))
        return STR("");
    for (size_t at = 0; at < text.n; at += length) {
        int32_t c = code_point_at(text, at, &length);

        if (c >= '0' && c <= '9')
            buf_add_char(&out, (char)c);
        for (size_t i = 0; i < ARRAY_SIZE(ZEROS); i++) {
            if (c >= ZEROS[i] && c <= ZEROS[i] + 9)
                buf_add_char(&out, (char)('0' + (c - ZEROS[i])));
        }
    }
    return out.n > 0 ? buf_str(&out) : STR("");
}

struct str fold_behind(struct arena *arena, struct str prefix)
{
    return arena_format(arena, "%.*s\xf4\x8f\xbf\xbf", STR_ARG(prefix)); /* U+10FFFF, the last there is */
}
