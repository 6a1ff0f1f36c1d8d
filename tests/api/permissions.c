/* Settings > Staff > Permissions (ROL-03, ROL-05, ROL-140), in both forms. */
#include "policy/roles.h"
#include "support/world_each.h"

#include <string.h>

#define PATH "/api/v1/settings/permissions"

SQL(test_cells, "SELECT count(*) FROM role_cell WHERE company_id = $1 AND role = $2 AND permission = $3");
SQL(test_all_cells, "SELECT count(*) FROM role_cell WHERE company_id = $1");
SQL(test_records, "SELECT count(*) FROM audit WHERE company_id = $1 AND operation = 'settings.permissions_save'"
                  " AND details LIKE '%view_client_schedule%'");

static struct answer put(const char *who, const char *body)
{
    return api(w, who, "PUT", PATH, body);
}

static bool holds(const char *who, const char *permission)
{
    struct answer a = api(w, "olivia", "GET", world_text(w, "/api/v1/staff/%s", staff_id(w, who)), NULL);

    return true_at(find_in(a.json, "permissions", "permission", permission), "on");
}

static int64_t cells(const struct sql *sql, int64_t role, int64_t permission)
{
    return world_count(w, sql, world_company(w, "happy-tails").n, role, permission);
}

/* ------------------------------------------------------------------ reading */

static void assert_role(json_t *json, enum role role)
{
    const char *wire = role_info(role)->wire;

    for (int i = 1; i < PERMISSION__MAX; i++) {
        const char *name = permission_info((enum permission)i)->name;
        enum cell_kind kind = scheme_cell(role, (enum permission)i);
        const char *state = !cell_is_locked(kind) ? "editable" : cell_default(kind) ? "locked_on" : "locked_off";

        assert_text(json, world_text(w, "%s.%s.state", wire, name), state);
        assert_int_equal(true_at(json, world_text(w, "%s.%s.value", wire, name)), cell_default(kind));
    }
}

static void ROL_01_every_cell_of_both_schemes_is_answered_role_by_role(void **state)
{
    struct answer field = api(w, "olivia", "GET", PATH, NULL), facility = api(w, "paula", "GET", PATH, NULL);

    (void)state;
    for (int i = 1; i < ROLE__MAX; i++)
        assert_role(role_info((enum role)i)->scheme == SCHEME_FIELD ? field.json : facility.json, (enum role)i);
    assert_null(json_at(field.json, "owner_admin"));
    assert_null(json_at(facility.json, "staff"));
}

static void ROL_151_only_an_admin_reads_and_sets_permissions(void **state)
{
    static const char *const others[] = {"maya", "dana", "tess", "ravi", "priya", "sol"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        assert_status(api(w, others[i], "GET", PATH, NULL), 403);
        assert_status(put(others[i], "{\"admin\": {\"request_time_off_without_approval\": false}}"), 403);
        assert_status(page(w, others[i], "GET", "/settings/permissions", NULL), 403);
    }
    assert_status(page(w, "andre", "GET", "/settings/permissions", NULL), 200);
}

static void ROL_05_each_permission_says_what_it_gates_today(void **state)
{
    struct answer a = api(w, "olivia", "GET", PATH "?q=ROL-102", NULL);

    (void)state;
    assert_int_equal(count_at(a.json, "groups"), 1);
    assert_text(a.json, "groups.0.permissions.0.permission", "manage_staff");
    assert_true(number_at(a.json, "groups.0.permissions.0.pages") > 5);
    assert_true(number_at(a.json, "groups.0.permissions.0.acts") > 5);
    a = api(w, "olivia", "GET", PATH "?q=bulk+e-mail", NULL);
    assert_text(a.json, "groups.0.permissions.0.permission", "email_clients");
    assert_true(true_at(a.json, "groups.0.permissions.0.gates_nothing"));
}

static void ROL_111_its_row_is_shown_only_while_private_messaging_is_on(void **state)
{
    struct answer a = api(w, "olivia", "GET", PATH "?q=private", NULL);

    (void)state;
    assert_null(find_in(json_at(a.json, "groups.0"), "permissions", "permission", "private_message"));
    assert_text(a.json, "office_manager.private_message.state", "editable");
}

/* ------------------------------------------------------------------ preview */

static void ROL_05_a_preview_says_by_name_who_loses_what_and_saves_nothing(void **state)
{
    struct answer a =
        put("olivia", "{\"office_manager\": {\"approve_time_off\": {\"value\": false}, \"manage_services\": false},"
                      " \"dry_run\": true}");

    (void)state;
    assert_status(a, 200);
    assert_text(find_in(a.json, "effects", "permission", "approve_time_off"), "text",
                "Maya Chen and Omar Haddad lose Approve Time Off Requests.");
    assert_int_equal(count_at(a.json, "changes"), 2);
    assert_int_equal(number_at(a.json, "people"), 2);
    assert_int_equal(number_at(a.json, "pages_lost"), 3); /* the services, a new one, one's form */
    assert_true(true_at(a.json, "dry_run"));
    assert_int_equal(cells(&test_all_cells, 0, 0), 0);
    assert_true(holds("maya", "approve_time_off"));
}

static void ROL_140_a_preview_says_what_moves_along(void **state)
{
    struct answer a = put("olivia", "{\"office_manager\": {\"view_company_time_off\": false}, \"dry_run\": true}");
    json_t *moved = find_in(a.json, "changes", "permission", "approve_time_off");

    (void)state;
    assert_status(a, 200);
    assert_int_equal(count_at(a.json, "changes"), 2);
    assert_text(moved, "because", "View Company Time Off Calendar");
    assert_false(true_at(moved, "on"));
    a = put("olivia", "{\"office_manager\": {\"configure_invoicing\": true, \"manage_invoicing\": true},"
                      " \"dry_run\": true}");
    assert_int_equal(count_at(a.json, "changes"), 1);
}

static void ROL_302_who_has_an_exception_gains_and_loses_nothing_by_their_role(void **state)
{
    struct answer a = put("olivia", "{\"office_manager\": {\"manage_staff\": false}, \"dry_run\": true}");

    (void)state;
    assert_text(find_in(a.json, "effects", "permission", "manage_staff"), "text", "Maya Chen loses Manage Staff.");
    /* What comes and goes with it (ROL-155). */
    assert_non_null(find_in(a.json, "effects", "permission", "view_audit"));
}

/* ------------------------------------------------------------------ saving */

static void ROL_05_a_save_holds_at_the_next_request_and_is_recorded(void **state)
{
    (void)state;
    assert_false(holds("dana", "view_client_schedule"));
    assert_status(put("olivia", "{\"staff\": {\"view_client_schedule\": {\"state\": \"editable\", \"value\": true}}}"),
                  200);
    assert_true(holds("dana", "view_client_schedule"));
    assert_false(holds("tess", "view_client_schedule"));
    assert_int_equal(cells(&test_cells, ROLE_STAFF, 114), 1);
    assert_int_equal(world_count(w, &test_records, world_company(w, "happy-tails").n, 0, 0), 1);
    assert_true(true_at(api(w, "olivia", "GET", PATH, NULL).json, "staff.view_client_schedule.value"));
}

static void ROL_140_a_save_moves_what_is_coupled(void **state)
{
    (void)state;
    assert_status(put("olivia", "{\"office_manager\": {\"configure_invoicing\": true}}"), 200);
    assert_true(holds("maya", "configure_invoicing"));
    assert_status(put("olivia", "{\"office_manager\": {\"manage_invoicing\": false}}"), 200);
    assert_false(holds("maya", "configure_invoicing"));
    assert_false(holds("maya", "view_client_invoices"));
    assert_status(put("olivia", "{\"office_manager\": {\"configure_invoicing\": true}}"), 200);
    assert_true(holds("maya", "manage_invoicing"));
}

static void ROL_140_wishes_that_contradict_each_other_are_refused(void **state)
{
    struct answer a;

    (void)state;
    assert_status(put("olivia", "{\"office_manager\": {\"approve_time_off\": false}}"), 200);
    a = put("olivia", "{\"office_manager\": {\"approve_time_off\": true, \"view_company_time_off\": false}}");
    assert_status(a, 422);
    assert_non_null(json_object_get(json_at(a.json, "errors"), "office_manager.approve_time_off"));
}

static void ROL_03_locked_and_unknown_cells_are_refused_by_name(void **state)
{
    struct answer a = put("olivia", "{\"staff\": {\"manage_staff\": true, \"see_all_clients\": {\"value\": true}},"
                                    " \"admin\": {\"manage_staff\": false}}");
    json_t *errors = json_at(a.json, "errors");

    (void)state;
    assert_status(a, 422);
    assert_string_equal(json_string_value(json_object_get(errors, "staff.manage_staff")),
                        "Manage Staff is locked for the role Staff: no setting and no exception changes it.");
    assert_non_null(json_object_get(errors, "staff.see_all_clients"));
    assert_non_null(json_object_get(errors, "admin.manage_staff"));
    a = put("olivia", "{\"staff\": {\"fly\": true}}");
    assert_status(a, 422);
    assert_non_null(json_object_get(json_at(a.json, "errors"), "staff.fly"));
    assert_status(put("olivia", "{\"janitor\": {\"manage_staff\": true}}"), 422);
    a = put("olivia", "{\"owner_admin\": {\"manage_staff\": true}}");
    assert_status(a, 422);
    assert_non_null(text_at(a.json, "errors.owner_admin"));
    assert_status(put("olivia", "{\"staff\": {\"view_client_schedule\": {\"value\": 1}}}"), 422);
    assert_status(put("olivia", "{\"staff\": {\"view_client_schedule\": {}}}"), 422);
    assert_int_equal(cells(&test_all_cells, 0, 0), 0);
    /* As it stands anyway, a lock is no change. */
    assert_status(put("olivia", "{\"staff\": {\"manage_staff\": false}, \"admin\": {\"manage_staff\": true}}"), 200);
}

static void ROL_03_every_locked_cell_of_both_schemes_stays_as_it_is(void **state)
{
    (void)state;
    for (int i = 1; i < ROLE__MAX; i++) {
        const struct role_info *role = role_info((enum role)i);

        for (int p = 1; p < PERMISSION__MAX; p++) {
            enum cell_kind kind = scheme_cell((enum role)i, (enum permission)p);
            const char *name = permission_info((enum permission)p)->name;
            const char *body = world_text(w, "{\"%s\": {\"%s\": %s}, \"dry_run\": true}", role->wire, name,
                                          cell_default(kind) ? "false" : "true");

            assert_status(put(role->scheme == SCHEME_FIELD ? "olivia" : "paula", body),
                          cell_is_locked(kind) ? 422 : 200);
        }
    }
}

static void ROL_05_a_reset_brings_back_the_defaults(void **state)
{
    (void)state;
    assert_status(put("olivia", "{\"staff\": {\"view_client_schedule\": true, \"manage_own_notifications\": false},"
                                " \"office_manager\": {\"private_message\": true}}"),
                  200);
    assert_int_equal(cells(&test_all_cells, 0, 0), 3);
    assert_int_equal(number_at(api(w, "olivia", "GET", PATH "?changed=1", NULL).json, "differing"), 3);
    assert_int_equal(count_at(put("olivia", "{\"reset\": true, \"dry_run\": true}").json, "changes"), 3);
    assert_int_equal(cells(&test_all_cells, 0, 0), 3);
    assert_status(put("olivia", "{\"reset\": true}"), 200);
    assert_int_equal(cells(&test_all_cells, 0, 0), 0);
}

static void ROL_05_the_last_save_can_be_undone_and_only_the_last(void **state)
{
    int64_t first, second;
    const char *undo = PATH "/undo";

    (void)state;
    assert_status(put("olivia", "{\"staff\": {\"view_client_schedule\": true}}"), 200);
    first = number_at(api(w, "olivia", "GET", PATH, NULL).json, "last.change");
    assert_status(put("andre", "{\"office_manager\": {\"view_company_time_off\": false}}"), 200);
    second = number_at(api(w, "olivia", "GET", PATH, NULL).json, "last.change");
    assert_text(api(w, "olivia", "GET", PATH, NULL).json, "last.by", "Andre Silva");
    assert_int_equal(number_at(api(w, "olivia", "GET", PATH, NULL).json, "last.cells"), 2);
    assert_status(api(w, "olivia", "POST", undo, world_text(w, "{\"change\": %lld}", (long long)first)), 412);
    assert_status(api(w, "olivia", "POST", undo, world_text(w, "{\"change\": %lld}", (long long)second)), 200);
    assert_true(holds("maya", "approve_time_off") && holds("maya", "view_company_time_off"));
    assert_true(holds("dana", "view_client_schedule"));
    assert_status(api(w, "olivia", "POST", undo, world_text(w, "{\"change\": %lld}", (long long)second)), 412);
    /* What was taken back can be had again. */
    second = number_at(api(w, "olivia", "GET", PATH, NULL).json, "last.change");
    assert_status(api(w, "olivia", "POST", undo, world_text(w, "{\"change\": %lld}", (long long)second)), 200);
    assert_false(holds("maya", "approve_time_off"));
}

static void ROL_05_who_saves_over_a_newer_save_is_told(void **state)
{
    int64_t seen = number_at(api(w, "olivia", "GET", PATH, NULL).json, "changed");

    (void)state;
    assert_status(put("andre", "{\"staff\": {\"view_client_schedule\": true}}"), 200);
    seen = number_at(api(w, "olivia", "GET", PATH, NULL).json, "changed");
    assert_status(put("andre", "{\"staff\": {\"view_client_schedule\": false}}"), 200);
    assert_status(put("olivia", world_text(w, "{\"staff\": {\"view_company_calendar\": true}, \"changed\": %lld}",
                                           (long long)seen)),
                  412);
}

/* ------------------------------------------------------------------ pages */

static void ROL_05_the_page_leads_by_its_preview_to_a_save_without_script(void **state)
{
    struct answer a = page(w, "olivia", "GET", "/settings/permissions", NULL);

    (void)state;
    assert_status(a, 200);
    assert_true(mentions(a, "name=\"office_manager.view_company_time_off\" value=\"1\" checked"));
    assert_true(mentions(a, "data-needs=\"office_manager.view_company_time_off\""));
    assert_true(mentions(a, "Never in this role. It takes another role."));
    a = page(
        w, "olivia", "POST", "/settings/permissions/preview",
        "office_manager.view_company_time_off=0&office_manager.manage_services=0&office_manager.manage_services=1");
    assert_status(a, 200);
    assert_true(mentions(a, "Maya Chen and Omar Haddad lose Approve Time Off Requests."));
    assert_true(mentions(a, "name=\"office_manager.approve_time_off\" value=\"0\""));
    assert_int_equal(cells(&test_all_cells, 0, 0), 0);
    a = page(w, "olivia", "PUT", "/settings/permissions",
             "office_manager.view_company_time_off=0&office_manager.approve_time_off=0");
    assert_status(a, 303);
    assert_int_equal(cells(&test_all_cells, 0, 0), 2);
    assert_true(mentions(page(w, "olivia", "GET", "/settings/permissions", NULL), "Last saved by Olivia Grant"));
}

static void ROL_03_a_form_that_names_a_locked_cell_is_refused(void **state)
{
    struct answer a = page(w, "olivia", "PUT", "/settings/permissions", "staff.manage_staff=1");

    (void)state;
    assert_status(a, 422);
    assert_true(mentions(a, "Manage Staff is locked for the role Staff"));
    assert_status(page(w, "olivia", "PUT", "/settings/permissions", "staff.fly=1"), 422);
}

/* ------------------------------------------------------------------ personal exceptions */

static const char *exceptions_of(const char *who)
{
    return world_text(w, "/api/v1/staff/%s/exceptions", staff_id(w, who));
}

static void ROL_302_an_exception_is_made_with_reason_and_end_and_ends_by_itself(void **state)
{
    struct answer a = api(w, "olivia", "PUT", exceptions_of("sam"),
                          "{\"permission\": \"view_client_schedule\", \"on\": true, \"reason\": \"Covers for Dana\","
                          " \"until\": \"2026-05-13T12:00:00-04:00\"}");
    json_t *item = find_in(a.json, "items", "permission", "view_client_schedule");

    (void)state;
    assert_status(a, 200);
    assert_text(item, "reason", "Covers for Dana");
    assert_text(item, "made_by", "Olivia Grant");
    assert_true(true_at(item, "on") && !true_at(item, "over"));
    assert_true(holds("sam", "view_client_schedule"));
    assert_false(holds("dana", "view_client_schedule"));
    world_time(w, WORLD_NOW + 2 * HOUR_US);
    assert_false(holds("sam", "view_client_schedule"));
    a = api(w, "olivia", "GET", exceptions_of("sam"), NULL);
    assert_true(true_at(find_in(a.json, "items", "permission", "view_client_schedule"), "over"));
}

static void ROL_302_an_exception_is_ended_by_hand(void **state)
{
    struct answer a = api(w, "olivia", "GET", exceptions_of("omar"), NULL);

    (void)state;
    assert_int_equal(count_at(a.json, "items"), 1);
    assert_text(a.json, "items.0.reason", "Looks after the schedule only");
    assert_status(api(w, "andre", "DELETE", exceptions_of("omar"), "{\"permission\": \"manage_staff\"}"), 200);
    assert_true(holds("omar", "manage_staff"));
    assert_int_equal(count_at(api(w, "olivia", "GET", exceptions_of("omar"), NULL).json, "items"), 0);
}

/* The role changed behind the exception: it is said that it does not hold, and for want of what. */
static void ROL_140_an_exception_that_lost_what_it_rests_on_says_so(void **state)
{
    const char *path = world_text(w, "/api/v1/staff/%s/exceptions", staff_id(w, "maya"));
    struct answer a;

    (void)state;
    assert_status(api(w, "olivia", "PUT", path,
                      "{\"permission\": \"configure_invoicing\", \"on\": true, \"reason\": \"Covers\"}"),
                  200);
    assert_null(json_at(api(w, "olivia", "GET", path, NULL).json, "items.0.lacks"));
    assert_status(
        api(w, "olivia", "PUT", "/api/v1/settings/permissions", "{\"office_manager\": {\"manage_invoicing\": false}}"),
        200);
    a = api(w, "olivia", "GET", path, NULL);
    assert_text(a.json, "items.0.lacks", "Manage Invoicing");
    assert_true(mentions(page(w, "olivia", "GET", world_text(w, "/staff/%s/exceptions", staff_id(w, "maya")), NULL),
                         "Needs Manage Invoicing, which is off"));
}

static void ROL_302_what_is_locked_unknown_or_coupled_is_refused(void **state)
{
    (void)state;
    assert_status(api(w, "olivia", "PUT", exceptions_of("sam"),
                      "{\"permission\": \"manage_staff\", \"on\": true, \"reason\": \"x\"}"),
                  409);
    assert_status(
        api(w, "olivia", "PUT", exceptions_of("sam"), "{\"permission\": \"fly\", \"on\": true, \"reason\": \"x\"}"),
        422);
    assert_status(api(w, "olivia", "PUT", exceptions_of("maya"),
                      "{\"permission\": \"view_company_time_off\", \"on\": false, \"reason\": \"x\"}"),
                  409);
    assert_status(
        api(w, "olivia", "PUT", exceptions_of("sam"), "{\"permission\": \"view_client_schedule\", \"on\": true}"), 422);
    assert_status(api(w, "olivia", "PUT", exceptions_of("sam"),
                      "{\"permission\": \"view_client_schedule\", \"on\": true, \"reason\": \"x\","
                      " \"until\": \"2026-05-13T09:00:00-04:00\"}"),
                  422);
}

static void ROL_151_exceptions_are_an_admins_and_never_about_the_owner(void **state)
{
    const char *body = "{\"permission\": \"request_time_off_without_approval\", \"on\": false, \"reason\": \"x\"}";

    (void)state;
    assert_status(api(w, "maya", "GET", exceptions_of("dana"), NULL), 403);
    assert_status(api(w, "maya", "PUT", exceptions_of("dana"), body), 403);
    assert_status(api(w, "andre", "PUT", exceptions_of("olivia"), body), 403); /* ROL-142 */
    assert_status(api(w, "olivia", "PUT", exceptions_of("andre"), body), 200);
    assert_false(holds("andre", "request_time_off_without_approval"));
}

static void ROL_302_the_page_makes_and_ends_exceptions(void **state)
{
    const char *address = world_text(w, "/staff/%s/exceptions", staff_id(w, "sam"));
    struct answer a = page(w, "olivia", "PUT", address,
                           "permission=view_client_schedule&on=1&until=2026-05-14T09%3A00&reason=Covers");

    (void)state;
    assert_status(a, 303);
    a = page(w, "olivia", "GET", address, NULL);
    assert_true(mentions(a, "Covers") && mentions(a, "End the exception View Client Schedule"));
    assert_status(page(w, "olivia", "PUT", address, "permission=view_client_schedule&on=1&reason="), 422);
    assert_status(page(w, "olivia", "DELETE", address, "permission=view_client_schedule"), 303);
    assert_false(holds("sam", "view_client_schedule"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ROL_01_every_cell_of_both_schemes_is_answered_role_by_role),
        T(ROL_151_only_an_admin_reads_and_sets_permissions),
        T(ROL_05_each_permission_says_what_it_gates_today),
        T(ROL_111_its_row_is_shown_only_while_private_messaging_is_on),
        T(ROL_05_a_preview_says_by_name_who_loses_what_and_saves_nothing),
        T(ROL_140_a_preview_says_what_moves_along),
        T(ROL_302_who_has_an_exception_gains_and_loses_nothing_by_their_role),
        T(ROL_05_a_save_holds_at_the_next_request_and_is_recorded),
        T(ROL_140_a_save_moves_what_is_coupled),
        T(ROL_140_wishes_that_contradict_each_other_are_refused),
        T(ROL_03_locked_and_unknown_cells_are_refused_by_name),
        T(ROL_03_every_locked_cell_of_both_schemes_stays_as_it_is),
        T(ROL_05_a_reset_brings_back_the_defaults),
        T(ROL_05_the_last_save_can_be_undone_and_only_the_last),
        T(ROL_05_who_saves_over_a_newer_save_is_told),
        T(ROL_05_the_page_leads_by_its_preview_to_a_save_without_script),
        T(ROL_03_a_form_that_names_a_locked_cell_is_refused),
        T(ROL_302_an_exception_is_made_with_reason_and_end_and_ends_by_itself),
        T(ROL_302_an_exception_is_ended_by_hand),
        T(ROL_140_an_exception_that_lost_what_it_rests_on_says_so),
        T(ROL_302_what_is_locked_unknown_or_coupled_is_refused),
        T(ROL_151_exceptions_are_an_admins_and_never_about_the_owner),
        T(ROL_302_the_page_makes_and_ends_exceptions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
