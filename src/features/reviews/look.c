/* How a review stands with one manager: what of its items they may see and act on, and what became of each. */
#include "features/reviews/reviews_parts.h"

#include <stdlib.h>

static const char *const states[] = {"open", "kept", "to_trim", "trimmed", "changed"};
const struct names review_state_names = {states, ARRAY_SIZE(states)};
static_assert(ARRAY_SIZE(states) == REVIEW_STATE__MAX - 1, "as the states");

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int review_order(const struct review_item *a, const struct review_item *b)
{
    int order = (int)a->kind - (int)b->kind;

    order = order ? order : compare(a->staff.n, b->staff.n);
    order = order ? order : compare(a->client.n, b->client.n);
    return order ? order : (int)a->permission - (int)b->permission;
}

static int in_order(const void *a, const void *b)
{
    return review_order(a, b);
}

/* Whether what stands now is what stood when the review began. */
static bool is_same(const struct review_item *then, const struct review_item *now)
{
    switch ((int)then->kind) {
    case REVIEW_TOP:
    case REVIEW_PEOPLE:
        return then->role == now->role && then->status == now->status && then->on == now->on;
    case REVIEW_EXCEPTIONS:
        return then->on == now->on && then->at == now->at;
    case REVIEW_REMOVALS:
        return then->at == now->at && (then->reason.n || !now->reason.n) && then->day == now->day;
    default:
        return true;
    }
}

/* Nobody reviews themself but the owner, about whom nobody else may do anything. For the rest the permissions say so
 * that trimming takes. */
static bool is_for(const struct grant *g, const struct review_item *item)
{
    const struct subject about = ABOUT_STAFF(item->staff);

    if (!g->person || (item->staff.n == g->staff.n && !grant_is_owner(g)))
        return false;
    if (!grant_may(g, PERMISSION_manage_access, about))
        return false;
    if (item->kind == REVIEW_EXCEPTIONS || item->kind == REVIEW_UNUSED)
        return grant_may(g, PERMISSION_manage_permissions, about);
    if (item->kind == REVIEW_REMOVALS)
        return policy_may_switch_access(g->picture, g->person, item->staff, g->now).allowed &&
               grant_sees_client(g, item->client);
    return true;
}

static int level_of(const struct picture *picture, int role)
{
    struct role_facts facts;

    return picture_role(picture, role, &facts) && facts.base ? role_info(facts.base)->level : 0;
}

/* Something stands otherwise: was it taken away, or did it settle itself? */
static enum review_state what_became(const struct grant *g, const struct review_item *item)
{
    const struct person *person = picture_person(g->picture, item->staff);
    bool gone = !person || person->status == STAFF_FROZEN || person->status == STAFF_INACTIVE;

    switch ((int)item->kind) {
    case REVIEW_TOP:
    case REVIEW_PEOPLE:
        if (gone || (item->on && !person->owner) ||
            level_of(g->picture, person->role) < level_of(g->picture, item->role))
            return REVIEW_IS_TRIMMED;
        return REVIEW_IS_CHANGED;
    case REVIEW_UNUSED:
        return gone || !picture_holds(g->picture, person, item->permission, g->now, NULL) ? REVIEW_IS_TRIMMED
                                                                                          : REVIEW_IS_CHANGED;
    case REVIEW_DORMANT:
        return gone ? REVIEW_IS_TRIMMED : REVIEW_IS_CHANGED;
    default:
        return REVIEW_IS_TRIMMED;
    }
}

static enum review_state state_of(const struct grant *g, const struct review_line *line,
                                  const struct review_item *present, int count)
{
    const struct review_item *now =
        count ? bsearch(&line->item, present, (size_t)count, sizeof(*present), in_order) : NULL;

    if (!now || !is_same(&line->item, now))
        return what_became(g, &line->item);
    if (line->answer == REVIEW_KEEP)
        return REVIEW_IS_KEPT;
    return line->answer == REVIEW_TRIM ? REVIEW_IS_TO_TRIM : REVIEW_IS_OPEN;
}

static int by_number(const void *a, const void *b)
{
    return compare(*(const int64_t *)a, *(const int64_t *)b);
}

MUST_CHECK static enum err name_clients(struct context *cx, struct tx *tx, const struct grant *g,
                                        struct review_list *list)
{
    int64_t *ids = arena_array(cx->arena, int64_t, (size_t)list->count + 1);
    struct str *names = arena_array(cx->arena, struct str, (size_t)list->count + 1);
    int count = 0;

    for (int i = 0; i < list->count; i++) {
        if (list->lines[i].item.client.n)
            ids[count++] = list->lines[i].item.client.n;
    }
    qsort(ids, (size_t)count, sizeof(*ids), by_number);
    TRY(review_client_names(tx, g, ids, count, names));
    for (int i = 0; i < list->count && count; i++) {
        struct review_line *line = &list->lines[i];
        const int64_t *at = bsearch(&line->item.client.n, ids, (size_t)count, sizeof(*ids), by_number);

        if (at)
            line->client_name = names[at - ids];
        while (at && !line->client_name.n && at > ids && at[-1] == line->item.client.n)
            line->client_name = names[--at - ids];
    }
    return OK;
}

enum err review_look(struct context *cx, struct tx *tx, const struct grant *g, const struct review_copy *copy,
                     struct review_list *ret)
{
    struct review_item *items, *present;
    struct review_answered *answers;
    int count, present_count, answer_count, at = 0;

    TRY(review_items(tx, g, copy->review.id, &items, &count));
    TRY(review_answers(tx, g, copy->id, &answers, &answer_count));
    TRY(review_collect(cx, tx, g, &copy->review, &present, &present_count));
    if (present_count)
        qsort(present, (size_t)present_count, sizeof(*present), in_order);
    *ret = (struct review_list){.lines = arena_array(cx->arena, struct review_line, (size_t)count + 1)};
    for (int i = 0; i < count; i++) {
        struct review_line *line = &ret->lines[ret->count];

        while (at < answer_count && answers[at].item < items[i].id)
            at++;
        if (!is_for(g, &items[i]))
            continue;
        *line = (struct review_line){.item = items[i]};
        if (at < answer_count && answers[at].item == items[i].id) {
            line->answer = answers[at].answer;
            line->note = answers[at].note;
        }
        line->state = state_of(g, line, present, present_count);
        ret->count++;
    }
    return name_clients(cx, tx, g, ret);
}

bool review_is_open(const struct review_copy *copy)
{
    return !copy->finished_at && !copy->review.ended_at;
}

enum err review_own_copy(struct context *cx, struct tx *tx, const struct grant *g, struct review_copy *ret)
{
    TRY(review_copy_read(tx, g, cx->target[TARGET_REVIEW], ret));
    return ret->staff.n == g->staff.n ? OK : FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
}

struct str review_page(struct arena *arena, int64_t copy)
{
    return arena_format(arena, "/reviews/%.*s", STR_ARG(id_text(arena, copy)));
}
