#include "doc/format.h"
#include "doc/tree.h"

/* Bytes that stand for themselves within a JSON string; the others are escaped or checked. */
static inline bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* A byte that does not stand for itself; returns how many bytes of the text it covered. */
static size_t json_special(struct buf *out, struct str text, size_t at)
{
    static const char digits[] = "0123456789abcdef";
    static const char letters[0x20] = {['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'};

    unsigned char c = (unsigned char)text.p[at];
    if (c >= 0x80) {
        size_t length = str_utf8_next(text, at);
        /* Stored text is checked on its way in; should a byte have gone bad, the document stays valid. */
        buf_add(out, length > 0 ? str_slice(text, at, length) : STR("\\ufffd"));
        return length > 0 ? length : 1;
    }
    if (c >= 0x20)
        buf_add(out, (struct str){(const char[]){'\\', (char)c}, 2});
    else if (letters[c])
        buf_add(out, (struct str){(const char[]){'\\', letters[c]}, 2});
    else
        buf_add(out, (struct str){(const char[]){'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]}, 6});
    return 1;
}

void json_text(struct buf *out, struct str text)
{
    const unsigned char *p = (const unsigned char *)text.p;
    size_t i = 0;

    buf_add_char(out, '"');
    while (i < text.n) {
        size_t start = i;
        while (i < text.n && is_plain(p[i]))
            i++;
        if (i > start)
            buf_add(out, (struct str){text.p + start, i - start});
        if (i < text.n)
            i += json_special(out, text, i);
    }
    buf_add_char(out, '"');
}

static inline void add_quoted(struct buf *out, const char *text, size_t n)
{
    char quoted[FORMAT_ROOM + 2];
    quoted[0] = '"';
    memcpy(quoted + 1, text, n);
    quoted[n + 1] = '"';
    buf_add(out, (struct str){quoted, n + 2});
}

static void write_number(const struct doc *doc, const struct field *field, int64_t number, struct buf *out)
{
    char room[FORMAT_ROOM];

    if (field->type == TYPE_INT || field->type == TYPE_MONEY) {
        buf_add(out, (struct str){room, format_int(room, number)});
    } else if (field->type == TYPE_BOOL) {
        buf_add(out, number ? STR("true") : STR("false"));
    } else if (field->type == TYPE_ID) {
        id_write(room, number);
        add_quoted(out, room, ID_TEXT_LENGTH);
    } else if (field->type == TYPE_ENUM) {
        json_text(out, str_from(field->names->list[number - 1]));
    } else if (field->type == TYPE_INSTANT) {
        add_quoted(out, room, format_instant(room, doc->zone, number));
    } else if (field->type == TYPE_DAY) {
        add_quoted(out, room, format_day(room, (int32_t)number));
    } else {
        assert(field->type == TYPE_MINUTES);
        add_quoted(out, room, format_minutes(room, number));
    }
}

static void write_object(const struct node *object, struct buf *out);

static void write_list(const struct node *list, struct buf *out)
{
    buf_add_char(out, list->type == TYPE_MAP ? '{' : '[');
    for (const struct node *entry = list->first; entry; entry = entry->next) {
        if (entry != list->first)
            buf_add_char(out, ',');
        if (list->type == TYPE_TEXTS) {
            json_text(out, entry->key);
            continue;
        }
        if (list->type == TYPE_MAP) {
            json_text(out, entry->key);
            buf_add_char(out, ':');
        }
        write_object(entry, out);
    }
    buf_add_char(out, list->type == TYPE_MAP ? '}' : ']');
}

static void write_cell(const struct doc *doc, const struct field *field, const struct cell *cell, struct buf *out)
{
    if (cell->state == CELL_NULL)
        buf_add(out, STR("null"));
    else if (field->type == TYPE_TEXT || field->type == TYPE_ADDRESS)
        json_text(out, cell->text);
    else if (field->type == TYPE_OBJECT)
        write_object(cell->node, out);
    else if (field->type == TYPE_LIST || field->type == TYPE_TEXTS || field->type == TYPE_MAP)
        write_list(cell->node, out);
    else
        write_number(doc, field, cell->number, out);
}

/* `"name":`, or with `comma` `,"name":`. */
static inline void write_name(const char *name, bool comma, struct buf *out)
{
    char room[64];
    size_t n = strlen(name), at = 0;

    assert(n + 4 <= sizeof(room));
    if (comma)
        room[at++] = ',';
    room[at++] = '"';
    memcpy(room + at, name, n);
    at += n;
    room[at++] = '"';
    room[at++] = ':';
    buf_add(out, (struct str){room, at});
}

static void write_members(const struct node *object, bool comma, struct buf *out)
{
    const struct schema *schema = object->schema;
    for (int i = 0; i < schema->count; i++) {
        if (object->cells[i].state == CELL_ABSENT)
            continue;
        write_name(schema->fields[i].name, comma, out);
        comma = true;
        write_cell(object->doc, &schema->fields[i], &object->cells[i], out);
    }
}

static void write_object(const struct node *object, struct buf *out)
{
    buf_add_char(out, '{');
    write_members(object, false, out);
    buf_add_char(out, '}');
}

void doc_json(const struct doc *doc, struct buf *out)
{
    write_object(doc->root, out);
}

void doc_json_members(const struct doc *doc, struct buf *out)
{
    write_members(doc->root, true, out);
}
