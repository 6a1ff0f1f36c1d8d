/* What there is to review (ROL-306): one look at who may what, by the measures of a review. */
#include "app/rows.h"
#include "features/reviews/reviews_parts.h"

#include "base/time.h"

SQL(review_sign_ins, "SELECT s.id, s.last_sign_in_at, s.invited_at,"
                     " (SELECT max(x.last_used_at) FROM session x WHERE x.company_id = $1 AND x.staff_id = s.id),"
                     " (SELECT max(t.last_used_at) FROM token t WHERE t.company_id = $1 AND t.staff_id = s.id)"
                     " FROM staff s WHERE s.company_id = $1 ORDER BY s.id");
SQL(review_uses, "SELECT staff_id, permission, day FROM permission_use WHERE company_id = $1");
/* What stands only since the window began cannot have gone unused for as long: role and standing (2), cells (4),
 * exceptions (5). */
SQL(review_recent, "SELECT kind, a, b FROM history WHERE company_id = $1 AND kind IN (2, 4, 5) AND to_change IS NULL"
                   " AND from_at > $2");
static_assert(HISTORY_STAFF == 2 && HISTORY_CELL == 4 && HISTORY_EXCEPTION == 5, "as review_recent says");
SQL(review_exceptions, "SELECT staff_id, permission, allowed, until_at, reason, made_by, made_at FROM exception"
                       " WHERE company_id = $1 AND (until_at = 0 OR until_at > $2) ORDER BY staff_id, permission");
SQL(review_removals, "SELECT staff_id, client_id, removed_at, removed_by, removal_reason, review_on FROM relation"
                     " WHERE company_id = $1 AND removed_at > 0 AND (removal_reason = '' OR review_on <= $2)"
                     " ORDER BY staff_id, client_id");

/* What is known of one person beyond the picture. */
struct marks {
    int64_t staff;
    int64_t last_in, invited_at;   /* 0: never */
    uint64_t recent;               /* PERMISSION_BITs of exceptions that are younger than the window */
    bool new;                      /* in role or standing */
    int32_t used[PERMISSION__MAX]; /* last day, UTC; 0: none noted */
};

struct collecting {
    struct context *cx;
    struct tx *tx;
    const struct grant *g;
    const struct review *review;
    struct marks *marks; /* by id */
    int mark_count;
    struct role_cell_new { /* cells set since the window began */
        int role;
        enum permission permission;
    } * cells;
    int cell_count;
    struct rows items;
};

static int by_staff(const void *a, const void *b)
{
    const struct marks *x = a, *y = b;

    return (x->staff > y->staff) - (x->staff < y->staff);
}

static struct marks *marks_of(const struct collecting *c, int64_t staff)
{
    struct marks key = {.staff = staff};

    return c->mark_count ? bsearch(&key, c->marks, (size_t)c->mark_count, sizeof(key), by_staff) : NULL;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

MUST_CHECK static enum err read_sign_ins(struct collecting *c)
{
    CLEANUP(query_end) struct query q = {0};
    struct rows rows = {.arena = c->cx->arena};

    TRY(QUERY(c->tx, &review_sign_ins, &q, SQL_INT(c->g->company.n)));
    while (query_next(&q)) {
        struct marks *marks = rows_add(&rows, sizeof(*marks));

        marks->staff = query_int(&q, 0);
        marks->last_in = later(query_int(&q, 1), later(query_int(&q, 3), query_int(&q, 4)));
        marks->invited_at = query_int(&q, 2);
    }
    c->marks = (struct marks *)(void *)rows.items;
    c->mark_count = rows.count;
    return query_done(&q);
}

MUST_CHECK static enum err read_uses(struct collecting *c)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(c->tx, &review_uses, &q, SQL_INT(c->g->company.n)));
    while (query_next(&q)) {
        struct marks *marks = marks_of(c, query_int(&q, 0));
        enum permission permission = permission_by_number((int)query_int(&q, 1));

        if (marks && permission != PERMISSION__NONE)
            marks->used[permission] = (int32_t)query_int(&q, 2);
    }
    return query_done(&q);
}

MUST_CHECK static enum err read_recent(struct collecting *c)
{
    CLEANUP(query_end) struct query q = {0};
    struct rows cells = {.arena = c->cx->arena};

    TRY(QUERY(c->tx, &review_recent, &q, SQL_INT(c->g->company.n), SQL_INT(c->review->unused_from * DAY_US)));
    while (query_next(&q)) {
        int64_t kind = query_int(&q, 0), a = query_int(&q, 1);
        enum permission permission = permission_by_number((int)query_int(&q, 2));
        struct marks *marks = kind == HISTORY_CELL ? NULL : marks_of(c, a);

        if (kind == HISTORY_CELL)
            *(struct role_cell_new *)rows_add(&cells, sizeof(*c->cells)) = (struct role_cell_new){(int)a, permission};
        else if (marks && kind == HISTORY_STAFF)
            marks->new = true;
        else if (marks)
            marks->recent |= PERMISSION_BIT(permission);
    }
    c->cells = (struct role_cell_new *)(void *)cells.items;
    c->cell_count = cells.count;
    return query_done(&q);
}

static struct review_item *add(struct collecting *c, enum review_kind kind, struct staff_id staff)
{
    struct review_item *item = rows_add(&c->items, sizeof(*item));

    item->kind = kind;
    item->staff = staff;
    return item;
}

/* ------------------------------------------------------------------ people */

static void add_people(struct collecting *c)
{
    for (int i = 0; i < picture_person_count(c->g->picture); i++) {
        const struct person *person = picture_person_at(c->g->picture, i);
        bool top = person->base == ROLE_ADMIN || person->base == ROLE_OWNER_ADMIN;
        const struct marks *marks = marks_of(c, person->id.n);
        struct review_item *item;

        if (person->status == STAFF_INACTIVE)
            continue;
        item = add(c, top ? REVIEW_TOP : REVIEW_PEOPLE, person->id);
        item->role = person->role;
        item->status = person->status;
        item->on = person->owner;
        item->at = marks ? marks->last_in : 0;
    }
}

/* Who may sign in, and did not for so long; who was invited, and let the invitation pass. */
static void add_dormant(struct collecting *c)
{
    int64_t active_since = c->review->opened_at - c->review->dormant_days * DAY_US;
    int64_t invited_since = c->review->opened_at - REVIEW_INVITED_DAYS * DAY_US;

    for (int i = 0; i < picture_person_count(c->g->picture); i++) {
        const struct person *person = picture_person_at(c->g->picture, i);
        const struct marks *marks = marks_of(c, person->id.n);
        bool invited = person->status == STAFF_INVITED;
        int64_t at;

        if (!marks || (person->status != STAFF_ACTIVE && !invited))
            continue;
        at = invited ? marks->invited_at : marks->last_in;
        if (at < (invited ? invited_since : active_since)) {
            struct review_item *item = add(c, REVIEW_DORMANT, person->id);

            item->status = person->status;
            item->at = at;
        }
    }
}

/* ------------------------------------------------------------------ unused permissions */

/* The permissions that some row of the operation table is decided by: no other can be seen in use. */
static uint64_t usable(const struct app *app)
{
    uint64_t found = 0;

    for (int i = 0; i < app->operation_count; i++) {
        const struct operation *op = app->operations[i];
        const enum permission all[] = {op->permission, op->own, op->either};

        for (size_t p = 0; p < ARRAY_SIZE(all) && !(op->flags & OP_SYSTEM); p++) {
            if (all[p] < PERMISSION__MAX)
                found |= PERMISSION_BIT(all[p]);
        }
    }
    return found & ~PERMISSION_BIT(PERMISSION__NONE);
}

static bool cell_is_new(const struct collecting *c, int role, enum permission permission)
{
    for (int i = 0; i < c->cell_count; i++) {
        if (c->cells[i].role == role && c->cells[i].permission == permission)
            return true;
    }
    return false;
}

/* Held by choice (what is locked on cannot be taken away), long enough, and not used since the window began. */
static bool is_unused(const struct collecting *c, const struct person *person, const struct marks *marks,
                      enum permission permission)
{
    const struct picture *picture = c->g->picture;

    return marks->used[permission] < c->review->unused_from && !(marks->recent & PERMISSION_BIT(permission)) &&
           !cell_is_locked(picture_cell(picture, person->role, permission).kind) &&
           picture_holds(picture, person, permission, c->g->now, NULL) && !cell_is_new(c, person->role, permission);
}

static void add_unused(struct collecting *c)
{
    uint64_t all = usable(c->cx->app);

    for (int i = 0; i < picture_person_count(c->g->picture); i++) {
        const struct person *person = picture_person_at(c->g->picture, i);
        const struct marks *marks = marks_of(c, person->id.n);

        if (!marks || marks->new || person->status != STAFF_ACTIVE)
            continue;
        for (int p = PERMISSION__NONE + 1; p < PERMISSION__MAX; p++) {
            if (!(all & PERMISSION_BIT(p)) || !is_unused(c, person, marks, (enum permission)p))
                continue;
            struct review_item *item = add(c, REVIEW_UNUSED, person->id);
            item->permission = (enum permission)p;
            item->day = marks->used[p];
        }
    }
}

/* ------------------------------------------------------------------ exceptions and removals */

static bool is_here(const struct collecting *c, struct staff_id staff)
{
    const struct person *person = picture_person(c->g->picture, staff);

    return person && person->status != STAFF_INACTIVE;
}

MUST_CHECK static enum err add_exceptions(struct collecting *c)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(c->tx, &review_exceptions, &q, SQL_INT(c->g->company.n), SQL_INT(c->cx->now)));
    while (query_next(&q)) {
        struct staff_id staff = {query_int(&q, 0)};
        enum permission permission = permission_by_number((int)query_int(&q, 1));
        struct review_item *item;

        if (permission == PERMISSION__NONE || !is_here(c, staff))
            continue;
        item = add(c, REVIEW_EXCEPTIONS, staff);
        item->permission = permission;
        item->on = query_bool(&q, 2);
        item->until = query_int(&q, 3);
        item->reason = query_text(&q, 4);
        item->by.n = query_int(&q, 5);
        item->at = query_int(&q, 6);
    }
    return query_done(&q);
}

MUST_CHECK static enum err add_removals(struct collecting *c)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(c->tx, &review_removals, &q, SQL_INT(c->g->company.n), SQL_INT(c->review->due_on)));
    while (query_next(&q)) {
        struct staff_id staff = {query_int(&q, 0)};
        struct review_item *item;

        if (!is_here(c, staff))
            continue;
        item = add(c, REVIEW_REMOVALS, staff);
        item->client.n = query_int(&q, 1);
        item->at = query_int(&q, 2);
        item->by.n = query_int(&q, 3);
        item->reason = query_text(&q, 4);
        item->day = (int32_t)query_int(&q, 5);
    }
    return query_done(&q);
}

enum err review_collect(struct context *cx, struct tx *tx, const struct grant *g, const struct review *review,
                        struct review_item **ret, int *ret_count)
{
    struct collecting c = {.cx = cx, .tx = tx, .g = g, .review = review, .items = {.arena = cx->arena}};

    TRY(read_sign_ins(&c));
    add_people(&c);
    TRY(add_exceptions(&c));
    if (review->noted_from && review->noted_from <= review->unused_from) {
        TRY(read_uses(&c));
        TRY(read_recent(&c));
        add_unused(&c);
    }
    add_dormant(&c);
    TRY(add_removals(&c));
    *ret = (struct review_item *)(void *)c.items.items;
    *ret_count = c.items.count;
    return OK;
}
