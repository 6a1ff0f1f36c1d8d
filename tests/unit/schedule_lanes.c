/* Visits side by side within a day of the calendar. */
#include "features/schedule/lanes.h"

#include "support/test.h"

static struct arena arena;
static struct zone *york;

static int set_up(void **state)
{
    (void)state;
    return zone_load(&arena, STR("America/New_York"), &york) == OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static int64_t at(int32_t day, int minute)
{
    return time_from_local(york, day, minute);
}

static void given_spans(struct lane_span *spans, const int (*times)[2], int count)
{
    for (int i = 0; i < count; i++)
        spans[i] = (struct lane_span){.start = times[i][0], .minutes = times[i][1]};
    lanes_assign(spans, count, LANES_MAX);
}

static void what_lies_alone_has_the_whole_width(void **state)
{
    static const int times[][2] = {{540, 30}, {600, 30}};
    struct lane_span spans[2];

    (void)state;
    given_spans(spans, times, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(spans[i].lane, 1);
        assert_int_equal(spans[i].lanes, 1);
    }
}

static void what_overlaps_stands_side_by_side_and_a_free_lane_is_used_again(void **state)
{
    static const int times[][2] = {{540, 120}, {550, 30}, {600, 30}, {700, 30}};
    static const int lanes[] = {1, 2, 2, 1}, widths[] = {2, 2, 2, 1};
    struct lane_span spans[4];

    (void)state;
    given_spans(spans, times, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(spans[i].lane, lanes[i]);
        assert_int_equal(spans[i].lanes, widths[i]);
    }
}

static void short_visits_that_follow_each_other_do_not_cover_each_other(void **state)
{
    static const int times[][2] = {{540, 5}, {545, 5}};
    struct lane_span spans[2];

    (void)state;
    given_spans(spans, times, 2);
    assert_int_equal(spans[1].lane, 2);
    assert_int_equal(spans[1].lanes, 2);
}

static void the_seventh_beside_six_finds_no_room(void **state)
{
    struct lane_span spans[8];

    (void)state;
    for (int i = 0; i < 8; i++)
        spans[i] = (struct lane_span){.start = 540, .minutes = 60};
    lanes_assign(spans, 8, LANES_MAX);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(spans[i].lanes, LANES_MAX);
        assert_int_equal(spans[i].lane, i < LANES_MAX ? i + 1 : LANES_MAX + 1);
    }
}

static void a_visit_over_midnight_is_cut_in_two(void **state)
{
    int32_t day = day_from_civil(2026, 5, 13);
    struct lane_span span;

    (void)state;
    assert_true(lane_cut(york, day, at(day, 22 * 60), at(day + 1, 7 * 60), &span));
    assert_int_equal(span.start, 22 * 60);
    assert_int_equal(span.minutes, 2 * 60);
    assert_true(lane_cut(york, day + 1, at(day, 22 * 60), at(day + 1, 7 * 60), &span));
    assert_int_equal(span.start, 0);
    assert_int_equal(span.minutes, 7 * 60);
    assert_false(lane_cut(york, day + 2, at(day, 22 * 60), at(day + 1, 7 * 60), &span));
    /* What ends at midnight is not on the next day. */
    assert_false(lane_cut(york, day + 1, at(day, 22 * 60), at(day + 1, 0), &span));
}

static void times_are_rounded_outwards_to_five_minutes(void **state)
{
    int32_t day = day_from_civil(2026, 5, 13);
    struct lane_span span;

    (void)state;
    assert_true(lane_cut(york, day, at(day, 542), at(day, 571), &span));
    assert_int_equal(span.start, 540);
    assert_int_equal(span.minutes, 35);
    assert_true(lane_cut(york, day, at(day, 1438), at(day, 1439), &span));
    assert_int_equal(span.start, 1435);
    assert_int_equal(span.minutes, 5);
}

static void the_hour_that_comes_twice_still_has_a_length(void **state)
{
    int32_t day = day_from_civil(2026, 11, 1); /* 01:45 is followed by 01:00 again */
    int64_t start = at(day, 105);
    struct lane_span span;

    (void)state;
    assert_true(lane_cut(york, day, start, start + 30 * MINUTE_US, &span));
    assert_int_equal(span.start, 105);
    assert_true(span.minutes >= LANE_STEP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_lies_alone_has_the_whole_width),
        cmocka_unit_test(what_overlaps_stands_side_by_side_and_a_free_lane_is_used_again),
        cmocka_unit_test(short_visits_that_follow_each_other_do_not_cover_each_other),
        cmocka_unit_test(the_seventh_beside_six_finds_no_room),
        cmocka_unit_test(a_visit_over_midnight_is_cut_in_two),
        cmocka_unit_test(times_are_rounded_outwards_to_five_minutes),
        cmocka_unit_test(the_hour_that_comes_twice_still_has_a_length),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
