#include "policy_company.h"

enum { CLIENT = 100 };

/* Everyone of the field scheme's picker, one of each kind; the ids tell the order of names. */
static void given_everyone(struct given *g)
{
    given_company(g, SCHEME_FIELD);
    for (int i = 1; i <= 14; i++)
        given_person(g, i, i == 3 ? ROLE_ADMIN : i == 4 ? ROLE_TRAINEE : ROLE_STAFF);
    given_client(g, CLIENT);
    g->people[4].status = STAFF_INVITED;
    g->people[5].status = STAFF_FROZEN;
    g->people[6].status = STAFF_INACTIVE;
    given_pair(g, 2, CLIENT, PAIR_PREFERRED)->preferred_position = 2;
    given_pair(g, 8, CLIENT, PAIR_PREFERRED | PAIR_EVENTS)->preferred_position = 1;
    given_pair(g, 9, CLIENT, PAIR_DO_NOT_SCHEDULE);
    given_pair(g, 10, CLIENT, PAIR_HOLD);
    given_pair(g, 11, CLIENT, PAIR_REMOVED);
    given_pair(g, 12, CLIENT, PAIR_REMOVED | PAIR_DO_NOT_SCHEDULE | PAIR_HOLD);
    given_pair(g, 13, CLIENT, PAIR_HOLD | PAIR_PREFERRED)->preferred_position = 3;
    given_pair(g, 6, CLIENT, PAIR_PREFERRED)->preferred_position = 4;
    given_pair(g, 1, CLIENT, PAIR_PREFERRED); /* without a place in the list: behind those with one */
}

static void ACC_41_the_groups_stand_in_order(void **state)
{
    static const struct {
        int64_t id;
        enum tie tie;
        bool selectable;
    } EXPECTED[] = {
        {8, TIE_PREFERRED, true}, {2, TIE_PREFERRED, true}, {1, TIE_PREFERRED, true}, {3, TIE_FREE, true},
        {4, TIE_FREE, true},      {5, TIE_FREE, true},      {14, TIE_FREE, true},     {9, TIE_WARN, true},
        {10, TIE_HOLD, false},    {13, TIE_HOLD, false},    {11, TIE_REMOVED, false}, {12, TIE_REMOVED, false},
    };
    struct arena arena = ARENA_INIT;
    struct picker picker;
    struct given g;

    (void)state;
    given_everyone(&g);
    policy_picker(pictured(&g), (struct client_id){CLIENT}, &arena, &picker);
    assert_int_equal(picker.count, ARRAY_SIZE(EXPECTED));
    for (int i = 0; i < picker.count; i++) {
        assert_int_equal(picker.choices[i].person->id.n, EXPECTED[i].id);
        assert_int_equal(picker.choices[i].tie, EXPECTED[i].tie);
        assert_int_equal(picker.choices[i].selectable, EXPECTED[i].selectable);
    }
    assert_int_equal(picker.first[PICKER_PREFERRED], 0);
    assert_int_equal(picker.first[PICKER_AVAILABLE], 3);
    assert_int_equal(picker.first[PICKER_DO_NOT_SCHEDULE], 7);
    assert_int_equal(picker.first[PICKER_ACCESS_REMOVED], 10);
    assert_int_equal(picker.first[PICKER_GROUP__MAX], 12);
    arena_free(&arena);
    given_end(&g);
}

static void ACC_41_empty_groups_begin_where_the_next_one_does(void **state)
{
    struct arena arena = ARENA_INIT;
    struct picker picker;
    struct given g;

    (void)state;
    given_company(&g, SCHEME_FIELD);
    given_client(&g, CLIENT);
    given_person(&g, 1, ROLE_STAFF);
    given_pair(&g, 1, CLIENT, PAIR_REMOVED);
    policy_picker(pictured(&g), (struct client_id){CLIENT}, &arena, &picker);
    assert_int_equal(picker.count, 1);
    assert_int_equal(picker.first[PICKER_PREFERRED], 0);
    assert_int_equal(picker.first[PICKER_ACCESS_REMOVED], 0);
    assert_int_equal(picker.first[PICKER_GROUP__MAX], 1);
    g.facts.person_count = 0;
    policy_picker(pictured(&g), (struct client_id){CLIENT}, &arena, &picker);
    assert_int_equal(picker.count, 0);
    assert_int_equal(picker.first[PICKER_GROUP__MAX], 0);
    arena_free(&arena);
    given_end(&g);
}

static void ACC_05_a_supporter_is_never_tied_to_a_client(void **state)
{
    struct arena arena = ARENA_INIT;
    struct picker picker;
    struct given g;

    (void)state;
    given_company(&g, SCHEME_FACILITY);
    given_client(&g, CLIENT);
    given_person(&g, 1, ROLE_SERVICE_SUPPORTER);
    given_person(&g, 2, ROLE_SERVICE_PERFORMER);
    given_person(&g, 3, ROLE_OWNER_ADMIN);
    given_pair(&g, 1, CLIENT, PAIR_PREFERRED);
    policy_picker(pictured(&g), (struct client_id){CLIENT}, &arena, &picker);
    assert_int_equal(policy_tie(g.picture, who(&g, 1), (struct client_id){CLIENT}), TIE_NEVER);
    assert_int_equal(picker.count, 2);
    arena_free(&arena);
    given_end(&g);
}

static void ACC_40_a_removal_beats_all_that_a_pair_can_say(void **state)
{
    struct given g;

    (void)state;
    for (unsigned flags = 0; flags < 64; flags++) {
        enum tie expected = flags & PAIR_REMOVED           ? TIE_REMOVED
                            : flags & PAIR_HOLD            ? TIE_HOLD
                            : flags & PAIR_DO_NOT_SCHEDULE ? TIE_WARN
                            : flags & PAIR_PREFERRED       ? TIE_PREFERRED
                                                           : TIE_FREE;
        given_company(&g, SCHEME_FIELD);
        given_client(&g, CLIENT);
        given_person(&g, 1, ROLE_STAFF);
        given_pair(&g, 1, CLIENT, (uint16_t)flags);
        pictured(&g);
        assert_int_equal(policy_tie(g.picture, who(&g, 1), (struct client_id){CLIENT}), expected);
        assert_int_equal(policy_tie(g.picture, who(&g, 2), (struct client_id){CLIENT}), TIE_NEVER);
        given_end(&g);
    }
}

static void ACC_41_someone_of_a_role_unknown_here_cannot_be_tied(void **state)
{
    struct given g;

    (void)state;
    given_company(&g, SCHEME_FIELD);
    given_person(&g, 1, ROLE_SERVICE_PERFORMER);
    given_person(&g, 2, 4711);
    pictured(&g);
    assert_int_equal(policy_tie(g.picture, who(&g, 1), (struct client_id){CLIENT}), TIE_NEVER);
    assert_int_equal(policy_tie(g.picture, who(&g, 2), (struct client_id){CLIENT}), TIE_NEVER);
    given_end(&g);
}

static void ACC_50_the_removals_of_a_person_are_listed_sorted(void **state)
{
    struct arena arena = ARENA_INIT;
    const int64_t *clients;
    struct given g;

    (void)state;
    given_company(&g, SCHEME_FIELD);
    given_person(&g, 1, ROLE_STAFF);
    given_person(&g, 2, ROLE_STAFF);
    given_pair(&g, 1, 9, PAIR_REMOVED);
    given_pair(&g, 1, 5, PAIR_EVENTS);
    given_pair(&g, 1, 3, PAIR_REMOVED | PAIR_EVENTS);
    given_pair(&g, 2, 4, PAIR_REMOVED);
    pictured(&g);
    assert_int_equal(policy_removals(who(&g, 1), &arena, &clients), 2);
    assert_int_equal(clients[0], 3);
    assert_int_equal(clients[1], 9);
    arena_free(&arena);
    given_end(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ACC_41_the_groups_stand_in_order),
        cmocka_unit_test(ACC_41_empty_groups_begin_where_the_next_one_does),
        cmocka_unit_test(ACC_05_a_supporter_is_never_tied_to_a_client),
        cmocka_unit_test(ACC_40_a_removal_beats_all_that_a_pair_can_say),
        cmocka_unit_test(ACC_41_someone_of_a_role_unknown_here_cannot_be_tied),
        cmocka_unit_test(ACC_50_the_removals_of_a_person_are_listed_sorted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
