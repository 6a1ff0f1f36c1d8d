#include "base/fold.h"

#include "base/buf.h"

#include <utf8proc.h>

/* RFC 5321, 4.5.3.1; a label's by RFC 1035. */
enum { ADDRESS_MAX = 254, LOCAL_MAX = 64, LABEL_MAX = 63 };

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_beyond_ascii(char c)
{
    return (unsigned char)c >= 0x80;
}

/* What HTML takes for an address, and what is not ASCII (RFC 6531). */
static bool local_part_is_sound(struct str part)
{
    if (part.n == 0 || part.n > LOCAL_MAX)
        return false;
    for (size_t i = 0; i < part.n; i++) {
        char c = part.p[i];

        if (!is_alphanumeric(c) && !is_beyond_ascii(c) && strchr(".!#$%&'*+/=?^_`{|}~-", c) == NULL)
            return false;
    }
    return true;
}

static bool label_is_sound(struct str label)
{
    if (label.n == 0 || label.n > LABEL_MAX || label.p[0] == '-' || label.p[label.n - 1] == '-')
        return false;
    for (size_t i = 0; i < label.n; i++) {
        if (!is_alphanumeric(label.p[i]) && !is_beyond_ascii(label.p[i]) && label.p[i] != '-')
            return false;
    }
    return true;
}

static bool domain_is_sound(struct str domain)
{
    int labels = 0;

    while (domain.p != NULL) {
        if (!label_is_sound(str_cut(&domain, '.')))
            return false;
        labels++;
    }
    return labels >= 2;
}

/* A letter of another script must not become one of ASCII ("K" of Kelvin): the key would be another's. Invisible
 * characters and blanks have no place in an address at all. */
static bool is_trap(int32_t c)
{
    utf8proc_int32_t parts[4];
    int last_class = 0;
    utf8proc_ssize_t n;

    if (c < 0x80)
        return false;
    n = utf8proc_decompose_char(c, parts, ARRAY_SIZE(parts), UTF8PROC_DECOMPOSE | UTF8PROC_IGNORE, &last_class);
    return n == 0 || (n == 1 && parts[0] < 0x80) || utf8proc_tolower(c) < 0x80 ||
           utf8proc_category(c) == UTF8PROC_CATEGORY_ZS || utf8proc_category(c) == UTF8PROC_CATEGORY_CC;
}

static bool has_trap(struct str text)
{
    utf8proc_ssize_t n;

    for (size_t at = 0; at < text.n; at += (size_t)n) {
        utf8proc_int32_t c;

        n = utf8proc_iterate((const utf8proc_uint8_t *)text.p + at, (utf8proc_ssize_t)(text.n - at), &c);
        if (n <= 0 || is_trap(c))
            return true;
    }
    return false;
}

/* Lower case in normal form C, so that a letter typed in two ways is one. */
static struct str lower_text(struct arena *arena, struct str text)
{
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.p;
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE;
    utf8proc_ssize_t n = utf8proc_decompose(bytes, (utf8proc_ssize_t)text.n, NULL, 0, options);
    int32_t *points;
    struct buf out;

    assert(n > 0); /* it is UTF-8 */
    points = arena_array(arena, int32_t, (size_t)n + 1);
    n = utf8proc_decompose(bytes, (utf8proc_ssize_t)text.n, points, n, options);
    for (utf8proc_ssize_t i = 0; i < n; i++)
        points[i] = utf8proc_tolower(points[i]);
    n = utf8proc_normalize_utf32(points, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    buf_init(&out, arena, SIZE_MAX);
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        utf8proc_uint8_t one[4];

        buf_add(&out, (struct str){(const char *)one, (size_t)utf8proc_encode_char(points[i], one)});
    }
    return buf_str(&out);
}

bool fold_email(struct arena *arena, struct str text, struct str *ret)
{
    struct str trimmed = str_trim(text);
    struct str key;
    struct str domain;
    struct str local;

    if (trimmed.n == 0 || trimmed.n > ADDRESS_MAX || !str_is_utf8(trimmed) || has_trap(trimmed))
        return false;
    key = lower_text(arena, trimmed);
    domain = key;
    local = str_cut(&domain, '@');
    if (key.n > ADDRESS_MAX || domain.p == NULL || !local_part_is_sound(local) || !domain_is_sound(domain))
        return false;
    *ret = key;
    return true;
}
