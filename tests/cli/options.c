#include "cli/options.h"
#include "cli/verbs.h"

#include "support/test.h"

#include <unistd.h>

static const struct cli_option options[] = {
    CLI_DATA_OPTIONS,
    {.name = "company", .value = "SLUG", .required = true, .help = "the company"},
    {.name = "quiet", .help = "print nothing"},
    {.name = "count", .value = "N", .fallback = "3", .help = "how many"},
    {.name = NULL},
};
static const struct verb verb = {.name = "thing do", .summary = "Do a thing", .options = options, .words = "[WORD]…"};
static const struct verb wordless = {.name = "thing", .summary = "Do a thing", .options = options};

struct given {
    struct arena arena;
    struct cli cli;
    char *said;
    size_t said_n;
    char path[64];
};

static int setup(void **state)
{
    static struct given given;

    given = (struct given){.arena = ARENA_INIT};
    given.cli = (struct cli){.verb = &verb, .arena = &given.arena, .out = stdout};
    given.cli.err = open_memstream(&given.said, &given.said_n);
    *state = &given;
    return given.cli.err != NULL ? 0 : -1;
}

static int teardown(void **state)
{
    static const char *const names[] = {"DATA", "DATABASE", "DATABASE_FILE", "COMPANY", "QUIET", "COUNT", "CONFIG"};
    struct given *given = *state;

    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        unsetenv(arena_format(&given->arena, "PETGATE_%s", names[i]).p);
    if (given->path[0] != 0)
        unlink(given->path);
    fclose(given->cli.err);
    free(given->said);
    arena_free(&given->arena);
    return 0;
}

/* The words behind "petgate thing do". */
static int read_words(struct given *given, const char *const *words)
{
    char *argv[16] = {(char *)(uintptr_t) "do"};
    bool help = false;
    int argc = 1, code;

    for (; *words != NULL; words++)
        argv[argc++] = (char *)(uintptr_t)*words;
    code = options_read(&given->cli, argc, argv, &help);
    if (code == CLI_OK)
        code = options_check(&given->cli);
    fflush(given->cli.err);
    return code;
}
#define READ(given, ...) read_words((given), (const char *const[]){__VA_ARGS__, NULL})

static const char *file_with(struct given *given, const char *text)
{
    int fd;

    snprintf(given->path, sizeof(given->path), "/tmp/petgate-options-XXXXXX");
    fd = mkstemp(given->path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    return given->path;
}

static void options_come_from_the_command_line(void **state)
{
    struct given *given = *state;

    assert_int_equal(READ(given, "--company", "happy-tails", "--quiet", "--json", "--count=7", "one", "two"), CLI_OK);
    assert_str(cli_text(&given->cli, "company"), "happy-tails");
    assert_true(cli_switch(&given->cli, "quiet"));
    assert_true(given->cli.json);
    assert_str(cli_text(&given->cli, "count"), "7");
    assert_str(cli_text(&given->cli, "data"), "data");
    assert_int_equal(given->cli.word_count, 2);
    assert_str(given->cli.words[1], "two");
}

static void PRD_06_the_line_goes_before_the_environment_and_that_before_the_file(void **state)
{
    struct given *given = *state;
    const char *config =
        file_with(given, "# ours\n\ncompany = from-file\n data =  /from/file \ncount=1\nquiet = yes\n");

    setenv("PETGATE_CONFIG", config, 1);
    setenv("PETGATE_COMPANY", "from-environment", 1);
    setenv("PETGATE_COUNT", "2", 1);
    assert_int_equal(READ(given, "--count", "3"), CLI_OK);
    assert_str(cli_text(&given->cli, "count"), "3");
    assert_str(cli_text(&given->cli, "company"), "from-environment");
    assert_str(cli_text(&given->cli, "data"), "/from/file");
    assert_true(cli_switch(&given->cli, "quiet"));
}

static void PRD_06_secrets_come_from_files(void **state)
{
    struct given *given = *state;
    const char *secret = file_with(given, "postgresql://u:p@h/d\n");

    assert_int_equal(READ(given, "--company", "c", "--database-file", secret), CLI_OK);
    assert_str(cli_text(&given->cli, "database"), "postgresql://u:p@h/d");
    given->cli.values[1] = (struct str){NULL, 0};
    setenv("PETGATE_DATABASE_FILE", secret, 1);
    assert_int_equal(READ(given, "--company", "c"), CLI_OK);
    assert_str(cli_text(&given->cli, "database"), "postgresql://u:p@h/d");
}

static void a_wrong_command_line_is_named_and_ends_with_2(void **state)
{
    static const struct {
        const char *words[4], *said;
    } rows[] = {
        {{"--nope", NULL}, "there is no option --nope"},
        {{"--company", NULL}, "--company needs a value"},
        {{"--quiet", NULL}, "--company is needed"},
        {{"--config", "/no/such/file", NULL}, "/no/such/file cannot be read: No such file or directory"},
        {{"--database-file", "/no/such/file", NULL}, "/no/such/file cannot be read: No such file or directory"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct given *given;

        teardown(state);
        setup(state);
        given = *state;
        assert_int_equal(read_words(given, rows[i].words), CLI_USAGE);
        if (strstr(given->said, rows[i].said) == NULL)
            fail_msg("expected %s, got %s", rows[i].said, given->said);
    }
}

static void a_faulty_file_is_named_with_its_line(void **state)
{
    struct given *given = *state;

    assert_int_equal(READ(given, "--config", file_with(given, "listen = :80\n\nnonsense = 1\n")), CLI_USAGE);
    assert_non_null(strstr(given->said, "line 3: there is no such option: nonsense"));
}

static void what_another_verb_knows_may_stand_in_the_file(void **state)
{
    struct given *given = *state;

    assert_int_equal(READ(given, "--company", "c", "--config", file_with(given, "listen = :80\nlog-level = debug\n")),
                     CLI_OK);
}

static void words_too_many_are_refused(void **state)
{
    struct given *given = *state;

    given->cli.verb = &wordless;
    assert_int_equal(READ(given, "--company", "c", "more"), CLI_USAGE);
    assert_non_null(strstr(given->said, "\"more\" is one word too many"));
}

static void numbers_are_checked(void **state)
{
    struct given *given = *state;
    int64_t n;

    assert_int_equal(READ(given, "--company", "c", "--count", "12x"), CLI_OK);
    assert_false(cli_number(&given->cli, "count", 1, 9, &n));
    given->cli.values[4] = STR("9");
    assert_true(cli_number(&given->cli, "count", 1, 9, &n));
    assert_int_equal(n, 9);
    assert_false(cli_number(&given->cli, "count", 1, 8, &n));
}

static void failures_are_json_when_asked_for(void **state)
{
    struct given *given = *state;

    given->cli.json = true;
    assert_int_equal(cli_say(&given->cli, CLI_NOT_FOUND, "no \"%s\"", "such"), CLI_NOT_FOUND);
    fflush(given->cli.err);
    assert_string_equal(given->said, "{\"error\":\"not_found\",\"detail\":\"no \\\"such\\\"\"}\n");
}

static void exit_codes_mean_something(void **state)
{
    (void)state;
    assert_int_equal(cli_exit_of(OK), 0);
    assert_int_equal(cli_exit_of(ERR_CONFLICT), 1);
    assert_int_equal(cli_exit_of(ERR_BAD_REQUEST), 2);
    assert_int_equal(cli_exit_of(ERR_ABSENT), 3);
    assert_int_equal(cli_exit_of(ERR_UNAVAILABLE), 4);
}

static void the_longest_verb_is_meant(void **state)
{
    char *words[] = {(char *)(uintptr_t) "version", (char *)(uintptr_t) "more"};
    char *nothing[] = {(char *)(uintptr_t) "nothing"};
    int used;

    (void)state;
    assert_ptr_equal(verb_find(words, 2, &used), &verb_version);
    assert_int_equal(used, 1);
    assert_null(verb_find(nothing, 1, &used));
}

static void every_verb_is_whole_and_told_by_help(void **state)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);

    (void)state;
    verb_help_all(out);
    fflush(out);
    for (int i = 0; i < verb_count; i++) {
        assert_non_null(verbs[i]->run);
        assert_non_null(verbs[i]->summary);
        assert_non_null(strstr(text, verbs[i]->name));
        for (const struct cli_option *option = verbs[i]->options; option != NULL && option->name != NULL; option++)
            assert_non_null(option->help);
    }
    fclose(out);
    free(text);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(options_come_from_the_command_line),
        T(PRD_06_the_line_goes_before_the_environment_and_that_before_the_file),
        T(PRD_06_secrets_come_from_files),
        T(a_wrong_command_line_is_named_and_ends_with_2),
        T(a_faulty_file_is_named_with_its_line),
        T(what_another_verb_knows_may_stand_in_the_file),
        T(words_too_many_are_refused),
        T(numbers_are_checked),
        T(failures_are_json_when_asked_for),
        T(exit_codes_mean_something),
        T(the_longest_verb_is_meant),
        T(every_verb_is_whole_and_told_by_help),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
