#include "base/words.h"

#include "base/err.h"

enum word_switch { SWITCH_USER, SWITCH_AVAILABILITY };

static const struct {
    struct str key, own, other;
    enum word_switch by;
} words[] = {
#define WORD(key, by, own, other) {STR_INIT(#key), STR_INIT(own), STR_INIT(other), SWITCH_##by},
#include "base/words.def"
#undef WORD
};

struct str word_of(struct wording wording, struct str key)
{
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (str_equal(words[i].key, key))
            return (words[i].by == SWITCH_USER ? wording.user : wording.availability) ? words[i].other : words[i].own;
    }
    return (struct str){NULL, 0};
}

static struct str word(void *data, struct str key)
{
    return word_of(*(const struct wording *)data, key);
}

struct str worded(struct arena *arena, struct wording wording, const char *text)
{
    const struct message_text nothing = {.id = MESSAGE_NONE};
    struct str whole = str_from(text);

    return str_find(whole, '{', 0) < 0 ? whole : message_fill(whole, &nothing, word, &wording, arena);
}
