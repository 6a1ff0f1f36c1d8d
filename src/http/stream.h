/* Inside of http/: the event streams of open pages (ACC-07). One thread looks at what changed, in memory; another
 * counts notices, in the database.
 *
 *   hello   {"change":n,"person":"…"}          the first; a page that is older than this, or made for other eyes
 *                                              (ROL-304), looks again
 *   lost    {"clients":[…],"change":n}         clients that this person sees no more
 *           {"all":true,"change":n}            too many to name: everything is covered and looked at again
 *   change  {"change":n}                       something in the company changed
 *   notice  {"unread":n}                       the count of unread notices, when it changed
 *   beat    {}                                 every 5 s: the page knows that it is in contact
 *   end     {"reason":"…"}                     signed_out, inactive, stopping, replaced, or view
 *                                              (ROL-304: one looks through other eyes now, or no more): nothing follows
 *
 * A person has so many streams; a newer one always gets in. Those whose reader hung up make room first, then the oldest
 * is replaced: a page that was just loaded is looked at, the oldest most likely is not. */
#ifndef HTTP_STREAM_H
#define HTTP_STREAM_H

#include "http/exchange.h"

struct streams;
struct streams *streams_new(struct http *http);
void streams_free(struct streams *streams);
/* Ends all of them, and lets no other begin. */
void streams_stop(struct streams *streams);

/* For a principal that dispatch let in, from the picture at `change` or later. ERR_UNAVAILABLE: the server has enough.
 */
MUST_CHECK enum err stream_open(struct http *http, const struct principal *principal, int64_t change,
                                struct arena *arena, struct http_stream **ret);

#endif
