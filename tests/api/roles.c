/* Personal exceptions and role cells, as the features that offer them will write them (ROL-03, ROL-140, ROL-302). */
#include "features/roles/roles.h"
#include "app/act.h"
#include "app/system.h"
#include "support/world.h"

SQL(test_cells, "SELECT count(*) FROM role_cell WHERE company_id = $1 AND role = $2 AND permission = $3");
SQL(test_open_history,
    "SELECT count(*) FROM history WHERE company_id = $1 AND kind = $2 AND a = $3 AND to_change IS NULL");

struct writing {
    struct world *w;
    struct arena arena;
    const char *company, *who;
    int role;
    enum permission permission;
    bool on;
    int64_t until;
    enum { PUT_EXCEPTION, END_EXCEPTION, PUT_CELL } what;
};

MUST_CHECK static enum err apply(struct writing *job, struct context *cx, struct tx *tx, const struct grant *g)
{
    const struct permission_exception exception = {.staff = {id_number(staff_id(job->w, job->who))},
                                                   .permission = job->permission,
                                                   .on = job->on,
                                                   .until = job->until,
                                                   .reason = STR("a test")};

    if (job->what == PUT_EXCEPTION)
        return exception_put(cx, tx, g, &exception);
    if (job->what == END_EXCEPTION)
        return exception_end(cx, tx, g, exception.staff, job->permission);
    return role_cell_put(cx, tx, g, job->role, job->permission, job->on);
}

MUST_CHECK static enum err write_body(struct tx *tx, void *data)
{
    struct writing *job = data;
    struct company_id company = world_company(job->w, job->company);
    struct context cx = system_context(world_app(job->w), &job->arena, "roles.test", NULL, world_now(job->w));
    struct system_access access = {0};
    enum err err;

    TRY(act_begin(tx, &cx, company, (struct staff_id){id_number(staff_id(job->w, job->who))}));
    TRY(system_access_open(tx, company, PERMISSION_manage_permissions, cx.now, &access));
    err = apply(job, &cx, tx, &access.grant);
    system_access_end(&access);
    TRY(err);
    return audit_append(tx, &cx);
}

static enum err write(struct writing job)
{
    enum err err =
        store_write(world_store(job.w), world_company(job.w, job.company), &job.arena, write_body, &job, NULL);

    arena_free(&job.arena);
    if (err == OK)
        world_check(job.w);
    return err;
}

static enum err exception(struct world *w, const char *who, enum permission permission, bool on)
{
    return write((struct writing){
        .w = w, .company = "happy-tails", .who = who, .permission = permission, .on = on, .what = PUT_EXCEPTION});
}

static enum err cell(struct world *w, int role, enum permission permission, bool on)
{
    return write((struct writing){.w = w,
                                  .company = "happy-tails",
                                  .who = "olivia",
                                  .role = role,
                                  .permission = permission,
                                  .on = on,
                                  .what = PUT_CELL});
}

static bool holds(struct world *w, const char *who, const char *permission)
{
    struct answer a = api(w, "maya", "GET", world_text(w, "/api/v1/staff/%s", staff_id(w, who)), NULL);

    return true_at(find_in(a.json, "permissions", "permission", permission), "on");
}

static void ROL_302_an_exception_holds_at_the_next_request_and_ends_again(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    assert_false(holds(w, "sam", "view_client_schedule"));
    assert_int_equal(exception(w, "sam", PERMISSION_view_client_schedule, true), OK);
    assert_true(holds(w, "sam", "view_client_schedule"));
    assert_int_equal(write((struct writing){.w = w,
                                            .company = "happy-tails",
                                            .who = "sam",
                                            .permission = PERMISSION_view_client_schedule,
                                            .what = END_EXCEPTION}),
                     OK);
    assert_false(holds(w, "sam", "view_client_schedule"));
    assert_int_equal(write((struct writing){.w = w,
                                            .company = "happy-tails",
                                            .who = "sam",
                                            .permission = PERMISSION_view_client_schedule,
                                            .on = true,
                                            .until = WORLD_NOW + 3600 * SECOND_US,
                                            .what = PUT_EXCEPTION}),
                     OK);
    assert_true(holds(w, "sam", "view_client_schedule"));
    world_time(w, WORLD_NOW + 3601 * SECOND_US);
    assert_false(holds(w, "sam", "view_client_schedule"));
    world_free(w);
}

static void ROL_03_what_is_locked_takes_no_exception_and_no_setting(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    assert_int_equal(exception(w, "sam", PERMISSION_manage_staff, true), ERR_CONFLICT);
    assert_int_equal(cell(w, ROLE_STAFF, PERMISSION_manage_staff, true), ERR_CONFLICT);
    assert_int_equal(cell(w, ROLE_ADMIN, PERMISSION_see_all_clients, false), ERR_CONFLICT);
    assert_int_equal(cell(w, ROLE_OWNER_ADMIN, PERMISSION_manage_own_notifications, false), ERR_ABSENT);
    world_free(w);
}

static void ROL_140_an_exception_that_would_break_a_coupling_is_refused(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    /* Office Managers hold both by default: the one rests on the other. */
    assert_int_equal(exception(w, "maya", PERMISSION_view_company_time_off, false), ERR_CONFLICT);
    assert_int_equal(exception(w, "maya", PERMISSION_approve_time_off, false), OK);
    assert_int_equal(exception(w, "maya", PERMISSION_view_company_time_off, false), OK);
    assert_int_equal(exception(w, "maya", PERMISSION_approve_time_off, true), ERR_CONFLICT);
    world_free(w);
}

static void ROL_140_a_cell_takes_with_it_what_is_coupled(void **state)
{
    struct world *w = world_new(test_engine());
    int64_t company = world_company(w, "happy-tails").n;

    (void)state;
    assert_int_equal(cell(w, ROLE_OFFICE_MANAGER, PERMISSION_view_company_time_off, false), OK);
    assert_int_equal(world_count(w, &test_cells, company, ROLE_OFFICE_MANAGER, 104), 1);
    assert_false(holds(w, "maya", "approve_time_off"));
    assert_int_equal(cell(w, ROLE_OFFICE_MANAGER, PERMISSION_approve_time_off, true), OK);
    assert_true(holds(w, "maya", "view_company_time_off"));
    /* Back at the defaults nothing is kept, and nothing stands open in the history. */
    assert_int_equal(world_count(w, &test_cells, company, ROLE_OFFICE_MANAGER, 104), 0);
    assert_int_equal(world_count(w, &test_cells, company, ROLE_OFFICE_MANAGER, 119), 0);
    assert_int_equal(world_count(w, &test_open_history, company, HISTORY_CELL, ROLE_OFFICE_MANAGER), 0);
    world_free(w);
}

static void ROL_203_an_admin_of_a_facility_looks_at_the_settings_and_changes_none(void **state)
{
    struct world *w = world_new(test_engine());

    (void)state;
    assert_false(true_at(api(w, "ravi", "GET", "/api/v1/settings/company", NULL).json, "can.save"));
    assert_status(page(w, "ravi", "GET", "/settings/company", NULL), 200);
    assert_status(api(w, "ravi", "PUT", "/api/v1/settings/company", "{\"name\": \"Mine\"}"), 403);
    assert_true(true_at(api(w, "paula", "GET", "/api/v1/settings/company", NULL).json, "can.save"));
    assert_status(api(w, "priya", "GET", "/api/v1/settings/company", NULL), 403);
    assert_status(api(w, "maya", "GET", "/api/v1/settings/company", NULL), 403);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ROL_302_an_exception_holds_at_the_next_request_and_ends_again),
        cmocka_unit_test(ROL_03_what_is_locked_takes_no_exception_and_no_setting),
        cmocka_unit_test(ROL_140_an_exception_that_would_break_a_coupling_is_refused),
        cmocka_unit_test(ROL_140_a_cell_takes_with_it_what_is_coupled),
        cmocka_unit_test(ROL_203_an_admin_of_a_facility_looks_at_the_settings_and_changes_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
