/* JSON that comes in: what is JSON and what is not, held against another reader on whatever a machine makes up. */
#include "doc/json_read.h"

#include "sample.h"

#include <jansson.h>

static bool reads(struct arena *arena, struct str text, const struct json **ret)
{
    struct str fault = {0};
    bool sound = json_read(arena, text, false, ret, &fault);

    assert_int_equal(sound, fault.n == 0);
    return sound;
}

static const struct json *read_text(struct arena *arena, const char *text)
{
    const struct json *root = NULL;

    if (!reads(arena, str_from(text), &root))
        fail_msg("%s is JSON", text);
    return root;
}

static void every_kind_is_read(void **state)
{
    struct arena arena = ARENA_INIT;
    const struct json *root =
        read_text(&arena, " {\"a\" : [1, -2.5e3, true, null], \"b\":\"x\\u00e9\\ud83d\\ude00\\n\\/\", \"c\":{}} ");
    const struct json *list = json_member(root, "a");

    (void)state;
    assert_int_equal(root->kind, JSON_KIND_OBJECT);
    assert_int_equal(root->count, 3);
    assert_int_equal(list->count, 4);
    assert_int_equal(list->first->number, 1);
    assert_int_equal(list->first->next->kind, JSON_KIND_REAL);
    assert_int_equal(list->first->next->next->number, 1);
    assert_int_equal(list->first->next->next->next->kind, JSON_KIND_NULL);
    assert_text(json_member(root, "b")->text, "xé😀\n/");
    assert_int_equal(json_member(root, "c")->count, 0);
    assert_null(json_member(root, "d"));
    assert_null(json_member(list, "a"));
    arena_free(&arena);
}

static void a_text_without_escapes_is_borrowed(void **state)
{
    struct arena arena = ARENA_INIT;
    const char text[] = "\"plain\"";
    const struct json *root = read_text(&arena, text);

    (void)state;
    assert_ptr_equal(root->text.p, text + 1);
    arena_free(&arena);
}

static void a_fault_is_told_with_its_line(void **state)
{
    struct arena arena = ARENA_INIT;
    const struct json *root;
    struct str fault;

    (void)state;
    assert_false(json_read(&arena, STR("{\"a\":1,\n\"b\":\n?}"), false, &root, &fault));
    assert_text(fault, "a value is missing (line 3)");
    assert_false(json_read(&arena, STR("{\"a\":1,\"b\":2,\"a\":3}"), false, &root, &fault));
    assert_text(fault, "a name stands twice (line 1)");
    arena_free(&arena);
}

static void many_names_are_compared_without_end(void **state)
{
    struct arena arena = ARENA_INIT;
    struct buf out;
    const struct json *root;

    (void)state;
    for (int twice = 0; twice < 2; twice++) {
        buf_init(&out, &arena, 1 << 20);
        buf_add_char(&out, '{');
        for (int i = 0; i < 40000; i++)
            buf_format(&out, "\"n%d\":0,", i);
        buf_format(&out, "\"n%d\":0}", twice ? 17 : 40000);
        assert_int_equal(reads(&arena, buf_str(&out), &root), !twice);
    }
    arena_free(&arena);
}

static void a_nul_within_a_text_is_for_those_who_ask_for_it(void **state)
{
    struct arena arena = ARENA_INIT;
    const struct json *root;
    struct str fault;

    (void)state;
    assert_false(reads(&arena, STR("\"a\\u0000b\""), &root));
    assert_true(json_read(&arena, STR("\"a\\u0000b\""), true, &root, &fault));
    assert_int_equal(root->text.n, 3);
    arena_free(&arena);
}

/* ------------------------------------------------------------------ against the other */

static bool same(const struct json *ours, const json_t *theirs);

static bool same_entries(const struct json *list, const json_t *theirs)
{
    size_t i = 0;

    for (const struct json *entry = list->first; entry; entry = entry->next) {
        if (!same(entry, json_array_get(theirs, i++)))
            return false;
    }
    return json_is_array(theirs) && json_array_size(theirs) == i;
}

static bool same_members(const struct json *object, const json_t *theirs)
{
    size_t count = 0;

    for (const struct json *member = object->first; member; member = member->next, count++) {
        const json_t *other = json_object_getn(theirs, member->name.p, member->name.n);

        if (!other || !same(member, other))
            return false;
    }
    return json_is_object(theirs) && json_object_size(theirs) == count;
}

static bool same(const struct json *ours, const json_t *theirs)
{
    switch (ours->kind) {
    case JSON_KIND_NULL:
        return json_is_null(theirs);
    case JSON_KIND_BOOL:
        return json_is_boolean(theirs) && json_is_true(theirs) == ours->number;
    case JSON_KIND_INT:
        return json_is_integer(theirs) && json_integer_value(theirs) == ours->number;
    case JSON_KIND_REAL:
        return json_is_real(theirs);
    case JSON_KIND_TEXT:
        return json_is_string(theirs) &&
               str_equal(ours->text, (struct str){json_string_value(theirs), json_string_length(theirs)});
    case JSON_KIND_LIST:
        return same_entries(ours, theirs);
    case JSON_KIND_OBJECT:
        return same_members(ours, theirs);
    case JSON_KIND__MAX:
        break;
    }
    return false;
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* A seed with some bytes changed, doubled or left out. */
static size_t mutate(char *out, const char *seed, uint32_t *random)
{
    static const char alphabet[] = "{}[]\",:\\u0019dDeE.-+tfn \n\x01\xc3\xa9\xed\xa0";
    size_t n = strlen(seed);

    memcpy(out, seed, n);
    for (uint32_t i = next_random(random) % 4; i > 0 && n > 1; i--) {
        size_t at = next_random(random) % n;
        char c = alphabet[next_random(random) % (sizeof(alphabet) - 1)];

        switch (next_random(random) % 3) {
        case 0:
            out[at] = c;
            break;
        case 1:
            memmove(out + at, out + at + 1, --n - at);
            break;
        default:
            memmove(out + at + 1, out + at, n++ - at);
            out[at] = c;
        }
    }
    return n;
}

static void both_readers_say_the_same_of_whatever_comes(void **state)
{
    static const char *const seeds[] = {
        "{\"a\":[1,2.5,-0,1e3],\"b\":{\"c\":\"\\u00e9\\ud83d\\ude00\",\"d\":null}}",
        "[[[true,false]],\"\\\"\\\\\\/\\b\\f\\n\\r\\t\",{\"\":{}}]",
        "{\"x\":9223372036854775807,\"y\":-9223372036854775808,\"z\":9223372036854775808}",
        "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"",
        "{\"k\":1,\"k\":2}",
        "{\"n\":0.10,\"m\":-1E-2,\"o\":01}",
        "[\"\\uD800\",\"\\udc00\",\"\\u0000\"]",
        "{\"aa\":0,\"ab\":1,\"ac\":2,\"ad\":3,\"ae\":4,\"af\":5,\"ag\":6,\"ah\":7,\"ai\":8,\"aj\":9}",
    };
    struct arena arena = ARENA_INIT;
    uint32_t random = 1;
    int sound = 0;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        char text[200];
        size_t n = mutate(text, seeds[(size_t)i % ARRAY_SIZE(seeds)], &random);
        const struct json *ours = NULL;
        bool fits = reads(&arena, (struct str){text, n}, &ours);
        json_error_t error;
        json_t *theirs = json_loadb(text, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);

        if (!theirs && strncmp(error.text, "real number overflow", 20) == 0)
            continue; /* a value, which we do not keep */
        if (fits != (theirs != NULL) || (fits && !same(ours, theirs)))
            fail_msg("the readers disagree about %.*s", (int)n, text);
        sound += fits;
        json_decref(theirs);
        arena_reset(&arena);
    }
    assert_true(sound > 20000 && sound < 180000);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read),
        cmocka_unit_test(a_text_without_escapes_is_borrowed),
        cmocka_unit_test(a_fault_is_told_with_its_line),
        cmocka_unit_test(many_names_are_compared_without_end),
        cmocka_unit_test(a_nul_within_a_text_is_for_those_who_ask_for_it),
        cmocka_unit_test(both_readers_say_the_same_of_whatever_comes),
    };

    return cmocka_run_group_tests_name("json_read", tests, NULL, NULL);
}
