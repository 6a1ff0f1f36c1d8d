/* Inside of templates/: SQL and mapping, and the walk over what is still to come. */
#ifndef FEATURES_TEMPLATES_STORE_H
#define FEATURES_TEMPLATES_STORE_H

#include "features/templates/templates_rules.h"

/* Active lines that concern a search, with their templates, approved periods and single visits that differ. */
struct line_set {
    struct template *templates; /* templates[i] belongs to lines[i] */
    struct template_line *lines;
    int count;
    struct approved {
        int64_t template;
        struct template_span span;
    } * approved; /* by template and start */
    int approved_count;
    struct single {
        int64_t line;
        int32_t day;
        struct staff_id staff;
        bool skipped;
        int64_t changed;
    } * singles; /* by line and day */
    int single_count;
};
struct line_search {
    struct staff_id staff;       /* lines that name the person, themselves or in a single visit; none: all */
    struct client_id client;     /* none: all */
    struct line_id line;         /* none: all */
    struct template_id template; /* none: all */
    bool over;                   /* also what ended before from_day */
};
/* Three statements. */
MUST_CHECK enum err lines_read(struct tx *tx, const struct grant *g, const struct line_search *search, int32_t from_day,
                               struct line_set *ret);
/* All of the company that may bring a visit in a span of days (inclusive), in no order, for line_visit_on on these days
 * alone: without the names of templates, notes and prices. */
MUST_CHECK enum err lines_read_within(struct tx *tx, const struct grant *g, int32_t from_day, int32_t to_day,
                                      struct line_set *ret);
/* A visit that a line would bring on a day and that is not approved yet. */
struct line_visit {
    struct staff_id staff;
    bool single;  /* it differs from the line, if only on record */
    bool skipped; /* it is left out */
};
bool line_visit_on(const struct line_set *set, int index, int32_t day, struct line_visit *ret);
/* Who goes on this day by line `index`, if it still brings a visit then that is not approved; false if not. */
bool line_pending_on(const struct line_set *set, int index, int32_t day, struct staff_id *ret_staff);

/* ------------------------------------------------------------------ templates_rows.c */

/* ERR_ABSENT where there is none, or it was deleted. With the client's name. */
MUST_CHECK enum err template_read(struct tx *tx, const struct grant *g, struct template_id id, struct template *ret);
/* Writes name, approval, end and status. */
MUST_CHECK enum err template_write(struct context *cx, struct tx *tx, const struct grant *g, struct template *template);
/* Writes all of a line but its template and client; `pets` NULL: they stay. */
struct line_pets;
MUST_CHECK enum err template_line_write(struct context *cx, struct tx *tx, const struct grant *g,
                                        struct template_line *line, const struct line_pets *pets);
/* Single visits from `day` on belong to another line. */
MUST_CHECK enum err singles_move(struct context *cx, struct tx *tx, const struct grant *g, struct line_id from,
                                 struct line_id to, int32_t day);
/* One visit apart from its line; `single->staff` none: nobody. */
MUST_CHECK enum err single_write(struct context *cx, struct tx *tx, const struct grant *g,
                                 const struct template_line *line, const struct single *single);
MUST_CHECK enum err single_erase(struct tx *tx, const struct grant *g, struct line_id line, int32_t day);

struct line_pets {
    struct named_pet {
        struct pet_id id;
        struct str name;
    } * items;
    int count;
};
const int64_t *pet_ids(struct arena *arena, const struct line_pets *pets);
/* One for each line of the set. */
MUST_CHECK enum err line_pets_read(struct tx *tx, const struct grant *g, const struct line_set *set,
                                   const struct line_pets **ret);
/* The client's living pets, by name. */
MUST_CHECK enum err client_pets_read(struct tx *tx, const struct grant *g, struct client_id client,
                                     struct line_pets *ret);

/* Periods that were approved or wait, from a day on, with what they brought. */
struct booked_periods {
    struct booked_period {
        int64_t id;
        int32_t starts_on, ends_on;
        enum period_status status;
        int64_t events, first_at; /* not cancelled ones */
    } * items;
    int count;
};
MUST_CHECK enum err booked_periods_read(struct tx *tx, const struct grant *g, struct template_id template,
                                        int32_t from_day, struct booked_periods *ret);
struct booked_period *booked_find(const struct booked_periods *booked, int32_t starts_on);
/* As far as the template goes (`span`); a later end leaves the rest of a period pending. */
bool booked_is_approved(const struct booked_periods *booked, const struct template_span *span);
/* Writes a period's row, or over the one that begins on the same day. */
MUST_CHECK enum err period_write(struct context *cx, struct tx *tx, const struct grant *g, struct template_id template,
                                 const struct booked_period *period);

/* ------------------------------------------------------------------ waiting.c */

/* The local day from which the first period that is not approved waits for it; none within the projection. */
#define WAITS_NEVER INT32_MAX
int32_t template_waits_on(const struct template *template, const struct booked_periods *booked, int32_t today);
MUST_CHECK enum err template_waits_write(struct tx *tx, const struct grant *g, struct template_id id, int32_t day);

enum { TEMPLATE_PAGE = 50 };
struct template_filter {
    struct client_id client;
    bool ended;
    const int64_t *only; /* NULL: all */
    int only_count;
    int32_t today;
    struct str locale;
    struct str after_sort;
    struct template_id after;
};
struct template_row {
    struct template template;
    struct str sort; /* the client's */
    struct str lines;
    int line_count;
};
struct template_rows {
    struct template_row items[TEMPLATE_PAGE];
    int count;
    bool more;
    int64_t total;
};
/* A page of the templates in the grant's scope, by client. Three statements. */
MUST_CHECK enum err template_rows_read(struct tx *tx, const struct grant *g, const struct template_filter *filter,
                                       struct template_rows *ret);
/* For dispatch: whose client's. */
MUST_CHECK enum err template_resolve(struct tx *tx, struct company_id company, int64_t id, struct subject *ret);
MUST_CHECK enum err line_resolve(struct tx *tx, struct company_id company, int64_t id, struct subject *ret);
MUST_CHECK enum err period_resolve(struct tx *tx, struct company_id company, int64_t id, struct subject *ret);

#endif
