/* Issue 2: who may do what, about whom, in which state — every cell, in both forms, against what the rules say
 * (rules.c), in transactions that are undone. What is hidden answers like what does not exist, byte for byte. A sample
 * of the cells goes over real sockets. And no row of the operation table stays without a request that succeeds. */
#include "proof/cells.h"

#include "base/buf.h"
#include "proof/length.h"

enum { FAULTS_MAX = 40, FAULT_TEXT_MAX = 64 * 1024, OVER_SOCKETS = 500, ROWS_MAX = 1000 };

struct proof {
    struct world *world;
    struct crew *crew;
    struct app *app;
    struct cells cells;
    struct arena faults_arena;
    struct buf faults;
    int fault_count;
    int succeeded[ROWS_MAX][ASK_FORM__MAX]; /* by row and form */
    char refused[ROWS_MAX][200];            /* by row: what a request was told that was let in and got nowhere */
};
static struct proof *proof; /* made once, for all tests of this program */

static int begin(void **state)
{
    (void)state;
    proof = calloc(1, sizeof(*proof));
    proof->world = world_new(test_engine());
    proof->app = world_app(proof->world);
    proof->crew = crew_new(proof->world);
    cells_make(proof->crew, proof->app, &proof->cells);
    store_dry(world_store(proof->world), true);
    return 0;
}

static int end(void **state)
{
    (void)state;
    world_free(proof->world);
    arena_free(&proof->faults_arena);
    free(proof);
    return 0;
}

static void faults_begin(void)
{
    arena_reset(&proof->faults_arena);
    buf_init(&proof->faults, &proof->faults_arena, FAULT_TEXT_MAX);
    proof->fault_count = 0;
}

static void PRINTF_LIKE(1, 2) fault(const char *format, ...)
{
    va_list args;

    if (proof->fault_count++ >= FAULTS_MAX)
        return;
    va_start(args, format);
    buf_add_char(&proof->faults, '\n');
    buf_add(&proof->faults, arena_format_v(&proof->faults_arena, format, args));
    va_end(args);
}

static void faults_end(void)
{
    if (proof->fault_count == 0)
        return;
    fprintf(stderr, "%.*s\n", STR_ARG(buf_str(&proof->faults))); /* too long for cmocka */
    fail_msg("%d faults in %d cells (see above)", proof->fault_count, proof->cells.count);
}

static int row_index(const struct operation *op)
{
    for (int i = 0; i < proof->app->operation_count; i++) {
        if (proof->app->operations[i] == op)
            return i;
    }
    fail_msg("%s is not in the table", op->name);
    return 0;
}

static const char *expected_label(int expected)
{
    switch (expected) {
    case 401:
        return "401";
    case 403:
        return "403";
    case 404:
        return "404";
    default:
        return "to be let in";
    }
}

/* ------------------------------------------------------------------ every cell */

/* The first 404 that a person got from a row in one form: all others must say the same. */
struct absent {
    const struct proof_cell *cell;
    struct str told;
    struct arena arena;
};

static bool same_asker(const struct proof_cell *a, const struct proof_cell *b)
{
    return a && a->op == b->op && a->who == b->who && a->form == b->form;
}

/* The part of `text` where it first differs from `other`. */
static struct str difference(struct str text, struct str other)
{
    size_t at = 0;

    while (at < text.n && at < other.n && text.p[at] == other.p[at])
        at++;
    return str_slice(text, at < 60 ? 0 : at - 60, 160);
}

static void compare_absent(struct absent *absent, const struct proof_cell *cell, struct str told, struct arena *arena)
{
    if (!same_asker(absent->cell, cell)) {
        arena_reset(&absent->arena);
        absent->cell = cell;
        absent->told = arena_str(&absent->arena, told);
        return;
    }
    if (!str_equal(absent->told, told)) {
        struct str here = difference(told, absent->told), there = difference(absent->told, told);

        fault("%.*s: not the answer of %.*s: \"%.*s\" but \"%.*s\"", STR_ARG(cell_label(cell, arena)),
              STR_ARG(cell_label(absent->cell, arena)), STR_ARG(here), STR_ARG(there));
    }
}

static void try_cell(const struct proof_cell *cell, struct absent *absent, struct arena *arena)
{
    struct str ids[CELL_IDS_MAX];
    struct ask ask;
    struct got got;
    int id_count, verdict;

    cell_ask(proof->crew, cell, arena, &ask, ids, &id_count);
    got = ask_handle(world_http(proof->world), &ask, ids, id_count, arena);
    verdict = cell_verdict(cell, got.status, got.location);
    if (verdict != cell->expected) {
        fault("%.*s: expected %s, got %d%s%.*s %.*s", STR_ARG(cell_label(cell, arena)), expected_label(cell->expected),
              got.status, got.location.n ? " → " : "", STR_ARG(got.location),
              cell->form == ASK_JSON ? (int)(got.body.n < 300 ? got.body.n : 300) : 0, got.body.p);
        return;
    }
    if (verdict == 404)
        compare_absent(absent, cell, got.told, arena);
    if (got.status >= 200 && got.status < 400 && verdict == EXPECT_IN)
        proof->succeeded[row_index(cell->op)][cell->form]++;
    else if (verdict == EXPECT_IN && cell->form == ASK_JSON)
        snprintf(proof->refused[row_index(cell->op)], sizeof(proof->refused[0]), "%.*s", STR_ARG(got.body));
}

static void ACC_06_every_cell_answers_as_the_rules_say_and_what_is_hidden_like_what_is_absent(void **state)
{
    struct absent absent = {0};
    struct arena arena = ARENA_INIT;

    (void)state;
    faults_begin();
    for (int i = 0; i < proof->cells.count; i++) {
        try_cell(&proof->cells.list[i], &absent, &arena);
        arena_reset(&arena);
    }
    arena_free(&absent.arena);
    arena_free(&arena);
    summarize("%d cells of the matrix on %s: %d as the rules do not say\n", proof->cells.count, database_said(),
              proof->fault_count);
    faults_end();
}

static void every_row_of_the_operation_table_is_exercised_to_success(void **state)
{
    (void)state;
    faults_begin();
    for (int i = 0; i < proof->app->operation_count; i++) {
        const struct operation *op = proof->app->operations[i];
        const struct rule *rule = rule_of(op->name);

        if (op->flags & OP_SYSTEM || rule->flags & RULE_ELSEWHERE || proof->cells.only)
            continue;
        if (!proof->succeeded[i][ASK_JSON] && !(op->flags & OP_NO_API))
            fault("%s: no request of the matrix succeeds: %s", op->name, proof->refused[i]);
        if (op->page && op->method == METHOD_GET && !proof->succeeded[i][ASK_PAGE])
            fault("%s: its page is never shown", op->name);
    }
    faults_end();
}

/* ------------------------------------------------------------------ ids in bodies and queries */

/* A value that who asks may not see, in a field of the input. */
static int64_t hidden_id(const struct crew_company *company, enum target_kind kind, enum relation_kind relation)
{
    switch ((int)kind) {
    case TARGET_CLIENT:
        return company->clients[relation];
    case TARGET_EVENT:
        return company->events[relation];
    case TARGET_TEMPLATE:
        return company->templates[relation];
    default:
        return relation == REL_OTHER_COMPANY ? company->people[PERSON_OTHER_COMPANY].staff
               : relation == REL_ABSENT      ? ABSENT_ID
                                             : 0;
    }
}

/* A field of the input, or of the objects of its `list`. */
struct place {
    const struct input_field *list, *field;
};

/* The body with this id in the place. */
static struct str body_with(struct str body, const struct place *place, struct str id, struct arena *arena)
{
    json_t *root = body.n ? json_loadb(body.p, body.n, 0, NULL) : json_object();
    json_t *around = place->list ? json_array_get(json_object_get(root, place->list->name), 0) : root;
    json_t *value = json_stringn(id.p, id.n);
    char *text;

    if (!around) {
        around = json_object();
        json_object_set_new(root, place->list->name, json_pack("[o]", around));
    }
    if (place->field->kind == INPUT_IDS)
        value = json_pack("[o]", value);
    json_object_set_new(around, place->field->name, value);
    text = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    body = arena_str(arena, str_from(text));
    free(text);
    return body;
}

static struct got ask_with_field(const struct proof_cell *cell, const struct place *place, int64_t id,
                                 struct arena *arena)
{
    struct str ids[CELL_IDS_MAX + 1];
    struct ask ask;
    int id_count;

    cell_ask(proof->crew, cell, arena, &ask, ids, &id_count);
    ids[id_count] = id_text(arena, id);
    if (cell->op->method == METHOD_GET)
        ask.query = arena_format(arena, "%s=%.*s", place->field->name, STR_ARG(ids[id_count]));
    else
        ask.body = body_with(ask.body, place, ids[id_count], arena);
    return ask_handle(world_http(proof->world), &ask, ids, id_count + 1, arena);
}

static void try_field(const struct proof_cell *cell, const struct place *place, struct arena *arena)
{
    const struct input_field *field = place->field;
    const struct crew_company *company = &proof->crew->companies[cell->who->company];
    struct str first = {0};

    for (enum relation_kind relation = REL_ABSENT; relation >= REL_REMOVED; relation--) {
        int64_t id = hidden_id(company, field->target, relation);
        struct got got;

        if (!id || rule_sees_client(cell->who->role, relation))
            continue;
        got = ask_with_field(cell, place, id, arena);
        if (got.status != 422)
            fault("%.*s, %s of %s: expected 422, got %d", STR_ARG(cell_label(cell, arena)), field->name,
                  relation_labels[relation], got.status);
        else if (first.p && !str_equal(first, got.told))
            fault("%.*s, %s of %s: not the answer of one that is not there", STR_ARG(cell_label(cell, arena)),
                  field->name, relation_labels[relation]);
        first = first.p ? first : got.told;
    }
}

static int try_fields(const struct proof_cell *cell, const struct input_field *list, struct arena *arena)
{
    const struct input_field *field = list ? list->of : cell->op->input;
    int asked = 0;

    for (; field && field->name; field++) {
        if (field->kind == INPUT_LIST)
            asked += try_fields(cell, field, arena);
        if (!field->target || (field->kind != INPUT_ID && field->kind != INPUT_IDS))
            continue;
        try_field(cell, &(struct place){list, field}, arena);
        asked++;
    }
    return asked;
}

static void ACC_06_an_id_in_a_body_or_query_that_is_hidden_is_refused_like_one_that_is_absent(void **state)
{
    const struct proof_cell *last = NULL;
    struct arena arena = ARENA_INIT;
    int asked = 0;

    (void)state;
    faults_begin();
    for (int i = 0; i < proof->cells.count; i++) {
        const struct proof_cell *cell = &proof->cells.list[i];

        if (cell->expected != EXPECT_IN || cell->rule->need == RULE_ANYONE || cell->form != ASK_JSON ||
            same_asker(last, cell))
            continue;
        last = cell;
        asked += try_fields(cell, NULL, &arena);
        arena_reset(&arena);
    }
    arena_free(&arena);
    assert_true(asked > 0 || proof->cells.only);
    faults_end();
}

/* ------------------------------------------------------------------ sockets */

static void a_sample_of_the_cells_answers_the_same_over_real_sockets(void **state)
{
    struct server_config config = {.http = world_http(proof->world), .listen = STR("127.0.0.1:0")};
    struct server *server;
    struct arena arena = ARENA_INIT;
    int step = proof->cells.count / OVER_SOCKETS;

    (void)state;
    faults_begin();
    if (server_start(&config, world_arena(proof->world), &server) != OK)
        fail_msg("%.*s", STR_ARG(world_arena(proof->world)->failure.log));
    for (int i = step / 2; i < proof->cells.count; i += step ? step : 1) {
        const struct proof_cell *cell = &proof->cells.list[i];
        struct str ids[CELL_IDS_MAX], location;
        struct ask ask;
        int id_count, status;

        if (cell->op->flags & (OP_STREAM | OP_FILE))
            continue; /* never ends by itself (tests/http asks for it); went with the cell that removed it */
        cell_ask(proof->crew, cell, &arena, &ask, ids, &id_count);
        status = ask_socket(server_port(server), &ask, &arena, &location);
        if (cell_verdict(cell, status, location) != cell->expected)
            fault("%.*s: expected %s, got %d", STR_ARG(cell_label(cell, &arena)), expected_label(cell->expected),
                  status);
        arena_reset(&arena);
    }
    server_stop(server, 2000);
    arena_free(&arena);
    faults_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ACC_06_every_cell_answers_as_the_rules_say_and_what_is_hidden_like_what_is_absent),
        cmocka_unit_test(ACC_06_an_id_in_a_body_or_query_that_is_hidden_is_refused_like_one_that_is_absent),
        cmocka_unit_test(every_row_of_the_operation_table_is_exercised_to_success),
        cmocka_unit_test(a_sample_of_the_cells_answers_the_same_over_real_sockets),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
