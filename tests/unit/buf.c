#include "base/buf.h"

#include "support/test.h"

static void a_heap_buffer_grows_and_ends(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, NULL, SIZE_MAX);
    for (int i = 0; i < 1000; i++)
        buf_add(&buf, STR("0123456789"));
    assert_int_equal(buf.n, 10000);
    assert_false(buf.full);
    assert_memory_equal(buf.p + 9990, "0123456789", 10);
    buf_free(&buf);
    assert_int_equal(buf_str(&buf).n, 0);
}

static void an_arena_buffer_keeps_its_bytes_beside_other_allocations(void **state)
{
    struct arena arena = ARENA_INIT;
    struct buf buf;

    (void)state;
    buf_init(&buf, &arena, SIZE_MAX);
    for (int i = 0; i < 3000; i++) {
        buf_add_char(&buf, (char)('a' + i % 26));
        if (i % 100 == 0)
            memset(arena_alloc(&arena, 64), 0xEE, 64);
    }
    for (int i = 0; i < 3000; i++)
        assert_int_equal(buf.p[i], 'a' + i % 26);
    arena_free(&arena);
}

static void what_exceeds_the_maximum_is_dropped_and_said(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, NULL, 8);
    buf_add(&buf, STR("12345678"));
    assert_false(buf.full);
    buf_add(&buf, STR(""));
    assert_false(buf.full);
    buf_add_char(&buf, '9');
    assert_true(buf.full);
    assert_str(buf_str(&buf), "12345678");
    buf_free(&buf);
    buf_init(&buf, NULL, 8);
    buf_format(&buf, "%s", "0123456789");
    assert_true(buf.full);
    assert_str(buf_str(&buf), "01234567");
    buf_free(&buf);
}

static void numbers_of_every_size(void **state)
{
    static const struct {
        int64_t n;
        const char *text;
    } CASES[] = {
        {0, "0"},
        {7, "7"},
        {-7, "-7"},
        {1234567890123, "1234567890123"},
        {-10, "-10"},
        {INT64_MAX, "9223372036854775807"},
        {INT64_MIN, "-9223372036854775808"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(CASES); i++) {
        struct buf buf;

        buf_init(&buf, NULL, SIZE_MAX);
        buf_add_int(&buf, CASES[i].n);
        assert_str(buf_str(&buf), CASES[i].text);
        buf_free(&buf);
    }
}

static void formats_of_any_length(void **state)
{
    (void)state;
    for (int width = 250; width < 262; width++) {
        struct buf buf;

        buf_init(&buf, NULL, SIZE_MAX);
        buf_add(&buf, STR("x"));
        buf_format(&buf, "%0*d", width, 7);
        assert_int_equal(buf.n, width + 1);
        assert_int_equal(buf.p[width], '7');
        buf_free(&buf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_heap_buffer_grows_and_ends),
        cmocka_unit_test(an_arena_buffer_keeps_its_bytes_beside_other_allocations),
        cmocka_unit_test(what_exceeds_the_maximum_is_dropped_and_said),
        cmocka_unit_test(numbers_of_every_size),
        cmocka_unit_test(formats_of_any_length),
    };

    return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
