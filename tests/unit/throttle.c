#include "features/identity/throttle.h"
#include "support/test.h"

#define NOW (1767600000 * SECOND_US)

static struct throttle_state pair(int64_t failures, int64_t ago)
{
    return (struct throttle_state){.pair = {failures, NOW - ago}};
}

static void the_first_five_failures_are_free_then_the_wait_doubles(void **state)
{
    struct throttle_state throttle;

    (void)state;
    for (int i = 0; i < 5; i++) {
        throttle = pair(i, 0);
        assert_int_equal(throttle_wait(&throttle, NOW), 0);
    }
    throttle = pair(5, 0);
    assert_int_equal(throttle_wait(&throttle, NOW), SECOND_US);
    throttle = pair(8, 0);
    assert_int_equal(throttle_wait(&throttle, NOW), 8 * SECOND_US);
    throttle = pair(8, 3 * SECOND_US);
    assert_int_equal(throttle_wait(&throttle, NOW), 5 * SECOND_US);
    throttle = pair(8, 8 * SECOND_US);
    assert_int_equal(throttle_wait(&throttle, NOW), 0);
}

static void a_wait_is_never_longer_than_a_quarter_of_an_hour_and_forgotten_after_a_day(void **state)
{
    struct throttle_state throttle = pair(1000000, 0);

    (void)state;
    assert_int_equal(throttle_wait(&throttle, NOW), 15 * MINUTE_US);
    throttle = pair(1000000, DAY_US + 1);
    assert_int_equal(throttle_wait(&throttle, NOW), 0);
}

static void IDN_02_an_address_that_tries_many_accounts_is_slowed(void **state)
{
    struct throttle_state throttle = {.address = {49, NOW}};

    (void)state;
    assert_int_equal(throttle_wait(&throttle, NOW), 0);
    throttle.address.failures = 50;
    assert_int_equal(throttle_wait(&throttle, NOW), SECOND_US);
    throttle.address.failures = 5000;
    assert_int_equal(throttle_wait(&throttle, NOW), MINUTE_US);
    throttle.known = true; /* whoever signed in from there before is not slowed by their neighbours */
    assert_int_equal(throttle_wait(&throttle, NOW), 0);
}

static void IDN_02_a_storm_on_an_account_leaves_everyone_a_first_attempt(void **state)
{
    struct throttle_state throttle = {.account = {1000000, NOW}};

    (void)state;
    assert_int_equal(throttle_wait(&throttle, NOW), 0);
    throttle.pair = (struct throttle_count){1, NOW};
    assert_int_equal(throttle_wait(&throttle, NOW), SECOND_US);
    throttle.known = true;
    assert_int_equal(throttle_wait(&throttle, NOW), 0);
    throttle.pair.failures = 5;
    assert_int_equal(throttle_wait(&throttle, NOW), SECOND_US);
}

static bool same_pair(const char *first, const char *second)
{
    struct throttle a, b;

    throttle_keys(&a, STR("sign-in"), STR("dana@happytails.example"), str_from(first));
    throttle_keys(&b, STR("sign-in"), STR("dana@happytails.example"), str_from(second));
    return memcmp(a.keys[THROTTLE_PAIR], b.keys[THROTTLE_PAIR], HASH_BYTES) == 0;
}

static void an_ipv6_network_counts_as_one_address(void **state)
{
    (void)state;
    random_start();
    assert_true(same_pair("2001:db8:1:2::3", "2001:db8:1:2:ffff::4"));
    assert_false(same_pair("2001:db8:1:2::3", "2001:db8:1:3::3"));
    assert_false(same_pair("192.0.2.1", "192.0.2.2"));
    assert_true(same_pair("192.0.2.1", "192.0.2.1"));
    assert_false(same_pair("::not an address at all, and rather longer than one can be::", "::1"));
}

static void what_is_counted_are_four_different_things(void **state)
{
    struct throttle keys, other;

    (void)state;
    throttle_keys(&keys, STR("sign-in"), STR("dana@happytails.example"), STR("192.0.2.1"));
    throttle_keys(&other, STR("reset"), STR("dana@happytails.example"), STR("192.0.2.1"));
    for (int i = THROTTLE_PAIR; i < THROTTLE_KEY__MAX; i++) {
        assert_memory_not_equal(keys.keys[i], other.keys[i], HASH_BYTES);
        for (int j = THROTTLE_PAIR; j < i; j++)
            assert_memory_not_equal(keys.keys[i], keys.keys[j], HASH_BYTES);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_five_failures_are_free_then_the_wait_doubles),
        cmocka_unit_test(a_wait_is_never_longer_than_a_quarter_of_an_hour_and_forgotten_after_a_day),
        cmocka_unit_test(IDN_02_an_address_that_tries_many_accounts_is_slowed),
        cmocka_unit_test(IDN_02_a_storm_on_an_account_leaves_everyone_a_first_attempt),
        cmocka_unit_test(an_ipv6_network_counts_as_one_address),
        cmocka_unit_test(what_is_counted_are_four_different_things),
    };

    return cmocka_run_group_tests_name("throttle", tests, NULL, NULL);
}
