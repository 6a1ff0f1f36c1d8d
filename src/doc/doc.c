#include "doc/tree.h"

static struct node *node_make(const struct doc *doc, enum type type, const struct schema *schema, bool nowhere)
{
    size_t cells = type == TYPE_OBJECT && !nowhere ? (size_t)schema->count : 0;
    struct node *node = arena_alloc(doc->arena, sizeof(*node) + cells * sizeof(struct cell));
    node->doc = doc;
    node->schema = schema;
    node->type = type;
    node->nowhere = nowhere;
    return node;
}

struct doc *doc_new(struct arena *arena, const struct schema *schema, uint32_t classes, const struct zone *zone)
{
    struct doc *doc = arena_new(arena, struct doc);
    doc->arena = arena;
    doc->zone = zone ? zone : zone_utc;
    doc->classes = classes;
    doc->root = node_make(doc, TYPE_OBJECT, schema, false);
    return doc;
}

struct node *doc_root(struct doc *doc)
{
    return doc->root;
}

const struct schema *doc_schema(const struct doc *doc)
{
    return doc->root->schema;
}

const struct zone *doc_zone(const struct doc *doc)
{
    return doc->zone;
}

/* ------------------------------------------------------------------ setting */

static inline const struct field *field_at(const struct node *object, int field)
{
    assert(object->type == TYPE_OBJECT && field >= 0 && field < object->schema->count);
    return &object->schema->fields[field];
}

static inline bool covers(const struct node *object, const struct field *field)
{
    assert(field->class > CLASS__NONE && field->class < CLASS__MAX);
    return !object->nowhere && (object->doc->classes & CLASS_BIT(field->class)) != 0;
}

bool doc_wants(const struct node *object, int field)
{
    return covers(object, field_at(object, field));
}

/* The cell to fill in, or NULL where the reader may not have the field. */
static inline struct cell *cell_for(struct node *object, int field, enum type type)
{
    const struct field *declared = field_at(object, field);
    assert(declared->type == type);
    if (!covers(object, declared))
        return NULL;
    struct cell *cell = &object->cells[field];
    cell->state = CELL_SET;
    return cell;
}

static inline void set_number(struct node *object, int field, enum type type, int64_t number)
{
    struct cell *cell = cell_for(object, field, type);
    if (cell)
        cell->number = number;
}

/* A number whose zero means that there is none. */
static inline void set_number_or_null(struct node *object, int field, enum type type, int64_t number)
{
    struct cell *cell = cell_for(object, field, type);
    if (!cell)
        return;
    cell->number = number;
    if (number == 0)
        cell->state = CELL_NULL;
}

void doc_id(struct node *object, int field, int64_t id)
{
    set_number_or_null(object, field, TYPE_ID, id);
}

void doc_text(struct node *object, int field, struct str text)
{
    struct cell *cell = cell_for(object, field, TYPE_TEXT);
    if (cell)
        cell->text = text;
}

void doc_int(struct node *object, int field, int64_t number)
{
    enum type type = field_at(object, field)->type;
    assert(type == TYPE_INT || type == TYPE_MONEY || type == TYPE_MINUTES);
    assert(type != TYPE_MINUTES || (number >= 0 && number <= 24 * 60));
    set_number(object, field, type, number);
}

void doc_bool(struct node *object, int field, bool value)
{
    set_number(object, field, TYPE_BOOL, value);
}

void doc_instant(struct node *object, int field, int64_t at)
{
    set_number_or_null(object, field, TYPE_INSTANT, at);
}

void doc_day(struct node *object, int field, int32_t day)
{
    set_number(object, field, TYPE_DAY, day);
}

void doc_enum(struct node *object, int field, int value)
{
    const struct field *declared = field_at(object, field);
    assert(declared->type == TYPE_ENUM && value >= 0 && value <= declared->names->count);
    set_number_or_null(object, field, TYPE_ENUM, value);
}

/* Browsers drop tabs and line ends from addresses and take a backslash for a slash, so "/\t/x" would leave the server.
 */
static bool is_own_path(struct str path)
{
    if (path.n == 0 || path.p[0] != '/')
        return false;
    if (path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\'))
        return false;
    for (size_t i = 0; i < path.n; i++) {
        if ((unsigned char)path.p[i] <= ' ' || path.p[i] == 0x7f)
            return false;
    }
    return true;
}

void doc_address(struct node *object, int field, struct str path)
{
    struct cell *cell = cell_for(object, field, TYPE_ADDRESS);
    if (!cell)
        return;
    cell->text = path;
    if (!is_own_path(path))
        cell->state = CELL_NULL;
}

void doc_null(struct node *object, int field)
{
    struct cell *cell = cell_for(object, field, field_at(object, field)->type);
    if (cell)
        cell->state = CELL_NULL;
}

/* ------------------------------------------------------------------ what holds others */

static struct node *holder(struct node *object, int field, enum type type)
{
    const struct field *declared = field_at(object, field);
    assert(declared->type == type && (declared->of || type == TYPE_TEXTS));
    if (!covers(object, declared))
        return node_make(object->doc, type, declared->of, true);
    struct cell *cell = &object->cells[field];
    if (cell->state != CELL_SET) {
        cell->state = CELL_SET;
        cell->node = node_make(object->doc, type, declared->of, false);
    }
    return cell->node;
}

struct node *doc_object(struct node *object, int field)
{
    return holder(object, field, TYPE_OBJECT);
}

struct node *doc_list(struct node *object, int field)
{
    return holder(object, field, field_at(object, field)->type == TYPE_TEXTS ? TYPE_TEXTS : TYPE_LIST);
}

struct node *doc_map(struct node *object, int field)
{
    return holder(object, field, TYPE_MAP);
}

static void append(struct node *list, struct node *entry)
{
    if (list->last)
        list->last->next = entry;
    else
        list->first = entry;
    list->last = entry;
    list->count++;
}

/* A list that goes nowhere makes one entry and gives that again and again. */
static struct node *entry_nowhere(struct node *list)
{
    if (!list->first)
        list->first = node_make(list->doc, TYPE_OBJECT, list->schema, true);
    return list->first;
}

struct node *doc_item(struct node *list)
{
    assert(list->type == TYPE_LIST);
    if (list->nowhere)
        return entry_nowhere(list);
    struct node *item = node_make(list->doc, TYPE_OBJECT, list->schema, false);
    append(list, item);
    return item;
}

struct node *doc_entry(struct node *map, struct str key)
{
    assert(map->type == TYPE_MAP);
    if (map->nowhere)
        return entry_nowhere(map);
    struct node *entry = map_find(map, key);
    if (!entry) {
        entry = node_make(map->doc, TYPE_OBJECT, map->schema, false);
        entry->key = key;
        append(map, entry);
    }
    return entry;
}

void doc_add_text(struct node *object, int field, struct str text)
{
    struct node *list = holder(object, field, TYPE_TEXTS);
    if (list->nowhere)
        return;
    struct node *entry = node_make(list->doc, TYPE_TEXT, NULL, false);
    entry->key = text;
    append(list, entry);
}

/* ------------------------------------------------------------------ borrowing */

void doc_graft(struct node *object, int field, const struct node *from, int from_field)
{
    const struct field *declared = field_at(object, field);
    const struct field *other = field_at(from, from_field);

    assert(declared->type == other->type && declared->of == other->of && declared->names == other->names);
    if (from->nowhere || !covers(object, declared))
        return;
    object->cells[field] = from->cells[from_field];
}

void doc_graft_object(struct node *object, int field, struct node *from)
{
    struct cell *cell = cell_for(object, field, TYPE_OBJECT);

    assert(from->type == TYPE_OBJECT && from->schema == field_at(object, field)->of);
    if (cell)
        cell->node = from;
}

/* ------------------------------------------------------------------ reading */

struct value doc_get(const struct node *object, int field)
{
    const struct field *declared = field_at(object, field);
    if (object->nowhere || object->cells[field].state == CELL_ABSENT)
        return (struct value){0};

    const struct cell *cell = &object->cells[field];
    struct value value = {.type = declared->type, .null = cell->state == CELL_NULL};
    if (value.null)
        return value;
    switch (declared->type) {
    case TYPE_TEXT:
    case TYPE_ADDRESS:
        value.text = cell->text;
        break;
    case TYPE_OBJECT:
    case TYPE_LIST:
    case TYPE_TEXTS:
    case TYPE_MAP:
        value.node = cell->node;
        break;
    case TYPE_ID:
    case TYPE_INT:
    case TYPE_BOOL:
    case TYPE_INSTANT:
    case TYPE_DAY:
    case TYPE_MINUTES:
    case TYPE_MONEY:
    case TYPE_ENUM:
        value.number = cell->number;
        break;
    case TYPE__NONE:
    case TYPE__MAX:
        assert(!"a field without a type");
    }
    return value;
}

const struct schema *node_schema(const struct node *node)
{
    return node->schema;
}

int node_count(const struct node *list)
{
    return list->count;
}

struct node *node_next(const struct node *list, const struct node *previous)
{
    if (list->nowhere)
        return NULL;
    return previous ? previous->next : list->first;
}

struct str node_key(const struct node *entry)
{
    return entry->key;
}

struct str node_text(const struct node *entry)
{
    assert(entry->type == TYPE_TEXT);
    return entry->key;
}

struct node *map_find(const struct node *map, struct str key)
{
    assert(map->type == TYPE_MAP);
    for (struct node *entry = node_next(map, NULL); entry; entry = entry->next) {
        if (str_equal(entry->key, key))
            return entry;
    }
    return NULL;
}

int schema_find(const struct schema *schema, struct str name)
{
    for (int i = 0; i < schema->count; i++) {
        if (str_is(name, schema->fields[i].name))
            return i;
    }
    return -1;
}
