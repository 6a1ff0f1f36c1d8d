/* The database: SQLite or PostgreSQL behind one door. SQL is one text for both; a driver macro-expands
 *
 * - IN IDS($n), in a bound list of ids: the list leads and each id is looked up, at about 1 µs. For short lists, and
 * where nothing else narrows the table.
 * - AMONG($n, x), whether x is in the list: the statement goes along another index (say, that of its ORDER BY with a
 *   LIMIT) and each row is tested. For long lists: 20,000 ids cost next to nothing on SQLite, some ms on PostgreSQL.
 *
 * and nothing else. Parameters are $1, $2 … bound by position.
 *
 * A transaction is a function that store_read or store_write calls, maybe several times (a lost race is retried whole),
 * so it may keep no effect outside of its arena and its result. On SQLite writes join a group that one COMMIT makes
 * durable; nobody is answered before that. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/id.h"

struct store;
struct tx;

enum store_engine { STORE_SQLITE = 1, STORE_POSTGRES, STORE_ENGINE__MAX };

struct store_config {
    struct str data_dir;     /* SQLite: holds petgate.db, made if missing */
    struct str database_url; /* not empty: PostgreSQL */
    int readers;             /* connections for reading; 0: 4 (PostgreSQL: 8 connections in all) */
    bool read_only;          /* never migrates, never writes */
};

/* Opens, migrates under a lock (refusing a newer schema), prepares nothing yet. Refuses PostgreSQL as a superuser or as
 * a role that bypasses row-level security. ERR_UNAVAILABLE with a log line that tells an operator what to do. */
MUST_CHECK enum err store_open(const struct store_config *config, struct arena *arena, struct store **ret);
void store_close(struct store *store);
/* Writes the database of the folder `data_dir` as it stands now into a file that is not there yet, as petgate.db of a
 * folder of its own; others may read and write meanwhile. It is not on the disk before it is synced. SQLite only:
 * PostgreSQL has tools of its own. ERR_UNAVAILABLE with a line for the operator. */
MUST_CHECK enum err store_backup(struct str data_dir, struct str to, struct arena *arena);
enum store_engine store_engine(const struct store *store);
/* The schema version of the program; the database's is in table `schema`. */
int store_schema_version(void);

/* ------------------------------------------------------------------ statements */

/* A statement, declared once, as a file-level constant:
 *
 *     SQL(client_by_id, "SELECT id, name FROM client WHERE company_id = $1 AND id = $2");
 *
 * A filtered list has fragments, put in where the text says {0}, {1} …; each is in or out by a bit:
 *
 *     SQL_LIST(client_list, "SELECT … WHERE company_id = $1 {0} {1} ORDER BY sort, id LIMIT $2",
 *              "AND id IN IDS($3)", "AND status = $4");
 *
 * Every declared statement is found by its linker section: a check prepares each (each combination) on both engines,
 * refuses one that lacks company_id and says no scope comment (see conventions.md), and one that scans a large table.
 */
struct sql {
    const char *name;
    const char *text;
    const char *fragments[16]; /* NULL-terminated unless full */
};

#define SQL(identifier, sql_text)                                                                                      \
    static const struct sql identifier = {#identifier, sql_text, {NULL}};                                              \
    static const struct sql *const identifier##_listed __attribute__((used, section("petgate_sql"))) = &identifier
#define SQL_LIST(identifier, sql_text, ...)                                                                            \
    static const struct sql identifier = {#identifier, sql_text, {__VA_ARGS__}};                                       \
    static const struct sql *const identifier##_listed __attribute__((used, section("petgate_sql"))) = &identifier

/* All declared statements. */
void sql_all(const struct sql *const **ret_first, const struct sql *const **ret_end);
/* The text of one combination, before driver expansion. */
struct str sql_assemble(struct arena *arena, const struct sql *sql, unsigned fragments);

/* ------------------------------------------------------------------ transactions */

/* The body of a transaction. */
typedef enum err store_body(struct tx *tx, void *data);

/* Which rows a transaction may touch (PostgreSQL: row-level security). Zero is nothing. */
#define COMPANY_NONE ((struct company_id){0}) /* only tables without company_id */
#define COMPANY_ALL ((struct company_id){-1}) /* named cross-company statements */

/* A consistent view, read-only. */
MUST_CHECK enum err store_read(struct store *store, struct company_id company, struct arena *arena, store_body *body,
                               void *data);
/* All or nothing, durable when it returns OK. The body is run again whole on ERR_RETRY, BUSY, serialization failure and
 * deadlock; a wait for a lock over 5 s is ERR_UNAVAILABLE. A connection lost at COMMIT is ERR_UNAVAILABLE with
 * MSG_UNAVAILABLE_UNKNOWN and `*ret_unknown` true: look the act up before running it again. `ret_unknown` may be NULL.
 */
MUST_CHECK enum err store_write(struct store *store, struct company_id company, struct arena *arena, store_body *body,
                                void *data, bool *ret_unknown);
/* As store_write, in a transaction of its own that joins no group: for long work. */
MUST_CHECK enum err store_write_alone(struct store *store, struct company_id company, struct arena *arena,
                                      store_body *body, void *data, bool *ret_unknown);
/* Whether a write ended ERR_UNAVAILABLE (a full disk, a file that may not be written, a wait that was too long) since
 * it was forgiven. No more than a suspicion: whoever wants to know writes something, and forgives where that went well.
 * Other writes do not forgive, since one that finds nothing to change touches no disk. */
bool store_write_failed(const struct store *store);
void store_write_forgive(struct store *store);
/* Tests only: store_write that always rolls back, with the body's own result. */
MUST_CHECK enum err store_try(struct store *store, struct company_id company, struct arena *arena, store_body *body,
                              void *data);
/* Tests only: from now on every write of this store, whoever calls, is a store_try. */
void store_dry(struct store *store, bool dry);

struct arena *tx_arena(struct tx *tx);
bool tx_writes(const struct tx *tx);
/* Statements run in this transaction so far, for the figures. */
int tx_statements(const struct tx *tx);
/* The body of an outer store_write keeps running after a failed part: everything since `tx_mark` is undone by
 * `tx_undo`. Marks nest like parentheses; `tx_keep` forgets the mark. */
MUST_CHECK enum err tx_mark(struct tx *tx);
MUST_CHECK enum err tx_keep(struct tx *tx);
MUST_CHECK enum err tx_undo(struct tx *tx);

/* ------------------------------------------------------------------ queries */

enum param_kind { PARAM_NULL = 1, PARAM_INT, PARAM_TEXT, PARAM_BYTES, PARAM_IDS, PARAM_KIND__MAX };

struct param {
    enum param_kind kind;
    int64_t number;
    struct str text;
    const int64_t *ids;
    int id_count;
};
#define SQL_INT(value) ((struct param){.kind = PARAM_INT, .number = (value)})
#define SQL_BOOL(value) ((struct param){.kind = PARAM_INT, .number = (value) ? 1 : 0})
/* NULL where the id is none. */
#define SQL_ID(id) ((struct param){.kind = (id).n ? PARAM_INT : PARAM_NULL, .number = (id).n})
#define SQL_TEXT(value) ((struct param){.kind = PARAM_TEXT, .text = (value)})
/* NULL where the text is empty. */
#define SQL_TEXT_OR_NULL(value) ((struct param){.kind = (value).n ? PARAM_TEXT : PARAM_NULL, .text = (value)})
#define SQL_INT_OR_NULL(value) ((struct param){.kind = (value) ? PARAM_INT : PARAM_NULL, .number = (value)})
#define SQL_BYTES(pointer, length) ((struct param){.kind = PARAM_BYTES, .text = {(const char *)(pointer), (length)}})
#define SQL_IDS(pointer, count) ((struct param){.kind = PARAM_IDS, .ids = (pointer), .id_count = (count)})
#define SQL_NULL ((struct param){.kind = PARAM_NULL})

/* An open result. Declare it CLEANUP(query_end) struct query q = {0}. */
struct query {
    struct tx *tx;
    void *statement; /* the driver's */
    void *result;
    int row, row_count;
    enum err err; /* what ended the rows; OK at the ordinary end */
};

/* Runs a statement; rows are then taken with query_next. */
#define QUERY(tx, sql, q, ...)                                                                                         \
    query_open((tx), (sql), 0, (const struct param[]){__VA_ARGS__},                                                    \
               (int)ARRAY_SIZE(((const struct param[]){__VA_ARGS__})), (q))
#define QUERY_LIST(tx, sql, fragments, q, ...)                                                                         \
    query_open((tx), (sql), (fragments), (const struct param[]){__VA_ARGS__},                                          \
               (int)ARRAY_SIZE(((const struct param[]){__VA_ARGS__})), (q))
MUST_CHECK enum err query_open(struct tx *tx, const struct sql *sql, unsigned fragments, const struct param *params,
                               int count, struct query *ret);
/* Several questions that do not wait for each other, in one round trip on PostgreSQL. Each query is then used as after
 * query_open; if one fails, all are ended. */
struct query_ask {
    const struct sql *sql;
    const struct param *params;
    int count;
    struct query *query;
    unsigned fragments;
};
enum { QUERY_ALL_MAX = 12 };
MUST_CHECK enum err query_open_all(struct tx *tx, const struct query_ask *asks, int count);
/* True while there is a row. After false, query_done tells whether that was the end or a fault. */
bool query_next(struct query *query);
/* Ends the query; ERR_… if it broke off. */
MUST_CHECK enum err query_done(struct query *query);
void query_end(struct query *query); /* for CLEANUP */

int64_t query_int(const struct query *query, int column); /* NULL gives 0 */
bool query_bool(const struct query *query, int column);
bool query_is_null(const struct query *query, int column);
/* Copied into the transaction's arena; NULL gives an empty string. */
struct str query_text(const struct query *query, int column);
struct str query_bytes(const struct query *query, int column);

/* Runs a statement that gives no rows; `ret_changed` (may be NULL) is the number of rows it changed. Where that is NULL
 * and no mark is set, nobody waits for it: its failure may come from the next statement, or from the commit. */
#define EXECUTE(tx, sql, ret_changed, ...)                                                                             \
    execute((tx), (sql), (const struct param[]){__VA_ARGS__}, (int)ARRAY_SIZE(((const struct param[]){__VA_ARGS__})),  \
            (ret_changed))
MUST_CHECK enum err execute(struct tx *tx, const struct sql *sql, const struct param *params, int count,
                            int64_t *ret_changed);
/* A uniqueness or foreign-key error of the last failed statement in this transaction (then ERR_CONFLICT is returned
 * and, on PostgreSQL, the transaction must be ended or undone to a mark). Rules prefer ON CONFLICT. */
bool tx_was_constraint(const struct tx *tx);

/* ------------------------------------------------------------------ outside changes */

/* SQLite: moves when anybody wrote, this process too, and is read from shared memory; negative where it cannot be read,
 * and then never twice the same. PostgreSQL: always 0; ask company.change. */
int64_t store_data_version(struct store *store);

#endif
