#include "base/str.h"

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool str_equal_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++) {
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    }
    return true;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + (s.n - suffix.n), suffix.p, suffix.n) == 0);
}

struct str str_slice(struct str s, size_t from, size_t length)
{
    if (s.p == NULL || from >= s.n)
        return (struct str){s.p == NULL ? NULL : s.p + s.n, 0};
    return (struct str){s.p + from, length < s.n - from ? length : s.n - from};
}

ptrdiff_t str_find(struct str s, char c, size_t from)
{
    const char *at;

    if (from >= s.n)
        return -1;
    at = memchr(s.p + from, c, s.n - from);
    return at == NULL ? -1 : at - s.p;
}

struct str str_trim(struct str s)
{
    while (s.n > 0 && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n > 0 && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

struct str str_cut(struct str *rest, char separator)
{
    ptrdiff_t at = str_find(*rest, separator, 0);
    struct str head = *rest;

    if (at < 0) {
        *rest = (struct str){NULL, 0};
        return head;
    }
    head.n = (size_t)at;
    rest->p += head.n + 1;
    rest->n -= head.n + 1;
    return head;
}

bool str_to_int(struct str s, int64_t *ret)
{
    bool minus = s.n > 0 && s.p[0] == '-';
    int64_t n = 0;

    if (s.n == (minus ? 1 : 0))
        return false;
    for (size_t i = minus ? 1 : 0; i < s.n; i++) {
        int digit = s.p[i] - '0';

        /* Counted downwards, since the least int64 has no positive counterpart. */
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(n, 10, &n) || __builtin_sub_overflow(n, digit, &n))
            return false;
    }
    if (!minus && n == INT64_MIN)
        return false;
    *ret = minus ? n : -n;
    return true;
}

/* Whether `second` may follow `first`. Table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing
 * over U+10FFFF. */
static bool utf8_second_fits(unsigned char first, unsigned char second)
{
    unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;

    return second >= low && second <= high;
}

/* The length of the well-formed sequence at `p` (of `n` > 0 bytes), or 0. */
static size_t utf8_sequence(const unsigned char *p, size_t n)
{
    size_t length;

    if (p[0] < 0x80)
        return p[0] == 0 ? 0 : 1;
    if (p[0] < 0xC2 || p[0] > 0xF4)
        return 0;
    length = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (length > n || !utf8_second_fits(p[0], p[1]))
        return 0;
    for (size_t i = 2; i < length; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    }
    return length;
}

size_t str_utf8_next(struct str s, size_t from)
{
    return from < s.n ? utf8_sequence((const unsigned char *)s.p + from, s.n - from) : 0;
}

bool str_is_utf8(struct str s)
{
    size_t at = 0;

    while (at < s.n) {
        size_t length = str_utf8_next(s, at);

        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

uint64_t str_hash(struct str s)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < s.n; i++) {
        hash ^= (unsigned char)s.p[i];
        hash *= UINT64_C(0x100000001b3);
    }
    return hash;
}

bool str_equal_secret(struct str a, struct str b)
{
    volatile unsigned char different = 0;

    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        different |= (unsigned char)a.p[i] ^ (unsigned char)b.p[i];
    return different == 0;
}
