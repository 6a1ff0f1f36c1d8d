/* A field of every kind, for the fuzz targets of declared input. */
#ifndef TESTS_FUZZ_INPUT_FIELDS_H
#define TESTS_FUZZ_INPUT_FIELDS_H

#include "doc/input.h"

#include <stdlib.h>

NAMES(fuzz_states, "scheduled", "in_progress");

static const struct input_field fuzz_inner[] = {
    {.name = "id", .kind = INPUT_ID, .required = true, .target = TARGET_EVENT},
    {.name = "box", .kind = INPUT_BOOL, .absent_is_no = true},
    {.name = "map", .kind = INPUT_MAP, .target = TARGET_STAFF, .max = 4},
    {0},
};

static const struct input_field fuzz_fields[] = {
    {.name = "text", .kind = INPUT_TEXT, .max = 20},
    {.name = "long", .kind = INPUT_LONG, .nullable = true},
    {.name = "secret", .kind = INPUT_SECRET},
    {.name = "email", .kind = INPUT_EMAIL},
    {.name = "int", .kind = INPUT_INT, .min = -9, .max = 9},
    {.name = "bool", .kind = INPUT_BOOL},
    {.name = "enum", .kind = INPUT_ENUM, .names = &fuzz_states},
    {.name = "day", .kind = INPUT_DAY, .nullable = true},
    {.name = "instant", .kind = INPUT_INSTANT},
    {.name = "minutes", .kind = INPUT_MINUTES},
    {.name = "money", .kind = INPUT_MONEY},
    {.name = "ids", .kind = INPUT_IDS, .target = TARGET_STAFF, .max = 4},
    {.name = "choices", .kind = INPUT_CHOICES, .names = &fuzz_states, .nullable = true},
    {.name = "object", .kind = INPUT_OBJECT, .of = fuzz_inner},
    {.name = "list", .kind = INPUT_LIST, .of = fuzz_inner, .max = 4},
    {.name = "apart", .kind = INPUT_LIST, .apart = true, .of = fuzz_inner, .max = 4},
    {0},
};

/* What must hold of whatever came: a fault is named, and what passed is within its bounds. */
static inline void fuzz_check(struct arena *arena, enum err err, const struct input *in)
{
    const struct input_reference *references;
    const int64_t *ids;
    int count = input_references(in, arena, &references);

    for (int i = 0; i < count; i++) {
        if (references[i].id <= 0 || references[i].field.n == 0)
            abort();
    }
    if ((err == ERR_INVALID) != (arena->failure.field_count > 0))
        abort();
    if (err != OK)
        return;
    if (input_choices(in, "choices") >> fuzz_states.count)
        abort();
    input_ids(in, "ids", &ids, &count);
    if (count > 4 || input_count(in, "list") > 4 || !str_is_utf8(input_text(in, "text")))
        abort();
    if (input_int(in, "int") < -9 || input_int(in, "int") > 9 || input_int(in, "minutes") > 1439)
        abort();
    if (input_raw(in, STR("secret")).n > 0)
        abort();
}

#endif
