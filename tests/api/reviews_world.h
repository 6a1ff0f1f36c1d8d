/* Access reviews on the demonstration's cast. */
#ifndef API_REVIEWS_WORLD_H
#define API_REVIEWS_WORLD_H

#include "app/jobs.h"
#include "app/uses.h"
#include "features/reviews/reviews.h"
#include "support/world.h"

/* The server's round: housekeeping and jobs. */
void reviews_round(struct world *w, bool hourly);
/* Use was noted from `days` before the world's now, and nobody used anything since. */
void reviews_noted(struct world *w, int days);
/* The demonstration's own review is over, in both companies. */
void reviews_none(struct world *w);
/* A review begun by hand by the owner, instead of one that is open. */
void reviews_begin(struct world *w);
/* The newest list of this person: its id; NULL: none that is open. */
const char *reviews_copy(struct world *w, const char *who);
struct answer reviews_group(struct world *w, const char *who, const char *group);
/* The item about this person in a group; its facts hold `part` (NULL: any). Fails where there is none. */
json_t *reviews_item(struct world *w, const char *who, const char *group, const char *name, const char *part);
bool reviews_has(struct world *w, const char *who, const char *group, const char *name, const char *part);
/* "/api/v1/staff/…/rest". */
const char *reviews_person(struct world *w, const char *who, const char *rest);
#define assert_review_state(w, who, group, name, part, expected)                                                       \
    assert_string_equal(text_at(reviews_item((w), (who), (group), (name), (part)), "state"), (expected))
/* The open list finished; a review begun and finished; the signed file. */
const char *reviews_finish(struct world *w, const char *who);
const char *reviews_given_finished(struct world *w, const char *who);
struct str reviews_download(struct world *w, const char *who, const char *copy);
struct answer reviews_answer(struct world *w, const char *who, const json_t *item, const char *answer);

#endif
