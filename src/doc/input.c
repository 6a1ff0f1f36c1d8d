#include "doc/input_tree.h"

#define KIND_BIT(kind) (1u << (kind))

enum {
    KINDS_TEXT = KIND_BIT(INPUT_TEXT) | KIND_BIT(INPUT_LONG) | KIND_BIT(INPUT_SECRET) | KIND_BIT(INPUT_EMAIL),
    KINDS_NUMBER = KIND_BIT(INPUT_INT) | KIND_BIT(INPUT_MONEY) | KIND_BIT(INPUT_MINUTES) | KIND_BIT(INPUT_INSTANT) |
                   KIND_BIT(INPUT_DAY) | KIND_BIT(INPUT_ENUM) | KIND_BIT(INPUT_ID),
};

struct str path_text(struct arena *arena, const struct path *path)
{
    size_t n = 0;
    for (const struct path *part = path; part->up; part = part->up)
        n += part->name.n + (part->up->up ? 1 : 0);

    char *out = arena_alloc(arena, n);
    size_t at = n;
    for (const struct path *part = path; part->up; part = part->up) {
        at -= part->name.n;
        if (part->name.n > 0)
            memcpy(out + at, part->name.p, part->name.n);
        if (part->up->up)
            out[--at] = '.';
    }
    return (struct str){out, n};
}

struct input *input_make(struct arena *arena, const struct input_field *fields)
{
    int count = 0;
    while (fields[count].name)
        count++;
    struct input *in = arena_alloc(arena, sizeof(*in) + (size_t)count * sizeof(struct slot));
    in->fields = fields;
    in->count = count;
    return in;
}

int input_find(const struct input *in, struct str name)
{
    for (int i = 0; i < in->count; i++) {
        if (str_is(name, in->fields[i].name))
            return i;
    }
    return -1;
}

/* Room for one more of `size` bytes, if the field may have it. */
static void *one_more(struct slot *slot, const struct input_field *field, void *entries, size_t size,
                      struct arena *arena)
{
    if (slot->count >= bound_max(field)) {
        slot->excess = true;
        return NULL;
    }
    if (slot->count == slot->capacity) {
        int capacity = slot->capacity > 0 ? 2 * slot->capacity : 8;
        entries = arena_grow(arena, entries, (size_t)slot->capacity * size, (size_t)capacity * size);
        slot->capacity = capacity;
    }
    return entries;
}

struct input *list_item(struct slot *slot, const struct input_field *field, struct str label, struct arena *arena)
{
    /* From the end, since forms send what belongs together in a row. */
    for (int i = slot->count - 1; i >= 0; i--) {
        if (str_equal(slot->items[i]->label, label))
            return slot->items[i];
    }
    return arena ? list_append(slot, field, label, arena) : NULL;
}

struct input *list_append(struct slot *slot, const struct input_field *field, struct str label, struct arena *arena)
{
    struct input **items = one_more(slot, field, slot->items, sizeof(*items), arena);
    if (!items)
        return NULL;
    struct input *item = input_make(arena, field->of);
    item->label = label;
    slot->items = items;
    slot->items[slot->count++] = item;
    return item;
}

struct map_entry *map_entry(struct slot *slot, const struct input_field *field, struct str key, struct arena *arena)
{
    char canonical[ID_TEXT_LENGTH];
    int64_t id;
    if (id_parse(key, &id)) {
        id_write(canonical, id);
        key = (struct str){canonical, sizeof(canonical)};
    }
    for (int i = 0; i < slot->count; i++) {
        if (str_equal(slot->entries[i].key, key))
            return &slot->entries[i];
    }
    if (!arena)
        return NULL;
    struct map_entry *entries = one_more(slot, field, slot->entries, sizeof(*entries), arena);
    if (!entries)
        return NULL;
    slot->entries = entries;
    slot->entries[slot->count].key = arena_str(arena, key);
    return &slot->entries[slot->count++];
}

/* ------------------------------------------------------------------ reading */

static const struct slot *slot_of(const struct input *in, const char *name, unsigned kinds)
{
    int i = input_find(in, str_from(name));
    assert(i >= 0 && "an input field that is not declared");
    assert((kinds & KIND_BIT(in->fields[i].kind)) != 0 && "an input field of another kind");
    return &in->slots[i];
}

bool input_given(const struct input *in, const char *name)
{
    return slot_of(in, name, ~0u)->given;
}

bool input_is_null(const struct input *in, const char *name)
{
    return slot_of(in, name, ~0u)->null;
}

struct str input_text(const struct input *in, const char *name)
{
    return slot_of(in, name, KINDS_TEXT)->text;
}

int64_t input_int(const struct input *in, const char *name)
{
    return slot_of(in, name, KINDS_NUMBER)->number;
}

bool input_bool(const struct input *in, const char *name)
{
    return slot_of(in, name, KIND_BIT(INPUT_BOOL))->number != 0;
}

void input_ids(const struct input *in, const char *name, const int64_t **ret_ids, int *ret_count)
{
    const struct slot *slot = slot_of(in, name, KIND_BIT(INPUT_IDS));
    *ret_ids = slot->ids;
    *ret_count = slot->count;
}

uint64_t input_choices(const struct input *in, const char *name)
{
    const struct slot *slot = slot_of(in, name, KIND_BIT(INPUT_CHOICES));
    uint64_t bits = 0;
    for (int i = 0; i < slot->count; i++)
        bits |= UINT64_C(1) << (slot->ids[i] - 1);
    return bits;
}

const struct input *input_object(const struct input *in, const char *name)
{
    return slot_of(in, name, KIND_BIT(INPUT_OBJECT))->object;
}

int input_count(const struct input *in, const char *name)
{
    return slot_of(in, name, KIND_BIT(INPUT_LIST) | KIND_BIT(INPUT_MAP))->count;
}

const struct input *input_item(const struct input *in, const char *name, int index)
{
    const struct slot *slot = slot_of(in, name, KIND_BIT(INPUT_LIST));
    assert(index >= 0 && index < slot->count);
    return slot->items[index];
}

struct str input_label(const struct input *item)
{
    return item->label;
}

const struct field_failure *input_fault(const struct input *item)
{
    return item->fault;
}

struct input_entry input_entry(const struct input *in, const char *name, int index)
{
    const struct slot *slot = slot_of(in, name, KIND_BIT(INPUT_MAP));
    assert(index >= 0 && index < slot->count);
    return (struct input_entry){slot->entries[index].key, slot->entries[index].id};
}

struct str input_raw(const struct input *in, struct str dotted_name)
{
    struct str rest = dotted_name;
    while (in) {
        int i = input_find(in, str_cut(&rest, '.'));
        if (i < 0)
            break;
        const struct input_field *field = &in->fields[i];
        /* Looking up changes nothing; the finders are shared with reading, which may make what is missing. */
        struct slot slot = in->slots[i];
        if (!rest.p)
            return field->kind == INPUT_SECRET ? STR("") : slot.raw;
        if (field->kind == INPUT_MAP) {
            const struct map_entry *entry = map_entry(&slot, field, rest, NULL);
            return entry ? entry->raw : STR("");
        }
        in = field->kind == INPUT_OBJECT ? slot.object
             : field->kind == INPUT_LIST ? list_item(&slot, field, str_cut(&rest, '.'), NULL)
                                         : NULL;
    }
    return STR("");
}

/* ------------------------------------------------------------------ references */

struct references {
    struct arena *arena;
    struct input_reference *list;
    int count, capacity;
};

static void reference_add(struct references *found, const struct path *path, enum target_kind target, int64_t id)
{
    if (id == 0)
        return;
    if (found->count == found->capacity) {
        int capacity = found->capacity > 0 ? 2 * found->capacity : 8;
        size_t size = sizeof(*found->list);
        found->list = arena_grow(found->arena, found->list, (size_t)found->capacity * size, (size_t)capacity * size);
        found->capacity = capacity;
    }
    found->list[found->count++] = (struct input_reference){path_text(found->arena, path), target, id};
}

static void references_within(struct references *found, const struct path *up, const struct input *in);

static void references_of_slot(struct references *found, const struct path *path, const struct input_field *field,
                               const struct slot *slot)
{
    if (field->kind == INPUT_OBJECT && slot->object)
        references_within(found, path, slot->object);
    for (int i = 0; field->kind == INPUT_LIST && i < slot->count; i++)
        references_within(found, &(struct path){path, slot->items[i]->label}, slot->items[i]);
    if (field->target == TARGET__NONE)
        return;
    if (field->kind == INPUT_ID)
        reference_add(found, path, field->target, slot->number);
    for (int i = 0; field->kind == INPUT_IDS && i < slot->count; i++)
        reference_add(found, path, field->target, slot->ids[i]);
    for (int i = 0; field->kind == INPUT_MAP && i < slot->count; i++)
        reference_add(found, &(struct path){path, slot->entries[i].key}, field->target, slot->entries[i].id);
}

static void references_within(struct references *found, const struct path *up, const struct input *in)
{
    for (int i = 0; i < in->count; i++) {
        const struct input_field *field = &in->fields[i];
        if (field->target != TARGET__NONE || field->kind == INPUT_OBJECT || field->kind == INPUT_LIST)
            references_of_slot(found, &(struct path){up, str_from(field->name)}, field, &in->slots[i]);
    }
}

int input_references(const struct input *in, struct arena *arena, const struct input_reference **ret)
{
    struct references found = {.arena = arena};
    references_within(&found, &(struct path){NULL, STR("")}, in);
    *ret = found.list;
    return found.count;
}
