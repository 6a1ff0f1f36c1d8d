/* Two roles or two people side by side (ROL-305), in both forms. */
#include "support/world_each.h"

#include <string.h>

#define PATH "/api/v1/settings/permissions/compare"

static const char *person(const char *who)
{
    return world_text(w, "person:%s", staff_id(w, who));
}

static struct answer compare(const char *who, const char *left, const char *right)
{
    return api(w, who, "GET", world_text(w, PATH "?left=%s&right=%s&only_differing=1", left, right), NULL);
}

/* The row of a permission, in whichever group it stands; NULL: it is not among the differences. */
static json_t *row(struct answer a, const char *permission)
{
    for (int i = 0; i < count_at(a.json, "groups"); i++) {
        json_t *found =
            find_in(json_at(a.json, world_text(w, "groups.%d", i)), "permissions", "permission", permission);

        if (found)
            return found;
    }
    return NULL;
}

static void ROL_305_two_roles_differ_where_their_cells_do(void **state)
{
    struct answer a = compare("olivia", "trainee", "staff");

    (void)state;
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "differing"), 0);
    assert_int_equal(count_at(a.json, "groups"), 0);
    a = compare("olivia", "staff", "office_manager");
    assert_text(a.json, "left.label", "Staff");
    assert_text(a.json, "left.sees", "related");
    assert_text(a.json, "right.sees", "all");
    assert_int_equal(number_at(a.json, "right.people"), 2);
    assert_false(true_at(row(a, "manage_staff"), "left.on"));
    assert_true(true_at(row(a, "manage_staff"), "right.on"));
    assert_text(row(a, "manage_staff"), "left.source", "lock");
    assert_text(row(a, "manage_staff"), "right.source", "role");
    assert_null(row(a, "manage_own_notifications"));
    /* Off in both, but about oneself in the one and with Manage Staff in the other. */
    assert_non_null(row(a, "view_audit"));
    a = api(w, "olivia", "GET", PATH "?left=staff&right=office_manager", NULL);
    assert_non_null(row(a, "manage_own_notifications"));
}

static void ROL_305_a_custom_role_is_compared_like_any_other(void **state)
{
    struct answer a =
        api(w, "olivia", "POST", "/api/v1/settings/roles", "{\"source\": \"staff\", \"name\": \"Senior walker\"}");
    const char *id = world_text(w, "%s", text_at(a.json, "id"));

    (void)state;
    assert_status(api(w, "olivia", "PUT", "/api/v1/settings/permissions",
                      world_text(w,
                                 "{\"custom_roles\": [{\"id\": \"%s\", \"permissions\":"
                                 " {\"view_client_schedule\": true}}]}",
                                 id)),
                  200);
    a = compare("olivia", "staff", id);
    assert_int_equal(number_at(a.json, "differing"), 1);
    assert_text(row(a, "view_client_schedule"), "right.source", "custom_role");
    assert_text(a.json, "right.base", "staff");
    assert_text(a.json, "right.label", "Senior walker");
}

static void ROL_305_two_people_differ_by_role_exception_and_clients(void **state)
{
    struct answer a = compare("olivia", person("maya"), person("omar"));

    (void)state;
    assert_status(a, 200);
    assert_text(a.json, "left.role_label", "Office Manager");
    assert_text(row(a, "manage_staff"), "left.source", "role");
    assert_text(row(a, "manage_staff"), "right.source", "exception");
    assert_int_equal(number_at(a.json, "clients.both"), number_at(a.json, "left.clients_seen"));
    assert_int_equal(number_at(a.json, "clients.only_left"), 0);
    a = compare("olivia", person("dana"), person("sam"));
    assert_int_equal(number_at(a.json, "left.clients_seen"),
                     number_at(a.json, "clients.both") + number_at(a.json, "clients.only_left"));
    assert_int_equal(number_at(a.json, "right.clients_seen"),
                     number_at(a.json, "clients.both") + number_at(a.json, "clients.only_right"));
    assert_non_null(find_in(json_at(a.json, "clients"), "left_names", "name", "Bennett"));
    assert_null(find_in(json_at(a.json, "clients"), "left_names", "name", "Alvarez"));
    a = compare("olivia", person("maya"), person("dana"));
    assert_int_equal(number_at(a.json, "clients.both"), number_at(a.json, "right.clients_seen"));
    assert_int_equal(number_at(a.json, "clients.only_right"), 0);
}

static void ROL_305_who_sees_all_but_a_few_differs_by_those(void **state)
{
    struct answer a = compare("paula", person("ravi"), person("sol"));

    (void)state;
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "clients.only_left"), 1);
    assert_text(a.json, "clients.left_names.0.name", "Moreau");
    assert_non_null(row(a, "see_all_clients")); /* the support view is less */
}

static void ROL_305_people_are_compared_by_who_manages_them_roles_by_who_manages_permissions(void **state)
{
    (void)state;
    assert_status(compare("maya", person("dana"), person("sam")), 200);
    assert_status(compare("maya", person("maya"), person("omar")), 200);
    assert_status(compare("maya", person("dana"), person("andre")), 403); /* above her level */
    assert_status(compare("maya", "staff", "trainee"), 403);
    assert_status(compare("maya", person("dana"), "trainee"), 403);
    assert_status(compare("omar", person("dana"), person("sam")), 403);
    assert_status(compare("dana", person("dana"), person("sam")), 403);
    assert_status(compare("andre", person("olivia"), person("maya")), 200);
    assert_status(compare("ravi", person("priya"), person("sol")), 200);
    assert_status(compare("ravi", person("priya"), person("paula")), 403);
    assert_status(compare("ravi", "service_performer", "service_supporter"), 403);
    assert_status(compare("paula", person("ravi"), "admin"), 200);
}

static void ROL_305_what_is_unknown_or_of_another_company_is_not_there(void **state)
{
    (void)state;
    assert_status(compare("olivia", "janitor", "staff"), 422);
    assert_status(compare("olivia", "staff", "service_performer"), 422);
    assert_status(compare("olivia", person("priya"), person("dana")), 422);
    assert_status(compare("olivia", "person:x", person("dana")), 422);
    assert_false(true_at(api(w, "maya", "GET", PATH, NULL).json, "can.manage_permissions"));
    assert_true(true_at(api(w, "olivia", "GET", PATH, NULL).json, "can.manage_permissions"));
    assert_null(find_in(json_at(api(w, "maya", "GET", PATH, NULL).json, "left_choice"), "roles", "value", "staff"));
    assert_null(
        find_in(json_at(api(w, "maya", "GET", PATH, NULL).json, "left_choice"), "people", "label", "Andre Silva"));
}

static void ROL_305_the_page_is_reached_by_links_and_works_without_script(void **state)
{
    struct answer a = page(w, "olivia", "GET", "/settings/permissions/compare", NULL);

    (void)state;
    assert_status(a, 200);
    assert_true(mentions(a, "Choose two"));
    assert_true(mentions(page(w, "olivia", "GET", "/settings/permissions", NULL), "/settings/permissions/compare"));
    assert_true(mentions(page(w, "maya", "GET", world_text(w, "/staff/%s/permissions", staff_id(w, "dana")), NULL),
                         world_text(w, "/settings/permissions/compare?left=%s", person("dana"))));
    assert_false(mentions(page(w, "maya", "GET", world_text(w, "/staff/%s/permissions", staff_id(w, "andre")), NULL),
                          "/settings/permissions/compare"));
    assert_false(mentions(page(w, "dana", "GET", world_text(w, "/staff/%s/permissions", staff_id(w, "dana")), NULL),
                          "/settings/permissions/compare"));
    a = page(w, "olivia", "GET",
             world_text(w, "/settings/permissions/compare?left=%s&right=%s", person("maya"), person("omar")), NULL);
    assert_status(a, 200);
    assert_true(mentions(a, "data-label=\"Omar Haddad\""));
    assert_true(mentions(a, "Exception"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ROL_305_two_roles_differ_where_their_cells_do),
        T(ROL_305_a_custom_role_is_compared_like_any_other),
        T(ROL_305_two_people_differ_by_role_exception_and_clients),
        T(ROL_305_who_sees_all_but_a_few_differs_by_those),
        T(ROL_305_people_are_compared_by_who_manages_them_roles_by_who_manages_permissions),
        T(ROL_305_what_is_unknown_or_of_another_company_is_not_there),
        T(ROL_305_the_page_is_reached_by_links_and_works_without_script),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
