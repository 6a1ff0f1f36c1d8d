#include "base/zone.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZONE_DIRECTORY "/usr/share/zoneinfo"

enum { NAME_MAX_BYTES = 64, FILE_MAX_BYTES = 256 * 1024 };

static const struct zone UTC = {.name = STR_INIT("UTC")};

const struct zone *const zone_utc = &UTC;

struct str zone_name(const struct zone *zone)
{
    return zone->name;
}

static void close_file(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool may_be_in_name(char c)
{
    return is_capital(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+';
}

/* Names begin with a capital, which leaves out "posix/", "right/" and the tables; no dot, so no way upwards. */
static bool name_is_sound(struct str name)
{
    if (name.n == 0 || name.n > NAME_MAX_BYTES || !is_capital(name.p[0]) || name.p[name.n - 1] == '/')
        return false;
    for (size_t i = 1; i < name.n; i++) {
        if (name.p[i] == '/' ? name.p[i - 1] == '/' : !may_be_in_name(name.p[i]))
            return false;
    }
    return true;
}

/* The bytes of a file of the zone directory; false with errno. */
static bool read_file(struct arena *arena, struct str name, struct str *ret)
{
    const char *path = arena_format(arena, ZONE_DIRECTORY "/%.*s", STR_ARG(name)).p;
    int fd CLEANUP(close_file) = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat info;
    size_t done = 0;
    char *bytes;

    if (fd < 0 || fstat(fd, &info) != 0)
        return false;
    errno = EINVAL;
    if (!S_ISREG(info.st_mode) || info.st_size > FILE_MAX_BYTES)
        return false;
    bytes = arena_alloc(arena, (size_t)info.st_size);
    while (done < (size_t)info.st_size) {
        ssize_t n = read(fd, bytes + done, (size_t)info.st_size - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        if (n == 0)
            break;
        done += (size_t)n;
    }
    *ret = (struct str){bytes, done};
    return true;
}

enum err zone_load(struct arena *arena, struct str name, struct zone **ret)
{
    struct str bytes;

    if (str_equal(name, UTC.name)) {
        *ret = arena_new(arena, struct zone);
        **ret = UTC;
        return OK;
    }
    if (!name_is_sound(name))
        return FAIL(arena, ERR_INVALID, MSG_ZONE_UNKNOWN, P_STR("zone", name));
    if (!read_file(arena, name, &bytes)) {
        int cause = errno;

        FAIL(arena, ERR_INVALID, MSG_ZONE_UNKNOWN, P_STR("zone", name));
        arena->failure.log = arena_format(arena, ZONE_DIRECTORY "/%.*s: %s", STR_ARG(name), strerrordesc_np(cause));
        return ERR_INVALID;
    }
    return zone_parse(arena, name, bytes, ret);
}

static int compare(const void *a, const void *b)
{
    const struct str *left = a;
    const struct str *right = b;
    int order = memcmp(left->p, right->p, left->n < right->n ? left->n : right->n);

    return order != 0 ? order : (left->n > right->n) - (left->n < right->n);
}

void zone_names(struct arena *arena, struct str **ret_names, int *ret_count)
{
    struct str rest = {NULL, 0};
    struct str *names;
    size_t lines = 1;
    int count = 0;

    /* The table of places: what people look for, without abbreviations and names of old. */
    if (!read_file(arena, STR("zone.tab"), &rest))
        rest = (struct str){NULL, 0};
    for (size_t i = 0; i < rest.n; i++)
        lines += rest.p[i] == '\n';
    names = arena_array(arena, struct str, lines + 1);
    names[count++] = UTC.name;
    while (rest.n > 0) {
        struct str line = str_cut(&rest, '\n');
        struct str name;

        if (str_starts(line, STR("#")))
            continue;
        str_cut(&line, '\t'); /* country */
        str_cut(&line, '\t'); /* coordinates */
        name = str_cut(&line, '\t');
        if (name_is_sound(name))
            names[count++] = name;
    }
    qsort(names, (size_t)count, sizeof(names[0]), compare);
    *ret_names = names;
    *ret_count = count;
}
