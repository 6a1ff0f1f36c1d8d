#include "http/multipart.h"

#include "doc/input.h"

enum { BOUNDARY_MAX = 70, PART_HEAD_MAX = 4096, NAME_MAX = 100 };

/* `key="value"` or `key=value` of a header, where a parameter of that name begins. */
static bool parameter(struct str header, const char *key, struct str *ret)
{
    struct str rest = header;

    (void)str_cut(&rest, ';');
    while (rest.p) {
        struct str value = str_trim(rest), name = str_cut(&value, '=');

        if (!value.p)
            return false;
        if (str_starts(value, STR("\""))) {
            ptrdiff_t end = str_find(value, '"', 1);

            if (end < 0)
                return false;
            *ret = str_slice(value, 1, (size_t)end - 1);
            rest = str_slice(value, (size_t)end, value.n);
            (void)str_cut(&rest, ';');
        } else {
            *ret = str_trim(str_cut(&value, ';'));
            rest = value;
        }
        if (str_equal_nocase(str_trim(name), str_from(key)))
            return true;
    }
    return false;
}

/* Up to the next "\r\n--boundary", which `rest` is moved behind; p == NULL: there is none. */
static struct str cut_at(struct str *rest, struct str delimiter)
{
    const char *found = rest->n ? memmem(rest->p, rest->n, delimiter.p, delimiter.n) : NULL;
    struct str part = {NULL, 0};

    if (!found)
        return part;
    part = (struct str){rest->p, (size_t)(found - rest->p)};
    *rest = str_slice(*rest, part.n + delimiter.n, rest->n);
    return part;
}

struct reading {
    struct buf form;
    struct multipart *ret;
    bool file;
};

/* One part: its head, an empty line, its bytes. */
static bool take_part(struct reading *reading, struct str part)
{
    struct str head = cut_at(&part, STR("\r\n\r\n")), name = {NULL, 0}, filename, disposition = {NULL, 0};

    if (!head.p || head.n > PART_HEAD_MAX)
        return false;
    while (head.p) {
        struct str line = str_trim(str_cut(&head, '\n')), value = line;

        if (str_equal_nocase(str_cut(&value, ':'), STR("Content-Disposition")))
            disposition = str_trim(value);
    }
    if (!str_equal_nocase(str_slice(disposition, 0, 9), STR("form-data")) || !parameter(disposition, "name", &name) ||
        name.n > NAME_MAX)
        return false;
    if (parameter(disposition, "filename", &filename)) {
        if (reading->file)
            return false;
        reading->file = true;
        reading->ret->file = part;
        return true;
    }
    if (reading->form.n)
        buf_add_char(&reading->form, '&');
    url_encode(&reading->form, name);
    buf_add_char(&reading->form, '=');
    url_encode(&reading->form, part);
    return !reading->form.full;
}

bool multipart_read(struct arena *arena, struct str content_type, struct str body, struct multipart *ret)
{
    struct reading reading = {.ret = ret};
    struct str boundary, delimiter, rest = body;

    *ret = (struct multipart){.form = {NULL, 0}};
    if (!parameter(content_type, "boundary", &boundary) || boundary.n == 0 || boundary.n > BOUNDARY_MAX)
        return false;
    delimiter = arena_format(arena, "\r\n--%.*s", STR_ARG(boundary));
    buf_init(&reading.form, arena, MULTIPART_TEXT_MAX);
    /* The first stands at the very beginning, or behind a preamble that means nothing. */
    if (str_starts(rest, str_slice(delimiter, 2, delimiter.n)))
        rest = str_slice(rest, delimiter.n - 2, rest.n);
    else if (!cut_at(&rest, delimiter).p)
        return false;
    for (int count = 0; !str_starts(rest, STR("--")); count++) {
        struct str part;

        if (count == MULTIPART_PARTS_MAX || !str_starts(rest, STR("\r\n")))
            return false;
        rest = str_slice(rest, 2, rest.n);
        part = cut_at(&rest, delimiter);
        if (!part.p || !take_part(&reading, part))
            return false;
    }
    ret->form = buf_str(&reading.form);
    return true;
}
