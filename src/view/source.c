#include "view/templates.h"
#include "view/view.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { TEMPLATE_BYTES_MAX = 256 * 1024 };

static int compare(struct str a, struct str b)
{
    int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
    return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

bool view_builtin(void *data, struct str name, struct str *ret_text)
{
    int low = 0, high = builtin_template_count;
    (void)data;
    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = name.n == 0 ? -1 : compare(name, builtin_templates[middle].name);
        if (order == 0) {
            *ret_text = builtin_templates[middle].text;
            return true;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

int view_builtin_count(void)
{
    return builtin_template_count;
}

struct str view_builtin_name(int index)
{
    assert(index >= 0 && index < builtin_template_count);
    return builtin_templates[index].name;
}

/* ------------------------------------------------------------------ from the sources */

static bool is_plain_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '-')
            return false;
    }
    return name.n > 0;
}

static int open_template(const struct view_disk *disk, struct str name)
{
    struct str page = name, folder = str_cut(&page, '/');
    if (!is_plain_name(folder) || !is_plain_name(page))
        return -1;
    bool frame = str_is(folder, "frame");
    struct str path = frame ? arena_format(disk->arena, "%.*s/view/pages/%.*s.html", STR_ARG(disk->root), STR_ARG(page))
                            : arena_format(disk->arena, "%.*s/features/%.*s/pages/%.*s.html", STR_ARG(disk->root),
                                           STR_ARG(folder), STR_ARG(page));
    return open(path.p, O_RDONLY | O_CLOEXEC);
}

static void close_file(const int *file)
{
    if (*file >= 0)
        close(*file);
}

bool view_from_disk(void *data, struct str name, struct str *ret_text)
{
    const struct view_disk *disk = data;
    CLEANUP(close_file) int file = open_template(disk, name);
    if (file < 0)
        return false;

    char *text = arena_alloc(disk->arena, TEMPLATE_BYTES_MAX);
    size_t n = 0;
    while (n < TEMPLATE_BYTES_MAX) {
        ssize_t got = read(file, text + n, TEMPLATE_BYTES_MAX - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        n += (size_t)got;
    }
    *ret_text = (struct str){text, n};
    return n < TEMPLATE_BYTES_MAX;
}
