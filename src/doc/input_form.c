#include "doc/input_tree.h"

/* Where a name of the form leads: a slot, or an entry of a map. */
struct place {
    const struct input_field *field;
    struct slot *slot;
    struct map_entry *entry;
};

/* EXCESS: one entry too many, which its slot remembers. */
enum found { FOUND = 1, FOUND_NOTHING, FOUND_EXCESS };

static bool is_index(struct str label)
{
    for (size_t i = 0; i < label.n; i++) {
        if (label.p[i] < '0' || label.p[i] > '9')
            return false;
    }
    return label.n > 0 && label.n <= 6;
}

/* Follows the dotted name, making objects, items and entries on the way. */
static enum found find_place(struct arena *arena, struct input *in, struct str name, struct place *ret)
{
    struct str rest = name;
    for (int depth = 0; depth < INPUT_DEPTH_MAX; depth++) {
        int i = input_find(in, str_cut(&rest, '.'));
        if (i < 0)
            return FOUND_NOTHING;
        *ret = (struct place){&in->fields[i], &in->slots[i], NULL};
        if (!rest.p)
            return FOUND;
        if (ret->field->kind == INPUT_MAP) {
            ret->entry = map_entry(ret->slot, ret->field, rest, arena);
            return ret->entry ? FOUND : FOUND_EXCESS;
        }
        if (ret->field->kind == INPUT_OBJECT) {
            if (!ret->slot->object)
                ret->slot->object = input_make(arena, ret->field->of);
            in = ret->slot->object;
        } else if (ret->field->kind == INPUT_LIST) {
            struct str label = str_cut(&rest, '.');
            if (!is_index(label) || !rest.p)
                return FOUND_NOTHING;
            in = list_item(ret->slot, ret->field, label, arena);
            if (!in)
                return FOUND_EXCESS;
        } else {
            return FOUND_NOTHING;
        }
    }
    return FOUND_NOTHING;
}

static void keep_typed(struct arena *arena, const struct place *place, struct str text, bool broken)
{
    if (place->entry) {
        place->entry->raw = text;
        place->entry->broken = broken;
        return;
    }
    struct slot *slot = place->slot;
    slot->given = true;
    if (place->field->kind != INPUT_IDS && place->field->kind != INPUT_CHOICES) {
        /* The last wins, so that a hidden "no" may stand before a box. */
        slot->raw = text;
        slot->broken = broken;
        return;
    }
    struct typed *typed = arena_new(arena, struct typed);
    typed->text = text;
    slot->broken |= broken;
    if (slot->typed_last)
        slot->typed_last->next = typed;
    else
        slot->typed = typed;
    slot->typed_last = typed;
}

static void refuse_unknown(struct reader *reader, struct str name)
{
    /* Known to http/ alone. */
    if (reader->ignore_unknown || str_is(name, "_method") || str_is(name, "_token") || str_is(name, "_return"))
        return;
    struct path root = {NULL, STR("")}, path = {&root, name};
    fault_unknown_name(reader, &path);
}

static void take_pair(struct reader *reader, struct input *root, struct str pair)
{
    struct str encoded = pair, name, text = {0};
    struct str encoded_name = str_cut(&encoded, '=');
    struct place place = {0};

    if (!url_decode(reader->arena, encoded_name, true, &name) || !str_is_utf8(name)) {
        refuse_unknown(reader, encoded_name);
        return;
    }
    enum found found = find_place(reader->arena, root, name, &place);
    if (found == FOUND) {
        bool broken = !url_decode(reader->arena, encoded, true, &text) || !str_is_utf8(text);
        keep_typed(reader->arena, &place, broken ? STR("") : text, broken);
    } else if (found == FOUND_NOTHING) {
        refuse_unknown(reader, name);
    }
}

/* ------------------------------------------------------------------ typed reading of what was kept */

static void read_form(struct reader *reader, const struct path *up, struct input *in);

static void read_form_ids(struct spot *spot)
{
    struct buf raw;
    buf_init(&raw, spot->reader->arena, INPUT_BYTES_MAX);
    for (const struct typed *typed = spot->slot->typed; typed; typed = typed->next) {
        struct str rest = typed->text;
        while (rest.p && rest.n > 0) {
            struct str text = str_trim(str_cut(&rest, ','));
            if (text.n > 0)
                read_id_of_list(spot, text);
        }
        if (raw.n > 0)
            buf_add_char(&raw, ',');
        buf_add(&raw, typed->text);
    }
    spot->slot->raw = buf_str(&raw);
    spot->slot->null = spot->field->nullable && raw.n == 0;
    if (!spot->slot->null)
        check_count(spot);
}

static void read_form_object(struct spot *spot)
{
    struct slot *slot = spot->slot;
    /* One that must be there but sent nothing: its own fields tell better what is missing. */
    if (!slot->object && !slot->given && spot->field->required)
        slot->object = input_make(spot->reader->arena, spot->field->of);
    if (slot->object) {
        slot->given = true;
        read_form(spot->reader, spot->path, slot->object);
    } else if (slot->given && str_trim(slot->raw).n == 0 && spot->field->nullable) {
        slot->null = true;
    } else if (slot->given) {
        fault_kind(spot);
    }
}

/* A list or map; the bare name with an empty text stands for an empty one. */
static void read_form_entries(struct spot *spot)
{
    struct slot *slot = spot->slot;
    if (str_trim(slot->raw).n > 0)
        fault_kind(spot);
    for (int i = 0; i < slot->count; i++) {
        if (spot->field->kind == INPUT_LIST)
            read_form(spot->reader, &(struct path){spot->path, slot->items[i]->label}, slot->items[i]);
        else
            read_map_value(spot, &slot->entries[i], (struct raw){RAW_TEXT, slot->entries[i].raw, 0});
    }
    slot->given |= slot->count > 0 || slot->excess;
    if (slot->given)
        check_count(spot);
    else
        read_absent(spot);
}

static void read_form_field(struct spot *spot)
{
    struct slot *slot = spot->slot;
    if (slot->broken) {
        FAULT(spot, MSG_FIELD_TYPE, P_STR("kind", STR("text in UTF-8")));
        return;
    }
    if (spot->field->kind == INPUT_OBJECT)
        read_form_object(spot);
    else if (spot->field->kind == INPUT_LIST || spot->field->kind == INPUT_MAP)
        read_form_entries(spot);
    else if (!slot->given)
        read_absent(spot);
    else if (spot->field->kind == INPUT_IDS || spot->field->kind == INPUT_CHOICES)
        read_form_ids(spot);
    else
        read_scalar(spot, (struct raw){RAW_TEXT, slot->raw, 0});
}

static void read_form(struct reader *reader, const struct path *up, struct input *in)
{
    for (int i = 0; i < in->count; i++) {
        struct path path = {up, str_from(in->fields[i].name)};
        read_form_field(&(struct spot){reader, &path, &in->fields[i], &in->slots[i]});
    }
}

enum err input_from_form_local(struct arena *arena, const struct input_field *fields, struct str text,
                               bool ignore_unknown, const struct input_locale *locale, struct input **ret)
{
    struct reader reader = {.arena = arena,
                            .zone = locale->zone ? locale->zone : zone_utc,
                            .currency = locale->currency,
                            .form = true,
                            .ignore_unknown = ignore_unknown};
    struct str rest = text;

    *ret = input_make(arena, fields);
    if (text.n > INPUT_BYTES_MAX)
        return FAIL(arena, ERR_TOO_LARGE, MSG_TOO_LARGE);
    for (int pairs = 0; rest.p && rest.n > 0; pairs++) {
        if (pairs == FORM_PAIRS_MAX)
            return FAIL(arena, ERR_TOO_LARGE, MSG_TOO_LARGE);
        struct str pair = str_cut(&rest, '&');
        if (pair.n > 0)
            take_pair(&reader, *ret, pair);
    }
    read_form(&reader, &(struct path){NULL, STR("")}, *ret);
    return reader.err;
}

enum err input_from_form(struct arena *arena, const struct input_field *fields, struct str text, bool ignore_unknown,
                         const struct zone *zone, struct input **ret)
{
    return input_from_form_local(arena, fields, text, ignore_unknown, &(struct input_locale){.zone = zone}, ret);
}
