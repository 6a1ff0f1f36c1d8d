#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
enum { RED_ZONE = 16 };
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
enum { RED_ZONE = 0 };
#endif

enum { ALIGNMENT = 16, CHUNK_FIRST = 16 * 1024, CHUNK_MAX = 256 * 1024 };

struct arena_chunk {
    struct arena_chunk *older;
    size_t capacity;
    size_t used;
    size_t pad;
    char data[];
};

static_assert(sizeof(struct arena_chunk) % ALIGNMENT == 0, "data must be aligned");
static_assert(sizeof(struct arena_chunk) < CHUNK_FIRST, "a chunk holds its header");

static _Noreturn void die(const char *what, size_t size)
{
    fprintf(stderr, "petgate: %s (%zu bytes)\n", what, size);
    abort();
}

static struct arena_chunk *chunk_new(size_t capacity)
{
    struct arena_chunk *chunk = malloc(sizeof(*chunk) + capacity);

    if (chunk == NULL)
        die("out of memory", capacity);
    chunk->older = NULL;
    chunk->capacity = capacity;
    chunk->used = 0;
    POISON(chunk->data, capacity);
    return chunk;
}

static void chunk_free(struct arena_chunk *chunk)
{
    UNPOISON(chunk->data, chunk->capacity);
    free(chunk);
}

/* A chunk with room for `need` bytes. What exceeds a common chunk gets one of its own behind the newest, which stays in
 * use. */
static struct arena_chunk *chunk_for(struct arena *arena, size_t need)
{
    size_t capacity = CHUNK_FIRST - sizeof(struct arena_chunk);
    struct arena_chunk *newest = arena->chunk;
    struct arena_chunk *chunk;

    if (newest != NULL && newest->capacity < CHUNK_MAX / 2)
        capacity = 2 * (newest->capacity + sizeof(*newest)) - sizeof(*newest);
    else if (newest != NULL)
        capacity = CHUNK_MAX - sizeof(*newest);
    if (need > CHUNK_MAX - sizeof(*chunk) && newest != NULL) {
        chunk = chunk_new(need);
        chunk->older = newest->older;
        newest->older = chunk;
        return chunk;
    }
    while (capacity < need && capacity < CHUNK_MAX - sizeof(*chunk))
        capacity = 2 * (capacity + sizeof(*chunk)) - sizeof(*chunk);
    chunk = chunk_new(capacity < need ? need : capacity);
    chunk->older = newest;
    arena->chunk = chunk;
    return chunk;
}

static size_t round_up(size_t size)
{
    return size == 0 ? ALIGNMENT : (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

static void count(struct arena *arena, size_t size)
{
    arena->used += size;
    if (arena->limit != 0 && arena->used > arena->limit)
        die("ARENA_LIMIT: an arena grew over its limit", arena->used);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    struct arena_chunk *chunk = arena->chunk;
    size_t need;
    void *p;

    if (size > SIZE_MAX / 4)
        die("impossible size", size);
    need = round_up(size) + RED_ZONE;
    count(arena, need);
    if (chunk == NULL || chunk->capacity - chunk->used < need)
        chunk = chunk_for(arena, need);
    p = chunk->data + chunk->used;
    chunk->used += need;
    UNPOISON(p, size);
    return memset(p, 0, size);
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        die("impossible array", SIZE_MAX);
    return arena_alloc(arena, bytes);
}

void *arena_grow(struct arena *arena, void *p, size_t old_size, size_t size)
{
    struct arena_chunk *chunk = arena->chunk;
    size_t old_need = round_up(old_size) + RED_ZONE;
    size_t need = round_up(size) + RED_ZONE;
    void *copy;

    assert(size >= old_size && (p != NULL || old_size == 0));
    if (chunk != NULL && p != NULL && (char *)p + old_need == chunk->data + chunk->used && size <= SIZE_MAX / 4 &&
        need - old_need <= chunk->capacity - chunk->used) {
        count(arena, need - old_need);
        chunk->used += need - old_need;
        UNPOISON(p, size);
        memset((char *)p + old_size, 0, size - old_size);
        return p;
    }
    copy = arena_alloc(arena, size);
    if (old_size > 0)
        memcpy(copy, p, old_size);
    return copy;
}

void arena_free(struct arena *arena)
{
    struct arena_chunk *chunk = arena->chunk;

    while (chunk != NULL) {
        struct arena_chunk *older = chunk->older;

        chunk_free(chunk);
        chunk = older;
    }
    arena->chunk = NULL;
    arena->used = 0;
    fail_clear(arena);
}

void arena_reset(struct arena *arena)
{
    struct arena_chunk *chunk = arena->chunk;
    struct arena_chunk *kept = NULL;

    while (chunk != NULL) {
        struct arena_chunk *older = chunk->older;
        struct arena_chunk *loser = chunk;

        /* One huge request must not hold its memory for ever, so only common chunks stay. */
        if (chunk->capacity < CHUNK_MAX && (kept == NULL || chunk->capacity > kept->capacity)) {
            loser = kept;
            kept = chunk;
        }
        if (loser != NULL)
            chunk_free(loser);
        chunk = older;
    }
    if (kept != NULL) {
        kept->older = NULL;
        kept->used = 0;
        POISON(kept->data, kept->capacity);
    }
    arena->chunk = kept;
    arena->used = 0;
    fail_clear(arena);
}

struct str arena_str(struct arena *arena, struct str s)
{
    char *copy;

    if (s.n == SIZE_MAX)
        die("impossible size", s.n);
    copy = arena_alloc(arena, s.n + 1);
    if (s.n > 0)
        memcpy(copy, s.p, s.n);
    return (struct str){copy, s.n};
}

const char *arena_cstr(struct arena *arena, struct str s)
{
    return arena_str(arena, s).p;
}

struct str arena_format_v(struct arena *arena, const char *format, va_list args)
{
    char small[256];
    va_list again;
    char *text;
    int n;

    va_copy(again, args);
    n = vsnprintf(small, sizeof(small), format, args);
    assert(n >= 0);
    if ((size_t)n < sizeof(small)) {
        va_end(again);
        return arena_str(arena, (struct str){small, (size_t)n});
    }
    text = arena_alloc(arena, (size_t)n + 1);
    vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    return (struct str){text, (size_t)n};
}

struct str arena_format(struct arena *arena, const char *format, ...)
{
    struct str text;
    va_list args;

    va_start(args, format);
    text = arena_format_v(arena, format, args);
    va_end(args);
    return text;
}
