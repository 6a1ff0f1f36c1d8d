/* Grants, scopes, classes of fields, and what ends by itself. */
#include "policy_company.h"

enum { ADMIN = 1, MANAGER = 2, WORKER = 3, OTHER = 4, FIRST_CLIENT = 100, CLIENTS = 5 };

#define BIT(name) (1u << POLICY_CLASS_##name)

static void given_staffed(struct given *g, enum scheme scheme)
{
    bool field = scheme == SCHEME_FIELD;

    given_company(g, scheme);
    given_person(g, ADMIN, field ? ROLE_ADMIN : ROLE_OWNER_ADMIN);
    given_person(g, MANAGER, field ? ROLE_OFFICE_MANAGER : ROLE_FACILITY_ADMIN);
    given_person(g, WORKER, field ? ROLE_STAFF : ROLE_SERVICE_PERFORMER);
    given_person(g, OTHER, field ? ROLE_TRAINEE : ROLE_SERVICE_SUPPORTER);
    for (int i = 0; i < CLIENTS; i++)
        given_client(g, FIRST_CLIENT + i);
    given_pair(g, WORKER, FIRST_CLIENT + 3, PAIR_EVENTS);
    given_pair(g, WORKER, FIRST_CLIENT + 1, PAIR_EVENTS);
    given_pair(g, WORKER, FIRST_CLIENT + 2, PAIR_EVENTS | PAIR_REMOVED);
    given_pair(g, OTHER, FIRST_CLIENT + 4, PAIR_REMOVED);
    pictured(g);
}

static struct decision granted(const struct given *g, int64_t person, enum permission permission,
                               struct subject subject, struct arena *arena, struct grant *ret)
{
    struct question question = {permission, SURFACE_DASHBOARD, subject, NOW};

    return policy_grant(g->picture, who(g, person), &question, arena, ret);
}

static void a_grant_says_who_may_what_from_where_and_when(void **state)
{
    struct arena arena = ARENA_INIT;
    struct grant grant;
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    assert_true(granted(&g, MANAGER, PERMISSION_manage_services, ABOUT_COMPANY, &arena, &grant).allowed);
    assert_int_equal(grant.company.n, 77);
    assert_int_equal(grant.staff.n, MANAGER);
    assert_ptr_equal(grant.person, who(&g, MANAGER));
    assert_ptr_equal(grant.picture, g.picture);
    assert_int_equal(grant.permission, PERMISSION_manage_services);
    assert_int_equal(grant.surface, SURFACE_DASHBOARD);
    assert_int_equal(grant.change, 5);
    assert_true(grant.now == NOW && grant.valid_until == INT64_MAX);
    assert_int_equal(grant.scope.kind, SCOPE_ALL);
    arena_free(&arena);
    given_end(&g);
}

static void a_refusal_makes_no_grant(void **state)
{
    struct arena arena = ARENA_INIT;
    struct grant grant = {.permission = PERMISSION_anyone};
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    assert_refused(granted(&g, WORKER, PERMISSION_manage_services, ABOUT_COMPANY, &arena, &grant), locked_off,
                   INT64_MAX);
    assert_int_equal(grant.permission, PERMISSION_anyone);
    assert_ptr_equal(grant.person, NULL);
    arena_free(&arena);
    given_end(&g);
}

static void ACC_06_the_scope_is_what_the_person_sees(void **state)
{
    struct arena arena = ARENA_INIT;
    struct grant grant;
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    given_dated(&g, WORKER, FIRST_CLIENT, NOW, NOW + DAY_US);
    given_dated(&g, WORKER, FIRST_CLIENT + 4, NOW + DAY_US / 2, NOW + DAY_US);
    pictured(&g);
    assert_true(granted(&g, WORKER, PERMISSION_signed_in, ABOUT_COMPANY, &arena, &grant).allowed);
    assert_int_equal(grant.scope.kind, SCOPE_ONLY);
    assert_int_equal(grant.scope.count, 3);
    assert_int_equal(grant.scope.ids[0], FIRST_CLIENT);
    assert_int_equal(grant.scope.ids[1], FIRST_CLIENT + 1);
    assert_int_equal(grant.scope.ids[2], FIRST_CLIENT + 3);
    assert_true(grant.valid_until == NOW + DAY_US / 2);
    given_end(&g);
    given_staffed(&g, SCHEME_FACILITY);
    assert_true(granted(&g, OTHER, PERMISSION_signed_in, ABOUT_COMPANY, &arena, &grant).allowed);
    assert_int_equal(grant.scope.kind, SCOPE_ALL_BUT);
    assert_int_equal(grant.scope.count, 1);
    assert_int_equal(grant.scope.ids[0], FIRST_CLIENT + 4);
    arena_free(&arena);
    given_end(&g);
}

static void ACC_07_a_grant_ends_with_the_first_thing_it_rests_on(void **state)
{
    struct arena arena = ARENA_INIT;
    struct grant grant;
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    given_exception(&g, MANAGER, PERMISSION_manage_invoicing, false, NOW + 2 * DAY_US);
    pictured(&g);
    assert_true(granted(&g, MANAGER, PERMISSION_manage_services, ABOUT_COMPANY, &arena, &grant).allowed);
    assert_true(grant.valid_until == NOW + 2 * DAY_US);
    arena_free(&arena);
    given_end(&g);
}

static void SCH_61_who_schedules_completes_silently_on_the_dashboard_alone(void **state)
{
    struct arena arena = ARENA_INIT;
    struct grant grant;
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_complete_without_message, false);
    given_cell(&g, ROLE_STAFF, PERMISSION_complete_without_message, false);
    pictured(&g);
    assert_true(granted(&g, WORKER, PERMISSION_signed_in, ABOUT_COMPANY, &arena, &grant).allowed);
    assert_false(grant_completes_silently(&grant));
    assert_true(granted(&g, MANAGER, PERMISSION_signed_in, ABOUT_COMPANY, &arena, &grant).allowed);
    assert_true(grant_completes_silently(&grant));
    grant.surface = SURFACE_FIELD_APP;
    assert_false(grant_completes_silently(&grant));
    arena_free(&arena);
    given_end(&g);
}

static void a_grant_can_be_asked_further(void **state)
{
    struct arena arena = ARENA_INIT;
    struct grant grant;
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    assert_true(granted(&g, WORKER, PERMISSION_signed_in, ABOUT_COMPANY, &arena, &grant).allowed);
    assert_true(grant_holds(&grant, PERMISSION_edit_clients_and_pets));
    assert_false(grant_holds(&grant, PERMISSION_manage_services));
    assert_true(grant_sees_client(&grant, (struct client_id){FIRST_CLIENT + 1}));
    assert_false(grant_sees_client(&grant, (struct client_id){FIRST_CLIENT + 2}));
    grant.surface = SURFACE_FIELD_APP;
    assert_false(grant_holds(&grant, PERMISSION_edit_clients_and_pets));
    policy_grant_anyone((struct company_id){77}, NOW, &grant);
    assert_false(grant_holds(&grant, PERMISSION_signed_in));
    assert_false(grant_sees_client(&grant, (struct client_id){FIRST_CLIENT}));
    assert_int_equal(grant.scope.kind, SCOPE_ONLY);
    assert_int_equal(grant.scope.count, 0);
    assert_int_equal(grant.classes, BIT(BASIC));
    arena_free(&arena);
    given_end(&g);
}

static void a_stranger_is_granted_only_what_needs_no_sign_in(void **state)
{
    struct arena arena = ARENA_INIT;
    struct grant grant;
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    assert_allowed(granted(&g, 99, PERMISSION_anyone, ABOUT_COMPANY, &arena, &grant), anyone, INT64_MAX);
    assert_int_equal(grant.scope.count, 0);
    assert_ptr_equal(grant.person, NULL);
    assert_refused(granted(&g, 99, PERMISSION_signed_in, ABOUT_COMPANY, &arena, &grant), nobody, INT64_MAX);
    arena_free(&arena);
    given_end(&g);
}

static void ROL_04_the_program_itself_has_a_fixed_list_too(void **state)
{
    struct grant grant;
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    assert_true(policy_grant_system(g.picture, SURFACE_CLI, PERMISSION_manage_staff, NOW, &grant));
    assert_true(grant_holds(&grant, PERMISSION_view_audit));
    assert_true(grant_sees_client(&grant, (struct client_id){FIRST_CLIENT}));
    assert_false(grant_sees_client(&grant, (struct client_id){4711}));
    assert_true(policy_grant_system(g.picture, SURFACE_JOB, PERMISSION_manage_templates, NOW, &grant));
    assert_false(grant_holds(&grant, PERMISSION_manage_permissions));
    assert_false(policy_grant_system(g.picture, SURFACE_JOB, PERMISSION_manage_permissions, NOW, &grant));
    assert_false(policy_grant_system(g.picture, SURFACE_CLI, PERMISSION_private_message, NOW, &grant));
    assert_false(policy_grant_system(g.picture, SURFACE_CLI, PERMISSION_signed_in, NOW, &grant));
    for (int i = 1; i < PERMISSION__MAX; i++) {
        for (int surface = 1; surface < SURFACE__MAX; surface++) {
            if (surface != SURFACE_CLI && surface != SURFACE_JOB)
                assert_false(policy_grant_system(g.picture, (enum surface)surface, (enum permission)i, NOW, &grant));
        }
    }
    given_end(&g);
}

/* ------------------------------------------------------------------ classes */

static uint32_t classes(const struct given *g, int64_t person, struct subject subject)
{
    return policy_classes(g->picture, who(g, person), subject, NOW);
}

static void CLI_02_workers_get_basic_contact_and_care_of_what_they_see(void **state)
{
    const uint32_t worker = BIT(BASIC) | BIT(CONTACT) | BIT(CARE);
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    assert_int_equal(classes(&g, WORKER, about_client(FIRST_CLIENT + 1)), worker);
    assert_int_equal(classes(&g, WORKER, about_event(FIRST_CLIENT + 1, WORKER)), worker);
    assert_int_equal(classes(&g, WORKER, ABOUT_COMPANY), worker);
    assert_int_equal(classes(&g, WORKER, about_client(FIRST_CLIENT + 2)), 0);
    assert_int_equal(classes(&g, WORKER, about_event(FIRST_CLIENT + 1, OTHER)), 0);
    given_end(&g);
    given_staffed(&g, SCHEME_FACILITY);
    assert_int_equal(classes(&g, OTHER, about_client(FIRST_CLIENT)), worker);
    assert_int_equal(classes(&g, OTHER, about_client(FIRST_CLIENT + 4)), 0);
    given_end(&g);
}

static void CLI_02_managers_get_office_fields_and_by_permission_money_access_and_security(void **state)
{
    const uint32_t office = BIT(BASIC) | BIT(CONTACT) | BIT(CARE) | BIT(OFFICE);
    struct subject client = about_client(FIRST_CLIENT);
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    assert_int_equal(classes(&g, MANAGER, client),
                     office | BIT(MONEY) | BIT(ACCESS) | BIT(REASON) | BIT(STAFF) | BIT(SECURITY));
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_manage_staff, false);
    pictured(&g);
    assert_int_equal(classes(&g, MANAGER, client), office | BIT(MONEY));
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_manage_services, false);
    pictured(&g);
    assert_int_equal(classes(&g, MANAGER, client), office | BIT(MONEY));
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_manage_invoicing, false);
    pictured(&g);
    assert_int_equal(classes(&g, MANAGER, client), office);
    given_end(&g);
}

/* Each permission alone, as a token can carry it. */
static void API_02_a_token_shows_only_the_classes_of_what_it_carries(void **state)
{
    const uint32_t office = BIT(BASIC) | BIT(CONTACT) | BIT(CARE) | BIT(OFFICE);
    const uint32_t staff = BIT(BASIC) | BIT(CONTACT) | BIT(STAFF);
    const struct {
        enum permission carried;
        uint32_t client, worker, peer;
    } cases[] = {
        {PERMISSION_report_revenue, office, 0, 0},
        {PERMISSION_manage_services, office | BIT(MONEY), 0, 0},
        {PERMISSION_manage_invoicing, office | BIT(MONEY), 0, 0},
        {PERMISSION_view_client_invoices, office | BIT(MONEY), 0, 0},
        {PERMISSION_view_audit, office | BIT(SECURITY), 0, 0},
        {PERMISSION_manage_access, office | BIT(SECURITY), 0, 0},
        {PERMISSION_manage_staff, office | BIT(ACCESS) | BIT(REASON) | BIT(STAFF),
         staff | BIT(MONEY) | BIT(ACCESS) | BIT(REASON), staff | BIT(MONEY)},
    };
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct person token = person_limit(who(&g, ADMIN), PERMISSION_BIT(cases[i].carried));

        assert_int_equal(policy_classes(g.picture, &token, about_client(FIRST_CLIENT), NOW), cases[i].client);
        assert_int_equal(policy_classes(g.picture, &token, about_staff(WORKER), NOW), cases[i].worker);
        assert_int_equal(policy_classes(g.picture, &token, about_staff(MANAGER), NOW), cases[i].peer);
    }
    given_end(&g);
}

static void ACC_13_access_and_reason_are_shown_about_workers_only(void **state)
{
    const uint32_t known = BIT(ACCESS) | BIT(REASON);
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    assert_int_equal(classes(&g, MANAGER, about_staff(WORKER)) & known, known);
    assert_int_equal(classes(&g, MANAGER, about_staff(MANAGER)) & known, 0);
    assert_int_equal(classes(&g, ADMIN, about_staff(MANAGER)) & known, 0);
    assert_int_equal(classes(&g, WORKER, about_staff(WORKER)) & known, 0);
    given_end(&g);
}

static void ROL_139_about_oneself_everyone_gets_what_is_their_own(void **state)
{
    const uint32_t own = BIT(BASIC) | BIT(CONTACT) | BIT(MONEY) | BIT(STAFF) | BIT(SECURITY) | BIT(OWN);
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    assert_int_equal(classes(&g, WORKER, about_staff(WORKER)), own);
    assert_int_equal(classes(&g, WORKER, about_staff(OTHER)), 0);
    assert_int_equal(classes(&g, ADMIN, about_staff(WORKER)) & BIT(OWN), 0);
    assert_int_equal(classes(&g, MANAGER, about_staff(ADMIN)), BIT(BASIC) | BIT(CONTACT) | BIT(STAFF));
    assert_int_equal(classes(&g, ADMIN, about_staff(MANAGER)),
                     BIT(BASIC) | BIT(CONTACT) | BIT(MONEY) | BIT(STAFF) | BIT(SECURITY));
    assert_int_equal(classes(&g, ADMIN, about_staff(99)), 0);
    given_end(&g);
}

static void a_grant_shows_what_its_permission_is_for(void **state)
{
    struct arena arena = ARENA_INIT;
    struct grant grant;
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_manage_services, false);
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_manage_invoicing, false);
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_manage_staff, false);
    pictured(&g);
    assert_true(granted(&g, MANAGER, PERMISSION_manage_packages, ABOUT_COMPANY, &arena, &grant).allowed);
    assert_true(grant.classes & BIT(MONEY));
    assert_true(granted(&g, MANAGER, PERMISSION_manage_scheduling, ABOUT_COMPANY, &arena, &grant).allowed);
    assert_false(grant.classes & BIT(MONEY));
    arena_free(&arena);
    given_end(&g);
}

/* ------------------------------------------------------------------ differences */

static void ACC_51_a_demotion_loses_all_but_the_related_clients(void **state)
{
    struct arena arena = ARENA_INIT;
    struct picture *before;
    const int64_t *lost;
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    given_pair(&g, MANAGER, FIRST_CLIENT + 2, PAIR_EVENTS);
    before = picture_build(&g.facts);
    g.people[1].role = ROLE_STAFF;
    pictured(&g);
    assert_int_equal(policy_lost_clients(before, NOW, g.picture, NOW, (struct staff_id){MANAGER}, &arena, &lost), 4);
    assert_int_equal(lost[0], FIRST_CLIENT);
    assert_int_equal(lost[1], FIRST_CLIENT + 1);
    assert_int_equal(lost[2], FIRST_CLIENT + 3);
    assert_int_equal(lost[3], FIRST_CLIENT + 4);
    assert_int_equal(policy_lost_clients(g.picture, NOW, before, NOW, (struct staff_id){MANAGER}, &arena, &lost), 0);
    assert_int_equal(policy_lost_clients(g.picture, NOW, before, NOW, (struct staff_id){99}, &arena, &lost), 0);
    picture_release(before);
    arena_free(&arena);
    given_end(&g);
}

static void ACC_05_a_supporter_who_becomes_performer_loses_all_but_own_clients(void **state)
{
    struct arena arena = ARENA_INIT;
    struct picture *before;
    const int64_t *lost;
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FACILITY);
    given_pair(&g, OTHER, FIRST_CLIENT, PAIR_EVENTS);
    before = picture_build(&g.facts);
    g.people[3].role = ROLE_SERVICE_PERFORMER;
    pictured(&g);
    assert_int_equal(policy_lost_clients(before, NOW, g.picture, NOW, (struct staff_id){OTHER}, &arena, &lost), 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(lost[i], FIRST_CLIENT + 1 + i);
    picture_release(before);
    arena_free(&arena);
    given_end(&g);
}

static void ACC_08_what_fades_between_two_instants_is_lost(void **state)
{
    struct arena arena = ARENA_INIT;
    const int64_t *lost;
    struct given g;

    (void)state;
    given_staffed(&g, SCHEME_FIELD);
    g.facts.company.fade_days = 10;
    g.pairs[0].last_end_at = NOW;
    g.pairs[1].last_end_at = NOW - 5 * DAY_US;
    pictured(&g);
    struct staff_id worker = {WORKER};
    assert_int_equal(policy_lost_clients(g.picture, NOW, g.picture, NOW + 5 * DAY_US, worker, &arena, &lost), 1);
    assert_int_equal(lost[0], FIRST_CLIENT + 1);
    assert_true(policy_next_lapse(g.picture, who(&g, WORKER), NOW) == NOW + 5 * DAY_US);
    assert_true(policy_next_lapse(g.picture, who(&g, ADMIN), NOW) == INT64_MAX);
    arena_free(&arena);
    given_end(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grant_says_who_may_what_from_where_and_when),
        cmocka_unit_test(a_refusal_makes_no_grant),
        cmocka_unit_test(ACC_06_the_scope_is_what_the_person_sees),
        cmocka_unit_test(ACC_07_a_grant_ends_with_the_first_thing_it_rests_on),
        cmocka_unit_test(SCH_61_who_schedules_completes_silently_on_the_dashboard_alone),
        cmocka_unit_test(a_grant_can_be_asked_further),
        cmocka_unit_test(a_stranger_is_granted_only_what_needs_no_sign_in),
        cmocka_unit_test(ROL_04_the_program_itself_has_a_fixed_list_too),
        cmocka_unit_test(CLI_02_workers_get_basic_contact_and_care_of_what_they_see),
        cmocka_unit_test(CLI_02_managers_get_office_fields_and_by_permission_money_access_and_security),
        cmocka_unit_test(API_02_a_token_shows_only_the_classes_of_what_it_carries),
        cmocka_unit_test(ACC_13_access_and_reason_are_shown_about_workers_only),
        cmocka_unit_test(ROL_139_about_oneself_everyone_gets_what_is_their_own),
        cmocka_unit_test(a_grant_shows_what_its_permission_is_for),
        cmocka_unit_test(ACC_51_a_demotion_loses_all_but_the_related_clients),
        cmocka_unit_test(ACC_05_a_supporter_who_becomes_performer_loses_all_but_own_clients),
        cmocka_unit_test(ACC_08_what_fades_between_two_instants_is_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
