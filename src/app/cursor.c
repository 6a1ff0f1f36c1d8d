#include "app/cursor.h"
#include "base/random.h"

#include <string.h>

enum { ADDRESS_MAX = 4096, ID_BYTES = 8 };

struct str cursor_text(struct arena *arena, struct str sort, int64_t id)
{
    char *raw = arena_alloc(arena, ID_BYTES + sort.n);

    memcpy(raw, &id, ID_BYTES);
    if (sort.n)
        memcpy(raw + ID_BYTES, sort.p, sort.n);
    return base64url_text(arena, (const uint8_t *)raw, ID_BYTES + sort.n);
}

bool cursor_parse(struct arena *arena, struct str text, struct str *ret_sort, int64_t *ret_id)
{
    struct str raw;

    *ret_sort = (struct str){0};
    *ret_id = 0;
    if (text.n == 0)
        return true;
    if (!base64url_parse(arena, text, &raw) || raw.n < ID_BYTES)
        return false;
    memcpy(ret_id, raw.p, ID_BYTES);
    *ret_sort = str_slice(raw, ID_BYTES, raw.n);
    return *ret_id > 0 && str_is_utf8(*ret_sort);
}

struct str cursor_page(struct arena *arena, struct str path, const struct input *in, const struct input_field *fields,
                       struct str cursor)
{
    struct buf out;

    buf_init(&out, arena, ADDRESS_MAX);
    buf_add(&out, path);
    buf_add(&out, STR("?cursor="));
    buf_add(&out, cursor);
    for (const struct input_field *field = fields; field->name; field++) {
        struct str typed = input_raw(in, str_from(field->name));

        if (typed.n == 0 || strcmp(field->name, "cursor") == 0)
            continue;
        buf_format(&out, "&%s=", field->name);
        url_encode(&out, typed);
    }
    return buf_str(&out);
}
