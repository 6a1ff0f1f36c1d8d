#include "base/gate.h"
#include "app/touch.h"
#include "support/test.h"

#include <pthread.h>
#include <unistd.h>

struct visitor {
    struct gate *gate;
    bool entered;
};

static void *visit(void *data)
{
    struct visitor *visitor = data;

    visitor->entered = gate_enter(visitor->gate, 2000);
    if (visitor->entered)
        gate_leave(visitor->gate);
    return NULL;
}

static void as_many_as_may_are_let_in_and_the_next_are_told_at_once(void **state)
{
    struct gate *gate = gate_new(2, 0);

    (void)state;
    assert_true(gate_enter(gate, 1));
    assert_true(gate_enter(gate, 1));
    assert_false(gate_enter(gate, 60000)); /* the line is full: it has no places */
    gate_leave(gate);
    assert_true(gate_enter(gate, 1));
    gate_leave(gate);
    gate_leave(gate);
    gate_free(gate);
}

static void who_waits_too_long_is_sent_away(void **state)
{
    struct gate *gate = gate_new(1, 1);

    (void)state;
    assert_true(gate_enter(gate, 1));
    assert_false(gate_enter(gate, 5));
    gate_leave(gate);
    gate_free(gate);
}

static void who_waits_is_let_in_when_another_leaves(void **state)
{
    struct visitor visitor = {gate_new(1, 1), false};
    pthread_t thread;

    (void)state;
    assert_true(gate_enter(visitor.gate, 1));
    assert_int_equal(pthread_create(&thread, NULL, visit, &visitor), 0);
    usleep(20000);
    gate_leave(visitor.gate);
    pthread_join(thread, NULL);
    assert_true(visitor.entered);
    gate_free(visitor.gate);
}

static void what_was_used_is_noted_once_and_taken_once(void **state)
{
    struct touches *touches = touches_new();
    struct arena arena = ARENA_INIT;
    const int64_t *ids;

    (void)state;
    touch_note(touches, TOUCH_SESSION, 5);
    touch_note(touches, TOUCH_SESSION, 5);
    touch_note(touches, TOUCH_SESSION, 6);
    touch_note(touches, TOUCH_TOKEN, 5);
    assert_int_equal(touch_take(touches, TOUCH_SESSION, &arena, &ids), 2);
    assert_int_equal(ids[0] + ids[1], 11);
    assert_int_equal(touch_take(touches, TOUCH_SESSION, &arena, &ids), 0);
    assert_int_equal(touch_take(touches, TOUCH_TOKEN, &arena, &ids), 1);
    for (int64_t i = 1; i <= 100000; i++) /* more than there is room for: no harm */
        touch_note(touches, TOUCH_SESSION, i);
    assert_true(touch_take(touches, TOUCH_SESSION, &arena, &ids) > 1000);
    touches_free(touches);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_as_may_are_let_in_and_the_next_are_told_at_once),
        cmocka_unit_test(who_waits_too_long_is_sent_away),
        cmocka_unit_test(who_waits_is_let_in_when_another_leaves),
        cmocka_unit_test(what_was_used_is_noted_once_and_taken_once),
    };

    return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
