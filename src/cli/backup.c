#include "cli/verbs.h"

#include "app/files.h"
#include "base/time.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct cli_option options[] = {
    CLI_DATA_OPTIONS,
    {.name = "files", .value = "DIR", .help = "folder of uploads; without it files, in the data folder"},
    {.name = "to", .value = "DIR", .required = true, .help = "the copy: a folder that is not there yet"},
    {.name = NULL},
};

struct copying {
    struct cli *cli;
    struct arena *arena;
    int64_t files, bytes;
};

static void close_folder(DIR **folder)
{
    if (*folder)
        closedir(*folder);
}

static int failed(const struct copying *copying, const char *path)
{
    return cli_say(copying->cli, CLI_UNAVAILABLE, "%s: %s", path, strerror(errno));
}

/* ------------------------------------------------------------------ files */

/* A file is written once and never changed, so one that is there already is the same. One that goes meanwhile was of no
 * use any more. */
static int copy_file(struct copying *copying, const char *from, const char *to)
{
    CLEANUP(descriptor_close) int in = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    CLEANUP(descriptor_close) int out = -1;
    struct stat facts;
    off_t left;

    if (in < 0)
        return errno == ENOENT ? CLI_OK : failed(copying, from);
    out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0)
        return errno == EEXIST ? CLI_OK : failed(copying, to);
    if (fstat(in, &facts) != 0)
        return failed(copying, from);
    for (left = facts.st_size; left > 0;) {
        ssize_t copied = sendfile(out, in, NULL, (size_t)left);

        if (copied < 0 && errno == EINTR)
            continue;
        if (copied <= 0)
            return failed(copying, to);
        left -= copied;
    }
    copying->files++;
    copying->bytes += facts.st_size;
    return CLI_OK;
}

/* `depth`: of folders within. */
static int copy_folder(struct copying *copying, const char *from, const char *to, int depth)
{
    CLEANUP(close_folder) DIR *folder = opendir(from);
    const struct dirent *entry;
    int code = CLI_OK;

    if (!folder)
        return errno == ENOENT ? CLI_OK : failed(copying, from);
    if (mkdir(to, 0700) != 0 && errno != EEXIST)
        return failed(copying, to);
    while (code == CLI_OK && (entry = readdir(folder)) != NULL) {
        const char *one = arena_format(copying->arena, "%s/%s", from, entry->d_name).p;
        const char *other = arena_format(copying->arena, "%s/%s", to, entry->d_name).p;

        if (entry->d_type == DT_REG)
            code = copy_file(copying, one, other);
        else if (entry->d_type == DT_DIR && entry->d_name[0] != '.' && depth > 0)
            code = copy_folder(copying, one, other, depth - 1);
    }
    return code;
}

/* ------------------------------------------------------------------ the whole */

/* Once before the database is copied and once after, so that a file that the copied database names is there even if it
 * has gone since, or came since. */
static int copy_files(struct copying *copying, const char *part)
{
    struct cli *cli = copying->cli;
    struct str files = cli_text(cli, "files"), data = cli_text(cli, "data");

    if (files.n == 0)
        files = arena_format(copying->arena, "%.*s/files", STR_ARG(data));
    int code =
        copy_folder(copying, arena_cstr(copying->arena, files), arena_format(copying->arena, "%s/files", part).p, 1);
    if (code == CLI_OK)
        code = copy_folder(copying, arena_format(copying->arena, "%.*s/heads", STR_ARG(data)).p,
                           arena_format(copying->arena, "%s/heads", part).p, 0);
    return code;
}

static int copy_database(struct copying *copying, const char *part)
{
    struct str file = arena_format(copying->arena, "%s/petgate.db", part);
    enum err err = store_backup(cli_text(copying->cli, "data"), file, copying->arena);
    struct stat facts;

    if (err != OK)
        return cli_failed(copying->cli, err, copying->arena);
    if (stat(file.p, &facts) == 0)
        copying->bytes += facts.st_size;
    return CLI_OK;
}

/* On the disk before it has its name: what has the name is whole. */
static int finish(const struct copying *copying, const char *part, const char *to)
{
    CLEANUP(descriptor_close) int fd = open(part, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0 || syncfs(fd) != 0)
        return failed(copying, part);
    if (rename(part, to) != 0 || syncfs(fd) != 0)
        return failed(copying, to);
    return CLI_OK;
}

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
    (void)facts, (void)kind, (void)place;
    return remove(path);
}

static int back_up(struct copying *copying)
{
    struct str name = cli_text(copying->cli, "to");
    const char *to, *part;
    int code;

    while (name.n > 1 && name.p[name.n - 1] == '/')
        name.n--;
    to = arena_cstr(copying->arena, name);
    part = arena_format(copying->arena, "%s.part", to).p;
    if (access(to, F_OK) == 0)
        return cli_say(copying->cli, CLI_REFUSED, "%s is there already; a copy gets a folder of its own", to);
    if (mkdir(part, 0700) != 0)
        return errno == EEXIST
                   ? cli_say(copying->cli, CLI_REFUSED, "%s is left from a copy that did not end; remove it", part)
                   : failed(copying, part);
    code = copy_files(copying, part);
    if (code == CLI_OK)
        code = copy_database(copying, part);
    if (code == CLI_OK)
        code = copy_files(copying, part);
    if (code == CLI_OK)
        code = finish(copying, part, to);
    if (code != CLI_OK)
        (void)nftw(part, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return code;
}

static int run(struct cli *cli)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    struct copying copying = {.cli = cli, .arena = &arena};
    int64_t from = time_monotonic_us();
    int code;

    if (cli_text(cli, "database").n > 0)
        return cli_usage(cli, "PostgreSQL has tools of its own for this: pg_dump, and a copy of the folder of uploads");
    code = back_up(&copying);
    if (code != CLI_OK)
        return code;
    double seconds = (double)(time_monotonic_us() - from) / 1e6;
    if (cli->json)
        fprintf(cli->out, "{\"bytes\":%lld,\"files\":%lld,\"seconds\":%.3f}\n", (long long)copying.bytes,
                (long long)copying.files, seconds);
    else
        fprintf(cli->out, "%.*s: the database and %lld files, %.1f MB, in %.1f s.\n", STR_ARG(cli_text(cli, "to")),
                (long long)copying.files, (double)copying.bytes / 1e6, seconds);
    return CLI_OK;
}

const struct verb verb_backup = {
    .name = "backup",
    .summary = "Copy the data folder while it is in use",
    .details = "A server may run and write meanwhile; the copy is as things stood at one instant. It is a data folder "
               "itself:\n"
               "to go back to it, stop the server and start it with --data on the copy, or put the copy in the old "
               "one's place.\n"
               "With PostgreSQL use pg_dump, and copy the folder of uploads.",
    .options = options,
    .run = run,
};
