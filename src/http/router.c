#include "http/router.h"

#define API_PREFIX "/api/v1"

struct node {
    struct str name;        /* empty for a place */
    struct node **children; /* literal ones, sorted by name */
    int child_count, child_room;
    struct node *place;
    const struct route *routes[METHOD__MAX];
};

struct router {
    struct node root;
};

static const char *const METHODS[METHOD__MAX] = {
    [METHOD_GET] = "GET",     [METHOD_POST] = "POST",     [METHOD_PUT] = "PUT",
    [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE",
};

static const char *const TARGETS[TARGET__MAX] = {
    [TARGET_STAFF] = "staff",         [TARGET_CLIENT] = "client",
    [TARGET_EVENT] = "event",         [TARGET_PET] = "pet",
    [TARGET_SERVICE] = "service",     [TARGET_TEMPLATE] = "template",
    [TARGET_LINE] = "line",           [TARGET_PERIOD] = "period",
    [TARGET_NOTICE] = "notice",       [TARGET_SESSION] = "session",
    [TARGET_TOKEN] = "token",         [TARGET_REQUEST] = "request",
    [TARGET_EXCEPTION] = "exception", [TARGET_DATED] = "dated",
    [TARGET_ENTRY] = "entry",         [TARGET_ROLE] = "role",
    [TARGET_REVIEW] = "review",       [TARGET_ITEM] = "item",
    [TARGET_REPORT] = "report",
};

const char *method_name(enum method method)
{
    assert(method > 0 && method < METHOD__MAX);
    return METHODS[method];
}

enum method method_parse(struct str name)
{
    if (str_is(name, "HEAD"))
        return METHOD_GET;
    for (int i = METHOD_GET; i < METHOD__MAX; i++) {
        if (str_is(name, METHODS[i]))
            return (enum method)i;
    }
    return (enum method)0;
}

enum target_kind target_by_name(struct str name)
{
    for (int i = TARGET__NONE + 1; i < TARGET__MAX; i++) {
        if (TARGETS[i] != NULL && str_is(name, TARGETS[i]))
            return (enum target_kind)i;
    }
    return TARGET__NONE;
}

bool path_is_api(struct str path)
{
    return str_starts(path, STR(API_PREFIX "/")) || str_is(path, API_PREFIX);
}

/* ------------------------------------------------------------------ making the tree */

static int compare(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;

    return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

/* Where `name` stands among the children, or would. */
static int position(const struct node *node, struct str name, bool *ret_found)
{
    int low = 0, high = node->child_count;

    *ret_found = false;
    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = compare(name, node->children[middle]->name);

        if (order == 0) {
            *ret_found = true;
            return middle;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static struct node *child(struct node *node, struct str name, struct arena *arena)
{
    bool found;
    int at = position(node, name, &found);

    if (found)
        return node->children[at];
    if (node->child_count == node->child_room) {
        int room = node->child_room ? 2 * node->child_room : 4;
        struct node **grown = arena_array(arena, struct node *, (size_t)room);

        if (node->child_count)
            memcpy(grown, node->children, (size_t)node->child_count * sizeof(*grown));
        node->children = grown;
        node->child_room = room;
    }
    memmove(node->children + at + 1, node->children + at, (size_t)(node->child_count - at) * sizeof(struct node *));
    node->children[at] = arena_new(arena, struct node);
    node->children[at]->name = name;
    node->child_count++;
    return node->children[at];
}

static bool is_place(struct str segment)
{
    return segment.n > 2 && segment.p[0] == '{' && segment.p[segment.n - 1] == '}';
}

/* Walks to the node of a path, making it; notes the places in `route`. */
static enum err node_of(struct node *node, struct str path, struct route *route, struct arena *arena, struct node **ret)
{
    struct str rest = str_slice(path, 1, path.n);

    for (int count = 0; rest.p != NULL && rest.n > 0; count++) {
        struct str segment = str_cut(&rest, '/');
        enum target_kind kind;

        if (segment.n == 0 || count == ROUTE_SEGMENTS_MAX)
            return fail_internal(arena, "operation %s: its path is malformed", route->operation->name);
        if (!is_place(segment)) {
            node = child(node, segment, arena);
            continue;
        }
        kind = target_by_name(str_slice(segment, 1, segment.n - 2));
        if (kind == TARGET__NONE || route->place_count == ROUTE_PLACES_MAX)
            return fail_internal(arena, "operation %s: unknown place %.*s", route->operation->name, STR_ARG(segment));
        route->places[route->place_count++] = kind;
        if (node->place == NULL)
            node->place = arena_new(arena, struct node);
        node = node->place;
    }
    *ret = node;
    return OK;
}

static enum err add(struct router *router, const struct operation *operation, int index, enum route_form form,
                    struct arena *arena)
{
    bool prefixed = form == ROUTE_JSON && !(operation->flags & OP_ROOT);
    struct str path = arena_format(arena, "%s%s", prefixed ? API_PREFIX : "", operation->path);
    struct route *route = arena_new(arena, struct route);
    struct node *node = NULL;

    *route = (struct route){.operation = operation, .index = index, .form = form};
    if (operation->path[0] != '/' || operation->method <= 0 || operation->method >= METHOD__MAX)
        return fail_internal(arena, "operation %s: its address is malformed", operation->name);
    TRY(node_of(&router->root, path, route, arena, &node));
    if (node->routes[operation->method] != NULL)
        return fail_internal(arena, "operations %s and %s: the same address", operation->name,
                             node->routes[operation->method]->operation->name);
    node->routes[operation->method] = route;
    return OK;
}

static bool has_page(const struct operation *operation)
{
    if (operation->method == METHOD_GET)
        return operation->page != NULL || (operation->flags & (OP_CSV | OP_FILE));
    return operation->page != NULL || operation->form != NULL || operation->next != NULL;
}

enum err router_new(const struct operation *const *operations, int count, struct arena *arena, struct router **ret)
{
    struct router *router = arena_new(arena, struct router);

    for (int i = 0; i < count; i++) {
        const struct operation *operation = operations[i];

        if (operation->path == NULL || (operation->flags & OP_SYSTEM))
            continue;
        if (!(operation->flags & OP_NO_API))
            TRY(add(router, operation, i, ROUTE_JSON, arena));
        if (has_page(operation))
            TRY(add(router, operation, i, ROUTE_PAGE, arena));
    }
    *ret = router;
    return OK;
}

/* ------------------------------------------------------------------ finding */

static bool answers(const struct node *node)
{
    for (int i = 0; i < METHOD__MAX; i++) {
        if (node->routes[i] != NULL)
            return true;
    }
    return false;
}

/* Literals first; a place only where no literal leads to an answer. The tree bounds the steps. */
static const struct node *walk(const struct node *node, const struct str *segments, int count,
                               struct route_match *match)
{
    const struct node *found = NULL;
    bool literal;
    int at;

    if (count == 0)
        return answers(node) ? node : NULL;
    at = position(node, *segments, &literal);
    if (literal)
        found = walk(node->children[at], segments + 1, count - 1, match);
    if (found != NULL || node->place == NULL || match->place_count == ROUTE_PLACES_MAX)
        return found;
    match->places[match->place_count++] = *segments;
    found = walk(node->place, segments + 1, count - 1, match);
    if (found == NULL)
        match->place_count--;
    return found;
}

/* The decoded segments, or -1 where the path cannot be one of ours. */
static int split(struct str path, struct arena *arena, struct str segments[ROUTE_SEGMENTS_MAX])
{
    struct str rest = str_slice(path, 1, path.n);
    int count = 0;

    if (path.n == 0 || path.p[0] != '/')
        return -1;
    if (path.n == 1)
        return 0;
    while (rest.p != NULL) {
        struct str segment = str_cut(&rest, '/');

        if (segment.n == 0 || count == ROUTE_SEGMENTS_MAX)
            return -1;
        if (str_find(segment, '%', 0) >= 0 && !url_decode(arena, segment, false, &segment))
            return -1;
        segments[count++] = segment;
    }
    return count;
}

bool router_find(const struct router *router, struct str path, struct arena *arena, struct route_match *ret)
{
    struct str segments[ROUTE_SEGMENTS_MAX];
    struct route_match match = {0};
    const struct node *node;
    int count = split(path, arena, segments);

    if (count < 0)
        return false;
    node = walk(&router->root, segments, count, &match);
    if (node == NULL)
        return false;
    match.routes = node->routes;
    *ret = match;
    return true;
}

const struct route *route_pick(const struct route_match *match, enum method method, struct str ret[TARGET__MAX])
{
    const struct route *route = method > 0 && method < METHOD__MAX ? match->routes[method] : NULL;

    if (route == NULL)
        return NULL;
    for (int i = 0; i < TARGET__MAX; i++)
        ret[i] = (struct str){NULL, 0};
    for (int i = 0; i < route->place_count; i++)
        ret[route->places[i]] = match->places[i];
    return route;
}

struct str route_allow(const struct route_match *match, struct arena *arena)
{
    struct buf out;

    buf_init(&out, arena, 64);
    for (int i = METHOD_GET; i < METHOD__MAX; i++) {
        if (match->routes[i] == NULL)
            continue;
        if (out.n > 0)
            buf_add(&out, STR(", "));
        buf_add(&out, str_from(METHODS[i]));
        if (i == METHOD_GET)
            buf_add(&out, STR(", HEAD"));
    }
    return buf_str(&out);
}

/* ------------------------------------------------------------------ making addresses */

bool route_fill(struct str template, const struct str places[TARGET__MAX], route_filler *other, void *data,
                struct buf *out)
{
    size_t at = 0;

    while (at < template.n) {
        ptrdiff_t open = str_find(template, '{', at);
        ptrdiff_t close = open < 0 ? -1 : str_find(template, '}', (size_t)open);
        struct str name, value = {NULL, 0};

        if (close < 0) {
            buf_add(out, str_slice(template, at, template.n));
            return true;
        }
        buf_add(out, str_slice(template, at, (size_t)open - at));
        name = str_slice(template, (size_t)open + 1, (size_t)(close - open) - 1);
        if (target_by_name(name) != TARGET__NONE)
            value = places[target_by_name(name)];
        if (value.n == 0 && other != NULL)
            value = other(data, name);
        if (value.n == 0)
            return false;
        url_encode(out, value);
        at = (size_t)close + 1;
    }
    return true;
}
