/* Who asks, where no session or token stands before the table of operations: the command line, jobs, and whoever is no
 * active person of the company. */
#include "support/world_each.h"

static enum err called(const char *operation, struct principal principal, const char *body)
{
    struct arena arena = ARENA_INIT;
    struct outcome outcome;
    struct call call = {.operation = app_operation(world_app(w), operation),
                        .principal = principal,
                        .form = CALL_JSON,
                        .body = str_from(body)};

    call.principal.company = world_company(w, "happy-tails");
    call.principal.token_permissions = ~UINT64_C(0);
    assert_non_null(call.operation);
    app_call(world_app(w), &call, &arena, &outcome);
    enum err err = outcome.err;
    app_outcome_end(world_app(w), &outcome);
    arena_free(&arena);
    return err;
}

static enum err by_system(const char *operation, enum surface surface, const char *body)
{
    return called(operation, (struct principal){.surface = surface}, body);
}

static enum err by(int64_t staff, const char *operation)
{
    return called(operation, (struct principal){.staff = {staff}, .surface = SURFACE_API}, "");
}

static void ROL_04_whoever_is_no_active_person_of_the_company_is_not_signed_in(void **state)
{
    (void)state;
    assert_int_equal(by(id_number(staff_id(w, "dana")), "clients.list"), OK);
    assert_int_equal(by(id_number(staff_id(w, "uma")), "clients.list"), ERR_SIGNED_OUT);   /* invited */
    assert_int_equal(by(id_number(staff_id(w, "ivan")), "clients.list"), ERR_SIGNED_OUT);  /* inactive */
    assert_int_equal(by(id_number(staff_id(w, "priya")), "clients.list"), ERR_SIGNED_OUT); /* of another company */
    assert_int_equal(by(0, "clients.list"), ERR_SIGNED_OUT);
}

static void ROL_04_no_person_is_the_system_on_the_command_line_and_in_jobs_only(void **state)
{
    (void)state;
    assert_int_equal(by_system("mail.log", SURFACE_CLI, ""), OK);
    assert_int_equal(by_system("mail.log", SURFACE_JOB, ""), OK);
    assert_int_equal(by_system("mail.log", SURFACE_API, ""), ERR_SIGNED_OUT);
    assert_int_equal(by_system("mail.log", SURFACE_DASHBOARD, ""), ERR_SIGNED_OUT);
    assert_int_equal(by_system("mail.log", SURFACE_ANY, ""), ERR_SIGNED_OUT);
}

/* policy/system.def: add_clients is the command line's, and no job's. */
static void ROL_04_jobs_and_the_command_line_do_only_what_their_table_says(void **state)
{
    (void)state;
    assert_int_equal(by_system("clients.create", SURFACE_JOB, "{\"name\": \"Made by a job\"}"), ERR_FORBIDDEN);
    assert_int_equal(by_system("clients.create", SURFACE_JOB, "{}"), ERR_FORBIDDEN); /* before what it says is read */
    assert_int_equal(by_system("clients.create", SURFACE_CLI, "{}"), ERR_INVALID);
    assert_int_equal(by_system("clients.create", SURFACE_CLI, "{\"name\": \"Made by hand\"}"), OK);
    assert_int_equal(by_system("clients.new", SURFACE_JOB, ""), ERR_FORBIDDEN);
    assert_int_equal(by_system("clients.new", SURFACE_CLI, ""), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ROL_04_whoever_is_no_active_person_of_the_company_is_not_signed_in),
        T(ROL_04_no_person_is_the_system_on_the_command_line_and_in_jobs_only),
        T(ROL_04_jobs_and_the_command_line_do_only_what_their_table_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
