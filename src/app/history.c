#include "app/app.h"

#define OPEN_ROW "company_id = $1 AND kind = $2 AND a = $3 AND b = $4 AND c = $5 AND to_change IS NULL"

SQL(history_close, "UPDATE history SET to_change = $6, to_at = $7 WHERE " OPEN_ROW);
SQL(history_close_other, "UPDATE history SET to_change = $6, to_at = $7 WHERE " OPEN_ROW
                         " AND from_change < $6 AND (v1 <> $8 OR v2 <> $9 OR v3 <> $10)");
/* One act may write a pair several times (resolve and remove): between acts nothing in between was ever true. */
SQL(history_insert, "INSERT INTO history (company_id, kind, a, b, c, from_change, from_at, v1, v2, v3)"
                    " SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10"
                    " WHERE NOT EXISTS (SELECT 1 FROM history WHERE " OPEN_ROW " AND from_change < $6)"
                    " ON CONFLICT (company_id, kind, a, b, c, from_change) DO UPDATE"
                    " SET v1 = excluded.v1, v2 = excluded.v2, v3 = excluded.v3, to_change = NULL, to_at = NULL");

#define KEY_PARAMS(company, key)                                                                                       \
    SQL_INT((company).n), SQL_INT((key).kind), SQL_INT((key).a), SQL_INT((key).b), SQL_INT((key).c)

enum err history_end(struct tx *tx, struct company_id company, int64_t change, int64_t now, struct history_key key)
{
    return EXECUTE(tx, &history_close, NULL, KEY_PARAMS(company, key), SQL_INT(change), SQL_INT(now));
}

enum err history_put(struct tx *tx, struct company_id company, int64_t change, int64_t now, struct history_key key,
                     const int64_t values[3])
{
    const struct param params[] = {KEY_PARAMS(company, key), SQL_INT(change),    SQL_INT(now),
                                   SQL_INT(values[0]),       SQL_INT(values[1]), SQL_INT(values[2])};

    TRY(execute(tx, &history_close_other, params, ARRAY_SIZE(params), NULL));
    return execute(tx, &history_insert, params, ARRAY_SIZE(params), NULL);
}
