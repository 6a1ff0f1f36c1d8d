#include "app/act.h"

SQL(act_next_change, "UPDATE company SET change = change + 1 WHERE id = $1 /* company_id = $1 */ RETURNING change");

enum err act_begin(struct tx *tx, struct context *cx, struct company_id company, struct staff_id actor)
{
    CLEANUP(query_end) struct query q = {0};

    cx->audit_first = cx->audit_last = NULL; /* of an attempt that lost a race */
    cx->audit_concerns = NULL;
    cx->principal.company = company;
    cx->principal.staff = actor;
    TRY(QUERY(tx, &act_next_change, &q, SQL_INT(company.n)));
    if (!query_next(&q)) {
        TRY(query_done(&q));
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    }
    cx->change = query_int(&q, 0);
    return query_done(&q);
}
