#include "proof/golden.h"

#include "base/buf.h"
#include "support/test.h"

#include <errno.h>

enum { DIFF_MAX = 16 * 1024, LINES_MAX = 20000 };

static const char *path_of(struct arena *arena, const char *name)
{
    const char *root = getenv("PETGATE_ROOT");

    return arena_format(arena, "%s/tests/golden/%s", root ? root : "..", name).p;
}

static void write_file(const char *path, struct str text)
{
    FILE *file = fopen(path, "wb");

    if (!file || fwrite(text.p, 1, text.n, file) != text.n || fclose(file) != 0)
        fail_msg("%s cannot be written: %d", path, errno);
}

struct lines {
    struct str *list;
    int count;
};

static struct lines lines_of(struct arena *arena, struct str text)
{
    struct lines lines = {.list = arena_array(arena, struct str, LINES_MAX)};

    while (text.n > 0 && lines.count < LINES_MAX)
        lines.list[lines.count++] = str_cut(&text, '\n');
    return lines;
}

/* Lines of `one` that `other` lacks. Every line is different from the others of its file, since it begins with a name.
 */
static void add_missing(struct buf *out, char mark, const struct lines *one, const struct lines *other)
{
    for (int i = 0; i < one->count; i++) {
        bool there = false;

        for (int k = 0; k < other->count && !there; k++)
            there = str_equal(one->list[i], other->list[k]);
        if (!there)
            buf_format(out, "\n%c %.*s", mark, STR_ARG(one->list[i]));
    }
}

void golden_compare(struct arena *arena, const char *name, struct str found)
{
    const char *wanted = getenv("PETGATE_GOLDEN");
    struct lines before, after;
    struct str golden;
    struct buf diff;

    if (wanted && strcmp(wanted, "write") == 0) {
        write_file(path_of(arena, name), found);
        return;
    }
    golden = test_file(arena, arena_format(arena, "tests/golden/%s", name).p);
    if (str_equal(golden, found))
        return;
    before = lines_of(arena, golden);
    after = lines_of(arena, found);
    buf_init(&diff, arena, DIFF_MAX);
    add_missing(&diff, '-', &before, &after);
    add_missing(&diff, '+', &after, &before);
    fprintf(stderr, "tests/golden/%s:%.*s\n", name, STR_ARG(buf_str(&diff)));
    fail_msg("tests/golden/%s says otherwise (see above). PETGATE_GOLDEN=write writes it anew: read the diff", name);
}
