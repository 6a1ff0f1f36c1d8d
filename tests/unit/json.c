#include "sample.h"

#include "doc/format.h"

static int set_up(void **state)
{
    static struct arena arena;
    arena = ARENA_INIT;
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static struct str json_of(struct arena *arena, const struct doc *doc)
{
    struct buf out;
    buf_init(&out, arena, 1 << 20);
    doc_json(doc, &out);
    return buf_str(&out);
}

static struct str escaped(struct arena *arena, struct str text)
{
    struct buf out;
    buf_init(&out, arena, 1 << 16);
    json_text(&out, text);
    return buf_str(&out);
}

static void an_empty_document_is_an_empty_object(void **state)
{
    assert_text(json_of(*state, doc_new(*state, &sample_schema, CLASSES_ALL, NULL)), "{}");
}

static void every_type_has_its_form_on_the_wire(void **state)
{
    struct doc *doc = doc_new(*state, &sample_schema, CLASSES_ALL, sample_zone(*state, "America/New_York"));
    struct node *root = doc_root(doc);
    doc_id(root, sample_id, 1);
    doc_text(root, sample_name, STR("Rex"));
    doc_int(root, sample_visits, -3);
    doc_bool(root, sample_active, true);
    doc_instant(root, sample_starts_at, SAMPLE_AT);
    doc_day(root, sample_day, day_from_civil(2026, 5, 3));
    doc_int(root, sample_from, 9 * 60 + 5);
    doc_int(root, sample_price, 1250);
    doc_enum(root, sample_status, 2);
    doc_address(root, sample_address, STR("/clients"));
    assert_text(json_of(*state, doc),
                "{\"id\":\"0000000000001\",\"name\":\"Rex\",\"visits\":-3,\"active\":true,"
                "\"starts_at\":\"2026-05-03T09:00:00-04:00\",\"day\":\"2026-05-03\",\"from\":\"09:05\",\"price\":1250,"
                "\"status\":\"in_progress\",\"address\":\"/clients\"}");
}

static void members_stand_in_schema_order_whatever_was_set_first(void **state)
{
    struct doc *doc = doc_new(*state, &sample_schema, CLASSES_ALL, NULL);
    doc_bool(doc_root(doc), sample_active, false);
    doc_text(doc_root(doc), sample_name, STR("Rex"));
    assert_text(json_of(*state, doc), "{\"name\":\"Rex\",\"active\":false}");
}

static void null_is_written_and_absent_is_not(void **state)
{
    struct doc *doc = doc_new(*state, &sample_schema, CLASSES_ALL, NULL);
    doc_null(doc_root(doc), sample_owner);
    doc_id(doc_root(doc), sample_id, 0);
    assert_text(json_of(*state, doc), "{\"id\":null,\"owner\":null}");
}

static void lists_and_maps_nest(void **state)
{
    struct doc *doc = doc_new(*state, &sample_schema, CLASSES_ALL, NULL);
    struct node *root = doc_root(doc);
    doc_text(doc_object(root, sample_owner), sample_owner_name, STR("Ann"));
    struct node *pets = doc_list(root, sample_pets);
    doc_add_text(doc_item(pets), sample_pet_tags, STR("shy"));
    doc_item(pets);
    doc_add_text(root, sample_tags, STR("a"));
    doc_add_text(root, sample_tags, STR("b"));
    struct node *hints = doc_map(root, sample_hints);
    doc_text(doc_entry(hints, STR("x.y")), sample_hint_text, STR("1"));
    doc_entry(hints, STR("\"z\""));
    assert_text(json_of(*state, doc),
                "{\"owner\":{\"name\":\"Ann\"},\"pets\":[{\"tags\":[\"shy\"]},{}],\"tags\":[\"a\",\"b\"],"
                "\"hints\":{\"x.y\":{\"text\":\"1\"},\"\\\"z\\\"\":{}}}");
}

static void an_empty_list_is_written(void **state)
{
    struct doc *doc = doc_new(*state, &sample_schema, CLASSES_ALL, NULL);
    doc_list(doc_root(doc), sample_pets);
    doc_list(doc_root(doc), sample_tags);
    doc_map(doc_root(doc), sample_hints);
    assert_text(json_of(*state, doc), "{\"pets\":[],\"tags\":[],\"hints\":{}}");
}

static void what_the_reader_may_not_have_is_not_on_the_wire(void **state)
{
    struct doc *doc = doc_new(*state, &sample_schema, CLASS_BIT(CLASS_BASIC), NULL);
    doc_int(doc_root(doc), sample_price, 1250);
    doc_text(doc_item(doc_list(doc_root(doc), sample_pets)), sample_pet_name, STR("Rex"));
    doc_text(doc_root(doc), sample_name, STR("n"));
    assert_text(json_of(*state, doc), "{\"name\":\"n\"}");
}

static void members_come_without_braces_behind_a_comma(void **state)
{
    struct doc *doc = doc_new(*state, &sample_schema, CLASSES_ALL, NULL);
    struct buf out;
    buf_init(&out, *state, 1000);
    doc_json_members(doc, &out);
    assert_int_equal(out.n, 0);
    doc_text(doc_root(doc), sample_name, STR("n"));
    doc_int(doc_root(doc), sample_visits, 2);
    doc_json_members(doc, &out);
    assert_text(buf_str(&out), ",\"name\":\"n\",\"visits\":2");
}

static void text_is_escaped_as_json_asks(void **state)
{
    assert_text(escaped(*state, STR("")), "\"\"");
    assert_text(escaped(*state, STR("a\"b\\c/d")), "\"a\\\"b\\\\c/d\"");
    assert_text(escaped(*state, STR("\b\f\n\r\t")), "\"\\b\\f\\n\\r\\t\"");
    assert_text(escaped(*state, STR("\x01\x1f\x7f")), "\"\\u0001\\u001f\x7f\"");
    assert_text(escaped(*state, (struct str){"\0", 1}), "\"\\u0000\"");
    assert_text(escaped(*state, STR("Émile 🐕")), "\"Émile 🐕\"");
}

static void bytes_that_are_no_utf8_do_not_break_the_document(void **state)
{
    assert_text(escaped(*state, STR("a\xff"
                                    "b")),
                "\"a\\ufffdb\"");
    assert_text(escaped(*state, STR("\xc3")), "\"\\ufffd\"");
    assert_text(escaped(*state, STR("\xed\xa0\x80")), "\"\\ufffd\\ufffd\\ufffd\"");
    assert_text(escaped(*state, STR("\xf4\x90\x80\x80")), "\"\\ufffd\\ufffd\\ufffd\\ufffd\"");
}

static void instants_are_written_as_base_writes_them(void **state)
{
    static const char *const zones[] = {"America/New_York", "Europe/London", "Asia/Kolkata", "Pacific/Chatham",
                                        "Etc/UTC"};
    static const int64_t instants[] = {SAMPLE_AT,   SAMPLE_AT + 1,    -1,    INSTANT_MIN,
                                       INSTANT_MAX, 1767225599999999, 500000};
    for (size_t z = 0; z <= ARRAY_SIZE(zones); z++) {
        const struct zone *zone = z < ARRAY_SIZE(zones) ? sample_zone(*state, zones[z]) : zone_utc;
        for (size_t i = 0; i < ARRAY_SIZE(instants); i++) {
            char room[FORMAT_ROOM];
            struct str text = {room, format_instant(room, zone, instants[i])};
            assert_text(text, arena_cstr(*state, time_text(*state, zone, instants[i])));
        }
    }
}

static void days_and_numbers_are_written_to_their_ends(void **state)
{
    char room[FORMAT_ROOM];
    assert_text((struct str){room, format_int(room, INT64_MIN)}, "-9223372036854775808");
    assert_text((struct str){room, format_int(room, INT64_MAX)}, "9223372036854775807");
    assert_text((struct str){room, format_int(room, 0)}, "0");
    assert_text((struct str){room, format_minutes(room, 24 * 60)}, "24:00");
    int32_t day = day_from_civil(1900, 1, 1);
    assert_text((struct str){room, format_day(room, day)}, arena_cstr(*state, day_text(*state, day)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_empty_document_is_an_empty_object, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_type_has_its_form_on_the_wire, set_up, tear_down),
        cmocka_unit_test_setup_teardown(members_stand_in_schema_order_whatever_was_set_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(null_is_written_and_absent_is_not, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lists_and_maps_nest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_empty_list_is_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_the_reader_may_not_have_is_not_on_the_wire, set_up, tear_down),
        cmocka_unit_test_setup_teardown(members_come_without_braces_behind_a_comma, set_up, tear_down),
        cmocka_unit_test_setup_teardown(text_is_escaped_as_json_asks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bytes_that_are_no_utf8_do_not_break_the_document, set_up, tear_down),
        cmocka_unit_test_setup_teardown(instants_are_written_as_base_writes_them, set_up, tear_down),
        cmocka_unit_test_setup_teardown(days_and_numbers_are_written_to_their_ends, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
