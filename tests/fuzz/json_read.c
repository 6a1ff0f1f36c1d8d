/* JSON as it comes in, beside another reader of it: both take the same texts, and read the same out of them. */
#include "doc/json_read.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int depth_of(const json_t *value)
{
    const char *name;
    json_t *inner;
    size_t i;
    int most = 0;

    if (json_is_array(value)) {
        json_array_foreach(value, i, inner)
        {
            int depth = depth_of(inner);

            most = depth > most ? depth : most;
        }
        return most + 1;
    }
    if (json_is_object(value)) {
        json_object_foreach((json_t *)(uintptr_t)value, name, inner)
        {
            int depth = depth_of(inner);

            most = depth > most ? depth : most;
        }
        return most + 1;
    }
    return 0;
}

static bool is_text(struct str text, const json_t *other)
{
    return json_is_string(other) && json_string_length(other) == text.n &&
           (text.n == 0 || memcmp(json_string_value(other), text.p, text.n) == 0);
}

static bool same(const struct json *own, const json_t *other);

static bool same_list(const struct json *own, const json_t *other)
{
    size_t i = 0;

    if (!json_is_array(other) || (int)json_array_size(other) != own->count)
        return false;
    for (const struct json *entry = own->first; entry; entry = entry->next) {
        if (!same(entry, json_array_get(other, i++)))
            return false;
    }
    return true;
}

static bool same_object(const struct json *own, const json_t *other)
{
    if (!json_is_object(other) || (int)json_object_size(other) != own->count)
        return false;
    for (const struct json *member = own->first; member; member = member->next) {
        if (!same(member, json_object_getn(other, member->name.n ? member->name.p : "", member->name.n)))
            return false;
    }
    return true;
}

static bool same(const struct json *own, const json_t *other)
{
    switch (own->kind) {
    case JSON_KIND_NULL:
        return json_is_null(other);
    case JSON_KIND_BOOL:
        return json_is_boolean(other) && json_is_true(other) == (own->number != 0);
    case JSON_KIND_INT:
        return json_is_integer(other) && json_integer_value(other) == own->number;
    case JSON_KIND_REAL:
        return json_is_real(other);
    case JSON_KIND_TEXT:
        return is_text(own->text, other);
    case JSON_KIND_LIST:
        return same_list(own, other);
    case JSON_KIND_OBJECT:
        return same_object(own, other);
    case JSON_KIND__MAX:
        break;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_INIT;
    const struct json *own = NULL;
    struct str fault = {0};
    json_error_t error;
    json_t *other = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    bool taken = json_read(&arena, (struct str){(const char *)data, size}, false, &own, &fault);

    /* The other one takes a NUL for the end. */
    if (size > 0 && memchr(data, 0, size)) {
        json_decref(other);
        other = NULL;
        if (taken)
            abort();
    }
    /* Its own limits: of a number's size, and of depth. */
    if (taken && !other && json_error_code(&error) != json_error_numeric_overflow)
        abort();
    if (!taken && (fault.n == 0 || !str_is_utf8(fault) || (other && depth_of(other) <= JSON_DEPTH_MAX)))
        abort();
    if (taken && other && !same(own, other))
        abort();
    json_decref(other);
    arena_free(&arena);
    return 0;
}
