#include "support/test.h"

static struct str contractor_words(void *data, struct str name)
{
    (*(int *)data)++;
    return str_is(name, "staff") ? STR("user") : (struct str){NULL, 0};
}

static bool place_is_sound(struct str name)
{
    if (str_starts(name, STR("word.")))
        return message_word(str_slice(name, 5, name.n)).n > 0;
    for (size_t i = 0; i < name.n; i++) {
        if ((name.p[i] < 'a' || name.p[i] > 'z') && name.p[i] != '_')
            return false;
    }
    return name.n > 0;
}

static void every_message_has_well_formed_places(void **state)
{
    (void)state;
    for (int id = MESSAGE_NONE + 1; id < MESSAGE__MAX; id++) {
        struct str rest = message_template((enum message)id);
        int places = 0;

        assert_true(rest.n > 0 && str_is_utf8(rest));
        while (rest.p != NULL) {
            struct str before = str_cut(&rest, '{');
            struct str name;

            if (str_find(before, '}', 0) >= 0)
                fail_msg("message %d: a } without {", id);
            if (rest.p == NULL)
                break;
            assert_true(str_find(rest, '}', 0) >= 0);
            name = str_cut(&rest, '}');
            if (!place_is_sound(name))
                fail_msg("message %d: no good place: {%.*s}", id, STR_ARG(name));
            places += !str_starts(name, STR("word."));
        }
        assert_true(places <= MESSAGE_PARAMS_MAX);
    }
}

static void every_message_is_a_sentence_without_a_double(void **state)
{
    (void)state;
    for (int id = MESSAGE_NONE + 1; id < MESSAGE__MAX; id++) {
        struct str text = message_template((enum message)id);

        if (!str_equal(str_trim(text), text))
            fail_msg("message %d has white space at its ends", id);
        for (int other = MESSAGE_NONE + 1; other < id; other++) {
            if (str_equal(text, message_template((enum message)other)))
                fail_msg("messages %d and %d are the same", other, id);
        }
    }
}

static void places_are_filled_by_name(void **state)
{
    struct arena arena = ARENA_INIT;
    const struct message_text text = {
        .id = MSG_FIELD_RANGE,
        .param_count = 2,
        .params = {P_STR("max", STR("{min}")), P_STR("min", STR("1"))},
    };

    (void)state;
    /* What is filled in is not read again. */
    assert_str(message_format(&text, NULL, NULL, &arena), "This must be between 1 and {min}.");
    arena_free(&arena);
}

static void an_unknown_place_stays_and_an_empty_value_is_empty(void **state)
{
    struct arena arena = ARENA_INIT;
    const struct message_text unknown = {.id = MSG_FIELD_TYPE};
    const struct message_text empty = {
        .id = MSG_FIELD_TYPE, .param_count = 1, .params = {P_STR("kind", ((struct str){NULL, 0}))}};
    const struct message_text none = {.id = MESSAGE_NONE};

    (void)state;
    assert_str(message_format(&unknown, NULL, NULL, &arena), "This must be {kind}.");
    assert_str(message_format(&empty, NULL, NULL, &arena), "This must be .");
    assert_str(message_format(&none, NULL, NULL, &arena), "");
    arena_free(&arena);
}

static void ROL_06_words_come_from_the_company_or_have_a_default(void **state)
{
    struct arena arena = ARENA_INIT;
    int asked = 0;
    const struct message_text none = {0};
    struct str template = STR("A {word.staff} without {word.pay_stub}: {word.nosuch}");

    (void)state;
    assert_str(message_fill(template, &none, NULL, NULL, &arena), "A staff member without pay stub: {word.nosuch}");
    assert_str(message_fill(template, &none, contractor_words, &asked, &arena),
               "A user without pay stub: {word.nosuch}");
    assert_int_equal(asked, 3);
    arena_free(&arena);
}

static void names_are_lower_case_with_dashes(void **state)
{
    struct arena arena = ARENA_INIT;

    (void)state;
    assert_str(message_name(MSG_FIELD_TOO_LONG, &arena), "field-too-long");
    assert_str(message_name(MSG_STALE, &arena), "stale");
    arena_free(&arena);
}

static void the_default_words_are_the_fields(void **state)
{
    (void)state;
    assert_str(message_word(STR("staff")), "staff member");
    assert_str(message_word(STR("staff_plural")), "staff");
    assert_str(message_word(STR("pay_stub")), "pay stub");
    assert_str(message_word(STR("time_off")), "time off");
    assert_null(message_word(STR("nosuch")).p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_has_well_formed_places),
        cmocka_unit_test(every_message_is_a_sentence_without_a_double),
        cmocka_unit_test(places_are_filled_by_name),
        cmocka_unit_test(an_unknown_place_stays_and_an_empty_value_is_empty),
        cmocka_unit_test(ROL_06_words_come_from_the_company_or_have_a_default),
        cmocka_unit_test(names_are_lower_case_with_dashes),
        cmocka_unit_test(the_default_words_are_the_fields),
    };

    return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
