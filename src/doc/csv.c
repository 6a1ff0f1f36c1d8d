#include "doc/csv.h"

#include "doc/format.h"

static bool is_flat(const struct schema *rows)
{
    for (int i = 0; i < rows->count; i++) {
        enum type type = rows->fields[i].type;

        if (type == TYPE_OBJECT || type == TYPE_LIST || type == TYPE_TEXTS || type == TYPE_MAP)
            return false;
    }
    return true;
}

int csv_list(const struct schema *schema)
{
    if (schema->count != 1 || schema->fields[0].type != TYPE_LIST || !is_flat(schema->fields[0].of))
        return -1;
    return 0;
}

static void quoted(struct buf *out, struct str text)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            buf_add_char(out, '"');
        buf_add_char(out, text.p[i]);
    }
    buf_add_char(out, '"');
}

/* Also behind spaces, which some programs take away first. */
static bool looks_like_formula(struct str text)
{
    size_t i = 0;

    while (i < text.n && text.p[i] == ' ')
        i++;
    return i < text.n && strchr("=+-@\t\r\n", text.p[i]) != NULL && text.p[i] != '\0';
}

static void write_text(struct buf *out, struct str text)
{
    bool plain = !looks_like_formula(text);

    for (size_t i = 0; i < text.n && plain; i++)
        plain = strchr(",\"\r\n", text.p[i]) == NULL;
    if (plain) {
        buf_add(out, text);
        return;
    }
    if (looks_like_formula(text)) {
        size_t size = text.n + 1;
        char *safe = arena_alloc(out->arena, size);

        safe[0] = '\'';
        memcpy(safe + 1, text.p, text.n);
        text = (struct str){safe, size};
    }
    quoted(out, text);
}

static void write_formatted(struct buf *out, const char *room, size_t n)
{
    buf_add(out, (struct str){room, n});
}

static void write_value(struct buf *out, const struct doc *doc, const struct field *field, const struct value *value)
{
    char room[FORMAT_ROOM];

    if (value->type == TYPE__NONE || value->null)
        return;
    switch (value->type) {
    case TYPE_TEXT:
    case TYPE_ADDRESS:
        write_text(out, value->text);
        break;
    case TYPE_ID:
        id_write(room, value->number);
        write_formatted(out, room, ID_TEXT_LENGTH);
        break;
    case TYPE_BOOL:
        buf_add(out, value->number ? STR("true") : STR("false"));
        break;
    case TYPE_INSTANT:
        write_formatted(out, room, format_instant(room, doc_zone(doc), value->number));
        break;
    case TYPE_DAY:
        write_formatted(out, room, format_day(room, (int32_t)value->number));
        break;
    case TYPE_MINUTES:
        write_formatted(out, room, format_minutes(room, value->number));
        break;
    case TYPE_ENUM:
        write_text(out, str_from(field->names->list[value->number - 1]));
        break;
    case TYPE_INT:
    case TYPE_MONEY:
        write_formatted(out, room, format_int(room, value->number));
        break;
    case TYPE__NONE:
    case TYPE_OBJECT: /* not in a flat row */
    case TYPE_LIST:
    case TYPE_TEXTS:
    case TYPE_MAP:
    case TYPE__MAX:
        break;
    }
}

void doc_csv(const struct doc *doc, struct buf *out)
{
    int at = csv_list(doc_schema(doc));

    assert(at >= 0);
    const struct schema *rows = doc_schema(doc)->fields[at].of;
    struct value list = doc_get(doc_root((struct doc *)(uintptr_t)doc), at);

    buf_add(out, STR("\xEF\xBB\xBF"));
    for (int i = 0; i < rows->count; i++)
        buf_format(out, "%s%s", i ? "," : "", rows->fields[i].name);
    buf_add(out, STR("\r\n"));
    for (struct node *row = list.node ? node_next(list.node, NULL) : NULL; row; row = node_next(list.node, row)) {
        for (int i = 0; i < rows->count; i++) {
            struct value value = doc_get(row, i);

            if (i)
                buf_add_char(out, ',');
            write_value(out, doc, &rows->fields[i], &value);
        }
        buf_add(out, STR("\r\n"));
    }
}
