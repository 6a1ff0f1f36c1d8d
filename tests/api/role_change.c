/* Who gives which role to whom (ROL-141, ROL-142, ROL-152, ROL-202, ROL-214, ROL-301), each cell of both schemes, and
 * what a change of role asks for and brings (ACC-05, ACC-50 to ACC-52, ROL-220). */
#include "support/world_each.h"

#include <pthread.h>
#include <string.h>

SQL(test_record, "SELECT count(*) FROM audit WHERE company_id = $1 AND operation = 'staff.role' AND staff_id = $2"
                 " AND details LIKE '%grown into it%'");
SQL(test_history, "SELECT count(*) FROM history WHERE company_id = $1 AND kind = 2 AND a = $2 AND v1 = $3"
                  " AND to_change IS NULL");
SQL(test_change, "SELECT change FROM company WHERE id = $1 /* company_id = $1 */");

static const char *address(const char *who)
{
    return world_text(w, "/api/v1/staff/%s/role", staff_id(w, who));
}

static struct answer give(const char *giver, const char *who, const char *role)
{
    return api(w, giver, "PUT", address(who), world_text(w, "{\"role\": \"%s\", \"reason\": \"grown into it\"}", role));
}

static struct answer try_out(const char *giver, const char *who, const char *role)
{
    return api(w, giver, "PUT", address(who), world_text(w, "{\"role\": \"%s\", \"dry_run\": true}", role));
}

static const char *copy_of(const char *admin, const char *role)
{
    struct answer a = api(w, admin, "POST", "/api/v1/settings/roles",
                          world_text(w, "{\"source\": \"%s\", \"name\": \"Copy of %s\"}", role, role));

    assert_status(a, 201);
    return world_text(w, "%s", text_at(a.json, "id"));
}

/* ------------------------------------------------------------------ who gives what to whom */

/* `gives`: the highest level of a role that this person gives, and of the people to whom; 0 none. */
struct member {
    const char *who;
    int level, gives;
    bool owner;
};
struct level {
    const char *role;
    int level;
};
static const struct member field_people[] = {
    {"olivia", 4, 4, true}, {"andre", 4, 4, false}, {"maya", 3, 3, false}, {"omar", 3, 0, false}, /* no Manage Staff */
    {"dana", 2, 0, false},  {"tess", 1, 0, false},
};
static const struct level field_roles[] = {{"trainee", 1}, {"staff", 2}, {"office_manager", 3}, {"admin", 4}};
static const struct member facility_people[] = {
    {"paula", 4, 4, true}, {"ravi", 3, 2, false}, {"priya", 2, 0, false}, {"sol", 1, 0, false}};
static const struct level facility_roles[] = {
    {"service_supporter", 1}, {"service_performer", 2}, {"admin", 3}, {"owner_admin", 4}};

static int expected(const struct member *giver, const struct member *to, int level)
{
    bool self = strcmp(giver->who, to->who) == 0;

    if (giver->gives == 0)
        return 403;
    return self || to->owner || to->level > giver->gives || level > giver->gives ? 403 : 200;
}

static bool offers(struct answer a, const char *role)
{
    return find_in(json_at(a.json, "form"), "role_options", "value", role) != NULL;
}

static void assert_cell(const struct member *giver, const struct member *to, const struct level *role, const char *copy)
{
    int status = expected(giver, to, role->level);
    struct answer built_in = try_out(giver->who, to->who, role->role), custom = try_out(giver->who, to->who, copy);
    struct answer shown = api(w, giver->who, "GET", address(to->who), NULL);

    if (built_in.status != status || custom.status != status)
        fail_msg("%s gives %s to %s: expected %d, got %d, and %d for a copy of it", giver->who, role->role, to->who,
                 status, built_in.status, custom.status);
    /* What is offered is what can be given. */
    if (offers(shown, role->role) != (status == 200) || offers(shown, copy) != (status == 200))
        fail_msg("%s is offered to %s otherwise for %s", role->role, giver->who, to->who);
}

static void assert_all(const struct member *people, size_t person_count, const struct level *roles, size_t role_count)
{
    for (size_t r = 0; r < role_count; r++) {
        const char *copy = copy_of(people[0].who, roles[r].role);

        for (size_t giver = 0; giver < person_count; giver++) {
            for (size_t to = 0; to < person_count; to++)
                assert_cell(&people[giver], &people[to], &roles[r], copy);
        }
    }
}

static void ROL_141_each_cell_of_who_gives_what_to_whom_in_the_field_scheme(void **state)
{
    (void)state;
    assert_all(field_people, ARRAY_SIZE(field_people), field_roles, ARRAY_SIZE(field_roles));
}

static void ROL_202_each_cell_of_who_gives_what_to_whom_in_a_facility(void **state)
{
    (void)state;
    assert_all(facility_people, ARRAY_SIZE(facility_people), facility_roles, ARRAY_SIZE(facility_roles));
}

static void ROL_301_a_custom_role_stands_at_its_bases_level_for_who_has_it(void **state)
{
    const char *admin = copy_of("olivia", "admin"), *manager = copy_of("olivia", "office_manager");

    (void)state;
    assert_status(give("olivia", "andre", admin), 200);
    assert_status(try_out("maya", "andre", "staff"), 403);
    assert_status(try_out("andre", "maya", "admin"), 200);
    assert_status(try_out("andre", "maya", admin), 200);
    assert_status(try_out("andre", "andre", "admin"), 403); /* oneself */
    assert_status(give("andre", "maya", manager), 200);
    assert_status(try_out("maya", "dana", manager), 200);
    assert_status(try_out("maya", "dana", admin), 403);
    /* What comes and goes with Manage Staff does so there, too. */
    assert_status(
        api(w, "olivia", "PUT", "/api/v1/settings/permissions",
            world_text(w, "{\"custom_roles\": [{\"id\": \"%s\", \"permissions\": {\"manage_staff\": false}}]}",
                       manager)),
        200);
    assert_status(try_out("maya", "dana", "trainee"), 403);
}

static void ROL_214_owner_admins_re_role_each_other_and_nobody_touches_the_owner(void **state)
{
    (void)state;
    assert_status(give("paula", "ravi", "owner_admin"), 200);
    assert_status(give("ravi", "sol", "service_performer"), 200);
    assert_status(give("paula", "priya", copy_of("paula", "owner_admin")), 200);
    assert_status(give("ravi", "priya", "service_performer"), 200); /* another Owner Admin */
    assert_status(try_out("ravi", "paula", "admin"), 403);
    assert_status(give("paula", "ravi", "admin"), 200);
    assert_status(try_out("ravi", "paula", "admin"), 403);
}

static void ROL_220_a_third_owner_admin_warns_also_by_a_custom_role(void **state)
{
    const char *partner = copy_of("paula", "owner_admin");
    struct answer a = api(w, "paula", "GET", world_text(w, "%s?role=%s", address("ravi"), partner), NULL);

    (void)state;
    assert_null(json_at(a.json, "preview.warning"));
    assert_status(give("paula", "ravi", partner), 200);
    assert_non_null(text_at(try_out("paula", "sol", "owner_admin").json, "preview.warning"));
    assert_non_null(text_at(try_out("paula", "sol", partner).json, "preview.warning"));
    assert_null(json_at(try_out("paula", "sol", "admin").json, "preview.warning"));
    /* One of the two themself is no third. */
    assert_null(json_at(try_out("paula", "ravi", "owner_admin").json, "preview.warning"));
    a = api(w, "paula", "POST", "/api/v1/staff",
            world_text(w, "{\"name\": \"Kim\", \"email\": \"kim@riverside.example\", \"role\": \"%s\"}", partner));
    assert_status(a, 201);
    assert_non_null(text_at(a.json, "warning"));
}

static void ROL_220_new_people_start_as_supporters_unless_chosen_otherwise(void **state)
{
    struct answer a = api(w, "ravi", "GET", "/api/v1/staff/new", NULL);

    (void)state;
    assert_true(true_at(find_in(json_at(a.json, "form"), "role_options", "value", "service_supporter"), "selected"));
    assert_false(offers(a, "admin"));
    a = api(w, "ravi", "POST", "/api/v1/staff", "{\"name\": \"Kim\", \"email\": \"kim@riverside.example\"}");
    assert_status(a, 201);
    assert_text(a.json, "role", "service_supporter");
    assert_status(api(w, "ravi", "POST", "/api/v1/staff",
                      "{\"name\": \"Lou\", \"email\": \"lou@riverside.example\", \"role\": \"admin\"}"),
                  403);
    /* In the field scheme somebody chooses. */
    assert_status(api(w, "maya", "POST", "/api/v1/staff", "{\"name\": \"Kim\", \"email\": \"kim@happytails.example\"}"),
                  422);
}

/* ------------------------------------------------------------------ what a change asks for */

static void ACC_50_removals_stand_against_a_custom_role_of_managers_too(void **state)
{
    const char *front = copy_of("olivia", "office_manager"), *walker = copy_of("olivia", "staff");
    struct answer a = give("olivia", "dana", front);

    (void)state;
    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "removals"), 2);
    assert_text(find_in(a.json, "removals", "client.name", "Foster"), "removed_by", "Maya Chen");
    assert_status(give("olivia", "dana", walker), 200); /* a worker stays a worker */
    assert_status(give("olivia", "dana", front), 409);
    a = api(w, "olivia", "PUT", address("dana"),
            world_text(w, "{\"role\": \"%s\", \"reason\": \"x\", \"restore_all\": true}", front));
    assert_status(a, 200);
    assert_int_equal(number_at(api(w, "dana", "GET", "/api/v1/clients", NULL).json, "total"), 11);
    assert_status(api(w, "olivia", "PUT",
                      world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, "dana"), client_id(w, "Ellis")),
                      "{\"access\": \"removed\"}"),
                  403);
}

static void ACC_05_work_stands_against_a_custom_role_of_supporters_too(void **state)
{
    const char *assistant = copy_of("paula", "service_supporter");
    struct answer a = give("paula", "priya", assistant);

    (void)state;
    assert_status(a, 409);
    assert_true(number_at(a.json, "work.events") > 0);
    a = page(w, "paula", "GET", world_text(w, "/staff/%s/role?role=%s", staff_id(w, "priya"), assistant), NULL);
    assert_true(mentions(a, "visits to come</a>"));
    assert_false(mentions(a, "Preferred listing")); /* what there is none of is not counted */
    assert_status(page(w, "paula", "GET",
                       world_text(w, "/events/bulk-update?staff=%s&status=scheduled", staff_id(w, "priya")), NULL),
                  200);
    assert_false(true_at(try_out("paula", "priya", assistant).json, "preview.possible"));
}

static void ACC_51_a_demotion_to_a_custom_role_says_what_goes_and_holds_at_the_next_request(void **state)
{
    const char *walker = copy_of("olivia", "staff");
    struct answer a = try_out("olivia", "maya", walker);

    (void)state;
    assert_status(a, 200);
    assert_text(a.json, "preview.role", walker);
    assert_text(a.json, "preview.role_label", "Copy of staff");
    assert_int_equal(number_at(a.json, "preview.clients_lost"), 11);
    assert_non_null(find_in(json_at(a.json, "preview"), "permissions_lost", "permission", "manage_staff"));
    assert_true(number_at(a.json, "preview.sessions") + number_at(a.json, "preview.tokens") > 0);
    assert_int_equal(number_at(api(w, "maya", "GET", "/api/v1/clients", NULL).json, "total"), 11);
    assert_status(give("olivia", "maya", walker), 200);
    assert_int_equal(number_at(api(w, "maya", "GET", "/api/v1/clients", NULL).json, "total"), 0);
    assert_status(api(w, "maya", "GET", world_text(w, "/api/v1/staff/%s", staff_id(w, "dana")), NULL), 404);
}

static void ACC_52_the_preview_says_what_is_gained_and_lost_by_the_cells_as_they_are_set(void **state)
{
    const char *walker = copy_of("olivia", "staff");
    struct answer a;

    (void)state;
    assert_status(api(w, "olivia", "PUT", "/api/v1/settings/permissions",
                      world_text(w,
                                 "{\"custom_roles\": [{\"id\": \"%s\", \"permissions\":"
                                 " {\"view_client_schedule\": true, \"post_messages_without_approval\": false}}]}",
                                 walker)),
                  200);
    a = try_out("olivia", "dana", walker);
    assert_int_equal(count_at(a.json, "preview.permissions_gained"), 1);
    assert_text(a.json, "preview.permissions_gained.0.permission", "view_client_schedule");
    assert_int_equal(count_at(a.json, "preview.permissions_lost"), 1);
    assert_text(a.json, "preview.permissions_lost.0.permission", "post_messages_without_approval");
    assert_int_equal(number_at(a.json, "preview.clients_lost"), 0);
    assert_int_equal(number_at(a.json, "preview.clients_gained"), 0);
}

static void except(const char *who, const char *permission, bool on, const char *more)
{
    assert_status(api(w, "olivia", "PUT", world_text(w, "/api/v1/staff/%s/exceptions", staff_id(w, who)),
                      world_text(w, "{\"permission\": \"%s\", \"on\": %s, \"reason\": \"A test\"%s}", permission,
                                 on ? "true" : "false", more)),
                  200);
}

/* Omar has Manage Staff off for himself alone; an Admin always has it. */
static void ROL_302_the_preview_says_which_exceptions_fall_idle_and_which_come_to_life(void **state)
{
    struct answer a;

    (void)state;
    except("omar", "post_messages_without_approval", false, "");
    a = try_out("olivia", "omar", "admin");
    assert_int_equal(count_at(a.json, "preview.exceptions"), 1); /* the other counts as before */
    assert_text(a.json, "preview.exceptions.0.permission", "manage_staff");
    assert_text(a.json, "preview.exceptions.0.effect", "falls_idle");
    assert_false(true_at(a.json, "preview.exceptions.0.on"));
    assert_text(a.json, "preview.exceptions.0.text",
                "The personal exception Manage Staff off falls idle: for the role Admin it is always on.");
    assert_non_null(find_in(json_at(a.json, "preview"), "permissions_gained", "permission", "manage_staff"));
    a = page(w, "olivia", "GET", world_text(w, "/staff/%s/role?role=trainee", staff_id(w, "omar")), NULL);
    assert_true(mentions(a, "Manage Staff off falls idle: for the role Trainee it is always off."));
    assert_status(give("olivia", "omar", "admin"), 200);
    a = try_out("olivia", "omar", "office_manager");
    assert_int_equal(count_at(a.json, "preview.exceptions"), 1);
    assert_text(a.json, "preview.exceptions.0.effect", "comes_to_life");
    assert_non_null(find_in(json_at(a.json, "preview"), "permissions_lost", "permission", "manage_staff"));
    a = page(w, "olivia", "GET", world_text(w, "/staff/%s/role?role=office_manager", staff_id(w, "omar")), NULL);
    assert_true(mentions(a, "Manage Staff off comes to life"));
}

static void ROL_302_an_exception_that_is_over_is_none_for_the_preview(void **state)
{
    (void)state;
    except("maya", "private_message", true, ", \"until\": \"2026-05-13T12:00:00-04:00\"");
    assert_text(try_out("olivia", "maya", "admin").json, "preview.exceptions.0.until", "2026-05-13T12:00:00-04:00");
    world_time(w, WORLD_NOW + 3 * HOUR_US);
    assert_int_equal(count_at(try_out("olivia", "maya", "admin").json, "preview.exceptions"), 0);
}

/* As an Office Manager Maya configures invoices by an exception; in a copy that has Manage Invoicing off she does not.
 */
static void ROL_140_the_preview_says_that_a_coupling_would_break(void **state)
{
    const char *front = copy_of("olivia", "office_manager");
    struct answer a;

    (void)state;
    except("maya", "configure_invoicing", true, "");
    assert_status(
        api(w, "olivia", "PUT", "/api/v1/settings/permissions",
            world_text(w, "{\"custom_roles\": [{\"id\": \"%s\", \"permissions\": {\"manage_invoicing\": false}}]}",
                       front)),
        200);
    a = try_out("olivia", "maya", front);
    assert_int_equal(count_at(a.json, "preview.couplings"), 1);
    assert_text(a.json, "preview.couplings.0.permission", "configure_invoicing");
    assert_text(a.json, "preview.couplings.0.needs", "manage_invoicing");
    assert_non_null(find_in(json_at(a.json, "preview"), "permissions_lost", "permission", "configure_invoicing"));
    a = page(w, "olivia", "GET", world_text(w, "/staff/%s/role?role=%s", staff_id(w, "maya"), front), NULL);
    assert_true(mentions(a, "Configure Invoice Settings is on and yet does not hold: it needs Manage Invoicing"));
    assert_int_equal(count_at(try_out("olivia", "maya", "admin").json, "preview.couplings"), 0);
    /* What does not hold already is not said of the next change. */
    assert_status(give("olivia", "maya", front), 200);
    assert_int_equal(count_at(try_out("olivia", "maya", copy_of("olivia", front)).json, "preview.couplings"), 0);
}

static void ROL_142_the_preview_says_that_a_transfer_of_the_ownership_would_be_void(void **state)
{
    struct answer a;

    (void)state;
    assert_null(json_at(try_out("olivia", "andre", "staff").json, "preview.transfer"));
    assert_status(page(w, "olivia", "POST", "/settings/company/owner/transfer",
                       world_text(w, "staff=%s&reason=I+retire", staff_id(w, "andre"))),
                  303);
    a = try_out("olivia", "andre", "staff");
    assert_text(a.json, "preview.transfer.from.name", "Olivia Grant");
    assert_text(a.json, "preview.transfer.state", "asked");
    assert_null(json_at(try_out("olivia", "andre", copy_of("olivia", "admin")).json, "preview.transfer"));
    assert_null(json_at(try_out("olivia", "maya", "staff").json, "preview.transfer"));
    a = page(w, "olivia", "GET", world_text(w, "/staff/%s/role?role=staff", staff_id(w, "andre")), NULL);
    assert_true(mentions(a,
                         "Olivia Grant has asked Andre Silva to become the owner. In the role Staff nobody can own the"
                         " company: the request will be void"));
    a = page(w, "olivia", "GET", world_text(w, "/staff/%s/settings", staff_id(w, "andre")), NULL);
    assert_true(mentions(a, "making them inactive or giving them a lesser role makes the request void"));
    a = api(w, "maya", "GET", world_text(w, "/api/v1/staff/%s/settings", staff_id(w, "andre")), NULL);
    assert_null(json_at(a.json, "transfer"));
    assert_status(give("olivia", "andre", "staff"), 200);
    assert_text(api(w, "olivia", "GET", "/api/v1/settings/company/owner", NULL).json, "ended.0.state", "void");
}

static void ACC_52_a_change_asks_for_a_reason_is_recorded_and_is_an_act_only_when_saved(void **state)
{
    const char *walker = copy_of("olivia", "staff");
    int64_t company = world_company(w, "happy-tails").n, dana = id_number(staff_id(w, "dana"));
    int64_t change = world_count(w, &test_change, company, 0, 0);
    struct answer a = api(w, "olivia", "PUT", address("dana"), world_text(w, "{\"role\": \"%s\"}", walker));

    (void)state;
    assert_status(a, 422);
    assert_non_null(text_at(a.json, "errors.reason"));
    assert_status(try_out("olivia", "dana", walker), 200);
    assert_int_equal(world_count(w, &test_change, company, 0, 0), change);
    assert_status(give("olivia", "dana", walker), 200);
    assert_int_equal(world_count(w, &test_record, company, dana, 0), 1);
    assert_int_equal(world_count(w, &test_history, company, dana, id_number(walker)), 1);
    assert_status(give("olivia", "dana", "janitor"), 422);
    assert_status(give("olivia", "dana", "0000000000099"), 422);
}

static void ROL_301_the_page_offers_and_gives_a_custom_role(void **state)
{
    const char *walker = copy_of("olivia", "staff");
    const char *own = world_text(w, "/staff/%s/role", staff_id(w, "dana"));
    struct answer a = page(w, "olivia", "GET", world_text(w, "%s?role=%s", own, walker), NULL);

    (void)state;
    assert_status(a, 200);
    assert_true(mentions(a, "What changes as Copy of staff"));
    a = page(w, "olivia", "POST", world_text(w, "%s?role=%s", own, walker),
             world_text(w, "_method=PUT&role=%s&reason=grown", walker));
    assert_status(a, 303);
    assert_true(
        mentions(page(w, "olivia", "GET", world_text(w, "/staff/%s", staff_id(w, "dana")), NULL), "Copy of staff"));
}

/* ------------------------------------------------------------------ at the same time */

struct racer {
    const char *method, *path, *body;
    int status;
};

static void *race(void *data)
{
    struct racer *racer = data;

    racer->status = api(w, "olivia", racer->method, racer->path, racer->body).status;
    return NULL;
}

static void ROL_301_a_role_is_given_or_archived_never_both(void **state)
{
    enum { ROUNDS = 8 };

    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        const char *role = text_at(api(w, "olivia", "POST", "/api/v1/settings/roles",
                                       world_text(w, "{\"source\": \"staff\", \"name\": \"Round %d\"}", i))
                                       .json,
                                   "id");
        struct racer giving = {"PUT", address(i % 2 ? "dana" : "sam"),
                               world_text(w, "{\"role\": \"%s\", \"reason\": \"race\"}", role), 0};
        struct racer archiving = {"POST", world_text(w, "/api/v1/settings/roles/%s/archive", role), NULL, 0};
        struct racer *first = i % 3 ? &giving : &archiving, *second = i % 3 ? &archiving : &giving;
        pthread_t thread;

        assert_int_equal(pthread_create(&thread, NULL, race, first), 0);
        race(second);
        pthread_join(thread, NULL);
        assert_true((giving.status == 200) != (archiving.status == 200));
        assert_true(giving.status == 200 || giving.status == 403);
        assert_true(archiving.status == 200 || archiving.status == 409);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ROL_141_each_cell_of_who_gives_what_to_whom_in_the_field_scheme),
        T(ROL_202_each_cell_of_who_gives_what_to_whom_in_a_facility),
        T(ROL_301_a_custom_role_stands_at_its_bases_level_for_who_has_it),
        T(ROL_214_owner_admins_re_role_each_other_and_nobody_touches_the_owner),
        T(ROL_220_a_third_owner_admin_warns_also_by_a_custom_role),
        T(ROL_220_new_people_start_as_supporters_unless_chosen_otherwise),
        T(ACC_50_removals_stand_against_a_custom_role_of_managers_too),
        T(ACC_05_work_stands_against_a_custom_role_of_supporters_too),
        T(ACC_51_a_demotion_to_a_custom_role_says_what_goes_and_holds_at_the_next_request),
        T(ACC_52_the_preview_says_what_is_gained_and_lost_by_the_cells_as_they_are_set),
        T(ROL_302_the_preview_says_which_exceptions_fall_idle_and_which_come_to_life),
        T(ROL_302_an_exception_that_is_over_is_none_for_the_preview),
        T(ROL_140_the_preview_says_that_a_coupling_would_break),
        T(ROL_142_the_preview_says_that_a_transfer_of_the_ownership_would_be_void),
        T(ACC_52_a_change_asks_for_a_reason_is_recorded_and_is_an_act_only_when_saved),
        T(ROL_301_the_page_offers_and_gives_a_custom_role),
        T(ROL_301_a_role_is_given_or_archived_never_both),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
