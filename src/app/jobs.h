/* Work that is due at some time: rows claimed by compare-and-set with a lease, so that any number of processes may look
 * for them. A job runs an operation as the system (policy/system.def says what it may); the operation must survive
 * running twice. */
#ifndef APP_JOBS_H
#define APP_JOBS_H

#include "app/app.h"

/* A kind of job, brought by a feature. */
struct job_rule {
    const char *kind;        /* "templates.approve" */
    const char *operation;   /* the row that it runs, with an empty input */
    enum target_kind target; /* what `subject` is, as a place of the row; TARGET__NONE: none */
    int64_t every_us;        /* comes again so long after it was due; 0: once */
};

/* Asks for a job. There is one a company, kind and subject: a later call moves it to the earlier instant. In the
 * caller's transaction; the operation that runs may ask for itself again. */
MUST_CHECK enum err job_add(struct tx *tx, struct company_id company, const char *kind, int64_t subject,
                            int64_t due_at);
MUST_CHECK enum err job_drop(struct tx *tx, struct company_id company, const char *kind, int64_t subject);

/* Runs what is due, at most `max` jobs. A job that fails comes again after 1 min, 2 min … 1 h. Its failure is no error
 * of this call but a line of the log. `ret_ran` counts those that succeeded. */
MUST_CHECK enum err jobs_run(struct app *app, int max, struct arena *arena, int *ret_ran);

#endif
