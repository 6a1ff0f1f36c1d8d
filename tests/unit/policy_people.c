/* What one person may do about another: access, roles, standing. */
#include "policy_company.h"

/* Two people of each role, ids 10 × role + 1 and + 2; the first Admin or Owner Admin is the owner; 99 is nobody. */
enum { NOBODY = 99, CUSTOM = ROLE_CUSTOM_FIRST };

static int first_role(enum scheme scheme)
{
    return scheme == SCHEME_FIELD ? ROLE_TRAINEE : ROLE_SERVICE_SUPPORTER;
}

static int64_t one(int role)
{
    return 10 * role + 1;
}

static int64_t two(int role)
{
    return 10 * role + 2;
}

static void given_two_of_each(struct given *g, enum scheme scheme)
{
    given_company(g, scheme);
    for (int role = first_role(scheme); role < first_role(scheme) + 4; role++) {
        given_person(g, one(role), role);
        given_person(g, two(role), role);
    }
    g->people[6].owner = true;
    pictured(g);
}

static struct decision switches(const struct given *g, int64_t person, int64_t staff)
{
    return policy_may_switch_access(g->picture, who(g, person), (struct staff_id){staff}, NOW);
}

static struct decision manages(const struct given *g, int64_t person, int64_t staff)
{
    return policy_may_manage_staff(g->picture, who(g, person), (struct staff_id){staff}, NOW);
}

static struct decision freezes(const struct given *g, int64_t person, int64_t staff)
{
    return policy_may_freeze(g->picture, who(g, person), (struct staff_id){staff}, NOW);
}

static struct decision gives(const struct given *g, int64_t person, int64_t staff, int role)
{
    return policy_may_give_role(g->picture, who(g, person), (struct staff_id){staff}, role, NOW);
}

/* ------------------------------------------------------------------ access */

static void ACC_12_access_is_switched_by_managers_about_workers_other_than_oneself(void **state)
{
    /* Rows: who switches, least first; columns: about whom. */
    static const char *const FIELD[] = {"....", "....", "yy..", "yy.."};
    static const char *const FACILITY[] = {"....", "....", "yy..", "yy.."};
    struct given g;

    (void)state;
    for (int scheme = SCHEME_FIELD; scheme < SCHEME__MAX; scheme++) {
        int first = first_role((enum scheme)scheme);
        given_two_of_each(&g, (enum scheme)scheme);
        for (int role = 0; role < 4; role++) {
            for (int about = 0; about < 4; about++) {
                const char *row = scheme == SCHEME_FIELD ? FIELD[role] : FACILITY[role];
                assert_int_equal(switches(&g, one(first + role), two(first + about)).allowed, row[about] == 'y');
            }
        }
        given_end(&g);
    }
}

static void ACC_12_never_about_oneself_a_manager_or_nobody(void **state)
{
    struct given g;

    (void)state;
    given_two_of_each(&g, SCHEME_FIELD);
    assert_refused(switches(&g, one(ROLE_OFFICE_MANAGER), one(ROLE_OFFICE_MANAGER)), own_access, INT64_MAX);
    assert_refused(switches(&g, one(ROLE_ADMIN), one(ROLE_ADMIN)), own_access, INT64_MAX);
    assert_refused(switches(&g, one(ROLE_ADMIN), one(ROLE_OFFICE_MANAGER)), manager_access, INT64_MAX);
    assert_refused(switches(&g, one(ROLE_ADMIN), NOBODY), no_staff, INT64_MAX);
    assert_refused(switches(&g, one(ROLE_STAFF), one(ROLE_STAFF)), locked_off, INT64_MAX);
    assert_refused(switches(&g, NOBODY, one(ROLE_STAFF)), nobody, INT64_MAX);
    given_end(&g);
}

static void ACC_12_an_office_manager_needs_manage_staff(void **state)
{
    struct given g;

    (void)state;
    given_two_of_each(&g, SCHEME_FIELD);
    given_exception(&g, one(ROLE_OFFICE_MANAGER), PERMISSION_manage_staff, false, 0);
    given_exception(&g, two(ROLE_OFFICE_MANAGER), PERMISSION_manage_staff, true, NOW + DAY_US);
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_manage_staff, false);
    pictured(&g);
    assert_refused(switches(&g, one(ROLE_OFFICE_MANAGER), one(ROLE_STAFF)), switched_off, INT64_MAX);
    assert_allowed(switches(&g, two(ROLE_OFFICE_MANAGER), one(ROLE_STAFF)), may_switch, NOW + DAY_US);
    given_end(&g);
}

static void ACC_63_the_access_of_an_inactive_worker_can_be_switched(void **state)
{
    struct given g;

    (void)state;
    given_two_of_each(&g, SCHEME_FIELD);
    g.people[0].status = STAFF_INACTIVE;
    pictured(&g);
    assert_true(switches(&g, one(ROLE_ADMIN), one(ROLE_TRAINEE)).allowed);
    given_end(&g);
}

/* ------------------------------------------------------------------ roles */

/* Whether `by` gives `to`, who has the role `from`, the role `role`; all as 0 least … 3 most. */
static bool gives_role(enum scheme scheme, int by, int from, int role)
{
    if (by < 2)
        return false;
    if (scheme == SCHEME_FACILITY && by == 2)
        return from < 2 && role < 2;
    return from <= by && role <= by;
}

static void ROL_152_and_202_every_role_given_by_every_role_to_every_role(void **state)
{
    struct given g;
    int allowed = 0;

    (void)state;
    for (int scheme = SCHEME_FIELD; scheme < SCHEME__MAX; scheme++) {
        int first = first_role((enum scheme)scheme);
        given_two_of_each(&g, (enum scheme)scheme);
        for (int n = 0; n < 4 * 4 * 4; n++) {
            int by = n / 16, from = n / 4 % 4, role = n % 4;
            struct decision decision = gives(&g, one(first + by), two(first + from), first + role);
            assert_int_equal(decision.allowed, gives_role((enum scheme)scheme, by, from, role));
            allowed += decision.allowed;
        }
        given_end(&g);
    }
    assert_int_equal(allowed, 9 + 16 + 4 + 16);
}

static void ROL_152_nobody_gives_a_role_to_themself(void **state)
{
    struct given g;

    (void)state;
    for (int scheme = SCHEME_FIELD; scheme < SCHEME__MAX; scheme++) {
        int first = first_role((enum scheme)scheme);
        given_two_of_each(&g, (enum scheme)scheme);
        for (int by = 2; by < 4; by++) {
            for (int role = 0; role < 4; role++)
                assert_refused(gives(&g, one(first + by), one(first + by), first + role), own_role, INT64_MAX);
        }
        assert_false(gives(&g, one(first), one(first), first).allowed);
        given_end(&g);
    }
}

static void ROL_142_and_214_nobody_else_touches_the_owner(void **state)
{
    struct given g;

    (void)state;
    given_two_of_each(&g, SCHEME_FIELD);
    assert_refused(gives(&g, two(ROLE_ADMIN), one(ROLE_ADMIN), ROLE_STAFF), owner, INT64_MAX);
    assert_refused(manages(&g, two(ROLE_ADMIN), one(ROLE_ADMIN)), owner, INT64_MAX);
    assert_refused(freezes(&g, two(ROLE_ADMIN), one(ROLE_ADMIN)), owner, INT64_MAX);
    assert_refused(asked(&g, two(ROLE_ADMIN), PERMISSION_manage_permissions, about_staff(one(ROLE_ADMIN)), NOW), owner,
                   INT64_MAX);
    assert_allowed(gives(&g, one(ROLE_ADMIN), two(ROLE_ADMIN), ROLE_STAFF), may_give, INT64_MAX);
    given_end(&g);
    given_two_of_each(&g, SCHEME_FACILITY);
    assert_refused(gives(&g, two(ROLE_OWNER_ADMIN), one(ROLE_OWNER_ADMIN), ROLE_FACILITY_ADMIN), owner, INT64_MAX);
    assert_allowed(gives(&g, one(ROLE_OWNER_ADMIN), two(ROLE_OWNER_ADMIN), ROLE_FACILITY_ADMIN), may_give, INT64_MAX);
    given_end(&g);
}

static void ROL_152_a_role_above_ones_level_or_of_no_company_is_not_given(void **state)
{
    struct given g;

    (void)state;
    given_two_of_each(&g, SCHEME_FIELD);
    given_role(&g, CUSTOM, ROLE_ADMIN);
    given_role(&g, CUSTOM + 1, ROLE_STAFF);
    pictured(&g);
    assert_refused(gives(&g, one(ROLE_OFFICE_MANAGER), one(ROLE_STAFF), ROLE_ADMIN), role_above, INT64_MAX);
    assert_refused(gives(&g, one(ROLE_OFFICE_MANAGER), one(ROLE_STAFF), CUSTOM), role_above, INT64_MAX);
    assert_allowed(gives(&g, one(ROLE_OFFICE_MANAGER), one(ROLE_TRAINEE), CUSTOM + 1), may_give, INT64_MAX);
    assert_refused(gives(&g, one(ROLE_ADMIN), one(ROLE_STAFF), CUSTOM + 2), no_such_role, INT64_MAX);
    assert_refused(gives(&g, one(ROLE_ADMIN), one(ROLE_STAFF), ROLE_SERVICE_PERFORMER), no_such_role, INT64_MAX);
    assert_refused(gives(&g, one(ROLE_ADMIN), NOBODY, ROLE_STAFF), no_staff, INT64_MAX);
    given_end(&g);
    given_two_of_each(&g, SCHEME_FACILITY);
    assert_refused(gives(&g, one(ROLE_FACILITY_ADMIN), one(ROLE_SERVICE_SUPPORTER), ROLE_FACILITY_ADMIN), workers_only,
                   INT64_MAX);
    given_end(&g);
}

static void ROL_152_someone_new_gets_a_role_up_to_ones_level(void **state)
{
    struct given g;

    (void)state;
    given_two_of_each(&g, SCHEME_FIELD);
    assert_allowed(gives(&g, one(ROLE_OFFICE_MANAGER), 0, ROLE_OFFICE_MANAGER), may_give, INT64_MAX);
    assert_refused(gives(&g, one(ROLE_OFFICE_MANAGER), 0, ROLE_ADMIN), role_above, INT64_MAX);
    assert_refused(gives(&g, one(ROLE_STAFF), 0, ROLE_TRAINEE), locked_off, INT64_MAX);
    given_end(&g);
}

/* ------------------------------------------------------------------ standing */

static void ROL_141_people_at_or_below_ones_level_are_managed(void **state)
{
    static const char *const FIELD[] = {"....", "....", "yyy.", "yyyy"};
    static const char *const FACILITY[] = {"....", "....", "yy..", "yyyy"};
    struct given g;

    (void)state;
    for (int scheme = SCHEME_FIELD; scheme < SCHEME__MAX; scheme++) {
        int first = first_role((enum scheme)scheme);
        given_two_of_each(&g, (enum scheme)scheme);
        for (int by = 0; by < 4; by++) {
            for (int about = 0; about < 4; about++) {
                bool expected = (scheme == SCHEME_FIELD ? FIELD : FACILITY)[by][about] == 'y';
                int64_t person = one(first + by), staff = two(first + about);
                assert_int_equal(manages(&g, person, staff).allowed, expected);
                assert_int_equal(freezes(&g, person, staff).allowed, expected);
                assert_int_equal(asked(&g, person, PERMISSION_manage_access, about_staff(staff), NOW).allowed,
                                 expected);
            }
        }
        given_end(&g);
    }
}

static void ROL_141_one_edits_oneself_but_does_not_freeze_oneself(void **state)
{
    struct given g;

    (void)state;
    given_two_of_each(&g, SCHEME_FACILITY);
    assert_allowed(manages(&g, one(ROLE_FACILITY_ADMIN), one(ROLE_FACILITY_ADMIN)), oneself, INT64_MAX);
    assert_refused(freezes(&g, one(ROLE_FACILITY_ADMIN), one(ROLE_FACILITY_ADMIN)), own_standing, INT64_MAX);
    assert_refused(freezes(&g, one(ROLE_OWNER_ADMIN), one(ROLE_OWNER_ADMIN)), own_standing, INT64_MAX);
    assert_refused(freezes(&g, one(ROLE_SERVICE_PERFORMER), one(ROLE_SERVICE_PERFORMER)), locked_off, INT64_MAX);
    given_end(&g);
}

static void ROL_304_one_views_as_others_at_or_below_ones_level(void **state)
{
    static const char *const FIELD[] = {"....", "....", "yyy.", "yyyy"};
    static const char *const FACILITY[] = {"....", "....", "yy..", "yyyy"};
    struct given g;

    (void)state;
    for (int scheme = SCHEME_FIELD; scheme < SCHEME__MAX; scheme++) {
        int first = first_role((enum scheme)scheme);
        given_two_of_each(&g, (enum scheme)scheme);
        for (int n = 0; n < 16; n++) {
            struct staff_id self = {one(first + n / 4)}, other = {two(first + n % 4)};
            bool expected = (scheme == SCHEME_FIELD ? FIELD : FACILITY)[n / 4][n % 4] == 'y';
            assert_int_equal(policy_may_view_as(g.picture, who(&g, self.n), other, NOW).allowed, expected);
            assert_false(policy_may_view_as(g.picture, who(&g, self.n), self, NOW).allowed);
        }
        given_end(&g);
    }
}

/* What `viewer` gets through the eyes of `staff` and would not get through their own. */
static int gained(const struct given *g, int64_t viewer, int64_t staff)
{
    const struct person *self = who(g, viewer);
    struct person seen;
    int count = 0;

    if (!policy_view_as(g->picture, self, (struct staff_id){staff}, NOW, &seen).allowed)
        return 0;
    assert_int_equal(self->class, ROLE_CLASS_MANAGER); /* and so sees every client */
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        const struct question question = {(enum permission)i, SURFACE_DASHBOARD, ABOUT_COMPANY, NOW};

        count +=
            policy_decide(g->picture, &seen, &question).allowed && !policy_decide(g->picture, self, &question).allowed;
    }
    for (int i = 0; i < picture_person_count(g->picture); i++) {
        struct subject about = ABOUT_STAFF(picture_person_at(g->picture, i)->id);

        count += (policy_classes(g->picture, &seen, about, NOW) & ~policy_classes(g->picture, self, about, NOW)) != 0;
    }
    return count + seen.owner;
}

static void ROL_304_nothing_is_gained_by_looking_through_other_eyes(void **state)
{
    struct given g;
    int views = 0;

    (void)state;
    for (int scheme = SCHEME_FIELD; scheme < SCHEME__MAX; scheme++) {
        int first = first_role((enum scheme)scheme);
        given_two_of_each(&g, (enum scheme)scheme);
        for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) { /* whoever looks has what can be taken taken */
            if (i != PERMISSION_manage_staff)
                given_exception(&g, one(first + 2 + i % 2), (enum permission)i, false, 0);
        }
        pictured(&g);
        for (int n = 0; n < 64; n++) {
            int64_t viewer = n / 8 % 2 ? two(first + n / 16) : one(first + n / 16);
            int64_t staff = n % 2 ? two(first + n / 2 % 4) : one(first + n / 2 % 4);

            assert_int_equal(gained(&g, viewer, staff), 0);
            views += policy_may_view_as(g.picture, who(&g, viewer), (struct staff_id){staff}, NOW).allowed;
        }
        given_end(&g);
    }
    assert_true(views > 20);
}

static void ROL_304_nobody_views_as_the_owner_or_as_somebody_who_cannot_come_in(void **state)
{
    struct given g;
    struct person seen;

    (void)state;
    given_two_of_each(&g, SCHEME_FIELD);
    for (int status = STAFF_INVITED; status < STAFF_STATUS__MAX; status++) {
        g.people[0].status = (enum staff_status)status;
        pictured(&g);
        assert_int_equal(
            policy_may_view_as(g.picture, who(&g, two(ROLE_ADMIN)), (struct staff_id){one(ROLE_TRAINEE)}, NOW).allowed,
            status == STAFF_ACTIVE);
    }
    assert_refused(policy_may_view_as(g.picture, who(&g, two(ROLE_ADMIN)), (struct staff_id){one(ROLE_ADMIN)}, NOW),
                   owner, INT64_MAX);
    for (int i = 0; i < g.facts.person_count; i++) /* why somebody above cannot come in is not told */
        g.people[i].status = g.people[i].id.n == two(ROLE_ADMIN) ? STAFF_FROZEN : g.people[i].status;
    pictured(&g);
    assert_refused(
        policy_may_view_as(g.picture, who(&g, one(ROLE_OFFICE_MANAGER)), (struct staff_id){two(ROLE_ADMIN)}, NOW),
        level, INT64_MAX);
    given_exception(&g, one(ROLE_OFFICE_MANAGER), PERMISSION_manage_staff, true, NOW + DAY_US);
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_manage_staff, false);
    pictured(&g);
    assert_int_equal(
        policy_view_as(g.picture, who(&g, one(ROLE_OFFICE_MANAGER)), (struct staff_id){one(ROLE_STAFF)}, NOW, &seen)
            .valid_until,
        NOW + DAY_US);
    given_end(&g);
}

static bool compares(const struct given *g, int64_t person, int64_t staff)
{
    return policy_may_compare(g->picture, who(g, person), (struct staff_id){staff}, NOW).allowed;
}

static void ROL_305_one_is_set_beside_others_at_or_below_ones_level_and_the_owner(void **state)
{
    static const char *const FIELD[] = {"....", "....", "yyy.", "yyyy"};
    static const char *const FACILITY[] = {"....", "....", "yy..", "yyyy"};
    struct given g;

    (void)state;
    for (int scheme = SCHEME_FIELD; scheme < SCHEME__MAX; scheme++) {
        int first = first_role((enum scheme)scheme);

        given_two_of_each(&g, (enum scheme)scheme);
        for (int by = 0; by < 4; by++) {
            assert_true(compares(&g, two(first + by), two(first + by)));
            assert_false(compares(&g, two(first + by), NOBODY));
            for (int about = 0; about < 4; about++)
                assert_int_equal(compares(&g, two(first + by), one(first + about)),
                                 (scheme == SCHEME_FIELD ? FIELD : FACILITY)[by][about] == 'y');
        }
        given_end(&g);
    }
    given_two_of_each(&g, SCHEME_FIELD);
    given_exception(&g, one(ROLE_OFFICE_MANAGER), PERMISSION_manage_staff, false, 0);
    pictured(&g);
    assert_false(compares(&g, one(ROLE_OFFICE_MANAGER), one(ROLE_STAFF)));
    given_end(&g);
}

static void ACC_40_whoever_makes_the_schedule_names_anyone_in_it(void **state)
{
    struct given g;

    (void)state;
    given_two_of_each(&g, SCHEME_FIELD);
    given_exception(&g, one(ROLE_OFFICE_MANAGER), PERMISSION_manage_staff, false, 0);
    pictured(&g);
    struct staff_id worker = {one(ROLE_STAFF)}, nobody = {NOBODY};
    assert_allowed(policy_may_name_staff(g.picture, who(&g, one(ROLE_OFFICE_MANAGER)), worker, NOW), may_name,
                   INT64_MAX);
    assert_refused(policy_may_name_staff(g.picture, who(&g, one(ROLE_OFFICE_MANAGER)), nobody, NOW), no_staff,
                   INT64_MAX);
    assert_refused(policy_may_name_staff(g.picture, who(&g, two(ROLE_STAFF)), worker, NOW), no_staff, INT64_MAX);
    assert_allowed(policy_may_name_staff(g.picture, who(&g, one(ROLE_STAFF)), worker, NOW), oneself, INT64_MAX);
    given_end(&g);
}

static void ROL_302_naming_somebody_does_not_end_with_the_sight_that_it_does_without(void **state)
{
    struct given g;

    (void)state;
    given_two_of_each(&g, SCHEME_FIELD);
    given_cell(&g, ROLE_OFFICE_MANAGER, PERMISSION_manage_staff, false);
    given_exception(&g, one(ROLE_OFFICE_MANAGER), PERMISSION_manage_staff, true, NOW + 5);
    pictured(&g);
    struct staff_id worker = {one(ROLE_STAFF)};
    assert_allowed(policy_sees_staff(g.picture, who(&g, one(ROLE_OFFICE_MANAGER)), worker, NOW), staff_managed,
                   NOW + 5);
    assert_allowed(policy_may_name_staff(g.picture, who(&g, one(ROLE_OFFICE_MANAGER)), worker, NOW), staff_managed,
                   INT64_MAX);
    struct person by_token = person_limit(who(&g, one(ROLE_OFFICE_MANAGER)), PERMISSION_BIT(PERMISSION_manage_staff));
    assert_allowed(policy_may_name_staff(g.picture, &by_token, worker, NOW), staff_managed, NOW + 5);
    assert_allowed(policy_may_name_staff(g.picture, &by_token, by_token.id, NOW), oneself, INT64_MAX);
    given_end(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ACC_12_access_is_switched_by_managers_about_workers_other_than_oneself),
        cmocka_unit_test(ACC_12_never_about_oneself_a_manager_or_nobody),
        cmocka_unit_test(ACC_12_an_office_manager_needs_manage_staff),
        cmocka_unit_test(ACC_63_the_access_of_an_inactive_worker_can_be_switched),
        cmocka_unit_test(ROL_152_and_202_every_role_given_by_every_role_to_every_role),
        cmocka_unit_test(ROL_152_nobody_gives_a_role_to_themself),
        cmocka_unit_test(ROL_142_and_214_nobody_else_touches_the_owner),
        cmocka_unit_test(ROL_152_a_role_above_ones_level_or_of_no_company_is_not_given),
        cmocka_unit_test(ROL_152_someone_new_gets_a_role_up_to_ones_level),
        cmocka_unit_test(ROL_141_people_at_or_below_ones_level_are_managed),
        cmocka_unit_test(ROL_141_one_edits_oneself_but_does_not_freeze_oneself),
        cmocka_unit_test(ROL_304_one_views_as_others_at_or_below_ones_level),
        cmocka_unit_test(ROL_304_nothing_is_gained_by_looking_through_other_eyes),
        cmocka_unit_test(ROL_304_nobody_views_as_the_owner_or_as_somebody_who_cannot_come_in),
        cmocka_unit_test(ROL_305_one_is_set_beside_others_at_or_below_ones_level_and_the_owner),
        cmocka_unit_test(ACC_40_whoever_makes_the_schedule_names_anyone_in_it),
        cmocka_unit_test(ROL_302_naming_somebody_does_not_end_with_the_sight_that_it_does_without),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
