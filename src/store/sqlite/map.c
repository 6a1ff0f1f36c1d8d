/* The database in memory as the system holds it, once for all connections that read: a page of it costs neither a call
 * of the system nor a copy, and none is fetched again because somebody committed.
 *
 * SQLite has a mapping of its own (PRAGMA mmap_size), but each connection makes it anew after every commit of another,
 * and it ends at 2 GB. So its VFS stays, but for the two methods that give out memory and take it back
 * (sqlite.org/c3ref/io_methods.html); what SQLite asks of them, it asks only of pages that no checkpoint may write over
 * while the reader is there. */
#include "store/sqlite/sqlite.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

/* Address space, not memory; what lies behind is read as before. */
#define MAP_LENGTH (sizeof(void *) > 4 ? (size_t)(INT64_C(1) << 38) : (size_t)1 << 29)

enum { LINE = 64 }; /* what the processor fetches at once */
/* What a page that leads to no others begins with, or more (sqlite.org/fileformat2.html, 1.6). */
enum { LEAF = 10 };

/* What this thread reads, for the signal. */
static _Thread_local struct map *reading;

/* The disk could not read a page. The statement sees zeros instead, map_leave tells that it did, and from now on all is
 * read by calls, which say what is wrong with which page. */
static void on_bus_error(int number, siginfo_t *info, void *context)
{
    struct map *map = reading;
    uintptr_t at = (uintptr_t)info->si_addr;
    size_t page = map ? map->page : 1;

    (void)context;
    if (map && at - (uintptr_t)map->base < MAP_LENGTH) {
        __atomic_store_n(&map->broken, true, __ATOMIC_RELEASE);
        /* POSIX does not promise that a handler may call it; Linux does it in the kernel alone. */
        if (mmap((void *)(at / page * page), page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) !=
            MAP_FAILED)
            return;
    }
    (void)signal(number, SIG_DFL); /* not ours: it ends the process, as ever */
    (void)raise(number);
}

void map_open(struct map *map, const char *path)
{
    struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    void *base = fd < 0 ? MAP_FAILED : mmap(NULL, MAP_LENGTH, PROT_READ, MAP_SHARED, fd, 0);

    if (fd >= 0)
        (void)close(fd);
    if (base == MAP_FAILED)
        return;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGBUS, &action, NULL);
    map->page = (size_t)sysconf(_SC_PAGESIZE);
    map->base = base;
}

void map_close(struct map *map)
{
    if (map->base)
        (void)munmap(map->base, MAP_LENGTH);
    map->base = NULL;
}

static struct map *map_of(const sqlite3_file *file)
{
    return (struct map *)((uintptr_t)file->pMethods - offsetof(struct map, methods));
}

/* The file grows, so its size is looked at when something lies behind what was known. */
static bool reaches(struct map *map, sqlite3_file *file, int64_t end)
{
    sqlite3_int64 size = 0;

    if (__atomic_load_n(&map->broken, __ATOMIC_ACQUIRE) || end > (int64_t)MAP_LENGTH)
        return false;
    if (end <= __atomic_load_n(&map->size, __ATOMIC_RELAXED))
        return true;
    if (file->pMethods->xFileSize(file, &size) != SQLITE_OK)
        return false;
    __atomic_store_n(&map->size, size, __ATOMIC_RELAXED);
    return end <= size;
}

/* NULL: read it. A page is searched by halving, where each step would wait for memory that the last one named. Those
 * that lead to others are few, and seldom have to be waited for. */
static int fetch(sqlite3_file *file, sqlite3_int64 at, int amount, void **ret)
{
    struct map *map = map_of(file);

    *ret = NULL;
    if (!reaches(map, file, at + amount))
        return SQLITE_OK;
    unsigned char *page = (unsigned char *)map->base + at;
    for (int i = *page >= LEAF ? 0 : amount; i < amount; i += LINE)
        __builtin_prefetch(page + i);
    *ret = page;
    return SQLITE_OK;
}

/* Without a page: that somebody committed. The memory shows what the file holds all the same. */
static int unfetch(sqlite3_file *file, sqlite3_int64 at, void *page)
{
    (void)file;
    (void)at;
    (void)page;
    return SQLITE_OK;
}

int map_attach(struct map *map, sqlite3 *db)
{
    sqlite3_file *file = NULL;

    if (!map->base || sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file ||
        !file->pMethods || file->pMethods->iVersion < 3)
        return SQLITE_OK;
    map->methods = *file->pMethods;
    map->methods.xFetch = fetch;
    map->methods.xUnfetch = unfetch;
    file->pMethods = &map->methods;
    return sqlite3_exec(db, "PRAGMA mmap_size = 1", NULL, NULL, NULL); /* any: that it asks */
}

bool map_enter(struct map *map)
{
    reading = map;
    return __atomic_load_n(&map->broken, __ATOMIC_ACQUIRE);
}

bool map_leave(struct map *map, bool was_broken)
{
    reading = NULL;
    return was_broken || !__atomic_load_n(&map->broken, __ATOMIC_ACQUIRE);
}
