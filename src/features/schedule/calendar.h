/* Inside of schedule/: what stands on the calendar, gathered and put into columns. */
#ifndef FEATURES_SCHEDULE_CALENDAR_H
#define FEATURES_SCHEDULE_CALENDAR_H

#include "features/schedule/find.h"
#include "features/schedule/lanes.h"
#include "features/schedule/schedule_docs.h"
#include "features/services/services.h"

#define CALENDAR_VISIT(F, P)                                                                                           \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, template, ID, BASIC)                                                                                          \
    F(P, client, OBJECT, BASIC, .of = &event_party_schema)                                                             \
    F(P, service, TEXT, BASIC)                                                                                         \
    F(P, staff, OBJECT, BASIC, .of = &event_party_schema)                                                              \
    F(P, starts_at, INSTANT, BASIC)                                                                                    \
    F(P, ends_at, INSTANT, BASIC)                                                                                      \
    F(P, status, ENUM, BASIC, .names = &event_status_names)                                                            \
    F(P, overdue, BOOL, BASIC)                                                                                         \
    F(P, projected, BOOL, BASIC)                                                                                       \
    F(P, busy, BOOL, BASIC)                                                                                            \
    F(P, start_minute, INT, BASIC)                                                                                     \
    F(P, minutes, INT, BASIC)                                                                                          \
    F(P, lane, INT, BASIC)                                                                                             \
    F(P, lanes, INT, BASIC)                                                                                            \
    F(P, hue, INT, BASIC)                                                                                              \
    F(P, more, BOOL, BASIC)
DOC_SCHEMA(calendar_visit, CALENDAR_VISIT);

/* One thing on the calendar: an event, a visit that a template will bring, or busy time of which nothing else is known.
 */
struct entry {
    struct event *event;   /* a projected one is written like an event, without id */
    bool projected, opens; /* opens: the person may follow the link */
    struct staff_id staff;
    int64_t starts_at, ends_at;
};
struct entries {
    struct entry *items; /* by start */
    int count;
};
/* How many visits of each day of the week are not among the entries: where a week has more than can be shown, they are
 * a share of it, spread over all hours. */
struct left_out {
    int64_t days[COUNTED_DAYS];
};

/* All that touches the days, within sight, by start and without names. `company`: the calendar of ROL-118, where hidden
 * clients leave busy time (SCH-11). */
MUST_CHECK enum err entries_read(struct context *cx, struct tx *tx, const struct grant *g, int32_t from_day,
                                 int32_t to_day, const struct event_filter *filter, bool company, struct entries *ret);
/* The same of a week of the company's calendar, in such a number as a page can bear. */
MUST_CHECK enum err entries_read_week(struct context *cx, struct tx *tx, const struct grant *g, int32_t from_day,
                                      const struct event_filter *filter, struct entries *ret,
                                      struct left_out *ret_left);
/* Gives all of these, which are to be shown, the names of their clients and services. */
MUST_CHECK enum err entries_name(struct tx *tx, const struct grant *g, const struct service_list *services,
                                 const struct entries *parts, int count);
/* Puts them person by person, each person's by start. */
void entries_by_staff(struct entries *entries);
/* The entries of one person, of entries_by_staff. */
struct entries entries_of(const struct entries *entries, struct staff_id staff);
/* The entries of one day in at most `room` lanes; returns how many found none and are marked `more`: a list shows them,
 * the grid says how many they are. */
int entries_document(struct context *cx, const struct grant *g, const struct entries *entries, int32_t day, int room,
                     struct node *list);
/* The full hours that the entries of these days need, in addition to the usual ones. */
void entries_hours(const struct context *cx, const struct entries *entries, int32_t from_day, int32_t to_day,
                   int *ret_from, int *ret_to);

#endif
