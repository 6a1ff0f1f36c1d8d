/* Evaluations: one question, or many in a list. */
#include "features/authzen/evaluation.h"

#include "app/reason.h"

#include <string.h>

enum { QUICK_BYTES_MAX = 16 * 1024 };

/* ------------------------------------------------------------------ documents */

NAMES(turn_names, "restore_access", "assign", "permission", "role");
static_assert(ARRAY_SIZE(turn_names_list) == TURN__MAX - 1, "a name each");

#define ERROR(F, P)                                                                                                    \
    F(P, status, INT, BASIC)                                                                                           \
    F(P, message, TEXT, BASIC)
DOC_SCHEMA(evaluation_error, ERROR);

#define FACT(F, P)                                                                                                     \
    F(P, rule, TEXT, BASIC)                                                                                            \
    F(P, text, TEXT, BASIC)
DOC_SCHEMA(evaluation_fact, FACT);

#define WOULD_ALLOW(F, P)                                                                                              \
    F(P, change, ENUM, BASIC, .names = &turn_names)                                                                    \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, role, TEXT, BASIC)
DOC_SCHEMA(evaluation_would_allow, WOULD_ALLOW);

/* `rule`, `facts` and `would_allow` are for those who may ask about others; `valid_until` of a no as well. */
#define CONTEXT(F, P)                                                                                                  \
    F(P, error, OBJECT, BASIC, .of = &evaluation_error_schema)                                                         \
    F(P, reason_admin, TEXT, BASIC)                                                                                    \
    F(P, reason_user, TEXT, BASIC)                                                                                     \
    F(P, rule, TEXT, BASIC)                                                                                            \
    F(P, facts, LIST, BASIC, .of = &evaluation_fact_schema)                                                            \
    F(P, would_allow, OBJECT, BASIC, .of = &evaluation_would_allow_schema)                                             \
    F(P, valid_until, INSTANT, BASIC)                                                                                  \
    F(P, generation, INT, BASIC)
DOC_SCHEMA(evaluation_context, CONTEXT);

#define EVALUATION(F, P)                                                                                               \
    F(P, decision, BOOL, BASIC)                                                                                        \
    F(P, context, OBJECT, BASIC, .of = &evaluation_context_schema)
DOC_SCHEMA(evaluation, EVALUATION);

/* A list, or without one the answer itself. */
#define EVALUATIONS(F, P)                                                                                              \
    F(P, decision, BOOL, BASIC)                                                                                        \
    F(P, context, OBJECT, BASIC, .of = &evaluation_context_schema)                                                     \
    F(P, evaluations, LIST, BASIC, .of = &evaluation_schema)
DOC_SCHEMA(evaluations, EVALUATIONS);

static_assert((int)evaluations_decision == (int)evaluation_decision &&
                  (int)evaluations_context == (int)evaluation_context,
              "one answer is written alike in both");

/* ------------------------------------------------------------------ input */

const struct input_field entity_input[] = {
    {.name = "type", .kind = INPUT_TEXT, .required = true, .min = 1, .max = ENTITY_TEXT_MAX},
    {.name = "id", .kind = INPUT_TEXT, .required = true, .min = 1, .max = ENTITY_TEXT_MAX},
    {.name = NULL},
};
const struct input_field kind_input[] = {
    {.name = "type", .kind = INPUT_TEXT, .required = true, .min = 1, .max = ENTITY_TEXT_MAX},
    {.name = "id", .kind = INPUT_TEXT, .nullable = true, .max = ENTITY_TEXT_MAX},
    {.name = NULL},
};
const struct input_field action_input[] = {
    {.name = "name", .kind = INPUT_TEXT, .required = true, .min = 1, .max = ENTITY_TEXT_MAX},
    {.name = NULL},
};
const struct input_field context_input[] = {
    {.name = "time", .kind = INPUT_TEXT, .max = ENTITY_TEXT_MAX},
    {.name = NULL},
};

#define QUESTION_INPUT(needed)                                                                                         \
    {.name = "subject", .kind = INPUT_OBJECT, .required = (needed), .of = entity_input},                               \
        {.name = "action", .kind = INPUT_OBJECT, .required = (needed), .of = action_input},                            \
        {.name = "resource", .kind = INPUT_OBJECT, .required = (needed), .of = entity_input},                          \
    {                                                                                                                  \
        .name = "context", .kind = INPUT_OBJECT, .of = context_input                                                   \
    }

static const struct input_field evaluation_input[] = {QUESTION_INPUT(true), {.name = NULL}};

enum semantic { EXECUTE_ALL = 1, DENY_ON_FIRST_DENY, PERMIT_ON_FIRST_PERMIT };
NAMES(semantics, "execute_all", "deny_on_first_deny", "permit_on_first_permit");

static const struct input_field item_input[] = {QUESTION_INPUT(false), {.name = NULL}};
static const struct input_field options_input[] = {
    {.name = "evaluations_semantic", .kind = INPUT_ENUM, .names = &semantics},
    {.name = "explain", .kind = INPUT_BOOL},
    {.name = NULL},
};
static const struct input_field evaluations_input[] = {
    QUESTION_INPUT(false),
    {.name = "evaluations",
     .kind = INPUT_LIST,
     .nullable = true,
     .apart = true,
     .max = EVALUATIONS_MAX,
     .of = item_input},
    {.name = "options", .kind = INPUT_OBJECT, .of = options_input},
    {.name = NULL},
};

/* ------------------------------------------------------------------ one answer */

static void put_would_allow(const struct asking *asking, const struct asked *asked, struct node *context)
{
    const struct question question = {question_permission(asked), SURFACE_ANY, asked->about, asked->at};
    const struct person *person = picture_person(asked->picture, asked->subject);
    struct arena *arena = asking->cx->arena;
    struct turn turn = policy_turn(asked->picture, person, &question, arena);
    struct node *out;

    if (turn.kind == TURN__NONE)
        return;
    out = doc_object(context, evaluation_context_would_allow);
    doc_enum(out, evaluation_would_allow_change, (int)turn.kind);
    if (turn.kind == TURN_PERMISSION)
        doc_text(out, evaluation_would_allow_permission, str_from(permission_info(turn.permission)->name));
    if (turn.kind == TURN_ROLE)
        doc_text(out, evaluation_would_allow_role, picture_role_wire(asked->picture, turn.role, arena));
}

static void put_facts(const struct asking *asking, const struct reason_words *words, const struct trace *trace,
                      struct node *list)
{
    for (int step = STEP_PERSON; step < TRACE_STEP__MAX; step++) {
        enum reason reason = trace->steps[step].reason;
        struct node *item;

        if (reason == REASON__NONE)
            continue;
        item = doc_item(list);
        doc_text(item, evaluation_fact_rule, str_from(policy_reason_rule(reason)));
        doc_text(item, evaluation_fact_text, reason_text(asking->cx->arena, words, policy_reason_admin(reason)));
    }
}

static struct reason_words words_of(const struct asking *asking, const struct asked *asked)
{
    const struct person *person = picture_person(asking->g->picture, asked->subject);
    const struct person *about = picture_person(asking->g->picture, asked->about.staff);
    enum permission permission = question_permission(asked);

    return (struct reason_words){
        .picture = asked->picture,
        .person = picture_person(asked->picture, asked->subject),
        .person_name = person ? person->name : STR("nobody"),
        .client_name = asked->about.client.n ? STR("this client") : STR(""),
        .staff_name = about ? about->name : STR("nobody"),
        .permission = permission == PERMISSION__NONE ? PERMISSION_signed_in : permission,
    };
}

static void put_context(const struct asking *asking, const struct asked *asked, struct decision decision,
                        const struct trace *trace, struct node *context)
{
    struct reason_words words = words_of(asking, asked);
    struct arena *arena = asking->cx->arena;
    struct str user = reason_text(arena, &words, policy_reason_user(decision.reason));

    doc_text(context, evaluation_context_reason_admin,
             asking->others ? reason_text(arena, &words, policy_reason_admin(decision.reason)) : user);
    doc_text(context, evaluation_context_reason_user, user);
    if (asking->others) {
        doc_text(context, evaluation_context_rule, str_from(policy_reason_rule(decision.reason)));
        put_facts(asking, &words, trace, doc_list(context, evaluation_context_facts));
        if (!decision.allowed && asked->found)
            put_would_allow(asking, asked, context);
    }
    if (decision.valid_until != INT64_MAX && (decision.allowed || asking->others))
        doc_instant(context, evaluation_context_valid_until, decision.valid_until);
    doc_int(context, evaluation_context_generation, picture_company(asking->g->picture)->change);
}

static bool put_answer(const struct asking *asking, const struct asked *asked, bool explain, struct node *out)
{
    struct trace trace = {0};
    struct decision decision = question_decide(asked, explain ? &trace : NULL);

    doc_bool(out, evaluation_decision, decision.allowed);
    if (explain)
        put_context(asking, asked, decision, &trace, doc_object(out, evaluation_context));
    return decision.allowed;
}

/* ------------------------------------------------------------------ one question, or many */

struct item {
    struct question_words words;
    struct asked asked;
    enum err err;           /* why there is no answer */
    struct failure failure; /* of `err` */
};
struct batch {
    struct asking *asking;
    struct item *items;
    int count;
};

static void settle_item(struct asking *asking, struct item *item, enum err err)
{
    item->err = err;
    item->failure = asking->cx->arena->failure;
    fail_clear(asking->cx->arena);
}

/* A fault of the database is everybody's. */
MUST_CHECK static enum err understand_all(struct tx *tx, void *data)
{
    struct batch *batch = data;

    for (int i = 0; i < batch->count; i++) {
        struct item *item = &batch->items[i];
        enum err err;

        if (item->err == ERR_BAD_REQUEST)
            continue; /* nothing to understand */
        err = question_understand(batch->asking, tx, &item->words, &item->asked);
        if (err != OK && err != ERR_INVALID)
            return err;
        settle_item(batch->asking, item, err);
    }
    if (tx)
        batch->asking->cx->tx_statements += tx_statements(tx);
    return OK;
}

MUST_CHECK static enum err understand(struct batch *batch)
{
    const struct asking *asking = batch->asking;

    for (int i = 0; i < batch->count; i++) {
        if (batch->items[i].err == OK && question_needs_store(asking, &batch->items[i].words))
            return store_read(asking->cx->app->store, asking->g->company, asking->cx->arena, understand_all, batch);
    }
    return understand_all(NULL, batch);
}

MUST_CHECK static enum err answer_one(struct asking *asking, const struct input *in, struct node *out)
{
    struct item item = {.words = question_words(in, NULL)};
    struct batch batch = {asking, &item, 1};

    TRY(understand(&batch));
    if (item.err != OK) {
        asking->cx->arena->failure = item.failure;
        return item.err;
    }
    TRY(question_permit(asking, item.asked.subject));
    put_answer(asking, &item.asked, true, out);
    return OK;
}

MUST_CHECK static enum err run_evaluation(struct context *cx, const struct grant *g, const struct input *in,
                                          struct node *out)
{
    CLEANUP(asking_end) struct asking asking = asking_begin(cx, g);

    return answer_one(&asking, in, out);
}

/* ------------------------------------------------------------------ a list */

static void read_item(struct asking *asking, const struct input *in, const struct input *defaults, struct item *ret)
{
    struct arena *arena = asking->cx->arena;
    const struct field_failure *fault = input_fault(in);

    *ret = (struct item){.err = OK};
    if (fault) {
        ret->err = ERR_BAD_REQUEST;
        ret->failure = (struct failure){.code = ERR_INVALID, .fields = (struct field_failure *)(uintptr_t)fault};
        return;
    }
    ret->words = question_words(in, defaults);
    /* What is there has a type or name. */
    bool whole = ret->words.subject.type.n > 0 && ret->words.resource.type.n > 0 && ret->words.action.n > 0;
    if (!whole && question_require(arena, in, defaults, true) != OK)
        settle_item(asking, ret, ERR_BAD_REQUEST);
}

static void put_error(const struct asking *asking, const struct item *item, struct node *out)
{
    struct node *error = doc_object(doc_object(out, evaluation_context), evaluation_context_error);
    const struct field_failure *field = item->failure.fields;
    const struct message_text *text = field ? &field->text : &item->failure.text;
    struct str message = message_format(text, NULL, NULL, asking->cx->arena);

    doc_bool(out, evaluation_decision, false);
    doc_int(error, evaluation_error_status, item->err == ERR_FORBIDDEN ? 403 : 400);
    if (field)
        message = arena_format(asking->cx->arena, "%.*s: %.*s", STR_ARG(field->field), STR_ARG(message));
    doc_text(error, evaluation_error_message, message);
}

/* Whether it was a yes. */
static bool answer_item(struct asking *asking, struct item *item, bool explain, struct node *out)
{
    if (item->err == OK)
        settle_item(asking, item, question_permit(asking, item->asked.subject));
    if (item->err == OK)
        return put_answer(asking, &item->asked, explain, out);
    put_error(asking, item, out);
    return false;
}

MUST_CHECK static enum err answer_list(struct asking *asking, const struct input *in, struct node *out)
{
    const struct input *options = input_object(in, "options");
    int64_t semantic = options ? input_int(options, "evaluations_semantic") : 0;
    bool explain = options && input_bool(options, "explain");
    struct batch batch = {.asking = asking, .count = input_count(in, "evaluations")};
    struct node *list = doc_list(out, evaluations_evaluations);

    batch.items = arena_array(asking->cx->arena, struct item, (size_t)batch.count);
    for (int i = 0; i < batch.count; i++)
        read_item(asking, input_item(in, "evaluations", i), in, &batch.items[i]);
    TRY(understand(&batch));
    for (int i = 0; i < batch.count; i++) {
        bool yes = answer_item(asking, &batch.items[i], explain, doc_item(list));

        if ((semantic == DENY_ON_FIRST_DENY && !yes) || (semantic == PERMIT_ON_FIRST_PERMIT && yes))
            break;
    }
    return OK;
}

MUST_CHECK static enum err run_evaluations(struct context *cx, const struct grant *g, const struct input *in,
                                           struct node *out)
{
    CLEANUP(asking_end) struct asking asking = asking_begin(cx, g);

    if (input_count(in, "evaluations") > 0)
        return answer_list(&asking, in, out);
    TRY(question_require(cx->arena, in, NULL, true));
    return answer_one(&asking, in, out);
}

/* Some hundred questions that need no event, no pet and no other instant. What merely holds these words, or escapes
 * anything, goes the longer way. */
static bool is_quick(struct str body)
{
    static const struct str slow[] = {STR_INIT("event\""), STR_INIT("\"pet\""), STR_INIT("\"time\"")};

    if (body.n == 0 || body.n > QUICK_BYTES_MAX || memchr(body.p, '\\', body.n) != NULL)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(slow); i++) {
        if (memmem(body.p, body.n, slow[i].p, slow[i].n) != NULL)
            return false;
    }
    return true;
}

/* ------------------------------------------------------------------ where to ask */

#define CONFIGURATION(F, P)                                                                                            \
    F(P, policy_decision_point, TEXT, BASIC)                                                                           \
    F(P, access_evaluation_endpoint, TEXT, BASIC)                                                                      \
    F(P, access_evaluations_endpoint, TEXT, BASIC)                                                                     \
    F(P, search_subject_endpoint, TEXT, BASIC)                                                                         \
    F(P, search_resource_endpoint, TEXT, BASIC)                                                                        \
    F(P, search_action_endpoint, TEXT, BASIC)
DOC_SCHEMA(authzen_configuration, CONFIGURATION);

MUST_CHECK static enum err run_configuration(struct context *cx, const struct grant *g, const struct input *in,
                                             struct node *out)
{
    static const struct {
        int field;
        const char *path;
    } endpoints[] = {
        {authzen_configuration_policy_decision_point, ""},
        {authzen_configuration_access_evaluation_endpoint, "/access/v1/evaluation"},
        {authzen_configuration_access_evaluations_endpoint, "/access/v1/evaluations"},
        {authzen_configuration_search_subject_endpoint, "/access/v1/search/subject"},
        {authzen_configuration_search_resource_endpoint, "/access/v1/search/resource"},
        {authzen_configuration_search_action_endpoint, "/access/v1/search/action"},
    };

    (void)g, (void)in;
    for (size_t i = 0; i < ARRAY_SIZE(endpoints); i++)
        doc_text(out, endpoints[i].field,
                 arena_format(cx->arena, "%.*s%s", STR_ARG(cx->app->config.base_address), endpoints[i].path));
    return OK;
}

static const struct operation operations[] = {
    {.name = "authzen.configuration",
     .summary = "Where programs ask for decisions (AuthZEN).",
     .method = METHOD_GET,
     .path = "/.well-known/authzen-configuration",
     .permission = PERMISSION_anyone,
     .output = &authzen_configuration_schema,
     .flags = OP_ROOT,
     .run_alone = run_configuration},
    {.name = "authzen.evaluation",
     .summary = "Whether a person may do something to something, and why (AuthZEN).",
     .method = METHOD_POST,
     .path = "/access/v1/evaluation",
     .permission = PERMISSION_signed_in,
     .input = evaluation_input,
     .output = &evaluation_schema,
     .quick = is_quick,
     .flags = OP_ROOT | OP_ASKS | OP_IGNORE_UNKNOWN,
     .run_alone = run_evaluation},
    {.name = "authzen.evaluations",
     .summary = "Many such questions at once (AuthZEN).",
     .method = METHOD_POST,
     .path = "/access/v1/evaluations",
     .permission = PERMISSION_signed_in,
     .input = evaluations_input,
     .output = &evaluations_schema,
     .quick = is_quick,
     .flags = OP_ROOT | OP_ASKS | OP_IGNORE_UNKNOWN,
     .run_alone = run_evaluations},
};

const struct feature authzen_feature = {
    .name = "authzen", .operations = operations, .operation_count = (int)ARRAY_SIZE(operations)};
