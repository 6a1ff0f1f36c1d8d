/* Inside of templates/: when a line brings visits. Pure. */
#ifndef FEATURES_TEMPLATES_RULES_H
#define FEATURES_TEMPLATES_RULES_H

#include "features/templates/templates.h"

/* EVERY_WEEKS_MAX: of BILLING_EVERY_N_WEEKS. AHEAD_MAX: days to the first day of a template or line, so that whatever
 * is set up brings something within the projection, or never. */
enum { PROJECTION_DAYS = 366, EVERY_WEEKS_MAX = 12, AHEAD_MAX = 270 };
/* A period that nobody need approve but by hand waits for it so many days before it begins. */
enum { BY_HAND_DAYS_BEFORE = 7 };
enum period_status { PERIOD_APPROVED = 1, PERIOD_WAITING /* could not be approved by itself, and managers know */ };

struct template_span {
    int32_t starts_on, ends_on; /* both inclusive */
};
/* The billing period that a day lies in; days before first_day have none: ends_on < starts_on. */
struct template_span template_period_of(const struct template *template, int32_t day);
/* The same as far as the template goes; ends_on < starts_on where it goes no further. */
struct template_span template_span_of(const struct template *template, int32_t day);
/* How many weeks, counted from its natural beginning, the longest period has: those that a line can choose from. */
int template_period_weeks(const struct template *template);
/* Whether it has ended by itself or by hand; a deleted one is not asked about. */
bool template_is_over(const struct template *template, int32_t today);
/* Whether the line, by its own end or its template's, brings nothing from `day` on. */
bool template_line_is_over(const struct template *template, const struct template_line *line, int32_t day);
/* Whether the line brings a visit on this day, approved or not. */
bool template_line_hits(const struct template *template, const struct template_line *line, int32_t day);
/* "Mon Wed Fri 12:00". */
struct str template_line_words(struct arena *arena, struct str locale, const struct template_line *line);

#endif
