/* How long a decision takes (PRD-50): 500 staff, 20,000 clients, 100,000 relations, questions that never repeat, each
 * answered with its reason. Beside it, in the same run and over the same questions, the least that such an answer could
 * cost: a hash of (person, client) and one test of a bit, without any rule.
 *     bench-decide [--questions FILE]    FILE: gets the company and some questions for bench/peers
 * One JSON object a line. */
#include "policy/policy.h"

#include "base/time.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PEOPLE = 500, CLIENTS = 20000, PAIRS = 100000, QUESTIONS = 1 << 22, ROUNDS = 9, LISTS = 20 };
static const int64_t now = INT64_C(1780000000000000);

/* The same numbers everywhere and every time (splitmix64). */
static uint64_t state = 20260503;

static uint64_t next_random(void)
{
    uint64_t x = state += UINT64_C(0x9E3779B97F4A7C15);

    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static int below(int n)
{
    return (int)(next_random() % (uint64_t)n);
}

/* ------------------------------------------------------------------ the company */

struct company {
    struct arena arena;
    struct person_facts *people;
    struct pair_facts *pairs;
    int64_t *clients;
    struct picture_facts facts;
};

static int64_t new_id(int n)
{
    return ((now / 1000 - 90000000 + (int64_t)n * 977) << 22) | (int64_t)(next_random() & 0x3FFFFF);
}

static int role_of(int i)
{
    if (i < 5)
        return ROLE_ADMIN;
    if (i < 30)
        return ROLE_OFFICE_MANAGER;
    return i < 90 ? ROLE_TRAINEE : ROLE_STAFF;
}

/* Each pair once: a walk over all of them by a step that shares no factor with their number. */
static void make_pairs(struct company *company)
{
    uint64_t all = (uint64_t)PEOPLE * CLIENTS, at = next_random() % all, step = UINT64_C(3141592653) % all | 1;

    while (step % 5 == 0)
        step += 2;
    for (int i = 0; i < PAIRS; i++, at = (at + step) % all) {
        struct pair_facts *pair = &company->pairs[i];
        int kind = below(100);
        *pair = (struct pair_facts){company->people[at / CLIENTS].id,
                                    {company->clients[at % CLIENTS]},
                                    PAIR_EVENTS,
                                    0,
                                    now - (int64_t)below(700) * DAY_US};
        if (kind < 10)
            pair->flags |= PAIR_PREFERRED;
        else if (kind < 13)
            pair->flags |= PAIR_REMOVED;
        else if (kind < 16)
            pair->flags |= PAIR_DO_NOT_SCHEDULE;
    }
}

static void make_company(struct company *company)
{
    company->people = arena_array(&company->arena, struct person_facts, PEOPLE);
    company->pairs = arena_array(&company->arena, struct pair_facts, PAIRS);
    company->clients = arena_array(&company->arena, int64_t, CLIENTS);
    for (int i = 0; i < PEOPLE; i++) {
        struct str name = arena_format(&company->arena, "person %03d", i);
        company->people[i] = (struct person_facts){{new_id(i)}, name, name, role_of(i), STAFF_ACTIVE, i == 0};
    }
    for (int i = 0; i < CLIENTS; i++)
        company->clients[i] = new_id(PEOPLE + i);
    make_pairs(company);
    company->facts = (struct picture_facts){
        .company = {.id = {1}, .change = 1, .scheme = SCHEME_FIELD, .running_hours = 12},
        .people = company->people,
        .person_count = PEOPLE,
        .pairs = company->pairs,
        .pair_count = PAIRS,
        .clients = company->clients,
        .client_count = CLIENTS,
    };
}

/* ------------------------------------------------------------------ the least it could cost */

enum { CELLS = 1 << 18 };
struct cell_of_pair {
    uint64_t key; /* 0: empty */
    uint64_t mask;
};

static uint64_t pair_key(uint32_t person, int64_t client)
{
    return ((uint64_t)client ^ (person * UINT64_C(0xC2B2AE3D27D4EB4F))) * UINT64_C(0x9E3779B97F4A7C15) | 1;
}

static struct cell_of_pair *make_table(struct company *company, const struct picture *picture)
{
    struct cell_of_pair *table = arena_array(&company->arena, struct cell_of_pair, CELLS);

    for (int i = 0; i < PAIRS; i++) {
        const struct person *person = picture_person(picture, company->pairs[i].staff);
        uint64_t key = pair_key((uint32_t)person->id.n, company->pairs[i].client.n);
        uint32_t at = (uint32_t)(key >> 46);
        while (table[at].key != 0)
            at = (at + 1) % CELLS;
        table[at] = (struct cell_of_pair){key, person->permissions};
    }
    return table;
}

static bool table_allows(const struct cell_of_pair *table, uint32_t person, int64_t client, enum permission permission)
{
    uint64_t key = pair_key(person, client);

    for (uint32_t at = (uint32_t)(key >> 46); table[at].key != 0; at = (at + 1) % CELLS) {
        if (table[at].key == key)
            return (table[at].mask >> permission) & 1;
    }
    return false;
}

/* ------------------------------------------------------------------ questions */

struct asked {
    int64_t client;
    uint32_t id_low;
    uint16_t person;
    uint16_t permission;
};

/* A number below 2^32 for each number below 2^32, none twice, in no order (four rounds of Feistel). */
static uint32_t shuffled(uint32_t n)
{
    uint32_t left = n >> 16, right = n & 0xFFFF;

    for (uint32_t round = 1; round <= 4; round++) {
        uint32_t mixed = left ^ (((right + round * 0x9E37) * UINT32_C(0x85EBCA6B)) >> 13 & 0xFFFF);
        left = right;
        right = mixed;
    }
    return left << 16 | right;
}

/* Questions that never repeat; `held`: only about permissions that the person holds. */
static void make_questions(const struct company *company, const struct picture *picture, bool held, struct asked *ret)
{
    const uint32_t all = (uint32_t)PEOPLE * CLIENTS * (PERMISSION__MAX - 1);
    int count = 0;

    for (uint32_t n = 0; count < QUESTIONS; n++) {
        uint32_t x = shuffled(n);
        if (x >= all)
            continue;
        uint32_t permission = x % (PERMISSION__MAX - 1) + 1, pair = x / (PERMISSION__MAX - 1);
        const struct person *person = picture_person(picture, company->people[pair / CLIENTS].id);
        if (held && (person->permissions & PERMISSION_BIT(permission)) == 0)
            continue;
        ret[count++] = (struct asked){company->clients[pair % CLIENTS], (uint32_t)person->id.n,
                                      (uint16_t)(person - picture_person_at(picture, 0)), (uint16_t)permission};
    }
}

/* What one round asks, and of whom. */
struct round {
    const struct picture *picture;
    const struct cell_of_pair *table;
    const struct asked *asked;
    uint64_t sum; /* of the answers, so that none can be left out */
};

static struct question question_of(const struct asked *asked)
{
    return (struct question){(enum permission)asked->permission, SURFACE_ANY,
                             ABOUT_CLIENT((struct client_id){asked->client}), now};
}

static uint64_t sum_of(struct decision decision)
{
    return (uint64_t)decision.reason << (decision.allowed ? 32 : 0);
}

static void by_policy(struct round *round)
{
    const struct person *people = picture_person_at(round->picture, 0);

    for (int i = 0; i < QUESTIONS; i++) {
        struct question question = question_of(&round->asked[i]);
        round->sum += sum_of(policy_decide(round->picture, &people[round->asked[i].person], &question));
    }
}

/* With the trace that *Why?* shows. */
static void by_trace(struct round *round)
{
    const struct person *people = picture_person_at(round->picture, 0);

    for (int i = 0; i < QUESTIONS; i++) {
        struct question question = question_of(&round->asked[i]);
        struct trace trace;

        round->sum += sum_of(policy_explain(round->picture, &people[round->asked[i].person], &question, &trace));
        round->sum += trace.steps[STEP_PERMISSION].reason;
    }
}

static void by_table(struct round *round)
{
    for (int i = 0; i < QUESTIONS; i++) {
        const struct asked *asked = &round->asked[i];
        round->sum += table_allows(round->table, asked->id_low, asked->client, (enum permission)asked->permission);
    }
}

static double ns_a_question(void (*ask)(struct round *round), struct round *round)
{
    int64_t from = time_monotonic_us();

    round->sum = 0;
    ask(round);
    return (double)(time_monotonic_us() - from) * 1000 / QUESTIONS;
}

static int in_order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Both in turn, so that whatever else the machine does slows both: the best and the middle round. */
static void compare(const char *what, void (*ask)(struct round *round), void (*beside)(struct round *round),
                    struct round round)
{
    double one[ROUNDS], other[ROUNDS], ratios[ROUNDS];

    for (int i = 0; i < ROUNDS; i++) {
        one[i] = ns_a_question(ask, &round);
        other[i] = ns_a_question(beside, &round);
        ratios[i] = one[i] / other[i];
    }
    qsort(one, ROUNDS, sizeof(*one), in_order);
    qsort(other, ROUNDS, sizeof(*other), in_order);
    qsort(ratios, ROUNDS, sizeof(*ratios), in_order);
    printf("{\"what\":\"%s\",\"ns\":%.1f,\"beside_ns\":%.1f,\"ratio\":%.2f,\"median_ns\":%.1f,"
           "\"beside_median_ns\":%.1f,\"ratio_median\":%.2f,\"ratio_from\":%.2f,\"ratio_to\":%.2f,\"sum\":%" PRIu64
           "}\n",
           what, one[0], other[0], one[0] / other[0], one[ROUNDS / 2], other[ROUNDS / 2], ratios[ROUNDS / 2], ratios[0],
           ratios[ROUNDS - 1], round.sum);
}

/* ------------------------------------------------------------------ for the peers */

static struct decision decide(const struct picture *picture, int person, int permission, int64_t client)
{
    struct question question = {(enum permission)permission, SURFACE_ANY, ABOUT_CLIENT((struct client_id){client}),
                                now};

    return policy_decide(picture, picture_person_at(picture, person), &question);
}

static bool sees(const struct picture *picture, int person, int64_t client)
{
    return policy_sees_client(picture, picture_person_at(picture, person), (struct client_id){client}, now).allowed;
}

/* What each role may do about a client that is seen, and whether it sees all: as the decision itself says. */
static void write_roles(const struct company *company, const struct picture *picture, FILE *out)
{
    bool written[ROLE__MAX] = {false};

    fprintf(out, "\"roles\":{");
    for (int person = 0; person < PEOPLE; person++) {
        int role = picture_person_at(picture, person)->base, client = 0, first = 1;

        if (written[role])
            continue;
        while (client < CLIENTS - 1 && !sees(picture, person, company->clients[client]))
            client++;
        fprintf(out, "%s\"%s\":{\"all\":%s,\"may\":[", person ? "," : "", role_info((enum role)role)->wire,
                picture_person_at(picture, person)->class != ROLE_CLASS_RELATED ? "true" : "false");
        for (int permission = 1; permission < PERMISSION__MAX; permission++) {
            if (decide(picture, person, permission, company->clients[client]).allowed) {
                fprintf(out, "%s\"%s\"", first ? "" : ",", permission_info((enum permission)permission)->name);
                first = 0;
            }
        }
        fprintf(out, "]}");
        written[role] = true;
    }
    fprintf(out, "},\n");
}

static int index_of_client(const struct company *company, int64_t id)
{
    for (int low = 0, high = CLIENTS - 1; low <= high;) {
        int middle = (low + high) / 2;

        if (company->clients[middle] == id)
            return middle;
        if (company->clients[middle] < id)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return -1;
}

/* The company and PEER_QUESTIONS of each kind of question, with the answers of Petgate. */
static void write_questions(const struct company *company, const struct picture *picture, const struct asked *any,
                            const struct asked *held, const char *path)
{
    enum { PEER_QUESTIONS = 10000 };
    FILE *out = fopen(path, "w");

    if (!out) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    fprintf(out, "{");
    write_roles(company, picture, out);
    fprintf(out, "\"clients\":%d,\n\"people\":[", CLIENTS);
    for (int i = 0; i < PEOPLE; i++)
        fprintf(out, "%s\"%s\"", i ? "," : "", role_info(picture_person_at(picture, i)->base)->wire);
    fprintf(out, "],\n\"pairs\":[");
    for (int i = 0; i < PAIRS; i++) {
        const struct pair_facts *pair = &company->pairs[i];
        const struct person *person = picture_person(picture, pair->staff);

        fprintf(out, "%s[%d,%d,%d]", i ? "," : "", (int)(person - picture_person_at(picture, 0)),
                index_of_client(company, pair->client.n), pair->flags & PAIR_REMOVED ? 1 : 0);
    }
    fprintf(out, "],\n\"questions\":[");
    for (int i = 0; i < 2 * PEER_QUESTIONS; i++) {
        const struct asked *asked = i % 2 ? &held[i / 2] : &any[i / 2];
        bool allowed = decide(picture, asked->person, asked->permission, asked->client).allowed;

        fprintf(out, "%s[%d,%d,\"%s\",%d]", i ? "," : "", asked->person, index_of_client(company, asked->client),
                permission_info((enum permission)asked->permission)->name, allowed);
    }
    fprintf(out, "]}\n");
    if (fclose(out) != 0)
        exit(EXIT_FAILURE);
}

/* ------------------------------------------------------------------ lists, refresh, demotion */

static void time_lists(const struct picture *picture)
{
    struct arena arena = ARENA_INIT;
    int people = picture_person_count(picture), ids = 0;
    double us[PEOPLE];
    struct scope scope;
    int64_t until;

    for (int i = 0; i < people; i++) {
        int64_t from = time_monotonic_us();

        for (int again = 0; again < LISTS; again++) {
            arena_reset(&arena);
            policy_scope(picture, picture_person_at(picture, i), now, &arena, &scope, &until);
        }
        us[i] = (double)(time_monotonic_us() - from) / LISTS;
        ids += scope.count;
    }
    qsort(us, PEOPLE, sizeof(*us), in_order);
    printf("{\"what\":\"all clients of a person\",\"us\":%.2f,\"most_us\":%.2f,\"ids\":%d}\n", us[PEOPLE / 2],
           us[PEOPLE - 1], ids / people);
    arena_free(&arena);
}

/* A picture in which this person has another role: their facts and pairs, as picture_with reads them. */
static struct picture *with_role(const struct company *company, const struct picture *picture,
                                 const struct person *person, int role, struct pair_facts *pairs)
{
    struct person_facts facts = {
        .id = person->id, .name = person->name, .sort = person->sort, .role = role, .status = person->status};
    struct picture_facts changed = company->facts;

    changed.people = &facts;
    changed.person_count = 1;
    changed.pairs = pairs;
    changed.pair_count = 0;
    changed.client_count = 0;
    for (int i = 0; i < PAIRS; i++) {
        if (company->pairs[i].staff.n == person->id.n)
            pairs[changed.pair_count++] = company->pairs[i];
    }
    return picture_refresh(picture, &changed);
}

static void time_refresh(const struct company *company, const struct picture *picture)
{
    static struct pair_facts pairs[PAIRS];
    double us[PEOPLE];
    int64_t from;

    for (int i = 0; i < PEOPLE; i++) {
        from = time_monotonic_us();
        picture_release(with_role(company, picture, picture_person_at(picture, i), ROLE_STAFF, pairs));
        us[i] = (double)(time_monotonic_us() - from);
    }
    qsort(us, PEOPLE, sizeof(*us), in_order);
    printf("{\"what\":\"refresh after one person's change\",\"us\":%.1f,\"most_us\":%.1f}\n", us[PEOPLE / 2],
           us[PEOPLE - 1]);
}

/* All that each Office Manager would lose as Staff: every permission and every client by its id. */
static void time_demotion(const struct company *company, const struct picture *picture)
{
    static struct pair_facts pairs[PAIRS];
    struct arena arena = ARENA_INIT;
    double ms[PEOPLE];
    int managers = 0, permissions = 0, clients = 0;

    for (int i = 0; i < PEOPLE; i++) {
        const struct person *person = picture_person_at(picture, i);
        int64_t from = time_monotonic_us();
        const int64_t *ids;

        if (person->base != ROLE_OFFICE_MANAGER)
            continue;
        struct picture *after = with_role(company, picture, person, ROLE_STAFF, pairs);
        const struct person *is = picture_person(after, person->id);
        for (int permission = 1; permission < PERMISSION__MAX; permission++)
            permissions += picture_holds(picture, person, (enum permission)permission, now, NULL) &&
                           !picture_holds(after, is, (enum permission)permission, now, NULL);
        clients += policy_lost_clients(picture, now, after, now, person->id, &arena, &ids);
        picture_release(after);
        arena_reset(&arena);
        ms[managers++] = (double)(time_monotonic_us() - from) / 1000;
    }
    qsort(ms, (size_t)managers, sizeof(*ms), in_order);
    printf("{\"what\":\"what a demotion takes away\",\"ms\":%.2f,\"most_ms\":%.2f,\"people\":%d,\"permissions\":%d,"
           "\"clients\":%d}\n",
           ms[managers / 2], ms[managers - 1], managers, permissions / managers, clients / managers);
    arena_free(&arena);
}

int main(int argc, char **argv)
{
    static struct asked asked[QUESTIONS], held[QUESTIONS];
    struct company company = {.arena = ARENA_INIT};

    make_company(&company);
    int64_t from = time_monotonic_us();
    struct picture *picture = picture_build(&company.facts);
    printf("{\"what\":\"picture\",\"built_ms\":%.1f,\"mb\":%.2f}\n", (double)(time_monotonic_us() - from) / 1000,
           (double)picture_bytes(picture) / 1e6);
    struct cell_of_pair *table = make_table(&company, picture);
    make_questions(&company, picture, false, asked);
    make_questions(&company, picture, true, held);
    compare("any permission, any client", by_policy, by_table, (struct round){picture, table, asked, 0});
    compare("permissions that are held", by_policy, by_table, (struct round){picture, table, held, 0});
    compare("with its explanation", by_trace, by_policy, (struct round){picture, table, held, 0});
    if (argc == 3 && strcmp(argv[1], "--questions") == 0)
        write_questions(&company, picture, asked, held, argv[2]);
    time_lists(picture);
    time_refresh(&company, picture);
    time_demotion(&company, picture);
    picture_release(picture);
    arena_free(&company.arena);
    return EXIT_SUCCESS;
}
