/* What can go wrong, for callers (a code), for the person (a message) and for the log (a line). */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/str.h"

struct arena;

/* The closed set. http/ maps each to a status, cli/ to an exit code, in one table each. */
enum err {
    OK = 0,
    ERR_BAD_REQUEST, /* not understood: syntax, wrong JSON type, unusable cursor */
    ERR_SIGNED_OUT,  /* no person behind the request */
    ERR_FORBIDDEN,   /* about something that is no secret; names what is missing */
    ERR_ABSENT,      /* does not exist, or must look so */
    ERR_METHOD,
    ERR_CONFLICT,  /* the state of things stands against it; the document says what and how to cure it */
    ERR_STALE,     /* If-Match failed, or undo came too late */
    ERR_NO_LENGTH, /* the body comes without its length */
    ERR_TOO_LARGE,
    ERR_MEDIA_TYPE,
    ERR_INVALID, /* one or more fields; `fields` of the failure names them */
    ERR_TOO_MANY,
    ERR_INTERNAL,
    ERR_UNAVAILABLE, /* database lost, overload, shutting down: try again */
    ERR_RETRY,       /* store only: run the whole transaction again; never leaves store/ */
    ERR__MAX,
};

/* Texts for people stand in messages.def, with {named} places. */
enum message {
    MESSAGE_NONE = 0,
#define MESSAGE(id, text) MSG_##id,
#include "base/messages.def"
#undef MESSAGE
    MESSAGE__MAX,
};

/* One named parameter of a message. */
struct message_param {
    const char *name;
    struct str text;
};
#define P_STR(name, value) ((struct message_param){(name), (value)})

enum { MESSAGE_PARAMS_MAX = 8, FIELD_FAILURES_MAX = 64 };

struct message_text {
    enum message id;
    int param_count;
    struct message_param params[MESSAGE_PARAMS_MAX];
};

struct field_failure {
    struct str field; /* dotted path as the caller named it: "pets.0.name" */
    struct message_text text;
    struct field_failure *next; /* in the order of detection */
};

struct failure {
    enum err code;
    struct message_text text;
    struct str log;               /* for operators; never shown to a person */
    struct field_failure *fields; /* ERR_INVALID */
    struct field_failure *fields_last;
    int field_count;
};

/* `err`, which is a failure: what records one never returns OK, and here compilers and analyzers learn it. */
static inline enum err err_failed(enum err err)
{
    assert(err != OK);
    return err;
}

/* Records a failure (replacing an earlier one) and returns `code`:
 *     return FAIL(arena, ERR_CONFLICT, MSG_OWNER_FIXED, P_STR("person", name)); */
#define FAIL(arena, code, message, ...)                                                                                \
    err_failed((fail)((arena), (code), (message), (const struct message_param[]){{NULL, {NULL, 0}}, ##__VA_ARGS__},    \
                      (int)ARRAY_SIZE(((const struct message_param[]){{NULL, {NULL, 0}}, ##__VA_ARGS__})) - 1))
/* What FAIL calls (in brackets, since cmocka has a macro of that name): `params` begins with one filler that
 * `param_count` does not count. Texts are copied. */
enum err fail(struct arena *arena, enum err code, enum message message, const struct message_param *params,
              int param_count);

/* Adds one faulty field (from the 65th on they are only refused, not listed) and returns ERR_INVALID; further fields
 * may be added before passing it on. */
#define FAIL_FIELD(arena, field, message, ...)                                                                         \
    err_failed(fail_field((arena), (field), (message),                                                                 \
                          (const struct message_param[]){{NULL, {NULL, 0}}, ##__VA_ARGS__},                            \
                          (int)ARRAY_SIZE(((const struct message_param[]){{NULL, {NULL, 0}}, ##__VA_ARGS__})) - 1))
enum err fail_field(struct arena *arena, struct str field, enum message message, const struct message_param *params,
                    int param_count);

/* A fault of ours or of the machine: the person reads a plain "went wrong", the log the line. */
enum err fail_internal(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
/* The same, to be tried again (503). */
enum err fail_unavailable(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
#define fail_internal(...) err_failed(fail_internal(__VA_ARGS__))
#define fail_unavailable(...) err_failed(fail_unavailable(__VA_ARGS__))
/* Forgets what was recorded. */
void fail_clear(struct arena *arena);

/* The template text of a message. */
struct str message_template(enum message id);
/* Its name in lower case with dashes, for problem `type`s: "owner-fixed". */
struct str message_name(enum message id, struct arena *arena);
/* The default of a company's word ("staff" → "staff member"); p == NULL if there is no such word. */
struct str message_word(struct str name);
/* The text with parameters filled in. Unknown places stay as written (a check refuses them).
 * {word.staff} and the like are a company's words; `word` looks up "staff", NULL (or an answer with p == NULL) leaves
 * the default. */
struct str message_format(const struct message_text *text, struct str (*word)(void *, struct str), void *word_data,
                          struct arena *arena);
/* The same with another template than that of text->id. */
struct str message_fill(struct str template, const struct message_text *text, struct str (*word)(void *, struct str),
                        void *word_data, struct arena *arena);

#endif
