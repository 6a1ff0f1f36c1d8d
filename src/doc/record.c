#include "doc/record.h"

#include "doc/doc.h"
#include "doc/json_read.h"

static struct str bytes(const uint8_t *p, size_t n)
{
    return (struct str){(const char *)p, n};
}

static void value_hash(struct record_value *value)
{
    const struct str parts[] = {bytes(value->salt, RECORD_SALT_BYTES), value->before, value->after};

    hash_parts(value->hash, parts, ARRAY_SIZE(parts));
}

void record_seal(struct record_value *value)
{
    random_bytes(value->salt, RECORD_SALT_BYTES);
    value->erased = false;
    value_hash(value);
}

void record_erase(struct record_value *value)
{
    memset(value->salt, 0, RECORD_SALT_BYTES);
    value->before = value->after = (struct str){0};
    value->erased = true;
}

void record_hash(struct arena *arena, const struct record *record, uint8_t out[HASH_BYTES])
{
    enum { PARTS_A_CHANGE = 4 };
    int count = 0;
    struct str *parts = arena_array(arena, struct str, 1 + (size_t)record->count * PARTS_A_CHANGE);

    parts[count++] = record->has_reason ? bytes(record->reason.hash, HASH_BYTES) : STR("");
    for (int i = 0; i < record->count; i++) {
        const struct record_value *change = &record->changes[i];

        parts[count++] = change->subject;
        parts[count++] = change->id;
        parts[count++] = change->field;
        parts[count++] = bytes(change->hash, HASH_BYTES);
    }
    hash_parts(out, parts, count);
}

/* ------------------------------------------------------------------ writing */

static void member(struct buf *out, const char *name, struct str text)
{
    buf_format(out, "\"%s\":", name);
    json_text(out, text);
    buf_add_char(out, ',');
}

static void hex_member(struct buf *out, const char *name, const uint8_t *p, size_t n)
{
    buf_format(out, "\"%s\":\"", name);
    for (size_t i = 0; i < n; i++)
        buf_format(out, "%02x", p[i]);
    buf_add_char(out, '"');
}

static void write_change(struct buf *out, const struct record_value *change)
{
    buf_add_char(out, '{');
    member(out, "subject", change->subject);
    member(out, "id", change->id);
    member(out, "field", change->field);
    if (change->erased) {
        hex_member(out, "erased", change->hash, HASH_BYTES);
    } else {
        member(out, "before", change->before);
        member(out, "after", change->after);
        hex_member(out, "salt", change->salt, RECORD_SALT_BYTES);
    }
    buf_add_char(out, '}');
}

static void write_reason(struct buf *out, const struct record_value *reason)
{
    buf_add_char(out, '{');
    if (reason->erased) {
        hex_member(out, "erased", reason->hash, HASH_BYTES);
    } else {
        member(out, "text", reason->after);
        hex_member(out, "salt", reason->salt, RECORD_SALT_BYTES);
    }
    buf_add_char(out, '}');
}

void record_write(struct buf *out, const struct record *record)
{
    buf_add(out, STR("{\"reason\":"));
    if (record->has_reason)
        write_reason(out, &record->reason);
    else
        buf_add(out, STR("null"));
    buf_add(out, STR(",\"changes\":["));
    for (int i = 0; i < record->count; i++) {
        if (i > 0)
            buf_add_char(out, ',');
        write_change(out, &record->changes[i]);
    }
    buf_add(out, STR("]}"));
}

/* ------------------------------------------------------------------ reading */

static bool read_text(struct arena *arena, const struct json *object, const char *name, struct str *ret)
{
    const struct json *text = json_member(object, name);

    if (!text || text->kind != JSON_KIND_TEXT)
        return false;
    *ret = arena_str(arena, text->text);
    return true;
}

static bool read_hex(struct arena *arena, const struct json *object, const char *name, uint8_t *out, size_t n)
{
    struct str text;

    return read_text(arena, object, name, &text) && hex_parse(text, out, n);
}

/* The part that reason and changes have in common; `members` of a value that was not erased. */
static bool read_value(struct arena *arena, const struct json *object, int members, struct record_value *value)
{
    if (json_member(object, "erased")) {
        value->erased = true;
        return object->count == members && read_hex(arena, object, "erased", value->hash, HASH_BYTES);
    }
    if (!read_hex(arena, object, "salt", value->salt, RECORD_SALT_BYTES))
        return false;
    value_hash(value);
    return true;
}

static bool read_change(struct arena *arena, const struct json *object, struct record_value *change)
{
    enum { OF_WHAT = 3, ERASED = OF_WHAT + 1, WHOLE = OF_WHAT + 3 };
    bool erased = json_member(object, "erased") != NULL;

    if (!read_text(arena, object, "subject", &change->subject) || !read_text(arena, object, "id", &change->id) ||
        !read_text(arena, object, "field", &change->field))
        return false;
    if (!erased && (object->count != WHOLE || !read_text(arena, object, "before", &change->before) ||
                    !read_text(arena, object, "after", &change->after)))
        return false;
    return read_value(arena, object, ERASED, change);
}

static bool read_reason(struct arena *arena, const struct json *object, struct record *record)
{
    bool erased = json_member(object, "erased") != NULL;

    if (object->kind == JSON_KIND_NULL)
        return true;
    record->has_reason = true;
    if (!erased && (object->count != 2 || !read_text(arena, object, "text", &record->reason.after)))
        return false;
    return read_value(arena, object, 1, &record->reason);
}

static bool read_all(struct arena *arena, const struct json *root, struct record *record)
{
    const struct json *changes = json_member(root, "changes"), *reason = json_member(root, "reason");

    if (!changes || changes->kind != JSON_KIND_LIST || !reason || root->count != 2 ||
        !read_reason(arena, reason, record))
        return false;
    record->changes = arena_array(arena, struct record_value, (size_t)changes->count);
    for (const struct json *change = changes->first; change; change = change->next) {
        if (!read_change(arena, change, &record->changes[record->count++]))
            return false;
    }
    return true;
}

bool record_read(struct arena *arena, struct str text, struct record *ret)
{
    const struct json *root;
    struct str fault;

    *ret = (struct record){0};
    return json_read(arena, text, true, &root, &fault) && root->kind == JSON_KIND_OBJECT && read_all(arena, root, ret);
}
