/* ACC-06, list = filter(check): for people of every role and setting, the ids of every list, search, picker, calendar
 * and export are exactly those for which the single decision says yes, within the list's own filter. What there is
 * comes straight from the database, and the decision from one AuthZEN evaluation each (known.c); which list is held
 * against what stands in lists_ways.c, and a list of the operation table that does not stand there is a failure. And of
 * every answer to every readable row, page or JSON: no id in it is of something hidden. PETGATE_PROOF_ROUNDS asks for
 * more companies and people. */
#include "proof/lists.h"

#include "proof/ask.h"
#include "proof/chance.h"
#include "proof/length.h"

enum { PEOPLE = 6, PAGES_MAX = 400, IDS_MAX = 20000 };

struct proof {
    struct world *world;
    struct crew *crew;
    struct chance *chance;
    struct known known;
    uint64_t random;
    const struct member *who;
    struct arena arena; /* of one question */
    int64_t *found;
    int found_count;
    int in[64], out[64];   /* by way: things that the decision lets in, or leaves out */
    int read[2][400];      /* by form and row: answered with 200 */
    int compared, scanned; /* lists; ids */
    int exported, not_exported;
    int faults;
};
static struct proof *proof;

static void fault(const char *format, ...) PRINTF_LIKE(1, 2);
static void fault(const char *format, ...)
{
    const struct member *m = proof->who;
    char text[600];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (proof->faults++ < 40)
        fprintf(stderr, "# %s, %s %d: %s\n", m->role ? role_info(m->role)->wire : "owner", setting_labels[m->setting],
                m->number, text);
}

static uint64_t below(uint64_t n)
{
    return chance_below(&proof->random, n);
}

/* ------------------------------------------------------------------ every list is classified */

static bool is_classified(const char *op, const char *list)
{
    for (int i = 0; i < lists_way_count; i++) {
        if (strcmp(lists_ways[i].op, op) == 0 && strcmp(lists_ways[i].list, list) == 0)
            return true;
    }
    for (int i = 0; i < lists_aside_count; i++) {
        if (strcmp(lists_asides[i].op, op) == 0 && str_starts(str_from(list), str_from(lists_asides[i].list)))
            return true;
    }
    return false;
}

/* Ids, and the values of choices, within lists; and lists of texts. */
static int classify(const struct operation *op, const struct schema *schema, const char *path, bool listed, int depth)
{
    int missing = 0;

    for (int i = 0; i < schema->count && depth < 8; i++) {
        const struct field *field = &schema->fields[i];
        const char *at = arena_format(&proof->arena, "%s%s%s", path, *path ? "." : "", field->name).p;
        bool list = listed || field->type == TYPE_LIST || field->type == TYPE_MAP;
        bool id = field->type == TYPE_ID || strcmp(field->name, "id") == 0 || strcmp(field->name, "value") == 0;

        if (((listed && id) || field->type == TYPE_TEXTS) && !is_classified(op->name, at)) {
            fprintf(stderr, "# %s: nothing says what its list %s is held against (lists_ways.c)\n", op->name, at);
            missing++;
        }
        if (field->of)
            missing += classify(op, field->of, at, list, depth + 1);
    }
    return missing;
}

static bool is_readable(const struct operation *op)
{
    return !(op->flags & OP_SYSTEM) && (op->method == METHOD_GET || op->flags & OP_ASKS);
}

static void ACC_06_every_list_of_the_operation_table_is_held_against_something(void **state)
{
    const struct app *app = world_app(proof->world);
    int missing = 0;

    (void)state;
    for (int i = 0; i < app->operation_count; i++) {
        const struct operation *op = app->operations[i];

        if (op->output && is_readable(op))
            missing += classify(op, op->output, "", false, 0);
        arena_reset(&proof->arena);
    }
    for (int i = 0; i < lists_way_count; i++)
        assert_non_null(app_operation(world_app(proof->world), lists_ways[i].op));
    for (int i = 0; i < lists_aside_count; i++)
        assert_non_null(app_operation(world_app(proof->world), lists_asides[i].op));
    assert_int_equal(missing, 0);
}

/* ------------------------------------------------------------------ a question */

static struct got send_ask(const struct operation *op, enum ask_form form, struct str path, struct str query)
{
    bool asks = op->flags & OP_ASKS;
    struct ask ask = {.who = proof->who,
                      .form = form,
                      .method = op->method,
                      .path = path,
                      .root = op->flags & OP_ROOT,
                      .query = asks ? STR("") : query,
                      .body = asks ? query : STR("")};

    return ask_handle(world_http(proof->world), &ask, NULL, 0, &proof->arena);
}

/* ------------------------------------------------------------------ no id of what is hidden */

static bool is_id_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* A template and its lines may be named where their client is seen: a projected visit says where it comes from. */
static bool may_appear(const struct operation *op, const struct known_thing *thing)
{
    const struct known_thing *client = thing->client ? known_of(&proof->known, KNOWN_CLIENT, thing->client) : NULL;

    switch (thing->kind) {
    case KNOWN_CLIENT:
    case KNOWN_PET:
        return thing->sees;
    case KNOWN_EVENT:
        return thing->sees || (strcmp(op->name, "calendar.read") == 0 && client && client->sees);
    case KNOWN_TEMPLATE:
    case KNOWN_LINE:
    case KNOWN_REQUEST:
        return client && client->sees;
    case KNOWN_COPY:
    case KNOWN_ITEM:
    case KNOWN_REPORT:
        return thing->sees;
    case KNOWN_STAFF: /* assigned people stand on the visits that one sees: lists of people are held exactly */
    case KNOWN_SERVICE:
    case KNOWN_ENTRY:
    case KNOWN__MAX:
    default:
        return true;
    }
}

static void scan(const struct operation *op, struct str path, struct str body)
{
    for (size_t i = 0; i + ID_TEXT_LENGTH <= body.n;) {
        const struct known_thing *thing;
        size_t n = 0;
        int64_t id;

        while (i + n < body.n && is_id_char(body.p[i + n]))
            n++;
        if (n == ID_TEXT_LENGTH && id_parse(str_slice(body, i, n), &id) && (thing = known_find(&proof->known, id))) {
            proof->scanned++;
            if (!may_appear(op, thing))
                fault("%.*s shows %.*s, which is hidden", STR_ARG(path), (int)n, body.p + i);
        }
        i += n + 1;
    }
}

/* ------------------------------------------------------------------ exact lists */

static int times_found(int64_t id)
{
    int times = 0;

    for (int i = 0; i < proof->found_count; i++)
        times += proof->found[i] == id;
    return times;
}

static void take_id(const struct way *way, json_t *json)
{
    int64_t id;

    if (!json_is_string(json) || !id_parse(str_from(json_string_value(json)), &id) ||
        (way->flags & WAY_DAYS && times_found(id)))
        return;
    assert_true(proof->found_count < IDS_MAX);
    proof->found[proof->found_count++] = id;
}

/* Through lists on the way, and at its end. */
static void collect(const struct way *way, json_t *json, struct str path)
{
    json_t *item;
    size_t i;

    if (json_is_array(json)) {
        json_array_foreach(json, i, item)
        {
            collect(way, item, path);
        }
        return;
    }
    if (!path.n) {
        take_id(way, json);
        return;
    }
    struct str part = str_cut(&path, '.');

    collect(way, json_object_getn(json, part.p, part.n), path.p ? path : STR(""));
}

/* Where a day of the calendar, or what was found, has too much to show all. */
static bool is_cut(struct str body)
{
    static const char mark[] = "\"more\":";

    for (const char *at = body.p; (at = memmem(at, body.n - (size_t)(at - body.p), mark, sizeof(mark) - 1)) != NULL;) {
        at += sizeof(mark) - 1;
        if (*at == 't' || (*at >= '1' && *at <= '9'))
            return true;
    }
    return false;
}

/* All pages into `found`; the first status that is not 200, or 200. Where a page cuts a crowd short, 0: nothing to
 * compare. */
static int read_list(const struct way *way, const struct operation *op, const struct asking *a)
{
    struct str path = lists_path(a, op->path, &proof->arena),
               query = lists_query(a, way->query, STR(""), &proof->arena), next = {0};
    bool asks = op->flags & OP_ASKS;

    proof->found_count = 0;
    for (int page = 0; page < PAGES_MAX; page++) {
        struct got got;
        json_t *json;
        const char *more;

        if (next.n)
            query = asks ? lists_query(a, way->query, next, &proof->arena)
                         : arena_format(&proof->arena, "%.*s&cursor=%.*s",
                                        STR_ARG(lists_query(a, way->query, STR(""), &proof->arena)), STR_ARG(next));
        got = send_ask(op, ASK_JSON, path, query);
        if (got.status != 200)
            return got.status;
        json = json_loadb(got.body.p, got.body.n, 0, NULL);
        assert_non_null(json);
        collect(way, json, str_from(way->list));
        more = text_at(json, asks ? "page.next_token" : "next");
        next = more && *more != '/' ? arena_str(&proof->arena, str_from(more)) : STR(""); /* not the next week */
        json_decref(json);
        if (is_cut(got.body))
            return 0;
        if (!next.n)
            return 200;
    }
    fail_msg("%s: no end of pages", way->op);
    return 0;
}

static bool is_let_in(const struct way *way, const struct known_thing *thing)
{
    if (way->flags & WAY_ALL)
        return true;
    return way->flags & WAY_NOT_EVENT ? known_of(&proof->known, KNOWN_CLIENT, thing->client)->sees : thing->sees;
}

static void compare(int index, const struct asking *a)
{
    const struct way *way = &lists_ways[index];
    const struct known *known = &proof->known;
    int expected = 0;

    for (int i = 0; i < known->counts[way->kind]; i++) {
        const struct known_thing *thing = &known->things[way->kind][i];
        bool in = way->in(a, thing), let_in = is_let_in(way, thing);
        int times = times_found(thing->id);

        if (way->flags & (WAY_ALL | WAY_FILTER))
            (in ? proof->in : proof->out)[index]++;
        else if (in)
            (let_in ? proof->in : proof->out)[index]++;
        expected += in && let_in;
        if (times != (in && let_in))
            fault("%s?%.*s, %s: %.*s stands there %d times, and should %d", way->op,
                  STR_ARG(lists_query(a, way->query, STR(""), &proof->arena)), way->list,
                  STR_ARG(id_text(&proof->arena, thing->id)), times, in && let_in);
    }
    if (expected != proof->found_count)
        fault("%s?%.*s, %s: %d ids, expected %d", way->op, STR_ARG(lists_query(a, way->query, STR(""), &proof->arena)),
              way->list, proof->found_count, expected);
    proof->compared++;
}

static void try_way(int index, bool entries)
{
    const struct way *way = &lists_ways[index];
    const struct operation *op = app_operation(world_app(proof->world), way->op);
    const struct crew_company *company = &proof->crew->companies[proof->known.company];
    struct asking asking = lists_asking(&proof->known, proof->who, &proof->random, way->flags);

    if ((way->flags & WAY_OWNER && proof->who != &company->people[PERSON_OWNER]) ||
        (way->kind == KNOWN_ENTRY && !entries))
        return;
    asking.group = way->group;
    if (strstr(way->query, "@name"))
        asking.word = proof->known.things[KNOWN_STAFF][below((uint64_t)proof->known.counts[KNOWN_STAFF])].sort;
    if (strstr(way->query, "_status"))
        asking.status = (int)below(3) + 1;
    if (read_list(way, op, &asking) == 200)
        compare(index, &asking);
    arena_reset(&proof->arena);
}

/* ------------------------------------------------------------------ everybody */

/* AUD-04: the export's entries are the record's that can be read one by one. */
static void compare_export(void)
{
    const struct operation *op = app_operation(world_app(proof->world), "audit.export");
    const struct known *known = &proof->known;
    struct got got = send_ask(op, ASK_JSON, str_from(op->path), STR(""));
    struct str rest = got.body;

    proof->found_count = 0;
    while (got.status == 200 && rest.n) {
        struct str line = str_cut(&rest, '\n');
        int64_t number;

        if (str_to_int(str_cut(&line, ','), &number) && !times_found(number))
            proof->found[proof->found_count++] = number;
    }
    for (int i = 0; got.status == 200 && i < known->counts[KNOWN_ENTRY]; i++) {
        const struct known_thing *entry = &known->things[KNOWN_ENTRY][i];

        if (times_found(entry->id) != entry->sees)
            fault("audit.export: entry %lld is %sin it", (long long)entry->id, entry->sees ? "not " : "");
        *(entry->sees ? &proof->exported : &proof->not_exported) += 1;
    }
    arena_reset(&proof->arena);
}

static const char *query_of(const struct operation *op)
{
    for (int i = 0; i < lists_query_count; i++) {
        if (strcmp(lists_queries[i].op, op->name) == 0)
            return lists_queries[i].query;
    }
    return "";
}

static void try_rows(void)
{
    const struct app *app = world_app(proof->world);

    for (int i = 0; i < app->operation_count; i++) {
        const struct operation *op = app->operations[i];

        for (enum ask_form form = ASK_JSON; form < ASK_FORM__MAX; form++) {
            struct asking asking = lists_asking(&proof->known, proof->who, &proof->random, below(3) ? 0 : WAY_SELF);
            struct str path = lists_path(&asking, op->path, &proof->arena);
            struct got got;

            if (op->method != METHOD_GET || op->flags & (OP_SYSTEM | OP_STREAM | OP_FILE) ||
                (form == ASK_PAGE ? !op->page : op->flags & OP_NO_API))
                continue;
            got = send_ask(op, form, path, lists_query(&asking, query_of(op), STR(""), &proof->arena));
            if (got.status == 200) {
                scan(op, path, got.body);
                proof->read[form - ASK_JSON][i]++;
            }
            arena_reset(&proof->arena);
        }
    }
}

static void try_person(const struct member *who, bool entries)
{
    proof->who = who;
    known_decide(&proof->known, who, entries);
    for (int i = 0; i < lists_way_count; i++)
        try_way(i, entries);
    if (entries)
        compare_export();
    try_rows();
}

static const struct member *any_member(int company)
{
    for (;;) {
        const struct member *m = &proof->crew->members[below((uint64_t)proof->crew->member_count)];

        if (m->status == STAFF_ACTIVE && m->company == company)
            return m;
    }
}

/* The plain people of all roles, workers who read the company's calendar (ROL-118), the owner, and others by chance. */
static void try_company(int company, int people)
{
    const struct crew *crew = proof->crew;

    known_read(&proof->known, proof->crew, company);
    for (int i = 0; i < crew->member_count; i++) {
        const struct member *m = &crew->members[i];

        bool calendar =
            m->setting == SETTING_EXCEPTION && m->number == 118 && role_info(m->role)->class == ROLE_CLASS_RELATED;

        if (m->company == company && m->status == STAFF_ACTIVE && (m->setting == SETTING_NONE || calendar))
            try_person(m, !calendar);
    }
    try_person(&crew->companies[company].people[PERSON_OWNER], true);
    for (int i = 0; i < people; i++)
        try_person(any_member(company), i % 4 == 0);
    known_free(&proof->known);
}

static void begin_world(uint64_t seed)
{
    proof->world = world_new(test_engine());
    proof->crew = crew_new(proof->world);
    proof->chance = chance_strew(proof->crew, seed);
    chance_review(proof->chance);
}

static int begin(void **state)
{
    (void)state;
    proof = calloc(1, sizeof(*proof));
    proof->random = UINT64_C(0x9E3779B97F4A7C15);
    proof->found = calloc(IDS_MAX, sizeof(*proof->found));
    begin_world(1);
    return 0;
}

static int end(void **state)
{
    (void)state;
    world_free(proof->world);
    arena_free(&proof->arena);
    free(proof->found);
    free(proof);
    return 0;
}

static void say_summary(int decisions)
{
    fprintf(stderr, "# %d lists, %d ids in other answers, %d decisions\n", proof->compared, proof->scanned, decisions);
    summarize("%d lists held against %d single decisions on %s: %d differ\n", proof->compared, decisions,
              database_said(), proof->faults);
}

/* A list that nobody found something in, or nothing left out of, has shown nothing. */
static void check_both_sides(void)
{
    int missing = 0;

    for (int i = 0; i < lists_way_count; i++) {
        const struct way *way = &lists_ways[i];

        if (proof->in[i] && (proof->out[i] || way->kind == KNOWN_SERVICE))
            continue;
        fprintf(stderr, "# %s?%s, %s: %d let in and %d left out over the run\n", way->op, way->query, way->list,
                proof->in[i], proof->out[i]);
        missing++;
    }
    assert_int_equal(missing, 0);
}

/* What these companies have none of: tests/api/ shows it. */
static bool is_elsewhere(const char *op)
{
    return strcmp(op, "company.setup_form") == 0;
}

/* Every page and document was looked into. */
static void check_all_read(void)
{
    const struct app *app = world_app(proof->world);
    int missing = 0;

    for (int i = 0; i < app->operation_count; i++) {
        const struct operation *op = app->operations[i];
        bool json = !(op->flags & OP_NO_API);

        if (op->method != METHOD_GET || op->flags & (OP_SYSTEM | OP_STREAM | OP_FILE) || !op->output ||
            proof->read[json ? 0 : 1][i] || is_elsewhere(op->name))
            continue;
        fprintf(stderr, "# %s: nobody was shown it\n", op->name);
        missing++;
    }
    assert_int_equal(missing, 0);
}

static void ACC_06_every_list_is_what_the_single_decision_lets_in(void **state)
{
    int decisions = 0;

    (void)state;
    for (int round = 0; round < rounds(1); round++) {
        if (round > 0) {
            world_free(proof->world);
            begin_world((uint64_t)round + 1);
        }
        for (int company = 0; company < 2; company++) {
            try_company(company, PEOPLE / 2);
            decisions += proof->known.decisions;
        }
    }
    say_summary(decisions);
    assert_int_equal(proof->faults, 0);
    assert_true(proof->exported > 0 && proof->not_exported > 0);
    check_both_sides();
    check_all_read();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ACC_06_every_list_of_the_operation_table_is_held_against_something),
        cmocka_unit_test(ACC_06_every_list_is_what_the_single_decision_lets_in),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
