/* Settings > Proof (AUD-06): for the owner, made beside the server's work, and kept in the record. */
#include "app/jobs.h"
#include "support/world.h"

#define PROOF "/settings/proof"

SQL(prove_jobs, "SELECT count(*) FROM job WHERE company_id = $1 AND kind = 'proof.run'");
SQL(prove_entries, "SELECT count(*) FROM audit WHERE company_id = $1 AND operation LIKE 'proof.%'");
SQL(prove_remove, "UPDATE relation SET removed_at = $3, preferred_position = 0, subscribed = 0"
                  " WHERE company_id = $1 AND staff_id = $2 AND client_id = $4");

static struct answer show(struct world *w, const char *who)
{
    return api(w, who, "GET", "/api/v1" PROOF, NULL);
}

static struct answer ask(struct world *w, const char *who)
{
    return api(w, who, "POST", "/api/v1" PROOF, NULL);
}

static int run_due(struct world *w)
{
    int ran = -1;

    assert_int_equal(jobs_run(world_app(w), 100, world_arena(w), &ran), OK);
    return ran;
}

static int64_t count(struct world *w, const struct sql *sql)
{
    return world_count(w, sql, world_company(w, "happy-tails").n, 0, 0);
}

/* ------------------------------------------------------------------ the whole way */

static void AUD_06_the_owner_has_every_answer_proved(void **unused)
{
    struct world *w = world_new(test_engine());
    struct answer a = show(w, "olivia");

    (void)unused;
    assert_status(a, 200);
    assert_false(true_at(a.json, "under_way"));
    assert_null(json_at(a.json, "last"));
    a = ask(w, "olivia");
    assert_status(a, 200);
    assert_true(true_at(a.json, "under_way"));
    assert_int_equal(run_due(w), 1);
    a = show(w, "olivia");
    assert_false(true_at(a.json, "under_way"));
    assert_true(true_at(a.json, "last.holds"));
    assert_int_equal(number_at(a.json, "last.differences"), 0);
    assert_int_equal(count_at(a.json, "last.items"), 0);
    assert_int_equal(number_at(a.json, "last.people"), 9);
    assert_int_equal(number_at(a.json, "last.questions"), 49);
    assert_int_equal(number_at(a.json, "last.answers"),
                     9 * (number_at(a.json, "last.clients") * 49 + 2 * 47)); /* in general: on two surfaces */
    assert_false(true_at(a.json, "last.command_line"));
    world_check(w);
    world_free(w);
}

static void AUD_06_the_result_is_an_entry_of_the_record(void **unused)
{
    struct world *w = world_new(test_engine());
    struct answer a;
    json_t *entry;

    (void)unused;
    assert_status(ask(w, "olivia"), 200);
    assert_int_equal(run_due(w), 1);
    a = api(w, "olivia", "GET", "/api/v1/audit?kind=roles", NULL);
    entry = find_in(a.json, "items", "kind", "proof.run");
    assert_non_null(entry);
    assert_text(entry, "what", "Proved every answer: no difference");
    assert_text(entry, "surface", "job");
    assert_text(entry, "changes.0.label", "Answers");
    assert_text(entry, "changes.1.after", "0");
    entry = find_in(a.json, "items", "kind", "proof.ask");
    assert_non_null(entry);
    assert_text(entry, "actor.name", "Olivia Grant");
    a = page(w, "olivia", "GET", text_at(show(w, "olivia").json, "last.entry_page"), NULL);
    assert_status(a, 200);
    assert_true(mentions(a, "Proved every answer: no difference"));
    world_check(w); /* the chain holds */
    world_free(w);
}

static void AUD_06_pressed_twice_it_is_proved_once(void **unused)
{
    struct world *w = world_new(test_engine());
    struct answer a;

    (void)unused;
    assert_status(page(w, "olivia", "POST", PROOF, ""), 303);
    a = page(w, "olivia", "POST", PROOF, "");
    assert_status(a, 303);
    assert_status(ask(w, "olivia"), 200);
    assert_int_equal(count(w, &prove_jobs), 1);
    assert_int_equal(count(w, &prove_entries), 1); /* asked once */
    a = page(w, "olivia", "GET", PROOF, NULL);
    assert_true(mentions(a, "A proof is under way."));
    assert_false(mentions(a, "Prove now"));
    assert_int_equal(run_due(w), 1);
    assert_int_equal(run_due(w), 0);
    assert_int_equal(count(w, &prove_jobs), 0);
    assert_int_equal(count(w, &prove_entries), 2);
    a = page(w, "olivia", "GET", PROOF, NULL);
    assert_false(mentions(a, "A proof is under way."));
    assert_true(mentions(a, "Prove now"));
    assert_true(mentions(a, "0 differences"));
    world_free(w);
}

static void AUD_06_earlier_results_stand_below_the_last(void **unused)
{
    struct world *w = world_new(test_engine());
    struct answer a;

    (void)unused;
    for (int i = 0; i < 12; i++) {
        world_time(w, WORLD_NOW + i * MINUTE_US);
        assert_status(ask(w, "olivia"), 200);
        assert_int_equal(run_due(w), 1);
    }
    a = show(w, "olivia");
    assert_int_equal(count_at(a.json, "earlier"), 9);
    assert_true(number_at(a.json, "last.generation") > number_at(a.json, "earlier.0.generation"));
    assert_true(true_at(a.json, "earlier.8.holds"));
    world_free(w);
}

/* ------------------------------------------------------------------ nobody else */

static void AUD_06_to_everybody_but_the_owner_there_is_no_such_page(void **unused)
{
    static const char *const others[] = {"andre", "maya", "omar", "dana", "sam", "tess"};
    struct world *w = world_new(test_engine());

    (void)unused;
    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        struct answer absent = api(w, others[i], "GET", "/api/v1/clients/0000000000001", NULL);
        struct answer a = show(w, others[i]);

        assert_status(a, 404);
        assert_text(a.json, "detail", text_at(absent.json, "detail"));
        assert_status(ask(w, others[i]), 404);
        assert_status(page(w, others[i], "GET", PROOF, NULL), 404);
        assert_status(page(w, others[i], "POST", PROOF, ""), 404);
        assert_false(mentions(page(w, others[i], "GET", "/home", NULL), PROOF));
    }
    assert_false(mentions(page(w, "andre", "GET", "/settings/company", NULL), PROOF));
    assert_true(mentions(page(w, "olivia", "GET", "/settings/company", NULL), PROOF));
    assert_status(api(w, NULL, "GET", "/api/v1" PROOF, NULL), 401);
    assert_status(show(w, "paula"), 200);
    assert_status(show(w, "ravi"), 404);
    assert_int_equal(count(w, &prove_jobs), 0);
    /* Nor is it among what a permission opens. */
    assert_true(mentions(page(w, "andre", "GET", "/settings/permissions", NULL), "The newest entry"));
    assert_false(mentions(page(w, "andre", "GET", "/settings/permissions", NULL), "For the owner: "));
    /* What runs it has no address. */
    assert_status(api(w, "olivia", "POST", "/api/v1" PROOF "/run", NULL), 404);
    world_free(w);
}

static void AUD_06_a_token_of_the_owner_proves_only_where_it_reads_the_record(void **unused)
{
    static const struct {
        const char *permission;
        int status;
    } tokens[] = {{"see_all_clients", 403}, {"view_audit", 200}};
    struct world *w = world_new(test_engine());

    (void)unused;
    for (size_t i = 0; i < ARRAY_SIZE(tokens); i++) {
        const char *const session[] = {"Cookie",
                                       world_text(w, "petgate_session=%s", world_session(w, "olivia")),
                                       "Sec-Fetch-Site",
                                       "same-origin",
                                       "Content-Type",
                                       "application/json",
                                       NULL};
        const char *body =
            world_text(w, "{\"name\":\"Narrow %zu\",\"last_day\":\"2026-06-01\",\"permissions\":{\"%s\":true}}", i,
                       tokens[i].permission);
        struct answer a = world_ask(w, "POST", "/api/v1/tokens", body, session);

        assert_status(a, 200);
        const char *const bearer[] = {"Authorization", world_text(w, "Bearer %s", text_at(a.json, "token")), NULL};
        assert_status(world_ask(w, "GET", "/api/v1" PROOF, NULL, bearer), tokens[i].status);
        assert_status(world_ask(w, "POST", "/api/v1" PROOF, NULL, bearer), tokens[i].status);
    }
    world_free(w);
}

/* ------------------------------------------------------------------ differences */

struct write {
    int64_t company, staff, client;
};

MUST_CHECK static enum err remove_body(struct tx *tx, void *data)
{
    const struct write *write = data;

    return EXECUTE(tx, &prove_remove, NULL, SQL_INT(write->company), SQL_INT(write->staff), SQL_INT(WORLD_NOW),
                   SQL_INT(write->client));
}

/* Written into the database by hand: the server, which knows the company already, has not heard of it. From then on the
 * invariants are broken, so nothing else is written. */
static void given_a_removal_by_hand(struct world *w)
{
    struct write write = {world_company(w, "happy-tails").n, id_number(staff_id(w, "dana")),
                          id_number(client_id(w, "Carter"))};

    assert_status(api(w, "dana", "GET", world_text(w, "/api/v1/clients/%s", client_id(w, "Carter")), NULL), 200);
    assert_int_equal(
        store_write(world_store(w), world_company(w, "happy-tails"), world_arena(w), remove_body, &write, NULL), OK);
}

static void AUD_06_a_difference_names_person_permission_and_client(void **unused)
{
    struct world *w = world_new(test_engine());
    struct answer a;
    json_t *entry;

    (void)unused;
    assert_status(ask(w, "olivia"), 200);
    given_a_removal_by_hand(w);
    assert_int_equal(run_due(w), 1);
    a = show(w, "olivia");
    assert_false(true_at(a.json, "last.holds"));
    assert_true(true_at(a.json, "last.fails"));
    assert_true(number_at(a.json, "last.differences") > 2);
    assert_int_equal(count_at(a.json, "last.items"), number_at(a.json, "last.differences"));
    assert_text(a.json, "last.items.0.staff.name", "Dana Brooks");
    assert_text(a.json, "last.items.0.client.name", "Carter");
    assert_text(a.json, "last.items.0.permission", "view");
    assert_text(a.json, "last.items.0.surface", "dashboard");
    assert_true(true_at(a.json, "last.items.0.allowed"));
    assert_non_null(find_in(a.json, "last.items", "permission", "post_messages_without_approval"));
    assert_non_null(find_in(a.json, "last.items", "permission", "list"));
    assert_status(page(w, "olivia", "GET", text_at(a.json, "last.items.1.why_page"), NULL), 200);
    a = page(w, "olivia", "GET", PROOF, NULL);
    assert_true(mentions(a, "Does not hold"));
    assert_true(mentions(a, "Dana Brooks"));
    a = api(w, "olivia", "GET", "/api/v1/audit?kind=proof.run", NULL);
    entry = json_at(a.json, "items.0");
    assert_text(entry, "what", "Proved every answer and found differences");
    assert_text(entry, "changes.7.after_text", "Dana Brooks, See the client, Carter: allowed, but not by the rules");
    world_free(w);
}

static void AUD_06_an_erased_figure_is_not_taken_for_none(void **unused)
{
    struct world *w = world_new(test_engine());
    struct answer a;

    (void)unused;
    assert_status(ask(w, "olivia"), 200);
    assert_int_equal(run_due(w), 1);
    a = show(w, "olivia");
    assert_status(page(w, "olivia", "POST", world_text(w, "%s/erase", text_at(a.json, "last.entry_page")),
                       "part=2&reason=By+mistake"),
                  303);
    a = show(w, "olivia");
    assert_false(true_at(a.json, "last.holds"));
    assert_false(true_at(a.json, "last.fails"));
    assert_null(json_at(a.json, "last.differences"));
    a = page(w, "olivia", "GET", PROOF, NULL);
    assert_true(mentions(a, "Erased from the record"));
    assert_false(mentions(a, "0 differences"));
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(AUD_06_the_owner_has_every_answer_proved),
        cmocka_unit_test(AUD_06_the_result_is_an_entry_of_the_record),
        cmocka_unit_test(AUD_06_pressed_twice_it_is_proved_once),
        cmocka_unit_test(AUD_06_earlier_results_stand_below_the_last),
        cmocka_unit_test(AUD_06_to_everybody_but_the_owner_there_is_no_such_page),
        cmocka_unit_test(AUD_06_a_token_of_the_owner_proves_only_where_it_reads_the_record),
        cmocka_unit_test(AUD_06_a_difference_names_person_permission_and_client),
        cmocka_unit_test(AUD_06_an_erased_figure_is_not_taken_for_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
