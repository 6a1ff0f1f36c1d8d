/* AUD-06: the decision and the statements agree about companies by chance, at several instants; and the comparison can
 * fail: whatever is taken out of the statements, or written behind the back of what the decision knows, is found.
 * PETGATE_PROOF_ROUNDS asks for more than the usual companies, PETGATE_PROOF_SEED for others. */
#include "proof/chance_company.h"
#include "proof/length.h"
#include "support/world_each.h"

#include "app/system.h"
#include "features/prove/prove.h"

#include <stdlib.h>
#include <string.h>

enum { COMPANIES = 40, MUTATION_COMPANIES = 120, INSTANTS = 3, TEXT_MAX = 16384 };

static const int64_t instants[INSTANTS] = {WORLD_NOW, WORLD_NOW - 2 * DAY_US, WORLD_NOW + 3 * DAY_US};

static struct chance_company company(int i)
{
    struct chance_company made;

    chance_company_make(w, (uint64_t)(asked_for("PETGATE_PROOF_SEED", 1) * 1000000 + i), &made);
    return made;
}

/* Against `known` and what is newer in the database; NULL: all of it from the database. */
static struct proof prove(struct company_id id, const struct picture *known, int64_t now,
                          const struct proof_statements *statements)
{
    struct arena arena = ARENA_INIT;
    struct proof proof;
    struct system_access access = {0};

    policy_grant_anyone(id, now, &access.grant);
    access.grant.picture = known;
    if (prove_company(world_store(w), &access.grant, statements, &arena, &proof) != OK)
        fail_msg("%.*s", STR_ARG(arena.failure.log));
    arena_free(&arena);
    return proof;
}

static void must_hold(const struct chance_company *made, int64_t now)
{
    struct proof proof = prove(made->id, NULL, now, &proof_statements);
    struct arena *arena = world_arena(w);

    assert_int_equal(proof.people, CHANCE_PEOPLE);
    assert_int_equal(proof.clients, CHANCE_CLIENTS);
    assert_int_equal(proof.answers, CHANCE_PEOPLE * (CHANCE_CLIENTS * PROOF_QUESTIONS + 2 * (PERMISSION__MAX - 1)));
    if (proof.differences)
        fail_msg("%.*s on day %+d: %lld differences, the first: %.*s", STR_ARG(made->slug),
                 (int)((now - WORLD_NOW) / DAY_US), (long long)proof.differences,
                 STR_ARG(proof_difference_text(&proof.listed[0], arena)));
}

/* ------------------------------------------------------------------ they agree */

static void AUD_06_both_sides_say_the_same_of_companies_by_chance(void **state)
{
    int count = COMPANIES * rounds(1);
    int64_t answers = 0;

    (void)state;
    for (int i = 0; i < count; i++) {
        struct chance_company made = company(i);

        for (int k = 0; k < INSTANTS; k++) {
            must_hold(&made, instants[k]);
            answers += CHANCE_PEOPLE * (CHANCE_CLIENTS * PROOF_QUESTIONS + 2 * (PERMISSION__MAX - 1));
        }
    }
    fprintf(stderr, "# %lld answers about %d companies\n", (long long)answers, count);
}

/* ------------------------------------------------------------------ misreadings of the rules */

/* What a statement says, and what one says that misread the rule. */
static const struct mutation {
    const char *says, *misread;
} held_mutations[] = {
    {"(103, 'yyyy', 'yynn')", "(103, 'yyyy', 'yyyn')"},
    {"(106, 'nn++', '++n-')", "(106, '-n++', '++n-')"},
    {"(120, '--++', '++--')", "(120, '--n+', '++--')"},
    {"(164, '++++', '+++-')", "(164, '++++', '++++')"},
    {"(165, '---+', '++--'), ", ""}, /* not there at all */
    {"(104, 0, 119), ", ""},
    {"(127, 0, 125), ", ""},
    {"(152, 1, 102)", "(152, 2, 102)"},
    {"(160, 1, 125)", "(160, 1, 126)"},
    {"(163, 1, 128)", "(163, 2, 128)"},
    {"p.status = 1", "p.status < 3"},
    {"coalesce(r.base, p.role) AS base", "p.role AS base"},
    {"BETWEEN 5 AND 8", "BETWEEN 1 AND 8"},
    {"x.until_at = 0 OR x.until_at > $2", "x.until_at = 0 OR x.until_at >= $2"},
    {"x.until_at = 0 OR x.until_at > $2", "x.until_at > $2"},
    {"x.until_at = 0 OR x.until_at > $2", "1 = 1"},
    {"coalesce(x.allowed, s.allowed,", "coalesce(s.allowed, x.allowed,"},
    {"s.role = l.role", "s.role = l.base"},
    {"l.letter = '+' OR (l.letter IN ('y', 'n')", "l.letter = '+' OR (l.letter IN ('y', 'n', '-')"},
    {"h.permission = 106 AND h.base IN (1, 2)", "h.permission = 106 AND h.base IN (1, 2, 6)"},
    {"h.permission IN (107, 118)", "h.permission = 107"},
    {"h.surfaces_lifted = 0 AND h.permission = 106", "h.permission = 106"},
};
static const struct mutation sees_mutations[] = {
    {"a.base IN (1, 2, 6) AND (a.fade_days = 0", "a.base IN (1, 2) AND (a.fade_days = 0"},
    {"a.fade_days = 0 OR ", ""},
    {"CASE WHEN v.status <> 4 THEN v.ends_at END", "v.ends_at"},
    {"e.last_end + a.fade_days * 86400000000 > $3", "e.last_end + a.fade_days * 86400000000 >= $3"},
    {"e.last_end + a.fade_days * 86400000000 > $3", "e.last_end > $3"},
    {"r.preferred_position > 0", "r.preferred_position > 1"},
    {"EXISTS (SELECT 1 FROM acting a WHERE a.base IN (1, 2))", "EXISTS (SELECT 1 FROM acting a)"},
    {"d.ended_at = 0", "d.ended_at >= 0"},
    {"d.from_at <= $3", "d.from_at < $3"},
    {"d.until_at > $3", "d.until_at >= $3"},
    {"EXISTS (SELECT 1 FROM acting a WHERE a.base IN (1, 2, 6))", "EXISTS (SELECT 1 FROM acting a WHERE a.base = 1)"},
    {"a.base = 5", "a.base = 6"},
    {"r.removed_at > 0", "r.removed_at > $3"},
    {"EXCEPT SELECT r.client_id", "EXCEPT SELECT -r.client_id"},
    {"p.status = 1", "p.status < 3"},
    {"a.base IN (3, 4, 7, 8)", "a.base IN (3, 4, 8)"},
};

/* Statements live as long as the store that prepared them. */
static const struct sql *mutant(const struct sql *sql, const struct mutation *mutation)
{
    struct arena *arena = world_arena(w);
    const char *at = strstr(sql->text, mutation->says);
    struct sql *made = arena_new(arena, struct sql);
    struct sql changed = {.name = "mutant", .text = sql->text};

    if (!at || strstr(at + 1, mutation->says))
        fail_msg("%s: \"%s\" is there %s", sql->name, mutation->says, at ? "twice" : "no more");
    changed.text = arena_format(arena, "%.*s%s%s", (int)(at - sql->text), sql->text, mutation->misread,
                                at + strlen(mutation->says))
                       .p;
    memcpy(made, &changed, sizeof(changed));
    return made;
}

static bool found(const struct chance_company *companies, int count, const struct proof_statements *statements)
{
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < INSTANTS; k++) {
            if (prove(companies[i].id, NULL, instants[k], statements).differences)
                return true;
        }
    }
    return false;
}

static void AUD_06_each_misreading_of_a_rule_is_found(void **state)
{
    struct chance_company *companies = arena_array(world_arena(w), struct chance_company, MUTATION_COMPANIES);
    int missed = 0;

    (void)state;
    for (int i = 0; i < MUTATION_COMPANIES; i++)
        companies[i] = company(i);
    for (size_t i = 0; i < ARRAY_SIZE(held_mutations); i++) {
        struct proof_statements statements = proof_statements;

        statements.held = mutant(proof_statements.held, &held_mutations[i]);
        if (!found(companies, MUTATION_COMPANIES, &statements))
            missed += fprintf(stderr, "not found: %s\n", held_mutations[i].misread) > 0;
    }
    for (size_t i = 0; i < ARRAY_SIZE(sees_mutations); i++) {
        struct proof_statements statements = proof_statements;

        statements.sees = mutant(proof_statements.sees, &sees_mutations[i]);
        if (!found(companies, MUTATION_COMPANIES, &statements))
            missed += fprintf(stderr, "not found: %s\n", sees_mutations[i].misread) > 0;
    }
    assert_int_equal(missed, 0);
}

/* ------------------------------------------------------------------ what the decision does not know */

SQL(back_remove, "UPDATE relation SET removed_at = 1, preferred_position = 0, subscribed = 0"
                 " WHERE company_id = $1 AND staff_id = $2 AND client_id = $3");
SQL(back_prefer, "UPDATE relation SET removed_at = 0, do_not_schedule = 0, preferred_position = 9"
                 " WHERE company_id = $1 AND staff_id = $2 AND client_id = $3");
SQL(back_count, "UPDATE relation SET events = 0, last_end_at = 0 WHERE company_id = $1 AND staff_id = $2"
                " AND client_id = $3");
SQL(back_freeze, "UPDATE staff SET status = 3 WHERE company_id = $1 AND id = $2 AND $3 = $3");

struct pair {
    struct staff_id staff;
    struct client_id client;
};

/* A pair of the demonstration's: Dana has been at Carter's, and nothing else ties them. */
static struct pair dana_and_carter(void)
{
    return (struct pair){{id_number(staff_id(w, "dana"))}, {id_number(client_id(w, "Carter"))}};
}

/* What was decided from before the write, beside the database behind it. */
static struct proof prove_stale(const struct sql *sql, const struct pair *pair)
{
    struct company_id id = world_company(w, "happy-tails");
    struct arena arena = ARENA_INIT;
    const struct company_state *state;
    struct proof proof;

    assert_int_equal(company_state(world_app(w), id, 0, &arena, &state), OK);
    assert_int_equal(prove(id, state->picture, WORLD_NOW, &proof_statements).differences, 0);
    behind_the_back(w, id, sql, pair->staff.n, pair->client.n);
    proof = prove(id, state->picture, WORLD_NOW, &proof_statements);
    company_release(world_app(w), state);
    arena_free(&arena);
    return proof;
}

static void assert_about(const struct proof *proof, const struct pair *pair, bool decided)
{
    assert_true(proof->differences > 2 && proof->differences <= PROOF_QUESTIONS);
    assert_int_equal(proof->listed_count, proof->differences);
    for (int i = 0; i < proof->listed_count; i++) {
        assert_int_equal(proof->listed[i].staff.n, pair->staff.n);
        assert_int_equal(proof->listed[i].client.n, pair->client.n);
        assert_int_equal(proof->listed[i].surface, SURFACE_DASHBOARD);
        assert_true(proof->listed[i].decided == decided);
    }
    assert_int_equal(proof->listed[0].question, PROOF_SEES);
    assert_int_equal(proof->listed[proof->listed_count - 1].question, PROOF_LISTS);
}

static void AUD_06_a_removal_that_the_decision_missed_is_found(void **state)
{
    struct pair pair = dana_and_carter();
    struct proof proof = prove_stale(&back_remove, &pair);

    (void)state;
    assert_about(&proof, &pair, true);
}

static void AUD_06_a_relation_that_the_decision_missed_is_found(void **state)
{
    struct pair pair = dana_and_carter();
    struct proof proof;

    (void)state;
    behind_the_back(w, world_company(w, "happy-tails"), &back_remove, pair.staff.n, pair.client.n);
    proof = prove_stale(&back_prefer, &pair);
    assert_about(&proof, &pair, false);
}

/* The decision rests on counts, the statements on the visits themselves. */
static void AUD_06_a_count_gone_wrong_is_found_where_nothing_is_stale(void **state)
{
    struct pair pair = dana_and_carter();
    struct company_id id = world_company(w, "happy-tails");
    struct proof proof;

    (void)state;
    behind_the_back(w, id, &back_count, pair.staff.n, pair.client.n);
    proof = prove(id, NULL, WORLD_NOW, &proof_statements);
    assert_about(&proof, &pair, false);
}

static void AUD_06_somebody_frozen_whom_the_decision_lets_on_is_found(void **state)
{
    struct pair pair = {{id_number(staff_id(w, "maya"))}, {0}};
    struct proof proof = prove_stale(&back_freeze, &pair);

    (void)state;
    assert_true(proof.differences > PROOF_LISTED_MAX); /* she sees every client */
    assert_int_equal(proof.listed_count, PROOF_LISTED_MAX);
    for (int i = 0; i < proof.listed_count; i++)
        assert_int_equal(proof.listed[i].staff.n, pair.staff.n);
}

/* ------------------------------------------------------------------ each answer counts */

static int by_id(const void *a, const void *b)
{
    const struct stated_person *x = a, *y = b;

    return (x->id.n > y->id.n) - (x->id.n < y->id.n);
}

/* How many answers the decision gives that are yes. */
static int64_t count_allowed(const struct picture *picture)
{
    int64_t allowed = 0;

    for (int i = 0; i < picture_person_count(picture); i++) {
        const struct person *person = picture_person_at(picture, i);

        for (int p = 1; p < PERMISSION__MAX; p++) {
            struct question question = {(enum permission)p, SURFACE_DASHBOARD, ABOUT_COMPANY, WORLD_NOW};
            allowed += policy_decide(picture, person, &question).allowed;
            question.surface = SURFACE_FIELD_APP;
            allowed += policy_decide(picture, person, &question).allowed;
        }
        for (int k = 0; k < picture_client_count(picture); k++) {
            struct question question = {PERMISSION_signed_in, SURFACE_DASHBOARD,
                                        ABOUT_CLIENT(picture_client_at(picture, k)), WORLD_NOW};
            allowed += 2 * policy_decide(picture, person, &question).allowed; /* seen, and in lists */
            for (int p = 1; p < PERMISSION__MAX; p++) {
                question.permission = (enum permission)p;
                allowed += policy_decide(picture, person, &question).allowed;
            }
        }
    }
    return allowed;
}

/* Where the statements say that nobody may do anything, each answer that is yes is a difference. */
static void AUD_06_no_answer_is_left_out(void **state)
{
    struct company_id id = world_company(w, "riverside");
    struct arena arena = ARENA_INIT;
    const struct company_state *company;
    struct stated stated = {0};
    struct proof proof;

    (void)state;
    assert_int_equal(company_state(world_app(w), id, 0, &arena, &company), OK);
    stated.person_count = picture_person_count(company->picture);
    stated.client_count = picture_client_count(company->picture);
    int64_t *clients = arena_array(&arena, int64_t, (size_t)stated.client_count);
    for (int i = 0; i < stated.client_count; i++)
        clients[i] = picture_client_at(company->picture, i).n;
    stated.clients = clients;
    stated.people = arena_array(&arena, struct stated_person, (size_t)stated.person_count);
    for (int i = 0; i < stated.person_count; i++)
        stated.people[i].id = picture_person_at(company->picture, i)->id;
    qsort(stated.people, (size_t)stated.person_count, sizeof(*stated.people), by_id);
    proof_compare(company->picture, &stated, WORLD_NOW, &arena, &proof);
    assert_int_equal(proof.people, stated.person_count);
    assert_int_equal(proof.clients, stated.client_count);
    assert_int_equal(proof.differences, count_allowed(company->picture));
    company_release(world_app(w), company);
    arena_free(&arena);
}

static void AUD_06_a_difference_is_a_text_and_back(void **state)
{
    const struct proof_difference differences[] = {
        {{4711}, PROOF_SEES, {815}, SURFACE_DASHBOARD, true},
        {{4711}, PROOF_LISTS, {815}, SURFACE_DASHBOARD, false},
        {{1}, PERMISSION_manage_staff, {0}, SURFACE_FIELD_APP, true},
    };
    static const char *const wrong[] = {
        "",
        "-",
        "0000000000001 fly - dashboard allowed",
        "0000000000001 view - job allowed",
        "0000000000001 view 0 dashboard allowed",
        "0000000000001 view - dashboard maybe",
        "0000000000001 view - dashboard allowed again",
    };
    struct arena *arena = world_arena(w);

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(differences); i++) {
        struct proof_difference back;
        struct str text = proof_difference_text(&differences[i], arena);

        assert_true(proof_difference_read(text, &back));
        assert_str(proof_difference_text(&back, arena), text.p);
        assert_int_equal(back.staff.n, differences[i].staff.n);
        assert_int_equal(back.client.n, differences[i].client.n);
        assert_int_equal(back.question, differences[i].question);
        assert_int_equal(back.surface, differences[i].surface);
        assert_true(back.decided == differences[i].decided);
    }
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        struct proof_difference back;

        assert_false(proof_difference_read(str_from(wrong[i]), &back));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(AUD_06_both_sides_say_the_same_of_companies_by_chance),
        T(AUD_06_each_misreading_of_a_rule_is_found),
        T(AUD_06_a_removal_that_the_decision_missed_is_found),
        T(AUD_06_a_relation_that_the_decision_missed_is_found),
        T(AUD_06_a_count_gone_wrong_is_found_where_nothing_is_stale),
        T(AUD_06_somebody_frozen_whom_the_decision_lets_on_is_found),
        T(AUD_06_no_answer_is_left_out),
        T(AUD_06_a_difference_is_a_text_and_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
