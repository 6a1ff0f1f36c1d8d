#include "app/files.h"

#include "app/app.h"
#include "base/random.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NAME_BYTES = FILE_NAME_LENGTH / 2, KEY_BYTES = 32 };

static const char *folder_of(const struct app *app, struct company_id company, struct arena *arena)
{
    return arena_format(arena, "%.*s/%.*s", STR_ARG(app->config.files), STR_ARG(id_text(arena, company.n))).p;
}

static const char *path_of(const struct app *app, struct company_id company, struct str name, struct arena *arena)
{
    return arena_format(arena, "%s/%.*s", folder_of(app, company, arena), STR_ARG(name)).p;
}

static bool make_folder(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

int files_spool(const struct app *app)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    const char *path = arena_cstr(&arena, app->config.files);

    if (app->config.files.n == 0 || !make_folder(path))
        return -1;
    return open(path, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

void descriptor_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

MUST_CHECK static bool write_all(int fd, struct str part)
{
    while (part.n > 0) {
        ssize_t written = write(fd, part.p, part.n);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        part = str_slice(part, (size_t)written, part.n);
    }
    return true;
}

/* The name is on the disk, too. */
MUST_CHECK static bool sync_folder(const char *path)
{
    CLEANUP(descriptor_close) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    return fd >= 0 && fsync(fd) == 0;
}

/* The names of the company's folder and of the folder of all may be as new. */
MUST_CHECK static bool sync_folders(const struct app *app, const char *folder, struct arena *arena)
{
    const char *all = arena_cstr(arena, app->config.files);
    bool above = sync_folder(arena_format(arena, "%s/..", all).p);

    (void)above; /* it may be one that we may not read */
    return sync_folder(folder) && sync_folder(all);
}

static struct str new_name(struct str first, struct arena *arena)
{
    uint8_t key[KEY_BYTES], hash[HASH_BYTES];

    random_bytes(key, sizeof(key));
    hash_keyed(hash, (struct str){(const char *)key, sizeof(key)}, first);
    return hex_text(arena, hash, NAME_BYTES);
}

enum err files_write(const struct app *app, struct company_id company, const struct str *parts, int count,
                     struct arena *arena, struct str *ret_name)
{
    CLEANUP(descriptor_close) int fd = -1;
    const char *folder = folder_of(app, company, arena), *path;
    struct str name = new_name(count ? parts[0] : STR(""), arena);
    bool good = true;

    if (app->config.files.n == 0 || !make_folder(arena_cstr(arena, app->config.files)) || !make_folder(folder))
        return fail_unavailable(arena, "there is no folder for files: %.*s", STR_ARG(app->config.files));
    path = path_of(app, company, name, arena);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail_unavailable(arena, "a file cannot be made under --files: error %d", errno);
    for (int i = 0; i < count && good; i++)
        good = write_all(fd, parts[i]);
    if (!good || fsync(fd) != 0 || !sync_folders(app, folder, arena)) {
        (void)unlink(path);
        return fail_unavailable(arena, "a file cannot be written under --files: error %d", errno);
    }
    *ret_name = name;
    return OK;
}

struct str files_map_descriptor(int fd, size_t size)
{
    void *p = size ? mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;

    return p == MAP_FAILED ? (struct str){NULL, 0} : (struct str){p, size};
}

void files_unmap(struct str bytes)
{
    if (bytes.p)
        (void)munmap((void *)(uintptr_t)bytes.p, bytes.n);
}

enum err files_map(const struct app *app, struct company_id company, struct str name, struct arena *arena,
                   struct str *ret)
{
    CLEANUP(descriptor_close) int fd = open(path_of(app, company, name, arena), O_RDONLY | O_CLOEXEC);
    struct stat facts;

    if (fd < 0 || fstat(fd, &facts) != 0)
        return FAIL(arena, ERR_ABSENT, MSG_ABSENT);
    *ret = files_map_descriptor(fd, (size_t)facts.st_size);
    return ret->p ? OK : FAIL(arena, ERR_ABSENT, MSG_ABSENT);
}

void files_remove(const struct app *app, struct company_id company, struct str name)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;

    if (name.n == FILE_NAME_LENGTH)
        (void)unlink(path_of(app, company, name, &arena));
}

/* ------------------------------------------------------------------ what lies there */

static void close_folder(DIR *const *folder)
{
    if (*folder)
        closedir(*folder);
}

static int compare_names(const void *a, const void *b)
{
    return memcmp(((const struct str *)a)->p, ((const struct str *)b)->p, FILE_NAME_LENGTH);
}

static bool is_old(int folder, const char *name)
{
    struct stat facts;

    return fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(facts.st_mode) &&
           facts.st_mtime * SECOND_US < time_now_us() - FILE_KEEP_US;
}

void files_list(const struct app *app, struct company_id company, struct arena *arena, struct file_names *ret)
{
    CLEANUP(close_folder) DIR *folder = opendir(folder_of(app, company, arena));
    size_t room = 0;

    *ret = (struct file_names){NULL, 0};
    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder)) {
        if (strlen(entry->d_name) != FILE_NAME_LENGTH || !is_old(dirfd(folder), entry->d_name))
            continue;
        if ((size_t)ret->count == room) {
            ret->items = arena_grow(arena, ret->items, room * sizeof(struct str), (2 * room + 64) * sizeof(struct str));
            room = 2 * room + 64;
        }
        ret->items[ret->count++] = arena_str(arena, str_from(entry->d_name));
    }
    if (ret->count)
        qsort(ret->items, (size_t)ret->count, sizeof(struct str), compare_names);
}

void files_companies(const struct app *app, struct arena *arena, struct company_id **ret, int *ret_count)
{
    CLEANUP(close_folder) DIR *folder = app->config.files.n ? opendir(arena_cstr(arena, app->config.files)) : NULL;
    size_t room = 0;

    *ret = NULL;
    *ret_count = 0;
    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder)) {
        int64_t id;

        if (!id_parse(str_from(entry->d_name), &id))
            continue;
        if ((size_t)*ret_count == room) {
            *ret =
                arena_grow(arena, *ret, room * sizeof(struct company_id), (2 * room + 16) * sizeof(struct company_id));
            room = 2 * room + 16;
        }
        (*ret)[(*ret_count)++] = (struct company_id){id};
    }
}
