#include "features/access/suggest.h"

#include <stdlib.h>

struct candidate {
    const struct person *person;
    bool do_not_schedule, busy;
    int preferred_position; /* 0: not preferred */
    int64_t served;
};

static int rank(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int px = x->preferred_position ? x->preferred_position : INT32_MAX;
    int py = y->preferred_position ? y->preferred_position : INT32_MAX;

    if (x->do_not_schedule != y->do_not_schedule)
        return x->do_not_schedule ? 1 : -1;
    if (x->busy != y->busy)
        return x->busy ? 1 : -1;
    if (px != py)
        return px < py ? -1 : 1;
    if (x->served != y->served)
        return x->served > y->served ? -1 : 1;
    size_t n = x->person->sort.n < y->person->sort.n ? x->person->sort.n : y->person->sort.n;
    int order = n ? memcmp(x->person->sort.p, y->person->sort.p, n) : 0;
    return order ? order : (x->person->id.n > y->person->id.n) - (x->person->id.n < y->person->id.n);
}

static bool contains(const int64_t *ids, int count, int64_t id)
{
    for (int i = 0; i < count; i++) {
        if (ids[i] == id)
            return true;
    }
    return false;
}

static int64_t times(const struct times_served *served, int count, struct staff_id staff)
{
    for (int i = 0; i < count; i++) {
        if (served[i].staff.n == staff.n)
            return served[i].times;
    }
    return 0;
}

static struct str note(struct arena *arena, const struct candidate *candidate)
{
    struct buf out;

    buf_init(&out, arena, 200);
    if (candidate->do_not_schedule)
        buf_add(&out, STR("on Do Not Schedule"));
    if (candidate->preferred_position)
        buf_format(&out, "Preferred, number %d", candidate->preferred_position);
    if (candidate->busy)
        buf_format(&out, "%sbusy then", out.n ? ", " : "");
    if (candidate->served)
        buf_format(&out, "%sserved %lld times", out.n ? ", " : "", (long long)candidate->served);
    return buf_str(&out);
}

MUST_CHECK static enum err rank_all(struct tx *tx, const struct grant *g, struct staff_id leaving,
                                    struct client_id client, const struct event *event, struct candidate **ret,
                                    int *ret_count)
{
    const struct times_served *served = NULL;
    const int64_t *busy = NULL;
    int served_count = 0, busy_count = 0, count = 0;
    struct picker picker;
    struct candidate *all;

    policy_picker(g->picture, client, tx_arena(tx), &picker);
    TRY(schedule_served(tx, g, client, &served, &served_count));
    if (event)
        TRY(schedule_busy(tx, g, event->starts_at, event->ends_at, event->id, &busy, &busy_count));
    all = arena_array(tx_arena(tx), struct candidate, (size_t)picker.count);
    for (int i = 0; i < picker.count; i++) {
        const struct picker_choice *choice = &picker.choices[i];

        if (!choice->selectable || choice->person->id.n == leaving.n)
            continue;
        struct pair_facts pair = picture_pair(g->picture, choice->person, client);
        all[count++] = (struct candidate){.person = choice->person,
                                          .do_not_schedule = choice->tie == TIE_WARN,
                                          .busy = contains(busy, busy_count, choice->person->id.n),
                                          .preferred_position = pair.preferred_position,
                                          .served = times(served, served_count, choice->person->id)};
    }
    if (count)
        qsort(all, (size_t)count, sizeof(*all), rank);
    *ret = all;
    *ret_count = count;
    return OK;
}

enum err suggest_document(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id leaving,
                          struct client_id client, const struct event *event, struct node *list)
{
    struct candidate *all = NULL;
    int count = 0;

    TRY(rank_all(tx, g, leaving, client, event, &all, &count));
    for (int i = 0; i < count && i < SUGGESTIONS_MAX; i++) {
        struct node *item = doc_item(list);

        doc_id(item, choice_id, all[i].person->id.n);
        doc_text(item, choice_name, all[i].person->name);
        doc_text(item, choice_note, note(cx->arena, &all[i]));
        doc_bool(item, choice_free, !all[i].busy);
        doc_bool(item, choice_do_not_schedule, all[i].do_not_schedule);
    }
    return OK;
}
