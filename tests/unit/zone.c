#include "base/time.h"

#include "base/buf.h"

#include "support/test.h"

#include <inttypes.h>

static struct arena arena;

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct str zone_bytes(const char *name)
{
    return test_file(&arena, arena_format(&arena, "tests/fuzz/corpus/zone/%s", name).p);
}

static const struct zone *given_zone(const char *name)
{
    struct zone *zone = NULL;

    if (zone_parse(&arena, str_from(name), zone_bytes(name), &zone) != OK)
        fail_msg("%s does not parse", name);
    return zone;
}

/* A zone without transitions that follows `rule` alone: one type, "LMT" at offset 0, in both blocks. */
static enum err parse_rule(const char *rule, struct zone **ret)
{
    static const char TYPE[] = "\0\0\0\0\0\0LMT"; /* its last NUL belongs to it */
    unsigned char block[44 + sizeof(TYPE)] = "TZif2";
    struct buf file;

    block[39] = 1; /* types */
    block[43] = 4; /* bytes of abbreviations */
    memcpy(block + 44, TYPE, sizeof(TYPE));
    buf_init(&file, &arena, SIZE_MAX);
    for (int i = 0; i < 2; i++)
        buf_add(&file, (struct str){(const char *)block, sizeof(block)});
    buf_format(&file, "\n%s\n", rule);
    return zone_parse(&arena, STR("Rule"), buf_str(&file), ret);
}

static int64_t at(const char *text)
{
    int64_t instant = 0;

    if (!time_parse(str_from(text), &instant))
        fail_msg("%s is no instant", text);
    return instant;
}

static int32_t day(const char *text)
{
    int32_t number = 0;

    if (!day_parse(str_from(text), &number))
        fail_msg("%s is no day", text);
    return number;
}

static void assert_local(const struct zone *zone, const char *date, int hour, int minute, const char *expected)
{
    int64_t instant = time_from_local(zone, day(date), hour * 60 + minute);

    assert_str(time_text(&arena, zone, instant), expected);
}

static void check_line(const struct zone *zone, const char *line)
{
    int64_t instant, expected;
    int number, minute, offset;

    if (sscanf(line, "U %" SCNd64 " %d", &instant, &offset) == 2) {
        struct local_time local = time_local(zone, instant * SECOND_US + 999999);
        int64_t shown = local.day_number * INT64_C(86400) + local.hour * 3600 + local.minute * 60 + local.second;

        if (local.offset_s != offset || shown != instant + offset || local.micro != 999999)
            fail_msg("%.*s: %s: offset %d", STR_ARG(zone_name(zone)), line, local.offset_s);
    } else if (sscanf(line, "L %d %d %" SCNd64, &number, &minute, &expected) == 3) {
        instant = time_from_local(zone, number, minute) / SECOND_US;
        if (instant != expected)
            fail_msg("%.*s: %s: %" PRId64, STR_ARG(zone_name(zone)), line, instant);
    } else {
        fail_msg("golden line not understood: %s", line);
    }
}

static void zones_agree_with_an_independent_reader_from_1900_to_2200(void **state)
{
    struct str rest = test_file(&arena, "tests/unit/golden/zones.txt");
    const struct zone *zone = NULL;
    int lines = 0;

    (void)state;
    while (rest.n > 0) {
        const char *line = arena_cstr(&arena, str_cut(&rest, '\n'));

        if (line[0] == 'Z')
            zone = given_zone(line + 2);
        else
            check_line(zone, line);
        lines++;
    }
    assert_true(lines > 1500);
}

static void a_skipped_time_moves_forward_by_the_gap(void **state)
{
    const struct zone *zone = given_zone("New_York");

    (void)state;
    assert_local(zone, "2026-03-08", 1, 59, "2026-03-08T01:59:00-05:00");
    assert_local(zone, "2026-03-08", 2, 0, "2026-03-08T03:00:00-04:00");
    assert_local(zone, "2026-03-08", 2, 30, "2026-03-08T03:30:00-04:00");
    assert_local(zone, "2026-03-08", 3, 0, "2026-03-08T03:00:00-04:00");
    /* half an hour only */
    assert_local(given_zone("Lord_Howe"), "2026-10-04", 2, 15, "2026-10-04T02:45:00+11:00");
}

static void a_doubled_time_is_the_first(void **state)
{
    const struct zone *zone = given_zone("New_York");

    (void)state;
    assert_local(zone, "2026-11-01", 0, 59, "2026-11-01T00:59:00-04:00");
    assert_local(zone, "2026-11-01", 1, 0, "2026-11-01T01:00:00-04:00");
    assert_local(zone, "2026-11-01", 1, 59, "2026-11-01T01:59:00-04:00");
    assert_local(zone, "2026-11-01", 2, 0, "2026-11-01T02:00:00-05:00");
    /* midnight itself */
    assert_str(time_text(&arena, given_zone("Havana"), time_day_start(given_zone("Havana"), day("2026-11-01"))),
               "2026-11-01T00:00:00-04:00");
}

static void the_rule_at_the_end_holds_until_2200(void **state)
{
    (void)state;
    assert_local(given_zone("New_York"), "2199-07-01", 9, 0, "2199-07-01T09:00:00-04:00");
    assert_local(given_zone("New_York"), "2199-12-01", 9, 0, "2199-12-01T09:00:00-05:00");
    assert_local(given_zone("Berlin"), "2199-07-01", 9, 0, "2199-07-01T09:00:00+02:00");
    /* south */
    assert_local(given_zone("Auckland"), "2199-07-01", 9, 0, "2199-07-01T09:00:00+12:00");
    assert_local(given_zone("Auckland"), "2199-01-01", 9, 0, "2199-01-01T09:00:00+13:00");
    assert_local(given_zone("Auckland"), "2200-12-31", 23, 59, "2200-12-31T23:59:00+13:00");
    /* winter as the exception */
    assert_local(given_zone("Dublin"), "2199-07-01", 9, 0, "2199-07-01T09:00:00+01:00");
    assert_local(given_zone("Dublin"), "2199-12-01", 9, 0, "2199-12-01T09:00:00+00:00");
    /* change on the evening before */
    assert_local(given_zone("Nuuk"), "2199-07-01", 9, 0, "2199-07-01T09:00:00-01:00");
}

static void files_with_and_without_the_written_out_table_agree(void **state)
{
    static const char *const PAIRS[][2] = {
        {"New_York", "New_York-slim"}, {"Lord_Howe", "Lord_Howe-slim"}, {"Dublin", "Dublin-slim"}};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(PAIRS); i++) {
        const struct zone *fat = given_zone(PAIRS[i][0]);
        const struct zone *slim = given_zone(PAIRS[i][1]);

        for (int64_t t = INSTANT_MIN; t < INSTANT_MAX; t += 5 * HOUR_US + MINUTE_US) {
            if (time_local(fat, t).offset_s != time_local(slim, t).offset_s)
                fail_msg("%s at %" PRId64, PAIRS[i][0], t);
        }
    }
}

static void a_day_starts_at_its_first_existing_time(void **state)
{
    const struct zone *beirut = given_zone("Beirut");
    const struct zone *apia = given_zone("Apia");
    const struct zone *paulo = given_zone("Sao_Paulo");

    (void)state;
    assert_true(time_day_start(given_zone("New_York"), day("2026-03-08")) == at("2026-03-08T00:00:00-05:00"));
    assert_true(time_day_start(beirut, day("2026-03-29")) == at("2026-03-29T01:00:00+03:00"));
    assert_true(time_day_start(paulo, day("2018-11-04")) == at("2018-11-04T01:00:00-02:00"));
    /* Samoa had no 30 December 2011. */
    assert_true(time_day_start(apia, day("2011-12-29")) == at("2011-12-29T00:00:00-10:00"));
    assert_true(time_day_start(apia, day("2011-12-30")) == at("2011-12-31T00:00:00+14:00"));
    assert_true(time_day_start(apia, day("2011-12-31")) == at("2011-12-31T00:00:00+14:00"));
    assert_local(apia, "2011-12-30", 9, 0, "2011-12-31T09:00:00+14:00");
}

static void a_gap_over_midnight_leaves_the_day_what_remains_of_it(void **state)
{
    struct zone *zone = NULL;

    (void)state;
    /* Toronto in 1919: from 23:30 to 00:30. */
    assert_int_equal(parse_rule("AAA3BBB,M3.5.0/23:30,M10.5.0", &zone), OK);
    assert_true(time_day_start(zone, day("2026-03-30")) == at("2026-03-30T00:30:00-02:00"));
    assert_local(zone, "2026-03-30", 0, 0, "2026-03-30T01:00:00-02:00");
    assert_local(zone, "2026-03-29", 23, 29, "2026-03-29T23:29:00-03:00");
}

static void days_begin_in_order_and_cover_all_time(void **state)
{
    static const char *const NAMES[] = {"New_York",  "Beirut",     "Havana", "Sao_Paulo",
                                        "Lord_Howe", "Casablanca", "Tokyo"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(NAMES); i++) {
        const struct zone *zone = given_zone(NAMES[i]);

        for (int32_t n = day("1950-01-01"); n < day("2060-01-01"); n++) {
            int64_t start = time_day_start(zone, n);

            if (time_local(zone, start).day_number != n || time_local(zone, start - 1).day_number != n - 1)
                fail_msg("%s: day %d", NAMES[i], n);
        }
    }
}

static void local_time_knows_its_weekday_and_parts(void **state)
{
    struct local_time local = time_local(given_zone("Kathmandu"), at("2026-05-03T18:20:30.5Z"));

    (void)state;
    assert_true(local.year == 2026 && local.month == 5 && local.day == 4);
    assert_true(local.hour == 0 && local.minute == 5 && local.second == 30 && local.micro == 500000);
    assert_int_equal(local.weekday, 1);
    assert_int_equal(local.offset_s, 20700);
    assert_int_equal(local.day_number, day("2026-05-04"));
}

static void old_offsets_with_seconds_are_written_to_the_instant(void **state)
{
    const struct zone *zone = given_zone("Casablanca"); /* -0:30:20 until 1913 */
    int64_t instant = at("1905-06-01T12:00:00Z");
    int64_t again = 0;
    struct str text = time_text(&arena, zone, instant);

    (void)state;
    assert_int_equal(time_local(zone, instant).offset_s, -1820);
    assert_str(text, "1905-06-01T11:30:00-00:30");
    assert_true(time_parse(text, &again) && again == instant);
}

static void a_form_field_is_read_in_the_zone(void **state)
{
    const struct zone *zone = given_zone("New_York");
    int64_t instant = 0;

    (void)state;
    assert_true(time_parse_local(zone, STR("2026-05-03T09:00"), &instant));
    assert_true(instant == at("2026-05-03T09:00:00-04:00"));
    assert_true(time_parse_local(zone, STR("2026-03-08T02:30:15"), &instant));
    assert_true(instant == at("2026-03-08T03:30:15-04:00"));
}

static void every_form_of_rule_is_understood(void **state)
{
    static const struct {
        const char *rule, *date, *expected; /* at noon */
    } CASES[] = {
        {"EST5", "2026-07-01", "2026-07-01T12:00:00-05:00"},
        {"<+0545>-5:45", "2026-07-01", "2026-07-01T12:00:00+05:45"},
        {"EST5EDT,M3.2.0,M11.1.0", "2026-03-07", "2026-03-07T12:00:00-05:00"},
        {"EST5EDT,M3.2.0,M11.1.0", "2026-03-08", "2026-03-08T12:00:00-04:00"},
        {"EST5EDT,M3.2.0,M11.1.0", "2026-11-01", "2026-11-01T12:00:00-05:00"},
        {"EST5EDT,M3.2.0,M11.1.0", "1950-07-01", "1950-07-01T12:00:00-04:00"},
        {"NZST-12NZDT,M9.5.0,M4.1.0/3", "2026-01-01", "2026-01-01T12:00:00+13:00"},
        {"NZST-12NZDT,M9.5.0,M4.1.0/3", "2026-07-01", "2026-07-01T12:00:00+12:00"},
        {"AAA3BBB,J60,J300", "2026-02-28", "2026-02-28T12:00:00-03:00"},
        {"AAA3BBB,J60,J300", "2026-03-01", "2026-03-01T12:00:00-02:00"},
        {"AAA3BBB,J60,J300", "2028-02-29", "2028-02-29T12:00:00-03:00"},
        {"AAA3BBB,J60,J300", "2028-03-01", "2028-03-01T12:00:00-02:00"},
        {"AAA3BBB,59,299", "2028-02-29", "2028-02-29T12:00:00-02:00"},
        {"AAA3BBB,59,299", "2026-03-01", "2026-03-01T12:00:00-02:00"},
        {"AAA3BBB1:30,59,299", "2026-07-01", "2026-07-01T12:00:00-01:30"},
        /* always daylight saving, RFC 8536 3.3.1 */
        {"XXX3EDT4,0/0,J365/23", "2026-01-01", "2026-01-01T12:00:00-04:00"},
        {"XXX3EDT4,0/0,J365/23", "2026-12-31", "2026-12-31T12:00:00-04:00"},
        /* hours beyond the day, as for Godthab and Gaza */
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-07-01", "2026-07-01T12:00:00-01:00"},
        {"EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28", "2026-03-28T12:00:00+03:00"},
        {"EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-27", "2026-03-27T12:00:00+02:00"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(CASES); i++) {
        struct zone *zone = NULL;

        if (parse_rule(CASES[i].rule, &zone) != OK)
            fail_msg("%s was refused", CASES[i].rule);
        assert_local(zone, CASES[i].date, 12, 0, CASES[i].expected);
    }
}

static void other_rules_are_refused(void **state)
{
    static const char *const BAD[] = {
        "E5",
        "EST",
        "EST25",
        "EST5:60",
        "EST5EDT",
        "EST5EDT,M3.2.0",
        "EST5EDT,M13.2.0,M11.1.0",
        "EST5EDT,M3.6.0,M11.1.0",
        "EST5EDT,M3.0.0,M11.1.0",
        "EST5EDT,M3.2.7,M11.1.0",
        "EST5EDT,M3.2.0,M11.1.0,",
        "EST5EDT,M3.2.0/168,M11.1.0",
        "EST5EDT,J0,J366",
        "EST5EDT,366,1",
        "<EST5",
        "<E>5",
        "EST5EDT,M3.2.0,M11.1.0 ",
        "EST00000005",
        "EST--5",
        "EST5\nEDT",
    };
    struct zone *zone = NULL;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(BAD); i++) {
        if (parse_rule(BAD[i], &zone) == OK)
            fail_msg("%s was read", BAD[i]);
    }
    assert_int_equal(arena.failure.text.id, MSG_ZONE_UNKNOWN);
    assert_int_equal(parse_rule("", &zone), OK);
}

static void a_file_cut_anywhere_is_refused(void **state)
{
    struct str bytes = zone_bytes("Kathmandu");
    struct zone *zone = NULL;

    (void)state;
    for (size_t n = 0; n < bytes.n; n++) {
        if (zone_parse(&arena, STR("x"), str_slice(bytes, 0, n), &zone) != ERR_INVALID)
            fail_msg("%zu of %zu bytes were enough", n, bytes.n);
    }
    assert_int_equal(zone_parse(&arena, STR("x"), bytes, &zone), OK);
    assert_int_equal(zone_parse(&arena, STR("x"), arena_format(&arena, "%s", "TZif"), &zone), ERR_INVALID);
}

static void damage_is_refused_or_harmless(void **state)
{
    struct str good = zone_bytes("New_York-slim");
    int refused = 0;

    (void)state;
    for (size_t i = 0; i < good.n; i++) {
        static const unsigned char DAMAGE[] = {0x01, 0x80, 0xFF};

        for (size_t j = 0; j < ARRAY_SIZE(DAMAGE); j++) {
            struct arena own = ARENA_INIT;
            char *bytes = arena_alloc(&own, good.n);
            struct zone *zone = NULL;

            memcpy(bytes, good.p, good.n);
            bytes[i] = (char)(bytes[i] ^ DAMAGE[j]);
            if (zone_parse(&own, STR("x"), (struct str){bytes, good.n}, &zone) == OK)
                assert_in_range(time_local(zone, 0).month, 1, 12);
            else
                refused++;
            arena_free(&own);
        }
    }
    assert_true(refused > 200);
}

static void names_that_lead_elsewhere_are_refused(void **state)
{
    static const char *const BAD[] = {
        "",
        "/etc/passwd",
        "../../../etc/passwd",
        "America/../UTC",
        "America/./New_York",
        "America//New_York",
        "America",
        "America/",
        "posix/UTC",
        "right/UTC",
        "zone.tab",
        "localtime",
        "Etc/UTC\n",
        "Etc/UTC ",
        "Amerika/New_York",
        "Éire",
        "tzdata.zi",
        "US/%s",
        "europe/berlin",
    };
    struct zone *zone = NULL;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(BAD); i++) {
        if (zone_load(&arena, str_from(BAD[i]), &zone) != ERR_INVALID)
            fail_msg("%s was loaded", BAD[i]);
        assert_int_equal(arena.failure.text.id, MSG_ZONE_UNKNOWN);
    }
    assert_int_equal(zone_load(&arena, STR("Etc/UTC\0x"), &zone), ERR_INVALID);
    assert_int_equal(zone_load(&arena, arena_format(&arena, "A%0100d", 0), &zone), ERR_INVALID);
    assert_int_equal(arena.failure.log.n, 0); /* no file was looked for */
}

static void utc_needs_no_file(void **state)
{
    struct zone *zone = NULL;

    (void)state;
    assert_str(zone_name(zone_utc), "UTC");
    assert_int_equal(zone_load(&arena, STR("UTC"), &zone), OK);
    assert_str(time_text(&arena, zone, 0), "1970-01-01T00:00:00Z");
}

static void every_zone_of_the_machine_loads(void **state)
{
    struct str *names;
    int count;
    bool berlin = false;
    bool utc = false;

    (void)state;
    zone_names(&arena, &names, &count);
    assert_true(count > 300);
    for (int i = 0; i < count; i++) {
        struct zone *zone = NULL;

        if (zone_load(&arena, names[i], &zone) != OK)
            fail_msg("%.*s does not load", STR_ARG(names[i]));
        assert_true(str_equal(zone_name(zone), names[i]));
        berlin = berlin || str_is(names[i], "Europe/Berlin");
        utc = utc || str_is(names[i], "UTC");
        if (i > 0)
            assert_true(strcmp(arena_cstr(&arena, names[i - 1]), arena_cstr(&arena, names[i])) < 0);
    }
    assert_true(berlin && utc);
}

static void a_zone_is_read_once_for_all_who_share_it(void **state)
{
    struct zones *zones = zones_new();
    struct arena other = ARENA_INIT;
    const struct zone *york = NULL, *berlin = NULL, *again = NULL;
    struct zone *alone = NULL;

    (void)state;
    assert_int_equal(zones_get(zones, STR("America/New_York"), &other, &york), OK);
    assert_int_equal(zones_get(zones, STR("Europe/Berlin"), &other, &berlin), OK);
    arena_free(&other); /* they do not live there */
    assert_int_equal(zones_get(zones, STR("America/New_York"), &other, &again), OK);
    assert_ptr_equal(york, again);
    assert_str(zone_name(berlin), "Europe/Berlin");
    assert_int_equal(zone_load(&arena, STR("America/New_York"), &alone), OK);
    for (int64_t at = -4000000000; at < 7000000000; at += 86400 * 13)
        assert_int_equal(time_local(york, at * SECOND_US).offset_s, time_local(alone, at * SECOND_US).offset_s);
    assert_int_equal(zones_get(zones, STR("UTC"), &other, &again), OK);
    assert_str(time_text(&arena, again, 0), "1970-01-01T00:00:00Z");
    assert_int_equal(zones_get(zones, STR("Europe/Atlantis"), &other, &again), ERR_INVALID);
    assert_int_equal(other.failure.text.id, MSG_ZONE_UNKNOWN);
    assert_int_equal(zones_get(zones, STR("Europe/Berlin"), &other, &again), OK);
    assert_ptr_equal(berlin, again);
    arena_free(&other);
    zones_free(zones);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(zones_agree_with_an_independent_reader_from_1900_to_2200, teardown),
        cmocka_unit_test_teardown(a_skipped_time_moves_forward_by_the_gap, teardown),
        cmocka_unit_test_teardown(a_doubled_time_is_the_first, teardown),
        cmocka_unit_test_teardown(the_rule_at_the_end_holds_until_2200, teardown),
        cmocka_unit_test_teardown(files_with_and_without_the_written_out_table_agree, teardown),
        cmocka_unit_test_teardown(a_day_starts_at_its_first_existing_time, teardown),
        cmocka_unit_test_teardown(a_gap_over_midnight_leaves_the_day_what_remains_of_it, teardown),
        cmocka_unit_test_teardown(days_begin_in_order_and_cover_all_time, teardown),
        cmocka_unit_test_teardown(local_time_knows_its_weekday_and_parts, teardown),
        cmocka_unit_test_teardown(old_offsets_with_seconds_are_written_to_the_instant, teardown),
        cmocka_unit_test_teardown(a_form_field_is_read_in_the_zone, teardown),
        cmocka_unit_test_teardown(every_form_of_rule_is_understood, teardown),
        cmocka_unit_test_teardown(other_rules_are_refused, teardown),
        cmocka_unit_test_teardown(a_file_cut_anywhere_is_refused, teardown),
        cmocka_unit_test_teardown(damage_is_refused_or_harmless, teardown),
        cmocka_unit_test_teardown(names_that_lead_elsewhere_are_refused, teardown),
        cmocka_unit_test_teardown(utc_needs_no_file, teardown),
        cmocka_unit_test_teardown(every_zone_of_the_machine_loads, teardown),
        cmocka_unit_test_teardown(a_zone_is_read_once_for_all_who_share_it, teardown),
    };

    return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}
