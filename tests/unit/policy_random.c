/* The decision beside the slow reading of the rules, over random companies and questions. */
#include "policy_naive.h"

enum { COMPANIES = 400, QUESTIONS = 400, PEOPLE = 9, CLIENTS = 7 };

static uint64_t seed = 1;

static int below(int n)
{
    uint64_t x = seed += UINT64_C(0x9E3779B97F4A7C15);

    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (int)((x ^ (x >> 31)) % (uint64_t)n);
}

/* Few different instants, so that edges meet often. */
static int64_t some_instant(void)
{
    return NOW + (int64_t)(below(13) - 6) * DAY_US;
}

static int some_role(enum scheme scheme)
{
    int first = scheme == SCHEME_FIELD ? ROLE_TRAINEE : ROLE_SERVICE_SUPPORTER;

    if (below(12) == 0)
        return below(2) ? 1 + below(ROLE__MAX - 1) : 4711;
    return below(4) == 0 ? ROLE_CUSTOM_FIRST + below(3) : first + below(4);
}

static enum permission some_permission(void)
{
    return (enum permission)(1 + below(PERMISSION__MAX - 1));
}

static void some_people(struct given *g)
{
    enum scheme scheme = g->facts.company.scheme;
    bool had_owner = false;

    for (int i = 0; i < 3; i++)
        given_role(g, ROLE_CUSTOM_FIRST + i, (enum role)(1 + below(ROLE__MAX - 1)));
    for (int i = 1; i <= PEOPLE; i++) {
        given_person(g, i, some_role(scheme));
        struct person_facts *person = &g->people[i - 1];
        person->status = below(5) ? STAFF_ACTIVE : (enum staff_status)(1 + below(4));
        person->owner = !had_owner && (person->role == ROLE_ADMIN || person->role == ROLE_OWNER_ADMIN);
        had_owner = had_owner || person->owner;
    }
}

static void some_pairs_of(struct given *g, int64_t staff)
{
    for (int client = 1; client <= CLIENTS; client++) {
        if (below(3) == 0)
            continue;
        struct pair_facts *pair = given_pair(g, staff, 1000 + client, (uint16_t)below(64));
        if (below(3))
            pair->flags &= (uint16_t)~PAIR_REMOVED;
        pair->last_end_at = below(4) ? some_instant() : 0;
    }
    for (int i = below(5); i > 0; i--) {
        int64_t from = some_instant();
        if (g->facts.dated_count < FEW_MAX)
            given_dated(g, staff, 1001 + below(CLIENTS), from, from + (int64_t)(below(5) - 1) * DAY_US);
    }
}

/* The dates of exceptions and cells concern few permissions, so that they meet, most of them those with couplings. */
static enum permission some_excepted(void)
{
    static const enum permission COUPLED[] = {
        PERMISSION_manage_staff,         PERMISSION_approve_time_off,    PERMISSION_view_company_time_off,
        PERMISSION_manage_invoicing,     PERMISSION_configure_invoicing, PERMISSION_report_schedules,
        PERMISSION_view_client_schedule,
    };

    return below(3) ? COUPLED[below((int)ARRAY_SIZE(COUPLED))] : some_permission();
}

static void some_company(struct given *g)
{
    given_company(g, below(2) ? SCHEME_FIELD : SCHEME_FACILITY);
    g->facts.company.fade_days = below(2) ? 0 : below(5);
    g->facts.company.surfaces_lifted = below(3) == 0;
    some_people(g);
    for (int i = 1; i <= CLIENTS; i++)
        given_client(g, 1000 + i);
    for (int i = 1; i <= PEOPLE; i++)
        some_pairs_of(g, i);
    for (int i = below(30); i > 0; i--)
        given_cell(g, some_role(g->facts.company.scheme), some_excepted(), below(2));
    for (int i = below(40); i > 0; i--)
        given_exception(g, 1 + below(PEOPLE + 1), some_excepted(), below(2), below(3) ? some_instant() : 0);
}

static struct question some_question(void)
{
    static const enum permission BESIDE[] = {PERMISSION_signed_in, PERMISSION_anyone};
    struct client_id client = {1001 + below(CLIENTS + 1)};
    struct staff_id staff = {below(PEOPLE + 2)};
    const struct subject subjects[] = {ABOUT_COMPANY, ABOUT_CLIENT(client), ABOUT_CLIENT(client), ABOUT_STAFF(staff),
                                       ABOUT_EVENT(client, staff)};
    enum permission permission = below(8) ? below(2) ? some_excepted() : some_permission() : BESIDE[below(2)];

    return (struct question){permission, (enum surface)(1 + below(SURFACE__MAX - 1)),
                             subjects[below((int)ARRAY_SIZE(subjects))], some_instant()};
}

/* The first instant after the question's at which the slow reading answers otherwise: every instant at which anything
 * can change is a whole day beside NOW. */
static int64_t naive_until(const struct picture_facts *facts, int64_t staff, struct question question)
{
    bool now = naive_decide(facts, staff, &question);

    for (int day = -15; day <= 15; day++) {
        int64_t at = NOW + (int64_t)day * DAY_US;
        if (at <= question.now)
            continue;
        struct question later = question;
        later.now = at;
        if (naive_decide(facts, staff, &later) != now)
            return at;
    }
    return INT64_MAX;
}

static void assert_same(struct given *g, int64_t staff, const struct question *question)
{
    struct decision decision = policy_decide(g->picture, who(g, staff), question);
    bool expected = naive_decide(&g->facts, staff, question);
    int64_t until = naive_until(&g->facts, staff, *question);

    if (decision.allowed != expected)
        fail_msg("person %d, role %d, permission %s, subject %d client %d staff %d, surface %d: %s, but %s", (int)staff,
                 naive_person(&g->facts, staff) ? naive_person(&g->facts, staff)->role : 0,
                 permission_info(question->permission)->name, question->subject.kind, (int)question->subject.client.n,
                 (int)question->subject.staff.n, question->surface, policy_reason_name(decision.reason),
                 expected ? "allowed" : "refused");
    /* An allowed answer holds exactly as long as it says, a refused one at least so long. */
    if (expected ? decision.valid_until != until : decision.valid_until > until)
        fail_msg("%s for %s ends at %.2f days, not %.2f", policy_reason_name(decision.reason),
                 permission_info(question->permission)->name, (double)(decision.valid_until - NOW) / (double)DAY_US,
                 (double)(until - NOW) / (double)DAY_US);
    assert_true(decision.valid_until > question->now);
}

/* The explanation is the decision's own: the same answer, each step before the last a yes, and none behind a no
 * (ROL-303). What a person holds does not depend on what is asked about, so that the second step is that of a question
 * about the whole company, which takes the longer way. */
static void assert_explained(struct given *g, int64_t staff, const struct question *question)
{
    struct decision decision = policy_decide(g->picture, who(g, staff), question), last = {0};
    struct question about_all = *question;
    struct trace trace, whole;
    struct decision same = policy_explain(g->picture, who(g, staff), question, &trace);
    int reached = 0;

    about_all.subject = ABOUT_COMPANY;
    policy_explain(g->picture, who(g, staff), &about_all, &whole);
    assert_true(same.allowed == decision.allowed && same.reason == decision.reason);
    assert_int_equal(same.valid_until, decision.valid_until);
    for (int step = STEP_PERSON; step < TRACE_STEP__MAX && trace.steps[step].reason != REASON__NONE;
         step++, reached++) {
        assert_true(step == STEP_PERSON || last.allowed);
        last = trace.steps[step];
    }
    assert_int_equal(last.allowed, decision.allowed);
    assert_true(reached > 0 && (last.allowed || last.reason == decision.reason));
    assert_int_equal(trace.steps[STEP_PERSON].reason, whole.steps[STEP_PERSON].reason);
    if (question->subject.kind == SUBJECT_CLIENT) {
        assert_int_equal(trace.steps[STEP_PERMISSION].reason, whole.steps[STEP_PERMISSION].reason);
        assert_int_equal(trace.steps[STEP_PERMISSION].valid_until, whole.steps[STEP_PERMISSION].valid_until);
    }
}

static void ACC_06_160_000_random_answers_are_those_of_the_rules(void **state)
{
    static struct given g;
    int allowed = 0;

    (void)state;
    for (int i = 0; i < COMPANIES; i++) {
        some_company(&g);
        pictured(&g);
        for (int j = 0; j < QUESTIONS; j++) {
            struct question question = some_question();
            int64_t staff = 1 + below(PEOPLE + 1);
            assert_same(&g, staff, &question);
            assert_explained(&g, staff, &question);
            allowed += naive_decide(&g.facts, staff, &question);
        }
        given_end(&g);
    }
    /* Neither answer is rare, else the comparison would show little. */
    assert_in_range(allowed, COMPANIES * QUESTIONS / 5, COMPANIES * QUESTIONS * 4 / 5);
}

/* ------------------------------------------------------------------ lists */

static bool listed(const int64_t *ids, int count, int64_t id)
{
    for (int i = 0; i < count; i++) {
        if (ids[i] == id)
            return true;
    }
    return false;
}

static bool in_scope(const struct scope *scope, int64_t id)
{
    if (scope->kind == SCOPE_ALL)
        return true;
    return listed(scope->ids, scope->count, id) == (scope->kind == SCOPE_ONLY);
}

/* The scope's clients are those that one by one are seen, at every instant until it ends. */
static void assert_scope(struct given *g, int64_t staff, int64_t now)
{
    const struct person *person = who(g, staff);
    struct arena arena = ARENA_INIT;
    int64_t until, lapse = policy_next_lapse(g->picture, person, now);
    struct scope scope;

    policy_scope(g->picture, person, now, &arena, &scope, &until);
    assert_true(until > now && lapse > now && lapse <= until);
    for (int i = 1; i < scope.count; i++)
        assert_true(scope.ids[i - 1] < scope.ids[i]);
    for (int64_t at = now; at < until && at <= NOW + 12 * DAY_US; at += DAY_US) {
        for (int client = 1; client <= CLIENTS; client++)
            assert_int_equal(in_scope(&scope, 1000 + client),
                             naive_sees_client(&g->facts, naive_person(&g->facts, staff), 1000 + client, at));
    }
    arena_free(&arena);
}

/* Nothing changes before the lapse, and something at it. */
static void assert_lapse(struct given *g, int64_t staff, int64_t now)
{
    const struct person_facts *person = naive_person(&g->facts, staff);
    int64_t lapse = policy_next_lapse(g->picture, who(g, staff), now), first = INT64_MAX;

    for (int64_t at = now + DAY_US; at <= NOW + 15 * DAY_US && first == INT64_MAX; at += DAY_US) {
        for (int client = 1; client <= CLIENTS; client++) {
            if (naive_sees_client(&g->facts, person, 1000 + client, at) !=
                naive_sees_client(&g->facts, person, 1000 + client, now))
                first = at;
        }
        for (int i = 1; i < PERMISSION__MAX && person->status == STAFF_ACTIVE; i++) {
            if (naive_holds(&g->facts, person, (enum permission)i, at) !=
                naive_holds(&g->facts, person, (enum permission)i, now))
                first = at;
        }
    }
    assert_true(lapse == first);
}

static void ACC_06_lists_hold_what_is_seen_one_by_one_and_end_when_it_changes(void **state)
{
    static struct given g;

    (void)state;
    for (int i = 0; i < COMPANIES; i++) {
        some_company(&g);
        pictured(&g);
        for (int staff = 1; staff <= PEOPLE; staff++) {
            int64_t now = some_instant();
            assert_scope(&g, staff, now);
            assert_lapse(&g, staff, now);
        }
        given_end(&g);
    }
}

/* ------------------------------------------------------------------ refresh */

/* Other facts for a few people, in the way in which a refresh brings them. */
static void change_some(struct given *g, struct given *news)
{
    struct given old = *g;
    bool changed[PEOPLE + 3] = {0};

    for (int i = below(4); i > 0; i--)
        changed[1 + below(PEOPLE + 1)] = true;
    g->facts.pair_count = 0;
    g->facts.dated_count = 0;
    given_company(news, g->facts.company.scheme);
    for (int i = 1; i <= PEOPLE + 1; i++) {
        if (!changed[i])
            continue;
        if (naive_person(&g->facts, i) == NULL)
            given_person(g, i, ROLE_STAFF);
        struct person_facts *person = &g->people[i - 1];
        person->role = some_role(g->facts.company.scheme);
        snprintf(g->names[i - 1], sizeof g->names[0], "%c person %d", 'a' + below(26), i);
        person->name = person->sort = str_from(g->names[i - 1]);
        some_pairs_of(news, i);
        news->people[news->facts.person_count++] = *person;
    }
    for (int i = 0; i < old.facts.pair_count; i++) {
        if (!changed[old.pairs[i].staff.n])
            g->pairs[g->facts.pair_count++] = old.pairs[i];
    }
    for (int i = 0; i < old.facts.dated_count; i++) {
        if (!changed[old.dated[i].staff.n])
            g->dated[g->facts.dated_count++] = old.dated[i];
    }
}

/* The refresh brings the news; the whole afterwards is old and new together. */
static void add_news(struct given *g, struct given *news)
{
    int room = FEW_MAX - g->facts.dated_count;

    if (news->facts.dated_count > room)
        news->facts.dated_count = room;
    for (int i = 0; i < news->facts.pair_count; i++)
        g->pairs[g->facts.pair_count++] = news->pairs[i];
    for (int i = 0; i < news->facts.dated_count; i++)
        g->dated[g->facts.dated_count++] = news->dated[i];
    if (below(2)) {
        int64_t client = 1001 + g->facts.client_count;
        given_client(g, client);
        given_client(news, client);
    }
    g->facts.company.fade_days = below(3);
    g->facts.company.change++;
    for (int i = below(3); i > 0 && g->facts.exception_count < FEW_MAX; i--)
        given_exception(g, 1 + below(PEOPLE), some_excepted(), below(2), below(2) ? some_instant() : 0);
    news->facts.company = g->facts.company;
    news->facts.roles = g->facts.roles;
    news->facts.role_count = g->facts.role_count;
    news->facts.cells = g->facts.cells;
    news->facts.cell_count = g->facts.cell_count;
    news->facts.exceptions = g->facts.exceptions;
    news->facts.exception_count = g->facts.exception_count;
}

static void assert_alike(const struct picture *a, const struct picture *b)
{
    assert_int_equal(picture_person_count(a), picture_person_count(b));
    assert_int_equal(picture_client_count(a), picture_client_count(b));
    assert_int_equal(picture_company(a)->change, picture_company(b)->change);
    for (int i = 0; i < picture_person_count(a); i++) {
        const struct person *x = picture_person_at(a, i), *y = picture_person_at(b, i);
        struct pair_facts p, q;
        int at = 0, other = 0;
        assert_int_equal(x->id.n, y->id.n);
        assert_true(str_equal(x->name, y->name) && str_equal(x->sort, y->sort));
        assert_true(x->permissions == y->permissions && x->exception_count == y->exception_count);
        assert_ptr_equal(picture_person(a, x->id), x);
        while (picture_next_pair(x, &at, &p)) {
            assert_true(picture_next_pair(y, &other, &q));
            assert_int_equal(p.client.n, q.client.n);
            assert_true(p.flags == q.flags && p.last_end_at == q.last_end_at);
        }
        assert_false(picture_next_pair(y, &other, &q));
    }
}

static void a_refresh_is_like_a_picture_made_anew(void **state)
{
    static struct given g, news;

    (void)state;
    for (int i = 0; i < COMPANIES / 4; i++) {
        some_company(&g);
        struct picture *picture = picture_build(&g.facts);
        for (int round = 0; round < 5; round++) {
            change_some(&g, &news);
            add_news(&g, &news);
            struct picture *newer = picture_refresh(picture, &news.facts);
            picture_release(picture);
            picture = newer;
            assert_alike(picture, pictured(&g));
            for (int j = 0; j < 100; j++) {
                struct question question = some_question();
                int64_t staff = 1 + below(PEOPLE + 1);
                struct decision decision =
                    policy_decide(picture, picture_person(picture, (struct staff_id){staff}), &question);
                assert_int_equal(decision.allowed, naive_decide(&g.facts, staff, &question));
            }
        }
        picture_release(picture);
        given_end(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ACC_06_160_000_random_answers_are_those_of_the_rules),
        cmocka_unit_test(ACC_06_lists_hold_what_is_seen_one_by_one_and_end_when_it_changes),
        cmocka_unit_test(a_refresh_is_like_a_picture_made_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
