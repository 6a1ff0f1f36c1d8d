/* Keyset cursors of lists: opaque outside, (sort, id) inside. */
#ifndef APP_CURSOR_H
#define APP_CURSOR_H

#include "app/app.h"

struct str cursor_text(struct arena *arena, struct str sort, int64_t id);
/* An empty text gives id 0: the beginning. False for what cursor_text did not make. */
MUST_CHECK bool cursor_parse(struct arena *arena, struct str text, struct str *ret_sort, int64_t *ret_id);
/* The address of the next page: `path` with what was asked for, as typed, and the cursor. */
struct str cursor_page(struct arena *arena, struct str path, const struct input *in, const struct input_field *fields,
                       struct str cursor);

#endif
