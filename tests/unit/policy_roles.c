#include "policy_company.h"
#include "policy_table.h"

static const enum role FIELD_COLUMNS[] = {ROLE_TRAINEE, ROLE_STAFF, ROLE_OFFICE_MANAGER, ROLE_ADMIN};
static const enum role FACILITY_COLUMNS[] = {ROLE_OWNER_ADMIN, ROLE_FACILITY_ADMIN, ROLE_SERVICE_PERFORMER,
                                             ROLE_SERVICE_SUPPORTER};

static enum cell_kind kind_of(char letter)
{
    switch (letter) {
    case '-':
        return CELL_LOCKED_OFF;
    case '+':
        return CELL_LOCKED_ON;
    case 'y':
        return CELL_DEFAULT_ON;
    case 'n':
        return CELL_DEFAULT_OFF;
    case 's':
        return CELL_SUPPORT;
    case 'o':
        return CELL_OWN;
    case 'm':
        return CELL_WITH_STAFF;
    case 'w':
        return CELL_WORKERS;
    case 'a':
        return CELL_ANY_ROLE;
    case 'i':
        return CELL_WITH_INVOICING;
    case 'r':
        return CELL_WITH_SCHEDULES;
    default:
        fail_msg("the test's own table holds '%c'", letter);
        return CELL_KIND__MAX;
    }
}

static void assert_scheme(const struct written *rows, size_t count, const enum role *columns)
{
    assert_int_equal(count, PERMISSION__MAX - 1);
    for (size_t i = 0; i < count; i++) {
        enum permission permission;
        assert_true(permission_parse(str_from(rows[i].permission), &permission));
        assert_int_equal(permission_number(permission), rows[i].rule);
        for (int column = 0; column < 4; column++) {
            if (scheme_cell(columns[column], permission) != kind_of(rows[i].cells[column]))
                fail_msg("%s of %s is not %c", rows[i].permission, role_info(columns[column])->wire,
                         rows[i].cells[column]);
        }
    }
}

static void ROL_01_every_cell_of_the_field_scheme_is_as_written(void **state)
{
    (void)state;
    assert_scheme(field_as_written, ARRAY_SIZE(field_as_written), FIELD_COLUMNS);
}

static void ROL_01_every_cell_of_the_facility_scheme_is_as_written(void **state)
{
    (void)state;
    assert_scheme(facility_as_written, ARRAY_SIZE(facility_as_written), FACILITY_COLUMNS);
}

static void ROL_01_the_catalogue_has_a_text_and_a_rule_of_its_own_for_each(void **state)
{
    struct arena arena = ARENA_INIT;

    (void)state;
    for (int i = 1; i < PERMISSION__MAX; i++) {
        const struct permission_info *info = permission_info((enum permission)i);
        enum permission again;
        assert_true(permission_parse(str_from(info->name), &again));
        assert_int_equal(again, i);
        assert_int_equal(permission_by_number(permission_number((enum permission)i)), i);
        assert_true(strlen(info->label_text) > 3 && strlen(info->gives_text) > 10 && strlen(info->lacks_text) > 10);
        assert_true(permission_group_label(info->group, (struct wording){false, false}, &arena).n > 3);
        assert_int_equal(info->group == GROUP_COMPANY, permission_number((enum permission)i) > 150);
    }
    assert_int_equal(permission_by_number(133), PERMISSION__NONE);
    arena_free(&arena);
}

static void ROL_04_what_is_no_permission_of_the_catalogue_has_no_name(void **state)
{
    enum permission permission = PERMISSION__NONE;

    (void)state;
    assert_false(permission_parse(STR("signed_in"), &permission));
    assert_false(permission_parse(STR("anyone"), &permission));
    assert_false(permission_parse(STR(""), &permission));
    assert_false(permission_parse(STR("manage_staf"), &permission));
    assert_int_equal(permission, PERMISSION__NONE);
    assert_string_equal(permission_info(PERMISSION_signed_in)->name, "signed_in");
    assert_string_equal(permission_info(PERMISSION_anyone)->name, "anyone");
}

static void ROL_02_both_schemes_have_an_admin_of_their_own(void **state)
{
    static const struct {
        enum scheme scheme;
        const char *wire;
        enum role role;
    } NAMES[] = {
        {SCHEME_FIELD, "trainee", ROLE_TRAINEE},
        {SCHEME_FIELD, "staff", ROLE_STAFF},
        {SCHEME_FIELD, "office_manager", ROLE_OFFICE_MANAGER},
        {SCHEME_FIELD, "admin", ROLE_ADMIN},
        {SCHEME_FACILITY, "service_supporter", ROLE_SERVICE_SUPPORTER},
        {SCHEME_FACILITY, "service_performer", ROLE_SERVICE_PERFORMER},
        {SCHEME_FACILITY, "admin", ROLE_FACILITY_ADMIN},
        {SCHEME_FACILITY, "owner_admin", ROLE_OWNER_ADMIN},
    };
    enum role role;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(NAMES); i++) {
        assert_true(role_parse(NAMES[i].scheme, str_from(NAMES[i].wire), &role));
        assert_int_equal(role, NAMES[i].role);
        assert_int_equal(role_info(role)->scheme, NAMES[i].scheme);
    }
    assert_false(role_parse(SCHEME_FIELD, STR("owner_admin"), &role));
    assert_false(role_parse(SCHEME_FACILITY, STR("staff"), &role));
    assert_false(role_parse(SCHEME_FIELD, STR(""), &role));
}

static void ROL_141_levels_rise_within_a_scheme_and_reach_is_as_the_rules_say(void **state)
{
    static const struct {
        enum role role;
        int level, reach;
        enum role_class class;
        bool assigned, preferred;
    } ROLES[] = {
        {ROLE_TRAINEE, 1, 0, ROLE_CLASS_RELATED, true, true},
        {ROLE_STAFF, 2, 0, ROLE_CLASS_RELATED, true, true},
        {ROLE_OFFICE_MANAGER, 3, 3, ROLE_CLASS_MANAGER, true, true},
        {ROLE_ADMIN, 4, 4, ROLE_CLASS_MANAGER, true, true},
        {ROLE_SERVICE_SUPPORTER, 1, 0, ROLE_CLASS_SUPPORT, false, false},
        {ROLE_SERVICE_PERFORMER, 2, 0, ROLE_CLASS_RELATED, true, false},
        {ROLE_FACILITY_ADMIN, 3, 2, ROLE_CLASS_MANAGER, true, true},
        {ROLE_OWNER_ADMIN, 4, 4, ROLE_CLASS_MANAGER, true, true},
    };

    (void)state;
    assert_int_equal(ARRAY_SIZE(ROLES), ROLE__MAX - 1);
    for (size_t i = 0; i < ARRAY_SIZE(ROLES); i++) {
        const struct role_info *info = role_info(ROLES[i].role);
        assert_int_equal(info->level, ROLES[i].level);
        assert_int_equal(info->reach, ROLES[i].reach);
        assert_int_equal(info->class, ROLES[i].class);
        assert_int_equal(info->can_be_assigned, ROLES[i].assigned);
        assert_int_equal(info->preferred_relates, ROLES[i].preferred);
    }
}

static void ROL_03_only_y_and_n_are_not_locked(void **state)
{
    (void)state;
    for (int kind = 1; kind < CELL_KIND__MAX; kind++)
        assert_int_equal(cell_is_locked((enum cell_kind)kind), kind != CELL_DEFAULT_ON && kind != CELL_DEFAULT_OFF);
    assert_true(cell_default(CELL_DEFAULT_ON) && cell_default(CELL_LOCKED_ON) && cell_default(CELL_SUPPORT));
    assert_false(cell_default(CELL_DEFAULT_OFF) || cell_default(CELL_LOCKED_OFF) || cell_default(CELL_OWN));
}

static void ROL_140_couplings_have_one_link_only(void **state)
{
    (void)state;
    for (int role = 1; role < ROLE__MAX; role++) {
        for (int i = 1; i < PERMISSION__MAX; i++) {
            enum permission needs = permission_needs((enum role)role, (enum permission)i);
            if (needs != PERMISSION__NONE)
                assert_int_equal(permission_needs((enum role)role, needs), PERMISSION__NONE);
        }
    }
    assert_int_equal(permission_needs(ROLE_OFFICE_MANAGER, PERMISSION_approve_time_off),
                     PERMISSION_view_company_time_off);
    assert_int_equal(permission_needs(ROLE_OFFICE_MANAGER, PERMISSION_configure_invoicing),
                     PERMISSION_manage_invoicing);
    assert_int_equal(permission_needs(ROLE_OFFICE_MANAGER, PERMISSION_view_audit), PERMISSION_manage_staff);
    assert_int_equal(permission_needs(ROLE_OFFICE_MANAGER, PERMISSION_view_client_invoices),
                     PERMISSION_manage_invoicing);
    assert_int_equal(permission_needs(ROLE_FACILITY_ADMIN, PERMISSION_view_client_invoices), PERMISSION__NONE);
    assert_int_equal(permission_needs(ROLE_ADMIN, PERMISSION_view_audit), PERMISSION__NONE);
}

static void ROL_07_three_permissions_are_limited_to_a_surface(void **state)
{
    (void)state;
    for (int role = 1; role < ROLE__MAX; role++) {
        for (int i = 1; i < PERMISSION__MAX; i++) {
            bool keys = i == PERMISSION_manage_client_keys && (role == ROLE_TRAINEE || role == ROLE_STAFF);
            bool dashboard = i == PERMISSION_edit_clients_and_pets || i == PERMISSION_view_company_calendar;
            for (int surface = 1; surface < SURFACE__MAX; surface++) {
                bool at_desk = surface == SURFACE_DASHBOARD || surface == SURFACE_API;
                bool bars = (keys && at_desk) || (dashboard && surface == SURFACE_FIELD_APP);
                assert_int_equal(surface_bars((enum role)role, (enum permission)i, (enum surface)surface), bars);
            }
        }
    }
}

/* Who reads "an Admin can give it" must find one who can. */
static void ROL_151_people_are_sent_to_the_least_role_that_sets_permissions(void **state)
{
    (void)state;
    assert_int_equal(role_that_gives(SCHEME_FIELD), ROLE_ADMIN);
    assert_int_equal(role_that_gives(SCHEME_FACILITY), ROLE_OWNER_ADMIN);
}

/* ------------------------------------------------------------------ reasons */

static void assert_places_known(const char *text)
{
    static const char *const PLACES[] = {"{person}", "{role}", "{permission}", "{needed}",    "{staff}",
                                         "{client}", "{days}", "{giver}",      "{word.Staff}"};

    for (const char *open = strchr(text, '{'); open != NULL; open = strchr(open + 1, '{')) {
        bool known = false;
        for (size_t i = 0; i < ARRAY_SIZE(PLACES); i++)
            known = known || strncmp(open, PLACES[i], strlen(PLACES[i])) == 0;
        if (!known)
            fail_msg("an unknown place in \"%s\"", text);
    }
}

static void ROL_303_every_reason_has_a_rule_and_two_texts(void **state)
{
    (void)state;
    for (int i = 1; i < REASON__MAX; i++) {
        enum reason reason = (enum reason)i;
        const char *rule = policy_reason_rule(reason);
        assert_true((strlen(rule) == 6 || strlen(rule) == 7) && rule[3] == '-');
        assert_true(strlen(policy_reason_admin(reason)) > 10 && strlen(policy_reason_user(reason)) > 10);
        assert_places_known(policy_reason_admin(reason));
        assert_places_known(policy_reason_user(reason));
        assert_true(strlen(policy_reason_change(reason)) > 10);
        assert_places_known(policy_reason_change(reason));
    }
    assert_string_equal(policy_reason_name(REASON_access_removed), "access_removed");
}

static void ACC_06_all_that_is_hidden_says_one_and_the_same(void **state)
{
    int hidden = 0;

    (void)state;
    for (int i = 1; i < REASON__MAX; i++) {
        if (!policy_reason_hides((enum reason)i))
            continue;
        assert_string_equal(policy_reason_user((enum reason)i), policy_reason_user(REASON_no_client));
        hidden++;
    }
    assert_int_equal(hidden, 9);
}

static void ROL_06_the_texts_of_permissions_and_roles_are_in_the_company_s_words(void **state)
{
    const struct wording plain = {false, false}, users = {.user = true}, both = {true, true};
    struct arena arena = ARENA_INIT;

    (void)state;
    assert_str(permission_label(PERMISSION_manage_staff, plain, &arena), "Manage Staff");
    assert_str(permission_label(PERMISSION_manage_staff, users, &arena), "Manage Users");
    assert_str(permission_label(PERMISSION_generate_own_pay_stubs, users, &arena), "Generate Own Invoices");
    assert_str(permission_label(PERMISSION_approve_time_off, users, &arena), "Approve Time Off Requests");
    assert_str(permission_label(PERMISSION_approve_time_off, both, &arena), "Approve Availability Requests");
    assert_str(role_label(ROLE_STAFF, plain, &arena), "Staff");
    assert_str(role_label(ROLE_STAFF, users, &arena), "User");
    assert_str(permission_group_label(GROUP_STAFF, users, &arena), "Users");
    for (int i = 1; i < PERMISSION__MAX; i++) { /* no place is left, so each is a word of the table */
        enum permission permission = (enum permission)i;

        assert_true(str_find(permission_label(permission, both, &arena), '{', 0) < 0);
        assert_true(str_find(permission_gives(permission, both, &arena), '{', 0) < 0);
        assert_true(str_find(permission_lacks(permission, both, &arena), '{', 0) < 0);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ROL_01_every_cell_of_the_field_scheme_is_as_written),
        cmocka_unit_test(ROL_01_every_cell_of_the_facility_scheme_is_as_written),
        cmocka_unit_test(ROL_01_the_catalogue_has_a_text_and_a_rule_of_its_own_for_each),
        cmocka_unit_test(ROL_06_the_texts_of_permissions_and_roles_are_in_the_company_s_words),
        cmocka_unit_test(ROL_04_what_is_no_permission_of_the_catalogue_has_no_name),
        cmocka_unit_test(ROL_02_both_schemes_have_an_admin_of_their_own),
        cmocka_unit_test(ROL_141_levels_rise_within_a_scheme_and_reach_is_as_the_rules_say),
        cmocka_unit_test(ROL_03_only_y_and_n_are_not_locked),
        cmocka_unit_test(ROL_140_couplings_have_one_link_only),
        cmocka_unit_test(ROL_07_three_permissions_are_limited_to_a_surface),
        cmocka_unit_test(ROL_151_people_are_sent_to_the_least_role_that_sets_permissions),
        cmocka_unit_test(ROL_303_every_reason_has_a_rule_and_two_texts),
        cmocka_unit_test(ACC_06_all_that_is_hidden_says_one_and_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
