#include "doc/json_read.h"

#include <stdlib.h>
#include <string.h>

struct reading {
    struct arena *arena;
    struct str text;
    size_t at;
    bool nul;
    int depth;
    const char *fault; /* the first */
};

static bool wrong(struct reading *r, const char *what)
{
    if (!r->fault)
        r->fault = what;
    return false;
}

static int peek(const struct reading *r)
{
    return r->at < r->text.n ? (unsigned char)r->text.p[r->at] : -1;
}

static void skip_blanks(struct reading *r)
{
    for (int c = peek(r); c == ' ' || c == '\n' || c == '\r' || c == '\t'; c = peek(r))
        r->at++;
}

static bool take_char(struct reading *r, char wanted)
{
    if (peek(r) != wanted)
        return false;
    r->at++;
    return true;
}

static bool take_word(struct reading *r, const char *word)
{
    size_t n = strlen(word);

    if (r->text.n - r->at < n || memcmp(r->text.p + r->at, word, n) != 0)
        return wrong(r, "a value is missing");
    r->at += n;
    return true;
}

/* ------------------------------------------------------------------ texts */

static int hex_digit(int c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Behind "\u". */
MUST_CHECK static bool take_unit(struct reading *r, uint32_t *ret)
{
    *ret = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(peek(r));

        if (digit < 0)
            return wrong(r, "\\u needs four hexadecimal digits");
        *ret = *ret << 4 | (uint32_t)digit;
        r->at++;
    }
    return true;
}

MUST_CHECK static bool take_code(struct reading *r, uint32_t *ret)
{
    uint32_t low;

    if (!take_unit(r, ret))
        return false;
    if (*ret == 0 && !r->nul)
        return wrong(r, "a text holds a NUL");
    if (*ret < 0xD800 || *ret > 0xDFFF)
        return true;
    if (*ret > 0xDBFF || !take_char(r, '\\') || !take_char(r, 'u'))
        return wrong(r, "a surrogate stands alone");
    if (!take_unit(r, &low))
        return false;
    if (low < 0xDC00 || low > 0xDFFF)
        return wrong(r, "a surrogate stands alone");
    *ret = 0x10000 + ((*ret - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

static size_t write_code(char *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

/* Behind the backslash; `out` has room for four. */
MUST_CHECK static bool take_escape(struct reading *r, char *out, size_t *n)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    int c = peek(r);
    const char *found = c > 0 ? memchr(from, c, sizeof(from) - 1) : NULL;
    uint32_t code;

    r->at++;
    if (found) {
        out[(*n)++] = to[found - from];
        return true;
    }
    if (c != 'u')
        return wrong(r, "a backslash stands before something that needs none");
    if (!take_code(r, &code))
        return false;
    *n += write_code(out + *n, code);
    return true;
}

/* Up to what does not stand for itself; whether all of it is ASCII. */
static bool skip_plain(struct reading *r)
{
    unsigned char seen = 0;

    for (; r->at < r->text.n; r->at++) {
        unsigned char c = (unsigned char)r->text.p[r->at];
        if (c == '"' || c == '\\' || c < 0x20)
            break;
        seen |= c;
    }
    return seen < 0x80;
}

/* From the first backslash on; `from`: where the text began. What is escaped is never shorter than what it means. */
MUST_CHECK static bool take_escaped(struct reading *r, size_t from, struct str *ret)
{
    size_t end = r->at, n = r->at - from;
    char *out;

    while (end < r->text.n && r->text.p[end] != '"')
        end += r->text.p[end] == '\\' ? 2 : 1;
    out = arena_alloc(r->arena, end - from);
    memcpy(out, r->text.p + from, n);
    while (take_char(r, '\\')) {
        size_t plain;

        if (!take_escape(r, out, &n))
            return false;
        plain = r->at;
        (void)skip_plain(r);
        memcpy(out + n, r->text.p + plain, r->at - plain);
        n += r->at - plain;
    }
    *ret = (struct str){out, n};
    return true;
}

MUST_CHECK static bool take_text(struct reading *r, struct str *ret)
{
    size_t from = ++r->at;
    bool ascii = skip_plain(r);

    if (peek(r) == '\\') {
        if (!take_escaped(r, from, ret))
            return false;
        ascii = false;
    } else {
        *ret = (struct str){r->text.p + from, r->at - from};
    }
    if (peek(r) < 0)
        return wrong(r, "a text does not end");
    if (!take_char(r, '"'))
        return wrong(r, "a text holds a control character");
    return ascii || str_is_utf8(str_slice(r->text, from, r->at - from - 1)) || wrong(r, "a text is not UTF-8");
}

/* ------------------------------------------------------------------ numbers */

static bool skip_digits(struct reading *r)
{
    size_t from = r->at;

    while (peek(r) >= '0' && peek(r) <= '9')
        r->at++;
    return r->at > from;
}

MUST_CHECK static bool take_number(struct reading *r, struct json *ret)
{
    size_t from = r->at, first;
    bool whole = true;

    (void)take_char(r, '-');
    first = r->at;
    if (!skip_digits(r))
        return wrong(r, "a value is missing");
    if (r->text.p[first] == '0' && r->at > first + 1)
        return wrong(r, "a number begins with a zero");
    if (take_char(r, '.')) {
        whole = false;
        if (!skip_digits(r))
            return wrong(r, "a number ends with its point");
    }
    if (take_char(r, 'e') || take_char(r, 'E')) {
        whole = false;
        if (!take_char(r, '-'))
            (void)take_char(r, '+');
        if (!skip_digits(r))
            return wrong(r, "a number ends with its exponent");
    }
    ret->kind = whole ? JSON_KIND_INT : JSON_KIND_REAL;
    return !whole || str_to_int(str_slice(r->text, from, r->at - from), &ret->number) ||
           wrong(r, "a whole number is too large");
}

/* ------------------------------------------------------------------ lists and objects */

static int by_name(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    size_t n = x->n < y->n ? x->n : y->n;
    int order = n ? memcmp(x->p, y->p, n) : 0;

    return order ? order : (x->n > y->n) - (x->n < y->n);
}

/* Few are compared one by one, many sorted: no names take long, whoever chose them. */
static bool names_are_different(struct reading *r, const struct json *object)
{
    enum { FEW = 8 };
    struct str few[FEW], *names = object->count <= FEW ? few : arena_array(r->arena, struct str, (size_t)object->count);
    int count = 0;

    for (const struct json *member = object->first; member; member = member->next) {
        for (int i = 0; i < count && object->count <= FEW; i++) {
            if (str_equal(names[i], member->name))
                return false;
        }
        names[count++] = member->name;
    }
    if (count <= FEW)
        return true;
    qsort(names, (size_t)count, sizeof(*names), by_name);
    for (int i = 1; i < count; i++) {
        if (str_equal(names[i - 1], names[i]))
            return false;
    }
    return true;
}

MUST_CHECK static bool take_value(struct reading *r, struct json *ret);

MUST_CHECK static bool take_name(struct reading *r, struct str *ret)
{
    skip_blanks(r);
    if (peek(r) != '"')
        return wrong(r, "a name is missing");
    if (!take_text(r, ret))
        return false;
    skip_blanks(r);
    return take_char(r, ':') || wrong(r, "a colon is missing");
}

/* Behind the opening bracket. */
MUST_CHECK static bool take_entries(struct reading *r, struct json *ret, char closing)
{
    const struct json **link = &ret->first;

    skip_blanks(r);
    if (take_char(r, closing))
        return true;
    do {
        struct json *entry = arena_new(r->arena, struct json);

        if (ret->kind == JSON_KIND_OBJECT && !take_name(r, &entry->name))
            return false;
        if (!take_value(r, entry))
            return false;
        *link = entry;
        link = &entry->next;
        ret->count++;
        skip_blanks(r);
    } while (take_char(r, ','));
    return take_char(r, closing) || wrong(r, "a comma or closing bracket is missing");
}

MUST_CHECK static bool take_nested(struct reading *r, struct json *ret)
{
    bool object = r->text.p[r->at++] == '{';

    if (++r->depth > JSON_DEPTH_MAX)
        return wrong(r, "it is nested too deeply");
    ret->kind = object ? JSON_KIND_OBJECT : JSON_KIND_LIST;
    if (!take_entries(r, ret, object ? '}' : ']'))
        return false;
    r->depth--;
    return !object || names_are_different(r, ret) || wrong(r, "a name stands twice");
}

/* At most JSON_DEPTH_MAX deep. */
MUST_CHECK static bool take_value(struct reading *r, struct json *ret)
{
    skip_blanks(r);
    switch (peek(r)) {
    case '{':
    case '[':
        return take_nested(r, ret);
    case '"':
        ret->kind = JSON_KIND_TEXT;
        return take_text(r, &ret->text);
    case 't':
    case 'f':
        ret->kind = JSON_KIND_BOOL;
        ret->number = peek(r) == 't';
        return take_word(r, ret->number ? "true" : "false");
    case 'n':
        ret->kind = JSON_KIND_NULL;
        return take_word(r, "null");
    default:
        return take_number(r, ret);
    }
}

bool json_read(struct arena *arena, struct str text, bool nul, const struct json **ret, struct str *ret_fault)
{
    struct reading r = {.arena = arena, .text = text, .nul = nul};
    struct json *root = arena_new(arena, struct json);
    int line = 1;

    if (take_value(&r, root)) {
        skip_blanks(&r);
        if (r.at == text.n) {
            *ret = root;
            return true;
        }
        (void)wrong(&r, "something stands behind its end");
    }
    for (size_t i = 0; i < r.at && i < text.n; i++)
        line += text.p[i] == '\n';
    *ret_fault = arena_format(arena, "%s (line %d)", r.fault, line);
    return false;
}

const struct json *json_member(const struct json *object, const char *name)
{
    for (const struct json *member = object->first; member && object->kind == JSON_KIND_OBJECT; member = member->next) {
        if (str_is(member->name, name))
            return member;
    }
    return NULL;
}
