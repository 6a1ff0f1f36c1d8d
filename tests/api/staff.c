/* The list, adding and inviting, profiles, roles (STF-01 to STF-03, ACC-50 to ACC-52, ROL-141, ROL-142, ROL-152,
 * ROL-220). */
#include "support/world.h"

#define STAFF(w, who, rest) world_text((w), "/api/v1/staff/%s" rest, staff_id((w), (who)))

SQL(test_role_history, "SELECT count(*) FROM history WHERE company_id = $1 AND kind = 2 AND a = $2 AND $3 = 0");
SQL(test_change, "SELECT change FROM company WHERE id = $1 AND $2 = 0 AND $3 = 0 /* company_id = $1 */");

static int64_t change_of(struct world *w)
{
    return world_count(w, &test_change, world_company(w, "happy-tails").n, 0, 0);
}

/* ------------------------------------------------------------------ list */

static void STF_01_managers_see_everyone_others_themselves(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = api(w, "maya", "GET", "/api/v1/staff", NULL);
    json_t *dana;

    (void)state;
    assert_status(a, 200);
    assert_int_equal(number_at(a.json, "total"), 9);
    assert_int_equal(count_at(a.json, "items"), 9);
    assert_text(a.json, "items.0.name", "Andre Silva");
    dana = find_in(a.json, "items", "name", "Dana Brooks");
    assert_text(dana, "role", "staff");
    assert_text(dana, "status", "active");
    assert_int_equal(number_at(dana, "clients_seen"), 7);
    assert_int_equal(number_at(dana, "removals"), 2);
    assert_text(find_in(a.json, "items", "name", "Uma Reyes"), "status", "invited");
    assert_true(true_at(find_in(a.json, "items", "name", "Olivia Grant"), "owner"));
    a = api(w, "dana", "GET", "/api/v1/staff", NULL);
    assert_int_equal(number_at(a.json, "total"), 1);
    assert_text(a.json, "items.0.name", "Dana Brooks");
    assert_null(json_at(a.json, "items.0.removals")); /* ACC-13 */
    a = api(w, "omar", "GET", "/api/v1/staff", NULL); /* Manage Staff is off for him */
    assert_int_equal(number_at(a.json, "total"), 1);
    world_free(w);
}

static void STF_01_the_list_is_searched_and_filtered(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = api(w, "maya", "GET", "/api/v1/staff?q=ort", NULL);

    (void)state;
    assert_int_equal(number_at(a.json, "total"), 1);
    assert_text(a.json, "items.0.name", "Sam Ortiz");
    a = api(w, "maya", "GET", "/api/v1/staff?q=dana%40", NULL);
    assert_int_equal(number_at(a.json, "total"), 1);
    assert_text(a.json, "items.0.name", "Dana Brooks");
    a = api(w, "maya", "GET", "/api/v1/staff?role=office_manager", NULL);
    assert_int_equal(number_at(a.json, "total"), 2);
    a = api(w, "maya", "GET", "/api/v1/staff?status=inactive", NULL);
    assert_text(a.json, "items.0.name", "Ivan Petrov");
    assert_status(api(w, "maya", "GET", "/api/v1/staff?role=service_performer", NULL), 422);
    assert_int_equal(number_at(api(w, "dana", "GET", "/api/v1/staff?q=sam", NULL).json, "total"), 0);
    assert_status(page(w, "maya", "GET", "/staff?q=dana", NULL), 200);
    world_free(w);
}

/* ------------------------------------------------------------------ adding */

#define NORA "{\"name\": \"Nora Lind\", \"email\": \"nora@happytails.example\", \"role\": \"trainee\"}"

static void STF_02_who_is_added_accepts_by_the_link_that_the_inviter_copies(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = api(w, "maya", "POST", "/api/v1/staff", NORA);
    const char *link = text_at(a.json, "link"), *id = text_at(a.json, "id"), *key;

    (void)state;
    assert_status(a, 201);
    assert_text(a.json, "status", "invited");
    assert_non_null(link);
    key = strstr(link, "/welcome?key=");
    assert_non_null(key);
    a = api(w, NULL, "POST", "/api/v1/welcome",
            world_text(w, "{\"key\": \"%s\", \"password\": \"nine quiet umbrellas\"}", key + strlen("/welcome?key=")));
    assert_status(a, 200);
    a = api(w, "maya", "GET", world_text(w, "/api/v1/staff/%s", id), NULL);
    assert_text(a.json, "status", "active");
    assert_null(json_at(a.json, "link"));
    world_free(w);
}

static void STF_02_what_is_missing_or_taken_is_named(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = api(w, "maya", "POST", "/api/v1/staff",
                          "{\"name\": \"D\", \"email\": \"Dana@HappyTails.example\", \"role\": \"staff\"}");

    (void)state;
    assert_status(a, 422);
    assert_non_null(text_at(a.json, "errors.email"));
    a = api(w, "maya", "POST", "/api/v1/staff", "{\"name\": \"N\", \"email\": \"n@happytails.example\"}");
    assert_status(a, 422);
    assert_non_null(text_at(a.json, "errors.role"));
    a = api(w, "maya", "POST", "/api/v1/staff",
            "{\"name\": \"N\", \"email\": \"n@happytails.example\", \"role\": \"service_supporter\"}");
    assert_status(a, 422);
    a = page(w, "maya", "POST", "/staff", "name=Nora&email=dana%40happytails.example&role=staff");
    assert_int_equal(a.status, 422);
    assert_non_null(strstr(arena_cstr(world_arena(w), a.body), "value=\"Nora\""));
    assert_int_equal(number_at(api(w, "maya", "GET", "/api/v1/staff", NULL).json, "total"), 9);
    world_free(w);
}

static void STF_02_one_person_works_for_two_companies_with_one_e_mail(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a =
        api(w, "paula", "POST", "/api/v1/staff", "{\"name\": \"Dana B.\", \"email\": \"dana@happytails.example\"}");

    (void)state;
    assert_status(a, 201);
    assert_text(a.json, "status", "invited");
    assert_text(api(w, "dana", "GET", "/api/v1/me", NULL).json, "company.slug", "happy-tails");
    world_free(w);
}

static void STF_02_inviting_again_is_for_the_invited_only(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = api(w, "maya", "POST", STAFF(w, "uma", "/invitation"), NULL);

    (void)state;
    assert_status(a, 201);
    assert_non_null(text_at(a.json, "link"));
    assert_status(api(w, "maya", "POST", STAFF(w, "dana", "/invitation"), NULL), 409);
    world_free(w);
}

static void ACC_62_only_an_invitation_never_used_can_be_deleted(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    assert_status(api(w, "maya", "DELETE", STAFF(w, "dana", ""), NULL), 409);
    assert_status(api(w, "maya", "DELETE", STAFF(w, "ivan", ""), NULL), 409);
    assert_status(api(w, "maya", "POST", "/api/v1/staff", NORA), 201);
    struct answer a = api(w, "maya", "GET", "/api/v1/staff?q=nora", NULL);
    const char *path = world_text(w, "/api/v1/staff/%s", text_at(a.json, "items.0.id"));

    assert_status(api(w, "maya", "DELETE", path, NULL), 204);
    assert_status(api(w, "maya", "GET", path, NULL), 404);
    assert_int_equal(number_at(api(w, "maya", "GET", "/api/v1/staff", NULL).json, "total"), 9);
    assert_status(api(w, "maya", "POST", "/api/v1/staff", NORA), 201);
    world_free(w);
}

/* ------------------------------------------------------------------ profiles */

static void STF_03_each_permission_is_shown_with_its_reason(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = api(w, "maya", "GET", STAFF(w, "tess", ""), NULL);
    json_t *row = find_in(a.json, "permissions", "permission", "post_messages_without_approval");

    (void)state;
    assert_status(a, 200);
    assert_false(true_at(row, "on"));
    assert_text(row, "rule", "ROL-302");
    assert_non_null(strstr(text_at(row, "reason"), "Tess Wong"));
    row = find_in(a.json, "permissions", "permission", "manage_staff");
    assert_false(true_at(row, "on"));
    assert_true(true_at(row, "locked"));
    a = api(w, "tess", "GET", "/api/v1/staff/me", NULL);
    assert_text(a.json, "name", "Tess Wong");
    row = find_in(a.json, "permissions", "permission", "edit_clients_and_pets");
    assert_true(true_at(row, "on"));
    a = api(w, "maya", "GET", STAFF(w, "uma", ""), NULL);
    row = find_in(a.json, "permissions", "permission", "deliver_services");
    assert_false(true_at(row, "on"));
    assert_true(true_at(row, "on_when_active"));
    assert_status(api(w, "maya", "GET", STAFF(w, "tess", "/permissions"), NULL), 200);
    world_free(w);
}

static void ROL_102_without_manage_staff_only_ones_own_profile_exists(void **state)
{
    struct world *w = world_new(test_engine());
    static const char *const rest[] = {"", "/permissions", "/settings"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rest); i++) {
        const char *path = world_text(w, "/api/v1/staff/%s%s", staff_id(w, "sam"), rest[i]);

        assert_status(api(w, "dana", "GET", path, NULL), 404);
        assert_status(api(w, "omar", "GET", path, NULL), 404);
        assert_status(api(w, "sam", "GET", path, NULL), 200);
    }
    assert_status(api(w, "omar", "POST", "/api/v1/staff", NORA), 403);
    assert_status(api(w, "dana", "PATCH", STAFF(w, "sam", ""), "{\"name\": \"Sam\"}"), 404);
    assert_status(page(w, "dana", "GET", "/staff/me", NULL), 200);
    assert_status(page(w, "dana", "GET", "/staff/me/edit", NULL), 200);
    assert_status(page(w, "dana", "GET", "/staff/me/settings", NULL), 200);
    world_free(w);
}

static void STF_03_one_edits_ones_own_name_and_phone_and_never_the_managers_notes(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = api(w, "dana", "PATCH", "/api/v1/staff/me", "{\"name\": \"Dana B.\", \"phone\": \"555 0100\"}");

    (void)state;
    assert_status(a, 200);
    assert_text(a.json, "name", "Dana B.");
    assert_status(api(w, "dana", "PATCH", "/api/v1/staff/me", "{\"notes\": \"x\"}"), 422);
    assert_status(api(w, "maya", "PATCH", STAFF(w, "dana", ""), "{\"notes\": \"likes cats\"}"), 200);
    assert_null(json_at(api(w, "dana", "GET", "/api/v1/staff/me", NULL).json, "notes"));
    assert_text(api(w, "maya", "GET", STAFF(w, "dana", ""), NULL).json, "notes", "likes cats");
    a = api(w, "maya", "PATCH", STAFF(w, "dana", ""), "{\"notes\": \"x\", \"changed\": 1}");
    assert_status(a, 412);
    assert_status(api(w, "maya", "PATCH", STAFF(w, "dana", ""), "{\"name\": \"\"}"), 422);
    world_free(w);
}

/* ------------------------------------------------------------------ who may give what */

static void ROL_141_nobody_edits_or_lifts_above_their_level(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    assert_status(api(w, "maya", "GET", STAFF(w, "andre", ""), NULL), 200);
    assert_status(api(w, "maya", "PATCH", STAFF(w, "andre", ""), "{\"phone\": \"1\"}"), 403);
    assert_status(api(w, "maya", "POST", "/api/v1/staff",
                      "{\"name\": \"N\", \"email\": \"n@happytails.example\", \"role\": \"admin\"}"),
                  403);
    assert_status(api(w, "maya", "PUT", STAFF(w, "sam", "/role"), "{\"role\": \"admin\", \"reason\": \"x\"}"), 403);
    assert_status(api(w, "maya", "PUT", STAFF(w, "andre", "/role"), "{\"role\": \"staff\", \"reason\": \"x\"}"), 403);
    assert_status(api(w, "maya", "PUT", STAFF(w, "maya", "/role"), "{\"role\": \"staff\", \"reason\": \"x\"}"), 403);
    assert_status(api(w, "andre", "PUT", STAFF(w, "andre", "/role"), "{\"role\": \"staff\", \"reason\": \"x\"}"), 403);
    assert_status(api(w, "maya", "PUT", STAFF(w, "tess", "/role"), "{\"role\": \"staff\", \"reason\": \"ready\"}"),
                  200);
    world_free(w);
}

static void ROL_142_nobody_else_touches_the_owner(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    assert_status(api(w, "andre", "PUT", STAFF(w, "olivia", "/role"), "{\"role\": \"staff\", \"reason\": \"x\"}"), 403);
    assert_status(api(w, "andre", "POST", STAFF(w, "olivia", "/freeze"), NULL), 403);
    assert_status(api(w, "andre", "POST", STAFF(w, "olivia", "/inactive"), "{}"), 403);
    assert_status(api(w, "andre", "PATCH", STAFF(w, "olivia", ""), "{\"phone\": \"1\"}"), 403);
    assert_status(api(w, "olivia", "PUT", STAFF(w, "olivia", "/role"), "{\"role\": \"staff\", \"reason\": \"x\"}"),
                  403);
    world_free(w);
}

static void ROL_220_new_people_start_as_supporters_and_a_third_owner_admin_warns(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a =
        api(w, "paula", "POST", "/api/v1/staff", "{\"name\": \"Kim\", \"email\": \"kim@riverside.example\"}");

    (void)state;
    assert_status(a, 201);
    assert_text(a.json, "role", "service_supporter");
    a = api(w, "paula", "PUT", STAFF(w, "ravi", "/role"), "{\"role\": \"owner_admin\", \"reason\": \"partner\"}");
    assert_status(a, 200);
    assert_null(json_at(a.json, "preview.warning"));
    a = api(w, "paula", "PUT", STAFF(w, "sol", "/role"), "{\"role\": \"owner_admin\", \"dry_run\": true}");
    assert_status(a, 200);
    assert_non_null(text_at(a.json, "preview.warning"));
    world_free(w);
}

static void ROL_202_a_facilitys_admin_gives_worker_roles_only(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    assert_status(api(w, "ravi", "PUT", STAFF(w, "sol", "/role"), "{\"role\": \"admin\", \"reason\": \"x\"}"), 403);
    assert_status(api(w, "ravi", "PUT", STAFF(w, "paula", "/role"), "{\"role\": \"admin\", \"reason\": \"x\"}"), 403);
    assert_status(
        api(w, "ravi", "PUT", STAFF(w, "sol", "/role"), "{\"role\": \"service_performer\", \"reason\": \"trained\"}"),
        200);
    world_free(w);
}

/* ------------------------------------------------------------------ changing roles */

static void ACC_50_a_promotion_is_refused_while_access_is_removed_and_all_is_restored_in_one_step(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a =
        api(w, "andre", "PUT", STAFF(w, "dana", "/role"), "{\"role\": \"office_manager\", \"reason\": \"grown\"}");
    json_t *foster;

    (void)state;
    assert_status(a, 409);
    assert_int_equal(count_at(a.json, "removals"), 2);
    foster = find_in(a.json, "removals", "client.name", "Foster");
    assert_non_null(foster);
    assert_text(foster, "removed_by", "Maya Chen");
    assert_non_null(text_at(foster, "reason"));
    assert_non_null(text_at(foster, "removed_at"));
    assert_text(api(w, "dana", "GET", "/api/v1/me", NULL).json, "role", "staff");
    a = api(w, "andre", "PUT", STAFF(w, "dana", "/role"),
            "{\"role\": \"office_manager\", \"reason\": \"grown\", \"restore_all\": true}");
    assert_status(a, 200);
    assert_text(a.json, "role", "office_manager");
    assert_int_equal(number_at(api(w, "dana", "GET", "/api/v1/clients", NULL).json, "total"), 11);
    world_free(w);
}

static void ACC_50_saving_again_after_restoring_by_hand_works_too(void **state)
{
    struct world *w = world_new(test_engine());
    const char *body = "{\"role\": \"office_manager\", \"reason\": \"grown\"}";

    (void)state;
    assert_status(api(w, "andre", "PUT", STAFF(w, "sam", "/role"), body), 409);
    assert_status(api(w, "andre", "PUT",
                      world_text(w, "/api/v1/staff/%s/clients/%s/access", staff_id(w, "sam"), client_id(w, "Bennett")),
                      "{\"access\": \"granted\"}"),
                  200);
    assert_status(api(w, "andre", "PUT", STAFF(w, "sam", "/role"), body), 200);
    world_free(w);
}

static void ACC_51_a_demotion_is_previewed_without_being_done_and_holds_at_the_next_request(void **state)
{
    struct world *w = world_new(test_engine());
    int64_t change = change_of(w);
    struct answer a = api(w, "olivia", "PUT", STAFF(w, "maya", "/role"), "{\"role\": \"staff\", \"dry_run\": true}");

    (void)state;
    assert_status(a, 200);
    assert_true(true_at(a.json, "dry_run"));
    assert_int_equal(number_at(a.json, "preview.clients_lost"), 11);
    assert_int_equal(number_at(a.json, "preview.clients_gained"), 0);
    assert_non_null(find_in(json_at(a.json, "preview"), "permissions_lost", "permission", "manage_staff"));
    assert_text(a.json, "role", "office_manager");
    assert_int_equal(change_of(w), change); /* no act, no entry */
    assert_int_equal(number_at(api(w, "maya", "GET", "/api/v1/clients", NULL).json, "total"), 11);
    a = api(w, "olivia", "GET", world_text(w, "/api/v1/staff/%s/role?role=staff", staff_id(w, "maya")), NULL);
    assert_int_equal(number_at(a.json, "preview.clients_lost"), 11);
    a = api(w, "olivia", "PUT", STAFF(w, "maya", "/role"), "{\"role\": \"staff\", \"reason\": \"wishes it\"}");
    assert_status(a, 200);
    assert_int_equal(number_at(api(w, "maya", "GET", "/api/v1/clients", NULL).json, "total"), 0);
    assert_status(api(w, "maya", "POST", "/api/v1/staff", NORA), 403);
    world_free(w);
}

static void ACC_52_a_change_needs_a_reason_and_is_kept_as_history(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a = api(w, "andre", "PUT", STAFF(w, "tess", "/role"), "{\"role\": \"staff\"}");
    int64_t company = world_company(w, "happy-tails").n, tess = id_number(staff_id(w, "tess")), before;

    (void)state;
    assert_status(a, 422);
    assert_non_null(text_at(a.json, "errors.reason"));
    before = world_count(w, &test_role_history, company, tess, 0);
    assert_status(api(w, "andre", "PUT", STAFF(w, "tess", "/role"), "{\"role\": \"staff\", \"reason\": \"ready\"}"),
                  200);
    assert_int_equal(world_count(w, &test_role_history, company, tess, 0), before + 1);
    a = page(w, "andre", "POST", world_text(w, "/staff/%s/role?role=trainee", staff_id(w, "tess")),
             "_method=PUT&role=trainee");
    assert_int_equal(a.status, 422);
    assert_non_null(strstr(arena_cstr(world_arena(w), a.body), "What changes as Trainee"));
    world_free(w);
}

static void ACC_05_a_role_that_is_never_assigned_waits_until_the_work_is_handed_over(void **state)
{
    struct world *w = world_new(test_engine());
    struct answer a =
        api(w, "paula", "PUT", STAFF(w, "priya", "/role"), "{\"role\": \"service_supporter\", \"reason\": \"x\"}");

    (void)state;
    assert_status(a, 409);
    assert_true(number_at(a.json, "work.events") > 0);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(STF_01_managers_see_everyone_others_themselves),
        cmocka_unit_test(STF_01_the_list_is_searched_and_filtered),
        cmocka_unit_test(STF_02_who_is_added_accepts_by_the_link_that_the_inviter_copies),
        cmocka_unit_test(STF_02_what_is_missing_or_taken_is_named),
        cmocka_unit_test(STF_02_one_person_works_for_two_companies_with_one_e_mail),
        cmocka_unit_test(STF_02_inviting_again_is_for_the_invited_only),
        cmocka_unit_test(ACC_62_only_an_invitation_never_used_can_be_deleted),
        cmocka_unit_test(STF_03_each_permission_is_shown_with_its_reason),
        cmocka_unit_test(ROL_102_without_manage_staff_only_ones_own_profile_exists),
        cmocka_unit_test(STF_03_one_edits_ones_own_name_and_phone_and_never_the_managers_notes),
        cmocka_unit_test(ROL_141_nobody_edits_or_lifts_above_their_level),
        cmocka_unit_test(ROL_142_nobody_else_touches_the_owner),
        cmocka_unit_test(ROL_220_new_people_start_as_supporters_and_a_third_owner_admin_warns),
        cmocka_unit_test(ROL_202_a_facilitys_admin_gives_worker_roles_only),
        cmocka_unit_test(ACC_50_a_promotion_is_refused_while_access_is_removed_and_all_is_restored_in_one_step),
        cmocka_unit_test(ACC_50_saving_again_after_restoring_by_hand_works_too),
        cmocka_unit_test(ACC_51_a_demotion_is_previewed_without_being_done_and_holds_at_the_next_request),
        cmocka_unit_test(ACC_52_a_change_needs_a_reason_and_is_kept_as_history),
        cmocka_unit_test(ACC_05_a_role_that_is_never_assigned_waits_until_the_work_is_handed_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
