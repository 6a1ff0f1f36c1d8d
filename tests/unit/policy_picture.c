/* Pictures: what they hold, what they share, how long they live. */
#include "policy_company.h"

#include <pthread.h>

enum { CLIENT = 100 };

static void given_some(struct given *g)
{
    given_company(g, SCHEME_FIELD);
    for (int i = 1; i <= 5; i++) {
        given_person(g, i, ROLE_STAFF);
        given_pair(g, i, CLIENT, PAIR_EVENTS)->last_end_at = NOW + i;
    }
    given_client(g, CLIENT);
}

/* A refresh that brings nothing but the company's facts. */
static struct picture_facts nothing_new(const struct given *g)
{
    struct picture_facts facts = g->facts;

    facts.person_count = facts.pair_count = facts.dated_count = facts.client_count = 0;
    return facts;
}

static void a_refresh_shares_the_blocks_of_who_did_not_change(void **state)
{
    struct given g;

    (void)state;
    given_some(&g);
    struct picture *old = picture_build(&g.facts);
    struct picture_facts news = nothing_new(&g);
    struct person_facts changed = g.people[2];
    struct pair_facts pair = {changed.id, {CLIENT}, PAIR_REMOVED, 0, 0};
    news.people = &changed;
    news.person_count = 1;
    news.pairs = &pair;
    news.pair_count = 1;
    struct picture *newer = picture_refresh(old, &news);
    for (int i = 1; i <= 5; i++) {
        const struct person *before = picture_person(old, (struct staff_id){i});
        const struct person *after = picture_person(newer, (struct staff_id){i});
        assert_int_equal(before->pairs == after->pairs, i != 3);
    }
    picture_release(old);
    assert_int_equal(picture_pair(newer, picture_person(newer, (struct staff_id){3}), pair.client).flags, PAIR_REMOVED);
    assert_int_equal(picture_pair(newer, picture_person(newer, (struct staff_id){5}), pair.client).last_end_at,
                     NOW + 5);
    picture_release(newer);
}

static void a_picture_never_changes(void **state)
{
    struct given g;

    (void)state;
    given_some(&g);
    struct picture *old = picture_build(&g.facts);
    struct picture_facts news = nothing_new(&g);
    struct person_facts changed = {{9}, STR("A new one"), STR("a new one"), ROLE_ADMIN, STAFF_ACTIVE, false};
    int64_t client = 4711;
    news.people = &changed;
    news.person_count = 1;
    news.clients = &client;
    news.client_count = 1;
    news.company.change = 6;
    struct picture *newer = picture_refresh(old, &news);
    assert_int_equal(picture_person_count(old), 5);
    assert_int_equal(picture_client_count(old), 1);
    assert_int_equal(picture_company(old)->change, 5);
    assert_false(picture_has_client(old, (struct client_id){4711}));
    assert_ptr_equal(picture_person(old, changed.id), NULL);
    assert_int_equal(picture_person_count(newer), 6);
    assert_int_equal(picture_client_count(newer), 2);
    assert_true(picture_has_client(newer, (struct client_id){4711}));
    assert_int_equal(picture_person_at(newer, 0)->id.n, 9);
    picture_release(newer);
    picture_release(old);
}

static void names_and_facts_are_copied(void **state)
{
    struct given g;

    (void)state;
    given_some(&g);
    pictured(&g);
    memset(g.names, 'x', sizeof g.names);
    memset(g.pairs, 0, sizeof g.pairs);
    g.clients[0] = 0;
    assert_str(who(&g, 1)->name, "person 001");
    assert_true(sees(&g, 1, CLIENT, NOW).allowed);
    given_end(&g);
}

static void people_stand_in_order_of_their_names(void **state)
{
    static const char *const SORTS[] = {"ito", "ito", "", "alvarez", "itoa"};
    static const int64_t ORDER[] = {3, 4, 1, 2, 5};
    struct given g;

    (void)state;
    given_some(&g);
    for (int i = 0; i < 5; i++)
        g.people[i].sort = str_from(SORTS[i]);
    pictured(&g);
    for (int i = 0; i < 5; i++)
        assert_int_equal(picture_person_at(g.picture, i)->id.n, ORDER[i]);
    given_end(&g);
}

static void people_are_found_by_their_address_also_after_a_refresh(void **state)
{
    struct given g;

    (void)state;
    given_some(&g);
    for (int i = 0; i < 4; i++) /* the fifth has none */
        g.people[i].email =
            (struct str[]){STR("a@x.example"), STR("b@x.example"), STR("c@x.example"), STR("d@x.example")}[i];
    struct picture *old = picture_build(&g.facts);
    struct picture_facts news = nothing_new(&g);
    struct person_facts changed = g.people[2];
    changed.email = STR("new@x.example");
    news.people = &changed;
    news.person_count = 1;
    struct picture *newer = picture_refresh(old, &news);
    assert_int_equal(picture_person_by_email(old, STR("c@x.example"))->id.n, 3);
    assert_null(picture_person_by_email(newer, STR("c@x.example")));
    assert_int_equal(picture_person_by_email(newer, STR("new@x.example"))->id.n, 3);
    assert_int_equal(picture_person_by_email(newer, STR("d@x.example"))->id.n, 4);
    assert_null(picture_person_by_email(newer, STR("")));
    assert_null(picture_person_by_email(newer, STR("e@x.example")));
    picture_release(old);
    assert_int_equal(picture_person_by_email(newer, STR("a@x.example"))->id.n, 1);
    picture_release(newer);
}

static void facts_of_strangers_are_left_out(void **state)
{
    struct given g;

    (void)state;
    given_some(&g);
    given_pair(&g, 77, CLIENT, PAIR_EVENTS);
    given_dated(&g, 77, CLIENT, 0, NOW);
    given_exception(&g, 77, PERMISSION_manage_staff, true, 0);
    given_exception(&g, 1, (enum permission)77, true, 0);
    given_cell(&g, 77, PERMISSION_manage_staff, true);
    given_cell(&g, ROLE_STAFF, (enum permission)0, true);
    given_role(&g, 5, ROLE_ADMIN);
    given_role(&g, ROLE_CUSTOM_FIRST, (enum role)77);
    pictured(&g);
    assert_ptr_equal(who(&g, 77), NULL);
    assert_int_equal(picture_person_count(g.picture), 5);
    assert_true(who(&g, 1)->permissions == who(&g, 2)->permissions);
    given_end(&g);
}

static void a_company_without_anybody_has_a_picture_too(void **state)
{
    struct given g;

    (void)state;
    given_company(&g, SCHEME_FACILITY);
    pictured(&g);
    assert_int_equal(picture_person_count(g.picture), 0);
    assert_int_equal(picture_client_count(g.picture), 0);
    assert_false(picture_has_client(g.picture, (struct client_id){0}));
    assert_ptr_equal(who(&g, 0), NULL);
    assert_true(picture_bytes(g.picture) > 0);
    given_end(&g);
    picture_release(NULL);
}

static void many_clients_are_all_found_and_no_other(void **state)
{
    enum { MANY = 30000 };
    struct given g;
    int64_t *ids = malloc(MANY * sizeof *ids);

    (void)state;
    assert_non_null(ids);
    for (int i = 0; i < MANY; i++)
        ids[i] = ((int64_t)(i % 7) << 40) + (int64_t)i * 2 * (i % 3 ? 1 : 4194304) + 1;
    given_some(&g);
    g.facts.clients = ids;
    g.facts.client_count = MANY;
    pictured(&g);
    for (int i = 0; i < MANY; i++) {
        assert_true(picture_has_client(g.picture, (struct client_id){ids[i]}));
        for (int64_t other = 1; other < 40; other += 2)
            assert_false(picture_has_client(g.picture, (struct client_id){ids[i] + other}));
    }
    free(ids);
    given_end(&g);
}

/* ------------------------------------------------------------------ threads */

static void *hold_and_refresh(void *data)
{
    struct picture *picture = data;
    struct given g;

    given_some(&g);
    struct picture_facts news = nothing_new(&g);
    for (int i = 0; i < 2000; i++) {
        struct picture *mine = picture_hold(picture), *newer = picture_refresh(mine, &news);
        picture_release(mine);
        if (picture_person_count(newer) != 5)
            return NULL;
        picture_release(newer);
    }
    picture_release(picture);
    return data;
}

static void several_threads_hold_and_refresh_one_picture(void **state)
{
    pthread_t threads[4];
    struct given g;

    (void)state;
    given_some(&g);
    struct picture *picture = picture_build(&g.facts);
    for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hold_and_refresh, picture_hold(picture)), 0);
    picture_release(picture);
    for (size_t i = 0; i < ARRAY_SIZE(threads); i++) {
        void *done = NULL;
        assert_int_equal(pthread_join(threads[i], &done), 0);
        assert_non_null(done);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refresh_shares_the_blocks_of_who_did_not_change),
        cmocka_unit_test(a_picture_never_changes),
        cmocka_unit_test(names_and_facts_are_copied),
        cmocka_unit_test(people_stand_in_order_of_their_names),
        cmocka_unit_test(people_are_found_by_their_address_also_after_a_refresh),
        cmocka_unit_test(facts_of_strangers_are_left_out),
        cmocka_unit_test(a_company_without_anybody_has_a_picture_too),
        cmocka_unit_test(many_clients_are_all_found_and_no_other),
        cmocka_unit_test(several_threads_hold_and_refresh_one_picture),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
