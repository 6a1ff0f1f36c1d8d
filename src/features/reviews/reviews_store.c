#include "app/rows.h"
#include "features/reviews/reviews_parts.h"

static const char *const kinds[] = {"admins", "people", "exceptions", "unused", "dormant", "removals"};
const struct names review_kind_names = {kinds, ARRAY_SIZE(kinds)};
static_assert(ARRAY_SIZE(kinds) == REVIEW_KIND__MAX - 1, "as the kinds");

SQL(review_settings_row, "SELECT review_months, review_dormant_days, review_for_on FROM company WHERE id = $1"
                         " /* company_id = $1 */");
SQL(review_settings_update, "UPDATE company SET review_months = $2, review_dormant_days = $3 WHERE id = $1"
                            " /* company_id = $1 */");
SQL(review_served_update, "UPDATE company SET review_for_on = $2 WHERE id = $1 /* company_id = $1 */");

#define REVIEW_COLUMNS                                                                                                 \
    "r.id, r.opened_at, r.opened_on, r.due_on, r.months, r.dormant_days, r.begun_by, r.unused_from, r.noted_from,"     \
    " r.ended_at"
SQL(review_open_row, "SELECT " REVIEW_COLUMNS " FROM access_review r WHERE r.company_id = $1 AND r.ended_at = 0");
SQL(review_insert_row, "INSERT INTO access_review (company_id, id, opened_at, opened_on, due_on, months, dormant_days,"
                       " begun_by, unused_from, noted_from, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
                       " $11)");
SQL(review_end_row, "UPDATE access_review SET ended_at = $3, changed = $4 WHERE company_id = $1 AND id = $2");

#define COPY_FROM                                                                                                      \
    "SELECT " REVIEW_COLUMNS ", c.id, c.staff_id, c.finished_at, c.entry, c.changed FROM access_review_copy c"         \
    " JOIN access_review r ON r.company_id = c.company_id AND r.id = c.review_id WHERE c.company_id = $1"
SQL(review_copy_row, COPY_FROM " AND c.id = $2");
SQL_LIST(review_copy_rows, COPY_FROM " {0} {1} ORDER BY c.id DESC LIMIT $4", "AND c.staff_id = $2",
         "AND c.review_id = $3");
SQL(review_copy_insert, "INSERT INTO access_review_copy (company_id, id, review_id, staff_id, changed)"
                        " VALUES ($1, $2, $3, $4, $5)");
SQL(review_copy_update, "UPDATE access_review_copy SET finished_at = $3, entry = $4, record = $5, signature = $6,"
                        " changed = $4 WHERE company_id = $1 AND id = $2");
SQL(review_copy_texts, "SELECT record, signature FROM access_review_copy WHERE company_id = $1 AND id = $2");
SQL(review_waiting_row, "SELECT c.id, r.due_on FROM access_review r JOIN access_review_copy c"
                        " ON c.company_id = r.company_id AND c.review_id = r.id AND c.staff_id = $2"
                        " WHERE r.company_id = $1 AND r.ended_at = 0 AND c.finished_at = 0");

SQL(review_item_insert, "INSERT INTO access_review_item (company_id, id, review_id, kind, staff_id, client_id,"
                        " permission, role, status, is_on, at, until_at, by_id, day, reason)"
                        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");
SQL(review_item_rows, "SELECT id, kind, staff_id, client_id, permission, role, status, is_on, at, until_at, by_id, day,"
                      " reason FROM access_review_item WHERE company_id = $1 AND review_id = $2 ORDER BY id");

SQL(review_answer_upsert, "INSERT INTO access_review_answer (company_id, copy_id, item_id, answer, note, at)"
                          " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (company_id, copy_id, item_id)"
                          " DO UPDATE SET answer = $4, note = $5, at = $6");
SQL(review_answer_delete, "DELETE FROM access_review_answer WHERE company_id = $1 AND copy_id = $2 AND item_id = $3");
SQL(review_answer_rows, "SELECT item_id, answer, note, at FROM access_review_answer WHERE company_id = $1"
                        " AND copy_id = $2 ORDER BY item_id");
SQL(review_clients, "SELECT id, name FROM client WHERE company_id = $1 AND id IN IDS($2) ORDER BY id");

/* ------------------------------------------------------------------ settings */

enum err review_settings_read(struct tx *tx, const struct grant *g, struct review_settings *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct review_settings){.months = 0};
    TRY(QUERY(tx, &review_settings_row, &q, SQL_INT(g->company.n)));
    if (query_next(&q))
        *ret = (struct review_settings){(int)query_int(&q, 0), (int)query_int(&q, 1), (int32_t)query_int(&q, 2)};
    return query_done(&q);
}

enum err review_settings_write(struct tx *tx, const struct grant *g, const struct review_settings *settings)
{
    return EXECUTE(tx, &review_settings_update, NULL, SQL_INT(g->company.n), SQL_INT(settings->months),
                   SQL_INT(settings->dormant_days));
}

enum err review_served(struct tx *tx, const struct grant *g, int32_t day)
{
    return EXECUTE(tx, &review_served_update, NULL, SQL_INT(g->company.n), SQL_INT(day));
}

/* ------------------------------------------------------------------ reviews and copies */

static struct review take_review(const struct query *q)
{
    return (struct review){.id = query_int(q, 0),
                           .opened_at = query_int(q, 1),
                           .opened_on = (int32_t)query_int(q, 2),
                           .due_on = (int32_t)query_int(q, 3),
                           .months = (int)query_int(q, 4),
                           .dormant_days = (int)query_int(q, 5),
                           .begun_by = {query_int(q, 6)},
                           .unused_from = (int32_t)query_int(q, 7),
                           .noted_from = (int32_t)query_int(q, 8),
                           .ended_at = query_int(q, 9)};
}

static struct review_copy take_copy(const struct query *q)
{
    return (struct review_copy){.review = take_review(q),
                                .id = query_int(q, 10),
                                .staff = {query_int(q, 11)},
                                .finished_at = query_int(q, 12),
                                .entry = query_int(q, 13),
                                .changed = query_int(q, 14)};
}

enum err review_open(struct tx *tx, const struct grant *g, struct review *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct review){.id = 0};
    TRY(QUERY(tx, &review_open_row, &q, SQL_INT(g->company.n)));
    if (query_next(&q))
        *ret = take_review(&q);
    return query_done(&q);
}

enum err review_insert(struct context *cx, struct tx *tx, const struct grant *g, struct review *review)
{
    review->id = id_new(cx->now);
    return EXECUTE(tx, &review_insert_row, NULL, SQL_INT(g->company.n), SQL_INT(review->id), SQL_INT(review->opened_at),
                   SQL_INT(review->opened_on), SQL_INT(review->due_on), SQL_INT(review->months),
                   SQL_INT(review->dormant_days), SQL_INT(review->begun_by.n), SQL_INT(review->unused_from),
                   SQL_INT(review->noted_from), SQL_INT(cx->change));
}

enum err review_end(struct context *cx, struct tx *tx, const struct grant *g, const struct review *review)
{
    return EXECUTE(tx, &review_end_row, NULL, SQL_INT(g->company.n), SQL_INT(review->id), SQL_INT(cx->now),
                   SQL_INT(cx->change));
}

enum err review_add_copy(struct context *cx, struct tx *tx, const struct grant *g, int64_t review,
                         struct staff_id staff)
{
    return EXECUTE(tx, &review_copy_insert, NULL, SQL_INT(g->company.n), SQL_INT(id_new(cx->now)), SQL_INT(review),
                   SQL_INT(staff.n), SQL_INT(cx->change));
}

enum err review_copy_read(struct tx *tx, const struct grant *g, int64_t id, struct review_copy *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct review_copy){.id = 0};
    TRY(QUERY(tx, &review_copy_row, &q, SQL_INT(g->company.n), SQL_INT(id)));
    if (query_next(&q))
        *ret = take_copy(&q);
    TRY(query_done(&q));
    return ret->id ? OK : FAIL(tx_arena(tx), ERR_ABSENT, MSG_ABSENT);
}

enum { BY_STAFF = 1 << 0, BY_REVIEW = 1 << 1 };

MUST_CHECK static enum err read_copies(struct tx *tx, const struct grant *g, struct staff_id staff, int64_t review,
                                       struct review_copy **ret, int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    unsigned parts = (staff.n ? BY_STAFF : 0u) | (review ? BY_REVIEW : 0u);
    struct rows rows = {.arena = tx_arena(tx)};

    TRY(QUERY_LIST(tx, &review_copy_rows, parts, &q, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(review),
                   SQL_INT(review ? INT32_MAX : REVIEWS_LISTED_MAX)));
    while (query_next(&q))
        *(struct review_copy *)rows_add(&rows, sizeof(struct review_copy)) = take_copy(&q);
    *ret = (struct review_copy *)(void *)rows.items;
    *ret_count = rows.count;
    return query_done(&q);
}

enum err review_copies(struct tx *tx, const struct grant *g, struct staff_id staff, struct review_copy **ret,
                       int *ret_count)
{
    return read_copies(tx, g, staff, 0, ret, ret_count);
}

enum err review_copies_of(struct tx *tx, const struct grant *g, int64_t review, struct review_copy **ret,
                          int *ret_count)
{
    return read_copies(tx, g, (struct staff_id){0}, review, ret, ret_count);
}

enum err review_copy_finish(struct context *cx, struct tx *tx, const struct grant *g, const struct review_copy *copy,
                            struct str record, struct str signature)
{
    return EXECUTE(tx, &review_copy_update, NULL, SQL_INT(g->company.n), SQL_INT(copy->id), SQL_INT(cx->now),
                   SQL_INT(cx->change), SQL_TEXT(record), SQL_TEXT(signature));
}

enum err review_copy_record(struct tx *tx, const struct grant *g, int64_t copy, struct str *ret_record,
                            struct str *ret_signature)
{
    CLEANUP(query_end) struct query q = {0};

    *ret_record = *ret_signature = (struct str){0};
    TRY(QUERY(tx, &review_copy_texts, &q, SQL_INT(g->company.n), SQL_INT(copy)));
    if (query_next(&q)) {
        *ret_record = query_text(&q, 0);
        *ret_signature = query_text(&q, 1);
    }
    return query_done(&q);
}

enum err review_waiting(struct tx *tx, const struct grant *g, struct review_waiting *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct review_waiting){.copy = 0};
    TRY(QUERY(tx, &review_waiting_row, &q, SQL_INT(g->company.n), SQL_INT(g->staff.n)));
    if (query_next(&q))
        *ret = (struct review_waiting){query_int(&q, 0), (int32_t)query_int(&q, 1)};
    return query_done(&q);
}

/* ------------------------------------------------------------------ items and answers */

enum err review_add_item(struct context *cx, struct tx *tx, const struct grant *g, int64_t review,
                         const struct review_item *item)
{
    int number = item->permission == PERMISSION__NONE ? 0 : permission_number(item->permission);

    return EXECUTE(tx, &review_item_insert, NULL, SQL_INT(g->company.n), SQL_INT(id_new(cx->now)), SQL_INT(review),
                   SQL_INT(item->kind), SQL_INT(item->staff.n), SQL_INT(item->client.n), SQL_INT(number),
                   SQL_INT(item->role), SQL_INT(item->status), SQL_BOOL(item->on), SQL_INT(item->at),
                   SQL_INT(item->until), SQL_INT(item->by.n), SQL_INT(item->day), SQL_TEXT(item->reason));
}

enum err review_items(struct tx *tx, const struct grant *g, int64_t review, struct review_item **ret, int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    struct rows rows = {.arena = tx_arena(tx)};

    TRY(QUERY(tx, &review_item_rows, &q, SQL_INT(g->company.n), SQL_INT(review)));
    while (query_next(&q)) {
        struct review_item *item = rows_add(&rows, sizeof(*item));

        *item = (struct review_item){.id = query_int(&q, 0),
                                     .kind = (enum review_kind)query_int(&q, 1),
                                     .staff = {query_int(&q, 2)},
                                     .client = {query_int(&q, 3)},
                                     .permission = permission_by_number((int)query_int(&q, 4)),
                                     .role = (int)query_int(&q, 5),
                                     .status = (enum staff_status)query_int(&q, 6),
                                     .on = query_bool(&q, 7),
                                     .at = query_int(&q, 8),
                                     .until = query_int(&q, 9),
                                     .by = {query_int(&q, 10)},
                                     .day = (int32_t)query_int(&q, 11),
                                     .reason = query_text(&q, 12)};
    }
    *ret = (struct review_item *)(void *)rows.items;
    *ret_count = rows.count;
    return query_done(&q);
}

enum err review_answer_put(struct context *cx, struct tx *tx, const struct grant *g, int64_t copy, int64_t item,
                           enum review_answer answer, struct str note)
{
    if (!answer)
        return EXECUTE(tx, &review_answer_delete, NULL, SQL_INT(g->company.n), SQL_INT(copy), SQL_INT(item));
    return EXECUTE(tx, &review_answer_upsert, NULL, SQL_INT(g->company.n), SQL_INT(copy), SQL_INT(item),
                   SQL_INT(answer), SQL_TEXT(note), SQL_INT(cx->now));
}

enum err review_answers(struct tx *tx, const struct grant *g, int64_t copy, struct review_answered **ret,
                        int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    struct rows rows = {.arena = tx_arena(tx)};

    TRY(QUERY(tx, &review_answer_rows, &q, SQL_INT(g->company.n), SQL_INT(copy)));
    while (query_next(&q))
        *(struct review_answered *)rows_add(&rows, sizeof(struct review_answered)) = (struct review_answered){
            query_int(&q, 0), (enum review_answer)query_int(&q, 1), query_text(&q, 2), query_int(&q, 3)};
    *ret = (struct review_answered *)(void *)rows.items;
    *ret_count = rows.count;
    return query_done(&q);
}

enum err review_client_names(struct tx *tx, const struct grant *g, const int64_t *ids, int count, struct str *ret_names)
{
    CLEANUP(query_end) struct query q = {0};
    int at = 0;

    if (!count)
        return OK;
    TRY(QUERY(tx, &review_clients, &q, SQL_INT(g->company.n), SQL_IDS(ids, count)));
    while (query_next(&q)) {
        while (at < count && ids[at] < query_int(&q, 0))
            at++;
        if (at < count && ids[at] == query_int(&q, 0))
            ret_names[at] = query_text(&q, 1);
    }
    return query_done(&q);
}

/* ------------------------------------------------------------------ targets */

enum err review_known(struct tx *tx, const struct sql *sql, struct company_id company, int64_t id)
{
    CLEANUP(query_end) struct query q = {0};
    bool found;

    TRY(QUERY(tx, sql, &q, SQL_INT(company.n), SQL_INT(id)));
    found = query_next(&q);
    TRY(found ? OK : query_done(&q));
    return found ? OK : ERR_ABSENT;
}
