/* Templates: what repeats, projected and approved into events. */
#ifndef FEATURES_TEMPLATES_H
#define FEATURES_TEMPLATES_H

#include "app/app.h"

enum template_billing {
    BILLING_WEEKLY = 1,
    BILLING_EVERY_N_WEEKS,
    BILLING_SEMI_MONTHLY,
    BILLING_MONTHLY,
    BILLING__MAX
};
enum template_status { TEMPLATE_ACTIVE = 1, TEMPLATE_ENDED, TEMPLATE_DELETED, TEMPLATE_STATUS__MAX };
struct template
{
    struct template_id id;
    struct client_id client;
    struct str name;
    enum template_billing billing;
    int every_weeks;
    int32_t first_day;
    int32_t ends_on;         /* 0: no end */
    int approve_days_before; /* -1: by hand */
    enum template_status status;
    int64_t changed;
    struct str client_name; /* joined, read only; not by every reader */
};
struct template_line {
    struct line_id id;
    struct template_id template;
    struct client_id client;
    struct service_id service;
    struct staff_id staff; /* none: nobody */
    unsigned weekdays;     /* bit 0 Monday … bit 6 Sunday */
    unsigned weeks;        /* bit 0: first week of a period …; 0: every week */
    int minute_of_day;
    int32_t from_day, until_day; /* until_day 0: no end */
    struct str note;
    int64_t changed;
    struct str service_name; /* joined */
    int64_t minutes;
    int64_t price_minor;
};
/* A new template (`id` made when none, `changed` set) and its lines. A line's person is tied to the client (ACC-40);
 * pets may be none. */
MUST_CHECK enum err template_create(struct context *cx, struct tx *tx, const struct grant *g,
                                    struct template *template);
MUST_CHECK enum err template_line_create(struct context *cx, struct tx *tx, const struct grant *g,
                                         struct template_line *line, const int64_t *pets, int pet_count);

/* A client's name changed: their templates are listed by it. `sort` is the folded name. */
MUST_CHECK enum err templates_client_named(struct tx *tx, const struct grant *g, struct client_id client,
                                           struct str sort);

/* A line that will still bring visits of a pair, whether by itself or by single visits that name the person. */
struct pending_line {
    struct line_id line;
    struct template_id template;
    struct client_id client;
    struct staff_id staff;
    struct str title; /* "Weekday walks: Dog Walk, Mon Wed Fri 12:00" */
    int64_t next_at;  /* the next pending visit of this person */
    int64_t visits;   /* how many are pending within the projection (12 months) */
    int64_t changed;
};
struct pending_lines {
    const struct pending_line *items;
    int count;
};
/* Of a pair (ACC-22), or of a person whatever the client (`client` none; ACC-61), or of all people of a client (`staff`
 * none). */
MUST_CHECK enum err templates_pending(struct tx *tx, const struct grant *g, struct staff_id staff,
                                      struct client_id client, const struct company_profile *company,
                                      struct pending_lines *ret);
/* From now on, with all that is still pending (single visits included), `from`'s part of the line goes to `to` or
 * nobody. Ties the pair, notes the audit detail. */
MUST_CHECK enum err templates_hand_over(struct context *cx, struct tx *tx, const struct grant *g, struct line_id line,
                                        struct staff_id from, struct staff_id to);

/* Takes back what templates_hand_over did to a line in the act `change`: `*ret_done` false, and nothing done, where
 * something of it changed since. Ties the pair that gets it back. */
MUST_CHECK enum err templates_take_back(struct context *cx, struct tx *tx, const struct grant *g, struct line_id line,
                                        struct staff_id back_to, int64_t change, bool *ret_done);

/* Visits that active templates will still bring in a span of days (inclusive), for the calendar: not yet approved, not
 * skipped. */
struct projected_visit {
    struct line_id line;
    struct template_id template;
    struct client_id client;
    struct staff_id staff; /* none: nobody */
    struct service_id service;
    int32_t day;
    int64_t starts_at, ends_at;
    struct str service_name;
};
struct projected_visits {
    const struct projected_visit *items;
    int count;
};
/* By start. Days in the company's zone. */
struct projection {
    int32_t from_day, to_day;
    struct staff_id staff;   /* none: everyone's */
    struct client_id client; /* none: all in the grant's reach; the caller leaves out what the reader may not see */
};
MUST_CHECK enum err templates_projected(struct tx *tx, const struct grant *g, const struct zone *zone,
                                        const struct projection *projection, struct projected_visits *ret);

/* Those whose next open period waits for approval (SCH-21): from the day on which it should approve itself, or a week
 * before it begins where somebody does it by hand. In the grant's scope, longest first, at most `most`. */
enum { WAITING_SHOWN = 100 };
MUST_CHECK enum err templates_waiting(struct tx *tx, const struct grant *g, int32_t today, int most,
                                      const int64_t **ret_ids, int *ret_count);

extern const struct feature templates_feature, template_lines_feature, template_periods_feature;

#endif
