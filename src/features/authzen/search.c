/* Searches: for whom, for what, and which acts a single evaluation would say yes. They ask it of each candidate. */
#include "app/cursor.h"
#include "features/authzen/evaluation.h"
#include "features/authzen/search_store.h"

#include <stdlib.h>

enum { PAGE_MAX = 10000, RUNS_MAX = 50, TOKEN_MAX = 20000, WORDS = 6 };

/* ------------------------------------------------------------------ documents and input */

#define PAGE(F, P) F(P, next_token, TEXT, BASIC)
DOC_SCHEMA(search_page, PAGE);

#define ENTITY(F, P)                                                                                                   \
    F(P, type, TEXT, BASIC)                                                                                            \
    F(P, id, ID, BASIC)
DOC_SCHEMA(search_entity, ENTITY);

#define ENTITIES(F, P)                                                                                                 \
    F(P, page, OBJECT, BASIC, .of = &search_page_schema)                                                               \
    F(P, results, LIST, BASIC, .of = &search_entity_schema)
DOC_SCHEMA(search_entities, ENTITIES);

#define ACT(F, P) F(P, name, TEXT, BASIC)
DOC_SCHEMA(search_act, ACT);

#define ACTS(F, P)                                                                                                     \
    F(P, page, OBJECT, BASIC, .of = &search_page_schema)                                                               \
    F(P, results, LIST, BASIC, .of = &search_act_schema)
DOC_SCHEMA(search_acts, ACTS);

static_assert((int)search_acts_page == (int)search_entities_page, "a page is written alike in both");

static const struct input_field page_input[] = {
    {.name = "limit", .kind = INPUT_INT, .min = 1, .max = INT32_MAX},
    {.name = "token", .kind = INPUT_TEXT, .max = TOKEN_MAX},
    {.name = NULL},
};

/* A page's token holds the question, so that nothing else need come with it. */
#define SEARCH_INPUT(subject_fields, resource_fields)                                                                  \
    {                                                                                                                  \
        {.name = "subject", .kind = INPUT_OBJECT, .of = (subject_fields)},                                             \
            {.name = "action", .kind = INPUT_OBJECT, .of = action_input},                                              \
            {.name = "resource", .kind = INPUT_OBJECT, .of = (resource_fields)},                                       \
            {.name = "context", .kind = INPUT_OBJECT, .of = context_input},                                            \
            {.name = "page", .kind = INPUT_OBJECT, .nullable = true, .of = page_input}, {.name = NULL},                \
    }
static const struct input_field subject_search_input[] = SEARCH_INPUT(kind_input, entity_input);
static const struct input_field resource_search_input[] = SEARCH_INPUT(entity_input, kind_input);
static const struct input_field action_search_input[] = SEARCH_INPUT(entity_input, entity_input);

/* ------------------------------------------------------------------ what is searched for */

enum wanted { WANTED_SUBJECT = 1, WANTED_RESOURCE, WANTED_ACTION };

struct search {
    struct asking asking;
    enum wanted wanted;
    struct question_words words;
    int64_t after; /* where the page before this one ended */
    int limit;
    bool paged; /* a page was asked for */
    struct asked asked;
    int64_t *found; /* ids, or numbers of actions, in order */
    int count;
    bool more;
    int64_t last; /* the last candidate looked at, where there are more */
};

static void search_end(struct search *search)
{
    asking_end(&search->asking);
}

/* The words in the order of the token. What is searched for has no id, and is not asked about by one. */
static void words_list(struct question_words *words, struct str *ret_list[WORDS])
{
    ret_list[0] = &words->subject.type;
    ret_list[1] = &words->subject.id;
    ret_list[2] = &words->action;
    ret_list[3] = &words->resource.type;
    ret_list[4] = &words->resource.id;
    ret_list[5] = &words->time;
}

static struct str token_write(struct search *search)
{
    struct str *list[WORDS];
    struct buf out;

    words_list(&search->words, list);
    buf_init(&out, search->asking.cx->arena, TOKEN_MAX);
    buf_format(&out, "%d", (int)search->wanted);
    for (int i = 0; i < WORDS; i++)
        buf_format(&out, "\n%.*s", STR_ARG(*list[i])); /* a word is one line, see INPUT_TEXT */
    return cursor_text(search->asking.cx->arena, buf_str(&out), search->last);
}

/* The question of the token; where one came with it, it must be the same. */
MUST_CHECK static bool token_read(struct search *search, struct str token)
{
    struct question_words kept = {0};
    struct str *here[WORDS], *there[WORDS], rest;
    int64_t wanted;

    if (!cursor_parse(search->asking.cx->arena, token, &rest, &search->after) ||
        !str_to_int(str_cut(&rest, '\n'), &wanted) || wanted != (int64_t)search->wanted)
        return false;
    words_list(&search->words, here);
    words_list(&kept, there);
    for (int i = 0; i < WORDS; i++) {
        if (rest.p == NULL)
            return false;
        *there[i] = str_cut(&rest, '\n');
        if (here[i]->n > 0 && !str_equal(*here[i], *there[i]))
            return false;
    }
    search->words = kept;
    return rest.p == NULL;
}

MUST_CHECK static enum err read_search(struct search *search, const struct input *in)
{
    const struct input *page = input_object(in, "page");
    struct str token = page ? input_text(page, "token") : STR("");
    int64_t limit = page ? input_int(page, "limit") : 0;

    search->words = question_words(in, NULL);
    *(search->wanted == WANTED_SUBJECT    ? &search->words.subject.id
      : search->wanted == WANTED_RESOURCE ? &search->words.resource.id
                                          : &search->words.action) = STR("");
    search->paged = page != NULL;
    search->limit = limit == 0 || limit > PAGE_MAX ? PAGE_MAX : (int)limit;
    search->found = arena_array(search->asking.cx->arena, int64_t, (size_t)search->limit);
    if (token.n == 0)
        return question_require(search->asking.cx->arena, in, NULL, search->wanted != WANTED_ACTION);
    return token_read(search, token) ? OK : FAIL_FIELD(search->asking.cx->arena, STR("page.token"), MSG_PAGE_TOKEN);
}

/* ------------------------------------------------------------------ candidates */

/* Takes the candidate if the evaluation says yes; false: the page is full, and this one is behind it. */
static bool take(struct search *search, int64_t key, const struct asked *asked)
{
    if (!question_decide(asked, NULL).allowed)
        return true;
    if (search->count == search->limit) {
        search->more = true;
        search->last = search->found[search->count - 1];
        return false;
    }
    search->found[search->count++] = key;
    return true;
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* The people of the company at the instant, by id. */
static int64_t *people_of(const struct search *search, int *ret_count)
{
    const struct picture *picture = search->asked.picture;
    int64_t *ids = arena_array(search->asking.cx->arena, int64_t, (size_t)picture_person_count(picture) + 1);

    *ret_count = picture_person_count(picture);
    for (int i = 0; i < *ret_count; i++)
        ids[i] = picture_person_at(picture, i)->id.n;
    qsort(ids, (size_t)*ret_count, sizeof(*ids), by_number);
    return ids;
}

static void search_subjects(struct search *search)
{
    int count;
    const int64_t *people = people_of(search, &count);

    if (!str_is(search->words.subject.type, "staff"))
        return;
    for (int i = 0; i < count; i++) {
        struct asked asked = search->asked;

        asked.subject.n = people[i];
        if (people[i] > search->after && question_permitted(&search->asking, asked.subject).allowed &&
            !take(search, people[i], &asked))
            return;
    }
}

static void search_clients(struct search *search)
{
    const struct picture *picture = search->asked.picture;

    for (int i = 0; i < picture_client_count(picture); i++) {
        struct client_id client = picture_client_at(picture, i);
        struct asked asked = search->asked;

        asked.about = ABOUT_CLIENT(client);
        asked.found = true;
        if (client.n > search->after && !take(search, client.n, &asked))
            return;
    }
}

static void search_staff(struct search *search)
{
    int count;
    const int64_t *people = people_of(search, &count);

    for (int i = 0; i < count; i++) {
        struct asked asked = search->asked;

        asked.about = ABOUT_STAFF((struct staff_id){people[i]});
        asked.found = true;
        if (people[i] > search->after && !take(search, people[i], &asked))
            return;
    }
}

static void search_company(struct search *search)
{
    int64_t company = search->asking.g->company.n;
    struct asked asked = search->asked;

    asked.about = ABOUT_COMPANY;
    asked.found = true;
    if (company > search->after)
        take(search, company, &asked);
}

/* One run of rows; false: the page is full. */
static bool take_run(struct search *search, const struct found *found, int count)
{
    for (int i = 0; i < count; i++) {
        struct asked asked = search->asked;

        asked.about = found[i].about;
        asked.found = true;
        if (!take(search, found[i].id, &asked))
            return false;
    }
    return true;
}

/* As events of their own, or in the company's calendar. */
static bool shows_others_events(const struct search *search, const struct person *person)
{
    return policy_sees_others_events(person, search->asked.at) ||
           picture_holds(search->asked.picture, person, PERMISSION_view_company_calendar, search->asked.at, NULL);
}

/* Where next to nothing of very much is a yes the page is short, and the next one goes on behind what was looked at. */
MUST_CHECK static enum err search_rows(struct tx *tx, void *data)
{
    struct search *search = data;
    struct arena *arena = search->asking.cx->arena;
    struct found *found = arena_array(arena, struct found, SEARCH_RUN);
    const struct person *person = picture_person(search->asked.picture, search->asked.subject);
    struct search_sight sight = {.own = {0}};
    int64_t after = search->after, valid_until;
    int count = SEARCH_RUN;

    search->count = 0;
    search->more = false;
    if (person == NULL)
        return OK;
    policy_scope(search->asked.picture, person, search->asked.at, arena, &sight.scope, &valid_until);
    if (!shows_others_events(search, person))
        sight.own = person->id;
    for (int i = 0; i < RUNS_MAX && count == SEARCH_RUN; i++) {
        TRY(search_run(tx, search->asking.g, search->asked.resource, &sight, after, found, &count));
        if (!take_run(search, found, count))
            return OK;
        after = count > 0 ? found[count - 1].id : after;
    }
    search->more = count == SEARCH_RUN;
    search->last = after;
    return OK;
}

MUST_CHECK static enum err search_resources(struct search *search)
{
    const struct asking *asking = &search->asking;

    switch (search->asked.resource) {
    case RESOURCE_CLIENT:
        search_clients(search);
        return OK;
    case RESOURCE_STAFF:
        search_staff(search);
        return OK;
    case RESOURCE_COMPANY:
        search_company(search);
        return OK;
    case RESOURCE_EVENT:
    case RESOURCE_PET:
        return store_read(asking->cx->app->store, asking->g->company, asking->cx->arena, search_rows, search);
    case RESOURCE_KEY:
    case RESOURCE__NONE:
    case RESOURCE__MAX:
        break;
    }
    return OK;
}

static void search_actions(struct search *search)
{
    for (int action = 1; action <= action_count(); action++) {
        struct asked asked = search->asked;

        asked.action = action;
        if (action > search->after && !take(search, action, &asked))
            return;
    }
}

/* ------------------------------------------------------------------ answering */

MUST_CHECK static enum err understand(struct tx *tx, void *data)
{
    struct search *search = data;

    return question_understand(&search->asking, tx, &search->words, &search->asked);
}

MUST_CHECK static enum err look(struct search *search)
{
    struct asking *asking = &search->asking;
    bool store = question_needs_store(asking, &search->words);

    TRY(store ? store_read(asking->cx->app->store, asking->g->company, asking->cx->arena, understand, search)
              : understand(NULL, search));
    if (search->wanted == WANTED_SUBJECT) {
        /* Whoever may not ask even about themself may not ask. */
        TRY(asking->others ? OK : question_permit(asking, asking->g->staff));
        search_subjects(search);
        return OK;
    }
    TRY(question_permit(asking, search->asked.subject));
    if (search->wanted == WANTED_RESOURCE)
        return search_resources(search);
    search_actions(search);
    return OK;
}

static void put_page(struct search *search, struct node *out)
{
    if (search->paged || search->more)
        doc_text(doc_object(out, search_entities_page), search_page_next_token,
                 search->more ? token_write(search) : STR(""));
}

MUST_CHECK static enum err run_entities(struct context *cx, const struct grant *g, const struct input *in,
                                        enum wanted wanted, struct node *out)
{
    CLEANUP(search_end) struct search search = {.asking = asking_begin(cx, g), .wanted = wanted};
    struct node *results = doc_list(out, search_entities_results);
    struct str type;

    TRY(read_search(&search, in));
    TRY(look(&search));
    put_page(&search, out);
    type = wanted == WANTED_SUBJECT ? STR("staff") : search.words.resource.type;
    for (int i = 0; i < search.count; i++) {
        struct node *item = doc_item(results);

        doc_text(item, search_entity_type, type);
        doc_id(item, search_entity_id, search.found[i]);
    }
    return OK;
}

MUST_CHECK static enum err run_subjects(struct context *cx, const struct grant *g, const struct input *in,
                                        struct node *out)
{
    return run_entities(cx, g, in, WANTED_SUBJECT, out);
}

MUST_CHECK static enum err run_resources(struct context *cx, const struct grant *g, const struct input *in,
                                         struct node *out)
{
    return run_entities(cx, g, in, WANTED_RESOURCE, out);
}

MUST_CHECK static enum err run_actions(struct context *cx, const struct grant *g, const struct input *in,
                                       struct node *out)
{
    CLEANUP(search_end) struct search search = {.asking = asking_begin(cx, g), .wanted = WANTED_ACTION};
    struct node *results = doc_list(out, search_acts_results);

    TRY(read_search(&search, in));
    TRY(look(&search));
    put_page(&search, out);
    for (int i = 0; i < search.count; i++)
        doc_text(doc_item(results), search_act_name, str_from(action_name((int)search.found[i])));
    return OK;
}

#define SEARCH_ROW(what, told, fields, schema, run)                                                                    \
    {                                                                                                                  \
        .name = "authzen.search_" what, .summary = told, .method = METHOD_POST, .path = "/access/v1/search/" what,     \
        .permission = PERMISSION_signed_in, .input = (fields), .output = &(schema),                                    \
        .flags = OP_ROOT | OP_ASKS | OP_IGNORE_UNKNOWN, .run_alone = (run)                                             \
    }
static const struct operation operations[] = {
    SEARCH_ROW("subject", "Which people may do something to something (AuthZEN).", subject_search_input,
               search_entities_schema, run_subjects),
    SEARCH_ROW("resource", "To what of a kind a person may do something (AuthZEN).", resource_search_input,
               search_entities_schema, run_resources),
    SEARCH_ROW("action", "What a person may do to something (AuthZEN).", action_search_input, search_acts_schema,
               run_actions),
};

const struct feature authzen_search_feature = {
    .name = "authzen_search", .operations = operations, .operation_count = (int)ARRAY_SIZE(operations)};
