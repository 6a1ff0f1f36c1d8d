#include "doc/format.h"
#include "doc/tree.h"

/* buf_add without the call where there is room, which is nearly always: a document is thousands of short pieces. */
static inline void put(struct buf *out, const char *p, size_t n)
{
    if (n <= out->capacity - out->n && out->capacity <= out->max) {
        memcpy(out->p + out->n, p, n);
        out->n += n;
    } else {
        buf_add(out, (struct str){p, n});
    }
}

static inline void put_char(struct buf *out, char c)
{
    put(out, &c, 1);
}

/* Bytes that stand for themselves within a JSON string; the others are escaped or checked. */
static inline bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* The same for eight bytes at once. */
static inline bool are_plain(const char *p)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    uint64_t word, quote, backslash;
    memcpy(&word, p, sizeof(word));
    quote = word ^ (ones * '"');
    backslash = word ^ (ones * '\\');
    return ((word | (word - ones * 0x20) | (quote - ones) | (backslash - ones)) & highs) == 0;
}

/* Where the plain bytes from `from` on end. */
static inline size_t plain_end(struct str text, size_t from)
{
    while (from + 8 <= text.n && are_plain(text.p + from))
        from += 8;
    while (from < text.n && is_plain((unsigned char)text.p[from]))
        from++;
    return from;
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
    size_t at = 0;

    put_char(out, '"');
    while (at < text.n) {
        size_t end = plain_end(text, at);
        if (end > at)
            put(out, text.p + at, end - at);
        if (end < text.n)
            end += json_special(out, text, end);
        at = end;
    }
    put_char(out, '"');
}

static inline void add_quoted(struct buf *out, const char *text, size_t n)
{
    put_char(out, '"');
    put(out, text, n);
    put_char(out, '"');
}

static void write_number(const struct doc *doc, const struct field *field, int64_t number, struct buf *out)
{
    char room[FORMAT_ROOM];

    if (field->type == TYPE_INT || field->type == TYPE_MONEY) {
        put(out, room, format_int(room, number));
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
    put_char(out, list->type == TYPE_MAP ? '{' : '[');
    for (const struct node *entry = list->first; entry; entry = entry->next) {
        if (entry != list->first)
            put_char(out, ',');
        if (list->type == TYPE_TEXTS) {
            json_text(out, entry->key);
            continue;
        }
        if (list->type == TYPE_MAP) {
            json_text(out, entry->key);
            put_char(out, ':');
        }
        write_object(entry, out);
    }
    put_char(out, list->type == TYPE_MAP ? '}' : ']');
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

static inline void write_name(const char *name, bool comma, struct buf *out)
{
    if (comma)
        put_char(out, ',');
    put_char(out, '"');
    put(out, name, strlen(name));
    put(out, "\":", 2);
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
    put_char(out, '{');
    write_members(object, false, out);
    put_char(out, '}');
}

void doc_json(const struct doc *doc, struct buf *out)
{
    write_object(doc->root, out);
}

void doc_json_object(const struct node *object, struct buf *out)
{
    write_object(object, out);
}

void doc_json_members(const struct doc *doc, struct buf *out)
{
    write_members(doc->root, true, out);
}
