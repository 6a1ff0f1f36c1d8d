/* The loop beside the server: mails, jobs and the features' own housekeeping. */
#ifndef APP_BACKGROUND_H
#define APP_BACKGROUND_H

#include "app/outbox.h"

struct background_config {
    struct app *app;
    struct mail_config mail; /* its texts must live as long as the loop */
    void (*outdated)(void);  /* called where app_outdated; nothing is done any more. May be NULL */
};
struct background;
/* One round of everything that is due: what the loop does every second, and tests at will. `hourly`: the slow part too.
 * A fault of one part is a line of the log and does not hold up the others. */
void background_round(const struct background_config *config, bool hourly, struct arena *arena);
/* A thread of its own. */
struct background *background_start(const struct background_config *config);
/* Waits for what is under way: a mail's time-out at most. */
void background_stop(struct background *background);

#endif
