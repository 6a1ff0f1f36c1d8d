/* Inside of templates/: SQL and mapping, and the walk over what is still to come. */
#ifndef FEATURES_TEMPLATES_STORE_H
#define FEATURES_TEMPLATES_STORE_H

#include "features/templates/templates_rules.h"

/* Active lines that concern a search, with their templates, approved periods and single visits that differ. */
struct line_set {
    struct template *templates;      /* templates[i] belongs to lines[i] */
    struct template_line *lines;
    int count;
    struct approved {
        int64_t template;
        struct template_span span;
    } *approved;
    int approved_count;
    struct single {
        int64_t line;
        int32_t day;
        struct staff_id staff;
        bool skipped;
        int64_t changed;
    } *singles;
    int single_count;
};
struct line_search {
    struct staff_id staff;   /* lines that name the person, themselves or in a single visit; none: all */
    struct client_id client; /* none: all */
    struct line_id line;     /* none: all */
};
/* Three statements. */
MUST_CHECK enum err lines_read(struct tx *tx, const struct grant *g, const struct line_search *search, int32_t from_day,
                               struct line_set *ret);
/* Who goes on this day by line `index`, if it still brings a visit then that is not approved; false if not. */
bool line_pending_on(const struct line_set *set, int index, int32_t day, struct staff_id *ret_staff);

#endif
