#include "http/page_inside.h"

bool page_source(void *data, struct str name, struct str *ret_text)
{
    struct page_reading *reading = data;
    struct view_disk disk = {reading->arena, reading->http->config.dev_source};

    return disk.root.n == 0 ? view_builtin(NULL, name, ret_text) : view_from_disk(&disk, name, ret_text);
}
