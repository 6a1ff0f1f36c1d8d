/* What people use, on disk (app/uses.h), and what of that a review needs. */
#include "features/reviews/reviews_parts.h"

SQL(use_upsert, "INSERT INTO permission_use (company_id, staff_id, permission, day) VALUES ($1, $2, $3, $4)"
                " ON CONFLICT (company_id, staff_id, permission) DO UPDATE SET day = $4 WHERE permission_use.day < $4");
SQL(use_since,
    "INSERT INTO permission_use_since (company_id, day) VALUES ($1, $2) ON CONFLICT (company_id) DO NOTHING");
SQL(use_since_row, "SELECT day FROM permission_use_since WHERE company_id = $1");

enum err uses_write(struct tx *tx, const struct use *uses, int count)
{
    for (int i = 0; i < count; i++) {
        const struct use *use = &uses[i];

        if (i == 0 || uses[i - 1].company.n != use->company.n)
            TRY(EXECUTE(tx, &use_since, NULL, SQL_INT(use->company.n), SQL_INT(use->day)));
        TRY(EXECUTE(tx, &use_upsert, NULL, SQL_INT(use->company.n), SQL_INT(use->staff.n),
                    SQL_INT(permission_number(use->permission)), SQL_INT(use->day)));
    }
    return OK;
}

enum err uses_noted_from(struct tx *tx, const struct grant *g, int32_t *ret_day)
{
    CLEANUP(query_end) struct query q = {0};

    *ret_day = 0;
    TRY(QUERY(tx, &use_since_row, &q, SQL_INT(g->company.n)));
    if (query_next(&q))
        *ret_day = (int32_t)query_int(&q, 0);
    return query_done(&q);
}
