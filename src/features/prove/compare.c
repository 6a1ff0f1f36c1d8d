/* The decision's side of AUD-06, and the comparison. */
#include "features/prove/prove.h"

#include <stdlib.h>

enum { WORD_BITS = 64 };

/* ------------------------------------------------------------------ what both sides know */

int proof_compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* Both lists, in order, each id once: what one side alone knows is a difference wherever it answers anything. */
static int merge(const int64_t *a, int a_count, const int64_t *b, int b_count, int64_t *ret)
{
    int i = 0, k = 0, count = 0;

    while (i < a_count || k < b_count) {
        bool first = k == b_count || (i < a_count && a[i] <= b[k]);
        int64_t id = first ? a[i] : b[k];

        i += i < a_count && a[i] == id;
        k += k < b_count && b[k] == id;
        ret[count++] = id;
    }
    return count;
}

static int64_t *picture_people(const struct picture *picture, struct arena *arena)
{
    int count = picture_person_count(picture);
    int64_t *ids = arena_array(arena, int64_t, (size_t)count + 1);

    for (int i = 0; i < count; i++)
        ids[i] = picture_person_at(picture, i)->id.n;
    qsort(ids, (size_t)count, sizeof(*ids), proof_compare_ids);
    return ids;
}

static int64_t *picture_clients(const struct picture *picture, struct arena *arena)
{
    int count = picture_client_count(picture);
    int64_t *ids = arena_array(arena, int64_t, (size_t)count + 1);

    for (int i = 0; i < count; i++)
        ids[i] = picture_client_at(picture, i).n;
    return ids;
}

/* ------------------------------------------------------------------ one person */

struct comparing {
    const struct picture *picture;
    int64_t now;
    struct arena *arena; /* of one person */
    const int64_t *clients;
    int client_count;
    struct proof *proof;
    /* the person at hand */
    struct staff_id staff;
    const struct person *person; /* NULL: the picture does not know them */
    uint64_t dashboard, field_app;
    const uint64_t *sees; /* by the place in `stated` */
    struct scope scope;
};

static void note(struct comparing *c, int question, int64_t client, enum surface surface, bool decided)
{
    struct proof *proof = c->proof;

    proof->differences++;
    if (proof->listed_count < PROOF_LISTED_MAX)
        proof->listed[proof->listed_count++] =
            (struct proof_difference){c->staff, question, {client}, surface, decided};
}

static void note_each(struct comparing *c, uint64_t decided, uint64_t stated, int64_t client, enum surface surface)
{
    for (int question = 0; question < PROOF_QUESTIONS; question++) {
        if ((decided ^ stated) & PROOF_BIT(question))
            note(c, question, client, surface, decided & PROOF_BIT(question));
    }
}

static bool lists(const struct comparing *c, int64_t client)
{
    const struct scope *scope = &c->scope;
    bool named = scope->count > 0 &&
                 bsearch(&client, scope->ids, (size_t)scope->count, sizeof(client), proof_compare_ids) != NULL;

    if (scope->kind == SCOPE_ONLY)
        return named;
    return !named && picture_has_client(c->picture, (struct client_id){client});
}

static uint64_t decide_client(const struct comparing *c, struct client_id client)
{
    struct question question = {PERMISSION_signed_in, SURFACE_DASHBOARD, ABOUT_CLIENT(client), c->now};
    uint64_t answers = policy_decide(c->picture, c->person, &question).allowed ? PROOF_BIT(PROOF_SEES) : 0;

    for (int i = 1; i < PERMISSION__MAX; i++) {
        question.permission = (enum permission)i;
        answers |= policy_decide(c->picture, c->person, &question).allowed ? PROOF_BIT(i) : 0;
    }
    return answers | (lists(c, client.n) ? PROOF_BIT(PROOF_LISTS) : 0);
}

static void compare_clients(struct comparing *c, const struct stated *stated)
{
    int place = 0;

    for (int i = 0; i < c->client_count; i++) {
        int64_t client = c->clients[i];
        uint64_t expected = 0;

        if (place < stated->client_count && stated->clients[place] == client) {
            if (c->sees && c->sees[place / WORD_BITS] >> place % WORD_BITS & 1)
                expected = c->dashboard | PROOF_BIT(PROOF_SEES) | PROOF_BIT(PROOF_LISTS);
            place++;
        }
        uint64_t decided = decide_client(c, (struct client_id){client});
        if (decided != expected)
            note_each(c, decided, expected, client, SURFACE_DASHBOARD);
    }
}

static void compare_general(struct comparing *c, enum surface surface, uint64_t expected)
{
    uint64_t decided = 0;

    for (int i = 1; i < PERMISSION__MAX; i++) {
        const struct question question = {(enum permission)i, surface, ABOUT_COMPANY, c->now};
        decided |= policy_decide(c->picture, c->person, &question).allowed ? PROOF_BIT(i) : 0;
    }
    note_each(c, decided, expected, 0, surface);
}

static void compare_person(struct comparing *c, const struct stated *stated)
{
    int64_t until;

    c->scope = (struct scope){.kind = SCOPE_ONLY};
    if (c->person)
        policy_scope(c->picture, c->person, c->now, c->arena, &c->scope, &until);
    compare_clients(c, stated);
    compare_general(c, SURFACE_DASHBOARD, c->dashboard);
    compare_general(c, SURFACE_FIELD_APP, c->field_app);
    arena_reset(c->arena);
}

/* ------------------------------------------------------------------ the company */

void proof_compare(const struct picture *picture, const struct stated *stated, int64_t now, struct arena *arena,
                   struct proof *ret)
{
    struct arena scratch = ARENA_INIT;
    int client_room = stated->client_count + picture_client_count(picture);
    int person_room = stated->person_count + picture_person_count(picture);
    int64_t *clients = arena_array(arena, int64_t, (size_t)client_room + 1);
    int64_t *people = arena_array(arena, int64_t, (size_t)person_room + 1);
    int64_t *known = arena_array(arena, int64_t, (size_t)stated->person_count + 1);
    int person_count, place = 0;

    for (int i = 0; i < stated->person_count; i++)
        known[i] = stated->people[i].id.n;
    person_count =
        merge(known, stated->person_count, picture_people(picture, arena), picture_person_count(picture), people);
    *ret = (struct proof){.people = person_count,
                          .clients = merge(stated->clients, stated->client_count, picture_clients(picture, arena),
                                           picture_client_count(picture), clients),
                          .questions = PROOF_QUESTIONS,
                          .change = picture_company(picture)->change};
    for (int i = 0; i < person_count; i++) {
        const struct stated_person *person = NULL;
        struct comparing c = {.picture = picture,
                              .now = now,
                              .arena = &scratch,
                              .clients = clients,
                              .client_count = (int)ret->clients,
                              .proof = ret,
                              .staff = {people[i]},
                              .person = picture_person(picture, (struct staff_id){people[i]})};

        if (place < stated->person_count && known[place] == people[i])
            person = &stated->people[place++];
        if (person) {
            c.dashboard = person->dashboard;
            c.field_app = person->field_app;
            c.sees = person->sees;
        }
        compare_person(&c, stated);
    }
    ret->answers = ret->people * (ret->clients * PROOF_QUESTIONS + 2 * (int64_t)(PERMISSION__MAX - 1));
    arena_free(&scratch);
}
