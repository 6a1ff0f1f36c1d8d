/* The file in memory (store/sqlite/map.c). */
#include "store/fixture.h"

#include "store/driver.h"

#include "store/sqlite/sqlite.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROWS = 200, NAME_LENGTH = 1000, KEPT_BYTES = 8192 };

static const char *path_of(struct fixture *f)
{
    return arena_format(&f->arena, "%s/petgate.db", f->database.dir).p;
}

/* From the log into the file, where the mapping shows them. */
static void checkpoint(struct fixture *f)
{
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open(path_of(f), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* So long that four fill a page of the file. */
static void put_rows(struct fixture *f, int from)
{
    for (int id = from; id < from + ROWS; id++)
        assert_ok(&f->arena, put_one(f, id, arena_format(&f->arena, "%0*d", NAME_LENGTH, id).p));
    checkpoint(f);
}

SQL(all_names, "SELECT name FROM thing WHERE company_id = $1 ORDER BY id");

struct names {
    struct fixture *f;
    int count, runs;
    int break_at, mend_at; /* in which run the file loses its end, and has it again */
};

static _Noreturn void copy_here(const char *from, const char *to)
{
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ssize_t n;

    do
        n = copy_file_range(in, NULL, out, NULL, 1 << 20, 0);
    while (n > 0);
    _exit(n == 0 ? 0 : 1);
}

/* In another process: closing the file would drop this one's locks on it. */
static void copy(const char *from, const char *to)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0)
        copy_here(from, to);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static enum err read_names(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct names *names = data;
    const char *path = path_of(names->f), *aside = arena_format(&names->f->arena, "%s.aside", path).p;

    names->count = 0;
    names->runs++;
    if (names->runs == names->break_at) {
        copy(path, aside);
        assert_int_equal(truncate(path, KEPT_BYTES), 0);
    }
    if (names->runs == names->mend_at)
        copy(aside, path);
    TRY(QUERY(tx, &all_names, &q, SQL_ID(OURS)));
    while (query_next(&q)) {
        names->count++;
        assert_int_equal(query_text(&q, 0).n, NAME_LENGTH);
    }
    return query_done(&q);
}

static int misses(struct fixture *f)
{
    struct sqlite *sqlite = f->store->state;
    int sum = 0;

    for (int i = 0; i < sqlite->readers.count; i++) {
        int count = 0, most = 0;

        sqlite3_db_status(sqlite->readers.all[i].db, SQLITE_DBSTATUS_CACHE_MISS, &count, &most, 1);
        sum += count;
    }
    return sum;
}

static void pages_of_the_file_are_read_without_a_call_also_when_it_grew(struct fixture *f)
{
    for (int round = 0; round < 2; round++) {
        struct names names = {.f = f};

        put_rows(f, 1 + round * ROWS);
        (void)misses(f);
        assert_ok(&f->arena, store_read(f->store, OURS, &f->arena, read_names, &names));
        assert_int_equal(names.count, (round + 1) * ROWS);
        assert_true(misses(f) <= 1); /* the first page, which SQLite always reads */
    }
}

/* What is in the log alone is newer than the file. */
static void what_is_not_in_the_file_yet_is_read_from_the_log(struct fixture *f)
{
    struct names names = {.f = f};

    put_rows(f, 1);
    assert_ok(&f->arena, put_one(f, 1 + ROWS, arena_format(&f->arena, "%0*d", NAME_LENGTH, 1 + ROWS).p));
    assert_ok(&f->arena, store_read(f->store, OURS, &f->arena, read_names, &names));
    assert_int_equal(names.count, ROWS + 1);
}

static bool is_broken(struct fixture *f)
{
    struct sqlite *sqlite = f->store->state;

    return sqlite->readers.map.broken;
}

/* A shorter file stands for a disk that cannot read: the system sends the same signal. */
static void a_page_that_could_not_be_read_once_is_read_again(struct fixture *f)
{
    struct names names = {.f = f};

    put_rows(f, 1);
    assert_ok(&f->arena, store_read(f->store, OURS, &f->arena, read_names, &names));
    names.break_at = names.runs + 1;
    names.mend_at = names.runs + 2;
    assert_ok(&f->arena, store_read(f->store, OURS, &f->arena, read_names, &names));
    assert_int_equal(names.runs, names.mend_at);
    assert_int_equal(names.count, ROWS);
    assert_true(is_broken(f));
}

static void a_page_that_cannot_be_read_is_unavailable_and_others_are_read(struct fixture *f)
{
    struct names names = {.f = f};

    put_rows(f, 1);
    assert_ok(&f->arena, store_read(f->store, OURS, &f->arena, read_names, &names));
    names.break_at = names.runs + 1;
    assert_int_equal(store_read(f->store, OURS, &f->arena, read_names, &names), ERR_UNAVAILABLE);
    assert_int_equal(names.runs, names.break_at + 1);
    assert_true(is_broken(f));
    copy(arena_format(&f->arena, "%s.aside", path_of(f)).p, path_of(f));
    assert_ok(&f->arena, put_one(f, 1 + ROWS, "short"));
    assert_int_equal(count_committed(f), ROWS + 1);
}

static _Noreturn void read_past_the_end(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const volatile char *memory = mmap(NULL, KEPT_BYTES, PROT_READ, MAP_SHARED, fd, 0);

    _exit(memory == MAP_FAILED || *memory);
}

static void a_bus_error_of_other_memory_ends_the_process(struct fixture *f)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0)
        read_past_the_end(arena_format(&f->arena, "%s/empty", f->database.dir).p);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGBUS);
}

static const struct store_test list[] = {
    TEST_ON(STORE_SQLITE, pages_of_the_file_are_read_without_a_call_also_when_it_grew),
    TEST_ON(STORE_SQLITE, what_is_not_in_the_file_yet_is_read_from_the_log),
    TEST_ON(STORE_SQLITE, a_page_that_could_not_be_read_once_is_read_again),
    TEST_ON(STORE_SQLITE, a_page_that_cannot_be_read_is_unavailable_and_others_are_read),
    TEST_ON(STORE_SQLITE, a_bus_error_of_other_memory_ends_the_process),
};
const struct store_tests map_tests = {list, (int)ARRAY_SIZE(list)};
