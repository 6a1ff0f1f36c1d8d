#include "proof/power_disk.h"

#include "store/driver.h"

#include "store/sqlite/sqlite.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FILES_MAX = 8, PATH_MAX_ = 512, SECTOR = 512, GROWTH = 1 << 20 };

/* What was done to a file since its last sync. */
struct change {
    int64_t at;
    size_t n;       /* of a write */
    uint8_t *bytes; /* NULL: cut to the length `at` */
};
/* A file as the disk has it. */
struct platter {
    char path[PATH_MAX_]; /* empty: none */
    bool listed;          /* its folder was synced since it was made */
    bool unlisted;        /* it was removed, and its folder not synced since */
    uint8_t *bytes;       /* as last synced */
    size_t n, room;
    struct change *changes;
    size_t count, changes_room;
};
struct disk {
    struct platter platters[FILES_MAX];
};
static struct {
    pthread_mutex_t lock;
    pthread_cond_t cut_done;
    sqlite3_vfs *plain, vfs;
    struct disk disk, copy; /* `copy`: at the last cut */
    struct platter found;   /* of one file; kept for its room */
    int64_t operations, cut_at;
    bool cut;
    void (*at)(void *);
    void *data;
    int fails[POWER_ACT__MAX];
} power = {.lock = PTHREAD_MUTEX_INITIALIZER, .cut_done = PTHREAD_COND_INITIALIZER};

struct file {
    sqlite3_file base;
    struct platter *platter;
    sqlite3_file plain[]; /* as large as the plain VFS wants it */
};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "power: %s\n", what);
    abort();
}

static void *grown(void *memory, size_t size)
{
    void *more = realloc(memory, size ? size : 1);

    if (!more)
        die("no memory");
    return more;
}

/* ------------------------------------------------------------------ platters */

static void set_length(struct platter *p, size_t n)
{
    if (n > p->room) {
        p->room = n + GROWTH;
        p->bytes = grown(p->bytes, p->room);
    }
    if (n > p->n)
        memset(p->bytes + p->n, 0, n - p->n);
    p->n = n;
}

static void put(struct platter *p, int64_t at, const uint8_t *bytes, size_t n)
{
    if (n == 0)
        return;
    if ((size_t)at + n > p->n)
        set_length(p, (size_t)at + n);
    memcpy(p->bytes + at, bytes, n);
}

static void apply(struct platter *p, const struct change *change)
{
    if (change->bytes)
        put(p, change->at, change->bytes, change->n);
    else
        set_length(p, (size_t)change->at);
}

static void forget_changes(struct platter *p)
{
    for (size_t i = 0; i < p->count; i++)
        free(p->changes[i].bytes);
    p->count = 0;
}

static void note(struct platter *p, int64_t at, const void *bytes, size_t n)
{
    struct change change = {.at = at, .n = n};

    if (bytes) {
        change.bytes = grown(NULL, n);
        memcpy(change.bytes, bytes, n);
    }
    if (p->count == p->changes_room) {
        p->changes_room = p->changes_room * 2 + 64;
        p->changes = grown(p->changes, p->changes_room * sizeof(*p->changes));
    }
    p->changes[p->count++] = change;
}

static void clear(struct platter *p)
{
    forget_changes(p);
    free(p->changes);
    free(p->bytes);
    *p = (struct platter){.path = ""};
}

static void clear_disk(struct disk *disk)
{
    for (int i = 0; i < FILES_MAX; i++)
        clear(&disk->platters[i]);
}

static void copy_disk(void)
{
    clear_disk(&power.copy);
    for (int i = 0; i < FILES_MAX; i++) {
        const struct platter *from = &power.disk.platters[i];
        struct platter *to = &power.copy.platters[i];

        if (!from->path[0])
            continue;
        memcpy(to->path, from->path, sizeof(to->path));
        to->listed = from->listed;
        to->unlisted = from->unlisted;
        put(to, 0, from->bytes, from->n);
        for (size_t k = 0; k < from->count; k++)
            note(to, from->changes[k].at, from->changes[k].bytes, from->changes[k].n);
    }
}

/* With the lock, before each operation. */
static void count_operation(void)
{
    power.operations++;
    if (power.cut_at == 0 || power.operations < power.cut_at)
        return;
    power.at(power.data);
    copy_disk();
    power.cut_at = 0;
    power.cut = true;
    pthread_cond_broadcast(&power.cut_done);
}

/* ------------------------------------------------------------------ files */

static struct file *file_of(sqlite3_file *base)
{
    return (struct file *)(void *)base;
}

static int file_close(sqlite3_file *base)
{
    struct file *f = file_of(base);

    return f->plain->pMethods ? f->plain->pMethods->xClose(f->plain) : SQLITE_OK;
}

static int file_read(sqlite3_file *base, void *out, int n, sqlite3_int64 at)
{
    struct file *f = file_of(base);

    return f->plain->pMethods->xRead(f->plain, out, n, at);
}

static int file_write(sqlite3_file *base, const void *bytes, int n, sqlite3_int64 at)
{
    struct file *f = file_of(base);
    int code;

    pthread_mutex_lock(&power.lock);
    count_operation();
    if (power.fails[POWER_WRITES])
        n /= 2;
    code = n > 0 ? f->plain->pMethods->xWrite(f->plain, bytes, n, at) : SQLITE_OK;
    if (code == SQLITE_OK && n > 0)
        note(f->platter, at, bytes, (size_t)n);
    if (power.fails[POWER_WRITES])
        code = power.fails[POWER_WRITES];
    pthread_mutex_unlock(&power.lock);
    return code;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    struct file *f = file_of(base);
    int code;

    pthread_mutex_lock(&power.lock);
    count_operation();
    code = f->plain->pMethods->xTruncate(f->plain, size);
    if (code == SQLITE_OK)
        note(f->platter, size, NULL, 0);
    pthread_mutex_unlock(&power.lock);
    return code;
}

/* The real disk is left alone: its power stays on. */
static int file_sync(sqlite3_file *base, int flags)
{
    struct platter *p = file_of(base)->platter;
    int code;

    (void)flags;
    pthread_mutex_lock(&power.lock);
    count_operation();
    code = power.fails[POWER_SYNCS];
    for (size_t i = 0; code == SQLITE_OK && i < p->count; i++)
        apply(p, &p->changes[i]);
    if (code == SQLITE_OK)
        forget_changes(p);
    p->listed = true; /* SQLite syncs the folder with the first sync of a file that it made */
    pthread_mutex_unlock(&power.lock);
    return code;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *ret)
{
    struct file *f = file_of(base);

    return f->plain->pMethods->xFileSize(f->plain, ret);
}

static int file_lock(sqlite3_file *base, int kind)
{
    struct file *f = file_of(base);

    return f->plain->pMethods->xLock(f->plain, kind);
}

static int file_unlock(sqlite3_file *base, int kind)
{
    struct file *f = file_of(base);

    return f->plain->pMethods->xUnlock(f->plain, kind);
}

static int file_reserved(sqlite3_file *base, int *ret)
{
    struct file *f = file_of(base);

    return f->plain->pMethods->xCheckReservedLock(f->plain, ret);
}

static int file_control(sqlite3_file *base, int what, void *arg)
{
    struct file *f = file_of(base);

    return f->plain->pMethods->xFileControl(f->plain, what, arg);
}

static int file_sector(sqlite3_file *base)
{
    struct file *f = file_of(base);

    return f->plain->pMethods->xSectorSize(f->plain);
}

static int file_device(sqlite3_file *base)
{
    struct file *f = file_of(base);

    return f->plain->pMethods->xDeviceCharacteristics(f->plain);
}

/* Shared memory is memory: what is found afterwards has none of it. */
static int file_shm_map(sqlite3_file *base, int page, int size, int extend, void volatile **ret)
{
    struct file *f = file_of(base);

    return f->plain->pMethods->xShmMap(f->plain, page, size, extend, ret);
}

static int file_shm_lock(sqlite3_file *base, int offset, int n, int flags)
{
    struct file *f = file_of(base);

    return f->plain->pMethods->xShmLock(f->plain, offset, n, flags);
}

static void file_shm_barrier(sqlite3_file *base)
{
    struct file *f = file_of(base);

    f->plain->pMethods->xShmBarrier(f->plain);
}

static int file_shm_unmap(sqlite3_file *base, int remove)
{
    struct file *f = file_of(base);

    return f->plain->pMethods->xShmUnmap(f->plain, remove);
}

static const sqlite3_io_methods METHODS = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_device,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

/* ------------------------------------------------------------------ the VFS */

static struct platter *find(struct disk *disk, const char *path)
{
    for (int i = 0; i < FILES_MAX; i++) {
        if (strcmp(disk->platters[i].path, path) == 0)
            return &disk->platters[i];
    }
    return NULL;
}

/* What lies there before it is opened first counts as synced. */
static void load(struct platter *p)
{
    FILE *file = fopen(p->path, "rb");
    uint8_t bytes[4096];
    size_t n;

    p->listed = file != NULL;
    while (file && (n = fread(bytes, 1, sizeof(bytes), file)) > 0)
        put(p, (int64_t)p->n, bytes, n);
    if (file)
        fclose(file);
}

static struct platter *platter_of(const char *path)
{
    struct platter *p = find(&power.disk, path);

    if (p && !p->unlisted)
        return p;
    if (p)
        clear(p);
    p = find(&power.disk, "");
    if (!p || strlen(path) >= sizeof(p->path))
        die("too many files, or too long a path");
    snprintf(p->path, sizeof(p->path), "%s", path);
    load(p);
    return p;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags, int *ret_flags)
{
    struct file *f = file_of(base);
    int code;

    (void)vfs;
    if (!path || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) ||
        strstr(path, POWER_FOUND))
        return power.plain->xOpen(power.plain, path, base, flags, ret_flags);
    pthread_mutex_lock(&power.lock);
    f->platter = platter_of(path);
    f->plain->pMethods = NULL;
    code = power.plain->xOpen(power.plain, path, f->plain, flags, ret_flags);
    base->pMethods = code == SQLITE_OK ? &METHODS : NULL;
    pthread_mutex_unlock(&power.lock);
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    struct platter *p;
    int code;

    (void)vfs;
    if (strstr(path, POWER_FOUND))
        return power.plain->xDelete(power.plain, path, sync);
    pthread_mutex_lock(&power.lock);
    count_operation();
    code = power.plain->xDelete(power.plain, path, sync);
    p = find(&power.disk, path);
    if (code == SQLITE_OK && p && sync)
        clear(p);
    else if (code == SQLITE_OK && p)
        p->unlisted = true;
    pthread_mutex_unlock(&power.lock);
    return code;
}

void power_begin(void)
{
    power.plain = sqlite3_vfs_find("unix");
    if (!power.plain || sqlite3_vfs_find(NULL) != power.plain)
        die("another VFS than the plain one is in use");
    power.vfs = *power.plain;
    power.vfs.pNext = NULL;
    power.vfs.zName = "power";
    power.vfs.szOsFile = (int)sizeof(struct file) + power.plain->szOsFile;
    power.vfs.xOpen = vfs_open;
    power.vfs.xDelete = vfs_delete;
    if (sqlite3_vfs_register(&power.vfs, 1) != SQLITE_OK)
        die("the VFS cannot be registered");
}

void power_end(void)
{
    sqlite3_vfs_unregister(&power.vfs);
    clear_disk(&power.disk);
    clear_disk(&power.copy);
    clear(&power.found);
}

/* ------------------------------------------------------------------ cuts */

void power_arm(int64_t operations, void (*at)(void *), void *data)
{
    pthread_mutex_lock(&power.lock);
    power.at = at;
    power.data = data;
    power.cut = false;
    power.cut_at = power.operations + operations;
    pthread_mutex_unlock(&power.lock);
}

bool power_was_cut(int ms)
{
    struct timespec until;
    bool cut;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ms / 1000;
    pthread_mutex_lock(&power.lock);
    while (!power.cut && ms > 0 && pthread_cond_timedwait(&power.cut_done, &power.lock, &until) == 0) {
    }
    cut = power.cut;
    power.cut = false;
    power.cut_at = 0;
    pthread_mutex_unlock(&power.lock);
    return cut;
}

bool power_unsynced(const char *path_end)
{
    size_t n = strlen(path_end);

    for (int i = 0; i < FILES_MAX; i++) {
        const struct platter *p = &power.copy.platters[i];
        size_t all = strlen(p->path);

        if (all >= n && strcmp(p->path + all - n, path_end) == 0 && p->count > 0)
            return true;
    }
    return false;
}

int64_t power_operations(void)
{
    int64_t operations;

    pthread_mutex_lock(&power.lock);
    operations = power.operations;
    pthread_mutex_unlock(&power.lock);
    return operations;
}

void power_fails(enum power_act act, int code)
{
    pthread_mutex_lock(&power.lock);
    power.fails[act] = code;
    pthread_mutex_unlock(&power.lock);
}

static uint64_t next(uint64_t *random)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return *random >> 11;
}

/* How much of what was not synced is found, and a number that tells apart what was. */
struct finding {
    enum power_loss loss;
    unsigned of_eight;
    uint64_t random, told;
};

static void tell(struct finding *f, uint64_t what)
{
    f->told = (f->told ^ what) * UINT64_C(0x100000001B3);
}

static void apply_sectors(struct finding *f, struct platter *p, const struct change *change)
{
    for (size_t from = 0, n; from < change->n; from += n) {
        n = SECTOR - ((size_t)change->at + from) % SECTOR;
        if (n > change->n - from)
            n = change->n - from;
        if (next(&f->random) % 2) {
            tell(f, 2 + from);
            put(p, change->at + (int64_t)from, change->bytes + from, n);
        }
    }
}

/* All of a change, nothing of it, or of a write some of its sectors. */
static void apply_some(struct finding *f, struct platter *p, const struct change *change)
{
    uint64_t chance = next(&f->random) % 8;
    bool all = chance < f->of_eight;

    tell(f, all);
    if (all)
        apply(p, change);
    else if (f->loss == POWER_TEARS && chance == 7 && change->bytes)
        apply_sectors(f, p, change);
}

/* Whether the file's name is found: its folder may not have been synced since it was made or removed. */
static bool is_there(struct finding *f, const struct platter *from)
{
    bool likely = f->loss == POWER_KEEPS || (f->loss == POWER_TEARS && next(&f->random) % 2);

    return (from->listed || likely) && !(from->unlisted && likely);
}

static void write_file(const char *folder, const struct platter *p)
{
    const char *name = strrchr(p->path, '/');
    char path[2 * PATH_MAX_];
    FILE *file;

    snprintf(path, sizeof(path), "%s%s", folder, name ? name : "");
    file = fopen(path, "wb");
    if (!file || fwrite(p->bytes, 1, p->n, file) != p->n || fclose(file) != 0)
        die("what is found cannot be written");
}

uint64_t power_found(const char *folder, enum power_loss loss, uint64_t seed)
{
    struct finding f = {.loss = loss, .random = seed * UINT64_C(0x9E3779B97F4A7C15) | 1};
    struct platter *found = &power.found;

    f.of_eight = loss == POWER_TEARS ? (unsigned)(next(&f.random) % 8) : loss == POWER_KEEPS ? 8 : 0;
    for (int i = 0; i < FILES_MAX; i++) {
        const struct platter *from = &power.copy.platters[i];

        if (!from->path[0] || !is_there(&f, from))
            continue;
        tell(&f, (uint64_t)i << 32);
        memcpy(found->path, from->path, sizeof(found->path));
        set_length(found, 0);
        put(found, 0, from->bytes, from->n);
        for (size_t k = 0; k < from->count; k++)
            apply_some(&f, found, &from->changes[k]);
        write_file(folder, found);
    }
    return f.told;
}

bool power_pragma(struct store *store, const char *pragma)
{
    struct sqlite *sqlite = store->state;

    return sqlite3_exec(sqlite->writer.connection.db, pragma, NULL, NULL, NULL) == SQLITE_OK;
}
