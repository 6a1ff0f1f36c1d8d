#include "support/test.h"

static enum err refuse(struct arena *arena, struct str person)
{
    return FAIL(arena, ERR_FORBIDDEN, MSG_FORBIDDEN, P_STR("permission", person));
}

static enum err pass_on(struct arena *arena)
{
    TRY(refuse(arena, STR("Manage clients")));
    return OK;
}

static void a_failure_is_recorded_where_it_happens_and_passed_on(void **state)
{
    struct arena arena = ARENA_INIT;

    (void)state;
    assert_int_equal(pass_on(&arena), ERR_FORBIDDEN);
    assert_int_equal(arena.failure.code, ERR_FORBIDDEN);
    assert_int_equal(arena.failure.text.id, MSG_FORBIDDEN);
    assert_int_equal(arena.failure.text.param_count, 1);
    assert_string_equal(arena.failure.text.params[0].name, "permission");
    assert_str(arena.failure.text.params[0].text, "Manage clients");
    arena_free(&arena);
}

static void a_failure_needs_no_parameter_and_replaces_the_one_before(void **state)
{
    struct arena arena = ARENA_INIT;

    (void)state;
    FAIL_FIELD(&arena, STR("name"), MSG_FIELD_REQUIRED);
    assert_int_equal(FAIL(&arena, ERR_STALE, MSG_STALE), ERR_STALE);
    assert_int_equal(arena.failure.text.param_count, 0);
    assert_null(arena.failure.fields);
    assert_int_equal(arena.failure.field_count, 0);
    fail_clear(&arena);
    assert_int_equal(arena.failure.code, OK);
    arena_free(&arena);
}

static void parameters_are_copied(void **state)
{
    struct arena arena = ARENA_INIT;
    char name[] = "Rex";

    (void)state;
    refuse(&arena, str_from(name));
    name[0] = 'T';
    assert_str(arena.failure.text.params[0].text, "Rex");
    arena_free(&arena);
}

static void faulty_fields_gather_in_order(void **state)
{
    struct arena arena = ARENA_INIT;
    struct field_failure *first, *second;

    (void)state;
    assert_int_equal(FAIL_FIELD(&arena, STR("pets.0.name"), MSG_FIELD_REQUIRED), ERR_INVALID);
    FAIL_FIELD(&arena, STR("price"), MSG_FIELD_RANGE, P_STR("min", STR("0")), P_STR("max", STR("9")));
    assert_int_equal(arena.failure.code, ERR_INVALID);
    assert_int_equal(arena.failure.text.id, MSG_INVALID);
    assert_int_equal(arena.failure.field_count, 2);
    first = arena.failure.fields;
    second = first->next;
    assert_str(first->field, "pets.0.name");
    assert_str(second->field, "price");
    assert_int_equal(second->text.param_count, 2);
    assert_str(second->text.params[1].text, "9");
    assert_null(second->next);
    arena_free(&arena);
}

static void the_list_of_fields_ends_but_not_the_refusal(void **state)
{
    struct arena arena = ARENA_INIT;

    (void)state;
    for (int i = 0; i < 1000; i++)
        assert_int_equal(FAIL_FIELD(&arena, STR("x"), MSG_FIELD_REQUIRED), ERR_INVALID);
    assert_int_equal(arena.failure.field_count, FIELD_FAILURES_MAX);
    arena_free(&arena);
}

static void a_fault_of_ours_shows_a_plain_text_and_logs_the_cause(void **state)
{
    struct arena arena = ARENA_INIT;

    (void)state;
    assert_int_equal(fail_internal(&arena, "row %d of %s", 7, "client"), ERR_INTERNAL);
    assert_int_equal(arena.failure.text.id, MSG_INTERNAL);
    assert_str(arena.failure.log, "row 7 of client");
    assert_int_equal(fail_unavailable(&arena, "%s", "connection lost"), ERR_UNAVAILABLE);
    assert_int_equal(arena.failure.text.id, MSG_UNAVAILABLE);
    assert_str(arena.failure.log, "connection lost");
    FAIL(&arena, ERR_STALE, MSG_STALE);
    assert_int_equal(arena.failure.log.n, 0);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_is_recorded_where_it_happens_and_passed_on),
        cmocka_unit_test(a_failure_needs_no_parameter_and_replaces_the_one_before),
        cmocka_unit_test(parameters_are_copied),
        cmocka_unit_test(faulty_fields_gather_in_order),
        cmocka_unit_test(the_list_of_fields_ends_but_not_the_refusal),
        cmocka_unit_test(a_fault_of_ours_shows_a_plain_text_and_logs_the_cause),
    };

    return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
