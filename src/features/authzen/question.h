/* Inside of authzen/: a question as another program puts it, and as policy/ is asked. */
#ifndef FEATURES_AUTHZEN_QUESTION_H
#define FEATURES_AUTHZEN_QUESTION_H

#include "features/authzen/authzen.h"

enum resource {
    RESOURCE__NONE = 0,
    RESOURCE_CLIENT,
    RESOURCE_EVENT,
    RESOURCE_PET,
    RESOURCE_KEY, /* known by name; nobody has any yet */
    RESOURCE_STAFF,
    RESOURCE_COMPANY,
    RESOURCE__MAX,
};
const char *resource_name(enum resource resource);
enum resource resource_parse(struct str name); /* RESOURCE__NONE: no such type */

/* What can be done: the permissions by their names, and then those of actions.def. 1 … action_count(). */
int action_count(void);
const char *action_name(int action);
int action_parse(struct str name); /* 0: no such action */

/* As it came. */
struct entity {
    struct str type, id;
};
struct question_words {
    struct entity subject, resource;
    struct str action, time;
};
/* The members of `in`, each whole, or else of `defaults` (NULL: none). */
struct question_words question_words(const struct input *in, const struct input *defaults);

/* ERR_INVALID names the members that neither of both has; `action`: whether one is needed. */
MUST_CHECK enum err question_require(struct arena *arena, const struct input *in, const struct input *defaults,
                                     bool action);

/* As it is understood. What is unknown stays empty, and is refused. */
struct asked {
    struct staff_id subject;
    const struct picture *picture; /* of the instant */
    int64_t at;
    int action;
    enum resource resource;
    struct subject about; /* the resource, for policy/ */
    bool found;           /* the resource exists */
};

enum { PASTS_MAX = 8 };

/* One request's answering. */
struct asking {
    struct context *cx;
    const struct grant *g;
    bool others; /* may ask about others, and so know why (ROL-166) */
    struct {
        int64_t at;
        struct picture *picture;
    } pasts[PASTS_MAX];
    int past_count;
};
struct asking asking_begin(struct context *cx, const struct grant *g);
void asking_end(struct asking *asking);

/* Whether understanding the words takes the database: an event's or pet's client, another instant. */
bool question_needs_store(const struct asking *asking, const struct question_words *words);
/* Understands them; `tx` NULL where nothing needs it. `subject`, `action` and `resource` may be empty, for searches. */
MUST_CHECK enum err question_understand(struct asking *asking, struct tx *tx, const struct question_words *words,
                                        struct asked *ret);
/* The instant that the words name, for those who may ask for another one; else now. ERR_INVALID where it is none. */
MUST_CHECK enum err question_instant(const struct asking *asking, struct str time, struct str field, int64_t *ret);

/* Whether `asking` may ask about this person at all. */
struct decision question_permitted(const struct asking *asking, struct staff_id subject);
/* The same, as an error: ERR_FORBIDDEN. Somebody unknown is no secret to whoever may ask about others: then OK, and the
 * decision is a no. */
MUST_CHECK enum err question_permit(const struct asking *asking, struct staff_id subject);
/* The permission that the action means for the resource; PERMISSION__NONE: it does not exist there. */
enum permission question_permission(const struct asked *asked);
/* The answer, by policy/. `ret_trace` may be NULL. */
struct decision question_decide(const struct asked *asked, struct trace *ret_trace);

#endif
