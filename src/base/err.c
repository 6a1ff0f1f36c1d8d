#include "base/err.h"

#include "base/arena.h"

#include <stdarg.h>

/* `params` begins with a filler, so that FAIL needs no parameter at all. */
static struct message_text text_of(struct arena *arena, enum message message, const struct message_param *params,
                                   int param_count)
{
    struct message_text text = {.id = message};

    assert(param_count >= 0 && param_count <= MESSAGE_PARAMS_MAX);
    for (int i = 0; i < param_count; i++) {
        text.params[i].name = params[i + 1].name;
        text.params[i].text = arena_str(arena, params[i + 1].text);
    }
    text.param_count = param_count;
    return text;
}

enum err fail(struct arena *arena, enum err code, enum message message, const struct message_param *params,
              int param_count)
{
    assert(code != OK);
    /* Made first: a parameter may come out of the failure that is replaced. */
    struct message_text text = text_of(arena, message, params, param_count);

    arena->failure = (struct failure){.code = code, .text = text};
    return code;
}

enum err fail_field(struct arena *arena, struct str field, enum message message, const struct message_param *params,
                    int param_count)
{
    struct failure *failure = &arena->failure;
    struct field_failure *entry;

    if (failure->code != ERR_INVALID)
        *failure = (struct failure){.code = ERR_INVALID, .text = {.id = MSG_INVALID}};
    if (failure->field_count >= FIELD_FAILURES_MAX)
        return ERR_INVALID;
    entry = arena_new(arena, struct field_failure);
    entry->field = arena_str(arena, field);
    entry->text = text_of(arena, message, params, param_count);
    if (failure->fields_last != NULL)
        failure->fields_last->next = entry;
    else
        failure->fields = entry;
    failure->fields_last = entry;
    failure->field_count++;
    return ERR_INVALID;
}

/* The functions behind the macros of the same name. */
#undef fail_internal
#undef fail_unavailable

enum err fail_internal(struct arena *arena, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    arena->failure = (struct failure){
        .code = ERR_INTERNAL, .text = {.id = MSG_INTERNAL}, .log = arena_format_v(arena, format, args)};
    va_end(args);
    return ERR_INTERNAL;
}

enum err fail_unavailable(struct arena *arena, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    arena->failure = (struct failure){
        .code = ERR_UNAVAILABLE, .text = {.id = MSG_UNAVAILABLE}, .log = arena_format_v(arena, format, args)};
    va_end(args);
    return ERR_UNAVAILABLE;
}

void fail_clear(struct arena *arena)
{
    arena->failure = (struct failure){0};
}
