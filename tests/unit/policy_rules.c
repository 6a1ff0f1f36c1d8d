#include "policy_company.h"

enum { RUNNING_HOURS = 12 };

/* Start and end around NOW, each edge of the rules and one microsecond beside it. */
static const int64_t OFFSETS[] = {
    -30 * DAY_US, -13 * HOUR_US, -12 * HOUR_US - 1, -12 * HOUR_US, -12 * HOUR_US + 1, -1, 0, 1, HOUR_US, 30 * DAY_US,
};

static void ACC_22_phases_and_barriers_hold_for_every_status_and_time(void **state)
{
    int barriers = 0;

    (void)state;
    for (int status = 1; status < EVENT_STATUS__MAX; status++) {
        for (size_t i = 0; i < ARRAY_SIZE(OFFSETS); i++) {
            for (size_t j = i; j < ARRAY_SIZE(OFFSETS); j++) {
                int64_t starts_at = NOW + OFFSETS[i], ends_at = NOW + OFFSETS[j];
                bool running = status == EVENT_IN_PROGRESS && NOW - ends_at < 12 * HOUR_US;
                bool future = !running && starts_at > NOW;
                bool barrier = running || (future && status == EVENT_SCHEDULED);
                enum event_phase expected = running ? EVENT_RUNNING : future ? EVENT_FUTURE : EVENT_PAST;
                assert_int_equal(event_phase((enum event_status)status, starts_at, ends_at, RUNNING_HOURS, NOW),
                                 expected);
                assert_int_equal(event_is_barrier((enum event_status)status, starts_at, ends_at, RUNNING_HOURS, NOW),
                                 barrier);
                barriers += barrier;
            }
        }
    }
    assert_true(barriers > 0);
}

static void ACC_23_a_past_visit_never_blocks(void **state)
{
    (void)state;
    for (int status = 1; status < EVENT_STATUS__MAX; status++)
        assert_false(event_is_barrier((enum event_status)status, NOW - 2 * DAY_US, NOW - DAY_US, RUNNING_HOURS, NOW));
}

static void ACC_23_a_future_visit_completed_or_cancelled_never_blocks(void **state)
{
    (void)state;
    assert_false(event_is_barrier(EVENT_COMPLETED, NOW + 1, NOW + HOUR_US, RUNNING_HOURS, NOW));
    assert_false(event_is_barrier(EVENT_CANCELLED, NOW + 1, NOW + HOUR_US, RUNNING_HOURS, NOW));
}

static void ACC_22_someone_in_the_house_blocks_even_before_the_planned_start(void **state)
{
    (void)state;
    assert_true(event_is_barrier(EVENT_IN_PROGRESS, NOW - 10 * MINUTE_US, NOW + HOUR_US, RUNNING_HOURS, NOW));
    assert_true(event_is_barrier(EVENT_IN_PROGRESS, NOW + 10 * MINUTE_US, NOW + HOUR_US, RUNNING_HOURS, NOW));
    assert_true(event_is_barrier(EVENT_IN_PROGRESS, NOW - DAY_US, NOW - 12 * HOUR_US + 1, RUNNING_HOURS, NOW));
    assert_false(event_is_barrier(EVENT_IN_PROGRESS, NOW - DAY_US, NOW - 12 * HOUR_US, RUNNING_HOURS, NOW));
}

static void ACC_22_how_long_a_visit_runs_is_the_companys_setting(void **state)
{
    (void)state;
    assert_int_equal(event_phase(EVENT_IN_PROGRESS, NOW - DAY_US, NOW - HOUR_US, 1, NOW), EVENT_PAST);
    assert_int_equal(event_phase(EVENT_IN_PROGRESS, NOW - DAY_US, NOW - HOUR_US, 2, NOW), EVENT_RUNNING);
}

static void SCH_02_every_move_of_status_is_as_written(void **state)
{
    /* From scheduled, in_progress, completed, cancelled to the same: . never, m managers, d who delivers it, too. */
    static const char *const MOVES[] = {".dmm", "..dm", "m...", "m..."};

    (void)state;
    for (int from = 1; from < EVENT_STATUS__MAX; from++) {
        for (int to = 1; to < EVENT_STATUS__MAX; to++) {
            char move = MOVES[from - 1][to - 1];
            assert_false(event_move_allowed((enum event_status)from, (enum event_status)to, false, false));
            assert_int_equal(event_move_allowed((enum event_status)from, (enum event_status)to, true, false),
                             move != '.');
            assert_int_equal(event_move_allowed((enum event_status)from, (enum event_status)to, false, true),
                             move == 'd');
            assert_int_equal(event_move_allowed((enum event_status)from, (enum event_status)to, true, true),
                             move != '.');
        }
    }
}

static void SCH_02_a_status_that_does_not_exist_is_never_reached(void **state)
{
    (void)state;
    assert_false(event_move_allowed((enum event_status)0, EVENT_SCHEDULED, true, true));
    assert_false(event_move_allowed(EVENT_SCHEDULED, EVENT_STATUS__MAX, true, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ACC_22_phases_and_barriers_hold_for_every_status_and_time),
        cmocka_unit_test(ACC_23_a_past_visit_never_blocks),
        cmocka_unit_test(ACC_23_a_future_visit_completed_or_cancelled_never_blocks),
        cmocka_unit_test(ACC_22_someone_in_the_house_blocks_even_before_the_planned_start),
        cmocka_unit_test(ACC_22_how_long_a_visit_runs_is_the_companys_setting),
        cmocka_unit_test(SCH_02_every_move_of_status_is_as_written),
        cmocka_unit_test(SCH_02_a_status_that_does_not_exist_is_never_reached),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
