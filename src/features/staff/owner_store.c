#include "features/staff/owner.h"

static const char *const states[] = {"asked", "accepted", "passed", "declined", "taken_back", "expired", "void"};
const struct names transfer_state_names = {states, ARRAY_SIZE(states)};
static_assert(TRANSFER_ASKED == 1 && TRANSFER_VOID == 7 && TRANSFER_STATE__MAX == 8, "as the names say");

#define TRANSFER_COLUMNS                                                                                               \
    "SELECT id, from_staff_id, to_staff_id, state, reason, wait_hours, asked_at, expires_at, answered_at,"             \
    " effective_at, ended_at, changed FROM ownership_transfer WHERE company_id = $1"

SQL(transfer_open_row, TRANSFER_COLUMNS " AND ended_at = 0");
SQL(transfer_ended_rows, TRANSFER_COLUMNS " AND ended_at > 0 ORDER BY id DESC LIMIT $2");
SQL(transfer_insert_row,
    "INSERT INTO ownership_transfer (company_id, id, from_staff_id, to_staff_id, state, reason,"
    " wait_hours, asked_at, expires_at, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
SQL(transfer_update_row, "UPDATE ownership_transfer SET state = $3, answered_at = $4, effective_at = $5, ended_at = $6,"
                         " changed = $7 WHERE company_id = $1 AND id = $2");
SQL(owner_wait_row, "SELECT owner_wait_hours FROM company WHERE id = $1 /* company_id = $1 */");
SQL(owner_wait_update, "UPDATE company SET owner_wait_hours = $2 WHERE id = $1 /* company_id = $1 */");

static void take(const struct query *q, struct transfer *ret)
{
    *ret = (struct transfer){.id = query_int(q, 0),
                             .from = {query_int(q, 1)},
                             .to = {query_int(q, 2)},
                             .state = (enum transfer_state)query_int(q, 3),
                             .reason = query_text(q, 4),
                             .wait_hours = query_int(q, 5),
                             .asked_at = query_int(q, 6),
                             .expires_at = query_int(q, 7),
                             .answered_at = query_int(q, 8),
                             .effective_at = query_int(q, 9),
                             .ended_at = query_int(q, 10),
                             .changed = query_int(q, 11)};
}

enum err transfer_open(struct tx *tx, const struct grant *g, struct transfer *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct transfer){0};
    TRY(QUERY(tx, &transfer_open_row, &q, SQL_INT(g->company.n)));
    if (query_next(&q))
        take(&q, ret);
    return query_done(&q);
}

enum err transfers_ended(struct tx *tx, const struct grant *g, struct transfer *ret, int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};

    *ret_count = 0;
    TRY(QUERY(tx, &transfer_ended_rows, &q, SQL_INT(g->company.n), SQL_INT(TRANSFERS_SHOWN_MAX)));
    while (*ret_count < TRANSFERS_SHOWN_MAX && query_next(&q))
        take(&q, &ret[(*ret_count)++]);
    return *ret_count < TRANSFERS_SHOWN_MAX ? query_done(&q) : OK;
}

enum err transfer_insert(struct context *cx, struct tx *tx, const struct grant *g, struct transfer *transfer)
{
    transfer->id = id_new(cx->now);
    transfer->changed = cx->change;
    return EXECUTE(tx, &transfer_insert_row, NULL, SQL_INT(g->company.n), SQL_INT(transfer->id),
                   SQL_INT(transfer->from.n), SQL_INT(transfer->to.n), SQL_INT(transfer->state),
                   SQL_TEXT(transfer->reason), SQL_INT(transfer->wait_hours), SQL_INT(transfer->asked_at),
                   SQL_INT(transfer->expires_at), SQL_INT(transfer->changed));
}

enum err transfer_write(struct context *cx, struct tx *tx, const struct grant *g, struct transfer *transfer)
{
    transfer->changed = cx->change;
    return EXECUTE(tx, &transfer_update_row, NULL, SQL_INT(g->company.n), SQL_INT(transfer->id),
                   SQL_INT(transfer->state), SQL_INT(transfer->answered_at), SQL_INT(transfer->effective_at),
                   SQL_INT(transfer->ended_at), SQL_INT(transfer->changed));
}

enum err owner_wait_read(struct tx *tx, const struct grant *g, int64_t *ret_hours)
{
    CLEANUP(query_end) struct query q = {0};

    *ret_hours = 0;
    TRY(QUERY(tx, &owner_wait_row, &q, SQL_INT(g->company.n)));
    if (query_next(&q))
        *ret_hours = query_int(&q, 0);
    return query_done(&q);
}

enum err owner_wait_write(struct context *cx, struct tx *tx, const struct grant *g, int64_t hours)
{
    (void)cx;
    return EXECUTE(tx, &owner_wait_update, NULL, SQL_INT(g->company.n), SQL_INT(hours));
}
