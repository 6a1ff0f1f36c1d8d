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

/* One more than the value of a digit, 0 for what is none; capitals and look-alikes count. */
static const uint8_t digit_values[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,  ['8'] = 9,
    ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['g'] = 17, ['h'] = 18,
    ['j'] = 19, ['k'] = 20, ['m'] = 21, ['n'] = 22, ['p'] = 23, ['q'] = 24, ['r'] = 25, ['s'] = 26, ['t'] = 27,
    ['v'] = 28, ['w'] = 29, ['x'] = 30, ['y'] = 31, ['z'] = 32, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14,
    ['E'] = 15, ['F'] = 16, ['G'] = 17, ['H'] = 18, ['J'] = 19, ['K'] = 20, ['M'] = 21, ['N'] = 22, ['P'] = 23,
    ['Q'] = 24, ['R'] = 25, ['S'] = 26, ['T'] = 27, ['V'] = 28, ['W'] = 29, ['X'] = 30, ['Y'] = 31, ['Z'] = 32,
    ['o'] = 1,  ['O'] = 1,  ['i'] = 2,  ['I'] = 2,  ['l'] = 2,  ['L'] = 2,
};

bool id_parse(struct str text, int64_t *ret)
{
    uint64_t id = 0;

    if (text.n != ID_TEXT_LENGTH)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        int value = digit_values[(unsigned char)text.p[i]] - 1;

        if (value < 0 || (i == 0 && value > 7))
            return false;
        id = id << 5 | (uint64_t)value;
    }
    if (id == 0)
        return false;
    *ret = (int64_t)id;
    return true;
}
