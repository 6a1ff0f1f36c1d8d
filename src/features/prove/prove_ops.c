/* Settings > Proof (AUD-06): the owner has every answer of the company computed twice, and reads what came of it, as
 * whoever reads the record does. */
#include "app/act.h"
#include "app/jobs.h"
#include "features/prove/results.h"

enum { RESULTS_SHOWN = 10 };
#define PROOF_JOB "proof.run"

SQL(proof_job, "SELECT due_at FROM job WHERE company_id = $1 AND kind = '" PROOF_JOB "' AND subject_id = 0");
SQL(proof_staff_names, "SELECT id, name FROM staff WHERE company_id = $1 AND id IN IDS($2)");
SQL(proof_client_names, "SELECT id, name FROM client WHERE company_id = $1 AND id IN IDS($2)");

/* ------------------------------------------------------------------ documents */

NAMES(proof_surface_names, "dashboard", "field_app");

#define PROOF_NAMED(F, P)                                                                                              \
    F(P, id, ID, SECURITY)                                                                                             \
    F(P, name, TEXT, SECURITY)
DOC_SCHEMA(proof_named, PROOF_NAMED);

/* `permission`: its name, or "view" for seeing the client and "list" for finding it in lists. `allowed`: what the
 * decision says, of which the rules as written in SQL say the contrary. Without a `client` the permission in general.
 */
#define PROOF_DIFFERENCE(F, P)                                                                                         \
    F(P, staff, OBJECT, SECURITY, .of = &proof_named_schema)                                                           \
    F(P, permission, TEXT, SECURITY)                                                                                   \
    F(P, label, TEXT, SECURITY)                                                                                        \
    F(P, client, OBJECT, SECURITY, .of = &proof_named_schema)                                                          \
    F(P, surface, ENUM, SECURITY, .names = &proof_surface_names)                                                       \
    F(P, allowed, BOOL, SECURITY)                                                                                      \
    F(P, why_page, ADDRESS, SECURITY)
DOC_SCHEMA(proof_difference, PROOF_DIFFERENCE);

/* `items`: the first of the differences. `generation`: the company's change that was proved. Figures that were erased
 * from the record are absent; `holds` and `fails` are both false then. */
#define PROOF_RESULT(F, P)                                                                                             \
    F(P, at, INSTANT, SECURITY)                                                                                        \
    F(P, command_line, BOOL, SECURITY)                                                                                 \
    F(P, people, INT, SECURITY)                                                                                        \
    F(P, clients, INT, SECURITY)                                                                                       \
    F(P, questions, INT, SECURITY)                                                                                     \
    F(P, answers, INT, SECURITY)                                                                                       \
    F(P, differences, INT, SECURITY)                                                                                   \
    F(P, milliseconds, INT, SECURITY)                                                                                  \
    F(P, seconds, TEXT, SECURITY)                                                                                      \
    F(P, generation, INT, SECURITY)                                                                                    \
    F(P, holds, BOOL, SECURITY)                                                                                        \
    F(P, fails, BOOL, SECURITY)                                                                                        \
    F(P, entry_page, ADDRESS, SECURITY)                                                                                \
    F(P, more, INT, SECURITY)                                                                                          \
    F(P, items, LIST, SECURITY, .of = &proof_difference_schema)
DOC_SCHEMA(proof_result, PROOF_RESULT);

#define PROOF_PAGE(F, P)                                                                                               \
    F(P, under_way, BOOL, SECURITY)                                                                                    \
    F(P, asked_at, INSTANT, SECURITY)                                                                                  \
    F(P, last, OBJECT, SECURITY, .of = &proof_result_schema)                                                           \
    F(P, earlier, LIST, SECURITY, .of = &proof_result_schema)
DOC_SCHEMA(proof_page, PROOF_PAGE);

static const struct input_field run_input[] = {
    {.name = "record", .kind = INPUT_BOOL, .label = "Whether the result is kept in the record"},
    {.name = NULL},
};

/* ------------------------------------------------------------------ names */

struct names_of {
    int64_t ids[PROOF_LISTED_MAX];
    struct str names[PROOF_LISTED_MAX];
    int count;
};
struct naming {
    struct names_of staff, clients;
};

MUST_CHECK static enum err read_names(struct tx *tx, const struct sql *sql, struct company_id company,
                                      struct names_of *of)
{
    CLEANUP(query_end) struct query q = {0};

    if (of->count == 0)
        return OK;
    TRY(QUERY(tx, sql, &q, SQL_INT(company.n), SQL_IDS(of->ids, of->count)));
    while (query_next(&q)) {
        for (int i = 0; i < of->count; i++) {
            if (of->ids[i] == query_int(&q, 0))
                of->names[i] = query_text(&q, 1);
        }
    }
    return query_done(&q);
}

MUST_CHECK static enum err name_them(struct tx *tx, struct company_id company, const struct proof *proof,
                                     struct naming *ret)
{
    for (int i = 0; i < proof->listed_count; i++) {
        ret->staff.ids[ret->staff.count++] = proof->listed[i].staff.n;
        if (proof->listed[i].client.n)
            ret->clients.ids[ret->clients.count++] = proof->listed[i].client.n;
    }
    TRY(read_names(tx, &proof_staff_names, company, &ret->staff));
    return read_names(tx, &proof_client_names, company, &ret->clients);
}

static void put_named(const struct names_of *of, int64_t id, struct node *out)
{
    doc_id(out, proof_named_id, id);
    for (int i = 0; i < of->count; i++) {
        if (of->ids[i] == id)
            doc_text(out, proof_named_name, of->names[i]);
    }
}

/* ------------------------------------------------------------------ a result */

static struct str why_address(struct arena *arena, const struct proof_difference *difference)
{
    bool sight = difference->question == PROOF_SEES || difference->question == PROOF_LISTS;
    struct str address =
        arena_format(arena, "/staff/%.*s/why?permission=%s", STR_ARG(id_text(arena, difference->staff.n)),
                     proof_question_name(sight ? PROOF_SEES : difference->question));

    if (!difference->client.n)
        return address;
    return arena_format(arena, "%.*s&client=%.*s", STR_ARG(address), STR_ARG(id_text(arena, difference->client.n)));
}

static void put_difference(const struct context *cx, const struct naming *naming,
                           const struct proof_difference *difference, struct node *out)
{
    put_named(&naming->staff, difference->staff.n, doc_object(out, proof_difference_staff));
    doc_text(out, proof_difference_permission, str_from(proof_question_name(difference->question)));
    doc_text(out, proof_difference_label,
             proof_question_label(difference->question, company_wording(cx->company), cx->arena));
    if (difference->client.n)
        put_named(&naming->clients, difference->client.n, doc_object(out, proof_difference_client));
    doc_enum(out, proof_difference_surface, difference->surface == SURFACE_FIELD_APP ? 2 : 1);
    doc_bool(out, proof_difference_allowed, difference->decided);
    doc_address(out, proof_difference_why_page, why_address(cx->arena, difference));
}

/* "4.07", "0.003" */
static struct str seconds_text(struct arena *arena, int64_t milliseconds)
{
    long long seconds = (long long)(milliseconds / 1000), rest = (long long)(milliseconds % 1000);

    if (milliseconds < 10)
        return arena_format(arena, "0.%03lld", rest);
    return arena_format(arena, "%lld.%02lld", seconds, rest / 10);
}

static void put_figures(const struct context *cx, const struct proof_result *result, struct node *out)
{
    const struct proof *proof = &result->proof;
    struct {
        int field;
        int64_t number;
    } figures[] = {
        {proof_result_people, proof->people},           {proof_result_clients, proof->clients},
        {proof_result_questions, proof->questions},     {proof_result_answers, proof->answers},
        {proof_result_differences, proof->differences}, {proof_result_milliseconds, result->milliseconds},
        {proof_result_generation, proof->change},
    };

    doc_instant(out, proof_result_at, result->at);
    doc_bool(out, proof_result_command_line, result->surface == SURFACE_CLI);
    for (size_t i = 0; i < ARRAY_SIZE(figures); i++) {
        if (figures[i].number != RESULT_UNKNOWN)
            doc_int(out, figures[i].field, figures[i].number);
    }
    if (result->milliseconds != RESULT_UNKNOWN)
        doc_text(out, proof_result_seconds, seconds_text(cx->arena, result->milliseconds));
    doc_bool(out, proof_result_holds, proof->answers != RESULT_UNKNOWN && proof->differences == 0);
    doc_bool(out, proof_result_fails, proof->differences > 0);
    if (result->entry)
        doc_address(out, proof_result_entry_page,
                    arena_format(cx->arena, "/audit/%.*s", STR_ARG(id_text(cx->arena, result->entry))));
}

/* With its differences; nothing else is asked of the database where there are none. */
MUST_CHECK static enum err put_result(const struct context *cx, struct tx *tx, struct company_id company,
                                      const struct proof_result *result, struct node *out)
{
    const struct proof *proof = &result->proof;
    struct naming *naming = arena_new(cx->arena, struct naming);
    struct node *items = doc_list(out, proof_result_items);

    put_figures(cx, result, out);
    TRY(name_them(tx, company, proof, naming));
    for (int i = 0; i < proof->listed_count; i++)
        put_difference(cx, naming, &proof->listed[i], doc_item(items));
    doc_int(out, proof_result_more,
            proof->differences > proof->listed_count ? proof->differences - proof->listed_count : 0);
    return OK;
}

/* ------------------------------------------------------------------ the page */

/* When it was asked for; 0: none is under way. */
MUST_CHECK static enum err under_way(struct tx *tx, struct company_id company, int64_t *ret_asked_at)
{
    CLEANUP(query_end) struct query q = {0};

    *ret_asked_at = 0;
    TRY(QUERY(tx, &proof_job, &q, SQL_INT(company.n)));
    if (query_next(&q))
        *ret_asked_at = query_int(&q, 0);
    return query_done(&q);
}

MUST_CHECK static enum err put_page(struct context *cx, struct tx *tx, const struct grant *g, struct node *out)
{
    struct proof_result *results = arena_array(cx->arena, struct proof_result, RESULTS_SHOWN);
    struct node *earlier = doc_list(out, proof_page_earlier);
    int64_t asked_at;
    int count;

    TRY(under_way(tx, g->company, &asked_at));
    TRY(results_read(tx, g, RESULTS_SHOWN, results, &count));
    doc_bool(out, proof_page_under_way, asked_at != 0);
    if (asked_at)
        doc_instant(out, proof_page_asked_at, asked_at);
    if (count)
        TRY(put_result(cx, tx, g->company, &results[0], doc_object(out, proof_page_last)));
    for (int i = 1; i < count; i++)
        put_figures(cx, &results[i], doc_item(earlier));
    return OK;
}

MUST_CHECK static enum err run_show(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    (void)in;
    return put_page(cx, tx, g, out);
}

/* Pressed twice, it is done once: while one is under way, asking for another is no act. */
MUST_CHECK static enum err run_ask(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    int64_t asked_at;

    (void)in;
    TRY(under_way(tx, g->company, &asked_at));
    if (asked_at)
        cx->dry_run = true;
    else
        TRY(job_add(tx, g->company, PROOF_JOB, 0, cx->now));
    return put_page(cx, tx, g, out);
}

/* ------------------------------------------------------------------ the proof */

struct recording {
    struct context *cx;
    struct proof_result *result;
    struct node *out;
};

/* The job ends with the act that tells its result, so that no page shows the one without the other. */
MUST_CHECK static enum err record_body(struct tx *tx, void *data)
{
    struct recording *recording = data;
    struct context *cx = recording->cx;

    TRY(act_begin(tx, cx, cx->company->id, (struct staff_id){0}));
    result_note(cx, recording->result);
    if (cx->principal.surface == SURFACE_JOB)
        TRY(job_drop(tx, cx->company->id, PROOF_JOB, 0));
    return audit_append(tx, cx);
}

MUST_CHECK static enum err document_body(struct tx *tx, void *data)
{
    struct recording *recording = data;

    return put_result(recording->cx, tx, recording->cx->company->id, recording->result, recording->out);
}

MUST_CHECK static enum err run_proof(struct context *cx, const struct grant *g, const struct input *in,
                                     struct node *out)
{
    struct proof_result *result = arena_new(cx->arena, struct proof_result);
    struct recording recording = {.cx = cx, .result = result, .out = out};
    int64_t started = time_monotonic_us();

    TRY(prove_company(cx->app->store, g, &proof_statements, cx->arena, &result->proof));
    result->at = cx->now;
    result->surface = cx->principal.surface;
    result->milliseconds = (time_monotonic_us() - started + 999) / 1000;
    if (!input_given(in, "record") || input_bool(in, "record")) {
        TRY(store_write(cx->app->store, cx->company->id, cx->arena, record_body, &recording, NULL));
        result->entry = cx->change;
    }
    return store_read(cx->app->store, cx->company->id, cx->arena, document_body, &recording);
}

static const struct operation operations[] = {
    {.name = "proof.show",
     .summary = "For the owner: what came of the last proofs that every answer of the company is the one of the rules.",
     .method = METHOD_GET,
     .path = "/settings/proof",
     .permission = PERMISSION_view_audit,
     .output = &proof_page_schema,
     .page = "prove/proof",
     .title = "Proof",
     .run = run_show,
     .flags = OP_OWNER},
    {.name = "proof.ask",
     .summary =
         "For the owner: asks for a proof, which is made beside the server's work. While one is under way there is no "
         "other.",
     .method = METHOD_POST,
     .path = "/settings/proof",
     .permission = PERMISSION_view_audit,
     .output = &proof_page_schema,
     .form = "proof.show",
     .next = "/settings/proof",
     .run = run_ask,
     .flags = OP_OWNER | OP_CHANGES},
    {.name = PROOF_OPERATION,
     .summary = "Computes every answer of the company twice, by the decision and by SQL, and compares them.",
     .method = METHOD_POST,
     .path = "/settings/proof/run",
     .permission = PERMISSION_view_audit,
     .input = run_input,
     .output = &proof_result_schema,
     .run_alone = run_proof,
     .flags = OP_SYSTEM},
};

static const struct job_rule jobs[] = {{PROOF_JOB, PROOF_OPERATION, TARGET__NONE, 0}};

const struct feature prove_feature = {.name = "prove",
                                      .operations = operations,
                                      .operation_count = ARRAY_SIZE(operations),
                                      .jobs = jobs,
                                      .job_count = ARRAY_SIZE(jobs)};
