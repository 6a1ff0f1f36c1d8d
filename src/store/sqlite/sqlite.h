/* Inside store/sqlite/: one file, one writing connection, several that read. */
#ifndef STORE_SQLITE_SQLITE_H
#define STORE_SQLITE_SQLITE_H

#include "store/driver.h"

#include <sqlite3.h>

/* Statements that every connection keeps at hand. */
enum fixed {
    FIXED_BEGIN = 1,
    FIXED_BEGIN_IMMEDIATE,
    FIXED_COMMIT,
    FIXED_ROLLBACK,
    FIXED_MEMBER, /* a savepoint around one member of a group */
    FIXED_MEMBER_KEEP,
    FIXED_MEMBER_UNDO,
    FIXED_MARK,
    FIXED_MARK_KEEP,
    FIXED_MARK_UNDO,
    FIXED_DATA_VERSION,
    FIXED__MAX,
};

/* A prepared statement and which of the caller's parameters it takes. */
struct kept {
    const struct sql *sql;
    unsigned fragments;
    sqlite3_stmt *statement;
    bool busy; /* an open query uses it; a second one of the same kind gets a sibling */
    int param_count;
    uint8_t *order;
    bool *among;
    struct kept *next;
};

struct connection {
    sqlite3 *db;
    const char *path;
    struct arena memory; /* of what is kept */
    sqlite3_stmt *fixed[FIXED__MAX];
    struct kept *kept[KEPT_BUCKETS];
    struct connection *next_idle;
};

/* Transactions of several threads that one COMMIT makes durable. */
struct group {
    int members;
    bool changed; /* a member's work is in it */
    bool over, lost;
    int waiting; /* who still reads the outcome */
    pthread_cond_t ended;
    struct group *next_free;
};

/* `busy` is the turn to use the connection; the mutex guards only what stands here, never a statement. */
struct writer {
    struct connection connection;
    pthread_mutex_t mutex;
    pthread_cond_t turn;
    bool busy;
    int waiting; /* for the turn */
    struct group *open;
    struct group *free;
    struct arena memory; /* of groups */
};

/* The file in memory, for the connections that read. */
struct map {
    sqlite3_io_methods methods; /* SQLite's, but for two */
    char *base;                 /* NULL: there is none, all is read by calls */
    size_t page;                /* of the system */
    int64_t size;               /* atomic: of the file, when last looked at */
    bool broken;                /* atomic: the disk failed, so nothing more is given out */
};

struct readers {
    struct map map;
    pthread_mutex_t mutex;
    pthread_cond_t given_back;
    int count;
    struct connection *all;
    struct connection *idle;
};

/* Sees everybody's commits; never writes. */
struct watch {
    struct connection connection;
    const uint32_t *head;  /* of the wal-index in shared memory; NULL: PRAGMA data_version is asked */
    pthread_mutex_t mutex; /* of the connection */
    int64_t unreadable;    /* counts down: how often it could not be asked */
};

struct sqlite {
    const char *path;
    bool has_writer;
    struct writer writer;
    struct readers readers;
    struct watch watch;
};

/* connection.c */
MUST_CHECK enum err connection_open(struct connection *connection, const char *path, int flags, struct arena *arena);
void connection_close(struct connection *connection);
/* Runs a kept command; an SQLite code, SQLITE_OK when done. */
int connection_run(struct connection *connection, enum fixed fixed);
/* Records what an SQLite code means. `name` is the statement's or what was attempted. */
enum err connection_fail(struct connection *connection, struct tx *tx, struct arena *arena, int code, const char *name);

/* watch.c */
MUST_CHECK enum err watch_open(struct watch *watch, const char *path, struct arena *arena);
void watch_close(struct watch *watch);
/* As store_data_version. */
int64_t watch_version(struct watch *watch);

/* map.c */
/* Before any connection of this process is open: closing a file drops the process's locks on it. */
void map_open(struct map *map, const char *path);
void map_close(struct map *map);
/* From now on the connection reads there; an SQLite code. */
int map_attach(struct map *map, sqlite3 *db);
/* Around all that a thread reads; false: the disk failed meanwhile, and what was read counts for nothing. */
bool map_enter(struct map *map);
MUST_CHECK bool map_leave(struct map *map, bool was_broken);

/* plan.c */
/* Writes the figures that SQLite plans with, for the schema as it now stands; an SQLite code. */
int plan_statistics(struct connection *connection, struct arena *arena);

/* statement.c */
enum err sqlite_query(struct query *query, const struct sql *sql, unsigned fragments, const struct param *params,
                      int count);
bool sqlite_next(struct query *query);
void sqlite_end(struct query *query);
enum err sqlite_execute(struct tx *tx, const struct sql *sql, const struct param *params, int count,
                        int64_t *ret_changed);
bool sqlite_is_null(const struct query *query, int column);
int64_t sqlite_integer(const struct query *query, int column);
struct str sqlite_text(const struct query *query, int column);
struct str sqlite_bytes(const struct query *query, int column);

/* among.c */
/* The SQL function petgate_among; an SQLite code. */
int among_register(sqlite3 *db);
int among_bind(sqlite3_stmt *statement, int at, const struct param *param, struct arena *arena);

/* group.c */
void writer_init(struct writer *writer);
void writer_close(struct writer *writer);
enum err writer_run(struct writer *writer, struct run *run);

/* read.c */
MUST_CHECK enum err readers_open(struct readers *readers, struct store *store, const char *path, int count,
                                 struct arena *arena);
void readers_close(struct readers *readers);
enum err readers_run(struct readers *readers, struct run *run);

/* All of the file `from` into a new one. */
MUST_CHECK enum err sqlite_backup(const char *from, const char *to, struct arena *arena);

#endif
