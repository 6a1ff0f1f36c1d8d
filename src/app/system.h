/* What the program does of itself, in transactions of its own: the demonstration, the command line's verbs, a test's
 * look. */
#ifndef APP_SYSTEM_H
#define APP_SYSTEM_H

#include "app/app.h"

/* The command line's grant in one company, resting on the picture as a transaction sees it. */
struct system_access {
    struct picture *picture;
    struct grant grant;
};
/* For what policy/system.def gives the command line. Opened again, it looks anew; `access` begins zeroed. */
MUST_CHECK enum err system_access_open(struct tx *tx, struct company_id company, enum permission permission,
                                       int64_t now, struct system_access *access);
void system_access_end(struct system_access *access);

/* A context for an act outside of dispatch (act.h). `operation`: a row's name; the entry of the record bears it, also
 * where there is no such row. `company` may be NULL and must outlive it. */
struct context system_context(struct app *app, struct arena *arena, const char *operation,
                              const struct company_profile *company, int64_t now);

#endif
