#include "app/app.h"

SQL(history_open, "SELECT v1, v2, v3, from_change FROM history"
                  " WHERE company_id = $1 AND kind = $2 AND a = $3 AND b = $4 AND c = $5 AND to_change IS NULL");
SQL(history_close, "UPDATE history SET to_change = $6, to_at = $7"
                   " WHERE company_id = $1 AND kind = $2 AND a = $3 AND b = $4 AND c = $5 AND to_change IS NULL");
SQL(history_insert, "INSERT INTO history (company_id, kind, a, b, c, from_change, from_at, v1, v2, v3)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
SQL(history_same_act, "UPDATE history SET v1 = $6, v2 = $7, v3 = $8"
                      " WHERE company_id = $1 AND kind = $2 AND a = $3 AND b = $4 AND c = $5 AND to_change IS NULL");

#define KEY_PARAMS(company, key)                                                                                       \
    SQL_INT((company).n), SQL_INT((key).kind), SQL_INT((key).a), SQL_INT((key).b), SQL_INT((key).c)

/* What the key's open row says; `*ret_found` false where there is none. */
MUST_CHECK static enum err open_row(struct tx *tx, struct company_id company, struct history_key key, int64_t values[3],
                                    int64_t *ret_change, bool *ret_found)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &history_open, &q, KEY_PARAMS(company, key)));
    *ret_found = query_next(&q);
    if (*ret_found) {
        for (int i = 0; i < 3; i++)
            values[i] = query_int(&q, i);
        *ret_change = query_int(&q, 3);
    }
    return query_done(&q);
}

enum err history_end(struct tx *tx, struct company_id company, int64_t change, int64_t now, struct history_key key)
{
    return EXECUTE(tx, &history_close, NULL, KEY_PARAMS(company, key), SQL_INT(change), SQL_INT(now));
}

enum err history_put(struct tx *tx, struct company_id company, int64_t change, int64_t now, struct history_key key,
                     const int64_t values[3])
{
    int64_t open[3] = {0};
    int64_t from_change = 0;
    bool found = false;

    TRY(open_row(tx, company, key, open, &from_change, &found));
    if (found && open[0] == values[0] && open[1] == values[1] && open[2] == values[2])
        return OK;
    /* One act may write a pair several times (resolve and remove): between acts nothing in between was ever true. */
    if (found && from_change == change)
        return EXECUTE(tx, &history_same_act, NULL, KEY_PARAMS(company, key), SQL_INT(values[0]), SQL_INT(values[1]),
                       SQL_INT(values[2]));
    if (found)
        TRY(history_end(tx, company, change, now, key));
    return EXECUTE(tx, &history_insert, NULL, KEY_PARAMS(company, key), SQL_INT(change), SQL_INT(now),
                   SQL_INT(values[0]), SQL_INT(values[1]), SQL_INT(values[2]));
}
