#include "features/staff/leaver.h"
#include "policy/rules.h"

#include <stdlib.h>

MUST_CHECK static enum err read_listings(struct context *cx, const struct person *person, struct leaver_left *ret)
{
    struct pair_facts pair;
    struct leaver_listing *listings;
    int position = 0, count = 0;

    while (picture_next_pair(person, &position, &pair))
        count += (pair.flags & PAIR_PREFERRED) != 0;
    listings = arena_array(cx->arena, struct leaver_listing, (size_t)count);
    ret->listings = listings;
    ret->listing_count = 0;
    position = 0;
    while (picture_next_pair(person, &position, &pair)) {
        if (pair.flags & PAIR_PREFERRED)
            listings[ret->listing_count++] = (struct leaver_listing){pair.client, pair.preferred_position};
    }
    return OK;
}

static int by_id(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Every client concerned, once. */
static int clients_of(const struct leaver_left *left, struct arena *arena, int64_t **ret)
{
    int max = left->events.count + left->unfinished.count + left->lines.count + left->listing_count;
    int64_t *ids = arena_array(arena, int64_t, (size_t)max);
    int count = 0, kept = 0;

    for (int i = 0; i < left->events.count; i++)
        ids[count++] = left->events.items[i].client.n;
    for (int i = 0; i < left->unfinished.count; i++)
        ids[count++] = left->unfinished.items[i].client.n;
    for (int i = 0; i < left->lines.count; i++)
        ids[count++] = left->lines.items[i].client.n;
    for (int i = 0; i < left->listing_count; i++)
        ids[count++] = left->listings[i].client.n;
    if (count)
        qsort(ids, (size_t)count, sizeof(*ids), by_id);
    for (int i = 0; i < count; i++) {
        if (i == 0 || ids[i] != ids[i - 1])
            ids[kept++] = ids[i];
    }
    *ret = ids;
    return kept;
}

enum err leaver_read(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                     struct leaver_left *ret)
{
    int64_t *clients;
    int count;

    *ret = (struct leaver_left){0};
    TRY(schedule_of_leaver(tx, g, staff, &ret->events));
    TRY(schedule_unfinished(tx, g, staff, &ret->unfinished));
    TRY(templates_pending(tx, g, staff, (struct client_id){0}, cx->company->zone, &ret->lines));
    TRY(read_listings(cx, picture_person(g->picture, staff), ret));
    count = clients_of(ret, cx->arena, &clients);
    return staff_client_names(tx, g, clients, count, &ret->names);
}

/* ------------------------------------------------------------------ document */

static void named_document(const struct leaver_left *left, struct client_id client, struct node *out)
{
    doc_id(out, staff_named_id, client.n);
    doc_text(out, staff_named_name, client_names_find(&left->names, client));
}

static void events_document(const struct leaver_left *left, const struct event_list *events, struct node *list)
{
    for (int i = 0; i < events->count; i++) {
        const struct event *event = &events->items[i];
        struct node *item = doc_item(list);

        doc_id(item, leaver_event_id, event->id.n);
        named_document(left, event->client, doc_object(item, leaver_event_client));
        doc_text(item, leaver_event_title, event->service_name);
        doc_instant(item, leaver_event_starts_at, event->starts_at);
        doc_instant(item, leaver_event_ends_at, event->ends_at);
        doc_enum(item, leaver_event_status, event->status);
    }
}

static void lines_document(const struct leaver_left *left, struct node *list)
{
    for (int i = 0; i < left->lines.count; i++) {
        const struct pending_line *line = &left->lines.items[i];
        struct node *item = doc_item(list);

        doc_id(item, leaver_line_id, line->line.n);
        named_document(left, line->client, doc_object(item, leaver_line_client));
        doc_text(item, leaver_line_title, line->title);
        doc_instant(item, leaver_line_next_at, line->next_at);
        doc_int(item, leaver_line_visits, line->visits);
    }
}

static struct node *choice_list(struct node *choices, const struct picker_choice *choice)
{
    switch (choice->tie) {
    case TIE_PREFERRED:
        return doc_list(choices, leaver_choices_preferred);
    case TIE_FREE:
        return doc_list(choices, leaver_choices_available);
    case TIE_WARN:
        return doc_list(choices, leaver_choices_do_not_schedule);
    case TIE_HOLD:
    case TIE_REMOVED:
    case TIE_NEVER:
    case TIE__MAX:
        break;
    }
    return doc_list(choices, leaver_choices_access_removed);
}

static void choices_document(struct context *cx, const struct grant *g, struct staff_id leaver, struct client_id client,
                             struct node *choices)
{
    struct picker picker;

    policy_picker(g->picture, client, cx->arena, &picker);
    for (int i = 0; i < picker.count; i++) {
        const struct picker_choice *choice = &picker.choices[i];
        struct node *item;

        if (choice->person->id.n == leaver.n)
            continue;
        item = doc_item(choice_list(choices, choice));
        doc_id(item, leaver_choice_id, choice->person->id.n);
        doc_text(item, leaver_choice_name, choice->person->name);
        if (!choice->selectable)
            doc_text(item, leaver_choice_note,
                     staff_sentence(cx, choice->tie == TIE_HOLD ? MSG_CHOICE_HELD : MSG_CHOICE_REMOVED, NULL, 0));
    }
}

static void client_document(struct context *cx, const struct grant *g, struct staff_id staff,
                            const struct leaver_left *left, struct client_id client, struct node *item)
{
    int64_t next = 0;
    int events = 0, lines = 0, position = 0;
    bool running = false;

    for (int i = 0; i < left->events.count; i++) {
        if (left->events.items[i].client.n != client.n)
            continue;
        next = events++ ? next : left->events.items[i].starts_at; /* they come by start */
        running = running || left->events.items[i].status == EVENT_IN_PROGRESS;
    }
    for (int i = 0; i < left->lines.count; i++)
        lines += left->lines.items[i].client.n == client.n;
    for (int i = 0; i < left->listing_count; i++) {
        if (left->listings[i].client.n == client.n)
            position = left->listings[i].position;
    }
    doc_id(item, leaver_client_id, client.n);
    doc_text(item, leaver_client_name, client_names_find(&left->names, client));
    doc_id(item, leaver_client_leaver, staff.n);
    doc_int(item, leaver_client_events, events);
    doc_instant(item, leaver_client_next_event_at, next);
    doc_bool(item, leaver_client_running, running);
    doc_int(item, leaver_client_templates, lines);
    doc_int(item, leaver_client_preferred, position);
    choices_document(cx, g, staff, client, doc_object(item, leaver_client_choices));
}

/* Only past visits: nothing to hand over. */
static bool has_only_past(const struct leaver_left *left, struct client_id client)
{
    for (int i = 0; i < left->events.count; i++) {
        if (left->events.items[i].client.n == client.n)
            return false;
    }
    for (int i = 0; i < left->lines.count; i++) {
        if (left->lines.items[i].client.n == client.n)
            return false;
    }
    for (int i = 0; i < left->listing_count; i++) {
        if (left->listings[i].client.n == client.n)
            return false;
    }
    return true;
}

struct by_name {
    struct str name;
    int64_t id;
};

static int compare_names(const void *a, const void *b)
{
    const struct by_name *x = a, *y = b;
    size_t n = x->name.n < y->name.n ? x->name.n : y->name.n;
    int order = n ? memcmp(x->name.p, y->name.p, n) : 0;

    if (order)
        return order;
    if (x->name.n != y->name.n)
        return x->name.n < y->name.n ? -1 : 1;
    return by_id(&x->id, &y->id);
}

static void clients_document(struct context *cx, const struct grant *g, struct staff_id staff,
                             const struct leaver_left *left, struct node *list)
{
    struct by_name *sorted = arena_array(cx->arena, struct by_name, (size_t)left->names.count);

    for (int i = 0; i < left->names.count; i++)
        sorted[i] = (struct by_name){left->names.names[i], left->names.ids[i]};
    if (left->names.count)
        qsort(sorted, (size_t)left->names.count, sizeof(*sorted), compare_names);
    for (int i = 0; i < left->names.count; i++) {
        struct client_id client = {sorted[i].id};

        if (!has_only_past(left, client))
            client_document(cx, g, staff, left, client, doc_item(list));
    }
}

static void people_document(const struct grant *g, struct staff_id leaver, struct node *list)
{
    for (int i = 0; i < picture_person_count(g->picture); i++) {
        const struct person *person = picture_person_at(g->picture, i);
        struct node *item;

        if (person->id.n == leaver.n || !policy_can_be_tied(person))
            continue;
        item = doc_item(list);
        doc_id(item, leaver_choice_id, person->id.n);
        doc_text(item, leaver_choice_name, person->name);
    }
}

void leaver_document(struct context *cx, const struct grant *g, struct staff_id staff, const struct leaver_left *left,
                     bool choices, struct node *out)
{
    struct node *listings = doc_list(out, leaver_plan_preferred);
    bool running = false;

    events_document(left, &left->events, doc_list(out, leaver_plan_events));
    lines_document(left, doc_list(out, leaver_plan_templates));
    for (int i = 0; i < left->listing_count; i++) {
        struct node *item = doc_item(listings);

        named_document(left, left->listings[i].client, doc_object(item, leaver_preferred_client));
        doc_int(item, leaver_preferred_position, left->listings[i].position);
    }
    events_document(left, &left->unfinished, doc_list(out, leaver_plan_unfinished));
    if (choices) {
        clients_document(cx, g, staff, left, doc_list(out, leaver_plan_clients));
        people_document(g, staff, doc_list(out, leaver_plan_people));
        doc_id(out, leaver_plan_leaver, staff.n);
    }
    for (int i = 0; i < left->events.count && !running; i++)
        running = left->events.items[i].status == EVENT_IN_PROGRESS;
    doc_bool(out, leaver_plan_running, running);
    doc_int(out, leaver_plan_count,
            left->events.count + left->lines.count + left->listing_count + left->unfinished.count);
}
