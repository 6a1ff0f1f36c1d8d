/* ACC-06, twin worlds: two databases that differ only in what somebody may not see give that person byte-equal answers
 * to every readable operation, as JSON and as pages: counts, totals, searches, pickers, cursors and errors included,
 * with targets that are seen, that are hidden and that do not exist. A world of chance is asked, changed where the
 * rules hide the change (twins_changes.c, twins_others.c), and asked again as it then stands; the clock stands still.
 * PETGATE_PROOF_ROUNDS asks for more worlds. */
#include "proof/twins.h"

#include "app/state.h"
#include "base/buf.h"
#include "proof/ask.h"
#include "proof/length.h"
#include "proof/lists.h"
#include "proof/rules.h"

enum { QUESTIONS_MAX = 6000, PEOPLE = 2, WORLDS_EACH = 3, CHANGES_MAX = 6, VARIANTS = 5, PAGES_MAX = 3, SHOWN = 120 };

struct question_twice {
    struct ask ask;
    struct str told;
};
static struct proof {
    struct twins twins;
    struct known known;
    struct question_twice *questions;
    int count, first_pages; /* the questions behind first_pages are next pages, found while the first world was asked */
    struct arena arena;     /* of one person's questions */
    struct str changes;     /* what was changed, for a fault */
    int worlds, compared, opened, differ;
    int used[64]; /* by change */
} proof;

/* ------------------------------------------------------------------ who sees what, by the rules */

static void add_client(struct twin_client client)
{
    assert_true(proof.twins.client_count < TWIN_CLIENTS_MAX);
    proof.twins.clients[proof.twins.client_count++] = client;
}

static void begin_person(const struct member *who)
{
    struct twins *t = &proof.twins;
    const struct crew_company *company = &t->crew->companies[who->company];
    bool worker = role_info(who->role)->class != ROLE_CLASS_MANAGER;

    t->who = who;
    t->company = who->company;
    t->client_count = 0;
    for (enum relation_kind kind = REL_FUTURE; kind <= REL_NONE; kind++)
        add_client((struct twin_client){.id = company->clients[kind],
                                        .pet = company->pets[kind],
                                        .template = company->templates[kind],
                                        .line = company->lines[kind],
                                        .event = company->events[kind],
                                        .seen = rule_sees_client(who->role, kind),
                                        .removed = worker && kind == REL_REMOVED});
    for (int i = 0; i < STRAYS; i++) {
        const struct stray *stray = &t->chance->strays[who->company][i];
        const struct bond *bond = chance_bond(stray, who);

        add_client((struct twin_client){.id = stray->id,
                                        .pet = stray->pet,
                                        .template = stray->template,
                                        .line = stray->line,
                                        .event = bond && bond->visit_count ? bond->visits[0] : 0,
                                        .seen = chance_sees(t->chance, who, stray),
                                        .removed = bond && bond->removed});
    }
}

/* ------------------------------------------------------------------ the questions */

static const struct row_query more_queries[] = {
    {"search", "q=aaa"},
    {"search", "q=stray"},
    {"search", "q=proof"},
    {"clients.list", "q=aaa"},
    {"clients.list", "q=pet"},
    {"clients.list", "status=inactive"},
    {"events.list", "order=newest"},
    {"events.list", "status=cancelled"},
    {"calendar.read", "view=day&date=@day"},
    {"calendar.read", "view=week&date=@day"},
    {"calendar.own", ""},
    {"audit.list", "client=@client"},
    {"audit.list", "staff=@me"},
    {"access.own_requests", "state=all"},
    {"access.subscriptions", "q=amber"},
    {"authzen.evaluation",
     "{\"subject\":{\"type\":\"staff\",\"id\":\"@me\"},\"action\":{\"name\":\"view\"},\"resource\":"
     "{\"type\":\"client\",\"id\":\"@client\"}}"},
    {"authzen.evaluations", "{\"subject\":{\"type\":\"staff\",\"id\":\"@me\"},\"action\":{\"name\":\"edit\"},"
                            "\"resource\":{\"type\":\"pet\",\"id\":\"@pet\"},\"evaluations\":[{},{\"resource\":"
                            "{\"type\":\"event\",\"id\":\"@event\"}},{\"resource\":{\"type\":\"client\",\"id\":"
                            "\"@client\"}}]}"},
    {"authzen.search_action", "{\"subject\":{\"type\":\"staff\",\"id\":\"@me\"},\"resource\":{\"type\":\"client\","
                              "\"id\":\"@client\"}}"},
};

static void add_question(const struct operation *op, enum ask_form form, struct str path, struct str query)
{
    bool asks = op->flags & OP_ASKS;

    assert_true(proof.count < QUESTIONS_MAX);
    proof.questions[proof.count++] = (struct question_twice){.ask = {.who = proof.twins.who,
                                                                     .form = form,
                                                                     .method = op->method,
                                                                     .path = path,
                                                                     .root = op->flags & OP_ROOT,
                                                                     .query = asks ? STR("") : query,
                                                                     .body = asks ? query : STR("")}};
}

/* Pages of what is seen and of what is hidden; the other variants as JSON, out of the same document. */
static void add_query(const struct operation *op, const struct asking *asking, const char *query, int variant)
{
    for (enum ask_form form = ASK_JSON; form < (variant < 2 ? ASK_FORM__MAX : ASK_PAGE); form++) {
        if (form == ASK_PAGE ? op->page != NULL || op->flags & OP_FILE : !(op->flags & OP_NO_API))
            add_question(op, form, lists_path(asking, op->path, &proof.arena),
                         lists_query(asking, query, STR(""), &proof.arena));
    }
}

static bool has_places(const char *text)
{
    return strchr(text, '{') != NULL && text[0] == '/';
}

/* What a query names changes with the variant only where it names something; the groups of a review that one has were
 * asked for with the first. */
static bool is_asked(const struct operation *op, const char *query, int variant)
{
    if (variant > 1 && strstr(query, "group="))
        return false;
    return variant == 0 || has_places(op->path) || strstr(query, "@client") || strstr(query, "@day");
}

static void add_queries(const struct operation *op, const struct asking *asking, int variant)
{
    if (op->method == METHOD_GET && is_asked(op, "", variant))
        add_query(op, asking, "", variant);
    for (int i = 0; i < lists_way_count; i++) {
        if (strcmp(lists_ways[i].op, op->name) == 0 && *lists_ways[i].query &&
            is_asked(op, lists_ways[i].query, variant))
            add_query(op, asking, lists_ways[i].query, variant);
    }
    for (int i = 0; i < lists_query_count; i++) {
        if (strcmp(lists_queries[i].op, op->name) == 0 && is_asked(op, lists_queries[i].query, variant))
            add_query(op, asking, lists_queries[i].query, variant);
    }
    for (size_t i = 0; i < ARRAY_SIZE(more_queries); i++) {
        if (strcmp(more_queries[i].op, op->name) == 0 && is_asked(op, more_queries[i].query, variant))
            add_query(op, asking, more_queries[i].query, variant);
    }
}

/* Of the open review, about this person; NULL: none. */
static const struct known_thing *item_about(int64_t staff, const struct known_thing *copy)
{
    const struct known *known = &proof.known;

    for (int i = 0; copy && i < known->counts[KNOWN_ITEM]; i++) {
        if (known->things[KNOWN_ITEM][i].staff == staff && known->things[KNOWN_ITEM][i].from == copy->from)
            return &known->things[KNOWN_ITEM][i];
    }
    return NULL;
}

/* ROL-306: own lists, of the second variant the owner's; with an item about a worker, themself or the owner. */
static void ask_about_reviews(int variant, struct asking *asking)
{
    const struct twins *t = &proof.twins;
    const struct crew_company *company = &t->crew->companies[t->company];
    const int64_t holders[VARIANTS] = {t->who->staff, twins_owner(t), t->who->staff, t->who->staff, ABSENT_ID};
    const int64_t about[VARIANTS] = {company->people[PERSON_WORKER].staff, company->people[PERSON_WORKER].staff,
                                     t->who->staff, twins_owner(t), ABSENT_ID};

    asking->copy = known_copy(&proof.known, holders[variant], false);
    asking->record = known_copy(&proof.known, holders[variant], true);
    asking->item = item_about(about[variant], asking->copy);
}

/* Seen; hidden; removed, and by chance; seen, about somebody else; and nothing at all. */
static struct asking asking_of(int variant, struct known_thing things[7])
{
    struct twins *t = &proof.twins;
    const struct crew_company *company = &t->crew->companies[t->company];
    const struct twin_client absent = {ABSENT_ID, ABSENT_ID, ABSENT_ID, ABSENT_ID, ABSENT_ID, false, false};
    const struct twin_client *client = variant == 4 ? NULL : twins_client(t, variant == 0 || variant == 3);
    const int64_t people[VARIANTS] = {t->who->staff, t->who->staff, company->people[PERSON_WORKER].staff,
                                      company->people[PERSON_OWNER].staff, ABSENT_ID};
    struct asking asking = lists_asking(&proof.known, t->who, &t->random, 0); /* for what it says of times and words */

    client = client ? client : &absent;
    things[0] = (struct known_thing){.kind = KNOWN_CLIENT, .id = client->id};
    things[1] = (struct known_thing){.kind = KNOWN_STAFF, .id = people[variant]};
    things[2] = (struct known_thing){
        .kind = KNOWN_EVENT, .id = client->event ? client->event : ABSENT_ID, .staff = people[variant]};
    things[3] = (struct known_thing){.kind = KNOWN_TEMPLATE, .id = client->template ? client->template : ABSENT_ID};
    things[4] = (struct known_thing){.kind = KNOWN_PET, .id = client->pet};
    things[5] = (struct known_thing){.kind = KNOWN_LINE, .id = client->line ? client->line : ABSENT_ID};
    asking.client = &things[0];
    asking.staff = &things[1];
    asking.event = &things[2];
    asking.template = &things[3];
    asking.pet = &things[4];
    asking.line = &things[5];
    ask_about_reviews(variant, &asking);
    return asking;
}

/* Files of what is hidden are not there; streams are twins_streams.c's. */
static bool is_readable(const struct operation *op, int variant)
{
    if (op->flags & (OP_SYSTEM | OP_STREAM) || op->permission == PERMISSION_anyone)
        return false;
    return (op->method == METHOD_GET && (!(op->flags & OP_FILE) || variant == 1 || variant == 4)) ||
           op->flags & OP_ASKS;
}

static void make_questions(void)
{
    const struct app *app = world_app(proof.twins.world);

    arena_reset(&proof.arena);
    proof.count = 0;
    known_read(&proof.known, proof.twins.crew, proof.twins.company);
    for (int variant = 0; variant < VARIANTS; variant++) {
        struct known_thing things[7];
        struct asking asking = asking_of(variant, things);

        for (int i = 0; i < app->operation_count; i++) {
            const struct operation *op = app->operations[i];

            if (is_readable(op, variant))
                add_queries(op, &asking, variant);
        }
    }
    known_free(&proof.known);
    proof.first_pages = proof.count;
}

/* ------------------------------------------------------------------ asking */

/* Pictures are made anew, as in a server that starts on the other database. */
static void forget(void)
{
    struct app *app = world_app(proof.twins.world);

    pictures_free(app->pictures);
    app->pictures = pictures_new(0);
}

static struct str ask(const struct ask *ask, struct arena *arena)
{
    const struct str nothing = STR("");

    return ask_handle(world_http(proof.twins.world), ask, &nothing, 1, arena).told;
}

/* The page that comes after; its question must be the same in both worlds, and so the cursor. */
static void add_next_page(const struct ask *first, struct str told)
{
    static const char mark[] = "\"next\":\"", mark_token[] = "\"next_token\":\"";
    bool asks = first->body.n > 0;
    const char *at = asks ? memmem(told.p, told.n, mark_token, sizeof(mark_token) - 1)
                          : memmem(told.p, told.n, mark, sizeof(mark) - 1);
    size_t length = asks ? sizeof(mark_token) - 1 : sizeof(mark) - 1;
    struct ask next = *first;
    struct str rest, cursor;

    if (first->form != ASK_JSON || !at || proof.count == QUESTIONS_MAX)
        return;
    rest = str_slice(told, (size_t)(at - told.p) + length, told.n);
    cursor = arena_str(&proof.arena, str_cut(&rest, '"'));
    if (cursor.n == 0 || cursor.p[0] == '/')
        return;
    if (asks)
        next.body = arena_format(&proof.arena, "{\"page\":{\"limit\":7,\"token\":\"%.*s\"}}", STR_ARG(cursor));
    else
        next.query = arena_format(&proof.arena, "%.*s&cursor=%.*s", STR_ARG(first->query), STR_ARG(cursor));
    proof.questions[proof.count++] = (struct question_twice){.ask = next};
}

static void ask_first_world(void)
{
    struct arena scratch = ARENA_INIT;
    int pages = 0, last = proof.first_pages;

    forget();
    for (int i = 0; i < proof.count; i++) {
        struct question_twice *q = &proof.questions[i];

        q->told = arena_str(&proof.arena, ask(&q->ask, &scratch));
        arena_reset(&scratch);
        if (i == last) {
            last = proof.count;
            pages++;
        }
        if (pages < PAGES_MAX)
            add_next_page(&q->ask, q->told);
    }
    arena_free(&scratch);
}

static void report(const struct question_twice *q, struct str told)
{
    const struct member *m = proof.twins.who;
    size_t at = 0, from;

    while (at < told.n && at < q->told.n && told.p[at] == q->told.p[at])
        at++;
    from = at > SHOWN / 2 ? at - SHOWN / 2 : 0;
    fprintf(stderr, "# %s, %s %d: %s %.*s?%.*s%.*s differs at %zu where %.*s\n#   was: %.*s\n#   is:  %.*s\n",
            role_info(m->role)->wire, setting_labels[m->setting], m->number, q->ask.form == ASK_JSON ? "JSON" : "page",
            STR_ARG(q->ask.path), STR_ARG(q->ask.query), STR_ARG(q->ask.body), at, STR_ARG(proof.changes),
            STR_ARG(str_slice(q->told, from, SHOWN)), STR_ARG(str_slice(told, from, SHOWN)));
}

/* How many answers differ; `loud`: says which, the first ones. */
static int ask_twin_world(bool loud)
{
    struct arena scratch = ARENA_INIT;
    int differ = 0;

    forget();
    for (int i = 0; i < proof.count; i++) {
        struct question_twice *q = &proof.questions[i];
        struct str told = ask(&q->ask, &scratch);

        proof.compared++;
        proof.opened += str_starts(told, STR("200"));
        if (!str_equal(told, q->told)) {
            if (loud && differ++ < 3)
                report(q, told);
            else if (!loud)
                differ++;
        }
        arena_reset(&scratch);
    }
    arena_free(&scratch);
    proof.worlds++;
    return differ;
}

/* ------------------------------------------------------------------ changing */

static const struct change *change_at(int i)
{
    return i < twins_client_change_count ? &twins_client_changes[i]
                                         : &twins_other_changes[i - twins_client_change_count];
}

struct making {
    const struct change *list[CHANGES_MAX];
    int count;
};

MUST_CHECK static enum err make_body(struct tx *tx, void *data)
{
    const struct making *making = data;

    for (int i = 0; i < making->count; i++)
        TRY(making->list[i]->make(&proof.twins, tx));
    return OK;
}

static void make(const struct making *making)
{
    struct world *w = proof.twins.world;
    struct arena arena = ARENA_INIT;
    struct buf names;

    buf_init(&names, &proof.arena, 2000);
    for (int i = 0; i < making->count; i++)
        buf_format(&names, "%s%s", i ? ", and " : "", making->list[i]->name);
    proof.changes = buf_str(&names);
    if (store_write(world_store(w), COMPANY_ALL, &arena, make_body, (void *)(uintptr_t)making, NULL) != OK)
        fail_msg("%.*s: %.*s", STR_ARG(proof.changes), STR_ARG(arena.failure.log));
    arena_free(&arena);
}

/* Of those that the rules hide from the person the one that was made least. */
static int any_change(void)
{
    int all = twins_client_change_count + twins_other_change_count;
    int from = (int)twins_below(&proof.twins, (uint64_t)all), best = -1;

    for (int i = 0; i < all; i++) {
        int index = (from + i) % all;

        if (change_at(index)->may(&proof.twins) && (best < 0 || proof.used[index] < proof.used[best]))
            best = index;
    }
    proof.used[best]++;
    return best;
}

static void any_changes(struct making *ret)
{
    int wanted = 1 + (int)twins_below(&proof.twins, CHANGES_MAX);

    for (ret->count = 0; ret->count < wanted;)
        ret->list[ret->count++] = change_at(any_change());
}

/* ------------------------------------------------------------------ everybody */

static void try_person(const struct member *who)
{
    begin_person(who);
    make_questions();
    ask_first_world();
    for (int i = 0; i < WORLDS_EACH; i++) {
        struct making making;

        any_changes(&making);
        make(&making);
        if (ask_twin_world(true)) {
            proof.differ++;
            ask_first_world(); /* the next world is compared with this one */
        }
    }
}

static const struct member *any_member(void)
{
    struct twins *t = &proof.twins;

    for (;;) {
        const struct member *m = &t->crew->members[twins_below(t, (uint64_t)t->crew->member_count)];

        if (m->status == STAFF_ACTIVE)
            return m;
    }
}

static void begin_world(uint64_t seed)
{
    struct twins *t = &proof.twins;

    t->world = world_new(test_engine());
    t->crew = crew_new(t->world);
    t->chance = chance_strew(t->crew, seed);
    chance_review(t->chance);
}

/* Each round but the first has a company of its own. */
static void begin_round(int round)
{
    if (round == 0)
        return;
    world_free(proof.twins.world);
    begin_world((uint64_t)round + 1);
}

static int begin(void **state)
{
    (void)state;
    proof.twins.random = UINT64_C(0x2545F4914F6CDD1D);
    proof.questions = calloc(QUESTIONS_MAX, sizeof(*proof.questions));
    begin_world(1);
    return 0;
}

static int end(void **state)
{
    (void)state;
    world_free(proof.twins.world);
    arena_free(&proof.arena);
    free(proof.questions);
    return 0;
}

static void say_summary(void)
{
    fprintf(stderr, "# %d twin worlds, %d answers, %d of them 200\n", proof.worlds, proof.compared, proof.opened);
    summarize("%d twin worlds on %s, %d answers compared: %d worlds told apart\n", proof.worlds, database_said(),
              proof.compared, proof.differ);
}

/* Were the same question answered otherwise by itself, nothing could be compared. */
static void one_world_asked_twice_answers_the_same(void **state)
{
    (void)state;
    for (int i = 0, tried = 0; tried < 2; i += 7) {
        const struct member *m = &proof.twins.crew->members[i % proof.twins.crew->member_count];

        if (m->status != STAFF_ACTIVE)
            continue;
        begin_person(m);
        make_questions();
        ask_first_world();
        proof.changes = STR("nothing was changed");
        assert_int_equal(ask_twin_world(true), 0);
        tried++;
    }
}

static void a_difference_that_the_person_may_see_is_found(void **state)
{
    const struct making making = {{&twins_leak}, 1};

    (void)state;
    for (int i = 0; i < 2; i++) {
        do
            begin_person(any_member());
        while (twins_client(&proof.twins, true) == NULL);
        make_questions();
        ask_first_world();
        make(&making);
        assert_true(ask_twin_world(false) > 0);
    }
}

static void ACC_06_what_a_person_may_not_see_makes_no_difference_to_an_open_stream(void **state)
{
    int differ = 0;

    (void)state;
    for (int round = 0; round < rounds(1); round++) {
        begin_round(round);
        differ += twins_listen(&proof.twins);
    }
    summarize(
        "%d times a person of each role heard an open event stream in two worlds on %s: %d streams told them apart\n",
        rounds(1), database_said(), differ);
    assert_int_equal(differ, 0);
}

static void ACC_06_what_a_person_may_not_see_makes_no_difference_to_any_answer(void **state)
{
    int unused = 0;

    (void)state;
    proof.worlds = proof.compared = proof.opened = 0;
    for (int round = 0; round < rounds(1); round++) {
        begin_round(round);
        for (int i = 0; i < proof.twins.crew->member_count; i++) {
            const struct member *m = &proof.twins.crew->members[i];

            bool manages_nobody = m->setting == SETTING_EXCEPTION && m->number == 102;

            if (m->status == STAFF_ACTIVE && (m->setting == SETTING_NONE || manages_nobody))
                try_person(m);
        }
        for (int i = 0; i < PEOPLE; i++)
            try_person(any_member());
    }
    say_summary();
    for (int i = 0; i < twins_client_change_count + twins_other_change_count; i++) {
        if (!proof.used[i])
            fprintf(stderr, "# never: %s\n", change_at(i)->name);
        unused += !proof.used[i];
    }
    assert_int_equal(proof.differ, 0);
    assert_int_equal(unused, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_world_asked_twice_answers_the_same),
        cmocka_unit_test(a_difference_that_the_person_may_see_is_found),
        cmocka_unit_test(ACC_06_what_a_person_may_not_see_makes_no_difference_to_an_open_stream),
        cmocka_unit_test(ACC_06_what_a_person_may_not_see_makes_no_difference_to_any_answer),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
