/* Inside of app/: the cache behind company_state. */
#ifndef APP_STATE_H
#define APP_STATE_H

#include "app/app.h"

struct pictures;
struct pictures *pictures_new(size_t budget);
void pictures_free(struct pictures *pictures);
/* The picture as this transaction sees it, built on `old` (NULL: whole). Release it. */
MUST_CHECK enum err picture_inside_from(struct tx *tx, struct company_id company, const struct picture *old,
                                        struct picture **ret);

#endif
