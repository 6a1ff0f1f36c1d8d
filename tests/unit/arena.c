#include "support/test.h"

static int setup(void **state)
{
    static struct arena arena;

    arena = ARENA_INIT;
    *state = &arena;
    return 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static bool is_zero(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] != 0)
            return false;
    }
    return true;
}

static void memory_is_zeroed_aligned_and_apart(void **state)
{
    struct arena *arena = *state;
    char *last = NULL;

    for (size_t size = 0; size < 700; size++) {
        char *p = arena_alloc(arena, size);

        assert_non_null(p);
        assert_ptr_not_equal(p, last);
        assert_int_equal((uintptr_t)p % 16, 0);
        assert_true(is_zero(p, size));
        memset(p, 0xEE, size);
        last = p;
    }
}

static void large_pieces_do_not_end_the_chunk_in_use(void **state)
{
    struct arena *arena = *state;
    char *before = arena_alloc(arena, 100);
    char *huge = arena_alloc(arena, 3 * 1024 * 1024);
    char *after = arena_alloc(arena, 100);

    memset(huge, 0xEE, 3 * 1024 * 1024);
    assert_true(is_zero(before, 100) && is_zero(after, 100));
    assert_true(after > before && after - before < 1024);
}

static void many_chunks_keep_what_was_written(void **state)
{
    struct arena *arena = *state;
    int *numbers[5000];

    for (int i = 0; i < 5000; i++) {
        numbers[i] = arena_array(arena, int, 100);
        numbers[i][0] = numbers[i][99] = i;
    }
    for (int i = 0; i < 5000; i++)
        assert_true(numbers[i][0] == i && numbers[i][99] == i && numbers[i][50] == 0);
    assert_true(arena->used >= 5000 * 400);
}

static void reset_keeps_a_chunk_and_hands_out_zeroes_again(void **state)
{
    struct arena *arena = *state;
    struct arena_chunk *kept;

    for (int i = 0; i < 100; i++)
        memset(arena_alloc(arena, 10000), 0xEE, 10000);
    FAIL(arena, ERR_CONFLICT, MSG_STALE);
    arena_reset(arena);
    kept = arena->chunk;
    assert_non_null(kept);
    assert_int_equal(arena->used, 0);
    assert_int_equal(arena->failure.code, OK);
    for (int round = 0; round < 10; round++) {
        char *p = arena_alloc(arena, 20000);

        assert_true(is_zero(p, 20000));
        assert_ptr_equal(arena->chunk, kept);
        memset(p, 0xEE, 20000);
        arena_reset(arena);
    }
}

static void reset_gives_back_what_is_larger_than_a_common_chunk(void **state)
{
    struct arena *arena = *state;

    arena_alloc(arena, 10 * 1024 * 1024);
    arena_reset(arena);
    assert_null(arena->chunk);
    arena_alloc(arena, 10);
    arena_alloc(arena, 10 * 1024 * 1024);
    arena_reset(arena);
    assert_non_null(arena->chunk);
}

static void free_leaves_an_arena_that_works(void **state)
{
    struct arena *arena = *state;

    arena_alloc(arena, 50000);
    arena_free(arena);
    assert_null(arena->chunk);
    assert_str(arena_str(arena, STR("again")), "again");
}

static void the_last_piece_grows_in_place_and_others_move(void **state)
{
    struct arena *arena = *state;
    char *p = arena_alloc(arena, 10);
    char *grown, *moved;

    memcpy(p, "0123456789", 10);
    grown = arena_grow(arena, p, 10, 1000);
    assert_ptr_equal(grown, p);
    assert_memory_equal(grown, "0123456789", 10);
    assert_true(is_zero(grown + 10, 990));
    arena_alloc(arena, 1);
    moved = arena_grow(arena, grown, 1000, 2000);
    assert_ptr_not_equal(moved, grown);
    assert_memory_equal(moved, "0123456789", 10);
    assert_true(is_zero(moved + 10, 1990));
    assert_non_null(arena_grow(arena, NULL, 0, 5));
}

static void texts_are_copied_with_a_nul_behind(void **state)
{
    struct arena *arena = *state;
    char original[] = "Rex and more";
    struct str copy = arena_str(arena, (struct str){original, 3});

    original[0] = 'T';
    assert_str(copy, "Rex");
    assert_int_equal(copy.p[3], '\0');
    assert_string_equal(arena_cstr(arena, (struct str){NULL, 0}), "");
}

static void formats_of_any_length(void **state)
{
    struct arena *arena = *state;

    for (int width = 250; width < 262; width++) {
        struct str text = arena_format(arena, "%0*d", width, 7);

        assert_int_equal(text.n, width);
        assert_int_equal(text.p[width - 1], '7');
        assert_int_equal(text.p[width], '\0');
    }
    assert_str(arena_format(arena, "%s is %d", "Rex", 4), "Rex is 4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(memory_is_zeroed_aligned_and_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(large_pieces_do_not_end_the_chunk_in_use, setup, teardown),
        cmocka_unit_test_setup_teardown(many_chunks_keep_what_was_written, setup, teardown),
        cmocka_unit_test_setup_teardown(reset_keeps_a_chunk_and_hands_out_zeroes_again, setup, teardown),
        cmocka_unit_test_setup_teardown(reset_gives_back_what_is_larger_than_a_common_chunk, setup, teardown),
        cmocka_unit_test_setup_teardown(free_leaves_an_arena_that_works, setup, teardown),
        cmocka_unit_test_setup_teardown(the_last_piece_grows_in_place_and_others_move, setup, teardown),
        cmocka_unit_test_setup_teardown(texts_are_copied_with_a_nul_behind, setup, teardown),
        cmocka_unit_test_setup_teardown(formats_of_any_length, setup, teardown),
    };

    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
