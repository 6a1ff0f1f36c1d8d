#include "http/page_inside.h"

#include "view/templates.h"

#include <stdio.h>

enum { TEMPLATE_MAX = 1024 * 1024 };

/* "frame/head" → "view/pages/frame/head.html", else "features/frame/pages/head.html". */
static FILE *open_template(struct http *http, struct str name)
{
    CLEANUP(arena_free) struct arena arena = ARENA_INIT;
    struct str rest = name;
    struct str folder = str_cut(&rest, '/');
    FILE *file;

    file = fopen(arena_format(&arena, "%.*s/view/pages/%.*s.html", STR_ARG(http->config.dev_source), STR_ARG(name)).p,
                 "rbe");
    if (file != NULL || rest.p == NULL)
        return file;
    return fopen(arena_format(&arena, "%.*s/features/%.*s/pages/%.*s.html", STR_ARG(http->config.dev_source),
                              STR_ARG(folder), STR_ARG(rest))
                     .p,
                 "rbe");
}

static void close_file(FILE **file)
{
    if (*file != NULL)
        fclose(*file);
}

bool page_source(void *data, struct str name, struct str *ret_text)
{
    struct page_reading *reading = data;
    CLEANUP(close_file) FILE *file = NULL;
    struct buf text;
    char block[8192];
    size_t n;

    if (reading->http->config.dev_source.n == 0)
        return template_find(name, ret_text);
    if (str_find(name, '.', 0) >= 0)
        return false;
    file = open_template(reading->http, name);
    if (file == NULL)
        return false;
    buf_init(&text, reading->arena, TEMPLATE_MAX);
    while ((n = fread(block, 1, sizeof(block), file)) > 0)
        buf_add(&text, (struct str){block, n});
    *ret_text = buf_str(&text);
    return true;
}
