/* Writing: one connection, used in turns. What takes time is making a commit durable, so whoever has done its work and
 * sees others waiting leaves the commit to them: the last of a group commits for all, and only then is any of them
 * answered, with a failure too, since that may rest on what another member wrote. Each member works inside of a
 * savepoint, so that its failure undoes its own work alone. */
#include "store/sqlite/sqlite.h"

#include <errno.h>

enum { GROUP_MEMBERS_MAX = 32 };

void writer_init(struct writer *writer)
{
    pthread_mutex_init(&writer->mutex, NULL);
    condition_init(&writer->turn);
}

void writer_close(struct writer *writer)
{
    assert(!writer->open && !writer->busy);
    for (struct group *group = writer->free; group; group = group->next_free)
        pthread_cond_destroy(&group->ended);
    pthread_cond_destroy(&writer->turn);
    pthread_mutex_destroy(&writer->mutex);
    arena_free(&writer->memory);
}

static enum err take_turn(struct writer *writer, struct arena *arena)
{
    struct timespec deadline = {0};
    bool taken = true;

    pthread_mutex_lock(&writer->mutex);
    writer->waiting++;
    while (writer->busy && taken) {
        if (deadline.tv_sec == 0)
            deadline = wait_deadline();
        /* Too late, unless the turn came free at the same moment: an open group may count on us. */
        if (pthread_cond_timedwait(&writer->turn, &writer->mutex, &deadline) == ETIMEDOUT && writer->busy)
            taken = false;
    }
    writer->waiting--;
    if (taken)
        writer->busy = true;
    pthread_mutex_unlock(&writer->mutex);
    if (taken)
        return OK;
    return fail_unavailable(arena, "%s: other writers kept the database for %d s", writer->connection.path,
                            WAIT_MAX_MS / 1000);
}

static void give_turn_locked(struct writer *writer)
{
    writer->busy = false;
    pthread_cond_signal(&writer->turn);
}

static void give_turn(struct writer *writer)
{
    pthread_mutex_lock(&writer->mutex);
    give_turn_locked(writer);
    pthread_mutex_unlock(&writer->mutex);
}

static struct group *group_new(struct writer *writer)
{
    struct group *group;

    pthread_mutex_lock(&writer->mutex);
    group = writer->free;
    if (group)
        writer->free = group->next_free;
    pthread_mutex_unlock(&writer->mutex);
    if (!group) {
        group = arena_new(&writer->memory, struct group);
        condition_init(&group->ended);
    }
    group->members = 0;
    group->changed = group->over = group->lost = false;
    return group;
}

/* Waits for the outcome; true if the group was lost. With the mutex. */
static bool group_outcome_locked(struct writer *writer, struct group *group)
{
    bool lost;

    group->waiting++;
    while (!group->over)
        pthread_cond_wait(&group->ended, &writer->mutex);
    lost = group->lost;
    if (--group->waiting == 0) {
        group->next_free = writer->free;
        writer->free = group;
    }
    return lost;
}

static void group_end_locked(struct writer *writer, struct group *group, bool lost)
{
    group->over = true;
    group->lost = lost;
    writer->open = NULL;
    pthread_cond_broadcast(&group->ended);
}

static void roll_back(struct connection *connection)
{
    if (!sqlite3_get_autocommit(connection->db))
        (void)connection_run(connection, FIXED_ROLLBACK);
}

/* Makes the group durable, or undoes it whole. True if it is lost. */
static bool group_commit(struct connection *connection, const struct group *group)
{
    if (!group->changed) {
        roll_back(connection);
        return false;
    }
    if (connection_run(connection, FIXED_COMMIT) == SQLITE_OK)
        return false;
    roll_back(connection);
    return true;
}

static enum err begin(struct connection *connection, struct arena *arena)
{
    int code = connection_run(connection, FIXED_BEGIN_IMMEDIATE);
    enum err err;

    if (code == SQLITE_OK)
        return OK;
    err = connection_fail(connection, NULL, arena, code, "BEGIN IMMEDIATE");
    /* It has waited its time already. */
    return err == ERR_RETRY ? ERR_UNAVAILABLE : err;
}

/* The body within its savepoint. */
static enum err run_member(struct connection *connection, struct run *run, bool keep)
{
    struct tx tx = {run->store, run->arena, run->company, .writes = true, .connection = connection};
    int code = connection_run(connection, FIXED_MEMBER);
    enum err err;

    if (code != SQLITE_OK)
        return connection_fail(connection, &tx, run->arena, code, "SAVEPOINT");
    err = run_body(run, &tx);
    if (sqlite3_get_autocommit(connection->db)) /* a fault has undone all there was */
        return err != OK ? err : fail_unavailable(run->arena, "%s: the transaction was undone", connection->path);
    if (err != OK || !keep)
        code = connection_run(connection, FIXED_MEMBER_UNDO);
    if (code == SQLITE_OK)
        code = connection_run(connection, FIXED_MEMBER_KEEP);
    if (code == SQLITE_OK)
        return err;
    err = connection_fail(connection, &tx, run->arena, code, "RELEASE");
    roll_back(connection); /* a member half undone must not be committed */
    return err;
}

static enum err run_in_group(struct writer *writer, struct run *run)
{
    struct connection *connection = &writer->connection;
    struct group *group = writer->open;
    bool gone, leave, lost;
    enum err err;

    if (!group) {
        err = begin(connection, run->arena);
        if (err != OK) {
            give_turn(writer);
            return err;
        }
        writer->open = group = group_new(writer);
    }
    group->members++;
    err = run_member(connection, run, true);
    group->changed |= err == OK;
    gone = sqlite3_get_autocommit(connection->db);

    pthread_mutex_lock(&writer->mutex);
    leave = !gone && writer->waiting > 0 && group->members < GROUP_MEMBERS_MAX;
    if (!leave) {
        pthread_mutex_unlock(&writer->mutex);
        lost = gone || group_commit(connection, group);
        pthread_mutex_lock(&writer->mutex);
        group_end_locked(writer, group, lost);
    }
    give_turn_locked(writer);
    lost = group_outcome_locked(writer, group);
    pthread_mutex_unlock(&writer->mutex);
    return lost ? ERR_RETRY : err;
}

/* A transaction of its own; a group that waits to be committed goes first. */
static enum err run_alone(struct writer *writer, struct run *run)
{
    struct connection *connection = &writer->connection;
    bool keep = run->mode != TX_TRY;
    enum err err;
    int code;

    if (writer->open) {
        bool lost = group_commit(connection, writer->open);

        pthread_mutex_lock(&writer->mutex);
        group_end_locked(writer, writer->open, lost);
        pthread_mutex_unlock(&writer->mutex);
    }
    err = begin(connection, run->arena);
    if (err == OK)
        err = run_member(connection, run, keep);
    if (err == OK && keep) {
        code = connection_run(connection, FIXED_COMMIT);
        if (code != SQLITE_OK) {
            struct tx tx = {run->store, run->arena, run->company, .writes = true, .connection = connection};

            err = connection_fail(connection, &tx, run->arena, code, "COMMIT");
        }
    }
    roll_back(connection);
    give_turn(writer);
    return err;
}

enum err writer_run(struct writer *writer, struct run *run)
{
    TRY(take_turn(writer, run->arena));
    /* A group that was lost is run again by each of its members for itself, so that what one met harms no other. */
    if (run->mode != TX_WRITE || run->attempt > 1)
        return run_alone(writer, run);
    return run_in_group(writer, run);
}
