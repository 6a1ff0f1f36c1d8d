/* ROL-07: what is limited to the dashboard or to the field app, and a company that lifts that. */
#include "support/world.h"

#include <string.h>

static const char *const in_the_app[] = {"Petgate-Surface", "field_app", NULL};

static void lift(struct world *w, bool lifted)
{
    assert_status(api(w, "olivia", "PUT", "/api/v1/settings/company",
                      lifted ? "{\"surfaces_lifted\": true}" : "{\"surfaces_lifted\": false}"),
                  200);
}

/* Dana changes a pet's client, as a program at a desk or as the app. */
static struct answer edit(struct world *w, bool app)
{
    const char *path = world_text(w, "/api/v1/clients/%s", client_id(w, "Bennett"));
    const char *body = "{\"visit_notes\": \"Key under the mat\"}";

    return app ? api_with(w, "dana", "PATCH", path, body, in_the_app) : api(w, "dana", "PATCH", path, body);
}

/* By a personal exception. */
static void allow(struct world *w, const char *who, const char *permission)
{
    assert_status(api(w, "olivia", "PUT", world_text(w, "/api/v1/staff/%s/exceptions", staff_id(w, who)),
                      world_text(w, "{\"permission\": \"%s\", \"on\": true, \"reason\": \"A test\"}", permission)),
                  200);
}

static json_t *shown_row(struct world *w, const char *permission)
{
    struct answer a = api(w, "olivia", "GET", world_text(w, "/api/v1/settings/permissions?q=%s", permission), NULL);

    assert_status(a, 200);
    return find_in(a.json, "groups.0.permissions", "permission", permission);
}

static struct answer why(struct world *w, const char *permission, const char *more)
{
    return api(w, "olivia", "GET",
               world_text(w, "/api/v1/staff/%s/why?permission=%s%s", staff_id(w, "dana"), permission, more), NULL);
}

static void ROL_07_a_program_counts_as_the_dashboard_unless_it_says_that_it_is_the_app(void **state)
{
    static const char *const nonsense[] = {"Petgate-Surface", "anything", NULL};
    struct world *w = world_new(test_engine());
    struct answer a;

    (void)state;
    assert_status(edit(w, false), 200);
    a = edit(w, true);
    assert_status(a, 403);
    assert_text(a.json, "detail",
                "Edit Client Details and Pets is limited to the dashboard for the role Staff. Do it there; an Admin can"
                " lift the limit.");
    assert_true(mentions(api(w, "dana", "GET", "/api/v1/me", NULL), "\"edit_clients_and_pets\""));
    assert_false(mentions(api_with(w, "dana", "GET", "/api/v1/me", NULL, in_the_app), "\"edit_clients_and_pets\""));
    assert_true(mentions(api_with(w, "dana", "GET", "/api/v1/me", NULL, nonsense), "\"edit_clients_and_pets\""));
    world_free(w);
}

static void ROL_07_a_company_lifts_the_limits_and_puts_them_back(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    assert_false(true_at(api(w, "olivia", "GET", "/api/v1/settings/company", NULL).json, "surfaces_lifted"));
    lift(w, true);
    assert_status(edit(w, true), 200);
    assert_true(mentions(api(w, "olivia", "GET", "/api/v1/audit", NULL), "Dashboard and field app alike"));
    lift(w, false);
    assert_status(edit(w, true), 403);
    assert_status(api(w, "maya", "PUT", "/api/v1/settings/company", "{\"surfaces_lifted\": true}"), 403); /* ROL-153 */
    world_free(w);
}

static void ROL_07_the_table_of_permissions_shows_the_limit_at_the_row(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    assert_text(shown_row(w, "manage_client_keys"), "limit", "Trainee, Staff: in the field app only");
    assert_text(shown_row(w, "edit_clients_and_pets"), "limit", "Everyone: on the dashboard only");
    assert_null(json_at(shown_row(w, "manage_staff"), "limit"));
    assert_true(mentions(page(w, "olivia", "GET", "/settings/permissions", NULL), "Everyone: on the dashboard only"));
    lift(w, true);
    assert_true(true_at(shown_row(w, "edit_clients_and_pets"), "limit_lifted"));
    assert_true(mentions(page(w, "olivia", "GET", "/settings/permissions", NULL), "on the dashboard only – lifted"));
    world_free(w);
}

/* What lifting would give, before it is done: all but Ivan, who left, may edit clients and pets. */
static void ROL_07_the_setting_says_by_name_whom_lifting_gives_more(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = api(w, "olivia", "GET", "/api/v1/settings/company", NULL);
    json_t *row = find_in(a.json, "surface_limits", "permission", "edit_clients_and_pets");

    (void)state;
    assert_int_equal(count_at(a.json, "surface_limits"), 3);
    assert_text(row, "label", "Edit Client Details and Pets");
    assert_int_equal(number_at(row, "people"), 8);
    assert_int_equal(count_at(row, "staff"), 8);
    assert_non_null(find_in(row, "staff", "name", "Uma Reyes")); /* invited */
    assert_null(find_in(row, "staff", "name", "Ivan Petrov"));
    assert_text(row, "gain",
                "Lifted, it holds in the field app too for Andre Silva, Dana Brooks, Maya Chen, Olivia Grant, Omar"
                " Haddad and 3 others.");
    row = find_in(a.json, "surface_limits", "permission", "manage_client_keys");
    assert_int_equal(number_at(row, "people"), 0);
    assert_null(json_at(row, "gain"));
    allow(w, "dana", "manage_client_keys");
    a = api(w, "olivia", "GET", "/api/v1/settings/company", NULL);
    row = find_in(a.json, "surface_limits", "permission", "manage_client_keys");
    assert_text(row, "staff.0.name", "Dana Brooks");
    assert_true(mentions(page(w, "olivia", "GET", "/settings/company", NULL),
                         "Lifted, it holds on the dashboard too for Dana Brooks."));
    world_free(w);
}

static void ROL_07_why_says_the_limit_as_it_stood_then(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = why(w, "edit_clients_and_pets", "");

    (void)state;
    assert_true(true_at(a.json, "answer.allowed"));
    assert_text(a.json, "answer.limit",
                "Edit Client Details and Pets is limited to the dashboard for the role Staff; an Admin can lift the"
                " limit in the company's settings.");
    assert_null(json_at(why(w, "post_messages_without_approval", "").json, "answer.limit"));
    world_time(w, WORLD_NOW + HOUR_US);
    lift(w, true);
    assert_null(json_at(why(w, "edit_clients_and_pets", "").json, "answer.limit"));
    assert_non_null(
        strstr(text_at(why(w, "edit_clients_and_pets", "&at=2026-05-13T10:30:00-04:00").json, "answer.limit"),
               "is limited to the dashboard for the role Staff"));
    a = page(w, "dana", "GET", world_text(w, "/staff/%s/permissions", staff_id(w, "dana")), NULL);
    assert_false(mentions(a, "is limited to"));
    lift(w, false);
    a = page(w, "dana", "GET", world_text(w, "/staff/%s/permissions", staff_id(w, "dana")), NULL);
    assert_true(mentions(a, "Edit Client Details and Pets is limited to the dashboard for the role Staff;"));
    allow(w, "dana", "manage_client_keys");
    a = page(w, "olivia", "GET", world_text(w, "/staff/%s/why?permission=manage_client_keys", staff_id(w, "dana")),
             NULL);
    assert_true(mentions(a, "Manage Client Keys is limited to the field app for the role Staff;"));
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ROL_07_a_program_counts_as_the_dashboard_unless_it_says_that_it_is_the_app),
        cmocka_unit_test(ROL_07_a_company_lifts_the_limits_and_puts_them_back),
        cmocka_unit_test(ROL_07_the_table_of_permissions_shows_the_limit_at_the_row),
        cmocka_unit_test(ROL_07_the_setting_says_by_name_whom_lifting_gives_more),
        cmocka_unit_test(ROL_07_why_says_the_limit_as_it_stood_then),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
