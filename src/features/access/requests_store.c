#include "features/access/requests.h"

static const char *const sides[] = {"staff", "client"};
const struct names request_side_names = {sides, ARRAY_SIZE(sides)};
static const char *const states[] = {"open", "separated", "declined"};
const struct names request_state_names = {states, ARRAY_SIZE(states)};

#define REQUEST_COLUMNS                                                                                                \
    "q.id, q.staff_id, q.client_id, q.side, q.reason, q.state, q.made_by, q.decided_by, q.made_at, q.decided_at,"      \
    " q.decision_note, q.changed, c.name"
#define REQUEST_TABLES "separation_request q JOIN client c ON c.company_id = q.company_id AND c.id = q.client_id"

SQL(requests_of_pair,
    "SELECT " REQUEST_COLUMNS " FROM " REQUEST_TABLES
    " WHERE q.company_id = $1 AND q.staff_id = $2 AND q.client_id = $3 AND q.state = 1 ORDER BY q.id");
SQL(request_by_id, "SELECT " REQUEST_COLUMNS " FROM " REQUEST_TABLES " WHERE q.company_id = $1 AND q.id = $2");
SQL_LIST(requests_list,
         "SELECT " REQUEST_COLUMNS " FROM " REQUEST_TABLES " WHERE q.company_id = $1 {0} {1} {2} {3} {4} {5}"
         " ORDER BY q.id DESC LIMIT $2",
         "AND AMONG($5, q.client_id)", "AND NOT AMONG($5, q.client_id)", "AND q.state = 1", "AND q.state <> 1",
         "AND q.made_by = $4", "AND q.id < $3");
SQL(requests_open_total, "SELECT count(*) FROM separation_request WHERE company_id = $1 AND state = 1");
SQL(request_insert, "INSERT INTO separation_request (company_id, id, staff_id, client_id, side, reason, state, made_by,"
                    " made_at, changed) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9)"
                    " ON CONFLICT (company_id, staff_id, client_id, side) WHERE state = 1 DO NOTHING");
SQL(request_decide, "UPDATE separation_request SET state = $3, decided_by = $4, decided_at = $5, decision_note = $6,"
                    " changed = $7 WHERE company_id = $1 AND id = $2");

static_assert(REQUEST_OPEN == 1, "as the statements say");

static void map_request(const struct query *q, struct separation_request *ret)
{
    *ret = (struct separation_request){.id = {query_int(q, 0)},
                                       .staff = {query_int(q, 1)},
                                       .client = {query_int(q, 2)},
                                       .side = (enum request_side)query_int(q, 3),
                                       .reason = query_text(q, 4),
                                       .state = (enum request_state)query_int(q, 5),
                                       .made_by = {query_int(q, 6)},
                                       .decided_by = {query_int(q, 7)},
                                       .made_at = query_int(q, 8),
                                       .decided_at = query_int(q, 9),
                                       .decision_note = query_text(q, 10),
                                       .changed = query_int(q, 11),
                                       .client_name = query_text(q, 12)};
}

enum err pair_requests_read(struct tx *tx, const struct grant *g, struct staff_id staff, struct client_id client,
                            struct pair_requests *ret)
{
    CLEANUP(query_end) struct query q = {0};

    ret->count = 0;
    TRY(QUERY(tx, &requests_of_pair, &q, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(client.n)));
    while (ret->count < (int)ARRAY_SIZE(ret->items) && query_next(&q))
        map_request(&q, &ret->items[ret->count++]);
    return OK;
}

enum err request_read(struct tx *tx, struct company_id company, struct request_id id, struct separation_request *ret)
{
    CLEANUP(query_end) struct query q = {0};
    bool found;

    TRY(QUERY(tx, &request_by_id, &q, SQL_INT(company.n), SQL_INT(id.n)));
    found = query_next(&q);
    if (found)
        map_request(&q, ret);
    TRY(query_done(&q));
    return found ? OK : ERR_ABSENT;
}

enum err request_rows_read(struct tx *tx, const struct grant *g, const struct request_filter *filter,
                           struct request_rows *ret)
{
    enum { OPEN = 1 << 2, DECIDED = 1 << 3, MADE_BY = 1 << 4, AFTER = 1 << 5 };
    CLEANUP(query_end) struct query q = {0};
    unsigned bits = grant_scope_bits(g);

    bits |= filter->open ? OPEN : 0u;
    bits |= filter->decided ? DECIDED : 0u;
    bits |= filter->made_by.n ? MADE_BY : 0u;
    bits |= filter->after.n ? AFTER : 0u;
    *ret = (struct request_rows){0};
    TRY(QUERY_LIST(tx, &requests_list, bits, &q, SQL_INT(g->company.n), SQL_INT(REQUEST_PAGE + 1),
                   SQL_INT(filter->after.n), SQL_INT(filter->made_by.n), SQL_IDS(g->scope.ids, g->scope.count)));
    while (!ret->more && query_next(&q)) {
        if (ret->count == REQUEST_PAGE)
            ret->more = true;
        else
            map_request(&q, &ret->items[ret->count++]);
    }
    return ret->more ? OK : query_done(&q);
}

enum err requests_open_count(struct tx *tx, const struct grant *g, int64_t *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &requests_open_total, &q, SQL_INT(g->company.n)));
    *ret = query_next(&q) ? query_int(&q, 0) : 0;
    return query_done(&q);
}

enum err request_add(struct context *cx, struct tx *tx, const struct grant *g, struct separation_request *request,
                     bool *ret_added)
{
    int64_t added = 0;

    request->id.n = id_new(cx->now);
    request->state = REQUEST_OPEN;
    request->made_at = cx->now;
    request->changed = cx->change;
    TRY(EXECUTE(tx, &request_insert, &added, SQL_INT(g->company.n), SQL_INT(request->id.n), SQL_INT(request->staff.n),
                SQL_INT(request->client.n), SQL_INT(request->side), SQL_TEXT(request->reason),
                SQL_INT(request->made_by.n), SQL_INT(request->made_at), SQL_INT(request->changed)));
    *ret_added = added > 0;
    return OK;
}

enum err request_set_state(struct context *cx, struct tx *tx, const struct grant *g,
                           const struct separation_request *request, enum request_state state, struct str note)
{
    bool decided = state != REQUEST_OPEN;

    audit_change(cx, "separation_request", request->id.n, "state", str_from(states[request->state - 1]),
                 str_from(states[state - 1]));
    return EXECUTE(tx, &request_decide, NULL, SQL_INT(g->company.n), SQL_INT(request->id.n), SQL_INT(state),
                   SQL_INT(decided ? cx->principal.staff.n : 0), SQL_INT(decided ? cx->now : 0), SQL_TEXT(note),
                   SQL_INT(cx->change));
}
