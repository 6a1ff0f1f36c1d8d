/* Inside of access/: what the lists share. */
#ifndef FEATURES_ACCESS_LISTS_H
#define FEATURES_ACCESS_LISTS_H

#include "features/access/access_docs.h"

/* Whether the reader gets the *Access?* column about this person (ACC-12, ACC-13). */
bool access_shown(const struct grant *g, struct staff_id staff);

#endif
