/* A growing buffer with a maximum. It lives in an arena or, with arena NULL, on the heap. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

struct buf {
    struct arena *arena; /* NULL: heap, end with buf_free */
    char *p;
    size_t n;
    size_t capacity;
    size_t max; /* further bytes are dropped and `full` is set */
    bool full;
};

void buf_init(struct buf *buf, struct arena *arena, size_t max);
void buf_free(struct buf *buf);
void buf_add(struct buf *buf, struct str s);
void buf_add_char(struct buf *buf, char c);
void buf_add_int(struct buf *buf, int64_t n);
void buf_format(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
static inline struct str buf_str(const struct buf *buf)
{
    return (struct str){buf->p, buf->n};
}

#endif
