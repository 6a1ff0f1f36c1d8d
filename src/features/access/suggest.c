#include "features/access/suggest.h"

#include <stdlib.h>

/* Who is taken while each of these visits lasts. A visit lasts at most VISIT_MAX: so the index of starts narrows it. */
SQL(suggest_busy,
    "SELECT b.id, e.staff_id FROM event b JOIN event e ON e.company_id = b.company_id AND e.starts_at < b.ends_at"
    " AND e.starts_at > b.starts_at - $3 AND e.ends_at > b.starts_at AND e.status IN (1, 2) AND e.id <> b.id"
    " AND e.staff_id IS NOT NULL WHERE b.company_id = $1 AND b.id IN IDS($2) ORDER BY b.id, e.staff_id");

static_assert(EVENT_SCHEDULED == 1 && EVENT_IN_PROGRESS == 2, "as suggest_busy says");

#define VISIT_MAX (32 * DAY_US)

static int by_name(const struct person *x, const struct person *y)
{
    size_t n = x->sort.n < y->sort.n ? x->sort.n : y->sort.n;
    int order = n ? memcmp(x->sort.p, y->sort.p, n) : 0;

    if (order == 0)
        order = (x->sort.n > y->sort.n) - (x->sort.n < y->sort.n);
    return order ? order : (x->id.n > y->id.n) - (x->id.n < y->id.n);
}

static int rank(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int px = x->preferred_position ? x->preferred_position : INT32_MAX;
    int py = y->preferred_position ? y->preferred_position : INT32_MAX;

    if (x->do_not_schedule != y->do_not_schedule)
        return x->do_not_schedule ? 1 : -1;
    if (px != py)
        return px < py ? -1 : 1;
    if (x->busy != y->busy)
        return x->busy ? 1 : -1;
    if (x->served != y->served)
        return x->served > y->served ? -1 : 1;
    if (x->person->class != y->person->class) /* of people alike in all this, those whose work it is */
        return x->person->class == ROLE_CLASS_RELATED ? -1 : 1;
    return by_name(x->person, y->person);
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
        buf_format(&out, "%sserved %lld time%s", out.n ? ", " : "", (long long)candidate->served,
                   candidate->served == 1 ? "" : "s");
    return buf_str(&out);
}

MUST_CHECK static enum err read_busy(struct tx *tx, const struct grant *g, const struct event_list *events,
                                     struct suggestions *ret)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t *ids = arena_array(tx_arena(tx), int64_t, (size_t)events->count);
    int capacity = 64;
    struct busy_then *busy = arena_array(tx_arena(tx), struct busy_then, (size_t)capacity);

    for (int i = 0; i < events->count; i++)
        ids[i] = events->items[i].id.n;
    TRY(QUERY(tx, &suggest_busy, &q, SQL_INT(g->company.n), SQL_IDS(ids, events->count), SQL_INT(VISIT_MAX)));
    while (query_next(&q)) {
        if (ret->busy_count == capacity) {
            struct busy_then *grown = arena_array(tx_arena(tx), struct busy_then, 2 * (size_t)capacity);

            memcpy(grown, busy, (size_t)capacity * sizeof(*busy));
            capacity *= 2;
            busy = grown;
        }
        busy[ret->busy_count++] = (struct busy_then){query_int(&q, 0), query_int(&q, 1)};
    }
    ret->busy = busy;
    return query_done(&q);
}

enum err suggestions_read(struct tx *tx, const struct grant *g, struct staff_id leaving, struct client_id client,
                          const struct event_list *events, struct suggestions *ret)
{
    const struct times_served *served = NULL;
    int served_count = 0;
    struct picker picker;

    *ret = (struct suggestions){.arena = tx_arena(tx)};
    policy_picker(g->picture, client, tx_arena(tx), &picker);
    TRY(schedule_served(tx, g, client, &served, &served_count));
    if (events->count)
        TRY(read_busy(tx, g, events, ret));
    ret->all = arena_array(tx_arena(tx), struct candidate, (size_t)picker.count);
    for (int i = 0; i < picker.count; i++) {
        const struct picker_choice *choice = &picker.choices[i];

        if (!choice->selectable || choice->person->id.n == leaving.n)
            continue;
        struct pair_facts pair = picture_pair(g->picture, choice->person, client);
        ret->all[ret->count++] = (struct candidate){.person = choice->person,
                                                    .do_not_schedule = choice->tie == TIE_WARN,
                                                    .preferred_position = pair.preferred_position,
                                                    .served = times(served, served_count, choice->person->id)};
    }
    if (ret->count)
        qsort(ret->all, (size_t)ret->count, sizeof(*ret->all), rank);
    return OK;
}

/* The first of `busy` that is about this event; they are sorted by it. */
static int first_busy(const struct suggestions *s, struct event_id event)
{
    int low = 0, high = s->busy_count;

    while (low < high) {
        int middle = low + (high - low) / 2;

        if (s->busy[middle].event < event.n)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void mark_busy(const struct suggestions *s, struct event_id event, struct candidate *all)
{
    for (int b = first_busy(s, event); b < s->busy_count && s->busy[b].event == event.n; b++) {
        for (int i = 0; i < s->count; i++)
            all[i].busy = all[i].busy || all[i].person->id.n == s->busy[b].staff;
    }
}

void suggestions_document(const struct suggestions *s, struct event_id event, int max, bool propose, struct node *list)
{
    struct candidate *all = arena_array(s->arena, struct candidate, (size_t)s->count);
    bool proposed = !propose;

    if (s->count)
        memcpy(all, s->all, (size_t)s->count * sizeof(*all));
    if (event.n && s->count) {
        mark_busy(s, event, all);
        qsort(all, (size_t)s->count, sizeof(*all), rank);
    }
    for (int i = 0; i < s->count && i < max; i++) {
        struct node *item = doc_item(list);
        bool best = !proposed && !all[i].busy && !all[i].do_not_schedule;

        doc_id(item, choice_value, all[i].person->id.n);
        doc_text(item, choice_name, all[i].person->name);
        doc_text(item, choice_note, note(s->arena, &all[i]));
        doc_bool(item, choice_free, !all[i].busy);
        doc_bool(item, choice_do_not_schedule, all[i].do_not_schedule);
        doc_bool(item, choice_selected, best);
        proposed = proposed || best;
    }
}
