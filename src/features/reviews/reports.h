/* Inside of reviews/: what people tell the owner. */
#ifndef FEATURES_REVIEWS_REPORTS_H
#define FEATURES_REVIEWS_REPORTS_H

#include "features/reviews/reviews_parts.h"

enum { REPORTS_SHOWN_MAX = 100, REPORTS_A_DAY = 5 };

struct report {
    int64_t id;
    struct staff_id about; /* none: the reporter may name nobody, and wrote who it is */
    struct str about_text;
    struct staff_id by;
    struct str reason;
    int64_t made_at, done_at; /* 0: waits */
    struct str done_note;
};

/* One's own, for the owner all, newest first; never those about the reader. */
MUST_CHECK enum err reports_read(struct tx *tx, const struct grant *g, struct report ret[REPORTS_SHOWN_MAX],
                                 int *ret_count);
/* ERR_ABSENT where there is none, or it is about the reader. Whoever asks looks whether the reader is the owner. */
MUST_CHECK enum err report_read(struct tx *tx, const struct grant *g, int64_t id, struct report *ret);
MUST_CHECK enum err report_insert(struct context *cx, struct tx *tx, const struct grant *g, struct report *report);
MUST_CHECK enum err report_done(struct context *cx, struct tx *tx, const struct grant *g, const struct report *report);
/* How many the grant's person made since then. */
MUST_CHECK enum err reports_since(struct tx *tx, const struct grant *g, int64_t since, int64_t *ret);

#endif
