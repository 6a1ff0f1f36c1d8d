/* What would turn a refusal (authzen.md, would_allow): one change, and none where it takes two. */
#include "policy_company.h"

enum { WORKER = 1, OTHER, MANAGER, SUPPORTER, CLIENT = 100, STRANGER };

static void given_some(struct given *g, enum scheme scheme)
{
    bool field = scheme == SCHEME_FIELD;

    given_company(g, scheme);
    given_person(g, WORKER, field ? ROLE_STAFF : ROLE_SERVICE_PERFORMER);
    given_person(g, OTHER, field ? ROLE_TRAINEE : ROLE_SERVICE_PERFORMER);
    given_person(g, MANAGER, field ? ROLE_OFFICE_MANAGER : ROLE_FACILITY_ADMIN);
    given_person(g, SUPPORTER, field ? ROLE_TRAINEE : ROLE_SERVICE_SUPPORTER);
    given_client(g, CLIENT);
    given_client(g, STRANGER);
}

static struct turn turn(const struct given *g, int64_t person, enum permission permission, struct subject subject)
{
    static struct arena arena;
    struct question question = {permission, SURFACE_ANY, subject, NOW};

    arena = ARENA_INIT;
    struct turn turn = policy_turn(g->picture, who(g, person), &question, &arena);
    arena_free(&arena);
    return turn;
}

static enum turn_kind sight_turn(const struct given *g, int64_t person)
{
    return turn(g, person, PERMISSION_signed_in, about_client(CLIENT)).kind;
}

static void a_removal_is_lifted_where_a_relation_is_left(void **state)
{
    struct given g;

    (void)state;
    given_some(&g, SCHEME_FIELD);
    given_pair(&g, WORKER, CLIENT, PAIR_REMOVED | PAIR_EVENTS)->last_end_at = NOW - 1;
    given_pair(&g, OTHER, CLIENT, PAIR_REMOVED);
    pictured(&g);
    assert_int_equal(sight_turn(&g, WORKER), TURN_RESTORE_ACCESS);
    assert_int_equal(sight_turn(&g, OTHER), TURN__NONE); /* ACC-31 */
    g.facts.company.fade_days = 1;
    g.pairs[0].last_end_at = NOW - 2 * DAY_US;
    pictured(&g);
    assert_int_equal(sight_turn(&g, WORKER), TURN__NONE); /* faded as well */
    given_dated(&g, WORKER, CLIENT, NOW - 1, NOW + 1);
    pictured(&g);
    assert_int_equal(sight_turn(&g, WORKER), TURN_RESTORE_ACCESS);
    given_end(&g);
}

static void without_a_relation_an_event_would_do_unless_the_pair_is_held_apart(void **state)
{
    struct given g;

    (void)state;
    given_some(&g, SCHEME_FIELD);
    given_pair(&g, OTHER, CLIENT, PAIR_HOLD);
    pictured(&g);
    assert_int_equal(sight_turn(&g, WORKER), TURN_ASSIGN);
    assert_int_equal(sight_turn(&g, OTHER), TURN_ROLE); /* ACC-70 */
    assert_int_equal(turn(&g, WORKER, PERMISSION_deliver_services, about_event(CLIENT, OTHER)).kind, TURN_ASSIGN);
    assert_int_equal(turn(&g, WORKER, PERMISSION_signed_in, about_client(555)).kind, TURN__NONE);
    assert_int_equal(sight_turn(&g, MANAGER), TURN__NONE); /* a yes already */
    given_end(&g);
}

static void a_supporter_is_never_assigned(void **state)
{
    struct given g;

    (void)state;
    given_some(&g, SCHEME_FACILITY);
    pictured(&g);
    struct turn performs = turn(&g, SUPPORTER, PERMISSION_deliver_services, about_client(CLIENT));
    assert_int_equal(performs.kind, TURN_ROLE);
    assert_int_equal(performs.role, ROLE_FACILITY_ADMIN); /* a Performer would see nothing of the client */
    given_end(&g);
}

static void a_permission_is_named_with_what_it_rests_on(void **state)
{
    struct given g;
    struct turn t;

    (void)state;
    given_some(&g, SCHEME_FIELD);
    given_pair(&g, WORKER, CLIENT, PAIR_EVENTS)->last_end_at = NOW;
    given_exception(&g, MANAGER, PERMISSION_view_company_time_off, false, NOW + 5);
    pictured(&g);
    t = turn(&g, WORKER, PERMISSION_view_client_schedule, about_client(CLIENT));
    assert_int_equal(t.kind, TURN_PERMISSION);
    assert_int_equal(t.permission, PERMISSION_view_client_schedule);
    t = turn(&g, WORKER, PERMISSION_view_client_schedule,
             about_client(STRANGER)); /* and no relation: only a manager's role */
    assert_int_equal(t.kind, TURN_ROLE);
    t = turn(&g, MANAGER, PERMISSION_approve_time_off, ABOUT_COMPANY);
    assert_int_equal(t.kind, TURN_PERMISSION);
    assert_int_equal(t.permission, PERMISSION_view_company_time_off);
    given_end(&g);
}

static void a_role_is_the_least_that_would_do_and_never_against_a_removal(void **state)
{
    struct given g;
    struct turn t;

    (void)state;
    given_some(&g, SCHEME_FIELD);
    given_pair(&g, OTHER, STRANGER, PAIR_REMOVED);
    pictured(&g);
    t = turn(&g, WORKER, PERMISSION_add_clients, ABOUT_COMPANY);
    assert_int_equal(t.kind, TURN_ROLE);
    assert_int_equal(t.role, ROLE_OFFICE_MANAGER);
    t = turn(&g, WORKER, PERMISSION_company_settings, ABOUT_COMPANY);
    assert_int_equal(t.role, ROLE_ADMIN);
    assert_int_equal(turn(&g, OTHER, PERMISSION_add_clients, ABOUT_COMPANY).kind, TURN__NONE); /* ACC-50 */
    g.people[0].status = STAFF_FROZEN;
    pictured(&g);
    assert_int_equal(turn(&g, WORKER, PERMISSION_add_clients, ABOUT_COMPANY).kind, TURN__NONE);
    given_end(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_removal_is_lifted_where_a_relation_is_left),
        cmocka_unit_test(without_a_relation_an_event_would_do_unless_the_pair_is_held_apart),
        cmocka_unit_test(a_supporter_is_never_assigned),
        cmocka_unit_test(a_permission_is_named_with_what_it_rests_on),
        cmocka_unit_test(a_role_is_the_least_that_would_do_and_never_against_a_removal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
