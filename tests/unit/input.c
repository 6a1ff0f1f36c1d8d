#include "doc/input.h"

#include "sample.h"

static const struct input_field line_fields[] = {
    {.name = "service", .kind = INPUT_ID, .required = true, .target = TARGET_SERVICE},
    {.name = "count", .kind = INPUT_INT, .min = 1, .max = 9},
    {.name = "tip", .kind = INPUT_BOOL, .absent_is_no = true},
    {0},
};

static const struct input_field cure_fields[] = {
    {.name = "events", .kind = INPUT_MAP, .target = TARGET_STAFF, .max = 3},
    {.name = "reason", .kind = INPUT_TEXT, .required = true, .max = 10},
    {0},
};

static const struct input_field fields[] = {
    {.name = "name", .kind = INPUT_TEXT, .max = 10},
    {.name = "note", .kind = INPUT_LONG, .nullable = true},
    {.name = "password", .kind = INPUT_SECRET, .min = 3},
    {.name = "email", .kind = INPUT_EMAIL},
    {.name = "seats", .kind = INPUT_INT, .min = -5, .max = 5},
    {.name = "active", .kind = INPUT_BOOL},
    {.name = "status", .kind = INPUT_ENUM, .names = &visit_states},
    {.name = "day", .kind = INPUT_DAY, .nullable = true},
    {.name = "starts_at", .kind = INPUT_INSTANT},
    {.name = "from", .kind = INPUT_MINUTES},
    {.name = "until", .kind = INPUT_MINUTES, .max = 1440},
    {.name = "price", .kind = INPUT_MONEY},
    {.name = "client", .kind = INPUT_ID, .target = TARGET_CLIENT, .nullable = true},
    {.name = "staff", .kind = INPUT_IDS, .target = TARGET_STAFF, .max = 3},
    {.name = "cures", .kind = INPUT_OBJECT, .of = cure_fields, .nullable = true},
    {.name = "lines", .kind = INPUT_LIST, .of = line_fields, .max = 3},
    {0},
};

#define ID_A "0000000000001"
#define ID_B "0000000000002"
#define ID_C "0000000000003"
#define ID_D "0000000000004"

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

static struct input *from_json(struct arena *arena, const char *text)
{
    struct input *in = NULL;
    assert_int_equal(input_from_json(arena, fields, str_from(text), false, zone_utc, &in), OK);
    return in;
}

static struct input *from_form(struct arena *arena, const char *text)
{
    struct input *in = NULL;
    enum err err = input_from_form(arena, fields, str_from(text), false, zone_utc, &in);
    if (err != OK)
        fail_msg("%s: fault in %.*s", text, arena->failure.fields ? (int)arena->failure.fields->field.n : 0,
                 arena->failure.fields ? arena->failure.fields->field.p : "");
    return in;
}

/* "field message, field message" of the recorded faults. */
static struct str faults(struct arena *arena)
{
    struct buf out;
    buf_init(&out, arena, 10000);
    for (const struct field_failure *fault = arena->failure.fields; fault; fault = fault->next)
        buf_format(&out, "%s%.*s %.*s", fault == arena->failure.fields ? "" : ", ", STR_ARG(fault->field),
                   STR_ARG(message_name(fault->text.id, arena)));
    fail_clear(arena);
    return buf_str(&out);
}

static struct str json_faults(struct arena *arena, const char *text)
{
    struct input *in = NULL;
    assert_int_equal(input_from_json(arena, fields, str_from(text), false, zone_utc, &in), ERR_INVALID);
    assert_non_null(in);
    return faults(arena);
}

static struct str form_faults(struct arena *arena, const char *text)
{
    struct input *in = NULL;
    assert_int_equal(input_from_form(arena, fields, str_from(text), false, zone_utc, &in), ERR_INVALID);
    assert_non_null(in);
    return faults(arena);
}

/* ------------------------------------------------------------------ JSON */

static void json_gives_every_kind(void **state)
{
    const struct input *in = from_json(
        *state, "{\"name\":\" Ann  B \",\"note\":\"a\\r\\nb\\n\",\"password\":\" x y \",\"email\":\" Ann@X.Example \","
                "\"seats\":-5,\"active\":true,\"status\":\"in_progress\",\"day\":\"2026-05-03\","
                "\"starts_at\":\"2026-05-03T09:00:00-04:00\",\"from\":\"09:30\",\"until\":\"24:00\","
                "\"price\":1250,\"client\":\"" ID_A "\",\"staff\":[\"" ID_A "\",\"" ID_B "\",\"" ID_A "\"]}");
    const int64_t *ids;
    int count;
    assert_text(input_text(in, "name"), "Ann  B");
    assert_text(input_text(in, "note"), "a\nb");
    assert_text(input_text(in, "password"), " x y ");
    assert_text(input_text(in, "email"), "ann@x.example");
    assert_int_equal(input_int(in, "seats"), -5);
    assert_true(input_bool(in, "active"));
    assert_int_equal(input_int(in, "status"), 2);
    assert_int_equal(input_int(in, "day"), day_from_civil(2026, 5, 3));
    assert_int_equal(input_int(in, "starts_at"), SAMPLE_AT);
    assert_int_equal(input_int(in, "from"), 570);
    assert_int_equal(input_int(in, "until"), 1440);
    assert_int_equal(input_int(in, "price"), 1250);
    assert_int_equal(input_client(in, "client").n, 1);
    input_ids(in, "staff", &ids, &count);
    assert_int_equal(count, 2);
    assert_int_equal(ids[1], 2);
}

static void what_is_absent_gives_nothing(void **state)
{
    const struct input *in = from_json(*state, "{}");
    const int64_t *ids;
    int count;
    for (int i = 0; fields[i].name; i++)
        assert_false(input_given(in, fields[i].name));
    assert_int_equal(input_text(in, "name").n, 0);
    assert_int_equal(input_int(in, "price"), 0);
    assert_null(input_object(in, "cures"));
    assert_int_equal(input_count(in, "lines"), 0);
    input_ids(in, "staff", &ids, &count);
    assert_int_equal(count, 0);
}

static void an_empty_body_is_an_empty_object(void **state)
{
    assert_false(input_given(from_json(*state, ""), "name"));
    assert_false(input_given(from_json(*state, " \n"), "name"));
}

static void null_means_none_where_it_may(void **state)
{
    const struct input *in = from_json(*state, "{\"note\":null,\"client\":null,\"cures\":null}");
    assert_true(input_given(in, "note") && input_is_null(in, "note"));
    assert_true(input_is_null(in, "client"));
    assert_true(input_is_null(in, "cures"));
    assert_false(input_is_null(in, "day"));
    assert_text(json_faults(*state, "{\"name\":null,\"staff\":null}"), "name field-type, staff field-type");
}

static void json_nests(void **state)
{
    const struct input *in =
        from_json(*state, "{\"cures\":{\"reason\":\"r\",\"events\":{\"" ID_A "\":\"" ID_B "\",\"*\":null}},"
                          "\"lines\":[{\"service\":\"" ID_A "\"},{\"service\":\"" ID_B "\",\"count\":2}]}");
    const struct input *cures = input_object(in, "cures");
    assert_text(input_text(cures, "reason"), "r");
    assert_int_equal(input_count(cures, "events"), 2);
    assert_text(input_entry(cures, "events", 0).key, ID_A);
    assert_int_equal(input_entry(cures, "events", 0).id, 2);
    assert_text(input_entry(cures, "events", 1).key, "*");
    assert_int_equal(input_entry(cures, "events", 1).id, 0);
    assert_int_equal(input_count(in, "lines"), 2);
    assert_int_equal(input_service(input_item(in, "lines", 1), "service").n, 2);
    assert_int_equal(input_int(input_item(in, "lines", 1), "count"), 2);
}

static void every_fault_is_collected(void **state)
{
    assert_text(
        json_faults(*state,
                    "{\"name\":\"01234567890\",\"password\":\"x\",\"email\":\"nobody\",\"seats\":6,\"active\":1,"
                    "\"status\":\"gone\",\"day\":\"2026-02-30\",\"starts_at\":\"2026-05-03T09:00\","
                    "\"from\":\"24:00\",\"price\":-1,\"client\":\"x\",\"staff\":\"" ID_A "\"}"),
        "name field-too-long, password field-too-short, email field-type, seats field-range, "
        "active field-type, status field-choice, day field-type, starts_at field-type, from field-type, "
        "price field-range, client field-type, staff field-type");
}

static void faults_within_are_named_by_their_path(void **state)
{
    assert_text(json_faults(*state,
                            "{\"cures\":{\"events\":{\"x\":null,\"" ID_A "\":3}},\"lines\":[{\"service\":\"" ID_A "\","
                            "\"count\":0},7,{}]}"),
                "cures.events.x field-unknown, cures.events." ID_A " field-type, cures.reason field-required, "
                "lines.0.count field-range, lines.1 field-type, lines.2.service field-required");
}

static void a_name_that_is_not_declared_is_a_fault_unless_ignored(void **state)
{
    struct input *in = NULL;
    assert_text(json_faults(*state, "{\"nme\":1,\"cures\":{\"reason\":\"r\",\"x\":1}}"),
                "cures.x field-unknown, nme field-unknown");
    assert_int_equal(input_from_json(*state, fields, STR("{\"nme\":1,\"name\":\"n\"}"), true, zone_utc, &in), OK);
    assert_text(input_text(in, "name"), "n");
    /* Known in forms alone. */
    assert_text(json_faults(*state, "{\"_method\":\"PUT\"}"), "_method field-unknown");
}

static void a_real_number_is_refused(void **state)
{
    assert_text(json_faults(*state, "{\"price\":12.5,\"seats\":1.0}"), "seats field-type, price field-type");
}

static void json_that_is_none_is_a_bad_request(void **state)
{
    static const char *const wrong[] = {"[",
                                        "[]",
                                        "7",
                                        "{\"name\":\"a\",\"name\":\"b\"}",
                                        "{\"name\":\"\\u0000\"}",
                                        "{\"name\":}",
                                        "{} x",
                                        "{\"name\":\"\xff\"}",
                                        "{'name':1}",
                                        "{\"seats\":99999999999999999999}"};
    struct arena *arena = *state;
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        struct input *in = NULL;
        assert_int_equal(input_from_json(arena, fields, str_from(wrong[i]), false, zone_utc, &in), ERR_BAD_REQUEST);
        assert_int_equal(arena->failure.text.id, MSG_BAD_JSON);
        assert_non_null(in);
        assert_false(input_given(in, "name"));
    }
}

static void json_has_a_greatest_depth_and_size(void **state)
{
    struct input *in = NULL;
    char *large = arena_alloc(*state, 1024 * 1024 + 1);
    memset(large, ' ', 1024 * 1024 + 1);

    assert_int_equal(input_from_json(*state, fields, STR("{\"x\":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]}"), true, NULL, &in),
                     OK);
    assert_int_equal(input_from_json(*state, fields, STR("{\"x\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}"), true, NULL, &in),
                     ERR_BAD_REQUEST);
    assert_int_equal(
        input_from_json(*state, fields, STR("{\"name\":\"[[[[[[[[[[\\\"\",\"note\":\"[[[[[[[[[[\"}"), true, NULL, &in),
        ERR_INVALID);
    assert_int_equal(input_from_json(*state, fields, (struct str){large, 1024 * 1024}, true, NULL, &in), OK);
    assert_int_equal(input_from_json(*state, fields, (struct str){large, 1024 * 1024 + 1}, true, NULL, &in),
                     ERR_TOO_LARGE);
}

static void entries_are_bounded(void **state)
{
    assert_text(json_faults(*state, "{\"staff\":[\"" ID_A "\",\"" ID_B "\",\"" ID_C "\",\"" ID_D "\"]}"),
                "staff field-too-many");
    assert_text(json_faults(*state, "{\"lines\":[{\"service\":\"" ID_A "\"},{\"service\":\"" ID_A
                                    "\"},{\"service\":\"" ID_A "\"},{\"service\":\"" ID_A "\"}]}"),
                "lines field-too-many");
    assert_text(json_faults(*state, "{\"cures\":{\"reason\":\"r\",\"events\":{\"" ID_A "\":null,\"" ID_B
                                    "\":null,\"" ID_C "\":null,\"" ID_D "\":null}}}"),
                "cures.events field-too-many");
    assert_text(form_faults(*state, "staff=" ID_A "," ID_B "&staff=" ID_C "," ID_D), "staff field-too-many");
    assert_text(form_faults(*state, "lines.0.service=" ID_A "&lines.1.service=" ID_A "&lines.2.service=" ID_A
                                    "&lines.3.service=" ID_A),
                "lines field-too-many");
}

static void control_characters_are_no_text(void **state)
{
    assert_text(json_faults(*state, "{\"name\":\"a\\u0007\",\"note\":\"\\u001b[1m\"}"),
                "name field-type, note field-type");
    assert_text(input_text(from_json(*state, "{\"name\":\"a\\tb\\nc\"}"), "name"), "a b c");
    assert_text(input_text(from_json(*state, "{\"note\":\"a\\tb\\rc\"}"), "note"), "a\tb\nc");
}

static void length_counts_characters_not_bytes(void **state)
{
    assert_text(input_text(from_json(*state, "{\"name\":\"éééééééééé\"}"), "name"), "éééééééééé");
    assert_text(json_faults(*state, "{\"name\":\"ééééééééééé\"}"), "name field-too-long");
}

/* ------------------------------------------------------------------ forms */

static void a_form_gives_every_kind(void **state)
{
    const struct input *in = from_form(
        *state, "name=+Ann+%C3%89&note=a%0D%0Ab&password=+x+y+&email=Ann%40x.example&seats=+-5&active=on&"
                "status=completed&day=2026-05-03&starts_at=2026-05-03T13:00&from=09:30:00&until=24:00&price=12.5&"
                "client=" ID_A "&staff=" ID_A "&staff=" ID_B "%2C+" ID_A);
    const int64_t *ids;
    int count;
    assert_text(input_text(in, "name"), "Ann É");
    assert_text(input_text(in, "note"), "a\nb");
    assert_text(input_text(in, "password"), " x y ");
    assert_text(input_text(in, "email"), "ann@x.example");
    assert_int_equal(input_int(in, "seats"), -5);
    assert_true(input_bool(in, "active"));
    assert_int_equal(input_int(in, "status"), 3);
    assert_int_equal(input_int(in, "starts_at"), SAMPLE_AT);
    assert_int_equal(input_int(in, "from"), 570);
    assert_int_equal(input_int(in, "price"), 1250);
    assert_int_equal(input_int(in, "client"), 1);
    input_ids(in, "staff", &ids, &count);
    assert_int_equal(count, 2);
}

static void a_local_time_is_taken_in_the_companys_zone(void **state)
{
    struct input *in = NULL;
    const struct zone *zone = sample_zone(*state, "America/New_York");
    assert_int_equal(input_from_form(*state, fields, STR("starts_at=2026-05-03T09:00"), false, zone, &in), OK);
    assert_int_equal(input_int(in, "starts_at"), SAMPLE_AT);
    assert_int_equal(input_from_form(*state, fields, STR("starts_at=2026-05-03T14:00:00%2B01:00"), false, zone, &in),
                     OK);
    assert_int_equal(input_int(in, "starts_at"), SAMPLE_AT);
}

static void amounts_in_forms_are_what_people_type(void **state)
{
    static const struct {
        const char *text;
        int64_t minor;
    } cases[] = {{"12", 1200}, {"12.5", 1250}, {"12.50", 1250}, {"12,50", 1250},
                 {"0.05", 5},  {"+7", 700},    {"1000", 100000}};
    static const char *const wrong[] = {"1.234", "1,234.50",        ".5", "5.", "1.-5", "--5", "x",
                                        "1.2.3", "9999999999999999"};
    struct arena *arena = *state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_int_equal(input_int(from_form(arena, arena_format(arena, "price=%s", cases[i].text).p), "price"),
                         cases[i].minor);
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
        assert_text(form_faults(arena, arena_format(arena, "price=%s", wrong[i]).p), "price field-type");
    assert_text(form_faults(arena, "price=-1"), "price field-range");
}

static void amounts_have_the_decimals_of_their_currency(void **state)
{
    static const struct {
        const char *currency;
        const char *text;
        int64_t minor; /* -1: refused */
    } cases[] = {{"JPY", "price=1500", 1500}, {"JPY", "price=15.0", -1}, {"KWD", "price=1.234", 1234},
                 {"KWD", "price=1.2", 1200},  {"KWD", "price=1", 1000},  {"KWD", "price=1.2345", -1},
                 {"USD", "price=0.07", 7},    {"CHF", "price=3,1", 310}};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct input_locale locale = {zone_utc, str_from(cases[i].currency)};
        struct input *in = NULL;
        enum err err = input_from_form_local(*state, fields, str_from(cases[i].text), false, &locale, &in);
        assert_int_equal(err, cases[i].minor < 0 ? ERR_INVALID : OK);
        assert_int_equal(input_int(in, "price"), cases[i].minor < 0 ? 0 : cases[i].minor);
    }
}

static void dotted_names_nest(void **state)
{
    const struct input *in =
        from_form(*state, "cures.reason=r&cures.events." ID_A "=" ID_B "&cures.events.*=&lines.7.service=" ID_A
                          "&lines.2.service=" ID_B "&lines.7.count=3&lines.7.tip=1");
    const struct input *cures = input_object(in, "cures");
    assert_int_equal(input_count(cures, "events"), 2);
    assert_int_equal(input_entry(cures, "events", 0).id, 2);
    assert_int_equal(input_entry(cures, "events", 1).id, 0);
    assert_int_equal(input_count(in, "lines"), 2);
    assert_int_equal(input_int(input_item(in, "lines", 0), "count"), 3);
    assert_true(input_bool(input_item(in, "lines", 0), "tip"));
    assert_int_equal(input_int(input_item(in, "lines", 1), "service"), 2);
}

static void the_last_of_a_scalar_wins(void **state)
{
    const struct input *in = from_form(*state, "active=no&active=yes&name=a&name=b");
    assert_true(input_bool(in, "active"));
    assert_text(input_text(in, "name"), "b");
    assert_text(input_raw(in, STR("name")), "b");
}

static void an_unchecked_box_means_no_where_declared(void **state)
{
    const struct input *in = from_form(*state, "lines.0.service=" ID_A);
    assert_true(input_given(input_item(in, "lines", 0), "tip"));
    assert_false(input_bool(input_item(in, "lines", 0), "tip"));
    assert_false(input_given(in, "active"));
    in = from_json(*state, "{\"lines\":[{\"service\":\"" ID_A "\"}]}");
    assert_false(input_given(input_item(in, "lines", 0), "tip"));
}

static void an_empty_text_in_a_form_is_none_or_left_out(void **state)
{
    const struct input *in = from_form(*state, "day=&note=&seats=&name=&cures=&status=");
    assert_true(input_is_null(in, "day"));
    assert_true(input_is_null(in, "note"));
    assert_true(input_is_null(in, "cures"));
    assert_false(input_given(in, "seats"));
    assert_false(input_given(in, "status"));
    assert_true(input_given(in, "name") && !input_is_null(in, "name"));
}

static void an_empty_list_can_be_sent_by_a_form(void **state)
{
    const struct input *in = from_form(*state, "staff=&lines=");
    assert_true(input_given(in, "staff"));
    assert_true(input_given(in, "lines"));
    assert_int_equal(input_count(in, "lines"), 0);
    in = from_form(*state, "staff=&staff=" ID_A);
    const int64_t *ids;
    int count;
    input_ids(in, "staff", &ids, &count);
    assert_int_equal(count, 1);
}

static void bytes_that_are_no_text_are_refused_by_name(void **state)
{
    assert_text(form_faults(*state, "name=%ff&note=%00&email=%4&cures.events." ID_A "=%ff&cures.reason=r&staff=%ff"),
                "name field-type, note field-type, email field-type, staff field-type, cures.events." ID_A
                " field-type");
}

static void unknown_names_of_forms_are_faults_unless_ignored(void **state)
{
    struct input *in = NULL;
    assert_text(
        form_faults(*state,
                    "nme=1&cures.x=1&cures.reason=r&lines.x.service=1&lines.0=1&name.x=1&%ff=1&lines.0.service=" ID_A),
        "nme field-unknown, cures.x field-unknown, lines.x.service field-unknown, lines.0 field-unknown, "
        "name.x field-unknown, %ff field-unknown");
    assert_int_equal(input_from_form(*state, fields, STR("nme=1&name=n&%zz=2"), true, zone_utc, &in), OK);
    assert_text(input_text(in, "name"), "n");
}

static void method_token_and_return_are_always_let_through(void **state)
{
    assert_text(input_text(from_form(*state, "_method=PUT&_token=x&_return=%2Fclients&name=n"), "name"), "n");
}

static void a_form_has_bounds(void **state)
{
    struct arena *arena = *state;
    struct input *in = NULL;
    struct buf many;
    buf_init(&many, arena, 2 << 20);
    for (int i = 0; i < 4097; i++)
        buf_add(&many, STR("name=a&"));
    assert_int_equal(input_from_form(arena, fields, buf_str(&many), false, NULL, &in), ERR_TOO_LARGE);
    assert_int_equal(input_from_form(arena, fields, str_slice(buf_str(&many), 0, 4096 * 7), false, NULL, &in), OK);
    while (many.n <= 1 << 20)
        buf_add(&many, STR("aaaaaaaaaaaaaaaa"));
    assert_int_equal(input_from_form(arena, fields, buf_str(&many), false, NULL, &in), ERR_TOO_LARGE);
}

static void empty_pairs_mean_nothing(void **state)
{
    const struct input *in = from_form(*state, "&&name=n&");
    assert_text(input_text(in, "name"), "n");
    assert_false(input_given(from_form(*state, ""), "name"));
    assert_true(input_given(from_form(*state, "name"), "name"));
}

/* ------------------------------------------------------------------ required, raw, references */

static const struct input_field strict_fields[] = {
    {.name = "name", .kind = INPUT_TEXT, .required = true},
    {.name = "seats", .kind = INPUT_INT, .required = true},
    {.name = "owner", .kind = INPUT_ID, .required = true, .nullable = true},
    {.name = "staff", .kind = INPUT_IDS, .min = 1},
    {.name = "cures", .kind = INPUT_OBJECT, .required = true, .of = cure_fields},
    {0},
};

static void what_is_required_must_come(void **state)
{
    struct arena *arena = *state;
    struct input *in = NULL;
    assert_int_equal(input_from_json(arena, strict_fields, STR("{}"), false, NULL, &in), ERR_INVALID);
    assert_text(faults(arena), "name field-required, seats field-required, owner field-required, cures field-required");
    assert_int_equal(input_from_json(arena, strict_fields,
                                     STR("{\"name\":\" \",\"seats\":null,\"owner\":null,\"staff\":[]}"), false, NULL,
                                     &in),
                     ERR_INVALID);
    assert_text(faults(arena), "name field-required, seats field-required, staff field-required, cures field-required");
    assert_int_equal(input_from_form(arena, strict_fields, STR("name=+&seats=&owner=&staff="), false, NULL, &in),
                     ERR_INVALID);
    assert_text(faults(arena),
                "name field-required, seats field-required, staff field-required, cures.reason field-required");
}

static void what_was_typed_is_given_back_except_secrets(void **state)
{
    struct arena *arena = *state;
    struct input *in = NULL;
    assert_int_equal(
        input_from_form(arena, fields,
                        STR("name=+too+long+a+name+&password=pw&seats=lots&cures.reason=&cures.events." ID_A
                            "=zz&lines.4.count=x&staff=a&staff=b&day=someday"),
                        false, NULL, &in),
        ERR_INVALID);
    assert_text(input_raw(in, STR("name")), " too long a name ");
    assert_text(input_raw(in, STR("password")), "");
    assert_text(input_raw(in, STR("seats")), "lots");
    assert_text(input_raw(in, STR("day")), "someday");
    assert_text(input_raw(in, STR("cures.events." ID_A)), "zz");
    assert_text(input_raw(in, STR("lines.4.count")), "x");
    assert_text(input_raw(in, STR("staff")), "a,b");
    assert_text(input_raw(in, STR("nothing")), "");
    assert_text(input_raw(in, STR("lines.9.count")), "");
    assert_text(input_raw(in, STR("lines")), "");
    assert_text(input_raw(in, STR("name.x")), "");
    fail_clear(arena);
    in = from_json(arena,
                   "{\"seats\":3,\"active\":false,\"staff\":[\"" ID_A "\"],\"lines\":[{\"service\":\"" ID_B "\"}]}");
    assert_text(input_raw(in, STR("seats")), "3");
    assert_text(input_raw(in, STR("active")), "false");
    assert_text(input_raw(in, STR("staff")), ID_A);
    assert_text(input_raw(in, STR("lines.0.service")), ID_B);
}

static void every_reference_is_found_with_its_name(void **state)
{
    const struct input *in = from_form(*state, "client=" ID_A "&staff=" ID_B "&staff=" ID_C "&lines.5.service=" ID_D
                                               "&cures.reason=r&cures.events." ID_A "=" ID_B "&cures.events.*=");
    static const struct {
        const char *field;
        enum target_kind target;
        int64_t id;
    } wanted[] = {
        {"client", TARGET_CLIENT, 1},
        {"staff", TARGET_STAFF, 2},
        {"staff", TARGET_STAFF, 3},
        {"cures.events." ID_A, TARGET_STAFF, 2},
        {"lines.5.service", TARGET_SERVICE, 4},
    };
    const struct input_reference *found;
    assert_int_equal(input_references(in, *state, &found), ARRAY_SIZE(wanted));
    for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
        assert_text(found[i].field, wanted[i].field);
        assert_int_equal(found[i].target, wanted[i].target);
        assert_int_equal(found[i].id, wanted[i].id);
    }
}

static void keys_of_a_map_have_one_spelling(void **state)
{
    /* Crockford's look-alikes: l and i are 1, capitals are small. */
    const struct input *cures = input_object(
        from_json(*state, "{\"cures\":{\"reason\":\"r\",\"events\":{\"000000000000l\":\"00000000000AB\"}}}"), "cures");
    assert_text(input_entry(cures, "events", 0).key, ID_A);
    assert_int_equal(input_entry(cures, "events", 0).id, 10 * 32 + 11);
    cures = input_object(
        from_form(*state, "cures.reason=r&cures.events.000000000000I=" ID_B "&cures.events." ID_A "=" ID_C), "cures");
    assert_int_equal(input_count(cures, "events"), 1);
    assert_int_equal(input_entry(cures, "events", 0).id, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(json_gives_every_kind),
        TEST(what_is_absent_gives_nothing),
        TEST(an_empty_body_is_an_empty_object),
        TEST(null_means_none_where_it_may),
        TEST(json_nests),
        TEST(every_fault_is_collected),
        TEST(faults_within_are_named_by_their_path),
        TEST(a_name_that_is_not_declared_is_a_fault_unless_ignored),
        TEST(a_real_number_is_refused),
        TEST(json_that_is_none_is_a_bad_request),
        TEST(json_has_a_greatest_depth_and_size),
        TEST(entries_are_bounded),
        TEST(control_characters_are_no_text),
        TEST(length_counts_characters_not_bytes),
        TEST(a_form_gives_every_kind),
        TEST(a_local_time_is_taken_in_the_companys_zone),
        TEST(amounts_in_forms_are_what_people_type),
        TEST(amounts_have_the_decimals_of_their_currency),
        TEST(dotted_names_nest),
        TEST(the_last_of_a_scalar_wins),
        TEST(an_unchecked_box_means_no_where_declared),
        TEST(an_empty_text_in_a_form_is_none_or_left_out),
        TEST(an_empty_list_can_be_sent_by_a_form),
        TEST(bytes_that_are_no_text_are_refused_by_name),
        TEST(unknown_names_of_forms_are_faults_unless_ignored),
        TEST(method_token_and_return_are_always_let_through),
        TEST(a_form_has_bounds),
        TEST(empty_pairs_mean_nothing),
        TEST(what_is_required_must_come),
        TEST(what_was_typed_is_given_back_except_secrets),
        TEST(every_reference_is_found_with_its_name),
        TEST(keys_of_a_map_have_one_spelling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
