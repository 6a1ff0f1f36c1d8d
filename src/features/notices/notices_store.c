#include "features/notices/notices_store.h"
#include "features/relations/relations.h"

static const char *const kinds[] = {"schedule_added",  "schedule_changed",   "schedule_cancelled", "access_removed",
                                    "access_restored", "separation_request", "template_waiting",   "owner_asked",
                                    "owner_accepted",  "owner_declined",     "owner_taken_back",   "owner_passed",
                                    "owner_expired",   "owner_void",         "review_begun",       "review_due",
                                    "access_report"};
const struct names notice_kind_names = {kinds, ARRAY_SIZE(kinds)};
static_assert(ARRAY_SIZE(kinds) == NOTICE_KIND__MAX - 1, "as the kinds");

/* ACC-06, MSG-11: a notice about a client is shown only while the reader may see that client. */
#define SCOPE_FRAGMENTS                                                                                                \
    "AND (n.client_id = 0 OR AMONG($3, n.client_id))", "AND (n.client_id = 0 OR NOT AMONG($3, n.client_id))"
/* What tells of somebody's access, and of reviews, is for who manages staff now, not for who did when it was written.
 */
#define OFFICE_FRAGMENT "AND n.kind NOT IN (4, 5, 6, 15, 16)"
static_assert(NOTICE_ACCESS_REMOVED == 4 && NOTICE_SEPARATION_REQUEST == 6 && NOTICE_REVIEW_BEGUN == 15 &&
                  NOTICE_REVIEW_DUE == 16,
              "the kinds of OFFICE_FRAGMENT");
enum { BIT_ONLY = 1 << 0, BIT_ALL_BUT = 1 << 1, BIT_NOT_OFFICE = 1 << 2, BIT_AFTER = 1 << 3 };

SQL_LIST(notice_rows,
         "SELECT n.id, n.kind, n.client_id, n.about_staff_id, n.event_id, n.details, n.created_at, n.read_at, c.name,"
         " s.name FROM notice n LEFT JOIN client c ON c.company_id = n.company_id AND c.id = n.client_id"
         " LEFT JOIN staff s ON s.company_id = n.company_id AND s.id = n.about_staff_id"
         " WHERE n.company_id = $1 AND n.staff_id = $2 {0} {1} {2} {3} ORDER BY n.id DESC LIMIT $5",
         SCOPE_FRAGMENTS, OFFICE_FRAGMENT, "AND n.id < $4");
SQL_LIST(notice_unread,
         "SELECT count(*) FROM (SELECT 1 FROM notice n WHERE n.company_id = $1 AND n.staff_id = $2 AND n.read_at = 0"
         " {0} {1} {2} LIMIT 100) AS unread",
         SCOPE_FRAGMENTS, OFFICE_FRAGMENT);
SQL(notice_insert, "INSERT INTO notice (company_id, id, staff_id, kind, client_id, about_staff_id, event_id, details,"
                   " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
SQL(notice_mark, "UPDATE notice SET read_at = $4 WHERE company_id = $1 AND staff_id = $2 AND id <= $3 AND read_at = 0");

static unsigned scope_bits(const struct grant *g)
{
    return grant_scope_bits(g) | (grant_holds(g, PERMISSION_manage_staff) ? 0u : BIT_NOT_OFFICE);
}

enum err notice_rows_read(struct tx *tx, const struct grant *g, int64_t before, struct notice_rows *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct notice_rows){0};
    TRY(QUERY_LIST(tx, &notice_rows, scope_bits(g) | (before ? BIT_AFTER : 0u), &q, SQL_INT(g->company.n),
                   SQL_INT(g->staff.n), SQL_IDS(g->scope.ids, g->scope.count), SQL_INT(before),
                   SQL_INT(NOTICE_PAGE + 1)));
    while (query_next(&q)) {
        if (ret->count == NOTICE_PAGE) {
            ret->more = true;
            return OK;
        }
        ret->items[ret->count++] = (struct notice_row){.id = {query_int(&q, 0)},
                                                       .notice = {.kind = (enum notice_kind)query_int(&q, 1),
                                                                  .client = {query_int(&q, 2)},
                                                                  .about = {query_int(&q, 3)},
                                                                  .event = {query_int(&q, 4)},
                                                                  .details = query_text(&q, 5)},
                                                       .created_at = query_int(&q, 6),
                                                       .read_at = query_int(&q, 7),
                                                       .client_name = query_text(&q, 8),
                                                       .about_name = query_text(&q, 9)};
    }
    return query_done(&q);
}

enum err notices_unread(struct tx *tx, const struct grant *g, int64_t *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = 0;
    TRY(QUERY_LIST(tx, &notice_unread, scope_bits(g), &q, SQL_INT(g->company.n), SQL_INT(g->staff.n),
                   SQL_IDS(g->scope.ids, g->scope.count)));
    if (query_next(&q))
        *ret = query_int(&q, 0);
    return query_done(&q);
}

enum err notices_mark(struct tx *tx, const struct grant *g, int64_t until)
{
    return EXECUTE(tx, &notice_mark, NULL, SQL_INT(g->company.n), SQL_INT(g->staff.n), SQL_INT(until), SQL_INT(g->now));
}

/* Whether the pair's subscription lets schedule notices through (MSG-10); about no client there is none to ask. */
MUST_CHECK static enum err subscribed(struct tx *tx, const struct grant *g, struct staff_id to,
                                      const struct notice *notice, bool *ret)
{
    struct relation pair;

    *ret = true;
    if (!notice->client.n || notice->kind > NOTICE_SCHEDULE_CANCELLED)
        return OK;
    TRY(relation_read(tx, g, to, notice->client, &pair));
    *ret = pair.subscribed;
    return OK;
}

enum err notice_add(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id to,
                    const struct notice *notice)
{
    const struct person *person = picture_person(g->picture, to);
    bool wanted = false;

    if (to.n == cx->principal.staff.n || !person || person->status == STAFF_INACTIVE)
        return OK;
    TRY(subscribed(tx, g, to, notice, &wanted));
    if (!wanted)
        return OK;
    return EXECUTE(tx, &notice_insert, NULL, SQL_INT(g->company.n), SQL_INT(id_new(cx->now)), SQL_INT(to.n),
                   SQL_INT(notice->kind), SQL_INT(notice->client.n), SQL_INT(notice->about.n), SQL_INT(notice->event.n),
                   SQL_TEXT(notice->details), SQL_INT(cx->now));
}

enum err notice_add_managers(struct context *cx, struct tx *tx, const struct grant *g, const struct notice *notice)
{
    for (int i = 0; i < picture_person_count(g->picture); i++) {
        const struct person *person = picture_person_at(g->picture, i);

        if (person->status == STAFF_ACTIVE && person->id.n != notice->about.n &&
            picture_holds(g->picture, person, PERMISSION_manage_staff, g->now, NULL))
            TRY(notice_add(cx, tx, g, person->id, notice));
    }
    return OK;
}
