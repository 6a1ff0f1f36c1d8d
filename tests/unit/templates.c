/* Every page of every operation is read against the operation's schema and the frame's: a name that the document lacks,
 * a filter that does not fit or a value in an unsafe place fails here. */
#include "features/features.h"
#include "http/exchange.h"
#include "http/page_inside.h"

#include "support/test.h"

static int by_name(const void *a, const void *b)
{
    const struct operation *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

static struct http *given_http(struct arena *arena)
{
    struct http *http = arena_new(arena, struct http);
    struct app *app = arena_new(arena, struct app);
    int count = 0;

    for (int i = 0; i < feature_count; i++)
        count += features[i]->operation_count;
    app->operations = arena_array(arena, const struct operation *, (size_t)count);
    for (int i = 0; i < feature_count; i++) {
        for (int k = 0; k < features[i]->operation_count; k++)
            app->operations[app->operation_count++] = &features[i]->operations[k];
    }
    qsort(app->operations, (size_t)count, sizeof(app->operations[0]), by_name);
    http->app = app;
    return http;
}

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

static const struct schema *given_frame(const struct http *http, struct arena *arena)
{
    const struct operation *frame = app_operation(http->app, "me.frame");
    const struct schema *at = NULL;

    assert_int_equal(page_schema_at(frame ? frame->output : NULL, arena, &at), OK);
    return at;
}

/* 1 if it is refused, with the reason in view. */
static int faults_of(struct arena *arena, const char *name, const struct schema *schema, const struct schema *at)
{
    struct view *view = NULL;

    if (view_parse(arena, str_from(name), view_builtin, NULL, schema, at, &view) == OK)
        return 0;
    print_error("%.*s\n", STR_ARG(arena->failure.log));
    return 1;
}

static void the_frame_can_be_read(void **state)
{
    const struct schema *at = given_frame(given_http(*state), *state);

    assert_int_equal(faults_of(*state, "frame/head", at, at), 0);
    assert_int_equal(faults_of(*state, "frame/foot", at, at), 0);
    assert_int_equal(faults_of(*state, "frame/error", &error_page_schema, at), 0);
}

static void every_page_can_be_read(void **state)
{
    static const struct schema nothing = {"nothing", NULL, 0};
    struct http *http = given_http(*state);
    const struct schema *at = given_frame(http, *state);
    int read = 0, faults = 0;

    for (int i = 0; i < http->app->operation_count; i++) {
        const struct operation *operation = http->app->operations[i];

        if (!operation->page)
            continue;
        read++;
        faults += faults_of(*state, operation->page, operation->output ? operation->output : &nothing,
                            page_schema_with_problems(at, http, operation, *state));
    }
    assert_true(read > 0);
    assert_int_equal(faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_frame_can_be_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_page_can_be_read, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
