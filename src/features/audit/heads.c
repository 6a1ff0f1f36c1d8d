/* AUD-01: the heads of all records once a day of each company: in a file, and as heads_send.c has it. */
#include "features/audit/heads.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

SQL(audit_companies,
    "SELECT id, slug, zone, name, locale, heads_to, heads_mailed, heads_hooked FROM company ORDER BY id"
    " /* scope: all companies: their heads are exported */");

enum { COMPANIES_MAX = 100000 };

struct companies {
    struct head_company *items;
    int count, room;
};

MUST_CHECK static enum err list_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct companies *all = data;

    all->count = 0;
    TRY(query_open(tx, &audit_companies, 0, NULL, 0, &q));
    while (query_next(&q) && all->count < COMPANIES_MAX) {
        if (all->count == all->room) {
            size_t old = (size_t)all->room * sizeof(*all->items);

            all->room = all->room ? 2 * all->room : 16;
            all->items = arena_grow(tx_arena(tx), all->items, old, (size_t)all->room * sizeof(*all->items));
        }
        all->items[all->count++] = (struct head_company){.id = {query_int(&q, 0)},
                                                         .slug = query_text(&q, 1),
                                                         .zone_name = query_text(&q, 2),
                                                         .name = query_text(&q, 3),
                                                         .locale = query_text(&q, 4),
                                                         .heads_to = query_text(&q, 5),
                                                         .mailed = (int32_t)query_int(&q, 6),
                                                         .hooked = (int32_t)query_int(&q, 7)};
    }
    return query_done(&q);
}

MUST_CHECK static enum err head_body(struct tx *tx, void *data)
{
    struct head_company *company = data;

    return audit_head(tx, company->id, &company->head);
}

MUST_CHECK static enum err failed(struct arena *arena, const char *what, struct str path)
{
    return fail_internal(arena, "heads: %s %.*s: %s", what, STR_ARG(path), strerrordesc_np(errno));
}

MUST_CHECK static bool write_all(int fd, struct str text)
{
    while (text.n > 0) {
        ssize_t n = write(fd, text.p, text.n);

        if (n <= 0)
            return false;
        text = str_slice(text, (size_t)n, text.n);
    }
    return true;
}

/* Whole or not at all, and on disk before it has its name. */
MUST_CHECK static enum err write_file(struct arena *arena, struct str path, struct str text)
{
    struct str making = arena_format(arena, "%.*s.%d", STR_ARG(path), (int)getpid());
    int fd = open(arena_cstr(arena, making), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    bool written;

    if (fd < 0)
        return failed(arena, "cannot write", making);
    written = write_all(fd, text) && fsync(fd) == 0;
    if (close(fd) != 0 || !written || rename(arena_cstr(arena, making), arena_cstr(arena, path)) != 0)
        return failed(arena, "cannot write", path);
    return OK;
}

/* The file of today, if it is not there yet. */
MUST_CHECK static enum err export_file(struct app *app, struct head_company *company, struct str folder,
                                       struct arena *arena)
{
    struct str path = arena_format(arena, "%.*s/%.*s-%.*s.txt", STR_ARG(folder), STR_ARG(company->slug),
                                   STR_ARG(day_text(arena, company->today)));

    if (access(arena_cstr(arena, path), F_OK) == 0)
        return OK;
    TRY(store_read(app->store, company->id, arena, head_body, company));
    if (company->head.change == 0)
        return OK;
    return write_file(arena, path, arena_format(arena, "%.*s\n", STR_ARG(audit_head_text(arena, &company->head))));
}

MUST_CHECK static enum err make_folder(const struct app *app, struct str folder, struct arena *arena)
{
    if (mkdir(arena_cstr(arena, app->config.data_dir), 0750) != 0 && errno != EEXIST)
        return failed(arena, "cannot make", app->config.data_dir);
    if (mkdir(arena_cstr(arena, folder), 0750) != 0 && errno != EEXIST)
        return failed(arena, "cannot make", folder);
    return OK;
}

MUST_CHECK static enum err export_head(struct app *app, struct head_company *company, struct str folder,
                                       struct arena *arena)
{
    const struct zone *zone;

    if (zones_get(app->zones, company->zone_name, arena, &zone) != OK)
        return fail_internal(arena, "heads: the time zone %.*s of company %.*s cannot be read",
                             STR_ARG(company->zone_name), STR_ARG(company->slug));
    company->today = time_local(zone, app_now(app)).day_number;
    TRY(heads_send(app, company, arena));
    return folder.n ? export_file(app, company, folder, arena) : OK;
}

/* What fails with one company is no reason to leave the others out; without the database there are no others. */
enum err audit_export_heads(struct app *app, struct arena *arena)
{
    struct failure first = {0};
    struct companies all = {0};
    struct str folder = {0};

    if (app->config.data_dir.n) {
        folder = arena_format(arena, "%.*s/heads", STR_ARG(app->config.data_dir));
        TRY(make_folder(app, folder, arena));
    }
    TRY(store_read(app->store, COMPANY_ALL, arena, list_body, &all));
    for (int i = 0; i < all.count; i++) {
        enum err err = export_head(app, &all.items[i], folder, arena);

        if (err == ERR_UNAVAILABLE)
            return err;
        if (err != OK && first.code == OK)
            first = arena->failure;
    }
    arena->failure = first;
    return first.code;
}
