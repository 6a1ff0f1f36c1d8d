/* An item in words: what stood when the review began, and what became of it. */
#include "features/reviews/reviews_parts.h"

#include "base/local.h"

struct str review_name_of(const struct grant *g, struct staff_id staff)
{
    const struct person *person = staff.n ? picture_person(g->picture, staff) : NULL;

    return person ? person->name : STR("");
}

struct str review_day_words(const struct context *cx, int32_t day)
{
    struct buf out;

    buf_init(&out, cx->arena, 60);
    local_date(&out, cx->company->locale, day);
    return buf_str(&out);
}

static struct str instant_words(const struct context *cx, int64_t at)
{
    return review_day_words(cx, time_local(cx->company->zone, at).day_number);
}

#define SENTENCE(cx, id, ...)                                                                                          \
    company_sentence((cx), (id), (const struct message_param[]){__VA_ARGS__},                                          \
                     (int)ARRAY_SIZE(((const struct message_param[]){__VA_ARGS__})))

static struct str status_words(const struct context *cx, enum staff_status status)
{
    static const enum message texts[STAFF_STATUS__MAX] = {[STAFF_ACTIVE] = MSG_REVIEW_ACTIVE,
                                                          [STAFF_INVITED] = MSG_REVIEW_INVITED,
                                                          [STAFF_FROZEN] = MSG_REVIEW_FROZEN,
                                                          [STAFF_INACTIVE] = MSG_REVIEW_INACTIVE};

    return company_sentence(cx, texts[status], NULL, 0);
}

static struct str role_words(const struct context *cx, const struct grant *g, int role, bool owner)
{
    struct role_facts facts;
    struct str name = picture_role(g->picture, role, &facts) ? facts.name : STR("");

    return owner ? SENTENCE(cx, MSG_REVIEW_OWNER, P_STR("role", name)) : name;
}

static struct str person_facts_words(const struct context *cx, const struct grant *g, const struct review_item *item)
{
    struct str role = role_words(cx, g, item->role, item->on), status = status_words(cx, item->status);

    if (!item->at)
        return SENTENCE(cx, MSG_REVIEW_PERSON_NEVER, P_STR("role", role), P_STR("status", status));
    return SENTENCE(cx, MSG_REVIEW_PERSON, P_STR("role", role), P_STR("status", status),
                    P_STR("day", instant_words(cx, item->at)));
}

static struct str exception_words(const struct context *cx, const struct grant *g, const struct review_item *item)
{
    const struct message_param params[] = {P_STR("permission", label_of_permission(cx, item->permission)),
                                           P_STR("by", review_name_of(g, item->by)),
                                           P_STR("day", instant_words(cx, item->at)), P_STR("reason", item->reason),
                                           P_STR("until", item->until ? instant_words(cx, item->until) : STR(""))};

    if (item->on)
        return company_sentence(cx, item->until ? MSG_REVIEW_ON_UNTIL : MSG_REVIEW_ON, params, ARRAY_SIZE(params));
    return company_sentence(cx, item->until ? MSG_REVIEW_OFF_UNTIL : MSG_REVIEW_OFF, params, ARRAY_SIZE(params));
}

static struct str removal_words(const struct context *cx, const struct grant *g, const struct review_line *line)
{
    const struct review_item *item = &line->item;
    const struct message_param params[] = {P_STR("client", line->client_name), P_STR("by", review_name_of(g, item->by)),
                                           P_STR("day", instant_words(cx, item->at)), P_STR("reason", item->reason),
                                           P_STR("review", item->day ? review_day_words(cx, item->day) : STR(""))};

    if (item->reason.n)
        return company_sentence(cx, MSG_REVIEW_REMOVAL_DUE, params, ARRAY_SIZE(params));
    return company_sentence(cx, item->day ? MSG_REVIEW_REMOVAL_BARE_DUE : MSG_REVIEW_REMOVAL_BARE, params,
                            ARRAY_SIZE(params));
}

struct str review_facts(const struct context *cx, const struct grant *g, const struct review *review,
                        const struct review_line *line)
{
    const struct review_item *item = &line->item;
    struct str permission;

    switch ((int)item->kind) {
    case REVIEW_EXCEPTIONS:
        return exception_words(cx, g, item);
    case REVIEW_UNUSED:
        permission = label_of_permission(cx, item->permission);
        if (item->day)
            return SENTENCE(cx, MSG_REVIEW_UNUSED, P_STR("permission", permission),
                            P_STR("day", review_day_words(cx, item->day)));
        return SENTENCE(cx, MSG_REVIEW_UNUSED_NEVER, P_STR("permission", permission),
                        P_STR("day", review_day_words(cx, review->noted_from)));
    case REVIEW_DORMANT:
        if (!item->at)
            return company_sentence(cx, MSG_REVIEW_DORMANT_NEVER, NULL, 0);
        return SENTENCE(cx, item->status == STAFF_INVITED ? MSG_REVIEW_DORMANT_INVITED : MSG_REVIEW_DORMANT,
                        P_STR("day", instant_words(cx, item->at)));
    case REVIEW_REMOVALS:
        return removal_words(cx, g, line);
    default:
        return person_facts_words(cx, g, item);
    }
}

static struct str person_now(const struct context *cx, const struct grant *g, const struct review_item *item)
{
    const struct person *person = picture_person(g->picture, item->staff);

    if (!person)
        return company_sentence(cx, MSG_REVIEW_NOW_AWAY, NULL, 0);
    return SENTENCE(cx, MSG_REVIEW_NOW_ROLE, P_STR("role", role_words(cx, g, person->role, person->owner)),
                    P_STR("status", status_words(cx, person->status)));
}

static enum message now_text(const struct grant *g, const struct review_line *line)
{
    const struct review_item *item = &line->item;
    const struct person *person = picture_person(g->picture, item->staff);
    bool trimmed = line->state == REVIEW_IS_TRIMMED;

    switch ((int)item->kind) {
    case REVIEW_EXCEPTIONS:
        return MSG_REVIEW_NOW_EXCEPTION;
    case REVIEW_UNUSED:
        return trimmed ? MSG_REVIEW_NOW_NOT_HELD : MSG_REVIEW_NOW_USED;
    case REVIEW_DORMANT:
        return trimmed ? MSG_REVIEW_NOW_SHUT : MSG_REVIEW_NOW_CAME;
    default:
        return person && picture_pair(g->picture, person, item->client).flags & PAIR_REMOVED ? MSG_REVIEW_NOW_CONFIRMED
                                                                                             : MSG_REVIEW_NOW_RESTORED;
    }
}

struct str review_now(const struct context *cx, const struct grant *g, const struct review_line *line)
{
    if (line->state != REVIEW_IS_TRIMMED && line->state != REVIEW_IS_CHANGED)
        return (struct str){0};
    if (line->item.kind == REVIEW_TOP || line->item.kind == REVIEW_PEOPLE)
        return person_now(cx, g, &line->item);
    return company_sentence(cx, now_text(g, line), NULL, 0);
}

struct str review_group_words(const struct context *cx, const struct grant *g, enum review_kind kind)
{
    static const enum message texts[REVIEW_KIND__MAX] = {[REVIEW_TOP] = MSG_REVIEW_GROUP_ADMINS,
                                                         [REVIEW_PEOPLE] = MSG_REVIEW_GROUP_PEOPLE,
                                                         [REVIEW_EXCEPTIONS] = MSG_REVIEW_GROUP_EXCEPTIONS,
                                                         [REVIEW_UNUSED] = MSG_REVIEW_GROUP_UNUSED,
                                                         [REVIEW_DORMANT] = MSG_REVIEW_GROUP_DORMANT,
                                                         [REVIEW_REMOVALS] = MSG_REVIEW_GROUP_REMOVALS};

    if (kind == REVIEW_TOP && picture_company(g->picture)->scheme == SCHEME_FACILITY)
        return company_sentence(cx, MSG_REVIEW_GROUP_OWNER_ADMINS, NULL, 0);
    return company_sentence(cx, texts[kind], NULL, 0);
}

struct str review_unused_note(const struct context *cx, const struct review *review)
{
    if (review->noted_from && review->noted_from <= review->unused_from)
        return (struct str){0};
    if (!review->noted_from)
        return company_sentence(cx, MSG_REVIEW_NOTHING_NOTED, NULL, 0);
    return SENTENCE(cx, MSG_REVIEW_NOTED_SINCE, P_STR("day", review_day_words(cx, review->noted_from)),
                    P_STR("from", review_day_words(cx, review->noted_from + review_window_days(review->months))));
}
