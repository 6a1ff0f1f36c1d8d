/* Inside of notices/. */
#ifndef FEATURES_NOTICES_STORE_H
#define FEATURES_NOTICES_STORE_H

#include "features/notices/notices.h"

enum { NOTICE_PAGE = 50 };

struct notice_row {
    struct notice_id id;
    struct notice notice;
    int64_t created_at, read_at;
    struct str client_name, about_name;
};
struct notice_rows {
    struct notice_row items[NOTICE_PAGE];
    int count;
    bool more;
};
/* The reader's notices, newest first, older than `before` (0: from the newest); those about clients only while the
 * reader may see them. */
MUST_CHECK enum err notice_rows_read(struct tx *tx, const struct grant *g, int64_t before, struct notice_rows *ret);
/* Marks the reader's notices up to this id as read. */
MUST_CHECK enum err notices_mark(struct tx *tx, const struct grant *g, int64_t until);

#endif
