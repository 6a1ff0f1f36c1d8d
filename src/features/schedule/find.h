/* Inside of schedule/: events found by what a list, the calendar and bulk work ask for. */
#ifndef FEATURES_SCHEDULE_FIND_H
#define FEATURES_SCHEDULE_FIND_H

#include "features/schedule/schedule_store.h"

struct event_filter {
    struct client_id client;
    struct staff_id staff;
    bool unassigned; /* only those without a person */
    struct service_id service;
    enum event_status status;
    int64_t from, to; /* starts in [from, to); both are always set */
    bool newest_first;
    bool everyones; /* ROL-118: of visible clients also what grant_sees_others_events would hide */
    int share;      /* of the calendar: one of so many, whichever their time; 0 and 1: all */
    /* keyset: behind this one */
    int64_t after_start;
    struct event_id after;
};
/* The filters that all these lists take, and their values; unset times become the widest. ERR_INVALID naming the field.
 */
#define FILTER_INPUT                                                                                                   \
    {.name = "client", .kind = INPUT_ID, .target = TARGET_CLIENT, .label = "Client"},                                  \
        {.name = "staff", .kind = INPUT_ID, .target = TARGET_STAFF, .label = "Assigned to"},                           \
        {.name = "unassigned", .kind = INPUT_BOOL, .label = "Without a person"},                                       \
        {.name = "service", .kind = INPUT_ID, .target = TARGET_SERVICE, .label = "Service"},                           \
    {                                                                                                                  \
        .name = "status", .kind = INPUT_ENUM, .names = &event_status_names, .label = "Status"                          \
    }
#define SPAN_INPUT                                                                                                     \
    {.name = "from", .kind = INPUT_TEXT, .max = 40, .label = "From"},                                                  \
    {                                                                                                                  \
        .name = "to", .kind = INPUT_TEXT, .max = 40, .label = "To"                                                     \
    }
/* What "today" means as a day: a link can say it. */
struct str today_text(const struct context *cx);
void filter_read(const struct input *in, struct event_filter *ret);
/* `from` and `to` are days (both count) or instants (to: before). */
MUST_CHECK enum err filter_read_span(struct context *cx, const struct input *in, struct event_filter *ret);

/* At most `limit` (up to EVENTS_MAX) events within sight, by start and id. */
MUST_CHECK enum err events_find(struct tx *tx, const struct grant *g, const struct event_filter *filter, int limit,
                                struct event_list *ret);
/* Counts no further than `most`. */
MUST_CHECK enum err events_count(struct tx *tx, const struct grant *g, const struct event_filter *filter, int64_t most,
                                 int64_t *ret);
/* How many begin on each day of a week: `starts` are its midnights and the one behind it. */
enum { COUNTED_DAYS = 7 };
MUST_CHECK enum err events_count_days(struct tx *tx, const struct grant *g, const struct event_filter *filter,
                                      const int64_t starts[COUNTED_DAYS + 1], int64_t ret[COUNTED_DAYS]);
/* Of these ids those that are within sight, by start and id. */
MUST_CHECK enum err events_by_ids(struct tx *tx, const struct grant *g, const int64_t *ids, int count,
                                  struct event_list *ret);

/* For the calendar, in no order: events that touch [from, to), with ids, times and status alone. */
MUST_CHECK enum err events_touching(struct tx *tx, const struct grant *g, const struct event_filter *filter,
                                    struct event **ret, int *ret_count);
/* When people are busy for clients that are not seen (SCH-11): nothing else of these events is read. */
struct busy_time {
    struct staff_id staff;
    int64_t starts_at, ends_at;
};
struct busy_times {
    const struct busy_time *items;
    int count;
};
MUST_CHECK enum err busy_touching(struct tx *tx, const struct grant *g, const struct event_filter *filter,
                                  struct busy_times *ret);

#endif
