#include "doc/input_tree.h"
#include "doc/json_read.h"

static struct raw raw_from(struct arena *arena, const struct json *value)
{
    struct raw raw = {.kind = RAW_OTHER, .text = STR("")};
    if (!value)
        return raw;
    if (value->kind == JSON_KIND_TEXT) {
        raw = (struct raw){RAW_TEXT, value->text, 0};
    } else if (value->kind == JSON_KIND_INT) {
        raw.kind = RAW_INT;
        raw.number = value->number;
        raw.text = arena_format(arena, "%lld", (long long)raw.number);
    } else if (value->kind == JSON_KIND_BOOL) {
        raw = (struct raw){RAW_BOOL, value->number ? STR("true") : STR("false"), value->number};
    } else if (value->kind == JSON_KIND_NULL) {
        raw.kind = RAW_NULL;
    }
    return raw;
}

static void read_json(struct reader *reader, const struct path *up, struct input *in, const struct json *object);

static void read_json_ids(struct spot *spot, const struct json *list)
{
    struct arena *arena = spot->reader->arena;
    const struct json *first = list->first;
    struct buf raw;

    /* Duplicates fold, but not without end. */
    if (list->count > 2 * bound_max(spot->field)) {
        spot->slot->excess = true;
        first = NULL;
    }
    buf_init(&raw, arena, INPUT_BYTES_MAX);
    for (const struct json *entry = first; entry; entry = entry->next) {
        struct raw one = raw_from(arena, entry);
        bool fits = one.kind == RAW_TEXT || (one.kind == RAW_INT && spot->field->kind == INPUT_CHOICES);
        read_id_of_list(spot, fits ? one.text : STR(""));
        if (raw.n > 0)
            buf_add_char(&raw, ',');
        buf_add(&raw, one.text);
    }
    spot->slot->raw = buf_str(&raw);
}

static void fault_item(struct reader *reader, const struct path *path)
{
    struct spot spot = {.reader = reader, .path = path};
    FAULT(&spot, MSG_FIELD_TYPE, P_STR("kind", STR("an object")));
}

static void read_json_item(struct reader *reader, const struct path *path, struct input *item, const struct json *value)
{
    if (value->kind == JSON_KIND_OBJECT)
        read_json(reader, path, item, value);
    else
        fault_item(reader, path);
}

/* What is wrong within the entry is kept with it, and is not the whole input's. */
static void read_json_apart(struct reader *reader, const struct path *path, struct input *item,
                            const struct json *value)
{
    struct failure failure = reader->arena->failure;
    enum err err = reader->err;

    fail_clear(reader->arena);
    read_json_item(reader, path, item, value);
    item->fault = reader->arena->failure.fields;
    reader->arena->failure = failure;
    reader->err = err;
}

/* As %d writes it, for a thousand entries a request. */
static struct str index_text(struct arena *arena, int index)
{
    char digits[12];
    size_t at = sizeof(digits);

    do
        digits[--at] = (char)('0' + index % 10);
    while ((index /= 10) > 0);
    return arena_str(arena, (struct str){digits + at, sizeof(digits) - at});
}

static void read_json_list(struct spot *spot, const struct json *list)
{
    struct reader *reader = spot->reader;
    int i = 0;
    for (const struct json *value = list->first; value && !spot->slot->excess; value = value->next) {
        struct path path = {spot->path, index_text(reader->arena, i++)};
        struct input *item = list_append(spot->slot, spot->field, path.name, reader->arena);
        if (item && spot->field->apart)
            read_json_apart(reader, &path, item, value);
        else if (item)
            read_json_item(reader, &path, item, value);
    }
}

static void read_json_map(struct spot *spot, const struct json *map)
{
    for (const struct json *value = map->first; value; value = value->next) {
        struct map_entry *entry = map_entry(spot->slot, spot->field, value->name, spot->reader->arena);
        if (!entry)
            return;
        read_map_value(spot, entry, raw_from(spot->reader->arena, value));
    }
}

static void read_json_object(struct spot *spot, const struct json *value)
{
    spot->slot->object = input_make(spot->reader->arena, spot->field->of);
    read_json(spot->reader, spot->path, spot->slot->object, value);
}

/* An object, list, map or list of ids or choices. */
static void read_json_nested(struct spot *spot, const struct json *value)
{
    enum input_kind kind = spot->field->kind;
    enum json_kind fits = kind == INPUT_OBJECT || kind == INPUT_MAP ? JSON_KIND_OBJECT : JSON_KIND_LIST;
    if (value->kind == JSON_KIND_NULL) {
        read_null(spot);
        return;
    }
    spot->slot->given = true;
    if (value->kind != fits) {
        fault_kind(spot);
        return;
    }
    if (kind == INPUT_OBJECT)
        read_json_object(spot, value);
    else if (kind == INPUT_MAP)
        read_json_map(spot, value);
    else if (kind == INPUT_LIST)
        read_json_list(spot, value);
    else
        read_json_ids(spot, value);
    if (kind != INPUT_OBJECT)
        check_count(spot);
}

static void read_json_field(struct spot *spot, const struct json *value)
{
    enum input_kind kind = spot->field->kind;
    bool list = kind == INPUT_LIST || kind == INPUT_IDS || kind == INPUT_CHOICES;
    if (!value) {
        read_absent(spot);
    } else if (kind == INPUT_OBJECT || kind == INPUT_MAP || list) {
        read_json_nested(spot, value);
    } else {
        bool within = spot->field->in_value && value->kind == JSON_KIND_OBJECT;
        struct raw raw = raw_from(spot->reader->arena, within ? json_member(value, "value") : value);
        spot->slot->raw = raw.text;
        read_scalar(spot, raw);
    }
}

static void read_json(struct reader *reader, const struct path *up, struct input *in, const struct json *object)
{
    const struct json **values = arena_array(reader->arena, const struct json *, (size_t)in->count);
    bool unknown = false;

    for (const struct json *value = object->first; value; value = value->next) {
        int i = input_find(in, value->name);
        if (i >= 0)
            values[i] = value;
        else
            unknown = true;
    }
    for (int i = 0; i < in->count; i++) {
        struct path path = {up, str_from(in->fields[i].name)};
        read_json_field(&(struct spot){reader, &path, &in->fields[i], &in->slots[i]}, values[i]);
    }
    for (const struct json *value = object->first; value && unknown && !reader->ignore_unknown; value = value->next) {
        struct path path = {up, value->name};
        if (input_find(in, path.name) < 0)
            fault_unknown_name(reader, &path);
    }
}

enum err input_from_json(struct arena *arena, const struct input_field *fields, struct str body, bool ignore_unknown,
                         const struct zone *zone, struct input **ret)
{
    struct reader reader = {.arena = arena, .zone = zone ? zone : zone_utc, .ignore_unknown = ignore_unknown};
    const struct json *root;
    struct str fault;

    *ret = input_make(arena, fields);
    if (body.n > INPUT_BYTES_MAX)
        return FAIL(arena, ERR_TOO_LARGE, MSG_TOO_LARGE);
    /* A request without a body says as much as an empty object. */
    if (str_trim(body).n == 0)
        body = STR("{}");

    if (!json_read(arena, body, false, &root, &fault))
        return FAIL(arena, ERR_BAD_REQUEST, MSG_BAD_JSON, P_STR("detail", fault));
    if (root->kind != JSON_KIND_OBJECT)
        return FAIL(arena, ERR_BAD_REQUEST, MSG_BAD_JSON, P_STR("detail", STR("it must be an object")));
    read_json(&reader, &(struct path){NULL, STR("")}, *ret, root);
    return reader.err;
}
