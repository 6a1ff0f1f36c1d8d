#include "features/prove/results.h"

#include "doc/record.h"

SQL(proof_entries, "SELECT change, at, surface, details FROM audit WHERE company_id = $1"
                   " AND operation = '" PROOF_OPERATION "' ORDER BY at DESC, change DESC LIMIT $2");

/* The figures of a result, by their names in the record. */
static int64_t *figure(struct proof_result *result, struct str name)
{
    struct {
        const char *name;
        int64_t *figure;
    } figures[] = {
        {"answers", &result->proof.answers},     {"differences", &result->proof.differences},
        {"people", &result->proof.people},       {"clients", &result->proof.clients},
        {"questions", &result->proof.questions}, {"milliseconds", &result->milliseconds},
        {"generation", &result->proof.change},
    };

    for (size_t i = 0; i < ARRAY_SIZE(figures); i++) {
        if (str_is(name, figures[i].name))
            return figures[i].figure;
    }
    return NULL;
}

void result_note(struct context *cx, const struct proof_result *result)
{
    static const char *const names[] = {"answers",   "differences",  "people",    "clients",
                                        "questions", "milliseconds", "generation"};
    struct proof_result *copy = arena_new(cx->arena, struct proof_result);

    *copy = *result;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        audit_change(cx, "proof", cx->company->id.n, names[i], STR(""),
                     arena_format(cx->arena, "%lld", (long long)*figure(copy, str_from(names[i]))));
    for (int i = 0; i < result->proof.listed_count; i++)
        audit_change(cx, "proof", cx->company->id.n, "difference", STR(""),
                     proof_difference_text(&copy->proof.listed[i], cx->arena));
}

static void take_value(const struct record_value *value, struct proof_result *result)
{
    struct proof *proof = &result->proof;
    int64_t *number = figure(result, value->field);

    if (number) {
        if (value->erased || !str_to_int(value->after, number))
            *number = RESULT_UNKNOWN;
    } else if (proof->listed_count < PROOF_LISTED_MAX &&
               proof_difference_read(value->after, &proof->listed[proof->listed_count])) {
        proof->listed_count++;
    }
}

enum err results_read(struct tx *tx, const struct grant *g, int max, struct proof_result *ret, int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    int count = 0;

    TRY(QUERY(tx, &proof_entries, &q, SQL_INT(g->company.n), SQL_INT(max)));
    while (query_next(&q)) {
        struct proof_result *result = &ret[count++];
        struct record record = {0};

        *result = (struct proof_result){.entry = query_int(&q, 0),
                                        .at = query_int(&q, 1),
                                        .surface = (enum surface)query_int(&q, 2),
                                        .milliseconds = RESULT_UNKNOWN,
                                        .proof = {.answers = RESULT_UNKNOWN, .differences = RESULT_UNKNOWN}};
        if (!record_read(tx_arena(tx), query_text(&q, 3), &record))
            continue; /* what breaks the chain is petgate audit verify's to say */
        for (int i = 0; i < record.count; i++)
            take_value(&record.changes[i], result);
    }
    *ret_count = count;
    return query_done(&q);
}
