/* Custom roles (ROL-301), in both forms. */
#include "policy/roles.h"
#include "support/world_each.h"

#include <string.h>

#define ROLES "/api/v1/settings/roles"
#define CELLS "/api/v1/settings/permissions"

SQL(test_history, "SELECT count(*) FROM history WHERE company_id = $1 AND kind = 3 AND a = $2");
SQL(test_words, "SELECT count(*) FROM custom_role_words WHERE company_id = $1 AND role = $2");
SQL(test_record, "SELECT count(*) FROM audit WHERE company_id = $1 AND operation = 'roles.create'"
                 " AND details LIKE '%Senior walker%' AND details LIKE '%view_client_schedule%'");

/* ------------------------------------------------------------------ steps */

static struct answer copy(const char *who, const char *source, const char *name)
{
    return api(w, who, "POST", ROLES, world_text(w, "{\"source\": \"%s\", \"name\": \"%s\"}", source, name));
}

/* A role of one's own, by its id. */
static const char *given_role(const char *who, const char *source, const char *name)
{
    struct answer a = copy(who, source, name);

    assert_status(a, 201);
    return world_text(w, "%s", text_at(a.json, "id"));
}

static struct answer set_cell(const char *who, const char *role, const char *permission, bool on)
{
    return api(w, who, "PUT", CELLS,
               world_text(w, "{\"custom_roles\": [{\"id\": \"%s\", \"permissions\": {\"%s\": %s}}]}", role, permission,
                          on ? "true" : "false"));
}

static struct answer give(const char *who, const char *to, const char *role)
{
    return api(w, who, "PUT", world_text(w, "/api/v1/staff/%s/role", staff_id(w, to)),
               world_text(w, "{\"role\": \"%s\", \"reason\": \"A test\"}", role));
}

static struct answer act(const char *who, const char *role, const char *what)
{
    return api(w, who, "POST", world_text(w, ROLES "/%s/%s", role, what), NULL);
}

static struct answer profile(const char *who)
{
    return api(w, "olivia", "GET", world_text(w, "/api/v1/staff/%s", staff_id(w, who)), NULL);
}

static bool holds(const char *who, const char *permission)
{
    return true_at(find_in(profile(who).json, "permissions", "permission", permission), "on");
}

static json_t *role_of(const char *role)
{
    return find_in(api(w, "olivia", "GET", CELLS, NULL).json, "custom_roles", "id", role);
}

static void assert_field(struct answer a, const char *field)
{
    assert_status(a, 422);
    if (!json_object_get(json_at(a.json, "errors"), field))
        fail_msg("%s is not named: %.*s", field, (int)a.body.n, a.body.p);
}

/* ------------------------------------------------------------------ a copy */

static void ROL_301_a_copy_has_the_cells_of_its_source_as_they_are_set(void **state)
{
    struct answer a;
    json_t *role;
    const char *id;

    (void)state;
    assert_status(api(w, "olivia", "PUT", CELLS, "{\"staff\": {\"view_client_schedule\": true}}"), 200);
    a = api(w, "olivia", "POST", ROLES,
            "{\"source\": \"staff\", \"name\": \"Senior walker\", \"description\": \"Shows others around.\"}");
    assert_status(a, 201);
    id = world_text(w, "%s", text_at(a.json, "id"));
    role = role_of(id);
    assert_text(role, "base", "staff");
    assert_text(role, "source", "staff");
    assert_text(role, "name", "Senior walker");
    assert_text(role, "description", "Shows others around.");
    assert_true(true_at(role, "permissions.view_client_schedule.value"));
    assert_text(role, "permissions.view_client_schedule.state", "editable");
    assert_text(role, "permissions.manage_staff.state", "locked_off");
    /* From then on the two go their own ways. */
    assert_status(api(w, "olivia", "PUT", CELLS, "{\"staff\": {\"view_client_schedule\": false}}"), 200);
    assert_true(true_at(role_of(id), "permissions.view_client_schedule.value"));
    a = api(w, "olivia", "GET", world_text(w, ROLES "/%s", id), NULL);
    assert_int_equal(count_at(a.json, "differences"), 1);
    assert_text(a.json, "differences.0.permission", "view_client_schedule");
    assert_int_equal(world_count(w, &test_record, world_company(w, "happy-tails").n, 0, 0), 1);
}

static void ROL_301_a_copy_of_a_copy_keeps_the_locks_of_the_base(void **state)
{
    const char *first = given_role("olivia", "office_manager", "Front desk");
    const char *second;

    (void)state;
    assert_status(set_cell("olivia", first, "manage_services", false), 200);
    second = given_role("olivia", first, "Front desk, nights");
    assert_text(role_of(second), "base", "office_manager");
    assert_text(role_of(second), "source", first);
    assert_false(true_at(role_of(second), "permissions.manage_services.value"));
    assert_text(role_of(second), "permissions.see_all_clients.state", "locked_on");
    assert_field(set_cell("olivia", second, "see_all_clients", false), "custom_roles.0.permissions.see_all_clients");
}

static void ROL_301_every_locked_cell_of_a_copy_stays_locked(void **state)
{
    (void)state;
    for (int i = 1; i < ROLE__MAX; i++) {
        const struct role_info *info = role_info((enum role)i);
        const char *admin = info->scheme == SCHEME_FIELD ? "olivia" : "paula";
        const char *id = given_role(admin, info->wire, world_text(w, "Copy %d", i));

        for (int p = 1; p < PERMISSION__MAX; p++) {
            enum cell_kind kind = scheme_cell((enum role)i, (enum permission)p);
            const char *body = world_text(
                w, "{\"custom_roles\": [{\"id\": \"%s\", \"permissions\": {\"%s\": %s}}], \"dry_run\": true}", id,
                permission_info((enum permission)p)->name, cell_default(kind) ? "false" : "true");

            assert_status(api(w, admin, "PUT", CELLS, body), cell_is_locked(kind) ? 422 : 200);
        }
    }
}

static void ROL_301_names_are_each_there_once_and_never_a_built_in_roles(void **state)
{
    static const char *const refused[] = {"Staff",   "STAFF",           "staff ",         "User",       "users",
                                          "Trainee", "Office  manager", "office_manager", "Owner Admin"};
    const char *id = given_role("olivia", "staff", "S\\u00e9nior Walker");

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
        assert_field(copy("olivia", "staff", refused[i]), "name");
    assert_field(copy("olivia", "staff", "senior  walker"), "name");
    assert_field(copy("olivia", "staff", ""), "name");
    assert_field(copy("olivia", "janitor", "Janitor"), "source");
    assert_field(copy("olivia", "owner_admin", "Boss"), "source");
    assert_field(copy("olivia", "staff", "A name that is longer than forty characters are"), "name");
    assert_status(copy("paula", "service_performer", "Senior Walker"), 201); /* of another company */
    /* Its own name, written otherwise, is no other role's. */
    assert_status(api(w, "olivia", "PATCH", world_text(w, ROLES "/%s", id), "{\"name\": \"Senior walker\"}"), 200);
    assert_status(act("olivia", id, "archive"), 200);
    assert_field(copy("olivia", "staff", "SENIOR WALKER"), "name");
}

static void ROL_301_a_company_has_fifty_roles_in_use_at_most(void **state)
{
    const char *first = given_role("olivia", "staff", "Role 1");

    (void)state;
    for (int i = 2; i <= 50; i++)
        given_role("olivia", "staff", world_text(w, "Role %d", i));
    assert_status(copy("olivia", "staff", "One too many"), 409);
    assert_status(act("olivia", first, "archive"), 200);
    assert_status(copy("olivia", "staff", "Fits again"), 201);
    assert_status(act("olivia", first, "restore"), 409);
}

static void ROL_151_only_an_admin_makes_and_changes_roles(void **state)
{
    static const char *const others[] = {"maya", "dana", "tess"};
    const char *id = given_role("olivia", "staff", "Senior walker");

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        assert_status(copy(others[i], "staff", "Mine"), 403);
        assert_status(api(w, others[i], "GET", world_text(w, ROLES "/%s", id), NULL), 403);
        assert_status(api(w, others[i], "PATCH", world_text(w, ROLES "/%s", id), "{\"name\": \"Mine\"}"), 403);
        assert_status(act(others[i], id, "archive"), 403);
    }
    assert_status(copy("ravi", "service_performer", "Mine"), 403);
    /* Another company's role does not exist. */
    assert_status(api(w, "paula", "GET", world_text(w, ROLES "/%s", id), NULL), 404);
    assert_status(act("paula", id, "archive"), 404);
    assert_field(set_cell("paula", id, "manage_own_notifications", false), "custom_roles.0.id");
    assert_field(api(w, "paula", "POST", CELLS "/preview",
                     world_text(w, "{\"custom_roles\": [{\"id\": \"%s\", \"reset\": true}]}", id)),
                 "custom_roles.0.id");
}

/* ------------------------------------------------------------------ its cells */

static void ROL_301_its_cells_hold_at_the_next_request_for_who_has_it_alone(void **state)
{
    const char *id = given_role("olivia", "staff", "Senior walker");
    struct answer a;

    (void)state;
    assert_status(give("olivia", "dana", id), 200);
    assert_false(holds("dana", "view_client_schedule"));
    a = api(w, "olivia", "PUT", CELLS,
            world_text(w,
                       "{\"custom_roles\": [{\"id\": \"%s\", \"permissions\": {\"view_client_schedule\":"
                       " {\"state\": \"editable\", \"value\": true}}}], \"dry_run\": true}",
                       id));
    assert_status(a, 200);
    assert_text(a.json, "changes.0.role", id);
    assert_text(a.json, "effects.0.text", "Dana Brooks gains View Client Schedule.");
    assert_status(set_cell("olivia", id, "view_client_schedule", true), 200);
    assert_true(holds("dana", "view_client_schedule"));
    assert_false(holds("sam", "view_client_schedule"));
    assert_true(true_at(api(w, "olivia", "GET", CELLS, NULL).json, "last.undo"));
}

static void ROL_301_couplings_hold_in_a_custom_role_too(void **state)
{
    const char *id = given_role("olivia", "office_manager", "Front desk");

    (void)state;
    assert_status(set_cell("olivia", id, "view_company_time_off", false), 200);
    assert_false(true_at(role_of(id), "permissions.approve_time_off.value"));
    assert_status(set_cell("olivia", id, "approve_time_off", true), 200);
    assert_true(true_at(role_of(id), "permissions.view_company_time_off.value"));
    assert_field(api(w, "olivia", "PUT", CELLS,
                     world_text(w,
                                "{\"custom_roles\": [{\"id\": \"%s\", \"permissions\": {\"configure_invoicing\": true,"
                                " \"manage_invoicing\": true}}, {\"id\": \"%s\"}]}",
                                id, id)),
                 "custom_roles.1.id");
}

static void ROL_301_a_reset_brings_back_the_role_it_was_copied_from_as_it_is_set(void **state)
{
    const char *id = given_role("olivia", "staff", "Senior walker");
    const char *reset = world_text(w, "{\"custom_roles\": [{\"id\": \"%s\", \"reset\": true}]}", id);

    (void)state;
    assert_status(set_cell("olivia", id, "view_client_schedule", true), 200);
    assert_status(api(w, "olivia", "PUT", CELLS, "{\"staff\": {\"generate_own_pay_stubs\": true}}"), 200);
    /* The built-in roles' reset leaves it alone. */
    assert_status(api(w, "olivia", "PUT", CELLS, "{\"reset\": true}"), 200);
    assert_true(true_at(role_of(id), "permissions.view_client_schedule.value"));
    assert_status(api(w, "olivia", "PUT", CELLS, "{\"staff\": {\"generate_own_pay_stubs\": true}}"), 200);
    assert_int_equal(count_at(api(w, "olivia", "PUT", CELLS, reset).json, "changes"), 2);
    assert_false(true_at(role_of(id), "permissions.view_client_schedule.value"));
    assert_true(true_at(role_of(id), "permissions.generate_own_pay_stubs.value"));
}

static void ROL_301_the_last_save_of_its_cells_can_be_undone(void **state)
{
    const char *id = given_role("olivia", "staff", "Senior walker");
    int64_t change;

    (void)state;
    assert_status(set_cell("olivia", id, "view_client_schedule", true), 200);
    change = number_at(api(w, "olivia", "GET", CELLS, NULL).json, "last.change");
    assert_status(api(w, "olivia", "POST", CELLS "/undo", world_text(w, "{\"change\": %lld}", (long long)change)), 200);
    assert_false(true_at(role_of(id), "permissions.view_client_schedule.value"));
}

/* ------------------------------------------------------------------ who has it */

static void assert_order(json_t *list, const char *name)
{
    static const char *const order[] = {"Trainee",        "Staff",      "Early Walker", "Senior Walker",
                                        "Office Manager", "Front Desk", "Admin"};

    assert_int_equal(json_array_size(list), ARRAY_SIZE(order));
    for (size_t i = 0; i < ARRAY_SIZE(order); i++)
        assert_text(json_array_get(list, i), name, order[i]);
}

static void ROL_301_every_list_of_roles_goes_from_least_to_most_with_its_own_ones_between(void **state)
{
    struct answer a;

    (void)state;
    given_role("olivia", "staff", "Senior Walker");
    given_role("olivia", "office_manager", "Front Desk");
    given_role("olivia", "staff", "Early Walker");
    a = api(w, "olivia", "GET", CELLS, NULL);
    assert_order(json_at(a.json, "cards"), "label");
    assert_order(json_at(a.json, "columns"), "label");
    assert_order(json_at(a.json, "filter.role_options"), "label");
    assert_order(json_at(a.json, "groups.0.permissions.0.cells"), "role_label");
    assert_order(json_at(api(w, "olivia", "GET", ROLES "/new", NULL).json, "form.source_options"), "label");
    assert_order(json_at(api(w, "olivia", "GET", "/api/v1/staff", NULL).json, "filter.role_options"), "label");
    assert_order(json_at(api(w, "olivia", "GET", "/api/v1/staff/new", NULL).json, "form.role_options"), "label");
    a = api(w, "olivia", "GET", world_text(w, "/api/v1/staff/%s/role", staff_id(w, "dana")), NULL);
    assert_order(json_at(a.json, "form.role_options"), "label");
    a = api(w, "olivia", "GET", CELLS "/compare", NULL);
    assert_order(json_at(a.json, "left_choice.roles"), "label");
    assert_text(api(w, "olivia", "GET", CELLS "?q=manage_client_keys", NULL).json, "groups.0.permissions.0.limit",
                "Trainee, Staff, Early Walker, Senior Walker: in the field app only");
}

static void ROL_301_whoever_has_it_is_called_so_everywhere(void **state)
{
    const char *id = given_role("olivia", "staff", "Senior walker");
    struct answer a;

    (void)state;
    a = give("olivia", "dana", id);
    assert_status(a, 200);
    assert_text(a.json, "role", id);
    a = profile("dana");
    assert_text(a.json, "role", id);
    assert_text(a.json, "role_label", "Senior walker");
    assert_text(a.json, "custom_role.base", "staff");
    a = api(w, "dana", "GET", "/api/v1/me", NULL);
    assert_text(a.json, "role", id);
    assert_text(a.json, "custom_role.id", id);
    assert_text(a.json, "custom_role.name", "Senior walker");
    a = api(w, "olivia", "GET", world_text(w, "/api/v1/staff?role=%s", id), NULL);
    assert_int_equal(number_at(a.json, "total"), 1);
    assert_text(a.json, "items.0.role_label", "Senior walker");
    assert_null(
        find_in(api(w, "olivia", "GET", "/api/v1/staff?role=staff", NULL).json, "items", "name", "Dana Brooks"));
    assert_true(mentions(page(w, "olivia", "GET", "/staff", NULL), "Senior walker"));
    a = api(w, "olivia", "GET", world_text(w, "/api/v1/clients/%s/staff-access", client_id(w, "Bennett")), NULL);
    assert_text(find_in(a.json, "items", "staff.name", "Dana Brooks"), "role", "Senior walker");
    assert_text(find_in(api(w, "olivia", "GET", "/api/v1/search?q=dana", NULL).json, "staff", "name", "Dana Brooks"),
                "role", "Senior walker");
    a = api(w, "olivia", "GET",
            world_text(w, "/api/v1/staff/%s/why?permission=view_client_schedule", staff_id(w, "dana")), NULL);
    assert_non_null(strstr(text_at(a.json, "answer.why"), "Senior walker"));
    assert_text(api(w, "olivia", "GET", world_text(w, "/api/v1/staff/%s/exceptions", staff_id(w, "dana")), NULL).json,
                "role_label", "Senior walker");
    assert_true(mentions(page(w, "olivia", "GET", world_text(w, "/audit?staff=%s", staff_id(w, "dana")), NULL),
                         "Senior walker"));
}

static void ROL_301_it_sees_clients_as_its_base_does(void **state)
{
    const char *id = given_role("olivia", "staff", "Senior walker");
    int64_t before = number_at(profile("dana").json, "clients_seen");

    (void)state;
    assert_status(give("olivia", "dana", id), 200);
    assert_int_equal(number_at(profile("dana").json, "clients_seen"), before);
    assert_status(api(w, "dana", "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Ellis")), NULL), 404);
    assert_status(api(w, "dana", "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Bennett")), NULL), 200);
}

static void ROL_301_a_new_person_can_begin_in_it(void **state)
{
    const char *id = given_role("olivia", "trainee", "Intern");
    struct answer a =
        api(w, "maya", "POST", "/api/v1/staff",
            world_text(w, "{\"name\": \"Nora Lind\", \"email\": \"nora@happytails.example\", \"role\": \"%s\"}", id));

    (void)state;
    assert_status(a, 201);
    assert_text(a.json, "role", id);
    assert_text(a.json, "role_label", "Intern");
    assert_true(mentions(page(w, "maya", "GET", "/staff/new", NULL), "Intern"));
}

static void ROL_302_an_exception_counts_within_a_custom_role(void **state)
{
    const char *id = given_role("olivia", "staff", "Senior walker");
    const char *exceptions = world_text(w, "/api/v1/staff/%s/exceptions", staff_id(w, "dana"));

    (void)state;
    assert_status(give("olivia", "dana", id), 200);
    assert_status(api(w, "olivia", "PUT", exceptions,
                      "{\"permission\": \"view_client_schedule\", \"on\": true, \"reason\": \"x\"}"),
                  200);
    assert_true(holds("dana", "view_client_schedule"));
    assert_status(
        api(w, "olivia", "PUT", exceptions, "{\"permission\": \"manage_staff\", \"on\": true, \"reason\": \"x\"}"),
        409);
}

/* ------------------------------------------------------------------ archived */

static void ROL_301_a_role_that_somebody_has_is_not_archived_and_it_is_said_who(void **state)
{
    const char *id = given_role("olivia", "staff", "Senior walker");
    struct answer a;

    (void)state;
    assert_status(give("olivia", "dana", id), 200);
    assert_status(give("olivia", "uma", id), 200);
    a = act("olivia", id, "archive");
    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "people"), 2);
    assert_non_null(strstr(text_at(a.json, "detail"), "Dana Brooks and Uma Reyes"));
    assert_status(give("olivia", "dana", "staff"), 200);
    assert_status(give("olivia", "uma", "staff"), 200);
    assert_status(act("olivia", id, "archive"), 200);
    assert_true(true_at(role_of(id), "archived"));
}

static void ROL_301_an_archived_role_is_given_and_changed_by_nobody_until_it_is_restored(void **state)
{
    const char *id = given_role("olivia", "staff", "Senior walker");
    struct answer a;

    (void)state;
    assert_status(act("olivia", id, "archive"), 200);
    assert_status(give("olivia", "dana", id), 403);
    assert_field(set_cell("olivia", id, "view_client_schedule", true), "custom_roles.0.id");
    assert_field(copy("olivia", id, "A copy of it"), "source");
    a = api(w, "olivia", "GET", world_text(w, "/api/v1/staff/%s/role", staff_id(w, "dana")), NULL);
    assert_null(find_in(json_at(a.json, "form"), "role_options", "value", id));
    assert_status(act("olivia", id, "restore"), 200);
    assert_status(give("olivia", "dana", id), 200);
}

static void ROL_301_who_left_does_not_hold_a_role_up_and_comes_back_with_another(void **state)
{
    const char *id = given_role("olivia", "staff", "Senior walker");
    const char *active = world_text(w, "/api/v1/staff/%s/active", staff_id(w, "ivan"));

    (void)state;
    assert_status(give("olivia", "ivan", id), 200);
    assert_status(act("olivia", id, "archive"), 200);
    assert_status(api(w, "olivia", "POST", active, NULL), 409);
    assert_status(give("olivia", "ivan", "staff"), 200);
    assert_status(api(w, "olivia", "POST", active, NULL), 200);
}

/* ------------------------------------------------------------------ taken back */

static const char *undo_of(const char *role)
{
    struct answer a = api(w, "olivia", "GET", world_text(w, ROLES "/%s", role), NULL);
    char id[ID_TEXT_LENGTH + 1] = {0};

    id_write(id, number_at(a.json, "changed"));
    return world_text(w, ROLES "/%s/undo/%s", role, id);
}

static void ROL_301_names_archiving_and_copies_can_be_taken_back(void **state)
{
    const char *id = given_role("olivia", "staff", "Senior walker"), *undo;

    (void)state;
    assert_status(api(w, "olivia", "PATCH", world_text(w, ROLES "/%s", id),
                      "{\"name\": \"Lead walker\", \"description\": \"Leads.\"}"),
                  200);
    undo = undo_of(id);
    assert_status(api(w, "olivia", "POST", undo, NULL), 200);
    assert_text(role_of(id), "name", "Senior walker");
    assert_text(role_of(id), "description", "");
    assert_status(api(w, "olivia", "POST", undo, NULL), 412);
    assert_status(act("olivia", id, "archive"), 200);
    assert_status(api(w, "olivia", "POST", undo_of(id), NULL), 200);
    assert_false(true_at(role_of(id), "archived"));
    id = given_role("olivia", "staff", "Another");
    assert_status(api(w, "olivia", "POST", undo_of(id), NULL), 200);
    assert_true(true_at(role_of(id), "archived"));
    id = given_role("olivia", "staff", "In use");
    assert_status(give("olivia", "dana", id), 200);
    assert_status(api(w, "olivia", "POST", undo_of(id), NULL), 409);
}

static void ROL_301_who_saves_over_a_newer_name_is_told(void **state)
{
    const char *id = given_role("olivia", "staff", "Senior walker");
    const char *address = world_text(w, ROLES "/%s", id);
    int64_t seen = number_at(api(w, "olivia", "GET", address, NULL).json, "changed");

    (void)state;
    assert_status(api(w, "andre", "PATCH", address, "{\"name\": \"Lead walker\"}"), 200);
    assert_status(api(w, "olivia", "PATCH", address,
                      world_text(w, "{\"name\": \"Chief walker\", \"changed\": %lld}", (long long)seen)),
                  412);
}

/* ------------------------------------------------------------------ the past */

static void ROL_303_the_past_knows_a_roles_name_and_cells_then(void **state)
{
    const char *id = given_role("olivia", "staff", "Senior walker");
    int64_t company = world_company(w, "happy-tails").n;
    const char *why;
    struct answer a;

    (void)state;
    assert_status(give("olivia", "dana", id), 200);
    assert_status(set_cell("olivia", id, "view_client_schedule", true), 200);
    world_time(w, WORLD_NOW + 2 * HOUR_US);
    assert_status(set_cell("olivia", id, "view_client_schedule", false), 200);
    assert_status(api(w, "olivia", "PATCH", world_text(w, ROLES "/%s", id), "{\"name\": \"Lead walker\"}"), 200);
    assert_int_equal(world_count(w, &test_words, company, ROLE_CUSTOM_FIRST, 0), 2);
    assert_int_equal(world_count(w, &test_history, company, ROLE_CUSTOM_FIRST, 0), 1);
    why = world_text(w, "/api/v1/staff/%s/why?permission=view_client_schedule", staff_id(w, "dana"));
    a = api(w, "olivia", "GET", world_text(w, "%s&at=2026-05-13T11:00:00-04:00", why), NULL);
    assert_status(a, 200);
    assert_true(true_at(a.json, "answer.allowed"));
    assert_non_null(strstr(text_at(a.json, "answer.why"), "Senior walker"));
    a = api(w, "olivia", "GET", why, NULL);
    assert_false(true_at(a.json, "answer.allowed"));
    assert_non_null(strstr(text_at(a.json, "answer.why"), "Lead walker"));
}

/* ------------------------------------------------------------------ pages */

static void ROL_301_the_pages_copy_set_rename_and_archive_without_script(void **state)
{
    struct answer a = page(w, "olivia", "GET", "/settings/roles/new?source=staff", NULL);
    const char *id, *own;

    (void)state;
    assert_status(a, 200);
    assert_true(mentions(a, "value=\"staff\" required checked"));
    a = page(w, "olivia", "POST", "/settings/roles", "source=staff&name=Staff&description=Mine");
    assert_status(a, 422);
    assert_true(mentions(a, "A built-in role is called so."));
    assert_true(mentions(a, "value=\"Mine\""));
    a = page(w, "olivia", "POST", "/settings/roles", "source=staff&name=Senior+walker");
    assert_status(a, 303);
    id = text_at(api(w, "olivia", "GET", CELLS, NULL).json, "custom_roles.0.id");
    own = world_text(w, "/settings/roles/%s", id);
    a = page(w, "olivia", "GET", world_text(w, "/settings/permissions?role=%s", id), NULL);
    assert_true(mentions(a, "name=\"custom_roles.100.permissions.view_client_schedule\" value=\"1\""));
    assert_true(mentions(a, world_text(w, "name=\"custom_roles.100.id\" value=\"%s\"", id)));
    assert_false(mentions(a, "name=\"trainee.view_client_schedule\""));
    a = page(w, "olivia", "POST", "/settings/permissions/preview",
             world_text(w,
                        "custom_roles.100.id=%s&custom_roles.100.permissions.view_client_schedule=0&"
                        "custom_roles.100.permissions.view_client_schedule=1",
                        id));
    assert_status(a, 200);
    assert_true(mentions(a, "name=\"custom_roles.100.permissions.view_client_schedule\" value=\"1\""));
    a = page(w, "olivia", "PUT", "/settings/permissions",
             world_text(w, "custom_roles.100.permissions.view_client_schedule=1&custom_roles.100.id=%s", id));
    assert_status(a, 303);
    assert_true(true_at(role_of(id), "permissions.view_client_schedule.value"));
    assert_true(mentions(page(w, "olivia", "GET", own, NULL), "What differs from Staff"));
    assert_status(page(w, "olivia", "PATCH", own, "name=Lead+walker&description=Leads"), 303);
    a = page(w, "olivia", "POST", world_text(w, "%s/archive", own), NULL);
    assert_status(a, 303);
    a = page(w, "olivia", "GET", world_text(w, "%.*s", STR_ARG(a.location)), NULL);
    assert_true(mentions(a, "The role is archived."));
    assert_true(mentions(a, "/undo/"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ROL_301_a_copy_has_the_cells_of_its_source_as_they_are_set),
        T(ROL_301_a_copy_of_a_copy_keeps_the_locks_of_the_base),
        T(ROL_301_every_locked_cell_of_a_copy_stays_locked),
        T(ROL_301_names_are_each_there_once_and_never_a_built_in_roles),
        T(ROL_301_a_company_has_fifty_roles_in_use_at_most),
        T(ROL_151_only_an_admin_makes_and_changes_roles),
        T(ROL_301_its_cells_hold_at_the_next_request_for_who_has_it_alone),
        T(ROL_301_couplings_hold_in_a_custom_role_too),
        T(ROL_301_a_reset_brings_back_the_role_it_was_copied_from_as_it_is_set),
        T(ROL_301_the_last_save_of_its_cells_can_be_undone),
        T(ROL_301_every_list_of_roles_goes_from_least_to_most_with_its_own_ones_between),
        T(ROL_301_whoever_has_it_is_called_so_everywhere),
        T(ROL_301_it_sees_clients_as_its_base_does),
        T(ROL_301_a_new_person_can_begin_in_it),
        T(ROL_302_an_exception_counts_within_a_custom_role),
        T(ROL_301_a_role_that_somebody_has_is_not_archived_and_it_is_said_who),
        T(ROL_301_an_archived_role_is_given_and_changed_by_nobody_until_it_is_restored),
        T(ROL_301_who_left_does_not_hold_a_role_up_and_comes_back_with_another),
        T(ROL_301_names_archiving_and_copies_can_be_taken_back),
        T(ROL_301_who_saves_over_a_newer_name_is_told),
        T(ROL_303_the_past_knows_a_roles_name_and_cells_then),
        T(ROL_301_the_pages_copy_set_rename_and_archive_without_script),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
