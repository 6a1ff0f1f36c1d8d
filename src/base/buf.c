#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { BUF_FIRST = 256 };

void buf_init(struct buf *buf, struct arena *arena, size_t max)
{
    *buf = (struct buf){.arena = arena, .max = max};
}

void buf_free(struct buf *buf)
{
    if (buf->arena == NULL)
        free(buf->p);
    buf_init(buf, buf->arena, buf->max);
}

static void grow(struct buf *buf, size_t need)
{
    size_t capacity = buf->capacity < BUF_FIRST ? BUF_FIRST : buf->capacity;
    char *p;

    while (capacity < need)
        capacity = capacity > SIZE_MAX / 2 ? need : 2 * capacity;
    if (buf->arena != NULL) {
        p = arena_grow(buf->arena, buf->p, buf->capacity, capacity);
    } else {
        p = realloc(buf->p, capacity);
        if (p == NULL) {
            fprintf(stderr, "petgate: out of memory (%zu bytes)\n", capacity);
            abort();
        }
    }
    buf->p = p;
    buf->capacity = capacity;
}

/* How many of `n` further bytes may come; makes room for them. */
static size_t reserve(struct buf *buf, size_t n)
{
    if (n > buf->max - buf->n) {
        n = buf->max - buf->n;
        buf->full = true;
    }
    if (n > buf->capacity - buf->n)
        grow(buf, buf->n + n);
    return n;
}

void buf_add(struct buf *buf, struct str s)
{
    size_t n = reserve(buf, s.n);

    if (n == 0)
        return;
    memcpy(buf->p + buf->n, s.p, n);
    buf->n += n;
}

void buf_add_char(struct buf *buf, char c)
{
    if (reserve(buf, 1) == 1)
        buf->p[buf->n++] = c;
}

void buf_add_int(struct buf *buf, int64_t n)
{
    char digits[20];
    size_t at = sizeof(digits);
    uint64_t rest = n < 0 ? -(uint64_t)n : (uint64_t)n;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (n < 0)
        digits[--at] = '-';
    buf_add(buf, (struct str){digits + at, sizeof(digits) - at});
}

PRINTF_LIKE(3, 0)
static void format_long(struct buf *buf, size_t n, const char *format, va_list args)
{
    char *text = malloc(n + 1);

    if (text == NULL) {
        fprintf(stderr, "petgate: out of memory (%zu bytes)\n", n + 1);
        abort();
    }
    vsnprintf(text, n + 1, format, args);
    buf_add(buf, (struct str){text, n});
    free(text);
}

void buf_format(struct buf *buf, const char *format, ...)
{
    char small[256];
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(small, sizeof(small), format, args);
    va_end(args);
    assert(n >= 0);
    if ((size_t)n < sizeof(small)) {
        buf_add(buf, (struct str){small, (size_t)n});
        return;
    }
    va_start(args, format);
    format_long(buf, (size_t)n, format, args);
    va_end(args);
}
