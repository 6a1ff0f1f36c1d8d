#include "features/schedule/picker.h"
#include "features/clients/clients.h"

#include <stdlib.h>

static const char *const groups[] = {"preferred", "available", "do_not_schedule", "access_removed"};
const struct names picker_group_names = {groups, ARRAY_SIZE(groups)};
static_assert(PICKER_PREFERRED == 1 && PICKER_ACCESS_REMOVED == 4, "in the order of the names");

SQL(picker_reasons, "SELECT staff_id, removal_reason, do_not_schedule_reason FROM relation WHERE company_id = $1"
                    " AND client_id = $2 AND (removed_at > 0 OR do_not_schedule > 0) ORDER BY staff_id");

/* Why somebody is in one of the two lower groups. */
struct known {
    struct staff_id staff;
    struct str removal, do_not_schedule;
};
struct picking {
    struct context *cx;
    const struct event *event;
    struct str client_name;
    const int64_t *busy; /* sorted */
    int busy_count;
    const struct known *known; /* by staff */
    int known_count;
};

MUST_CHECK static enum err read_known(struct tx *tx, const struct grant *g, struct client_id client,
                                      struct picking *picking)
{
    CLEANUP(query_end) struct query q = {0};
    int people = picture_person_count(g->picture), count = 0;
    struct known *known = arena_array(tx_arena(tx), struct known, (size_t)people);

    TRY(QUERY(tx, &picker_reasons, &q, SQL_INT(g->company.n), SQL_INT(client.n)));
    while (count < people && query_next(&q))
        known[count++] = (struct known){
            .staff = {query_int(&q, 0)}, .removal = query_text(&q, 1), .do_not_schedule = query_text(&q, 2)};
    picking->known = known;
    picking->known_count = count;
    return OK;
}

static int compare_ids(const void *a, const void *b)
{
    const int64_t *first = a, *second = b;

    return (*first > *second) - (*first < *second);
}

static int compare_known(const void *a, const void *b)
{
    const struct known *first = a, *second = b;

    return compare_ids(&first->staff.n, &second->staff.n);
}

static bool is_busy(const struct picking *picking, struct staff_id staff)
{
    return picking->busy_count > 0 &&
           bsearch(&staff.n, picking->busy, (size_t)picking->busy_count, sizeof(staff.n), compare_ids) != NULL;
}

static struct str warning_of(const struct picking *picking, const struct person *person, const struct known *known)
{
    const struct message_text text = {
        MSG_EVENT_WARN_LISTED, 2, {P_STR("person", person->name), P_STR("client", picking->client_name)}};
    struct str warning = message_format(&text, NULL, NULL, picking->cx->arena);

    if (!known || !known->do_not_schedule.n)
        return warning;
    return arena_format(picking->cx->arena, "%.*s %.*s", STR_ARG(warning), STR_ARG(known->do_not_schedule));
}

static void option_document(const struct picking *picking, const struct picker_choice *choice, struct node *item)
{
    const struct person *person = choice->person;
    const struct known key = {.staff = person->id};
    const struct known *known = NULL;

    if (picking->known_count)
        known = bsearch(&key, picking->known, (size_t)picking->known_count, sizeof(key), compare_known);
    doc_text(item, staff_option_value, id_text(picking->cx->arena, person->id.n));
    doc_text(item, staff_option_name, person->name);
    doc_bool(item, staff_option_selected, person->id.n == picking->event->staff.n);
    doc_bool(item, staff_option_disabled, !choice->selectable);
    if (choice->tie == TIE_REMOVED) {
        doc_text(item, staff_option_note, STR("access removed"));
        if (known && known->removal.n)
            doc_text(item, staff_option_reason, known->removal);
        return;
    }
    if (choice->tie == TIE_HOLD)
        doc_text(item, staff_option_note, STR("a separation request waits"));
    else if (is_busy(picking, person->id))
        doc_text(item, staff_option_note, STR("busy then"));
    if (choice->tie == TIE_WARN)
        doc_text(item, staff_option_warning, warning_of(picking, person, known));
}

enum err picker_document(struct context *cx, struct tx *tx, const struct grant *g, const struct event *event,
                         struct node *list)
{
    struct picking picking = {.cx = cx, .event = event, .client_name = event->client_name};
    struct picker picker;

    TRY(read_known(tx, g, event->client, &picking));
    if (event->ends_at > event->starts_at)
        TRY(schedule_busy(tx, g, event->starts_at, event->ends_at, event->id, &picking.busy, &picking.busy_count));
    policy_picker(g->picture, event->client, cx->arena, &picker);
    for (int group = PICKER_PREFERRED; group < PICKER_GROUP__MAX; group++) {
        for (int i = picker.first[group]; i < picker.first[group + 1]; i++) {
            struct node *item = doc_item(list);

            option_document(&picking, &picker.choices[i], item);
            if (i == picker.first[group])
                doc_enum(item, staff_option_opens, group);
            doc_bool(item, staff_option_closes, i + 1 == picker.first[group + 1]);
        }
    }
    return OK;
}

void people_document(struct context *cx, const struct grant *g, struct staff_id chosen, struct node *list)
{
    for (int i = 0; i < picture_person_count(g->picture); i++) {
        const struct person *person = picture_person_at(g->picture, i);
        struct node *item;

        if (!policy_can_be_tied(person) && person->id.n != chosen.n)
            continue;
        item = doc_item(list);
        doc_text(item, staff_option_value, id_text(cx->arena, person->id.n));
        doc_text(item, staff_option_name, person->name);
        doc_bool(item, staff_option_selected, person->id.n == chosen.n);
    }
}

void service_list_document(const struct service_list *services, struct service_id chosen, struct node *list)
{
    for (int i = 0; i < services->count; i++) {
        struct node *item = doc_item(list);

        doc_id(item, event_choice_value, services->items[i].id.n);
        doc_text(item, event_choice_name, services->items[i].name);
        doc_bool(item, event_choice_selected, services->items[i].id.n == chosen.n);
    }
}

enum err service_choices_document(struct tx *tx, const struct grant *g, struct service_id chosen, struct node *list)
{
    struct service_list services;

    TRY(services_read(tx, g, false, &services));
    service_list_document(&services, chosen, list);
    return OK;
}

enum err named_client_document(struct tx *tx, const struct grant *g, struct client_id id, struct node *object)
{
    struct client client;

    TRY(client_read(tx, g, id, &client));
    party_document(object, client.id.n, client.name);
    return OK;
}
