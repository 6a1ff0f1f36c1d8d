#include "doc/input_tree.h"

#include <jansson.h>

static void free_json(json_t **value)
{
    json_decref(*value);
}

/* Depth of brackets outside of strings; what is no JSON at all is the parser's business. */
static bool is_flat_enough(struct str body)
{
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < body.n; i++) {
        char c = body.p[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '{' || c == '['))
            depth++;
        else if (!in_string && (c == '}' || c == ']'))
            depth--;
        if (depth > INPUT_DEPTH_MAX)
            return false;
    }
    return true;
}

/* A copy, since the tree of the parser is given back at the end. */
static struct raw raw_from(struct arena *arena, const json_t *value)
{
    struct raw raw = {.kind = RAW_OTHER, .text = STR("")};
    if (json_is_string(value)) {
        struct str text = {json_string_value(value), json_string_length(value)};
        raw = (struct raw){RAW_TEXT, arena_str(arena, text), 0};
    } else if (json_is_integer(value)) {
        raw.kind = RAW_INT;
        raw.number = json_integer_value(value);
        raw.text = arena_format(arena, "%lld", (long long)raw.number);
    } else if (json_is_boolean(value)) {
        raw = (struct raw){RAW_BOOL, json_is_true(value) ? STR("true") : STR("false"), json_is_true(value)};
    } else if (json_is_null(value)) {
        raw.kind = RAW_NULL;
    }
    return raw;
}

static void read_json(struct reader *reader, const struct path *up, struct input *in, json_t *object);

static void read_json_ids(struct spot *spot, const json_t *list)
{
    struct arena *arena = spot->reader->arena;
    size_t count = json_array_size(list);
    struct buf raw;

    /* Duplicates fold, but not without end. */
    if (count > 2 * (size_t)bound_max(spot->field)) {
        spot->slot->excess = true;
        count = 0;
    }
    buf_init(&raw, arena, INPUT_BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        struct raw one = raw_from(arena, json_array_get(list, i));
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

static void read_json_item(struct reader *reader, const struct path *path, struct input *item, json_t *value)
{
    if (json_is_object(value))
        read_json(reader, path, item, value);
    else
        fault_item(reader, path);
}

/* What is wrong within the entry is kept with it, and is not the whole input's. */
static void read_json_apart(struct reader *reader, const struct path *path, struct input *item, json_t *value)
{
    struct failure failure = reader->arena->failure;
    enum err err = reader->err;

    fail_clear(reader->arena);
    read_json_item(reader, path, item, value);
    item->fault = reader->arena->failure.fields;
    reader->arena->failure = failure;
    reader->err = err;
}

static void read_json_list(struct spot *spot, const json_t *list)
{
    struct reader *reader = spot->reader;
    size_t count = json_array_size(list);
    for (size_t i = 0; i < count && !spot->slot->excess; i++) {
        struct path path = {spot->path, arena_format(reader->arena, "%zu", i)};
        json_t *value = json_array_get(list, i);
        struct input *item = list_item(spot->slot, spot->field, path.name, reader->arena);
        if (item && spot->field->apart)
            read_json_apart(reader, &path, item, value);
        else if (item)
            read_json_item(reader, &path, item, value);
    }
}

static void read_json_map(struct spot *spot, json_t *map)
{
    const char *key;
    json_t *value;
    json_object_foreach(map, key, value)
    {
        struct map_entry *entry = map_entry(spot->slot, spot->field, str_from(key), spot->reader->arena);
        if (!entry)
            return;
        read_map_value(spot, entry, raw_from(spot->reader->arena, value));
    }
}

static void read_json_object(struct spot *spot, json_t *value)
{
    spot->slot->object = input_make(spot->reader->arena, spot->field->of);
    read_json(spot->reader, spot->path, spot->slot->object, value);
}

/* An object, list, map or list of ids or choices. */
static void read_json_nested(struct spot *spot, json_t *value)
{
    enum input_kind kind = spot->field->kind;
    bool object = kind == INPUT_OBJECT || kind == INPUT_MAP;
    if (json_is_null(value)) {
        read_null(spot);
        return;
    }
    spot->slot->given = true;
    if (object ? !json_is_object(value) : !json_is_array(value)) {
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

static void read_json_field(struct spot *spot, json_t *value)
{
    enum input_kind kind = spot->field->kind;
    bool list = kind == INPUT_LIST || kind == INPUT_IDS || kind == INPUT_CHOICES;
    if (!value) {
        read_absent(spot);
    } else if (kind == INPUT_OBJECT || kind == INPUT_MAP || list) {
        read_json_nested(spot, value);
    } else {
        bool within = spot->field->in_value && json_is_object(value);
        struct raw raw = raw_from(spot->reader->arena, within ? json_object_get(value, "value") : value);
        spot->slot->raw = raw.text;
        read_scalar(spot, raw);
    }
}

static void read_json(struct reader *reader, const struct path *up, struct input *in, json_t *object)
{
    const char *key;
    json_t *value;

    for (int i = 0; i < in->count; i++) {
        struct path path = {up, str_from(in->fields[i].name)};
        read_json_field(&(struct spot){reader, &path, &in->fields[i], &in->slots[i]},
                        json_object_get(object, in->fields[i].name));
    }
    if (reader->ignore_unknown)
        return;
    json_object_foreach(object, key, value)
    {
        struct path path = {up, str_from(key)};
        if (input_find(in, path.name) < 0)
            fault_unknown_name(reader, &path);
    }
}

enum err input_from_json(struct arena *arena, const struct input_field *fields, struct str body, bool ignore_unknown,
                         const struct zone *zone, struct input **ret)
{
    struct reader reader = {.arena = arena, .zone = zone ? zone : zone_utc, .ignore_unknown = ignore_unknown};
    json_error_t error;

    *ret = input_make(arena, fields);
    if (body.n > INPUT_BYTES_MAX)
        return FAIL(arena, ERR_TOO_LARGE, MSG_TOO_LARGE);
    if (!is_flat_enough(body))
        return FAIL(arena, ERR_BAD_REQUEST, MSG_BAD_JSON, P_STR("detail", STR("it is nested too deeply")));
    /* A request without a body says as much as an empty object. */
    if (str_trim(body).n == 0)
        body = STR("{}");

    CLEANUP(free_json) json_t *root = json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        return FAIL(arena, ERR_BAD_REQUEST, MSG_BAD_JSON,
                    P_STR("detail", arena_format(arena, "%s (line %d)", error.text, error.line)));
    if (!json_is_object(root))
        return FAIL(arena, ERR_BAD_REQUEST, MSG_BAD_JSON, P_STR("detail", STR("it must be an object")));
    read_json(&reader, &(struct path){NULL, STR("")}, *ret, root);
    return reader.err;
}
