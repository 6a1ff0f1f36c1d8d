#include "base/err.h"

#include "base/buf.h"
#include "base/words.h"

struct message_row {
    struct str name; /* as in messages.def: "FIELD_TYPE" */
    struct str template;
};

static const struct message_row MESSAGES[MESSAGE__MAX] = {
    [MESSAGE_NONE] = {STR_INIT("NONE"), STR_INIT("")},
#define MESSAGE(id, text) [MSG_##id] = {STR_INIT(#id), STR_INIT(text)},
#include "base/messages.def"
#undef MESSAGE
};

enum { MESSAGE_TEXT_MAX = 64 * 1024 };

struct str message_template(enum message id)
{
    assert(id >= MESSAGE_NONE && id < MESSAGE__MAX);
    return MESSAGES[id].template;
}

struct str message_name(enum message id, struct arena *arena)
{
    assert(id >= MESSAGE_NONE && id < MESSAGE__MAX);
    struct str name = MESSAGES[id].name;
    char *text = arena_alloc(arena, name.n + 1);

    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];

        text[i] = (char)(c == '_' ? '-' : c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    return (struct str){text, name.n};
}

struct str message_word(struct str name)
{
    return word_of((struct wording){false, false}, name);
}

/* What stands in the place {name}; p == NULL if nothing does. */
static struct str place_text(const struct message_text *text, struct str name, struct str (*word)(void *, struct str),
                             void *word_data)
{
    struct str prefix = STR("word.");

    if (str_starts(name, prefix)) {
        struct str key = str_slice(name, prefix.n, name.n);
        struct str own = word != NULL ? word(word_data, key) : (struct str){NULL, 0};

        return own.p != NULL ? own : message_word(key);
    }
    for (int i = 0; i < text->param_count; i++) {
        if (str_is(name, text->params[i].name))
            return text->params[i].text.p != NULL ? text->params[i].text : STR("");
    }
    return (struct str){NULL, 0};
}

struct str message_format(const struct message_text *text, struct str (*word)(void *, struct str), void *word_data,
                          struct arena *arena)
{
    return message_fill(message_template(text->id), text, word, word_data, arena);
}

struct str message_fill(struct str template, const struct message_text *text, struct str (*word)(void *, struct str),
                        void *word_data, struct arena *arena)
{
    struct buf out;
    size_t at = 0;

    buf_init(&out, arena, MESSAGE_TEXT_MAX);
    while (at < template.n) {
        ptrdiff_t open = str_find(template, '{', at);
        ptrdiff_t close = open < 0 ? -1 : str_find(template, '}', (size_t)open);
        struct str name;
        struct str value;

        if (close < 0)
            break;
        buf_add(&out, str_slice(template, at, (size_t)open - at));
        name = str_slice(template, (size_t)open + 1, (size_t)(close - open) - 1);
        value = place_text(text, name, word, word_data);
        buf_add(&out, value.p != NULL ? value : str_slice(template, (size_t)open, name.n + 2));
        at = (size_t)close + 1;
    }
    buf_add(&out, str_slice(template, at, template.n));
    return out.p != NULL ? buf_str(&out) : STR("");
}
