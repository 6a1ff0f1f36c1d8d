#include "features/roles/effects.h"
#include "features/roles/today.h"

enum { NAMES_SAID = 6, SENTENCE_MAX = 2000 };

struct comparing {
    struct context *cx;
    const struct picture *before, *after;
    int64_t now;
};

/* Someone of the new picture, as they were; NULL where the change is none of theirs. */
static const struct person *earlier_self(const struct comparing *c, const struct person *person)
{
    return person->status == STAFF_INACTIVE ? NULL : picture_person(c->before, person->id);
}

/* -1 loses it, 1 gains it, 0 neither. */
static int difference(const struct comparing *c, const struct person *person, enum permission permission)
{
    const struct person *was = earlier_self(c, person);

    if (!was)
        return 0;
    return (int)picture_holds(c->after, person, permission, c->now, NULL) -
           (int)picture_holds(c->before, was, permission, c->now, NULL);
}

struct str people_text(struct arena *arena, const struct person *const *people, int count)
{
    int said = count <= NAMES_SAID ? count : NAMES_SAID - 1;
    struct buf out;

    buf_init(&out, arena, SENTENCE_MAX);
    for (int i = 0; i < said; i++) {
        if (i > 0)
            buf_add(&out, i == count - 1 ? STR(" and ") : STR(", "));
        buf_add(&out, people[i]->name);
    }
    if (said < count)
        buf_format(&out, " and %d others", count - said);
    return buf_str(&out);
}

void effect_people_document(const struct person *const *people, int count, struct node *list)
{
    for (int i = 0; i < count; i++) {
        struct node *person = doc_item(list);

        doc_id(person, effect_staff_id, people[i]->id.n);
        doc_text(person, effect_staff_name, people[i]->name);
    }
}

static void put_effect(const struct comparing *c, enum permission permission, int sign,
                       const struct person *const *people, int count, struct node *list)
{
    static const enum message sentences[2][2] = {{MSG_PERMISSION_LOST_BY_ONE, MSG_PERMISSION_LOST_BY_MORE},
                                                 {MSG_PERMISSION_GAINED_BY_ONE, MSG_PERMISSION_GAINED_BY_MORE}};
    const struct permission_info *info = permission_info(permission);
    const struct message_text text = {.id = sentences[sign > 0][count > 1],
                                      .param_count = 2,
                                      .params = {P_STR("people", people_text(c->cx->arena, people, count)),
                                                 P_STR("permission", company_text(c->cx, info->label_text))}};
    struct node *item = doc_item(list);

    doc_text(item, effect_permission, str_from(info->name));
    doc_text(item, effect_label, company_text(c->cx, info->label_text));
    doc_bool(item, effect_gained, sign > 0);
    doc_text(item, effect_text, message_format(&text, NULL, NULL, c->cx->arena));
    doc_text(item, effect_meaning, company_text(c->cx, sign > 0 ? info->gives_text : info->lacks_text));
    effect_people_document(people, count, doc_list(item, effect_staff));
}

/* Losses first. `touched` marks the people concerned, by their place in the picture. */
static void put_effects(const struct comparing *c, int sign, bool *touched, struct node *list)
{
    int all = picture_person_count(c->after);
    const struct person **people = arena_array(c->cx->arena, const struct person *, (size_t)all);

    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        int count = 0;

        for (int at = 0; at < all; at++) {
            const struct person *person = picture_person_at(c->after, at);

            if (difference(c, person, (enum permission)i) != sign)
                continue;
            people[count++] = person;
            touched[at] = true;
        }
        if (count > 0)
            put_effect(c, (enum permission)i, sign, people, count, list);
    }
}

/* How many of the people concerned find a page gone (-1) or new (1). */
static int page_count(const struct comparing *c, const struct operation *op, int sign, const bool *touched)
{
    int count = 0;

    for (int at = 0; at < picture_person_count(c->after); at++) {
        const struct person *person = picture_person_at(c->after, at);

        if (touched[at])
            count += (int)today_opens(c->after, person, op, c->now) -
                         (int)today_opens(c->before, earlier_self(c, person), op, c->now) ==
                     sign;
    }
    return count;
}

static int put_pages(const struct comparing *c, int sign, const bool *touched, struct node *list)
{
    int pages = 0;

    for (int i = 0; i < c->cx->app->operation_count; i++) {
        const struct operation *op = c->cx->app->operations[i];
        int count = op->method == METHOD_GET && op->page ? page_count(c, op, sign, touched) : 0;
        struct node *item;

        if (count == 0)
            continue;
        item = doc_item(list);
        doc_text(item, effect_page_title, today_title(c->cx, op));
        doc_bool(item, effect_page_gained, sign > 0);
        doc_int(item, effect_page_people, count);
        pages++;
    }
    return pages;
}

void effects_document(struct context *cx, const struct picture *before, const struct picture *after, int64_t now,
                      struct node *out)
{
    const struct comparing c = {cx, before, after, now};
    int all = picture_person_count(after), people = 0;
    bool *touched = arena_array(cx->arena, bool, (size_t)all);
    struct node *list = doc_list(out, effects_effects), *pages = doc_list(out, effects_pages);

    memset(touched, 0, (size_t)all * sizeof(*touched));
    put_effects(&c, -1, touched, list);
    put_effects(&c, 1, touched, list);
    doc_int(out, effects_pages_lost, put_pages(&c, -1, touched, pages));
    doc_int(out, effects_pages_gained, put_pages(&c, 1, touched, pages));
    for (int i = 0; i < all; i++)
        people += touched[i];
    doc_int(out, effects_people, people);
}
