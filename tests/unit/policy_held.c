/* What a person holds: cells, custom roles, exceptions, couplings, tokens. */
#include "policy_company.h"

enum { PERSON = 1, OTHER = 2, CLIENT = 100, CUSTOM = ROLE_CUSTOM_FIRST };

static bool holds(const struct given *g, enum permission permission, int64_t now)
{
    return picture_holds(g->picture, who(g, PERSON), permission, now, NULL);
}

static int64_t held_for(const struct given *g, enum permission permission, int64_t now)
{
    int64_t until = 0;
    bool held = picture_holds(g->picture, who(g, PERSON), permission, now, &until);

    assert_int_equal(held, holds(g, permission, now));
    return until;
}

static void given_one(struct given *g, enum role role)
{
    given_company(g, role_info(role)->scheme);
    given_person(g, PERSON, role);
    given_client(g, CLIENT);
}

static void ROL_01_a_company_sets_editable_cells_for_a_role(void **state)
{
    struct given g;

    (void)state;
    given_one(&g, ROLE_OFFICE_MANAGER);
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_manage_services, false);
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_charge_clients, true);
    pictured(&g);
    assert_false(holds(&g, PERMISSION_manage_services, NOW));
    assert_true(holds(&g, PERMISSION_charge_clients, NOW));
    assert_true(holds(&g, PERMISSION_manage_packages, NOW));
    assert_refused(asked(&g, PERSON, PERMISSION_manage_services, ABOUT_COMPANY, NOW), switched_off, INT64_MAX);
    assert_allowed(asked(&g, PERSON, PERMISSION_charge_clients, ABOUT_COMPANY, NOW), role, INT64_MAX);
    given_end(&g);
}

static void ROL_03_a_locked_cell_wins_over_a_stale_setting_or_exception(void **state)
{
    struct given g;

    (void)state;
    given_one(&g, ROLE_STAFF);
    given_cell(&g, ROLE_STAFF, PERMISSION_manage_staff, true);
    given_exception(&g, PERSON, PERMISSION_see_all_clients, true, 0);
    given_exception(&g, PERSON, PERMISSION_manage_scheduling, true, NOW + DAY_US);
    given_exception(&g, PERSON, PERMISSION_report_personal, false, 0);
    pictured(&g);
    assert_false(holds(&g, PERMISSION_manage_staff, NOW));
    assert_false(holds(&g, PERMISSION_see_all_clients, NOW));
    assert_false(holds(&g, PERMISSION_manage_scheduling, NOW));
    assert_true(holds(&g, PERMISSION_report_personal, NOW));
    assert_refused(asked(&g, PERSON, PERMISSION_manage_staff, ABOUT_COMPANY, NOW), locked_off, INT64_MAX);
    given_end(&g);
}

static void ROL_301_a_companys_own_roles_stand_behind_the_role_they_are_made_of_by_name(void **state)
{
    static const int order[] = {ROLE_TRAINEE, ROLE_STAFF, 103, 101, ROLE_OFFICE_MANAGER, 102, ROLE_ADMIN, 100};
    struct given g;

    (void)state;
    given_company(&g, SCHEME_FIELD);
    given_role(&g, 100, ROLE_ADMIN);
    given_role(&g, 101, ROLE_STAFF);
    given_role(&g, 102, ROLE_OFFICE_MANAGER);
    given_role(&g, 103, ROLE_STAFF);
    g.roles[1].name = STR("walker");
    g.roles[3].name = STR("Éarly Bird");
    const struct picture *picture = pictured(&g);
    assert_int_equal(picture_role_count(picture), ARRAY_SIZE(order));
    for (int i = 0; i < picture_role_count(picture); i++)
        assert_int_equal(picture_role_at(picture, i).id, order[i]);
    given_end(&g);
}

static void ROL_301_a_custom_role_has_the_locks_and_the_class_of_its_base(void **state)
{
    struct role_facts role;
    struct given g;

    (void)state;
    given_one(&g, ROLE_STAFF);
    given_role(&g, CUSTOM, ROLE_STAFF);
    given_cell(&g, CUSTOM, PERMISSION_view_client_schedule, true);
    given_cell(&g, CUSTOM, PERMISSION_manage_scheduling, true);
    g.people[0].role = CUSTOM;
    pictured(&g);
    assert_true(holds(&g, PERMISSION_view_client_schedule, NOW));
    assert_false(holds(&g, PERMISSION_manage_scheduling, NOW));
    assert_int_equal(who(&g, PERSON)->class, ROLE_CLASS_RELATED);
    assert_int_equal(who(&g, PERSON)->base, ROLE_STAFF);
    assert_int_equal(who(&g, PERSON)->level, 2);
    assert_true(picture_role(g.picture, CUSTOM, &role) && role.base == ROLE_STAFF);
    assert_str(role.name, "Custom");
    assert_true(picture_role(g.picture, ROLE_STAFF, &role));
    assert_str(role.name, "Staff");
    assert_false(picture_role(g.picture, CUSTOM + 1, &role));
    assert_false(picture_role(g.picture, ROLE_SERVICE_PERFORMER, &role));
    given_end(&g);
}

static void ROL_04_a_role_unknown_to_the_company_gives_nothing(void **state)
{
    static const int ROLES[] = {0, -1, ROLE__MAX, CUSTOM, ROLE_OWNER_ADMIN, ROLE_SERVICE_PERFORMER};
    struct given g;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(ROLES); i++) {
        given_one(&g, ROLE_ADMIN);
        g.people[0].role = ROLES[i];
        given_pair(&g, PERSON, CLIENT, PAIR_EVENTS);
        given_exception(&g, PERSON, PERMISSION_view_client_schedule, true, 0);
        pictured(&g);
        assert_true(who(&g, PERSON)->permissions == 0);
        assert_refused(sees(&g, PERSON, CLIENT, NOW), no_role, INT64_MAX);
        assert_refused(asked(&g, PERSON, PERMISSION_signed_in, ABOUT_COMPANY, NOW), no_role, INT64_MAX);
        assert_refused(asked(&g, PERSON, PERMISSION_view_client_schedule, about_client(CLIENT), NOW), no_role,
                       INT64_MAX);
        assert_int_equal(picture_cell(g.picture, ROLES[i], PERMISSION_add_clients).kind, CELL_LOCKED_OFF);
        given_end(&g);
    }
}

/* ------------------------------------------------------------------ exceptions */

static void ROL_302_an_exception_switches_for_one_person_only(void **state)
{
    struct given g;

    (void)state;
    given_one(&g, ROLE_OFFICE_MANAGER);
    given_person(&g, OTHER, ROLE_OFFICE_MANAGER);
    given_exception(&g, PERSON, PERMISSION_manage_staff, false, 0);
    given_exception(&g, PERSON, PERMISSION_private_message, true, 0);
    pictured(&g);
    assert_refused(asked(&g, PERSON, PERMISSION_manage_staff, ABOUT_COMPANY, NOW), exception_off, INT64_MAX);
    assert_allowed(asked(&g, PERSON, PERMISSION_private_message, ABOUT_COMPANY, NOW), exception, INT64_MAX);
    assert_allowed(asked(&g, OTHER, PERMISSION_manage_staff, ABOUT_COMPANY, NOW), role, INT64_MAX);
    given_end(&g);
}

static void ROL_302_an_exception_ends_by_itself(void **state)
{
    const int64_t end = NOW + 3 * DAY_US;
    struct given g;

    (void)state;
    given_one(&g, ROLE_OFFICE_MANAGER);
    given_exception(&g, PERSON, PERMISSION_manage_staff, false, end);
    pictured(&g);
    assert_refused(asked(&g, PERSON, PERMISSION_manage_staff, ABOUT_COMPANY, end - 1), exception_off, end);
    assert_allowed(asked(&g, PERSON, PERMISSION_manage_staff, ABOUT_COMPANY, end), role, INT64_MAX);
    assert_true(held_for(&g, PERMISSION_manage_staff, NOW) == end);
    assert_true(held_for(&g, PERMISSION_assign_roles, NOW) == end);
    assert_true(held_for(&g, PERMISSION_manage_services, NOW) == INT64_MAX);
    assert_true(held_for(&g, PERMISSION_manage_staff, end) == INT64_MAX);
    given_end(&g);
}

static void ROL_302_a_dated_exception_beats_an_endless_one_and_off_beats_on(void **state)
{
    struct given g;

    (void)state;
    given_one(&g, ROLE_OFFICE_MANAGER);
    given_exception(&g, PERSON, PERMISSION_manage_services, false, 0);
    given_exception(&g, PERSON, PERMISSION_manage_services, true, NOW + 2 * DAY_US);
    given_exception(&g, PERSON, PERMISSION_manage_services, false, NOW + DAY_US);
    given_exception(&g, PERSON, PERMISSION_manage_packages, false, 0);
    given_exception(&g, PERSON, PERMISSION_manage_packages, true, 0);
    pictured(&g);
    assert_false(holds(&g, PERMISSION_manage_services, NOW));
    assert_true(holds(&g, PERMISSION_manage_services, NOW + DAY_US));
    assert_false(holds(&g, PERMISSION_manage_services, NOW + 2 * DAY_US));
    assert_false(holds(&g, PERMISSION_manage_packages, NOW));
    assert_true(held_for(&g, PERMISSION_manage_services, NOW) == NOW + DAY_US);
    given_end(&g);
}

static void ROL_302_an_end_that_changes_nothing_is_no_end(void **state)
{
    struct given g;

    (void)state;
    given_one(&g, ROLE_OFFICE_MANAGER);
    given_exception(&g, PERSON, PERMISSION_manage_services, true, NOW + DAY_US);
    pictured(&g);
    assert_true(held_for(&g, PERMISSION_manage_services, NOW) == INT64_MAX);
    assert_true(policy_next_lapse(g.picture, who(&g, PERSON), NOW) == INT64_MAX);
    given_end(&g);
}

/* ------------------------------------------------------------------ couplings */

static void ROL_140_a_permission_is_held_only_with_the_one_it_needs(void **state)
{
    struct given g;

    (void)state;
    given_one(&g, ROLE_OFFICE_MANAGER);
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_view_company_time_off, false);
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_configure_invoicing, true);
    given_exception(&g, PERSON, PERMISSION_manage_invoicing, false, NOW + DAY_US);
    pictured(&g);
    assert_refused(asked(&g, PERSON, PERMISSION_approve_time_off, ABOUT_COMPANY, NOW), coupled_off, INT64_MAX);
    assert_refused(asked(&g, PERSON, PERMISSION_configure_invoicing, ABOUT_COMPANY, NOW), coupled_off, NOW + DAY_US);
    assert_true(holds(&g, PERMISSION_configure_invoicing, NOW + DAY_US));
    given_end(&g);
}

static void ROL_140_where_an_exception_ends_the_coupling_holds_at_that_instant(void **state)
{
    const int64_t end = NOW + DAY_US;
    struct given g;

    (void)state;
    given_one(&g, ROLE_OFFICE_MANAGER);
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_manage_invoicing, false);
    given_exception(&g, PERSON, PERMISSION_manage_invoicing, true, end);
    given_exception(&g, PERSON, PERMISSION_configure_invoicing, true, 0);
    pictured(&g);
    assert_allowed(asked(&g, PERSON, PERMISSION_configure_invoicing, ABOUT_COMPANY, end - 1), exception, end);
    assert_refused(asked(&g, PERSON, PERMISSION_configure_invoicing, ABOUT_COMPANY, end), coupled_off, INT64_MAX);
    given_end(&g);
}

static void ROL_152_to_157_go_with_manage_staff_and_160_with_invoicing(void **state)
{
    static const enum permission WITH_STAFF[] = {PERMISSION_assign_roles, PERMISSION_view_audit,
                                                 PERMISSION_manage_access};
    struct given g;

    (void)state;
    given_one(&g, ROLE_OFFICE_MANAGER);
    pictured(&g);
    for (size_t i = 0; i < ARRAY_SIZE(WITH_STAFF); i++)
        assert_true(holds(&g, WITH_STAFF[i], NOW));
    assert_true(holds(&g, PERMISSION_view_client_invoices, NOW) && holds(&g, PERMISSION_report_operational, NOW));
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_manage_staff, false);
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_manage_invoicing, false);
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_report_schedules, false);
    pictured(&g);
    assert_refused(asked(&g, PERSON, PERMISSION_assign_roles, ABOUT_COMPANY, NOW), coupled_off, INT64_MAX);
    assert_refused(asked(&g, PERSON, PERMISSION_assign_roles, about_staff(PERSON), NOW), coupled_off, INT64_MAX);
    assert_refused(asked(&g, PERSON, PERMISSION_view_audit, ABOUT_COMPANY, NOW), only_own, INT64_MAX);
    assert_refused(asked(&g, PERSON, PERMISSION_manage_access, about_client(CLIENT), NOW), only_own, INT64_MAX);
    assert_allowed(asked(&g, PERSON, PERMISSION_view_audit, about_staff(PERSON), NOW), oneself, INT64_MAX);
    assert_false(holds(&g, PERMISSION_view_client_invoices, NOW) || holds(&g, PERMISSION_report_operational, NOW));
    assert_false(picture_cell(g.picture, ROLE_OFFICE_MANAGER, PERMISSION_view_audit).on);
    assert_int_equal(picture_cell(g.picture, ROLE_OFFICE_MANAGER, PERMISSION_view_audit).kind, CELL_WITH_STAFF);
    given_end(&g);
}

static void ROL_204_the_facilitys_admin_sees_client_invoices_without_managing_them(void **state)
{
    struct given g;

    (void)state;
    given_one(&g, ROLE_FACILITY_ADMIN);
    pictured(&g);
    assert_false(holds(&g, PERMISSION_manage_invoicing, NOW));
    assert_true(holds(&g, PERMISSION_view_client_invoices, NOW));
    assert_false(holds(&g, PERMISSION_report_revenue, NOW) || holds(&g, PERMISSION_view_payouts, NOW));
    given_end(&g);
}

static void ROL_05_a_cell_says_how_it_is_set(void **state)
{
    struct given g;

    (void)state;
    given_one(&g, ROLE_TRAINEE);
    given_cell(&g, ROLE_TRAINEE, PERMISSION_view_client_schedule, true);
    pictured(&g);
    struct cell set = picture_cell(g.picture, ROLE_TRAINEE, PERMISSION_view_client_schedule);
    struct cell locked = picture_cell(g.picture, ROLE_TRAINEE, PERMISSION_manage_staff);
    struct cell own = picture_cell(g.picture, ROLE_TRAINEE, PERMISSION_view_audit);
    assert_true(set.kind == CELL_DEFAULT_OFF && set.on);
    assert_true(locked.kind == CELL_LOCKED_OFF && !locked.on);
    assert_true(own.kind == CELL_OWN && !own.on);
    given_end(&g);
}

/* ------------------------------------------------------------------ tokens, statuses */

static void API_02_a_token_never_carries_more_than_its_list_at_any_instant(void **state)
{
    const uint64_t carried = PERMISSION_BIT(PERMISSION_see_all_clients) | PERMISSION_BIT(PERMISSION_manage_staff);
    struct question question = {PERMISSION_manage_services, SURFACE_API, ABOUT_COMPANY, NOW};
    struct given g;

    (void)state;
    given_one(&g, ROLE_OFFICE_MANAGER);
    given_exception(&g, PERSON, PERMISSION_manage_services, true, NOW + DAY_US);
    given_exception(&g, PERSON, PERMISSION_manage_staff, false, NOW + DAY_US);
    pictured(&g);
    struct person token = person_limit(who(&g, PERSON), carried);
    assert_refused(policy_decide(g.picture, &token, &question), token_lacks, INT64_MAX);
    question.permission = PERMISSION_see_all_clients;
    assert_allowed(policy_decide(g.picture, &token, &question), role, INT64_MAX);
    question.permission = PERMISSION_manage_staff;
    assert_refused(policy_decide(g.picture, &token, &question), exception_off, NOW + DAY_US);
    question.now = NOW + DAY_US;
    assert_allowed(policy_decide(g.picture, &token, &question), role, INT64_MAX);
    question.permission = PERMISSION_view_audit;
    question.subject = about_staff(PERSON);
    assert_refused(policy_decide(g.picture, &token, &question), token_lacks, INT64_MAX);
    assert_true(person_limit(&token, 0).permissions == 0);
    given_end(&g);
}

static void STF_02_whoever_is_not_active_may_do_nothing(void **state)
{
    struct given g;

    (void)state;
    for (int status = STAFF_INVITED; status < STAFF_STATUS__MAX; status++) {
        given_one(&g, ROLE_ADMIN);
        g.people[0].status = (enum staff_status)status;
        g.people[0].owner = true;
        pictured(&g);
        for (int i = 1; i < PERMISSION__MAX; i++) {
            assert_false(asked(&g, PERSON, (enum permission)i, ABOUT_COMPANY, NOW).allowed);
            assert_false(asked(&g, PERSON, (enum permission)i, about_client(CLIENT), NOW).allowed);
            assert_false(asked(&g, PERSON, (enum permission)i, about_staff(PERSON), NOW).allowed);
        }
        assert_false(asked(&g, PERSON, PERMISSION_signed_in, ABOUT_COMPANY, NOW).allowed);
        assert_true(asked(&g, PERSON, PERMISSION_anyone, ABOUT_COMPANY, NOW).allowed);
        given_end(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ROL_01_a_company_sets_editable_cells_for_a_role),
        cmocka_unit_test(ROL_03_a_locked_cell_wins_over_a_stale_setting_or_exception),
        cmocka_unit_test(ROL_301_a_companys_own_roles_stand_behind_the_role_they_are_made_of_by_name),
        cmocka_unit_test(ROL_301_a_custom_role_has_the_locks_and_the_class_of_its_base),
        cmocka_unit_test(ROL_04_a_role_unknown_to_the_company_gives_nothing),
        cmocka_unit_test(ROL_302_an_exception_switches_for_one_person_only),
        cmocka_unit_test(ROL_302_an_exception_ends_by_itself),
        cmocka_unit_test(ROL_302_a_dated_exception_beats_an_endless_one_and_off_beats_on),
        cmocka_unit_test(ROL_302_an_end_that_changes_nothing_is_no_end),
        cmocka_unit_test(ROL_140_a_permission_is_held_only_with_the_one_it_needs),
        cmocka_unit_test(ROL_140_where_an_exception_ends_the_coupling_holds_at_that_instant),
        cmocka_unit_test(ROL_152_to_157_go_with_manage_staff_and_160_with_invoicing),
        cmocka_unit_test(ROL_204_the_facilitys_admin_sees_client_invoices_without_managing_them),
        cmocka_unit_test(ROL_05_a_cell_says_how_it_is_set),
        cmocka_unit_test(API_02_a_token_never_carries_more_than_its_list_at_any_instant),
        cmocka_unit_test(STF_02_whoever_is_not_active_may_do_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
