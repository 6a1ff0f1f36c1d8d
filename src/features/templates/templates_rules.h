/* Inside of templates/: when a line brings visits. Pure. */
#ifndef FEATURES_TEMPLATES_RULES_H
#define FEATURES_TEMPLATES_RULES_H

#include "features/templates/templates.h"

enum template_billing { BILLING_WEEKLY = 1, BILLING_EVERY_N_WEEKS, BILLING_SEMI_MONTHLY, BILLING_MONTHLY, BILLING__MAX };
enum template_status { TEMPLATE_ACTIVE = 1, TEMPLATE_ENDED, TEMPLATE_DELETED, TEMPLATE_STATUS__MAX };
enum { PROJECTION_DAYS = 366 };

struct template {
    struct template_id id;
    struct client_id client;
    struct str name;
    enum template_billing billing;
    int every_weeks;
    int32_t first_day;
    int32_t ends_on;          /* 0: no end */
    int approve_days_before;  /* -1: by hand */
    enum template_status status;
    int64_t changed;
};
struct template_line {
    struct line_id id;
    struct template_id template;
    struct client_id client;
    struct service_id service;
    struct staff_id staff;    /* none: nobody */
    unsigned weekdays;        /* bit 0 Monday … bit 6 Sunday */
    unsigned weeks;           /* bit 0: first week of a period …; 0: every week */
    int minute_of_day;
    int32_t from_day, until_day; /* until_day 0: no end */
    struct str note;
    int64_t changed;
    struct str service_name;  /* joined */
    int64_t minutes;
    int64_t price_minor;
};
struct template_span {
    int32_t starts_on, ends_on; /* both inclusive */
};
/* The billing period that a day lies in; days before first_day have none: ends_on < starts_on. */
struct template_span template_period_of(const struct template *template, int32_t day);
/* Whether the line brings a visit on this day, approved or not. */
bool template_line_hits(const struct template *template, const struct template_line *line, int32_t day);
/* "Mon Wed Fri 12:00". */
struct str template_line_words(struct arena *arena, const struct template_line *line);

#endif
