/* When a session or token was last used: noted in memory and written in batches by the background loop, so that a
 * request that only reads never waits for the disk. What is lost in a crash is at most a minute of "last used". */
#ifndef APP_TOUCH_H
#define APP_TOUCH_H

#include "base/arena.h"

enum touch_kind { TOUCH_SESSION = 1, TOUCH_TOKEN, TOUCH_KIND__MAX };

struct touches;
struct touches *touches_new(void);
void touches_free(struct touches *touches);
/* Thread-safe; the same id twice is kept once. Where too many wait, further ones are left out until the next batch. */
void touch_note(struct touches *touches, enum touch_kind kind, int64_t id);
/* Takes all of a kind; the ids live in the arena. Returns how many. */
int touch_take(struct touches *touches, enum touch_kind kind, struct arena *arena, const int64_t **ret_ids);

#endif
