/* Access reviews (ROL-306) as far as they are pure: when one begins, what is noted of use, and the signature. */
#include "app/uses.h"
#include "base/random.h"
#include "base/sign.h"
#include "base/time.h"
#include "features/reviews/reviews_parts.h"
#include "support/test.h"

#include <string.h>

static int32_t day(int year, int month, int of_month)
{
    return day_from_civil(year, month, of_month);
}

static void ROL_306_periods_are_those_of_the_calendar(void **state)
{
    static const struct {
        int months, month, starts;
    } rows[] = {{1, 5, 5}, {3, 1, 1}, {3, 3, 1}, {3, 4, 4}, {3, 12, 10}, {6, 6, 1}, {6, 7, 7}, {12, 12, 1}, {12, 1, 1}};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_int_equal(review_period_start(day(2028, rows[i].month, 29), rows[i].months),
                         day(2028, rows[i].starts, 1));
    for (int i = 1; i <= review_period_names.count; i++)
        assert_int_equal(review_period_of(review_months_of(i)), i);
    assert_int_equal(review_window_days(3), 91);
    assert_int_equal(review_window_days(0), 91);
}

static void ROL_306_one_is_due_once_a_period_and_not_before_the_company_saw_it_begin(void **state)
{
    (void)state;
    assert_false(review_is_due(day(2026, 6, 30), 3, day(2026, 4, 1), 0));
    assert_true(review_is_due(day(2026, 7, 1), 3, day(2026, 4, 1), 0));
    assert_false(review_is_due(day(2026, 7, 1), 3, day(2026, 7, 1), 0));
    assert_false(review_is_due(day(2026, 9, 30), 3, day(2026, 7, 15), 0)); /* by hand, within it */
    assert_true(review_is_due(day(2027, 2, 3), 3, day(2026, 4, 1), 0));
    assert_false(review_is_due(day(2027, 2, 3), 0, 0, 0));
    assert_false(review_is_due(day(2026, 8, 1), 3, 0, day(2026, 7, 20)));
    assert_false(review_is_due(day(2026, 8, 1), 3, 0, day(2026, 7, 1)));
    assert_true(review_is_due(day(2026, 10, 1), 3, 0, day(2026, 7, 20)));
}

static struct use use_of(int64_t staff, enum permission permission, int32_t on)
{
    return (struct use){{1}, {staff}, permission, on};
}

static void ROL_306_a_use_waits_once_a_day_in_order_and_again_where_it_was_not_written(void **state)
{
    struct arena arena = ARENA_INIT;
    struct uses *uses = uses_new();
    struct use *list;

    (void)state;
    for (int i = 0; i < 3; i++) {
        use_note(uses, &(struct use){{1}, {9}, PERMISSION_manage_staff, 100});
        use_note(uses, &(struct use){{1}, {4}, PERMISSION_manage_services, 100});
        use_note(uses, &(struct use){{1}, {4}, PERMISSION_manage_staff, 100});
    }
    assert_int_equal(uses_take(uses, &arena, &list), 3);
    assert_true(list[0].staff.n == 4 && list[0].permission == PERMISSION_manage_staff);
    assert_true(list[1].permission == PERMISSION_manage_services && list[2].staff.n == 9);
    uses_return(uses, list, 2);
    assert_int_equal(uses_take(uses, &arena, &list), 2);
    const struct use same = use_of(4, PERMISSION_manage_staff, 100), next = use_of(4, PERMISSION_manage_staff, 101);
    use_note(uses, &same);
    assert_int_equal(uses_take(uses, &arena, &list), 0);
    use_note(uses, &next);
    assert_int_equal(uses_take(uses, &arena, &list), 1);
    assert_int_equal(list[0].day, 101);
    uses_free(uses);
    arena_free(&arena);
}

static void ROL_306_more_uses_than_there_is_room_for_are_left_out_and_noted_again(void **state)
{
    struct arena arena = ARENA_INIT;
    struct uses *uses = uses_new();
    struct use *list;
    int taken;

    (void)state;
    for (int i = 1; i <= 20000; i++) {
        const struct use use = use_of(i, PERMISSION_manage_staff, 100);

        use_note(uses, &use);
    }
    taken = uses_take(uses, &arena, &list);
    assert_true(taken > 8000 && taken < 20000);
    const struct use last = use_of(20000, PERMISSION_manage_staff, 100);
    use_note(uses, &last);
    assert_int_equal(uses_take(uses, &arena, &list), 1);
    uses_free(uses);
    arena_free(&arena);
}

static void ROL_306_a_signature_fits_its_text_and_key_alone(void **state)
{
    uint8_t seed[SIGN_SEED_BYTES], key[SIGN_KEY_BYTES], other_seed[SIGN_SEED_BYTES], other[SIGN_KEY_BYTES];
    uint8_t value[SIGN_BYTES], hash[HASH_BYTES];
    struct arena arena = ARENA_INIT;

    (void)state;
    random_start();
    sign_pair(seed, key);
    sign_pair(other_seed, other);
    sign_text(seed, STR("a record"), value);
    assert_true(sign_fits(key, STR("a record"), value));
    assert_false(sign_fits(key, STR("a recorD"), value));
    assert_false(sign_fits(other, STR("a record"), value));
    value[7] ^= 1;
    assert_false(sign_fits(key, STR("a record"), value));
    /* RFC 8032, 7.1, test 1. */
    assert_true(hex_parse(STR("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"), seed, sizeof(seed)));
    assert_true(hex_parse(STR("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"), key, sizeof(key)));
    sign_text(seed, STR(""), value);
    assert_true(sign_fits(key, STR(""), value));
    assert_true(
        str_starts(hex_text(&arena, value, sizeof(value)), STR("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974")));
    hash_plain(hash, STR("abc")); /* as b2sum -l 256 has it */
    assert_true(str_is(hex_text(&arena, hash, sizeof(hash)),
                       "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ROL_306_periods_are_those_of_the_calendar),
        cmocka_unit_test(ROL_306_one_is_due_once_a_period_and_not_before_the_company_saw_it_begin),
        cmocka_unit_test(ROL_306_a_use_waits_once_a_day_in_order_and_again_where_it_was_not_written),
        cmocka_unit_test(ROL_306_more_uses_than_there_is_room_for_are_left_out_and_noted_again),
        cmocka_unit_test(ROL_306_a_signature_fits_its_text_and_key_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
