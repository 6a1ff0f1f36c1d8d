/* The decision as a whole: the order of its steps, staff and events as subjects, surfaces. */
#include "policy_company.h"

enum { ADMIN = 1, MANAGER = 2, WORKER = 3, OTHER = 4, CLIENT = 100, HIDDEN = 101, ABSENT = 102, NOBODY = 99 };

static void given_office(struct given *g)
{
    given_company(g, SCHEME_FIELD);
    given_person(g, ADMIN, ROLE_ADMIN);
    given_person(g, MANAGER, ROLE_OFFICE_MANAGER);
    given_person(g, WORKER, ROLE_STAFF);
    given_person(g, OTHER, ROLE_STAFF);
    given_client(g, CLIENT);
    given_client(g, HIDDEN);
    given_pair(g, WORKER, CLIENT, PAIR_EVENTS);
    given_pair(g, OTHER, CLIENT, PAIR_EVENTS);
    pictured(g);
}

static void given_place(struct given *g)
{
    given_company(g, SCHEME_FACILITY);
    given_person(g, ADMIN, ROLE_OWNER_ADMIN);
    given_person(g, MANAGER, ROLE_FACILITY_ADMIN);
    given_person(g, WORKER, ROLE_SERVICE_PERFORMER);
    given_person(g, OTHER, ROLE_SERVICE_SUPPORTER);
    given_client(g, CLIENT);
    given_pair(g, WORKER, CLIENT, PAIR_EVENTS);
    pictured(g);
}

static struct decision asked_from(const struct given *g, int64_t person, enum permission permission,
                                  struct subject subject, enum surface surface)
{
    struct question question = {permission, surface, subject, NOW};

    return policy_decide(g->picture, who(g, person), &question);
}

/* ------------------------------------------------------------------ steps */

static void ACC_06_the_lack_of_a_permission_is_told_before_anything_about_the_subject(void **state)
{
    static const int64_t CLIENTS[] = {CLIENT, HIDDEN, ABSENT};
    struct given g;

    (void)state;
    given_office(&g);
    for (size_t i = 0; i < ARRAY_SIZE(CLIENTS); i++) {
        struct decision decision = asked(&g, WORKER, PERMISSION_manage_invoicing, about_client(CLIENTS[i]), NOW);
        assert_refused(decision, locked_off, INT64_MAX);
        assert_false(policy_reason_hides(decision.reason));
    }
    for (int64_t staff = ADMIN; staff <= NOBODY; staff += NOBODY - ADMIN)
        assert_refused(asked(&g, WORKER, PERMISSION_manage_staff, about_staff(staff), NOW), locked_off, INT64_MAX);
    given_end(&g);
}

static void ACC_06_what_is_hidden_answers_as_what_is_absent(void **state)
{
    struct given g;

    (void)state;
    given_office(&g);
    for (int i = 1; i < PERMISSION__MAX; i++) {
        struct decision hidden = asked(&g, WORKER, (enum permission)i, about_client(HIDDEN), NOW);
        struct decision absent = asked(&g, WORKER, (enum permission)i, about_client(ABSENT), NOW);
        assert_false(hidden.allowed || absent.allowed);
        assert_int_equal(hidden.reason, absent.reason);
    }
    assert_true(policy_reason_hides(asked(&g, WORKER, PERMISSION_signed_in, about_client(HIDDEN), NOW).reason));
    given_end(&g);
}

static void ROL_04_what_is_no_permission_is_refused(void **state)
{
    static const int ODD[] = {0, -1, PERMISSION__MAX, 63, 64, 99, 102, 1000};
    struct given g;

    (void)state;
    given_office(&g);
    for (size_t i = 0; i < ARRAY_SIZE(ODD); i++) {
        assert_refused(asked(&g, ADMIN, (enum permission)ODD[i], ABOUT_COMPANY, NOW), no_permission, INT64_MAX);
        assert_refused(asked(&g, ADMIN, (enum permission)ODD[i], about_client(CLIENT), NOW), no_permission, INT64_MAX);
    }
    given_end(&g);
}

static void ROL_04_a_stranger_may_do_only_what_needs_no_sign_in(void **state)
{
    struct given g;

    (void)state;
    given_office(&g);
    assert_allowed(asked(&g, NOBODY, PERMISSION_anyone, ABOUT_COMPANY, NOW), anyone, INT64_MAX);
    assert_refused(asked(&g, NOBODY, PERMISSION_signed_in, ABOUT_COMPANY, NOW), nobody, INT64_MAX);
    assert_refused(asked(&g, NOBODY, PERMISSION_see_all_clients, about_client(CLIENT), NOW), nobody, INT64_MAX);
    given_end(&g);
}

static void ROL_303_the_reason_names_what_decided(void **state)
{
    struct given g;

    (void)state;
    given_office(&g);
    assert_allowed(asked(&g, ADMIN, PERMISSION_add_clients, ABOUT_COMPANY, NOW), role, INT64_MAX);
    assert_allowed(asked(&g, ADMIN, PERMISSION_add_clients, about_client(CLIENT), NOW), manager, INT64_MAX);
    assert_allowed(asked(&g, WORKER, PERMISSION_edit_clients_and_pets, about_client(CLIENT), NOW), events, INT64_MAX);
    assert_allowed(asked(&g, WORKER, PERMISSION_signed_in, ABOUT_COMPANY, NOW), signed_in, INT64_MAX);
    assert_refused(asked(&g, WORKER, PERMISSION_view_client_schedule, about_client(CLIENT), NOW), switched_off,
                   INT64_MAX);
    given_end(&g);
}

static void ROL_302_the_earlier_of_two_ends_is_the_answers(void **state)
{
    struct given g;

    (void)state;
    given_office(&g);
    given_exception(&g, WORKER, PERMISSION_view_client_schedule, true, NOW + 5 * DAY_US);
    given_dated(&g, WORKER, HIDDEN, NOW, NOW + 3 * DAY_US);
    pictured(&g);
    assert_allowed(asked(&g, WORKER, PERMISSION_view_client_schedule, about_client(HIDDEN), NOW), dated,
                   NOW + 3 * DAY_US);
    assert_allowed(asked(&g, WORKER, PERMISSION_view_client_schedule, about_client(CLIENT), NOW), events,
                   NOW + 5 * DAY_US);
    given_end(&g);
}

/* ------------------------------------------------------------------ surfaces */

static void ROL_07_keys_are_for_workers_in_the_field_app_only(void **state)
{
    struct given g;

    (void)state;
    given_office(&g);
    given_cell(&g, ROLE_STAFF, PERMISSION_manage_client_keys, true);
    pictured(&g);
    struct subject client = about_client(CLIENT);
    assert_allowed(asked_from(&g, WORKER, PERMISSION_manage_client_keys, client, SURFACE_FIELD_APP), events, INT64_MAX);
    assert_refused(asked_from(&g, WORKER, PERMISSION_manage_client_keys, client, SURFACE_DASHBOARD), field_app_only,
                   INT64_MAX);
    assert_refused(asked_from(&g, WORKER, PERMISSION_manage_client_keys, client, SURFACE_API), field_app_only,
                   INT64_MAX);
    assert_allowed(asked_from(&g, MANAGER, PERMISSION_manage_client_keys, client, SURFACE_DASHBOARD), manager,
                   INT64_MAX);
    g.facts.company.surfaces_lifted = true;
    pictured(&g);
    assert_allowed(asked_from(&g, WORKER, PERMISSION_manage_client_keys, client, SURFACE_DASHBOARD), events, INT64_MAX);
    given_end(&g);
}

static void ROL_07_clients_are_edited_on_the_dashboard_only_by_whomever(void **state)
{
    struct given g;

    (void)state;
    given_office(&g);
    for (int64_t person = ADMIN; person <= WORKER; person++) {
        struct subject client = about_client(CLIENT);
        assert_true(asked_from(&g, person, PERMISSION_edit_clients_and_pets, client, SURFACE_DASHBOARD).allowed);
        assert_true(asked_from(&g, person, PERMISSION_edit_clients_and_pets, client, SURFACE_API).allowed);
        assert_refused(asked_from(&g, person, PERMISSION_edit_clients_and_pets, client, SURFACE_FIELD_APP),
                       dashboard_only, INT64_MAX);
    }
    given_end(&g);
}

/* ------------------------------------------------------------------ staff */

static void ROL_139_without_manage_staff_one_sees_oneself_only(void **state)
{
    struct given g;

    (void)state;
    given_office(&g);
    given_exception(&g, MANAGER, PERMISSION_manage_staff, false, NOW + DAY_US);
    pictured(&g);
    assert_allowed(policy_sees_staff(g.picture, who(&g, WORKER), (struct staff_id){WORKER}, NOW), oneself, INT64_MAX);
    assert_refused(policy_sees_staff(g.picture, who(&g, WORKER), (struct staff_id){OTHER}, NOW), no_staff, INT64_MAX);
    assert_refused(policy_sees_staff(g.picture, who(&g, MANAGER), (struct staff_id){OTHER}, NOW), no_staff,
                   NOW + DAY_US);
    assert_refused(policy_sees_staff(g.picture, who(&g, MANAGER), (struct staff_id){NOBODY}, NOW), no_staff,
                   NOW + DAY_US);
    assert_allowed(policy_sees_staff(g.picture, who(&g, MANAGER), (struct staff_id){OTHER}, NOW + DAY_US),
                   staff_managed, INT64_MAX);
    assert_refused(policy_sees_staff(g.picture, who(&g, ADMIN), (struct staff_id){NOBODY}, NOW), no_staff, INT64_MAX);
    given_end(&g);
}

static void ROL_155_workers_have_the_audit_trail_of_themselves_only(void **state)
{
    struct given g;

    (void)state;
    given_office(&g);
    assert_allowed(asked(&g, WORKER, PERMISSION_view_audit, about_staff(WORKER), NOW), oneself, INT64_MAX);
    assert_refused(asked(&g, WORKER, PERMISSION_view_audit, about_staff(OTHER), NOW), only_own, INT64_MAX);
    assert_refused(asked(&g, WORKER, PERMISSION_view_audit, about_staff(NOBODY), NOW), only_own, INT64_MAX);
    assert_refused(asked(&g, WORKER, PERMISSION_view_audit, ABOUT_COMPANY, NOW), only_own, INT64_MAX);
    assert_allowed(asked(&g, WORKER, PERMISSION_manage_access, about_staff(WORKER), NOW), oneself, INT64_MAX);
    assert_refused(asked(&g, WORKER, PERMISSION_assign_roles, about_staff(WORKER), NOW), locked_off, INT64_MAX);
    given_end(&g);
}

static void ROL_155_the_audit_trail_goes_up_to_ones_level(void **state)
{
    struct given g;

    (void)state;
    given_office(&g);
    g.people[0].owner = true;
    given_person(&g, 5, ROLE_ADMIN);
    pictured(&g);
    assert_allowed(asked(&g, MANAGER, PERMISSION_view_audit, about_staff(OTHER), NOW), within_reach, INT64_MAX);
    assert_refused(asked(&g, MANAGER, PERMISSION_view_audit, about_staff(ADMIN), NOW), level, INT64_MAX);
    assert_allowed(asked(&g, 5, PERMISSION_view_audit, about_staff(ADMIN), NOW), within_reach, INT64_MAX);
    assert_refused(asked(&g, 5, PERMISSION_manage_access, about_staff(ADMIN), NOW), owner, INT64_MAX);
    given_end(&g);
    given_place(&g);
    assert_allowed(asked(&g, MANAGER, PERMISSION_view_audit, about_staff(OTHER), NOW), within_reach, INT64_MAX);
    assert_refused(asked(&g, MANAGER, PERMISSION_view_audit, about_staff(ADMIN), NOW), workers_only, INT64_MAX);
    given_end(&g);
}

static void ROL_104_time_off_is_approved_for_anybody_without_a_look_at_the_profile(void **state)
{
    struct given g;

    (void)state;
    given_office(&g);
    given_exception(&g, MANAGER, PERMISSION_manage_staff, false, 0);
    pictured(&g);
    assert_allowed(asked(&g, MANAGER, PERMISSION_approve_time_off, about_staff(ADMIN), NOW), role, INT64_MAX);
    assert_refused(asked(&g, MANAGER, PERMISSION_approve_time_off, about_staff(NOBODY), NOW), no_staff, INT64_MAX);
    assert_refused(asked(&g, MANAGER, PERMISSION_report_clients, about_staff(ADMIN), NOW), no_staff, INT64_MAX);
    given_end(&g);
}

static void ROL_105_what_is_ones_own_is_nobody_elses(void **state)
{
    static const enum permission OWN[] = {
        PERMISSION_manage_own_notifications, PERMISSION_request_time_off_without_approval,
        PERMISSION_generate_own_pay_stubs,   PERMISSION_post_messages_without_approval,
        PERMISSION_complete_without_message, PERMISSION_deliver_services,
        PERMISSION_report_personal,
    };
    struct given g;

    (void)state;
    given_office(&g);
    for (size_t i = 0; i < ARRAY_SIZE(OWN); i++) {
        assert_allowed(asked(&g, ADMIN, OWN[i], about_staff(ADMIN), NOW), oneself, INT64_MAX);
        assert_refused(asked(&g, ADMIN, OWN[i], about_staff(WORKER), NOW), only_own, INT64_MAX);
        assert_refused(asked(&g, ADMIN, OWN[i], about_staff(NOBODY), NOW), only_own, INT64_MAX);
    }
    given_end(&g);
}

/* ------------------------------------------------------------------ events */

static struct decision sees_event(const struct given *g, int64_t person, int64_t client, int64_t assigned)
{
    return policy_sees_event(g->picture, who(g, person), (struct client_id){client}, (struct staff_id){assigned}, NOW);
}

static void ROL_114_a_worker_sees_own_events_or_with_the_permission_all(void **state)
{
    struct given g;

    (void)state;
    given_office(&g);
    assert_allowed(sees_event(&g, WORKER, CLIENT, WORKER), own_event, INT64_MAX);
    assert_refused(sees_event(&g, WORKER, CLIENT, OTHER), other_event, INT64_MAX);
    assert_refused(sees_event(&g, WORKER, CLIENT, 0), other_event, INT64_MAX);
    assert_refused(sees_event(&g, WORKER, HIDDEN, WORKER), no_relation, INT64_MAX);
    given_exception(&g, WORKER, PERMISSION_view_client_schedule, true, NOW + DAY_US);
    pictured(&g);
    assert_allowed(sees_event(&g, WORKER, CLIENT, OTHER), client_schedule, NOW + DAY_US);
    assert_refused(sees_event(&g, WORKER, HIDDEN, OTHER), no_relation, INT64_MAX);
    assert_allowed(sees_event(&g, MANAGER, HIDDEN, 0), client_schedule, INT64_MAX);
    given_end(&g);
}

static void ACC_02_an_event_of_a_removed_client_is_hidden_even_if_assigned(void **state)
{
    struct given g;

    (void)state;
    given_office(&g);
    g.pairs[0].flags |= PAIR_REMOVED;
    pictured(&g);
    assert_refused(sees_event(&g, WORKER, CLIENT, WORKER), access_removed, INT64_MAX);
    assert_refused(asked(&g, WORKER, PERMISSION_deliver_services, about_event(CLIENT, WORKER), NOW), access_removed,
                   INT64_MAX);
    given_end(&g);
}

static void ROL_208_a_supporter_sees_and_helps_with_events_but_never_performs(void **state)
{
    struct given g;

    (void)state;
    given_place(&g);
    assert_allowed(sees_event(&g, OTHER, CLIENT, WORKER), support_view, INT64_MAX);
    assert_allowed(asked(&g, OTHER, PERMISSION_assist_appointments, about_event(CLIENT, WORKER), NOW), support_view,
                   INT64_MAX);
    assert_refused(asked(&g, OTHER, PERMISSION_deliver_services, about_event(CLIENT, OTHER), NOW), locked_off,
                   INT64_MAX);
    assert_refused(asked(&g, OTHER, PERMISSION_manage_scheduling, about_event(CLIENT, WORKER), NOW), locked_off,
                   INT64_MAX);
    given_end(&g);
}

static void ROL_208_services_are_delivered_at_ones_own_events_only(void **state)
{
    struct given g;

    (void)state;
    given_office(&g);
    given_cell(&g, ROLE_STAFF, PERMISSION_view_client_schedule, true);
    pictured(&g);
    assert_allowed(asked(&g, WORKER, PERMISSION_deliver_services, about_event(CLIENT, WORKER), NOW), own_event,
                   INT64_MAX);
    assert_refused(asked(&g, WORKER, PERMISSION_deliver_services, about_event(CLIENT, OTHER), NOW), not_assigned,
                   INT64_MAX);
    assert_refused(asked(&g, WORKER, PERMISSION_complete_without_message, about_event(CLIENT, OTHER), NOW),
                   not_assigned, INT64_MAX);
    assert_allowed(asked(&g, MANAGER, PERMISSION_complete_without_message, about_event(CLIENT, OTHER), NOW),
                   client_schedule, INT64_MAX);
    assert_refused(asked(&g, MANAGER, PERMISSION_deliver_services, about_event(CLIENT, OTHER), NOW), not_assigned,
                   INT64_MAX);
    given_end(&g);
}

static void SCH_11_the_company_calendar_shows_all_events_of_visible_clients(void **state)
{
    struct given g;

    (void)state;
    given_office(&g);
    given_cell(&g, ROLE_STAFF, PERMISSION_view_company_calendar, true);
    pictured(&g);
    assert_allowed(asked(&g, WORKER, PERMISSION_view_company_calendar, about_event(CLIENT, OTHER), NOW), events,
                   INT64_MAX);
    assert_refused(asked(&g, WORKER, PERMISSION_view_company_calendar, about_event(HIDDEN, OTHER), NOW), no_relation,
                   INT64_MAX);
    assert_refused(sees_event(&g, WORKER, CLIENT, OTHER), other_event, INT64_MAX);
    given_end(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ACC_06_the_lack_of_a_permission_is_told_before_anything_about_the_subject),
        cmocka_unit_test(ACC_06_what_is_hidden_answers_as_what_is_absent),
        cmocka_unit_test(ROL_04_what_is_no_permission_is_refused),
        cmocka_unit_test(ROL_04_a_stranger_may_do_only_what_needs_no_sign_in),
        cmocka_unit_test(ROL_303_the_reason_names_what_decided),
        cmocka_unit_test(ROL_302_the_earlier_of_two_ends_is_the_answers),
        cmocka_unit_test(ROL_07_keys_are_for_workers_in_the_field_app_only),
        cmocka_unit_test(ROL_07_clients_are_edited_on_the_dashboard_only_by_whomever),
        cmocka_unit_test(ROL_139_without_manage_staff_one_sees_oneself_only),
        cmocka_unit_test(ROL_155_workers_have_the_audit_trail_of_themselves_only),
        cmocka_unit_test(ROL_155_the_audit_trail_goes_up_to_ones_level),
        cmocka_unit_test(ROL_104_time_off_is_approved_for_anybody_without_a_look_at_the_profile),
        cmocka_unit_test(ROL_105_what_is_ones_own_is_nobody_elses),
        cmocka_unit_test(ROL_114_a_worker_sees_own_events_or_with_the_permission_all),
        cmocka_unit_test(ACC_02_an_event_of_a_removed_client_is_hidden_even_if_assigned),
        cmocka_unit_test(ROL_208_a_supporter_sees_and_helps_with_events_but_never_performs),
        cmocka_unit_test(ROL_208_services_are_delivered_at_ones_own_events_only),
        cmocka_unit_test(SCH_11_the_company_calendar_shows_all_events_of_visible_clients),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
