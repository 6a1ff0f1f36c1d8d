/* Inside of templates/: when a line brings visits. Pure. */
#ifndef FEATURES_TEMPLATES_RULES_H
#define FEATURES_TEMPLATES_RULES_H

#include "features/templates/templates.h"

enum { PROJECTION_DAYS = 366 };

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
