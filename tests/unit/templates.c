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

static void every_page_can_be_read(void **state)
{
    struct arena arena = ARENA_INIT;
    struct http *http = given_http(&arena);
    const struct operation *frame = app_operation(http->app, "me.frame");
    static const struct schema nothing = {"nothing", NULL, 0};
    const struct schema *at = NULL;
    int read = 0, faults = 0;

    (void)state;
    assert_int_equal(page_schema_at(frame ? frame->output : NULL, &arena, &at), OK);
    for (int i = 0; i < http->app->operation_count; i++) {
        const struct operation *operation = http->app->operations[i];
        const struct schema *schema = operation->output ? operation->output : &nothing;
        struct view *view = NULL;

        if (!operation->page)
            continue;
        read++;
        if (view_parse(&arena, str_from(operation->page), view_builtin, NULL, schema,
                       page_schema_with_problems(at, http, operation, &arena), &view) == OK)
            continue;
        print_error("%s: %.*s\n", operation->name, STR_ARG(arena.failure.log));
        faults++;
    }
    assert_true(read > 0);
    assert_int_equal(faults, 0);
    arena_free(&arena);
}

static void the_frame_can_be_read(void **state)
{
    struct arena arena = ARENA_INIT;
    struct http *http = given_http(&arena);
    struct pages *pages = NULL;

    (void)state;
    if (pages_new(http, &arena, &pages) != OK)
        fail_msg("%.*s", STR_ARG(arena.failure.log));
    assert_non_null(pages->head.view);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_frame_can_be_read),
        cmocka_unit_test(every_page_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
