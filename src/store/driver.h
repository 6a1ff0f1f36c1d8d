/* Inside store/: what a driver does for the common part. */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "store/migrate.h"
#include "store/sql.h"
#include "store/store.h"

#include <pthread.h>
#include <time.h>

enum tx_mode { TX_READ = 1, TX_WRITE, TX_ALONE, TX_TRY, TX_MODE__MAX };
enum tx_mark { MARK_SET = 1, MARK_KEEP, MARK_UNDO, TX_MARK__MAX };

enum {
    WAIT_MAX_MS = 5000, /* for a lock, a turn or a connection; then 503 */
    KEPT_BUCKETS = 256, /* of a connection's kept statements */
};

struct store {
    enum store_engine engine;
    const struct driver *driver;
    void *state; /* the driver's, in `memory` */
    bool read_only;
    bool dry;            /* store_dry */
    bool write_failed;   /* atomic: store_write_failed */
    struct arena memory; /* lives as long as the store */
};

struct tx {
    struct store *store;
    struct arena *arena;
    struct company_id company;
    bool writes;
    bool constraint;
    int statements;
    int marks;
    int open_queries;
    void *connection; /* the driver's */
};

/* One call of store_read or store_write, through all its attempts. */
struct run {
    struct store *store;
    struct company_id company;
    struct arena *arena;
    store_body *body;
    void *data;
    enum tx_mode mode;
    int attempt;  /* from 1 */
    bool lost;    /* in: a connection broke in an earlier attempt; the driver sets it */
    bool unknown; /* the connection broke at COMMIT */
};

struct driver {
    enum err (*open)(struct store *store, const struct store_config *config, const struct migration_set *set,
                     struct arena *arena);
    void (*close)(struct store *store);
    /* One attempt; ERR_RETRY asks for another. */
    enum err (*run)(struct run *run);
    enum err (*mark)(struct tx *tx, enum tx_mark mark);
    enum err (*query)(struct query *query, const struct sql *sql, unsigned fragments, const struct param *params,
                      int count);
    /* NULL: one after the other. Where it fails no query has a result. */
    enum err (*query_all)(struct tx *tx, const struct query_ask *asks, int count);
    bool (*next)(struct query *query);
    void (*end)(struct query *query);
    /* `ret_changed` NULL: nobody asks, so its failure may be told later. */
    enum err (*execute)(struct tx *tx, const struct sql *sql, const struct param *params, int count,
                        int64_t *ret_changed);
    bool (*is_null)(const struct query *query, int column);
    int64_t (*integer)(const struct query *query, int column);
    /* Copied into the transaction's arena. */
    struct str (*text)(const struct query *query, int column);
    struct str (*bytes)(const struct query *query, int column);
    int64_t (*data_version)(struct store *store);
};

extern const struct driver sqlite_driver;
extern const struct driver postgres_driver;

/* Runs the body in an opened transaction; a body that leaves a query open is our mistake. */
enum err run_body(const struct run *run, struct tx *tx);
/* ERR_CONFLICT for a uniqueness or foreign-key error; `detail` goes to the log alone. */
enum err fail_constraint(struct tx *tx, const char *name, const char *detail);
/* For waiting at most WAIT_MAX_MS, on the clock that never jumps. */
void condition_init(pthread_cond_t *condition);
struct timespec wait_deadline(void);
/* The bucket of a kept statement. */
unsigned kept_bucket(const struct sql *sql, unsigned fragments);

#endif
