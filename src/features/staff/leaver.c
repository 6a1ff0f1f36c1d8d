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
    TRY(templates_pending(tx, g, staff, (struct client_id){0}, cx->company, &ret->lines));
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

void leaver_event_document(const struct leaver_left *left, const struct event *event, struct node *item)
{
    doc_id(item, leaver_event_id, event->id.n);
    named_document(left, event->client, doc_object(item, leaver_event_client));
    doc_text(item, leaver_event_title, event->service_name);
    doc_instant(item, leaver_event_starts_at, event->starts_at);
    doc_instant(item, leaver_event_ends_at, event->ends_at);
    doc_enum(item, leaver_event_status, event->status);
}

static void events_document(const struct leaver_left *left, const struct event_list *events, struct node *list)
{
    for (int i = 0; i < events->count; i++)
        leaver_event_document(left, &events->items[i], doc_item(list));
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

enum what { WHAT_EVENTS = 1, WHAT_TEMPLATES, WHAT_PREFERRED, WHAT__MAX };
static const char *const whats[] = {"events", "templates", "preferred"};
const struct names leaver_what_names = {whats, ARRAY_SIZE(whats)};

struct asking {
    struct context *cx;
    const struct grant *g;
    struct staff_id leaver;
};

static void fixed_option(const struct asking *a, struct node *list, struct str value, enum message words)
{
    struct node *item = doc_item(list);

    doc_text(item, staff_option_value, value);
    doc_text(item, staff_option_name, company_sentence(a->cx, words, NULL, 0));
}

/* The options of a picker, but for the leaver; its groups are closed where their last choice was. */
static void picker_options(const struct asking *a, const struct picker *picker, struct node *list)
{
    for (int group = PICKER_PREFERRED; group < PICKER_GROUP__MAX; group++) {
        struct node *item = NULL;

        for (int i = picker->first[group]; i < picker->first[group + 1]; i++) {
            const struct picker_choice *choice = &picker->choices[i];
            bool first = item == NULL;

            if (choice->person->id.n == a->leaver.n)
                continue;
            item = doc_item(list);
            if (first)
                doc_enum(item, staff_option_opens, group);
            doc_text(item, staff_option_value, id_text(a->cx->arena, choice->person->id.n));
            doc_text(item, staff_option_name, choice->person->name);
            doc_bool(item, staff_option_disabled, !choice->selectable);
            if (!choice->selectable)
                doc_text(
                    item, staff_option_note,
                    company_sentence(a->cx, choice->tie == TIE_HOLD ? MSG_CHOICE_HELD : MSG_CHOICE_REMOVED, NULL, 0));
        }
        if (item != NULL)
            doc_bool(item, staff_option_closes, true);
    }
}

static struct node *ask_document(const struct asking *a, struct node *list, enum what what, struct str key)
{
    struct node *item = doc_item(list);

    doc_enum(item, leaver_ask_what, what);
    doc_text(item, leaver_ask_input, arena_format(a->cx->arena, "%s.%.*s", whats[what - 1], STR_ARG(key)));
    return doc_list(item, leaver_ask_options);
}

static void asks_document(const struct asking *a, struct client_id client, const bool wanted[WHAT__MAX], bool running,
                          struct node *list)
{
    static const enum message nobody[WHAT__MAX] = {[WHAT_EVENTS] = MSG_LEAVER_UNASSIGNED,
                                                   [WHAT_TEMPLATES] = MSG_LEAVER_NOBODY,
                                                   [WHAT_PREFERRED] = MSG_LEAVER_DROP};
    struct str leaver = id_text(a->cx->arena, a->leaver.n);
    struct picker picker;

    policy_picker(a->g->picture, client, a->cx->arena, &picker);
    for (enum what what = WHAT_EVENTS; what < WHAT__MAX; what++) {
        struct node *options;

        if (!wanted[what])
            continue;
        options = ask_document(a, list, what, id_text(a->cx->arena, client.n));
        if (what != WHAT_PREFERRED)
            fixed_option(a, options, leaver, MSG_LEAVER_AS_ABOVE);
        if (what != WHAT_EVENTS || !running)
            fixed_option(a, options, STR(""), nobody[what]);
        picker_options(a, &picker, options);
    }
}

static void client_document(const struct asking *a, const struct leaver_left *left, struct client_id client,
                            struct node *item)
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
    doc_int(item, leaver_client_events, events);
    doc_instant(item, leaver_client_next_event_at, next);
    doc_bool(item, leaver_client_running, running);
    doc_int(item, leaver_client_templates, lines);
    doc_int(item, leaver_client_preferred, position);
    const bool wanted[WHAT__MAX] = {
        [WHAT_EVENTS] = events > 0, [WHAT_TEMPLATES] = lines > 0, [WHAT_PREFERRED] = position > 0};
    asks_document(a, client, wanted, running, doc_list(item, leaver_client_asks));
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

static void clients_document(const struct asking *a, const struct leaver_left *left, struct node *list)
{
    struct by_name *sorted = arena_array(a->cx->arena, struct by_name, (size_t)left->names.count);

    for (int i = 0; i < left->names.count; i++)
        sorted[i] = (struct by_name){left->names.names[i], left->names.ids[i]};
    if (left->names.count)
        qsort(sorted, (size_t)left->names.count, sizeof(*sorted), compare_names);
    for (int i = 0; i < left->names.count; i++) {
        struct client_id client = {sorted[i].id};

        if (!has_only_past(left, client))
            client_document(a, left, client, doc_item(list));
    }
}

/* "Everything to": whoever could be tied to some client at all. */
static void all_document(const struct asking *a, enum what what, struct node *list)
{
    const struct picture *picture = a->g->picture;
    struct node *options = ask_document(a, list, what, STR("*"));

    fixed_option(a, options, id_text(a->cx->arena, a->leaver.n), MSG_LEAVER_ONE_BY_ONE);
    for (int i = 0; i < picture_person_count(picture); i++) {
        const struct person *person = picture_person_at(picture, i);
        struct node *item;

        if (person->id.n == a->leaver.n || !policy_can_be_tied(person))
            continue;
        item = doc_item(options);
        doc_text(item, staff_option_value, id_text(a->cx->arena, person->id.n));
        doc_text(item, staff_option_name, person->name);
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
        const struct asking asking = {cx, g, staff};
        struct node *asks = doc_list(out, leaver_plan_asks);

        clients_document(&asking, left, doc_list(out, leaver_plan_clients));
        if (left->events.count)
            all_document(&asking, WHAT_EVENTS, asks);
        if (left->lines.count)
            all_document(&asking, WHAT_TEMPLATES, asks);
    }
    for (int i = 0; i < left->events.count && !running; i++)
        running = left->events.items[i].status == EVENT_IN_PROGRESS;
    doc_bool(out, leaver_plan_running, running);
    doc_int(out, leaver_plan_count,
            left->events.count + left->lines.count + left->listing_count + left->unfinished.count);
}
