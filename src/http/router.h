/* From the operation table: which row a method and an address mean, and in which form it answers.
 *
 *     /api/v1<path>   JSON, every row with an address but those with OP_NO_API; OP_ROOT rows at <path> itself
 *     <path>          a page: GET rows that have one, writes that a form sends (page, form or next)
 *
 * Literal segments beat {places}. What is found costs a step a segment. */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "app/operation.h"

enum { ROUTE_SEGMENTS_MAX = 16, ROUTE_PLACES_MAX = 6 };
enum route_form { ROUTE_JSON = 1, ROUTE_PAGE };

struct route {
    const struct operation *operation;
    int index; /* of the operation in the list that router_new took, for figures */
    enum route_form form;
    int place_count;
    enum target_kind places[ROUTE_PLACES_MAX]; /* in the order of the path */
};

struct router;
struct route_match {
    const struct route *const *routes; /* by method; NULL where nothing answers at this address */
    int place_count;
    struct str places[ROUTE_PLACES_MAX]; /* decoded */
};

/* ERR_INTERNAL with the row in the log line: an unknown place, two rows at one address, a path that is none. */
MUST_CHECK enum err router_new(const struct operation *const *operations, int count, struct arena *arena,
                               struct router **ret);
/* False: nothing is at this (still encoded) path, whatever the method. */
MUST_CHECK bool router_find(const struct router *router, struct str path, struct arena *arena, struct route_match *ret);
/* The route of one method, or NULL; the places in `ret` by target kind. */
const struct route *route_pick(const struct route_match *match, enum method method, struct str ret[TARGET__MAX]);
/* "GET, HEAD, POST" for an Allow header. */
struct str route_allow(const struct route_match *match, struct arena *arena);
/* Whether something of the match is a page's: then 404 and 405 are pages too. */
bool path_is_api(struct str path);

/* "{staff}" ↔ TARGET_STAFF. */
enum target_kind target_by_name(struct str name); /* TARGET__NONE: unknown */
/* A path template with its places filled in, encoded: by target kind from `places`, else by `other` (which may be
 * NULL and answers p == NULL where it does not know). False if a place stays empty. */
typedef struct str route_filler(void *data, struct str name);
MUST_CHECK bool route_fill(struct str template, const struct str places[TARGET__MAX], route_filler *other, void *data,
                           struct buf *out);

enum method method_parse(struct str name); /* HEAD is GET; 0: none of ours */
const char *method_name(enum method method);

#endif
