/* Events and what is done with them. */
#ifndef FEATURES_SCHEDULE_H
#define FEATURES_SCHEDULE_H

#include "app/app.h"

struct event {
    struct event_id id;
    struct client_id client;
    struct staff_id staff; /* none: unassigned */
    struct service_id service;
    int64_t starts_at, ends_at;
    int32_t local_day;
    enum event_status status;
    struct str note;
    int64_t price_minor;
    int origin; /* enum event_origin */
    struct template_id template;
    struct line_id line;
    int64_t order; /* service order, 0: none */
    int64_t started_at, ended_at;
    struct str message;
    int64_t changed;
    struct str service_name, client_name; /* joined, read only */
};
enum event_origin { ORIGIN_BY_HAND = 1, ORIGIN_REQUEST, ORIGIN_TEMPLATE, ORIGIN__MAX };
extern const struct names event_status_names;

MUST_CHECK enum err event_read(struct tx *tx, const struct grant *g, struct event_id id, struct event *ret);

/* The pair's events that stand against a removal (ACC-22): future scheduled and running ones, by start. */
struct event_list {
    const struct event *items;
    int count;
};
MUST_CHECK enum err schedule_barriers(struct tx *tx, const struct grant *g, struct staff_id staff,
                                      struct client_id client, struct event_list *ret);
/* All future scheduled and running events of a person, of any client, by start (leaving: ACC-61). */
MUST_CHECK enum err schedule_of_leaver(struct tx *tx, const struct grant *g, struct staff_id staff,
                                       struct event_list *ret);
/* Past events of a person still scheduled or in progress (ACC-61). */
MUST_CHECK enum err schedule_unfinished(struct tx *tx, const struct grant *g, struct staff_id staff,
                                        struct event_list *ret);

/* Gives an event to a person or nobody. Ties the pair (ACC-40), recounts both, notes the audit detail, adds notices. */
MUST_CHECK enum err event_reassign(struct context *cx, struct tx *tx, const struct grant *g, const struct event *event,
                                   struct staff_id to);
/* SCH-02 without asking who may: the caller has. Ties when it takes back a cancellation or starts. */
MUST_CHECK enum err event_set_status(struct context *cx, struct tx *tx, const struct grant *g,
                                     const struct event *event, enum event_status to, struct str message);
/* Writes `after` over `before`, whatever differs but the status's stamps, which it sets. Ties where the pair is new or
 * meets again (ACC-40), recounts, notes, notifies. */
MUST_CHECK enum err event_change(struct context *cx, struct tx *tx, const struct grant *g, const struct event *before,
                                 struct event *after);
/* SCH-05; the caller has made sure that it is not completed. */
MUST_CHECK enum err event_delete(struct context *cx, struct tx *tx, const struct grant *g, const struct event *event);
/* A new event, id made; ties, recounts, notes, notifies. Pets may be none. */
MUST_CHECK enum err event_create(struct context *cx, struct tx *tx, const struct grant *g, struct event *event,
                                 const int64_t *pets, int pet_count);
/* The same for many events of one client at once, each with its pets: everyone is tied before anything is written, and
 * gets one notice for all that is still to come. */
struct new_event {
    struct event event;
    const int64_t *pets;
    int pet_count;
};
MUST_CHECK enum err event_create_many(struct context *cx, struct tx *tx, const struct grant *g,
                                      struct new_event *events, int count);
/* Many new events, ids made: each pair is tied and counted once. The entry says how many; nobody is notified. */
MUST_CHECK enum err events_import(struct context *cx, struct tx *tx, const struct grant *g, struct event *events,
                                  int count);
/* Whether people are free: of `staff`, those with an event that overlaps the span and is scheduled or in progress.
 * `except`: an event not to count. Returns ids sorted. */
MUST_CHECK enum err schedule_busy(struct tx *tx, const struct grant *g, int64_t starts_at, int64_t ends_at,
                                  struct event_id except, const int64_t **ret_ids, int *ret_count);
/* Completed events per person for a client: for ranking suggestions. */
struct times_served {
    struct staff_id staff;
    int64_t times, last_at;
};
MUST_CHECK enum err schedule_served(struct tx *tx, const struct grant *g, struct client_id client,
                                    const struct times_served **ret, int *ret_count);

/* "Dog walk, Tue 3 May 09:00": how notices, refusals and checklists name a visit. */
struct str event_words(struct arena *arena, const struct company_profile *company, const struct event *event);

/* ------------------------------------------------------------------ the drop-down that picks a person (ACC-41) */

extern const struct names picker_group_names;

/* `opens`: the group that begins with this option; `closes`: the group ends with it. `note` stands behind the name;
 * `reason` says why access was removed, to those who may know. */
#define STAFF_OPTION(F, P)                                                                                             \
    F(P, value, TEXT, BASIC)                                                                                           \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, note, TEXT, BASIC)                                                                                            \
    F(P, warning, TEXT, BASIC)                                                                                         \
    F(P, reason, TEXT, REASON)                                                                                         \
    F(P, selected, BOOL, BASIC)                                                                                        \
    F(P, disabled, BOOL, BASIC)                                                                                        \
    F(P, opens, ENUM, BASIC, .names = &picker_group_names)                                                             \
    F(P, closes, BOOL, BASIC)
DOC_SCHEMA(staff_option, STAFF_OPTION);

/* For `event`'s client, with its person chosen and those marked who are busy in its span (ends_at 0: nobody is). */
MUST_CHECK enum err picker_document(struct context *cx, struct tx *tx, const struct grant *g, const struct event *event,
                                    struct node *list);
/* For the start page of whoever schedules: visits of this status that began, or should have begun, before an instant.
 * One statement along an index, counted no further than `most`. */
MUST_CHECK enum err events_before_count(struct tx *tx, const struct grant *g, enum event_status status, int64_t before,
                                        int64_t most, int64_t *ret);

extern const struct feature schedule_feature, schedule_bulk_feature, schedule_calendar_feature;

#endif
