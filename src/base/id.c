#include "base/id.h"

#include "base/random.h"

#include <stdatomic.h>

#define MS_BITS 41
#define COUNTER_BITS 22
#define MS_MAX ((INT64_C(1) << MS_BITS) - 1)
#define COUNTER_MASK ((INT64_C(1) << COUNTER_BITS) - 1)
/* 2020-01-01: 41 bits from 1970 would end in 2039, from here they last until 2089. */
#define EPOCH_MS INT64_C(1577836800000)

static const char DIGITS[] = "0123456789abcdefghjkmnpqrstvwxyz";

int64_t id_new(int64_t now_us)
{
    /* The newest id of this process, which is what makes the next one newer. */
    static _Atomic int64_t newest;
    int64_t last = atomic_load_explicit(&newest, memory_order_relaxed);
    int64_t ms = now_us / 1000 - EPOCH_MS;
    int64_t fresh = 0;
    int64_t id;

    if (ms < 0)
        ms = 0;
    if (ms > MS_MAX)
        ms = MS_MAX;
    do {
        /* The same millisecond, a clock that went back, a counter that ran into the next millisecond: count on. */
        if (ms > last >> COUNTER_BITS) {
            if (fresh == 0)
                fresh = ms << COUNTER_BITS | (int64_t)(random_u64() & COUNTER_MASK);
            id = fresh;
        } else {
            assert(last < INT64_MAX);
            id = last + 1;
        }
    } while (!atomic_compare_exchange_weak_explicit(&newest, &last, id, memory_order_relaxed, memory_order_relaxed));
    return id;
}

void id_write(char out[ID_TEXT_LENGTH], int64_t id)
{
    uint64_t rest = (uint64_t)id;

    for (int i = ID_TEXT_LENGTH - 1; i >= 0; i--) {
        out[i] = DIGITS[rest & 31];
        rest >>= 5;
    }
}

struct str id_text(struct arena *arena, int64_t id)
{
    char text[ID_TEXT_LENGTH];

    id_write(text, id);
    return arena_str(arena, (struct str){text, sizeof(text)});
}

static int digit_value(char c)
{
    const char *at;

    if (c >= 'A' && c <= 'Z')
        c = (char)(c + ('a' - 'A'));
    if (c == 'o')
        return 0;
    if (c == 'i' || c == 'l')
        return 1;
    at = c == '\0' ? NULL : strchr(DIGITS, c);
    return at == NULL ? -1 : (int)(at - DIGITS);
}

bool id_parse(struct str text, int64_t *ret)
{
    uint64_t id = 0;

    if (text.n != ID_TEXT_LENGTH)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        int value = digit_value(text.p[i]);

        if (value < 0 || (i == 0 && value > 7))
            return false;
        id = id << 5 | (uint64_t)value;
    }
    if (id == 0)
        return false;
    *ret = (int64_t)id;
    return true;
}
