/* Declared input: a list of choices is a set of names. */
#include "doc/input.h"

#include "sample.h"

static const struct input_field fields[] = {
    {.name = "name", .kind = INPUT_TEXT},
    {.name = "states", .kind = INPUT_CHOICES, .names = &visit_states},
    {0},
};

static enum err from_json(struct arena *arena, const char *text, struct input **ret)
{
    return input_from_json(arena, fields, str_from(text), false, zone_utc, ret);
}

static struct input *from_form(struct arena *arena, const char *text)
{
    struct input *in = NULL;

    assert_int_equal(input_from_form(arena, fields, str_from(text), false, zone_utc, &in), OK);
    return in;
}

static void json_gives_a_list_in_which_duplicates_fold(void **state)
{
    struct arena arena = ARENA_INIT;
    struct input *in = NULL;

    (void)state;
    assert_int_equal(from_json(&arena, "{\"states\": [\"in_progress\", \"scheduled\", \"in_progress\"]}", &in), OK);
    assert_int_equal(input_choices(in, "states"), 3);
    arena_free(&arena);
}

static void what_is_no_choice_is_refused(void **state)
{
    struct arena arena = ARENA_INIT;
    struct input *in = NULL;

    (void)state;
    assert_int_equal(from_json(&arena, "{\"states\": [\"never\"]}", &in), ERR_INVALID);
    assert_int_equal(from_json(&arena, "{\"states\": [null]}", &in), ERR_INVALID);
    assert_int_equal(from_json(&arena, "{\"states\": \"scheduled\"}", &in), ERR_INVALID);
    arena_free(&arena);
}

static void a_form_gives_its_ticked_boxes(void **state)
{
    struct arena arena = ARENA_INIT;

    (void)state;
    assert_int_equal(input_choices(from_form(&arena, "states=&states=in_progress"), "states"), 2);
    assert_int_equal(input_choices(from_form(&arena, "states=completed,scheduled"), "states"), 5);
    assert_true(input_given(from_form(&arena, "states="), "states"));
    assert_false(input_given(from_form(&arena, "name=x"), "states"));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_gives_a_list_in_which_duplicates_fold),
        cmocka_unit_test(what_is_no_choice_is_refused),
        cmocka_unit_test(a_form_gives_its_ticked_boxes),
    };

    return cmocka_run_group_tests_name("input_choices", tests, NULL, NULL);
}
