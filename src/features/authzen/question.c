#include "features/authzen/question.h"

#include "app/reason.h"
#include "base/fold.h"

#include <string.h>

/* ------------------------------------------------------------------ names */

static const char *const resources[RESOURCE__MAX] = {
    [RESOURCE_CLIENT] = "client", [RESOURCE_EVENT] = "event", [RESOURCE_PET] = "pet",
    [RESOURCE_KEY] = "key",       [RESOURCE_STAFF] = "staff", [RESOURCE_COMPANY] = "company",
};

const char *resource_name(enum resource resource)
{
    assert(resource > RESOURCE__NONE && resource < RESOURCE__MAX);
    return resources[resource];
}

enum resource resource_parse(struct str name)
{
    for (int i = RESOURCE__NONE + 1; i < RESOURCE__MAX; i++) {
        if (str_is(name, resources[i]))
            return (enum resource)i;
    }
    return RESOURCE__NONE;
}

static const struct {
    const char *name;
    enum resource resource;
    enum permission permission, own;
} table[] = {
#define ACTION(name, resource, permission, own) {#name, RESOURCE_##resource, PERMISSION_##permission, PERMISSION_##own},
#include "features/authzen/actions.def"
#undef ACTION
};
/* Behind the permissions, in the order of the wire. */
static const char *const verbs[] = {"view", "edit", "assign", "message"};

int action_count(void)
{
    return PERMISSION__MAX - 1 + (int)ARRAY_SIZE(verbs);
}

const char *action_name(int action)
{
    assert(action > 0 && action <= action_count());
    return action < PERMISSION__MAX ? permission_info((enum permission)action)->name : verbs[action - PERMISSION__MAX];
}

int action_parse(struct str name)
{
    enum permission permission;

    for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
        if (str_is(name, verbs[i]))
            return PERMISSION__MAX + (int)i;
    }
    return permission_parse(name, &permission) ? (int)permission : 0;
}

enum permission question_permission(const struct asked *asked)
{
    bool oneself = asked->about.kind == SUBJECT_STAFF && asked->about.staff.n == asked->subject.n;

    if (asked->action == 0)
        return PERMISSION__NONE;
    if (asked->action < PERMISSION__MAX)
        return (enum permission)asked->action;
    for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
        if (table[i].resource == asked->resource && strcmp(table[i].name, verbs[asked->action - PERMISSION__MAX]) == 0)
            return oneself ? table[i].own : table[i].permission;
    }
    return PERMISSION__NONE;
}

/* ------------------------------------------------------------------ words */

static const struct input *member(const struct input *in, const struct input *defaults, const char *name)
{
    const struct input *own = input_object(in, name);

    return own || !defaults ? own : input_object(defaults, name);
}

static struct str word(const struct input *object, const char *name)
{
    return object ? input_text(object, name) : STR("");
}

struct question_words question_words(const struct input *in, const struct input *defaults)
{
    const struct input *subject = member(in, defaults, "subject"), *resource = member(in, defaults, "resource");

    return (struct question_words){
        .subject = {word(subject, "type"), word(subject, "id")},
        .resource = {word(resource, "type"), word(resource, "id")},
        .action = word(member(in, defaults, "action"), "name"),
        .time = word(member(in, defaults, "context"), "time"),
    };
}

enum err question_require(struct arena *arena, const struct input *in, const struct input *defaults, bool action)
{
    static const char *const members[] = {"subject", "resource", "action"};
    enum err err = OK;

    for (size_t i = 0; i < ARRAY_SIZE(members) - (action ? 0 : 1); i++) {
        if (!member(in, defaults, members[i]))
            err = FAIL_FIELD(arena, str_from(members[i]), MSG_FIELD_REQUIRED);
    }
    return err;
}

/* ------------------------------------------------------------------ understanding */

struct asking asking_begin(struct context *cx, const struct grant *g)
{
    return (struct asking){.cx = cx, .g = g, .others = grant_holds(g, PERMISSION_ask_about_others)};
}

void asking_end(struct asking *asking)
{
    for (int i = 0; i < asking->past_count; i++)
        picture_release(asking->pasts[i].picture);
    asking->past_count = 0;
}

enum err question_instant(const struct asking *asking, struct str time, struct str field, int64_t *ret)
{
    *ret = asking->g->now;
    if (!asking->others || time.n == 0 || time_parse(time, ret))
        return OK;
    return FAIL_FIELD(asking->cx->arena, field, MSG_FIELD_TYPE,
                      P_STR("kind", STR("an instant, as RFC 3339 writes it")));
}

bool question_needs_store(const struct asking *asking, const struct question_words *words)
{
    enum resource resource = resource_parse(words->resource.type);

    return resource == RESOURCE_EVENT || resource == RESOURCE_PET || (asking->others && words->time.n > 0);
}

/* How things stood then; what is to come is asked of today's picture. */
MUST_CHECK static enum err picture_of(struct asking *asking, struct tx *tx, int64_t at, const struct picture **ret)
{
    *ret = asking->g->picture;
    if (at >= asking->g->now)
        return OK;
    for (int i = 0; i < asking->past_count; i++) {
        if (asking->pasts[i].at == at) {
            *ret = asking->pasts[i].picture;
            return OK;
        }
    }
    if (asking->past_count == PASTS_MAX)
        return FAIL_FIELD(asking->cx->arena, STR("context.time"), MSG_ASK_PASTS);

    struct picture *made;
    TRY(picture_at_inside(tx, asking->g->company, at, &made));
    asking->pasts[asking->past_count].at = at;
    asking->pasts[asking->past_count++].picture = made;
    *ret = made;
    return OK;
}

static struct staff_id staff_named(const struct asking *asking, struct entity named)
{
    const struct person *person = NULL;
    struct str email;
    int64_t id;

    if (!str_is(named.type, "staff"))
        return (struct staff_id){0};
    if (str_find(named.id, '@', 0) >= 0) {
        if (fold_email(asking->cx->arena, named.id, &email))
            person = picture_person_by_email(asking->g->picture, email);
    } else if (id_parse(named.id, &id)) {
        person = picture_person(asking->g->picture, (struct staff_id){id});
    }
    return person ? person->id : (struct staff_id){0};
}

MUST_CHECK static enum err resource_resolve(struct asking *asking, struct tx *tx, enum target_kind kind, int64_t id,
                                            struct asked *ret)
{
    enum err err = target_resolve(asking->cx->app, tx, kind, asking->g->company, id, &ret->about);

    ret->found = err == OK;
    if (err == ERR_ABSENT) {
        ret->about = ABOUT_CLIENT((struct client_id){0});
        fail_clear(asking->cx->arena);
        return OK;
    }
    return err;
}

MUST_CHECK static enum err resource_named(struct asking *asking, struct tx *tx, struct entity named, struct asked *ret)
{
    int64_t id = 0;

    ret->resource = resource_parse(named.type);
    ret->about = ABOUT_CLIENT((struct client_id){0});
    ret->found = false;
    if (ret->resource == RESOURCE_STAFF) {
        ret->about = ABOUT_STAFF(staff_named(asking, named));
        ret->found = true; /* policy/ knows who there is, and says no alike where there is nobody */
        return OK;
    }
    if (ret->resource == RESOURCE__NONE || !id_parse(named.id, &id))
        id = 0;
    if (ret->resource == RESOURCE_CLIENT) {
        ret->about = ABOUT_CLIENT((struct client_id){id});
        ret->found = true;
    } else if (ret->resource == RESOURCE_COMPANY) {
        ret->found = id == asking->g->company.n || str_equal(named.id, asking->cx->company->slug);
        if (ret->found)
            ret->about = ABOUT_COMPANY;
    } else if (id != 0 && ret->resource == RESOURCE_EVENT) {
        return resource_resolve(asking, tx, TARGET_EVENT, id, ret);
    } else if (id != 0 && ret->resource == RESOURCE_PET) {
        return resource_resolve(asking, tx, TARGET_PET, id, ret);
    }
    return OK;
}

enum err question_understand(struct asking *asking, struct tx *tx, const struct question_words *words,
                             struct asked *ret)
{
    *ret = (struct asked){.action = action_parse(words->action)};
    TRY(question_instant(asking, words->time, STR("context.time"), &ret->at));
    TRY(picture_of(asking, tx, ret->at, &ret->picture));
    ret->subject = staff_named(asking, words->subject);
    return resource_named(asking, tx, words->resource, ret);
}

/* ------------------------------------------------------------------ asking policy/ */

struct decision question_permitted(const struct asking *asking, struct staff_id subject)
{
    const struct question question = {PERMISSION_ask_about_others, asking->g->surface, ABOUT_STAFF(subject),
                                      asking->g->now};

    return policy_decide(asking->g->picture, asking->g->person, &question);
}

/* Somebody unknown is nobody's secret to whoever may ask about others. */
enum err question_permit(const struct asking *asking, struct staff_id subject)
{
    if (asking->others && subject.n == 0)
        return OK;
    return reason_allowed(asking->cx, asking->g, PERMISSION_ask_about_others, question_permitted(asking, subject));
}

struct decision question_decide(const struct asked *asked, struct trace *ret_trace)
{
    const struct person *person = picture_person(asked->picture, asked->subject);
    struct question question = {question_permission(asked), SURFACE_ANY, asked->about, asked->at};
    struct decision decision = ret_trace ? policy_explain(asked->picture, person, &question, ret_trace)
                                         : policy_decide(asked->picture, person, &question);

    /* What does not exist is asked about like a client that is none, so that it looks like what is hidden (ACC-06). */
    if (!asked->found && (decision.allowed || policy_reason_hides(decision.reason)))
        return (struct decision){false, REASON_no_resource, INT64_MAX};
    return decision;
}
