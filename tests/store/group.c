/* Many writers at once; what is special to SQLite's group commit looks into the driver. */
#include "store/fixture.h"

#include "store/driver.h"

#include "store/sqlite/sqlite.h"

#include <stdatomic.h>
#include <unistd.h>

enum { THREADS = 12, WRITES = 25, CROWD = 6 };

struct member {
    struct fixture *f;
    pthread_t thread;
    struct put put;
    store_body *body;
    bool alone;
    enum err result;
    int acknowledged;
    atomic_bool *answered;
    struct arena arena;
};

/* ------------------------------------------------------------------ on both engines */

static void *write_many(void *data)
{
    struct member *member = data;
    int64_t first = member->put.id;

    for (int i = 0; i < WRITES; i++) {
        /* Every third fails after it has written. */
        member->put.id = first + i;
        member->put.then = i % 3 == 2 ? ERR_FORBIDDEN : OK;
        if (store_write(member->f->store, OURS, &member->arena, put_thing, &member->put, NULL) == OK)
            member->acknowledged++;
        arena_reset(&member->arena);
    }
    return NULL;
}

static void what_many_threads_were_told_is_there_is_there(struct fixture *f)
{
    struct member members[THREADS] = {0};
    int acknowledged = 0;

    for (int i = 0; i < THREADS; i++) {
        members[i] = (struct member){.f = f, .put = {.id = 1 + 1000 * i}};
        pthread_create(&members[i].thread, NULL, write_many, &members[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(members[i].thread, NULL);
        arena_free(&members[i].arena);
        acknowledged += members[i].acknowledged;
    }
    assert_int_equal(acknowledged, THREADS * (WRITES - WRITES / 3));
    assert_int_equal(count_committed(f), acknowledged);
}

/* ------------------------------------------------------------------ SQLite's groups */

static struct writer *writer_of(struct fixture *f)
{
    struct sqlite *sqlite = f->store->state;

    return &sqlite->writer;
}

/* Returns when `count` others wait for the turn. */
static void wait_for_crowd(struct fixture *f, int count)
{
    struct writer *writer = writer_of(f);
    int waiting = 0;

    while (waiting < count) {
        pthread_mutex_lock(&writer->mutex);
        waiting = writer->waiting;
        pthread_mutex_unlock(&writer->mutex);
        usleep(200);
    }
}

static enum err put_before_a_crowd(struct tx *tx, void *data)
{
    struct member *member = data;

    TRY(put_thing(tx, &member->put));
    if (member->put.runs == 1)
        wait_for_crowd(member->f, CROWD - 1);
    return member->put.then;
}

static enum err put_only(struct tx *tx, void *data)
{
    struct member *member = data;

    return put_thing(tx, &member->put);
}

static void *write_once(void *data)
{
    struct member *member = data;
    struct store *store = member->f->store;

    member->result = member->alone ? store_write_alone(store, OURS, &member->arena, member->body, member, NULL)
                                   : store_write(store, OURS, &member->arena, member->body, member, NULL);
    if (member->answered)
        atomic_store(member->answered, true);
    return NULL;
}

/* Member 0 begins; the others wait for their turn before it ends, so all are one group. */
static void run_crowd(struct fixture *f, struct member *members)
{
    for (int i = 0; i < CROWD; i++) {
        members[i].f = f;
        members[i].put.id = i + 1;
        if (!members[i].body)
            members[i].body = i == 0 ? put_before_a_crowd : put_only;
        pthread_create(&members[i].thread, NULL, write_once, &members[i]);
        if (i == 0)
            usleep(20000);
    }
    for (int i = 0; i < CROWD; i++) {
        pthread_join(members[i].thread, NULL);
        arena_free(&members[i].arena);
    }
}

struct commits {
    int count;
    atomic_bool answered;
    bool answered_before;
};

static int on_commit(void *data)
{
    struct commits *commits = data;

    commits->count++;
    commits->answered_before |= atomic_load(&commits->answered);
    return 0;
}

static void a_group_is_one_commit_and_nobody_is_answered_before_it(struct fixture *f)
{
    struct member members[CROWD] = {0};
    struct commits commits = {0};

    sqlite3_commit_hook(writer_of(f)->connection.db, on_commit, &commits);
    for (int i = 0; i < CROWD; i++)
        members[i].answered = &commits.answered;
    run_crowd(f, members);
    assert_int_equal(commits.count, 1);
    assert_false(commits.answered_before);
    assert_int_equal(count_committed(f), CROWD);
    sqlite3_commit_hook(writer_of(f)->connection.db, NULL, NULL);
}

static void a_failing_member_harms_no_other(struct fixture *f)
{
    struct member members[CROWD] = {{.put.then = ERR_STALE}, {.put.then = OK}, {.put.then = ERR_ABSENT}};

    run_crowd(f, members);
    for (int i = 0; i < CROWD; i++) {
        assert_int_equal(members[i].result, members[i].put.then);
        assert_int_equal(members[i].put.runs, 1);
    }
    assert_int_equal(count_committed(f), CROWD - 2);
}

static void a_group_of_failures_alone_writes_nothing(struct fixture *f)
{
    struct put put = {.id = 1, .then = ERR_STALE};
    struct commits commits = {0};

    sqlite3_commit_hook(writer_of(f)->connection.db, on_commit, &commits);
    assert_int_equal(store_write(f->store, OURS, &f->arena, put_thing, &put, NULL), ERR_STALE);
    assert_int_equal(commits.count, 0);
    sqlite3_commit_hook(writer_of(f)->connection.db, NULL, NULL);
}

static int interrupt_once(void *data)
{
    sqlite3 *db = data;

    sqlite3_progress_handler(db, 0, NULL, NULL);
    return 1;
}

/* An interrupted write makes SQLite undo the whole transaction, the other members' work with it. */
static enum err put_and_be_interrupted(struct tx *tx, void *data)
{
    struct member *member = data;
    sqlite3 *db = writer_of(member->f)->connection.db;

    if (member->put.runs == 0)
        sqlite3_progress_handler(db, 1, interrupt_once, db);
    return put_thing(tx, &member->put);
}

static void a_lost_group_is_run_again_by_each_member(struct fixture *f)
{
    struct member members[CROWD] = {[3].body = put_and_be_interrupted};
    int runs = 0;

    run_crowd(f, members);
    for (int i = 0; i < CROWD; i++) {
        assert_int_equal(members[i].result, OK);
        runs += members[i].put.runs;
    }
    assert_int_equal(members[0].put.runs, 2);
    assert_int_equal(members[3].put.runs, 2);
    assert_true(runs >= CROWD + 2);
    assert_int_equal(count_committed(f), CROWD);
}

static void a_write_alone_lets_the_open_group_go_first(struct fixture *f)
{
    struct member members[CROWD] = {[1].alone = true, [4].alone = true};
    struct commits commits = {0};

    sqlite3_commit_hook(writer_of(f)->connection.db, on_commit, &commits);
    run_crowd(f, members);
    for (int i = 0; i < CROWD; i++)
        assert_int_equal(members[i].result, OK);
    assert_in_range(commits.count, 3, CROWD);
    assert_int_equal(count_committed(f), CROWD);
    sqlite3_commit_hook(writer_of(f)->connection.db, NULL, NULL);
}

/* ------------------------------------------------------------------ a full disk */

SQL(fill_disk, "INSERT INTO thing (company_id, id, body) VALUES ($1, $2, $3)");

static enum err put_too_much(struct tx *tx, void *data)
{
    struct member *member = data;
    size_t size = 4 << 20;

    member->put.runs++;
    TRY(put_thing(tx, &(struct put){.id = 900}));
    return EXECUTE(tx, &fill_disk, NULL, SQL_ID(OURS), SQL_INT(901), SQL_BYTES(arena_alloc(tx_arena(tx), size), size));
}

static void pages_at_most(struct fixture *f, const char *pragma)
{
    assert_int_equal(sqlite3_exec(writer_of(f)->connection.db, pragma, NULL, NULL, NULL), SQLITE_OK);
}

static void a_full_disk_is_unavailable_and_harms_no_other_member(struct fixture *f)
{
    struct member members[CROWD] = {[2].body = put_too_much};

    pages_at_most(f, "PRAGMA max_page_count = 64");
    run_crowd(f, members);
    for (int i = 0; i < CROWD; i++)
        assert_int_equal(members[i].result, i == 2 ? ERR_UNAVAILABLE : OK);
    assert_int_equal(count_committed(f), CROWD - 1);
    pages_at_most(f, "PRAGMA max_page_count = 1000000");
    members[2].body = put_too_much;
    assert_ok(&f->arena, store_write(f->store, OURS, &f->arena, put_too_much, &members[2], NULL));
    assert_int_equal(count_committed(f), CROWD + 1);
}

static void a_full_disk_is_told_to_the_operator(struct fixture *f)
{
    struct member member = {.f = f};

    pages_at_most(f, "PRAGMA max_page_count = 64");
    assert_int_equal(store_write(f->store, OURS, &f->arena, put_too_much, &member, NULL), ERR_UNAVAILABLE);
    assert_non_null(strstr(arena_cstr(&f->arena, f->arena.failure.log), "the disk is full: free space"));
    assert_int_equal(count_committed(f), 0);
    assert_ok(&f->arena, put_one(f, 1, "small"));
}

static const struct store_test list[] = {
    TEST(what_many_threads_were_told_is_there_is_there),
    TEST_ON(STORE_SQLITE, a_group_is_one_commit_and_nobody_is_answered_before_it),
    TEST_ON(STORE_SQLITE, a_failing_member_harms_no_other),
    TEST_ON(STORE_SQLITE, a_group_of_failures_alone_writes_nothing),
    TEST_ON(STORE_SQLITE, a_lost_group_is_run_again_by_each_member),
    TEST_ON(STORE_SQLITE, a_write_alone_lets_the_open_group_go_first),
    TEST_ON(STORE_SQLITE, a_full_disk_is_unavailable_and_harms_no_other_member),
    TEST_ON(STORE_SQLITE, a_full_disk_is_told_to_the_operator),
};
const struct store_tests group_tests = {list, (int)ARRAY_SIZE(list)};
