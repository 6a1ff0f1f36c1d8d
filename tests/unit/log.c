#include "base/log.h"

#include "support/test.h"

#include <jansson.h>
#include <pthread.h>
#include <unistd.h>

enum { READ_MAX = 60000 };

/* A log into a pipe; what it wrote is read after `close_log`. */
struct captured {
    struct log log;
    int read_fd;
    char text[READ_MAX];
};

static struct captured *given_log(bool json, enum log_level least)
{
    static struct captured captured;
    int fds[2];

    assert_int_equal(pipe(fds), 0);
    captured.log = (struct log){.fd = fds[1], .json = json, .least = least};
    captured.read_fd = fds[0];
    return &captured;
}

static struct str written(struct captured *captured)
{
    size_t n = 0;
    ssize_t got;

    close(captured->log.fd);
    while ((got = read(captured->read_fd, captured->text + n, READ_MAX - n)) > 0)
        n += (size_t)got;
    close(captured->read_fd);
    return (struct str){captured->text, n};
}

static void a_json_line_has_time_level_event_and_fields(void **state)
{
    struct captured *captured = given_log(true, LOG_INFO);
    struct str line;
    json_t *json;

    (void)state;
    LOG(&captured->log, LOG_WARNING, "request.refused", L_STR("path", STR("/clients")), L_INT("status", 403));
    line = written(captured);
    assert_int_equal(str_find(line, '\n', 0), line.n - 1);
    json = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(json, "level")), "warning");
    assert_string_equal(json_string_value(json_object_get(json, "event")), "request.refused");
    assert_string_equal(json_string_value(json_object_get(json, "path")), "/clients");
    assert_int_equal(json_integer_value(json_object_get(json, "status")), 403);
    assert_int_equal(json_string_length(json_object_get(json, "ts")), strlen("2026-05-03T09:00:00.000000Z"));
    json_decref(json);
}

static void every_byte_gives_valid_json_on_one_line(void **state)
{
    struct captured *captured = given_log(true, LOG_INFO);
    char all[256];
    struct str line;
    json_t *json;
    const char *value;

    (void)state;
    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    LOG(&captured->log, LOG_INFO, "bytes", L_STR("all", ((struct str){all, sizeof(all)})));
    line = written(captured);
    assert_int_equal(str_find(line, '\n', 0), line.n - 1);
    for (size_t i = 0; i + 1 < line.n; i++)
        assert_true((unsigned char)line.p[i] >= 0x20 && line.p[i] != 0x7F);
    json = json_loadb(line.p, line.n, JSON_ALLOW_NUL, NULL);
    assert_non_null(json);
    value = json_string_value(json_object_get(json, "all"));
    assert_memory_equal(value, all, 0x80);
    assert_memory_equal(value + 0x80, "\xEF\xBF\xBD", 3);
    json_decref(json);
}

static void a_text_line_quotes_what_could_be_misread(void **state)
{
    struct captured *captured = given_log(false, LOG_INFO);
    struct str line;

    (void)state;
    LOG(&captured->log, LOG_ERROR, "start", L_STR("bare", STR("a/b-c")), L_STR("spaced", STR("x y=\"z\"")),
        L_STR("empty", STR("")), L_STR("forged", STR("a\nb\x1B[2J\xC2\x9B")), L_INT("n", -5));
    line = written(captured);
    assert_true(line.n > 28);
    assert_str(
        str_slice(line, 27, line.n),
        " error   start bare=a/b-c spaced=\"x y=\\\"z\\\"\" empty=\"\" forged=\"a\\nb\\u001b[2J\\u009b\" n=-5\n");
}

static void what_is_below_the_level_is_not_written(void **state)
{
    struct captured *captured = given_log(false, LOG_WARNING);

    (void)state;
    LOG(&captured->log, LOG_DEBUG, "a", L_INT("n", 1));
    LOG(&captured->log, LOG_INFO, "b", L_INT("n", 1));
    log_line(&captured->log, LOG_INFO, "c", NULL, 0);
    assert_int_equal(written(captured).n, 0);
}

static void an_endless_value_is_cut_and_the_line_stays_whole(void **state)
{
    struct captured *captured = given_log(true, LOG_INFO);
    static char endless[100000];
    struct str line;
    json_t *json;

    (void)state;
    memset(endless, '\x01', sizeof(endless));
    LOG(&captured->log, LOG_INFO, "long", L_STR("a", ((struct str){endless, sizeof(endless)})), L_INT("n", 1));
    line = written(captured);
    json = json_loadb(line.p, line.n, 0, NULL);
    assert_non_null(json);
    assert_int_equal(json_integer_value(json_object_get(json, "n")), 1);
    assert_true(line.n < 30000);
    json_decref(json);
}

static void *write_lines(void *data)
{
    for (int i = 0; i < 50; i++)
        LOG(data, LOG_INFO, "thread", L_STR("text", STR("0123456789012345678901234567890123456789")), L_INT("i", i));
    return NULL;
}

static void lines_of_threads_never_mix(void **state)
{
    struct captured *captured = given_log(true, LOG_INFO);
    pthread_t threads[4];
    struct str rest;
    int lines = 0;

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_lines, &captured->log), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    rest = written(captured);
    while (rest.n > 0) {
        struct str line = str_cut(&rest, '\n');
        json_t *json = json_loadb(line.p, line.n, 0, NULL);

        assert_non_null(json);
        json_decref(json);
        lines++;
    }
    assert_int_equal(lines, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_json_line_has_time_level_event_and_fields),
        cmocka_unit_test(every_byte_gives_valid_json_on_one_line),
        cmocka_unit_test(a_text_line_quotes_what_could_be_misread),
        cmocka_unit_test(what_is_below_the_level_is_not_written),
        cmocka_unit_test(an_endless_value_is_cut_and_the_line_stays_whole),
        cmocka_unit_test(lines_of_threads_never_mix),
    };

    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
