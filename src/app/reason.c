#include "app/reason.h"

static struct str word(void *data, struct str key)
{
    return word_of(picture_company(data)->wording, key);
}

struct str reason_text(struct arena *arena, const struct reason_words *words, const char *template)
{
    const struct company_facts *company = picture_company(words->picture);
    struct role_facts role = {.name = STR_INIT("nobody")};
    enum permission needed = PERMISSION__NONE;

    if (words->person && words->person->base && words->permission < PERMISSION__MAX)
        needed = permission_needs(words->person->base, words->permission);
    if (needed == PERMISSION__NONE)
        needed = PERMISSION_manage_staff;
    if (words->person && !picture_role(words->picture, words->person->role, &role))
        role.name = STR("nobody");

    struct message_text text = {
        .param_count = 7,
        .params = {P_STR("person", words->person_name), P_STR("role", role.name),
                   P_STR("permission", permission_label(words->permission, company->wording, arena)),
                   P_STR("needed", permission_label(needed, company->wording, arena)),
                   P_STR("client", words->client_name), P_STR("days", arena_format(arena, "%d", company->fade_days)),
                   P_STR("giver", role_label(role_that_gives(company->scheme), company->wording, arena))}};
    /* A text is about a person or a client, never both: the place is whichever it names. */
    if (words->client_name.n == 0)
        text.params[4] = P_STR("staff", words->staff_name);
    return message_fill(str_from(template), &text, word, (void *)(uintptr_t)words->picture, arena);
}

enum err reason_refuse(struct arena *arena, const struct picture *picture, const struct person *person,
                       enum permission permission, enum reason reason)
{
    const struct reason_words words = {
        .picture = picture, .person = person, .person_name = person ? person->name : STR(""), .permission = permission};

    if (policy_reason_hides(reason))
        return FAIL(arena, ERR_ABSENT, MSG_ABSENT);
    return FAIL(arena, ERR_FORBIDDEN, MSG_FORBIDDEN,
                P_STR("reason", reason_text(arena, &words, policy_reason_user(reason))));
}

enum err reason_allowed(struct context *cx, const struct grant *g, enum permission permission, struct decision decision)
{
    return decision.allowed ? OK : reason_refuse(cx->arena, g->picture, g->person, permission, decision.reason);
}

enum err reason_holds(struct context *cx, const struct grant *g, enum permission permission)
{
    const struct question question = {permission, g->surface, ABOUT_COMPANY, g->now};

    if (grant_holds(g, permission))
        return OK;
    return reason_refuse(cx->arena, g->picture, g->person, permission,
                         g->person ? policy_decide(g->picture, g->person, &question).reason : REASON_no_permission);
}
