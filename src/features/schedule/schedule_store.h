/* Inside of schedule/: SQL and mapping. */
#ifndef FEATURES_SCHEDULE_STORE_H
#define FEATURES_SCHEDULE_STORE_H

#include "features/schedule/schedule.h"

/* The columns of every statement that event_map reads; `e` is event. Names are looked up for the rows that come out,
 * and not joined: PostgreSQL, which expects a handful of rows of one company among many, would join and sort all there
 * are before it takes a page of them. */
#define EVENT_COLUMNS                                                                                                  \
    "e.id, e.client_id, e.staff_id, e.service_id, e.starts_at, e.ends_at, e.local_day, e.status, e.note,"              \
    " e.price_minor, e.origin, e.template_id, e.line_id, e.order_id, e.started_at, e.ended_at, e.message, e.changed,"  \
    " (SELECT v.name FROM service v WHERE v.company_id = e.company_id AND v.id = e.service_id),"                       \
    " (SELECT c.name FROM client c WHERE c.company_id = e.company_id AND c.id = e.client_id)"

/* No visit is longer, and services neither: what bounds a search for overlaps. */
#define EVENT_LONGEST_US (INT64_C(31) * DAY_US)

void event_map(const struct query *q, struct event *ret);
/* Runs a statement of EVENT_COLUMNS and keeps all rows, at most EVENTS_MAX. */
enum { EVENTS_MAX = 5000, EVENT_PETS_MAX = 60 };
MUST_CHECK enum err events_collect(struct tx *tx, struct query *q, struct event_list *ret);

/* Writes what of an event can change: client, staff, service, times, status, note, price, start, end, message. Stamps
 * it. */
MUST_CHECK enum err event_write(struct context *cx, struct tx *tx, const struct grant *g, struct event *event);
MUST_CHECK enum err event_insert(struct context *cx, struct tx *tx, const struct grant *g, struct event *event);
MUST_CHECK enum err event_pets_write(struct tx *tx, const struct grant *g, struct event_id event, const int64_t *pets,
                                     int count);
MUST_CHECK enum err event_erase(struct tx *tx, const struct grant *g, struct event_id event);
struct event_pet {
    struct pet_id id;
    struct str name;
    bool chosen; /* comes along */
};
struct event_pets {
    struct event_pet *items;
    int count;
};
/* The living pets of a client, with those of the event (none: all) marked, and marked ones that died since. */
MUST_CHECK enum err event_pets_read(struct tx *tx, const struct grant *g, struct client_id client,
                                    struct event_id event, struct event_pets *ret);
/* The person's first event that overlaps the event's span and is scheduled or in progress; `*ret_found` false: free. */
MUST_CHECK enum err event_overlap(struct tx *tx, const struct grant *g, const struct event *event, struct event *ret,
                                  bool *ret_found);
/* ABOUT_EVENT of an id, for dispatch. */
MUST_CHECK enum err event_resolve(struct tx *tx, struct company_id company, int64_t id, struct subject *ret);
#endif
