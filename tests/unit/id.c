#include "base/id.h"

#include "support/test.h"

#include <pthread.h>

enum { THREADS = 4, IDS_A_THREAD = 20000 };

#define NOW_US INT64_C(1788400000123456)

static void an_id_and_its_text_are_one(void **state)
{
    static const int64_t IDS[] = {1, 31, 32, INT64_C(0x0123456789ABCDEF), INT64_MAX};
    struct arena arena = ARENA_INIT;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(IDS); i++) {
        struct str text = id_text(&arena, IDS[i]);
        int64_t again = 0;

        assert_int_equal(text.n, ID_TEXT_LENGTH);
        assert_true(id_parse(text, &again));
        assert_true(again == IDS[i]);
    }
    assert_str(id_text(&arena, 1), "0000000000001");
    assert_str(id_text(&arena, INT64_MAX), "7zzzzzzzzzzzz");
    arena_free(&arena);
}

static void texts_sort_as_ids_do(void **state)
{
    char before[ID_TEXT_LENGTH], after[ID_TEXT_LENGTH];

    (void)state;
    for (int shift = 0; shift < 62; shift++) {
        id_write(before, (INT64_C(1) << shift));
        id_write(after, (INT64_C(1) << shift) + (INT64_C(1) << shift) / 2 + 1);
        assert_true(memcmp(before, after, ID_TEXT_LENGTH) < 0);
    }
}

static void capitals_and_look_alikes_are_read(void **state)
{
    int64_t id = 0;
    int64_t plain = 0;

    (void)state;
    assert_true(id_parse(STR("7ZZZZZZZZZZZZ"), &id) && id == INT64_MAX);
    assert_true(id_parse(STR("0000000000111"), &plain));
    assert_true(id_parse(STR("oO00000000iLI"), &id) && id == plain);
}

static void anything_else_is_no_id(void **state)
{
    static const struct str BAD[] = {
        STR_INIT(""),
        STR_INIT("0000000000000"),  /* none */
        STR_INIT("000000000001"),   /* short */
        STR_INIT("00000000000001"), /* long */
        STR_INIT("8000000000000"),  /* 64 bits */
        STR_INIT("zzzzzzzzzzzzz"),
        STR_INIT("000000000000u"),
        STR_INIT("00000-0000001"),
        STR_INIT("000000000000\0"),
        STR_INIT("00000000000\xC3\xA9"),
        STR_INIT(" 000000000001"),
    };
    int64_t id = 42;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(BAD); i++)
        assert_false(id_parse(BAD[i], &id));
    assert_int_equal(id, 42);
}

static void ids_ascend_also_when_the_clock_goes_back(void **state)
{
    int64_t last = id_new(NOW_US);

    (void)state;
    for (int i = 0; i < 10000; i++) {
        int64_t id = id_new(NOW_US + (i % 7 - 3) * INT64_C(1000000));

        assert_true(id > last);
        last = id;
    }
    assert_true(id_new(0) == last + 1);
}

static void a_new_millisecond_begins_at_random(void **state)
{
    int64_t later = NOW_US + INT64_C(3600000000);
    int64_t first = id_new(later);
    int64_t second = id_new(later + 1000);
    int64_t third = id_new(later + 2000);

    (void)state;
    assert_true((first >> 22) + 1 == second >> 22 && (second >> 22) + 1 == third >> 22);
    /* One in 2^44 that both are the same by chance. */
    assert_false((first & 0x3FFFFF) == (second & 0x3FFFFF) && (second & 0x3FFFFF) == (third & 0x3FFFFF));
}

static void the_counter_runs_over_into_the_next_millisecond(void **state)
{
    int64_t later = NOW_US + INT64_C(7200000000);
    int64_t first = id_new(later);
    int64_t last = first;

    (void)state;
    for (int i = 0; i < 1 << 22; i++) {
        int64_t id = id_new(later);

        if (id != last + 1)
            fail_msg("id %d does not follow", i);
        last = id;
    }
    assert_true(last >> 22 == (first >> 22) + 1);
}

static void *make_ids(void *data)
{
    int64_t *ids = data;

    for (int i = 0; i < IDS_A_THREAD; i++)
        ids[i] = id_new(NOW_US + INT64_C(9000000000) + i);
    return NULL;
}

static int compare(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

static void threads_never_get_the_same_id(void **state)
{
    static int64_t ids[THREADS][IDS_A_THREAD];
    const int64_t *all = ids[0];
    pthread_t threads[THREADS];

    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, make_ids, ids[i]), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++) {
        for (int j = 1; j < IDS_A_THREAD; j++) {
            if (ids[i][j] <= ids[i][j - 1])
                fail_msg("thread %d went back", i);
        }
    }
    qsort(ids, THREADS * IDS_A_THREAD, sizeof(ids[0][0]), compare);
    for (int i = 1; i < THREADS * IDS_A_THREAD; i++) {
        if (all[i] == all[i - 1])
            fail_msg("id %d came twice", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_and_its_text_are_one),
        cmocka_unit_test(texts_sort_as_ids_do),
        cmocka_unit_test(capitals_and_look_alikes_are_read),
        cmocka_unit_test(anything_else_is_no_id),
        cmocka_unit_test(ids_ascend_also_when_the_clock_goes_back),
        cmocka_unit_test(a_new_millisecond_begins_at_random),
        cmocka_unit_test(the_counter_runs_over_into_the_next_millisecond),
        cmocka_unit_test(threads_never_get_the_same_id),
    };

    return cmocka_run_group_tests_name("id", tests, NULL, NULL);
}
