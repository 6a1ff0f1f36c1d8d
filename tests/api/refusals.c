/* ROL-03: a refusal names what is missing and who can give it, by API and by page. */
#include "support/world_each.h"

#include <string.h>

#define assert_refused(got, why)                                                                                       \
    do {                                                                                                               \
        struct answer refused_ = (got);                                                                                \
        assert_status(refused_, 403);                                                                                  \
        assert_text(refused_.json, "detail", (why));                                                                   \
    } while (0)

static struct answer get(const char *who, const char *path)
{
    return api(w, who, "GET", path, NULL);
}

static void ROL_03_what_is_locked_for_a_role_takes_another_role(void **state)
{
    (void)state;
    assert_refused(get("dana", "/api/v1/settings/permissions"),
                   "You may not do this. It needs the permission Manage Permissions, which your role cannot have; an"
                   " Admin can give another role.");
    assert_true(mentions(page(w, "dana", "GET", "/settings/permissions", NULL),
                         "Manage Permissions, which your role cannot have; an Admin can give another role."));
}

static void ROL_03_what_is_off_can_be_given(void **state)
{
    (void)state;
    assert_refused(get("omar", "/api/v1/separation-requests"),
                   "You may not do this. It needs the permission Manage Staff, which an Admin can give.");
    assert_status(
        api(w, "olivia", "PUT", "/api/v1/settings/permissions", "{\"office_manager\": {\"manage_templates\": false}}"),
        200);
    assert_refused(get("maya", "/api/v1/templates"),
                   "You may not do this. It needs the permission Manage Templates, which an Admin can give.");
}

/* In a facility an Admin sets no permissions: it takes an Owner Admin. */
static void ROL_03_in_a_facility_it_is_an_owner_admin_who_can_give_it(void **state)
{
    (void)state;
    assert_refused(get("ravi", "/api/v1/settings/permissions"),
                   "You may not do this. It needs the permission Manage Permissions, which your role cannot have; an"
                   " Owner Admin can give another role.");
    assert_refused(api_with(w, "priya", "PATCH", world_text(w, "/api/v1/clients/%s", client_id(w, "Lindqvist")),
                            "{\"visit_notes\": \"x\"}", (const char *[]){"Petgate-Surface", "field_app", NULL}),
                   "You may not do this. It needs the permission Edit Client Details and Pets, which an Owner Admin can"
                   " give.");
}

/* The calendar is for who schedules and for who may look: the second can be given. */
static void ROL_03_of_two_permissions_the_one_is_named_that_can_be_given(void **state)
{
    const char *own = world_text(w, "/api/v1/staff/%s/client-subscriptions", staff_id(w, "dana"));
    const char *not_own = world_text(w, "/api/v1/staff/%s/client-subscriptions", staff_id(w, "tess"));

    (void)state;
    assert_refused(get("priya", "/api/v1/calendar"),
                   "You may not do this. It needs the permission Read Only Company Calendar, which an Owner Admin can"
                   " give.");
    assert_status(
        api(w, "olivia", "PUT", "/api/v1/settings/permissions", "{\"staff\": {\"manage_own_notifications\": false}}"),
        200);
    assert_refused(get("dana", own),
                   "You may not do this. It needs the permission Manage Own Notifications, which an Admin can give.");
    assert_refused(
        get("dana", not_own),
        "You may not do this. It needs the permission Manage Staff, which your role cannot have; an Admin can"
        " give another role.");
}

static void ROL_03_part_of_an_act_names_what_it_lacks(void **state)
{
    (void)state;
    assert_refused(api(w, "dana", "PATCH", world_text(w, "/api/v1/events/%s", event_id(w, "Bennett", "dana", 0)),
                       "{\"note\": \"Moved\"}"),
                   "You may not do this. It needs the permission Manage Scheduling, which your role cannot have; an"
                   " Admin can give another role.");
    assert_refused(get("maya", "/api/v1/settings/permissions/compare?left=staff&right=trainee"),
                   "You may not do this. It needs the permission Manage Permissions, which your role cannot have; an"
                   " Admin can give another role.");
}

/* What rests on another permission is missing for want of that one. */
static void ROL_140_a_refusal_names_the_permission_that_it_rests_on(void **state)
{
    struct answer a;

    (void)state;
    assert_status(api(w, "olivia", "PUT", world_text(w, "/api/v1/staff/%s/exceptions", staff_id(w, "maya")),
                      "{\"permission\": \"manage_staff\", \"on\": false, \"reason\": \"A test\"}"),
                  200);
    assert_refused(get("maya", world_text(w, "/api/v1/staff/%s/role", staff_id(w, "maya"))),
                   "You may not do this. It needs the permission Manage Staff, which an Admin can give.");
    a = api(w, "olivia", "GET", world_text(w, "/api/v1/staff/%s/why?permission=assign_roles", staff_id(w, "maya")),
            NULL);
    assert_text(a.json, "answer.reason", "coupled_off");
    assert_non_null(
        strstr(text_at(a.json, "answer.why"), "needs Manage Staff, which Maya Chen does not have; an Admin"));
}

static void API_02_a_token_that_lacks_it_is_told_so(void **state)
{
    const char *const headers[] = {"Cookie",
                                   world_text(w, "petgate_session=%s", world_session(w, "olivia")),
                                   "Sec-Fetch-Site",
                                   "same-origin",
                                   "Content-Type",
                                   "application/json",
                                   NULL};
    struct answer a = world_ask(w, "POST", "/api/v1/tokens",
                                "{\"name\": \"Narrow\", \"last_day\": \"2026-06-01\", \"permissions\":"
                                " {\"see_all_clients\": true}}",
                                headers);

    (void)state;
    assert_status(a, 200);
    const char *const bearer[] = {"Authorization", world_text(w, "Bearer %s", text_at(a.json, "token")), NULL};
    assert_refused(world_ask(w, "GET", "/api/v1/separation-requests", NULL, bearer),
                   "You may not do this with this token. It does not carry the permission Manage Staff.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(ROL_03_what_is_locked_for_a_role_takes_another_role),
        T(ROL_03_what_is_off_can_be_given),
        T(ROL_03_in_a_facility_it_is_an_owner_admin_who_can_give_it),
        T(ROL_03_part_of_an_act_names_what_it_lacks),
        T(ROL_03_of_two_permissions_the_one_is_named_that_can_be_given),
        T(ROL_140_a_refusal_names_the_permission_that_it_rests_on),
        T(API_02_a_token_that_lacks_it_is_told_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
