/* What the server tells another program (AUD-01): one POST of JSON to the address that its operator named, signed. No
 * company chooses where to, so that none can make the server call what only the server reaches. */
#ifndef APP_WEBHOOK_H
#define APP_WEBHOOK_H

#include "base/arena.h"

struct webhook_config {
    struct str url;    /* empty: there is none */
    struct str secret; /* at least WEBHOOK_SECRET_MIN bytes */
    int timeout_ms;    /* for the whole call; 0: WEBHOOK_TIMEOUT_MS */
};
enum { WEBHOOK_SECRET_MIN = 16, WEBHOOK_TIMEOUT_MS = 10000 };

/* https:// to anywhere, or http:// to this very machine; no name and password in it. */
bool webhook_url_is_sound(struct str url);
/* "t=1778680800,v1=…": HMAC-SHA256 by the secret, in hex, over the seconds, a dot and the body. */
struct str webhook_signature(struct arena *arena, struct str secret, int64_t now, struct str body);
/* One call: no redirect is followed and no proxy asked, and an answer is read no further than a few kilobytes. True for
 * a 2xx; otherwise `ret_detail` says what came, in a line. */
MUST_CHECK bool webhook_post(const struct webhook_config *config, struct str body, int64_t now, struct arena *arena,
                             struct str *ret_detail);

#endif
