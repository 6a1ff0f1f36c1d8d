#include "http/router.h"

#include "support/test.h"

#define ROW(row_name, row_method, row_path, ...)                                                                       \
    {                                                                                                                  \
        .name = row_name, .method = row_method, .path = row_path, .permission = PERMISSION_anyone, ##__VA_ARGS__       \
    }

static const struct operation rows[] = {
    ROW("clients.list", METHOD_GET, "/clients", .page = "x"),
    ROW("clients.add", METHOD_POST, "/clients", .next = "/clients/{id}"),
    ROW("clients.new", METHOD_GET, "/clients/new", .page = "x", .flags = OP_NO_API),
    ROW("clients.show", METHOD_GET, "/clients/{client}", .page = "x"),
    ROW("clients.save", METHOD_PATCH, "/clients/{client}", .form = "clients.show"),
    ROW("clients.new_pets", METHOD_GET, "/clients/{client}/pets"),
    ROW("access.set", METHOD_PUT, "/staff/{staff}/clients/{client}/access"),
    ROW("points.evaluate", METHOD_POST, "/access/v1/evaluation", .flags = OP_ROOT),
    ROW("jobs.run", METHOD_POST, "/jobs", .flags = OP_SYSTEM),
    ROW("home", METHOD_GET, "/", .page = "x"),
};
enum { ROWS = ARRAY_SIZE(rows) };

struct given {
    struct arena arena;
    struct router *router;
    struct route_match match;
    struct str places[TARGET__MAX];
};

static int setup(void **state)
{
    static struct given given;
    const struct operation *list[ROWS];

    given = (struct given){.arena = ARENA_INIT};
    for (int i = 0; i < ROWS; i++)
        list[i] = &rows[i];
    *state = &given;
    return router_new(list, ROWS, &given.arena, &given.router) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    arena_free(&((struct given *)*state)->arena);
    return 0;
}

static const struct route *pick(struct given *given, enum method method, const char *path)
{
    if (!router_find(given->router, str_from(path), &given->arena, &given->match))
        return NULL;
    return route_pick(&given->match, method, given->places);
}

static void a_row_answers_below_api_as_json_and_at_its_path_as_a_page(void **state)
{
    const struct route *json = pick(*state, METHOD_GET, "/api/v1/clients");
    const struct route *page = pick(*state, METHOD_GET, "/clients");

    assert_string_equal(json->operation->name, "clients.list");
    assert_int_equal(json->form, ROUTE_JSON);
    assert_ptr_equal(page->operation, json->operation);
    assert_int_equal(page->form, ROUTE_PAGE);
}

static void a_literal_segment_beats_a_place(void **state)
{
    assert_string_equal(pick(*state, METHOD_GET, "/clients/new")->operation->name, "clients.new");
    assert_string_equal(pick(*state, METHOD_GET, "/clients/0abc")->operation->name, "clients.show");
}

static void a_place_takes_over_where_the_literal_leads_nowhere(void **state)
{
    struct given *given = *state;

    /* "new" stands only among the pages, and /api/v1/clients/new is a client called "new" (which dispatch refuses). */
    assert_string_equal(pick(given, METHOD_GET, "/api/v1/clients/new")->operation->name, "clients.show");
    assert_string_equal(pick(given, METHOD_GET, "/api/v1/clients/new/pets")->operation->name, "clients.new_pets");
    assert_str(given->places[TARGET_CLIENT], "new");
}

static void places_are_found_by_kind_and_decoded(void **state)
{
    struct given *given = *state;

    assert_non_null(pick(given, METHOD_PUT, "/api/v1/staff/a%20b/clients/c%2Fd/access"));
    assert_str(given->places[TARGET_STAFF], "a b");
    assert_str(given->places[TARGET_CLIENT], "c/d");
    assert_int_equal(given->places[TARGET_EVENT].n, 0);
}

static void what_is_no_path_of_ours_is_nothing(void **state)
{
    static const char *const paths[] = {"",
                                        "clients",
                                        "//",
                                        "//clients",
                                        "/clients/",
                                        "/clients//",
                                        "/api/v1/",
                                        "/api",
                                        "/clients/%zz",
                                        "/clients/%00x%",
                                        "/api/v1/jobs",
                                        "/jobs",
                                        "/api/v1/access/v1/evaluation",
                                        "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s"};
    struct given *given = *state;

    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        if (router_find(given->router, str_from(paths[i]), &given->arena, &given->match))
            fail_msg("%s was found", paths[i]);
    }
}

static void rows_at_the_root_stand_at_their_own_path_as_json(void **state)
{
    const struct route *route = pick(*state, METHOD_POST, "/access/v1/evaluation");

    assert_string_equal(route->operation->name, "points.evaluate");
    assert_int_equal(route->form, ROUTE_JSON);
}

static void the_start_page_is_an_empty_path(void **state)
{
    assert_string_equal(pick(*state, METHOD_GET, "/")->operation->name, "home");
}

static void another_method_is_not_allowed_and_the_table_says_which_are(void **state)
{
    struct given *given = *state;

    assert_null(pick(given, METHOD_DELETE, "/clients"));
    assert_str(route_allow(&given->match, &given->arena), "GET, HEAD, POST");
    assert_null(pick(given, METHOD_DELETE, "/api/v1/clients/1"));
    assert_str(route_allow(&given->match, &given->arena), "GET, HEAD, PATCH");
}

static void a_write_without_a_form_has_no_page_address(void **state)
{
    struct given *given = *state;

    assert_false(router_find(given->router, STR("/staff/1/clients/2/access"), &given->arena, &given->match));
}

static void head_is_get_and_other_names_are_nothing(void **state)
{
    (void)state;
    assert_int_equal(method_parse(STR("HEAD")), METHOD_GET);
    assert_int_equal(method_parse(STR("PATCH")), METHOD_PATCH);
    assert_int_equal(method_parse(STR("get")), 0);
    assert_int_equal(method_parse(STR("")), 0);
}

static struct str other(void *data, struct str name)
{
    (void)data;
    return str_is(name, "id") ? STR("a/b") : (struct str){NULL, 0};
}

static void addresses_are_made_with_their_places_encoded(void **state)
{
    struct given *given = *state;
    struct str places[TARGET__MAX] = {[TARGET_CLIENT] = STR("c 1")};
    struct buf out;

    buf_init(&out, &given->arena, 1000);
    assert_true(route_fill(STR("/clients/{client}/x/{id}?y"), places, other, NULL, &out));
    assert_str(buf_str(&out), "/clients/c%201/x/a%2Fb?y");
    assert_false(route_fill(STR("/staff/{staff}"), places, other, NULL, &out));
    assert_false(route_fill(STR("/x/{nothing}"), places, NULL, NULL, &out));
}

static void two_rows_at_one_address_do_not_start(void **state)
{
    static const struct operation one = ROW("a.one", METHOD_GET, "/a/{staff}"),
                                  two = ROW("a.two", METHOD_GET, "/a/{client}");
    const struct operation *list[] = {&one, &two};
    struct given *given = *state;
    struct router *router;

    assert_int_equal(router_new(list, 2, &given->arena, &router), ERR_INTERNAL);
    assert_str(given->arena.failure.log, "operations a.two and a.one: the same address");
}

static void an_unknown_place_does_not_start(void **state)
{
    static const struct operation one = ROW("a.one", METHOD_GET, "/a/{cat}");
    const struct operation *list[] = {&one};
    struct given *given = *state;
    struct router *router;

    assert_int_equal(router_new(list, 1, &given->arena, &router), ERR_INTERNAL);
    assert_str(given->arena.failure.log, "operation a.one: unknown place {cat}");
}

static void every_kind_of_target_has_a_name(void **state)
{
    static const char *const names[] = {"staff",  "client", "event",   "pet",   "service", "template",  "line",
                                        "period", "notice", "session", "token", "request", "exception", "dated",
                                        "entry",  "role",   "review",  "item",  "report"};

    (void)state;
    assert_int_equal(ARRAY_SIZE(names), TARGET__MAX - 1);
    for (int i = 0; i < (int)ARRAY_SIZE(names); i++)
        assert_int_equal(target_by_name(str_from(names[i])), i + 1);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_row_answers_below_api_as_json_and_at_its_path_as_a_page),
        T(a_literal_segment_beats_a_place),
        T(a_place_takes_over_where_the_literal_leads_nowhere),
        T(places_are_found_by_kind_and_decoded),
        T(what_is_no_path_of_ours_is_nothing),
        T(rows_at_the_root_stand_at_their_own_path_as_json),
        T(the_start_page_is_an_empty_path),
        T(another_method_is_not_allowed_and_the_table_says_which_are),
        T(a_write_without_a_form_has_no_page_address),
        T(head_is_get_and_other_names_are_nothing),
        T(addresses_are_made_with_their_places_encoded),
        T(two_rows_at_one_address_do_not_start),
        T(an_unknown_place_does_not_start),
        T(every_kind_of_target_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
