/* Who sees a client: ACC-01 to ACC-09. */
#include "policy_company.h"

enum { PERSON = 1, CLIENT = 100, ABSENT = 101, FADE_DAYS = 30 };

static const enum role RELATED_ROLES[] = {ROLE_TRAINEE, ROLE_STAFF, ROLE_SERVICE_PERFORMER};
static const enum role MANAGER_ROLES[] = {ROLE_OFFICE_MANAGER, ROLE_ADMIN, ROLE_FACILITY_ADMIN, ROLE_OWNER_ADMIN};

static void given_one(struct given *g, enum role role, uint16_t flags)
{
    given_company(g, role_info(role)->scheme);
    given_person(g, PERSON, role);
    given_client(g, CLIENT);
    if (flags != 0)
        given_pair(g, PERSON, CLIENT, flags);
}

static void ACC_01_a_manager_sees_every_client_and_only_those_that_exist(void **state)
{
    struct given g;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(MANAGER_ROLES); i++) {
        given_one(&g, MANAGER_ROLES[i], 0);
        pictured(&g);
        assert_allowed(sees(&g, PERSON, CLIENT, NOW), manager, INT64_MAX);
        assert_refused(sees(&g, PERSON, ABSENT, NOW), no_client, INT64_MAX);
        given_end(&g);
    }
}

static void ACC_02_without_a_relation_a_worker_sees_nothing(void **state)
{
    struct given g;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(RELATED_ROLES); i++) {
        given_one(&g, RELATED_ROLES[i], PAIR_DO_NOT_SCHEDULE | PAIR_HOLD | PAIR_SUBSCRIBED);
        pictured(&g);
        assert_refused(sees(&g, PERSON, CLIENT, NOW), no_relation, INT64_MAX);
        given_end(&g);
    }
}

static void ACC_06_an_absent_client_is_answered_as_an_unrelated_one(void **state)
{
    struct given g;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(RELATED_ROLES); i++) {
        given_one(&g, RELATED_ROLES[i], 0);
        pictured(&g);
        struct decision unrelated = sees(&g, PERSON, CLIENT, NOW), absent = sees(&g, PERSON, ABSENT, NOW);
        assert_int_equal(unrelated.allowed, absent.allowed);
        assert_int_equal(unrelated.reason, absent.reason);
        assert_true(unrelated.valid_until == absent.valid_until);
        given_end(&g);
    }
}

static void ACC_02_an_event_is_a_relation_and_so_is_preferred(void **state)
{
    struct given g;

    (void)state;
    given_one(&g, ROLE_STAFF, PAIR_EVENTS);
    pictured(&g);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW), events, INT64_MAX);
    given_end(&g);
    given_one(&g, ROLE_TRAINEE, PAIR_PREFERRED);
    pictured(&g);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW), preferred, INT64_MAX);
    given_end(&g);
}

static void ACC_02_preferred_is_no_relation_for_a_performer(void **state)
{
    struct given g;

    (void)state;
    given_one(&g, ROLE_SERVICE_PERFORMER, PAIR_PREFERRED);
    pictured(&g);
    assert_refused(sees(&g, PERSON, CLIENT, NOW), no_relation, INT64_MAX);
    given_end(&g);
    given_one(&g, ROLE_SERVICE_PERFORMER, PAIR_PREFERRED | PAIR_EVENTS);
    pictured(&g);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW), events, INT64_MAX);
    given_end(&g);
}

static void ACC_02_a_removal_beats_event_preferred_and_dated_access(void **state)
{
    struct given g;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(RELATED_ROLES); i++) {
        given_one(&g, RELATED_ROLES[i], PAIR_EVENTS | PAIR_PREFERRED | PAIR_REMOVED);
        given_dated(&g, PERSON, CLIENT, NOW - DAY_US, NOW + DAY_US);
        pictured(&g);
        assert_refused(sees(&g, PERSON, CLIENT, NOW), access_removed, INT64_MAX);
        given_end(&g);
    }
}

static void ACC_04_do_not_schedule_takes_no_sight(void **state)
{
    struct given g;

    (void)state;
    given_one(&g, ROLE_STAFF, PAIR_EVENTS | PAIR_DO_NOT_SCHEDULE);
    pictured(&g);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW), events, INT64_MAX);
    given_end(&g);
}

static void ACC_05_a_supporter_sees_all_but_the_removed_and_the_absent(void **state)
{
    struct given g;

    (void)state;
    given_one(&g, ROLE_SERVICE_SUPPORTER, 0);
    pictured(&g);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW), support_view, INT64_MAX);
    assert_refused(sees(&g, PERSON, ABSENT, NOW), no_client, INT64_MAX);
    given_end(&g);
    given_one(&g, ROLE_SERVICE_SUPPORTER, PAIR_REMOVED);
    pictured(&g);
    assert_refused(sees(&g, PERSON, CLIENT, NOW), access_removed, INT64_MAX);
    given_end(&g);
}

/* ------------------------------------------------------------------ ACC-08 */

static void given_fading(struct given *g, enum role role, uint16_t flags, int64_t last_end_at)
{
    given_one(g, role, 0);
    g->facts.company.fade_days = FADE_DAYS;
    given_pair(g, PERSON, CLIENT, flags)->last_end_at = last_end_at;
    pictured(g);
}

static void ACC_08_access_by_events_fades_to_the_microsecond(void **state)
{
    const int64_t end = NOW - 20 * DAY_US, fades = end + FADE_DAYS * DAY_US;
    struct given g;

    (void)state;
    given_fading(&g, ROLE_STAFF, PAIR_EVENTS, end);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW), events, fades);
    assert_allowed(sees(&g, PERSON, CLIENT, fades - 1), events, fades);
    assert_refused(sees(&g, PERSON, CLIENT, fades), faded, INT64_MAX);
    given_end(&g);
}

static void ACC_08_a_future_event_keeps_sight_until_it_has_faded_itself(void **state)
{
    struct given g;

    (void)state;
    given_fading(&g, ROLE_STAFF, PAIR_EVENTS, NOW + 90 * DAY_US);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW), events, NOW + 120 * DAY_US);
    given_end(&g);
}

static void ACC_08_preferred_does_not_fade_but_for_a_performer(void **state)
{
    struct given g;

    (void)state;
    given_fading(&g, ROLE_STAFF, PAIR_EVENTS | PAIR_PREFERRED, NOW - 400 * DAY_US);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW), preferred, INT64_MAX);
    given_end(&g);
    given_fading(&g, ROLE_SERVICE_PERFORMER, PAIR_EVENTS | PAIR_PREFERRED, NOW - 400 * DAY_US);
    assert_refused(sees(&g, PERSON, CLIENT, NOW), faded, INT64_MAX);
    given_end(&g);
}

static void ACC_08_events_that_were_all_cancelled_give_no_sight_where_access_fades(void **state)
{
    struct given g;

    (void)state;
    given_fading(&g, ROLE_STAFF, PAIR_EVENTS, 0);
    assert_refused(sees(&g, PERSON, CLIENT, NOW), faded, INT64_MAX);
    g.facts.company.fade_days = 0;
    pictured(&g);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW), events, INT64_MAX);
    given_end(&g);
}

static void ACC_08_managers_and_supporters_do_not_fade(void **state)
{
    struct given g;

    (void)state;
    given_fading(&g, ROLE_OFFICE_MANAGER, PAIR_EVENTS, NOW - 400 * DAY_US);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW), manager, INT64_MAX);
    given_end(&g);
    given_fading(&g, ROLE_SERVICE_SUPPORTER, PAIR_EVENTS, NOW - 400 * DAY_US);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW), support_view, INT64_MAX);
    given_end(&g);
}

static void ACC_08_a_fading_time_beyond_all_bounds_never_ends(void **state)
{
    struct given g;

    (void)state;
    given_fading(&g, ROLE_STAFF, PAIR_EVENTS, NOW);
    g.facts.company.fade_days = INT32_MAX;
    pictured(&g);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW), events, INT64_MAX);
    g.pairs[0].last_end_at = 0;
    pictured(&g);
    assert_refused(sees(&g, PERSON, CLIENT, NOW), faded, INT64_MAX);
    given_end(&g);
}

/* ------------------------------------------------------------------ ACC-09 */

static void ACC_09_dated_access_holds_from_its_first_to_before_its_last_instant(void **state)
{
    struct given g;

    (void)state;
    given_one(&g, ROLE_SERVICE_PERFORMER, 0);
    given_dated(&g, PERSON, CLIENT, NOW, NOW + DAY_US);
    pictured(&g);
    assert_refused(sees(&g, PERSON, CLIENT, NOW - 1), dated_later, NOW);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW), dated, NOW + DAY_US);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW + DAY_US - 1), dated, NOW + DAY_US);
    assert_refused(sees(&g, PERSON, CLIENT, NOW + DAY_US), dated_over, INT64_MAX);
    given_end(&g);
}

static void ACC_09_where_grants_and_events_follow_each_other_the_last_end_counts(void **state)
{
    struct given g;

    (void)state;
    given_fading(&g, ROLE_STAFF, PAIR_EVENTS, NOW - 29 * DAY_US);
    given_dated(&g, PERSON, CLIENT, NOW + 3 * DAY_US, NOW + 5 * DAY_US);
    given_dated(&g, PERSON, CLIENT, NOW - DAY_US, NOW + 3 * DAY_US);
    given_dated(&g, PERSON, CLIENT, NOW + 6 * DAY_US, NOW + 9 * DAY_US);
    pictured(&g);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW), events, NOW + 5 * DAY_US);
    assert_allowed(sees(&g, PERSON, CLIENT, NOW + 2 * DAY_US), dated, NOW + 5 * DAY_US);
    assert_refused(sees(&g, PERSON, CLIENT, NOW + 5 * DAY_US), dated_later, NOW + 6 * DAY_US);
    given_end(&g);
}

static void ACC_09_dated_access_that_ends_before_it_begins_is_none(void **state)
{
    struct given g;

    (void)state;
    given_one(&g, ROLE_STAFF, 0);
    given_dated(&g, PERSON, CLIENT, NOW + DAY_US, NOW + DAY_US);
    given_dated(&g, PERSON, CLIENT, NOW + 2 * DAY_US, NOW - 2 * DAY_US);
    pictured(&g);
    assert_false(sees(&g, PERSON, CLIENT, NOW).allowed);
    assert_true(sees(&g, PERSON, CLIENT, NOW).valid_until == INT64_MAX);
    assert_false(sees(&g, PERSON, CLIENT, NOW + DAY_US).allowed);
    given_end(&g);
}

static void ACC_09_the_running_grant_is_told(void **state)
{
    int64_t until = 0;
    struct given g;

    (void)state;
    given_one(&g, ROLE_STAFF, 0);
    given_dated(&g, PERSON, CLIENT, NOW - DAY_US, NOW + DAY_US);
    given_dated(&g, PERSON, CLIENT, NOW - DAY_US, NOW + 2 * DAY_US);
    pictured(&g);
    assert_true(picture_dated(who(&g, PERSON), (struct client_id){CLIENT}, NOW, &until));
    assert_true(until == NOW + 2 * DAY_US);
    assert_false(picture_dated(who(&g, PERSON), (struct client_id){CLIENT}, NOW + 2 * DAY_US, &until));
    assert_false(picture_dated(who(&g, PERSON), (struct client_id){ABSENT}, NOW, &until));
    given_end(&g);
}

/* ------------------------------------------------------------------ all together */

struct combination {
    enum role role;
    enum staff_status status;
    unsigned flags;
    int dated; /* 0 none, 1 over, 2 running, 3 to come */
    int fade;  /* 0 never; 1 last event faded, 2 still fresh, 3 in the future, 4 all cancelled */
};

/* ACC-01 to ACC-09, said as a whole. */
static bool should_see(const struct combination *c)
{
    bool manager = c->role == ROLE_OFFICE_MANAGER || c->role == ROLE_ADMIN || c->role == ROLE_FACILITY_ADMIN ||
                   c->role == ROLE_OWNER_ADMIN;
    bool preferred = (c->flags & PAIR_PREFERRED) != 0 && c->role != ROLE_SERVICE_PERFORMER;
    bool events = (c->flags & PAIR_EVENTS) != 0 && c->fade != 1 && c->fade != 4;

    if (c->status != STAFF_ACTIVE)
        return false;
    if (manager)
        return true;
    if (c->flags & PAIR_REMOVED)
        return false;
    return c->role == ROLE_SERVICE_SUPPORTER || preferred || events || c->dated == 2;
}

static void given_combination(struct given *g, const struct combination *c)
{
    static const int64_t FROM[] = {0, NOW - 9 * DAY_US, NOW - DAY_US, NOW + DAY_US};
    static const int64_t UNTIL[] = {0, NOW, NOW + DAY_US, NOW + 9 * DAY_US};
    static const int64_t LAST_END[] = {0, NOW - FADE_DAYS * DAY_US, NOW - DAY_US, NOW + DAY_US, 0};

    given_company(g, role_info(c->role)->scheme);
    given_person(g, PERSON, c->role);
    given_client(g, CLIENT);
    g->people[0].status = c->status;
    g->facts.company.fade_days = c->fade == 0 ? 0 : FADE_DAYS;
    if (c->flags != 0)
        given_pair(g, PERSON, CLIENT, (uint16_t)c->flags)->last_end_at = LAST_END[c->fade];
    if (c->dated != 0)
        given_dated(g, PERSON, CLIENT, FROM[c->dated], UNTIL[c->dated]);
    pictured(g);
}

static void ACC_02_every_combination_of_role_status_pair_dates_and_fading(void **state)
{
    struct given g;
    int seen = 0, all = 0;

    (void)state;
    for (int n = 0; n < 8 * 4 * 16 * 4 * 5; n++) {
        struct combination c = {(enum role)(n % 8 + 1), (enum staff_status)(n / 8 % 4 + 1), (unsigned)(n / 32 % 16),
                                n / 512 % 4, n / 2048};
        given_combination(&g, &c);
        struct decision decision = sees(&g, PERSON, CLIENT, NOW);
        struct decision asking = asked(&g, PERSON, PERMISSION_signed_in, about_client(CLIENT), NOW);
        if (decision.allowed != should_see(&c) || asking.allowed != should_see(&c))
            fail_msg("role %d status %d flags %u dated %d fade %d: %s", c.role, c.status, c.flags, c.dated, c.fade,
                     policy_reason_name(decision.reason));
        seen += decision.allowed;
        all++;
        given_end(&g);
    }
    assert_int_equal(all, 10240);
    assert_in_range(seen, 1000, 3000);
}

static void ACC_60_whoever_is_not_active_sees_nothing_and_is_told_why(void **state)
{
    struct given g;

    (void)state;
    given_one(&g, ROLE_ADMIN, PAIR_EVENTS);
    g.people[0].status = STAFF_INVITED;
    pictured(&g);
    assert_refused(sees(&g, PERSON, CLIENT, NOW), invited, INT64_MAX);
    g.people[0].status = STAFF_FROZEN;
    pictured(&g);
    assert_refused(sees(&g, PERSON, CLIENT, NOW), frozen, INT64_MAX);
    g.people[0].status = STAFF_INACTIVE;
    pictured(&g);
    assert_refused(sees(&g, PERSON, CLIENT, NOW), inactive, INT64_MAX);
    g.people[0].status = (enum staff_status)0;
    pictured(&g);
    assert_refused(sees(&g, PERSON, CLIENT, NOW), inactive, INT64_MAX);
    assert_refused(policy_sees_client(g.picture, NULL, (struct client_id){CLIENT}, NOW), nobody, INT64_MAX);
    given_end(&g);
}

static void ACC_61_whoever_is_not_active_sees_no_event_not_even_their_own(void **state)
{
    static struct given g;

    (void)state;
    given_company(&g, SCHEME_FIELD);
    given_client(&g, 1001);
    given_person(&g, 1, ROLE_STAFF);
    given_pair(&g, 1, 1001, PAIR_EVENTS);
    for (enum staff_status status = STAFF_ACTIVE; status < STAFF_STATUS__MAX; status++) {
        g.people[0].status = status;
        pictured(&g);
        assert_int_equal(
            policy_sees_event(g.picture, who(&g, 1), (struct client_id){1001}, (struct staff_id){1}, NOW).allowed,
            status == STAFF_ACTIVE);
    }
    given_end(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ACC_61_whoever_is_not_active_sees_no_event_not_even_their_own),
        cmocka_unit_test(ACC_01_a_manager_sees_every_client_and_only_those_that_exist),
        cmocka_unit_test(ACC_02_without_a_relation_a_worker_sees_nothing),
        cmocka_unit_test(ACC_06_an_absent_client_is_answered_as_an_unrelated_one),
        cmocka_unit_test(ACC_02_an_event_is_a_relation_and_so_is_preferred),
        cmocka_unit_test(ACC_02_preferred_is_no_relation_for_a_performer),
        cmocka_unit_test(ACC_02_a_removal_beats_event_preferred_and_dated_access),
        cmocka_unit_test(ACC_04_do_not_schedule_takes_no_sight),
        cmocka_unit_test(ACC_05_a_supporter_sees_all_but_the_removed_and_the_absent),
        cmocka_unit_test(ACC_08_access_by_events_fades_to_the_microsecond),
        cmocka_unit_test(ACC_08_a_future_event_keeps_sight_until_it_has_faded_itself),
        cmocka_unit_test(ACC_08_preferred_does_not_fade_but_for_a_performer),
        cmocka_unit_test(ACC_08_events_that_were_all_cancelled_give_no_sight_where_access_fades),
        cmocka_unit_test(ACC_08_managers_and_supporters_do_not_fade),
        cmocka_unit_test(ACC_08_a_fading_time_beyond_all_bounds_never_ends),
        cmocka_unit_test(ACC_09_dated_access_holds_from_its_first_to_before_its_last_instant),
        cmocka_unit_test(ACC_09_where_grants_and_events_follow_each_other_the_last_end_counts),
        cmocka_unit_test(ACC_09_dated_access_that_ends_before_it_begins_is_none),
        cmocka_unit_test(ACC_09_the_running_grant_is_told),
        cmocka_unit_test(ACC_02_every_combination_of_role_status_pair_dates_and_fading),
        cmocka_unit_test(ACC_60_whoever_is_not_active_sees_nothing_and_is_told_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
