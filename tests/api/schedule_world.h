/* For the tests of the schedule: a visit by its parts, and a permission switched for one person. */
#ifndef API_SCHEDULE_WORLD_H
#define API_SCHEDULE_WORLD_H

#include "support/world.h"

/* "2026-05-14T09:30:00-04:00": days from the world's today, at a minute of the day in New York. */
const char *on_day(struct world *w, int days, int minute);
/* The body of a new visit of 30 minutes; `staff` NULL: nobody; `more`: further members, beginning with a comma. */
const char *visit_body(struct world *w, const char *client, const char *staff, const char *starts_at, const char *more);
/* Makes it as Maya, confirming what asks for it; the id. */
const char *given_visit(struct world *w, const char *client, const char *staff, const char *starts_at,
                        const char *more);
/* A personal exception (ROL-302), as an act of the program's. */
void given_exception(struct world *w, const char *who, enum permission permission, bool on);
const char *event_path(struct world *w, const char *id);

#endif
