#include "proof/cells.h"

#include "base/buf.h"
#include "http/router.h"

enum { PATH_MAX_BYTES = 1000, BODY_MAX = 4000 };

static unsigned places_of(const struct operation *op)
{
    struct str rest = str_from(op->path);
    unsigned places = 0;

    while (rest.n > 0) {
        struct str part = str_cut(&rest, '/');

        if (part.n > 2 && part.p[0] == '{')
            places |= 1u << target_by_name(str_slice(part, 1, part.n - 2));
    }
    return places;
}

#define PLACE(kind) (1u << TARGET_##kind)
enum {
    OF_CLIENT = PLACE(CLIENT) | PLACE(EVENT) | PLACE(PET) | PLACE(TEMPLATE) | PLACE(LINE),
    THINGS = PLACE(SESSION) | PLACE(TOKEN) | PLACE(SERVICE) | PLACE(REQUEST) | PLACE(ENTRY) | PLACE(ROLE) |
             PLACE(REVIEW) | PLACE(ITEM) | PLACE(REPORT),
    KNOWN = OF_CLIENT | THINGS | PLACE(STAFF) | PLACE(DATED), /* dated access: of the worker, with each client */
};

/* ------------------------------------------------------------------ ids */

static const struct member *person_of(const struct crew *crew, const struct proof_cell *cell)
{
    const struct crew_company *company = &crew->companies[cell->who->company];

    if (cell->subject.person == PERSON_SELF && cell->who->staff)
        return cell->who;
    return &company->people[cell->subject.person > PERSON_SELF ? cell->subject.person : PERSON_WORKER];
}

/* Whose session or token the address names. */
static const struct member *holder_of(const struct crew *crew, const struct proof_cell *cell)
{
    const struct crew_company *company = &crew->companies[cell->who->company];

    if (cell->subject.thing == THING_OTHERS)
        return &company->people[cell->subject.person == PERSON_WORKER ? PERSON_MANAGER : PERSON_WORKER];
    return cell->subject.person ? person_of(crew, cell) : cell->who;
}

/* What a company has one of. */
static int64_t company_thing(const struct crew_company *company, enum target_kind kind)
{
    switch ((int)kind) {
    case TARGET_SERVICE:
        return company->service;
    case TARGET_ROLE:
        return company->role;
    case TARGET_REQUEST:
        return company->request;
    case TARGET_ITEM:
        return company->item;
    case TARGET_REPORT:
        return company->report;
    default:
        return 0;
    }
}

/* What a person has one of. */
static int64_t holder_thing(const struct proof_cell *cell, const struct member *holder, enum target_kind kind)
{
    int64_t id = kind == TARGET_SESSION ? holder->session : holder->token;

    if (kind == TARGET_ENTRY)
        return holder->entry;
    if (kind == TARGET_REVIEW) /* what is finished has a record, what is not can be answered */
        return strstr(cell->op->path, "/record") ? holder->record : holder->review;
    return id ? id : ABSENT_ID;
}

static int64_t thing_id(const struct crew *crew, const struct proof_cell *cell, enum target_kind kind)
{
    int company = cell->who->company;
    bool others = cell->subject.thing == THING_OTHERS;
    int64_t id = company_thing(&crew->companies[others ? 1 - company : company], kind);

    if (cell->subject.thing == THING_ABSENT)
        return ABSENT_ID;
    if (id)
        return id;
    if (kind == TARGET_ENTRY && others) /* numbers are a company's own: another's is none here */
        return crew->companies[1 - company].people[PERSON_WORKER].entry;
    return holder_thing(cell, holder_of(crew, cell), kind);
}

static void fill_places(const struct crew *crew, struct proof_cell *cell, unsigned places)
{
    const struct crew_company *company = &crew->companies[cell->who->company];
    enum relation_kind relation = cell->subject.relation;

    cell->places[TARGET_STAFF] = places & PLACE(STAFF) ? person_of(crew, cell)->staff : 0;
    cell->places[TARGET_CLIENT] = places & PLACE(CLIENT) ? company->clients[relation] : 0;
    cell->places[TARGET_PET] = places & PLACE(PET) ? company->pets[relation] : 0;
    cell->places[TARGET_TEMPLATE] = places & PLACE(TEMPLATE) ? company->templates[relation] : 0;
    cell->places[TARGET_LINE] = places & PLACE(LINE) ? company->lines[relation] : 0;
    cell->places[TARGET_DATED] = places & PLACE(DATED) ? company->dated[relation] : 0;
    if (places & PLACE(EVENT))
        cell->places[TARGET_EVENT] = cell->subject.mine ? cell->who->events[relation] : company->events[relation];
    for (int kind = 1; kind < TARGET__MAX; kind++) {
        if (places & THINGS & (1u << kind))
            cell->places[kind] = thing_id(crew, cell, (enum target_kind)kind);
    }
}

/* ------------------------------------------------------------------ making */

struct making {
    struct crew *crew;
    struct cells *cells;
    struct proof_cell cell; /* the next, as far as it is known */
    unsigned places;
};

static void add(struct making *m)
{
    struct proof_cell *cell = &m->cells->list[m->cells->count++];

    assert_true(m->cells->count < m->cells->max);
    *cell = m->cell;
    fill_places(m->crew, cell, m->places);
    cell->expected = rule_expect(cell->rule, cell->who, cell->subject);
}

/* People for whom one permission is set otherwise are many: they ask about little, and as programs do. */
static bool is_few(const struct making *m)
{
    return m->cell.who->setting != SETTING_NONE;
}

/* Whether the permission that is set otherwise can make a difference to the row; 102, 114 and 120 are also about who
 * and what is seen. Of all other rows a few ask, so that what should make none is looked at as well. */
static bool is_concerned(const struct making *m, int row)
{
    const struct rule *rule = m->cell.rule;
    int number = m->cell.who->number, who = (int)(m->cell.who - m->crew->members);

    if (number == 0 || rule->need == number || rule->own == number || rule->either == number)
        return true;
    if (number == 102 || number == 114 || number == 120)
        return true;
    return row % 8 == who % 8;
}

static void add_relation(struct making *m, enum relation_kind relation)
{
    m->cell.subject.relation = relation;
    m->cell.subject.mine = false;
    m->cell.subject.event = m->places & PLACE(EVENT);
    if (m->places & PLACE(DATED))
        m->cell.subject.thing = m->cell.subject.person == PERSON_WORKER ? THING_OWN : THING_OTHERS;
    if (!(m->places & PLACE(EVENT)) || !m->cell.who->events[relation] || relation == REL_FUTURE)
        add(m);
    if (m->places & PLACE(EVENT) && m->cell.who->events[relation]) {
        m->cell.subject.mine = true;
        add(m);
    }
}

static void add_relations(struct making *m)
{
    bool others = m->cell.subject.person && m->cell.subject.person != PERSON_WORKER;

    for (enum relation_kind relation = REL_FUTURE; relation < REL__MAX; relation++) {
        if (is_few(m) && relation != REL_FUTURE && relation != REL_REMOVED)
            continue;
        if (!others || relation == REL_FUTURE)
            add_relation(m, relation);
    }
    m->cell.subject.relation = 0;
    m->cell.subject.event = m->cell.subject.mine = false;
}

static void add_things(struct making *m)
{
    for (enum thing thing = THING_OWN; thing < (is_few(m) ? THING_OTHERS : THING__MAX); thing++) {
        m->cell.subject.thing = thing;
        add(m);
    }
    m->cell.subject.thing = 0;
}

static void add_rest(struct making *m)
{
    if (m->places & OF_CLIENT)
        add_relations(m);
    else if (m->places & THINGS)
        add_things(m);
    else
        add(m);
}

static void add_all(struct making *m)
{
    m->cell.subject = (struct cell_subject){0};
    if (!(m->places & PLACE(STAFF))) {
        add_rest(m);
        return;
    }
    for (enum target_person person = PERSON_SELF; person < PERSON__MAX; person++) {
        if (is_few(m) && person > PERSON_ADMIN)
            break;
        m->cell.subject.person = person;
        add_rest(m);
    }
}

static bool has_form(const struct operation *op, enum ask_form form)
{
    if (op->flags & OP_SYSTEM)
        return false;
    if (form == ASK_JSON)
        return !(op->flags & OP_NO_API);
    return op->method == METHOD_GET ? op->page != NULL : op->page || op->form || op->next;
}

/* Everybody about everything that the row's places can name; `row` is its number. */
static void add_row(struct making *m, int row)
{
    for (int w = 0; w < m->crew->member_count; w++) {
        m->cell.who = &m->crew->members[w];
        if (m->cell.rule->need == RULE_ANYONE && m->cell.who->status && m->cell.who->status != STAFF_ACTIVE)
            continue;
        for (m->cell.form = ASK_JSON; m->cell.form < ASK_FORM__MAX; m->cell.form++) {
            if (has_form(m->cell.op, m->cell.form) &&
                (!is_few(m) || (m->cell.form == ASK_JSON && is_concerned(m, row))))
                add_all(m);
        }
    }
}

void cells_make(struct crew *crew, struct app *app, struct cells *ret)
{
    struct making m = {.crew = crew, .cells = ret};
    const char *only = getenv("PETGATE_PROOF_ROW");

    ret->only = only != NULL;
    ret->max = 200000;
    ret->list = arena_array(world_arena(crew->world), struct proof_cell, (size_t)ret->max);
    for (int i = 0; i < app->operation_count; i++) {
        const struct operation *op = app->operations[i];

        m.cell = (struct proof_cell){.op = op, .rule = rule_of(op->name)};
        m.places = places_of(op);
        if (op->flags & OP_SYSTEM || (only != NULL && strcmp(op->name, only) != 0))
            continue;
        if (!m.cell.rule)
            fail_msg("%s: tests/proof/rules.c does not say what the rules expect of it", op->name);
        if (m.places & ~(unsigned)KNOWN)
            fail_msg("%s: tests/proof/cells.c knows nothing for a place of %s", op->name, op->path);
        add_row(&m, i);
    }
}

/* ------------------------------------------------------------------ asking */

static struct str fill_path(const struct proof_cell *cell, struct arena *arena, struct str ids[CELL_IDS_MAX],
                            int *ret_count)
{
    struct str rest = str_from(cell->op->path);
    struct buf out;

    *ret_count = 0;
    buf_init(&out, arena, PATH_MAX_BYTES);
    str_cut(&rest, '/');
    while (rest.n > 0) {
        struct str part = str_cut(&rest, '/');

        buf_add_char(&out, '/');
        if (part.p[0] == '{') {
            assert_true(*ret_count < CELL_IDS_MAX);
            part = id_text(arena, cell->places[target_by_name(str_slice(part, 1, part.n - 2))]);
            ids[(*ret_count)++] = part;
        }
        buf_add(&out, part);
    }
    return buf_str(&out);
}

static struct str fill_body(const struct crew *crew, const struct proof_cell *cell, struct arena *arena)
{
    const struct crew_company *company = &crew->companies[cell->who->company];
    const struct {
        const char *mark;
        int64_t id;
    } marks[] = {
        {"@client", company->clients[REL_FUTURE]},
        {"@staff", company->people[PERSON_WORKER].staff},
        {"@service", company->service},
        {"@event", company->events[REL_FUTURE]},
        {"@item", company->item},
    };
    const char *at = cell->rule->body;
    struct buf out;

    buf_init(&out, arena, BODY_MAX);
    while (at && *at) {
        size_t i = 0;

        while (i < ARRAY_SIZE(marks) && strncmp(at, marks[i].mark, strlen(marks[i].mark)) != 0)
            i++;
        if (i == ARRAY_SIZE(marks)) {
            buf_add_char(&out, *at++);
            continue;
        }
        buf_add(&out, id_text(arena, marks[i].id));
        at += strlen(marks[i].mark);
    }
    return buf_str(&out);
}

void cell_ask(const struct crew *crew, const struct proof_cell *cell, struct arena *arena, struct ask *ret,
              struct str ids[CELL_IDS_MAX], int *ret_id_count)
{
    struct str body = fill_body(crew, cell, arena);
    bool reads = cell->op->method == METHOD_GET;

    *ret = (struct ask){.who = cell->who,
                        .form = cell->form,
                        .method = cell->op->method,
                        .path = fill_path(cell, arena, ids, ret_id_count),
                        .root = cell->op->flags & OP_ROOT,
                        .query = reads ? ask_form_body(body, arena) : STR(""),
                        .body = reads ? STR("") : body};
    if (cell->who->staff)
        ids[(*ret_id_count)++] = id_text(arena, cell->who->staff);
}

struct str cell_label(const struct proof_cell *cell, struct arena *arena)
{
    static const char *const statuses[STAFF_STATUS__MAX] = {"not signed in", "active", "invited", "frozen", "inactive"};
    const struct cell_subject *s = &cell->subject;

    return arena_format(arena, "%s (%s%s%s%s), %s, %s%s%s%s%s%s%s",
                        cell->who->role ? role_info(cell->who->role)->label_text : "nobody",
                        statuses[cell->who->status], cell->who->setting ? ", " : "", setting_labels[cell->who->setting],
                        cell->who->number ? (const char *)arena_format(arena, " ROL-%d", cell->who->number).p : "",
                        cell->op->name, cell->form == ASK_JSON ? "JSON" : "page", s->person ? ", about " : "",
                        s->person ? person_labels[s->person] : "", s->relation ? ", client: " : "",
                        s->relation ? relation_labels[s->relation] : "", s->mine ? ", own visit" : "",
                        s->thing == THING_OTHERS   ? ", another's"
                        : s->thing == THING_ABSENT ? ", none"
                                                   : "");
}

int cell_verdict(const struct proof_cell *cell, int status, struct str location)
{
    if (cell->rule->need == RULE_ANYONE)
        return status > 0 && status < 500 ? EXPECT_IN : status;
    if (status == 303 && str_starts(location, STR("/sign-in?return=")))
        return 401;
    switch (status) {
    case 200:
    case 201:
    case 204:
    case 303:
    case 409:
    case 412:
    case 422:
        return EXPECT_IN;
    case 400: /* what a standard of others calls 422 (authzen.md) */
        return cell->op->flags & OP_IGNORE_UNKNOWN ? EXPECT_IN : status;
    default:
        return status;
    }
}
