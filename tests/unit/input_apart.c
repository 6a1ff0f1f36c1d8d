/* Declared input: what is wrong within an entry of a list may be the entry's own affair. */
#include "doc/input.h"

#include "sample.h"

static const struct input_field inner[] = {
    {.name = "id", .kind = INPUT_TEXT, .required = true, .max = 5},
    {0},
};
static const struct input_field entry[] = {
    {.name = "subject", .kind = INPUT_OBJECT, .of = inner},
    {0},
};
static const struct input_field fields[] = {
    {.name = "entries", .kind = INPUT_LIST, .apart = true, .nullable = true, .max = 4, .of = entry},
    {.name = "subject", .kind = INPUT_OBJECT, .of = inner},
    {0},
};

static enum err from_json(struct arena *arena, const char *text, struct input **ret)
{
    return input_from_json(arena, fields, str_from(text), true, zone_utc, ret);
}

static void a_faulty_entry_leaves_the_others_alone(void **state)
{
    struct arena arena = ARENA_INIT;
    struct input *in;

    (void)state;
    assert_int_equal(from_json(&arena, "{\"entries\":[{\"subject\":{\"id\":\"a\"}},{\"subject\":{}},7,{}]}", &in), OK);
    assert_int_equal(input_count(in, "entries"), 4);
    assert_null(input_fault(input_item(in, "entries", 0)));
    assert_text(input_text(input_object(input_item(in, "entries", 0), "subject"), "id"), "a");
    assert_text(input_fault(input_item(in, "entries", 1))->field, "entries.1.subject.id");
    assert_text(input_fault(input_item(in, "entries", 2))->field, "entries.2");
    assert_null(input_fault(input_item(in, "entries", 3)));
    assert_int_equal(arena.failure.field_count, 0);
    arena_free(&arena);
}

static void what_is_wrong_outside_of_the_entries_is_wrong_with_the_whole(void **state)
{
    struct arena arena = ARENA_INIT;
    struct input *in;

    (void)state;
    assert_int_equal(from_json(&arena, "{\"subject\":{},\"entries\":[{\"subject\":{}}]}", &in), ERR_INVALID);
    assert_int_equal(arena.failure.field_count, 1);
    assert_text(arena.failure.fields->field, "subject.id");
    fail_clear(&arena);
    assert_int_equal(from_json(&arena, "{\"entries\":{}}", &in), ERR_INVALID);
    fail_clear(&arena);
    assert_int_equal(from_json(&arena, "{\"entries\":[1,2,3,4,5]}", &in), ERR_INVALID);
    assert_text(arena.failure.fields->field, "entries");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_faulty_entry_leaves_the_others_alone),
        cmocka_unit_test(what_is_wrong_outside_of_the_entries_is_wrong_with_the_whole),
    };

    return cmocka_run_group_tests_name("input_apart", tests, NULL, NULL);
}
