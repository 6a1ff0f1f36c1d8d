/* ROL-07 in words: where a permission holds on one surface only. */
#include "app/reason.h"
#include "features/roles/effects.h"

enum { LIMIT_MAX = 500 };

static struct str surface_words(enum surface surface)
{
    return surface == SURFACE_FIELD_APP ? STR("in the field app only") : STR("on the dashboard only");
}

struct str limit_of_person(struct arena *arena, const struct picture *picture, const struct person *person,
                           enum permission permission)
{
    enum surface surface = (enum surface)0;

    if (person && permission < PERMISSION__MAX)
        surface = picture_surface_limit(picture, person->role, permission);
    if (!surface)
        return (struct str){0};

    const struct reason_words words = {
        .picture = picture, .person = person, .person_name = person->name, .permission = permission};

    return reason_text(
        arena, &words,
        policy_reason_admin(surface == SURFACE_DASHBOARD ? REASON_dashboard_only : REASON_field_app_only));
}

/* The roles that the table keeps to `surface`, by name; `ret_all`: there is no other. */
static struct str roles_kept(const struct context *cx, const struct picture *picture, enum permission permission,
                             enum surface surface, bool *ret_all)
{
    struct buf out;

    buf_init(&out, cx->arena, LIMIT_MAX);
    *ret_all = true;
    for (int i = 0; i < picture_role_count(picture); i++) {
        struct role_facts role = picture_role_at(picture, i);

        if (surface_limit(role.base, permission) == surface)
            buf_format(&out, "%s%.*s", out.n ? ", " : "", STR_ARG(role.name));
        else
            *ret_all = false;
    }
    return buf_str(&out);
}

struct str limit_of_roles(const struct context *cx, const struct picture *picture, enum permission permission)
{
    static const enum surface surfaces[] = {SURFACE_DASHBOARD, SURFACE_FIELD_APP};

    for (size_t i = 0; i < ARRAY_SIZE(surfaces); i++) {
        bool all;
        struct str roles = roles_kept(cx, picture, permission, surfaces[i], &all);

        if (all)
            return arena_format(cx->arena, "Everyone: %.*s", STR_ARG(surface_words(surfaces[i])));
        if (roles.n)
            return arena_format(cx->arena, "%.*s: %.*s", STR_ARG(roles), STR_ARG(surface_words(surfaces[i])));
    }
    return (struct str){0};
}

/* Whom lifting would give more: in such a role with the permission on, and not inactive. */
static int limited_people(const struct context *cx, const struct grant *g, enum permission permission,
                          const struct person *const **ret)
{
    int all = picture_person_count(g->picture), count = 0;
    const struct person **people = arena_array(cx->arena, const struct person *, (size_t)all);

    for (int i = 0; i < all; i++) {
        const struct person *person = picture_person_at(g->picture, i);

        if (person->status != STAFF_INACTIVE && person->base && surface_limit(person->base, permission) &&
            picture_holds(g->picture, person, permission, g->now, NULL))
            people[count++] = person;
    }
    *ret = people;
    return count;
}

static struct str gain_text(const struct context *cx, enum permission permission, const struct person *const *people,
                            int count)
{
    bool app = surface_limit(people[0]->base, permission) == SURFACE_DASHBOARD;
    const struct message_text text = {.id = app ? MSG_LIMIT_LIFTED_APP : MSG_LIMIT_LIFTED_DASHBOARD,
                                      .param_count = 1,
                                      .params = {P_STR("people", people_text(cx->arena, people, count))}};

    return message_format(&text, NULL, NULL, cx->arena);
}

static void put_limit(const struct context *cx, const struct grant *g, enum permission permission, struct str text,
                      struct node *item)
{
    const struct person *const *people;
    int count = limited_people(cx, g, permission, &people);

    doc_text(item, surface_limit_permission, str_from(permission_info(permission)->name));
    doc_text(item, surface_limit_label, label_of_permission(cx, permission));
    doc_text(item, surface_limit_text, text);
    doc_int(item, surface_limit_people, count);
    effect_people_document(people, count, doc_list(item, surface_limit_staff));
    if (count > 0)
        doc_text(item, surface_limit_gain, gain_text(cx, permission, people, count));
}

void limits_document(const struct context *cx, const struct grant *g, struct node *list)
{
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        struct str text = limit_of_roles(cx, g->picture, (enum permission)i);

        if (text.n)
            put_limit(cx, g, (enum permission)i, text, doc_item(list));
    }
}
