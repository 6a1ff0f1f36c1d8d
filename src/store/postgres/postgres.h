/* Inside store/postgres/: connections in pipeline mode, so that BEGIN, the company and the first statement are one
 * round trip, and so are several questions at once. What is only written, with nobody asking how many rows it changed,
 * is sent and not waited for: the next question or COMMIT brings its failure. */
#ifndef STORE_POSTGRES_POSTGRES_H
#define STORE_POSTGRES_POSTGRES_H

#include "store/driver.h"

#include <libpq-fe.h>
#include <pthread.h>

/* Object ids of PostgreSQL's types, fixed for ever (catalog/pg_type.dat). */
enum {
    OID_NONE = 0,
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_INT8_ARRAY = 1016,
    OID_NUMERIC = 1700
};

/* Prepared on every connection when it is made. */
enum fixed {
    FIXED_BEGIN_READ = 1,
    FIXED_BEGIN_WRITE,
    FIXED_COMPANY,
    FIXED_COMMIT,
    FIXED_ROLLBACK,
    FIXED_MARK,
    FIXED_MARK_KEEP,
    FIXED_MARK_UNDO,
    FIXED__MAX,
};

enum { NAME_LENGTH = 16, QUEUE_MAX = 96, QUEUE_DEFERRED_MAX = 48 };

/* A statement prepared on one connection, for parameters of these types. */
struct kept {
    const struct sql *sql;
    unsigned fragments;
    const char *text;
    char name[NAME_LENGTH];
    bool prepared, queued; /* the server has it; will, when the queue went well */
    int param_count;
    uint8_t *order; /* which of the caller's parameters */
    Oid *types;     /* OID_NONE: was NULL when it was prepared, so the server chose */
    struct kept *next;
};

/* A command that was sent and not answered yet. */
struct queued {
    const char *name;       /* for the log */
    struct kept *preparing; /* what it prepares; NULL: nothing */
    PGresult **ret;         /* where its result goes; NULL: nowhere */
};

struct link {
    PGconn *conn;
    struct arena memory; /* of what is kept */
    struct kept *kept[KEPT_BUCKETS];
    int names;
    struct queued queue[QUEUE_MAX]; /* since the last sync */
    int queued;
    bool begun;  /* BEGIN was sent */
    bool stands; /* and answered: the connection is alive */
    bool ending; /* the end of a reading transaction was sent and not yet answered */
    bool lost;   /* broken, or no longer what we made of it: to be made anew */
    struct link *next_idle;
};

struct postgres {
    const char *url;
    pthread_mutex_t mutex;
    pthread_cond_t given_back;
    int count;
    struct link *all;
    struct link *idle;
};

/* link.c */
/* Connects and refuses a role that row-level security does not bind; not in pipeline mode yet. */
MUST_CHECK enum err link_connect(struct link *link, const char *url, struct arena *arena);
MUST_CHECK enum err link_open(struct link *link, const char *url, struct arena *arena);
void link_close(struct link *link);

/* pipeline.c */
/* Notes a command that is about to be sent. */
void pipeline_note(struct link *link, const char *name, struct kept *preparing, PGresult **ret);
bool pipeline_fixed(struct link *link, enum fixed fixed, const char *param);
/* Sends the sync and takes all answers. `ret_result` (may be NULL) gets the last command's; results are left only if
 * all went well. `name` is for the log, `tx` may be NULL. */
MUST_CHECK enum err pipeline_sync(struct link *link, struct tx *tx, struct arena *arena, const char *name,
                                  PGresult **ret_result);
/* Sends without waiting for the answer, which pipeline_settle takes later. */
void pipeline_leave(struct link *link);
void pipeline_settle(struct link *link);
/* Records what a failed result means; sets `link->lost` where the connection is of no more use. */
enum err link_fail(struct link *link, struct tx *tx, struct arena *arena, const PGresult *result, const char *name);

/* statement.c */
enum err postgres_query(struct query *query, const struct sql *sql, unsigned fragments, const struct param *params,
                        int count);
bool postgres_next(struct query *query);
void postgres_end(struct query *query);
enum err postgres_query_all(struct tx *tx, const struct query_ask *asks, int count);
enum err postgres_execute(struct tx *tx, const struct sql *sql, const struct param *params, int count,
                          int64_t *ret_changed);
bool postgres_is_null(const struct query *query, int column);
int64_t postgres_integer(const struct query *query, int column);
struct str postgres_text(const struct query *query, int column);
/* Queues BEGIN and the company's setting, unless the transaction has begun. */
bool postgres_begin(struct tx *tx);

/* migration.c */
MUST_CHECK enum err postgres_migrate(const char *url, const struct migration_set *set, bool read_only,
                                     struct arena *arena);

#endif
