/* The facility scheme, rule by rule (ROL-201 to ROL-220): the levels as they are enforced, on Riverside's people: Paula
 * is Owner Admin and the owner, Ravi Admin, Priya Service Performer, Sol Service Supporter. Where a rule is about
 * something that does not exist yet, it is the decision that is asked. */
#include "support/world_each.h"

#include <string.h>

static const char *staff_path(const char *who, const char *what)
{
    return world_text(w, "/api/v1/staff/%s%s", staff_id(w, who), what);
}

static const char *client_path(const char *name)
{
    return world_text(w, "/api/v1/clients/%s", client_id(w, name));
}

static const char *event_path(const char *client, const char *who)
{
    return world_text(w, "/api/v1/events/%s", event_id(w, client, who, 1));
}

/* The decision itself, as Why? says it. `more`: "&client=…" or "". */
static bool may(const char *who, const char *permission, const char *more)
{
    struct answer a =
        api(w, "paula", "GET", staff_path(who, world_text(w, "/why?permission=%s%s", permission, more)), NULL);

    assert_status(a, 200);
    return true_at(a.json, "answer.allowed");
}

static void assert_who_may(const char *permission, const char *expected)
{
    static const char *const people[] = {"paula", "ravi", "priya", "sol"};

    for (size_t i = 0; i < ARRAY_SIZE(people); i++) {
        if (may(people[i], permission, "") != (expected[i] == '+'))
            fail_msg("%s of %s: expected %c", permission, people[i], expected[i]);
    }
}

static int status(const char *who, const char *method, const char *path, const char *body)
{
    return api(w, who, method, path, body).status;
}

static const char *set_role(const char *role)
{
    return world_text(w, "{\"role\": \"%s\", \"reason\": \"A test\"}", role);
}

/* ------------------------------------------------------------------ people */

static void ROL_201_an_admin_manages_performers_and_supporters_and_workers_nobody(void **state)
{
    static const char *const phone = "{\"phone\": \"+49 30 5550100\"}";
    static const char *const reason = "{\"reason\": \"A test\"}";

    (void)state;
    assert_int_equal(status("ravi", "PATCH", staff_path("priya", ""), phone), 200);
    assert_int_equal(status("ravi", "PATCH", staff_path("paula", ""), phone), 403);
    assert_int_equal(status("ravi", "POST", staff_path("paula", "/freeze"), reason), 403);
    assert_int_equal(status("ravi", "POST", staff_path("sol", "/freeze"), reason), 200);
    assert_int_equal(status("priya", "GET", staff_path("ravi", ""), NULL), 404);
    assert_int_equal(number_at(api(w, "priya", "GET", "/api/v1/staff", NULL).json, "total"), 1);
    assert_int_equal(status("priya", "PATCH", staff_path("ravi", ""), phone), 404);
    assert_int_equal(status("priya", "POST", "/api/v1/staff", "{\"name\": \"X\", \"email\": \"x@riverside.example\"}"),
                     403);
}

static void ROL_201_an_admin_does_not_manage_another_admin(void **state)
{
    struct answer a = api(w, "paula", "POST", "/api/v1/staff",
                          "{\"name\": \"Kim\", \"email\": \"kim@riverside.example\", \"role\": \"admin\"}");

    (void)state;
    assert_status(a, 201);
    assert_int_equal(status("ravi", "PATCH", world_text(w, "/api/v1/staff/%s", text_at(a.json, "id")),
                            "{\"phone\": \"+49 30 5550100\"}"),
                     403);
    assert_int_equal(status("ravi", "GET", world_text(w, "/api/v1/staff/%s", text_at(a.json, "id")), NULL), 200);
}

static void ROL_202_an_owner_admin_gives_any_role_and_an_admin_two(void **state)
{
    (void)state;
    assert_int_equal(status("ravi", "PUT", staff_path("priya", "/role"), set_role("service_supporter")),
                     409); /* visits */
    assert_int_equal(status("ravi", "PUT", staff_path("sol", "/role"), set_role("service_performer")), 200);
    assert_int_equal(status("ravi", "PUT", staff_path("priya", "/role"), set_role("admin")), 403);
    assert_int_equal(status("ravi", "PUT", staff_path("ravi", "/role"), set_role("service_performer")), 403);
    assert_int_equal(status("priya", "PUT", staff_path("sol", "/role"), set_role("service_performer")), 403);
    assert_int_equal(status("ravi", "POST", "/api/v1/staff",
                            "{\"name\": \"Kim\", \"email\": \"kim@riverside.example\", \"role\": \"owner_admin\"}"),
                     403);
    assert_int_equal(status("paula", "PUT", staff_path("ravi", "/role"), set_role("owner_admin")), 200);
}

static void ROL_214_owner_admins_are_equals_but_for_the_owner(void **state)
{
    (void)state;
    assert_int_equal(status("paula", "PUT", staff_path("ravi", "/role"), set_role("owner_admin")), 200);
    assert_int_equal(status("ravi", "PUT", "/api/v1/settings/company", "{\"name\": \"Riverside Resort\"}"), 200);
    assert_int_equal(status("ravi", "PUT", staff_path("paula", "/role"), set_role("admin")), 403);
    assert_int_equal(status("ravi", "POST", staff_path("paula", "/freeze"), "{\"reason\": \"A test\"}"), 403);
    assert_int_equal(status("paula", "PUT", staff_path("ravi", "/role"), set_role("admin")), 200);
    assert_int_equal(status("ravi", "PUT", "/api/v1/settings/company", "{\"name\": \"Mine\"}"), 403);
}

static void ROL_220_a_promotion_is_one_step_with_reason_and_record(void **state)
{
    struct answer record;

    (void)state;
    assert_int_equal(status("paula", "PUT", staff_path("priya", "/role"), "{\"role\": \"admin\"}"), 422);
    assert_int_equal(status("paula", "PUT", staff_path("priya", "/role"), set_role("admin")), 200);
    record = api(w, "paula", "GET", world_text(w, "/api/v1/audit?staff=%s", staff_id(w, "priya")), NULL);
    assert_status(record, 200);
    assert_true(mentions(record, "A test"));
}

/* ------------------------------------------------------------------ settings and money */

static void ROL_203_business_settings_are_viewed_by_an_admin_who_changes_operational_ones_alone(void **state)
{
    (void)state;
    assert_int_equal(status("ravi", "GET", "/api/v1/settings/company", NULL), 200);
    assert_int_equal(status("ravi", "PUT", "/api/v1/settings/company", "{\"name\": \"Mine\"}"), 403);
    assert_int_equal(status("ravi", "GET", "/api/v1/settings/permissions", NULL), 403);
    assert_int_equal(status("priya", "GET", "/api/v1/settings/company", NULL), 403);
    assert_int_equal(status("sol", "GET", "/api/v1/settings/company", NULL), 403);
    assert_who_may("operational_settings", "++--");
    assert_who_may("manage_schedule_blocks", "++--");
    assert_who_may("configure_scheduler", "++--");
    assert_who_may("company_settings", "+---");
    assert_who_may("manage_permissions", "+---");
}

static void ROL_204_an_admin_sees_a_clients_invoices_and_no_revenue_payouts_or_disputes(void **state)
{
    (void)state;
    assert_who_may("view_client_invoices", "++--");
    assert_who_may("manage_invoicing", "+---");
    assert_who_may("charge_clients", "+---");
    assert_who_may("configure_invoicing", "+---");
    assert_who_may("report_revenue", "+---");
    assert_who_may("report_payments", "+---");
    assert_who_may("view_payouts", "+---");
}

static void ROL_206_services_and_their_rates_are_managed_by_admins_alone(void **state)
{
    static const char *const people[] = {"paula", "ravi", "priya", "sol"};
    static const int expected[] = {200, 200, 403, 403};

    (void)state;
    assert_who_may("manage_services", "++--");
    for (size_t i = 0; i < ARRAY_SIZE(people); i++)
        assert_int_equal(status(people[i], "GET", "/api/v1/services", NULL), expected[i]);
    assert_int_equal(status("sol", "POST", "/api/v1/services", "{\"name\": \"Swim\", \"minutes\": 30}"), 403);
}

static void ROL_207_resources_are_managed_by_admins_alone(void **state)
{
    (void)state;
    assert_who_may("manage_resources", "++--");
}

static void ROL_210_everybodys_time_is_managed_by_admins_and_ones_own_is_ones_own(void **state)
{
    (void)state;
    assert_who_may("approve_time_off", "++--");
    assert_who_may("manage_staff", "++--"); /* time and mileage entries (ROL-102) */
    assert_int_equal(status("priya", "GET", "/api/v1/me", NULL), 200);
    assert_int_equal(status("sol", "GET", staff_path("sol", ""), NULL), 200);
    assert_int_equal(status("sol", "GET", staff_path("priya", ""), NULL), 404);
}

static void ROL_211_reports_are_operational_for_admins_and_ones_own_for_performers(void **state)
{
    (void)state;
    assert_who_may("report_operational", "++--");
    assert_who_may("report_schedules", "++--");
    assert_who_may("report_clients", "++--");
    assert_who_may("report_revenue", "+---");
    assert_who_may("report_personal", "+++-");
}

/* ------------------------------------------------------------------ customers and appointments */

static void ROL_205_performers_see_the_customers_of_own_appointments_and_supporters_the_support_view(void **state)
{
    struct answer a = api(w, "sol", "GET", client_path("Lindqvist"), NULL);
    static const char *const withheld[] = {"office_notes", "access_notes", "people.preferred", "money"};

    (void)state;
    assert_int_equal(status("ravi", "GET", client_path("Novak"), NULL), 200);
    assert_int_equal(status("priya", "GET", client_path("Lindqvist"), NULL), 200);
    assert_int_equal(status("priya", "GET", client_path("Novak"), NULL), 404);
    assert_int_equal(status("sol", "GET", client_path("Novak"), NULL), 200);
    assert_int_equal(status("sol", "GET", client_path("Moreau"), NULL), 404);
    assert_status(a, 200);
    assert_text(a.json, "name", "Lindqvist");
    assert_non_null(json_at(a.json, "contacts.0.phones.0.value"));
    assert_non_null(json_at(a.json, "pets.0.name"));
    for (size_t i = 0; i < ARRAY_SIZE(withheld); i++)
        assert_null(json_at(a.json, withheld[i]));
    assert_who_may("view_client_history", "++--");
    assert_who_may("manage_client_keys", "++--");
    assert_who_may("private_message", "++--");
}

static void ROL_205_performers_change_customers_only_where_the_company_switches_it_on(void **state)
{
    (void)state;
    assert_who_may("edit_clients_and_pets", "++--");
    assert_int_equal(status("ravi", "PATCH", client_path("Novak"), "{\"visit_notes\": \"Calm\"}"), 200);
    assert_int_equal(status("priya", "PATCH", client_path("Lindqvist"), "{\"visit_notes\": \"Calm\"}"), 403);
    assert_int_equal(status("sol", "PATCH", client_path("Lindqvist"), "{\"visit_notes\": \"Calm\"}"), 403);
    assert_int_equal(status("paula", "PUT", "/api/v1/settings/permissions",
                            "{\"service_performer\": {\"edit_clients_and_pets\": true}}"),
                     200);
    assert_int_equal(status("priya", "PATCH", client_path("Lindqvist"), "{\"visit_notes\": \"Calm\"}"), 200);
    assert_int_equal(status("paula", "PUT", "/api/v1/settings/permissions",
                            "{\"service_supporter\": {\"edit_clients_and_pets\": true}}"),
                     422); /* locked */
}

static void ROL_208_a_performer_manages_own_appointments_and_makes_none(void **state)
{
    const char *own = event_path("Lindqvist", "priya");
    const char *body =
        world_text(w, "{\"client\": \"%s\", \"service\": \"%s\", \"starts_at\": \"2026-06-01T10:00:00Z\"}",
                   client_id(w, "Lindqvist"), service_id(w, "Bath and Brush"));

    (void)state;
    assert_int_equal(status("priya", "POST", "/api/v1/events", body), 403);
    assert_int_equal(status("priya", "PATCH", own, "{\"status\": \"cancelled\"}"), 403);
    assert_int_equal(status("priya", "PATCH", own, "{\"starts_at\": \"2026-06-01T10:00:00Z\"}"), 403);
    assert_int_equal(status("priya", "DELETE", own, NULL), 403);
    assert_int_equal(status("priya", "PATCH", own, "{\"status\": \"in_progress\"}"), 200);
    assert_int_equal(status("priya", "PATCH", own, "{\"status\": \"completed\", \"message\": \"Done\"}"), 200);
    assert_who_may("manage_scheduling", "++--");
}

static void ROL_208_a_supporter_sees_appointments_helps_and_never_performs_creates_or_cancels(void **state)
{
    const char *event = event_path("Lindqvist", "priya");
    const char *body =
        world_text(w, "{\"client\": \"%s\", \"service\": \"%s\", \"starts_at\": \"2026-06-01T10:00:00Z\"}",
                   client_id(w, "Lindqvist"), service_id(w, "Bath and Brush"));

    (void)state;
    assert_int_equal(status("sol", "GET", event, NULL), 200);
    assert_int_equal(status("sol", "GET", event_path("Moreau", "priya"), NULL), 404);
    assert_int_equal(status("sol", "PATCH", event, "{\"status\": \"in_progress\"}"), 403);
    assert_int_equal(status("sol", "PATCH", event, "{\"status\": \"cancelled\"}"), 403);
    assert_int_equal(status("sol", "DELETE", event, NULL), 403);
    assert_int_equal(status("sol", "POST", "/api/v1/events", body), 403);
    assert_who_may("assist_appointments", "++-+");
    assert_true(may("sol", "assist_appointments", world_text(w, "&client=%s", client_id(w, "Novak"))));
    assert_true(may("sol", "assist_appointments", world_text(w, "&event=%s", event_id(w, "Lindqvist", "priya", 1))));
    assert_false(may("sol", "assist_appointments", world_text(w, "&client=%s", client_id(w, "Moreau"))));
    assert_false(may("sol", "deliver_services", world_text(w, "&event=%s", event_id(w, "Lindqvist", "priya", 1))));
}

static void ROL_209_people_write_to_the_customers_they_see(void **state)
{
    (void)state;
    assert_true(may("priya", "post_messages_without_approval", world_text(w, "&client=%s", client_id(w, "Moreau"))));
    assert_false(may("priya", "post_messages_without_approval", world_text(w, "&client=%s", client_id(w, "Novak"))));
    assert_who_may("post_messages_without_approval", "+++-"); /* a Supporter's wait for approval */
    assert_who_may("approve_messages", "++--");
    assert_who_may("email_clients", "++--");
}

static void ROL_212_services_are_delivered_by_the_assigned_and_never_by_a_supporter(void **state)
{
    const char *event = world_text(w, "&event=%s", event_id(w, "Lindqvist", "priya", 1));
    const char *body = world_text(w, "{\"staff\": \"%s\"}", staff_id(w, "sol"));
    struct answer picker;

    (void)state;
    assert_who_may("deliver_services", "+++-");
    assert_true(may("priya", "deliver_services", event));
    assert_false(may("sol", "deliver_services", event));
    assert_false(may("ravi", "deliver_services", event)); /* not assigned: an Admin changes the appointment instead */
    assert_int_equal(status("ravi", "PATCH", event_path("Lindqvist", "priya"), body), 409);
    picker = api(w, "ravi", "GET", world_text(w, "%s/staff-picker", client_path("Lindqvist")), NULL);
    assert_status(picker, 200);
    assert_false(mentions(picker, staff_id(w, "sol")));
    assert_true(mentions(picker, staff_id(w, "priya")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ROL_201_an_admin_manages_performers_and_supporters_and_workers_nobody),
        T(ROL_201_an_admin_does_not_manage_another_admin),
        T(ROL_202_an_owner_admin_gives_any_role_and_an_admin_two),
        T(ROL_203_business_settings_are_viewed_by_an_admin_who_changes_operational_ones_alone),
        T(ROL_204_an_admin_sees_a_clients_invoices_and_no_revenue_payouts_or_disputes),
        T(ROL_205_performers_see_the_customers_of_own_appointments_and_supporters_the_support_view),
        T(ROL_205_performers_change_customers_only_where_the_company_switches_it_on),
        T(ROL_206_services_and_their_rates_are_managed_by_admins_alone),
        T(ROL_207_resources_are_managed_by_admins_alone),
        T(ROL_208_a_performer_manages_own_appointments_and_makes_none),
        T(ROL_208_a_supporter_sees_appointments_helps_and_never_performs_creates_or_cancels),
        T(ROL_209_people_write_to_the_customers_they_see),
        T(ROL_210_everybodys_time_is_managed_by_admins_and_ones_own_is_ones_own),
        T(ROL_211_reports_are_operational_for_admins_and_ones_own_for_performers),
        T(ROL_212_services_are_delivered_by_the_assigned_and_never_by_a_supporter),
        T(ROL_214_owner_admins_are_equals_but_for_the_owner),
        T(ROL_220_a_promotion_is_one_step_with_reason_and_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
