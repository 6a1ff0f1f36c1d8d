#include "doc/input.h"
#include "support/test.h"

static struct str decoded(struct arena *arena, const char *text, bool plus)
{
    struct str ret = STR("refused");
    if (!url_decode(arena, str_from(text), plus, &ret))
        return STR("refused");
    return ret;
}

static void escapes_are_decoded(void **state)
{
    struct arena arena = ARENA_INIT;
    (void)state;
    assert_true(str_is(decoded(&arena, "a%20b%2Fc%c3%A9", false), "a b/cé"));
    assert_true(str_is(decoded(&arena, "a+b", true), "a b"));
    assert_true(str_is(decoded(&arena, "a+b", false), "a+b"));
    assert_true(str_is(decoded(&arena, "", true), ""));
    assert_int_equal(decoded(&arena, "%00", true).n, 1);
    arena_free(&arena);
}

static void malformed_escapes_are_refused(void **state)
{
    static const char *const wrong[] = {"%", "%4", "a%", "%zz", "%4g", "%%20", "%-1"};
    struct arena arena = ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
        assert_true(str_is(decoded(&arena, wrong[i], true), "refused"));
    arena_free(&arena);
}

static void what_is_encoded_decodes_to_itself(void **state)
{
    struct arena arena = ARENA_INIT;
    char all[256];
    struct buf out;
    struct str back = {NULL, 0};
    (void)state;

    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    buf_init(&out, &arena, 4096);
    url_encode(&out, (struct str){all, sizeof(all)});
    for (size_t i = 0; i < out.n; i++)
        assert_true(out.p[i] > ' ' && out.p[i] < 0x7f && out.p[i] != '"' && out.p[i] != '&' && out.p[i] != '+');
    assert_true(url_decode(&arena, buf_str(&out), true, &back));
    assert_true(str_equal(back, (struct str){all, sizeof(all)}));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_are_decoded),
        cmocka_unit_test(malformed_escapes_are_refused),
        cmocka_unit_test(what_is_encoded_decodes_to_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
