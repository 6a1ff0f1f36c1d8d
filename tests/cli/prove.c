/* `petgate prove` (AUD-06) through the program itself, on both engines. */
#include "cli/given.h"

#include <assert.h>

/* Done twice, nothing is changed. */
SQL(test_turn_count, "UPDATE relation SET events = -events WHERE company_id = $1"
                     " AND staff_id = (SELECT p.id FROM staff p WHERE p.company_id = $1 AND p.name = 'Dana Brooks')"
                     " AND client_id = (SELECT c.id FROM client c WHERE c.company_id = $1 AND c.name = 'Carter')");

static enum err turn_count(struct tx *tx, struct company_id company, int64_t entry)
{
    (void)entry;
    return EXECUTE(tx, &test_turn_count, NULL, SQL_INT(company.n));
}

static void AUD_06_prove_says_how_many_answers_and_keeps_it_in_the_record(void **state)
{
    struct given *given = *state;
    int64_t before = tamper(given, NULL, 0);
    struct ended ended = petgate(given, "prove --company happy-tails --json");
    json_t *result = json_object_get(json_array_get(json_object_get(ended.json, "companies"), 0), "result");

    assert_int_equal(ended.code, CLI_OK);
    assert_int_equal(json_integer_value(json_object_get(result, "differences")), 0);
    assert_int_equal(json_integer_value(json_object_get(result, "generation")), before);
    assert_int_equal(json_integer_value(json_object_get(result, "answers")),
                     9 * (49 * json_integer_value(json_object_get(result, "clients")) + 94));
    assert_true(json_is_true(json_object_get(result, "command_line")));
    json_decref(ended.json);
    assert_int_equal(tamper(given, NULL, 0), before + 1);
    assert_ended(petgate(given, "prove --no-record"), CLI_OK, " answers, 0 differences, ");
    assert_ended(petgate(given, "prove --no-record"), CLI_OK, "riverside: ");
    assert_int_equal(tamper(given, NULL, 0), before + 1);
    assert_ended(petgate(given, "prove --company nobody"), CLI_NOT_FOUND, "nobody");
}

static void AUD_06_prove_ends_with_1_and_names_what_differs(void **state)
{
    struct given *given = *state;

    tamper(given, turn_count, 0);
    assert_ended(petgate(given, "prove --company happy-tails"), CLI_REFUSED,
                 "  Dana Brooks, view, Carter: the decision refuses, the rules as SQL allow");
    assert_ended(petgate(given, "prove --no-record"), CLI_REFUSED, "riverside: ");
    tamper(given, turn_count, 0);
    assert_ended(petgate(given, "prove --no-record"), CLI_OK, "happy-tails: ");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(AUD_06_prove_says_how_many_answers_and_keeps_it_in_the_record),
        cmocka_unit_test(AUD_06_prove_ends_with_1_and_names_what_differs),
    };

    assert(argc == 2);
    given_program = argv[1];
    return cmocka_run_group_tests_name("prove", tests, given_setup, given_teardown);
}
