/* Memory that lives and ends together: a request, a picture's block, a parsed template. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/err.h"
#include "base/str.h"

#include <stdarg.h>

struct arena_chunk;

/* Also carries the failure of the request it belongs to, since whoever can fail has an arena at hand. */
struct arena {
    struct arena_chunk *chunk; /* newest */
    size_t used;               /* bytes handed out in all, for the figures */
    size_t limit;              /* 0: none. Reaching it is `ARENA_LIMIT`: the program's mistake, it aborts */
    struct failure failure;
};

/* An arena without memory yet. */
#define ARENA_INIT ((struct arena){0})

/* Gives all back. The arena may be used again. */
void arena_free(struct arena *arena);
/* Keeps its largest common chunk (up to 256 KB) for the next round; forgets everything in it, the failure too. */
void arena_reset(struct arena *arena);
/* Zeroed, aligned to 16. Never NULL: out of memory says so and aborts. `size` 0 gives a unique pointer. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((malloc, alloc_size(2)));
#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);
/* `p` (`old_size` bytes of this arena, or NULL and 0) made larger: in place where it was the last, else a copy. What is
 * new is zero; `p` must not be used any more. */
void *arena_grow(struct arena *arena, void *p, size_t old_size, size_t size);

/* Copies; the copy has a NUL behind it that does not count. */
struct str arena_str(struct arena *arena, struct str s);
struct str arena_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
struct str arena_format_v(struct arena *arena, const char *format, va_list args) PRINTF_LIKE(2, 0);
/* `s` as a C string (a copy). */
const char *arena_cstr(struct arena *arena, struct str s);

#endif
